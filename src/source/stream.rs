//! The rows of a long list one after the other: what is not kept of a row needs no memory.

use std::borrow::Cow;

use crate::source::{Field, Limits, Mapping, SourceSpec, decode, delimited, grid, header, joined};

/// The header stands among so many rows.
const HEAD: usize = 2 * header::LOOKED_AT;

/// A list whose rows have not been read yet.
#[derive(Debug)]
pub(crate) struct Stream {
    rows: Rows,
    /// Which column is which field.
    pub(crate) mapping: Mapping,
    /// How many rows stand before the first of a person.
    skipped: usize,
}

#[derive(Debug)]
enum Rows {
    Text { text: String, delimiter: u8 },
    Cells(Vec<Vec<String>>),
}

/// One row of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'a> {
    Text(&'a csv::StringRecord),
    Cells(&'a [String]),
}

impl<'a> Row<'a> {
    /// The cell under a column, empty where the row ends before it.
    pub(crate) fn cell(self, column: usize) -> &'a str {
        match self {
            Row::Text(row) => row.get(column),
            Row::Cells(row) => row.get(column).map(String::as_str),
        }
        .unwrap_or_default()
    }

    /// All cells.
    pub(crate) fn to_cells(self) -> Vec<String> {
        match self {
            Row::Text(row) => row.iter().map(str::to_owned).collect(),
            Row::Cells(row) => row.to_vec(),
        }
    }
}

impl Stream {
    /// Finds the header of a list.
    ///
    /// # Errors
    ///
    /// As when the list is read: everything that is wrong with it.
    pub(crate) fn open(
        spec: &SourceSpec,
        file: &str,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<Self, Vec<String>> {
        let faults = spec.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let one = |fault: String| vec![fault];
        if grid::Container::of(bytes).is_some() || spec.sheet().is_some() {
            let grid = grid::read(spec, file, bytes, limits).map_err(one)?;
            let (header, mapping) = header::find(&grid.rows, &grid.merged, spec)?;
            return Ok(Stream { rows: Rows::Cells(grid.rows), mapping, skipped: header.index + 1 });
        }
        limits.check_bytes(bytes.len() as u64).map_err(one)?;
        let text = decode::decode(bytes, spec.encoding()).map_err(one)?.text;
        let text = match joined::without_marks(&text).text {
            Cow::Owned(joined) => joined,
            Cow::Borrowed(_) => text,
        };
        let delimiter = spec.delimiter().unwrap_or_else(|| delimited::sniff(&text));
        let head = delimited::head(&text, delimiter, HEAD);
        let (header, mapping) = header::find(&head, &[], spec)?;
        Ok(Stream { rows: Rows::Text { text, delimiter }, mapping, skipped: header.index + 1 })
    }

    /// Shows every row of a person that has any text.
    ///
    /// # Errors
    ///
    /// When a row is beyond the limits.
    pub(crate) fn for_each(&self, limits: &Limits, mut visit: impl FnMut(Row<'_>)) -> Result<(), String> {
        match &self.rows {
            Rows::Cells(rows) => {
                for row in rows.iter().skip(self.skipped) {
                    if row.iter().any(|cell| !cell.trim().is_empty()) {
                        visit(Row::Cells(row));
                    }
                }
            }
            Rows::Text { text, delimiter } => {
                let mut reader = delimited::reader(text, *delimiter);
                let mut row = csv::StringRecord::new();
                let mut number = 0;
                while matches!(reader.read_record(&mut row), Ok(true)) {
                    number += 1;
                    limits.check_cells(number, row.len(), row.iter())?;
                    if number > self.skipped as u64 && row.iter().any(|cell| !cell.trim().is_empty()) {
                        visit(Row::Text(&row));
                    }
                }
            }
        }
        Ok(())
    }

    /// The column of a field.
    pub(crate) fn column(&self, field: Field) -> Option<usize> {
        self.mapping.column(field)
    }
}
