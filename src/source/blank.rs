//! Rows without any text. They are no records, and are kept so that a list can be rebuilt.

use serde::Serialize;

use crate::source::ids::Row;

/// Neighbouring rows that have no text and the same cells.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlankRows {
    first: u64,
    last: u64,
    cells: Vec<String>,
}

impl BlankRows {
    /// The first row, as a spreadsheet counts it.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The last row, as a spreadsheet counts it.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The cells of each of these rows, verbatim: white space or nothing.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    /// How many rows there are.
    pub fn count(&self) -> u64 {
        (self.last + 1).saturating_sub(self.first)
    }

    fn takes(&self, row: u64, cells: &[String]) -> bool {
        let is_same = self.cells == cells || (cells.is_empty() && is_lone_blank(&self.cells));
        self.last + 1 == row && is_same
    }
}

fn is_lone_blank(cells: &[String]) -> bool {
    matches!(cells, [cell] if cell.is_empty())
}

/// The runs of blank rows, in their order.
pub(super) fn runs(rows: impl Iterator<Item = Row>) -> Vec<BlankRows> {
    let mut runs: Vec<BlankRows> = Vec::new();
    for (row, cells) in rows {
        match runs.last_mut().filter(|run| run.takes(row, &cells)) {
            Some(run) => run.last = row,
            // A row of a workbook without cells is one of an empty cell, as in a text.
            None if cells.is_empty() => {
                runs.push(BlankRows { first: row, last: row, cells: vec![String::new()] })
            }
            None => runs.push(BlankRows { first: row, last: row, cells }),
        }
    }
    runs
}
