//! Which languages a Cyrillic word can belong to, by its letters and their positions.
//!
//! In: a word in lower case. Out: whether it can be Kazakh, and how well it fits the other languages of the tables
//! `alphabets` and `letter-places`. A Ukrainian name fits Ukrainian; a misread Kazakh name fits no language.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::lexicon::Lexicon;

/// The code of the language that misread words are expected to be in.
const KAZAKH: &str = "kk";
/// Cyrillic vowels of all languages of the tables, in lower case; `V` in `letter-places` means any of them.
const VOWELS: &str = "аәеёиоөуұүыіїэюяєѝӧӱ";

/// How well a word fits the language other than Kazakh that it fits best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WordFit {
    /// No language has all of its letters.
    None,
    /// A language has its letters, but does not write one of them at its position.
    Letters,
    /// It can be a word of a language.
    Word,
}

/// The tables `alphabets` and `letter-places`, by language.
#[derive(Clone, Debug)]
pub(super) struct Spellings {
    /// Kazakh; empty if the tables lack it.
    kazakh: Spelling,
    /// The other languages, in the order of their codes.
    others: Vec<Spelling>,
}

/// The letters of one language and where they can be.
#[derive(Clone, Debug, Default)]
struct Spelling {
    /// The alphabet, in lower case.
    letters: BTreeSet<char>,
    /// For a letter, the pairs of letters that may precede and follow it. A letter without an entry can be anywhere.
    places: BTreeMap<char, Vec<(String, String)>>,
}

impl Spellings {
    /// Reads the tables of a lexicon.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let mut all: BTreeMap<&str, Spelling> = BTreeMap::new();
        for row in lexicon.rows("alphabets") {
            all.entry(row.get("language")).or_default().letters.extend(row.get("letters").chars());
        }
        for row in lexicon.rows("letter-places") {
            let Some(letter) = row.get("letter").chars().next() else { continue };
            let place = (row.get("before").to_owned(), row.get("after").to_owned());
            all.entry(row.get("language")).or_default().places.entry(letter).or_default().push(place);
        }
        let kazakh = all.remove(KAZAKH).unwrap_or_default();
        Spellings { kazakh, others: all.into_values().collect() }
    }

    /// Whether a word in lower case can be Kazakh.
    pub(super) fn is_kazakh(&self, word: &[char]) -> bool {
        self.kazakh.has_letters(word) && self.kazakh.has_places(word)
    }

    /// Whether the Kazakh alphabet has all letters of a word in lower case.
    pub(super) fn has_kazakh_letters(&self, word: &[char]) -> bool {
        self.kazakh.has_letters(word)
    }

    /// How well a word in lower case fits the best of the other languages.
    pub(super) fn of_others(&self, word: &[char]) -> WordFit {
        let fits = self.others.iter().filter(|one| one.has_letters(word));
        let fit = |one: &Spelling| if one.has_places(word) { WordFit::Word } else { WordFit::Letters };
        fits.map(fit).max().unwrap_or(WordFit::None)
    }
}

impl Spelling {
    /// Whether the alphabet has every letter of a word in lower case.
    fn has_letters(&self, word: &[char]) -> bool {
        word.iter().all(|letter| self.letters.contains(letter))
    }

    /// Whether every letter is between letters that the tables allow. `^` is the start of the word and `$` its end.
    fn has_places(&self, word: &[char]) -> bool {
        let mut before = '^';
        for (at, letter) in word.iter().enumerate() {
            let after = word.get(at + 1).copied().unwrap_or('$');
            let fits = |(left, right): &(String, String)| stands_in(before, left) && stands_in(after, right);
            if self.places.get(letter).is_some_and(|places| !places.iter().any(fits)) {
                return false;
            }
            before = *letter;
        }
        true
    }
}

/// Whether a letter, or the mark `^` or `$`, is in a set of `letter-places`: `*` is anything, `V` a vowel, `C` a
/// consonant.
fn stands_in(letter: char, set: &str) -> bool {
    let is_mark = matches!(letter, '^' | '$');
    set.chars().any(|member| match member {
        '*' => true,
        'V' => !is_mark && VOWELS.contains(letter),
        'C' => !is_mark && !VOWELS.contains(letter),
        member => member == letter,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(word: &str) -> (bool, WordFit) {
        let spellings = Spellings::new(&Lexicon::bundled());
        let word: Vec<char> = word.chars().collect();
        (spellings.is_kazakh(&word), spellings.of_others(&word))
    }

    #[test]
    fn tells_words_of_other_languages_from_misread_ones() {
        for word in ["київ", "сергєєв", "ґрін", "паўлаў", "ўктам", "јован", "ќосев", "ѓорѓи", "ћирић"]
        {
            assert_eq!(fits(word), (false, WordFit::Word), "{word}");
        }
        for (word, fit) in [
            ("ќайрат", WordFit::None),
            ("јділ", WordFit::None),
            ("єабит", WordFit::Letters),
            ("гїлнар", WordFit::Letters),
        ] {
            assert_eq!(fits(word).1, fit, "{word}");
        }
    }

    #[test]
    fn kazakh_words_are_kazakh() {
        for word in ["қайрат", "әділ", "ғабит", "жанғали", "мұсаұлы", "нұрлыбекұлы", "меңдібай", "гүлнар"]
        {
            assert!(fits(word).0, "{word}");
        }
        for word in ["киүв", "андріғнко", "әован", "ңегош", "үасан"] {
            assert!(!fits(word).0, "{word}");
        }
    }
}
