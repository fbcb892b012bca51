//! Splits words that are written together.
//!
//! In: the words of a cell, and the other name cells of the record. Out: the words, with initials and names
//! separate. With invented names:
//!
//! | printed | read |
//! |---|---|
//! | `Ахметов СК` | Ахметов, С., К.: another word has small letters |
//! | `SergeiLavrin` | Sergei, Lavrin |
//! | `ИвановПётрСергеевич` | Иванов, Пётр, Сергеевич |
//! | `MacDonald`, `DeShawn` | unchanged: elements that begin names, or too short |
//!
//! A name in Han or Hangul is split into surname and given name by its length.

use std::borrow::Cow;

use super::tables::NameTables;
use crate::base::text::Script;

/// Number of initials that are recognised when written together. Two are common; three letters are an
/// abbreviation just as often.
const INITIALS: usize = 2;
/// Fewest letters of a name beside initials, and of each name in a cell of one word.
const LEAST_NAME: usize = 3;
/// Fewest letters of each of two names that are written together in a cell of several words. Judgement: a
/// shorter piece may be an element of a name (`DeShawn`).
const LEAST_PIECE: usize = 4;

/// The words of a cell, with initials and names separated; words that need no change are borrowed.
///
/// `beside` has the other words of the record, which may show that two capitals are initials. A cell of a
/// single word is split more readily, because a name rarely has one part.
pub(super) fn apart<'a>(words: Vec<&'a str>, beside: &str, tables: &NameTables) -> Vec<Cow<'a, str>> {
    let has_initials = words.iter().any(|word| may_be_initials(word));
    let others: Vec<&str> = if has_initials {
        words.iter().copied().chain(beside.split_whitespace()).collect()
    } else {
        Vec::new()
    };
    let is_alone = words.len() == 1;
    let mut all = Vec::with_capacity(words.len());
    for word in words {
        if has_initials && let Some(initials) = initials(word, &others, tables) {
            all.push(Cow::Owned(initials));
            continue;
        }
        let unspaced = if is_alone { without_blank(word) } else { None };
        match unspaced.or_else(|| several_names(word, is_alone, tables)) {
            Some(names) => all.extend(names.into_iter().map(Cow::Borrowed)),
            None => all.push(Cow::Borrowed(word)),
        }
    }
    all
}

/// The word without marks at its ends.
fn letters(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphabetic())
}

/// Whether a word may be two initials: two capitals in Latin or Cyrillic letters. The other words of the
/// record decide.
pub(crate) fn may_be_initials(word: &str) -> bool {
    let word = letters(word);
    word.len() <= INITIALS * 2
        && word.chars().count() == INITIALS
        && word.chars().all(|letter| {
            letter.is_uppercase() && matches!(Script::of(letter), Some(Script::Latin | Script::Cyrillic))
        })
}

/// `ПС` as `П.С.`; `None` if it is no pair of initials.
///
/// Another word must be a name with small letters. In a record that is all in capitals, only two consonants
/// are certain to be initials: `ЛИ` may be a surname. Names of two letters in the tables are never initials.
fn initials(word: &str, others: &[&str], tables: &NameTables) -> Option<String> {
    let bare = letters(word);
    if !may_be_initials(word) || word.contains('.') || tables.is_short_name(bare) {
        return None;
    }
    let is_name = |other: &&&str| letters(other).chars().count() >= LEAST_NAME;
    let has_small = |other: &&str| other.chars().any(char::is_lowercase);
    let mut names = others.iter().filter(is_name).peekable();
    names.peek()?;
    if !names.any(has_small) && tables.has_vowel(bare) {
        return None;
    }
    let mut apart: String = bare.chars().flat_map(|letter| [letter, '.']).collect();
    if word.ends_with(',') {
        apart.push(',');
    }
    Some(apart)
}

/// The surname and the given name of a word in Han or Hangul, which has no blank between them; `None` for
/// other words.
fn without_blank(word: &str) -> Option<Vec<&str>> {
    let has_no_blanks = |letter: char| matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    if !word.chars().all(has_no_blanks) {
        return None;
    }
    // Of two or three letters one is the surname. Of four letters two are: in Japan, and in Chinese double
    // surnames.
    let surname = match word.chars().count() {
        2 | 3 => 1,
        4 => 2,
        _ => return None,
    };
    let (at, _) = word.char_indices().nth(surname)?;
    word.split_at_checked(at).map(|(surname, given)| vec![surname, given])
}

/// Most names that are separated in a cell of one word.
const MOST_NAMES: usize = 4;

/// `SergeiLavrin` as two names, `ИвановПётрСергеевич` as three; `None` for one name. A capital inside one
/// name follows an element that begins names (`MacDonald`). In a cell of several words, a word has at most
/// two names.
fn several_names<'a>(word: &'a str, is_alone: bool, tables: &NameTables) -> Option<Vec<&'a str>> {
    if word.is_ascii() && !word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let names = names(word, tables)?;
    let most = if is_alone { MOST_NAMES } else { 2 };
    if !(2..=most).contains(&names.len()) {
        return None;
    }
    let least = if is_alone { LEAST_NAME } else { LEAST_PIECE };
    let is_name = |(at, name): (usize, &&str)| {
        let is_last = at + 1 == names.len();
        let is_word = is_last || name.chars().all(|letter| letter.is_alphabetic() || letter == '-');
        let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
        (is_word && letters >= least) || (is_alone && is_last && are_initials(name))
    };
    names.iter().enumerate().all(is_name).then_some(names)
}

/// The pieces of a word that begin with a capital after a small letter, or after an underscore between the
/// two. One piece if there is no such place. Elements that begin names (`Mac`) are not separated from what
/// follows.
fn names<'a>(word: &'a str, tables: &NameTables) -> Option<Vec<&'a str>> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for window in letters.windows(3) {
        if let [(_, before), (at, between), (next, after)] = *window
            && before.is_lowercase()
            && between == '_'
            && after.is_uppercase()
        {
            ranges.push((from, at));
            from = next;
        } else if let [(_, before), (at, after), _] = *window
            && before.is_lowercase()
            && after.is_uppercase()
        {
            let is_element = tables.begins_names(word.get(from..at)?);
            if !is_element {
                ranges.push((from, at));
                from = at;
            }
        }
    }
    ranges.push((from, word.len()));
    ranges.into_iter().map(|(from, to)| word.get(from..to)).collect()
}

/// Whether a piece is up to two initials with a full stop: `П.С.` after a name.
fn are_initials(piece: &str) -> bool {
    let letters = piece.chars().filter(|letter| letter.is_alphabetic());
    piece.contains('.') && letters.clone().count() <= INITIALS && letters.clone().all(char::is_uppercase)
}
