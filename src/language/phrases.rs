//! Finds the words and phrases of a table in the words of a cell.
//!
//! In: the forms of a table, each with a meaning, and the words of a cell. Out: the longest form that begins
//! at a word, and its meaning. Case, full stops and marks at the ends of a word do not matter.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::lookup::plain;

/// Longest form that is looked up at a word of a cell, in words.
const MOST_WORDS: usize = 4;

/// The forms of a table, each with its meanings. A form may have several meanings, because languages may
/// share a form.
///
/// A look-up takes logarithmic time in the number of forms, and most words end at the set of first words.
#[derive(Clone, Debug)]
pub(crate) struct Phrases<T> {
    /// The meanings of each form, in table order. The form is a text of keys, with one blank between two
    /// words.
    forms: BTreeMap<String, Vec<T>>,
    /// The first word of each form. Most words of a cell begin no form, and this set rules them out.
    firsts: BTreeSet<String>,
}

impl<T> Default for Phrases<T> {
    /// No forms.
    fn default() -> Self {
        Phrases { forms: BTreeMap::new(), firsts: BTreeSet::new() }
    }
}

impl<T> Phrases<T> {
    /// Builds the look-up from pairs of form and meaning. A form without a word is skipped.
    pub(crate) fn new(forms: impl Iterator<Item = (String, T)>) -> Self {
        let mut phrases = Phrases::default();
        for (form, meaning) in forms {
            let words: Vec<String> = form.split_whitespace().map(key).collect();
            if let Some(first) = words.first() {
                phrases.firsts.insert(first.clone());
                phrases.forms.entry(words.join(" ")).or_default().push(meaning);
            }
        }
        phrases
    }

    /// The first words of all forms, sorted.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = &str> {
        self.firsts.iter().map(String::as_str)
    }

    /// Whether any form begins with this word, which must be a [`key`].
    pub(crate) fn has_first(&self, word: &str) -> bool {
        self.firsts.contains(word)
    }

    /// The meanings of exactly these words; empty if they are no form.
    pub(crate) fn get(&self, words: &[impl AsRef<str>]) -> &[T] {
        let known = words.first().is_some_and(|first| self.firsts.contains(first.as_ref()));
        let found = if known { self.forms.get(&joined(words)) } else { None };
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The longest form at the first word that has a meaning for which `is_it` is true.
    ///
    /// Returns the number of its words and the first such meaning; `None` if there is no such form of up to
    /// four words. If `son` and `son of` are forms, `Son of Ali` returns 2 words.
    pub(crate) fn at(&self, words: &[impl AsRef<str>], is_it: impl Fn(&T) -> bool) -> Option<(usize, &T)> {
        self.firsts.get(words.first()?.as_ref())?;
        let longest = MOST_WORDS.min(words.len());
        (1..=longest).rev().find_map(|count| {
            let found = self.forms.get(&joined(words.get(..count)?))?;
            Some((count, found.iter().find(|meaning| is_it(meaning))?))
        })
    }
}

/// The words as one text, with a blank between each two.
pub(super) fn joined(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    words.join(" ")
}

/// The form in which a word is looked up: lower case, no full stops, one kind of apostrophe, no marks at its
/// ends. `S/O.` becomes `s/o`, and `"Junior,"` becomes `junior`.
pub(crate) fn key(word: &str) -> String {
    let is_apostrophe =
        |letter: char| matches!(letter, '\u{2018}' | '\u{2019}' | '\u{2bb}' | '\u{2bc}' | '`' | '\u{b4}');
    let word = plain(word).replace('.', "").replace(is_apostrophe, "'");
    let is_mark = |letter: char| {
        matches!(
            letter,
            ',' | ';' | ':' | '!' | '?' | '"' | '«' | '»' | '“' | '”' | '„' | '*' | '-' | '_' | '#'
        )
    };
    word.trim_matches(is_mark).to_owned()
}

/// The words of a text as they are looked up. Blanks, commas, semicolons and brackets separate words.
pub(crate) fn keys(text: &str) -> Vec<String> {
    let cut = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')' | '[' | ']');
    text.split(cut).map(key).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `son of` is found before `son`.
    #[test]
    fn the_longest_form_counts() {
        let forms = [("son", 1), ("son of", 2), ("s/o", 3)];
        let phrases = Phrases::new(forms.into_iter().map(|(form, number)| (form.to_owned(), number)));
        let at = |text: &str| phrases.at(&keys(text), |_| true).map(|(count, number)| (count, *number));
        assert_eq!(at("Son of Ali"), Some((2, 2)));
        assert_eq!(at("S/O Ali"), Some((1, 3)));
        assert_eq!(at("Ali"), None);
    }
}
