//! The rules by which written letters become neutral letters.
//!
//! In: rows of the tables `letters` and `script-letters`. Out: for each place in a word, the longest rule
//! that fits. There is one set of rules for all scripts, and one for each language that uses the letters of
//! another for its own sounds.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::folded::Sound;
use crate::base::text::Script;
use crate::language::lexicon::TableRow;

/// The place in a word where a rule applies (column `where`). The order of the variants decides between two
/// rules with equal letters: the later variant is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    /// Anywhere; `any` in the tables.
    Any,
    /// At the start of the word; `start` in the tables. `oe` is о only there.
    Start,
    /// After a vowel; `vowel` in the tables. `y` is и only there.
    AfterVowel,
    /// At the end of the word; `end` in the tables.
    End,
    /// In a word of front vowels; `front` in the tables.
    InFront,
}

impl Where {
    /// The word for the place in the tables.
    fn as_str(self) -> &'static str {
        match self {
            Where::Any => "any",
            Where::Start => "start",
            Where::AfterVowel => "vowel",
            Where::End => "end",
            Where::InFront => "front",
        }
    }
}

/// A rule as text: the letters after the first one, the neutral letters for all of them, and the place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct FoldRule(pub(crate) String, pub(crate) String, pub(crate) &'static str);

/// A folding rule, without its first letter. `sh` folds to one neutral letter, and `я` to two (`ia`).
#[derive(Clone, Debug)]
pub(super) struct LetterRule {
    /// The written letters after the first one.
    pub(super) rest: Vec<char>,
    /// The neutral letters for all of them; empty if the letters are not compared, such as ь.
    pub(super) to: Vec<Sound>,
    /// Where the rule applies.
    place: Where,
}

impl LetterRule {
    /// Whether the rule covers one letter, anywhere in a word.
    fn is_plain(&self) -> bool {
        self.rest.is_empty() && self.place == Where::Any
    }
}

/// The place of a letter in its word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    /// It is the first letter.
    pub(super) is_start: bool,
    /// The neutral letter before it is a vowel.
    pub(super) after_vowel: bool,
    /// The word has a letter that only words of front vowels have, such as ە in Kazakh.
    pub(super) in_front: bool,
}

/// Rules by their first letter.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// For each first letter, the longest rule first.
    by_first: FxHashMap<char, Vec<LetterRule>>,
}

impl Rules {
    /// The rules of table rows with the columns `from`, `to` and `where`. `sound` returns the index of a
    /// neutral letter.
    pub(super) fn new<'a>(
        rows: impl Iterator<Item = TableRow<'a>>,
        mut sound: impl FnMut(char) -> Sound,
    ) -> Self {
        let mut rules = Rules::default();
        for row in rows {
            let mut from = row.get("from").chars();
            let Some(first) = from.next() else { continue };
            let to = row.get("to").chars().map(&mut sound).collect();
            let place = match row.get("where") {
                "start" => Where::Start,
                "vowel" => Where::AfterVowel,
                "end" => Where::End,
                "front" => Where::InFront,
                _ => Where::Any,
            };
            rules.by_first.entry(first).or_default().push(LetterRule { rest: from.collect(), to, place });
        }
        #[allow(clippy::iter_over_hash_type)] // each list is sorted by itself
        for rules in rules.by_first.values_mut() {
            rules.sort_by_key(|rule| (std::cmp::Reverse(rule.rest.len()), std::cmp::Reverse(rule.place)));
        }
        rules
    }

    /// The rule for one letter anywhere in a word; `None` without one.
    pub(super) fn plain(&self, letter: char) -> Option<&LetterRule> {
        self.by_first.get(&letter)?.iter().find(|rule| rule.is_plain())
    }

    /// All rules as text, by first letter.
    pub(super) fn told(&self, show: impl Fn(&[Sound]) -> String) -> BTreeMap<char, Vec<FoldRule>> {
        let told =
            |rule: &LetterRule| FoldRule(rule.rest.iter().collect(), show(&rule.to), rule.place.as_str());
        let by_first = self.by_first.iter();
        by_first.map(|(first, rules)| (*first, rules.iter().map(told).collect())).collect()
    }

    /// The longest rule that fits at a letter; `None` without one. `behind` has the letters after it.
    ///
    /// Of two rules with equal letters, the rule for a particular place comes before the rule for any place.
    pub(super) fn find(&self, first: char, behind: &[char], position: Position) -> Option<&LetterRule> {
        let fits = |rule: &&LetterRule| {
            rule.rest.len() <= behind.len()
                && rule.rest.iter().zip(behind).all(|(a, b)| a == b)
                && match rule.place {
                    Where::Any => true,
                    Where::Start => position.is_start,
                    Where::AfterVowel => position.after_vowel,
                    Where::End => rule.rest.len() == behind.len(),
                    Where::InFront => position.in_front,
                }
        };
        self.by_first.get(&first)?.iter().find(fits)
    }
}

/// The place where a telltale letter shows its language. Elsewhere in a word, other languages of the script
/// use it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tells {
    /// Any place; `any` in the column `telling`.
    Anywhere,
    /// Before another letter; `inside` in the tables.
    Inside,
    /// At the start of a word of several letters; `start` in the tables.
    AtStart,
}

/// The letters of a language that uses the script of another one for its own sounds, as Kazakh uses Arabic
/// letters (tables `script-letters`).
///
/// Kazakh in Arabic letters writes all vowels, so a cell that has a telltale letter is folded like any Kazakh
/// name. Without one it is read as Arabic.
#[derive(Clone, Debug)]
pub(super) struct ScriptLetters {
    /// Its folding rules.
    pub(super) rules: Rules,
    /// Its telltale letters, and where each shows the language.
    telling: Vec<(char, Tells)>,
    /// Letters that only words of front vowels have.
    front: Vec<char>,
}

impl ScriptLetters {
    /// Reads the rows of one language.
    pub(super) fn new(rows: &[TableRow<'_>], sound: impl FnMut(char) -> Sound) -> Self {
        let first = |row: &TableRow<'_>| row.get("from").chars().next();
        let telling = |row: &TableRow<'_>| {
            let tells = match row.get("telling") {
                "any" => Tells::Anywhere,
                "inside" => Tells::Inside,
                "start" => Tells::AtStart,
                _ => return None,
            };
            Some((first(row)?, tells))
        };
        ScriptLetters {
            rules: Rules::new(rows.iter().copied(), sound),
            telling: rows.iter().filter_map(telling).collect(),
            front: rows.iter().filter(|row| row.get("front") == "yes").filter_map(first).collect(),
        }
    }

    /// Whether a text has a telltale letter of this language.
    pub(super) fn wrote(&self, text: &str) -> bool {
        let mut before = None;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let behind = letters.peek().copied().and_then(Script::of);
            let found = self.telling.iter().any(|(of, tells)| {
                *of == letter
                    && match tells {
                        Tells::Anywhere => true,
                        Tells::Inside => behind.is_some(),
                        Tells::AtStart => before.is_none() && behind.is_some(),
                    }
            });
            if found {
                return true;
            }
            before = Script::of(letter);
        }
        false
    }

    /// Whether a word has a letter that only words of front vowels have. In such a word ى is і, in other
    /// words ы.
    pub(super) fn is_front(&self, word: &[char]) -> bool {
        word.iter().any(|letter| self.front.contains(letter))
    }
}
