//! What a zip archive becomes when it is unpacked, found out before anything is held in memory.

use std::io::{self, Cursor, Read as _, Write, copy};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::source::Limits;
use crate::source::limits::check;

/// An archive of a spreadsheet.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What unpacks to less is no danger, however small its file is.
const HARMLESS: u64 = 10_000_000;
/// No workbook has so many parts.
const MOST_PARTS: u64 = 10_000;
/// The cells of an ods sheet are unfolded in memory; so many take about 2 GB.
const MOST_CELLS: u64 = 20_000_000;

/// Opens an archive that is not too large. What its directory says is not believed: every part is
/// unpacked and counted.
pub(super) fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    check("bytes", "the archive has", "parts", archive.len() as u64, MOST_PARTS)?;
    let most = most_unpacked(bytes.len(), limits);
    let mut left = most;
    for part in 0..archive.len() {
        // A part that cannot be opened is not read later on either.
        let Ok(entry) = archive.by_index(part) else { continue };
        let mut unpacked = Counted(0);
        // A part that is damaged further on counts as far as it can be unpacked.
        let _ = copy(&mut entry.take(left.saturating_add(1)), &mut unpacked);
        left = left.checked_sub(unpacked.0).ok_or_else(|| too_large(bytes.len(), most, limits))?;
    }
    Ok(archive)
}

/// Opens an archive that was looked at before.
pub(super) fn reopen(bytes: &[u8]) -> Option<Archive<'_>> {
    ZipArchive::new(Cursor::new(bytes)).ok()
}

/// Bytes that are only counted.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes that an archive of `packed` bytes may become.
fn most_unpacked(packed: usize, limits: &Limits) -> u64 {
    HARMLESS.max((packed as u64).saturating_mul(limits.expansion)).min(limits.bytes)
}

fn too_large(packed: usize, most: u64, limits: &Limits) -> String {
    let key = if most == limits.bytes { "bytes" } else { "expansion" };
    format!(
        "the file of {packed} bytes unpacks to more than {most} bytes; see whether it is the right file, or \
         raise `{key}` under [limits] in the project file"
    )
}

/// What is said of a file that cannot be read.
pub(super) fn damaged(error: impl std::fmt::Display) -> String {
    format!("the workbook cannot be read ({error}); open it in a spreadsheet program and save it again")
}

const LOCKED: &str = "the workbook has a password; open it in a spreadsheet program and save it without one";

/// Refuses a workbook of Excel with a password: an OLE file that holds nothing but an encrypted archive.
pub(super) fn check_unlocked(ole: &[u8]) -> Result<(), String> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_locked = ole.windows(name.len()).any(|bytes| bytes == name);
    if is_locked { Err(LOCKED.to_owned()) } else { Ok(()) }
}

/// Refuses an ods with a password, whose manifest tells how its parts are encrypted.
pub(super) fn check_unlocked_ods(archive: &mut Archive<'_>) -> Result<(), String> {
    let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") else { return Ok(()) };
    let mut text = Vec::new();
    let _ = manifest.read_to_end(&mut text);
    let is_locked = String::from_utf8_lossy(&text).contains("encryption-data");
    if is_locked { Err(LOCKED.to_owned()) } else { Ok(()) }
}

/// Refuses an ods whose cells or whose text become more than the limits allow when repeated rows and columns are
/// written out, for a few bytes can stand for millions of cells; and one that ends inside of an element, for the
/// library would look for the end for ever. `packed` is the size of the file.
pub(super) fn check_ods(archive: &mut Archive<'_>, packed: usize, limits: &Limits) -> Result<(), String> {
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut reader = Reader::from_reader(std::io::BufReader::new(content));
    let (mut buffer, mut open) = (Vec::new(), 0_u64);
    let mut sheets = OdsSheets::new(packed, limits);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open > 0 => return Err(damaged("it ends inside of an element")),
            _ => {}
        }
        match event {
            Event::Start(start) => sheets.start(&start)?,
            Event::Empty(start) => {
                sheets.start(&start)?;
                sheets.end(start.name().as_ref());
            }
            Event::End(end) => sheets.end(end.name().as_ref()),
            Event::Text(text) => sheets.add_text(text.len() as u64)?,
            Event::CData(text) => sheets.add_text(text.len() as u64)?,
            Event::GeneralRef(name) => sheets.add_text(name.len() as u64)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// What the sheets of an ods become when repeated rows and columns are written out.
struct OdsSheets<'a> {
    limits: &'a Limits,
    /// Bytes of the file.
    packed: usize,
    row: OdsRow,
    /// Rows of this sheet from its first filled one to its last filled one.
    rows: u64,
    /// Empty rows after the last filled one.
    empty_rows: u64,
    /// Cells of the widest row of this sheet.
    width: u64,
    /// Cells of the sheets before this one.
    cells: u64,
    /// How many cells the current one stands for.
    times: u64,
    /// Bytes of text in the current cell.
    letters: u64,
    /// Bytes of text in all cells.
    text: u64,
}

impl<'a> OdsSheets<'a> {
    fn new(packed: usize, limits: &'a Limits) -> Self {
        OdsSheets {
            limits,
            packed,
            row: OdsRow::default(),
            rows: 0,
            empty_rows: 0,
            width: 0,
            cells: 0,
            times: 0,
            letters: 0,
            text: 0,
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        match start.name().as_ref() {
            "table:table" => self.start_sheet(),
            "table:table-row" => {
                self.row =
                    OdsRow { times: repeated(start, "table:number-rows-repeated"), ..OdsRow::default() };
                self.times = 0;
                self.empty_rows = self.empty_rows.saturating_add(self.row.times);
            }
            name if is_cell(name) => return self.start_cell(start),
            "text:s" => return self.add_text(repeated(start, "text:c")),
            "text:p" | "text:tab" | "text:line-break" => return self.add_text(1),
            _ => {}
        }
        Ok(())
    }

    /// Text between cells is no text of a cell.
    fn end(&mut self, name: &str) {
        if is_cell(name) {
            self.times = 0;
        }
    }

    fn start_sheet(&mut self) {
        self.cells = self.all_cells();
        (self.rows, self.empty_rows, self.width, self.times) = (0, 0, 0, 0);
        self.row = OdsRow::default();
    }

    fn start_cell(&mut self, cell: &BytesStart<'_>) -> Result<(), String> {
        let columns = repeated(cell, "table:number-columns-repeated");
        self.times = columns.saturating_mul(self.row.times);
        self.letters = 0;
        let was_empty = self.row.width == 0;
        self.row.add(cell, columns);
        if was_empty && self.row.width > 0 {
            // Empty rows above the first filled one are not written out.
            let above = if self.rows == 0 { self.row.times } else { self.empty_rows };
            self.rows = self.rows.saturating_add(above);
            self.empty_rows = 0;
        }
        self.width = self.width.max(self.row.width);
        check("columns", "a row has", "cells", self.row.width, self.limits.columns)?;
        check("bytes", "the sheets have", "cells", self.all_cells(), MOST_CELLS)?;
        let values = ["office:string-value", "office:date-value", "office:time-value", "table:formula"];
        let values = values.iter().filter_map(|name| attribute(cell, name));
        self.add_text(values.map(|value| value.len() as u64).sum())
    }

    fn all_cells(&self) -> u64 {
        self.cells.saturating_add(self.rows.saturating_mul(self.width))
    }

    /// Adds text to the current cell and to all that it stands for.
    fn add_text(&mut self, bytes: u64) -> Result<(), String> {
        if self.times == 0 {
            return Ok(());
        }
        self.letters = self.letters.saturating_add(bytes);
        self.text = self.text.saturating_add(bytes.saturating_mul(self.times));
        // No letter has more than four bytes.
        check("characters", "a cell has at least", "characters", self.letters / 4, self.limits.characters)?;
        let most = most_unpacked(self.packed, self.limits);
        if self.text > most { Err(too_large(self.packed, most, self.limits)) } else { Ok(()) }
    }
}

/// A row of an ods while it is read.
#[derive(Default)]
struct OdsRow {
    times: u64,
    /// Cells up to the last one that is filled.
    width: u64,
    /// Empty cells after it.
    empty: u64,
}

impl OdsRow {
    /// Adds a cell that stands for `times` cells.
    fn add(&mut self, cell: &BytesStart<'_>, times: u64) {
        let is_filled =
            attribute(cell, "office:value-type").is_some() || attribute(cell, "table:formula").is_some();
        if is_filled {
            self.width = self.width.saturating_add(self.empty).saturating_add(times);
            self.empty = 0;
        } else {
            self.empty = self.empty.saturating_add(times);
        }
    }
}

fn is_cell(name: &str) -> bool {
    matches!(name, "table:table-cell" | "table:covered-table-cell")
}

pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

fn repeated(start: &BytesStart<'_>, name: &str) -> u64 {
    // `&#49;` is a digit too.
    let value = attribute(start, name).unwrap_or_default();
    let value = unescape(&value).unwrap_or_default();
    value.trim().parse().unwrap_or(1)
}
