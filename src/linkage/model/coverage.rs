//! The prior odds of a link, from the overlap of two lists.
//!
//! In: the lengths of the lists and what each promises about repeats. Out: log2 of the odds that any two records of
//! two lists are one person (`Coverage::odds`).
//!
//! A share λ of the records of the shorter list has its person on the longer list too. The prior gives λ.
//! [`Coverage::learned`] fits it to scored pairs by expectation-maximisation. In each round, the probability of a
//! partner is computed for each record, with its possible partners excluding each other, and λ becomes the mean. The
//! prior share counts as a fixed number of records. So two lists of twenty records move λ a little, and two lists of
//! two thousand replace the prior.

use std::collections::BTreeMap;

use super::{Link, LinkPrior};
use crate::source::Duplicates;

/// Weight of the prior share of two different lists, in records. For repeats within a list the prior has its own
/// weight, `rows_rare`.
const PRIOR_ROWS: f64 = 20.0;
/// Number of rounds. More rounds were never seen to move a share by a thousandth.
const ROUNDS: usize = 30;
/// Least and greatest share, so that no share is exactly 0 or 1.
const BOUNDS: (f64, f64) = (1e-4, 0.995);

/// The share of records with a partner, for each pair of lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Number of records of each list.
    lengths: Vec<usize>,
    /// For each list, how often it repeats a person.
    duplicates: Vec<Duplicates>,
    /// Learned shares by two indices of lists, the smaller first. For two lists: the share of the records of the
    /// shorter one whose person is on the other. For a list with itself: the share of records with another record of
    /// the same person.
    shares: BTreeMap<(u16, u16), f64>,
    /// The shares for lists about which nothing was learned.
    prior: LinkPrior,
    /// The odds of every two lists, by first list, then second list, as `Coverage::odds` gives them. Empty if there
    /// are more than [`FEW_LISTS`]. A run asks for them for every pair of records.
    odds: Vec<Option<f64>>,
}

/// Largest number of lists for which the odds of every two lists are kept.
const FEW_LISTS: usize = 64;

impl Coverage {
    /// The shares that the prior expects. `lengths` and `duplicates` have one element for each list.
    pub fn prior(prior: &LinkPrior, lengths: Vec<usize>, duplicates: Vec<Duplicates>) -> Self {
        let shares = BTreeMap::new();
        Coverage { lengths, duplicates, shares, prior: *prior, odds: Vec::new() }.ready()
    }

    /// Fills the cache of odds, if there are few lists.
    fn ready(mut self) -> Self {
        let lists = u16::try_from(self.lengths.len()).unwrap_or(u16::MAX);
        if self.lengths.len() <= FEW_LISTS {
            self.odds = (0..lists)
                .flat_map(|a| (0..lists).map(move |b| (a, b)))
                .map(|(a, b)| self.odds_of(a, b))
                .collect();
        }
        self
    }

    /// Fits the shares to the evidence of the links. `source` gives the list of a mention. Pairs of lists without a
    /// link keep their share.
    #[must_use]
    pub fn learned(mut self, links: &[Link], source: impl Fn(usize) -> u16) -> Self {
        let mut rows: BTreeMap<(u16, u16), BTreeMap<usize, f64>> = BTreeMap::new();
        for link in links {
            let (a, b) = (link.pair.a(), link.pair.b());
            let lists = ordered(source(a), source(b));
            let odds = link.evidence.exp2() / self.partners(lists);
            let of_pair = rows.entry(lists).or_default();
            for row in
                [a, b].into_iter().filter(|row| lists.0 == lists.1 || source(*row) == self.shorter(lists))
            {
                *of_pair.entry(row).or_insert(0.0) += odds;
            }
        }
        for (lists, odds) in rows {
            let share = self.fit(lists, &odds.into_values().collect::<Vec<_>>());
            self.shares.insert(lists, share);
        }
        self.ready()
    }

    /// Fits one share. `odds` has for each record with a link the sum of the odds of its possible partners, before
    /// the share.
    fn fit(&self, lists: (u16, u16), odds: &[f64]) -> f64 {
        let prior = self.expected(lists);
        let weight = if lists.0 == lists.1 { self.prior.rows_rare } else { PRIOR_ROWS };
        let rows = self.lengths[usize::from(self.shorter(lists))] as f64;
        let mut share = prior;
        for _ in 0..ROUNDS {
            let partnered: f64 = odds.iter().map(|odds| share * odds / (1.0 - share + share * odds)).sum();
            share = ((partnered + weight * prior) / (rows + weight)).clamp(BOUNDS.0, BOUNDS.1);
        }
        share
    }

    /// log2 of the prior odds that two records of these lists are one person, in bits. `None` for two records of a
    /// list that promises never to repeat a person.
    pub fn odds(&self, a: u16, b: u16) -> Option<f64> {
        let known = self.odds.get(usize::from(a) * self.lengths.len() + usize::from(b));
        known.copied().unwrap_or_else(|| self.odds_of(a, b))
    }

    /// The same, without the cache.
    fn odds_of(&self, a: u16, b: u16) -> Option<f64> {
        let lists = ordered(a, b);
        if a == b && self.duplicates[usize::from(a)] == Duplicates::Never {
            return None;
        }
        Some((self.share(lists) / self.partners(lists)).log2())
    }

    /// The share of records with a partner, 0 to 1: the learned one, otherwise that of the prior. `lists` has the
    /// smaller index first.
    pub fn share(&self, lists: (u16, u16)) -> f64 {
        self.shares.get(&lists).copied().unwrap_or_else(|| self.expected(lists))
    }

    /// The share that the prior expects. A repeat gives two records a partner, so that a list with itself has twice
    /// the share of repeats.
    fn expected(&self, lists: (u16, u16)) -> f64 {
        if lists.0 != lists.1 {
            return self.prior.overlap;
        }
        match self.duplicates[usize::from(lists.0)] {
            Duplicates::Common => 2.0 * self.prior.repeats_common,
            _ => 2.0 * self.prior.repeats_rare,
        }
    }

    /// The shorter of two lists; the first if they have the same length.
    fn shorter(&self, lists: (u16, u16)) -> u16 {
        let length = |list: u16| self.lengths[usize::from(list)];
        if length(lists.1) < length(lists.0) { lists.1 } else { lists.0 }
    }

    /// How many records could be the partner of a record of the shorter list; at least 1.
    fn partners(&self, lists: (u16, u16)) -> f64 {
        let longer = self.lengths[usize::from(lists.0)].max(self.lengths[usize::from(lists.1)]);
        let others = if lists.0 == lists.1 { longer.saturating_sub(1) } else { longer };
        others.max(1) as f64
    }
}

/// The two indices, the smaller first.
fn ordered(a: u16, b: u16) -> (u16, u16) {
    (a.min(b), a.max(b))
}
