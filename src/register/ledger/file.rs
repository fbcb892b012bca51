//! A ledger on the disk, to which several programs add decisions at the same time.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Decision, Ledger};
use crate::base::disk::{Lock, Replacement};
use crate::base::error::{Error, ErrorKind, Result};

/// A ledger on the disk. Each change is made under a lock to the text that is there then, and written as a whole:
/// no process loses the line of another one, and no reader sees half a line.
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
    path: PathBuf,
    ledger: Ledger,
}

/// A line that was added, and the lines that it replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerChange {
    before: String,
    after: String,
    added: String,
    replaced: Vec<String>,
}

impl LedgerFile {
    /// Opens a ledger; one that is not there yet has no decisions.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or as [`Ledger::parse`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let ledger = parsed(path, &text_of(path)?)?;
        Ok(LedgerFile { path: path.to_owned(), ledger })
    }

    /// The decisions, as they were when this program last read or wrote them.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Adds a decision. It takes the place of the reviewer's own lines about the same question whose rows have
    /// changed since; other lines and remarks stay as they are.
    ///
    /// # Errors
    ///
    /// When the file is no ledger by now, a link has its name, the decision could not be read again, or the disk
    /// refuses. Nothing is written then.
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

    /// Takes a decision back that was just added, and brings back the lines that it replaced.
    ///
    /// # Errors
    ///
    /// When somebody has removed the line, or as [`LedgerFile::append`].
    pub fn take_back(&mut self, change: LedgerChange) -> Result<()> {
        let path = self.path.clone();
        self.changed(|now, _| {
            if now == change.after {
                return Ok((change.before.clone(), ()));
            }
            let mut lines: Vec<&str> = now.lines().collect();
            let Some(at) = lines.iter().rposition(|line| *line == change.added) else {
                let problem = "somebody has removed the decision already; nothing was written".to_owned();
                return Err(ErrorKind::Ledger { path: path.clone(), line: 1, problem }.into());
            };
            lines.remove(at);
            lines.extend(change.replaced.iter().map(String::as_str));
            Ok((lines.into_iter().map(|line| format!("{line}\n")).collect(), ()))
        })
    }

    /// Changes the text that is on the disk now, while no other process does.
    fn changed<T>(&mut self, change: impl FnOnce(&str, &Ledger) -> Result<(String, T)>) -> Result<T> {
        let lock = Lock::of(&self.path)?;
        let text = text_of(&self.path)?;
        let (text, changed) = change(&text, &parsed(&self.path, &text)?)?;
        // What cannot be read again is not written.
        let ledger = parsed(&self.path, &text)?;
        let mut new = Replacement::under(&self.path, lock)?;
        new.fill(text.as_bytes())?;
        new.put()?;
        self.ledger = ledger;
        Ok(changed)
    }
}

fn texts(lines: Vec<(u64, &str)>) -> Vec<String> {
    lines.into_iter().map(|(_, line)| line.to_owned()).collect()
}

fn text_of(path: &Path) -> Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Error::io(path, "read", error)),
    }
}

fn parsed(path: &Path, text: &str) -> Result<Ledger> {
    Ledger::parse(&path.to_string_lossy(), text)
}

/// Whether a line is the reviewer's own answer to the question of a decision, for rows that have changed since.
/// What is said of an entry, as a grade, answers no question of who is who.
fn is_stale(line: &Decision, decision: &Decision) -> bool {
    let are_of_identity = line.ruling().is_of_identity() && decision.ruling().is_of_identity();
    let is_own = line.by().trim() == decision.by().trim() && line.records() == decision.records();
    let has_changed = !line.evidence().is_empty() && line.evidence() != decision.evidence();
    are_of_identity && is_own && has_changed
}
