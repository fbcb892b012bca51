//! What a sample of the mentions says of the lists: m, the share of relatives, how much one list stands in
//! another.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::blocks::{Candidates, pairs_of};
use super::compare::{Comparer, Memory};
use super::rows::Rows;
use super::screen::Screen;
use crate::block::Pair;
use crate::compare::{self, Profile};
use crate::model::{Fit, Link, Model, Pairs, Scorer, probability};
use crate::source::Duplicates;

/// So many mentions say as much of m as all would.
const SAMPLE: usize = 20_000;
/// How often m and the shares are found anew; more rounds hardly change anything.
const ROUNDS: usize = 2;
/// The share of a list's rows that stand in another one settles within so many rounds.
const SHARE_ROUNDS: usize = 30;
/// The prior share counts as so many rows, and that of repeats within a list.
const PRIOR_ROWS: f64 = 20.0;
const PRIOR_ROWS_WITHIN: f64 = 200.0;
/// A share is never taken to be quite nothing or everything.
const BOUNDS: (f64, f64) = (1e-4, 0.995);
/// Pairs that lack more bits than this to be as likely as not teach nothing.
const MARGIN: f64 = 12.0;

/// The prior odds of pairs by their lists.
#[derive(Clone, Debug)]
pub(crate) struct Odds {
    lists: usize,
    /// log2 odds; minus infinity for two rows of a list without repeats.
    of: Vec<f64>,
}

impl Odds {
    /// log2 of the odds that a row of each of two lists are one person.
    pub(crate) fn of(&self, a: u16, b: u16) -> f64 {
        self.of.get(usize::from(a) * self.lists + usize::from(b)).copied().unwrap_or(f64::NEG_INFINITY)
    }
}

/// The lists that mentions stand in.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    pub(crate) lengths: Vec<usize>,
    pub(crate) promises: Vec<Duplicates>,
}

impl Lists {
    pub(crate) fn of(rows: &Rows) -> Self {
        Lists {
            lengths: rows.lists.iter().map(|list| list.ids.len()).collect(),
            promises: rows.lists.iter().map(|list| list.duplicates).collect(),
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.lengths.iter().sum()
    }

    pub(crate) fn mean_length(&self) -> f64 {
        self.rows() as f64 / self.lengths.len().max(1) as f64
    }

    /// The evidence in bits that any pair has to have to be kept with a probability.
    pub(crate) fn least_evidence(&self, model: &Model, keep: f64) -> f64 {
        let n = u16::try_from(self.lengths.len()).unwrap_or(u16::MAX);
        let odds = self.odds(model, &BTreeMap::new());
        let best = (0..n).flat_map(|a| (0..n).map(move |b| (a, b))).map(|(a, b)| odds.of(a, b));
        (keep / (1.0 - keep)).log2() - best.fold(f64::NEG_INFINITY, f64::max)
    }

    fn expected(&self, model: &Model, a: usize, b: usize) -> f64 {
        let links = model.links();
        match self.promises.get(a) {
            _ if a != b => links.overlap,
            Some(Duplicates::Common) => 2.0 * links.repeats_common,
            _ => 2.0 * links.repeats_rare,
        }
    }

    /// The odds that follow from shares of rows with a partner, given by list and list.
    pub(crate) fn odds(&self, model: &Model, shares: &BTreeMap<(usize, usize), f64>) -> Odds {
        let n = self.lengths.len();
        let one = |at: usize| {
            let (a, b) = (at / n, at % n);
            let (low, high) = (a.min(b), a.max(b));
            if a == b && self.promises.get(a) == Some(&Duplicates::Never) {
                return f64::NEG_INFINITY;
            }
            let share = shares.get(&(low, high)).copied().unwrap_or_else(|| self.expected(model, low, high));
            (share / self.partners(low, high)).log2()
        };
        Odds { lists: n, of: (0..n * n).map(one).collect() }
    }

    /// How many rows could be the partner of one row of the shorter list.
    fn partners(&self, a: usize, b: usize) -> f64 {
        let length = |list: usize| self.lengths.get(list).copied().unwrap_or(0);
        let others = if a == b { length(a).saturating_sub(1) } else { length(a).max(length(b)) };
        others.max(1) as f64
    }

    fn shorter(&self, a: usize, b: usize) -> usize {
        if self.lengths.get(b) < self.lengths.get(a) { b } else { a }
    }
}

/// What was learned.
#[derive(Debug)]
pub(crate) struct Learned {
    pub(crate) model: Model,
    pub(crate) scorer: Scorer,
    pub(crate) odds: Odds,
    pub(crate) fit: Option<Fit>,
}

/// What pairs are found by and compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Basis<'a> {
    pub(crate) candidates: &'a Candidates,
    pub(crate) screen: &'a Screen,
    pub(crate) comparer: &'a Comparer,
    /// Knows the comparisons and no mention.
    pub(crate) fields: &'a compare::Comparer,
    pub(crate) lists: &'a Lists,
}

/// A pair of which one mention or both are in the sample.
struct Seen {
    pair: (usize, usize),
    sampled: [bool; 2],
    lists: (usize, usize),
    profile: Profile,
}

/// Learns from the pairs of a sample; with `fit` unset only how the lists overlap.
pub(crate) fn learn(basis: &Basis<'_>, prior: &Model, fit: bool) -> Learned {
    let lists = basis.lists;
    let scorer = |model: &Model| Scorer::new(model, basis.fields, lists.mean_length());
    let mut learned = Learned {
        model: prior.clone(),
        scorer: scorer(prior),
        odds: lists.odds(prior, &BTreeMap::new()),
        fit: None,
    };
    let step = lists.rows().div_ceil(SAMPLE).max(1);
    let seen = seen(basis, step);
    for _ in 0..ROUNDS {
        learned.odds = lists.odds(prior, &shares(&seen, &learned, basis, prior, step));
        if fit {
            let (model, how) = fitted(&seen, &learned, basis, prior);
            learned = Learned { scorer: scorer(&model), model, fit: Some(how), odds: learned.odds };
        }
    }
    learned
}

fn seen(basis: &Basis<'_>, step: usize) -> Vec<Seen> {
    let parts = basis.candidates.parts(1 << 16);
    let of_part = |part: &&[u64]| {
        let mut memory = Memory::default();
        let mut found = Vec::new();
        for (a, b, _) in pairs_of(part) {
            let sampled = [a, b].map(|one| one % step == 0);
            if sampled == [false; 2] || !basis.screen.passes(a, b) {
                continue;
            }
            let mut profile = Profile::default();
            if basis.comparer.profile_into(a, b, &mut memory, &mut profile) {
                let list = |mention| usize::from(basis.comparer.list_of(mention));
                let lists = (list(a).min(list(b)), list(a).max(list(b)));
                found.push(Seen { pair: (a, b), sampled, lists, profile });
            }
        }
        found
    };
    parts.par_iter().flat_map_iter(of_part).collect()
}

/// The share of the rows of the shorter of two lists that have their person in the other.
fn shares(
    seen: &[Seen],
    learned: &Learned,
    basis: &Basis<'_>,
    prior: &Model,
    step: usize,
) -> BTreeMap<(usize, usize), f64> {
    let mut rows: BTreeMap<(usize, usize), BTreeMap<usize, f64>> = BTreeMap::new();
    for one in seen {
        let odds =
            learned.scorer.evidence(&one.profile).exp2() / basis.lists.partners(one.lists.0, one.lists.1);
        let shorter = basis.lists.shorter(one.lists.0, one.lists.1);
        let of_lists = rows.entry(one.lists).or_default();
        for (mention, is_sampled) in [one.pair.0, one.pair.1].into_iter().zip(one.sampled) {
            if is_sampled && usize::from(basis.comparer.list_of(mention)) == shorter {
                *of_lists.entry(mention).or_insert(0.0) += odds;
            }
        }
    }
    let share = |(lists, odds): ((usize, usize), BTreeMap<usize, f64>)| {
        let expected = basis.lists.expected(prior, lists.0, lists.1);
        let weight = if lists.0 == lists.1 { PRIOR_ROWS_WITHIN } else { PRIOR_ROWS };
        let length = basis.lists.lengths.get(basis.lists.shorter(lists.0, lists.1)).copied().unwrap_or(0);
        let rows = length as f64 / step as f64;
        let mut share = expected;
        for _ in 0..SHARE_ROUNDS {
            let partnered: f64 = odds.values().map(|odds| share * odds / (1.0 - share + share * odds)).sum();
            share = ((partnered + weight * expected) / (rows + weight)).clamp(BOUNDS.0, BOUNDS.1);
        }
        (lists, share)
    };
    rows.into_iter().map(share).collect()
}

fn fitted(seen: &[Seen], learned: &Learned, basis: &Basis<'_>, prior: &Model) -> (Model, Fit) {
    let odds = |one: &Seen| learned.odds.of(one.lists.0 as u16, one.lists.1 as u16);
    let links: Vec<(Link, f64)> = seen
        .par_iter()
        .filter_map(|one| {
            let odds = odds(one);
            let is_near = learned.scorer.evidence(&one.profile) + odds >= -MARGIN;
            let pair = Pair::new(one.pair.0, one.pair.1);
            let link =
                (odds.is_finite() && is_near).then(|| learned.scorer.link(pair, &one.profile, odds))?;
            let share = probability(link.weight());
            Some((link, share))
        })
        .collect();
    let (model, fit) =
        prior.fitted(&learned.model, basis.fields, links.iter().map(|(link, share)| (link, *share)));
    // Each sampled row is asked for its relatives among all others.
    let kin = seen.iter().flat_map(|one| {
        let times = one.sampled.iter().filter(|is_sampled| **is_sampled).count();
        let odds = odds(one);
        std::iter::repeat_n(
            (learned.scorer.kinship(&one.profile), odds),
            if odds.is_finite() { times } else { 0 },
        )
    });
    let kin: Vec<_> = kin.collect();
    let rows = (basis.lists.rows() as f64).min(SAMPLE as f64);
    let among = Pairs { all: rows * basis.lists.rows() as f64, rows, list_length: basis.lists.mean_length() };
    let used = learned.model.links().relatives;
    (model.with_relatives(used, prior, among, &kin), fit)
}
