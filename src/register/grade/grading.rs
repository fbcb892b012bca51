//! The grade of an entry, and how it was reached.
//!
//! [`Grading::of_lists`] computes it from the lists alone. The decisions of reviewers and the open questions come later.

use serde::{Deserialize, Serialize};

use crate::base::words::words;
use crate::register::claim::{FieldState, FieldView};
use crate::register::ledger::Ruling;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

words! {
    Grade, "grade";
    /// Every grade; the five that count come first.
    ALL
    /// The word in files, such as `single-source`.
    as_str
    Confirmed = "confirmed",
    Corroborated = "corroborated",
    SingleSource = "single-source",
    Disputed = "disputed",
    Pending = "pending",
    Rejected = "rejected",
    FoundAlive = "found-alive",
    OutOfScope = "out-of-scope",
    Withdrawn = "withdrawn",
}

impl Grade {
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
    pub(super) fn of(ruling: Ruling) -> Option<Grade> {
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GradedBy {
    /// The short id of the decision, [`Decision::id`](crate::register::ledger::Decision::id).
    pub decision: String,
    /// The name of the reviewer.
    pub by: String,
    /// The day or time of the decision, as its line states it (`2026-11-22`).
    pub when: String,
    /// The reason that the reviewer gave; may be empty.
    pub why: String,
}

/// The grade of an entry, and how it was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Grading {
    /// The grade that applies.
    pub grade: Grade,
    /// The grade that the program computes, ignoring rulings.
    pub computed: Grade,
    /// The names of the fields in which the lists disagree on who the person was or how the person died.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<String>,
    /// The ruling that replaces the computed grade; `None` if the computed grade applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<GradedBy>,
    /// Whether the entry is a record of a group of people without names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_group: bool,
    /// The number of people of a group record; `None` if the entry is no group or the number is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_count: Option<u64>,
    /// Records, as `source:id`, that no ruling names, while other records of the entry were found alive or out of
    /// scope. Empty for every other entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
