//! Question marks, stars and underscores at the edges of words: lost letters or somebody's notes.
//!
//! In: the text of a name cell. Out: the text without the marks that are notes. Conversions leave `?`, `*`,
//! `_` or U+FFFD where a letter was. With invented names:
//!
//! | text | meaning |
//! |---|---|
//! | `?абыл?азы` | two lost letters: a mark inside a word is always one |
//! | `?айрат` | a lost letter: the word lacks its capital |
//! | `?Асанов` | a note: the word has its capital |
//! | `Асанов Серик?` | a note: a doubt at the end of the cell |
//! | `Бара? Серік` | a lost letter: the mark is not at the end of the cell |
//! | `?айрат Бара?` | lost letters: the same mark is one elsewhere in the cell |
//! | `Асанов Серик*` | a note: a star after a word is a footnote |
//!
//! U+FFFD is never a note, because only conversions write it.

use std::borrow::Cow;

/// Whether conversions leave this character where a letter was.
pub(super) fn is_lost_mark(letter: char) -> bool {
    matches!(letter, '?' | '\u{fffd}' | '_' | '*')
}

/// Removes the marks that are notes from the words, and adds them to `notes`. `Асанов Серик?` becomes `Асанов
/// Серик`; `?айрат` is unchanged.
pub(super) fn take_marks<'a>(text: &'a str, notes: &mut Vec<String>) -> Cow<'a, str> {
    if !text.contains(is_lost_mark) {
        return text.into();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let inner: Vec<char> = words.iter().flat_map(|word| inner_marks(word)).collect();
    let last = words.len().saturating_sub(1);
    let own = words.iter().enumerate().map(|(at, word)| without_notes(word, at == last, &inner, notes));
    own.collect::<Vec<_>>().join(" ").into()
}

/// The marks of a word that are lost letters: between two letters, or before a word without its capital.
fn inner_marks(word: &str) -> Vec<char> {
    let word = word.trim_end_matches(|letter: char| !letter.is_alphabetic());
    let own = word.trim_start_matches(is_lost_mark);
    let word = if has_its_first_letter(own, word) { own } else { word };
    word.chars().filter(|letter| is_lost_mark(*letter)).collect()
}

/// One word without the marks that are notes. `inner` has the marks that are lost letters somewhere in the
/// cell, and `is_last` states whether the word is the last one: a question mark is a note only there.
fn without_notes<'a>(word: &'a str, is_last: bool, inner: &[char], notes: &mut Vec<String>) -> &'a str {
    let is_note = |mark: char| mark != '\u{fffd}' && is_lost_mark(mark) && !inner.contains(&mark);
    let body = word.trim_end_matches([',', ';', '.']);
    let own = body.trim_end_matches(|mark| is_note(mark) && (mark != '?' || is_last));
    let word = if own.len() < body.len() { push_note(body, own.len(), notes) } else { word };
    let own = word.trim_start_matches(is_note);
    if own.len() < word.len() && has_its_first_letter(own, word) {
        notes.push(word.get(..word.len() - own.len()).unwrap_or_default().to_owned());
        return own;
    }
    word
}

/// Adds the end of a word, from byte `at` on, to the notes, and returns the rest.
fn push_note<'a>(body: &'a str, at: usize, notes: &mut Vec<String>) -> &'a str {
    notes.push(body.get(at..).unwrap_or_default().to_owned());
    body.get(..at).unwrap_or_default()
}

/// Whether a word after marks is complete: it begins with a capital, and its second letter is small. A word
/// in capitals is complete only after a star.
fn has_its_first_letter(own: &str, marked: &str) -> bool {
    let mut letters = own.chars().filter(|letter| letter.is_alphabetic());
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() => {
            second.is_lowercase() || marked.starts_with('*')
        }
        (Some(_), _) => false,
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text without notes, and the notes, with a blank between each two.
    fn taken(text: &str) -> (String, String) {
        let mut notes = Vec::new();
        (take_marks(text, &mut notes).into_owned(), notes.join(" "))
    }

    /// Marks after whole words, and before words with their capital.
    #[test]
    fn marks_at_the_edge_are_notes() {
        for (text, own, notes) in [
            ("Асанов Серик?", "Асанов Серик", "?"),
            ("Асанов Серик*", "Асанов Серик", "*"),
            ("*Асанов Серик**", "Асанов Серик", "* **"),
            ("*АСАНОВ С.", "АСАНОВ С.", "*"),
            ("?Асанов", "Асанов", "?"),
            ("Асанов* Серик_", "Асанов Серик", "* _"),
            ("Асанов ???", "Асанов ", "???"),
        ] {
            assert_eq!(taken(text), (own.to_owned(), notes.to_owned()), "{text}");
        }
    }

    /// Marks inside words, before words without their capital, and marks that are lost letters elsewhere in
    /// the cell.
    #[test]
    fn marks_for_letters_stay() {
        for text in [
            "?абыл?азы",
            "?айрат",
            "_айрат",
            "*айрат",
            "?АЙРАТ",
            "?айрат Бара?",
            "Бара? Серік",
            "Бе\u{fffd}зат\u{fffd}",
        ] {
            assert_eq!(taken(text), (text.to_owned(), String::new()));
        }
    }
}
