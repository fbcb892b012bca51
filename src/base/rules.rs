//! Rules of a project for findings: the severity of each code, and what makes a check fail.

use std::collections::BTreeMap;

use crate::base::finding::{Code, Severity};

/// How much findings of each code matter, and from which severity on a check fails. A project file says it
/// under `[check]`.
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
    /// What differs from the severity of the code; `None` is off.
    changed: BTreeMap<Code, Option<Severity>>,
    fail_on: Severity,
}

impl Default for CheckRules {
    /// Every code has its own severity, and errors fail.
    fn default() -> Self {
        CheckRules { changed: BTreeMap::new(), fail_on: Severity::Error }
    }
}

impl CheckRules {
    /// Gives findings of a code another severity.
    #[must_use]
    pub fn with_severity(mut self, code: Code, severity: Severity) -> Self {
        self.changed.insert(code, Some(severity));
        self
    }

    /// Switches a code off: its findings are only counted.
    #[must_use]
    pub fn without(mut self, code: Code) -> Self {
        self.changed.insert(code, None);
        self
    }

    /// Says from which severity on a finding makes a check fail; as it stands, from error on.
    #[must_use]
    pub fn with_fail_on(mut self, severity: Severity) -> Self {
        self.fail_on = severity;
        self
    }

    /// How much findings of a code matter; `None` where it is switched off.
    pub fn severity(&self, code: Code) -> Option<Severity> {
        self.changed.get(&code).copied().unwrap_or(Some(code.severity()))
    }

    /// The severity from which on a finding makes a check fail.
    pub fn fail_on(&self) -> Severity {
        self.fail_on
    }

    /// What the project says of codes, `None` for off, in the order of [`Code::ALL`].
    pub fn changed(&self) -> impl Iterator<Item = (Code, Option<Severity>)> + '_ {
        self.changed.iter().map(|(code, severity)| (*code, *severity))
    }
}
