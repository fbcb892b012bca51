//! One component by itself, what is believed of the lists being settled: for lists so long that a few
//! hundred thousand components say the same of the lists in every draw.

use super::census::{Census, Tally};
use crate::model::LinkPrior;
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
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    tally: Tally,
}

impl Counted {
    pub(crate) fn new(lists: usize) -> Self {
        Counted { tally: Tally::new(lists) }
    }

    /// Counts people by the lists of their rows.
    pub(crate) fn add(&mut self, lists: &[u16], people: u32) {
        if people > 0 {
            self.tally.add(&composition(lists), people);
        }
    }

    /// How many people stand in each combination of lists.
    pub(crate) fn combinations(&self) -> Vec<(Vec<u16>, u32)> {
        self.tally.people.iter().map(|(lists, people)| (lists.indices(), *people)).collect()
    }
}

/// What became of a component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// The groups of two or more mentions by position, each with the probability that exactly these are one person.
    pub(crate) groups: Vec<(Vec<usize>, f64)>,
    /// The expected number of people, and its variance.
    pub(crate) people: (f64, f64),
}

/// A component of so many mentions can be resolved.
pub(crate) const MOST: usize = 7;

/// Mentions of a component, a bit each.
type Mask = usize;

impl Settled {
    /// The mean of the beliefs when these people were counted.
    pub(crate) fn new(prior: &LinkPrior, promises: &[Duplicates], counted: &Counted) -> Self {
        let mut census = Census::new(prior, promises.to_vec());
        census.settle(&counted.tally);
        let lists = u16::try_from(promises.len()).unwrap_or(u16::MAX);
        let worth = |lists: &[u16]| census.worth(&composition(lists));
        let pairs = (0..lists).flat_map(|a| (0..lists).map(move |b| (a, b)));
        let odds = pairs.map(|(a, b)| worth(&[a, b]) - worth(&[a]) - worth(&[b])).collect();
        Settled { lists: usize::from(lists), odds, census }
    }

    /// log2 of the odds, before any comparison, that a row of each of these lists are one person.
    pub(crate) fn odds(&self, a: u16, b: u16) -> f64 {
        self.odds.get(usize::from(a) * self.lists + usize::from(b)).copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// Weighs all partitions of up to [`MOST`] mentions and takes the one that costs least. `lists` has the list of
    /// each mention, `evidence` that of each two in bits, minus infinity where they can never be one.
    ///
    /// The rows of a group are taken to be copies of one of them, each with the same chance, as wherever groups are
    /// weighed; here the row is a copy as a whole and not field by field.
    pub(crate) fn resolve(&self, lists: &[u16], evidence: &[Vec<f64>], cost_of_wrong_join: f64) -> Resolved {
        let n = lists.len().min(MOST);
        let all: Mask = (1 << n) - 1;
        let worth: Vec<f64> = (0..=all).map(|group| self.worth(group, lists, evidence)).collect();
        let sums = sums(&worth);
        let share = |group: Mask| (worth[group] + sums[all ^ group] - sums[all]).exp2();
        let mut together = vec![vec![0.0; n]; n];
        for group in (1..=all).filter(|group| group.count_ones() > 1) {
            let share = share(group);
            for a in members(group) {
                members(group).for_each(|b| together[a][b] += share);
            }
        }
        let groups = cheapest(n, &together, cost_of_wrong_join).into_iter();
        let groups = groups.filter(|group| group.count_ones() > 1);
        Resolved {
            groups: groups.map(|group| (members(group).collect(), share(group).min(1.0))).collect(),
            people: people(&worth, &sums),
        }
    }

    /// log2 of the weight of a group in a partition.
    fn worth(&self, group: Mask, lists: &[u16], evidence: &[Vec<f64>]) -> f64 {
        if group == 0 {
            return 0.0;
        }
        let of: Vec<u16> = members(group).filter_map(|at| lists.get(at)).copied().collect();
        let star = |centre: usize| -> f64 {
            let row = evidence.get(centre).map(Vec::as_slice).unwrap_or_default();
            members(group).filter(|at| *at != centre).filter_map(|at| row.get(at)).sum()
        };
        let stars: Vec<f64> = members(group).map(star).collect();
        let is_possible = stars.iter().all(|star| *star > f64::NEG_INFINITY);
        let fit = if is_possible {
            log_sum(stars.iter().copied()) - (stars.len() as f64).log2()
        } else {
            f64::NEG_INFINITY
        };
        fit + self.census.worth(&composition(&of))
    }
}

fn members(group: Mask) -> impl Iterator<Item = usize> + Clone {
    (0..MOST).filter(move |at| group >> at & 1 == 1)
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

/// For each set of mentions log2 of the sum of the weights of all its partitions.
fn sums(worth: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; worth.len()];
    for set in 1..worth.len() {
        sums[set] = log_sum(with_first(set).map(|group| worth[group] + sums[set ^ group]));
    }
    sums
}

/// The expected number of groups of all mentions, and its variance.
fn people(worth: &[f64], sums: &[f64]) -> (f64, f64) {
    let mut moments = vec![(0.0, 0.0); worth.len()];
    for set in 1..worth.len() {
        let (mut mean, mut square) = (0.0, 0.0);
        for group in with_first(set) {
            let share = (worth[group] + sums[set ^ group] - sums[set]).exp2();
            let (rest, rest_square): (f64, f64) = moments[set ^ group];
            mean += share * (1.0 + rest);
            square += share * (1.0 + 2.0 * rest + rest_square);
        }
        moments[set] = (mean, square);
    }
    let (mean, square) = moments.last().copied().unwrap_or_default();
    (mean, (square - mean * mean).max(0.0))
}

/// The partition of least expected cost: a pair that is joined and is two people costs so much, one that is kept
/// apart and is one person 1; of equally good ones that which joins least.
fn cheapest(n: usize, together: &[Vec<f64>], cost_of_wrong_join: f64) -> Vec<Mask> {
    let gain = |group: Mask| -> f64 {
        let pairs = members(group).flat_map(|a| members(group).filter(move |b| *b > a).map(move |b| (a, b)));
        pairs.map(|(a, b)| together[a][b] - cost_of_wrong_join * (1.0 - together[a][b])).sum()
    };
    let sets = 1 << n;
    let mut best: Vec<(f64, Mask)> = vec![(0.0, 0); sets];
    for set in 1..sets {
        let mut most = (f64::NEG_INFINITY, 0);
        for group in with_first(set) {
            let gained = gain(group) + best[set ^ group].0;
            if gained >= most.0 - 1e-9 {
                most = (gained.max(most.0), group);
            }
        }
        best[set] = most;
    }
    let (mut left, mut groups) = (sets - 1, Vec::new());
    while left != 0 {
        let group = best[left].1;
        groups.push(group);
        left ^= group;
    }
    groups
}

/// log2 of a sum of powers of two.
fn log_sum(bits: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = bits.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + bits.map(|one| (one - most).exp2()).sum::<f64>().log2()
}

fn composition(lists: &[u16]) -> Vec<(u16, u32)> {
    let mut sorted = lists.to_vec();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    fn settled(overlap: u32) -> Settled {
        let mut counted = Counted::new(2);
        counted.add(&[0, 1], overlap);
        counted.add(&[0], 1000 - overlap);
        counted.add(&[1], 1000 - overlap);
        Settled::new(Model::prior().links(), &[Duplicates::Rare; 2], &counted)
    }

    #[test]
    fn a_pair_has_the_probability_of_its_weight() {
        let settled = settled(500);
        let weight = 3.0;
        let bits = weight - settled.odds(0, 1);
        let found = settled.resolve(&[0, 1], &[vec![0.0, bits], vec![bits, 0.0]], 3.0);
        let expected = 1.0 / (1.0 + (-weight).exp2());
        let (group, share) = &found.groups[0];
        assert_eq!(group, &[0, 1]);
        assert!((share - expected).abs() < 1e-9, "{share}");
        assert!((found.people.0 - (2.0 - expected)).abs() < 1e-9);
        assert!((found.people.1 - expected * (1.0 - expected)).abs() < 1e-9);
    }

    #[test]
    fn rows_that_can_never_be_one_are_not_joined_for_the_sake_of_a_third() {
        let never = f64::NEG_INFINITY;
        let evidence = [vec![0.0, 40.0, never], vec![40.0, 0.0, 30.0], vec![never, 30.0, 0.0]];
        let found = settled(500).resolve(&[0, 1, 0], &evidence, 3.0);
        assert_eq!(found.groups.len(), 1);
        assert_eq!(found.groups[0].0, [0, 1]);
        assert!(found.groups[0].1 > 0.99);
    }

    #[test]
    fn the_groups_with_the_first_are_all_that_have_it() {
        let groups: Vec<Mask> = with_first(0b1101).collect();
        assert_eq!(groups, [0b1101, 0b1001, 0b0101, 0b0001]);
    }
}
