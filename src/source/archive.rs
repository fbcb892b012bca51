//! What a zip archive becomes when it is unpacked, found out before anything is held in memory.

use std::io::{self, Cursor, Read as _, Write, copy};

use quick_xml::Reader;
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
    let most = HARMLESS.max((bytes.len() as u64).saturating_mul(limits.expansion)).min(limits.bytes);
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

/// Refuses an ods whose rows and columns repeat beyond the limits, for a few bytes can stand for millions of
/// cells; and one that ends inside of an element, for the library would look for the end for ever.
pub(super) fn check_ods(archive: &mut Archive<'_>, limits: &Limits) -> Result<(), String> {
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut reader = Reader::from_reader(std::io::BufReader::new(content));
    let (mut buffer, mut row, mut cells) = (Vec::new(), OdsRow::default(), 0_u64);
    let mut open = 0_u64;
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
            Event::Start(start) | Event::Empty(start) if is(&start, "table:table-row") => {
                row = OdsRow { times: repeated(&start, "table:number-rows-repeated"), ..OdsRow::default() };
            }
            Event::Start(start) | Event::Empty(start)
                if is(&start, "table:table-cell") || is(&start, "table:covered-table-cell") =>
            {
                row.add(&start);
                check("columns", "a row has", "cells", row.width, limits.columns)?;
                cells = cells.saturating_add(row.new_cells());
                check("bytes", "the sheets have", "cells", cells, MOST_CELLS)?;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
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
    counted: u64,
}

impl OdsRow {
    fn add(&mut self, cell: &BytesStart<'_>) {
        let times = repeated(cell, "table:number-columns-repeated");
        let is_filled =
            attribute(cell, "office:value-type").is_some() || attribute(cell, "table:formula").is_some();
        if is_filled {
            self.width = self.width.saturating_add(self.empty).saturating_add(times);
            self.empty = 0;
        } else {
            self.empty = self.empty.saturating_add(times);
        }
    }

    /// The cells that the last one added, in all rows that the row stands for.
    fn new_cells(&mut self) -> u64 {
        let new = self.width.saturating_sub(self.counted);
        self.counted = self.width;
        new.saturating_mul(self.times.max(1))
    }
}

fn is(start: &BytesStart<'_>, name: &str) -> bool {
    start.name().as_ref() == name
}

pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

fn repeated(start: &BytesStart<'_>, name: &str) -> u64 {
    attribute(start, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1)
}
