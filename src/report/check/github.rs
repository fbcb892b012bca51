//! A report as workflow commands of GitHub Actions. A command is a line that begins with `::`; what a list
//! says can neither end a line nor a command.

use super::CheckReport;
use super::place::sentence;
use super::text::totals;
use crate::base::finding::{Finding, Severity};
use crate::base::terminal;

pub(super) fn render(report: &CheckReport) -> String {
    let commands = report.findings().iter().map(|finding| command(report, finding));
    commands.chain(totals(report)).map(|line| line + "\n").collect()
}

/// One finding is shown at its first place; the message names all.
fn command(report: &CheckReport, finding: &Finding) -> String {
    let at = finding.at.first();
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let path = property(&report.places.path(at));
    let mut out = format!("::{name} ");
    if !path.is_empty() {
        out.push_str(&format!("file={path},"));
        if let Some(line) = at.and_then(|at| at.line) {
            out.push_str(&format!("line={line},"));
        }
    }
    out + &format!("title={}::{}", property(finding.code.as_str()), message(&sentence(finding)))
}

/// As the toolkit of GitHub escapes what stands behind a command.
fn message(text: &str) -> String {
    terminal::inert(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As the toolkit escapes a property of a command.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
