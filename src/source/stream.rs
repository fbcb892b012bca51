//! Reads the rows of a long list one at a time, so that a row takes memory only while it is visited.
//!
//! In: the bytes of a list and its spec. Out: each row with text below the header. Unlike
//! [`Source`](crate::source::Source), it sets no row aside and assigns no ids.

use std::borrow::Cow;

use crate::source::{Field, Limits, Mapping, SourceSpec, decode, delimited, grid, header, joined};

/// Number of rows of a text file, without blank lines, in which the header is searched.
const HEAD: usize = 2 * header::LOOKED_AT;

/// A list that is open for reading, with its header already found.
#[derive(Debug)]
pub(crate) struct Stream {
    /// The rows, as text or as cells.
    rows: UnreadRows,
    /// Which column is which field.
    pub(crate) mapping: Mapping,
    /// Number of rows up to and including the header.
    skipped: usize,
}

/// The unread rows of a list.
#[derive(Debug)]
enum UnreadRows {
    /// A text file: it is split into cells while it is read.
    Text { text: String, delimiter: u8 },
    /// A workbook: all its cells are in memory.
    Cells(Vec<Vec<String>>),
}

/// One row of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ListRow<'a> {
    /// A row of a text file.
    Text(&'a csv::StringRecord),
    /// A row of a workbook.
    Cells(&'a [String]),
}

impl<'a> ListRow<'a> {
    /// The cell in a column, from 0; empty if the row ends before it.
    pub(crate) fn cell(self, column: usize) -> &'a str {
        match self {
            ListRow::Text(row) => row.get(column),
            ListRow::Cells(row) => row.get(column).map(String::as_str),
        }
        .unwrap_or_default()
    }

    /// All cells, copied.
    pub(crate) fn to_cells(self) -> Vec<String> {
        match self {
            ListRow::Text(row) => row.iter().map(str::to_owned).collect(),
            ListRow::Cells(row) => row.to_vec(),
        }
    }
}

impl Stream {
    /// Opens a list and finds its header.
    ///
    /// # Errors
    ///
    /// Every fault of the spec or of the file, as when the list is read with `source::read`.
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
            return Ok(Stream { rows: UnreadRows::Cells(grid.rows), mapping, skipped: header.index + 1 });
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
        Ok(Stream { rows: UnreadRows::Text { text, delimiter }, mapping, skipped: header.index + 1 })
    }

    /// Calls `visit` for every row with text below the header, in the order of the file.
    ///
    /// # Errors
    ///
    /// If a row exceeds the limits. Rows before it were visited.
    pub(crate) fn for_each(&self, limits: &Limits, mut visit: impl FnMut(ListRow<'_>)) -> Result<(), String> {
        match &self.rows {
            UnreadRows::Cells(rows) => {
                for row in rows.iter().skip(self.skipped) {
                    if row.iter().any(|cell| !cell.trim().is_empty()) {
                        visit(ListRow::Cells(row));
                    }
                }
            }
            UnreadRows::Text { text, delimiter } => {
                let mut reader = delimited::reader(text, *delimiter);
                let mut row = csv::StringRecord::new();
                let mut number = 0;
                while matches!(reader.read_record(&mut row), Ok(true)) {
                    number += 1;
                    limits.check_cells(number, row.len(), row.iter())?;
                    if number > self.skipped as u64 && row.iter().any(|cell| !cell.trim().is_empty()) {
                        visit(ListRow::Text(&row));
                    }
                }
            }
        }
        Ok(())
    }

    /// The column of a field, from 0; `None` if it is not mapped.
    pub(crate) fn column(&self, field: Field) -> Option<usize> {
        self.mapping.column(field)
    }
}
