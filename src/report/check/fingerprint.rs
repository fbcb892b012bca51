//! What makes a finding the same one in another run, wherever its rows stand by then.

use std::collections::BTreeSet;

use crate::base::digest;
use crate::base::finding::{Code, Finding, Location};
use crate::base::terminal;

/// How many hex digits of the digest of a message tell findings of one place apart.
pub(super) const DIGITS: usize = 8;

/// What a finding without a place or a column has there.
const NOTHING: &str = "-";

/// The code, the records, the columns and a digest of the message, as text; no number of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint {
    pub(super) code: Code,
    /// The four as cells of a line of a baseline, apart by tabs.
    pub(super) line: String,
}

impl Fingerprint {
    pub(super) fn of(finding: &Finding) -> Self {
        let places = all(finding.at.iter().map(place));
        let columns = all(finding.at.iter().filter_map(|at| at.column.as_deref()).map(cell));
        let digest = digest::of_bytes(lasting(&finding.message).as_bytes());
        let digest = digest.get(..DIGITS).unwrap_or(&digest);
        let line = format!("{}\t{places}\t{columns}\t{digest}", finding.code);
        Fingerprint { code: finding.code, line }
    }

    /// The fingerprint as one word, for programs that keep it.
    pub(super) fn word(&self) -> String {
        let word = digest::of_bytes(self.line.as_bytes());
        word.get(..2 * DIGITS).unwrap_or(&word).to_owned()
    }
}

/// `list:record`, or the list where it is about no row with an id.
fn place(at: &Location) -> String {
    match &at.record {
        Some(record) => cell(&format!("{}:{record}", at.source)),
        None => cell(&at.source),
    }
}

/// In one order and each once: rows may be sorted anew.
fn all(texts: impl Iterator<Item = String>) -> String {
    let texts: BTreeSet<String> = texts.collect();
    match texts.is_empty() {
        true => NOTHING.to_owned(),
        false => texts.into_iter().collect::<Vec<_>>().join(" | "),
    }
}

/// A text that cannot end its cell or its line. Different texts stay different.
fn cell(text: &str) -> String {
    terminal::inert(&text.replace('\\', "\\\\").replace('|', "\\|")).into_owned()
}

/// The message without probabilities, which move a little with every row that is added.
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
