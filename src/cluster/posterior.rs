//! Partitions sampled from the posterior, and what they say: of each pair, of each group, of the
//! number of people.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::census::{Census, Lists, Tally};
use super::chain::Chain;
use super::chance::stream;
use super::count::Counts;
use super::evidence::Evidence;
use super::exact::{self, Exact};
use super::group::Groups;
use super::{Component, Problem};
use crate::block::Pair;
use crate::progress::Progress;

/// Draws before the first that counts: the census settles within ten.
const WARM_UP: usize = 60;
/// The stream of the census; components have those of their first mentions.
const CENSUS_STREAM: u64 = u64::MAX;

/// Sampled partitions of all mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Posterior {
    draws: usize,
    /// Groups of two or more mentions with the share of the draws that have them, sorted.
    groups: Vec<(Vec<usize>, f64)>,
    /// For each mention that is not always alone, the groups that hold it.
    of_mention: BTreeMap<usize, Vec<usize>>,
    /// Sorted.
    pairs: Vec<(Pair, f64)>,
    /// For each draw the people in each combination of lists.
    census: Vec<BTreeMap<Lists, u32>>,
}

/// A number that is not known for sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// The mean over the sampled partitions.
    pub mean: f64,
    /// The least number of the interval.
    pub low: usize,
    /// The largest number of the interval.
    pub high: usize,
}

impl Estimate {
    /// The probability that the interval holds the number, at least.
    pub const LEVEL: f64 = 0.9;

    /// The number less so many who are known.
    #[must_use]
    pub fn less(self, known: usize) -> Self {
        Estimate {
            mean: (self.mean - known as f64).max(0.0),
            low: self.low.saturating_sub(known),
            high: self.high.saturating_sub(known),
        }
    }

    /// The shortest interval that holds [`Estimate::LEVEL`] of the draws; of equally short ones the
    /// one that holds most, then the lowest.
    fn of(mut draws: Vec<u32>) -> Self {
        draws.sort_unstable();
        let n = draws.len();
        if n == 0 {
            return Estimate::default();
        }
        let needed = ((n as f64 * Estimate::LEVEL).ceil() as usize).clamp(1, n);
        let span = |from: usize| draws[from + needed - 1] - draws[from];
        let holds = |from: usize| {
            let (low, high) = (draws[from], draws[from + needed - 1]);
            draws.partition_point(|one| *one <= high) - draws.partition_point(|one| *one < low)
        };
        let best = (0..=n - needed)
            .min_by(|a, b| span(*a).cmp(&span(*b)).then(holds(*b).cmp(&holds(*a))))
            .unwrap_or(0);
        Estimate {
            mean: draws.iter().map(|one| f64::from(*one)).sum::<f64>() / n as f64,
            low: draws[best] as usize,
            high: draws[best + needed - 1] as usize,
        }
    }
}

impl Posterior {
    /// How many partitions were drawn.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The probability that two mentions are one person.
    pub fn probability(&self, pair: Pair) -> f64 {
        let found = self.pairs.binary_search_by_key(&pair, |(pair, _)| *pair);
        found.ok().and_then(|at| self.pairs.get(at)).map_or(0.0, |(_, probability)| *probability)
    }

    /// The pairs that stand together in any sampled partition, in order, with their probabilities.
    pub fn pairs(&self) -> impl Iterator<Item = (Pair, f64)> {
        self.pairs.iter().copied()
    }

    /// The probability that exactly these mentions, sorted, are one person's.
    pub fn probability_of(&self, members: &[usize]) -> f64 {
        match members {
            [one] => self.alone(*one),
            _ => self
                .groups
                .binary_search_by(|(known, _)| known.as_slice().cmp(members))
                .map_or(0.0, |at| self.groups[at].1),
        }
    }

    /// The groups of others that a mention stands with, the likeliest first, with their
    /// probabilities; what is missing to 1 is the probability that it stands alone.
    pub fn company(&self, mention: usize) -> Vec<(Vec<usize>, f64)> {
        let at = self.of_mention.get(&mention).map(Vec::as_slice).unwrap_or_default();
        let mut company: Vec<(Vec<usize>, f64)> = at
            .iter()
            .map(|at| &self.groups[*at])
            .map(|(group, share)| (group.iter().copied().filter(|one| *one != mention).collect(), *share))
            .collect();
        company.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        company
    }

    /// The probability that no other row is the mention's person.
    pub fn alone(&self, mention: usize) -> f64 {
        let at = self.of_mention.get(&mention).map(Vec::as_slice).unwrap_or_default();
        (1.0 - at.iter().map(|at| self.groups[*at].1).sum::<f64>()).clamp(0.0, 1.0)
    }

    /// The number of people.
    pub fn people(&self) -> Estimate {
        self.people_where(|_| true)
    }

    /// The number of people in exactly these lists, by index.
    pub fn people_in(&self, lists: &[u16]) -> Estimate {
        let wanted = lists.iter().fold(Lists::default(), |all, list| all.with(*list));
        self.people_where(|lists| lists == wanted)
    }

    /// The number of people in at least these lists, by index.
    pub fn people_with(&self, lists: &[u16]) -> Estimate {
        let with = |start: Lists| lists.iter().fold(start, |all, list| all.with(*list));
        self.people_where(|lists| with(lists) == lists)
    }

    /// The combinations of lists, by index, that any sampled partition has people in.
    pub fn combinations(&self) -> Vec<Vec<u16>> {
        let all: BTreeSet<Lists> = self.census.iter().flat_map(|people| people.keys().copied()).collect();
        all.into_iter().map(Lists::indices).collect()
    }

    /// For each draw the number of people in exactly these lists, by index: the table of combinations
    /// of each sampled partition, for estimates that are made with every one of them.
    pub fn draws_in(&self, lists: &[u16]) -> Vec<u32> {
        let wanted = lists.iter().fold(Lists::default(), |all, list| all.with(*list));
        self.census.iter().map(|people| people.get(&wanted).copied().unwrap_or(0)).collect()
    }

    fn people_where(&self, counts: impl Fn(Lists) -> bool) -> Estimate {
        let of = |people: &BTreeMap<Lists, u32>| -> u32 {
            people.iter().filter(|(lists, _)| counts(**lists)).map(|(_, people)| people).sum()
        };
        Estimate::of(self.census.iter().map(of).collect())
    }

    fn add(&mut self, found: Vec<(Vec<usize>, f64)>) {
        for (group, share) in found {
            for (at, a) in group.iter().enumerate() {
                for b in &group[at + 1..] {
                    self.pairs.push((Pair::new(*a, *b), share));
                }
            }
            self.groups.push((group, share));
        }
    }

    fn index(&mut self) {
        self.groups.sort_by(|a, b| a.0.cmp(&b.0));
        for (at, (group, _)) in self.groups.iter().enumerate() {
            group.iter().for_each(|one| self.of_mention.entry(*one).or_default().push(at));
        }
        // Each pair once: its shares are summed in the order in which they were found.
        self.pairs.sort_by_key(|(pair, _)| *pair);
        self.pairs.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0.0 };
            is_same
        });
        self.pairs.iter_mut().for_each(|(_, share)| *share = share.min(1.0));
    }
}

/// The sampling of one component.
struct Sampler<'a> {
    kind: Kind<'a>,
    rng: rand_chacha::ChaCha8Rng,
}

enum Kind<'a> {
    Exact(Box<Exact<'a>>),
    Chain(Box<Chain<'a>>),
}

impl<'a> Sampler<'a> {
    fn new(component: &Component, problem: &'a Problem<'a>, census: &Census) -> Self {
        let first = component.mentions().next().unwrap_or_default();
        let evidence = Evidence::new(component.units.clone(), problem.link);
        let groups = Groups::new(evidence, problem.list_of);
        let kind = if component.units.len() <= exact::MOST {
            Kind::Exact(Box::new(Exact::new(groups, census)))
        } else {
            Kind::Chain(Box::new(Chain::new(groups, component.neighbours.clone(), census)))
        };
        Sampler { kind, rng: stream(problem.seed, first as u64) }
    }

    fn step(&mut self, census: &Census, record: bool, counts: &mut Counts) {
        match &mut self.kind {
            Kind::Exact(exact) => {
                exact.step(census, &mut self.rng, record);
                exact.count(counts);
            }
            Kind::Chain(chain) => {
                chain.step(census, &mut self.rng, record);
                chain.count(counts);
            }
        }
    }

    /// Has the census number what compositions its groups have.
    fn enroll(&mut self, census: &mut Census) {
        match &mut self.kind {
            Kind::Exact(exact) => exact.enroll(census),
            Kind::Chain(chain) => chain.enroll(census),
        }
    }

    /// About how long a step takes, in steps over one partition.
    fn work(&self) -> usize {
        match &self.kind {
            Kind::Exact(exact) => exact.size(),
            Kind::Chain(chain) => chain.size() * WORK_OF_A_MEMBER,
        }
    }

    /// Whether it meets new groups as it goes.
    fn is_open(&self) -> bool {
        matches!(self.kind, Kind::Chain(_))
    }

    /// Groups of two or more mentions with the sum of their shares over the recorded draws.
    fn found(&self, draws: usize) -> Vec<(Vec<usize>, f64)> {
        let (groups, found): (&Groups<'_>, _) = match &self.kind {
            Kind::Exact(exact) => (exact.groups(), exact.found()),
            Kind::Chain(chain) => (chain.groups(), chain.found()),
        };
        let mut shares: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (group, sum) in found {
            let members = groups.mentions(group);
            if members.len() > 1 {
                *shares.entry(members).or_insert(0.0) += sum / draws as f64;
            }
        }
        shares.into_iter().filter(|(_, share)| *share >= LEAST_SHARE).collect()
    }
}

/// What putting one member of a large component anew takes, in steps over one partition.
const WORK_OF_A_MEMBER: usize = 30;
/// A round of less work is not worth being shared out among threads.
const WORTH_SHARING: usize = 4000;
/// Components that one thread takes at a time, at least.
const SHARE: usize = 64;

/// Draws a partition of every component; how many groups of which composition that makes.
fn step_all(samplers: &mut [Sampler<'_>], census: &Census, record: bool, shared: bool) -> Counts {
    let step = |mut counts: Counts, sampler: &mut Sampler<'_>| {
        sampler.step(census, record, &mut counts);
        counts
    };
    let none = || Counts::new(census);
    if !shared {
        return samplers.iter_mut().fold(none(), step);
    }
    let parts = samplers.par_iter_mut().with_min_len(SHARE).fold(none, step);
    parts.reduce(none, |a, b| a.with(&b))
}

/// Groups of a smaller share are not kept.
const LEAST_SHARE: f64 = 1e-4;

/// Samples partitions; with them the mean of the beliefs after the last. `components` are those of two or
/// more mentions; `alone` counts all others.
pub(super) fn sample(
    problem: &Problem<'_>,
    components: &[Component],
    alone: &Tally,
    draws: usize,
    watch: &Progress,
) -> (Posterior, Census) {
    let mut census = Census::new(problem.prior, problem.promises.to_vec());
    let mut all = alone.clone();
    for component in components {
        component.mentions().for_each(|at| all.add(&[(problem.list_of[at], 1)], 1));
    }
    census.settle(&all);
    let mut samplers: Vec<Sampler<'_>> =
        components.par_iter().map(|component| Sampler::new(component, problem, &census)).collect();
    samplers.iter_mut().for_each(|sampler| sampler.enroll(&mut census));
    let shared = samplers.iter().map(Sampler::work).sum::<usize>() >= WORTH_SHARING;
    let mut rng = stream(problem.seed, CENSUS_STREAM);
    let mut posterior = Posterior { draws, ..Posterior::default() };
    let mut last = all;
    let rounds = watch.begin("sampling partitions", Some((WARM_UP + draws) as u64));
    for round in 0..WARM_UP + draws {
        if watch.is_stopped() {
            break;
        }
        rounds.add(1);
        let record = round >= WARM_UP;
        let mut tally = alone.clone();
        step_all(&mut samplers, &census, record, shared).add_to(&mut tally, &census);
        samplers.iter_mut().filter(|one| one.is_open()).for_each(|one| one.enroll(&mut census));
        if round < WARM_UP / 2 {
            census.settle(&tally)
        } else {
            census.draw(&tally, &mut rng)
        }
        if record {
            posterior.census.push(tally.people.clone());
        }
        last = tally;
    }
    // What is said of single members rests on the mean of the beliefs, not on a chance draw.
    census.settle(&last);
    samplers.iter().for_each(|sampler| posterior.add(sampler.found(draws)));
    posterior.index();
    (posterior, census)
}

#[cfg(test)]
mod tests;
