//! What calamine does not report about a sheet of an ods: the styles of its numbers and dates, hidden rows and columns, and
//! formulas without a value.

use std::collections::BTreeMap;
use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::archive::{Archive, attribute};
use crate::source::grid::SheetFacts;
use crate::source::number_format::MONTHS;

/// What a sheet has besides the values of its cells.
#[derive(Debug, Default)]
pub(super) struct OdsSheet {
    pub(super) facts: SheetFacts,
    /// By the first row of a run of equal rows, its last row and its cells.
    rows: BTreeMap<u32, (u32, Cells)>,
}

/// By the first column of a run of equal cells, its last column and how they are shown.
type Cells = BTreeMap<u32, (u32, Shown)>;

/// How a cell is shown, if not as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// The text that the sheet prints for a number.
    Text(String),
    Date(Parts),
}

/// The parts of a date that a style shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Parts {
    year: bool,
    month: bool,
    day: bool,
    time: bool,
}

/// A style of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    Stored,
    /// Letters or leading zeros are shown.
    Text,
    Date(Parts),
}

/// Reads a sheet by its name. Gives nothing for a damaged part: calamine reads the cells and reports the damage.
pub(super) fn sheet(archive: &mut Archive<'_>, name: &str) -> OdsSheet {
    let mut scan = Scan { wanted: name.to_owned(), ..Scan::default() };
    // The styles that all sheets share; a file may have none.
    let _ = scan.read(archive, "styles.xml");
    scan.read(archive, "content.xml").map(|()| scan.sheet).unwrap_or_default()
}

impl OdsSheet {
    /// How a cell is shown, if not as it is stored.
    pub(super) fn shown(&self, (row, column): (u32, u32)) -> Option<&Shown> {
        let (_, (last, cells)) = self.rows.range(..=row).next_back()?;
        let (_, (end, shown)) = cells.range(..=column).next_back().filter(|_| row <= *last)?;
        (column <= *end).then_some(shown)
    }
}

impl Parts {
    /// What is shown of a date that is stored as `1984-05-12` or `1984-05-12T10:15:00`; none where that is all of it.
    pub(super) fn of(self, stored: &str) -> Option<String> {
        let mut parts = stored.split('T').next()?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let name = || MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?);
        match (self.year, self.month, self.day) {
            (true, true, true) if !self.time => Some(format!("{year}-{month}-{day}")),
            (true, true, true) | (false, false, false) => None,
            (true, true, false) => Some(format!("{year}-{month}")),
            (true, false, _) => Some(year.to_owned()),
            (false, true, true) => Some(format!("{} {}", day.trim_start_matches('0'), name()?)),
            (false, true, false) => Some((*name()?).to_owned()),
            (false, false, true) => Some(day.trim_start_matches('0').to_owned()),
        }
    }
}

/// Where a scan of a file is.
#[derive(Default)]
struct Scan {
    wanted: String,
    sheet: OdsSheet,
    /// Styles of numbers by their names, and the one that is being read.
    numbers: BTreeMap<String, Style>,
    number: Option<(String, Style)>,
    /// Whether the text of a style of numbers is being read.
    in_text: bool,
    /// The styles of numbers of styles of cells.
    cells: BTreeMap<String, String>,
    is_wanted: bool,
    /// By the last column of each run, the style of its cells.
    columns: BTreeMap<u32, String>,
    next_column: u32,
    row: RowScan,
    cell: Option<CellScan>,
    /// Open elements of a comment. Their text is not part of the cell.
    comments: u32,
}

#[derive(Default)]
struct RowScan {
    first: u32,
    times: u32,
    style: Option<String>,
    is_hidden: bool,
    next: u32,
    is_filled: bool,
    cells: Cells,
}

struct CellScan {
    times: u32,
    style: Style,
    has_value: bool,
    paragraphs: u32,
    text: String,
}

impl Scan {
    fn read(&mut self, archive: &mut Archive<'_>, part: &str) -> Option<()> {
        let mut reader = Reader::from_reader(BufReader::new(archive.by_name(part).ok()?));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).ok()? {
                Event::Start(start) => self.begin(&start),
                Event::Empty(start) => {
                    self.begin(&start);
                    self.end(start.name().as_ref());
                }
                Event::End(end) => self.end(end.name().as_ref()),
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(name) => self.text(&reference(&name)),
                Event::Eof => return Some(()),
                _ => {}
            }
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>) {
        let name = start.name();
        let name: &str = name.as_ref();
        match name {
            "number:date-style" => self.begin_number(start, Style::Date(Parts::default())),
            "number:number-style" | "number:currency-style" | "number:percentage-style" => {
                self.begin_number(start, Style::Stored);
            }
            "number:text" => self.in_text = true,
            "style:style" => {
                if let Some((name, number)) =
                    attribute(start, "style:name").zip(attribute(start, "style:data-style-name"))
                {
                    self.cells.insert(name, number);
                }
            }
            "table:table" => {
                self.is_wanted =
                    attribute(start, "table:name").is_some_and(|name| unescaped(&name) == self.wanted);
                self.columns.clear();
                self.next_column = 0;
                self.row = RowScan::default();
            }
            "office:annotation" => self.comments = self.comments.saturating_add(1),
            _ if name.starts_with("number:") => self.number_part(name, start),
            _ if self.is_wanted && self.comments == 0 => self.begin_in_sheet(name, start),
            _ => {}
        }
    }

    fn begin_number(&mut self, start: &BytesStart<'_>, style: Style) {
        self.number = attribute(start, "style:name").map(|name| (name, style));
    }

    fn number_part(&mut self, name: &str, start: &BytesStart<'_>) {
        let Some((_, style)) = &mut self.number else { return };
        match (name, style) {
            ("number:year", Style::Date(parts)) => parts.year = true,
            ("number:month", Style::Date(parts)) => parts.month = true,
            ("number:day", Style::Date(parts)) => parts.day = true,
            ("number:hours" | "number:minutes" | "number:seconds" | "number:am-pm", Style::Date(parts)) => {
                parts.time = true;
            }
            // A style that depends on the computer, or that hides digits of the cell, is not applied.
            ("number:scientific-number" | "number:fraction", style) => *style = Style::Stored,
            ("number:number", style @ Style::Stored) => {
                let digits =
                    attribute(start, "number:min-integer-digits").and_then(|digits| digits.parse().ok());
                let is_grouped = attribute(start, "number:grouping").is_some_and(|value| value == "true");
                if digits.is_some_and(|digits: u32| digits > 1) && !is_grouped {
                    *style = Style::Text;
                }
            }
            _ => {}
        }
    }

    fn begin_in_sheet(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "table:table-column" => {
                let times = repeated(start, "table:number-columns-repeated");
                let last = self.next_column.saturating_add(times - 1);
                if is_hidden(start) {
                    self.sheet.facts.hidden_columns.push((self.next_column, last));
                }
                if let Some(style) = attribute(start, "table:default-cell-style-name") {
                    self.columns.insert(last, style);
                }
                self.next_column = last.saturating_add(1);
            }
            "table:table-row" => {
                let first = self.row.first.saturating_add(self.row.times);
                self.row = RowScan {
                    first,
                    times: repeated(start, "table:number-rows-repeated"),
                    style: attribute(start, "table:default-cell-style-name"),
                    is_hidden: is_hidden(start),
                    ..RowScan::default()
                };
            }
            "table:table-cell" | "table:covered-table-cell" => self.begin_cell(start),
            "text:p" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn begin_cell(&mut self, start: &BytesStart<'_>) {
        let own = attribute(start, "table:style-name").or_else(|| self.row.style.clone());
        let of_column = || self.columns.range(self.row.next..).next().map(|(_, style)| style.clone());
        let style = own.or_else(of_column);
        let number = style.and_then(|style| self.cells.get(&style));
        let style = number.and_then(|number| self.numbers.get(number)).copied().unwrap_or(Style::Stored);
        let has_value = attribute(start, "office:value-type").is_some();
        if !has_value && attribute(start, "table:formula").is_some() {
            self.sheet.facts.unvalued.push((self.row.first, self.row.next));
        }
        self.row.is_filled |= has_value;
        let times = repeated(start, "table:number-columns-repeated");
        self.cell = Some(CellScan { times, style, has_value, paragraphs: 0, text: String::new() });
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            // A unit after a number, such as `years`, is left out. A prefix such as `KZ-` is part of an id.
            if let Some((_, style @ Style::Stored)) = &mut self.number
                && text.chars().any(char::is_alphanumeric)
            {
                *style = Style::Text;
            }
        } else if let Some(cell) = self.cell.as_mut().filter(|cell| cell.paragraphs > 0)
            && self.comments == 0
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "number:text" => self.in_text = false,
            "number:date-style"
            | "number:number-style"
            | "number:currency-style"
            | "number:percentage-style" => {
                self.numbers.extend(self.number.take());
            }
            "office:annotation" => self.comments = self.comments.saturating_sub(1),
            "table:table" => self.is_wanted = false,
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" if self.is_wanted => self.end_row(),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let (first, last) = (self.row.next, self.row.next.saturating_add(cell.times - 1));
        let shown = match cell.style {
            Style::Text if cell.text.contains(|letter: char| letter.is_ascii_digit()) => {
                Some(Shown::Text(cell.text))
            }
            Style::Date(parts) => Some(Shown::Date(parts)),
            _ => None,
        };
        if let Some(shown) = shown.filter(|_| cell.has_value) {
            self.row.cells.insert(first, (last, shown));
        }
        self.row.next = last.saturating_add(1);
    }

    fn end_row(&mut self) {
        let last = self.row.first.saturating_add(self.row.times.max(1) - 1);
        if self.row.is_hidden && self.row.is_filled {
            self.sheet.facts.hidden_rows.push(self.row.first);
        }
        let cells = std::mem::take(&mut self.row.cells);
        if !cells.is_empty() {
            self.sheet.rows.insert(self.row.first, (last, cells));
        }
    }
}

fn is_hidden(start: &BytesStart<'_>) -> bool {
    attribute(start, "table:visibility").is_some_and(|value| matches!(value.as_str(), "collapse" | "filter"))
}

/// How many rows or columns an element stands for, at least one.
fn repeated(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|times| unescaped(&times).trim().parse().ok()).unwrap_or(1).max(1)
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// The character of a reference such as `amp` or `#48`.
fn reference(name: &str) -> String {
    unescaped(&format!("&{name};"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_the_parts_that_its_style_shows() {
        let parts = |letters: &str| Parts {
            year: letters.contains('y'),
            month: letters.contains('m'),
            day: letters.contains('d'),
            time: letters.contains('t'),
        };
        for (letters, stored, shown) in [
            ("y", "1990-01-01", Some("1990")),
            ("ym", "1984-05-01", Some("1984-05")),
            ("ymd", "1984-05-12", Some("1984-05-12")),
            ("ymd", "1984-05-12T10:15:00", Some("1984-05-12")),
            ("ymdt", "1984-05-12T10:15:00", None),
            ("md", "1984-05-02", Some("2 May")),
            ("m", "1984-05-12", Some("May")),
            ("t", "1984-05-12T10:15:00", None),
            ("ym", "12", None),
        ] {
            assert_eq!(parts(letters).of(stored).as_deref(), shown, "{letters} {stored}");
        }
    }
}
