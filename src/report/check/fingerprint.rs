//! The fingerprint of a finding: what identifies it in another run, even if its rows have moved.
//!
//! Takes a [`Finding`]; gives a [`Fingerprint`]. A baseline stores it as a line; SARIF and JSON contain
//! it as one word, so that code scanning recognises an alert after a commit.

use std::collections::BTreeSet;

use crate::base::finding::{Code, Finding, Location};
use crate::base::{digest, terminal};

/// Length of the message digest in a fingerprint, in hex digits (32 bits). It separates findings with
/// the same code, records and columns.
pub(super) const DIGITS: usize = 8;

/// Placeholder for the records or the columns of a finding that has none.
const NOTHING: &str = "-";

/// Code, records, columns and a digest of the message, as text. Row numbers are not part of it. Two
/// findings with equal fingerprints are the same finding; a baseline counts them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint {
    /// The code of the finding.
    pub(super) code: Code,
    /// The four parts as the cells of a baseline line, separated by tabs: `no-name`, `a:1 | a:2`, `-`,
    /// and the digest.
    pub(super) line: String,
}

impl Fingerprint {
    /// The fingerprint of a finding. Findings that differ only in rows, in the order of their places or
    /// in a probability get the same one.
    pub(super) fn of(finding: &Finding) -> Self {
        let places = all(finding.at.iter().map(place));
        let columns = all(finding.at.iter().filter_map(|at| at.column.as_deref()).map(cell));
        let digest = digest::of_bytes(lasting(&finding.message).as_bytes());
        let digest = digest.get(..DIGITS).unwrap_or(&digest);
        let line = format!("{}\t{places}\t{columns}\t{digest}", finding.code);
        Fingerprint { code: finding.code, line }
    }

    /// The fingerprint as 16 hex digits, for programs that store it.
    pub(super) fn word(&self) -> String {
        let word = digest::of_bytes(self.line.as_bytes());
        word.get(..2 * DIGITS).unwrap_or(&word).to_owned()
    }
}

/// `list:record`, or only the list if the place has no record id.
fn place(at: &Location) -> String {
    match &at.record {
        Some(record) => cell(&format!("{}:{record}", at.source)),
        None => cell(&at.source),
    }
}

/// The texts sorted and each once, joined by ` | `. The order must not depend on the order of the rows.
fn all(texts: impl Iterator<Item = String>) -> String {
    let texts: BTreeSet<String> = texts.collect();
    match texts.is_empty() {
        true => NOTHING.to_owned(),
        false => texts.into_iter().collect::<Vec<_>>().join(" | "),
    }
}

/// A text in which no tab or line break can end the cell or the line. Different texts stay different.
fn cell(text: &str) -> String {
    terminal::inert(&text.replace('\\', "\\\\").replace('|', "\\|")).into_owned()
}

/// The message without its probabilities. They change slightly with every row that is added.
fn lasting(message: &str) -> String {
    let mut parts = message.split("(probability ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rows: &[(&str, u64)], column: Option<&str>, message: &str) -> Fingerprint {
        let at = rows.iter().map(|(record, row)| Location {
            source: "a".to_owned(),
            row: Some(*row),
            column: column.map(str::to_owned),
            record: (!record.is_empty()).then(|| (*record).to_owned()),
            ..Location::default()
        });
        Fingerprint::of(&Finding::new(Code::NoName, at.collect(), message))
    }

    #[test]
    fn the_row_and_the_order_do_not_matter() {
        let one = finding(&[("1", 2), ("2", 3)], None, "x");
        assert_eq!(one, finding(&[("2", 7), ("1", 9)], None, "x"));
        assert!(one.line.starts_with("no-name\ta:1 | a:2\t-\t"), "{}", one.line);
    }

    #[test]
    fn everything_else_does() {
        let all = [
            finding(&[("1", 2)], None, "x"),
            finding(&[("1", 2)], None, "y"),
            finding(&[("1", 2)], Some("c"), "x"),
            finding(&[("2", 2)], None, "x"),
            finding(&[("", 2)], None, "x"),
            finding(&[("1 | a:2", 2)], None, "x"),
            finding(&[("1", 2), ("2", 2)], None, "x"),
            finding(&[("\t", 2)], None, "x"),
            finding(&[("\\t", 2)], None, "x"),
        ];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn a_probability_that_moves_makes_no_new_finding() {
        assert_eq!(lasting("one (probability 0.97), but"), lasting("one (probability 1.00), but"));
        assert_eq!(lasting("born 1.2.1980"), "born 1.2.1980");
    }
}
