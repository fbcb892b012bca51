//! Reads the section `[check]` of a project file.
//!
//! In: the section as a TOML table. Out: [`CheckRules`], and every fault with what to do. `fail_on` sets the severity
//! from which `reconcile check` fails; every other key is the code of a finding.

use toml::Table;

use super::section::Section;
use crate::base::finding::{Code, Severity};
use crate::base::nearest::nearest;
use crate::base::rules::CheckRules;

/// The word that switches a code off.
const OFF: &str = "off";

/// Reads the section. Every fault is added to `faults`.
///
/// Codes that the section does not name keep their default severity.
pub(super) fn parse(table: Table, faults: &mut Vec<String>) -> CheckRules {
    let mut section = Section::new("[check]", table, faults);
    let mut rules = CheckRules::default();
    if let Some(severity) = section.choice("fail_on", &Severity::ALL, Severity::as_str) {
        rules = rules.with_fail_on(severity);
    }
    for (key, level) in section.rest() {
        match (Code::from_name(&key), severity(&level)) {
            (None, _) => section.fault(unknown(&key)),
            (_, None) => section
                .fault(format!("`{key}` is {level:?}; write \"error\", \"warning\", \"note\" or \"off\"")),
            (Some(code), Some(Some(severity))) => rules = rules.with_severity(code, severity),
            (Some(code), Some(None)) => rules = rules.without(code),
        }
    }
    rules
}

/// The severity of a word; `Some(None)` for `off`, `None` for an unknown word.
fn severity(level: &str) -> Option<Option<Severity>> {
    let named = Severity::ALL.into_iter().find(|severity| severity.as_str() == level);
    if level == OFF { Some(None) } else { named.map(Some) }
}

/// The fault of an unknown code. It suggests the nearest one.
///
/// `fail_on` is among the suggestions, because it is the only key that is not a code.
fn unknown(key: &str) -> String {
    let codes = Code::ALL.iter().map(|code| code.as_str());
    match nearest(key, codes.chain(["fail_on"])) {
        Some(near) => format!("the code `{key}` is unknown; nearest: `{near}`"),
        None => format!("the code `{key}` is unknown; `reconcile codes` prints all codes"),
    }
}
