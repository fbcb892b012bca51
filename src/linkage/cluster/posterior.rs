//! Partitions sampled from the posterior, and what they say: of each pair, of each group, of the
//! number of people.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::census::{Census, Lists, Tally};
use super::chance::stream;
use super::rounds::Rounds;
use super::share;
use super::share::{Sampler, Share, shared_out};
use super::{Component, Problem};
use crate::base::progress::Progress;
use crate::linkage::block::Pair;

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
    /// Mentions of components that were too large to be sampled in full.
    bounded: BTreeSet<usize>,
    /// For each draw the people in each combination of lists.
    pub(super) census: Vec<BTreeMap<Lists, u32>>,
    /// Entries of which a rule keeps two apart until a reviewer decides: the lists of either, and how likely they are one person.
    pub(super) kept_apart: Vec<((Lists, Lists), f64)>,
    /// How many records there are: there are no more people.
    records: usize,
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

/// The pairs of more groups than this are summed before they are put to those of other components.
const FEW_GROUPS: usize = 1000;

impl Posterior {
    /// How many partitions were drawn.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The mentions, by index, of components that were too large to be sampled in full: the strongest links of
    /// each were looked at, or fewer of its partitions.
    pub fn bounded(&self) -> impl Iterator<Item = usize> {
        self.bounded.iter().copied()
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
        self.with_rules(Estimate::of(self.draws_in(lists)), |lists| lists == wanted)
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

    /// For each draw the number of people in a list.
    #[cfg(test)]
    pub(super) fn draws_with(&self, list: u16) -> Vec<u32> {
        let of = |people: &BTreeMap<Lists, u32>| {
            people.iter().filter(|(lists, _)| lists.with(list) == **lists).map(|(_, people)| people).sum()
        };
        self.census.iter().map(of).collect()
    }

    fn people_where(&self, counts: impl Fn(Lists) -> bool) -> Estimate {
        let of = |people: &BTreeMap<Lists, u32>| -> u32 {
            people.iter().filter(|(lists, _)| counts(**lists)).map(|(_, people)| people).sum()
        };
        self.with_rules(Estimate::of(self.census.iter().map(of).collect()), counts)
    }

    /// An interval that also holds what there would be if a reviewer parted everyone whom a rule keeps apart, or whom he is asked about
    /// and relatives explain: the draws join them as often as the model has it, and the model knows brothers who are left over worst.
    fn with_rules(&self, mut estimate: Estimate, counts: impl Fn(Lists) -> bool) -> Estimate {
        let count = |lists: Lists| f64::from(u8::from(counts(lists)));
        let (mut more, mut fewer) = (0.0, 0.0);
        for ((a, b), probability) in &self.kept_apart {
            let change = count(*a) + count(*b) - count(a.union(*b));
            let sum = if change > 0.0 { &mut more } else { &mut fewer };
            *sum += change.abs() * probability;
        }
        let most = self.records.max(estimate.high);
        estimate.high = (estimate.high + more.round() as usize).min(most);
        estimate.low = estimate.low.saturating_sub(fewer.round() as usize);
        estimate
    }

    /// Takes over which entries a rule keeps apart: the lists of either, and how likely they are one person. Those that most
    /// draws have apart are apart at the upper end of an interval already. `records` is the number of all records.
    pub(crate) fn keep_apart(
        &mut self,
        entries: impl Iterator<Item = (Vec<u16>, Vec<u16>, f64)>,
        records: usize,
    ) {
        self.records = records;
        let of = |lists: &[u16]| lists.iter().fold(Lists::default(), |all, list| all.with(*list));
        let entries = entries.filter(|(.., probability)| *probability >= 0.5);
        self.kept_apart.extend(entries.map(|(a, b, probability)| ((of(&a), of(&b)), probability)));
    }

    /// Takes note of mentions whose component was too large to be sampled in full.
    pub(crate) fn bound(&mut self, mentions: BTreeSet<usize>) {
        self.bounded.extend(mentions);
    }

    /// Adds the groups of a component.
    fn add(&mut self, found: Vec<(Vec<usize>, f64)>) {
        let is_large = found.len() > FEW_GROUPS;
        let mut sums: FxHashMap<Pair, f64> = FxHashMap::default();
        for (group, share) in found {
            for (at, a) in group.iter().enumerate() {
                let pairs = group[at + 1..].iter().map(|b| Pair::new(*a, *b));
                match is_large {
                    true => pairs.for_each(|pair| *sums.entry(pair).or_insert(0.0) += share),
                    false => self.pairs.extend(pairs.map(|pair| (pair, share))),
                }
            }
            self.groups.push((group, share));
        }
        // In no order: they are sorted when all are there, and each is there once.
        self.pairs.extend(sums);
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

/// A round of less work takes less time than sharing it out among sleeping threads.
const WORTH_SHARING: usize = 12_000;
/// Shares for each thread: none has long to wait for the last.
const SHARES: usize = 4;

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
    census.start(&all);
    let mut samplers: Vec<Sampler<'_>> =
        components.par_iter().map(|component| Sampler::new(component, problem, &census)).collect();
    share::allow(&mut samplers);
    samplers.iter_mut().for_each(|sampler| sampler.enroll(&mut census));
    // The first round is drawn with beliefs that fit the first partition: the flat ones would split large groups.
    if census.has_many_lists() {
        let mut first = alone.clone();
        samplers.iter().for_each(|sampler| sampler.add_to(&mut first, &census));
        census.settle(&first);
    }
    let is_short = samplers.iter().map(Sampler::work).sum::<usize>() < WORTH_SHARING;
    let parts = if is_short { 2 } else { 1 + SHARES * rayon::current_num_threads() };
    let mut shares = shared_out(samplers, parts);
    let rounds = Rounds::new(census, shares.pop().unwrap_or_default(), WARM_UP);
    let mut posterior = Posterior { draws, ..Posterior::default() };
    let last = rayon::scope(|scope| {
        let _end = rounds.end();
        if is_short {
            let (rounds, first) = (&rounds, thread::current().id());
            scope.spawn(move |_| rounds.assist(first));
        }
        let rng = stream(problem.seed, CENSUS_STREAM);
        draw_rounds(&rounds, &mut shares, alone, rng, &mut posterior, watch)
    });
    let (mut census, lent) = rounds.into_parts();
    // What is said of single members rests on the mean of the beliefs, not on a chance draw.
    census.settle(last.as_ref().unwrap_or(&all));
    shares.iter().chain([&lent]).flat_map(|share| share.found(draws)).for_each(|found| posterior.add(found));
    let cut_short = shares.iter().chain([&lent]).flat_map(Share::cut_short);
    posterior.bounded.extend(cut_short);
    posterior.index();
    (posterior, census)
}

/// Draws all rounds; what the partition of the last has.
fn draw_rounds<'a>(
    rounds: &Rounds<'a>,
    shares: &mut [Share<'a>],
    alone: &Tally,
    mut rng: ChaCha8Rng,
    posterior: &mut Posterior,
    watch: &Progress,
) -> Option<Tally> {
    let all = WARM_UP + posterior.draws;
    let stage = watch.begin("sampling partitions", Some(all as u64));
    let mut last = None;
    for round in 1..=all {
        if watch.is_stopped() {
            break;
        }
        stage.add(1);
        let mut tally = alone.clone();
        rounds.draw(round, shares, &mut tally);
        rounds.believe(|census| match round <= WARM_UP / 2 {
            true => census.settle(&tally),
            false => census.draw(&tally, &mut rng),
        });
        if round > WARM_UP {
            posterior.census.push(tally.people.clone());
        }
        last = Some(tally);
    }
    last
}

#[cfg(test)]
mod tests;
