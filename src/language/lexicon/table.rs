//! One language table: a TSV file with a header.
//!
//! In: the text of a file. Out: a [`Table`] whose rows know their lines, so that errors can name them. Cells have no
//! quotes or escapes, so no cell can contain a tab or a line break.

use std::ops::Range;
use std::sync::Arc;

use crate::base::error::{ErrorKind, Result};

/// One language table. A clone is cheap, because the rows are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// `language/kind`.
    name: String,
    /// The line of the header, counted from 1; comments may precede it.
    header_line: usize,
    /// The names of the columns.
    header: Vec<String>,
    /// Shared by all clones of the table.
    rows: Arc<TableRows>,
}

/// The rows of a table. Thousands of cells share one text, which saves an allocation per cell.
#[derive(Debug, PartialEq, Eq)]
struct TableRows {
    /// The cells without separators, one after another.
    text: String,
    /// The byte range of each cell in the text, row by row. Each row has as many as the header.
    cells: Vec<Range<usize>>,
    /// The line of each row in the file, counted from 1.
    lines: Vec<usize>,
}

/// One row of a [`Table`]. It borrows the table and is `Copy`.
#[derive(Clone, Copy, Debug)]
pub struct TableRow<'a> {
    /// The table of the row.
    table: &'a Table,
    line: usize,
    /// The byte ranges of its cells.
    cells: &'a [Range<usize>],
}

impl Table {
    /// Reads a table with the name `language/kind`. Empty lines and comments are skipped; cells are trimmed. A line
    /// that starts with `#` is a comment, unless its first cell is only `#`.
    ///
    /// # Errors
    ///
    /// If there is no header, or a line has another number of cells than the header.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let mut lines = text
            .trim_start_matches('\u{feff}')
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty() && !is_comment(line));
        let fault =
            |line: usize, problem: String| ErrorKind::Lexicon { table: name.to_owned(), line, problem };
        let Some((header_at, header)) = lines.next() else {
            return Err(
                fault(1, "the table has no header row; name the columns in its first line".into()).into()
            );
        };
        let header: Vec<String> = cells(header).map(str::to_owned).collect();
        let mut rows = TableRows::for_text(text);
        for (index, line) in lines {
            let found = rows.add(index + 1, line);
            if found != header.len() {
                let problem = format!(
                    "number of cells: {found} in the line, {} in the header; separate cells with tabs",
                    header.len()
                );
                return Err(fault(index + 1, problem).into());
            }
        }
        Ok(Table { name: name.to_owned(), header_line: header_at + 1, header, rows: Arc::new(rows) })
    }

    /// The name: `ru/months`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The language: the part of the name before the slash, `ru`.
    pub fn language(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// The kind: the part of the name after the slash, `months`.
    pub fn kind(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// The names of the columns, in the order of the file.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    /// The line of the header, counted from 1.
    pub(super) fn header_line(&self) -> usize {
        self.header_line
    }

    /// The name, the header and the rows as text, one per line. The digest is made from it.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{}\n{}", self.name, self.header.join("\t"));
        for row in self.rows() {
            for (at, cell) in row.cells().enumerate() {
                text.push(if at == 0 { '\n' } else { '\t' });
                text.push_str(cell);
            }
        }
        text
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        let rows = self.rows.cells.chunks(self.header.len().max(1));
        rows.zip(&self.rows.lines).map(|(cells, line)| TableRow { table: self, line: *line, cells })
    }
}

impl TableRows {
    /// No rows, with memory reserved for the rows of a text.
    fn for_text(text: &str) -> Self {
        let count = |of: u8| text.bytes().filter(|byte| *byte == of).count();
        let (lines, tabs) = (count(b'\n') + 1, count(b'\t'));
        TableRows {
            text: String::with_capacity(text.len()),
            cells: Vec::with_capacity(lines + tabs),
            lines: Vec::with_capacity(lines),
        }
    }

    /// Adds a row and returns how many cells it has.
    fn add(&mut self, line: usize, text: &str) -> usize {
        let before = self.cells.len();
        for cell in cells(text) {
            let start = self.text.len();
            self.text.push_str(cell);
            self.cells.push(start..self.text.len());
        }
        self.lines.push(line);
        self.cells.len() - before
    }

    /// The text of a cell.
    fn cell(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }
}

impl<'a> TableRow<'a> {
    /// The cells, in the order of the columns.
    fn cells(&self) -> impl Iterator<Item = &'a str> {
        let table = self.table;
        self.cells.iter().map(move |cell| table.rows.cell(cell))
    }

    /// The cell of a column; empty if the table has no such column. Optional columns need no other handling.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.header.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| self.table.rows.cell(cell))
    }

    /// The line in the file, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The language of the table: `ru`.
    pub fn language(&self) -> &'a str {
        self.table.language()
    }
}

/// The cells of a line, trimmed.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.trim_end_matches('\r').split('\t').map(str::trim)
}

/// Whether a line is a comment. A line whose first cell is `#` is a row.
fn is_comment(line: &str) -> bool {
    line.starts_with('#') && !line.starts_with("#\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_sign_alone_in_a_cell_begins_no_comment() {
        let lines =
            [("# a comment", true), ("#comment", true), ("#", true), ("#\tid", false), ("a\t#", false)];
        for (line, is) in lines {
            assert_eq!(is_comment(line), is, "{line}");
        }
    }
}
