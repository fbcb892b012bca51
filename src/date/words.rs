//! Words of dates: what the language tables say about a folded word.

use std::collections::BTreeMap;

use super::fold::fold;
use crate::Lexicon;
use crate::lexicon::Row;

/// What a word of a date cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A month, 1 to 12.
    Month(u8),
    /// A spelled number, 0 to 99.
    Number(u8),
    /// A weekday, Monday is 1.
    Weekday(u8),
    /// The number beside it is a year: `г.`, `жылы`.
    Year,
    /// The year before it is a decade: `1980-е`.
    Decade,
    /// Says nothing of the day: `числа`, `вечером`, `погиб`.
    Filler,
    Night,
    /// The day beside it is the morning after: `на 6 января`, `қараған`.
    Onto,
    From,
    Until,
    /// Turns `from` and `until` round: `не ранее`.
    Not,
    Or,
    And,
    Between,
    Approximate,
    Uncertain,
    Early,
    Mid,
    Late,
    /// Half or third, counted by the number before it: `вторая половина`.
    Half,
    Third,
    /// The number beside it is a time of day.
    Hour,
    /// The list says that it does not know.
    Unknown,
}

/// Folded words with a meaning each: whole words, stems with open endings, whole cells.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary<T> {
    exact: BTreeMap<Box<str>, T>,
    open: BTreeMap<Box<str>, T>,
    cells: BTreeMap<Box<str>, T>,
}

/// Longest word that is looked up, in bytes; longer ones are in no table.
const LONGEST_WORD: usize = 64;

impl<T: Copy> Dictionary<T> {
    pub(crate) fn new() -> Self {
        Dictionary { exact: BTreeMap::new(), open: BTreeMap::new(), cells: BTreeMap::new() }
    }

    /// Adds a row by its `form` and `match` columns; a later row replaces an earlier one.
    pub(crate) fn add(&mut self, row: &Row<'_>, meaning: T) {
        let form = fold(row.get("form"));
        match row.get("match") {
            "open" => self.open.insert(form.into(), meaning),
            "cell" => self.cells.insert(letters(&form).into(), meaning),
            _ => self.exact.insert(form.into(), meaning),
        };
    }

    /// The meaning of a folded word: as a whole, else by its longest stem.
    pub(crate) fn word(&self, word: &str) -> Option<T> {
        if word.len() > LONGEST_WORD {
            return None;
        }
        self.exact.get(word).copied().or_else(|| self.stem(word))
    }

    fn stem(&self, word: &str) -> Option<T> {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
        ends.filter_map(|end| self.open.get(word.get(..end)?)).next().copied()
    }

    /// The meaning of a folded cell as a whole, whatever stands between its letters (`н/д`).
    pub(crate) fn cell(&self, folded: &str) -> Option<T> {
        self.cells.get(letters(folded).as_str()).copied()
    }
}

fn letters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The dictionary of date words: the tables `months`, `numerals` and `date-words`.
pub(super) fn date_words(lexicon: &Lexicon) -> Dictionary<Meaning> {
    let mut words = Dictionary::new();
    for (kind, meaning) in KINDS {
        for row in lexicon.rows(kind) {
            if let Some(meaning) = meaning(&row) {
                words.add(&row, meaning);
            }
        }
    }
    words
}

type Reading = fn(&Row<'_>) -> Option<Meaning>;

const KINDS: [(&str, Reading); 3] = [
    ("numerals", |row| Some(Meaning::Number(value(row, 0, 99)?))),
    ("months", |row| Some(Meaning::Month(value(row, 1, 12)?))),
    ("date-words", sense),
];

/// The number in the `value` column when it lies in a range.
pub(crate) fn value(row: &Row<'_>, least: u8, most: u8) -> Option<u8> {
    let value = row.get("value").parse().ok()?;
    (least..=most).contains(&value).then_some(value)
}

fn sense(row: &Row<'_>) -> Option<Meaning> {
    Some(match row.get("sense") {
        "weekday" => Meaning::Weekday(value(row, 1, 7)?),
        "year" => Meaning::Year,
        "decade" => Meaning::Decade,
        "filler" => Meaning::Filler,
        "night" => Meaning::Night,
        "onto" => Meaning::Onto,
        "from" => Meaning::From,
        "until" => Meaning::Until,
        "not" => Meaning::Not,
        "or" => Meaning::Or,
        "and" => Meaning::And,
        "between" => Meaning::Between,
        "approximate" => Meaning::Approximate,
        "uncertain" => Meaning::Uncertain,
        "early" => Meaning::Early,
        "mid" => Meaning::Mid,
        "late" => Meaning::Late,
        "half" => Meaning::Half,
        "third" => Meaning::Third,
        "hour" => Meaning::Hour,
        "unknown" => Meaning::Unknown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_row_has_a_meaning() {
        let lexicon = Lexicon::bundled();
        for (kind, meaning) in KINDS {
            assert!(lexicon.rows(kind).count() > 10, "{kind}");
            for row in lexicon.rows(kind) {
                assert!(meaning(&row).is_some(), "{kind}: {}", row.get("form"));
                assert!(["exact", "open", "cell"].contains(&row.get("match")), "{row:?}");
            }
        }
    }

    #[test]
    fn no_two_bundled_rows_contradict_each_other() {
        let lexicon = Lexicon::bundled();
        let mut seen = BTreeMap::new();
        for (kind, meaning) in KINDS {
            for row in lexicon.rows(kind) {
                let key = (fold(row.get("form")), row.get("match") == "cell");
                let earlier = seen.insert(key.clone(), meaning(&row));
                assert!(earlier.is_none_or(|m| m == meaning(&row)), "{kind}: {key:?}");
            }
        }
    }

    #[test]
    fn months_take_any_ending() {
        let words = date_words(&Lexicon::bundled());
        let month = |word: &str| match words.word(&fold(word)) {
            Some(Meaning::Month(month)) => month,
            _ => 0,
        };
        let cases = [
            (1, "қаңтар қаңтарда қаңтардың қаңтардан қаңтарға қаңтары қаңтардағы қаң кантар қаңтарында"),
            (2, "ақпан ақпанның ақпаннан ақпанға ақпаны ақп"),
            (3, "наурыз наурыздың нау"),
            (4, "сәуір сәуірдің сәуірі сәу"),
            (5, "мамыр мамырда мам"),
            (6, "маусым маусымның мау"),
            (7, "шілде шілденің шілдесі шіл"),
            (8, "тамыз тамызға там"),
            (9, "қыркүйек қыркүйекте қыркүйегі қыр"),
            (10, "қазан қазанның қаз"),
            (11, "қараша қарашаның қарашасы қар"),
            (12, "желтоқсан желтоқсаннан желтоқсаны жел"),
            (5, "май мая мае May"),
            (0, "майор мартын қа ма тамара"),
        ];
        for (expected, forms) in cases {
            for form in forms.split(' ') {
                assert_eq!(month(form), expected, "{form}");
            }
        }
    }
}
