//! Grades: how well the lists establish an entry. The program computes a grade; a reviewer may overrule it.

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

/// Fields that say who it was and how the person died.
const IDENTITY_AND_DEATH: [&str; 5] = ["name", "sex", "birth", "death", "place"];

/// How well an entry is established.
///
/// The grades follow the standards of casualty recording. The program computes these:
///
/// | grade | when |
/// |---|---|
/// | `disputed` | lists disagree on who the person was or how the person died: the fields `name`, `sex`, `birth`, `death` or `place` are in conflict (not merely spelled differently or less precise). A status label never makes an entry disputed, because labels are often contested. |
/// | `pending` | no such conflict, but a question about a record of the entry waits in the review queue |
/// | `corroborated` | neither, and at least two independent groups of lists name the person |
/// | `single-source` | neither, and one group names the person: lists that quote each other count once |
///
/// Only a reviewer sets `confirmed`, `rejected`, `found-alive`, `out-of-scope` and `withdrawn`, in a [ledger](crate::register::ledger). A
/// reviewer may also set `disputed` and `pending`. A ruling replaces the computed grade; both are kept, with the reviewer and the
/// reason. Of several rulings about one entry the latest applies. A ruling applies to the records that it names and to records
/// that a reviewer joined to them. An entry of which only some records were found alive or out of scope is `disputed` and counts,
/// until a reviewer has ruled on all records or separated them. Records that are *withdrawn* or *rejected* no longer corroborate
/// anything. The entry itself has that grade only if no other record is left.
///
/// Entries that are rejected, found alive, out of scope or withdrawn stay in the register and are not counted among the people. A
/// record of a group of people is an entry of its own, whether a reviewer or the row itself says so (`X and his wife`,
/// `3 children`). It counts as many people as its ruling or its row says, separately from the people with names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Grade {
    /// A reviewer found the death established by more than the lists.
    Confirmed,
    /// Two or more independent groups of lists name the person.
    Corroborated,
    /// One independent group of lists names the person.
    #[default]
    SingleSource,
    /// Lists contradict each other on who it was or how the person died, or a ruling that takes the person out of
    /// the count names only some of the rows.
    Disputed,
    /// A question about the entry waits for a person.
    Pending,
    /// The rows are no death of a person.
    Rejected,
    /// The person was found alive.
    FoundAlive,
    /// The death is none that the register is about.
    OutOfScope,
    /// The lists have withdrawn the rows.
    Withdrawn,
}

impl Grade {
    /// Every grade, those that count first.
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

    /// The word in files.
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

    /// One sentence: what it says of an entry.
    pub fn about(self) -> &'static str {
        match self {
            Grade::Confirmed => "a reviewer found the death established by more than the lists",
            Grade::Corroborated => "at least two independent groups of lists name the person",
            Grade::SingleSource => "one independent group of lists names the person",
            Grade::Disputed => {
                "lists contradict each other on who it was or how the person died, or a reviewer found only some of the \
                 rows alive or out of scope"
            }
            Grade::Pending => "a question about the entry waits for a person",
            Grade::Rejected => "a reviewer found that the rows are no death of a person",
            Grade::FoundAlive => "the person was found alive",
            Grade::OutOfScope => "the death is none that the register is about",
            Grade::Withdrawn => "the lists have withdrawn the rows",
        }
    }

    /// Whether such an entry is counted among the dead.
    pub fn counts(self) -> bool {
        !matches!(self, Grade::Rejected | Grade::FoundAlive | Grade::OutOfScope | Grade::Withdrawn)
    }

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

/// Who said so: a ruling of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GradedBy {
    /// The short name of the decision.
    pub decision: String,
    /// The reviewer.
    pub by: String,
    /// When.
    pub when: String,
    /// Why; may be empty.
    pub why: String,
}

/// The grade of an entry, and how it came to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Grading {
    /// The grade that holds.
    pub grade: Grade,
    /// The grade that the program computes, whatever people say.
    pub computed: Grade,
    /// The fields in which lists contradict each other on who it was or how the person died.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<String>,
    /// The ruling that holds instead of the computed grade, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruled: Option<GradedBy>,
    /// Whether the entry is a record of a group of people without names.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_group: bool,
    /// How many people the group has, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_count: Option<u64>,
    /// The rows that no ruling names, of an entry of which others were found alive or out of scope.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unruled: Vec<String>,
    /// How many independent groups of lists name the person, rows that are withdrawn or rejected left out.
    #[serde(skip)]
    pub independent_groups: usize,
}

impl Grading {
    /// `computed`, or `ruled` where a reviewer said so.
    pub fn set_by(&self) -> &'static str {
        if self.ruled.is_some() { "ruled" } else { "computed" }
    }

    /// How many people the entry stands for: at least one, those of a group record as its ruling says.
    pub fn people(&self) -> u64 {
        self.group_count.unwrap_or(1).max(1)
    }

    /// What the lists alone show, before any question is asked.
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

/// Grades every entry: by the lists, the review queue and the decisions of people.
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

/// Nobody is taken out of the count by a ruling that did not see all rows.
fn dispute(outcome: &Outcome, one: &Unruled, gradings: &mut [Grading]) {
    let key = |row: &usize| outcome.mentions().get(*row).map(|mention| mention.key().to_string());
    if let Some(grading) = gradings.get_mut(one.entry) {
        (grading.grade, grading.computed, grading.ruled) = (Grade::Disputed, Grade::Disputed, None);
        grading.unruled = one.rows.iter().filter_map(key).collect();
    }
}

/// For each record the decisions that name it, by position.
fn by_record<'a>(decisions: &[&'a Decision]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, decision) in decisions.iter().enumerate() {
        decision.records().iter().for_each(|key| all.entry(key).or_default().push(at));
    }
    all
}

/// The decisions that name any row of an entry, in their order.
fn about<'a>(
    entry: &Entry,
    decisions: &[&'a Decision],
    by_record: &BTreeMap<&str, Vec<usize>>,
) -> Vec<&'a Decision> {
    let of_row = |member: &Member| by_record.get(member.key().as_str()).cloned().unwrap_or_default();
    let all: BTreeSet<usize> = entry.members().iter().flat_map(of_row).collect();
    all.into_iter().filter_map(|at| decisions.get(at).copied()).collect()
}

/// The grade of an entry by the decisions about it.
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

/// The grading of an entry whose row stands for several people: a group record, as many as the row states
/// where no reviewer gave a number.
fn with_stated(grading: Grading, stated: Option<Group>) -> Grading {
    match stated {
        Some(group) if !grading.is_group => {
            Grading { is_group: true, group_count: group.count().map(u64::from), ..grading }
        }
        _ => grading,
    }
}

/// How many rows of an entry are withdrawn or rejected, and the lists of the others.
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

fn groups(register: &Register, lists: &[&str]) -> usize {
    let group = |list: &&str| register.lists().iter().find(|info| info.id == **list);
    let all: BTreeSet<&str> =
        lists.iter().filter_map(group).map(|info| info.independent_group.as_str()).collect();
    all.len()
}
