//! The analyst's table of reasons why a name of one list is missing from another.

use std::path::Path;

use super::absence::AbsenceReason;
use super::read::Cells;
use crate::base::error::{Error, Result};
use crate::base::finding::Finding;

const NEEDED: [&str; 4] = ["source", "record", "missing_from", "reason"];

/// A reason that a person gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenReason {
    /// The row in the table, as a spreadsheet counts it.
    pub row: u64,
    /// The list that has the name.
    pub source: String,
    /// The id of the record.
    pub record: String,
    /// The list that does not have it.
    pub missing_from: String,
    /// Why; `None` when it cannot be read, which is a finding.
    pub reason: Option<AbsenceReason>,
    /// Anything more.
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
    rows: Vec<GivenReason>,
    findings: Vec<Finding>,
    file: String,
}

impl Reasons {
    /// Reads a table from the disk.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or as [`Reasons::from_bytes`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        Reasons::from_bytes(&path.file_name().unwrap_or_default().to_string_lossy(), &bytes)
    }

    /// Reads a table with the columns `source`, `record`, `missing_from`, `reason` and perhaps `note` from
    /// the bytes of a file; `file` is what findings call it.
    ///
    /// # Errors
    ///
    /// When one of the first four columns is missing.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self> {
        let table = Cells::new(file, bytes, &NEEDED)?;
        let mut reasons = Reasons { file: file.to_owned(), ..Reasons::default() };
        for (row, cells) in &table.rows {
            let text = |column| table.get(cells, column);
            let (word, note) = (text("reason"), text("note"));
            let reason = AbsenceReason::ALL.into_iter().find(|reason| reason.as_str() == word);
            if reason.is_none() {
                let all: Vec<&str> = AbsenceReason::ALL.iter().map(|reason| reason.as_str()).collect();
                let message = format!("`{word}` is no reason; choose among {}", all.join(", "));
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

    /// What is odd about cells of the table.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The file, as findings name it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The last reason that was given for a record.
    pub(super) fn given(&self, source: &str, record: &str, missing_from: &str) -> Option<&GivenReason> {
        let is = |row: &&GivenReason| {
            row.source == source && row.record == record && row.missing_from == missing_from
        };
        self.rows.iter().rev().filter(|row| row.reason.is_some()).find(is)
    }
}
