//! One component by itself, what is believed of the lists being settled: for lists so long that a few
//! hundred thousand components say the same of the lists in every draw.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::census::{Census, Tally};
use crate::linkage::model::LinkPrior;
use crate::source::Duplicates;

/// What is believed of the lists after a first result.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    census: Census,
    lists: usize,
    /// For each two lists log2 of the odds of a row of each.
    odds: Vec<f64>,
}

/// People who were counted by the lists that have them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    people: BTreeMap<Vec<u16>, u32>,
}

impl Counted {
    /// Counts people by the lists of their rows, which are put in order.
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

    /// Adds the people that others counted.
    pub(crate) fn add_all(&mut self, other: &Counted) {
        for (lists, people) in &other.people {
            match self.people.get_mut(lists) {
                Some(sum) => *sum += people,
                None => drop(self.people.insert(lists.clone(), *people)),
            }
        }
    }

    /// Counts the rows that nobody has who was counted, as a person each; the lists have so many rows.
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

    /// How many people stand in each combination of lists.
    pub(crate) fn combinations(&self, lists: usize) -> Vec<(Vec<u16>, u32)> {
        self.tally(lists).people.iter().map(|(lists, people)| (lists.indices(), *people)).collect()
    }

    fn tally(&self, lists: usize) -> Tally {
        let mut tally = Tally::new(lists);
        self.people.iter().for_each(|(lists, people)| tally.add(&composition(lists), *people));
        tally
    }
}

/// What became of a component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// The groups of two or more mentions, each with the probability that exactly these are one person.
    pub(crate) groups: Vec<(Mask, f64)>,
    /// The expected number of people, and its variance.
    pub(crate) people: (f64, f64),
}

/// A component of so many mentions can be resolved.
pub(crate) const MOST: usize = 7;
/// Sets of so many mentions.
const SETS: usize = 1 << MOST;
/// Evidence beyond so many bits says no more: products of that of a component stay numbers.
const MOST_EVIDENCE: f64 = 120.0;

/// Mentions of a component, a bit each.
pub(crate) type Mask = usize;

/// A component of up to [`MOST`] mentions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Few {
    mentions: usize,
    lists: [u16; MOST],
    /// The odds that the evidence of each two makes of even ones; 0 where they can never be one.
    odds: [[f64; MOST]; MOST],
    /// With whom each can never be one.
    never: [Mask; MOST],
}

impl Few {
    /// Mentions with the list of each, of which nothing is known; those beyond [`MOST`] are left out.
    pub(crate) fn new(lists: impl Iterator<Item = u16>) -> Self {
        let mut few = Few { mentions: 0, lists: [0; MOST], odds: [[1.0; MOST]; MOST], never: [0; MOST] };
        for (place, list) in few.lists.iter_mut().zip(lists) {
            *place = list;
            few.mentions += 1;
        }
        few
    }

    /// Says the evidence of two in bits, minus infinity where they can never be one.
    pub(crate) fn set(&mut self, a: usize, b: usize, evidence: f64) {
        let odds = evidence.min(MOST_EVIDENCE).exp2();
        for (a, b) in [(a, b), (b, a)] {
            self.odds[a][b] = odds;
            self.never[a] |= usize::from(evidence == f64::NEG_INFINITY) << b;
        }
    }

    /// How well the rows of a group are copies of one of them, each with the same chance.
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

/// What compositions are worth, found before by one thread, and room for what is found of each set.
#[derive(Clone, Debug)]
pub(crate) struct Memo {
    worths: FxHashMap<u128, f64>,
    worth: [f64; SETS],
    share: [f64; SETS],
    sums: [f64; SETS],
    moments: [(f64, f64); SETS],
    gains: [f64; SETS],
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
    /// The mean of the beliefs when these people were counted.
    pub(crate) fn new(prior: &LinkPrior, promises: &[Duplicates], counted: &Counted) -> Self {
        let mut census = Census::new(prior, promises.to_vec());
        census.settle(&counted.tally(promises.len()));
        let lists = u16::try_from(promises.len()).unwrap_or(u16::MAX);
        let worth = |lists: &[u16]| census.worth(&composition(lists));
        let pairs = (0..lists).flat_map(|a| (0..lists).map(move |b| (a.min(b), a.max(b))));
        let odds = pairs.map(|(a, b)| worth(&[a, b]) - worth(&[a]) - worth(&[b])).collect();
        Settled { lists: usize::from(lists), odds, census }
    }

    /// log2 of the odds, before any comparison, that a row of each of these lists are one person.
    pub(crate) fn odds(&self, a: u16, b: u16) -> f64 {
        self.odds.get(usize::from(a) * self.lists + usize::from(b)).copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// Weighs all partitions of a few mentions and takes the one that costs least.
    ///
    /// The rows of a group are taken to be copies of one of them, each with the same chance, as wherever groups are
    /// weighed; here the row is a copy as a whole and not field by field.
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

    /// How much the lists expect a group of these mentions.
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

/// The groups that have the first mention of a set and otherwise any of it.
fn with_first(set: Mask) -> impl Iterator<Item = Mask> + Clone {
    let first = set & set.wrapping_neg();
    let rest = set ^ first;
    // All subsets of the rest, from the rest itself down to none.
    let mut next = Some(rest);
    std::iter::from_fn(move || {
        let now = next?;
        next = if now == 0 { None } else { Some((now - 1) & rest) };
        Some(now | first)
    })
}

impl Memo {
    /// For each set of mentions the sum of the weights of all its partitions.
    fn sum(&mut self, all: Mask) {
        self.sums[0] = 1.0;
        for set in 1..=all {
            self.sums[set] = with_first(set).map(|group| self.worth[group] * self.sums[set ^ group]).sum();
        }
    }

    /// The expected number of groups of all mentions, and its variance.
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

    /// The partition of least expected cost: a pair that is joined and is two people costs so much, one that is
    /// kept apart and is one person 1; of equally good ones that which joins least.
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

fn composition(sorted: &[u16]) -> Vec<(u16, u32)> {
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::model::Model;

    fn settled(overlap: u32) -> Settled {
        let mut counted = Counted::default();
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
