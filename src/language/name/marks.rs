//! Question marks, stars and underscores at the edge of words: a lost letter or somebody's note.
//!
//! Conversions leave `?`, `*`, `_` or U+FFFD where a letter was. Inside a word they are nothing else; at
//! its end a star is a footnote, and so is a question mark at the end of the cell, unless the same mark
//! stands inside a word too. Before a word they are a lost letter when the word lacks its capital.

use std::borrow::Cow;

/// Whether conversions leave this mark where a letter was.
pub(super) fn is_lost_mark(letter: char) -> bool {
    matches!(letter, '?' | '\u{fffd}' | '_' | '*')
}

/// Takes marks that are notes off the words.
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

/// The marks with letters on both sides, or before a word without its capital.
fn inner_marks(word: &str) -> Vec<char> {
    let word = word.trim_end_matches(|letter: char| !letter.is_alphabetic());
    let own = word.trim_start_matches(is_lost_mark);
    let word = if has_its_first_letter(own, word) { own } else { word };
    word.chars().filter(|letter| is_lost_mark(*letter)).collect()
}

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

fn push_note<'a>(body: &'a str, at: usize, notes: &mut Vec<String>) -> &'a str {
    notes.push(body.get(at..).unwrap_or_default().to_owned());
    body.get(..at).unwrap_or_default()
}

/// Whether a word after marks is whole: it begins with a capital, and not all of it is capitals
/// unless the mark is a star.
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

    fn taken(text: &str) -> (String, String) {
        let mut notes = Vec::new();
        (take_marks(text, &mut notes).into_owned(), notes.join(" "))
    }

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
