//! Workbooks to rows: which sheet the list is, and its cells as text.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx};

use crate::base::finding::Code;
use crate::base::nearest::nearest;
use crate::source::archive;
use crate::source::archive::damaged;
use crate::source::decode::Text;
use crate::source::grid::{Container, Grid, Merged, Odd, SheetFacts};
use crate::source::limits::check;
use crate::source::mapping::plain;
use crate::source::number_format::Format;
use crate::source::ods;
use crate::source::ods::{OdsSheet, Shown};
use crate::source::sheet;
use crate::source::{Limits, SheetView, SourceSpec};

const NO_BOOK: &str = "the file is an archive and no workbook; name the list itself, unpacked";

type Bytes<'a> = Cursor<&'a [u8]>;

/// A workbook of any form.
enum Book<'a> {
    Xlsx(Box<Xlsx<Bytes<'a>>>),
    Xls(Box<Xls<Bytes<'a>>>),
    /// With the bytes of the file, which tell how its cells are shown.
    Ods(Box<Ods<Bytes<'a>>>, &'a [u8]),
}

/// The text of the filled cells of a sheet by row and column, counted from 0.
type Cells = BTreeMap<(u32, u32), String>;

/// Reads the sheet that the spec names, or the only visible one that has rows.
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

/// All sheets that hold tables, in the order of the workbook.
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

/// The library that unpacks workbooks may panic on damaged ones; that is a file that cannot be read.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("it is damaged")))
}

impl<'a> Book<'a> {
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

    fn form(&self) -> &'static str {
        match self {
            Book::Xlsx(_) => "xlsx",
            Book::Xls(_) => "xls",
            Book::Ods(..) => "ods",
        }
    }

    /// The sheets of tables, and whether they can be seen.
    fn worksheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book, _) => book.sheets_metadata(),
        };
        let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        tables.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
    }

    fn named(
        &mut self,
        sheets: &[(String, bool)],
        wanted: &str,
        limits: &Limits,
    ) -> Result<(String, Cells), String> {
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

    fn only(&mut self, sheets: &[(String, bool)], limits: &Limits) -> Result<(String, Cells), String> {
        let mut filled = Vec::new();
        for (name, _) in sheets.iter().filter(|(_, is_visible)| *is_visible) {
            let cells = self.cells(name, limits)?;
            if !cells.is_empty() {
                filled.push((name.clone(), cells));
            }
        }
        if filled.len() > 1 {
            let names = listed(filled.iter().map(|(name, _)| name.as_str()));
            return Err(format!("several sheets have rows: {names}; choose one with `sheet`"));
        }
        filled.pop().ok_or_else(|| {
            let hidden = sheets.iter().filter(|(_, is_visible)| !is_visible).map(|(name, _)| name.as_str());
            let hidden = listed(hidden);
            let hint = if hidden.is_empty() { String::new() } else { format!("; hidden sheets: {hidden}") };
            format!("no sheet that can be seen has rows{hint}; the list needs a header row and rows below it")
        })
    }

    fn cells(&mut self, name: &str, limits: &Limits) -> Result<Cells, String> {
        let mut cells = Gathering { limits, found: Cells::default(), bytes: 0, is_1904: false };
        match self {
            // Cell by cell: one cell in a far corner must not make a table of billions.
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

    /// What an xlsx or an ods says about its cells besides their values.
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

    /// Cells that are one; the library tells of xlsx and xls only.
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

/// Cells on their way to be text.
struct Gathering<'a> {
    limits: &'a Limits,
    found: Cells,
    bytes: u64,
    /// Whether days are counted from 1904.
    is_1904: bool,
}

impl Gathering<'_> {
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

/// The value of a cell of an ods as the sheet shows it.
fn as_shown(value: &Data, shown: Option<&Shown>) -> Data {
    let text = match (value, shown) {
        (Data::Float(_) | Data::Int(_), Some(Shown::Text(text))) => Some(text.trim().to_owned()),
        (Data::DateTimeIso(date), Some(Shown::Date(parts))) => parts.of(date),
        _ => None,
    };
    text.map_or_else(|| value.clone(), Data::String)
}

/// The text of a cell as a sheet shows it: dates as ISO with the parts that the format has, whole numbers without
/// a point.
fn shown(value: Data, format: &Format, is_1904: bool) -> String {
    match value {
        // A mark that stood at the start of a file from which the cell was pasted.
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

fn number_text(number: f64) -> String {
    // Up to 15 digits a number is what it shows.
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// A day, a day and a time, or a time alone. The library knows the years 1900 and 1904 that days are
/// counted from.
fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if !has_day(date) {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if time == MIDNIGHT { day } else { format!("{day} {time}") }
}

/// Whether it is more than a time of the day.
fn has_day(date: &ExcelDateTime) -> bool {
    !date.is_duration() && !(0.0..1.0).contains(&date.as_f64())
}

const MIDNIGHT: &str = "00:00:00";

fn iso_text(date: &str) -> String {
    match date.split_once('T') {
        Some((day, time)) if time.starts_with(MIDNIGHT) => day.to_owned(),
        Some((day, time)) => format!("{day} {time}"),
        None => date.to_owned(),
    }
}

/// The rows from row 1 on; an empty row has no cell, for a sheet may have a million of them.
fn grid(
    cells: Cells,
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
    let text = Text { text: String::new(), encoding: form, fallback: false, lossy: false };
    let odd = hidden(sheets, &name).into_iter().collect();
    Grid { rows, text, sheet: Some(name), merged, odd, ..Grid::default() }
}

fn hidden(sheets: &[(String, bool)], read: &str) -> Option<Odd> {
    let hidden = sheets.iter().filter(|(name, is_visible)| !is_visible && name != read);
    let hidden = listed(hidden.map(|(name, _)| name.as_str()));
    let message = format!("hidden and not read: {hidden}");
    (!hidden.is_empty()).then_some(Odd { code: Code::HiddenSheet, message })
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
