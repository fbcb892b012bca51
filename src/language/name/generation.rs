//! Marks that tell people of one name in one family apart: Sr, Jr, III, старший.

use serde::Serialize;

/// The place in a family that a mark beside a name states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Generation {
    /// The elder of two people of one name.
    Senior,
    /// The younger of two people of one name.
    Junior,
    /// The second of the name.
    Second,
    /// The third of the name.
    Third,
    /// The fourth of the name.
    Fourth,
    /// The fifth of the name.
    Fifth,
}

impl Generation {
    const ALL: [Generation; 6] = [
        Generation::Senior,
        Generation::Junior,
        Generation::Second,
        Generation::Third,
        Generation::Fourth,
        Generation::Fifth,
    ];

    /// The name in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Generation::Senior => "senior",
            Generation::Junior => "junior",
            Generation::Second => "second",
            Generation::Third => "third",
            Generation::Fourth => "fourth",
            Generation::Fifth => "fifth",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Generation::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// Whether two marks can be one person's. A son who bears his father's name is the junior or the
    /// second, as his family puts it.
    pub fn agrees(self, other: Self) -> bool {
        let younger = |one: Self| matches!(one, Generation::Junior | Generation::Second);
        self == other || (younger(self) && younger(other))
    }
}
