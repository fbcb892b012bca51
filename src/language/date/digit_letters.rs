//! Letters that stand for digits in scanned and typed lists: `l2.05.1984`, `З1.05.1984`, `l8`.

use std::collections::BTreeMap;

use super::fold::fold;
use crate::language::lexicon::Lexicon;

/// Most digits of a number that a letter is read in: a day, a month or an age. A year with a letter in it is
/// not read, as each of its digits may be years off.
const MOST_DIGITS: usize = 2;

/// The tables `digit-letters`.
#[derive(Clone, Debug)]
pub(crate) struct DigitLetters {
    digits: BTreeMap<char, char>,
}

impl DigitLetters {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let digit = |row: crate::language::lexicon::TableRow<'_>| {
            Some((fold(row.get("letter")).chars().next()?, row.get("digit").chars().next()?))
        };
        DigitLetters { digits: lexicon.rows("digit-letters").filter_map(digit).collect() }
    }

    /// A folded cell with digits for the letters of a date in numbers, if there is one with such letters.
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

    /// A folded cell with digits for the letters of an age, if there are any.
    pub(crate) fn in_age(&self, folded: &str) -> Option<String> {
        self.in_word(folded, |word| self.number(word))
    }

    /// The cell with one of its words read in digits.
    fn in_word(&self, folded: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
        let changed = |word: &str| read(word).filter(|read| read != word);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (at, word) = words.iter().enumerate().find_map(|(at, word)| Some((at, changed(word)?)))?;
        let words =
            words.iter().enumerate().map(|(place, old)| if place == at { word.as_str() } else { old });
        Some(words.collect::<Vec<_>>().join(" "))
    }

    /// A number in digits; one with letters must have a digit too.
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

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
