//! The ledger as a file on the disk, written anew as a whole at each change: a reader finds the old one or the
//! new one, and never half a line.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use casualty_register::ledger::{Decision, Ledger};
use casualty_register::shown::inert;

use crate::Failure;

pub(crate) struct LedgerFile {
    path: PathBuf,
    text: String,
    ledger: Ledger,
}

impl LedgerFile {
    /// Opens a ledger; one that is not there yet has no decisions.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{}: {error}", path.display()).into()),
        };
        let ledger = Ledger::parse(&path.to_string_lossy(), &text)?;
        Ok(LedgerFile { path: path.to_owned(), text, ledger })
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The text as it is, to go back to it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a line. It takes the place of the reviewer's own lines about the same question whose rows have
    /// changed since; other lines and remarks stay as they are.
    pub(crate) fn append(&mut self, decision: &Decision) -> Result<(), Failure> {
        let stale: BTreeSet<u64> =
            self.ledger.lines().filter(|(_, one)| is_stale(one, decision)).map(|(line, _)| line).collect();
        let start = if self.text.is_empty() { Ledger::default().to_text() } else { String::new() };
        let kept = (1..).zip(self.text.lines()).filter(|(number, _)| !stale.contains(number));
        let lines: String = kept.map(|(_, line)| format!("{line}\n")).collect();
        self.replace(format!("{start}{lines}{}\n", decision.to_line()))
    }

    /// Goes back to an earlier text.
    pub(crate) fn restore(&mut self, text: String) -> Result<(), Failure> {
        self.replace(text)
    }

    fn replace(&mut self, text: String) -> Result<(), Failure> {
        // What cannot be read again is not written.
        let ledger = Ledger::parse(&self.path.to_string_lossy(), &text)?;
        let on_disk = fs::read_to_string(&self.path).unwrap_or_default();
        if on_disk != self.text {
            return Err(format!("{} was changed by someone else; nothing was written", self.shown()).into());
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        if let Ok(metadata) = fs::metadata(&self.path) {
            fs::set_permissions(file.path(), metadata.permissions())?;
        }
        file.persist(&self.path)?;
        (self.text, self.ledger) = (text, ledger);
        Ok(())
    }

    fn shown(&self) -> String {
        inert(&self.path.to_string_lossy()).into_owned()
    }
}

/// Whether a line is the reviewer's own answer to the question of a decision, for rows that have changed since.
/// What is said of an entry, as a grade, answers no question of who is who.
fn is_stale(line: &Decision, decision: &Decision) -> bool {
    let are_of_identity = line.ruling().is_of_identity() && decision.ruling().is_of_identity();
    let is_own = line.by().trim() == decision.by().trim() && line.records() == decision.records();
    let has_changed = !line.evidence().is_empty() && line.evidence() != decision.evidence();
    are_of_identity && is_own && has_changed
}

/// The time of now, to the second. Only the program looks at the clock.
pub(crate) fn now() -> Result<String, Failure> {
    Ok(jiff::Timestamp::now().round(jiff::Unit::Second)?.to_string())
}
