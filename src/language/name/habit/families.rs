//! What families show about the order of a list: brothers and sisters share every name except their own.
//!
//! In: the words of names with one number of parts. Out: for each position, how many pairs of names differ
//! only there beyond chance, and how likely each order makes these pairs.
//!
//! Samir Nabil Hani Al-Tarmun and Huda Nabil Hani Al-Tarmun differ in the first word only, so the first word
//! is the given name. One such pair may be chance; at least three beyond chance are needed.

use rustc_hash::FxHashMap;

use super::words::{NO_WORD, NumberedWords};
use crate::language::name::tables::Order;
use crate::language::name::{Role, Sound};

/// Factor on the number of pairs that differ in one position by chance. Names depend on language and faith,
/// so there are up to four times as many as independent positions would give.
const BY_CHANCE: f64 = 4.0;
/// Largest weight of all pairs, in pairs. More say nothing new: the pairs of one family are not independent.
const MOST_PAIRS: f64 = 20.0;
/// Fewest pairs that show the position of the given name.
const LEAST_PAIRS: f64 = 3.0;
/// Probability that such a pair differs in the position of the given name, if the order has one.
const IN_GIVEN: f64 = 0.8;
/// Smallest factor for an order in which a part has two words: it applies to some records only, so pairs of
/// others cannot rule it out.
const LEAST_OF_TWO_WORDS: f64 = 0.05;
/// The same as [`IN_GIVEN`] if the given name has several positions: two children seldom share one of their
/// names.
const IN_PART_OF_GIVEN: f64 = 0.3;

/// Pairs of names that differ in one position only.
#[derive(Debug)]
pub(super) struct Families {
    /// For each position, the number of such pairs less those expected by chance; at least 0. Empty for names
    /// of two parts.
    by_place: Vec<f64>,
}

impl Families {
    /// Counts the pairs of names of `parts` parts. `words` has `parts` numbers per name. Names of two parts
    /// show too little and are not counted, and names with an initial or a marked patronymic are left out.
    ///
    /// The number expected by chance in a position is four times the number of all pairs, times the
    /// probability of equal words in each other position. It is subtracted. Takes time proportional to the
    /// number of names times its logarithm.
    pub(super) fn new(parts: usize, words: &[u32], known: &NumberedWords) -> Self {
        if parts < 3 {
            return Families { by_place: Vec::new() };
        }
        let rows: Vec<&[u32]> = words.chunks(parts).filter(|row| !row.contains(&NO_WORD)).collect();
        let alike: Vec<f64> = (0..parts).map(|place| chance_of_alike(&rows, place)).collect();
        let pairs = rows.len() as f64 * rows.len().saturating_sub(1) as f64 / 2.0;
        let more_than_chance = |place: usize| {
            let others = (0..parts).filter(|other| *other != place);
            let by_chance = pairs * others.map(|other| alike[other]).product::<f64>();
            (differing_in(&rows, place, known) - BY_CHANCE * by_chance).max(0.0)
        };
        Families { by_place: (0..parts).map(more_than_chance).collect() }
    }

    /// Whether there are enough such pairs to show the position of the given name.
    pub(super) fn are_telling(&self) -> bool {
        self.by_place.iter().sum::<f64>() >= LEAST_PAIRS
    }

    /// How likely each order makes the pairs, relative to the likeliest order; 0 to 1, one element per order.
    /// Orders in which a part has two words keep at least 0.05. All elements are 1 for names of two parts.
    pub(super) fn fits(&self, orders: &[Order]) -> Vec<f64> {
        let logs: Vec<f64> = orders.iter().map(|order| self.log_of(&order.roles)).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fit = |(order, log): (&Order, f64)| {
            let has_two_words = order.roles.windows(2).any(|two| two[0] == two[1]);
            (log - most).exp().max(if has_two_words { LEAST_OF_TWO_WORDS } else { 0.0 })
        };
        orders.iter().zip(logs).map(fit).collect()
    }

    /// The natural logarithm of the probability of the pairs, if names have this order. More than 20 pairs
    /// are scaled down to 20.
    ///
    /// A pair differs in the position of the given name with probability 0.8, and the other positions share
    /// the rest evenly. If the given name has several positions, they share 0.3. Without a given name, the
    /// positions share 0.5.
    fn log_of(&self, roles: &[Role]) -> f64 {
        let pairs: f64 = self.by_place.iter().sum();
        let scale = if pairs > MOST_PAIRS { MOST_PAIRS / pairs } else { 1.0 };
        let given = roles.iter().filter(|role| **role == Role::Given).count();
        let (of_given, of_others) = match given {
            0 => (0.0, 0.5),
            1 => (IN_GIVEN, 1.0 - IN_GIVEN),
            _ => (IN_PART_OF_GIVEN, 1.0 - IN_GIVEN),
        };
        let others = (roles.len() - given).max(1) as f64;
        let probability = |role: &Role| match role {
            Role::Given => of_given / given.max(1) as f64,
            _ => of_others / others,
        };
        let log: f64 =
            self.by_place.iter().zip(roles).map(|(pairs, role)| pairs * probability(role).ln()).sum();
        scale * log
    }
}

/// The probability that two names have the same word in a position: the sum of the squared shares of its
/// words.
fn chance_of_alike(rows: &[&[u32]], place: usize) -> f64 {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for row in rows {
        *counts.entry(row[place]).or_default() += 1;
    }
    // Sorted, so that the sum does not depend on the order of the map.
    let mut counts: Vec<f64> = counts.into_values().map(f64::from).collect();
    counts.sort_by(f64::total_cmp);
    let all = rows.len().max(1) as f64;
    counts.iter().map(|count| (count / all).powi(2)).sum()
}

/// How many pairs of names differ in one position only, by words with different first letters. Words with the
/// same first letter may be two spellings of one name. Each member of a family is counted once, with the one
/// before it.
fn differing_in(rows: &[&[u32]], place: usize, known: &NumberedWords) -> f64 {
    let others = |row: &[u32]| -> Vec<u32> {
        row.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, word)| *word).collect()
    };
    let key = |row: &&[u32]| (others(row), known.first_sound(row[place]));
    let mut keys: Vec<(Vec<u32>, Sound)> = rows.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.windows(2).filter(|two| two[0].0 == two[1].0).count() as f64
}
