//! Cells that state that a value is unknown. One table, `unknown-words`, serves every column.
//!
//! In: the text of a cell. Out: whether the cell states that its value is unknown. `none` in a column of dates and `нет
//! данных` in a column of places mean the same, so the words are not repeated in the tables of each column.

use crate::base::lookup::is_mark;
use crate::language::lexicon::Lexicon;
use crate::language::phrases::{Phrases, keys};
use std::sync::{Arc, OnceLock};

/// The meaning of a row of the tables `unknown-words`, from its column `sense`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// States that something is unknown, anywhere in a cell: `unknown`, `не установлено`.
    Unknown,
    /// Names what is unknown, or who does not disclose it: `place`, `by police`. It counts only beside
    /// [`Sense::Unknown`].
    About,
    /// States that the value is unknown if it is the whole cell: `none`.
    Cell,
    /// Like [`Sense::Cell`], unless the cell is capitalised like a name. Programs write `nan`, `NaN` and `NA`, but
    /// `Nan` is a name.
    Export,
    /// Like [`Sense::Cell`], but only in a column of places: `0`.
    Place,
}

/// The tables `unknown-words`, ready for look-up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unknown {
    words: Arc<Phrases<Sense>>,
}

/// The words of the bundled tables, which the readers of all columns share.
static BUNDLED: OnceLock<Arc<Phrases<Sense>>> = OnceLock::new();

fn words_of(lexicon: &Lexicon) -> Phrases<Sense> {
    let sense = |sense: &str| match sense {
        "about" => Sense::About,
        "cell" => Sense::Cell,
        "export" => Sense::Export,
        "place" => Sense::Place,
        _ => Sense::Unknown,
    };
    let rows = lexicon.rows("unknown-words");
    Phrases::new(rows.map(|row| (row.get("form").to_owned(), sense(row.get("sense")))))
}

impl Unknown {
    /// Reads the tables of a lexicon. A sense that this version does not know is read as [`Sense::Unknown`].
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let words = || Arc::new(words_of(lexicon));
        Unknown { words: if lexicon.is_bundled() { BUNDLED.get_or_init(words).clone() } else { words() } }
    }

    /// The phrases of the tables with their senses. The reader of names uses them.
    pub(crate) fn words(&self) -> &Phrases<Sense> {
        &self.words
    }

    /// Whether a cell states that its value is unknown, or has no letter and no digit (`-`, `?`). An empty cell is for
    /// the caller to recognise.
    ///
    /// The test is cheap for most cells: the phrases are only compared if a table has a phrase with the first word of
    /// the cell.
    pub(crate) fn is_stated(&self, cell: &str) -> bool {
        is_mark(cell)
            || self.says(cell, Sense::Cell)
            || (!is_capitalised(cell) && self.says(cell, Sense::Export))
    }

    /// The same for a cell of a column of places, where further marks mean unknown: `0`.
    pub(crate) fn is_stated_place(&self, cell: &str) -> bool {
        self.is_stated(cell) || self.says(cell, Sense::Place)
    }

    /// Whether the cell is a phrase with the sense `whole`, or consists only of words for an unknown value.
    fn says(&self, cell: &str, whole: Sense) -> bool {
        if !self.may_say(cell) {
            return false;
        }
        let words = keys(cell);
        self.words.get(&words).contains(&whole) || self.consists_of(&words)
    }

    /// Whether the first word of a cell begins a phrase of the tables. A cheap test: most cells fail it.
    fn may_say(&self, cell: &str) -> bool {
        let first = cell.trim_start().split(char::is_whitespace).next().unwrap_or_default();
        keys(first).first().is_some_and(|first| self.words.has_first(first))
    }

    /// Whether the words are phrases of [`Sense::Unknown`] and [`Sense::About`] without a rest, with at least one of
    /// the first: `Name withheld by police`.
    fn consists_of(&self, words: &[String]) -> bool {
        let (mut at, mut is_unknown) = (0, false);
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let Some((count, sense)) =
                self.words.at(rest, |sense| matches!(sense, Sense::Unknown | Sense::About))
            else {
                return false;
            };
            is_unknown |= *sense == Sense::Unknown;
            at += count;
        }
        is_unknown
    }
}

/// Whether a word is a capital letter followed by small letters: `Nan`, but not `NaN` or `NA`.
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.trim().chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_user_count_for_their_own_lexicon_only() {
        let mut own = Lexicon::bundled();
        own.add("xx/unknown-words", "form\tsense\nfrobnik\tunknown\n").expect("a table");
        let says = |lexicon: &Lexicon, cell: &str| Unknown::new(lexicon).is_stated(cell);
        assert!(says(&Lexicon::bundled(), "unknown") && !says(&Lexicon::bundled(), "frobnik"));
        assert!(says(&own, "unknown") && says(&own, "frobnik"));
        assert!(!says(&Lexicon::default(), "unknown") && says(&Lexicon::bundled(), "unknown"));
    }

    #[test]
    fn one_table_serves_all_fields() {
        let unknown = Unknown::new(&Lexicon::bundled());
        for cell in [
            "-",
            "—",
            "?",
            "нет данных",
            "N/A",
            "unknown",
            "null",
            "none",
            "NaN",
            "#N/A",
            "TBD",
            "дерек жоқ",
            "see note",
            "место не установлено",
            "Place unknown",
            "НЕИЗВ.",
            "Name withheld by police",
            "pending identification",
            "مجهول الهوية",
            "Desconocido",
            "nicht bekannt",
            "bilinmiyor",
            "Noma’lum",
            "невідомо",
            "ناشناس",
            "לא ידוע",
        ] {
            assert!(unknown.is_stated(cell), "{cell}");
        }
        for cell in ["Алматы", "0", "Nan", "Null", "School 5", "Unknown Road", "name", "place", "of"] {
            assert!(!unknown.is_stated(cell), "{cell}");
        }
        assert!(unknown.is_stated_place("0"));
    }
}
