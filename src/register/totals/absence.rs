//! Names of one list that another list does not have, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::reasons::Reasons;
use super::scope::{Says, Scopes};
use crate::base::finding::{Code, Finding, Location, Severity};
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::source::Source;

/// Why a name of one list is missing from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AbsenceReason {
    /// The other list has the person in a row that was not joined.
    MissedLink,
    /// The list has the person twice, and the other row of it is not missing.
    DuplicateInsideList,
    /// The other list does not mean to name such people.
    OutOfScope,
    /// The other list should have named the person.
    OmittedByOtherList,
    /// The person did not die.
    NotADeath,
    /// The row says too little to be found anywhere.
    TooLittleData,
    /// Nobody knows yet.
    Unexplained,
}

impl AbsenceReason {
    /// All reasons.
    pub const ALL: [AbsenceReason; 7] = [
        AbsenceReason::MissedLink,
        AbsenceReason::DuplicateInsideList,
        AbsenceReason::OutOfScope,
        AbsenceReason::OmittedByOtherList,
        AbsenceReason::NotADeath,
        AbsenceReason::TooLittleData,
        AbsenceReason::Unexplained,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            AbsenceReason::MissedLink => "missed-link",
            AbsenceReason::DuplicateInsideList => "duplicate-inside-list",
            AbsenceReason::OutOfScope => "out-of-scope",
            AbsenceReason::OmittedByOtherList => "omitted-by-other-list",
            AbsenceReason::NotADeath => "not-a-death",
            AbsenceReason::TooLittleData => "too-little-data",
            AbsenceReason::Unexplained => "unexplained",
        }
    }
}

/// A name of one list that another list does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Absence {
    /// The list that has it.
    pub source: String,
    /// The record.
    pub record: String,
    /// The name as printed.
    pub name: String,
    /// The list that does not have it.
    pub missing_from: String,
    /// Why.
    pub reason: AbsenceReason,
    /// Whether a person gave the reason; otherwise the data suggest it.
    pub given: bool,
    /// What a person added, or the record that the suggestion rests on, as `source:id`.
    pub note: String,
}

/// All absences of a run.
///
/// A name is looked for in each other list that would name such a person: every list, unless the project
/// file gives it a `scope`. Then only people are looked for whom some list puts into that scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Absences {
    /// The absences, by list, record and the list that lacks them.
    pub rows: Vec<Absence>,
    /// For each list with a scope the names of which no list says whether they are in it; they are not
    /// among the rows.
    pub unsaid: BTreeMap<String, usize>,
}

impl Absences {
    /// How many absences each two lists have of each reason: the list that has the names, then the one
    /// that lacks them.
    pub fn counts(&self) -> BTreeMap<(&str, &str), BTreeMap<AbsenceReason, usize>> {
        let mut counts: BTreeMap<(&str, &str), BTreeMap<AbsenceReason, usize>> = BTreeMap::new();
        for row in &self.rows {
            *counts.entry((&row.source, &row.missing_from)).or_default().entry(row.reason).or_insert(0) += 1;
        }
        counts
    }
}

impl Outcome {
    /// Names of one list that another list does not have, each with a reason: what a person gave, or what
    /// the data suggest, or none.
    ///
    /// Suggested are only a missed link (the review queue asks about a row of the other list), a duplicate
    /// inside the list (the person is in it twice, or the queue asks so), and too little data.
    pub fn absences(&self) -> Absences {
        let scopes = Scopes::new(self, &self.readers, &[]);
        let hints = Hints::new(self);
        let mut found = Absences::default();
        for entry in self.register().entries().iter().filter(|entry| !entry.name().is_empty()) {
            for list in self.sources().iter().filter(|list| !entry.sources().contains(&list.id())) {
                match scopes.is_meant(entry, list.spec().scope()) {
                    Says::Yes => found.rows.extend(hints.absences(entry, list)),
                    Says::Silent => *found.unsaid.entry(list.id().to_owned()).or_insert(0) += 1,
                    Says::No => (),
                }
            }
        }
        found.rows.sort();
        found
    }
}

/// A record as list and id.
type Key<'a> = (&'a str, &'a str);

/// What the data show of absences.
struct Hints<'a> {
    outcome: &'a Outcome,
    names: BTreeMap<Key<'a>, &'a str>,
    /// For each record those that the review queue asks about with it and that stand apart.
    asked: BTreeMap<Key<'a>, Vec<Key<'a>>>,
    unlinkable: BTreeSet<Key<'a>>,
    entry_of: BTreeMap<Key<'a>, &'a Entry>,
}

impl<'a> Hints<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let key = |at: usize| -> Option<Key<'a>> {
            let key = outcome.mentions().get(at)?.key();
            Some((&*key.source, &*key.record))
        };
        let mut asked: BTreeMap<Key<'a>, Vec<Key<'a>>> = BTreeMap::new();
        for item in outcome.questions() {
            if let (Some(a), Some(b)) = (key(item.pair.0), key(item.pair.1)) {
                asked.entry(a).or_default().push(b);
                asked.entry(b).or_default().push(a);
            }
        }
        let unlinkable = outcome.findings().iter().filter(|finding| finding.code == Code::UnlinkableRecord);
        let at = unlinkable.flat_map(|finding| &finding.at);
        let unlinkable = at.filter_map(|at| Some((at.source.as_str(), at.record.as_deref()?))).collect();
        let names = outcome
            .mentions()
            .iter()
            .filter_map(|one| Some(((&*one.key().source, &*one.key().record), one.name()?.raw().trim())));
        let entries = outcome.register().entries().iter();
        let entry_of = entries.flat_map(|entry| {
            entry
                .members()
                .iter()
                .map(move |member| ((member.source.as_str(), member.record.as_str()), entry))
        });
        Hints { names: names.collect(), asked, unlinkable, entry_of: entry_of.collect(), outcome }
    }

    /// The rows of an entry that a list does not have. Of several rows of one list the first is missing;
    /// the others are the same person again.
    fn absences(&self, entry: &'a Entry, list: &Source) -> Vec<Absence> {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        let rows = entry.members().iter().map(|member| {
            let key = (member.source.as_str(), member.record.as_str());
            let known = *first.entry(key.0).or_insert(key.1);
            let before = (known != key.1).then_some((key.0, known));
            self.absence(key, before, list.id())
        });
        rows.collect()
    }

    fn absence(&self, key: Key<'a>, before: Option<Key<'a>>, list: &str) -> Absence {
        let given = self.outcome.reasons.as_ref().and_then(|reasons| reasons.given(key.0, key.1, list));
        let (reason, note) = match given {
            Some(given) => (given.reason.unwrap_or(AbsenceReason::Unexplained), given.note.clone()),
            None => self.suggestion(key, before, list),
        };
        Absence {
            source: key.0.to_owned(),
            record: key.1.to_owned(),
            name: self.names.get(&key).copied().unwrap_or_default().to_owned(),
            missing_from: list.to_owned(),
            reason,
            given: given.is_some(),
            note,
        }
    }

    fn suggestion(&self, key: Key<'a>, before: Option<Key<'a>>, list: &str) -> (AbsenceReason, String) {
        let shown = |(source, record): Key<'_>| format!("{source}:{record}");
        if let Some(before) = before {
            return (AbsenceReason::DuplicateInsideList, shown(before));
        }
        let asked = self.asked.get(&key).map(Vec::as_slice).unwrap_or_default();
        if let Some(other) = asked.iter().find(|other| other.0 == list) {
            return (AbsenceReason::MissedLink, shown(*other));
        }
        // A row of another list that may be the person, and that stands with one of the list.
        let with_list = asked
            .iter()
            .find(|other| self.entry_of.get(*other).is_some_and(|entry| entry.sources().contains(&list)));
        match with_list {
            Some(other) if other.0 == key.0 => (AbsenceReason::DuplicateInsideList, shown(*other)),
            Some(other) => (AbsenceReason::MissedLink, shown(*other)),
            None if self.unlinkable.contains(&key) => (AbsenceReason::TooLittleData, String::new()),
            None => (AbsenceReason::Unexplained, String::new()),
        }
    }
}

/// Reasons that were given for what is not missing.
pub(super) fn stale(outcome: &Outcome, reasons: &Reasons) -> Vec<Finding> {
    let absences = outcome.absences();
    let missing: BTreeSet<(&str, &str, &str)> = absences
        .rows
        .iter()
        .map(|row| (row.source.as_str(), row.record.as_str(), row.missing_from.as_str()))
        .collect();
    let is_stale = |row: &&super::GivenReason| {
        !missing.contains(&(row.source.as_str(), row.record.as_str(), row.missing_from.as_str()))
    };
    let finding = |row: &super::GivenReason| Finding {
        code: Code::UnreadableTotal,
        severity: Severity::Warning,
        at: vec![Location { file: reasons.file().to_owned(), row: Some(row.row), ..Location::default() }],
        message: format!(
            "`{}:{}` is not missing from `{}`, or there is no such record; remove the row",
            row.source, row.record, row.missing_from
        ),
    };
    reasons.rows().iter().filter(is_stale).map(finding).collect()
}
