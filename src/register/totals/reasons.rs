//! The reviewers' table of reasons why a name of one list is missing from another list.
//!
//! Input: the bytes of a table. Output: [`Reasons`], and findings about cells that cannot be read.
//!
//! The columns, in any order: `source` and `record`, the list and the record that has the name; `missing_from`, the
//! list that does not have it; `reason`, one of the words of [`AbsenceReason`]; and optionally `note`, free text. The
//! last readable row about a record and a list counts.

use std::path::Path;

use super::absence::AbsenceReason;
use super::read::PlainTable;
use crate::base::error::{Error, Result};
use crate::base::finding::Finding;

/// Columns that every table of reasons must have.
const NEEDED: [&str; 4] = ["source", "record", "missing_from", "reason"];

/// A reason that a reviewer gave.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GivenReason {
    /// The row of the table as a spreadsheet counts it. The first row of the file is row 1, usually the header.
    pub row: u64,
    /// The id of the list that has the name.
    pub source: String,
    /// The id of the record.
    pub record: String,
    /// The id of the list that does not have the name.
    pub missing_from: String,
    /// The reason; `None` if the cell cannot be read, which is a finding.
    pub reason: Option<AbsenceReason>,
    /// A note of the reviewer; may be empty.
    pub note: String,
}

/// A table of reasons as it was read.
///
/// ```
/// use casualty_register::register::totals::{AbsenceReason, Reasons};
///
/// let table = "source,record,missing_from,reason,note\nngo,7,official,not-a-death,found alive in May\n";
/// let reasons = Reasons::from_bytes("reasons.csv", table.as_bytes())?;
/// assert_eq!(reasons.rows()[0].reason, Some(AbsenceReason::NotADeath));
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    /// The rows, in the order of the table.
    rows: Vec<GivenReason>,
    /// Findings about cells that cannot be read.
    findings: Vec<Finding>,
    /// The name of the file in findings.
    file: String,
}

impl Reasons {
    /// Reads a table from the disk.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and as [`Reasons::from_bytes`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        Reasons::from_bytes(&path.file_name().unwrap_or_default().to_string_lossy(), &bytes)
    }

    /// Reads a table with the columns `source`, `record`, `missing_from` and `reason`, and optionally `note`, from the
    /// bytes of a file. Findings call it `file`.
    ///
    /// # Errors
    ///
    /// If one of the first four columns is missing.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self> {
        let table = PlainTable::new(file, bytes, &NEEDED)?;
        let mut reasons = Reasons { file: file.to_owned(), ..Reasons::default() };
        for (row, cells) in &table.rows {
            let text = |column| table.get(cells, column);
            let (word, note) = (text("reason"), text("note"));
            let reason = AbsenceReason::ALL.into_iter().find(|reason| reason.as_str() == word);
            if reason.is_none() {
                let all: Vec<&str> = AbsenceReason::ALL.iter().map(|reason| reason.as_str()).collect();
                let message = format!("`{word}` is not a reason; write one of {}", all.join(", "));
                reasons.findings.push(table.finding(*row, "reason", message));
            }
            let (source, record, missing_from) = (text("source"), text("record"), text("missing_from"));
            reasons.rows.push(GivenReason { row: *row, source, record, missing_from, reason, note });
        }
        Ok(reasons)
    }

    /// The rows, in the order of the table.
    pub fn rows(&self) -> &[GivenReason] {
        &self.rows
    }

    /// Findings about cells that cannot be read.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The name of the file in findings.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The last readable reason that was given for the absence of a record from a list.
    pub(super) fn given(&self, source: &str, record: &str, missing_from: &str) -> Option<&GivenReason> {
        let is = |row: &&GivenReason| {
            row.source == source && row.record == record && row.missing_from == missing_from
        };
        self.rows.iter().rev().filter(|row| row.reason.is_some()).find(is)
    }
}
