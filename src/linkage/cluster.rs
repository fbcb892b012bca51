//! Stage 6, cluster: groups the mentions of one person, given the links.
//!
//! Links are not chained. The stage samples partitions of all mentions, over any number of lists at once, from the weights of
//! the links and the prior over the overlap table. Each member of a cluster must be supported by the other members, field by
//! field. A mention that matches another one better is no longer a candidate. Two mentions of a list without repeats are never
//! in one cluster. The sample gives the probability of every pair and cluster, the number of people with its interval, and the
//! partition of least expected cost ([`Clustering`]). A mention that fits several clusters about equally well is left alone and
//! reported. So are pairs that only a reviewer may join: records that disagree and that match only because nobody else is left.

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
use census::{Census, Tally};
use component::{Component, Components, components};
use decide::Rules;
use evidence::Evidence;
use group::{Groups, without};
pub use posterior::{Estimate, Posterior};
pub(crate) use room::Room;
pub(crate) use spread::OpenPair;

/// Scores any pair; `None` means that the two can never be one person.
pub type Scores<'a> = dyn Fn(Pair) -> Option<Link> + Sync + 'a;

/// Mentions that are taken to be one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The mentions, by index, in order.
    pub members: Vec<usize>,
    /// For each member: log2 of the odds that it belongs to the others rather than to nobody, all
    /// other rows being where they are, in bits; 0 for a cluster of one.
    pub support: Vec<f64>,
}

impl Cluster {
    /// The weakest support of a member, in bits; `None` for a cluster of one.
    pub fn weakest(&self) -> Option<f64> {
        (self.members.len() > 1).then(|| self.support.iter().copied().fold(f64::INFINITY, f64::min))
    }
}

/// A mention that most likely is a person of another row, though it cannot be said of which.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ambiguity {
    /// The mention, by index.
    pub mention: usize,
    /// The mentions that it fits, by index, in order.
    pub fits: Vec<usize>,
}

/// The partition of all mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    /// Every mention stands in exactly one cluster; sorted by their first members.
    pub clusters: Vec<Cluster>,
    /// Mentions left out of a cluster because several fit.
    pub ambiguous: Vec<Ambiguity>,
}

impl Clustering {
    /// For each mention the index of its cluster.
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

/// What is to be clustered.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// For each mention the index of its list.
    pub list_of: &'a [u16],
    /// For each list whether it may repeat a person.
    pub promises: &'a [Duplicates],
    /// What is believed of lists before any row is seen.
    pub prior: &'a LinkPrior,
    /// Scores any pair.
    pub link: &'a Scores<'a>,
    /// Sets of two or more mentions that a person said are one, by index, sorted, no mention in two of them:
    /// each stands whole in every partition. `link` has to score pairs inside of them.
    pub units: &'a [Vec<usize>],
    /// The same seed gives the same sample.
    pub seed: u64,
}

impl std::fmt::Debug for Problem<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Problem").field("mentions", &self.list_of.len()).field("seed", &self.seed).finish()
    }
}

/// How to cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterSettings {
    /// Links of less weight (in bits) do not bring two mentions before the sampling at all.
    pub floor: f64,
    /// How much worse a wrong join is than a missed one.
    pub cost_of_wrong_join: f64,
    /// How many partitions are drawn.
    pub draws: usize,
}

/// A mention whose pair with another is at least so likely fits it.
const FITS: f64 = 0.05;

/// Finds who is who: the partition that costs least, and the sample that it was chosen by.
pub fn cluster(problem: &Problem<'_>, links: &[Link], settings: &ClusterSettings) -> (Clustering, Posterior) {
    let links: Vec<&Link> = links.iter().collect();
    cluster_watched(problem, &links, settings, Support::Told, &Progress::new())
}

/// Whether the support of members is asked for: a first result, which others rest on, is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    Told,
    LeftOut,
}

/// Finds who is who and counts the rounds of sampling; once it is asked to stop, what comes back is no result.
pub(crate) fn cluster_watched(
    problem: &Problem<'_>,
    links: &[&Link],
    settings: &ClusterSettings,
    support: Support,
    watch: &Progress,
) -> (Clustering, Posterior) {
    let mentions = problem.list_of.len();
    let Components { all: components, cut } = components(mentions, links, settings.floor, problem.units);
    let linked: BTreeSet<usize> = components.iter().flat_map(Component::mentions).collect();
    let mut alone = Tally::new(problem.promises.len());
    for at in (0..mentions).filter(|at| !linked.contains(at)) {
        alone.add(&[(problem.list_of[at], 1)], 1);
    }
    // Within the pool of threads, where sharing out a round takes the least time.
    let (mut posterior, census) =
        rayon::scope(|_| posterior::sample(problem, &components, &alone, settings.draws, watch));
    posterior.bound(cut);
    let needed = needed(settings.cost_of_wrong_join);
    let apart = Apart::new(problem, needed);
    let rules = Rules {
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

fn fits(mention: usize, posterior: &Posterior) -> Vec<usize> {
    let company = posterior.company(mention);
    let others: BTreeSet<usize> = company.into_iter().flat_map(|(group, _)| group).collect();
    others.into_iter().filter(|other| posterior.probability(Pair::new(mention, *other)) >= FITS).collect()
}

/// A cluster with the support of each member.
fn supported(members: Vec<usize>, problem: &Problem<'_>, census: &Census) -> Cluster {
    let units = members.iter().map(|member| vec![*member]).collect();
    let mut groups = Groups::new(Evidence::new(units, problem.link), problem.list_of);
    let all: Vec<u32> = (0..u32::try_from(members.len()).unwrap_or(u32::MAX)).collect();
    let mut worth = |members: &[u32]| {
        let number = groups.number(members);
        groups.worth(number, census)
    };
    let support = all.iter().map(|one| worth(&all) - worth(&without(&all, *one)) - worth(&[*one])).collect();
    Cluster { members, support }
}
