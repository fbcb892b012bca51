//! How much of one list stands in another: the prior of every link, learned from the lists.
//!
//! Of the shorter list, a share λ of the rows has its person in the longer one. With the evidence of
//! all pairs given, λ is found by expectation and maximisation: each row's probability to have a
//! partner, its possible partners excluding each other, then their mean, with the prior share counted
//! as so many rows. Two lists of twenty move it a little, of two thousand replace it.

use std::collections::BTreeMap;

use super::{Link, LinkPrior};
use crate::source::Duplicates;

/// The prior share of a list that is in another one counts as this many records; for repeats the prior says it.
const PRIOR_ROWS: f64 = 20.0;
/// More rounds were never seen to move a share by a thousandth.
const ROUNDS: usize = 30;
/// A share is never taken to be quite nothing or everything.
const BOUNDS: (f64, f64) = (1e-4, 0.995);

/// For each pair of lists, by index and the smaller first, the share of the shorter one's rows that
/// have their person in the other; for a list with itself, the share of rows that repeat one.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    lengths: Vec<usize>,
    duplicates: Vec<Duplicates>,
    shares: BTreeMap<(u16, u16), f64>,
    prior: LinkPrior,
    /// The odds of every two lists, where these are few: a run asks for them with every pair of rows.
    odds: Vec<Option<f64>>,
}

/// The odds of so many lists, all with all, are kept ready.
const FEW_LISTS: usize = 64;

impl Coverage {
    /// The shares that the prior expects of lists with these lengths and promises.
    pub fn prior(prior: &LinkPrior, lengths: Vec<usize>, duplicates: Vec<Duplicates>) -> Self {
        let shares = BTreeMap::new();
        Coverage { lengths, duplicates, shares, prior: *prior, odds: Vec::new() }.ready()
    }

    /// With the odds of few lists worked out.
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

    /// The shares after the evidence of the links was seen; `source` gives the list of a mention.
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

    /// log2 of the prior odds that two rows of these lists are one person; `None` for two rows of a
    /// list that promises to have no repeats.
    pub fn odds(&self, a: u16, b: u16) -> Option<f64> {
        let known = self.odds.get(usize::from(a) * self.lengths.len() + usize::from(b));
        known.copied().unwrap_or_else(|| self.odds_of(a, b))
    }

    fn odds_of(&self, a: u16, b: u16) -> Option<f64> {
        let lists = ordered(a, b);
        if a == b && self.duplicates[usize::from(a)] == Duplicates::Never {
            return None;
        }
        Some((self.share(lists) / self.partners(lists)).log2())
    }

    /// The share of rows with a partner: as learned, else as the prior expects it.
    pub fn share(&self, lists: (u16, u16)) -> f64 {
        self.shares.get(&lists).copied().unwrap_or_else(|| self.expected(lists))
    }

    fn expected(&self, lists: (u16, u16)) -> f64 {
        if lists.0 != lists.1 {
            return self.prior.overlap;
        }
        match self.duplicates[usize::from(lists.0)] {
            Duplicates::Common => 2.0 * self.prior.repeats_common,
            _ => 2.0 * self.prior.repeats_rare,
        }
    }

    fn shorter(&self, lists: (u16, u16)) -> u16 {
        let length = |list: u16| self.lengths[usize::from(list)];
        if length(lists.1) < length(lists.0) { lists.1 } else { lists.0 }
    }

    /// How many rows could be the partner of one row of the shorter list.
    fn partners(&self, lists: (u16, u16)) -> f64 {
        let longer = self.lengths[usize::from(lists.0)].max(self.lengths[usize::from(lists.1)]);
        let others = if lists.0 == lists.1 { longer.saturating_sub(1) } else { longer };
        others.max(1) as f64
    }
}

fn ordered(a: u16, b: u16) -> (u16, u16) {
    (a.min(b), a.max(b))
}
