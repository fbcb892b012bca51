//! Stage 6, cluster: links to groups of mentions that are one person each.
//!
//! Links are not chained. The search looks for the partition of all mentions that the evidence
//! supports best as a whole, over any number of lists at once: each member of a cluster must be
//! supported by the rest of it, field by field, and two rows of a list that promises no repeats
//! never stand in one cluster. What fits two places equally well is left alone and reported.

mod search;
mod support;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::block::Pair;
use crate::model::Link;
use support::Evidence;

/// Mentions that are taken to be one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The mentions, by index, in order.
    pub members: Vec<usize>,
    /// For each member: log2 of the odds that it belongs to the others, in bits; 0 for a cluster of
    /// one.
    pub support: Vec<f64>,
}

impl Cluster {
    /// The weakest support of a member, in bits; `None` for a cluster of one.
    pub fn weakest(&self) -> Option<f64> {
        (self.members.len() > 1).then(|| self.support.iter().copied().fold(f64::INFINITY, f64::min))
    }
}

/// A mention that fits another person about as well as its own.
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
    /// Mentions left out of a cluster because two fit equally well.
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

/// How to cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterSettings {
    /// Links of less weight (in bits) do not bring two mentions before the search at all.
    pub floor: f64,
    /// How many bits of odds a member needs to be joined: log2 of how much worse a wrong join is
    /// than a missed one.
    pub caution: f64,
}

/// Finds the partition of `mentions` mentions. `link` scores any pair; `None` means that the two
/// can never be one person.
pub fn cluster(
    mentions: usize,
    links: &[Link],
    settings: &ClusterSettings,
    link: &dyn Fn(Pair) -> Option<Link>,
) -> Clustering {
    let mut clustering = Clustering::default();
    for members in components(mentions, links, settings.floor) {
        if members.len() == 1 {
            clustering.clusters.push(Cluster { members, support: vec![0.0] });
            continue;
        }
        let evidence = Evidence::new(&members, link);
        let found = search::partition(&evidence, settings.caution);
        for group in found.groups {
            let support = group.iter().map(|at| evidence.support(*at, &group)).collect();
            clustering
                .clusters
                .push(Cluster { members: group.iter().map(|at| members[*at]).collect(), support });
        }
        clustering.ambiguous.extend(found.ambiguous.into_iter().map(|(at, fits)| Ambiguity {
            mention: members[at],
            fits: fits.into_iter().map(|at| members[at]).collect(),
        }));
    }
    clustering.clusters.sort_by(|a, b| a.members.cmp(&b.members));
    clustering.ambiguous.sort_by_key(|one| one.mention);
    clustering
}

/// More mentions than this are not searched at once: the search looks at all pairs of a component.
const LARGEST_COMPONENT: usize = 400;
/// By so many bits the floor is raised for a component that is too large, until it falls apart.
const RAISE: f64 = 2.0;
/// A component that holds together above this many bits is searched whatever its size.
const HIGHEST_FLOOR: f64 = 16.0;

/// Mentions connected by links above the floor; every mention in one component. A component that is
/// too large to be searched is cut at its weakest links first, never by leaving mentions out.
fn components(mentions: usize, links: &[Link], floor: f64) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<(Vec<usize>, f64)> = connected((0..mentions).collect(), links, floor);
    while let Some((members, floor)) = open.pop() {
        if members.len() <= LARGEST_COMPONENT || floor >= HIGHEST_FLOOR {
            found.push(members);
        } else {
            open.extend(connected(members, links, floor + RAISE));
        }
    }
    found.sort();
    found
}

/// The parts of a set of mentions that links of at least `floor` bits connect, each with that floor.
fn connected(members: Vec<usize>, links: &[Link], floor: f64) -> Vec<(Vec<usize>, f64)> {
    let position: BTreeMap<usize, usize> =
        members.iter().enumerate().map(|(at, member)| (*member, at)).collect();
    let mut parent: Vec<usize> = (0..members.len()).collect();
    for link in links.iter().filter(|link| link.weight() >= floor) {
        let ends = (position.get(&link.pair.a()), position.get(&link.pair.b()));
        if let (Some(a), Some(b)) = ends {
            let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let root = root(&mut parent, at);
        parts.entry(root).or_default().push(*member);
    }
    parts.into_values().map(|part| (part, floor)).collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
