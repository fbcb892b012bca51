//! Letters in the place of digits in scanned or typed lists: `l2.05.1984`, `З1.05.1984`, `l8`.
//!
//! In: a folded cell. Out: the cell with digits, if exactly that makes a date or an age possible. The caller reads the
//! result and marks it.
//!
//! Only a year of four digits makes a word with such letters a date, so that names and codes are not changed.

use std::collections::BTreeMap;

use super::fold::fold;
use crate::language::lexicon::Lexicon;

/// Longest number in which a letter is read as a digit, in characters: a day, a month or an age. A year with a letter
/// is not read, because one wrong digit may mean many years.
const MOST_DIGITS: usize = 2;

/// The tables `digit-letters`, by letter.
#[derive(Clone, Debug)]
pub(crate) struct DigitLetters {
    /// The digit that each folded letter replaces.
    digits: BTreeMap<char, char>,
}

impl DigitLetters {
    /// Reads the tables of a lexicon.
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let digit = |row: crate::language::lexicon::TableRow<'_>| {
            Some((fold(row.get("letter")).chars().next()?, row.get("digit").chars().next()?))
        };
        DigitLetters { digits: lexicon.rows("digit-letters").filter_map(digit).collect() }
    }

    /// A folded cell with digits for letters in a date of three numbers, one of them a year of four digits. `None` if
    /// the cell has no such date or the date has no such letter.
    pub(crate) fn in_date(&self, folded: &str) -> Option<String> {
        self.in_word(folded, |word| {
            let mark = word.chars().find(|c| matches!(c, '.' | '-' | '/'))?;
            let parts: Vec<&str> = word.split(mark).collect();
            let is_year = |part: Option<&&str>| part.is_some_and(|part| part.len() == 4 && is_number(part));
            if parts.len() != 3 || !(is_year(parts.first()) || is_year(parts.last())) {
                return None;
            }
            let read: Option<Vec<String>> = parts.into_iter().map(|part| self.number(part)).collect();
            Some(read?.join(&mark.to_string()))
        })
    }

    /// A folded cell with digits for letters in an age; `None` if no word has both a digit and such a letter.
    pub(crate) fn in_age(&self, folded: &str) -> Option<String> {
        self.in_word(folded, |word| self.number(word))
    }

    /// The cell with the first word that `read` changes replaced; `None` if it changes none.
    fn in_word(&self, folded: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
        let changed = |word: &str| read(word).filter(|read| read != word);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (at, word) = words.iter().enumerate().find_map(|(at, word)| Some((at, changed(word)?)))?;
        let words =
            words.iter().enumerate().map(|(place, old)| if place == at { word.as_str() } else { old });
        Some(words.collect::<Vec<_>>().join(" "))
    }

    /// The number of a text in ASCII digits. A text with letters needs at least one digit, and at most [`MOST_DIGITS`]
    /// characters.
    ///
    /// For example `l2` is 12 and `З1` is 31. `lo` has no digit, so it stays a word.
    fn number(&self, text: &str) -> Option<String> {
        if is_number(text) {
            return Some(text.to_owned());
        }
        let has_digit = text.chars().any(|c| c.is_ascii_digit());
        let digit = |c: char| if c.is_ascii_digit() { Some(c) } else { self.digits.get(&c).copied() };
        let read: Option<String> = text.chars().map(digit).collect();
        read.filter(|read| has_digit && read.len() <= MOST_DIGITS)
    }
}

/// Whether a text has only ASCII digits and at least one.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
