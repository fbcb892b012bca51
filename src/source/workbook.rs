//! Reads workbooks: chooses the sheet, and turns its cells into the text that the sheet shows.
//!
//! In: the bytes of an xlsx, xls or ods file. Out: a [`Grid`]. Damaged files give an error, even if the library panics
//! on them.
//!
//! Cells become text as a reader of the sheet sees them. Rows and columns count from 0 in this module and from 1 in messages.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx};

use crate::base::finding::Code;
use crate::base::nearest::nearest;
use crate::source::archive::damaged;
use crate::source::decode::DecodedText;
use crate::source::grid::{Container, Grid, Merged, Odd, SheetFacts};
use crate::source::limits::check;
use crate::source::mapping::plain;
use crate::source::number_format::Format;
use crate::source::ods::{OdsSheet, ShownCell};
use crate::source::{Limits, SheetView, SourceSpec, archive, ods, sheet};

/// The message for a zip archive that is not a workbook.
const NO_BOOK: &str = "the file is an archive, not a workbook; unpack it and name the list itself";

/// The bytes of a file, readable from any position.
type Bytes<'a> = Cursor<&'a [u8]>;

/// An open workbook of one of three formats.
enum Book<'a> {
    /// Excel 2007 and later.
    Xlsx(Box<Xlsx<Bytes<'a>>>),
    /// Excel before 2007.
    Xls(Box<Xls<Bytes<'a>>>),
    /// OpenDocument, with the bytes of the file, from which the styles of its cells are read.
    Ods(Box<Ods<Bytes<'a>>>, &'a [u8]),
}

/// The text of the filled cells of a sheet, by row and column from 0.
type FilledCells = BTreeMap<(u32, u32), String>;

/// Reads the sheet that the spec names, or the only visible sheet with rows.
///
/// # Errors
///
/// If the workbook is damaged, locked or too large, or if no sheet or several sheets qualify.
pub(super) fn read(
    spec: &SourceSpec,
    bytes: &[u8],
    container: Container,
    limits: &Limits,
) -> Result<Grid, String> {
    guarded(|| {
        let mut book = Book::open(bytes, container, limits)?;
        let sheets = book.worksheets();
        let (name, cells) = match spec.sheet() {
            Some(wanted) => book.named(&sheets, wanted, limits)?,
            None => book.only(&sheets, limits)?,
        };
        let merged = book.merged(&name);
        let facts = book.facts(bytes, &name);
        let is_1904 = book.counts_from_1904();
        let form = book.form();
        Ok(Grid { facts, counts_from_1904: Some(is_1904), ..grid(cells, name, merged, &sheets, form) })
    })
}

/// All worksheets in the order of the workbook, with their number of rows. Charts and the like are left out.
///
/// Every sheet is read completely to count its rows.
pub(super) fn sheets(bytes: &[u8], container: Container, limits: &Limits) -> Result<Vec<SheetView>, String> {
    guarded(|| {
        let mut book = Book::open(bytes, container, limits)?;
        let sheets = book.worksheets();
        let with_rows = |(name, is_visible): (String, bool)| {
            let cells = book.cells(&name, limits)?;
            let rows = cells.keys().next_back().map_or(0, |(row, _)| u64::from(*row) + 1);
            Ok(SheetView { name, is_visible, rows })
        };
        sheets.into_iter().map(with_rows).collect()
    })
}

/// Runs `work`, and turns a panic into an error: the spreadsheet library may panic on damaged files.
///
/// The panic message of the library is not shown.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("it is damaged")))
}

impl<'a> Book<'a> {
    /// Opens a workbook after the checks for size and password.
    ///
    /// The format follows from the parts of the archive, not from the file name. Binary workbooks (xlsb) are refused
    /// with advice.
    fn open(bytes: &'a [u8], container: Container, limits: &Limits) -> Result<Self, String> {
        let cursor = Cursor::new(bytes);
        if container == Container::Ole {
            archive::check_unlocked(bytes)?;
            return Xls::new(cursor).map(|book| Book::Xls(Box::new(book))).map_err(damaged);
        }
        let mut archive = archive::open(bytes, limits)?;
        let parts: Vec<String> =
            archive.file_names().filter_map(Result::ok).map(|part| part.into_owned()).collect();
        let has = |name: &str| parts.iter().any(|part| part == name);
        if has("content.xml") {
            archive::check_unlocked_ods(&mut archive)?;
            archive::check_ods(&mut archive, bytes.len(), limits)?;
            return Ods::new(cursor).map(|book| Book::Ods(Box::new(book), bytes)).map_err(damaged);
        }
        if has("xl/workbook.bin") {
            return Err("the file is a binary workbook (xlsb); save it as xlsx, ods or CSV".to_owned());
        }
        if !parts.iter().any(|part| part.to_lowercase().starts_with("xl/")) {
            return Err(NO_BOOK.to_owned());
        }
        Xlsx::new(cursor).map(|book| Book::Xlsx(Box::new(book))).map_err(damaged)
    }

    /// The name of the format.
    fn form(&self) -> &'static str {
        match self {
            Book::Xlsx(_) => "xlsx",
            Book::Xls(_) => "xls",
            Book::Ods(..) => "ods",
        }
    }

    /// The names of the worksheets, and whether each is visible.
    fn worksheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book, _) => book.sheets_metadata(),
        };
        let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        tables.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
    }

    /// The cells of the sheet with a name, up to white space. The error lists the sheets that exist.
    ///
    /// Sheets are found even if they are hidden, because the project names them.
    fn named(
        &mut self,
        sheets: &[(String, bool)],
        wanted: &str,
        limits: &Limits,
    ) -> Result<(String, FilledCells), String> {
        let names = || sheets.iter().map(|(name, _)| name.as_str());
        let found = names().find(|name| *name == wanted);
        let found = found.or_else(|| names().find(|name| plain(name) == plain(wanted)));
        let Some(name) = found else {
            let near = nearest(wanted, names()).map(|near| format!("; nearest: `{near}`"));
            let near = near.unwrap_or_default();
            return Err(format!("there is no sheet `{wanted}`; the sheets are: {}{near}", listed(names())));
        };
        Ok((name.to_owned(), self.cells(name, limits)?))
    }

    /// The only visible sheet that has cells. The error lists the candidates.
    ///
    /// Hidden sheets are not candidates. They are reported as a finding, or in the error if there is no visible sheet
    /// with rows.
    fn only(&mut self, sheets: &[(String, bool)], limits: &Limits) -> Result<(String, FilledCells), String> {
        let mut filled = Vec::new();
        for (name, _) in sheets.iter().filter(|(_, is_visible)| *is_visible) {
            let cells = self.cells(name, limits)?;
            if !cells.is_empty() {
                filled.push((name.clone(), cells));
            }
        }
        if filled.len() > 1 {
            let names = listed(filled.iter().map(|(name, _)| name.as_str()));
            return Err(format!("several sheets have rows: {names}; name one under `sheet`"));
        }
        filled.pop().ok_or_else(|| {
            let hidden = sheets.iter().filter(|(_, is_visible)| !is_visible).map(|(name, _)| name.as_str());
            let hidden = listed(hidden);
            let hint = if hidden.is_empty() {
                String::new()
            } else {
                format!("; hidden sheets, which are read only if `sheet` names them: {hidden}")
            };
            format!("no visible sheet has rows{hint}; the list needs a header row and rows below it")
        })
    }

    /// The filled cells of a sheet as text.
    ///
    /// Cells of an xlsx carry their number format; those of an ods are joined with the styles that `ods` reads; those
    /// of an xls have dates only.
    fn cells(&mut self, name: &str, limits: &Limits) -> Result<FilledCells, String> {
        let mut cells = Gathering { limits, found: FilledCells::default(), bytes: 0, is_1904: false };
        match self {
            // Read cell by cell: a single cell in a far corner must not allocate a table of billions of cells.
            Book::Xlsx(book) => {
                cells.is_1904 = book.has_1904_epoch();
                let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
                let formats: Vec<Format> = reader.styles().iter().map(Format::of).collect();
                while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
                    let format = formats.get(style).unwrap_or(&Format::Stored);
                    cells.add(cell.get_position(), Data::from(cell.get_value().clone()), format)?;
                }
            }
            Book::Xls(book) => {
                cells.add_range(&book.worksheet_range(name).map_err(damaged)?, &OdsSheet::default())?;
            }
            Book::Ods(book, bytes) => {
                let sheet = archive::reopen(bytes).map(|mut archive| ods::sheet(&mut archive, name));
                cells.add_range(&book.worksheet_range(name).map_err(damaged)?, &sheet.unwrap_or_default())?;
            }
        }
        Ok(cells.found)
    }

    /// Hidden rows and columns and formulas without a value, from an xlsx or ods file. Empty for xls.
    fn facts(&self, bytes: &[u8], name: &str) -> SheetFacts {
        match (self, archive::reopen(bytes)) {
            (Book::Xlsx(_), Some(mut archive)) => sheet::facts(&mut archive, name),
            (Book::Ods(..), Some(mut archive)) => ods::sheet(&mut archive, name).facts,
            _ => SheetFacts::default(),
        }
    }

    /// Whether the workbook counts days from 1904.
    fn counts_from_1904(&self) -> bool {
        match self {
            Book::Xlsx(book) => book.has_1904_epoch(),
            Book::Xls(book) => book.has_1904_epoch(),
            Book::Ods(..) => false,
        }
    }

    /// The merged cells of a sheet, sorted. The library reports them for xlsx and xls only.
    fn merged(&mut self, name: &str) -> Vec<Merged> {
        let areas = match self {
            Book::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Book::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Book::Ods(..) => Vec::new(),
        };
        let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let area = |area: Dimensions| Merged {
            rows: (index(area.start.0), index(area.end.0)),
            columns: (index(area.start.1), index(area.end.1)),
        };
        let mut areas: Vec<Merged> = areas.into_iter().map(area).collect();
        areas.retain(|area| area.rows.0 <= area.rows.1 && area.columns.0 <= area.columns.1);
        areas.sort_unstable();
        areas
    }
}

/// Collects cells as text, and checks the limits.
///
/// Each cell is checked when it is added, so a file that is too large stops early.
struct Gathering<'a> {
    /// The limits of the list.
    limits: &'a Limits,
    /// The cells so far.
    found: FilledCells,
    /// Size of their text, in bytes.
    bytes: u64,
    /// Whether the workbook counts days from 1904.
    is_1904: bool,
}

impl Gathering<'_> {
    /// Adds all cells of a range; `sheet` says how the cells of an ods file are shown.
    fn add_range(&mut self, range: &calamine::Range<Data>, sheet: &OdsSheet) -> Result<(), String> {
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place =
                |offset: usize, start: u32| start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
            let at = (place(row, top), place(column, left));
            self.add(at, as_shown(value, sheet.shown(at)), &Format::Stored)?;
        }
        Ok(())
    }

    /// Adds one cell, by row and column from 0. Cells without text are skipped.
    fn add(&mut self, at: (u32, u32), value: Data, format: &Format) -> Result<(), String> {
        let row = u64::from(at.0) + 1;
        let text = shown(value, format, self.is_1904);
        if text.trim().is_empty() {
            return Ok(());
        }
        self.bytes = self.bytes.saturating_add(text.len() as u64);
        let (limits, columns) = (self.limits, u64::from(at.1) + 1);
        limits.check_row(row, &[])?;
        limits.check_cell(row, &text)?;
        check("columns", &format!("row {row} has"), "cells", columns, limits.columns)?;
        check("bytes", "the cells have", "bytes of text", self.bytes, limits.bytes)?;
        self.found.insert(at, text);
        Ok(())
    }
}

/// The value of an ods cell as the sheet shows it.
fn as_shown(value: &Data, shown: Option<&ShownCell>) -> Data {
    let text = match (value, shown) {
        (Data::Float(_) | Data::Int(_), Some(ShownCell::Text(text))) => Some(text.trim().to_owned()),
        (Data::DateTimeIso(date), Some(ShownCell::Date(parts))) => parts.of(date),
        _ => None,
    };
    text.map_or_else(|| value.clone(), Data::String)
}

/// The text of a cell as the sheet shows it: dates in ISO form with the parts that the format shows, whole numbers
/// without a decimal point.
///
/// Booleans become `TRUE` and `FALSE`, errors their text such as `#N/A`. Leading byte order marks are removed.
fn shown(value: Data, format: &Format, is_1904: bool) -> String {
    match value {
        // A byte order mark that was pasted with the first cell of a text file.
        Data::String(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        Data::Float(number) => format.number(number).unwrap_or_else(|| number_text(number)),
        Data::DateTime(date) if has_day(&date) => {
            format.date(&date, is_1904).unwrap_or_else(|| date_text(&date))
        }
        Data::DateTime(date) => date_text(&date),
        Data::DateTimeIso(date) => iso_text(&date),
        Data::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
        // Integers, durations and errors as the library writes them; nothing for an empty cell.
        other => other.to_string(),
    }
}

/// A number as text; whole numbers without a decimal point.
///
/// `7.0` becomes `7`, so an id that a spreadsheet stores as a number stays an id.
fn number_text(number: f64) -> String {
    // Up to 15 digits, a floating-point number shows its exact digits.
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// A day, a day with a time, or a time alone. The library knows whether days are counted from 1900 or 1904.
///
/// Midnight is left out, because a date without a time is stored as midnight.
fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if !has_day(date) {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if time == MIDNIGHT { day } else { format!("{day} {time}") }
}

/// Whether a date has a day, and is not only a time of day or a duration.
fn has_day(date: &ExcelDateTime) -> bool {
    !date.is_duration() && !(0.0..1.0).contains(&date.as_f64())
}

/// A time that is not shown, because it means that only the day is known.
const MIDNIGHT: &str = "00:00:00";

/// An ISO date and time with a blank instead of `T`, and without midnight.
fn iso_text(date: &str) -> String {
    match date.split_once('T') {
        Some((day, time)) if time.starts_with(MIDNIGHT) => day.to_owned(),
        Some((day, time)) => format!("{day} {time}"),
        None => date.to_owned(),
    }
}

/// Builds the rows from row 1 on. Empty rows have no cells, because a sheet may have a million of them.
///
/// All rows with cells have the same width, that of the widest row.
fn grid(
    cells: FilledCells,
    name: String,
    merged: Vec<Merged>,
    sheets: &[(String, bool)],
    form: &'static str,
) -> Grid {
    let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let width = cells.keys().map(|(_, column)| index(*column) + 1).max().unwrap_or(0);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for ((row, column), text) in cells {
        let row = index(row);
        if row >= rows.len() {
            rows.resize_with(row, Vec::new);
            rows.push(vec![String::new(); width]);
        }
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(index(column))) {
            *cell = text;
        }
    }
    let text = DecodedText { text: String::new(), encoding: form, fallback: false, lossy: false };
    let odd = hidden(sheets, &name).into_iter().collect();
    Grid { rows, text, sheet: Some(name), merged, odd, ..Grid::default() }
}

/// The finding about hidden sheets other than the one that was read.
///
/// The sheet that was read is not reported, even if it is hidden.
fn hidden(sheets: &[(String, bool)], read: &str) -> Option<Odd> {
    let hidden = sheets.iter().filter(|(name, is_visible)| !is_visible && name != read);
    let hidden = listed(hidden.map(|(name, _)| name.as_str()));
    let message = format!(
        "hidden sheets were not read: {hidden}; if one of them is the list, name it under \
                           `sheet`"
    );
    (!hidden.is_empty()).then_some(Odd { code: Code::HiddenSheet, message })
}

/// Names in backticks, separated by commas.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
