//! Components shared out among threads: each share draws the partitions of its own.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::census::Census;
use super::chain::Chain;
use super::chance::stream;
use super::count::Counts;
use super::evidence::Evidence;
use super::exact::{self, Exact};
use super::group::Groups;
use super::small::Small;
use super::{Component, Problem};

/// What putting one member of a large component anew takes, in draws of one partition of a small one.
const WORK_OF_A_MEMBER: usize = 80;
/// Groups of a smaller share of the draws are not kept.
const LEAST_SHARE: f64 = 1e-4;

/// The sampling of one component.
pub(super) struct Sampler<'a> {
    kind: Kind<'a>,
    rng: ChaCha8Rng,
}

enum Kind<'a> {
    Exact(Box<Exact<'a>>),
    Chain(Box<Chain<'a>>),
}

impl<'a> Sampler<'a> {
    pub(super) fn new(component: &Component, problem: &'a Problem<'a>, census: &Census) -> Self {
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

    /// Has the census number what compositions its groups have.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        match &mut self.kind {
            Kind::Exact(exact) => exact.enroll(census),
            Kind::Chain(chain) => chain.enroll(census),
        }
    }

    /// About how long a draw takes, in draws of one partition.
    pub(super) fn work(&self) -> usize {
        match &self.kind {
            Kind::Exact(exact) => exact.size(),
            Kind::Chain(chain) => chain.size() * WORK_OF_A_MEMBER,
        }
    }
}

/// Components with what was drawn of them.
#[derive(Default)]
pub(super) struct Share<'a> {
    exacts: Vec<Exact<'a>>,
    /// The partitions of those, as they are drawn.
    small: Small,
    chains: Vec<(Chain<'a>, ChaCha8Rng)>,
    counts: Counts,
    /// How many rounds were drawn.
    rounds: usize,
    work: usize,
}

/// Shares of about equal work.
pub(super) fn shared_out(mut samplers: Vec<Sampler<'_>>, parts: usize) -> Vec<Share<'_>> {
    let mut shares: Vec<Share<'_>> = (0..parts).map(|_| Share::default()).collect();
    // The largest first; of equal work, as they stood.
    samplers.sort_by_key(|sampler| std::cmp::Reverse(sampler.work()));
    for sampler in samplers {
        if let Some(least) = shares.iter_mut().min_by_key(|share| share.work) {
            least.take(sampler);
        }
    }
    shares
}

impl<'a> Share<'a> {
    fn take(&mut self, sampler: Sampler<'a>) {
        self.work += sampler.work();
        match sampler.kind {
            Kind::Exact(exact) => {
                self.small.take(exact.choices(), sampler.rng);
                self.exacts.push(*exact);
            }
            Kind::Chain(chain) => self.chains.push((*chain, sampler.rng)),
        }
    }

    /// Draws a partition of every component, unless this round was drawn; rounds count from 1.
    pub(super) fn draw(&mut self, round: usize, census: &Census, record: bool) {
        if self.rounds >= round {
            return;
        }
        self.rounds = round;
        self.counts.begin(census);
        self.small.step(census.chances_of_mixes(), record, &mut self.counts);
        for (chain, rng) in &mut self.chains {
            chain.step(census, rng, record);
            chain.count(&mut self.counts);
        }
    }

    /// Has the census number what compositions were met since.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        self.chains.iter_mut().for_each(|(chain, _)| chain.enroll(census));
    }

    /// How many groups of which composition the last partition has.
    pub(super) fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    /// Groups of two or more mentions with their shares of the recorded draws, component by component.
    pub(super) fn found(&self, draws: usize) -> impl Iterator<Item = Vec<(Vec<usize>, f64)>> {
        let small = self.exacts.iter().zip(self.small.components());
        let small = small.map(move |(exact, choices)| found(exact.groups(), exact.found(choices), draws));
        let chains = self.chains.iter();
        small.chain(chains.map(move |(chain, _)| found(chain.groups(), chain.found(), draws)))
    }
}

fn found(groups: &Groups<'_>, found: Vec<(u32, f64)>, draws: usize) -> Vec<(Vec<usize>, f64)> {
    let mut shares: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for (group, sum) in found {
        let members = groups.mentions(group);
        if members.len() > 1 {
            *shares.entry(members).or_insert(0.0) += sum / draws as f64;
        }
    }
    shares.into_iter().filter(|(_, share)| *share >= LEAST_SHARE).collect()
}
