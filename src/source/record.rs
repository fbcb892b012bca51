//! One row of a list, as it stands there.

use serde::{Deserialize, Serialize};

use crate::source::{Field, Mapping};

/// The id of a row within its list. It depends on the cells of the row and never on where the row
/// stands, so it survives a list that is sorted again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(String);

impl RecordId {
    /// An id from its text.
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

/// One row of a list: its cells, verbatim, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    id: RecordId,
    row: u64,
    cells: Vec<String>,
}

impl Record {
    /// A row with its id, its number as a spreadsheet counts it and its cells.
    pub fn new(id: RecordId, row: u64, cells: Vec<String>) -> Self {
        Record { id, row, cells }
    }

    /// The id, unique in the list.
    pub fn id(&self) -> &RecordId {
        &self.id
    }

    /// The row as a spreadsheet counts it: the first row of the file, as a rule the header, is 1.
    /// A row of several lines counts as one.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The cells, verbatim, exactly as many as the row has; the header may have more or fewer.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    /// The cell of a field, verbatim. None if the list has no such column or the row ends before
    /// it; a blank cell is `Some("")`.
    pub fn get(&self, mapping: &Mapping, field: Field) -> Option<&str> {
        self.cell(mapping.column(field)?)
    }

    /// The cell under a column counted from 0, verbatim. None if the row ends before it.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// Whether no cell has any text. A list has no such records: see
    /// [`Source::blank_rows`](crate::source::Source::blank_rows).
    pub fn is_empty(&self) -> bool {
        !has_text(&self.cells)
    }
}

/// Whether any cell has more than white space and marks without width.
pub(super) fn has_text(cells: &[String]) -> bool {
    let is_seen = |letter: char| !letter.is_whitespace() && !matches!(letter, '\u{200b}' | '\u{feff}');
    cells.iter().any(|cell| cell.contains(is_seen))
}
