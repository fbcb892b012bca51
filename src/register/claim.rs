//! What lists say, and what follows when they are put side by side.

use serde::Serialize;

use crate::source::Field;

/// What one cell of one list says of a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// What the column means; `None` for a column that the project file does not map to a field.
    pub field: Option<Field>,
    /// The label of a further column that the project file compares.
    pub label: Option<String>,
    /// The value as it was understood: a date in ISO form, a name with its surname first. The text
    /// of the cell where nothing was understood.
    pub value: String,
    /// The text of the cell, untouched.
    pub raw: String,
    /// The id of the list.
    pub source: String,
    /// The id of the record.
    pub record: String,
    /// The row as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// The header of the column; empty for a cell beyond the header.
    pub column: String,
}

/// How the lists stand to each other in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FieldState {
    /// No list says anything.
    Silent,
    /// No list says anything, but the name shows it.
    Inferred,
    /// One row says something.
    Single,
    /// All rows that say something say the same.
    Agree,
    /// What they say can all be true: other spellings, coarser dates.
    Compatible,
    /// What they say cannot all be true.
    Conflict,
}

impl FieldState {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldState::Silent => "silent",
            FieldState::Inferred => "inferred",
            FieldState::Single => "single",
            FieldState::Agree => "agree",
            FieldState::Compatible => "compatible",
            FieldState::Conflict => "conflict",
        }
    }
}

/// One field of an entry: what is shown, why, and who says so.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldView {
    /// The field: `name`, `sex`, `birth`, `death`, `place`, `status`, or the label of a further column.
    pub field: String,
    /// How the lists stand to each other.
    pub state: FieldState,
    /// The value that is shown. Several, separated by ` | `, where lists contradict each other and
    /// none has more on its side.
    pub shown: Option<String>,
    /// The rule that chose it; empty when nothing is shown.
    pub rule: &'static str,
    /// Lists that say it, or something compatible with it.
    pub says: Vec<String>,
    /// Lists that contradict it.
    pub contradicts: Vec<String>,
    /// Lists of the entry that say nothing.
    pub silent: Vec<String>,
}
