//! Editions: versions of one list that were published on different days.

use serde::Serialize;

use crate::language::date::Day;

/// One edition of a list: its day of publication and its file.
///
/// Sorted by day of publication, then by file, as long as the days are written as YYYY-MM-DD.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edition {
    /// Day of publication, as written in the project file.
    published: String,
    /// Path of the file.
    file: String,
}

impl Edition {
    /// An edition with its day of publication as `YYYY-MM-DD`, and its file relative to the project file.
    pub fn new(published: impl Into<String>, file: impl Into<String>) -> Self {
        Edition { published: published.into(), file: file.into() }
    }

    /// The day of publication, verbatim.
    pub fn published(&self) -> &str {
        &self.published
    }

    /// The file, as written in the project file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What makes the edition unusable, with what to do; `None` if nothing does.
    ///
    /// The day must exist and the file must be named.
    pub(super) fn fault(&self) -> Option<String> {
        if self.published.parse::<Day>().is_err() {
            return Some(format!(
                "the edition `{}` needs its `published` date as YYYY-MM-DD",
                self.published
            ));
        }
        self.file.trim().is_empty().then(|| format!("the edition of {} needs a `file`", self.published))
    }
}
