//! A file as rows of cells, whether it is delimited text or a workbook.

use std::path::Path;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::Code;
use crate::source::decode;
use crate::source::decode::Text;
use crate::source::{Limits, SourceSpec, delimited, joined};

/// The rows of a list and how they were got.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The cells of every row from row 1 on, verbatim.
    pub(super) rows: Vec<Vec<String>>,
    /// The line of the file that each row begins on; empty for a workbook.
    pub(super) lines: Vec<u64>,
    /// How the text was decoded; the text itself is no longer in it.
    pub(super) text: Text,
    /// The byte between cells; 0 in a workbook.
    pub(super) delimiter: u8,
    /// The row that opens a quote and never closes it.
    pub(super) open_quote: Option<u64>,
    /// The sheet of the workbook.
    pub(super) sheet: Option<String>,
    /// Cells that are one cell.
    pub(super) merged: Vec<Merged>,
    /// What else is odd about the file.
    pub(super) odd: Vec<Odd>,
    /// What is to be known of the cells of a workbook.
    pub(super) facts: SheetFacts,
    /// Whether the workbook counts days from 1904; unknown for a text.
    pub(super) counts_from_1904: Option<bool>,
}

/// Cells that are one: the first and the last row and column, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merged {
    pub(super) rows: (usize, usize),
    pub(super) columns: (usize, usize),
}

/// What is to be known of the cells of a sheet. Rows and columns are counted from 0.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    pub(super) hidden_rows: Vec<u32>,
    /// The first and the last column of each range.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Cells with a formula and no stored value, by row and column.
    pub(super) unvalued: Vec<(u32, u32)>,
}

/// Something odd about a file as a whole.
#[derive(Debug)]
pub(super) struct Odd {
    pub(super) code: Code,
    pub(super) message: String,
}

/// Reads the bytes of a file as the spec says.
pub(super) fn read(spec: &SourceSpec, file: &str, bytes: &[u8], limits: &Limits) -> Result<Grid, String> {
    limits.check_bytes(bytes.len() as u64)?;
    match Container::of(bytes) {
        Some(container) => workbook(spec, bytes, container, limits),
        None if is_page_named_sheet(file, bytes) => Err(PAGE.to_owned()),
        None if spec.sheet().is_some() => Err(NO_WORKBOOK.to_owned()),
        None => text(spec, bytes, limits),
    }
}

/// Reads a file from the disk, unless it is too large.
pub(super) fn bytes_of(path: &Path, limits: &Limits) -> Result<Vec<u8>> {
    let io = |source| Error::io(path, "read", source);
    let size = std::fs::metadata(path).map_err(io)?.len();
    limits.check_bytes(size).map_err(|problem| ErrorKind::Table {
        path: path.to_owned(),
        row: None,
        problem,
    })?;
    std::fs::read(path).map_err(io)
}

fn text(spec: &SourceSpec, bytes: &[u8], limits: &Limits) -> Result<Grid, String> {
    let mut text = decode::decode(bytes, spec.encoding())?;
    let delimiter = spec.delimiter().unwrap_or_else(|| delimited::sniff(&text.text));
    let joined = joined::without_marks(&text.text);
    let table = delimited::read(&joined.text, delimiter, limits)?;
    let odd = joined.message().map(|message| Odd { code: Code::ByteOrderMark, message });
    let lines = table.lines.into_iter().map(|line| joined.line_of(line)).collect();
    text.text = String::new();
    Ok(Grid {
        open_quote: table.open_quote.then_some(table.rows.len() as u64),
        rows: table.rows,
        lines,
        text,
        delimiter,
        odd: odd.into_iter().collect(),
        ..Grid::default()
    })
}

/// What holds the sheets of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A zip archive: xlsx or ods.
    Zip,
    /// An OLE compound file: xls, or a workbook with a password.
    Ole,
}

impl Container {
    /// Told by the first bytes, which no text has; names of files lie.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
            Some(Container::Zip)
        } else {
            starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").then_some(Container::Ole)
        }
    }
}

#[cfg(feature = "spreadsheets")]
fn workbook(spec: &SourceSpec, bytes: &[u8], container: Container, limits: &Limits) -> Result<Grid, String> {
    super::workbook::read(spec, bytes, container, limits)
}

#[cfg(not(feature = "spreadsheets"))]
fn workbook(_: &SourceSpec, _: &[u8], _: Container, _: &Limits) -> Result<Grid, String> {
    Err("the file is a workbook, and this program was built without the feature `spreadsheets`; build it \
         with `--features spreadsheets`, or save the sheet as CSV"
        .to_owned())
}

/// Programs write web pages and call them `list.xls`.
fn is_page_named_sheet(file: &str, bytes: &[u8]) -> bool {
    let extension = Path::new(file).extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let named = matches!(extension.as_deref(), Some("xls" | "xlsx" | "ods"));
    let start = bytes.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    named && start.first() == Some(&b'<')
}

const PAGE: &str = "the file is called a workbook and is a web page or XML; open it in a spreadsheet program \
                    and save it as xlsx, ods or CSV";
const NO_WORKBOOK: &str = "`sheet` is given, but the file is text and has no sheets; leave `sheet` out";
