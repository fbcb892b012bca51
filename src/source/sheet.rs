//! Reads from an xlsx file what calamine does not report about a sheet: hidden rows and columns, and formulas without a
//! value.
//!
//! In: the archive and the name of a sheet. Out: [`SheetFacts`], with rows and columns counted from 0. The part of a
//! sheet is found through the workbook and its relations, because its file name need not match the name of the sheet.

use std::collections::BTreeMap;
use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::archive::{Archive, attribute};
use crate::source::grid::SheetFacts;

/// Reads a sheet by its name. Empty if a part is damaged: calamine reads the cells and reports the damage.
pub(super) fn facts(archive: &mut Archive<'_>, name: &str) -> SheetFacts {
    part_of(archive, name).and_then(|part| scan(archive, &part)).unwrap_or_default()
}

/// The path of the archive part that contains a sheet; `None` if there is none.
///
/// The workbook lists sheets by name with a relation id, and the relations list the parts by that id. Absolute targets
/// start at the root of the archive.
fn part_of(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let book = one_that_ends(archive, "workbook.xml")?;
    let (folder, _) = book.rsplit_once('/').unwrap_or(("", &book));
    let folder = folder.to_owned();
    let sheets = attributes(archive, &book, "sheet", ["name", "id"])?;
    let id = sheets.get(name)?;
    let relations =
        attributes(archive, &format!("{folder}/_rels/workbook.xml.rels"), "Relationship", ["Id", "Target"])?;
    let target = relations.get(id)?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    })
}

/// The first archive part whose path has this ending.
fn one_that_ends(archive: &Archive<'_>, end: &str) -> Option<String> {
    let names = archive.file_names().filter_map(Result::ok);
    names.map(|name| name.into_owned()).find(|name| name.ends_with(end))
}

/// For all elements with a name, the attribute `value` by the attribute `key`. Namespace prefixes are ignored. `None`
/// if the part is missing or damaged.
///
/// Used twice: for the sheets of the workbook, and for the relations of its parts.
fn attributes(
    archive: &mut Archive<'_>,
    part: &str,
    element: &str,
    [key, value]: [&str; 2],
) -> Option<BTreeMap<String, String>> {
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name(part).ok()?));
    let (mut buffer, mut found) = (Vec::new(), BTreeMap::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == element => {
                if let Some((key, value)) = local(&start, key).zip(local(&start, value)) {
                    found.insert(key, value);
                }
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

/// An attribute by its name without prefix, unescaped.
fn local(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().filter_map(Result::ok);
    let found = attributes.find(|one| one.key.local_name().as_ref() == name)?;
    Some(
        quick_xml::escape::unescape(&found.value)
            .map_or_else(|_| found.value.to_string(), |text| text.into_owned()),
    )
}

/// The state of a scan of a sheet.
///
/// Rows and cells may omit their position; they then follow the previous one.
#[derive(Default)]
struct SheetScan {
    /// What was found so far.
    facts: SheetFacts,
    /// Current row, from 0.
    row: u32,
    /// Current column, from 0.
    column: u32,
    /// Whether the current cell has a formula, and whether it has a value.
    cell: (bool, bool),
}

/// Scans the part of a sheet; `None` if it is missing or damaged.
///
/// Streams the XML and keeps hidden rows, hidden columns and formulas without a value only.
fn scan(archive: &mut Archive<'_>, part: &str) -> Option<SheetFacts> {
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name(part).ok()?));
    let (mut buffer, mut scan) = (Vec::new(), SheetScan::default());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) => scan.begin(&start),
            Event::Empty(start) => {
                scan.begin(&start);
                scan.end(start.local_name().as_ref());
            }
            Event::End(end) => scan.end(end.local_name().as_ref()),
            Event::Eof => return Some(scan.facts),
            _ => {}
        }
    }
}

impl SheetScan {
    /// Handles the start of an element.
    ///
    /// `c` is a cell, `f` its formula, `v` and `is` its value, `col` a range of columns.
    fn begin(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "col" if is_hidden(start) => {
                let number = |name| attribute(start, name)?.parse::<u32>().ok()?.checked_sub(1);
                self.facts.hidden_columns.extend(number("min").zip(number("max")));
            }
            "row" => {
                let number = attribute(start, "r").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
                self.row = number.unwrap_or(self.row);
                self.column = 0;
                if is_hidden(start) {
                    self.facts.hidden_rows.push(self.row);
                }
            }
            "c" => {
                self.column = attribute(start, "r").and_then(|at| column_of(&at)).unwrap_or(self.column);
                self.cell = (false, false);
            }
            "f" => self.cell.0 = true,
            "v" | "is" => self.cell.1 = true,
            _ => {}
        }
    }

    /// Handles the end of an element.
    ///
    /// A cell with a formula and without a value is recorded here.
    fn end(&mut self, name: &str) {
        match name {
            "c" => {
                if self.cell == (true, false) {
                    self.facts.unvalued.push((self.row, self.column));
                }
                self.cell = (false, false);
                self.column = self.column.saturating_add(1);
            }
            "row" => self.row = self.row.saturating_add(1),
            _ => {}
        }
    }
}

/// Whether a row or column is hidden.
fn is_hidden(start: &BytesStart<'_>) -> bool {
    attribute(start, "hidden").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
}

/// The column of a cell reference such as `AB12`, from 0; `None` without letters.
fn column_of(at: &str) -> Option<u32> {
    let letters = at.bytes().take_while(u8::is_ascii_alphabetic);
    let digit = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    letters.fold(0_u32, |sum, letter| sum.saturating_mul(26).saturating_add(digit(letter))).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_from_their_letters() {
        assert_eq!(["A1", "Z9", "AA10", "7"].map(column_of), [Some(0), Some(25), Some(26), None]);
    }
}
