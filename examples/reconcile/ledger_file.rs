//! The ledger as a file on the disk, written anew as a whole at each change: a reader finds the old one or the
//! new one, and never half a line.

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

    /// Adds a line. Lines and remarks that stand there stay as they are.
    pub(crate) fn append(&mut self, decision: &Decision) -> Result<(), Failure> {
        let mut text = if self.text.is_empty() { Ledger::default().to_text() } else { self.text.clone() };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&decision.to_line());
        text.push('\n');
        self.replace(text)
    }

    /// Removes the last line that is this decision.
    pub(crate) fn remove(&mut self, decision: &Decision) -> Result<(), Failure> {
        let line = decision.to_line();
        let mut lines: Vec<&str> = self.text.lines().collect();
        if let Some(at) = lines.iter().rposition(|one| *one == line) {
            lines.remove(at);
        }
        self.replace(lines.join("\n") + "\n")
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

/// The time of now, to the second. Only the program looks at the clock.
pub(crate) fn now() -> Result<String, Failure> {
    Ok(jiff::Timestamp::now().round(jiff::Unit::Second)?.to_string())
}
