//! The relation that a row states to the person it names: wife of, s/o, сын.

use std::sync::Arc;

use crate::language::sex::Sex;

/// What a row is to the person whose name it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub(super) path: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) sex: Option<Sex>,
    pub(super) is_certain: bool,
}

impl Relation {
    /// The kind of relation, as `wife` or `son`.
    pub fn kind(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The words, as printed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sex of the relative.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Whether the row is the relative. Where it is not certain, the word may also describe the named
    /// person: `Nabil Qasim (brother)` is Nabil's brother, or Nabil, who is somebody's brother.
    pub fn is_certain(&self) -> bool {
        self.is_certain
    }

    /// Whether both can be one relation: `son` and `child`, not `son` and `daughter`.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let (short, long) = match self.path.len() <= other.path.len() {
            true => (&self.path, &other.path),
            false => (&other.path, &self.path),
        };
        long.strip_prefix(&**short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A cell that stands for several people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub(super) count: Option<u32>,
}

impl Group {
    /// How many people the cell states; `None` when it does not say.
    pub fn count(&self) -> Option<u32> {
        self.count
    }
}
