//! Scored pairs to groups of mentions that are one person each.

use rayon::prelude::*;

use super::blocks::pairs_of;
use super::compare::Memory;
use super::learn::{Basis, Learned};
use crate::cluster::settled::{Counted, MOST, Resolved, Settled};
use crate::compare::Profile;
use crate::model::probability;
use crate::progress::Progress;
use crate::{Result, Settings};

/// Links of a smaller probability do not bring rows before the search for groups.
const LEAST: f64 = 0.01;
/// Rows of which each pair is so likely are one person without a further look.
const SURE: f64 = 0.99;
/// By so many bits the floor is raised for a component that is too large, until it falls apart.
const RAISE: f64 = 2.0;
/// Pairs that are worked on at once.
const PART: usize = 1 << 15;

/// A pair that may be one person: two places, the evidence in bits and how many blocks they share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) evidence: f32,
    pub(crate) blocks: u8,
}

/// Mentions that are one person, by place, with the probability that exactly these are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    pub(crate) members: Vec<u32>,
    pub(crate) probability: f64,
}

/// Who is who.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    /// The groups of two or more.
    pub(crate) groups: Vec<Group>,
    /// The expected number of people and its variance.
    pub(crate) people: (f64, f64),
    /// How many people stand in each combination of lists.
    pub(crate) combinations: Vec<(Vec<u16>, u32)>,
}

/// Compares the candidates and keeps the pairs that may be one person, in order.
pub(crate) fn score(
    basis: &Basis<'_>,
    learned: &Learned,
    keep: f64,
    watch: &Progress,
) -> Result<Vec<Scored>> {
    let least = log_odds(keep.max(LEAST)) - 1.0;
    let stage = watch.begin("comparing pairs", Some(basis.candidates.places() as u64));
    let of_part = |part: &&[u64]| {
        let mut found = Vec::new();
        if watch.is_stopped() {
            return found;
        }
        let (mut memory, mut profile) = (Memory::default(), Profile::default());
        for (a, b, blocks) in pairs_of(part) {
            let odds = learned.odds.of(basis.comparer.list_of(a), basis.comparer.list_of(b));
            if odds == f64::NEG_INFINITY || !basis.screen.passes(a, b) {
                continue;
            }
            if basis.comparer.profile_into(a, b, &mut memory, &mut profile) {
                let evidence = learned.scorer.evidence(&profile);
                if evidence + odds >= least {
                    let [a, b] = [a, b].map(|one| u32::try_from(one).unwrap_or(u32::MAX));
                    let blocks = u8::try_from(blocks).unwrap_or(u8::MAX);
                    found.push(Scored { a, b, evidence: evidence as f32, blocks });
                }
            }
        }
        stage.add(part.len() as u64);
        found
    };
    let scored = basis.candidates.parts(PART).par_iter().flat_map_iter(of_part).collect();
    watch.check()?;
    Ok(scored)
}

/// Finds who is who.
pub(crate) fn group(
    basis: &Basis<'_>,
    learned: &Learned,
    scored: &[Scored],
    settings: &Settings,
    watch: &Progress,
) -> Result<Grouping> {
    watch.begin("finding who is who", None);
    let needed = settings.needed();
    let list = |place: u32| basis.comparer.list_of(place as usize);
    let odds = |one: &Scored| f64::from(one.evidence) + learned.odds.of(list(one.a), list(one.b));
    let first: Vec<Scored> = scored.iter().copied().filter(|one| probability(odds(one)) > needed).collect();
    let mut counted = Counted::new(basis.lists.lengths.len());
    count(&components(basis.lists.rows(), &first), basis, &mut counted);
    let settled = Settled::new(learned.model.links(), &basis.lists.promises, &counted);
    let near: Vec<Scored> = scored.iter().copied().filter(|one| odds(one) >= log_odds(LEAST)).collect();
    let components = components(basis.lists.rows(), &near);
    watch.check()?;
    let work = Work { basis, learned, settled: &settled, settings };
    let resolved: Vec<(Vec<Group>, (f64, f64))> =
        components.par_iter().map(|one| work.resolve(one)).collect();
    let mut grouping = Grouping::default();
    let mut linked = 0;
    for (component, (groups, people)) in components.iter().zip(resolved) {
        linked += component.members.len();
        grouping.people.0 += people.0;
        grouping.people.1 += people.1;
        grouping.groups.extend(groups);
    }
    grouping.people.0 += basis.lists.rows().saturating_sub(linked) as f64;
    grouping.groups.sort_unstable_by(|a, b| a.members.cmp(&b.members));
    let mut counted = Counted::new(basis.lists.lengths.len());
    count_groups(&grouping.groups, basis, &mut counted);
    grouping.combinations = counted.combinations();
    Ok(grouping)
}

/// Mentions that links connect, and the links.
#[derive(Debug, Default)]
struct Component {
    members: Vec<u32>,
    links: Vec<Scored>,
}

/// The components of two or more mentions.
fn components(mentions: usize, links: &[Scored]) -> Vec<Component> {
    let mut parent: Vec<u32> = (0..u32::try_from(mentions).unwrap_or(u32::MAX)).collect();
    for link in links {
        let (a, b) = (root(&mut parent, link.a), root(&mut parent, link.b));
        if let Some(place) = parent.get_mut(a.max(b) as usize) {
            *place = a.min(b);
        }
    }
    let mut by_root: Vec<(u32, Scored)> =
        links.iter().map(|link| (root(&mut parent, link.a), *link)).collect();
    by_root.par_sort_unstable_by_key(|(root, link)| (*root, link.a, link.b));
    by_root
        .par_chunk_by(|a, b| a.0 == b.0)
        .map(|links| {
            let mut members: Vec<u32> = links.iter().flat_map(|(_, link)| [link.a, link.b]).collect();
            members.sort_unstable();
            members.dedup();
            Component { members, links: links.iter().map(|(_, link)| *link).collect() }
        })
        .collect()
}

fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while let Some(above) = parent.get(at as usize).copied().filter(|above| *above != at) {
        let higher = parent.get(above as usize).copied().unwrap_or(above);
        if let Some(place) = parent.get_mut(at as usize) {
            *place = higher;
        }
        at = higher;
    }
    at
}

fn count(components: &[Component], basis: &Basis<'_>, counted: &mut Counted) {
    let groups: Vec<Group> =
        components.iter().map(|one| Group { members: one.members.clone(), probability: 1.0 }).collect();
    count_groups(&groups, basis, counted);
}

/// Counts the people of groups, and everyone else by themselves.
fn count_groups(groups: &[Group], basis: &Basis<'_>, counted: &mut Counted) {
    let mut alone = basis.lists.lengths.clone();
    let mut lists: Vec<u16> = Vec::new();
    for group in groups {
        lists.clear();
        lists.extend(group.members.iter().map(|member| basis.comparer.list_of(*member as usize)));
        for list in &lists {
            if let Some(rows) = alone.get_mut(usize::from(*list)) {
                *rows = rows.saturating_sub(1);
            }
        }
        counted.add(&lists, 1);
    }
    for (list, rows) in (0_u16..).zip(alone) {
        counted.add(&[list], u32::try_from(rows).unwrap_or(u32::MAX));
    }
}

struct Work<'a> {
    basis: &'a Basis<'a>,
    learned: &'a Learned,
    settled: &'a Settled,
    settings: &'a Settings,
}

impl Work<'_> {
    fn list(&self, place: u32) -> u16 {
        self.basis.comparer.list_of(place as usize)
    }

    fn weight(&self, link: &Scored) -> f64 {
        f64::from(link.evidence) + self.settled.odds(self.list(link.a), self.list(link.b))
    }

    /// The groups of a component, and the expected number of its people with the variance.
    fn resolve(&self, component: &Component) -> (Vec<Group>, (f64, f64)) {
        if let ([_, _], [link, ..]) = (component.members.as_slice(), component.links.as_slice()) {
            let one = probability(self.weight(link));
            let is_joined = one > self.settings.needed();
            let group = is_joined.then(|| Group { members: component.members.clone(), probability: one });
            return (group.into_iter().collect(), (2.0 - one, one * (1.0 - one)));
        }
        if let Some(sure) = self.surely_one(component) {
            return (
                vec![Group { members: component.members.clone(), probability: sure }],
                (2.0 - sure, sure * (1.0 - sure)),
            );
        }
        if component.members.len() > MOST {
            return self.cut(component);
        }
        let Resolved { groups, people } = self.all_partitions(component);
        let group = |(members, probability): (Vec<usize>, f64)| Group {
            members: members.iter().filter_map(|at| component.members.get(*at)).copied().collect(),
            probability,
        };
        (groups.into_iter().map(group).collect(), people)
    }

    /// The probability that all mentions of a component are one person, where every pair says so by itself.
    fn surely_one(&self, component: &Component) -> Option<f64> {
        let n = component.members.len();
        let weakest = component.links.iter().map(|link| self.weight(link)).fold(f64::INFINITY, f64::min);
        let is_sure = component.links.len() == n * (n - 1) / 2 && probability(weakest) >= SURE && n <= MOST;
        is_sure.then(|| probability(weakest))
    }

    /// A component that is too large is cut at its weakest links first, never by leaving mentions out.
    fn cut(&self, component: &Component) -> (Vec<Group>, (f64, f64)) {
        let weakest = component.links.iter().map(|link| self.weight(link)).fold(f64::INFINITY, f64::min);
        let floor = weakest + RAISE;
        let strong: Vec<Scored> =
            component.links.iter().copied().filter(|link| self.weight(link) >= floor).collect();
        let place = |mention: u32| component.members.binary_search(&mention).unwrap_or_default();
        let renumbered: Vec<Scored> = strong
            .iter()
            .map(|link| Scored { a: place(link.a) as u32, b: place(link.b) as u32, ..*link })
            .collect();
        let mut all = (Vec::new(), (0.0, 0.0));
        let mut linked = 0;
        for part in components(component.members.len(), &renumbered) {
            let member = |at: u32| component.members.get(at as usize).copied().unwrap_or(u32::MAX);
            let part = Component {
                members: part.members.iter().map(|at| member(*at)).collect(),
                links: part
                    .links
                    .iter()
                    .map(|link| Scored { a: member(link.a), b: member(link.b), ..*link })
                    .collect(),
            };
            linked += part.members.len();
            let (groups, people) = self.resolve(&part);
            all.0.extend(groups);
            all.1.0 += people.0;
            all.1.1 += people.1;
        }
        all.1.0 += (component.members.len() - linked) as f64;
        all
    }

    fn all_partitions(&self, component: &Component) -> Resolved {
        let members = &component.members;
        let lists: Vec<u16> = members.iter().map(|member| self.list(*member)).collect();
        let mut evidence = vec![vec![f64::NAN; members.len()]; members.len()];
        let place = |mention: u32| members.binary_search(&mention).unwrap_or_default();
        for link in &component.links {
            let (at, bt) = (place(link.a), place(link.b));
            evidence[at][bt] = f64::from(link.evidence);
        }
        let (mut memory, mut profile) = (None, Profile::default());
        for (at, a) in members.iter().enumerate() {
            for (bt, b) in members.iter().enumerate().skip(at + 1) {
                if evidence[at][bt].is_nan() {
                    let memory = memory.get_or_insert_with(Memory::small);
                    evidence[at][bt] = self.evidence((*a, *b), memory, &mut profile);
                }
                evidence[bt][at] = evidence[at][bt];
            }
        }
        self.settled.resolve(&lists, &evidence, self.settings.cost_of_wrong_join)
    }
}

impl Work<'_> {
    /// The evidence of a pair that is not among the links; minus infinity where the two can never be one.
    fn evidence(&self, (a, b): (u32, u32), memory: &mut Memory, profile: &mut Profile) -> f64 {
        if self.learned.odds.of(self.list(a), self.list(b)) == f64::NEG_INFINITY {
            return f64::NEG_INFINITY;
        }
        self.basis.comparer.profile_in_full(a as usize, b as usize, memory, profile);
        self.learned.scorer.evidence(profile)
    }
}

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}
