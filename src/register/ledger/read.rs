//! The file format of a ledger: reads the text into decisions, checks each line, and writes it again.

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Decision;
use crate::base::digest;
use crate::base::disk::folder_of;
use crate::base::error::{Error, ErrorKind, Result};
use crate::language::date::Day;
use crate::source::project::{LEDGER_FIRST_LINE as FIRST_LINE, Project};

/// Largest number of people of a group record. No list of the dead has as many, so the bound only catches typing
/// errors.
const MOST_IN_GROUP: u64 = 1_000_000;

/// Largest number of records of a line with `same`, `different` or `unsure`, because the number of their pairs grows
/// with the square.
const MOST_COMPARED: usize = 1_000;

/// The decisions of a file, in the order of its lines.
///
/// ```
/// use casualty_register::register::ledger::{Ledger, Ruling};
///
/// let text = r#"# casualty-register ledger 1
/// {"ruling":"different","records":["a:1","b:2"],"by":"A. Reviewer","when":"2026-11-22","why":"brothers"}
/// "#;
/// let ledger = Ledger::parse("decisions.jsonl", text)?;
/// assert_eq!(ledger.decisions().next().map(|one| one.ruling()), Some(Ruling::Different));
/// assert_eq!(ledger.to_text(), text);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The name of the file in messages.
    file: String,
    /// SHA-256 of the text, in hexadecimal.
    digest: String,
    /// Each decision with the number of its line, from 1.
    lines: Vec<(u64, Decision)>,
}

impl Ledger {
    /// A ledger of decisions that are in no file yet. Messages call it `file`. The decisions are not checked.
    pub fn new(file: impl Into<String>, decisions: impl IntoIterator<Item = Decision>) -> Self {
        // Line 1 states the format.
        let lines = (2..).zip(decisions).collect();
        let mut ledger = Ledger { file: file.into(), digest: String::new(), lines };
        ledger.digest = digest::of_bytes(ledger.to_text().as_bytes());
        ledger
    }

    /// Reads a ledger from the disk.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and as [`Ledger::parse`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        Ledger::parse(&path.to_string_lossy(), &String::from_utf8_lossy(&bytes))
    }

    /// Reads a ledger from its text. Messages call it `file`. Empty lines and lines that begin with `#` are skipped. An
    /// empty text is a ledger without decisions. The records of each decision are sorted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ledger`], with the line: if the first line is another one, or if a line is not a valid decision
    /// (too few or too many records, no reviewer, no day).
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let mut ledger =
            Ledger { file: file.to_owned(), digest: digest::of_bytes(text.as_bytes()), lines: Vec::new() };
        let wrong = |line: u64, problem: String| ErrorKind::Ledger { path: file.into(), line, problem };
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        match lines.next() {
            None => return Ok(ledger),
            Some((_, first)) if first.trim_end() == FIRST_LINE => {}
            Some(_) => return Err(wrong(1, NO_LEDGER.to_owned()).into()),
        }
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
            let decision = decision(line).map_err(|problem| wrong(number, problem))?;
            ledger.lines.push((number, decision));
        }
        Ok(ledger)
    }

    /// The name of the file in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// SHA-256 of the text, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The decisions, in the order of the lines.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.lines.iter().map(|(_, decision)| decision)
    }

    /// The decisions with the numbers of their lines, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &Decision)> {
        self.lines.iter().map(|(line, decision)| (*line, decision))
    }

    /// The text of the file: the line with the format, then one line per decision. Remarks of the original file are
    /// not kept.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for decision in self.decisions() {
            text.push_str(&decision.to_line());
            text.push('\n');
        }
        text
    }
}

/// Refuses a file without a byte. A ledger has at least its first line, so this one has been emptied, and all its
/// decisions with it: who was found alive would be published as dead.
pub(super) fn refuse_empty(file: &str, bytes: &[u8]) -> Result<()> {
    if !bytes.is_empty() {
        return Ok(());
    }
    let problem = format!(
        "the file is empty; take it from an earlier version, or write `{FIRST_LINE}` as its first line if it never had decisions"
    );
    Err(ErrorKind::Ledger { path: file.into(), line: 1, problem }.into())
}

/// The message if the first line is not [`FIRST_LINE`].
const NO_LEDGER: &str = "the file is not a ledger; its first line must be `# casualty-register ledger 1`";

/// Reads and checks one line. The error says what is wrong and how to write it.
fn decision(line: &str) -> Result<Decision, String> {
    let decision: Decision = serde_json::from_str(line).map_err(|error| {
        format!("the line is not a decision ({error}); write it like \
                 {{\"ruling\":\"same\",\"records\":[\"a:1\",\"b:2\"],\"by\":\"NAME\",\"when\":\"2026-11-22\"}}")
    })?;
    let (ruling, least) = (decision.ruling, decision.ruling.least_records());
    let mut records = decision.records.clone();
    records.sort();
    records.dedup();
    if records.len() < least {
        return Err(format!(
            "`{}` needs at least {least} different records, written as SOURCE:ID",
            ruling.as_str()
        ));
    }
    if least > 1 && records.len() > MOST_COMPARED {
        return Err(format!(
            "`{}` names {} records, but one line may compare at most {MOST_COMPARED}; write several lines",
            ruling.as_str(),
            records.len()
        ));
    }
    if let Some(record) = records.iter().find(|record| !record.contains(':')) {
        return Err(format!("the record {record:?} must be written as SOURCE:ID"));
    }
    if decision.by.trim().is_empty() {
        return Err("`by` is empty; write who decided".to_owned());
    }
    if decision.count.is_some_and(|count| !(1..=MOST_IN_GROUP).contains(&count)) {
        return Err("`count` must be a number from 1 to 1,000,000".to_owned());
    }
    let day = decision.when.get(..10).unwrap_or(&decision.when);
    if day.parse::<Day>().is_err() {
        return Err(format!(
            "`when` is {:?}; write a day such as 2026-11-22, or a time that begins with a day",
            decision.when
        ));
    }
    Ok(Decision { records, ..decision })
}

impl Project {
    /// Reads the ledgers of the project, in the order of the project file and named as there.
    ///
    /// # Errors
    ///
    /// If a ledger is empty, cannot be read or is invalid, see [`Ledger::parse`].
    pub fn read_decisions(&self) -> Result<Vec<Ledger>> {
        let read = |file: &String| -> Result<Ledger> {
            let path = self.folder().join(file);
            let bytes = std::fs::read(&path).map_err(|error| Error::io(&path, "read", error))?;
            refuse_empty(file, &bytes)?;
            Ledger::parse(file, &String::from_utf8_lossy(&bytes))
        };
        self.decisions_as_named().iter().map(read).collect()
    }

    /// The files in the folder of the project that are ledgers with decisions and that the project does not name,
    /// sorted. Ledgers of blind reviewers are left out, because they are meant to be separate. Empty for a project that
    /// was built in code.
    pub(crate) fn unnamed_ledgers(&self) -> Vec<String> {
        if self.path() == self.folder() {
            return Vec::new();
        }
        let named: Vec<PathBuf> =
            self.decisions().iter().filter_map(|path| path.canonicalize().ok()).collect();
        let entries = std::fs::read_dir(folder_of(self.path())).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let paths = files.map(|entry| entry.path());
        let is_unnamed = |path: &PathBuf| {
            path.extension().is_some_and(|ending| ending == "jsonl")
                && path.canonicalize().is_ok_and(|path| !named.contains(&path))
                && has_open_decisions(path)
        };
        let names = paths.filter(is_unnamed).filter_map(|path| path.file_name().map(OsStr::to_owned));
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Whether a file is a ledger with a decision that was not made blind, or one that cannot be read.
fn has_open_decisions(path: &Path) -> bool {
    let is_ledger = || -> std::io::Result<bool> {
        let mut start = [0; FIRST_LINE.len()];
        std::fs::File::open(path)?.read_exact(&mut start)?;
        Ok(start == FIRST_LINE.as_bytes())
    };
    is_ledger().unwrap_or(false)
        && Ledger::open(path).map_or(true, |ledger| ledger.decisions().any(|one| !one.is_blind()))
}
