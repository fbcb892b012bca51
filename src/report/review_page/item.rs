//! One question of the page, with the evidence about it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::language::name::Role;
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::model::{Contribution, Link, probability as probability_of};
use crate::register::ledger::evidence;
use crate::register::outcome::Outcome;
use crate::register::review::{Blocks, Candidate, ReviewItem, candidates};

/// A pair of rows and what the program makes of it.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// Why it is asked; none where only a decision names the pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    pub(super) rows: [usize; 2],
    /// How the names were read: role and text of each part.
    read: [Vec<(&'static str, String)>; 2],
    pub(super) probability: f64,
    /// By itself, without the other rows.
    pub(super) alone: f64,
    /// In bits.
    pub(super) weight: f64,
    /// In bits.
    pub(super) prior: f64,
    /// How many pairs of rows the answer decides.
    decides: usize,
    /// Whether both rows stand in one entry.
    pub(super) joined: bool,
    /// What became of the pair: `joined`, `apart`, `forbidden`, or as it was decided, `same` or `different`.
    pub(super) verdict: &'static str,
    pub(super) fields: Vec<FieldEvidence>,
    others: Vec<Other>,
    /// What a decision says was seen.
    evidence: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FieldEvidence {
    pub(super) field: String,
    pub(super) level: &'static str,
    /// In bits.
    pub(super) weight: f64,
    /// How many other records agree as well, and out of how many.
    others: f64,
    of: f64,
}

/// Someone else whom one of the rows may be.
#[derive(Debug, Serialize)]
struct Other {
    /// Which of the two rows: 0 or 1.
    side: usize,
    row: usize,
    /// How many further rows surely are the same person.
    more: usize,
    probability: f64,
    chosen: bool,
}

impl Item {
    pub(super) fn pair(&self) -> [usize; 2] {
        self.rows
    }

    /// Every row that the question shows.
    pub(super) fn rows(&self) -> Vec<usize> {
        self.rows.into_iter().chain(self.others.iter().map(|other| other.row)).collect()
    }
}

/// What all questions of a run share.
#[derive(Debug)]
pub(super) struct Items<'a> {
    outcome: &'a Outcome,
    blocks: &'a Blocks,
    cluster: Vec<usize>,
    /// The places of each doubtful row that stands for its block.
    places: BTreeMap<usize, Vec<Candidate>>,
}

impl<'a> Items<'a> {
    pub(super) fn new(outcome: &'a Outcome) -> Self {
        let mut places: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
        for place in candidates(outcome) {
            places.entry(place.mention).or_default().push(place);
        }
        let cluster = outcome.clustering().cluster_of(outcome.mentions().len());
        Items { outcome, blocks: outcome.blocks(), cluster, places }
    }

    /// A question of the queue.
    pub(super) fn asked(&self, asked: &ReviewItem) -> Item {
        let (a, b) = asked.pair;
        let item = self.decided([a.min(b), a.max(b)]);
        Item { kind: Some(asked.kind.as_str()), decides: asked.decides, ..item }
    }

    /// A pair that only a decision names.
    pub(super) fn decided(&self, rows: [usize; 2]) -> Item {
        let pair = Pair::new(rows[0], rows[1]);
        let link = self.outcome.engine.link_ignoring_promises(pair);
        Item {
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

    /// A list that promises no repeats forbids a pair unless a person decided about it.
    fn verdict(&self, pair: Pair) -> &'static str {
        let list = |at: usize| self.outcome.mentions().get(at).map(|mention| mention.source_index());
        let is_possible = list(pair.a()) != list(pair.b()) || self.outcome.engine.is_allowed(pair);
        match self.outcome.engine.bound(pair) {
            Bound::Same => "same",
            Bound::Different => "different",
            Bound::Free if self.cluster.get(pair.a()) == self.cluster.get(pair.b()) => "joined",
            Bound::Free if is_possible => "apart",
            Bound::Free => "forbidden",
        }
    }

    fn read(&self, pair: Pair, link: &Link) -> [Vec<(&'static str, String)>; 2] {
        let parts = |at: usize, reading: u8| {
            let name = self.outcome.mentions().get(at).and_then(|mention| mention.name());
            let reading = name.and_then(|name| name.readings().get(usize::from(reading)));
            let part = |role: Role| Some((role.as_str(), reading?.value(role)?.text().to_owned()));
            Role::ALL.into_iter().filter_map(part).collect()
        };
        [parts(pair.a(), link.readings.0), parts(pair.b(), link.readings.1)]
    }

    /// Whom else the two rows may be, the likeliest first.
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

/// Relatives, namesakes and the like are worth a line only where they weigh.
fn says_anything(one: &Contribution) -> bool {
    !one.level.is_empty() || one.weight.abs() >= 0.05
}

fn field(one: &Contribution) -> FieldEvidence {
    let (weight, others, of) = (rounded(one.weight), rounded(one.others), rounded(one.of));
    FieldEvidence { field: one.field.to_string(), level: one.level, weight, others, of }
}

/// To four decimals, which is more than a person can use; minus nothing is nothing.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4 + 0.0
}
