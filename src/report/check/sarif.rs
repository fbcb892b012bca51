//! A check report as SARIF 2.1.0, for code scanning and editors.
//!
//! Takes a [`CheckReport`]; gives one run with a rule for every code and a result for every finding
//! that counts. Severities need no conversion: SARIF has the levels `error`, `warning` and `note` too.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::CheckReport;
use super::fingerprint::Fingerprint;
use super::json::{off, pretty};
use super::place::sentence;
use crate::base::finding::{Code, Finding, Location, Severity};
use crate::base::terminal;

/// Address of the JSON schema that the document names.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The report as one SARIF run. What the baseline accepts and the rules switch off is counted in
/// `properties`.
pub(super) fn render(report: &CheckReport) -> String {
    let driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "invocations": [{ "executionSuccessful": true, "ruleConfigurationOverrides": overrides(report) }],
        "results": results(report),
        "properties": {
            "switchedOff": off(report),
            "accepted": report.accepted(),
            "acceptedAndGone": report.gone(),
        },
    });
    pretty(&json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

/// The rule of a code. The short description is the first sentence of its text, without the advice.
fn rule(code: Code) -> Value {
    let what = code.about().split(". ").next().unwrap_or_default();
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": format!("{}.", what.trim_end_matches('.')) },
        // GitHub requires `fullDescription`, and shows it where it does not show `help`.
        "fullDescription": { "text": code.about() },
        "help": { "text": code.about() },
        "defaultConfiguration": { "level": code.severity() },
    })
}

/// The codes whose severity the project changes or switches off.
fn overrides(report: &CheckReport) -> Vec<Value> {
    let configuration = |severity: Option<Severity>| match severity {
        Some(severity) => json!({ "level": severity }),
        None => json!({ "enabled": false }),
    };
    let one = |(code, severity): (Code, Option<Severity>)| {
        json!({
            "descriptor": { "id": code.as_str(), "index": index(code) },
            "configuration": configuration(severity),
        })
    };
    report.rules.changed().map(one).collect()
}

/// Position of a code in the list of rules.
fn index(code: Code) -> Option<usize> {
    Code::ALL.iter().position(|one| *one == code)
}

/// One result for each finding. Equal fingerprints are numbered from 1, so that two alerts do not
/// merge.
fn results(report: &CheckReport) -> Vec<Value> {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut result = |finding: &Finding| {
        let word = Fingerprint::of(finding).word();
        let times = seen.entry(word.clone()).or_default();
        *times += 1;
        result(report, finding, &format!("{word}:{times}"))
    };
    report.findings().iter().map(&mut result).collect()
}

/// One result. Its location is the first place of the finding; the others are related locations,
/// numbered from 1.
fn result(report: &CheckReport, finding: &Finding, fingerprint: &str) -> Value {
    let related = finding.at.iter().skip(1).zip(1_u64..).map(|(at, id)| related(report, at, id));
    json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": index(finding.code),
        "level": finding.severity,
        "message": { "text": without_links(&sentence(finding)) },
        "locations": [{ "physicalLocation": place(report, finding.at.first()) }],
        "relatedLocations": related.collect::<Vec<_>>(),
        // GitHub reads only `primaryLocationLineHash`.
        "partialFingerprints": { "primaryLocationLineHash": fingerprint, "finding/v1": fingerprint },
    })
}

/// A message in which no text of a list becomes a link. In SARIF (3.11.6), `[text](url)` is a link
/// unless the brackets are escaped.
fn without_links(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// One related location with its text. `id` is unique within the result.
fn related(report: &CheckReport, at: &Location, id: u64) -> Value {
    json!({
        "id": id,
        "physicalLocation": place(report, Some(at)),
        "message": { "text": without_links(&terminal::inert(&at.to_string())) },
    })
}

/// File and first line of a place. A finding without a line gets line 1, because code scanning does not
/// show results without a line.
fn place(report: &CheckReport, at: Option<&Location>) -> Value {
    json!({
        "artifactLocation": { "uri": report.places.uri(at) },
        "region": { "startLine": at.and_then(|at| at.line).unwrap_or(1) },
    })
}
