//! Rewrites words that mix letters of several alphabets in one alphabet.
//!
//! In: a word such as `Aхметов` with a Latin A. Out: the word in Cyrillic or Latin letters only. A foreign
//! letter is replaced by the letter that looks like it in the tables `lookalikes`. Failing that, the letter
//! that sounds like it in the tables `letters` is used, and then the confusables of UTS 39.
//!
//! Examples: `Hypлaн` becomes `Нурлан` (H, y, p and a look Cyrillic), `Kaйrat` becomes `Kairat` (й has no
//! Latin look-alike), and `Αkhmetov` with a Greek Α becomes `Akhmetov`.

use std::collections::BTreeMap;

use unicode_security::confusable_detection::skeleton;

use crate::base::text::Script;
use crate::language::lexicon::{Lexicon, TableRow};

/// Latin spellings of neutral letters that have other sounds in Latin spelling.
const SPELLED: [(char, &str); 5] = [('J', "zh"), ('H', "ch"), ('S', "sh"), ('C', "ts"), ('x', "kh")];

/// One alphabet in which words are rewritten.
#[derive(Clone, Debug, Default)]
struct Alphabet {
    /// Letters of the alphabet by their UTS 39 skeleton. A small letter comes before its capital.
    by_look: BTreeMap<String, char>,
    /// Letters of the alphabet by the foreign letter that sounds like them.
    by_sound: BTreeMap<char, String>,
}

/// The tables `lookalikes` and `letters`, prepared for both alphabets.
#[derive(Clone, Debug)]
pub(super) struct Mixed {
    /// Latin and Cyrillic letters that look alike, in table order.
    pairs: Vec<(char, char)>,
    /// For words that become Latin.
    latin: Alphabet,
    /// For words that become Cyrillic.
    cyrillic: Alphabet,
}

impl Mixed {
    /// Reads the tables.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let sounds: Vec<(char, char)> = lexicon.rows("letters").filter_map(one_letter).collect();
        Mixed {
            pairs: lexicon.rows("lookalikes").filter_map(pair).collect(),
            latin: Alphabet::new(&sounds, Script::Latin),
            cyrillic: Alphabet::new(&sounds, Script::Cyrillic),
        }
    }

    /// A word that mixes alphabets, in one of them; `None` for a word in one alphabet.
    ///
    /// The alphabet of most letters is used if each foreign letter looks like one of its letters, otherwise
    /// the other alphabet if that fits. If neither fits, the alphabet of most letters is used, by look or
    /// sound. The result always has letters of one alphabet, unless a letter neither looks nor sounds like
    /// any of them.
    pub(super) fn one_script(&self, word: &str) -> Option<String> {
        let has = |script| word.chars().any(|letter| Script::of(letter) == Some(script));
        let (latin, cyrillic) = (has(Script::Latin), has(Script::Cyrillic));
        let is_mixed = (latin && cyrillic) || ((latin || cyrillic) && word.chars().any(is_greek));
        if !is_mixed {
            return None;
        }
        let by_look =
            |script| word.chars().map(|letter| self.alike(letter, script)).collect::<Option<String>>();
        let most =
            if Script::of_word(word) == Some(Script::Cyrillic) { Script::Cyrillic } else { Script::Latin };
        let other = if most == Script::Cyrillic { Script::Latin } else { Script::Cyrillic };
        let replaced = by_look(most).or_else(|| by_look(other));
        Some(replaced.unwrap_or_else(|| word.chars().map(|letter| self.nearest(letter, most)).collect()))
    }

    /// The alphabet of a script; Latin for every script except Cyrillic.
    fn alphabet(&self, script: Script) -> &Alphabet {
        if script == Script::Cyrillic { &self.cyrillic } else { &self.latin }
    }

    /// The letter of an alphabet that looks like a letter; `None` without one. Characters of no alphabet are
    /// unchanged.
    fn alike(&self, letter: char, script: Script) -> Option<char> {
        if Script::of(letter).is_none_or(|of| of == script) {
            return Some(letter);
        }
        let by_table = self.by_table(letter, script == Script::Cyrillic);
        // UTS 39 pairs `r` with `г`, but nobody types one for the other. A letter with a known sound is
        // replaced by that sound.
        let has_sound = self.alphabet(script).by_sound.contains_key(&lower(letter));
        by_table.or_else(|| if has_sound { None } else { self.alphabet(script).by_look(letter) })
    }

    /// The letter that looks like it in the tables `lookalikes`.
    fn by_table(&self, letter: char, to_cyrillic: bool) -> Option<char> {
        let lower = lower(letter);
        let found = self.pairs.iter().find_map(|(latin, cyrillic)| {
            let (from, to) = if to_cyrillic { (latin, cyrillic) } else { (cyrillic, latin) };
            // A row with a capital is for capitals only: H looks like Н, h like һ.
            let fits = if latin.is_uppercase() { letter.is_uppercase() } else { true };
            (fits && from.to_lowercase().eq(lower.to_lowercase())).then_some(*to)
        });
        found.map(|to| cased(to, letter))
    }

    /// The letter that looks like it, or else letters that sound like it (`й` as `i`), or else the letter
    /// itself. Used if no alphabet has a look-alike for every letter of the word.
    fn nearest(&self, letter: char, script: Script) -> String {
        if let Some(alike) = self.alike(letter, script) {
            return alike.to_string();
        }
        let Some(sounds) = self.alphabet(script).by_sound.get(&lower(letter)) else {
            return letter.to_string();
        };
        let mut sounds = sounds.chars();
        let first = sounds.next().map(|first| cased(first, letter));
        first.into_iter().chain(sounds).collect()
    }
}

impl Alphabet {
    /// Prepares an alphabet. `sounds` pairs each letter of the tables with its neutral letter.
    fn new(sounds: &[(char, char)], script: Script) -> Self {
        let mut alphabet = Alphabet::default();
        let own = || sounds.iter().filter(|(letter, _)| Script::of(*letter) == Some(script));
        for letter in own().flat_map(|(letter, _)| [*letter, upper(*letter)]) {
            alphabet.by_look.entry(skeleton(&letter.to_string()).collect()).or_insert(letter);
        }
        for (letter, sound) in sounds.iter().filter(|(letter, _)| Script::of(*letter) != Some(script)) {
            let of_own = || own().find(|(_, one)| one == sound).map(|(letter, _)| letter.to_string());
            let spelled = SPELLED.iter().find(|(one, _)| one == sound).map(|(_, text)| (*text).to_owned());
            let spelled = spelled.unwrap_or_else(|| sound.to_string());
            let found = if script == Script::Latin { Some(spelled) } else { of_own() };
            found.into_iter().for_each(|text| {
                alphabet.by_sound.entry(*letter).or_insert(text);
            });
        }
        alphabet
    }

    /// The letter of the alphabet with the same UTS 39 skeleton.
    fn by_look(&self, letter: char) -> Option<char> {
        self.by_look.get(&skeleton(&letter.to_string()).collect::<String>()).copied()
    }
}

/// Whether a letter is Greek. Greek letters get into lists by mistake; letters of other scripts belong to
/// real words.
fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}') && letter.is_alphabetic()
}

/// The small letter; the first one if there are several.
fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// The capital; the first one if there are several.
fn upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

/// `to` as a capital if the letter that it replaces is one.
fn cased(to: char, as_in: char) -> char {
    if as_in.is_uppercase() { upper(to) } else { to }
}

/// The Latin and the Cyrillic letter of a table row.
fn pair(row: TableRow<'_>) -> Option<(char, char)> {
    let letter = |column| row.get(column).chars().next();
    Some((letter("latin")?, letter("cyrillic")?))
}

/// A table row in which one letter has one sound anywhere; `None` for other rows.
fn one_letter(row: TableRow<'_>) -> Option<(char, char)> {
    let one = |column| {
        let mut letters = row.get(column).chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    Some((one("from")?, one("to")?)).filter(|_| row.get("where") == "any")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Each line of the table has a word as printed and as it is shown.
    #[test]
    fn no_letter_of_another_alphabet_is_left() {
        let mixed = Mixed::new(&Lexicon::bundled());
        let table = include_str!("../../../tests/cases/mixed-letters.csv");
        for line in table.lines().skip(1) {
            let (printed, shown) = line.split_once(',').unwrap();
            let found = mixed.one_script(printed);
            assert_eq!(found.as_deref().unwrap_or(printed), shown, "{printed}");
        }
    }
}
