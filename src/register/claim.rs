//! Claims of the lists, and what the claims of one entry amount to, field by field.
//!
//! A [`Claim`] is one cell of one list. A [`FieldView`] is one field of an entry: the value that is shown, the rule
//! that chose it, and the lists that support or contradict it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::base::words::words;
use crate::source::Field;

/// A claim: what one cell of one list states about a person.
///
/// An invented example: the cell `Асан Тестов` in the column `Имя` of row 12 is a claim about the field `name` with the
/// raw text `Асан Тестов` and the value `Тестов Асан`. Empty cells make no claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Claim {
    /// The meaning of the column; `None` for a column that the project file does not map to a field.
    pub field: Option<Field>,
    /// The label of a further column that the project file compares; `None` for every other column.
    pub label: Option<String>,
    /// The value as it was read: a date in ISO form (`1984-05-12`), a name with its surname first (`Тестов Асан`). The
    /// trimmed text of the cell if nothing was read from it.
    pub value: String,
    /// The text of the cell, verbatim.
    pub raw: String,
    /// The id of the list.
    pub source: String,
    /// The id of the record in its list.
    pub record: String,
    /// The row as a spreadsheet counts it. The first row of the file is row 1, usually the header.
    pub row: u64,
    /// The header of the column; empty for a cell beyond the header.
    pub column: String,
}

/// Whether the lists agree on one field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FieldState {
    /// No record states the field.
    Silent,
    /// No record states the field, but the name implies it, as a patronymic implies the sex.
    Inferred,
    /// One record states the field.
    Single,
    /// All records that state the field state the same value.
    Agree,
    /// All stated values can be true at once: other spellings, less precise dates.
    Compatible,
    /// The stated values cannot all be true.
    Conflict,
}

words! {
    FieldState, "state";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files, such as `agree`.
    as_str
    Silent = "silent",
    Inferred = "inferred",
    Single = "single",
    Agree = "agree",
    Compatible = "compatible",
    Conflict = "conflict",
}

/// One field of an entry: the value shown, the rule that chose it, and the lists on each side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldView {
    /// The field: `name`, `sex`, `birth`, `death`, `place`, `status`, or the label of a further column.
    pub field: String,
    /// Whether the lists agree on the field.
    pub state: FieldState,
    /// The value that is shown; `None` if no record states the field and nothing implies it. If the lists disagree and
    /// no value has more lists on its side, all such values, separated by ` | `.
    pub shown: Option<String>,
    /// The rule that chose the value; empty if nothing is shown.
    pub rule: Cow<'static, str>,
    /// Ids of the lists that state the shown value or a compatible one.
    pub says: Vec<String>,
    /// Ids of the lists that state an incompatible value.
    pub contradicts: Vec<String>,
    /// Ids of the lists of the entry that do not state the field.
    pub silent: Vec<String>,
}
