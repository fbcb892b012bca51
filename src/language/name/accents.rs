//! Further spellings of a word in other letters.
//!
//! In: a word and its folded letters. Out: its folded spellings without accents, in the usual transcriptions
//! of its letters, or, if no table knows its script, in a general transliteration.
//!
//! Lists that drop accents do it in different ways: Müller appears as Muller and as Mueller. So a word has
//! one further spelling for each set of transcriptions, and a comparison uses the best. Georgian, Armenian,
//! Hebrew and other scripts without tables have only the transliteration, and agreement through it is at most
//! `near`.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::base::text::{Script, each_lower};
use crate::language::lexicon::Lexicon;

/// The letters that replace Latin letters with accents in lists without them (tables `accents`).
#[derive(Clone, Debug)]
pub(super) struct Accents {
    /// The transcriptions of each letter, the usual one first: ü becomes u, or ue.
    letters: BTreeMap<char, Vec<String>>,
    /// The largest number of transcriptions of one letter; at least 1.
    most: usize,
}

impl Accents {
    /// Reads the tables.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let mut letters: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for row in lexicon.rows("accents") {
            let Some(letter) = row.get("from").chars().next() else { continue };
            let also = row.get("also").split('|').filter(|text| !text.is_empty());
            let all = std::iter::once(row.get("to")).chain(also).map(str::to_owned);
            letters.entry(letter).or_default().extend(all);
        }
        let most = letters.values().map(Vec::len).max().unwrap_or(1).max(1);
        Accents { letters, most }
    }

    /// The further spellings of a word, and whether they are a general transliteration. Spellings that fold
    /// to `sounds` are left out. Empty for ASCII words and for scripts with tables of their own.
    pub(super) fn others(&self, word: &str, sounds: &Folded, letters: &Letters) -> (Vec<Folded>, bool) {
        if word.is_ascii() {
            return (Vec::new(), false);
        }
        match Script::of_word(word) {
            Some(Script::Latin) => (self.without_accents(word, sounds, letters), false),
            Some(Script::Other) => (transliterated(word, sounds, letters), true),
            _ => (Vec::new(), false),
        }
    }

    /// A Latin word without accents, once for each set of transcriptions: Müller as Muller and as Mueller.
    /// Spellings that fold alike appear once.
    fn without_accents(&self, word: &str, sounds: &Folded, letters: &Letters) -> Vec<Folded> {
        let mut all: Vec<Folded> = Vec::new();
        for at in 0..self.most {
            let mut plain = String::with_capacity(word.len());
            each_lower(word, |letter| self.push_plain(letter, at, &mut plain));
            let folded = letters.fold_part(&plain, None);
            if folded != *sounds && !all.contains(&folded) {
                all.push(folded);
            }
        }
        all
    }

    /// Adds one letter in transcription `at`, or in its last one if it has fewer. A letter in no table loses
    /// its accents.
    fn push_plain(&self, letter: char, at: usize, plain: &mut String) {
        match self.letters.get(&letter).and_then(|all| all.get(at).or(all.last())) {
            Some(text) => plain.push_str(text),
            None if letter.is_ascii() => plain.push(letter),
            None => plain.extend(std::iter::once(letter).nfd().filter(|part| !is_combining_mark(*part))),
        }
    }
}

/// A word of a script without tables, in a general transliteration to Latin letters. Empty if that changes
/// nothing.
fn transliterated(word: &str, sounds: &[Sound], letters: &Letters) -> Vec<Folded> {
    let folded = letters.fold_part(&any_ascii::any_ascii(word), None);
    if folded.is_empty() || *folded == *sounds { Vec::new() } else { vec![folded] }
}
