//! Stage 1, read: turns files into [`Record`]s. It never interprets and never drops a cell.
//!
//! A [`SourceSpec`] says where a list is and what its columns mean. Reading gives a [`Source`] with every row verbatim, the [`Mapping`]
//! of fields to columns, and [`Finding`]s about the file. The encoding and the delimiter are detected unless the spec gives them. With
//! the feature `spreadsheets` (on by default) a list may be a sheet of an xlsx, xls or ods file. Rows that are not people (titles,
//! sums, notes) are [set aside](SetAside). [`Limits`] bounds the size of a file.

#[cfg(feature = "spreadsheets")]
mod archive;
mod aside;
mod blank;
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
mod joined;
mod letters;
mod limits;
mod mapping;
pub(crate) mod mention;
#[cfg(feature = "spreadsheets")]
mod number_format;
mod oddities;
#[cfg(feature = "spreadsheets")]
mod ods;
pub(crate) mod policy;
pub mod project;
pub(crate) mod provenance;
mod record;
#[cfg(feature = "spreadsheets")]
mod sheet;
mod spec;
pub(crate) mod stream;
pub(crate) mod words;
#[cfg(feature = "spreadsheets")]
mod workbook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

pub use aside::{Reason, SetAside};
pub use blank::BlankRows;
pub use edition::Edition;
pub use field::Field;
pub use independence::Independence;
pub use inspect::{ColumnView, Inspection, SheetView, inspect, inspect_bytes};
pub use limits::Limits;
pub use mapping::Mapping;
pub use mention::{Mention, Readers, RecordKey, read_all};
pub use policy::{Handling, Policy};
pub use project::Project;
pub use record::{Record, RecordId};
pub use spec::{Duplicates, RESERVED_LABELS, SourceSpec};

use crate::base::digest;
use crate::base::error::{ErrorKind, Result};
use crate::base::finding::{Finding, Location};
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
    blank_rows: Vec<BlankRows>,
    encoding: &'static str,
    delimiter: u8,
    sheet: Option<String>,
    digest: String,
    findings: Vec<Finding>,
    /// The line that each row begins on; empty for a file without lines.
    #[serde(skip)]
    lines: Vec<u64>,
    /// Whether days are counted from 1904, where the file says so.
    #[serde(skip)]
    counts_from_1904: Option<bool>,
    /// Records by id.
    #[serde(skip)]
    by_id: BTreeMap<RecordId, usize>,
    /// What the rows of each id are called that several rows have.
    #[serde(skip)]
    repeated_ids: BTreeMap<String, Vec<RecordId>>,
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

    /// A list from rows that a program has: a header and cells, as a CSV file would have them. Messages call it by the file of
    /// the spec.
    ///
    /// ```
    /// use casualty_register::source::{Field, Source, SourceSpec};
    ///
    /// let spec = SourceSpec::new("ngo", "rows of our database").with_column(Field::Name, "name");
    /// let source = Source::from_rows(spec, ["name", "age"], [["Асан Тестов", "41"], ["Дана Үлгі", ""]])?;
    /// assert_eq!(source.records().len(), 2);
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Source::from_bytes`].
    pub fn from_rows<C: AsRef<[u8]>, R: IntoIterator<Item = C>>(
        spec: SourceSpec,
        header: impl IntoIterator<Item = C>,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self> {
        let mut table = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let mut written = table.write_record(header);
        for row in rows {
            written = written.and_then(|()| table.write_record(row));
        }
        let name = spec.file().to_owned();
        // A writer into memory cannot fail.
        let bytes = written.ok().and_then(|()| table.into_inner().ok()).unwrap_or_default();
        Source::from_bytes(spec.with_delimiter(b',').with_encoding("UTF-8"), &name, &bytes)
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

    /// Every row of a person, in the order of the file: all but the header, rows without text and the
    /// rows that were set aside.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The rows that are no person, in the order of the file: titles, sums, notes.
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// The rows without any text, in the order of the file.
    pub fn blank_rows(&self) -> &[BlankRows] {
        &self.blank_rows
    }

    /// How many rows are people: the number to hold against the declared one.
    pub fn row_count(&self) -> usize {
        self.records.len()
    }

    /// The record with an id.
    pub fn record(&self, id: &RecordId) -> Option<&Record> {
        self.by_id.get(id).and_then(|at| self.records.get(*at))
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

    /// Whether the workbook counts days from 1904; None for a text.
    pub(crate) fn counts_from_1904(&self) -> Option<bool> {
        self.counts_from_1904
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
    /// id of the record.
    fn complete_places(&mut self) {
        let mut findings = std::mem::take(&mut self.findings);
        let ids: BTreeMap<u64, &RecordId> = self.records.iter().map(|one| (one.row(), one.id())).collect();
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
    let Split { above, blank, rows } = split(std::mem::take(&mut grid.rows), header.index);
    let aside::Sorted { rows, aside, totals, doubtful } = aside::sort(rows, &header.cells, &mapping, words);
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
    found.extend(findings::of_blank_rows(&blank, &site));
    found.extend(findings::of_direction(&rows, &header.cells, header_row, &site));
    let ids::Ids { ids, repeated, findings: about_ids } =
        ids::assign(&rows, mapping.column(Field::Id), &site);
    let records: Vec<Record> =
        ids.into_iter().zip(rows).map(|(id, (row, cells))| Record::new(id, row, cells)).collect();
    found.extend(about_ids);
    found.extend(oddities::of_ids(&records, &site));
    let mut source = Source {
        digest: digest::of_bytes(bytes),
        encoding: grid.text.encoding,
        findings: found,
        file: file.to_owned(),
        by_id: records.iter().enumerate().map(|(at, record)| (record.id().clone(), at)).collect(),
        repeated_ids: repeated,
        records,
        set_aside,
        blank_rows: blank,
        delimiter: grid.delimiter,
        counts_from_1904: grid.counts_from_1904,
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

/// The rows of a file by what they are.
struct Split {
    /// Rows with text above the header.
    above: Vec<SetAside>,
    /// Rows without text.
    blank: Vec<BlankRows>,
    /// Rows with text below the header.
    rows: Vec<ids::Row>,
}

/// Numbers the rows as they stand, from 1, and sorts them by their place and whether they have text.
fn split(rows: Vec<Vec<String>>, header: usize) -> Split {
    let header = header as u64 + 1;
    let others = (1..).zip(rows).filter(|(row, _)| *row != header);
    let (filled, blank): (Vec<ids::Row>, Vec<ids::Row>) = others.partition(|(_, cells)| has_text(cells));
    let (above, rows): (Vec<ids::Row>, _) = filled.into_iter().partition(|(row, _)| *row < header);
    let above = above.into_iter().map(|row| SetAside::new(row, Reason::AboveHeader));
    Split { above: above.collect(), blank: blank::runs(blank.into_iter()), rows }
}

/// The record that a ledger or a file of ids names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    /// This record.
    One(&'a RecordId),
    /// An id that several rows have, with what they are called.
    Several(&'a [RecordId]),
    /// The name of a row among several of one id that no row has any more; a row was edited or removed. Has
    /// what the other rows of the id are called.
    Edited(Vec<&'a RecordId>),
    /// Nothing of that name.
    Nothing,
}

/// Finds the record that a name such as `azattyq:12` means; the list and what the name means in it.
pub(crate) fn named<'a>(sources: &'a [Source], key: &str) -> Option<(&'a str, Named<'a>)> {
    let (source, record) = key.split_once(':')?;
    let source = sources.iter().find(|one| one.id() == source)?;
    Some((source.id(), source.named(record)))
}

impl Source {
    /// The place of a record.
    pub(crate) fn place_of(&self, id: &RecordId) -> Option<Location> {
        let row = self.record(id)?.row();
        let place = Site { source: self.id(), file: &self.file }.record(row, id.as_str());
        Some(Location { line: self.line_of(row), ..place })
    }

    /// Finds the record of a name that a ledger or a file of ids has.
    pub(crate) fn named(&self, name: &str) -> Named<'_> {
        if let Some(record) = self.by_id.get(name).and_then(|at| self.records.get(*at)) {
            return Named::One(record.id());
        }
        if let Some(rows) = self.repeated_ids.get(name) {
            return Named::Several(rows);
        }
        let Some((id, _)) = name.rsplit_once('~') else { return Named::Nothing };
        if let Some(rows) = self.repeated_ids.get(id) {
            return Named::Edited(rows.iter().collect());
        }
        let Some(record) = self.by_id.get(id).and_then(|at| self.records.get(*at)) else {
            return Named::Nothing;
        };
        match digest::name_of_repeated(id, record.cells()) == name {
            true => Named::One(record.id()),
            false => Named::Edited(vec![record.id()]),
        }
    }
}
