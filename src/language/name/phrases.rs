//! Words of a table, found in the words of a cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::lookup::plain;

/// Longest form of a table, in words.
const MOST_WORDS: usize = 4;

/// The forms of a table, each with what it means. A form may mean several things.
#[derive(Clone, Debug)]
pub(crate) struct Phrases<T> {
    forms: BTreeMap<String, Vec<T>>,
    firsts: BTreeSet<String>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { forms: BTreeMap::new(), firsts: BTreeSet::new() }
    }
}

impl<T> Phrases<T> {
    /// The forms of a table.
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

    /// The first words of all forms.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = &str> {
        self.firsts.iter().map(String::as_str)
    }

    /// Whether a form begins with a word.
    pub(crate) fn has_first(&self, word: &str) -> bool {
        self.firsts.contains(word)
    }

    /// What words mean together.
    pub(crate) fn get(&self, words: &[impl AsRef<str>]) -> &[T] {
        let known = words.first().is_some_and(|first| self.firsts.contains(first.as_ref()));
        let found = if known { self.forms.get(&joined(words)) } else { None };
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The longest form that begins with the first word and means what is asked for: how many words it
    /// has, and the meaning.
    pub(crate) fn at(&self, words: &[impl AsRef<str>], is_it: impl Fn(&T) -> bool) -> Option<(usize, &T)> {
        self.firsts.get(words.first()?.as_ref())?;
        let longest = MOST_WORDS.min(words.len());
        (1..=longest).rev().find_map(|count| {
            let found = self.forms.get(&joined(words.get(..count)?))?;
            Some((count, found.iter().find(|meaning| is_it(meaning))?))
        })
    }
}

/// Words with a blank between each two.
pub(super) fn joined(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    words.join(" ")
}

/// A word as it is looked up: in lower case, without full stops and without marks at its ends.
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

/// The words of a text as they are looked up.
pub(crate) fn keys(text: &str) -> Vec<String> {
    let cut = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')' | '[' | ']');
    text.split(cut).map(key).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
