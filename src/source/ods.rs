//! Reads from an ods file what calamine does not report about a sheet: the styles of numbers and dates, hidden rows and
//! columns, and formulas without a value.
//!
//! In: the archive and the name of a sheet. Out: an [`OdsSheet`]. The reader streams the XML and keeps one entry for
//! each run of equal cells.

use std::collections::BTreeMap;
use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::archive::{Archive, attribute};
use crate::source::grid::SheetFacts;
use crate::source::number_format::MONTHS;

/// What a sheet has besides the values of its cells.
///
/// Runs keep the size small: a style of a whole column takes one entry.
#[derive(Debug, Default)]
pub(super) struct OdsSheet {
    /// Hidden rows and columns, and formulas without a value.
    pub(super) facts: SheetFacts,
    /// For the first row of each run of equal rows: its last row, and its cells. Rows count from 0.
    rows: BTreeMap<u32, (u32, CellRuns)>,
}

/// For the first column of each run of equal cells: its last column, and how the cells are shown. Columns count from 0.
type CellRuns = BTreeMap<u32, (u32, ShownCell)>;

/// How a cell is shown, if it is not shown as stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ShownCell {
    /// The text that the sheet shows for a number.
    Text(String),
    /// A date; only these parts are shown.
    Date(DateParts),
}

/// The parts of a date that a style shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
/// Whether the year is shown.
pub(super) struct DateParts {
    /// Whether the month is shown.
    year: bool,
    /// Whether the day is shown.
    month: bool,
    /// Whether a time of day is shown.
    day: bool,
    time: bool,
}

/// A number style of the file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    /// The number is shown as stored.
    Stored,
    /// The text of the cell is used, because the style shows letters or leading zeros.
    Text,
    /// A date; only these parts are shown.
    Date(DateParts),
}

/// Reads a sheet by its name. Empty if a part is damaged: calamine reads the cells and reports the damage.
///
/// The styles of all sheets are read first, then the content.
pub(super) fn sheet(archive: &mut Archive<'_>, name: &str) -> OdsSheet {
    let mut scan = OdsScan { wanted: name.to_owned(), ..OdsScan::default() };
    // Styles that all sheets share. A file may have no such part.
    let _ = scan.read(archive, "styles.xml");
    scan.read(archive, "content.xml").map(|()| scan.sheet).unwrap_or_default()
}

impl OdsSheet {
    /// How a cell is shown, by row and column from 0; `None` if it is shown as stored.
    pub(super) fn shown(&self, (row, column): (u32, u32)) -> Option<&ShownCell> {
        let (_, (last, cells)) = self.rows.range(..=row).next_back()?;
        let (_, (end, shown)) = cells.range(..=column).next_back().filter(|_| row <= *last)?;
        (column <= *end).then_some(shown)
    }
}

impl DateParts {
    /// The shown parts of a date that is stored as `1984-05-12` or `1984-05-12T10:15:00`. `None` if all of it is shown.
    ///
    /// `1984-05-12` with year and month is `1984-05`; with day and month it is `12 May`.
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

/// The state of a scan of one XML part.
///
/// Styles come before the sheets in the file, so one pass is enough for each part.
#[derive(Default)]
struct OdsScan {
    /// Name of the sheet to read.
    wanted: String,
    /// What was found in that sheet.
    sheet: OdsSheet,
    /// Number styles by name.
    numbers: BTreeMap<String, Style>,
    /// Name and state of the number style that is being read.
    number: Option<(String, Style)>,
    /// Whether the text element of a number style is open.
    in_text: bool,
    /// For each cell style, the name of its number style.
    cells: BTreeMap<String, String>,
    /// Whether the current sheet is the wanted one.
    is_wanted: bool,
    /// For the last column of each run of columns, the default style of its cells.
    columns: BTreeMap<u32, String>,
    /// First column after the runs read so far, from 0.
    next_column: u32,
    /// The current row.
    row: RowScan,
    /// The current cell; `None` between cells.
    cell: Option<CellScan>,
    /// Number of open comment elements. Their text is not part of the cell.
    comments: u32,
}

/// The state of the current row.
#[derive(Default)]
struct RowScan {
    /// Its number from 0; for repeated rows, of the first one.
    first: u32,
    /// How often it is repeated.
    times: u32,
    /// Default style of its cells.
    style: Option<String>,
    /// Whether it is hidden or filtered out.
    is_hidden: bool,
    /// Column of the next cell, from 0.
    next: u32,
    /// Whether a cell of the row has a value.
    is_filled: bool,
    /// The cells that are not shown as stored.
    cells: CellRuns,
}

/// The state of the current cell.
struct CellScan {
    /// How often it is repeated.
    times: u32,
    /// Its number style.
    style: Style,
    /// Whether it has a value.
    has_value: bool,
    /// Number of its paragraphs so far; a line feed separates them.
    paragraphs: u32,
    /// Its text so far.
    text: String,
}

impl OdsScan {
    /// Scans one part of the archive; `None` if the part is missing or damaged.
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

    /// Handles the start of an element.
    fn begin(&mut self, start: &BytesStart<'_>) {
        let name = start.name();
        let name: &str = name.as_ref();
        match name {
            "number:date-style" => self.begin_number(start, Style::Date(DateParts::default())),
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

    /// Begins a number style; its parts follow as elements.
    fn begin_number(&mut self, start: &BytesStart<'_>, style: Style) {
        self.number = attribute(start, "style:name").map(|name| (name, style));
    }

    /// Handles an element inside a number style.
    ///
    /// Leading zeros (`min-integer-digits` above 1, without grouping) make the text of the cell count.
    fn number_part(&mut self, name: &str, start: &BytesStart<'_>) {
        let Some((_, style)) = &mut self.number else { return };
        match (name, style) {
            ("number:year", Style::Date(parts)) => parts.year = true,
            ("number:month", Style::Date(parts)) => parts.month = true,
            ("number:day", Style::Date(parts)) => parts.day = true,
            ("number:hours" | "number:minutes" | "number:seconds" | "number:am-pm", Style::Date(parts)) => {
                parts.time = true;
            }
            // Styles that depend on the computer, or that hide digits of the cell, are not applied.
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

    /// Handles the start of an element inside the wanted sheet.
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

    /// Begins a cell and finds its number style: its own, that of the row, or that of the column.
    ///
    /// A formula without a value is recorded here.
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

    /// Handles text: of a number style, or of the current cell.
    fn text(&mut self, text: &str) {
        if self.in_text {
            // Text after a number, such as the unit `years`, is ignored. Text before it, such as `KZ-`, is part of an
            // id.
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

    /// Handles the end of an element.
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

    /// Ends a cell, and stores how it is shown if that differs from its value.
    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let (first, last) = (self.row.next, self.row.next.saturating_add(cell.times - 1));
        let shown = match cell.style {
            Style::Text if cell.text.contains(|letter: char| letter.is_ascii_digit()) => {
                Some(ShownCell::Text(cell.text))
            }
            Style::Date(parts) => Some(ShownCell::Date(parts)),
            _ => None,
        };
        if let Some(shown) = shown.filter(|_| cell.has_value) {
            self.row.cells.insert(first, (last, shown));
        }
        self.row.next = last.saturating_add(1);
    }

    /// Ends a row. A hidden row is recorded only if it has values.
    ///
    /// Cells of repeated rows are stored once.
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

/// Whether a row or column is hidden or filtered out.
fn is_hidden(start: &BytesStart<'_>) -> bool {
    attribute(start, "table:visibility").is_some_and(|value| matches!(value.as_str(), "collapse" | "filter"))
}

/// Number of rows or columns that an element represents, at least one.
fn repeated(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|times| unescaped(&times).trim().parse().ok()).unwrap_or(1).max(1)
}

/// Text with its XML escapes resolved; unchanged if they are malformed.
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
        let parts = |letters: &str| DateParts {
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
