//! The error type of the crate: what stops a run.
//!
//! A problem *in the data* (an unreadable date, two lists that disagree) is not an error. It is a
//! [`Finding`](crate::base::finding::Finding); the run continues and reports it.

use std::path::{Path, PathBuf};

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run cannot go on. Opaque; [`Error::kind`] says what happened.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// What stopped a run. Each message names the file, and the row and column where there are any,
/// and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be read or written.
    #[error("{}: {action} failed: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: `read`, `write`, `create`.
        action: &'static str,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A project file does not say what it must. All faults are listed at once.
    #[error("{}: the project file cannot be used:\n{}", path.display(), bullets(faults))]
    Project {
        /// The project file.
        path: PathBuf,
        /// Every fault that was found, each with what to do.
        faults: Vec<String>,
    },
    /// A list could not be read as a table.
    #[error("{}{}: {problem}", path.display(), at_row(*row))]
    Table {
        /// The list.
        path: PathBuf,
        /// The row as a spreadsheet counts it (the header is row 1), if it is known.
        row: Option<u64>,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A language table has a malformed line.
    #[error("{table}, line {line}: {problem}")]
    Lexicon {
        /// The table, as `language/kind`.
        table: String,
        /// The line in the table, counted from 1.
        line: usize,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A baseline of accepted findings has a malformed line.
    #[error("{}, line {line}: {problem}", path.display())]
    Baseline {
        /// The baseline.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A ledger of decisions has a malformed line, or its decisions contradict each other.
    #[error("{}, line {line}: {problem}", path.display())]
    Ledger {
        /// The ledger.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A file of the ids of entries has a malformed line.
    #[error("{}, line {line}: {problem}", path.display())]
    Ids {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A model cannot be read, or was fitted with other comparisons than those of the run.
    #[error("{model}: {problem}")]
    Model {
        /// The file, or `model`.
        model: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A record was asked for that no list has.
    #[error("no record {key}; {hint}")]
    NoSuchRecord {
        /// The key as it was asked for, `source:id`.
        key: String,
        /// What there is instead.
        hint: String,
    },
    /// The run was asked to stop ([`Progress::stop`](crate::base::progress::Progress::stop)).
    #[error("stopped as asked; nothing was written")]
    Stopped,
    /// A setting has a value that makes no sense.
    #[error("setting {name}: {problem}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl Error {
    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What happened, by value.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// Whether a file could not be read or written.
    pub fn is_io(&self) -> bool {
        matches!(*self.0, ErrorKind::Io { .. })
    }

    pub(crate) fn io(path: &Path, action: &'static str, source: std::io::Error) -> Self {
        ErrorKind::Io { path: path.to_owned(), action, source }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(kind))
    }
}

fn bullets(faults: &[String]) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  - {fault}")).collect();
    lines.join("\n")
}

fn at_row(row: Option<u64>) -> String {
    row.map(|row| format!(", row {row}")).unwrap_or_default()
}
