//! Explains why two records were joined or kept apart.
//!
//! Takes an [`Outcome`] and two record keys; gives an [`Explanation`]: the two rows as printed, the
//! weight of each field in bits, both probabilities, and one sentence on the decision. It estimates
//! nothing new: every number comes from the model and the draws of the run.

use std::fmt;

use serde::Serialize;

use crate::base::error::{ErrorKind, Result};
use crate::base::words::words;
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::model::{Contradiction, Contribution, probability as probability_of};
use crate::register::ledger::{Replayed, Ruling};
use crate::register::outcome::Outcome;

impl Outcome {
    /// Explains why two records were joined or kept apart. A record is named `list:record`, such as
    /// `azattyq:91`.
    ///
    /// The pair need not be a candidate pair: a pair that blocking never proposed is compared here.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchRecord`] if no list has one of the records, or if both names are the same
    /// record.
    pub fn explain(&self, a: &str, b: &str) -> Result<Explanation> {
        Explanation::new(self, self.find(a)?, self.find(b)?)
    }
}

/// One row of a list as printed: headers and cells.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PrintedRow {
    /// The record as `list:record`.
    pub key: String,
    /// The file, as the project file names it.
    pub file: String,
    /// The row number in a spreadsheet: the header is row 1.
    pub row: u64,
    /// Header and cell of each column with text, in the order of the columns. A column without a header
    /// has an empty header.
    pub cells: Vec<(String, String)>,
    /// The reading of the name that fits the other record best, as role and text of each part: `surname
    /// Тестов, given-name Асан`. Empty if the record has no name.
    pub name_read_as: String,
}

/// What became of a pair of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PairDecision {
    /// Both records are in one entry.
    Linked,
    /// The records are in different entries, although the program may join them.
    Apart,
    /// The program never joins the pair: both records are on a list with `duplicates = "never"`, or the
    /// rows themselves show two people (a relative, another generation, a group, a record without a
    /// name).
    Forbidden,
}

words! {
    PairDecision, "decision";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files: `linked`, `apart` or `forbidden`.
    as_str
    Linked = "linked",
    Apart = "apart",
    Forbidden = "forbidden",
}

/// The evidence for two records, field by field. [`Display`](fmt::Display) gives the text that
/// `reconcile explain` prints.
///
/// `alone` and `probability` can differ much. Two records that alone are more likely two people can be
/// one person if no other record remains for either. Two records that alone are likely one person stay
/// apart if another record fits one of them better.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The two rows in the order of the mentions of the run, whichever was asked for first.
    pub rows: [PrintedRow; 2],
    /// The weight of each field in bits. Together with `prior` they sum to `weight`.
    pub contributions: Vec<Contribution>,
    /// log2 of the prior odds that the two records are one person, in bits.
    pub prior: f64,
    /// log2 of the posterior odds of the two records alone, in bits.
    pub weight: f64,
    /// Probability from 0 to 1 that the two records are one person, if only these two are considered.
    /// It follows from `weight`.
    pub alone: f64,
    /// Probability from 0 to 1 that the two records are one person, considering all records: the share
    /// of draws that put them into one cluster.
    pub probability: f64,
    /// What became of the pair.
    pub decision: PairDecision,
    /// The ids of the entries that have the records, in the order of `rows`. Equal if the records are
    /// joined.
    pub entries: [String; 2],
    /// The reason for the decision, in one English sentence. It names the reviewer if a decision
    /// settled the pair.
    pub reason: String,
}

impl Explanation {
    /// Explains the pair of mentions at positions `a` and `b`, in either order.
    /// [`ErrorKind::NoSuchRecord`] if they are equal.
    pub(crate) fn new(outcome: &Outcome, a: usize, b: usize) -> Result<Self> {
        if a == b {
            let key = outcome.mentions()[a].key().to_string();
            return Err(ErrorKind::NoSuchRecord { key, hint: "name two different records".to_owned() }.into());
        }
        let pair = Pair::new(a, b);
        let allowed = outcome.reconciled.engine.bound(pair) != Bound::Free
            || outcome.reconciled.engine.link(pair).is_some();
        let link = outcome.reconciled.engine.link_ignoring_promises(pair);
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

/// The row of the mention at position `at`. `reading` is the index of the name reading that the link
/// used.
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

/// One sentence on the decision. `alone` is the weight of the two records alone, in bits.
///
/// The cases are tried in this order:
///
/// - the pair is never joined by the program;
/// - a decision of a reviewer settles it;
/// - joined: other records support it; or its probability is high enough; or the other records of the
///   entry fit both;
/// - apart despite a high probability: the records disagree, or alone are most likely two people, or a
///   join would also join others that are not one person;
/// - apart: one of the records fits several people; or other records speak against it; or its
///   probability is too low.
///
/// The sentence ends with `a reviewer should look at them` if the expected cost of an error exceeds the cost of a
/// review.
fn reason(outcome: &Outcome, pair: Pair, decision: PairDecision, alone: f64) -> String {
    if decision == PairDecision::Forbidden {
        if let Some(never) = outcome.reconciled.engine.never(pair) {
            return format!("{never}; the program never joins such rows");
        }
        return "both rows are on one list that declares duplicates = \"never\"".to_owned();
    }
    if let Some(decided) = decided(outcome, pair) {
        return decided;
    }
    let settings = outcome.settings();
    let probability = outcome.posterior().probability(pair);
    let needed = settings.needed();
    let number = stated(probability);
    let stated = format!("one person with a probability of {number}");
    let because = match decision {
        PairDecision::Linked if probability >= needed && probability_of(alone) < needed => {
            format!("{stated} considering all rows; the two rows alone would be kept apart")
        }
        PairDecision::Linked if probability >= needed => {
            format!("{stated}; rows are joined above {needed:.2}")
        }
        PairDecision::Linked => format!(
            "one person with a probability of only {number}, but the other rows of the entry fit both"
        ),
        _ if probability >= needed && contradiction(outcome, pair, needed).is_some() => {
            match (outcome.reconciled.engine.doubt(pair), contradiction(outcome, pair, needed)) {
                (Some(doubt), _) => format!("{stated}, but {doubt}, and only a reviewer joins such rows"),
                (None, what) => {
                    let what = what.map_or("", Contradiction::in_words);
                    format!(
                        "{stated}, but they have two different {what}, and only a reviewer joins such rows"
                    )
                }
            }
        }
        _ if probability >= needed && needs_a_reviewer(outcome, pair, needed) => format!(
            "{stated}, but the two rows alone are most likely two people, and only a reviewer joins such rows"
        ),
        _ if probability >= needed => {
            format!("{stated}, but joining them would also join rows that are not one person")
        }
        _ if is_one_of_several(outcome, pair) => {
            format!("{stated}; one of the rows fits several people, and it is not certain which")
        }
        _ if probability_of(alone) >= needed => {
            format!("{stated} considering all rows; the two rows alone would be joined")
        }
        _ => format!("{stated}; rows are joined above {needed:.2}"),
    };
    let risk = settings.risk(probability, decision == PairDecision::Linked);
    if risk > settings.cost_of_review {
        format!("{because}; a reviewer should look at them")
    } else {
        because
    }
}

/// The first value on which two records disagree, if it keeps them apart until a reviewer joins them.
/// `needed` is the probability above which records are joined.
fn contradiction(outcome: &Outcome, pair: Pair, needed: f64) -> Option<Contradiction> {
    let link = outcome.reconciled.engine.link(pair).filter(|link| link.needs_a_reviewer(needed))?;
    link.contradictions().next()
}

/// Whether only a reviewer may join two records. `needed` is the probability above which records are
/// joined.
fn needs_a_reviewer(outcome: &Outcome, pair: Pair, needed: f64) -> bool {
    outcome.reconciled.engine.link(pair).is_some_and(|link| link.needs_a_reviewer(needed))
}

/// A sentence on the decision that settles a pair; `None` if no decision does. A pair can also follow
/// from decisions about other records: A and B are one person, and B and C are, so A and C are.
fn decided(outcome: &Outcome, pair: Pair) -> Option<String> {
    let (ruling, what) = match outcome.reconciled.engine.bound(pair) {
        Bound::Same => (Ruling::Same, "that they are one person"),
        Bound::Different => (Ruling::Different, "that they are two people"),
        Bound::Free => return None,
    };
    let is_of_pair = |one: &&Replayed| {
        let holds = |at: usize| one.mentions.contains(&at);
        one.decision.ruling() == ruling && holds(pair.a()) && holds(pair.b())
    };
    let Some(one) = outcome.decisions().iter().find(is_of_pair) else {
        return Some(format!("it follows from reviewers' decisions on other rows {what}"));
    };
    let why = if one.decision.why().is_empty() { "no reason given" } else { one.decision.why() };
    let (by, when) = (one.decision.by(), one.decision.when());
    Some(format!(
        "{by} decided on {when} {what}: {why} ({}, line {}, decision {})",
        one.file, one.line, one.id
    ))
}

/// Whether one of the records stays an entry of its own because it fits the other record and further
/// people as well.
fn is_one_of_several(outcome: &Outcome, pair: Pair) -> bool {
    let fits = |one: usize, other: usize| {
        let of_one = outcome.clustering().ambiguous.iter().find(|row| row.mention == one);
        of_one.is_some_and(|row| row.fits.len() > 1 && row.fits.contains(&other))
    };
    fits(pair.a(), pair.b()) || fits(pair.b(), pair.a())
}

/// A probability with three decimals. It is never stated as 0 or 1, because a share of draws cannot
/// prove either.
fn stated(probability: f64) -> String {
    match probability {
        sure if sure >= 0.9995 => "more than 0.999".to_owned(),
        unlikely if unlikely < 0.0005 => "less than 0.001".to_owned(),
        other => format!("{other:.3}"),
    }
}

/// The text for a terminal: both rows, a line for each field, the sums, the decision with its reason,
/// and the entries.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "{}  ({}, row {})", row.key, row.file, row.row)?;
            for (header, cell) in &row.cells {
                writeln!(f, "    {header}: {cell}")?;
            }
            writeln!(f, "    name read as: {}", row.name_read_as)?;
        }
        writeln!(f, "\n{:<14} {:<16} {:>7}   other rows that agree as well", "field", "level", "bits")?;
        for one in &self.contributions {
            // A weight that rounds to zero has no sign.
            let weight = if one.weight.abs() < 0.005 { 0.0 } else { one.weight };
            write!(f, "{:<14} {:<16} {:>+7.2}", one.field, one.level, weight)?;
            match one.level {
                "" => {}
                _ => write!(f, "   {:.1} of {:.0}", one.others, one.of)?,
            }
            match one.published {
                Some(share) => writeln!(f, "; in the tables {:.0} in a million", share * 1e6)?,
                None => writeln!(f)?,
            }
        }
        writeln!(f, "{:<14} {:<16} {:>+7.2}", "prior", "", self.prior)?;
        writeln!(f, "{:<14} {:<16} {:>+7.2}   probability {:.4} alone", "sum", "", self.weight, self.alone)?;
        writeln!(f, "{:<39}   probability {:.4} considering all rows", "", self.probability)?;
        writeln!(f, "\n{}: {}", self.decision.as_str(), self.reason)?;
        match self.decision {
            PairDecision::Linked => write!(f, "entry {}", self.entries[0]),
            _ => write!(f, "entries {} and {}", self.entries[0], self.entries[1]),
        }
    }
}
