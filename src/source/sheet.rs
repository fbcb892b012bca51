//! What calamine does not tell of a sheet of an xlsx: hidden rows and columns, and formulas without a value.

use std::collections::BTreeMap;
use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::archive::{Archive, attribute};
use crate::source::grid::SheetFacts;

/// Reads a sheet by its name. Gives nothing for a damaged part: calamine reads the cells and reports the damage.
pub(super) fn facts(archive: &mut Archive<'_>, name: &str) -> SheetFacts {
    part_of(archive, name).and_then(|part| scan(archive, &part)).unwrap_or_default()
}

/// The part of the archive that holds a sheet.
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

fn one_that_ends(archive: &Archive<'_>, end: &str) -> Option<String> {
    let names = archive.file_names().filter_map(Result::ok);
    names.map(|name| name.into_owned()).find(|name| name.ends_with(end))
}

/// One attribute of all elements of a name by another one; prefixes of namespaces do not count.
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

/// An attribute whatever its prefix.
fn local(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().filter_map(Result::ok);
    let found = attributes.find(|one| one.key.local_name().as_ref() == name)?;
    Some(
        quick_xml::escape::unescape(&found.value)
            .map_or_else(|_| found.value.to_string(), |text| text.into_owned()),
    )
}

/// Where a scan of a sheet is.
#[derive(Default)]
struct Scan {
    facts: SheetFacts,
    row: u32,
    column: u32,
    /// Whether the cell has a formula, and whether it has a value.
    cell: (bool, bool),
}

fn scan(archive: &mut Archive<'_>, part: &str) -> Option<SheetFacts> {
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name(part).ok()?));
    let (mut buffer, mut scan) = (Vec::new(), Scan::default());
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

impl Scan {
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

fn is_hidden(start: &BytesStart<'_>) -> bool {
    attribute(start, "hidden").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
}

/// The column of a cell such as `AB12`, counted from 0.
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
