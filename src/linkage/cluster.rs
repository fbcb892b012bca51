//! Stage 6, cluster: groups the mentions of one person, given the links.
//!
//! In: [`Problem`] (the list of each mention, the prior, a function that scores any pair), the links and
//! [`ClusterSettings`]. Out: [`Clustering`], the partition of least expected cost, and [`Posterior`], the sample that
//! it was chosen by.
//!
//! Links are not chained. The stage samples partitions of all mentions, over any number of lists at once, from the
//! weights of the links and the prior over the overlap table. Each member of a cluster must be supported by the other
//! members, field by field. A mention that matches another one better is no longer a candidate. Two mentions of a
//! list without repeats are never in one cluster.
//!
//! The sample gives the probability of every pair and cluster, the number of people with its interval, and the
//! partition of least expected cost. A mention that fits several clusters about equally well stays alone and is
//! reported ([`Ambiguity`]). Some pairs are left to a reviewer: records that disagree and that match only because
//! nobody else is left.
//!
//! The private modules, in the order of the work: `component` splits the mentions into connected components;
//! `evidence` and `group` weigh groups of mentions; `census` is the prior over the overlap table; `exact` enumerates
//! the partitions of small components, `chain` samples those of large ones; `share` and `rounds` divide the draws
//! among threads; `posterior` collects the draws and
//! `partitions` some of their partitions; `spread` adds the uncertainty of the model; `decide` and `apart`
//! choose the partition. `settled` is used by the engine for long lists.

mod apart;
mod census;
mod chain;
mod chance;
mod choice;
mod component;
mod count;
mod decide;
mod evidence;
mod exact;
#[cfg(test)]
mod fixture;
mod group;
mod mix;
mod partitions;
mod posterior;
mod room;
mod rounds;
pub(crate) mod settled;
mod share;
mod small;
mod spread;
mod steps;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use crate::base::progress::Progress;
use crate::base::settings::needed;
use crate::linkage::block::Pair;
use crate::linkage::model::{Link, LinkPrior};
use crate::source::Duplicates;
use apart::Apart;
pub(crate) use census::ListSet;
use census::{Census, Tally};
use component::{UnitComponent, UnitComponents, components};
use decide::ReviewerRules;
use evidence::Evidence;
use group::{UnitGroups, without};
pub(crate) use partitions::Partition;
pub use posterior::{Estimate, Posterior};
pub(crate) use room::Room;
pub(crate) use spread::OpenPair;

/// A function that scores any pair of mentions. `None` means that the two can never be one person, such as two
/// records of a list with `duplicates = "never"`.
pub type Scores<'a> = dyn Fn(Pair) -> Option<Link> + Sync + 'a;

/// Mentions that are decided to be one person.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cluster {
    /// The mentions, by index, sorted. At least one.
    pub members: Vec<usize>,
    /// Support of each member, in the order of `members`, in bits: log2 of the odds that it belongs to the other
    /// members rather than to nobody, if all other records stay where they are. 0 for a cluster of one. All 0 in a
    /// first result, where support is not computed.
    pub support: Vec<f64>,
}

impl Cluster {
    /// The smallest support of a member, in bits; `None` for a cluster of one.
    pub fn weakest(&self) -> Option<f64> {
        (self.members.len() > 1).then(|| self.support.iter().copied().fold(f64::INFINITY, f64::min))
    }
}

/// A mention that is probably the person of another mention, but it is uncertain which one. It stays alone in the
/// partition, although the sample has it alone with a probability below 0.5. An example is "Асан Т." beside "Асан
/// Тестов" and "Асан Тимуров".
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Ambiguity {
    /// The mention, by index.
    pub mention: usize,
    /// The mentions that it may belong to, by index, sorted: those with a pair probability of at least 0.05.
    pub fits: Vec<usize>,
}

/// The decided partition of all mentions.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Clustering {
    /// All clusters, sorted by their first members. Every mention is in exactly one of them.
    pub clusters: Vec<Cluster>,
    /// Mentions that stay alone because several clusters fit them. Sorted by mention.
    pub ambiguous: Vec<Ambiguity>,
}

impl Clustering {
    /// For each mention the position of its cluster in `clusters`. `mentions` is the number of mentions; a mention
    /// that is in no cluster gets `usize::MAX`.
    pub fn cluster_of(&self, mentions: usize) -> Vec<usize> {
        let mut of = vec![usize::MAX; mentions];
        for (at, cluster) in self.clusters.iter().enumerate() {
            for member in &cluster.members {
                of[*member] = at;
            }
        }
        of
    }
}

/// The input of the clustering.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// For each mention the index of its list.
    pub list_of: &'a [u16],
    /// For each list how often it may repeat a person, as the project file states it.
    pub promises: &'a [Duplicates],
    /// The prior over the overlap of the lists and over repeats.
    pub prior: &'a LinkPrior,
    /// Scores any pair.
    pub link: &'a Scores<'a>,
    /// Units: sets of two or more mentions that a reviewer decided are one person. By index, each sorted, no mention
    /// in two of them. Every partition has each unit within one cluster. `link` must return a score for the pairs of
    /// a unit.
    pub units: &'a [Vec<usize>],
    /// Seed of the random numbers. The same problem, links, settings and seed give the same sample on any number of
    /// threads.
    pub seed: u64,
}

impl std::fmt::Debug for Problem<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Problem").field("mentions", &self.list_of.len()).field("seed", &self.seed).finish()
    }
}

/// Settings of the clustering.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterSettings {
    /// Smallest weight of a link that connects two mentions, in bits. Mentions that no such link connects, directly
    /// or through others, are never sampled together.
    pub floor: f64,
    /// Cost of joining a pair that is two people. The cost of separating a pair that is one person is 1.
    pub cost_of_wrong_join: f64,
    /// Number of sampled partitions that are used, after the burn-in.
    pub draws: usize,
}

/// Smallest probability of a pair at which an ambiguous mention is said to fit the other one.
const FITS: f64 = 0.05;

/// Samples partitions and returns the one of least expected cost, with the sample.
///
/// `links` are the likely pairs, each once; pairs without a link are never in one cluster unless other records
/// connect them. The steps:
///
/// - Links of at least `floor` bits and the units give the connected components. A mention in no component is a
///   person of its own.
/// - Components of up to seven units are enumerated; larger ones are sampled by a Markov chain. The intensities of
///   the overlap table are drawn after each round.
/// - The partition of least expected cost is searched, under the constraints of pairs that only a reviewer may join.
/// - Members get their support, and mentions that fit several clusters are reported.
///
/// The result is the same on any number of threads.
pub fn cluster(problem: &Problem<'_>, links: &[Link], settings: &ClusterSettings) -> (Clustering, Posterior) {
    let links: Vec<&Link> = links.iter().collect();
    cluster_watched(problem, &links, settings, Support::Told, &Progress::new())
}

/// Whether the support of the members is computed. It takes time, and nobody reads it in the results before the last
/// one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    /// Computed for every cluster of two or more.
    Told,
    /// Not computed; every support is 0.
    LeftOut,
}

/// As [`cluster`], and reports the rounds of sampling to `watch`. If `watch` is stopped, the returned values are
/// incomplete and must not be used.
pub(crate) fn cluster_watched(
    problem: &Problem<'_>,
    links: &[&Link],
    settings: &ClusterSettings,
    support: Support,
    watch: &Progress,
) -> (Clustering, Posterior) {
    let mentions = problem.list_of.len();
    let UnitComponents { all: components, cut } = components(mentions, links, settings.floor, problem.units);
    let linked: BTreeSet<usize> = components.iter().flat_map(UnitComponent::mentions).collect();
    let mut alone = Tally::new(problem.promises.len());
    for at in (0..mentions).filter(|at| !linked.contains(at)) {
        alone.add(&[(problem.list_of[at], 1)], 1);
    }
    // Inside the thread pool, where dividing a round takes the least time.
    let (mut posterior, census) =
        rayon::scope(|_| posterior::sample(problem, &components, &alone, settings.draws, watch));
    posterior.bound(cut);
    let needed = needed(settings.cost_of_wrong_join);
    let apart = Apart::new(problem, needed);
    let rules = ReviewerRules {
        is_apart: &|pair| apart.is_apart(pair),
        is_excused: &|pair, group| apart.is_excused(pair, group),
    };
    let groups = decide::decide(&posterior, settings.cost_of_wrong_join, problem.units, &rules);
    let joined: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let cluster = |members: Vec<usize>| match support {
        Support::Told => supported(members, problem, &census),
        Support::LeftOut => Cluster { support: vec![0.0; members.len()], members },
    };
    let mut clusters: Vec<Cluster> = groups.into_par_iter().with_min_len(32).map(cluster).collect();
    let singles = (0..mentions).filter(|at| !joined.contains(at));
    clusters.extend(singles.map(|at| Cluster { members: vec![at], support: vec![0.0] }));
    clusters.sort_by(|a, b| a.members.cmp(&b.members));
    let unplaced = linked.iter().filter(|at| !joined.contains(at) && posterior.alone(**at) < 0.5);
    let ambiguous = unplaced.map(|at| Ambiguity { mention: *at, fits: fits(*at, &posterior) }).collect();
    (Clustering { clusters, ambiguous }, posterior)
}

/// The mentions whose pair with this one has a probability of at least [`FITS`], sorted.
fn fits(mention: usize, posterior: &Posterior) -> Vec<usize> {
    let company = posterior.company(mention);
    let others: BTreeSet<usize> = company.into_iter().flat_map(|(group, _)| group).collect();
    others.into_iter().filter(|other| posterior.probability(Pair::new(mention, *other)) >= FITS).collect()
}

/// A cluster with the support of each member: the weight of the whole cluster, less the weight without the member,
/// less the weight of the member alone. Evidence and prior are included, so a support of 0 bits means even odds. Uses
/// the mean of the intensities.
fn supported(members: Vec<usize>, problem: &Problem<'_>, census: &Census) -> Cluster {
    let units = members.iter().map(|member| vec![*member]).collect();
    let mut groups = UnitGroups::new(Evidence::new(units, problem.link), problem.list_of);
    let all: Vec<u32> = (0..u32::try_from(members.len()).unwrap_or(u32::MAX)).collect();
    let mut worth = |members: &[u32]| {
        let number = groups.number(members);
        groups.worth(number, census)
    };
    let support = all.iter().map(|one| worth(&all) - worth(&without(&all, *one)) - worth(&[*one])).collect();
    Cluster { members, support }
}
