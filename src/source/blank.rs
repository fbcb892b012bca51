//! Rows without any text. They are not records, but are kept so that the file can be rebuilt exactly.

use serde::{Deserialize, Serialize};

use crate::source::ids::NumberedRow;

/// A run of adjacent rows without text that have the same cells.
///
/// The finding `empty-row` is located at the first row of each run.
///
/// ```
/// use casualty_register::source::{Field, Source, SourceSpec};
///
/// let spec = SourceSpec::new("ngo", "ngo.csv").with_column(Field::Name, "ФИО");
/// let source = Source::from_bytes(spec, "ngo.csv", "ФИО,Город\n,\n,\nАсан Тестов,Тараз\n".as_bytes())?;
/// assert_eq!(source.records().len(), 1);
/// assert_eq!((source.blank_rows()[0].first(), source.blank_rows()[0].last()), (2, 3));
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlankRows {
    /// First row, from 1.
    first: u64,
    /// Last row, from 1.
    last: u64,
    /// Cells of each row.
    cells: Vec<String>,
}

impl BlankRows {
    /// The first row, numbered as a spreadsheet shows it.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The last row, numbered as a spreadsheet shows it.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The cells of each of these rows, verbatim. They contain white space or nothing.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    /// Number of rows in the run, at least 1.
    pub fn count(&self) -> u64 {
        (self.last + 1).saturating_sub(self.first)
    }

    /// Whether a row continues this run.
    fn takes(&self, row: u64, cells: &[String]) -> bool {
        let is_same = self.cells == cells || (cells.is_empty() && is_lone_blank(&self.cells));
        self.last + 1 == row && is_same
    }
}

/// Whether a row consists of one empty cell, as an empty line of a text file does.
fn is_lone_blank(cells: &[String]) -> bool {
    matches!(cells, [cell] if cell.is_empty())
}

/// Groups blank rows into runs, in order.
pub(super) fn runs(rows: impl Iterator<Item = NumberedRow>) -> Vec<BlankRows> {
    let mut runs: Vec<BlankRows> = Vec::new();
    for (row, cells) in rows {
        match runs.last_mut().filter(|run| run.takes(row, &cells)) {
            Some(run) => run.last = row,
            // A workbook row without cells is stored as one empty cell, as in a text file.
            None if cells.is_empty() => {
                runs.push(BlankRows { first: row, last: row, cells: vec![String::new()] })
            }
            None => runs.push(BlankRows { first: row, last: row, cells }),
        }
    }
    runs
}
