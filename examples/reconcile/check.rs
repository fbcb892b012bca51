//! `reconcile check`.

use casualty_register::{Finding, Severity};

use crate::args::Check;
use crate::{Ending, Failure, reconcile, terminal};

/// The severities, the gravest first, with their names for one and for several findings.
const SEVERITIES: [(Severity, &str, &str); 3] = [
    (Severity::Error, "error", "errors"),
    (Severity::Warning, "warning", "warnings"),
    (Severity::Note, "note", "notes"),
];

pub(crate) fn check(args: &Check) -> Result<Ending, Failure> {
    let outcome = reconcile(&args.lists)?;
    let (mut lines, mut counts) = (Vec::new(), Vec::new());
    for (severity, one, several) in SEVERITIES {
        let found = outcome.findings().iter().filter(|finding| finding.severity == severity);
        let before = lines.len();
        lines.extend(found.map(|finding| line(one, finding)));
        let count = lines.len() - before;
        counts.push(format!("{count} {}", if count == 1 { one } else { several }));
    }
    lines.push(counts.join(", "));
    terminal::print(&lines.join("\n"))?;
    let has_errors = outcome.findings().iter().any(|finding| finding.severity == Severity::Error);
    Ok(if has_errors { Ending::FoundErrors } else { Ending::Well })
}

/// `warning conflict-birth a.csv, row 7; b.csv, row 3: what it is`
fn line(severity: &str, finding: &Finding) -> String {
    let at: Vec<String> = finding.at.iter().map(|location| terminal::cell(&location.to_string())).collect();
    let message = terminal::cell(&finding.message);
    match at.is_empty() {
        true => format!("{severity} {}: {message}", finding.code),
        false => format!("{severity} {} {}: {message}", finding.code, at.join("; ")),
    }
}
