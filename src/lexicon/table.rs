//! One language table: a TSV file with a header.

use std::sync::Arc;

use crate::{ErrorKind, Result};

/// One language table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    name: String,
    /// The line of the header, counted from 1.
    header_line: usize,
    header: Vec<String>,
    /// The cells of each row, and its line.
    rows: Arc<[(usize, Vec<String>)]>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    line: usize,
    cells: &'a [String],
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
        let header = cells(header);
        let mut rows = Vec::new();
        for (index, line) in lines {
            let row = cells(line);
            if row.len() != header.len() {
                let problem = format!(
                    "{} cells where the header has {}; separate them with tabs",
                    row.len(),
                    header.len()
                );
                return Err(fault(index + 1, problem).into());
            }
            rows.push((index + 1, row));
        }
        Ok(Table { name: name.to_owned(), header_line: header_at + 1, header, rows: rows.into() })
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
        let rows = self.rows.iter().map(|(_, cells)| cells);
        let rows = std::iter::once(&self.header).chain(rows).map(|row| row.join("\t"));
        let lines: Vec<String> = std::iter::once(self.name.clone()).chain(rows).collect();
        lines.join("\n")
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'a> Row<'a> {
    /// The cell under a column; empty when the table has no such column.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.header.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
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

fn cells(line: &str) -> Vec<String> {
    line.trim_end_matches('\r').split('\t').map(|cell| cell.trim().to_owned()).collect()
}
