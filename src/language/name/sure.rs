//! Whether a cell is surely a name: a verb in capitals may look like one.

use super::{NameValue, PersonName, Role};

/// Most words of a name that is written in capitals or in letters without small ones. More words are a sentence.
const MOST_WORDS_UNTOLD: usize = 4;

/// Whether a word has only capitals, or letters without small ones, so that a verb looks like a name. Initials do not count.
pub(crate) fn is_untold(word: &str) -> bool {
    let longest = word.split(|one: char| !one.is_alphabetic()).map(|run| run.chars().count()).max();
    longest.is_some_and(|letters| letters > 1) && !word.chars().any(char::is_lowercase)
}

/// Whether a cell was read as a name. If its letters do not distinguish names from other words, all its parts must be known.
pub(crate) fn is_surely_name(name: &PersonName) -> bool {
    let is_told = || !name.raw().split_whitespace().any(is_untold);
    !name.readings().is_empty() && (is_told() || has_known_parts(name))
}

/// Whether a cell is surely the name of its person, and of nobody else: `wife of X` and `X and his wife` are not.
pub(crate) fn is_own_name(name: &PersonName) -> bool {
    is_surely_name(name) && name.relation().is_none() && name.group().is_none()
}

/// The parts of the best reading that are no given names of the tables and have no form of a surname or patronymic.
pub(crate) fn unknown_parts(name: &PersonName) -> impl Iterator<Item = &str> {
    let best = name.readings().first();
    let parts = Role::ALL.iter().filter_map(move |role| best?.value(*role));
    parts.filter(|part| !is_known(part)).map(NameValue::text)
}

fn is_known(part: &NameValue) -> bool {
    part.is_initial() || part.ending() != 0 || !part.known().is_empty()
}

/// Whether all parts of the best reading are given names of the tables or have the form of a surname or patronymic.
pub(crate) fn has_known_parts(name: &PersonName) -> bool {
    let best = name.readings().first();
    let mut parts = Role::ALL.iter().filter_map(|role| best?.value(*role));
    let words = name.display().split_whitespace().count();
    (1..=MOST_WORDS_UNTOLD).contains(&words) && parts.all(is_known)
}
