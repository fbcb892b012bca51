//! Sex: reads a column that states the sex.
//!
//! ```
//! use casualty_register::language::lexicon::Lexicon;
//! use casualty_register::language::{Sex, SexCell, SexReader};
//!
//! let reader = SexReader::new(&Lexicon::bundled());
//! assert_eq!(reader.read("Ж").sex(), Some(Sex::Female));
//! assert_eq!(reader.read("ер").sex(), Some(Sex::Male));
//! assert_eq!(reader.read("n/a"), SexCell::StatedUnknown);
//! assert_eq!(reader.read("37"), SexCell::Unreadable);
//! ```

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::lookup::plain;
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;

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

    fn other(self) -> Self {
        match self {
            Sex::Female => Sex::Male,
            Sex::Male => Sex::Female,
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

/// What the codes of one column mean: in a column with `H` and `M` the M is a woman, in one that is headed `male` 1 is
/// a man.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct SexCodes {
    /// The sex that the header names.
    heading: Option<Sex>,
    /// The only sex that the unambiguous codes of the column mean.
    stated: Option<Sex>,
}

/// Reads cells of a sex column by the tables of kind `sexes`.
#[derive(Clone, Debug)]
pub struct SexReader {
    /// What each form stands for, in the order of the tables; two where languages differ.
    forms: BTreeMap<String, Vec<SexCell>>,
    unknown: Unknown,
}

impl SexReader {
    /// A reader with the forms of a lexicon. A form that stands for either sex means the first of them, unless the
    /// column has another code of that sex.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut forms: BTreeMap<String, Vec<SexCell>> = BTreeMap::new();
        for row in lexicon.rows("sexes") {
            let cell = match row.get("sex") {
                "female" => SexCell::Stated(Sex::Female),
                "male" => SexCell::Stated(Sex::Male),
                "unknown" => SexCell::StatedUnknown,
                _ => continue,
            };
            let known = forms.entry(plain(row.get("form"))).or_default();
            if !known.contains(&cell) {
                known.push(cell);
            }
        }
        SexReader { forms, unknown: Unknown::new(lexicon) }
    }

    /// Reads a cell. Case, a final full stop and brackets do not matter.
    pub fn read(&self, text: &str) -> SexCell {
        self.read_in(text, SexCodes::default())
    }

    /// Reads a cell of a column with these codes.
    pub(crate) fn read_in(&self, text: &str, codes: SexCodes) -> SexCell {
        let text = plain(text);
        if text.is_empty() {
            return SexCell::Empty;
        }
        if let Some(sex) = codes.heading {
            match text.as_str() {
                "1" | "true" | "yes" | "y" => return SexCell::Stated(sex),
                "0" | "false" | "no" | "n" => return SexCell::Stated(sex.other()),
                _ => {}
            }
        }
        if self.unknown.is_stated(&text) {
            return SexCell::StatedUnknown;
        }
        match self.meanings(&text) {
            [] => SexCell::Unreadable,
            [only] => *only,
            [first, ..] => codes.stated.map_or(*first, |sex| SexCell::Stated(sex.other())),
        }
    }

    /// What the codes of a column mean, by its header and its cells.
    pub(crate) fn codes<'t>(&self, header: &str, texts: impl IntoIterator<Item = &'t str>) -> SexCodes {
        let mut stated: Vec<Sex> = Vec::new();
        let mut has_open = false;
        for text in texts {
            let text = plain(text);
            match self.meanings(&text) {
                [SexCell::Stated(sex)] if !stated.contains(sex) => stated.push(*sex),
                [_, _, ..] => has_open = true,
                _ => {}
            }
        }
        let heading = match self.meanings(&plain(header)) {
            [SexCell::Stated(sex)] => Some(*sex),
            _ => None,
        };
        let only = match stated.as_slice() {
            [only] if has_open => Some(*only),
            _ => None,
        };
        SexCodes { heading, stated: only }
    }

    fn meanings(&self, text: &str) -> &[SexCell] {
        let bare = text.trim_matches(|letter: char| !letter.is_alphanumeric());
        self.forms.get(bare).map_or(&[], Vec::as_slice)
    }
}
