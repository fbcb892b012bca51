//! Whether a cell is certainly a name. A verb in capitals may look like one.
//!
//! In: a name that was read. Out: whether its letters and the tables leave no doubt that it is a name.

use super::{NameValue, PersonName, Role};

/// Most words of a name in capitals, or in a script without small letters. More words are a sentence.
const MOST_WORDS_UNTOLD: usize = 4;

/// Whether a word has no small letters. Its case then does not distinguish a name from another word.
/// Initials do not count.
pub(crate) fn is_untold(word: &str) -> bool {
    let longest = word.split(|one: char| !one.is_alphabetic()).map(|run| run.chars().count()).max();
    longest.is_some_and(|letters| letters > 1) && !word.chars().any(char::is_lowercase)
}

/// Whether a cell was read as a name. If the case of its letters does not distinguish names from other words,
/// all its parts must be known.
pub(crate) fn is_surely_name(name: &PersonName) -> bool {
    let is_told = || !name.raw().split_whitespace().any(is_untold);
    !name.readings().is_empty() && (is_told() || has_known_parts(name))
}

/// Whether a cell is certainly the name of the record's person and of nobody else. `wife of X` and `X and his
/// wife` are not.
pub(crate) fn is_own_name(name: &PersonName) -> bool {
    is_surely_name(name) && name.relation().is_none() && name.group().is_none()
}

/// The parts of the most likely reading that are in no table and have no ending of a surname or patronymic.
pub(crate) fn unknown_parts(name: &PersonName) -> impl Iterator<Item = &str> {
    let best = name.readings().first();
    let parts = Role::ALL.iter().filter_map(move |role| best?.value(*role));
    parts.filter(|part| !is_known(part)).map(NameValue::text)
}

/// Whether a part is an initial, has an ending, or is a name of the tables.
fn is_known(part: &NameValue) -> bool {
    part.is_initial() || part.ending() != 0 || !part.known().is_empty()
}

/// Whether the name has one to four words, and the most likely reading has known parts only: names of the
/// tables, initials, or forms of a surname or patronymic.
pub(crate) fn has_known_parts(name: &PersonName) -> bool {
    let best = name.readings().first();
    let mut parts = Role::ALL.iter().filter_map(|role| best?.value(*role));
    let words = name.display().split_whitespace().count();
    (1..=MOST_WORDS_UNTOLD).contains(&words) && parts.all(is_known)
}
