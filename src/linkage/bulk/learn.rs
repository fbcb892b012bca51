//! Fits m, the share of relatives and the overlap of the lists to a sample of the records.
//!
//! In: the candidate pairs and the prior. Out: the model, its scorer and the prior odds of each pair of lists
//! ([`Learned`]).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::candidates::{CandidateParts, Part};
use super::compare::Comparer;
use super::memory::Memory;
use super::rows::Rows;
use crate::linkage::compare;
use crate::linkage::compare::Profile;
use crate::linkage::model::{At, Counted, Fit, Fitted, Look, Model, Observations, Pairs, Scorer};
use crate::source::Duplicates;

/// Sample size, in mentions. A larger sample would hardly change m.
const SAMPLE: usize = 20_000;
/// How often m and the shares are fitted. More rounds hardly change anything.
const ROUNDS: usize = 2;
/// Rounds in which the share of a list that is on another list settles.
const SHARE_ROUNDS: usize = 30;
/// Weight of the prior share of two different lists, in records. For repeats within a list the prior has its own
/// weight.
const PRIOR_ROWS: f64 = 20.0;
/// Least and greatest share, so that no share is exactly 0 or 1.
const BOUNDS: (f64, f64) = (1e-4, 0.995);
/// Pairs with a weight below minus this many bits do not count for m.
const MARGIN: f64 = 12.0;
/// The same before the fit. Pairs below it are dropped from the candidates, because the fit changes no pair by the
/// difference.
const FIRST_MARGIN: f64 = 20.0;
/// Pairs that a thread processes in one task.
const PART: usize = 1024;

/// The prior odds of a pair by its lists.
#[derive(Clone, Debug)]
pub(crate) struct Odds {
    lists: usize,
    /// log2 odds in bits, by first list, then second list. Minus infinity for two records of a list that never
    /// repeats a person.
    of: Vec<f64>,
}

impl Odds {
    /// log2 of the odds that a record of each of two lists are one person, in bits.
    pub(crate) fn of(&self, a: u16, b: u16) -> f64 {
        self.of.get(usize::from(a) * self.lists + usize::from(b)).copied().unwrap_or(f64::NEG_INFINITY)
    }
}

/// The lengths of the lists and what they promise about repeats.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    /// Number of records of each list.
    pub(crate) lengths: Vec<usize>,
    /// For each list, how often it repeats a person.
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

    /// The share of records with a partner that the prior expects. A repeat gives two records a partner.
    fn expected(&self, model: &Model, a: usize, b: usize) -> f64 {
        let links = model.links();
        match self.promises.get(a) {
            _ if a != b => links.overlap,
            Some(Duplicates::Common) => 2.0 * links.repeats_common,
            _ => 2.0 * links.repeats_rare,
        }
    }

    /// The prior odds that follow from the shares of records with a partner. `shares` is by two indices of lists, the
    /// smaller first; other lists get the share of the prior.
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

    /// How many records could be the partner of a record of the shorter list; at least 1.
    fn partners(&self, a: usize, b: usize) -> f64 {
        let length = |list: usize| self.lengths.get(list).copied().unwrap_or(0);
        let others = if a == b { length(a).saturating_sub(1) } else { length(a).max(length(b)) };
        others.max(1) as f64
    }

    fn shorter(&self, a: usize, b: usize) -> usize {
        if self.lengths.get(b) < self.lengths.get(a) { b } else { a }
    }
}

/// The result of the fit.
#[derive(Debug)]
pub(crate) struct Learned {
    pub(crate) model: Model,
    pub(crate) scorer: Scorer,
    pub(crate) odds: Odds,
    pub(crate) fit: Option<Fit>,
}

/// The candidate pairs and what they are compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PairBasis<'a> {
    pub(crate) candidates: &'a CandidateParts,
    pub(crate) comparer: &'a Comparer,
    /// Has the comparisons and no mentions.
    pub(crate) fields: &'a compare::Comparer,
    pub(crate) lists: &'a Lists,
}

/// The pairs of a sample of the mentions.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Every `step`-th mention is in the sample.
    step: usize,
    prior: Learned,
    seen: Vec<Seen>,
}

/// A pair of which at least one mention is in the sample.
#[derive(Debug)]
struct Seen {
    pair: (u32, u32),
    sampled: [bool; 2],
    lists: (u16, u16),
    profile: Profile,
}

impl Sample {
    /// Compares the pairs of a sample under the prior. Also returns, for each part of the candidates, the indices of
    /// the pairs that cannot be one person whatever the fit finds.
    pub(crate) fn of(basis: &PairBasis<'_>, prior: &Model) -> (Self, Vec<Vec<u32>>) {
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

    /// The pairs of the sample in one part that may be one person or relatives, and the indices of those that cannot
    /// be one person.
    fn look_at(
        &self,
        part: &Part,
        basis: &PairBasis<'_>,
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

/// Fits the model to the pairs of a sample. Without `fit`, only the overlap of the lists is estimated.
pub(crate) fn learn(basis: &PairBasis<'_>, sample: Sample, fit: bool) -> Learned {
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

/// For each two lists, the share of the records of the shorter one whose person is on the other.
fn shares(
    seen: &[Seen],
    weighed: &[Look],
    basis: &PairBasis<'_>,
    prior: &Model,
    step: usize,
) -> BTreeMap<(usize, usize), f64> {
    // For each two lists and each sampled record, the odds of each of its pairs.
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
    // A stable order makes the sums the same in every run.
    rows.par_sort_by_key(|(lists, mention, _)| (*lists, *mention));
    let of_lists = rows.chunk_by(|a, b| a.0 == b.0);
    of_lists.filter_map(|rows| Some((rows.first()?.0, share(rows, basis, prior, step)))).collect()
}

/// The share of two lists, fitted to the odds of their pairs by expectation-maximisation.
fn share(rows: &[((usize, usize), u32, f64)], basis: &PairBasis<'_>, prior: &Model, step: usize) -> f64 {
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

/// Fits the model to the weighed pairs.
fn fitted(
    seen: &[Seen],
    weighed: &[Look],
    learned: &Learned,
    basis: &PairBasis<'_>,
    prior: &Model,
) -> Fitted {
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
            // A pair counts once for each of its records that is in the sample.
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
