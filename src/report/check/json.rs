//! A check report as JSON, in a format of this program.
//!
//! Takes a [`CheckReport`]; gives indented JSON. SARIF uses its helpers for counts and indentation.

use serde_json::{Value, json};

use super::fingerprint::Fingerprint;
use super::{CheckReport, Location};
use crate::base::finding::{Finding, Severity};
use crate::base::terminal;

/// Format version of the report. It changes when existing readers would fail.
const FORMAT: u32 = 1;

/// The whole report as JSON.
///
/// - `failed`: whether the check fails; `fail_on` is the lowest severity that fails it.
/// - `counts`: findings that count, by severity.
/// - `switched_off`: findings that the rules switch off, by code.
/// - `accepted`: number of findings that the baseline accepted.
/// - `accepted_and_gone`: number of accepted findings that did not occur.
/// - `findings`: the findings that count, the most severe first.
pub(super) fn render(report: &CheckReport) -> String {
    let findings: Vec<Value> = report.findings().iter().map(|one| finding(report, one)).collect();
    let value = json!({
        "format": FORMAT,
        "title": report.title,
        "failed": report.is_failed(),
        "fail_on": report.rules.fail_on(),
        "counts": counts(report),
        "switched_off": off(report),
        "accepted": report.accepted(),
        "accepted_and_gone": report.gone(),
        "findings": findings,
    });
    pretty(&value)
}

/// The number of findings of each severity, by its word.
fn counts(report: &CheckReport) -> Value {
    let count = |severity: Severity| (severity.as_str().to_owned(), json!(report.count(severity)));
    Value::Object(Severity::ALL.into_iter().map(count).collect())
}

/// The number of findings of each code that is switched off, by code.
pub(super) fn off(report: &CheckReport) -> Value {
    let codes = report.switched_off().iter();
    Value::Object(codes.map(|(code, count)| (code.as_str().to_owned(), json!(count))).collect())
}

/// One finding with all its places. `path` is relative to where the reader is; `file` is the name in
/// the project file.
fn finding(report: &CheckReport, finding: &Finding) -> Value {
    let place = |at: &Location| {
        json!({
            "source": at.source,
            "file": at.file,
            "path": report.places.path(Some(at)),
            "row": at.row,
            "line": at.line,
            "column": at.column,
            "record": at.record,
        })
    };
    json!({
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "at": finding.at.iter().map(place).collect::<Vec<_>>(),
        "fingerprint": Fingerprint::of(finding).word(),
    })
}

/// Indented JSON with a line feed at the end. Control characters in it are escaped.
pub(super) fn pretty(value: &Value) -> String {
    terminal::inert_json(&format!("{value:#}")) + "\n"
}
