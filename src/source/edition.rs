//! Editions: the states of one list at different days.

use serde::Serialize;

use crate::language::date::Day;

/// One edition of a list: the day that it was published, and its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edition {
    published: String,
    file: String,
}

impl Edition {
    /// An edition of a day `YYYY-MM-DD` in a file, relative to the project file.
    pub fn new(published: impl Into<String>, file: impl Into<String>) -> Self {
        Edition { published: published.into(), file: file.into() }
    }

    /// The day, as it was written.
    pub fn published(&self) -> &str {
        &self.published
    }

    /// The file, as the project file names it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What makes the edition unusable, if anything does.
    pub(super) fn fault(&self) -> Option<String> {
        if self.published.parse::<Day>().is_err() {
            return Some(format!("the edition `{}` needs `published` as YYYY-MM-DD", self.published));
        }
        self.file.trim().is_empty().then(|| format!("the edition of {} needs a `file`", self.published))
    }
}
