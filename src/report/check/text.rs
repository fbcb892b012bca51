//! A check report as text for people: one line for each finding, or for many of one kind in
//! one column, then the totals.
//!
//! A line is the severity, the code and the finding as a sentence: `error duplicate-id a.csv, row 7:
//! …`.

use std::collections::BTreeMap;

use super::place::sentence;
use super::{CheckReport, Code};
use crate::base::finding::{Finding, Severity};

/// Most findings of one code in one column that have a line each.
const MOST_ALIKE: usize = 3;
/// Most places of folded findings that a line names.
const MOST_PLACES: usize = 6;

/// One line for each finding, each with a line feed.
pub(super) fn lines(report: &CheckReport) -> String {
    let lines = report.findings().iter().map(line).chain(totals(report));
    lines.map(|line| line + "\n").collect()
}

/// As [`lines`], but more than [`MOST_ALIKE`] findings of one code in one column of a file are one line with their
/// number.
pub(super) fn render(report: &CheckReport) -> String {
    let mut kinds: BTreeMap<(Severity, Code, &str, Option<&str>), Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings() {
        kinds.entry(kind(finding)).or_default().push(finding);
    }
    let (mut said, mut folded) = (Vec::new(), 0);
    for finding in report.findings() {
        match kinds.get(&kind(finding)).map(Vec::as_slice) {
            Some([first, others @ ..]) if others.len() >= MOST_ALIKE => {
                if std::ptr::eq(*first, finding) {
                    folded += others.len();
                    said.push(format!("{}; {}", line(first), elsewhere(others)));
                }
            }
            _ => said.push(line(finding)),
        }
    }
    let mut totals = totals(report);
    if let Some(counts) = totals.first_mut().filter(|_| folded > 0) {
        counts.push_str("; to see each: --format lines");
    }
    said.into_iter().chain(totals).map(|line| line + "\n").collect()
}

/// What folded findings have in common: severity, code, and file and column of the first place.
fn kind(finding: &Finding) -> (Severity, Code, &str, Option<&str>) {
    let at = finding.at.first();
    let (file, column) = (at.map_or("", |at| at.file.as_str()), at.and_then(|at| at.column.as_deref()));
    (finding.severity, finding.code, file, column)
}

/// How many further findings are like the first, and where: the rows of the file, or the number only.
fn elsewhere(others: &[&Finding]) -> String {
    let rows: Vec<String> =
        others.iter().filter_map(|one| Some(one.at.first()?.row?.to_string())).take(MOST_PLACES).collect();
    let count = others.len();
    match (rows.len(), count.saturating_sub(rows.len())) {
        (0, _) => format!("and {count} more like it"),
        (_, 0) => format!("and {count} more like it, rows {}", rows.join(", ")),
        (_, _) => format!("and {count} more like it, rows {}, …", rows.join(", ")),
    }
}

/// One finding as a line.
fn line(finding: &Finding) -> String {
    let place = if finding.at.is_empty() { ":" } else { "" };
    format!("{} {}{place} {}", finding.severity, finding.code, sentence(finding))
}

/// The closing lines: findings by severity, findings that are switched off, accepted findings, and
/// accepted findings that are gone.
pub(super) fn totals(report: &CheckReport) -> Vec<String> {
    let mut lines = vec![counts(report)];
    let off: u64 = report.switched_off().values().sum();
    if off > 0 {
        let codes: Vec<&str> = report.switched_off().keys().copied().map(Code::as_str).collect();
        lines.push(format!("{} switched off: {}", several(off, "finding"), codes.join(", ")));
    }
    if report.has_baseline {
        let accepted = u64::try_from(report.accepted()).unwrap_or(u64::MAX);
        lines.push(format!("{} accepted by the baseline", several(accepted, "finding")));
    }
    match report.gone() {
        0 => {}
        1 => lines.push(
            "1 accepted finding no longer occurs; update the baseline with --write-baseline".to_owned(),
        ),
        gone => lines.push(format!(
            "{gone} accepted findings no longer occur; update the baseline with \
                                --write-baseline"
        )),
    }
    lines
}

/// Such as `1 error, 2 warnings, 0 notes`.
fn counts(report: &CheckReport) -> String {
    let count = |severity: Severity| {
        let count = u64::try_from(report.count(severity)).unwrap_or(u64::MAX);
        several(count, severity.as_str())
    };
    Severity::ALL.map(count).join(", ")
}

/// A count with its noun, in the plural unless the count is 1.
pub(super) fn several(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
