//! Words of dates: what the language tables say about a folded word.

use std::collections::{BTreeMap, BTreeSet};

use super::Calendar;
use super::fold::fold;
use super::token::{Kind, Token};
use crate::language::lexicon::{Lexicon, TableRow};

/// What a word of a date cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Month(Month),
    /// A spelled number, 0 to 99.
    Number(u8),
    /// A weekday, Monday is 1.
    Weekday(u8),
    /// The number beside it is a year: `г.`, `жылы`.
    Year,
    /// The same, but beside two digits it counts years of life: `1937 года`, `37 лет`.
    Years,
    /// The number beside it is a year of birth, even with two digits: `г.р.`.
    Birth,
    /// The years are those of this calendar: `هـ`, `م`.
    Era(Calendar),
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

/// A month as a word names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    /// Its number in its calendar.
    pub(super) number: u8,
    pub(super) calendar: Calendar,
    /// Whether the language writes the day after it: `January 22`.
    pub(super) leads: bool,
}

/// The words of a phrase after the first, and what it means.
type Phrase<T> = (Vec<Box<str>>, T);

/// Folded words with a meaning each: whole words, stems with open endings, several words, whole cells; and the
/// endings of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary<T> {
    exact: BTreeMap<Box<str>, T>,
    open: BTreeMap<Box<str>, T>,
    cells: BTreeMap<Box<str>, T>,
    /// Several words by the first of them, the longest first.
    phrases: BTreeMap<Box<str>, Vec<Phrase<T>>>,
    endings: BTreeSet<Box<str>>,
}

/// Longest ending of a stem, in letters: `қаңтарындағы`.
const LONGEST_ENDING: usize = 8;
/// Longest word that is looked up, in bytes; longer ones are in no table.
const LONGEST_WORD: usize = 64;

impl<T: Copy> Dictionary<T> {
    pub(crate) fn new() -> Self {
        Dictionary {
            exact: BTreeMap::new(),
            open: BTreeMap::new(),
            cells: BTreeMap::new(),
            phrases: BTreeMap::new(),
            endings: BTreeSet::new(),
        }
    }

    /// Adds the tables `number-endings`.
    pub(crate) fn add_endings(&mut self, lexicon: &Lexicon) {
        self.endings.extend(lexicon.rows("number-endings").map(|row| fold(row.get("form")).into()));
    }

    /// Adds a row by its `form` and `match` columns; a later row replaces an earlier one.
    pub(crate) fn add(&mut self, row: &TableRow<'_>, meaning: T) {
        let form = fold(row.get("form"));
        match row.get("match") {
            "open" => self.open.insert(form.into(), meaning),
            "cell" => self.cells.insert(letters(&form).into(), meaning),
            _ if form.contains(' ') => {
                self.add_phrase(&form, meaning);
                None
            }
            _ => self.exact.insert(form.into(), meaning),
        };
    }

    fn add_phrase(&mut self, form: &str, meaning: T) {
        let mut words = form.split(' ').map(Box::from);
        let Some(first) = words.next() else { return };
        let rest: Vec<Box<str>> = words.collect();
        let phrases = self.phrases.entry(first).or_default();
        phrases.retain(|(words, _)| *words != rest);
        phrases.push((rest, meaning));
        phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }

    /// The meaning of the phrase that begins at a token, and how many tokens it takes. Between its words a dot,
    /// a slash or a hyphen may stand: `هـ.ش`, `ዓ.ም`.
    pub(super) fn phrase(&self, tokens: &[Token<'_, T>]) -> Option<(T, usize)> {
        let Some(Token { kind: Kind::Word(first, ..), .. }) = tokens.first() else { return None };
        self.phrases.get(*first)?.iter().find_map(|(words, meaning)| Some((*meaning, reach(tokens, words)?)))
    }

    /// Whether a word is an ending of a number: `5-го`, `5th`.
    pub(super) fn is_ending(&self, word: &str) -> bool {
        self.endings.contains(word)
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
        let known = ends.filter_map(|end| Some((end, self.open.get(word.get(..end)?)?))).next();
        known.filter(|(end, _)| is_one_alphabet(word, *end)).map(|(_, meaning)| *meaning)
    }

    /// The meaning of a folded cell as a whole, whatever stands between its letters (`н/д`).
    pub(crate) fn cell(&self, folded: &str) -> Option<T> {
        self.cells.get(letters(folded).as_str()).copied()
    }
}

/// How many tokens the words after the first take, with the first.
fn reach<T>(tokens: &[Token<'_, T>], words: &[Box<str>]) -> Option<usize> {
    let mut at = 1;
    for word in words {
        at += usize::from(matches!(tokens.get(at)?.kind, Kind::Mark('.' | '/' | '-')));
        match tokens.get(at)?.kind {
            Kind::Word(text, ..) if text == &**word => at += 1,
            _ => return None,
        }
    }
    Some(at)
}

/// Whether an ending is written in the letters of its stem.
fn is_one_alphabet(word: &str, end: usize) -> bool {
    let (stem, ending) = word.split_at_checked(end).unwrap_or((word, ""));
    let last = stem.chars().next_back().map(alphabet);
    ending.chars().all(|letter| Some(alphabet(letter)) == last) && ending.chars().count() <= LONGEST_ENDING
}

/// A number for each alphabet: Latin, Cyrillic, else the block of 256 characters.
fn alphabet(letter: char) -> u32 {
    match u32::from(letter) {
        0..0x250 | 0x1E00..0x1F00 => 0,
        code @ 0x400..0x530 => code >> 9,
        code => code >> 8,
    }
}

fn letters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The dictionary of date words: the tables `months`, `numerals` and `date-words`.
pub(super) fn date_words(lexicon: &Lexicon) -> Dictionary<Meaning> {
    let mut words = Dictionary::new();
    words.add_endings(lexicon);
    for (kind, meaning) in KINDS {
        for row in lexicon.rows(kind) {
            if let Some(meaning) = meaning(&row) {
                words.add(&row, meaning);
            }
        }
    }
    words
}

type Reading = fn(&TableRow<'_>) -> Option<Meaning>;

const KINDS: [(&str, Reading); 3] =
    [("numerals", |row| Some(Meaning::Number(value(row, 0, 99)?))), ("months", month), ("date-words", sense)];

/// The number in the `value` column when it lies in a range.
pub(crate) fn value(row: &TableRow<'_>, least: u8, most: u8) -> Option<u8> {
    let value = row.get("value").parse().ok()?;
    (least..=most).contains(&value).then_some(value)
}

fn month(row: &TableRow<'_>) -> Option<Meaning> {
    let calendar = match row.get("calendar") {
        "" => Calendar::Gregorian,
        name => Calendar::from_name(name)?,
    };
    let leads = row.get("day") == "after";
    Some(Meaning::Month(Month { number: value(row, 1, 13)?, calendar, leads }))
}

fn sense(row: &TableRow<'_>) -> Option<Meaning> {
    Some(match row.get("sense") {
        "weekday" => Meaning::Weekday(value(row, 1, 7)?),
        "year" => Meaning::Year,
        "years" => Meaning::Years,
        "birth" => Meaning::Birth,
        "era" => Meaning::Era(Calendar::from_name(row.get("value"))?),
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
                let key = (fold(row.get("form")), row.get("match"));
                let earlier = seen.insert(key.clone(), meaning(&row));
                assert!(earlier.is_none_or(|m| m == meaning(&row)), "{kind}: {key:?}");
            }
        }
    }

    #[test]
    fn months_take_any_ending() {
        let words = date_words(&Lexicon::bundled());
        let month = |word: &str| match words.word(&fold(word)) {
            Some(Meaning::Month(month)) => month.number,
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
