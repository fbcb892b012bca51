//! Sex: reads a column that states the sex.
//!
//! In: the text of a cell, the tables `sexes`, and for a whole column the [meanings of its codes](SexReader). Out: a
//! [`SexCell`]. A code such as `M` has different meanings in different languages, so a column is read as a whole: its
//! header and its unambiguous codes decide what an ambiguous code means.
//!
//! Examples: `f`, `Ж` and `әйел` are female in any column. `m` is male, but female in a column that also has `h`.
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
use crate::base::words::words;
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;

/// The sex of a person, as a list states it. No sex is ever inferred here from a name or a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

words! {
    Sex, "sex";
    /// Every value, in the order of the variants.
    ALL
    /// The text form in output files: `female` or `male`.
    as_str
    Female = "female",
    Male = "male",
}

impl Sex {
    /// The opposite sex: what 0 means in a column whose header names the sex that 1 means.
    fn other(self) -> Self {
        match self {
            Sex::Female => Sex::Male,
            Sex::Male => Sex::Female,
        }
    }

    /// The sex for the letter of a language table, `m` or `f`; `None` for any other text, also for a capital letter.
    pub(crate) fn of_letter(letter: &str) -> Option<Self> {
        match letter {
            "m" => Some(Sex::Male),
            "f" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// What a cell of a sex column states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SexCell {
    /// The cell is empty.
    Empty,
    /// The list states that the sex is unknown: `n/a`, `белгісіз`.
    /// It is no evidence for or against a match.
    StatedUnknown,
    /// The cell states a sex.
    Stated(Sex),
    /// The text is in no table of kind `sexes`: `37`.
    /// A finding reports it; the sex of the mention is then unknown.
    Unreadable,
}

impl SexCell {
    /// The sex, if the cell states one; `None` for the three other cases.
    pub fn sex(self) -> Option<Sex> {
        match self {
            SexCell::Stated(sex) => Some(sex),
            _ => None,
        }
    }
}

/// What the codes of one column mean. In a column with `H` (hombre) and `M`, `M` is a woman (mujer), because `H`
/// already means a man. In a column with the header `male`, 1 is a man and 0 is a woman. The default knows nothing
/// about the column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct SexCodes {
    /// The sex that the header names; `None` for a header such as `sex`. It is the meaning of 1, true, yes and y.
    heading: Option<Sex>,
    /// The only sex that the unambiguous codes of the column state. An ambiguous code then means the other sex. `None`
    /// if the column has no ambiguous code, or if its unambiguous codes state both sexes or none.
    stated: Option<Sex>,
}

/// Reads cells of a sex column with the tables of kind `sexes`. Make one reader and use it for every cell.
///
/// A column is read in two passes: the first finds what its codes mean, the second reads the cells with these meanings.
/// [`SexReader::read`] is for a single cell without a column.
#[derive(Clone, Debug)]
pub struct SexReader {
    /// The meanings of each folded form, in the order of the tables. More than one if languages differ (`m`).
    forms: BTreeMap<String, Vec<SexCell>>,
    /// The words for an unknown value that all columns share.
    unknown: Unknown,
}

impl SexReader {
    /// A reader with the forms of a lexicon. Rows with another value than `female`, `male` or `unknown` are skipped. If
    /// a form has two meanings, the reader takes the first, unless another code of the column states that sex.
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

    /// Reads one cell, without knowledge of its column. Case and punctuation around the text do not matter.
    pub fn read(&self, text: &str) -> SexCell {
        self.read_in(text, SexCodes::default())
    }

    /// Reads a cell of a column whose codes are known (see [`SexReader::codes`]). Ambiguous codes follow the column.
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

    /// What the codes of a column mean, from its header and all its cells. Time is proportional to the number of cells.
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

    /// The meanings of a folded text, without punctuation around it; empty if no table has it.
    fn meanings(&self, text: &str) -> &[SexCell] {
        let bare = text.trim_matches(|letter: char| !letter.is_alphanumeric());
        self.forms.get(bare).map_or(&[], Vec::as_slice)
    }
}
