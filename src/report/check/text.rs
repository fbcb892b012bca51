//! A check report as text for people: one line for each finding, then the totals.
//!
//! A line is the severity, the code and the finding as a sentence: `error duplicate-id a.csv, row 7:
//! …`.

use super::place::sentence;
use super::{CheckReport, Code};
use crate::base::finding::Severity;

/// The lines of the report, each with a line feed.
pub(super) fn render(report: &CheckReport) -> String {
    let line = |finding: &crate::base::finding::Finding| {
        let place = if finding.at.is_empty() { ":" } else { "" };
        format!("{} {}{place} {}", finding.severity, finding.code, sentence(finding))
    };
    let lines = report.findings().iter().map(line).chain(totals(report));
    lines.map(|line| line + "\n").collect()
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
