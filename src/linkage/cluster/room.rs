//! Prior odds of two entries of a first result, before their records are compared.
//!
//! In: a first result. Out: [`Room::odds`]. The odds are high where few records are left without a partner on the
//! other list.

use super::census::{Census, Composition, Tally};
use super::{Clustering, Problem};
use crate::linkage::block::Pair;

/// A first result, and the intensities that follow from it.
///
/// Where nearly everyone on two lists is found on both, the two records that are left may be one person on evidence
/// that is too weak elsewhere. Such records must be sampled together. The odds of a pair looked at alone would not
/// connect them.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// The intensities after the first result.
    census: Census,
    /// For each mention the position of its cluster.
    cluster_of: Vec<usize>,
    /// For each cluster its composition and its prior weight in bits.
    clusters: Vec<(Composition, f64)>,
}

impl Room {
    /// The intensities are set to their means given the partition `clustering`.
    pub(crate) fn new(problem: &Problem<'_>, clustering: &Clustering) -> Self {
        let compositions: Vec<Composition> = clustering
            .clusters
            .iter()
            .map(|cluster| added(&[], cluster.members.iter().map(|at| (problem.list_of[*at], 1))))
            .collect();
        let mut tally = Tally::new(problem.promises.len());
        compositions.iter().for_each(|one| tally.add(one, 1));
        let mut census = Census::new(problem.prior, problem.promises.to_vec());
        census.settle(&tally);
        let worth = |one: Composition| {
            let bits = census.worth(&one);
            (one, bits)
        };
        Room {
            cluster_of: clustering.cluster_of(problem.list_of.len()),
            clusters: compositions.into_iter().map(worth).collect(),
            census,
        }
    }

    /// log2 of the prior odds that the entries of two mentions are one person: the weight of the joined composition,
    /// less the weights of both. `None` if the two are in one entry already. `None` also with many lists, because the
    /// odds then depend on the number of combinations of lists.
    pub(crate) fn odds(&self, pair: Pair) -> Option<f64> {
        if self.census.has_many_lists() {
            return None;
        }
        let cluster = |mention: usize| self.cluster_of.get(mention).copied();
        let (a, b) = (cluster(pair.a())?, cluster(pair.b())?);
        let (left, right) = (self.clusters.get(a)?, self.clusters.get(b)?);
        let union = added(&left.0, right.0.iter().copied());
        (a != b).then(|| self.census.worth(&union) - left.1 - right.1)
    }
}

/// A composition with more records; it stays sorted by list.
fn added(composition: &[(u16, u32)], more: impl Iterator<Item = (u16, u32)>) -> Composition {
    let mut all = composition.to_vec();
    for (list, rows) in more {
        match all.binary_search_by_key(&list, |(known, _)| *known) {
            Ok(at) => all[at].1 += rows,
            Err(at) => all.insert(at, (list, rows)),
        }
    }
    all
}
