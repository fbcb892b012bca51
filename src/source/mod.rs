//! Stage 1, read: files to [`Record`]s. It never interprets and never drops a cell.
//!
//! A [`SourceSpec`] says where a list is and what its columns mean; reading it gives a [`Source`]
//! with every row verbatim, the [`Mapping`] of fields to columns and the [`Finding`]s about the
//! file. The encoding and the delimiter are found out unless the spec gives them.

mod decode;
mod delimited;
mod field;
mod findings;
mod ids;
mod mapping;
pub(crate) mod nearest;
mod record;
mod spec;

use std::path::{Path, PathBuf};

use serde::Serialize;

pub use field::Field;
pub use mapping::Mapping;
pub use record::{Record, RecordId};
pub use spec::{Duplicates, RESERVED_LABELS, SourceSpec};

use crate::digest;
use crate::{Error, ErrorKind, Finding, Result};
use findings::{Shape, Site};
use record::has_text;

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
    encoding: &'static str,
    delimiter: u8,
    digest: String,
    findings: Vec<Finding>,
}

impl Source {
    /// Reads a list from the disk; the file of the spec is looked for in `folder`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or as [`Source::from_bytes`].
    pub fn open(spec: SourceSpec, folder: impl AsRef<Path>) -> Result<Self> {
        let path = folder.as_ref().join(spec.file());
        let bytes = std::fs::read(&path).map_err(|source| Error::io(&path, "read", source))?;
        let name = spec.file().to_owned();
        Source::from_bytes(spec, &name, &bytes)
    }

    /// Reads a list from the bytes of a file; `file_name` is what messages call it.
    ///
    /// # Errors
    ///
    /// When the spec has faults, there is no header, or a mapped column is not in the header. All
    /// faults are named at once.
    pub fn from_bytes(spec: SourceSpec, file_name: &str, bytes: &[u8]) -> Result<Self> {
        read(spec, file_name, bytes).map_err(|faults| {
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

    /// The cells of the header, verbatim.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The row of the header; 1 unless empty rows stand before it.
    pub fn header_row(&self) -> u64 {
        self.header_row
    }

    /// Which column is which field.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Every row but the header, in the order of the file, empty ones too.
    pub fn records(&self) -> &[Record] {
        &self.records
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
    /// `KZ-1048`.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The ASCII character between cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The SHA-256 of the bytes of the file in hex, as `sha256sum` prints it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is odd about the file: first about the whole, then about rows.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// Reads a list, or says everything that is wrong with it.
pub(crate) fn read(spec: SourceSpec, file: &str, bytes: &[u8]) -> Result<Source, Vec<String>> {
    let faults = spec.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = decode::decode(bytes, spec.encoding()).map_err(|fault| vec![fault])?;
    let delimiter = spec.delimiter().unwrap_or_else(|| delimited::sniff(&text.text));
    let table = delimited::read(&text.text, delimiter);
    let open_quote = table.open_quote.then_some(table.rows.len() as u64);
    let ((header_row, header), rows) = split_header(table.rows)?;
    let mapping = Mapping::resolve(&spec, &header)?;

    let id = spec.id().to_owned();
    let site = Site { source: &id, file };
    let shape = Shape::new(header.len(), delimiter, open_quote);
    let mut found = findings::of_encoding(&text, &rows, &site);
    found.extend(findings::of_header(&header, header_row, &site));
    found.extend(findings::of_shape(&rows, shape, &site));
    let (records, about_ids) = to_records(rows, mapping.column(Field::Id), &site);
    found.extend(about_ids);
    Ok(Source {
        digest: digest::of_bytes(bytes),
        encoding: text.encoding,
        findings: found,
        file: file.to_owned(),
        records,
        delimiter,
        header,
        header_row,
        mapping,
        spec,
    })
}

/// The rows of a table that is no list, as one of totals: verbatim, from the first row of the file.
pub(crate) fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = decode::decode(bytes, None).map(|text| text.text).unwrap_or_default();
    delimited::read(&text, delimited::sniff(&text)).rows
}

/// The first row with any text is the header; rows are numbered as they stand, from 1.
fn split_header(rows: Vec<Vec<String>>) -> Result<(ids::Row, Vec<ids::Row>), Vec<String>> {
    let header = rows.iter().position(|cells| has_text(cells));
    let header = header.ok_or_else(|| vec![NO_HEADER.to_owned()])?;
    let mut rows: Vec<ids::Row> = (1..).zip(rows).collect();
    let header = rows.remove(header);
    Ok((header, rows))
}

fn to_records(rows: Vec<ids::Row>, id_column: Option<usize>, site: &Site<'_>) -> (Vec<Record>, Vec<Finding>) {
    let (ids, findings) = ids::assign(&rows, id_column, site);
    let records = ids.into_iter().zip(rows);
    let records = records.map(|(id, (row, cells))| Record::new(id, row, cells));
    (records.collect(), findings)
}

const NO_HEADER: &str =
    "the file is empty; it needs a header row that names the columns, and a row for each person";
