//! What a sample of the mentions says of the lists: m, the share of relatives, how much one list stands in
//! another.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::candidates::{Candidates, Part};
use super::compare::Comparer;
use super::memory::Memory;
use super::rows::Rows;
use crate::block::Pair;
use crate::compare::{self, Profile};
use crate::model::{Fit, Kinship, LEAST_ODDS, Link, Model, Pairs, Scorer, probability};
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
/// The same before anything is learned: what is learned moves no pair by the difference.
const FIRST_MARGIN: f64 = 20.0;

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
    pub(crate) comparer: &'a Comparer,
    /// Knows the comparisons and no mention.
    pub(crate) fields: &'a compare::Comparer,
    pub(crate) lists: &'a Lists,
}

/// A pair of which one mention or both are in the sample.
struct Seen {
    pair: (u32, u32),
    sampled: [bool; 2],
    lists: (u16, u16),
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
    let seen = seen(basis, &learned, step);
    for _ in 0..ROUNDS {
        let weighed: Vec<Kinship> =
            seen.par_iter().with_min_len(1024).map(|one| learned.scorer.kinship(&one.profile)).collect();
        learned.odds = lists.odds(prior, &shares(&seen, &weighed, basis, prior, step));
        if fit {
            let (model, how) = fitted(&seen, &weighed, &learned, basis, prior);
            learned = Learned { scorer: scorer(&model), model, fit: Some(how), odds: learned.odds };
        }
    }
    learned
}

/// The pairs of the sample that may be one person or relatives, as the prior sees it.
fn seen(basis: &Basis<'_>, prior: &Learned, step: usize) -> Vec<Seen> {
    let of_part = |(memory, profile): &mut (Memory, Profile), part: &Part| {
        let mut found = Vec::new();
        for (a, b, _) in part.iter() {
            let sampled = [a, b].map(|one| one % step == 0);
            if sampled == [false; 2] || !basis.comparer.profile_into(a, b, memory, profile) {
                continue;
            }
            let list = |mention| basis.comparer.list_of(mention);
            let lists = (list(a).min(list(b)), list(a).max(list(b)));
            let Kinship { evidence, related } = prior.scorer.kinship(profile);
            if evidence + prior.odds.of(lists.0, lists.1) >= -FIRST_MARGIN || related >= LEAST_ODDS {
                found.push(Seen { pair: (a as u32, b as u32), sampled, lists, profile: profile.clone() });
            }
        }
        found
    };
    let parts: Vec<Vec<Seen>> =
        basis.candidates.parts().par_iter().map_init(Default::default, of_part).collect();
    parts.into_iter().flatten().collect()
}

/// The share of the rows of the shorter of two lists that have their person in the other.
fn shares(
    seen: &[Seen],
    weighed: &[Kinship],
    basis: &Basis<'_>,
    prior: &Model,
    step: usize,
) -> BTreeMap<(usize, usize), f64> {
    // For each two lists and each sampled row the odds of each pair.
    let mut rows: Vec<((usize, usize), u32, f64)> = Vec::new();
    for (one, weighed) in seen.iter().zip(weighed) {
        let lists = (usize::from(one.lists.0), usize::from(one.lists.1));
        let odds = weighed.evidence.exp2() / basis.lists.partners(lists.0, lists.1);
        let shorter = basis.lists.shorter(lists.0, lists.1);
        for (mention, is_sampled) in [one.pair.0, one.pair.1].into_iter().zip(one.sampled) {
            if is_sampled && usize::from(basis.comparer.list_of(mention as usize)) == shorter {
                rows.push((lists, mention, odds));
            }
        }
    }
    // In a stable order, so that sums are the same each time.
    rows.sort_by_key(|(lists, mention, _)| (*lists, *mention));
    let of_lists = rows.chunk_by(|a, b| a.0 == b.0);
    of_lists.filter_map(|rows| Some((rows.first()?.0, share(rows, basis, prior, step)))).collect()
}

/// The share that the rows of two lists show, given the odds of their pairs.
fn share(rows: &[((usize, usize), u32, f64)], basis: &Basis<'_>, prior: &Model, step: usize) -> f64 {
    let (a, b) = rows.first().map_or((0, 0), |(lists, ..)| *lists);
    let of_row = |pairs: &[((usize, usize), u32, f64)]| -> f64 { pairs.iter().map(|(.., odds)| odds).sum() };
    let odds: Vec<f64> = rows.chunk_by(|a, b| a.1 == b.1).map(of_row).collect();
    let expected = basis.lists.expected(prior, a, b);
    let weight = if a == b { PRIOR_ROWS_WITHIN } else { PRIOR_ROWS };
    let length = basis.lists.lengths.get(basis.lists.shorter(a, b)).copied().unwrap_or(0);
    let rows = length as f64 / step as f64;
    let mut share = expected;
    for _ in 0..SHARE_ROUNDS {
        let partnered: f64 = odds.iter().map(|odds| share * odds / (1.0 - share + share * odds)).sum();
        share = ((partnered + weight * expected) / (rows + weight)).clamp(BOUNDS.0, BOUNDS.1);
    }
    share
}

fn fitted(
    seen: &[Seen],
    weighed: &[Kinship],
    learned: &Learned,
    basis: &Basis<'_>,
    prior: &Model,
) -> (Model, Fit) {
    let odds = |one: &Seen| learned.odds.of(one.lists.0, one.lists.1);
    let links: Vec<(Link, f64)> = seen
        .par_iter()
        .zip(weighed)
        .filter_map(|(one, weighed)| {
            let odds = odds(one);
            let is_near = weighed.evidence + odds >= -MARGIN;
            let pair = Pair::new(one.pair.0 as usize, one.pair.1 as usize);
            let link =
                (odds.is_finite() && is_near).then(|| learned.scorer.link(pair, &one.profile, odds))?;
            let share = probability(link.weight());
            Some((link, share))
        })
        .collect();
    let fitted =
        || prior.fitted(&learned.model, basis.fields, links.iter().map(|(link, share)| (link, *share)));
    // Each sampled row is asked for its relatives among all others.
    let kin = seen.iter().zip(weighed).flat_map(|(one, weighed)| {
        let times = one.sampled.iter().filter(|is_sampled| **is_sampled).count();
        let odds = odds(one);
        std::iter::repeat_n((*weighed, odds), if odds.is_finite() { times } else { 0 })
    });
    let kin: Vec<_> = kin.collect();
    let rows = (basis.lists.rows() as f64).min(SAMPLE as f64);
    let among = Pairs { all: rows * basis.lists.rows() as f64, rows, list_length: basis.lists.mean_length() };
    let used = learned.model.links().relatives;
    let related = || learned.model.clone().with_relatives(used, prior, among, &kin);
    let ((model, fit), related) = rayon::join(fitted, related);
    (model.with_relatives_of(&related), fit)
}
