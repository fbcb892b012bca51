//! Small components with fixed intensities, for the engine for long lists.
//!
//! In: how many people each combination of lists has in a first result, and the evidence of the pairs of a component.
//! Out: the cheapest partition of the component, and the expected number of people with its variance.
//!
//! The lists are so long that a few hundred thousand components give the same intensities in every draw. So nothing
//! is sampled: all partitions of up to [`MOST`] mentions are summed.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::census::{Census, Tally};
use crate::linkage::model::LinkPrior;
use crate::source::Duplicates;

/// The intensities after a first result.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// The mean of the intensities.
    census: Census,
    /// Number of lists.
    lists: usize,
    /// log2 of the prior odds of a record of list a and one of list b, at a · lists + b.
    odds: Vec<f64>,
}

/// People counted by the lists that they appear on.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountedPeople {
    /// Number of people for each sorted sequence of lists. A list appears once for each record that the person has on
    /// it.
    people: BTreeMap<Vec<u16>, u32>,
}

impl CountedPeople {
    /// Counts people by the lists of their records. Sorts `lists`.
    pub(crate) fn add(&mut self, lists: &mut [u16], people: u32) {
        if people == 0 {
            return;
        }
        lists.sort_unstable();
        match self.people.get_mut(lists as &[u16]) {
            Some(sum) => *sum += people,
            None => drop(self.people.insert(lists.to_vec(), people)),
        }
    }

    /// Adds the counts of another count.
    pub(crate) fn add_all(&mut self, other: &CountedPeople) {
        for (lists, people) in &other.people {
            match self.people.get_mut(lists) {
                Some(sum) => *sum += people,
                None => drop(self.people.insert(lists.clone(), *people)),
            }
        }
    }

    /// Counts each remaining record as a person of its own. `lengths` has the number of records of each list; the
    /// records of people counted so far are subtracted.
    pub(crate) fn add_others(&mut self, lengths: &[usize]) {
        let mut alone = lengths.to_vec();
        for (lists, people) in &self.people {
            for list in lists {
                if let Some(rows) = alone.get_mut(usize::from(*list)) {
                    *rows = rows.saturating_sub(*people as usize);
                }
            }
        }
        for (list, rows) in (0_u16..).zip(alone) {
            self.add(&mut [list], u32::try_from(rows).unwrap_or(u32::MAX));
        }
    }

    /// Number of people on each combination of lists, by list index. `lists` is the number of lists.
    pub(crate) fn combinations(&self, lists: usize) -> Vec<(Vec<u16>, u32)> {
        self.tally(lists).people.iter().map(|(lists, people)| (lists.indices(), *people)).collect()
    }

    /// The counts in the form that the census needs.
    fn tally(&self, lists: usize) -> Tally {
        let mut tally = Tally::new(lists);
        self.people.iter().for_each(|(lists, people)| tally.add(&composition(lists), *people));
        tally
    }
}

/// The result for one component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// The groups of two or more mentions of the cheapest partition, each with the probability that exactly these are
    /// one person.
    pub(crate) groups: Vec<(Mask, f64)>,
    /// Expected number of people and its variance.
    pub(crate) people: (f64, f64),
}

/// Largest component that can be resolved, in mentions.
pub(crate) const MOST: usize = 7;
/// Number of sets of [`MOST`] mentions.
const SETS: usize = 1 << MOST;
/// Largest evidence of a pair, in bits. It keeps the products within a component finite.
const MOST_EVIDENCE: f64 = 120.0;

/// A set of mentions of a component; bit i is mention i.
pub(crate) type Mask = usize;

/// A component of up to [`MOST`] mentions. Mentions are given by position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Few {
    /// Number of mentions.
    mentions: usize,
    /// The list of each mention.
    lists: [u16; MOST],
    /// Likelihood ratio of one person against two for each pair; 0 if they can never be one person. Symmetric.
    odds: [[f64; MOST]; MOST],
    /// For each mention the mentions that can never be the same person.
    never: [Mask; MOST],
}

impl Few {
    /// Mentions with their lists; all likelihood ratios are 1. Mentions beyond [`MOST`] are ignored.
    pub(crate) fn new(lists: impl Iterator<Item = u16>) -> Self {
        let mut few = Few { mentions: 0, lists: [0; MOST], odds: [[1.0; MOST]; MOST], never: [0; MOST] };
        for (place, list) in few.lists.iter_mut().zip(lists) {
            *place = list;
            few.mentions += 1;
        }
        few
    }

    /// Sets the evidence of a pair, in bits; minus infinity if the two can never be one person.
    pub(crate) fn set(&mut self, a: usize, b: usize, evidence: f64) {
        let odds = evidence.min(MOST_EVIDENCE).exp2();
        for (a, b) in [(a, b), (b, a)] {
            self.odds[a][b] = odds;
            self.never[a] |= usize::from(evidence == f64::NEG_INFINITY) << b;
        }
    }

    /// Likelihood ratio of a group: the mean over its members of the product of the ratios of the others to that
    /// member. 0 if two can never be one person.
    fn fit(&self, group: Mask) -> f64 {
        if members(group).any(|one| self.never[one] & group != 0) {
            return 0.0;
        }
        let star = |centre: usize| -> f64 {
            members(group).filter(|one| *one != centre).map(|one| self.odds[centre][one]).product()
        };
        members(group).map(star).sum::<f64>() / f64::from(group.count_ones())
    }
}

/// Weights of compositions found so far by one thread, and buffers for one component. The buffers are indexed by
/// [`Mask`]. Each thread keeps its own, so that millions of components need no new memory. Values of an earlier
/// component are overwritten before they are read.
#[derive(Clone, Debug)]
pub(crate) struct Memo {
    /// Prior weight of each composition, not in bits. The key has 16 bits for each record's list.
    worths: FxHashMap<u128, f64>,
    /// Weight of each set as one group: likelihood ratio times prior.
    worth: [f64; SETS],
    /// Probability that exactly this set is one person.
    share: [f64; SETS],
    /// For each set the summed weight of all its partitions.
    sums: [f64; SETS],
    /// For each set the mean of the number of people and of its square.
    moments: [(f64, f64); SETS],
    /// For each set how much joining all of it lowers the expected cost.
    gains: [f64; SETS],
    /// For each set the largest gain of a partition, and the group of that partition that has the first mention.
    best: [(f64, Mask); SETS],
}

impl Default for Memo {
    fn default() -> Self {
        Memo {
            worths: FxHashMap::default(),
            worth: [0.0; SETS],
            share: [0.0; SETS],
            sums: [1.0; SETS],
            moments: [(0.0, 0.0); SETS],
            gains: [0.0; SETS],
            best: [(0.0, 0); SETS],
        }
    }
}

impl Settled {
    /// The means of the intensities given the people counted. `promises` has one value for each list.
    pub(crate) fn new(prior: &LinkPrior, promises: &[Duplicates], counted: &CountedPeople) -> Self {
        let mut census = Census::new(prior, promises.to_vec());
        census.settle(&counted.tally(promises.len()));
        let lists = u16::try_from(promises.len()).unwrap_or(u16::MAX);
        let worth = |lists: &[u16]| census.worth(&composition(lists));
        let pairs = (0..lists).flat_map(|a| (0..lists).map(move |b| (a.min(b), a.max(b))));
        let odds = pairs.map(|(a, b)| worth(&[a, b]) - worth(&[a]) - worth(&[b])).collect();
        Settled { lists: usize::from(lists), odds, census }
    }

    /// log2 of the prior odds that a record of list `a` and one of list `b` are one person. Minus infinity for an
    /// unknown list.
    pub(crate) fn odds(&self, a: u16, b: u16) -> f64 {
        self.odds.get(usize::from(a) * self.lists + usize::from(b)).copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// Weighs all partitions of a few mentions and takes the one of least expected cost.
    ///
    /// As everywhere, one record of a group has the true values, each with equal probability, and the others are
    /// copies of it. Here a record is copied as a whole and not field by field.
    pub(crate) fn resolve(&self, few: &Few, cost_of_wrong_join: f64, memo: &mut Memo) -> Resolved {
        let all: Mask = (1 << few.mentions) - 1;
        for group in 1..=all {
            memo.worth[group] = few.fit(group) * self.worth(group, few, memo);
        }
        memo.sum(all);
        let mut together = [[0.0; MOST]; MOST];
        for group in (1..=all).filter(|group| group.count_ones() > 1) {
            let share = memo.worth[group] * memo.sums[all ^ group] / memo.sums[all];
            memo.share[group] = share;
            for a in members(group) {
                members(group).for_each(|b| together[a][b] += share);
            }
        }
        let groups = memo.cheapest(all, &together, cost_of_wrong_join).into_iter();
        let groups = groups.filter(|group| group.count_ones() > 1);
        Resolved {
            groups: groups.map(|group| (group, memo.share[group].min(1.0))).collect(),
            people: memo.people(all),
        }
    }

    /// Prior weight of a group of these mentions, not in bits.
    fn worth(&self, group: Mask, few: &Few, memo: &mut Memo) -> f64 {
        let (mut lists, mut rows) = ([0; MOST], 0);
        for (place, member) in lists.iter_mut().zip(members(group)) {
            *place = few.lists[member];
            rows += 1;
        }
        let lists = &mut lists[..rows];
        lists.sort_unstable();
        let key = lists.iter().fold(1_u128, |key, list| key << 16 | u128::from(*list));
        *memo.worths.entry(key).or_insert_with(|| self.census.worth(&composition(lists)).exp2())
    }
}

/// The mentions of a set, in order.
pub(crate) fn members(group: Mask) -> impl Iterator<Item = usize> + Clone {
    let mut left = group;
    std::iter::from_fn(move || {
        let next = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (next < MOST).then_some(next)
    })
}

/// The subsets that have the first mention of a set, from the whole set down to this mention alone. So each partition
/// is formed once.
fn with_first(set: Mask) -> impl Iterator<Item = Mask> + Clone {
    let first = set & set.wrapping_neg();
    let rest = set ^ first;
    // All subsets of the rest, from the rest itself down to the empty set.
    let mut next = Some(rest);
    std::iter::from_fn(move || {
        let now = next?;
        next = if now == 0 { None } else { Some((now - 1) & rest) };
        Some(now | first)
    })
}

impl Memo {
    /// For each set of mentions the summed weight of all its partitions. The time is 3^n for n mentions.
    fn sum(&mut self, all: Mask) {
        self.sums[0] = 1.0;
        for set in 1..=all {
            self.sums[set] = with_first(set).map(|group| self.worth[group] * self.sums[set ^ group]).sum();
        }
    }

    /// The expected number of groups of all mentions, and its variance. The moments of a set follow from those of its
    /// subsets, over the group that has the first mention. The time is 3^n for n mentions.
    fn people(&mut self, all: Mask) -> (f64, f64) {
        self.moments[0] = (0.0, 0.0);
        for set in 1..=all {
            let (mut mean, mut square) = (0.0, 0.0);
            for group in with_first(set) {
                let share = self.worth[group] * self.sums[set ^ group];
                let (rest, rest_square) = self.moments[set ^ group];
                mean += share * (1.0 + rest);
                square += share * (1.0 + 2.0 * rest + rest_square);
            }
            self.moments[set] = (mean / self.sums[set], square / self.sums[set]);
        }
        let (mean, square) = self.moments[all];
        (mean, (square - mean * mean).max(0.0))
    }

    /// The partition of least expected cost. `together` has the probability of each pair. Joining a pair that is two
    /// people costs `cost_of_wrong_join`; separating a pair that is one person costs 1. Among equally good
    /// partitions, the one that joins least.
    fn cheapest(&mut self, all: Mask, together: &[[f64; MOST]; MOST], cost_of_wrong_join: f64) -> Vec<Mask> {
        let gain = |group: Mask| -> f64 {
            let others = |a: usize| members(group).filter(move |b| *b > a).map(move |b| (a, b));
            let pairs = members(group).flat_map(others);
            pairs.map(|(a, b)| together[a][b] - cost_of_wrong_join * (1.0 - together[a][b])).sum()
        };
        (1..=all).for_each(|group| self.gains[group] = gain(group));
        self.best[0] = (0.0, 0);
        for set in 1..=all {
            let mut most = (f64::NEG_INFINITY, 0);
            for group in with_first(set) {
                let gained = self.gains[group] + self.best[set ^ group].0;
                if gained >= most.0 - 1e-9 {
                    most = (gained.max(most.0), group);
                }
            }
            self.best[set] = most;
        }
        let (mut left, mut groups) = (all, Vec::new());
        while left != 0 {
            let group = self.best[left].1;
            groups.push(group);
            left ^= group;
        }
        groups
    }
}

/// The composition of a sorted sequence of lists.
fn composition(sorted: &[u16]) -> Vec<(u16, u32)> {
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::model::Model;

    fn settled(overlap: u32) -> Settled {
        let mut counted = CountedPeople::default();
        counted.add(&mut [1, 0], overlap);
        counted.add(&mut [0], 1000 - overlap);
        counted.add(&mut [1], 1000 - overlap);
        Settled::new(Model::prior().links(), &[Duplicates::Rare; 2], &counted)
    }

    #[test]
    fn a_pair_has_the_probability_of_its_weight() {
        let settled = settled(500);
        let weight = 3.0;
        let bits = weight - settled.odds(0, 1);
        let mut few = Few::new([0, 1].into_iter());
        few.set(0, 1, bits);
        let found = settled.resolve(&few, 3.0, &mut Memo::default());
        let expected = 1.0 / (1.0 + (-weight).exp2());
        let (group, share) = found.groups[0];
        assert_eq!(group, 0b11);
        assert!((share - expected).abs() < 1e-9, "{share}");
        assert!((found.people.0 - (2.0 - expected)).abs() < 1e-9);
        assert!((found.people.1 - expected * (1.0 - expected)).abs() < 1e-9);
    }

    #[test]
    fn rows_that_can_never_be_one_are_not_joined_for_the_sake_of_a_third() {
        let mut few = Few::new([0, 1, 0].into_iter());
        for (a, b, bits) in [(0, 1, 40.0), (1, 2, 30.0), (0, 2, f64::NEG_INFINITY)] {
            few.set(a, b, bits);
        }
        let found = settled(500).resolve(&few, 3.0, &mut Memo::default());
        assert_eq!(found.groups.len(), 1);
        assert_eq!(found.groups[0].0, 0b011);
        assert!(found.groups[0].1 > 0.99);
    }

    #[test]
    fn the_groups_with_the_first_are_all_that_have_it() {
        let groups: Vec<Mask> = with_first(0b1101).collect();
        assert_eq!(groups, [0b1101, 0b1001, 0b0101, 0b0001]);
    }
}
