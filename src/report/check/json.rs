//! A report as JSON of our own.

use serde_json::{Value, json};

use super::fingerprint::Fingerprint;
use super::{CheckReport, Location};
use crate::base::finding::{Finding, Severity};
use crate::base::terminal;

/// The version of the form; it changes when a reader would have to.
const FORMAT: u32 = 1;

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

/// How many findings there are of each severity.
fn counts(report: &CheckReport) -> Value {
    let count = |severity: Severity| (severity.as_str().to_owned(), json!(report.count(severity)));
    Value::Object(Severity::ALL.into_iter().map(count).collect())
}

/// How many findings there are of each code that is switched off.
pub(super) fn off(report: &CheckReport) -> Value {
    let codes = report.switched_off().iter();
    Value::Object(codes.map(|(code, count)| (code.as_str().to_owned(), json!(count))).collect())
}

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

/// Indented, without active characters, with a line feed at the end.
pub(super) fn pretty(value: &Value) -> String {
    terminal::inert_json(&format!("{value:#}")) + "\n"
}
