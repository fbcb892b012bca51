//! The decisions of all ledgers, applied to the records of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::seen::evidence;
use super::{Decision, Ledger, Ruling, contradiction};
use crate::base::error::{ErrorKind, Result};
use crate::base::finding::{Code, Finding, Location};
use crate::linkage::binding::Binding;
use crate::linkage::block::Pair;
use crate::source::mention::Mention;
use crate::source::{Named, Source, named};

/// What became of a decision in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DecisionState {
    /// It holds, and the rows are as the reviewer saw them, as far as the ledger says what was seen.
    Holds,
    /// It holds, but a row of it has changed since: look again.
    Stale,
    /// A record of it is in no list any more; it holds for the others, and what follows from it together with
    /// other decisions on that record holds as well.
    RecordGone,
}

impl DecisionState {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            DecisionState::Holds => "holds",
            DecisionState::Stale => "stale",
            DecisionState::RecordGone => "record-gone",
        }
    }
}

/// A decision in a run: where it stands and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Replayed {
    /// The short name that follows from the line, as `D-1f2e3d4c`.
    pub id: String,
    /// The ledger.
    pub file: String,
    /// Its line, counted from 1.
    pub line: u64,
    /// What became of it.
    pub state: DecisionState,
    /// Records of it that no list has.
    pub gone: Vec<String>,
    /// The decision.
    pub decision: Decision,
    /// Its mentions, by position.
    #[serde(skip)]
    pub(crate) mentions: Vec<usize>,
    /// Its records: the positions of mentions, then the numbers of those that are gone.
    #[serde(skip)]
    pub(super) nodes: Vec<usize>,
}

/// All decisions of a run, in the order of ledgers and lines; a line that stands twice counts once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decisions {
    pub(crate) all: Vec<Replayed>,
    pub(crate) binding: Binding,
}

impl Decisions {
    /// Finds the records of all decisions.
    ///
    /// # Errors
    ///
    /// When decisions contradict each other, or name an id that several rows of a list have.
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

    /// What a person should know about the ledgers.
    pub(crate) fn findings(&self, sources: &[Source], mentions: &[Mention]) -> Vec<Finding> {
        self.all.iter().filter_map(|one| finding(one, sources, mentions)).collect()
    }
}

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
    /// Mentions have their positions; records that no list has come after them.
    of: BTreeMap<String, usize>,
    /// The names by number.
    names: Vec<String>,
}

impl Keys {
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

/// Refuses decisions on an id that several rows have: it does not say which of them is meant.
fn refuse_repeated(ledgers: &[Ledger], sources: &[Source]) -> Result<()> {
    let lines = ledgers.iter().flat_map(|ledger| ledger.lines().map(move |line| (ledger.file(), line)));
    for (file, (line, decision)) in lines {
        for record in decision.records() {
            if let Some((source, Named::Several(rows))) = named(sources, record) {
                let problem = format!(
                    "it names {record}, an id that {} rows have; give each row its own id in the list, or name the row: {}",
                    rows.len(),
                    listed(source, rows)
                );
                return Err(ErrorKind::Ledger { path: file.into(), line, problem }.into());
            }
        }
    }
    Ok(())
}

/// The first rows of an id as a ledger names them.
pub(crate) fn listed<I: std::fmt::Display>(source: &str, rows: &[I]) -> String {
    let shown: Vec<String> = rows.iter().take(SHOWN).map(|row| format!("{source}:{row}")).collect();
    let more = if rows.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// How many of the rows of one id a message names.
const SHOWN: usize = 5;

/// Records that lines may join into one person. The time and the memory for a person grow with the square of them.
const MOST_JOINED: usize = 1_000;

/// Refuses lines that together join more records into one person than [`MOST_JOINED`].
fn refuse_crowds(all: &[Replayed], binding: &Binding) -> Result<()> {
    let Some(crowd) = binding.units().iter().find(|unit| unit.len() > MOST_JOINED) else { return Ok(()) };
    let is_join = |one: &&Replayed| matches!(one.decision.ruling(), Ruling::Same | Ruling::Group);
    let is_of_crowd = |one: &&Replayed| one.nodes.iter().any(|node| crowd.binary_search(node).is_ok());
    let first = all.iter().filter(is_join).find(is_of_crowd);
    let (path, line) = first.map_or((String::new(), 1), |one| (one.file.clone(), one.line));
    let problem = format!(
        "with other lines it joins {} records into one person, more than the {MOST_JOINED} that are joined; remove the lines \
         that are wrong",
        crowd.len()
    );
    Err(ErrorKind::Ledger { path: path.into(), line, problem }.into())
}

fn binding(all: &[Replayed], mentions: usize) -> Binding {
    let of = |ruling: Ruling| all.iter().filter(move |one| one.decision.ruling() == ruling);
    // Neighbours are enough to join all.
    let neighbours = |one: &Replayed| -> Vec<Pair> {
        one.nodes.iter().zip(one.nodes.iter().skip(1)).map(|(a, b)| Pair::new(*a, *b)).collect()
    };
    let same = of(Ruling::Same).flat_map(neighbours);
    let different = of(Ruling::Different).map(|one| one.nodes.as_slice());
    let groups: Vec<Vec<usize>> =
        of(Ruling::Group).map(|one| one.nodes.clone()).filter(|set| !set.is_empty()).collect();
    Binding::new(same, different, &groups, mentions)
}

fn finding(one: &Replayed, sources: &[Source], mentions: &[Mention]) -> Option<Finding> {
    let what = format!("{} line {}, decision {} of {}", one.file, one.line, one.id, one.decision.by());
    let at = || one.mentions.iter().filter_map(|at| location(*at, sources, mentions)).collect();
    match one.state {
        DecisionState::Holds => None,
        DecisionState::Stale => {
            let message = format!(
                "a row has changed since it was seen ({what}); the decision `{}` still holds: look at the rows again, \
                 then write the line anew or remove it",
                one.decision.ruling().as_str()
            );
            Some(Finding::new(Code::StaleDecision, at(), message))
        }
        DecisionState::RecordGone => {
            let edited: Vec<String> =
                one.gone.iter().filter_map(|record| of_edited(record, sources)).collect();
            let message = format!(
                "no list has the record {} any more ({what}){}; name the record that it has become, or remove the line",
                one.gone.join(", "),
                edited.concat()
            );
            Some(Finding::new(Code::DecisionWithoutRecord, at(), message))
        }
    }
}

/// What a row may be called now that was one of several of one id.
fn of_edited(record: &str, sources: &[Source]) -> Option<String> {
    let (source, Named::Edited(rows)) = named(sources, record)? else { return None };
    Some(format!(
        "; a row of its id was edited or removed, and the rows of this id are {}",
        listed(source, &rows)
    ))
}

/// Where a row stands, by its position among the mentions.
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
