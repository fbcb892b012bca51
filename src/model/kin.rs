//! How many relatives stand in the lists, learned from the pairs that relatives explain.
//!
//! Two rows with one surname and different given names are brothers, or one person with a given name
//! put down wrongly. Which of them it is depends on how many relatives there are: where brothers died
//! together some, in a register of patients hardly any. The share is found by expectation and
//! maximisation, the prior's share counting as so many rows.

use super::Model;
use super::scorer::Kinship;

/// The prior share of relatives counts as so many rows. Relatives are few, and to hold two brothers
/// for one man is worse than the reverse: a few hundred rows in which no brothers are seen must not
/// lower the guard by more than half a bit, five thousand may all but take it away.
const PRIOR_ROWS: f64 = 1000.0;
/// More rounds were never seen to move the share by a hundredth of itself.
const ROUNDS: usize = 30;
/// There are never no relatives at all, nor has everyone one in every list.
const BOUNDS: (f64, f64) = (1e-4, 0.5);

/// Relatives of smaller odds are left out: there are many such pairs, and hardly a relative.
pub(crate) const LEAST_ODDS: f64 = 1e-3;

/// The pairs of a run among which relatives are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairs {
    /// How many pairs there are, looked at or not.
    pub(crate) all: f64,
    /// How many rows there are.
    pub(crate) rows: f64,
    /// The mean length of the lists.
    pub(crate) list_length: f64,
}

impl Model {
    /// The model with the share of relatives of another.
    #[must_use]
    pub(crate) fn with_relatives_of(mut self, other: &Model) -> Self {
        self.links.relatives = other.links.relatives;
        self
    }

    /// The model with the share of relatives that the pairs show. `used` is the share that the pairs
    /// were weighed with; each comes with log2 of its prior odds to be one person.
    #[must_use]
    pub(crate) fn with_relatives(
        mut self,
        used: f64,
        prior: &Model,
        pairs: Pairs,
        seen: &[(Kinship, f64)],
    ) -> Self {
        let used = used.clamp(BOUNDS.0, BOUNDS.1);
        // How many pairs of relatives a row would be in, if everyone had one relative in each list.
        let of_row = pairs.all / (pairs.list_length * pairs.rows).max(1.0);
        if of_row <= 0.0 {
            return self;
        }
        let seen: Vec<Weighed> = seen.iter().map(|(one, odds)| Weighed::new(one, *odds)).collect();
        let mut share = used;
        for _ in 0..ROUNDS {
            let found: f64 = seen.iter().map(|one| one.related(share / used)).sum();
            let expected = PRIOR_ROWS * of_row * prior.links.relatives;
            share = (found + expected) / (of_row * (pairs.rows + PRIOR_ROWS));
            share = share.clamp(BOUNDS.0, BOUNDS.1);
        }
        self.links.relatives = (share * 1e9).round() / 1e9;
        self
    }
}

/// The odds that two rows are one person and that they are two relatives, each against strangers.
#[derive(Clone, Copy, Debug)]
struct Weighed {
    one: f64,
    related: f64,
}

impl Weighed {
    fn new(pair: &Kinship, prior_odds: f64) -> Self {
        let one = (pair.evidence + prior_odds).exp2() * (1.0 + pair.related);
        Weighed { one, related: pair.related }
    }

    /// The probability of two relatives, when these are so many times as frequent as when the pair was weighed.
    fn related(&self, times: f64) -> f64 {
        let related = self.related * times;
        let probability = related / (1.0 + related + self.one);
        if probability.is_finite() { probability } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of a thousand rows: all its pairs, of which some look like relatives and some like one
    /// person or relatives.
    fn learned(relatives: usize, either: usize) -> f64 {
        let list = Pairs { all: 499_500.0, rows: 1000.0, list_length: 1000.0 };
        let prior = Model::prior();
        let sure = (Kinship { evidence: -20.0, related: 1e6 }, -10.0);
        let doubtful = (Kinship { evidence: 10.0, related: 1e6 }, -10.0);
        let seen = [vec![sure; relatives], vec![doubtful; either]].concat();
        let used = prior.links().relatives;
        prior.clone().with_relatives(used, &prior, list, &seen).links().relatives
    }

    #[test]
    fn without_relatives_the_share_falls_to_what_the_prior_is_worth() {
        let found = learned(0, 0);
        assert!((found - 0.05 * 1000.0 / 2000.0).abs() < 1e-6, "{found}");
    }

    #[test]
    fn what_one_person_explains_as_well_counts_less_than_half() {
        assert!(learned(0, 20) < learned(10, 0));
    }

    #[test]
    fn relatives_raise_the_share() {
        assert!(learned(100, 0) > 0.1);
        assert!(learned(10, 0) < learned(40, 0));
        assert!(learned(1_000_000, 0) <= 0.5);
    }

    #[test]
    fn no_pairs_leave_the_prior() {
        let none = Pairs { all: 0.0, rows: 0.0, list_length: 0.0 };
        let prior = Model::prior();
        assert_eq!(prior.clone().with_relatives(0.05, &prior, none, &[]).links(), prior.links());
    }

    #[test]
    fn impossible_evidence_is_no_sign() {
        let bits = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 0.0];
        for (evidence, odds) in bits.iter().flat_map(|one| bits.iter().map(move |other| (*one, *other))) {
            let found = Weighed::new(&Kinship { evidence, related: f64::INFINITY }, odds).related(1.0);
            assert!((0.0..=1.0).contains(&found), "{evidence} {odds}: {found}");
        }
    }
}
