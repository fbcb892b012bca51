//! A project's rules for findings: the severity of each code, and which severity makes a check fail.

use std::collections::BTreeMap;

use crate::base::finding::{Code, Severity};

/// The severity of each code, and the severity from which a check fails. A project file sets both under `[check]`.
///
/// The rules change how findings are reported, never what a run does.
///
/// ```
/// use casualty_register::{CheckRules, Code, Severity};
///
/// let rules = CheckRules::default()
///     .with_severity(Code::UnreadableDate, Severity::Error)
///     .without(Code::UnknownPlace)
///     .with_fail_on(Severity::Warning);
/// assert_eq!(rules.severity(Code::UnreadableDate), Some(Severity::Error));
/// assert_eq!(rules.severity(Code::UnknownPlace), None);
/// assert_eq!(rules.severity(Code::NoName), Some(Code::NoName.severity()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRules {
    /// Codes whose severity the project changes. `None` switches the code off.
    changed: BTreeMap<Code, Option<Severity>>,
    /// Lowest severity that makes a check fail.
    fail_on: Severity,
}

impl Default for CheckRules {
    /// Every code has its default severity, and a check fails on errors only.
    fn default() -> Self {
        CheckRules { changed: BTreeMap::new(), fail_on: Severity::Error }
    }
}

impl CheckRules {
    /// Changes the severity of a code.
    #[must_use]
    pub fn with_severity(mut self, code: Code, severity: Severity) -> Self {
        self.changed.insert(code, Some(severity));
        self
    }

    /// Switches a code off: its findings are counted and not listed.
    #[must_use]
    pub fn without(mut self, code: Code) -> Self {
        self.changed.insert(code, None);
        self
    }

    /// Sets the lowest severity that makes a check fail; the default is `Severity::Error`.
    #[must_use]
    pub fn with_fail_on(mut self, severity: Severity) -> Self {
        self.fail_on = severity;
        self
    }

    /// The severity of a code; `None` if the code is switched off.
    pub fn severity(&self, code: Code) -> Option<Severity> {
        self.changed.get(&code).copied().unwrap_or(Some(code.severity()))
    }

    /// The lowest severity that makes a check fail.
    ///
    /// A finding of this severity or a more serious one makes a check fail.
    pub fn fail_on(&self) -> Severity {
        self.fail_on
    }

    /// The codes whose severity the project changes, in the order of [`Code::ALL`]. `None` means switched off.
    pub fn changed(&self) -> impl Iterator<Item = (Code, Option<Severity>)> + '_ {
        self.changed.iter().map(|(code, severity)| (*code, *severity))
    }
}
