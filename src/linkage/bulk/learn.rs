//! What a sample of the mentions says of the lists: m, the share of relatives, how much one list stands in
//! another.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::candidates::{Candidates, Part};
use super::compare::Comparer;
use super::memory::Memory;
use super::rows::Rows;
use crate::linkage::compare;
use crate::linkage::compare::Profile;
use crate::linkage::model::{At, Counted, Fit, Fitted, Look, Model, Observations, Pairs, Scorer};
use crate::source::Duplicates;

/// So many mentions say as much of m as all would.
const SAMPLE: usize = 20_000;
/// How often m and the shares are found anew; more rounds hardly change anything.
const ROUNDS: usize = 2;
/// The share of a list's rows that stand in another one settles within so many rounds.
const SHARE_ROUNDS: usize = 30;
/// The prior share of a list that is in another one counts as this many records; for repeats the prior says it.
const PRIOR_ROWS: f64 = 20.0;
/// A share is never taken to be quite nothing or everything.
const BOUNDS: (f64, f64) = (1e-4, 0.995);
/// Pairs that lack more bits than this to be as likely as not teach nothing.
const MARGIN: f64 = 12.0;
/// The same before anything is learned, and such pairs are not compared again: what is learned moves no pair by the
/// difference.
const FIRST_MARGIN: f64 = 20.0;
/// So many pairs are worked on at once.
const PART: usize = 1024;

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

/// The pairs of a sample of the mentions.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Each so many mentions one is in the sample.
    step: usize,
    prior: Learned,
    seen: Vec<Seen>,
}

/// A pair of which one mention or both are in the sample.
#[derive(Debug)]
struct Seen {
    pair: (u32, u32),
    sampled: [bool; 2],
    lists: (u16, u16),
    profile: Profile,
}

impl Sample {
    /// Compares the pairs of a sample as the prior sees them. Beside it for each part of the candidates the
    /// places of those that are out of the question whatever is learned.
    pub(crate) fn of(basis: &Basis<'_>, prior: &Model) -> (Self, Vec<Vec<u32>>) {
        let lists = basis.lists;
        let prior = Learned {
            model: prior.clone(),
            scorer: Scorer::new(prior, basis.fields, lists.mean_length()),
            odds: lists.odds(prior, &BTreeMap::new()),
            fit: None,
        };
        let mut sample = Sample { step: lists.rows().div_ceil(SAMPLE).max(1), prior, seen: Vec::new() };
        let of_part = |tools: &mut (Memory, Profile), part: &Part| sample.look_at(part, basis, tools);
        let parts: Vec<(Vec<Seen>, Vec<u32>)> =
            basis.candidates.parts().par_iter().map_init(Default::default, of_part).collect();
        let (seen, hopeless): (Vec<Vec<Seen>>, Vec<Vec<u32>>) = parts.into_iter().unzip();
        sample.seen = seen.into_iter().flatten().collect();
        (sample, hopeless)
    }

    /// The pairs of the sample among some that may be one person or relatives, and the places of those that may
    /// not be one person.
    fn look_at(
        &self,
        part: &Part,
        basis: &Basis<'_>,
        (memory, profile): &mut (Memory, Profile),
    ) -> (Vec<Seen>, Vec<u32>) {
        let list = |mention| basis.comparer.list_of(mention);
        let (mut seen, mut hopeless) = (Vec::new(), Vec::new());
        for ((a, b, _), at) in part.iter().zip(0..) {
            let sampled = [a, b].map(|one| one % self.step == 0);
            if sampled == [false; 2] {
                continue;
            }
            if !basis.comparer.profile_into(a, b, memory, profile) {
                hopeless.push(at);
                continue;
            }
            let lists = (list(a).min(list(b)), list(a).max(list(b)));
            let look = self.prior.scorer.look(profile);
            let is_near = look.evidence + self.prior.odds.of(lists.0, lists.1) >= -FIRST_MARGIN;
            if is_near || look.may_be_related() {
                seen.push(Seen { pair: (a as u32, b as u32), sampled, lists, profile: profile.clone() });
            }
            if !is_near {
                hopeless.push(at);
            }
        }
        (seen, hopeless)
    }
}

/// Learns from the pairs of a sample; with `fit` unset only how the lists overlap.
pub(crate) fn learn(basis: &Basis<'_>, sample: Sample, fit: bool) -> Learned {
    let Sample { step, prior: mut learned, seen } = sample;
    let prior = learned.model.clone();
    for _ in 0..ROUNDS {
        let look = |one: &Seen| learned.scorer.look(&one.profile);
        let weighed: Vec<Look> = seen.par_iter().with_min_len(PART).map(look).collect();
        learned.odds = basis.lists.odds(&prior, &shares(&seen, &weighed, basis, &prior, step));
        if fit {
            let Fitted { model, fit: how, .. } = fitted(&seen, &weighed, &learned, basis, &prior);
            let scorer = Scorer::new(&model, basis.fields, basis.lists.mean_length());
            learned = Learned { scorer, model, fit: Some(how), odds: learned.odds };
        }
    }
    learned
}

/// The share of the rows of the shorter of two lists that have their person in the other.
fn shares(
    seen: &[Seen],
    weighed: &[Look],
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
    rows.par_sort_by_key(|(lists, mention, _)| (*lists, *mention));
    let of_lists = rows.chunk_by(|a, b| a.0 == b.0);
    of_lists.filter_map(|rows| Some((rows.first()?.0, share(rows, basis, prior, step)))).collect()
}

/// The share that the rows of two lists show, given the odds of their pairs.
fn share(rows: &[((usize, usize), u32, f64)], basis: &Basis<'_>, prior: &Model, step: usize) -> f64 {
    let (a, b) = rows.first().map_or((0, 0), |(lists, ..)| *lists);
    let of_row = |pairs: &[((usize, usize), u32, f64)]| -> f64 { pairs.iter().map(|(.., odds)| odds).sum() };
    let odds: Vec<f64> = rows.chunk_by(|a, b| a.1 == b.1).map(of_row).collect();
    let expected = basis.lists.expected(prior, a, b);
    let weight = if a == b { prior.links().rows_rare } else { PRIOR_ROWS };
    let length = basis.lists.lengths.get(basis.lists.shorter(a, b)).copied().unwrap_or(0);
    let rows = length as f64 / step as f64;
    let mut share = expected;
    for _ in 0..SHARE_ROUNDS {
        let partnered: f64 = odds.iter().map(|odds| share * odds / (1.0 - share + share * odds)).sum();
        share = ((partnered + weight * expected) / (rows + weight)).clamp(BOUNDS.0, BOUNDS.1);
    }
    share
}

fn fitted(seen: &[Seen], weighed: &[Look], learned: &Learned, basis: &Basis<'_>, prior: &Model) -> Fitted {
    let observed = |(seen, weighed): (&[Seen], &[Look])| {
        let (mut pairs, mut levels, mut u) = (Observations::default(), Vec::<At>::new(), Vec::new());
        for (one, look) in seen.iter().zip(weighed) {
            let weight = look.evidence + learned.odds.of(one.lists.0, one.lists.1);
            if !weight.is_finite() {
                continue;
            }
            levels.clear();
            u.clear();
            for (at, chance) in learned.scorer.levels(&one.profile, look.reading) {
                levels.push(at);
                u.push(chance);
            }
            // Each sampled record is asked for its relatives among all others.
            let times = one.sampled.iter().filter(|is_sampled| **is_sampled).count() as f64;
            let counted = Counted { odds: weight.exp2(), times, teaches: weight >= -MARGIN };
            pairs.add(&levels, &u, look.kinds, counted);
        }
        pairs
    };
    let parts: Vec<Observations> =
        seen.par_chunks(PART).zip(weighed.par_chunks(PART)).map(observed).collect();
    let mut pairs = Observations::default();
    parts.into_iter().for_each(|part| pairs.append(part));
    let records = (basis.lists.rows() as f64).min(SAMPLE as f64);
    let among =
        Pairs { all: records * basis.lists.rows() as f64, records, list_length: basis.lists.mean_length() };
    prior.fitted(&learned.model, basis.fields, &pairs, among)
}
