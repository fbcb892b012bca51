//! Which languages a Cyrillic word can be of, by its letters and where they stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::lexicon::Lexicon;

/// The language that misread words are expected to be of.
const KAZAKH: &str = "kk";
const VOWELS: &str = "аәеёиоөуұүыіїэюяєѝӧӱ";

/// How well a word fits the languages other than Kazakh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// No language has all its letters.
    None,
    /// A language has its letters, but writes none of them where it stands.
    Letters,
    /// It can be a word of some language.
    Word,
}

/// The tables `alphabets` and `letter-places`.
#[derive(Clone, Debug)]
pub(super) struct Spellings {
    kazakh: Spelling,
    others: Vec<Spelling>,
}

#[derive(Clone, Debug, Default)]
struct Spelling {
    letters: BTreeSet<char>,
    places: BTreeMap<char, Vec<(String, String)>>,
}

impl Spellings {
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

    /// How well a word in lower case fits the language that it fits best.
    pub(super) fn of_others(&self, word: &[char]) -> Fit {
        let fits = self.others.iter().filter(|one| one.has_letters(word));
        let fit = |one: &Spelling| if one.has_places(word) { Fit::Word } else { Fit::Letters };
        fits.map(fit).max().unwrap_or(Fit::None)
    }
}

impl Spelling {
    fn has_letters(&self, word: &[char]) -> bool {
        word.iter().all(|letter| self.letters.contains(letter))
    }

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

    fn fits(word: &str) -> (bool, Fit) {
        let spellings = Spellings::new(&Lexicon::bundled());
        let word: Vec<char> = word.chars().collect();
        (spellings.is_kazakh(&word), spellings.of_others(&word))
    }

    #[test]
    fn tells_words_of_other_languages_from_misread_ones() {
        for word in ["київ", "сергєєв", "ґрін", "паўлаў", "ўктам", "јован", "ќосев", "ѓорѓи", "ћирић"]
        {
            assert_eq!(fits(word), (false, Fit::Word), "{word}");
        }
        for (word, fit) in
            [("ќайрат", Fit::None), ("јділ", Fit::None), ("єабит", Fit::Letters), ("гїлнар", Fit::Letters)]
        {
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
