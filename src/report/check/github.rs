//! A check report as workflow commands of GitHub Actions.
//!
//! A command is a line that begins with `::`. Text from a list is escaped so that it can neither end a
//! line nor begin a command.

use super::CheckReport;
use super::place::sentence;
use super::text::totals;
use crate::base::finding::{Finding, Severity};
use crate::base::terminal;

/// One command for each finding, then the totals as plain lines.
pub(super) fn render(report: &CheckReport) -> String {
    let commands = report.findings().iter().map(|finding| command(report, finding));
    commands.chain(totals(report)).map(|line| line + "\n").collect()
}

/// The command for one finding. GitHub shows it at the first place; the message names the other places.
/// A note becomes a `notice`.
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

/// Escapes the text of a command as GitHub's toolkit does.
fn message(text: &str) -> String {
    terminal::inert(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property as GitHub's toolkit does. A colon or comma would end it.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
