//! Finds the partition with the least expected cost, given the probability of each pair.
//!
//! In: the sample, the cost of a wrong join, the units that reviewers joined, and the [`ReviewerRules`] for pairs that are kept
//! apart. Out: the groups of two or more mentions.
//!
//! Joining two people costs `cost_of_wrong_join`; separating two mentions of one person costs 1 (Binder, *Bayesian
//! Cluster Analysis*, Biometrika 65, 1978). Each search covers only mentions that gain by being joined, so it is small.
//! Two mentions that only a reviewer may join never share a group, even if a third mention fits both. The only
//! exception is a pair that a rule excuses.

mod unions;

use std::collections::{BTreeMap, BTreeSet};

use super::Posterior;
use crate::linkage::block::{Pair, connected};
use unions::Unions;

/// Largest number of units for which all partitions are tried. Above it, groups are merged greedily and then corrected.
const EXACT: usize = 8;
/// Smallest gain that counts as an improvement, in units of expected cost. It guarantees that the search ends.
const LEAST_GAIN: f64 = 1e-9;

/// Which mentions only a reviewer may join.
pub(super) struct ReviewerRules<'a> {
    /// Whether a pair is kept apart.
    pub(super) is_apart: &'a dyn Fn(Pair) -> bool,
    /// Whether a pair that is kept apart may still be in one group, because another mention of the group explains the
    /// disagreement.
    pub(super) is_excused: &'a dyn Fn(Pair, &[usize]) -> bool,
}

/// The groups of two or more mentions in the partition of least expected cost. Each is sorted, and the groups are
/// sorted. `units` are mentions that a reviewer joined; they stay together at any cost.
pub(super) fn decide(
    posterior: &Posterior,
    cost_of_wrong_join: f64,
    units: &[Vec<usize>],
    rules: &ReviewerRules<'_>,
) -> Vec<Vec<usize>> {
    let decision = PairFacts { posterior, cost_of_wrong_join, units: Units::new(units), rules };
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

/// What the search needs to know about pairs.
struct PairFacts<'a> {
    posterior: &'a Posterior,
    cost_of_wrong_join: f64,
    /// Units that reviewers joined. A unit is identified by its first mention.
    units: Units<'a>,
    rules: &'a ReviewerRules<'a>,
}

impl PairFacts<'_> {
    /// Groups these units, which are given by their first mentions. The result has all mentions of the units.
    ///
    /// The first search allows every pair that any of the mentions excuses. If the excusing mention ends up outside the
    /// group of the pair, this group is searched again and no pair is excused.
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
        // The mention that excuses a pair must be in the group. Otherwise no pair in the group is excused.
        let anew = |group: Vec<usize>| {
            let of_group: Vec<usize> = group.iter().flat_map(|one| self.units.members(*one)).collect();
            if is_sound(&of_group) { vec![of_group] } else { self.strictly(&group) }
        };
        found.into_iter().flat_map(anew).collect()
    }

    /// Groups these units without excusing any pair.
    fn strictly(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let groups = self.search(members, &|_| true);
        let mentions = |group: Vec<usize>| group.iter().flat_map(|one| self.units.members(*one)).collect();
        groups.into_iter().map(mentions).collect()
    }

    /// The best groups of these units, as first mentions. Two units are not joined if a pair between them is kept apart
    /// and `is_barred` is true for that pair.
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

    /// How much joining two units lowers the expected cost, summed over their pairs.
    fn gain(&self, a: usize, b: usize) -> f64 {
        self.pairs(a, b).map(|pair| gain(self.posterior.probability(pair), self.cost_of_wrong_join)).sum()
    }

    /// The pairs with one mention in each of two units.
    fn pairs(&self, a: usize, b: usize) -> impl Iterator<Item = Pair> {
        self.units.members(a).flat_map(move |a| self.units.members(b).map(move |b| Pair::new(a, b)))
    }

    /// Whether a rule keeps the pair apart.
    fn is_apart(&self, pair: Pair) -> bool {
        (self.rules.is_apart)(pair)
    }

    /// Whether a reviewer joined the two mentions.
    fn are_decided(&self, pair: Pair) -> bool {
        self.units.first(pair.a()) == self.units.first(pair.b())
    }
}

/// How much joining two mentions lowers the expected cost: p − cost · (1 − p). With the default cost of 3 it is
/// positive above p = 0.75; at p = 0.9 it is 0.6, and at p = 0.5 it is −1. Minus infinity for a pair that no sampled
/// partition joins.
fn gain(probability: f64, cost_of_wrong_join: f64) -> f64 {
    // If no draw joins a pair, the gains of other pairs must not outweigh it.
    if probability == 0.0 {
        f64::NEG_INFINITY
    } else {
        probability - cost_of_wrong_join * (1.0 - probability)
    }
}

/// Finds the unit of a mention.
struct Units<'a> {
    /// Units of two or more mentions, each sorted.
    all: &'a [Vec<usize>],
    /// The position in `all` of each mention's unit, for mentions that reviewers joined.
    of: BTreeMap<usize, usize>,
}

impl<'a> Units<'a> {
    /// Indexes the mentions of the units.
    fn new(all: &'a [Vec<usize>]) -> Self {
        let of = all.iter().enumerate().flat_map(|(at, unit)| unit.iter().map(move |one| (*one, at)));
        Units { all, of: of.collect() }
    }

    /// The mentions of the unit that contains `mention`; empty if the mention is a unit of its own.
    fn unit(&self, mention: usize) -> &'a [usize] {
        self.of.get(&mention).and_then(|at| self.all.get(*at)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first mention of the unit that contains `mention`.
    fn first(&self, mention: usize) -> usize {
        self.unit(mention).first().copied().unwrap_or(mention)
    }

    /// The mentions of the unit with this first mention; usually only this mention.
    fn members(&self, first: usize) -> impl Iterator<Item = usize> + use<'a> {
        let unit = self.unit(first);
        unit.iter().copied().chain(unit.is_empty().then_some(first))
    }
}

/// Searches for the best partition of a few units, which are given by position. The score of a partition is the sum of
/// the gains of its joined pairs. With all units apart, the score is 0. This is the Binder loss up to a constant.
struct Search<'a> {
    /// Gain of joining two units; minus infinity for two that may not be joined. Symmetric.
    gains: &'a [Vec<f64>],
    /// The current partition.
    groups: Vec<Vec<usize>>,
    /// The best partition so far (exact search).
    best: Vec<Vec<usize>>,
    /// The gain of the best partition.
    most: f64,
}

impl Search<'_> {
    /// Gain of adding a unit to a group.
    fn gain(&self, member: usize, group: &[usize]) -> f64 {
        group.iter().map(|other| self.gains[member][*other]).sum()
    }

    /// Returns the best of all partitions. If several are equally good, it returns the first, which joins the fewest
    /// units. Eight units have 4,140 partitions.
    fn exact(mut self) -> Vec<Vec<usize>> {
        self.extend(0, 0.0);
        self.best
    }

    /// Adds the unit `next` to the current partition in every possible way, then does the same with all later units.
    /// `gained` is the gain of the current partition.
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

    /// Repeatedly merges the two groups that gain most, until no merge gains. Then moves single units to better groups
    /// until nothing improves, or after as many passes as there are units.
    fn greedy(mut self) -> Vec<Vec<usize>> {
        self.groups = Unions::new(self.gains).joined();
        for _ in 0..self.gains.len() {
            if !(0..self.gains.len()).map(|one| self.move_one(one)).fold(false, |any, one| any | one) {
                break;
            }
        }
        self.groups
    }

    /// Moves a unit to the group where it gains most, or to a group of its own if its gain in its present group is
    /// negative. Returns whether it moved.
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
