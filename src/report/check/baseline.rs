//! The baseline of a check: findings that are known and accepted, so that only new findings count.
//!
//! Reads and writes a text file. One line is one fingerprint and how often it is accepted, in five
//! cells separated by tabs:
//!
//! - the code, such as `no-name`;
//! - the records, such as `a:1 | a:2`, or `-`;
//! - the columns, or `-`;
//! - 8 hex digits of the digest of the message;
//! - the count, from 1.

use std::collections::BTreeMap;
use std::path::Path;

use super::fingerprint::{DIGITS, Fingerprint};
use crate::base::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::{Code, Finding};
use crate::base::nearest::nearest;

/// First line of every baseline. The number changes when an older program could not read the file.
const FIRST_LINE: &str = "# casualty-register baseline 1";
/// Second line: what the columns are. Readers skip lines that begin with `#`.
const ABOUT: &str = "# Accepted findings: code, records, columns, digest of the message, number of times.";

/// Findings that are known and accepted.
///
/// As text it has one line for each, sorted, so that two branches merge. A line has no row numbers, so
/// that a row inserted above makes no finding new.
///
/// ```
/// use casualty_register::report::{Baseline, CheckReport};
/// use casualty_register::{CheckRules, Code, Finding};
///
/// let found = [Finding::new(Code::DeclaredCount, vec![], "3 rows are declared and 2 are there")];
/// let report = CheckReport::new(&found, &CheckRules::default());
/// let accepted = Baseline::parse("known.txt", &report.to_baseline().to_text())?;
/// assert!(report.is_failed() && !report.with_baseline(&accepted).is_failed());
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// How often each fingerprint is accepted; always at least 1 when read from a file.
    accepted: BTreeMap<Fingerprint, u64>,
}

impl Baseline {
    /// Reads a baseline from the disk. Bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and the errors of [`Baseline::parse`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => {
                let problem =
                    "there is no such file; `reconcile check PROJECT --write-baseline FILE` writes it"
                        .to_owned();
                ErrorKind::Table { path: path.to_owned(), row: None, problem }.into()
            }
            _ => Error::io(path, "read", source),
        })?;
        Baseline::parse(path, &String::from_utf8_lossy(&bytes))
    }

    /// Reads a baseline from its text. `path` is the file name in error messages. Lines may be in any
    /// order. If a line appears twice, as after a merge, the larger count applies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Baseline`] with the line number, if the text does not begin with the first line of
    /// a baseline, or if a line cannot be read.
    pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Self> {
        let mut accepted = BTreeMap::new();
        let wrong = |line: u64, problem: String| -> Error {
            ErrorKind::Baseline { path: path.as_ref().to_owned(), line, problem }.into()
        };
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        if lines.next().is_none_or(|(_, first)| first.trim_end() != FIRST_LINE) {
            return Err(wrong(1, NO_BASELINE.to_owned()));
        }
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
            let (fingerprint, count) = entry(line).map_err(|problem| wrong(number, problem))?;
            let known = accepted.entry(fingerprint).or_insert(0);
            *known = count.max(*known);
        }
        Ok(Baseline { accepted })
    }

    /// A baseline that accepts exactly these findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut accepted = BTreeMap::new();
        for finding in findings {
            *accepted.entry(Fingerprint::of(finding)).or_insert(0) += 1;
        }
        Baseline { accepted }
    }

    /// The text of the file: two lines of comment, then one line for each fingerprint, sorted. It ends
    /// with a line feed.
    pub fn to_text(&self) -> String {
        let mut lines: Vec<String> =
            self.accepted.iter().map(|(one, count)| format!("{}\t{count}", one.line)).collect();
        lines.sort_unstable();
        let head = [FIRST_LINE.to_owned(), ABOUT.to_owned()];
        head.into_iter().chain(lines).map(|line| line + "\n").collect()
    }

    /// Writes the file. An existing file is replaced only if it is a baseline or empty.
    ///
    /// # Errors
    ///
    /// If another file has the name, or the disk refuses.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        match std::fs::read(path) {
            Ok(bytes) if !bytes.is_empty() && !bytes.starts_with(FIRST_LINE.as_bytes()) => {
                let problem = "the file exists and is not a baseline; name another file".to_owned();
                return Err(ErrorKind::Baseline { path: path.to_owned(), line: 1, problem }.into());
            }
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(path, "read", error));
            }
            _ => {}
        }
        disk::replace(path, self.to_text().as_bytes())
    }

    /// How many findings the baseline accepts, counted with repeats.
    pub fn len(&self) -> u64 {
        self.count(|_| true)
    }

    /// Whether the baseline accepts no finding.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many findings the baseline accepts of the codes for which `is_counted` is true.
    pub(super) fn count(&self, is_counted: impl Fn(Code) -> bool) -> u64 {
        let counted = self.accepted.iter().filter(|(one, _)| is_counted(one.code));
        counted.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// Uses up one acceptance of a fingerprint. False if none is left, so the finding counts.
    pub(super) fn take(&mut self, fingerprint: &Fingerprint) -> bool {
        let left = self.accepted.get_mut(fingerprint).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }
}

/// Message for a file that does not begin with the first line of a baseline.
const NO_BASELINE: &str = "the file is not a baseline of this version; write it again with `reconcile check \
                           PROJECT --write-baseline FILE`";

/// Parses one line: code, records, columns, digest and count, separated by tabs. The error is the
/// problem in words, without the line number.
fn entry(line: &str) -> Result<(Fingerprint, u64), String> {
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
        return Err(
            "the line is a conflict marker of version control; remove the markers and keep the lines of \
                    both sides"
                .to_owned(),
        );
    }
    let cells: Vec<&str> = line.split('\t').collect();
    let [code, _, _, digest, count] = cells.as_slice() else {
        return Err(format!(
            "the line must have 5 cells separated by tabs, and has {}; write the baseline again",
            cells.len()
        ));
    };
    let code = Code::from_name(code).ok_or_else(|| unknown(code))?;
    if digest.len() != DIGITS || !digest.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(format!(
            "`{digest}` is not a digest of {DIGITS} hexadecimal digits; write the baseline again"
        ));
    }
    let number = count.trim_end().parse().ok().filter(|number| *number > 0);
    let number = number
        .ok_or_else(|| format!("`{count}` is not a number of times; write a whole number, 1 or more"))?;
    let line = line.rsplit_once('\t').map_or(line, |(line, _)| line);
    Ok((Fingerprint { code, line: line.to_owned() }, number))
}

/// Message for an unknown code, with the nearest known code if one is similar.
fn unknown(code: &str) -> String {
    match nearest(code, Code::ALL.iter().map(|code| code.as_str())) {
        Some(near) => format!("the code `{code}` is unknown; nearest: `{near}`"),
        None => format!("the code `{code}` is unknown; remove the line or write the baseline again"),
    }
}
