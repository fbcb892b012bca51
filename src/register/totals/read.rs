//! Reads a table of published totals.
//!
//! Input: the bytes of a table. Output: its rows as [`Figure`]s, and findings about cells that cannot be read. A bad
//! cell never stops the run; a missing column does.
//!
//! The columns, in any order; the first five are required:
//!
//! - `date`: the day of the statement, `YYYY-MM-DD`, `YYYY-MM` or `YYYY`;
//! - `figure`: the number of people, digits only;
//! - `scope_place`: the place, such as `Kazakhstan`;
//! - `scope_status`: `all`, or the group in the issuer's words;
//! - `kind`: `total`, `subtotal` or `list-size`;
//! - `id`: a name by which other rows refer to this one;
//! - `part_of`: the wholes, separated by `|`, each with its breakdown after a colon: `march:category | april`;
//! - `at_least`: `yes` if the issuer said that there may be more;
//! - `superseded_by`: the date of the row that replaced this one;
//! - `retracted`: `yes` if the issuer withdrew the figure;
//! - `list`: the id of the list of this project whose size is stated;
//! - `definition`, `issuer`, `url`: free text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::figure::{Figure, Kind, PartOf};
use crate::base::digest;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::{Code, Finding, Location};
use crate::language::date::Day;
use crate::source;

/// Columns that every table of totals must have.
const NEEDED: [&str; 5] = ["date", "figure", "scope_place", "scope_status", "kind"];
/// Largest number of people that a figure may state. It exceeds the population of every country, so a greater number is
/// a typing error, and sums cannot overflow.
const MOST: u64 = 2_000_000_000;

/// A table of published totals as it was read. The figures keep the order of the table; nothing is added up or compared
/// yet, see [`Examination`](super::Examination).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Totals {
    /// The name of the file in findings.
    file: String,
    /// SHA-256 of the file, in hexadecimal.
    digest: String,
    /// One figure for each row with text, in the order of the table.
    figures: Vec<Figure>,
    /// Findings about the cells.
    #[serde(skip)]
    findings: Vec<Finding>,
}

impl Totals {
    /// Reads a table from the disk.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and as [`Totals::from_bytes`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Totals::from_bytes(&name, &bytes)
    }

    /// Reads a table from the bytes of a file. Findings call it `file`. Every row with text becomes a figure. A cell
    /// that cannot be read becomes a finding ([`Code::UnreadableTotal`]).
    ///
    /// # Errors
    ///
    /// If one of the columns `date`, `figure`, `scope_place`, `scope_status` and `kind` is missing.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self> {
        let table = PlainTable::new(file, bytes, &NEEDED)?;
        let mut totals = Totals {
            file: file.to_owned(),
            digest: digest::of_bytes(bytes),
            figures: vec![],
            findings: vec![],
        };
        for (number, cells) in &table.rows {
            let mut row = ReadRow { table: &table, number: *number, cells, findings: &mut totals.findings };
            totals.figures.push(figure(&mut row));
        }
        totals.check_references(&table);
        Ok(totals)
    }

    /// The name of the file in findings.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// SHA-256 of the bytes of the file, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The figures, in the order of the table.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Findings about cells that cannot be read and references that lead nowhere.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Adds findings about repeated ids, and about `part_of` and `superseded_by` that refer to no row. References are
    /// checked after all rows were read, because a row may refer to a later one.
    fn check_references(&mut self, table: &PlainTable) {
        let mut found = Vec::new();
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        for figure in self.figures.iter().filter(|figure| !figure.id.is_empty()) {
            if !ids.insert(&figure.id) {
                let message =
                    format!("a row above has the same id `{}`; give each row its own id", figure.id);
                found.push(table.finding(figure.row, "id", message));
            }
        }
        let dates: BTreeSet<&str> = self.figures.iter().map(|figure| figure.date.as_str()).collect();
        for figure in &self.figures {
            for part in figure.part_of.iter().filter(|part| !ids.contains(part.whole.as_str())) {
                let message = format!(
                    "there is no row with the id `{}`; write the id of the row that this one \
                                       is a part of",
                    part.whole
                );
                found.push(table.finding(figure.row, "part_of", message));
            }
            let by = figure.superseded_by.as_str();
            if !by.is_empty() && !dates.contains(by) {
                let message =
                    format!("no row has the date `{by}`; write the date of the row that replaced this one");
                found.push(table.finding(figure.row, "superseded_by", message));
            }
        }
        self.findings.extend(found);
    }
}

/// Reads one row; each cell that cannot be read adds a finding.
fn figure(row: &mut ReadRow<'_>) -> Figure {
    let (date, kind, number) = (row.text("date"), row.kind(), row.number());
    let stated = days(&date);
    if stated.is_none() {
        row.fault("date", format!("`{date}` is not a date; write YYYY-MM-DD, YYYY-MM or YYYY"));
    }
    Figure {
        row: row.number,
        id: row.text("id"),
        stated,
        date,
        number,
        at_least: row.yes("at_least"),
        place: row.text("scope_place"),
        status: row.text("scope_status"),
        definition: row.text("definition"),
        issuer: row.text("issuer"),
        kind,
        superseded_by: row.text("superseded_by"),
        retracted: row.yes("retracted"),
        part_of: parts(&row.text("part_of")),
        list: row.text("list"),
        url: row.text("url"),
    }
}

/// Reads the cell `part_of`. `march:category | april` is a part of `march` in the breakdown `category`, and a part of
/// `april` in none.
fn parts(text: &str) -> Vec<PartOf> {
    let parts = text.split('|').map(str::trim).filter(|part| !part.is_empty());
    let part = |text: &str| match text.split_once(':') {
        Some((whole, by)) => PartOf { whole: whole.trim().to_owned(), breakdown: Some(by.trim().to_owned()) },
        None => PartOf { whole: text.to_owned(), breakdown: None },
    };
    parts.map(part).collect()
}

/// The first and the last day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; `None` for any other text.
fn days(text: &str) -> Option<(Day, Day)> {
    if let Ok(day) = text.parse::<Day>() {
        return Some((day, day));
    }
    if text.len() != 4 && text.len() != 7 {
        return None;
    }
    let (year, month) = match text.split_once('-') {
        Some((year, month)) => (year, Some(month.parse().ok()?)),
        None => (text, None),
    };
    let year = year.parse().ok()?;
    Some((Day::new(year, month.unwrap_or(1), 1)?, Day::last_of(year, month.unwrap_or(12))?))
}

/// A table that is not a list of people: its header and its rows with text.
#[derive(Debug)]
pub(super) struct PlainTable {
    /// The name of the file in findings.
    file: String,
    /// The position of each column, by its header in lower case. Of two equal headers the first counts.
    columns: BTreeMap<String, usize>,
    /// The headers as printed.
    header: Vec<String>,
    /// The rows with text: the number of the row, from 1, and its cells.
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

impl PlainTable {
    /// Reads a table. The first row with text is the header. Columns may be in any order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Table`] if a column of `needed` is missing.
    pub(super) fn new(file: &str, bytes: &[u8], needed: &[&str]) -> Result<Self> {
        let rows = (1..).zip(source::rows_of(bytes));
        let mut rows = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        let (_, header) = rows.next().unwrap_or_default();
        let mut columns = BTreeMap::new();
        for (at, name) in header.iter().enumerate() {
            columns.entry(name.trim().to_lowercase()).or_insert(at);
        }
        let missing: Vec<&str> = needed.iter().copied().filter(|name| !columns.contains_key(*name)).collect();
        if !missing.is_empty() {
            let problem =
                format!("there is no column `{}`; the first row must name the columns", missing.join("`, `"));
            return Err(ErrorKind::Table { path: PathBuf::from(file), row: Some(1), problem }.into());
        }
        Ok(PlainTable { file: file.to_owned(), rows: rows.collect(), columns, header })
    }

    /// The trimmed text of a cell; empty if the row or the table has no such cell.
    pub(super) fn get(&self, cells: &[String], column: &str) -> String {
        let cell = self.columns.get(column).and_then(|at| cells.get(*at));
        cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
    }

    /// A finding about a cell.
    pub(super) fn finding(&self, row: u64, column: &str, message: String) -> Finding {
        let header = self.columns.get(column).and_then(|at| self.header.get(*at));
        let at = Location {
            file: self.file.clone(),
            row: Some(row),
            column: Some(header.map_or(column, String::as_str).trim().to_owned()),
            ..Location::default()
        };
        Finding::new(Code::UnreadableTotal, vec![at], message)
    }
}

/// A row during reading, with the findings collected so far.
struct ReadRow<'a> {
    /// The table of the row.
    table: &'a PlainTable,
    /// The number of the row, from 1.
    number: u64,
    /// The cells of the row.
    cells: &'a [String],
    /// Where findings about cells are added.
    findings: &'a mut Vec<Finding>,
}

impl ReadRow<'_> {
    /// The trimmed text of a cell; empty if there is none.
    fn text(&self, column: &str) -> String {
        self.table.get(self.cells, column)
    }

    /// Adds a finding about a cell.
    fn fault(&mut self, column: &str, message: String) {
        self.findings.push(self.table.finding(self.number, column, message));
    }

    /// The cell `figure`; `None`, with a finding, if it is not a number of people up to [`MOST`].
    fn number(&mut self) -> Option<u64> {
        let text = self.text("figure");
        let number = text.parse::<u64>().ok().filter(|number| *number <= MOST);
        if number.is_none() {
            self.fault(
                "figure",
                format!("`{text}` is not a number of people; write digits only, such as 238"),
            );
        }
        number
    }

    /// The cell `kind`; `None`, with a finding, if it is no known kind.
    fn kind(&mut self) -> Option<Kind> {
        let text = self.text("kind");
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == text);
        if kind.is_none() {
            self.fault("kind", format!("`{text}` is not a kind; write total, subtotal or list-size"));
        }
        kind
    }

    /// Whether a cell is `yes`. Any other text except `no` and an empty cell adds a finding.
    fn yes(&mut self, column: &str) -> bool {
        let text = self.text(column);
        if !matches!(text.as_str(), "" | "no" | "yes") {
            self.fault(column, format!("`{text}` is not valid here; write yes or no"));
        }
        text == "yes"
    }
}
