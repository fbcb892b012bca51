//! Error messages without values of a list.

use crate::base::error::{Error, ErrorKind};

/// Where people who may see the lists find the full message.
const SEE: &str =
    "people who may see the lists can run `reconcile check` on the same project for the details";

/// The message of an error for places that others can read, such as the log of a public CI job. It
/// names the file and the line, and never quotes a cell: a header that was looked for in the wrong row
/// is a row of values.
///
/// ```
/// use casualty_register::source::Project;
/// use casualty_register::report::told;
///
/// let text = "[[source]]\nid = \"a\"\nfile = \"a.csv\"\n[source.columns]\nnaem = \"Асан\"\n";
/// let error = Project::parse("p.toml", text).expect_err("no field `naem`");
/// assert!(error.to_string().contains("naem"));
/// assert!(!told(&error).contains("naem"));
/// assert!(told(&error).starts_with("p.toml: the project file cannot be used"));
/// ```
pub fn told(error: &Error) -> String {
    let at = |path: &std::path::Path, row: Option<u64>, word: &str| {
        let row = row.map(|row| format!(", {word} {row}")).unwrap_or_default();
        format!("{}{row}: it cannot be read; {SEE}", path.display())
    };
    match error.kind() {
        ErrorKind::Project { path, faults } => {
            let (path, faults) = (path.display(), faults.len());
            format!("{path}: the project file cannot be used (faults: {faults}); {SEE}")
        }
        ErrorKind::Table { path, row, .. } => at(path, *row, "row"),
        ErrorKind::Baseline { path, line, .. }
        | ErrorKind::Ledger { path, line, .. }
        | ErrorKind::Ids { path, line, .. } => at(path, Some(*line), "line"),
        ErrorKind::Lexicon { table, line, .. } => format!("{table}, line {line}: it cannot be read; {SEE}"),
        ErrorKind::Model { .. } => format!("the model cannot be used; {SEE}"),
        ErrorKind::NoSuchRecord { .. } => format!("there is no such record; {SEE}"),
        ErrorKind::Io { .. } | ErrorKind::Setting { .. } | ErrorKind::Stopped => error.to_string(),
    }
}
