//! The relation of a person to the person whose name a record prints (wife of, s/o, сын), and groups of
//! people.

use std::sync::Arc;

use crate::language::sex::Sex;

/// The relation of the person of a record to the person whose name it prints, as in `wife of X`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The kind, from the general to the particular: `spouse/wife`. A word for the general kind (`child`)
    /// agrees with each particular one.
    pub(super) path: Arc<str>,
    /// The words as printed.
    pub(super) text: Arc<str>,
    /// The sex of the relative; `None` if the word shows none.
    pub(super) sex: Option<Sex>,
    /// The record is certainly the relative.
    pub(super) is_certain: bool,
}

impl Relation {
    /// The kind of relation, such as `wife` or `son`.
    pub fn kind(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The words that state the relation, as printed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sex of the relative; `None` for words such as `child`.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Whether the record is certainly the relative. If not, the word may describe the named person: `Nabil
    /// Qasim (brother)` is either Nabil's brother, or Nabil, who is somebody's brother.
    pub fn is_certain(&self) -> bool {
        self.is_certain
    }

    /// Whether two words may state one relation: `son` and `child` may, `son` and `daughter` may not.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let (short, long) = match self.path.len() <= other.path.len() {
            true => (&self.path, &other.path),
            false => (&other.path, &self.path),
        };
        long.strip_prefix(&**short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A cell that describes several people, such as `X + 2 children`. It is never joined with another record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The number of people, including the first one; `None` if unknown.
    pub(super) count: Option<u32>,
}

impl Group {
    /// The number of people that the cell states, including the one who is named; `None` if it states none.
    pub fn count(&self) -> Option<u32> {
        self.count
    }
}
