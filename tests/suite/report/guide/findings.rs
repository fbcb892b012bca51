//! The table of the codes of findings.

use casualty_register::Code;

use super::table;

pub(crate) fn codes() -> Vec<String> {
    let row = |code: &Code| [format!("`{code}`"), code.severity().to_string(), code.about().to_owned()];
    table(["code", "severity", "what it is and what to do"], Code::ALL.iter().map(row))
}
