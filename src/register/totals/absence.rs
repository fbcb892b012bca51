//! Names of one list that another list does not have, and why.
//!
//! Input: the register of a run, the review queue, and the reasons that reviewers gave. Output: [`Absences`]: one row
//! for each record and each list that does not name its person.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::reasons::Reasons;
use super::scope::{Says, Scopes};
use crate::base::finding::{Code, Finding, Location, Severity};
use crate::base::words::words;
use crate::register::entry::Entry;
use crate::register::graded::Graded;
use crate::source::Source;

/// Why a name of one list is missing from another list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AbsenceReason {
    /// The other list has the person in a record that was not joined.
    MissedLink,
    /// The list has the person twice; the other record of the person is not missing.
    DuplicateInsideList,
    /// The other list does not cover such people.
    OutOfScope,
    /// The other list covers such people and should have named the person.
    OmittedByOtherList,
    /// The person did not die.
    NotADeath,
    /// The record states too little to be found on any list.
    TooLittleData,
    /// The reason is not known yet.
    Unexplained,
}

words! {
    AbsenceReason, "reason";
    /// All reasons.
    ALL
    /// The word in files, such as `missed-link`.
    as_str
    MissedLink = "missed-link",
    DuplicateInsideList = "duplicate-inside-list",
    OutOfScope = "out-of-scope",
    OmittedByOtherList = "omitted-by-other-list",
    NotADeath = "not-a-death",
    TooLittleData = "too-little-data",
    Unexplained = "unexplained",
}

/// A name of one list that another list does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Absence {
    /// The id of the list that has the name.
    pub source: String,
    /// The id of the record.
    pub record: String,
    /// The name as printed; empty if the record has no name that can be read.
    pub name: String,
    /// The id of the list that does not have the name.
    pub missing_from: String,
    /// The reason: given by a reviewer, or suggested by the data.
    pub reason: AbsenceReason,
    /// Whether a reviewer gave the reason; otherwise the data suggest it.
    pub given: bool,
    /// The reviewer's note, or the record that the suggestion is based on, as `source:id`; may be empty.
    pub note: String,
}

/// All absences of a run.
///
/// A name is looked for on each other list that covers such a person. A list covers everybody, unless the project file
/// gives it a `scope`. Then only people whom some list puts into that scope are looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Absences {
    /// The absences, sorted by list, record and the list that lacks them.
    pub rows: Vec<Absence>,
    /// For each list with a scope, the number of people of whom no list states whether they are in it. They are not
    /// among the rows.
    pub unsaid: BTreeMap<String, usize>,
}

impl Absences {
    /// The number of absences for each reason, by the list that has the names and the list that lacks them.
    pub fn counts(&self) -> BTreeMap<(&str, &str), BTreeMap<AbsenceReason, usize>> {
        let mut counts: BTreeMap<(&str, &str), BTreeMap<AbsenceReason, usize>> = BTreeMap::new();
        for row in &self.rows {
            *counts.entry((&row.source, &row.missing_from)).or_default().entry(row.reason).or_insert(0) += 1;
        }
        counts
    }
}

impl Absences {
    /// The absences of a run. `reasons` has those that reviewers gave.
    pub(crate) fn new(run: Graded<'_>, reasons: Option<&Reasons>) -> Self {
        let scopes = Scopes::new(run, &[]);
        let hints = Hints::new(run, reasons);
        let mut found = Absences::default();
        for entry in run.register.entries().iter().filter(|entry| !entry.name().is_empty()) {
            for list in run.reconciled.sources.iter().filter(|list| !entry.sources().contains(&list.id())) {
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

/// A record: the id of its list and its own id.
type RecordRef<'a> = (&'a str, &'a str);

/// What the data suggest about absences, prepared for all records.
struct Hints<'a> {
    /// The reasons that reviewers gave.
    reasons: Option<&'a Reasons>,
    /// For each record its name as printed.
    names: BTreeMap<RecordRef<'a>, &'a str>,
    /// For each record the records that the review queue asks about together with it.
    asked: BTreeMap<RecordRef<'a>, Vec<RecordRef<'a>>>,
    /// Records that state too little to be linked.
    unlinkable: BTreeSet<RecordRef<'a>>,
    /// For each record its entry.
    entry_of: BTreeMap<RecordRef<'a>, &'a Entry>,
}

impl<'a> Hints<'a> {
    /// Prepares the look-ups of a run.
    fn new(run: Graded<'a>, reasons: Option<&'a Reasons>) -> Self {
        let key = |at: usize| -> Option<RecordRef<'a>> {
            let key = run.reconciled.mentions().get(at)?.key();
            Some((&*key.source, &*key.record))
        };
        let mut asked: BTreeMap<RecordRef<'a>, Vec<RecordRef<'a>>> = BTreeMap::new();
        for item in run.review.questions() {
            if let (Some(a), Some(b)) = (key(item.pair.0), key(item.pair.1)) {
                asked.entry(a).or_default().push(b);
                asked.entry(b).or_default().push(a);
            }
        }
        let unlinkable = run.findings.iter().filter(|finding| finding.code == Code::UnlinkableRecord);
        let at = unlinkable.flat_map(|finding| &finding.at);
        let unlinkable = at.filter_map(|at| Some((at.source.as_str(), at.record.as_deref()?))).collect();
        let names = run
            .reconciled
            .mentions()
            .iter()
            .filter_map(|one| Some(((&*one.key().source, &*one.key().record), one.name()?.raw().trim())));
        let entries = run.register.entries().iter();
        let entry_of = entries.flat_map(|entry| {
            entry
                .members()
                .iter()
                .map(move |member| ((member.source.as_str(), member.record.as_str()), entry))
        });
        Hints { names: names.collect(), asked, unlinkable, entry_of: entry_of.collect(), reasons }
    }

    /// The absences of the records of an entry from a list. Of several records of one list only the first counts as
    /// missing; the others are duplicates inside the list.
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

    /// The absence of one record from `list`. `before` is the first record of its own list in the same entry, if that
    /// is another one.
    fn absence(&self, key: RecordRef<'a>, before: Option<RecordRef<'a>>, list: &str) -> Absence {
        let given = self.reasons.and_then(|reasons| reasons.given(key.0, key.1, list));
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

    /// The reason that the data suggest, and the record that it is based on, in this order:
    ///
    /// 1. an earlier record of the same list in the entry: a duplicate inside the list;
    /// 2. a question of the review queue about a record of `list`: a missed link;
    /// 3. a question about a record in an entry with a record of `list`: a missed link, or a duplicate inside the list
    ///    if that record is of the same list as this one;
    /// 4. a record that states too little to be linked: too little data;
    /// 5. otherwise: unexplained.
    fn suggestion(
        &self,
        key: RecordRef<'a>,
        before: Option<RecordRef<'a>>,
        list: &str,
    ) -> (AbsenceReason, String) {
        let shown = |(source, record): RecordRef<'_>| format!("{source}:{record}");
        if let Some(before) = before {
            return (AbsenceReason::DuplicateInsideList, shown(before));
        }
        let asked = self.asked.get(&key).map(Vec::as_slice).unwrap_or_default();
        if let Some(other) = asked.iter().find(|other| other.0 == list) {
            return (AbsenceReason::MissedLink, shown(*other));
        }
        // A record that may be the same person and is in one entry with a record of the list.
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

/// Findings about given reasons for names that are not missing. Computes all absences again.
pub(super) fn stale(run: Graded<'_>, reasons: &Reasons) -> Vec<Finding> {
    let absences = Absences::new(run, Some(reasons));
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
            "`{}:{}` is not missing from `{}`, or does not exist; remove the row",
            row.source, row.record, row.missing_from
        ),
    };
    reasons.rows().iter().filter(is_stale).map(finding).collect()
}
