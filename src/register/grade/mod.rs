//! Grades: how well the lists establish an entry.
//!
//! Input: the register, the review queue, and the decisions of reviewers. Output: a [`Grading`] for every entry, and
//! findings about rulings that cover an entry only in part. The program computes a grade; a reviewer may overrule it.
//!
//! The grade is computed twice. Merging sets it from the lists alone ([`Grading::of_lists`]). When the review queue is
//! known, `complete` computes it again with the questions and the decisions.

mod count;
mod unruled;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::finding::Finding;
use crate::language::name::Group;
use crate::register::ledger::{Decision, Ruling};
use crate::register::outcome::Outcome;
use crate::register::{Entry, FieldState, FieldView, Member, Register};

pub(crate) use count::is_named_person;
pub use count::{GradeCounts, Range};
pub(crate) use unruled::{Unruled, unruled};

/// Fields that state who the person was or how the person died. A conflict in one of them makes an entry `disputed`.
const IDENTITY_AND_DEATH: [&str; 5] = ["name", "sex", "birth", "death", "place"];

/// How well an entry is established.
///
/// The grades follow the standards of casualty recording. The program computes these, and the first that fits applies:
///
/// - `disputed`: the lists disagree on who the person was or how the person died. The field `name`, `sex`, `birth`,
///   `death` or `place` is in conflict, not merely spelled differently or less precise. A status label never makes an
///   entry disputed, because labels are often contested.
/// - `pending`: a question about a record of the entry waits in the review queue.
/// - `corroborated`: at least two independent groups of lists name the person.
/// - `single-source`: one group names the person. Lists that quote each other count once.
///
/// Only a reviewer sets `confirmed`, `rejected`, `found-alive`, `out-of-scope` and `withdrawn`, in a
/// [ledger](crate::register::ledger). A reviewer may also set `disputed` and `pending`. A ruling replaces the computed
/// grade; both are kept, with the reviewer and the reason. Of several rulings about one entry the latest applies. A
/// ruling applies to the records that it names and to records that a reviewer joined to them. An entry of which only
/// some records were found alive or out of scope is `disputed` and counts, until a reviewer has ruled on all records
/// or separated them. Records that are *withdrawn* or *rejected* no longer corroborate anything. The entry itself has
/// that grade only if no other record is left.
///
/// Entries that are rejected, found alive, out of scope or withdrawn stay in the register and are not counted among
/// the people. A record of a group of people is an entry of its own, whether a reviewer or the record itself states so
/// (`X and his wife`, `3 children`). It counts as many people as its ruling or the record states, separately from the
/// people with names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Grade {
    /// A reviewer found the death established by more than the lists.
    Confirmed,
    /// At least two independent groups of lists name the person.
    Corroborated,
    /// One independent group of lists names the person.
    #[default]
    SingleSource,
    /// The lists disagree on who the person was or how the person died, or a ruling that takes the person out of the
    /// count names only some of the records.
    Disputed,
    /// A question about the entry waits for a reviewer.
    Pending,
    /// The records do not document the death of a person.
    Rejected,
    /// The person was found alive.
    FoundAlive,
    /// The register does not cover this death.
    OutOfScope,
    /// The lists have withdrawn the records.
    Withdrawn,
}

impl Grade {
    /// Every grade; the five that count come first.
    pub const ALL: [Grade; 9] = [
        Grade::Confirmed,
        Grade::Corroborated,
        Grade::SingleSource,
        Grade::Disputed,
        Grade::Pending,
        Grade::Rejected,
        Grade::FoundAlive,
        Grade::OutOfScope,
        Grade::Withdrawn,
    ];

    /// The word in files, such as `single-source`.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Confirmed => "confirmed",
            Grade::Corroborated => "corroborated",
            Grade::SingleSource => "single-source",
            Grade::Disputed => "disputed",
            Grade::Pending => "pending",
            Grade::Rejected => "rejected",
            Grade::FoundAlive => "found-alive",
            Grade::OutOfScope => "out-of-scope",
            Grade::Withdrawn => "withdrawn",
        }
    }

    /// One sentence that explains the grade to a reader.
    pub fn about(self) -> &'static str {
        match self {
            Grade::Confirmed => "a reviewer confirmed the death with evidence beyond the lists",
            Grade::Corroborated => "at least two independent groups of lists name the person",
            Grade::SingleSource => "one independent group of lists names the person",
            Grade::Disputed => {
                "the lists disagree on the person or the death, or a reviewer found only some of the rows \
                 alive or out of scope"
            }
            Grade::Pending => "a question about the entry waits for a reviewer",
            Grade::Rejected => "a reviewer found that the rows are not the death of a person",
            Grade::FoundAlive => "a reviewer found the person alive",
            Grade::OutOfScope => "the death is outside the scope of the register",
            Grade::Withdrawn => "the publisher withdrew the rows",
        }
    }

    /// Whether an entry of this grade counts among the dead.
    pub fn counts(self) -> bool {
        !matches!(self, Grade::Rejected | Grade::FoundAlive | Grade::OutOfScope | Grade::Withdrawn)
    }

    /// The grade that a ruling sets; `None` for rulings about identity, which set no grade.
    fn of(ruling: Ruling) -> Option<Grade> {
        Some(match ruling {
            Ruling::Confirmed => Grade::Confirmed,
            Ruling::Disputed => Grade::Disputed,
            Ruling::Pending => Grade::Pending,
            Ruling::Rejected => Grade::Rejected,
            Ruling::FoundAlive => Grade::FoundAlive,
            Ruling::OutOfScope => Grade::OutOfScope,
            Ruling::Withdrawn => Grade::Withdrawn,
            _ => return None,
        })
    }
}

/// The decision of a ledger that set a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GradedBy {
    /// The short id of the decision, [`Decision::id`].
    pub decision: String,
    /// The name of the reviewer.
    pub by: String,
    /// The day or time of the decision, as its line states it (`2026-11-22`).
    pub when: String,
    /// The reason that the reviewer gave; may be empty.
    pub why: String,
}

/// The grade of an entry, and how it was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Grading {
    /// The grade that applies.
    pub grade: Grade,
    /// The grade that the program computes, ignoring rulings.
    pub computed: Grade,
    /// The names of the fields in which the lists disagree on who the person was or how the person died.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<String>,
    /// The ruling that replaces the computed grade; `None` if the computed grade applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruled: Option<GradedBy>,
    /// Whether the entry is a record of a group of people without names.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_group: bool,
    /// The number of people of a group record; `None` if the entry is no group or the number is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_count: Option<u64>,
    /// Records, as `source:id`, that no ruling names, while other records of the entry were found alive or out of
    /// scope. Empty for every other entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unruled: Vec<String>,
    /// The number of independent groups of lists that name the person, without withdrawn and rejected records.
    #[serde(skip)]
    pub independent_groups: usize,
}

impl Grading {
    /// `ruled` if a reviewer set the grade, otherwise `computed`.
    pub fn set_by(&self) -> &'static str {
        if self.ruled.is_some() { "ruled" } else { "computed" }
    }

    /// The number of people that the entry counts as: the stated number of a group record, otherwise one; at least one.
    pub fn people(&self) -> u64 {
        self.group_count.unwrap_or(1).max(1)
    }

    /// The grading from the lists alone, without rulings and questions. `groups` is the number of independent groups of
    /// lists.
    pub(crate) fn of_lists(groups: usize, fields: &[FieldView]) -> Self {
        let is_contested = |field: &&FieldView| {
            field.state == FieldState::Conflict && IDENTITY_AND_DEATH.contains(&field.field.as_str())
        };
        let contested: Vec<String> =
            fields.iter().filter(is_contested).map(|field| field.field.clone()).collect();
        let grade = match (contested.is_empty(), groups) {
            (false, _) => Grade::Disputed,
            (true, 0 | 1) => Grade::SingleSource,
            (true, _) => Grade::Corroborated,
        };
        Grading { grade, computed: grade, contested, independent_groups: groups, ..Grading::default() }
    }
}

/// Grades every entry by the lists, the review queue and the decisions, and adds the findings about rulings that
/// cover an entry only in part. The entries of the register and the clusters must be in the same order.
pub(crate) fn complete(outcome: &mut Outcome) {
    let decisions: Vec<&Decision> = outcome.decisions().iter().map(|one| &one.decision).collect();
    let asked: BTreeSet<usize> =
        outcome.questions().iter().flat_map(|item| [item.pair.0, item.pair.1]).collect();
    let clusters = outcome.clustering().clusters.iter();
    let is_asked: Vec<bool> =
        clusters.clone().map(|cluster| cluster.members.iter().any(|at| asked.contains(at))).collect();
    let by_record = by_record(&decisions);
    let stated =
        clusters.map(|cluster| cluster.members.iter().find_map(|at| outcome.mentions().get(*at)?.group()));
    let entries = outcome.register().entries().iter().zip(is_asked).zip(stated);
    let mut gradings: Vec<Grading> = entries
        .map(|((entry, is_asked), stated)| {
            let about = about(entry, &decisions, &by_record);
            with_stated(graded(outcome.register(), entry, is_asked, &about), stated)
        })
        .collect();
    let unruled = unruled(outcome);
    unruled.iter().for_each(|one| dispute(outcome, one, &mut gradings));
    let findings: Vec<Finding> = unruled.iter().map(|one| unruled::finding(outcome, one)).collect();
    outcome.register.grade(gradings);
    outcome.findings.extend(findings);
    outcome.findings.sort();
}

/// Makes an entry `disputed` and removes its ruling, because a ruling that does not cover all records must not take
/// the person out of the count.
fn dispute(outcome: &Outcome, one: &Unruled, gradings: &mut [Grading]) {
    let key = |row: &usize| outcome.mentions().get(*row).map(|mention| mention.key().to_string());
    if let Some(grading) = gradings.get_mut(one.entry) {
        (grading.grade, grading.computed, grading.ruled) = (Grade::Disputed, Grade::Disputed, None);
        grading.unruled = one.rows.iter().filter_map(key).collect();
    }
}

/// For each record, as `source:id`, the positions of the decisions that name it, ascending.
fn by_record<'a>(decisions: &[&'a Decision]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, decision) in decisions.iter().enumerate() {
        decision.records().iter().for_each(|key| all.entry(key).or_default().push(at));
    }
    all
}

/// The decisions that name any record of an entry, in their order, each once.
fn about<'a>(
    entry: &Entry,
    decisions: &[&'a Decision],
    by_record: &BTreeMap<&str, Vec<usize>>,
) -> Vec<&'a Decision> {
    let of_row = |member: &Member| by_record.get(member.key().as_str()).cloned().unwrap_or_default();
    let all: BTreeSet<usize> = entry.members().iter().flat_map(of_row).collect();
    all.into_iter().filter_map(|at| decisions.get(at).copied()).collect()
}

/// The grading of an entry by the lists, the queue and the decisions about it.
///
/// A `rejected` or `withdrawn` ruling sets the grade only if it leaves no record. Of several rulings the latest
/// applies; `when` is compared as text, which orders ISO dates.
fn graded(register: &Register, entry: &Entry, is_asked: bool, about: &[&Decision]) -> Grading {
    let (gone, left) = without_rejected(entry, about);
    let mut grading = Grading::of_lists(groups(register, &left), entry.fields());
    if is_asked && grading.computed != Grade::Disputed {
        grading.computed = Grade::Pending;
    }
    grading.grade = grading.computed;
    let is_of_rows = |ruling| matches!(ruling, Ruling::Rejected | Ruling::Withdrawn);
    let rulings = about.iter().filter(|one| !is_of_rows(one.ruling()) || (left.is_empty() && gone > 0));
    let last = rulings.filter(|one| Grade::of(one.ruling()).is_some()).max_by_key(|one| one.when());
    if let Some((ruling, grade)) = last.and_then(|one| Some((one, Grade::of(one.ruling())?))) {
        grading.grade = grade;
        grading.ruled = Some(GradedBy {
            decision: ruling.id(),
            by: ruling.by().to_owned(),
            when: ruling.when().to_owned(),
            why: ruling.why().to_owned(),
        });
    }
    let group = about.iter().filter(|one| one.ruling() == Ruling::Group).max_by_key(|one| one.when());
    grading.is_group = group.is_some();
    grading.group_count = group.and_then(|one| one.count());
    grading
}

/// Marks the entry as a group record if its record itself names several people (`3 children`) and no reviewer has
/// ruled that it is a group. The number is the one that the record states.
fn with_stated(grading: Grading, stated: Option<Group>) -> Grading {
    match stated {
        Some(group) if !grading.is_group => {
            Grading { is_group: true, group_count: group.count().map(u64::from), ..grading }
        }
        _ => grading,
    }
}

/// The number of members that are withdrawn or rejected, and the list ids of the other members, with repetitions.
fn without_rejected<'a>(entry: &'a Entry, about: &[&Decision]) -> (usize, Vec<&'a str>) {
    let of_rows = |one: &&&Decision| matches!(one.ruling(), Ruling::Rejected | Ruling::Withdrawn);
    let against = about.iter().filter(of_rows).flat_map(|one| one.records());
    let against: BTreeSet<&str> = against.map(String::as_str).collect();
    let left: Vec<&str> = entry
        .members()
        .iter()
        .filter(|member| !against.contains(member.key().as_str()))
        .map(|member| member.source.as_str())
        .collect();
    (entry.members().len() - left.len(), left)
}

/// The number of independent groups among these lists.
fn groups(register: &Register, lists: &[&str]) -> usize {
    let group = |list: &&str| register.lists().iter().find(|info| info.id == **list);
    let all: BTreeSet<&str> =
        lists.iter().filter_map(group).map(|info| info.independent_group.as_str()).collect();
    all.len()
}
