//! One language table: a TSV file with a header.

use std::ops::Range;
use std::sync::Arc;

use crate::base::error::{ErrorKind, Result};

/// One language table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    name: String,
    /// The line of the header, counted from 1.
    header_line: usize,
    header: Vec<String>,
    rows: Arc<Rows>,
}

/// The rows of a table: thousands of cells that share one text.
#[derive(Debug, PartialEq, Eq)]
struct Rows {
    text: String,
    /// Where each cell stands in the text, row by row.
    cells: Vec<Range<usize>>,
    /// The line of each row.
    lines: Vec<usize>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct TableRow<'a> {
    table: &'a Table,
    line: usize,
    cells: &'a [Range<usize>],
}

impl Table {
    /// Reads a table named `language/kind`.
    ///
    /// # Errors
    ///
    /// When there is no header, or a line does not have as many cells as the header.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let mut lines = text
            .trim_start_matches('\u{feff}')
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let fault =
            |line: usize, problem: String| ErrorKind::Lexicon { table: name.to_owned(), line, problem };
        let Some((header_at, header)) = lines.next() else {
            return Err(fault(1, "there is no header row; name the columns".into()).into());
        };
        let header: Vec<String> = cells(header).map(str::to_owned).collect();
        let mut rows = Rows::for_text(text);
        for (index, line) in lines {
            let found = rows.add(index + 1, line);
            if found != header.len() {
                let problem =
                    format!("{found} cells where the header has {}; separate them with tabs", header.len());
                return Err(fault(index + 1, problem).into());
            }
        }
        Ok(Table { name: name.to_owned(), header_line: header_at + 1, header, rows: Arc::new(rows) })
    }

    /// The name, `language/kind`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The language: the part of the name before the slash.
    pub fn language(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// The kind: the part of the name after the slash.
    pub fn kind(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// The names of the columns.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    pub(super) fn header_line(&self) -> usize {
        self.header_line
    }

    /// The name, the header and the rows as text, a line each.
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

impl Rows {
    /// No rows, and room for those of a text.
    fn for_text(text: &str) -> Self {
        let count = |of: u8| text.bytes().filter(|byte| *byte == of).count();
        let (lines, tabs) = (count(b'\n') + 1, count(b'\t'));
        Rows {
            text: String::with_capacity(text.len()),
            cells: Vec::with_capacity(lines + tabs),
            lines: Vec::with_capacity(lines),
        }
    }

    /// Adds a row; how many cells it has.
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

    /// The cell under a column; empty when the table has no such column.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.header.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| self.table.rows.cell(cell))
    }

    /// The line in the file, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The language of the row's table.
    pub fn language(&self) -> &'a str {
        self.table.language()
    }
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.trim_end_matches('\r').split('\t').map(str::trim)
}
