//! Splits text into rows and cells, and detects the delimiter.
//!
//! In: decoded text. Out: every row verbatim, blank lines included, with the line on which it begins. Quotes follow the
//! usual rules of CSV; rows may have different numbers of cells.

use std::cmp::Reverse;

use crate::source::Limits;

/// Delimiters that are tried, the most likely first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Number of rows that are examined to find the delimiter.
const SAMPLE: usize = 64;

/// Fewest columns of a table below titles. With fewer, the delimiters are rather commas in a list of one column.
const LEAST_UNDER_TITLE: usize = 3;

/// The rows of a text file.
#[derive(Debug, Default)]
pub(super) struct FileRows {
    /// The cells of every row, verbatim. A blank line is a row with one empty cell.
    pub(super) rows: Vec<Vec<String>>,
    /// The line on which each row begins, from 1, in the order of `rows`. `\n`, `\r\n` and `\r` end a line, also inside
    /// quotes.
    pub(super) lines: Vec<u64>,
    /// Whether the last row opens a quote that is never closed. That row contains the rest of the file.
    pub(super) open_quote: bool,
}

/// Reads all rows.
///
/// # Errors
///
/// If a row exceeds the limits.
pub(super) fn read(text: &str, delimiter: u8, limits: &Limits) -> Result<FileRows, String> {
    let mut found = FileRows::default();
    let mut reader = reader(text, delimiter);
    let mut row = csv::StringRecord::new();
    let mut last = None;
    let mut lines = LineCounter::new(text);
    while matches!(reader.read_record(&mut row), Ok(true)) {
        let start = start_of(&row);
        let line = found.add_blank_lines(text, start, lines.line_at(start), limits);
        let cells: Vec<String> = row.iter().map(str::to_owned).collect();
        limits.check_row(found.rows.len() as u64 + 1, &cells)?;
        found.add(cells, line);
        last = Some(start);
    }
    let end = start_of(&row);
    found.add_blank_lines(text, end, lines.line_at(end), limits);
    limits.check_row(found.rows.len() as u64, &[])?;
    found.open_quote = last.is_some_and(|start| quote_stays_open(text, start, delimiter));
    Ok(found)
}

impl FileRows {
    /// Appends a row that begins on this line.
    fn add(&mut self, cells: Vec<String>, line: u64) {
        self.rows.push(cells);
        self.lines.push(line);
    }

    /// Adds the blank lines from byte `start` on, which the CSV reader skips but a spreadsheet counts. Stops one row
    /// above the limit. `line` is the line of `start`; returns the line after the blank ones.
    fn add_blank_lines(&mut self, text: &str, start: usize, mut line: u64, limits: &Limits) -> u64 {
        let (before, rest) = text.as_bytes().split_at_checked(start).unwrap_or_default();
        // If the byte before is `\r`, a leading `\n` still belongs to the end of the previous row.
        let rest = match before.last() {
            Some(b'\r') => rest.strip_prefix(b"\n").unwrap_or(rest),
            _ => rest,
        };
        let mut previous = 0;
        for byte in rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')) {
            if !(previous == b'\r' && *byte == b'\n') && self.rows.len() as u64 <= limits.rows {
                self.add(vec![String::new()], line);
                line += 1;
            }
            previous = *byte;
        }
        line
    }
}

/// Counts lines as an editor does, moving forward only. The count of the CSV reader ignores `\r` alone.
struct LineCounter<'a> {
    /// The whole text.
    bytes: &'a [u8],
    /// Byte up to which lines were counted.
    at: usize,
    /// Line of that byte, from 1.
    line: u64,
}

impl<'a> LineCounter<'a> {
    /// A counter at the first byte.
    fn new(text: &'a str) -> Self {
        LineCounter { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of a byte offset. Between `\r` and `\n` the next line has already begun.
    fn line_at(&mut self, byte: usize) -> u64 {
        let mut previous = self.at.checked_sub(1).and_then(|at| self.bytes.get(at)).copied();
        for one in self.bytes.get(self.at..byte).unwrap_or_default() {
            let ends = *one == b'\r' || (*one == b'\n' && previous != Some(b'\r'));
            self.line += u64::from(ends);
            previous = Some(*one);
        }
        self.at = self.at.max(byte);
        self.line
    }
}

/// Detects the delimiter: the one with which the first rows have the most regular number of columns. A tie goes to the
/// one with which the header has the most columns. If titles precede the header, it is the one with which the rows
/// below them have the most columns.
///
/// Without any delimiter in the text, the result is one that does not occur, so every row has one cell.
pub(super) fn sniff(text: &str) -> u8 {
    let candidates = DELIMITERS.iter().enumerate();
    let best = candidates
        .filter_map(|(rank, delimiter)| Some((regularity(text, *delimiter)?, Reverse(rank), *delimiter)))
        .max();
    match best {
        Some(((true, ..), _, delimiter)) => delimiter,
        irregular => under_title(text)
            .or(irregular.map(|(.., delimiter)| delimiter))
            .unwrap_or_else(|| unused_delimiter(text)),
    }
}

/// The delimiter that gives the widest table below titles; `None` if none gives a table.
fn under_title(text: &str) -> Option<u8> {
    let widths = DELIMITERS.into_iter().map(|delimiter| (width_under_title(text, delimiter), delimiter));
    let tables = widths.filter(|(width, _)| *width > 0);
    tables.max_by_key(|(width, _)| *width).map(|(_, delimiter)| delimiter)
}

/// The first `rows` rows from the CSV reader, without blank lines.
pub(super) fn head(text: &str, delimiter: u8, rows: usize) -> Vec<Vec<String>> {
    let rows = reader(text, delimiter).into_records().map_while(Result::ok).take(rows);
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// Why a byte cannot be a delimiter; `None` if it can.
pub(super) fn delimiter_fault(delimiter: u8) -> Option<String> {
    let usable = delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n');
    (!usable).then(|| {
        "the delimiter must be one ASCII character other than a quotation mark or a line end; use `,`, `;`, \
         `|` or a tab, or leave it out"
            .to_owned()
    })
}

/// A CSV reader without header handling that accepts rows of any width.
pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// Byte offset at which the reader began to look for the row. Blank lines before the row come after this offset.
fn start_of(row: &csv::StringRecord) -> usize {
    let byte = row.position().map_or(0, csv::Position::byte);
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// Whether a line appended to the file would become part of the last row, which begins at byte `start`.
///
/// A probe line is appended to the last row: if the reader does not find a second row, the quote is open.
fn quote_stays_open(text: &str, start: usize, delimiter: u8) -> bool {
    let last = text.get(start..).unwrap_or_default();
    let probe = format!("{last}\n.");
    reader(&probe, delimiter).records().take(2).count() < 2
}

/// How regular the columns are: whether nine tenths of the rows are as wide as the header, the width of the header, and
/// the percentage of such rows. Compared in this order. `None` if the header has a single column.
fn regularity(text: &str, delimiter: u8) -> Option<(bool, usize, usize)> {
    let mut widths = reader(text, delimiter)
        .into_records()
        .map_while(Result::ok)
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|row| row.len())
        .take(SAMPLE);
    let header = widths.next().filter(|width| *width > 1)?;
    let widths: Vec<usize> = widths.collect();
    let same = widths.iter().filter(|width| **width == header).count();
    let percent = (same * 100).checked_div(widths.len()).unwrap_or(100);
    // A list has few ragged rows. Among the delimiters that pass, the width of the header decides.
    Some((percent >= 90, header, percent))
}

/// Number of columns of a table below titles of one cell; 0 if there is no such table. At least three columns in four
/// of five rows are required, so a list of names that contain commas remains a list of one column.
///
/// Rows before the first one with three columns are taken as titles. At least two rows must remain, and less than a
/// quarter of the cells may begin with a blank.
fn width_under_title(text: &str, delimiter: u8) -> usize {
    let rows = reader(text, delimiter).into_records().map_while(Result::ok).take(SAMPLE);
    let rows: Vec<csv::StringRecord> = rows.skip_while(|row| row.len() < LEAST_UNDER_TITLE).collect();
    let width = rows.first().map_or(0, csv::StringRecord::len);
    let same = rows.iter().filter(|row| row.len() == width).count();
    let cells = || rows.iter().flat_map(csv::StringRecord::iter);
    // In prose, white space follows the comma.
    let spaced = cells().filter(|cell| cell.starts_with(' ')).count();
    let is_table = rows.len() > 1 && same * 5 >= rows.len() * 4 && spaced * 4 < cells().count();
    if is_table { width } else { 0 }
}

/// A delimiter that does not occur in the text, for a list with one column; a comma if all of them occur.
fn unused_delimiter(text: &str) -> u8 {
    let unused = |delimiter: &u8| !text.as_bytes().contains(delimiter);
    DELIMITERS.into_iter().find(unused).unwrap_or(b',')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str, delimiter: u8) -> FileRows {
        super::read(text, delimiter, &Limits::default()).unwrap()
    }

    #[test]
    fn finds_the_delimiter() {
        let cases: [(&str, u8); 12] = [
            ("Список погибших\n№;ФИО;Город\n1;Асан;Тараз\n", b';'),
            ("Список, неполный\n\n№\tФИО\tГород\n1\tТестов, Асан\tТараз\n", b'\t'),
            ("name\nТестов, Асан, 31\nПробин, Даулет, 40\n", b';'),
            ("id,name\n1,Асан\n", b','),
            ("id;name\n1;Тестов, Асан\n", b';'),
            ("id\tname\n1\tТестов, Асан; мл.\n", b'\t'),
            ("id|name\n", b'|'),
            ("id;place, region;age\n1;Алматы, центр;3\n2;Тараз;4\n", b';'),
            ("\"a;b\",c\n\"d;e\",f\n", b','),
            ("name\nТестов, Асан\n", b';'),
            ("", b','),
            (";;\nid;name\n1;Асан\n", b';'),
        ];
        for (text, delimiter) in cases {
            assert_eq!(sniff(text) as char, delimiter as char, "{text:?}");
        }
    }

    #[test]
    fn counts_blank_lines_with_all_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "id,name", "", "", "1,Асан", "", ""].join(end);
            let rows = read(&text, b',').rows;
            let widths: Vec<usize> = rows.iter().map(Vec::len).collect();
            assert_eq!(widths, [1, 2, 1, 1, 2, 1], "{end:?}");
        }
    }

    #[test]
    fn knows_the_line_that_a_row_begins_on() {
        for end in ["\n", "\r\n", "\r"] {
            let cell = format!("\"x{end}{end}y\"");
            let text = ["", "id,name", "", &format!("1,{cell}"), &format!("{cell},2"), "3,z", ""].join(end);
            assert_eq!(read(&text, b',').lines, [1, 2, 3, 4, 7, 10], "{end:?}");
        }
        assert_eq!(read("a\r\rb\n\n\r\nc", b',').lines, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn keeps_cells_verbatim() {
        let rows = read("a, b ,\"c\nd\"\"\"\r\n\"\"\n", b',').rows;
        assert_eq!(rows, [vec!["a", " b ", "c\nd\""], vec![""]]);
    }

    #[test]
    fn sees_a_quote_that_is_never_closed() {
        assert!(read("a,b\n1,\"x\n2,y\n", b',').open_quote);
        assert!(read("a,b\n1,\"x\"\"", b',').open_quote);
        assert!(!read("a,b\n1,\"x\n2,y\"", b',').open_quote);
        assert!(!read("a,b\n1,x\"\n\n", b',').open_quote);
        assert!(!read("", b',').open_quote);
    }
}
