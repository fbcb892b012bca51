//! Words of dates: the meanings of folded words in the language tables.
//!
//! In: the tables `months`, `numerals`, `number-endings` and `date-words`. Out: a [`Dictionary`]. The dictionary is
//! generic, because the reader of ages uses it with other meanings.

use std::collections::{BTreeMap, BTreeSet};

use super::Calendar;
use super::fold::fold;
use super::token::{Token, TokenKind};
use crate::language::lexicon::{Lexicon, TableRow};

/// What a word of a date cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The name of a month.
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
    /// Has no meaning for the day: `числа`, `вечером`, `погиб`.
    Filler,
    /// The date is a night: `ночь`, `түні`.
    Night,
    /// The day beside it is the morning after the night: `на 6 января`, `қараған`.
    Onto,
    /// Not before the day: `с`, `после`.
    From,
    /// Not after the day, or the end of a span: `до`.
    Until,
    /// Negates `From` or `Until`: `не ранее`.
    Not,
    /// One of two dates: `или`.
    Or,
    /// Joins two dates: `и`.
    And,
    /// The two dates are the ends of a span: `между`.
    Between,
    /// The date is approximate: `около`.
    Approximate,
    /// The date is doubtful: `возможно`.
    Uncertain,
    /// The first third of a month, year or decade.
    Early,
    /// The second third.
    Mid,
    /// The last third.
    Late,
    /// A half, counted by the number before it: `вторая половина`.
    Half,
    /// A third, counted in the same way: `1-я декада`.
    Third,
    /// The number beside it is a time of day.
    Hour,
    /// The list states that the date is unknown.
    Unknown,
}

/// A month as a word names it.
///
/// `январь` is month 1 of the Gregorian calendar; `مهر` is month 7 of the Solar Hijri calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    /// The number of the month in its calendar, 1 to 13.
    pub(super) number: u8,
    /// The calendar that has the month.
    pub(super) calendar: Calendar,
    /// Whether the language writes the day after the month, as in `January 22`. Then two digits after the month are a
    /// day.
    pub(super) leads: bool,
}

/// The words of a phrase after its first word, and the meaning of the phrase.
type Phrase<T> = (Vec<Box<str>>, T);

/// Folded words with one meaning each. There are four kinds of rows: whole words, stems that any ending may follow,
/// phrases of several words, and whole cells. In addition the dictionary has the endings of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary<T> {
    /// Whole words.
    exact: BTreeMap<Box<str>, T>,
    /// Stems, from rows with `match` = `open`.
    open: BTreeMap<Box<str>, T>,
    /// Whole cells, without the characters between their letters and digits.
    cells: BTreeMap<Box<str>, T>,
    /// Phrases by their first word, the longest first.
    phrases: BTreeMap<Box<str>, Vec<Phrase<T>>>,
    /// Endings of numbers in all languages.
    endings: BTreeSet<Box<str>>,
}

/// Longest ending of a stem, in letters: `қаңтарындағы`.
const LONGEST_ENDING: usize = 8;
/// Longest word that is looked up, in bytes. Longer words are in no table.
const LONGEST_WORD: usize = 64;

impl<T: Copy> Dictionary<T> {
    /// A dictionary without words.
    pub(crate) fn new() -> Self {
        Dictionary {
            exact: BTreeMap::new(),
            open: BTreeMap::new(),
            cells: BTreeMap::new(),
            phrases: BTreeMap::new(),
            endings: BTreeSet::new(),
        }
    }

    /// Adds the endings of numbers from the tables `number-endings`.
    pub(crate) fn add_endings(&mut self, lexicon: &Lexicon) {
        self.endings.extend(lexicon.rows("number-endings").map(|row| fold(row.get("form")).into()));
    }

    /// Adds a row, by its columns `form` and `match`. A later row replaces an earlier one with the same form and kind.
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

    /// Adds a form of several words; a later one with the same words replaces it.
    fn add_phrase(&mut self, form: &str, meaning: T) {
        let mut words = form.split(' ').map(Box::from);
        let Some(first) = words.next() else { return };
        let rest: Vec<Box<str>> = words.collect();
        let phrases = self.phrases.entry(first).or_default();
        phrases.retain(|(words, _)| *words != rest);
        phrases.push((rest, meaning));
        phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }

    /// The meaning of the phrase that begins with the first token, and how many tokens it takes. A dot, slash or hyphen
    /// may be between its words: `هـ.ش`, `ዓ.ም`.
    pub(super) fn phrase(&self, tokens: &[Token<'_, T>]) -> Option<(T, usize)> {
        let Some(Token { kind: TokenKind::Word(first, ..), .. }) = tokens.first() else { return None };
        self.phrases.get(*first)?.iter().find_map(|(words, meaning)| Some((*meaning, reach(tokens, words)?)))
    }

    /// Whether a word is an ending of a number: `5-го`, `5th`.
    pub(super) fn is_ending(&self, word: &str) -> bool {
        self.endings.contains(word)
    }

    /// The meaning of a folded word: as a whole word, or else by its longest stem.
    ///
    /// Whole words take precedence over stems. If several stems match, the longest counts.
    pub(crate) fn word(&self, word: &str) -> Option<T> {
        if word.len() > LONGEST_WORD {
            return None;
        }
        self.exact.get(word).copied().or_else(|| self.stem(word))
    }

    /// The meaning of the longest stem, if the ending has at most [`LONGEST_ENDING`] letters of the same alphabet.
    fn stem(&self, word: &str) -> Option<T> {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
        let known = ends.filter_map(|end| Some((end, self.open.get(word.get(..end)?)?))).next();
        known.filter(|(end, _)| is_one_alphabet(word, *end)).map(|(_, meaning)| *meaning)
    }

    /// The meaning of a folded cell as a whole, whatever is between its letters (`н/д`).
    pub(crate) fn cell(&self, folded: &str) -> Option<T> {
        self.cells.get(letters(folded).as_str()).copied()
    }
}

/// The number of tokens of a phrase, with the first. `None` if the tokens after the first are not `words`.
fn reach<T>(tokens: &[Token<'_, T>], words: &[Box<str>]) -> Option<usize> {
    let mut at = 1;
    for word in words {
        at += usize::from(matches!(tokens.get(at)?.kind, TokenKind::Mark('.' | '/' | '-')));
        match tokens.get(at)?.kind {
            TokenKind::Word(text, ..) if text == &**word => at += 1,
            _ => return None,
        }
    }
    Some(at)
}

/// Whether the ending after the byte `end` has the alphabet of its stem and is not too long.
fn is_one_alphabet(word: &str, end: usize) -> bool {
    let (stem, ending) = word.split_at_checked(end).unwrap_or((word, ""));
    let last = stem.chars().next_back().map(alphabet);
    ending.chars().all(|letter| Some(alphabet(letter)) == last) && ending.chars().count() <= LONGEST_ENDING
}

/// A number for the alphabet of a letter: Latin, Cyrillic, or else its block of 256 characters.
fn alphabet(letter: char) -> u32 {
    match u32::from(letter) {
        0..0x250 | 0x1E00..0x1F00 => 0,
        code @ 0x400..0x530 => code >> 9,
        code => code >> 8,
    }
}

/// The letters and digits of a text, without anything between them.
fn letters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The dictionary of date words, from the tables `months`, `numerals`, `date-words` and `number-endings`. Rows that
/// this version cannot read are skipped; a test reads all bundled ones.
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

/// Reads the meaning of a row; `None` if the row has none that this version knows.
type ReadWord = fn(&TableRow<'_>) -> Option<Meaning>;

/// The kinds of tables with date words and how their rows are read. Later kinds take precedence.
const KINDS: [(&str, ReadWord); 3] =
    [("numerals", |row| Some(Meaning::Number(value(row, 0, 99)?))), ("months", month), ("date-words", sense)];

/// The number in the column `value`; `None` unless it is from `least` to `most`.
pub(crate) fn value(row: &TableRow<'_>, least: u8, most: u8) -> Option<u8> {
    let value = row.get("value").parse().ok()?;
    (least..=most).contains(&value).then_some(value)
}

/// The month of a row of the tables `months`. Without a calendar it is Gregorian.
fn month(row: &TableRow<'_>) -> Option<Meaning> {
    let calendar = match row.get("calendar") {
        "" => Calendar::Gregorian,
        name => Calendar::from_name(name)?,
    };
    let leads = row.get("day") == "after";
    Some(Meaning::Month(Month { number: value(row, 1, 13)?, calendar, leads }))
}

/// The meaning of a row of the tables `date-words`.
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
