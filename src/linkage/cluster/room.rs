//! Who is left over: what two entries would gain by being one, before their rows are compared.

use super::census::{Census, Composition, Tally};
use super::{Clustering, Problem};
use crate::linkage::block::Pair;

/// A first result, and how much of each list it leaves without a partner in the others.
///
/// Where nearly everyone of two lists is found to stand in both, the two rows that are left over may be
/// one person on evidence that would never do elsewhere. Such rows must come before the sampling
/// together; by the odds of a pair looked at alone they would not.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    census: Census,
    cluster_of: Vec<usize>,
    /// The rows of each cluster by list, and what the census makes of them in bits.
    clusters: Vec<(Composition, f64)>,
}

impl Room {
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

    /// log2 of the odds, before any comparison, that the entries of two mentions are one person. `None` if the two are one entry
    /// already. `None` also with many lists, because the odds then depend on the number of combinations of lists.
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

/// A composition with more rows.
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
