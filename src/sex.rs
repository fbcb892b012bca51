//! An explicit column for the sex.
//!
//! ```
//! use casualty_register::Lexicon;
//! use casualty_register::sex::{Sex, SexCell, SexReader};
//!
//! let reader = SexReader::new(&Lexicon::bundled());
//! assert_eq!(reader.read("Ж").sex(), Some(Sex::Female));
//! assert_eq!(reader.read("ер").sex(), Some(Sex::Male));
//! assert_eq!(reader.read("n/a"), SexCell::StatedUnknown);
//! assert_eq!(reader.read("37"), SexCell::Unreadable);
//! ```

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Lexicon;
use crate::plain::plain;
use crate::unknown::Unknown;

/// The sex of a person as a list states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Sex {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Female => "female",
            Sex::Male => "male",
        }
    }

    /// The sex that language tables write as `m` or `f`.
    pub(crate) fn of_letter(letter: &str) -> Option<Self> {
        match letter {
            "m" => Some(Sex::Male),
            "f" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// What a cell of a sex column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SexCell {
    /// Nothing.
    Empty,
    /// The list says that the sex is not known.
    StatedUnknown,
    /// A sex.
    Stated(Sex),
    /// Text that no table of kind `sexes` has.
    Unreadable,
}

impl SexCell {
    /// The sex, if the cell states one.
    pub fn sex(self) -> Option<Sex> {
        match self {
            SexCell::Stated(sex) => Some(sex),
            _ => None,
        }
    }
}

/// Reads cells of a sex column by the tables of kind `sexes`.
#[derive(Clone, Debug)]
pub struct SexReader {
    forms: BTreeMap<String, SexCell>,
    unknown: Unknown,
}

impl SexReader {
    /// A reader with the forms of a lexicon. A form that stands for both sexes in two languages
    /// is not readable.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut forms = BTreeMap::new();
        for row in lexicon.rows("sexes") {
            let cell = match row.get("sex") {
                "female" => SexCell::Stated(Sex::Female),
                "male" => SexCell::Stated(Sex::Male),
                "unknown" => SexCell::StatedUnknown,
                _ => continue,
            };
            let known = forms.entry(plain(row.get("form"))).or_insert(cell);
            if *known != cell {
                *known = SexCell::Unreadable;
            }
        }
        SexReader { forms, unknown: Unknown::new(lexicon) }
    }

    /// Reads a cell. Case, a final full stop and brackets do not matter.
    pub fn read(&self, text: &str) -> SexCell {
        let text = plain(text);
        if text.is_empty() {
            return SexCell::Empty;
        }
        if self.unknown.is_stated(&text) {
            return SexCell::StatedUnknown;
        }
        let bare = text.trim_matches(|letter: char| !letter.is_alphanumeric());
        self.forms.get(bare).copied().unwrap_or(SexCell::Unreadable)
    }
}
