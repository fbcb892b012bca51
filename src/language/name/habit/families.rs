//! What families show of the order: brothers and sisters share every name but their own.

use rustc_hash::FxHashMap;

use super::words::{NO_WORD, Words};
use crate::language::name::tables::Order;
use crate::language::name::{Role, Sound};

/// Pairs of rows that share all words but one by chance: names go with language and faith, so there are up
/// to so many times as many as if places were independent.
const BY_CHANCE: f64 = 4.0;
/// More pairs than this say no more: those of one family are not independent.
const MOST_PAIRS: f64 = 20.0;
/// Fewest pairs that show the place of the given name.
const LEAST_PAIRS: f64 = 3.0;
/// The share of such pairs that differ in the place of the given name, where it has one.
const IN_GIVEN: f64 = 0.8;
/// How unlikely pairs can make an order in which a part has two words: it is printed so in some rows only.
const LEAST_OF_TWO_WORDS: f64 = 0.05;
/// The same where the given name has several places: two children seldom share one of their names.
const IN_PART_OF_GIVEN: f64 = 0.3;

/// Pairs of rows that differ in one place only, by place, less those to expect by chance.
#[derive(Debug)]
pub(super) struct Families {
    by_place: Vec<f64>,
}

impl Families {
    /// Counts the pairs of names of so many parts; a name of two parts shows too little.
    pub(super) fn new(parts: usize, words: &[u32], known: &Words) -> Self {
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

    /// Whether there are enough such pairs.
    pub(super) fn are_telling(&self) -> bool {
        self.by_place.iter().sum::<f64>() >= LEAST_PAIRS
    }

    /// How likely the pairs make each order, as a share of the likeliest one.
    pub(super) fn fits(&self, orders: &[Order]) -> Vec<f64> {
        let logs: Vec<f64> = orders.iter().map(|order| self.log_of(&order.roles)).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fit = |(order, log): (&Order, f64)| {
            let has_two_words = order.roles.windows(2).any(|two| two[0] == two[1]);
            (log - most).exp().max(if has_two_words { LEAST_OF_TWO_WORDS } else { 0.0 })
        };
        orders.iter().zip(logs).map(fit).collect()
    }

    /// The log of how likely the pairs are when names have this order.
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

/// The probability that two rows have the same word in a place.
fn chance_of_alike(rows: &[&[u32]], place: usize) -> f64 {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for row in rows {
        *counts.entry(row[place]).or_default() += 1;
    }
    let mut counts: Vec<f64> = counts.into_values().map(f64::from).collect();
    counts.sort_by(f64::total_cmp);
    let all = rows.len().max(1) as f64;
    counts.iter().map(|count| (count / all).powi(2)).sum()
}

/// How many pairs of rows have the same words in all places but one, where their words begin with different
/// letters: those that begin alike may be two spellings of one name. A family counts each of its members
/// once, with the one before it.
fn differing_in(rows: &[&[u32]], place: usize, known: &Words) -> f64 {
    let others = |row: &[u32]| -> Vec<u32> {
        row.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, word)| *word).collect()
    };
    let key = |row: &&[u32]| (others(row), known.first_sound(row[place]));
    let mut keys: Vec<(Vec<u32>, Sound)> = rows.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.windows(2).filter(|two| two[0].0 == two[1].0).count() as f64
}
