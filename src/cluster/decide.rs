//! The partition that costs least, given how likely each pair is one person.
//!
//! A pair that is joined and is two people costs `cost_of_wrong_join`, one that is kept apart and is
//! one person costs 1 (the loss of Binder, *Bayesian Cluster Analysis*, Biometrika 65, 1978). Only
//! pairs that gain by being joined bring mentions before the search, so what is searched is small.

mod unions;

use std::collections::{BTreeMap, BTreeSet};

use super::Posterior;
use crate::block::{Pair, connected};
use unions::Unions;

/// Up to so many mentions all partitions are tried; above, groups are joined and mended.
const EXACT: usize = 8;
/// A mend must gain this much, so that the search ends.
const LEAST_GAIN: f64 = 1e-9;

/// The groups of two or more mentions of the partition of least expected cost, sorted. `units` are mentions that
/// a person said are one: they stay together whatever it costs.
pub(super) fn decide(
    posterior: &Posterior,
    cost_of_wrong_join: f64,
    units: &[Vec<usize>],
) -> Vec<Vec<usize>> {
    let units = Units::new(units);
    let gain = |a: usize, b: usize| -> f64 {
        let pairs = units.members(a).flat_map(|a| units.members(b).map(move |b| Pair::new(a, b)));
        pairs.map(|pair| gain(posterior.probability(pair), cost_of_wrong_join)).sum()
    };
    let firsts = posterior.pairs().map(|(pair, _)| (units.first(pair.a()), units.first(pair.b())));
    let between: BTreeSet<Pair> = firsts.filter(|(a, b)| a != b).map(|(a, b)| Pair::new(a, b)).collect();
    let worthwhile = between.into_iter().filter(|pair| gain(pair.a(), pair.b()) > 0.0);
    let mut decided = Vec::new();
    for members in connected(worthwhile) {
        let n = members.len();
        let gain = |a: usize, b: usize| if a == b { 0.0 } else { gain(members[a], members[b]) };
        let gains: Vec<Vec<f64>> = (0..n).map(|a| (0..n).map(|b| gain(a, b)).collect()).collect();
        let search = Search { gains: &gains, groups: Vec::new(), best: Vec::new(), most: f64::NEG_INFINITY };
        let groups = if n <= EXACT { search.exact() } else { search.greedy() };
        let mentions = |group: Vec<usize>| -> Vec<usize> {
            group.iter().flat_map(|at| units.members(members[*at])).collect()
        };
        decided.extend(groups.into_iter().map(mentions));
    }
    let placed: BTreeSet<usize> = decided.iter().flatten().copied().collect();
    decided.extend(units.all.iter().filter(|unit| !placed.contains(&unit[0])).cloned());
    decided.retain(|group| group.len() > 1);
    decided.iter_mut().for_each(|group| group.sort_unstable());
    decided.sort();
    decided
}

/// What joining two mentions gains, given how likely they are one person.
fn gain(probability: f64, cost_of_wrong_join: f64) -> f64 {
    // Two that never stand together are not joined for the sake of others.
    if probability == 0.0 {
        f64::NEG_INFINITY
    } else {
        probability - cost_of_wrong_join * (1.0 - probability)
    }
}

/// Sets of mentions that are decided on as one, each named by its first mention.
struct Units<'a> {
    all: &'a [Vec<usize>],
    of: BTreeMap<usize, usize>,
}

impl<'a> Units<'a> {
    fn new(all: &'a [Vec<usize>]) -> Self {
        let of = all.iter().enumerate().flat_map(|(at, unit)| unit.iter().map(move |one| (*one, at)));
        Units { all, of: of.collect() }
    }

    fn unit(&self, mention: usize) -> &'a [usize] {
        self.of.get(&mention).and_then(|at| self.all.get(*at)).map(Vec::as_slice).unwrap_or_default()
    }

    fn first(&self, mention: usize) -> usize {
        self.unit(mention).first().copied().unwrap_or(mention)
    }

    /// The mentions that a first one stands for; most stand for themselves alone.
    fn members(&self, first: usize) -> impl Iterator<Item = usize> + use<'a> {
        let unit = self.unit(first);
        unit.iter().copied().chain(unit.is_empty().then_some(first))
    }
}

struct Search<'a> {
    gains: &'a [Vec<f64>],
    groups: Vec<Vec<usize>>,
    best: Vec<Vec<usize>>,
    most: f64,
}

impl Search<'_> {
    fn gain(&self, member: usize, group: &[usize]) -> f64 {
        group.iter().map(|other| self.gains[member][*other]).sum()
    }

    /// The best of all partitions; of equally good ones the first, which joins least.
    fn exact(mut self) -> Vec<Vec<usize>> {
        self.extend(0, 0.0);
        self.best
    }

    fn extend(&mut self, next: usize, gained: f64) {
        if next == self.gains.len() {
            if gained > self.most + LEAST_GAIN {
                self.most = gained;
                self.best.clone_from(&self.groups);
            }
            return;
        }
        self.groups.push(vec![next]);
        self.extend(next + 1, gained);
        self.groups.pop();
        for at in 0..self.groups.len() {
            let gain = self.gain(next, &self.groups[at]);
            if gain > f64::NEG_INFINITY {
                self.groups[at].push(next);
                self.extend(next + 1, gained + gain);
                self.groups[at].pop();
            }
        }
    }

    /// Joins the two groups that gain most as long as any do, then moves single mentions.
    fn greedy(mut self) -> Vec<Vec<usize>> {
        self.groups = Unions::new(self.gains).joined();
        for _ in 0..self.gains.len() {
            if !(0..self.gains.len()).map(|one| self.move_one(one)).fold(false, |any, one| any | one) {
                break;
            }
        }
        self.groups
    }

    fn move_one(&mut self, member: usize) -> bool {
        let Some(from) = self.groups.iter().position(|group| group.contains(&member)) else { return false };
        let stay = self.gain(member, &self.groups[from]);
        let mut best = (stay.max(0.0) + LEAST_GAIN, if stay < 0.0 { usize::MAX } else { from });
        for (at, group) in self.groups.iter().enumerate().filter(|(at, _)| *at != from) {
            let gain = self.gain(member, group);
            if gain > best.0 {
                best = (gain, at);
            }
        }
        if best.1 == from {
            return false;
        }
        self.groups[from].retain(|one| *one != member);
        match self.groups.get_mut(best.1) {
            Some(group) => group.push(member),
            None => self.groups.push(vec![member]),
        }
        self.groups.retain(|group| !group.is_empty());
        true
    }
}

#[cfg(test)]
mod tests;
