//! Checks zip archives before they are read: how large they become, and whether they have a password.
//!
//! In: the bytes of an xlsx or ods file and the [`Limits`]. Out: the open archive, or one sentence that refuses it. The
//! size is found by unpacking without keeping the result, so a decompression bomb cannot fill the memory.

use std::io::{self, Cursor, Read as _, Write, copy};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::source::Limits;
use crate::source::limits::{check, check_fixed};

/// The open zip archive of a workbook, over bytes in memory.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacked size, in bytes, up to which the limit on expansion does not apply. Such a file does no harm, however small
/// its archive is.
const HARMLESS: u64 = 10_000_000;
/// Most parts of an archive. No workbook has more.
const MOST_PARTS: u64 = 10_000;
/// Most cells of all sheets of an ods file. The cells are expanded in memory, where this number takes about 2 GB.
const MOST_CELLS: u64 = 20_000_000;

/// Opens an archive. The sizes in its directory are not trusted: every part is unpacked and counted.
///
/// The bound is that of `most_unpacked`.
///
/// # Errors
///
/// If the bytes are not a zip archive, or it has too many parts or too large a content.
pub(super) fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    check_fixed("the archive has", "parts", archive.len() as u64, MOST_PARTS)?;
    let most = most_unpacked(bytes.len(), limits);
    let mut left = most;
    for part in 0..archive.len() {
        // A part that cannot be opened cannot be read later either.
        let Ok(entry) = archive.by_index(part) else { continue };
        let mut unpacked = ByteCounter(0);
        // Of a damaged part, the bytes before the damage count.
        let _ = copy(&mut entry.take(left.saturating_add(1)), &mut unpacked);
        left = left.checked_sub(unpacked.0).ok_or_else(|| too_large(bytes.len(), most, limits))?;
    }
    Ok(archive)
}

/// Opens an archive that `open` has accepted before; `None` if it cannot be opened.
pub(super) fn reopen(bytes: &[u8]) -> Option<Archive<'_>> {
    ZipArchive::new(Cursor::new(bytes)).ok()
}

/// A writer that counts bytes and discards them.
struct ByteCounter(u64);

impl Write for ByteCounter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Most bytes to which an archive of `packed` bytes may unpack: `packed` times the limit of expansion, at least
/// [`HARMLESS`], at most the limit of bytes.
///
/// An archive of 1 MB may unpack to 200 MB by default.
fn most_unpacked(packed: usize, limits: &Limits) -> u64 {
    HARMLESS.max((packed as u64).saturating_mul(limits.expansion)).min(limits.bytes)
}

/// The message for an archive whose content is too large. It names the limit that was exceeded.
fn too_large(packed: usize, most: u64, limits: &Limits) -> String {
    let key = if most == limits.bytes { "bytes" } else { "expansion" };
    format!(
        "the file of {packed} bytes unpacks to more than {most} bytes; check whether it is the right file, or \
         raise `{key}` under [limits] in the project file"
    )
}

/// The message for a workbook that cannot be read.
pub(super) fn damaged(error: impl std::fmt::Display) -> String {
    format!("the workbook cannot be read ({error}); open it in a spreadsheet program and save it again")
}

/// The message for a workbook with a password.
const LOCKED: &str = "the workbook has a password; open it in a spreadsheet program and save it without one";

/// Refuses an Excel workbook with a password: an OLE file that contains an encrypted archive.
///
/// The name of the encrypted stream is searched in UTF-16, as OLE directories store it.
pub(super) fn check_unlocked(ole: &[u8]) -> Result<(), String> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_locked = ole.windows(name.len()).any(|bytes| bytes == name);
    if is_locked { Err(LOCKED.to_owned()) } else { Ok(()) }
}

/// Refuses an ods file with a password. Its manifest describes the encryption of its parts.
pub(super) fn check_unlocked_ods(archive: &mut Archive<'_>) -> Result<(), String> {
    let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") else { return Ok(()) };
    let mut text = Vec::new();
    let _ = manifest.read_to_end(&mut text);
    let is_locked = String::from_utf8_lossy(&text).contains("encryption-data");
    if is_locked { Err(LOCKED.to_owned()) } else { Ok(()) }
}

/// Refuses an ods file that exceeds the limits when repeated rows and columns are expanded, because a few bytes can
/// expand to millions of cells. Refuses a file that ends inside an element too: the spreadsheet library would search
/// for the end forever. `packed` is the size of the file in bytes.
///
/// The XML is streamed, and the check stops at the first limit that is exceeded. Trailing empty rows and cells do not
/// count, because they are not expanded.
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
            Event::Eof if open > 0 => return Err(damaged("it ends inside an element")),
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

/// Counters for the sheets of an ods file, as if all repeated rows and columns were expanded.
struct OdsSheets<'a> {
    /// The limits of the list.
    limits: &'a Limits,
    /// Size of the file, in bytes.
    packed: usize,
    /// The current row.
    row: OdsRow,
    /// Rows of the current sheet, from the first to the last row with a filled cell.
    rows: u64,
    /// Empty rows since the last row with a filled cell.
    empty_rows: u64,
    /// Width of the widest row of the current sheet, in cells.
    width: u64,
    /// Cells of all earlier sheets.
    cells: u64,
    /// Number of cells that the current cell represents: repeated columns times repeated rows. 0 between cells.
    times: u64,
    /// Text of the current cell, in bytes.
    letters: u64,
    /// Text of all cells, in bytes, with repetitions.
    text: u64,
}

impl<'a> OdsSheets<'a> {
    /// Counters at zero.
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

    /// Counts the start of an element.
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

    /// Counts the end of an element. Text between cells belongs to no cell.
    fn end(&mut self, name: &str) {
        if is_cell(name) {
            self.times = 0;
        }
    }

    /// Adds the previous sheet to the total and starts a new one.
    fn start_sheet(&mut self) {
        self.cells = self.all_cells();
        (self.rows, self.empty_rows, self.width, self.times) = (0, 0, 0, 0);
        self.row = OdsRow::default();
    }

    /// Counts a cell and the attributes that hold its value, and checks the limits.
    ///
    /// The width of the widest row counts for every row, because the table of cells is rectangular.
    fn start_cell(&mut self, cell: &BytesStart<'_>) -> Result<(), String> {
        let columns = repeated(cell, "table:number-columns-repeated");
        self.times = columns.saturating_mul(self.row.times);
        self.letters = 0;
        let was_empty = self.row.width == 0;
        self.row.add(cell, columns);
        if was_empty && self.row.width > 0 {
            // Empty rows above the first filled row are not expanded.
            let above = if self.rows == 0 { self.row.times } else { self.empty_rows };
            self.rows = self.rows.saturating_add(above);
            self.empty_rows = 0;
        }
        self.width = self.width.max(self.row.width);
        check("columns", "a row has", "cells", self.row.width, self.limits.columns)?;
        check_fixed("the sheets have", "cells", self.all_cells(), MOST_CELLS)?;
        let values = ["office:string-value", "office:date-value", "office:time-value", "table:formula"];
        let values = values.iter().filter_map(|name| attribute(cell, name));
        self.add_text(values.map(|value| value.len() as u64).sum())
    }

    /// Cells of all sheets so far: for each sheet, its rows times its widest row.
    fn all_cells(&self) -> u64 {
        self.cells.saturating_add(self.rows.saturating_mul(self.width))
    }

    /// Adds text, in bytes, to the current cell and to its repetitions.
    ///
    /// Text between cells is ignored. The text of repeated cells counts once for each repetition.
    fn add_text(&mut self, bytes: u64) -> Result<(), String> {
        if self.times == 0 {
            return Ok(());
        }
        self.letters = self.letters.saturating_add(bytes);
        self.text = self.text.saturating_add(bytes.saturating_mul(self.times));
        // A character has at most four bytes in UTF-8.
        check("characters", "a cell has at least", "characters", self.letters / 4, self.limits.characters)?;
        let most = most_unpacked(self.packed, self.limits);
        if self.text > most { Err(too_large(self.packed, most, self.limits)) } else { Ok(()) }
    }
}

/// A row of an ods file while it is read.
#[derive(Default)]
struct OdsRow {
    /// How often the row is repeated.
    times: u64,
    /// Number of cells up to the last filled one.
    width: u64,
    /// Number of empty cells after the last filled one.
    empty: u64,
}

impl OdsRow {
    /// Adds a cell that is repeated `times` times. A cell is filled if it has a value or a formula.
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

/// Whether an element is a cell, visible or covered by a merged cell.
fn is_cell(name: &str) -> bool {
    matches!(name, "table:table-cell" | "table:covered-table-cell")
}

/// The raw value of an attribute, not unescaped; `None` if it is missing or malformed.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

/// A repetition count from an attribute; 1 if it is missing or not a number.
fn repeated(start: &BytesStart<'_>, name: &str) -> u64 {
    // Unescape first, because `&#49;` is the digit 1.
    let value = attribute(start, name).unwrap_or_default();
    let value = unescape(&value).unwrap_or_default();
    value.trim().parse().unwrap_or(1)
}
