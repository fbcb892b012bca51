//! Prior odds of two entries of a first result, before their records are compared.
//!
//! In: a first result. Out: [`Room::odds`]. The odds are high where few records are left without a partner on the
//! other list.

use std::collections::BTreeMap;

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
    /// For each cluster the position of its composition in `compositions`.
    composition_of: Vec<usize>,
    /// The compositions of the clusters, each once, with its prior weight in bits.
    compositions: Vec<(Composition, f64)>,
    /// For every two compositions, log2 of the prior odds that two clusters with them are one person. Empty above
    /// [`MOST_COMPOSITIONS`] compositions; the odds are then computed for each pair.
    odds: Vec<f64>,
}

/// Most compositions whose odds are computed in advance: 16,384 numbers. Three lists have about ten compositions.
const MOST_COMPOSITIONS: usize = 128;

impl Room {
    /// The intensities are set to their means given the partition `clustering`.
    pub(crate) fn new(problem: &Problem<'_>, clustering: &Clustering) -> Self {
        let of_each: Vec<Composition> = clustering
            .clusters
            .iter()
            .map(|cluster| added(&[], cluster.members.iter().map(|at| (problem.list_of[*at], 1))))
            .collect();
        let mut tally = Tally::new(problem.promises.len());
        of_each.iter().for_each(|one| tally.add(one, 1));
        let mut census = Census::new(problem.prior, problem.promises.to_vec());
        census.settle(&tally);
        let (compositions, composition_of) = numbered(of_each);
        let worth = |one: Composition| {
            let bits = census.worth(&one);
            (one, bits)
        };
        let mut room = Room {
            cluster_of: clustering.cluster_of(problem.list_of.len()),
            composition_of,
            compositions: compositions.into_iter().map(worth).collect(),
            census,
            odds: Vec::new(),
        };
        let all = room.compositions.len();
        if all <= MOST_COMPOSITIONS && !room.census.has_many_lists() {
            room.odds = (0..all * all).map(|at| room.odds_of(at / all, at % all)).collect();
        }
        room
    }

    /// log2 of the prior odds that two clusters are one person, by the positions of their compositions: the weight of
    /// the joined composition, less the weights of both.
    fn odds_of(&self, a: usize, b: usize) -> f64 {
        let (left, right) = (&self.compositions[a], &self.compositions[b]);
        self.census.worth(&added(&left.0, right.0.iter().copied())) - left.1 - right.1
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
        if a == b {
            return None;
        }
        let (a, b) = (*self.composition_of.get(a)?, *self.composition_of.get(b)?);
        let known = self.odds.get(a * self.compositions.len() + b).copied();
        Some(known.unwrap_or_else(|| self.odds_of(a, b)))
    }
}

/// The distinct compositions, and the position of each given one among them.
fn numbered(all: Vec<Composition>) -> (Vec<Composition>, Vec<usize>) {
    let mut known: BTreeMap<Composition, usize> = BTreeMap::new();
    let of_each = all.into_iter().map(|one| {
        let next = known.len();
        *known.entry(one).or_insert(next)
    });
    let of_each: Vec<usize> = of_each.collect();
    let mut distinct: Vec<(Composition, usize)> = known.into_iter().collect();
    distinct.sort_unstable_by_key(|(_, at)| *at);
    (distinct.into_iter().map(|(one, _)| one).collect(), of_each)
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
