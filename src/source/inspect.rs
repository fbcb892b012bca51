//! Inspects a list that nobody has described yet: its format, and what its columns may mean.
//!
//! In: a file. Out: an [`Inspection`], from which a first project file can be written.

mod columns;
mod doubts;
mod readers;
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

pub use columns::ColumnView;
pub(crate) use written::{Block, quoted};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::Finding;
use crate::language::date::{Day, DayOrder};
use crate::source::aside::SetAside;
use crate::source::grid::Grid;
use crate::source::header::{Header, LOOKED_AT};
use crate::source::record::has_text;
use crate::source::words::{BUNDLED, Words};
use crate::source::{Field, Limits, Source, SourceSpec, grid, header};

/// The result of inspecting a file. All of it is guessed, except what is counted.
///
/// ```
/// use casualty_register::source::{Field, inspect_bytes};
///
/// let text = "Список погибших\n№;ФИО;Возраст\n1;Тестов Асан;31\n2;Пробин Даулет;40\n";
/// let found = inspect_bytes("list.csv", text.as_bytes())?;
/// assert_eq!((found.delimiter, found.header_row, found.rows), (Some(b';'), 2, 2));
/// let fields: Vec<_> = found.columns.iter().map(|column| column.field).collect();
/// assert_eq!(fields, [Some(Field::Id), Some(Field::Name), Some(Field::Age)]);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// The file, as it was named by the caller.
    pub file: String,
    /// The encoding of a text file, or the format of a workbook: `UTF-8`, `windows-1251`, `xlsx`.
    pub encoding: &'static str,
    /// The ASCII code of the delimiter; `None` for a workbook.
    pub delimiter: Option<u8>,
    /// The sheets of a workbook, in its order; empty for a text file.
    pub sheets: Vec<SheetView>,
    /// The sheet that was inspected: the visible one with the most rows. `None` for a text file.
    pub sheet: Option<String>,
    /// The row of the header, from 1; for a header of two rows, the lower one.
    pub header_row: u64,
    /// Number of rows that are people.
    pub rows: usize,
    /// Rows that are not people: titles, sums, notes.
    pub set_aside: Vec<SetAside>,
    /// The columns, from left to right.
    pub columns: Vec<ColumnView>,
    /// First and last day of death, as a first guess at the period of the lists; `None` if no date of death can be
    /// read.
    pub period: Option<(Day, Day)>,
    /// The order of day and month in the dates.
    pub day_order: DayOrder,
    /// Number of dates whose day and month cannot be told apart.
    pub unclear_dates: usize,
    /// The order of name parts, in the words of a project file; `None` if it is not clear.
    pub name_order: Option<&'static str>,
    /// Findings about the file, as a run would report them. Empty if no column was recognised as a name.
    pub findings: Vec<Finding>,
    /// Whether the header is the first row with text. A run then finds it without `header_row`.
    is_header_first: bool,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetView {
    /// The name of the sheet.
    pub name: String,
    /// Whether the sheet is visible.
    pub is_visible: bool,
    /// Its last row with text, from 1; 0 if the sheet is empty.
    pub rows: u64,
}

/// Inspects a file.
///
/// # Errors
///
/// If the file cannot be read, has no rows, or exceeds the default [`Limits`].
pub fn inspect(path: impl AsRef<Path>) -> Result<Inspection> {
    let path = path.as_ref();
    let bytes = grid::bytes_of(path, &Limits::default())?;
    inspect_bytes(&path.to_string_lossy(), &bytes)
}

/// Inspects the bytes of a file. Messages use `file_name`.
///
/// # Errors
///
/// In the cases of [`inspect`].
pub fn inspect_bytes(file_name: &str, bytes: &[u8]) -> Result<Inspection> {
    let fault =
        |problem: String| -> Error { ErrorKind::Table { path: file_name.into(), row: None, problem }.into() };
    let limits = Limits::default();
    let sheets = sheets(bytes, &limits).map_err(fault)?;
    let mut spec = SourceSpec::new("list", file_name);
    let seen = sheets.iter().filter(|sheet| sheet.is_visible && sheet.rows > 0);
    if let Some(sheet) = seen.rev().max_by_key(|sheet| sheet.rows) {
        spec = spec.with_sheet(&sheet.name);
    }
    let grid = grid::read(&spec, file_name, bytes, &limits).map_err(fault)?;
    let header = guessed_header(&grid, &BUNDLED).ok_or_else(|| {
        fault("the file has no rows; name a list with a header row and rows below it".to_owned())
    })?;
    let columns = columns::guess(&grid.rows, &header, &BUNDLED);
    let first = grid.rows.iter().position(|cells| has_text(cells));
    let below = grid.rows.iter().skip(header.index + 1);
    let mut found = Inspection {
        file: file_name.to_owned(),
        encoding: grid.text.encoding,
        delimiter: grid.sheet.is_none().then_some(grid.delimiter),
        sheets,
        sheet: grid.sheet,
        header_row: header.index as u64 + 1,
        rows: below.filter(|cells| has_text(cells)).count(),
        set_aside: Vec::new(),
        columns,
        period: None,
        day_order: DayOrder::Unknown,
        unclear_dates: 0,
        name_order: None,
        findings: Vec::new(),
        is_header_first: first == Some(header.index) && !header.two_rows,
    };
    let habits = columns::habits(&grid.rows, &header, &found.columns);
    (found.period, found.day_order, found.name_order) = (habits.period, habits.day_order, habits.name_order);
    found.unclear_dates = habits.unclear_dates;
    // Reading the list with the guessed columns shows more exactly which rows are people.
    if let Ok(source) = Source::from_bytes(found.spec("list", file_name), file_name, bytes) {
        let mut people: Vec<Vec<String>> = vec![Vec::new(); header.index + 1];
        people.extend(source.records().iter().map(|record| record.cells().to_vec()));
        found.columns.iter_mut().zip(columns::guess(&people, &header, &BUNDLED)).for_each(|(old, new)| {
            // Keep the fields, because the list was read with them.
            *old = if old.field == new.field { new } else { old.clone() };
        });
        found.rows = source.row_count();
        found.set_aside = source.set_aside().to_vec();
        found.findings = source.findings().to_vec();
    }
    Ok(found)
}

impl Inspection {
    /// The column that was recognised as a field.
    pub fn column(&self, field: Field) -> Option<&ColumnView> {
        self.columns.iter().find(|column| column.field == Some(field))
    }

    /// The description of the list, with the guessed columns, for a project.
    pub fn spec(&self, id: &str, file: &str) -> SourceSpec {
        let mut spec = SourceSpec::new(id, file);
        for column in &self.columns {
            if let Some(field) = column.field {
                spec = spec.with_column(field, &column.header);
            }
        }
        let seen = self.sheets.iter().filter(|sheet| sheet.is_visible && sheet.rows > 0);
        if let Some(sheet) = self.sheet.as_ref().filter(|_| seen.count() != 1) {
            spec = spec.with_sheet(sheet);
        }
        if self.day_order != DayOrder::Unknown {
            spec = spec.with_day_order(self.day_order);
        }
        if let Some(order) = self.name_order {
            spec = spec.with_name_order(order);
        }
        if self.is_header_first { spec } else { spec.with_header_row(self.header_row) }
    }
}

/// The sheets of a workbook; empty for a text file.
#[cfg(feature = "spreadsheets")]
fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<SheetView>, String> {
    let Some(container) = grid::Container::of(bytes) else { return Ok(Vec::new()) };
    limits.check_bytes(bytes.len() as u64)?;
    super::workbook::sheets(bytes, container, limits)
}

/// Always empty: workbooks are not supported without the feature.
#[cfg(not(feature = "spreadsheets"))]
fn sheets(_: &[u8], _: &Limits) -> Result<Vec<SheetView>, String> {
    Ok(Vec::new())
}

/// The row whose cells name fields most clearly, alone or with the row above it. If no row names two fields, the first
/// row that is at least half as full as the fullest one.
fn guessed_header(grid: &Grid, words: &Words) -> Option<Header> {
    let filled: Vec<usize> = (0..grid.rows.len())
        .filter(|index| grid.rows.get(*index).is_some_and(|cells| has_text(cells)))
        .take(LOOKED_AT)
        .collect();
    let mut best: Option<(usize, Header)> = None;
    for two_rows in [false, true] {
        for index in &filled {
            let Some(header) = header::header(&grid.rows, &grid.merged, *index, two_rows) else { continue };
            // A header of two rows must score higher than one row alone.
            let score = score(&header, words).saturating_sub(usize::from(two_rows));
            if score > 2 && best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, header));
            }
        }
    }
    let fullest = filled.iter().map(|index| width(grid, *index)).max()?;
    let first = || {
        let index = filled.iter().find(|index| width(grid, **index) * 2 >= fullest)?;
        header::header(&grid.rows, &grid.merged, *index, false)
    };
    best.map(|(_, header)| header).or_else(first)
}

/// Number of filled cells of a row.
fn width(grid: &Grid, index: usize) -> usize {
    let cells = grid.rows.get(index).into_iter().flatten();
    cells.filter(|cell| !cell.trim().is_empty()).count()
}

/// Two points for each field that a whole cell names, one for each that a part of a cell names. A field that several
/// cells name counts once: a header of two rows has `Date` above two columns, and the row below says which dates.
fn score(header: &Header, words: &Words) -> usize {
    let mut points: BTreeMap<Field, usize> = BTreeMap::new();
    for (field, is_whole) in header.cells.iter().filter_map(|cell| words.header(cell)) {
        let most = points.entry(field).or_default();
        *most = (*most).max(1 + usize::from(is_whole));
    }
    points.into_values().sum()
}
