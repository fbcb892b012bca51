//! Explains why two records were joined or kept apart.

use std::fmt;

use serde::Serialize;

use crate::base::error::{ErrorKind, Result};
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::model::{Contradiction, Contribution, probability as probability_of};
use crate::register::ledger::{Replayed, Ruling};
use crate::register::outcome::Outcome;

impl Outcome {
    /// Why two records were joined or kept apart. Records are named `source:id`.
    ///
    /// # Errors
    ///
    /// When a list has no such record, or both are the same.
    pub fn explain(&self, a: &str, b: &str) -> Result<Explanation> {
        Explanation::new(self, self.find(a)?, self.find(b)?)
    }
}

/// One row as printed: headers and cells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintedRow {
    /// `source:id`.
    pub key: String,
    /// The file, as the project file names it.
    pub file: String,
    /// The row as a spreadsheet counts it.
    pub row: u64,
    /// Header and cell of every column with text.
    pub cells: Vec<(String, String)>,
    /// How the name was read, each part in its role.
    pub name_read_as: String,
}

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PairDecision {
    /// Both rows stand in one entry.
    Linked,
    /// The rows stand in different entries.
    Apart,
    /// Both rows are of a list that promises to have no repeats, or the rows themselves say that they are
    /// two people.
    Forbidden,
}

impl PairDecision {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            PairDecision::Linked => "linked",
            PairDecision::Apart => "apart",
            PairDecision::Forbidden => "forbidden",
        }
    }
}

/// The evidence for two records, field by field. Its text form is made for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The two rows.
    pub rows: [PrintedRow; 2],
    /// What each field adds, in bits; together with `prior` they sum to `weight`.
    pub contributions: Vec<Contribution>,
    /// log2 of the prior odds, in bits.
    pub prior: f64,
    /// log2 of the odds that the two are one person, in bits.
    pub weight: f64,
    /// The probability that the two are one person, looked at alone.
    pub alone: f64,
    /// The probability that the two are one person, all other rows being seen too.
    pub probability: f64,
    /// What became of the pair.
    pub decision: PairDecision,
    /// The entries that hold the rows.
    pub entries: [String; 2],
    /// Why the decision is what it is, in a sentence.
    pub reason: String,
}

impl Explanation {
    pub(crate) fn new(outcome: &Outcome, a: usize, b: usize) -> Result<Self> {
        if a == b {
            let key = outcome.mentions()[a].key().to_string();
            return Err(ErrorKind::NoSuchRecord { key, hint: "name two different records".to_owned() }.into());
        }
        let pair = Pair::new(a, b);
        let allowed = outcome.engine.bound(pair) != Bound::Free || outcome.engine.link(pair).is_some();
        let link = outcome.engine.link_ignoring_promises(pair);
        let entry = |at: usize| {
            let key = outcome.mentions()[at].key();
            let found = outcome.register().entry_of(&key.source, &key.record);
            found.map_or_else(String::new, |entry| entry.id().to_owned())
        };
        let entries = [entry(pair.a()), entry(pair.b())];
        let decision = match (entries[0] == entries[1], allowed) {
            (true, _) => PairDecision::Linked,
            (false, false) => PairDecision::Forbidden,
            (false, true) => PairDecision::Apart,
        };
        let reason = reason(outcome, pair, decision, link.weight());
        Ok(Explanation {
            rows: [printed(outcome, pair.a(), link.readings.0), printed(outcome, pair.b(), link.readings.1)],
            prior: link.prior,
            weight: link.weight(),
            alone: probability_of(link.weight()),
            probability: outcome.posterior().probability(pair),
            contributions: link.contributions,
            decision,
            entries,
            reason,
        })
    }
}

fn printed(outcome: &Outcome, at: usize, reading: u8) -> PrintedRow {
    let mention = &outcome.mentions()[at];
    let source = &outcome.sources()[usize::from(mention.source_index())];
    let record = &source.records()[mention.record_index()];
    let header = |column: usize| source.header().get(column).cloned().unwrap_or_default();
    let cells = record.cells().iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let read = mention.name().and_then(|name| name.readings().get(usize::from(reading)));
    let parts = read.into_iter().flat_map(|reading| {
        crate::language::name::Role::ALL
            .into_iter()
            .filter_map(|role| Some(format!("{} {}", role.as_str(), reading.value(role)?.text())))
    });
    PrintedRow {
        key: mention.key().to_string(),
        file: source.file().to_owned(),
        row: record.row(),
        cells: cells.map(|(column, cell)| (header(column), cell.clone())).collect(),
        name_read_as: parts.collect::<Vec<_>>().join(", "),
    }
}

fn reason(outcome: &Outcome, pair: Pair, decision: PairDecision, alone: f64) -> String {
    if decision == PairDecision::Forbidden {
        if let Some(never) = outcome.engine.never(pair) {
            return format!("{never}: such rows are never joined by the program");
        }
        return "both rows stand in one list that declares duplicates = \"never\"".to_owned();
    }
    if let Some(decided) = decided(outcome, pair) {
        return decided;
    }
    let settings = outcome.settings();
    let probability = outcome.posterior().probability(pair);
    let needed = settings.needed();
    let stated = format!("one person with a probability of {}", stated(probability));
    let because = match decision {
        PairDecision::Linked if probability >= needed && probability_of(alone) < needed => format!(
            "by themselves they would be kept apart, but other rows support them or leave neither a better \
             place: {stated}"
        ),
        PairDecision::Linked if probability >= needed => {
            format!("{stated}; rows are joined above {needed:.2}")
        }
        PairDecision::Linked => format!("{stated} only, but the other rows of the entry fit both of them"),
        _ if probability >= needed && contradiction(outcome, pair, needed).is_some() => {
            match (outcome.engine.doubt(pair), contradiction(outcome, pair, needed)) {
                (Some(doubt), _) => format!("{stated}, but {doubt}: only a reviewer joins such records"),
                (None, what) => {
                    let what = what.map_or("", Contradiction::in_words);
                    format!(
                        "{stated}, but they have two different {what}: only a reviewer joins such records"
                    )
                }
            }
        }
        _ if probability >= needed && needs_a_reviewer(outcome, pair, needed) => format!(
            "{stated}, but the two records alone are most likely two people: only a reviewer joins such records"
        ),
        _ if probability >= needed => {
            format!("{stated}, but joining them would join others that are not one person")
        }
        _ if is_one_of_several(outcome, pair) => {
            format!("{stated}; one of the rows fits several people, and which of them is not sure")
        }
        _ if probability_of(alone) >= needed => format!(
            "by themselves they would be joined, but other rows fit one of them better or speak against it: \
             {stated}"
        ),
        _ => format!("{stated}; rows are joined above {needed:.2}"),
    };
    let risk = settings.risk(probability, decision == PairDecision::Linked);
    if risk > settings.cost_of_review { format!("{because}; a person should look") } else { because }
}

/// What keeps two records apart until a reviewer joins them.
fn contradiction(outcome: &Outcome, pair: Pair, needed: f64) -> Option<Contradiction> {
    let link = outcome.engine.link(pair).filter(|link| link.needs_a_reviewer(needed))?;
    link.contradictions().next()
}

/// Whether only a reviewer may join two records.
fn needs_a_reviewer(outcome: &Outcome, pair: Pair, needed: f64) -> bool {
    outcome.engine.link(pair).is_some_and(|link| link.needs_a_reviewer(needed))
}

/// Who decided on a pair, if somebody did.
fn decided(outcome: &Outcome, pair: Pair) -> Option<String> {
    let (ruling, what) = match outcome.engine.bound(pair) {
        Bound::Same => (Ruling::Same, "that they are one person"),
        Bound::Different => (Ruling::Different, "that they are two people"),
        Bound::Free => return None,
    };
    let is_of_pair = |one: &&Replayed| {
        let holds = |at: usize| one.mentions.contains(&at);
        one.decision.ruling() == ruling && holds(pair.a()) && holds(pair.b())
    };
    let Some(one) = outcome.decisions().iter().find(is_of_pair) else {
        return Some(format!("it follows from decisions of people on other rows of theirs {what}"));
    };
    let why = if one.decision.why().is_empty() { "no reason is given" } else { one.decision.why() };
    let (by, when) = (one.decision.by(), one.decision.when());
    Some(format!("{by} decided on {when} {what}: {why} ({} line {}, {})", one.file, one.line, one.id))
}

/// Whether one of the rows was left alone because it fits the other and further ones.
fn is_one_of_several(outcome: &Outcome, pair: Pair) -> bool {
    let fits = |one: usize, other: usize| {
        let of_one = outcome.clustering().ambiguous.iter().find(|row| row.mention == one);
        of_one.is_some_and(|row| row.fits.len() > 1 && row.fits.contains(&other))
    };
    fits(pair.a(), pair.b()) || fits(pair.b(), pair.a())
}

/// A probability in words: none that is computed from a sample is 0 or 1.
fn stated(probability: f64) -> String {
    match probability {
        sure if sure >= 0.9995 => "more than 0.999".to_owned(),
        unlikely if unlikely < 0.0005 => "less than 0.001".to_owned(),
        other => format!("{other:.3}"),
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "{}  ({}, row {})", row.key, row.file, row.row)?;
            for (header, cell) in &row.cells {
                writeln!(f, "    {header}: {cell}")?;
            }
            writeln!(f, "    name read as: {}", row.name_read_as)?;
        }
        writeln!(f, "\n{:<14} {:<16} {:>7}   others that agree as well", "field", "level", "bits")?;
        for one in &self.contributions {
            // What rounds to nothing has no sign.
            let weight = if one.weight.abs() < 0.005 { 0.0 } else { one.weight };
            write!(f, "{:<14} {:<16} {:>+7.2}", one.field, one.level, weight)?;
            match one.level {
                "" => {}
                _ => write!(f, "   {:.1} of {:.0}", one.others, one.of)?,
            }
            match one.published {
                Some(share) => writeln!(f, "; by the tables {:.0} in a million", share * 1e6)?,
                None => writeln!(f)?,
            }
        }
        writeln!(f, "{:<14} {:<16} {:>+7.2}", "prior", "", self.prior)?;
        writeln!(f, "{:<14} {:<16} {:>+7.2}   probability {:.4} alone", "sum", "", self.weight, self.alone)?;
        writeln!(f, "{:<39}   probability {:.4} beside all other rows", "", self.probability)?;
        writeln!(f, "\n{}: {}", self.decision.as_str(), self.reason)?;
        match self.decision {
            PairDecision::Linked => write!(f, "entry {}", self.entries[0]),
            _ => write!(f, "entries {} and {}", self.entries[0], self.entries[1]),
        }
    }
}
