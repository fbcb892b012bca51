//! The sample: partitions drawn from the posterior, and the figures that come from them.
//!
//! In: the components, the prior and the number of draws. Out: [`Posterior`] with the probability of each pair and
//! each group, and the overlap table of each draw.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::census::{Census, ListSet, Tally};
use super::chance::stream;
use super::partitions::{Partition, Partitions};
use super::rounds::Rounds;
use super::share::{Sampler, Share, shared_out};
use super::{Problem, UnitComponent, share};
use crate::base::progress::Progress;
use crate::linkage::block::Pair;

/// Rounds before the first draw that is used (burn-in). The intensities settle within ten.
const WARM_UP: usize = 60;
/// Stream of random numbers for the intensities. A component has the stream of its first mention.
const CENSUS_STREAM: u64 = u64::MAX;

/// Sampled partitions of all mentions. Published probabilities and intervals come from it.
///
/// Probabilities of pairs and groups are shares of the draws, or for small components means of exact probabilities.
/// The overlap table of each draw gives the intervals. After the sampling, the engine lets the tables vary with the
/// model and adds what reviewers may change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Posterior {
    /// Number of draws that are used.
    draws: usize,
    /// Groups of two or more mentions with their share of the draws, sorted by members. Groups with a share below
    /// 0.0001 are left out.
    groups: Vec<(Vec<usize>, f64)>,
    /// For each mention that is not always alone, the positions in `groups` of the groups that have it.
    of_mention: BTreeMap<usize, Vec<usize>>,
    /// Pairs that any kept group has, with their probabilities. Sorted by pair.
    pairs: Vec<(Pair, f64)>,
    /// Mentions of components that were too large to be sampled in full.
    bounded: BTreeSet<usize>,
    /// For each draw the overlap table: the number of people in each combination of lists.
    pub(super) census: Vec<BTreeMap<ListSet, u32>>,
    /// Some of the draws, with the mentions of each person.
    pub(super) partitions: Partitions,
    /// Pairs of entries that a rule keeps apart until a reviewer decides, and joined records that a reviewer may
    /// separate: the lists of both sides, and the probability that they are one person.
    pub(super) kept_apart: Vec<((ListSet, ListSet), f64)>,
    /// Number of records, the upper limit for the number of people. 0 until [`Posterior::keep_apart`].
    records: usize,
}

/// An uncertain number of people, with its interval. With a mean of 150.4 and an interval of 150 to 152, at least 90
/// % of the draws have 150 to 152 people.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// Mean over the draws.
    pub mean: f64,
    /// Lower end of the interval, inclusive.
    pub low: usize,
    /// Upper end of the interval, inclusive.
    pub high: usize,
}

impl Estimate {
    /// Smallest share of the draws that the interval contains. 0.9 of 1000 draws are 900.
    pub const LEVEL: f64 = 0.9;

    /// The estimate less a known number of people. Neither the mean nor the ends become negative.
    #[must_use]
    pub fn less(self, known: usize) -> Self {
        Estimate {
            mean: (self.mean - known as f64).max(0.0),
            low: self.low.saturating_sub(known),
            high: self.high.saturating_sub(known),
        }
    }

    /// The shortest interval that contains [`Estimate::LEVEL`] of the draws. Among equally short ones, the one with
    /// most draws, then the lowest. All zero without draws.
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

/// Number of groups of a component above which its pairs are summed before they are added to those of other
/// components.
const FEW_GROUPS: usize = 1000;

impl Posterior {
    /// Number of sampled partitions.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// Mentions, by index and sorted, of components that were too large to be sampled in full: only the strongest
    /// links were used, or fewer partitions were drawn.
    pub fn bounded(&self) -> impl Iterator<Item = usize> {
        self.bounded.iter().copied()
    }

    /// Probability that two mentions are one person; 0 if no draw joins them.
    pub fn probability(&self, pair: Pair) -> f64 {
        let found = self.pairs.binary_search_by_key(&pair, |(pair, _)| *pair);
        found.ok().and_then(|at| self.pairs.get(at)).map_or(0.0, |(_, probability)| *probability)
    }

    /// The pairs that are in one cluster in any draw, sorted, with their probabilities. Pairs of very rare groups are
    /// left out.
    pub fn pairs(&self) -> impl Iterator<Item = (Pair, f64)> {
        self.pairs.iter().copied()
    }

    /// Probability that exactly these mentions are the records of one person. `members` must be sorted. For one
    /// mention, the probability that it is alone.
    pub fn probability_of(&self, members: &[usize]) -> f64 {
        match members {
            [one] => self.alone(*one),
            _ => self
                .groups
                .binary_search_by(|(known, _)| known.as_slice().cmp(members))
                .map_or(0.0, |at| self.groups[at].1),
        }
    }

    /// The groups of other mentions that a mention is in one cluster with, most likely first, with their
    /// probabilities. 1 minus the sum is the probability that it is alone. Without the mention itself, each group is
    /// sorted.
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

    /// Probability that no other mention is the same person.
    pub fn alone(&self, mention: usize) -> f64 {
        let at = self.of_mention.get(&mention).map(Vec::as_slice).unwrap_or_default();
        (1.0 - at.iter().map(|at| self.groups[*at].1).sum::<f64>()).clamp(0.0, 1.0)
    }

    /// Number of people documented on the lists.
    pub fn people(&self) -> Estimate {
        self.people_where(|_| true)
    }

    /// Number of people on exactly these lists, by index.
    pub fn people_in(&self, lists: &[u16]) -> Estimate {
        let wanted = lists.iter().fold(ListSet::default(), |all, list| all.with(*list));
        self.with_rules(Estimate::of(self.draws_in(lists)), |lists| lists == wanted)
    }

    /// Number of people on at least these lists, by index.
    pub fn people_with(&self, lists: &[u16]) -> Estimate {
        let with = |start: ListSet| lists.iter().fold(start, |all, list| all.with(*list));
        self.people_where(|lists| with(lists) == lists)
    }

    /// The combinations of lists, by index, that have people in any draw.
    pub fn combinations(&self) -> Vec<Vec<u16>> {
        let all: BTreeSet<ListSet> = self.census.iter().flat_map(|people| people.keys().copied()).collect();
        all.into_iter().map(ListSet::indices).collect()
    }

    /// For each draw the number of people on exactly these lists, by index. All combinations together are the overlap
    /// table of each draw, for estimates that are repeated with each of them.
    pub fn draws_in(&self, lists: &[u16]) -> Vec<u32> {
        let wanted = lists.iter().fold(ListSet::default(), |all, list| all.with(*list));
        self.census.iter().map(|people| people.get(&wanted).copied().unwrap_or(0)).collect()
    }

    /// Some of the draws, with the mentions of each person.
    pub(crate) fn partitions(&self) -> &[Partition] {
        self.partitions.all()
    }

    /// For each draw the number of people on a list.
    #[cfg(test)]
    pub(super) fn draws_with(&self, list: u16) -> Vec<u32> {
        let of = |people: &BTreeMap<ListSet, u32>| {
            people.iter().filter(|(lists, _)| lists.with(list) == **lists).map(|(_, people)| people).sum()
        };
        self.census.iter().map(of).collect()
    }

    /// Number of people in the combinations of lists for which `counts` is `true`.
    fn people_where(&self, counts: impl Fn(ListSet) -> bool) -> Estimate {
        let of = |people: &BTreeMap<ListSet, u32>| -> u32 {
            people.iter().filter(|(lists, _)| counts(**lists)).map(|(_, people)| people).sum()
        };
        self.with_rules(Estimate::of(self.census.iter().map(of).collect()), counts)
    }

    /// Widens an interval by what reviewers may change: the number of people if they separated everyone whom a rule
    /// keeps apart, and everyone about whom they are asked and whom relatives explain. The draws join these records
    /// as often as the model says, and the model is least reliable for unmatched brothers.
    ///
    /// Each pair of entries counts with its probability. A separation of "lists 0 and 1" into "list 0" and "list 1"
    /// adds people to each of the two single lists and takes them from the combination. The sums are rounded; the
    /// upper end is at most the number of records.
    fn with_rules(&self, mut estimate: Estimate, counts: impl Fn(ListSet) -> bool) -> Estimate {
        let count = |lists: ListSet| f64::from(u8::from(counts(lists)));
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

    /// Adds pairs of entries that a rule keeps apart: the lists of both sides, and the probability that they are one
    /// person. Pairs below 0.5 are ignored, because most draws separate them, and so the upper end of an interval
    /// contains them already. `records` is the number of all records.
    pub(crate) fn keep_apart(
        &mut self,
        entries: impl Iterator<Item = (Vec<u16>, Vec<u16>, f64)>,
        records: usize,
    ) {
        self.records = records;
        let of = |lists: &[u16]| lists.iter().fold(ListSet::default(), |all, list| all.with(*list));
        let entries = entries.filter(|(.., probability)| *probability >= 0.5);
        self.kept_apart.extend(entries.map(|(a, b, probability)| ((of(&a), of(&b)), probability)));
    }

    /// Marks mentions whose component was too large to be sampled in full.
    pub(crate) fn bound(&mut self, mentions: BTreeSet<usize>) {
        self.bounded.extend(mentions);
    }

    /// Adds the groups of a component with their shares of the draws. [`Posterior::index`] must follow.
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
        // Their order does not matter: `index` sorts all pairs, and here each pair occurs once.
        self.pairs.extend(sums);
    }

    /// Sorts the groups and pairs, and sums the shares of each pair.
    fn index(&mut self) {
        self.groups.sort_by(|a, b| a.0.cmp(&b.0));
        for (at, (group, _)) in self.groups.iter().enumerate() {
            group.iter().for_each(|one| self.of_mention.entry(*one).or_default().push(at));
        }
        // The sort is stable, so the shares of a pair are summed in the order in which they were added.
        self.pairs.sort_by_key(|(pair, _)| *pair);
        self.pairs.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0.0 };
            is_same
        });
        self.pairs.iter_mut().for_each(|(_, share)| *share = share.min(1.0));
    }
}

/// Work of a round, in draws of one partition, below which dividing it among sleeping threads takes longer than the
/// round.
const WORTH_SHARING: usize = 12_000;
/// Shares for each thread, so that no thread waits long for the last share.
const SHARES: usize = 4;

/// Samples partitions. Returns the sample and the mean of the intensities given the last draw.
///
/// `components` are the components of two or more mentions; `alone` counts all other mentions as people of their own.
/// The result does not depend on the number of threads.
pub(super) fn sample(
    problem: &Problem<'_>,
    components: &[UnitComponent],
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
    // With many lists the first round uses intensities that fit the first partition. The flat ones of the start would
    // split large groups.
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
    // The support of members uses the mean of the intensities and not a random draw.
    census.settle(last.as_ref().unwrap_or(&all));
    shares.iter().chain([&lent]).flat_map(|share| share.found(draws)).for_each(|found| posterior.add(found));
    let all: Vec<&Share<'_>> = shares.iter().chain([&lent]).collect();
    posterior.partitions = Partitions::of(&all, WARM_UP, posterior.census.len());
    let cut_short = shares.iter().chain([&lent]).flat_map(Share::cut_short);
    posterior.bounded.extend(cut_short);
    posterior.index();
    (posterior, census)
}

/// Draws all rounds. Returns the counts of the last partition; `None` if the run was stopped before the first round.
/// In the first half of the burn-in the intensities are set to their means; later they are drawn.
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
