//! One decision of a person.

use serde::{Deserialize, Serialize};

use crate::base::digest;

/// How many hex digits of its digest name a decision.
const DIGITS: usize = 8;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ruling {
    /// All these rows are one person.
    Same,
    /// No two of these rows are one person.
    Different,
    /// The reviewer looked and could not tell. It binds nothing; the question is marked as looked at.
    Unsure,
    /// These rows are one record of a group of people without names; `count` says how many, if it is known.
    Group,
    /// The death is established by more than the lists: the grade of the entry.
    Confirmed,
    /// Whether the person died, or who it was, is in dispute.
    Disputed,
    /// Someone is still looking into it.
    Pending,
    /// The rows are no death of a person.
    Rejected,
    /// The person was found alive.
    FoundAlive,
    /// The death is none that the register is about.
    OutOfScope,
    /// The list has withdrawn these rows.
    Withdrawn,
}

impl Ruling {
    /// Every ruling.
    pub const ALL: [Ruling; 11] = [
        Ruling::Same,
        Ruling::Different,
        Ruling::Unsure,
        Ruling::Group,
        Ruling::Confirmed,
        Ruling::Disputed,
        Ruling::Pending,
        Ruling::Rejected,
        Ruling::FoundAlive,
        Ruling::OutOfScope,
        Ruling::Withdrawn,
    ];

    /// The word in the ledger: `same`, `found-alive`.
    pub fn as_str(self) -> &'static str {
        match self {
            Ruling::Same => "same",
            Ruling::Different => "different",
            Ruling::Unsure => "unsure",
            Ruling::Group => "group",
            Ruling::Confirmed => "confirmed",
            Ruling::Disputed => "disputed",
            Ruling::Pending => "pending",
            Ruling::Rejected => "rejected",
            Ruling::FoundAlive => "found-alive",
            Ruling::OutOfScope => "out-of-scope",
            Ruling::Withdrawn => "withdrawn",
        }
    }

    /// The least number of records that it needs.
    pub fn least_records(self) -> usize {
        if matches!(self, Ruling::Same | Ruling::Different | Ruling::Unsure) { 2 } else { 1 }
    }

    /// Whether it says who is who, rather than what becomes of an entry.
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
    pub(super) ruling: Ruling,
    pub(super) records: Vec<String>,
    pub(super) by: String,
    pub(super) when: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) why: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) evidence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) blind: bool,
}

impl Decision {
    /// A decision about records named `source:id`, by a person, on a day (`2026-11-22`) or at a time
    /// (`2026-11-22T10:05:00Z`). Records are sorted, each once.
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

    /// The same decision with a reason.
    #[must_use]
    pub fn with_why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// The same decision with the digest of what was seen, see [`evidence_of`](super::evidence_of).
    #[must_use]
    pub fn with_evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = evidence.into();
        self
    }

    /// The same decision with the number of people in a group.
    #[must_use]
    pub fn with_count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// The same decision, made without seeing what the program or another reviewer says.
    #[must_use]
    pub fn made_blind(mut self) -> Self {
        self.blind = true;
        self
    }

    /// What was decided.
    pub fn ruling(&self) -> Ruling {
        self.ruling
    }

    /// The records, named `source:id`, sorted.
    pub fn records(&self) -> &[String] {
        &self.records
    }

    /// Who decided.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// When, as the line has it.
    pub fn when(&self) -> &str {
        &self.when
    }

    /// Why; may be empty.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The digest of the rows as they were seen; empty where the line has none.
    pub fn evidence(&self) -> &str {
        &self.evidence
    }

    /// How many people a group record stands for, if that is known.
    pub fn count(&self) -> Option<u64> {
        self.count
    }

    /// Whether the reviewer saw neither what the program says nor another's decision.
    pub fn is_blind(&self) -> bool {
        self.blind
    }

    /// The line of the ledger, without its end.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A short name for the decision that follows from its line, to cite it by.
    pub fn id(&self) -> String {
        let digest = digest::of_bytes(self.to_line().as_bytes());
        format!("D-{}", digest.get(..DIGITS).unwrap_or(&digest))
    }
}
