//! Reads a file as rows of cells, from delimited text or from a workbook.
//!
//! In: the bytes of a file, its spec and the limits. Out: a [`Grid`], the same for every format.

use std::path::Path;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::Code;
use crate::source::decode::DecodedText;
use crate::source::{Limits, SourceSpec, decode, delimited, joined};

/// The rows of a file, and what was noticed while reading it.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The cells of every row from row 1 on, verbatim.
    pub(super) rows: Vec<Vec<String>>,
    /// The line on which each row begins, from 1, in the order of `rows`. Empty for a workbook.
    pub(super) lines: Vec<u64>,
    /// How the text was decoded. Its field `text` is emptied to free memory.
    pub(super) text: DecodedText,
    /// ASCII code of the delimiter; 0 for a workbook.
    pub(super) delimiter: u8,
    /// The row, from 1, that opens a quote and never closes it.
    pub(super) open_quote: Option<u64>,
    /// The name of the sheet; `None` for a text file.
    pub(super) sheet: Option<String>,
    /// Merged cells of the sheet.
    pub(super) merged: Vec<Merged>,
    /// Other oddities of the file as a whole.
    pub(super) odd: Vec<Odd>,
    /// Facts about single rows, columns and cells of a sheet.
    pub(super) facts: SheetFacts,
    /// Whether the workbook counts days from 1904; `None` for a text file.
    pub(super) counts_from_1904: Option<bool>,
}

/// A rectangle of merged cells: its first and last row and column, from 0, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merged {
    /// First and last row.
    pub(super) rows: (usize, usize),
    /// First and last column.
    pub(super) columns: (usize, usize),
}

/// Facts about single rows, columns and cells of a sheet, all counted from 0. Empty for a text file.
///
/// They become findings; they never change a value.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    /// Hidden rows.
    pub(super) hidden_rows: Vec<u32>,
    /// Ranges of hidden columns: first and last column.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Cells with a formula and no stored value, as row and column.
    pub(super) unvalued: Vec<(u32, u32)>,
}

/// An oddity of the file as a whole, to be reported as a finding.
#[derive(Debug)]
pub(super) struct Odd {
    /// The code of the finding.
    pub(super) code: Code,
    /// Its message.
    pub(super) message: String,
}

/// Reads the bytes of a file. The format is recognised by its first bytes, not by the file name.
///
/// Text and workbooks give the same structure, so later stages do not know the format.
///
/// # Errors
///
/// One sentence if the file is too large, is no table, or has no sheet of the given name.
pub(super) fn read(spec: &SourceSpec, file: &str, bytes: &[u8], limits: &Limits) -> Result<Grid, String> {
    limits.check_bytes(bytes.len() as u64)?;
    match Container::of(bytes) {
        Some(container) => workbook(spec, bytes, container, limits),
        None if is_page_named_sheet(file, bytes) => Err(PAGE.to_owned()),
        None if spec.sheet().is_some() => Err(NO_WORKBOOK.to_owned()),
        None => text(spec, bytes, limits),
    }
}

/// Reads a file from the disk. Its size is checked first.
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

/// Decodes a text file, detects the delimiter, removes byte order marks inside the text and splits it into rows.
///
/// `text` in the result is empty, because the rows have all of it.
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

/// The file format that contains a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A zip archive: xlsx or ods.
    Zip,
    /// An OLE compound file: xls, or a workbook with a password.
    Ole,
}

impl Container {
    /// Recognises the format by the first bytes, which no text has. `None` for text. File names are not trusted.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
            Some(Container::Zip)
        } else {
            starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").then_some(Container::Ole)
        }
    }
}

/// Reads a sheet of a workbook.
#[cfg(feature = "spreadsheets")]
fn workbook(spec: &SourceSpec, bytes: &[u8], container: Container, limits: &Limits) -> Result<Grid, String> {
    super::workbook::read(spec, bytes, container, limits)
}

/// Refuses a workbook, because the feature is off.
#[cfg(not(feature = "spreadsheets"))]
fn workbook(_: &SourceSpec, _: &[u8], _: Container, _: &Limits) -> Result<Grid, String> {
    Err("the file is a workbook, and this program was built without the feature `spreadsheets`; build it \
         with `--features spreadsheets`, or save the sheet as CSV"
        .to_owned())
}

/// Whether a file with the name of a workbook is a web page or XML. Some programs export HTML as `list.xls`.
fn is_page_named_sheet(file: &str, bytes: &[u8]) -> bool {
    let extension = Path::new(file).extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let named = matches!(extension.as_deref(), Some("xls" | "xlsx" | "ods"));
    let start = bytes.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    named && start.first() == Some(&b'<')
}

/// The message for a web page with the name of a workbook.
const PAGE: &str = "the file has the name of a workbook but is a web page or XML; open it in a spreadsheet \
                    program and save it as xlsx, ods or CSV";
/// The message for a text file whose spec names a sheet.
const NO_WORKBOOK: &str = "`sheet` is given, but a text file has no sheets; leave `sheet` out";
