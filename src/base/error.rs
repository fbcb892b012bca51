//! The error type of the crate, for everything that stops a run.
//!
//! A problem *in the data* (an unreadable date, two lists that disagree) is not an error. It is a
//! [`Finding`](crate::base::finding::Finding): the run continues and reports it.

use std::path::{Path, PathBuf};

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run stopped. Match on [`Error::kind`] for the cause; the text form is a message for the user.
///
/// The cause is boxed, so a `Result` stays small.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// The cause of an [`Error`]. Each message names the file, the row and the column if they are known, and says what to
/// do.
///
/// New variants may be added, so a `match` needs a wildcard.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be read or written.
    #[error("{}: {action} failed: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operation that failed, as one verb: `read`, `write`, `create`, `lock`.
        action: &'static str,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The project file has faults. All of them are listed at once.
    #[error("{}: the project file cannot be used:\n{}", path.display(), bullets(faults))]
    Project {
        /// The project file.
        path: PathBuf,
        /// Every fault, each with what to do. Never empty.
        faults: Vec<String>,
    },
    /// A list could not be read as a table.
    #[error("{}{}: {problem}", path.display(), at_row(*row))]
    Table {
        /// The file of the list.
        path: PathBuf,
        /// The row number as a spreadsheet shows it (the header is row 1); `None` if the fault has no row.
        row: Option<u64>,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A language table has a malformed line.
    #[error("{table}, line {line}: {problem}")]
    Lexicon {
        /// The table, as `language/kind`, for example `kk/letters`.
        table: String,
        /// The line number in the table, from 1.
        line: usize,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A baseline of accepted findings has a malformed line.
    #[error("{}, line {line}: {problem}", path.display())]
    Baseline {
        /// The baseline file.
        path: PathBuf,
        /// The line number, from 1.
        line: u64,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A ledger of decisions has a malformed line, or its decisions contradict one another.
    #[error("{}, line {line}: {problem}", path.display())]
    Ledger {
        /// The ledger file.
        path: PathBuf,
        /// The line number, from 1.
        line: u64,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The file of entry ids has a malformed line.
    #[error("{}, line {line}: {problem}", path.display())]
    Ids {
        /// The file of ids.
        path: PathBuf,
        /// The line number, from 1.
        line: u64,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A model cannot be read, or it was fitted with other comparisons than this run has.
    #[error("{model}: {problem}")]
    Model {
        /// The model file, or `model` for a model that was built in code.
        model: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// No list has the requested record.
    #[error("there is no record {key}; {hint}")]
    NoSuchRecord {
        /// The requested key, as `source:id`.
        key: String,
        /// What to do, for example the nearest key that exists.
        hint: String,
    },
    /// The run was asked to stop ([`Progress::stop`](crate::base::progress::Progress::stop)).
    #[error("the run was stopped; nothing was written")]
    Stopped,
    /// A setting has an invalid value.
    #[error("{name}: {problem}")]
    Setting {
        /// The name of the setting, as in the project file.
        name: &'static str,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl Error {
    /// The cause, by reference.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The cause, by value.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// Whether the cause is a file that could not be read or written.
    pub fn is_io(&self) -> bool {
        matches!(*self.0, ErrorKind::Io { .. })
    }

    /// An error of the operating system at a path; `action` is the verb that the message shows.
    pub(crate) fn io(path: &Path, action: &'static str, source: std::io::Error) -> Self {
        ErrorKind::Io { path: path.to_owned(), action, source }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(kind))
    }
}

/// One line for each fault, indented and with a dash.
fn bullets(faults: &[String]) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  - {fault}")).collect();
    lines.join("\n")
}

/// `, row 7`, or nothing if the row is not known.
fn at_row(row: Option<u64>) -> String {
    row.map(|row| format!(", row {row}")).unwrap_or_default()
}
