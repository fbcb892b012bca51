//! Stages 1 and 2. Reading turns files into [`Record`]s; it never interprets a cell and never drops one.
//! Normalising reads the cells of each record into a [`Mention`] with typed values.
//!
//! In: the bytes of a file, and a [`SourceSpec`], which says where the list is and what its columns mean. Out: a
//! [`Source`] with every row verbatim, the [`Mapping`] of fields to columns, and [`Finding`]s about the file. This
//! module never compares two records.
//!
//! The encoding and the delimiter are detected unless the spec gives them. With the feature `spreadsheets` (on by
//! default) a list may be a sheet of an xlsx, xls or ods file. Rows that do not describe people (titles, sums, notes)
//! are [set aside](SetAside). [`Limits`] bounds the size of a file.

#[cfg(feature = "spreadsheets")]
mod archive;
mod aside;
mod blank;
mod decode;
mod delimited;
mod draft;
mod edition;
mod estimate;
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
pub use draft::{Draft, DraftedList};
pub use edition::Edition;
pub use estimate::{Assumption, EstimateSpec};
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
use findings::{RowShape, Site};
use record::has_text;
use words::Words;

/// One list, read from its file: its records, its header, and everything else that the file contains.
///
/// It keeps every row of the file, as the header, a record, a row set aside or a blank row.
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
    /// What the project declares about the list.
    spec: SourceSpec,
    /// Name of the file in messages.
    file: String,
    /// Names of the columns, one for each column of the table.
    header: Vec<String>,
    /// Row of the header, from 1.
    header_row: u64,
    /// Which column holds each field.
    mapping: Mapping,
    /// Rows of people, in the order of the file.
    records: Vec<Record>,
    /// Rows that are not people, in the order of the file.
    set_aside: Vec<SetAside>,
    /// Rows without text, in the order of the file.
    blank_rows: Vec<BlankRows>,
    /// Name of the encoding, or the format of the workbook.
    encoding: &'static str,
    /// ASCII code of the delimiter; 0 for a workbook.
    delimiter: u8,
    /// Name of the sheet; `None` for a text file.
    sheet: Option<String>,
    /// SHA-256 of the file in hex.
    digest: String,
    /// Findings about the file and its rows.
    findings: Vec<Finding>,
    /// The line on which each row begins, from 1, indexed by row number minus 1. Empty for a workbook.
    #[serde(skip)]
    lines: Vec<u64>,
    /// Whether the workbook counts days from 1904; `None` if the file does not say.
    #[serde(skip)]
    counts_from_1904: Option<bool>,
    /// Index into `records` of each record id.
    #[serde(skip)]
    by_id: BTreeMap<RecordId, usize>,
    /// Ids that several rows share, each with the sorted record ids of these rows.
    #[serde(skip)]
    repeated_ids: BTreeMap<String, Vec<RecordId>>,
}

impl Source {
    /// Reads a list from the disk. The file name of the spec is relative to `folder`.
    ///
    /// The whole file is read into memory.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and in the cases of [`Source::from_bytes`].
    pub fn open(spec: SourceSpec, folder: impl AsRef<Path>) -> Result<Self> {
        let path = folder.as_ref().join(spec.file());
        let bytes = grid::bytes_of(&path, &Limits::default())?;
        let name = spec.file().to_owned();
        Source::from_bytes(spec, &name, &bytes)
    }

    /// Reads a list from the bytes of a file. Messages and findings use `file_name`.
    ///
    /// The bundled tables supply the words for totals and notes.
    ///
    /// # Errors
    ///
    /// If the spec has faults, the file has no header, a mapped column is not in the header, or the list exceeds the
    /// default [`Limits`]. The error names all faults.
    pub fn from_bytes(spec: SourceSpec, file_name: &str, bytes: &[u8]) -> Result<Self> {
        Source::from_bytes_within(spec, file_name, bytes, &Limits::default())
    }

    /// Like [`Source::from_bytes`], with limits of your own.
    ///
    /// # Errors
    ///
    /// In the cases of [`Source::from_bytes`], with these limits.
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

    /// Makes a list from a header and rows that a program already has in memory. The cells are those that a CSV file
    /// would have. Messages show the file name of the spec.
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

    /// The id of the list in the project file.
    pub fn id(&self) -> &str {
        self.spec.id()
    }

    /// The title that pages and reports show.
    pub fn title(&self) -> &str {
        self.spec.title()
    }

    /// The name of the file in findings.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The spec with which the list was read.
    pub fn spec(&self) -> &SourceSpec {
        &self.spec
    }

    /// Number of people that the publisher or the project file declares; `None` if it is not declared.
    pub fn declared_count(&self) -> Option<u64> {
        self.spec.declared_count()
    }

    /// How often the list repeats a person, as declared in the project file.
    pub fn duplicates(&self) -> Duplicates {
        self.spec.duplicates()
    }

    /// The names of the columns: the cells of the header, verbatim.
    ///
    /// If a header cell is merged, its name is repeated for each column that the cell covers (`Date`, `Date (2)`). If
    /// the header has two rows, the names of both rows are combined, and the upper row is [set
    /// aside](Source::set_aside) verbatim.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The row of the header, from 1. It is 1 unless titles or empty rows come first.
    pub fn header_row(&self) -> u64 {
        self.header_row
    }

    /// The line of the file on which a row begins, both counted from 1. `None` if there is no such row, or if the list
    /// comes from a workbook.
    pub fn line_of(&self, row: u64) -> Option<u64> {
        let at = usize::try_from(row).ok()?.checked_sub(1)?;
        self.lines.get(at).copied()
    }

    /// Which column holds each field.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Every row that describes a person, in the order of the file. The header, rows without text and rows that were
    /// set aside are not included.
    ///
    /// Their order does not affect a run, because mentions are sorted by id.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The rows that do not describe people (titles, sums, notes), in the order of the file.
    ///
    /// Check them once for each new list: a person among them would be missing from the register.
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// The rows without any text, in the order of the file.
    pub fn blank_rows(&self) -> &[BlankRows] {
        &self.blank_rows
    }

    /// Number of rows that describe people. It is compared with the declared number.
    pub fn row_count(&self) -> usize {
        self.records.len()
    }

    /// The record with this id; `None` if the list has no such record.
    ///
    /// Takes logarithmic time in the number of records.
    pub fn record(&self, id: &RecordId) -> Option<&Record> {
        self.by_id.get(id).and_then(|at| self.records.get(*at))
    }

    /// The name of the encoding, such as `UTF-8`, `windows-1251` or `KZ-1048`. For a workbook, its format: `xlsx`,
    /// `xls` or `ods`.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The ASCII code of the delimiter between cells; 0 for a workbook.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The name of the sheet; `None` for a text file.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Whether the workbook counts days from 1904; `None` for a text file.
    pub(crate) fn counts_from_1904(&self) -> Option<bool> {
        self.counts_from_1904
    }

    /// The SHA-256 of the bytes of the file in hex, as `sha256sum` prints it.
    ///
    /// Publish it with a register, so that others can check which file was used.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Findings about the file and its rows. Those about the whole file come first.
    ///
    /// Findings about cells come later, from [`read_all`].
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Adds the line and the record id to the locations of findings. Both are known only after the whole file was read.
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

/// Reads a list.
///
/// `file` is the name in messages. `words` has the words for totals and notes. Findings are collected in the order of
/// the checks. Their locations are completed at the end.
///
/// # Errors
///
/// All faults of the spec or, if it has none, all faults of the file. Each fault is one sentence.
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
    let shape = RowShape::new(header.cells.len(), grid.delimiter);
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

/// Reads the rows of a table that is not a list, such as published totals. All rows are included, and the cells are
/// verbatim. Empty if the bytes are not a table within the default limits.
///
/// The encoding and the delimiter are detected.
pub(crate) fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = decode::decode(bytes, None).map(|text| text.text).unwrap_or_default();
    let table = delimited::read(&text, delimited::sniff(&text), &Limits::default());
    table.map(|table| table.rows).unwrap_or_default()
}

/// The rows of a file except the header, grouped by their kind.
struct Split {
    /// Rows with text above the header.
    above: Vec<SetAside>,
    /// Rows without text.
    blank: Vec<BlankRows>,
    /// Rows with text below the header.
    rows: Vec<ids::NumberedRow>,
}

/// Numbers the rows from 1 and groups them by position and by whether they have text. `header` is an index from 0.
fn split(rows: Vec<Vec<String>>, header: usize) -> Split {
    let header = header as u64 + 1;
    let others = (1..).zip(rows).filter(|(row, _)| *row != header);
    let (filled, blank): (Vec<ids::NumberedRow>, Vec<ids::NumberedRow>) =
        others.partition(|(_, cells)| has_text(cells));
    let (above, rows): (Vec<ids::NumberedRow>, _) = filled.into_iter().partition(|(row, _)| *row < header);
    let above = above.into_iter().map(|row| SetAside::new(row, Reason::AboveHeader));
    Split { above: above.collect(), blank: blank::runs(blank.into_iter()), rows }
}

/// The result of looking up a record name from a ledger or a file of ids.
///
/// Ledgers and files of ids are written by people and outlive the lists they refer to, so a name may have become
/// ambiguous or stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    /// Exactly this record.
    One(&'a RecordId),
    /// An id that several rows share. Contains their record ids.
    Several(&'a [RecordId]),
    /// The name belonged to one of several rows with the same id. No row has the name now, because that row was edited
    /// or removed. Contains the record ids of the rows that still have this id.
    Edited(Vec<&'a RecordId>),
    /// No record has this name.
    Nothing,
}

/// Looks up a key such as `azattyq:12`. Returns the id of the list and the record; `None` if the key has no colon or
/// the list does not exist.
pub(crate) fn named<'a>(sources: &'a [Source], key: &str) -> Option<(&'a str, Named<'a>)> {
    let (source, record) = key.split_once(':')?;
    let source = sources.iter().find(|one| one.id() == source)?;
    Some((source.id(), source.named(record)))
}

impl Source {
    /// The location of a record; `None` if the list has no such record.
    pub(crate) fn place_of(&self, id: &RecordId) -> Option<Location> {
        let row = self.record(id)?.row();
        let place = Site { source: self.id(), file: &self.file }.record(row, id.as_str());
        Some(Location { line: self.line_of(row), ..place })
    }

    /// Looks up a record name from a ledger or a file of ids. A name with a digest (`7~1f2e3d4c`) also finds the record
    /// `7` if its cells have this digest. This covers an id that became unique because the other rows with it were
    /// removed.
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
