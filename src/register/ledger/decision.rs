//! One decision of a reviewer: one line of a ledger.
//!
//! A line is a JSON object with these keys:
//!
//! - `ruling`: one of the words of [`Ruling`];
//! - `records`: the records as `source:id`;
//! - `by`: the name of the reviewer;
//! - `when`: a day or a time that begins with a day;
//! - `why`: the reason, optional;
//! - `evidence`: a digest of the records as the reviewer saw them, optional;
//! - `count`: the number of people of a `group`, optional;
//! - `blind`: `true` if the reviewer saw neither the program's answer nor another reviewer's, optional.
//!
//! Any other key is refused, so that a misspelled key is not silently ignored.

use serde::{Deserialize, Serialize};

use crate::base::digest;
use crate::base::words::words;

/// Number of hexadecimal digits of the digest in the short id of a decision.
const DIGITS: usize = 8;

/// What the reviewer decided. The first four rulings are about identity; the others set the grade of an entry.
///
/// `same` and `different` constrain the clustering and override every probability. `group` keeps its records together
/// and apart from all others. A grade applies to the entry that holds the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ruling {
    /// All these records are one person.
    Same,
    /// No two of these records are one person.
    Different,
    /// The reviewer looked and could not decide. The ruling has no effect on the result; the question is marked as
    /// seen.
    Unsure,
    /// These records are one record of a group of people without names. `count` is the number of people, if known.
    Group,
    /// The death is established by more than the lists.
    Confirmed,
    /// It is disputed whether the person died, or who the person was.
    Disputed,
    /// Somebody is still investigating.
    Pending,
    /// The records do not document the death of a person.
    Rejected,
    /// The person was found alive.
    FoundAlive,
    /// The register does not cover this death.
    OutOfScope,
    /// The list has withdrawn these records.
    Withdrawn,
}

words! {
    Ruling, "ruling";
    /// Every ruling, identity first.
    ALL
    /// The word in the ledger, such as `same` or `found-alive`.
    as_str
    Same = "same",
    Different = "different",
    Unsure = "unsure",
    Group = "group",
    Confirmed = "confirmed",
    Disputed = "disputed",
    Pending = "pending",
    Rejected = "rejected",
    FoundAlive = "found-alive",
    OutOfScope = "out-of-scope",
    Withdrawn = "withdrawn",
}

impl Ruling {
    /// The smallest number of records that the ruling needs: 2 for a ruling about pairs, otherwise 1.
    pub fn least_records(self) -> usize {
        if matches!(self, Ruling::Same | Ruling::Different | Ruling::Unsure) { 2 } else { 1 }
    }

    /// Whether the ruling is about identity (which records are one person) and not about the grade of an entry.
    pub fn is_of_identity(self) -> bool {
        matches!(self, Ruling::Same | Ruling::Different | Ruling::Unsure | Ruling::Group)
    }
}

/// One line of a ledger.
///
/// ```
/// use casualty_register::register::ledger::{Decision, Ruling};
///
/// let decision = Decision::new(Ruling::Same, ["a:1", "b:7"], "A. Reviewer", "2026-11-22").with_why("one mother");
/// assert_eq!(
///     decision.to_line(),
///     r#"{"ruling":"same","records":["a:1","b:7"],"by":"A. Reviewer","when":"2026-11-22","why":"one mother"}"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub(super) ruling: Ruling,
    /// The records as `source:id`, sorted, each once.
    pub(super) records: Vec<String>,
    /// The name of the reviewer.
    pub(super) by: String,
    /// The day or time, such as `2026-11-22` or `2026-11-22T10:05:00Z`.
    pub(super) when: String,
    /// The reason; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) why: String,
    /// The digest of the records as the reviewer saw them; empty if the line has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) evidence: String,
    /// The number of people of a group record; `None` if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u64>,
    /// Whether the reviewer saw neither the program's answer nor another reviewer's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) blind: bool,
}

impl Decision {
    /// A decision by the reviewer `by` about records named `source:id`, on a day (`2026-11-22`) or at a time
    /// (`2026-11-22T10:05:00Z`). The records are sorted and repetitions removed. Nothing is checked.
    pub fn new<S: Into<String>>(
        ruling: Ruling,
        records: impl IntoIterator<Item = S>,
        by: impl Into<String>,
        when: impl Into<String>,
    ) -> Self {
        let mut records: Vec<String> = records.into_iter().map(Into::into).collect();
        records.sort();
        records.dedup();
        let (by, when) = (by.into(), when.into());
        Decision {
            ruling,
            records,
            by,
            when,
            why: String::new(),
            evidence: String::new(),
            count: None,
            blind: false,
        }
    }

    /// The decision with a reason.
    #[must_use]
    pub fn with_why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// The decision with the digest of the records as they were seen, see [`Outcome::evidence_of`](crate::Outcome::evidence_of).
    #[must_use]
    pub fn with_evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = evidence.into();
        self
    }

    /// The decision with the number of people in the group.
    #[must_use]
    pub fn with_count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// The decision, marked as made without seeing the program's answer or another reviewer's.
    #[must_use]
    pub fn made_blind(mut self) -> Self {
        self.blind = true;
        self
    }

    /// What was decided.
    pub fn ruling(&self) -> Ruling {
        self.ruling
    }

    /// The records as `source:id`, sorted.
    pub fn records(&self) -> &[String] {
        &self.records
    }

    /// The name of the reviewer.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The day or time, as the line states it.
    pub fn when(&self) -> &str {
        &self.when
    }

    /// The reason; may be empty.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The digest of the records as they were seen; empty if the line has none.
    pub fn evidence(&self) -> &str {
        &self.evidence
    }

    /// The number of people of a group record; `None` if unknown.
    pub fn count(&self) -> Option<u64> {
        self.count
    }

    /// Whether the reviewer saw neither the program's answer nor another reviewer's decision.
    pub fn is_blind(&self) -> bool {
        self.blind
    }

    /// The line of the ledger, without the line break.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A short id to cite the decision by, `D-` and eight hexadecimal digits. It changes if any part of the line
    /// changes.
    pub fn id(&self) -> String {
        let digest = digest::of_bytes(self.to_line().as_bytes());
        format!("D-{}", digest.get(..DIGITS).unwrap_or(&digest))
    }
}
