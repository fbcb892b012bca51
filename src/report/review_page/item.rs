//! One question of the review page with its evidence.
//!
//! Takes a pair of mentions; gives a [`PairItem`]: how the names were read, the weight of each field, both
//! probabilities, and which other entries each record may belong to. It is the data of `review.html`
//! and of [`Questions`](super::Questions).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::language::name::Role;
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::model::{Contribution, Link, probability as probability_of};
use crate::register::ledger::evidence;
use crate::register::outcome::Outcome;
use crate::register::review::{Blocks, Candidate, ReviewItem};

/// A pair of rows and what the program computed about it.
#[derive(Debug, Serialize)]
pub(super) struct PairItem {
    /// The reason for the question, such as `ambiguous`; `None` for a pair that only a decision names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    /// The positions of the two mentions, the smaller first.
    pub(super) rows: [usize; 2],
    /// How each name was read: role and text of each part, such as `surname` and `Тестов`.
    read: [Vec<(&'static str, String)>; 2],
    /// Probability from 0 to 1 that the rows are one person, considering all records.
    pub(super) probability: f64,
    /// The same probability if only these two records are considered.
    pub(super) alone: f64,
    /// log2 of the odds of the two records alone, in bits.
    pub(super) weight: f64,
    /// log2 of the prior odds, in bits.
    pub(super) prior: f64,
    /// How many pairs of records the answer decides.
    decides: usize,
    /// Whether both rows are in one entry.
    pub(super) joined: bool,
    /// What became of the pair: `joined`, `apart`, `forbidden`, or as a reviewer decided, `same` or
    /// `different`.
    pub(super) verdict: &'static str,
    /// The weight of each field, in the order of comparison.
    pub(super) fields: Vec<FieldEvidence>,
    /// The other people that each of the two rows may be, the most likely first.
    others: Vec<Other>,
    /// Digest of the two rows as printed. A decision stores it, so that a later run sees whether the
    /// rows changed.
    evidence: String,
}

/// The evidence of one field.
#[derive(Debug, Serialize)]
pub(super) struct FieldEvidence {
    /// The field, such as `surname`; or `order`, `relatives`, `namesakes`, `garbled`.
    pub(super) field: String,
    /// The comparison level, such as `same`; empty for an adjustment.
    pub(super) level: &'static str,
    /// log2(m/u), in bits.
    pub(super) weight: f64,
    /// Number of other records that agree as well.
    others: f64,
    /// Number of records that were considered for `others`.
    of: f64,
}

/// Another person that one of the rows may be.
#[derive(Debug, Serialize)]
struct Other {
    /// Which of the two rows: 0 or 1.
    side: usize,
    /// Position of a mention of that person.
    row: usize,
    /// How many further records surely are the same person as `row`.
    more: usize,
    /// Probability from 0 to 1 that the row belongs to that person.
    probability: f64,
    /// Whether the register puts the row there.
    chosen: bool,
}

impl PairItem {
    /// The positions of the two mentions, the smaller first.
    pub(super) fn pair(&self) -> [usize; 2] {
        self.rows
    }

    /// The positions of all mentions that the question shows, with repeats.
    pub(super) fn rows(&self) -> Vec<usize> {
        self.rows.into_iter().chain(self.others.iter().map(|other| other.row)).collect()
    }
}

/// What all questions of a run share.
#[derive(Debug)]
pub(super) struct Items<'a> {
    /// The run.
    outcome: &'a Outcome,
    /// The records that surely belong together.
    blocks: &'a Blocks,
    /// The cluster of each mention, by position.
    cluster: Vec<usize>,
    /// The people that a doubtful record may be, by the position of the first mention of its block.
    places: BTreeMap<usize, Vec<Candidate>>,
}

impl<'a> Items<'a> {
    /// Collects the candidates of all doubtful records once.
    pub(super) fn new(outcome: &'a Outcome) -> Self {
        let mut places: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
        for place in outcome.review_candidates() {
            places.entry(place.mention).or_default().push(place);
        }
        let cluster = outcome.clustering().cluster_of(outcome.mentions().len());
        Items { outcome, blocks: outcome.review.blocks(), cluster, places }
    }

    /// A question of the review queue.
    pub(super) fn asked(&self, asked: &ReviewItem) -> PairItem {
        let (a, b) = asked.pair;
        let item = self.decided([a.min(b), a.max(b)]);
        PairItem { kind: Some(asked.kind.as_str()), decides: asked.decides, ..item }
    }

    /// A pair that only a decision names.
    pub(super) fn decided(&self, rows: [usize; 2]) -> PairItem {
        let pair = Pair::new(rows[0], rows[1]);
        let link = self.outcome.reconciled.engine.link_ignoring_promises(pair);
        PairItem {
            kind: None,
            rows,
            read: self.read(pair, &link),
            probability: rounded(self.outcome.posterior().probability(pair)),
            alone: rounded(probability_of(link.weight())),
            weight: rounded(link.weight()),
            prior: rounded(link.prior),
            decides: 1,
            joined: self.cluster.get(rows[0]) == self.cluster.get(rows[1]),
            verdict: self.verdict(pair),
            fields: link.contributions.iter().filter(|one| says_anything(one)).map(field).collect(),
            others: self.others(rows),
            evidence: evidence(self.outcome.sources(), self.outcome.mentions(), rows.to_vec()),
        }
    }

    /// What became of a pair:
    ///
    /// - `same`, `different`: a reviewer decided, or it follows from decisions;
    /// - `joined`: both records are in one cluster;
    /// - `apart`: they are in two, although the program may join them;
    /// - `forbidden`: both are on a list that promises no repeats, and no reviewer decided.
    fn verdict(&self, pair: Pair) -> &'static str {
        let list = |at: usize| self.outcome.mentions().get(at).map(|mention| mention.source_index());
        let is_possible = list(pair.a()) != list(pair.b()) || self.outcome.reconciled.engine.is_allowed(pair);
        match self.outcome.reconciled.engine.bound(pair) {
            Bound::Same => "same",
            Bound::Different => "different",
            Bound::Free if self.cluster.get(pair.a()) == self.cluster.get(pair.b()) => "joined",
            Bound::Free if is_possible => "apart",
            Bound::Free => "forbidden",
        }
    }

    /// How the names of a pair were read in the link: role and text of each part, for the smaller
    /// position first.
    fn read(&self, pair: Pair, link: &Link) -> [Vec<(&'static str, String)>; 2] {
        let parts = |at: usize, reading: u8| {
            let name = self.outcome.mentions().get(at).and_then(|mention| mention.name());
            let reading = name.and_then(|name| name.readings().get(usize::from(reading)));
            let part = |role: Role| Some((role.as_str(), reading?.value(role)?.text().to_owned()));
            Role::ALL.into_iter().filter_map(part).collect()
        };
        [parts(pair.a(), link.readings.0), parts(pair.b(), link.readings.1)]
    }

    /// The other people that the two rows may be: first those of row 0, then those of row 1, each the
    /// most likely first. The partner of the pair is left out.
    fn others(&self, rows: [usize; 2]) -> Vec<Other> {
        let block = |at: usize| self.blocks.of.get(at).copied().unwrap_or(at);
        let of_side = |side: usize| {
            let (row, partner) = (block(rows[side]), block(rows[1 - side]));
            let places = self.places.get(&row).into_iter().flatten();
            places.filter(move |place| !place.fits.contains(&partner)).filter_map(move |place| {
                let (first, more) = place.fits.split_first()?;
                let probability = rounded(place.probability);
                Some(Other { side, row: *first, more: more.len(), probability, chosen: place.chosen })
            })
        };
        of_side(0).chain(of_side(1)).collect()
    }
}

/// Whether a contribution gets a line: it has a level, or it weighs at least 0.05 bits. Adjustments for
/// relatives and namesakes often weigh nothing.
fn says_anything(one: &Contribution) -> bool {
    !one.level.is_empty() || one.weight.abs() >= 0.05
}

/// A contribution with rounded numbers.
fn field(one: &Contribution) -> FieldEvidence {
    let (weight, others, of) = (rounded(one.weight), rounded(one.others), rounded(one.of));
    FieldEvidence { field: one.field.to_string(), level: one.level, weight, others, of }
}

/// A number with four decimals, which is more than a reader needs. Minus zero becomes zero.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4 + 0.0
}
