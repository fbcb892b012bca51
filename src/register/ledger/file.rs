//! A ledger on the disk to which several programs may add decisions at the same time.
//!
//! Input: a path and decisions to add or take back. Output: the changed file. A change happens under a lock and
//! replaces the file as a whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::read::refuse_empty;
use super::{Decision, Ledger};
use crate::base::disk::{Lock, Replacement};
use crate::base::error::{Error, ErrorKind, Result};

/// A ledger on the disk.
///
/// Each change takes a lock, reads the current text, and writes the whole file anew. So no process loses a line that
/// another process added, and no reader sees half a line.
///
/// ```
/// use casualty_register::register::ledger::{Decision, LedgerFile, Ruling};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let mut file = LedgerFile::open(folder.path().join("decisions.jsonl"))?;
/// let decision = Decision::new(Ruling::Different, ["a:1", "b:2"], "A. Reviewer", "2026-11-22");
/// let change = file.append(&decision)?;
/// assert_eq!(file.ledger().decisions().count(), 1);
/// file.take_back(change)?;
/// assert_eq!(file.ledger().decisions().count(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct LedgerFile {
    /// The file; it need not exist yet.
    path: PathBuf,
    /// The decisions at the last read or write of this program.
    ledger: Ledger,
}

/// One added line and the lines that it replaced, for [`LedgerFile::take_back`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerChange {
    /// The whole text before the change.
    before: String,
    /// The whole text after the change.
    after: String,
    /// The added line, without the line break.
    added: String,
    /// The lines that were removed, in the order of the file.
    replaced: Vec<String>,
}

impl LedgerFile {
    /// Opens a ledger. A file that does not exist counts as a ledger without decisions.
    ///
    /// # Errors
    ///
    /// If the file is there and empty, if it cannot be read, and as [`Ledger::parse`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let ledger = parsed(path, &text_of(path)?)?;
        Ok(LedgerFile { path: path.to_owned(), ledger })
    }

    /// The decisions at the last read or write of this program. Other programs may have added lines since.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Adds a decision as the last line.
    ///
    /// It replaces lines of the same reviewer about the same records whose evidence is outdated. All other lines and
    /// remarks stay unchanged.
    ///
    /// # Errors
    ///
    /// If the file is no longer a ledger, if the path is a link, if the decision would not be readable, or if the disk
    /// reports an error. In each case nothing is written.
    pub fn append(&mut self, decision: &Decision) -> Result<LedgerChange> {
        self.changed(|before, ledger| {
            let stale: BTreeSet<u64> =
                ledger.lines().filter(|(_, one)| is_stale(one, decision)).map(|(line, _)| line).collect();
            let start = if before.is_empty() { Ledger::default().to_text() } else { String::new() };
            let lines = (1..).zip(before.lines());
            let (replaced, kept): (Vec<_>, Vec<_>) = lines.partition(|(number, _)| stale.contains(number));
            let (replaced, kept) = (texts(replaced), texts(kept));
            let added = decision.to_line();
            let kept: String = kept.into_iter().map(|line| line + "\n").collect();
            let after = format!("{start}{kept}{added}\n");
            Ok((after.clone(), LedgerChange { before: before.to_owned(), after, added, replaced }))
        })
    }

    /// Removes a decision that was just added and restores the lines that it replaced. If other lines were added
    /// since, they stay and the restored lines come last.
    ///
    /// # Errors
    ///
    /// If somebody has already removed the line, and as [`LedgerFile::append`].
    pub fn take_back(&mut self, change: LedgerChange) -> Result<()> {
        let path = self.path.clone();
        self.changed(|now, _| {
            if now == change.after {
                return Ok((change.before.clone(), ()));
            }
            let mut lines: Vec<&str> = now.lines().collect();
            let Some(at) = lines.iter().rposition(|line| *line == change.added) else {
                let problem =
                    "the decision was already removed by somebody else; nothing was written".to_owned();
                return Err(ErrorKind::Ledger { path: path.clone(), line: 1, problem }.into());
            };
            lines.remove(at);
            lines.extend(change.replaced.iter().map(String::as_str));
            Ok((lines.into_iter().map(|line| format!("{line}\n")).collect(), ()))
        })
    }

    /// Applies `change` to the current text and ledger, and writes the text that it returns. A lock excludes other
    /// processes meanwhile. Nothing is written if `change` or the check of the new text fails.
    fn changed<T>(&mut self, change: impl FnOnce(&str, &Ledger) -> Result<(String, T)>) -> Result<T> {
        let lock = Lock::of(&self.path)?;
        let text = text_of(&self.path)?;
        let (text, changed) = change(&text, &parsed(&self.path, &text)?)?;
        // The new text must be readable, otherwise it is not written.
        let ledger = parsed(&self.path, &text)?;
        let mut new = Replacement::under(&self.path, lock)?;
        new.fill(text.as_bytes())?;
        new.put()?;
        self.ledger = ledger;
        Ok(changed)
    }
}

/// The texts of numbered lines.
fn texts(lines: Vec<(u64, &str)>) -> Vec<String> {
    lines.into_iter().map(|(_, line)| line.to_owned()).collect()
}

/// The text of a file; empty if the file does not exist. A file that is there and empty is an error.
fn text_of(path: &Path) -> Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => refuse_empty(&path.to_string_lossy(), text.as_bytes()).map(|()| text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Error::io(path, "read", error)),
    }
}

/// The ledger in a text; messages name `path`.
fn parsed(path: &Path, text: &str) -> Result<Ledger> {
    Ledger::parse(&path.to_string_lossy(), text)
}

/// Whether `line` is the same reviewer's answer about the same records and its evidence differs from that of
/// `decision`. Only rulings about identity are replaced; a grade of an entry is not an answer to such a question.
fn is_stale(line: &Decision, decision: &Decision) -> bool {
    let are_of_identity = line.ruling().is_of_identity() && decision.ruling().is_of_identity();
    let is_own = line.by().trim() == decision.by().trim() && line.records() == decision.records();
    let has_changed = !line.evidence().is_empty() && line.evidence() != decision.evidence();
    are_of_identity && is_own && has_changed
}
