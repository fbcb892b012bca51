//! Shares: the components divided among threads. Each share draws the partitions of its own components.
//!
//! In: components with their weights. Out: for each round the counts of the drawn partitions, and at the end the
//! groups with their shares of the draws.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::census::{Census, Tally};
use super::chain::Chain;
use super::chance::stream;
use super::count::Counts;
use super::evidence::Evidence;
use super::exact::Exact;
use super::group::UnitGroups;
use super::small::Small;
use super::{Problem, UnitComponent, exact, partitions};

/// Time to reassign one member of a large component, in draws of one partition of a small one.
const WORK_OF_A_MEMBER: usize = 80;
/// Smallest share of the draws of a group that is kept.
const LEAST_SHARE: f64 = 1e-4;

/// The sampling of one component: all its partitions or a Markov chain.
pub(super) struct Sampler<'a> {
    kind: SamplingKind<'a>,
    /// Its own random numbers, in the stream of its first mention. So the draws do not depend on the other components
    /// or on threads.
    rng: ChaCha8Rng,
}

/// How a component is sampled.
enum SamplingKind<'a> {
    /// At most [`exact::MOST`] units: all partitions are enumerated.
    Exact(Box<Exact<'a>>),
    /// More units: a Markov chain.
    Chain(Box<Chain<'a>>),
}

impl<'a> Sampler<'a> {
    /// Prepares a component. `census` has the intensities for the first partition.
    pub(super) fn new(component: &UnitComponent, problem: &'a Problem<'a>, census: &Census) -> Self {
        let first = component.mentions().next().unwrap_or_default();
        let evidence = Evidence::new(component.units.clone(), problem.link);
        let groups = UnitGroups::new(evidence, problem.list_of);
        let kind = if component.units.len() <= exact::MOST {
            SamplingKind::Exact(Box::new(Exact::new(groups, census)))
        } else {
            SamplingKind::Chain(Box::new(Chain::new(groups, component, census)))
        };
        Sampler { kind, rng: stream(problem.seed, first as u64) }
    }

    /// Gives the compositions of its groups numbers in the census.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        match &mut self.kind {
            SamplingKind::Exact(exact) => exact.enroll(census),
            SamplingKind::Chain(chain) => chain.enroll(census),
        }
    }

    /// Adds the people of the first partition to a tally.
    pub(super) fn add_to(&self, tally: &mut Tally, census: &Census) {
        match &self.kind {
            SamplingKind::Exact(exact) => exact.add_to(tally, census),
            SamplingKind::Chain(chain) => chain.add_to(tally),
        }
    }

    /// The chain of a large component; `None` for a small one.
    fn chain(&mut self) -> Option<&mut Chain<'a>> {
        match &mut self.kind {
            SamplingKind::Exact(_) => None,
            SamplingKind::Chain(chain) => Some(chain),
        }
    }

    /// Approximate time of a draw, in draws of one partition.
    pub(super) fn work(&self) -> usize {
        match &self.kind {
            SamplingKind::Exact(exact) => exact.size(),
            SamplingKind::Chain(chain) => chain.size() * WORK_OF_A_MEMBER,
        }
    }
}

/// Some components, and what was recorded of their draws.
#[derive(Default)]
pub(super) struct Share<'a> {
    /// The small components.
    exacts: Vec<Exact<'a>>,
    /// The partitions of the small components, in the order of `exacts`.
    small: Small,
    /// The large components, each with its random numbers.
    chains: Vec<(Chain<'a>, ChaCha8Rng)>,
    /// For each kept round and each large component the slot of each unit.
    kept: Vec<Vec<Vec<u32>>>,
    /// The counts of the last draw.
    counts: Counts,
    /// Number of the last round that was drawn.
    rounds: usize,
    /// Approximate time of a round, in draws of one partition.
    work: usize,
}

/// Divides components into `parts` shares of about equal work: each component, largest first, goes to the share with
/// the least work so far. The division does not change the result.
pub(super) fn shared_out(mut samplers: Vec<Sampler<'_>>, parts: usize) -> Vec<Share<'_>> {
    let mut shares: Vec<Share<'_>> = (0..parts).map(|_| Share::default()).collect();
    // Largest first. The sort is stable, so components of equal work keep their order.
    samplers.sort_by_key(|sampler| std::cmp::Reverse(sampler.work()));
    for sampler in samplers {
        if let Some(least) = shares.iter_mut().min_by_key(|share| share.work) {
            least.take(sampler);
        }
    }
    shares
}

/// Work of a round that all components together may do, in look-ups of a group: a constant, and a number for each
/// mention of a large component.
const WORK: (u64, u64) = (24_000, 8);
/// Allowed work of a component, as a multiple of its average round. New groups take more work than known ones.
const SLACK: u64 = 3;

/// Limits the work of every large component. If all together would take longer than lists of this length should, the
/// components in which mentions have many links get less, all by the same factor.
pub(super) fn allow(samplers: &mut [Sampler<'_>]) {
    let mut chains: Vec<&mut Chain<'_>> = samplers.iter_mut().filter_map(Sampler::chain).collect();
    let load = |is_sparse: bool, chains: &[&mut Chain<'_>]| -> u64 {
        chains.iter().filter(|chain| chain.is_sparse() == is_sparse).map(|chain| chain.load()).sum()
    };
    let mentions: usize = chains.iter().map(|chain| chain.size()).sum();
    let most = (WORK.0 + WORK.1 * mentions as u64).saturating_sub(load(true, &chains)).max(WORK.0 / 2);
    let dense = load(false, &chains);
    for chain in &mut chains {
        let load = chain.load();
        let is_allowed = dense <= most || chain.is_sparse();
        let share = u128::from(load) * u128::from(most) / u128::from(dense.max(1));
        chain.allow(if is_allowed { SLACK * load } else { u64::try_from(share).unwrap_or(load) });
    }
}

impl<'a> Share<'a> {
    /// Adds a component.
    fn take(&mut self, sampler: Sampler<'a>) {
        self.work += sampler.work();
        match sampler.kind {
            SamplingKind::Exact(exact) => {
                self.small.take(exact.choices(), sampler.rng);
                self.exacts.push(*exact);
            }
            SamplingKind::Chain(chain) => self.chains.push((*chain, sampler.rng)),
        }
    }

    /// Draws a partition of every component, unless this round was already drawn. Rounds count from 1. `record` says
    /// whether the draw counts.
    pub(super) fn draw(&mut self, round: usize, census: &Census, record: bool) {
        if self.rounds >= round {
            return;
        }
        self.rounds = round;
        self.counts.begin(census);
        let keep = record && partitions::is_kept(round);
        self.small.step(census.chances_of_mixes(), record, keep, &mut self.counts);
        for (chain, rng) in &mut self.chains {
            chain.step(census, rng, record);
            chain.count(&mut self.counts);
        }
        if keep {
            self.kept.push(self.chains.iter().map(|(chain, _)| chain.slots()).collect());
        }
    }

    /// Calls `put` with the mentions of each group of two or more in a kept round, counted from 0.
    pub(super) fn kept(&self, round: usize, put: &mut dyn FnMut(&[usize])) {
        for (exact, drawn) in self.exacts.iter().zip(self.small.kept(round)) {
            for group in exact.partition(usize::from(*drawn)) {
                let mentions = exact.groups().mentions(*group);
                if mentions.len() > 1 {
                    put(&mentions);
                }
            }
        }
        for ((chain, _), slots) in self.chains.iter().zip(self.kept.get(round).into_iter().flatten()) {
            let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for (slot, unit) in slots.iter().zip(chain.groups().units()) {
                groups.entry(*slot).or_default().extend(unit);
            }
            groups.values().filter(|group| group.len() > 1).for_each(|group| put(group));
        }
    }

    /// Gives the compositions met since the last round numbers in the census.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        self.chains.iter_mut().for_each(|(chain, _)| chain.enroll(census));
    }

    /// Number of groups of each composition in the last partition.
    pub(super) fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    /// The mentions, by index, of components in which a round did not reach every mention.
    pub(super) fn cut_short(&self) -> impl Iterator<Item = usize> {
        self.chains.iter().flat_map(|(chain, _)| chain.cut_short().iter().flatten().copied())
    }

    /// Groups of two or more mentions with their shares of the recorded draws, component by component. `draws` is the
    /// number of recorded draws.
    pub(super) fn found(&self, draws: usize) -> impl Iterator<Item = Vec<(Vec<usize>, f64)>> {
        let small = self.exacts.iter().zip(self.small.components());
        let small = small.map(move |(exact, choices)| found(exact.groups(), exact.found(choices), draws));
        let chains = self.chains.iter();
        small.chain(chains.map(move |(chain, _)| found(chain.groups(), chain.found(), draws)))
    }
}

/// The groups of one component of two or more mentions, with their shares. Shares below [`LEAST_SHARE`] are left out.
fn found(groups: &UnitGroups<'_>, found: Vec<(u32, f64)>, draws: usize) -> Vec<(Vec<usize>, f64)> {
    let mut shares: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for (group, sum) in found {
        let members = groups.mentions(group);
        if members.len() > 1 {
            *shares.entry(members).or_insert(0.0) += sum / draws as f64;
        }
    }
    shares.into_iter().filter(|(_, share)| *share >= LEAST_SHARE).collect()
}
