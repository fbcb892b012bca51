//! Generation marks, which separate people of one name in one family: Sr, Jr, III, старший.
//!
//! In: a mark in the table `generations`. Out: a [`Generation`]. A father and a son may have one name, so the
//! mark may be all that separates them.

use serde::Serialize;

use crate::base::words::words;

/// The generation mark beside a name. Two records with marks that do not agree are never joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Generation {
    /// The elder of two people of one name: Sr, старший.
    Senior,
    /// The younger of two people of one name: Jr, младший.
    Junior,
    /// The second person of the name: II.
    Second,
    /// The third person of the name: III.
    Third,
    /// The fourth person of the name: IV.
    Fourth,
    /// The fifth person of the name: V.
    Fifth,
}

words! {
    Generation, "generation";
    /// All marks.
    ALL
    /// The name of the mark in files and tables, such as `senior`.
    as_str
    Senior = "senior",
    Junior = "junior",
    Second = "second",
    Third = "third",
    Fourth = "fourth",
    Fifth = "fifth",
}

impl Generation {
    /// The mark with this name in the tables; `None` for an unknown name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Generation::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// Whether two marks may belong to one person.
    ///
    /// Equal marks agree. Junior and second also agree, because a son who bears his father's name is called
    /// either, depending on the family. All other marks disagree, and records with marks that disagree are
    /// never joined.
    pub fn agrees(self, other: Self) -> bool {
        let younger = |one: Self| matches!(one, Generation::Junior | Generation::Second);
        self == other || (younger(self) && younger(other))
    }
}
