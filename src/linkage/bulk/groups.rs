//! Joins scored pairs to clusters.
//!
//! In: the candidate pairs and the fitted model. Out: the clusters, the expected number of people with its variance,
//! and the number of people on each combination of lists ([`Grouping`]).

use rayon::prelude::*;

use super::candidates::Part;
use super::components::{Component, Components};
use super::learn::{Learned, PairBasis};
use super::memory::Memory;
use crate::base::error::Result;
use crate::base::progress::Progress;
use crate::base::settings::Settings;
use crate::linkage::cluster::settled;
use crate::linkage::cluster::settled::{CountedPeople, Few, MOST, Memo, Settled};
use crate::linkage::compare::Profile;
use crate::linkage::model::probability;

/// Smallest probability of a link that connects two records to a component.
const LEAST: f64 = 0.01;
/// A component whose every pair has at least this probability is one person without enumeration.
const SURE: f64 = 0.99;
/// Bits by which the smallest weight of a link is raised until a component that is too large falls apart.
const RAISE: f64 = 2.0;
/// Pairs whose records are prefetched together.
const BATCH: usize = 64;
/// Components that a thread processes in one task.
const COMPONENTS: usize = 1 << 12;

/// A pair that may be one person: two places, the evidence in bits, and how many blocks they share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) evidence: f32,
    pub(crate) blocks: u8,
    /// Whether only a reviewer may join the pair.
    pub(crate) is_apart: bool,
}

/// The clusters of all records.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    /// The clusters of two or more records.
    pub(crate) groups: Groups,
    /// The expected number of people and its variance.
    pub(crate) people: (f64, f64),
    /// How many people appear on each combination of lists.
    pub(crate) combinations: Vec<(Vec<u16>, u32)>,
}

/// Clusters, by place, each with the probability that exactly its records are one person.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    members: Vec<u32>,
    /// Where each cluster ends in `members`, and its probability.
    ends: Vec<(u32, f64)>,
}

impl Groups {
    fn push(&mut self, members: impl IntoIterator<Item = u32>, probability: f64) {
        self.members.extend(members);
        self.ends.push((number(self.members.len()), probability));
    }

    fn append(&mut self, other: &Groups) {
        let before = number(self.members.len());
        self.members.extend_from_slice(&other.members);
        self.ends.extend(other.ends.iter().map(|(end, probability)| (before + end, *probability)));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u32], f64)> {
        let mut from = 0;
        self.ends.iter().map(move |(end, probability)| {
            let members = self.members.get(from as usize..*end as usize).unwrap_or_default();
            from = *end;
            (members, *probability)
        })
    }
}

/// Compares the candidate pairs and keeps those that may be one person, in order.
pub(crate) fn score(
    basis: &PairBasis<'_>,
    learned: &Learned,
    settings: &Settings,
    watch: &Progress,
) -> Result<Vec<Scored>> {
    let least = log_odds(settings.keep_probability.max(LEAST)) - 1.0;
    let needed = settings.needed();
    let stage = watch.begin("comparing pairs", Some(basis.candidates.len() as u64));
    let of_part = |(memory, profile): &mut (Memory, Profile), part: &Part| {
        let mut found = Vec::new();
        if watch.is_stopped() {
            return found;
        }
        for (pairs, blocks) in part.batches(BATCH) {
            basis.comparer.reach_for(&pairs);
            for ((a, b), blocks) in pairs.into_iter().zip(blocks) {
                let odds = learned.odds.of(basis.comparer.list_of(a), basis.comparer.list_of(b));
                let is_out = odds == f64::NEG_INFINITY || basis.comparer.are_apart(a, b);
                if is_out || !basis.comparer.profile_into(a, b, memory, profile) {
                    continue;
                }
                let look = learned.scorer.look(profile);
                let weight = look.evidence + odds;
                if weight >= least {
                    let [a, b] = [a, b].map(number);
                    let scorer = &learned.scorer;
                    let is_apart =
                        scorer.needs_a_reviewer(profile, look.reading, probability(weight), needed);
                    found.push(Scored { a, b, evidence: look.evidence as f32, blocks: *blocks, is_apart });
                }
            }
        }
        stage.add(part.len() as u64);
        found
    };
    let scored: Vec<Vec<Scored>> =
        basis.candidates.parts().par_iter().map_init(Default::default, of_part).collect();
    watch.check()?;
    Ok(scored.concat())
}

/// Joins the scored pairs to clusters.
pub(crate) fn group(
    basis: &PairBasis<'_>,
    learned: &Learned,
    scored: &[Scored],
    settings: &Settings,
    watch: &Progress,
) -> Result<Grouping> {
    watch.begin("grouping records into people", None);
    let list = |place: u32| basis.comparer.list_of(place as usize);
    let odds = |one: &Scored| f64::from(one.evidence) + learned.odds.of(list(one.a), list(one.b));
    let linked = |least: f64| {
        let links: Vec<Scored> = scored.iter().copied().filter(|one| odds(one) >= least).collect();
        Components::new(basis.lists.rows(), &links)
    };
    let first = || {
        let joined = linked(log_odds(settings.needed()));
        let of_part = |part: Vec<Component<'_>>| count(part.iter().map(|one| one.members), basis);
        let parts: Vec<_> = joined.parts(COMPONENTS).into_iter().map(Iterator::collect).collect();
        let counted: Vec<CountedPeople> = parts.into_par_iter().map(of_part).collect();
        Settled::new(learned.model.links(), &basis.lists.promises, &together(&counted, basis))
    };
    let (settled, components) = rayon::join(first, || linked(log_odds(LEAST)));
    watch.check()?;
    let work = Work { basis, learned, settled: &settled, settings };
    let parts: Vec<FoundClusters> =
        components.parts(COMPONENTS).into_par_iter().map(|part| work.resolve_all(part)).collect();
    let mut found = FoundClusters::default();
    parts.iter().for_each(|part| found.append(part));
    found.people.0 += basis.lists.rows().saturating_sub(components.mentions()) as f64;
    let counted: Vec<CountedPeople> = parts.into_iter().map(|part| part.counted).collect();
    let combinations = together(&counted, basis).combinations(basis.lists.lengths.len());
    Ok(Grouping { groups: found.groups, people: found.people, combinations })
}

/// Counts the people of clusters by their lists.
fn count<'a>(groups: impl Iterator<Item = &'a [u32]>, basis: &PairBasis<'_>) -> CountedPeople {
    let mut counted = CountedPeople::default();
    let mut lists: Vec<u16> = Vec::new();
    for members in groups {
        lists.clear();
        lists.extend(members.iter().map(|member| basis.comparer.list_of(*member as usize)));
        counted.add(&mut lists, 1);
    }
    counted
}

/// Counts the people of all clusters and the records in no cluster.
fn together(parts: &[CountedPeople], basis: &PairBasis<'_>) -> CountedPeople {
    let mut all = CountedPeople::default();
    parts.iter().for_each(|part| all.add_all(part));
    all.add_others(&basis.lists.lengths);
    all
}

/// The clusters of some components, and the expected number of their people with its variance.
#[derive(Debug, Default)]
struct FoundClusters {
    groups: Groups,
    people: (f64, f64),
    /// The people of the clusters, by their lists.
    counted: CountedPeople,
}

impl FoundClusters {
    fn append(&mut self, other: &FoundClusters) {
        self.groups.append(&other.groups);
        self.add((other.people.0, other.people.1));
    }

    fn add(&mut self, (mean, variance): (f64, f64)) {
        self.people.0 += mean;
        self.people.1 += variance;
    }
}

struct Work<'a> {
    basis: &'a PairBasis<'a>,
    learned: &'a Learned,
    settled: &'a Settled,
    settings: &'a Settings,
}

/// Buffers and caches of one thread.
#[derive(Default)]
struct Tools {
    worths: Memo,
    levels: Option<Memory>,
    profile: Profile,
}

impl Work<'_> {
    fn list(&self, place: u32) -> u16 {
        self.basis.comparer.list_of(place as usize)
    }

    fn weight(&self, link: &Scored) -> f64 {
        f64::from(link.evidence) + self.settled.odds(self.list(link.a), self.list(link.b))
    }

    fn resolve_all<'a>(&self, components: impl Iterator<Item = Component<'a>>) -> FoundClusters {
        let (mut found, mut tools) = (FoundClusters::default(), Tools::default());
        components.for_each(|one| self.resolve(one, &mut tools, &mut found));
        found.counted = count(found.groups.iter().map(|(members, _)| members), self.basis);
        found
    }

    fn resolve(&self, component: Component<'_>, tools: &mut Tools, found: &mut FoundClusters) {
        let Component { members, links } = component;
        if let Some(one) = self.of_two(component).or_else(|| self.surely_one(component)) {
            if one > self.settings.needed() {
                found.groups.push(members.iter().copied(), one);
            }
            found.add((2.0 - one, one * (1.0 - one)));
        } else if members.len() > MOST {
            self.cut(members, links, tools, found);
        } else {
            self.all_partitions(component, tools, found);
        }
    }

    /// The probability that a component of two mentions is one person; `None` for other components.
    fn of_two(&self, component: Component<'_>) -> Option<f64> {
        match (component.members, component.links) {
            ([_, _], [link]) if !link.is_apart => Some(probability(self.weight(link))),
            ([_, _], [_]) => Some(0.0),
            _ => None,
        }
    }

    fn weakest(&self, links: &[Scored]) -> f64 {
        links.iter().map(|link| self.weight(link)).fold(f64::INFINITY, f64::min)
    }

    /// The probability that a component is one person, if each of its pairs alone shows it; otherwise `None`.
    fn surely_one(&self, Component { members, links }: Component<'_>) -> Option<f64> {
        let n = members.len();
        if n > MOST || links.len() < n * (n - 1) / 2 || links.iter().any(|link| link.is_apart) {
            return None;
        }
        Some(probability(self.weakest(links))).filter(|weakest| *weakest >= SURE)
    }

    /// Splits a component that is too large at its weakest links. No mention is dropped.
    fn cut(&self, members: &[u32], links: &[Scored], tools: &mut Tools, found: &mut FoundClusters) {
        let floor = self.weakest(links) + RAISE;
        let place = |mention: u32| number(members.binary_search(&mention).unwrap_or_default());
        let strong = links.iter().filter(|link| self.weight(link) >= floor);
        let strong: Vec<Scored> =
            strong.map(|link| Scored { a: place(link.a), b: place(link.b), ..*link }).collect();
        let mut parts = Components::new(members.len(), &strong);
        found.add(((members.len() - parts.mentions()) as f64, 0.0));
        parts.renumber(members);
        parts.iter().for_each(|part| self.resolve(part, tools, found));
    }

    /// Resolves a component by enumerating all its partitions.
    fn all_partitions(&self, component: Component<'_>, tools: &mut Tools, found: &mut FoundClusters) {
        let members = component.members;
        let mut few = Few::new(members.iter().map(|member| self.list(*member)));
        let mut links = component.links.iter().peekable();
        let mut apart = Vec::new();
        let mut likely = [[false; MOST]; MOST];
        for (at, a) in members.iter().enumerate() {
            for (bt, b) in members.iter().enumerate().skip(at + 1) {
                let link = links.next_if(|link| (link.a, link.b) == (*a, *b));
                let (evidence, is_apart) = match link {
                    Some(link) => (f64::from(link.evidence), link.is_apart),
                    None => self.evidence(*a, *b, tools),
                };
                if is_apart {
                    apart.push((at, bt, evidence));
                }
                let is_likely = !is_apart && link.is_some_and(|link| self.weight(link) >= 0.0);
                (likely[at][bt], likely[bt][at]) = (is_likely, is_likely);
                few.set(at, bt, evidence);
            }
        }
        // A third record lifts the constraint on two if it is more likely than not one person with each.
        for (at, bt, _) in apart.iter().filter(|(.., evidence)| *evidence > f64::NEG_INFINITY) {
            if !(0..members.len()).any(|third| likely[*at][third] && likely[*bt][third]) {
                few.set(*at, *bt, f64::NEG_INFINITY);
            }
        }
        let resolved = self.settled.resolve(&few, self.settings.cost_of_wrong_join, &mut tools.worths);
        for (group, probability) in resolved.groups {
            let places = settled::members(group).filter_map(|at| members.get(at)).copied();
            found.groups.push(places, probability);
        }
        found.add(resolved.people);
    }

    /// The evidence in bits of a pair without a link, and whether only a reviewer may join it. Minus infinity if the
    /// two can never be one person.
    fn evidence(&self, a: u32, b: u32, tools: &mut Tools) -> (f64, bool) {
        let are_apart = || self.basis.comparer.are_apart(a as usize, b as usize);
        if self.learned.odds.of(self.list(a), self.list(b)) == f64::NEG_INFINITY || are_apart() {
            return (f64::NEG_INFINITY, true);
        }
        let levels = tools.levels.get_or_insert_with(Memory::small);
        self.basis.comparer.profile_in_full(a as usize, b as usize, levels, &mut tools.profile);
        let look = self.learned.scorer.look(&tools.profile);
        // The pair is not a link, so the two alone are taken to have probability 0.
        let scorer = &self.learned.scorer;
        let is_apart = scorer.needs_a_reviewer(&tools.profile, look.reading, 0.0, self.settings.needed());
        (look.evidence, is_apart)
    }
}

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
