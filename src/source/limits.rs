//! How large a list may be: what is beyond stops the run with a clear error, before memory does.

use serde::Serialize;

/// The largest list that is read. What is larger is most likely not a list of people, or not the file
/// that was meant; where it is, the limits can be raised, in the project file under `[limits]`.
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
    /// Bytes of the file, and of what an archive unpacks to. 1,000,000,000: a list is held in memory
    /// several times over.
    pub bytes: u64,
    /// Rows, the header and empty ones too. 10,000,000: ten times what a sheet can have.
    pub rows: u64,
    /// Cells of a row. 1,024: no list has so many columns; a wrong delimiter makes thousands.
    pub columns: u64,
    /// Characters of a cell. 1,000,000: thirty times what a cell of a spreadsheet can have.
    pub characters: u64,
    /// How many times larger than its file an archive may become. 200: sheets become 5 to 50 times as
    /// large, a bomb thousands of times. What unpacks to less than 10 MB is not held to it.
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
    /// The names of the limits, as keys under `[limits]`.
    pub const KEYS: [&'static str; 5] = ["bytes", "rows", "columns", "characters", "expansion"];

    /// The limit with a name in [`Limits::KEYS`].
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

    /// Refuses a file by its size.
    pub(crate) fn check_bytes(&self, bytes: u64) -> Result<(), String> {
        check("bytes", "the file has", "bytes", bytes, self.bytes)
    }

    /// Refuses a row by its number, the number of its cells and its longest cell.
    pub(super) fn check_row(&self, row: u64, cells: &[String]) -> Result<(), String> {
        self.check_cells(row, cells.len(), cells.iter().map(String::as_str))
    }

    /// The same of a row whose cells stand elsewhere.
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

    /// Refuses a cell by its length.
    pub(super) fn check_cell(&self, row: u64, cell: &str) -> Result<(), String> {
        // No more characters than bytes: hardly any cell has to be counted.
        if cell.len() as u64 <= self.characters {
            return Ok(());
        }
        let has = format!("a cell of row {row} (is a quote never closed?) has");
        check("characters", &has, "characters", cell.chars().count() as u64, self.characters)
    }
}

/// Says what there is too much of and what to do.
pub(super) fn check(key: &str, has: &str, unit: &str, found: u64, most: u64) -> Result<(), String> {
    if found <= most {
        return Ok(());
    }
    Err(format!(
        "{has} {found} {unit}, more than the {most} that are read; see whether it is the right file, or \
         raise `{key}` under [limits] in the project file"
    ))
}
