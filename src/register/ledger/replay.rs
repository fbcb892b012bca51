//! The decisions of all ledgers, applied to the records of a run.
//!
//! Input: ledgers, lists and mentions. Output: [`Decisions`], which has the state of each decision in this run and the
//! constraints on the clustering. Errors stop the run if decisions contradict each other or do not name one record.
//!
//! Records that no list has any more are kept as numbers after the mentions. So a chain of decisions through such a
//! record still joins the records on both sides of it. A decision never expires by itself: if a record changes or
//! disappears, a finding asks a reviewer to look again, and the decision still applies.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::seen::evidence;
use super::{Decision, Ledger, Ruling, contradiction};
use crate::base::error::{ErrorKind, Result};
use crate::base::finding::{Code, Finding, Location};
use crate::base::words::words;
use crate::linkage::binding::Binding;
use crate::linkage::block::Pair;
use crate::source::mention::Mention;
use crate::source::{Named, Source, named};

/// The state of a decision in a run. Every decision applies, whatever its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DecisionState {
    /// The records are as the reviewer saw them, or the line has no `evidence` to compare.
    Holds,
    /// A record has changed since the reviewer saw it. A reviewer should look again.
    Stale,
    /// A record is on no list any more. The decision applies to the other records, and so does whatever follows from
    /// it together with other decisions about the missing record.
    RecordGone,
}

words! {
    DecisionState, "state";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files, such as `record-gone`.
    as_str
    Holds = "holds",
    Stale = "stale",
    RecordGone = "record-gone",
}

/// A decision in a run: its ledger and line, its state, and its records.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Replayed {
    /// The short id of the decision, such as `D-1f2e3d4c`.
    pub id: String,
    /// The name of the ledger.
    pub file: String,
    /// The number of the line, from 1.
    pub line: u64,
    /// The state in this run.
    pub state: DecisionState,
    /// The records of the decision that no list has, as `source:id`.
    pub gone: Vec<String>,
    /// The decision.
    pub decision: Decision,
    /// The positions of its mentions, in the order of its records.
    #[serde(skip)]
    pub(crate) mentions: Vec<usize>,
    /// The numbers of its records: the positions of the mentions, then the numbers of the records that no list has.
    #[serde(skip)]
    pub(super) nodes: Vec<usize>,
}

/// All decisions of a run, in the order of ledgers and lines. Equal lines count once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decisions {
    /// The decisions with their states.
    pub(crate) all: Vec<Replayed>,
    /// The constraints on pairs that follow from all decisions.
    pub(crate) binding: Binding,
}

impl Decisions {
    /// Finds the records of all decisions and derives the constraints.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ledger`] if decisions contradict each other, if a record id is given to several records of its
    /// list, or if lines join more than [`MOST_JOINED`] records.
    pub(crate) fn new(ledgers: &[Ledger], sources: &[Source], mentions: &[Mention]) -> Result<Self> {
        refuse_repeated(ledgers, sources)?;
        let keys = Keys::new(ledgers, sources, mentions);
        let mut known: BTreeSet<&Decision> = BTreeSet::new();
        let lines = ledgers.iter().flat_map(|ledger| ledger.lines().map(move |line| (ledger.file(), line)));
        let lines = lines.filter(|(_, (_, decision))| known.insert(decision));
        let all: Vec<Replayed> = lines
            .map(|(file, (line, decision))| replayed(file, line, decision, &keys, sources, mentions))
            .collect();
        contradiction::refuse(&all, &keys.names)?;
        let binding = binding(&all, mentions.len());
        refuse_crowds(&all, &binding)?;
        Ok(Decisions { all, binding })
    }

    /// One finding for each decision that is stale or names a missing record.
    pub(crate) fn findings(&self, sources: &[Source], mentions: &[Mention]) -> Vec<Finding> {
        self.all.iter().filter_map(|one| finding(one, sources, mentions)).collect()
    }
}

/// One decision in this run. A missing record outweighs changed records in its state.
fn replayed(
    file: &str,
    line: u64,
    decision: &Decision,
    keys: &Keys,
    sources: &[Source],
    mentions: &[Mention],
) -> Replayed {
    let nodes = decision.records().iter().filter_map(|key| keys.of.get(key).copied());
    let (found, gone): (Vec<usize>, Vec<usize>) = nodes.partition(|node| *node < mentions.len());
    let nodes = [found.as_slice(), &gone].concat();
    let gone: Vec<String> = gone.into_iter().filter_map(|node| keys.names.get(node).cloned()).collect();
    let has_changed = || evidence(sources, mentions, found.clone()) != decision.evidence();
    let state = match (gone.is_empty(), decision.evidence().is_empty()) {
        (false, _) => DecisionState::RecordGone,
        (true, false) if has_changed() => DecisionState::Stale,
        _ => DecisionState::Holds,
    };
    let (file, decision) = (file.to_owned(), decision.clone());
    Replayed { id: decision.id(), file, line, state, gone, decision, mentions: found, nodes }
}

/// A number for each record that a list or a ledger names.
struct Keys {
    /// The number of each name. Mentions have their positions; records that no list has are numbered after them.
    of: BTreeMap<String, usize>,
    /// The names by number.
    names: Vec<String>,
}

impl Keys {
    /// Numbers all records. A name in a ledger that now belongs to a renamed record gets the number of that record.
    fn new(ledgers: &[Ledger], sources: &[Source], mentions: &[Mention]) -> Self {
        let mut names: Vec<String> = mentions.iter().map(|mention| mention.key().to_string()).collect();
        let mut of: BTreeMap<String, usize> =
            names.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        let decided = ledgers.iter().flat_map(Ledger::decisions).flat_map(Decision::records);
        for record in decided.collect::<BTreeSet<_>>() {
            if of.contains_key(record) {
                continue;
            }
            let renamed = match named(sources, record) {
                Some((source, Named::One(id))) => of.get(&format!("{source}:{id}")).copied(),
                _ => None,
            };
            of.insert(record.clone(), renamed.unwrap_or(names.len()));
            if renamed.is_none() {
                names.push(record.clone());
            }
        }
        Keys { of, names }
    }
}

/// Refuses decisions about a record id that several records of a list have, because the record meant is unknown.
fn refuse_repeated(ledgers: &[Ledger], sources: &[Source]) -> Result<()> {
    let lines = ledgers.iter().flat_map(|ledger| ledger.lines().map(move |line| (ledger.file(), line)));
    for (file, (line, decision)) in lines {
        for record in decision.records() {
            if let Some((source, Named::Several(rows))) = named(sources, record) {
                let problem = format!(
                    "the decision names {record}, but {} rows have that id; give each row its own id in the \
                     list, or name the row: {}",
                    rows.len(),
                    listed(source, rows)
                );
                return Err(ErrorKind::Ledger { path: file.into(), line, problem }.into());
            }
        }
    }
    Ok(())
}

/// The first [`SHOWN`] records of a repeated id, as a ledger names them, separated by commas.
pub(crate) fn listed<I: std::fmt::Display>(source: &str, rows: &[I]) -> String {
    let shown: Vec<String> = rows.iter().take(SHOWN).map(|row| format!("{source}:{row}")).collect();
    let more = if rows.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Number of records with one id that a message lists before `…`.
const SHOWN: usize = 5;

/// Largest number of records that decisions may join into one person. Time and memory for a person grow with the square
/// of its records.
const MOST_JOINED: usize = 1_000;

/// Refuses decisions that together join more than [`MOST_JOINED`] records into one person. The error is at the first
/// line that joins some of them.
fn refuse_crowds(all: &[Replayed], binding: &Binding) -> Result<()> {
    let Some(crowd) = binding.units().iter().find(|unit| unit.len() > MOST_JOINED) else { return Ok(()) };
    let is_join = |one: &&Replayed| matches!(one.decision.ruling(), Ruling::Same | Ruling::Group);
    let is_of_crowd = |one: &&Replayed| one.nodes.iter().any(|node| crowd.binary_search(node).is_ok());
    let first = all.iter().filter(is_join).find(is_of_crowd);
    let (path, line) = first.map_or((String::new(), 1), |one| (one.file.clone(), one.line));
    let problem = format!(
        "this line and others join {} records into one person, but at most {MOST_JOINED} can be joined; remove \
         the wrong lines",
        crowd.len()
    );
    Err(ErrorKind::Ledger { path: path.into(), line, problem }.into())
}

/// The constraints that follow from `same`, `different` and `group`. `mentions` is the number of mentions; other
/// rulings constrain nothing.
fn binding(all: &[Replayed], mentions: usize) -> Binding {
    let of = |ruling: Ruling| all.iter().filter(move |one| one.decision.ruling() == ruling);
    // Pairs of neighbours are enough: the other pairs of the line follow from them.
    let neighbours = |one: &Replayed| -> Vec<Pair> {
        one.nodes.iter().zip(one.nodes.iter().skip(1)).map(|(a, b)| Pair::new(*a, *b)).collect()
    };
    let same = of(Ruling::Same).flat_map(neighbours);
    let different = of(Ruling::Different).map(|one| one.nodes.as_slice());
    let groups: Vec<Vec<usize>> =
        of(Ruling::Group).map(|one| one.nodes.clone()).filter(|set| !set.is_empty()).collect();
    Binding::new(same, different, &groups, mentions)
}

/// The finding about a decision; `None` if it holds unchanged.
fn finding(one: &Replayed, sources: &[Source], mentions: &[Mention]) -> Option<Finding> {
    let what = format!("{} line {}, decision {} of {}", one.file, one.line, one.id, one.decision.by());
    let at = || one.mentions.iter().filter_map(|at| location(*at, sources, mentions)).collect();
    match one.state {
        DecisionState::Holds => None,
        DecisionState::Stale => {
            let message = format!(
                "a row has changed since a reviewer decided on it ({what}), and the decision `{}` still holds; \
                 look at the rows again, then write the line anew or remove it",
                one.decision.ruling().as_str()
            );
            Some(Finding::new(Code::StaleDecision, at(), message))
        }
        DecisionState::RecordGone => {
            let edited: Vec<String> =
                one.gone.iter().filter_map(|record| of_edited(record, sources)).collect();
            let message = format!(
                "no list has the record {} any more ({what}){}; name the record that replaced it, or remove \
                 the line",
                one.gone.join(", "),
                edited.concat()
            );
            Some(Finding::new(Code::DecisionWithoutRecord, at(), message))
        }
    }
}

/// The part of a message that lists the remaining records of a repeated id, if the named record was edited or removed.
fn of_edited(record: &str, sources: &[Source]) -> Option<String> {
    let (source, Named::Edited(rows)) = named(sources, record)? else { return None };
    Some(format!(
        ", because a row with its id was edited or removed; the rows that now have this id are {}",
        listed(source, &rows)
    ))
}

/// The location of a mention, by its position; `None` if the position is out of range.
pub(crate) fn location(at: usize, sources: &[Source], mentions: &[Mention]) -> Option<Location> {
    let mention = mentions.get(at)?;
    let source = sources.get(usize::from(mention.source_index()))?;
    let row = source.records().get(mention.record_index()).map(|record| record.row());
    Some(Location {
        source: source.id().to_owned(),
        file: source.file().to_owned(),
        row,
        line: row.and_then(|row| source.line_of(row)),
        column: None,
        record: Some(mention.key().record.to_string()),
    })
}
