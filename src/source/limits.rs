//! Limits on the size of a list. A file above a limit stops the run with a clear error before memory runs out.

use serde::Serialize;

/// The largest list that is read. A larger file is most likely not a list of people, or the wrong file. If it is the
/// right one, raise the limits under `[limits]` in the project file.
///
/// A value above a limit is an error that names the limit and its key.
///
/// ```
/// use casualty_register::source::{Field, Limits, Source, SourceSpec};
///
/// let mut limits = Limits::default();
/// limits.rows = 2;
/// let spec = SourceSpec::new("ngo", "ngo.csv").with_column(Field::Name, "name");
/// let error = Source::from_bytes_within(spec, "ngo.csv", b"name\nA\nB\n", &limits).unwrap_err();
/// assert!(error.to_string().contains("`rows` under [limits]"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// Largest file, and largest unpacked content of an archive, in bytes. Default 1,000,000,000, because a list is
    /// held in memory several times.
    pub bytes: u64,
    /// Most rows, including the header and empty rows. Default 10,000,000, about ten times as many as a sheet can have.
    pub rows: u64,
    /// Most cells of a row. Default 1,024: no list has so many columns, while a wrong delimiter makes thousands.
    pub columns: u64,
    /// Longest cell, in characters. Default 1,000,000, thirty times the longest cell of a spreadsheet.
    pub characters: u64,
    /// Largest ratio of the unpacked size of an archive to its file. Default 200: sheets unpack to 5 to 50 times their
    /// size, a decompression bomb to thousands. Archives that unpack to less than 10 MB are exempt.
    pub expansion: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 1_000_000_000,
            rows: 10_000_000,
            columns: 1_024,
            characters: 1_000_000,
            expansion: 200,
        }
    }
}

impl Limits {
    /// The names of the limits: the keys under `[limits]`.
    pub const KEYS: [&'static str; 5] = ["bytes", "rows", "columns", "characters", "expansion"];

    /// The limit with this name; `None` if there is none.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut u64> {
        Some(match key {
            "bytes" => &mut self.bytes,
            "rows" => &mut self.rows,
            "columns" => &mut self.columns,
            "characters" => &mut self.characters,
            "expansion" => &mut self.expansion,
            _ => return None,
        })
    }

    /// Refuses a file that is too large.
    pub(crate) fn check_bytes(&self, bytes: u64) -> Result<(), String> {
        check("bytes", "the file has", "bytes", bytes, self.bytes)
    }

    /// Refuses a row whose number, number of cells or longest cell exceeds a limit.
    ///
    /// Rows count from 1.
    pub(super) fn check_row(&self, row: u64, cells: &[String]) -> Result<(), String> {
        self.check_cells(row, cells.len(), cells.iter().map(String::as_str))
    }

    /// Like `check_row`, for cells that are not in one vector. `count` is their number.
    pub(super) fn check_cells<'a>(
        &self,
        row: u64,
        count: usize,
        mut cells: impl Iterator<Item = &'a str>,
    ) -> Result<(), String> {
        check("rows", "the list has at least", "rows", row, self.rows)?;
        if count as u64 > self.columns {
            check("columns", &format!("row {row} has"), "cells", count as u64, self.columns)?;
        }
        cells.try_for_each(|cell| self.check_cell(row, cell))
    }

    /// Refuses a cell that is too long.
    pub(super) fn check_cell(&self, row: u64, cell: &str) -> Result<(), String> {
        // A text has no more characters than bytes, so hardly any cell has to be counted.
        if cell.len() as u64 <= self.characters {
            return Ok(());
        }
        let has = format!("a cell of row {row} (check for an unclosed quotation mark) has");
        check("characters", &has, "characters", cell.chars().count() as u64, self.characters)
    }
}

/// Refuses a number above a limit. The message says what exceeds it and which key raises it.
///
/// `has` begins the sentence (`the file has`), `unit` ends it (`bytes`), and `key` is the limit to raise.
pub(super) fn check(key: &str, has: &str, unit: &str, found: u64, most: u64) -> Result<(), String> {
    if found <= most {
        return Ok(());
    }
    Err(format!(
        "{has} {found} {unit}, more than the limit of {most}; check whether it is the right file, or raise \
         `{key}` under [limits] in the project file"
    ))
}

/// Refuses a number above a limit that a project cannot raise. `has` and `unit` are those of [`check`].
#[cfg(feature = "spreadsheets")]
pub(super) fn check_fixed(has: &str, unit: &str, found: u64, most: u64) -> Result<(), String> {
    if found <= most {
        return Ok(());
    }
    Err(format!("{has} {found} {unit}, more than the limit of {most}; check whether it is the right file"))
}
