//! One row of a list, verbatim.

use serde::{Deserialize, Serialize};

use crate::source::{Field, Mapping};

/// The id of a record within its list. It depends on the cells of the row and never on its position, so it survives
/// sorting of the list. Examples: `7`, `x1f2e3d4c5b6a`, `7~1f2e3d4c`.
///
/// The list and this id together identify a record across runs, see [`RecordKey`](crate::source::RecordKey).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(String);

impl RecordId {
    /// An id with this text.
    pub fn new(id: impl Into<String>) -> Self {
        RecordId(id.into())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for RecordId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One row of a list that is a person: its id, its row number and its cells, verbatim.
///
/// Nothing in it is interpreted or trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Unique in the list.
    id: RecordId,
    /// Row number from 1.
    row: u64,
    /// Cells, verbatim.
    cells: Vec<String>,
}

impl Record {
    /// A record with its id, its row number (from 1) and its cells.
    pub fn new(id: RecordId, row: u64, cells: Vec<String>) -> Self {
        Record { id, row, cells }
    }

    /// The id, unique in the list.
    pub fn id(&self) -> &RecordId {
        &self.id
    }

    /// The row number as a spreadsheet shows it: the first row of the file, usually the header, is 1. A row with
    /// several lines of text counts as one.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The cells, verbatim. The header may have more or fewer cells than the row.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    /// The cell of a field, verbatim. `None` if the list has no such column or the row ends before it. An empty cell is
    /// `Some("")`.
    ///
    /// For fields with several columns, such as other names, this is the first one.
    pub fn get(&self, mapping: &Mapping, field: Field) -> Option<&str> {
        self.cell(mapping.column(field)?)
    }

    /// The cell in a column, counted from 0, verbatim. `None` if the row ends before it.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// Whether no cell has text. A list never contains such records, see
    /// [`Source::blank_rows`](crate::source::Source::blank_rows).
    pub fn is_empty(&self) -> bool {
        !has_text(&self.cells)
    }
}

/// Whether any cell has a character other than white space and characters without width.
pub(super) fn has_text(cells: &[String]) -> bool {
    let is_seen = |letter: char| !letter.is_whitespace() && !matches!(letter, '\u{200b}' | '\u{feff}');
    cells.iter().any(|cell| cell.contains(is_seen))
}
