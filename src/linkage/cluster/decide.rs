//! The partition that costs least, given how likely each pair is one person.
//!
//! A pair that is joined and is two people costs `cost_of_wrong_join`, one that is kept apart and is
//! one person costs 1 (the loss of Binder, *Bayesian Cluster Analysis*, Biometrika 65, 1978). Only
//! pairs that gain by being joined bring mentions before the search, so what is searched is small.
//! Two mentions that only a reviewer may join never come into one group, whatever third one fits both.

mod unions;

use std::collections::{BTreeMap, BTreeSet};

use super::Posterior;
use crate::linkage::block::{Pair, connected};
use unions::Unions;

/// Up to so many mentions all partitions are tried; above, groups are joined and mended.
const EXACT: usize = 8;
/// A mend must gain this much, so that the search ends.
const LEAST_GAIN: f64 = 1e-9;

/// Which mentions only a reviewer may join.
pub(super) struct Rules<'a> {
    /// Whether two mentions are kept apart.
    pub(super) is_apart: &'a dyn Fn(Pair) -> bool,
    /// Whether two that are may come together for the sake of another mention of a group.
    pub(super) is_excused: &'a dyn Fn(Pair, &[usize]) -> bool,
}

/// The groups of two or more mentions of the partition of least expected cost, sorted. `units` are mentions that
/// a person said are one: they stay together whatever it costs.
pub(super) fn decide(
    posterior: &Posterior,
    cost_of_wrong_join: f64,
    units: &[Vec<usize>],
    rules: &Rules<'_>,
) -> Vec<Vec<usize>> {
    let decision = Decision { posterior, cost_of_wrong_join, units: Units::new(units), rules };
    let units = &decision.units;
    let firsts = posterior.pairs().map(|(pair, _)| (units.first(pair.a()), units.first(pair.b())));
    let between: BTreeSet<Pair> = firsts.filter(|(a, b)| a != b).map(|(a, b)| Pair::new(a, b)).collect();
    let worthwhile = between.into_iter().filter(|pair| decision.gain(pair.a(), pair.b()) > 0.0);
    let mut decided: Vec<Vec<usize>> =
        connected(worthwhile).iter().flat_map(|members| decision.groups(members)).collect();
    let placed: BTreeSet<usize> = decided.iter().flatten().copied().collect();
    decided.extend(units.all.iter().filter(|unit| !placed.contains(&unit[0])).cloned());
    decided.retain(|group| group.len() > 1);
    decided.iter_mut().for_each(|group| group.sort_unstable());
    decided.sort();
    decided
}

struct Decision<'a> {
    posterior: &'a Posterior,
    cost_of_wrong_join: f64,
    units: Units<'a>,
    rules: &'a Rules<'a>,
}

impl Decision<'_> {
    /// The groups of some units, each named by its first mention, as mentions.
    fn groups(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let mentions: Vec<usize> = members.iter().flat_map(|one| self.units.members(*one)).collect();
        let found = self.search(members, &|pair| !(self.rules.is_excused)(pair, &mentions));
        let is_sound = |group: &[usize]| {
            let pairs = group.iter().enumerate();
            let mut pairs = pairs.flat_map(|(at, a)| group[at + 1..].iter().map(move |b| Pair::new(*a, *b)));
            pairs.all(|pair| {
                self.are_decided(pair) || !self.is_apart(pair) || (self.rules.is_excused)(pair, group)
            })
        };
        // Who excused two of a group has to stand in it; where not, nobody is excused.
        let anew = |group: Vec<usize>| {
            let of_group: Vec<usize> = group.iter().flat_map(|one| self.units.members(*one)).collect();
            if is_sound(&of_group) { vec![of_group] } else { self.strictly(&group) }
        };
        found.into_iter().flat_map(anew).collect()
    }

    fn strictly(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let groups = self.search(members, &|_| true);
        let mentions = |group: Vec<usize>| group.iter().flat_map(|one| self.units.members(*one)).collect();
        groups.into_iter().map(mentions).collect()
    }

    /// The best groups of some units; pairs that are kept apart may not come together where the last argument says so.
    fn search(&self, members: &[usize], is_barred: &dyn Fn(Pair) -> bool) -> Vec<Vec<usize>> {
        let n = members.len();
        let mut gains = vec![vec![0.0; n]; n];
        for a in 0..n {
            for b in a + 1..n {
                let gain = self.gain(members[a], members[b]);
                let bars = |pair: Pair| self.is_apart(pair) && is_barred(pair);
                let is_barred = gain > f64::NEG_INFINITY && self.pairs(members[a], members[b]).any(bars);
                gains[a][b] = if is_barred { f64::NEG_INFINITY } else { gain };
                gains[b][a] = gains[a][b];
            }
        }
        let search = Search { gains: &gains, groups: Vec::new(), best: Vec::new(), most: f64::NEG_INFINITY };
        let groups = if n <= EXACT { search.exact() } else { search.greedy() };
        groups.into_iter().map(|group| group.into_iter().map(|at| members[at]).collect()).collect()
    }

    fn gain(&self, a: usize, b: usize) -> f64 {
        self.pairs(a, b).map(|pair| gain(self.posterior.probability(pair), self.cost_of_wrong_join)).sum()
    }

    /// The pairs of the mentions of two units.
    fn pairs(&self, a: usize, b: usize) -> impl Iterator<Item = Pair> {
        self.units.members(a).flat_map(move |a| self.units.members(b).map(move |b| Pair::new(a, b)))
    }

    fn is_apart(&self, pair: Pair) -> bool {
        (self.rules.is_apart)(pair)
    }

    fn are_decided(&self, pair: Pair) -> bool {
        self.units.first(pair.a()) == self.units.first(pair.b())
    }
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
