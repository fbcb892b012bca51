//! Stage 1, read: files to [`Record`]s. It never interprets and never drops a cell.
//!
//! A [`SourceSpec`] says where a list is and what its columns mean; reading it gives a [`Source`]
//! with every row verbatim, the [`Mapping`] of fields to columns and the [`Finding`]s about the
//! file. The encoding and the delimiter are found out unless the spec gives them. With the feature
//! `spreadsheets` (on by default), lists may be sheets of xlsx, xls and ods files. Rows that are no
//! person, titles, sums and notes, are [set aside](SetAside); how large a file may be is in [`Limits`].

#[cfg(feature = "spreadsheets")]
mod archive;
mod aside;
mod decode;
mod delimited;
mod edition;
mod field;
mod findings;
mod grid;
mod header;
mod ids;
mod independence;
mod inspect;
mod letters;
mod limits;
mod mapping;
pub(crate) mod nearest;
mod oddities;
mod record;
mod spec;
pub(crate) mod stream;
pub(crate) mod words;
#[cfg(feature = "spreadsheets")]
mod workbook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

pub use aside::{Reason, SetAside};
pub use edition::Edition;
pub use field::Field;
pub use independence::Independence;
pub use inspect::{ColumnView, Inspection, SheetView, inspect, inspect_bytes};
pub use limits::Limits;
pub use mapping::Mapping;
pub use record::{Record, RecordId};
pub use spec::{Duplicates, RESERVED_LABELS, SourceSpec};

use crate::digest;
use crate::{ErrorKind, Finding, Result};
use findings::{Shape, Site};
use record::has_text;
use words::Words;

/// One list as it was read.
///
/// ```
/// use casualty_register::source::{Field, Source, SourceSpec};
///
/// let spec = SourceSpec::new("ngo", "ngo.csv")
///     .with_column(Field::Id, "№")
///     .with_column(Field::Name, "Аты-жөні");
/// let source = Source::from_bytes(spec, "ngo.csv", "№;Аты-жөні\n7; Асан Тестов\n".as_bytes())?;
///
/// let record = &source.records()[0];
/// assert_eq!(record.id().as_str(), "7");
/// assert_eq!(record.row(), 2);
/// assert_eq!(record.get(source.mapping(), Field::Name), Some(" Асан Тестов"));
/// assert_eq!((source.encoding(), source.delimiter()), ("UTF-8", b';'));
/// assert!(source.findings().is_empty());
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    spec: SourceSpec,
    file: String,
    header: Vec<String>,
    header_row: u64,
    mapping: Mapping,
    records: Vec<Record>,
    set_aside: Vec<SetAside>,
    encoding: &'static str,
    delimiter: u8,
    sheet: Option<String>,
    digest: String,
    findings: Vec<Finding>,
    /// The line that each row begins on; empty for a file without lines.
    #[serde(skip)]
    lines: Vec<u64>,
}

impl Source {
    /// Reads a list from the disk; the file of the spec is looked for in `folder`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or as [`Source::from_bytes`].
    pub fn open(spec: SourceSpec, folder: impl AsRef<Path>) -> Result<Self> {
        let path = folder.as_ref().join(spec.file());
        let bytes = grid::bytes_of(&path, &Limits::default())?;
        let name = spec.file().to_owned();
        Source::from_bytes(spec, &name, &bytes)
    }

    /// Reads a list from the bytes of a file; `file_name` is what messages call it.
    ///
    /// # Errors
    ///
    /// When the spec has faults, there is no header, a mapped column is not in the header, or the list
    /// is larger than the [`Limits`] allow by default. All faults are named at once.
    pub fn from_bytes(spec: SourceSpec, file_name: &str, bytes: &[u8]) -> Result<Self> {
        Source::from_bytes_within(spec, file_name, bytes, &Limits::default())
    }

    /// Reads a list from the bytes of a file that is not larger than some limits.
    ///
    /// # Errors
    ///
    /// As [`Source::from_bytes`].
    pub fn from_bytes_within(
        spec: SourceSpec,
        file_name: &str,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<Self> {
        read(spec, file_name, bytes, limits, &words::BUNDLED).map_err(|faults| {
            ErrorKind::Table { path: PathBuf::from(file_name), row: None, problem: faults.join("; ") }.into()
        })
    }

    /// The id of the list.
    pub fn id(&self) -> &str {
        self.spec.id()
    }

    /// The title that people read.
    pub fn title(&self) -> &str {
        self.spec.title()
    }

    /// The name of the file, as findings give it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What was known of the list before it was read.
    pub fn spec(&self) -> &SourceSpec {
        &self.spec
    }

    /// How many people the publisher says the list has.
    pub fn declared_count(&self) -> Option<u64> {
        self.spec.declared_count()
    }

    /// How often one person stands in the list more than once.
    pub fn duplicates(&self) -> Duplicates {
        self.spec.duplicates()
    }

    /// The names of the columns: the cells of the header, verbatim. Of a header with merged cells the
    /// name stands over each column that it covers (`Date`, `Date (2)`); of one of two rows both names
    /// stand together, and the upper row is [set aside](Source::set_aside) as it is written.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The row of the header; 1 unless empty rows or titles stand before it.
    pub fn header_row(&self) -> u64 {
        self.header_row
    }

    /// The line of the file that a row begins on, both counted from 1. None where there is no such row, and
    /// for a file that has no lines.
    pub fn line_of(&self, row: u64) -> Option<u64> {
        let at = usize::try_from(row).ok()?.checked_sub(1)?;
        self.lines.get(at).copied()
    }

    /// Which column is which field.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Every row of a person, in the order of the file, and empty rows too: all but the header and
    /// the rows that were set aside.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The rows that are no person, in the order of the file: titles, sums, notes.
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// How many rows have any text: the number to hold against the declared one.
    pub fn row_count(&self) -> usize {
        let filled = self.records.iter().filter(|record| !record.is_empty());
        filled.count()
    }

    /// The record with an id.
    pub fn record(&self, id: &RecordId) -> Option<&Record> {
        self.records.iter().find(|record| record.id() == id)
    }

    /// The name of the encoding that the file was read in, as `UTF-8`, `windows-1251`,
    /// `KZ-1048`; of a workbook its form: `xlsx`, `xls`, `ods`.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The ASCII character between cells; 0 in a workbook.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The sheet of the workbook; None for text.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The SHA-256 of the bytes of the file in hex, as `sha256sum` prints it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is odd about the file: first about the whole, then about rows.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Gives the places of findings what is known only when the whole file has been read: the line, and the
    /// id of a row that has any text.
    fn complete_places(&mut self) {
        let mut findings = std::mem::take(&mut self.findings);
        let ids: BTreeMap<u64, &RecordId> =
            self.records.iter().filter(|one| !one.is_empty()).map(|one| (one.row(), one.id())).collect();
        for at in findings.iter_mut().flat_map(|finding| &mut finding.at) {
            at.line = at.row.and_then(|row| self.line_of(row));
            if let (None, Some(row)) = (&at.record, at.row) {
                at.record = ids.get(&row).map(|id| id.to_string());
            }
        }
        self.findings = findings;
    }
}

/// Reads a list, or says everything that is wrong with it.
pub(crate) fn read(
    spec: SourceSpec,
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    words: &Words,
) -> Result<Source, Vec<String>> {
    let faults = spec.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut grid = grid::read(&spec, file, bytes, limits).map_err(|fault| vec![fault])?;
    let (header, mapping) = header::find(&grid.rows, &grid.merged, &spec)?;
    let header_row = header.index as u64 + 1;
    let of_cells = oddities::of_cells(&grid.rows, &header.cells, &Site { source: spec.id(), file });
    let (above, rows) = split(std::mem::take(&mut grid.rows), header.index);
    let aside::Sorted { rows, aside, totals, doubtful } =
        aside::sort(rows, (header_row, &header.cells), &mapping, words);
    let set_aside: Vec<SetAside> = above.into_iter().chain(aside).collect();

    let id = spec.id().to_owned();
    let site = Site { source: &id, file };
    let shape = Shape::new(header.cells.len(), grid.delimiter);
    let mut found = findings::of_encoding(&grid.text, &rows, &site);
    found.extend(oddities::of_rows(&rows, grid.open_quote, &site));
    found.extend(findings::of_header(&header.cells, header_row, &site));
    found.extend(findings::of_workbook(&grid, &rows, &header.cells, &site));
    found.extend(of_cells);
    found.extend(findings::of_set_aside(&set_aside, &header, &site));
    found.extend(findings::of_totals(&totals, &doubtful, &site));
    found.extend(findings::of_shape(&rows, shape, &site));
    found.extend(findings::of_direction(&rows, &header.cells, header_row, &site));
    let (records, about_ids) = to_records(rows, mapping.column(Field::Id), &site);
    found.extend(about_ids);
    found.extend(oddities::of_ids(&records, &site));
    let mut source = Source {
        digest: digest::of_bytes(bytes),
        encoding: grid.text.encoding,
        findings: found,
        file: file.to_owned(),
        records,
        set_aside,
        delimiter: grid.delimiter,
        sheet: grid.sheet,
        header: header.cells,
        header_row,
        mapping,
        spec,
        lines: grid.lines,
    };
    source.complete_places();
    Ok(source)
}

/// The rows of a table that is no list, as one of totals: verbatim, from the first row of the file.
pub(crate) fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = decode::decode(bytes, None).map(|text| text.text).unwrap_or_default();
    let table = delimited::read(&text, delimited::sniff(&text), &Limits::default());
    table.map(|table| table.rows).unwrap_or_default()
}

/// Numbers the rows as they stand, from 1, and takes the header and the text above it away.
fn split(rows: Vec<Vec<String>>, header: usize) -> (Vec<SetAside>, Vec<ids::Row>) {
    let mut rows: Vec<ids::Row> = (1..).zip(rows).collect();
    let below = rows.split_off(header.min(rows.len()));
    let (above, empty): (Vec<ids::Row>, _) = rows.into_iter().partition(|(_, cells)| has_text(cells));
    let above = above.into_iter().map(|row| SetAside::new(row, Reason::AboveHeader));
    (above.collect(), empty.into_iter().chain(below.into_iter().skip(1)).collect())
}

fn to_records(rows: Vec<ids::Row>, id_column: Option<usize>, site: &Site<'_>) -> (Vec<Record>, Vec<Finding>) {
    let (ids, findings) = ids::assign(&rows, id_column, site);
    let records = ids.into_iter().zip(rows);
    let records = records.map(|(id, (row, cells))| Record::new(id, row, cells));
    (records.collect(), findings)
}
