//! The rules by which written letters become neutral ones: those of all scripts, and those of a
//! language that writes another's letters for sounds of its own.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::folded::Sound;
use crate::base::text::Script;
use crate::language::lexicon::TableRow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Any,
    Start,
    AfterVowel,
    End,
    InFront,
}

impl Where {
    /// The word for it in the tables.
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

/// A rule in letters: those behind the first one, the neutral ones that all become, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct FoldRule(pub(crate) String, pub(crate) String, pub(crate) &'static str);

/// A rule: the letters behind its first one, and what all of them fold into.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) rest: Vec<char>,
    pub(super) to: Vec<Sound>,
    place: Where,
}

impl Rule {
    /// Whether the rule is for one letter wherever it stands.
    fn is_plain(&self) -> bool {
        self.rest.is_empty() && self.place == Where::Any
    }
}

/// Where a letter stands in its word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) is_start: bool,
    pub(super) after_vowel: bool,
    /// The word has a letter that only words of front vowels have.
    pub(super) in_front: bool,
}

/// Rules by first letter, the longest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    by_first: FxHashMap<char, Vec<Rule>>,
}

impl Rules {
    /// The rules of rows with the columns `from`, `to` and `where`.
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
            rules.by_first.entry(first).or_default().push(Rule { rest: from.collect(), to, place });
        }
        #[allow(clippy::iter_over_hash_type)] // each list is sorted by itself
        for rules in rules.by_first.values_mut() {
            rules.sort_by_key(|rule| (std::cmp::Reverse(rule.rest.len()), std::cmp::Reverse(rule.place)));
        }
        rules
    }

    /// What one letter becomes wherever it stands.
    pub(super) fn plain(&self, letter: char) -> Option<&Rule> {
        self.by_first.get(&letter)?.iter().find(|rule| rule.is_plain())
    }

    /// The rules in letters.
    pub(super) fn told(&self, show: impl Fn(&[Sound]) -> String) -> BTreeMap<char, Vec<FoldRule>> {
        let told = |rule: &Rule| FoldRule(rule.rest.iter().collect(), show(&rule.to), rule.place.as_str());
        let by_first = self.by_first.iter();
        by_first.map(|(first, rules)| (*first, rules.iter().map(told).collect())).collect()
    }

    /// The longest rule that fits.
    pub(super) fn find(&self, first: char, behind: &[char], position: Position) -> Option<&Rule> {
        let fits = |rule: &&Rule| {
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

/// Where a letter of a language stands that tells it from the others that write its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tells {
    Anywhere,
    /// With a letter behind it.
    Inside,
    /// As the first of several letters.
    AtStart,
}

/// The letters of a language that writes another's script for sounds of its own, as Kazakh does the
/// Arabic one (tables `script-letters`).
#[derive(Clone, Debug)]
pub(super) struct ScriptLetters {
    pub(super) rules: Rules,
    telling: Vec<(char, Tells)>,
    front: Vec<char>,
}

impl ScriptLetters {
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

    /// Whether a text has a letter that only this language writes so.
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

    /// Whether a word has a letter that only words of front vowels have.
    pub(super) fn is_front(&self, word: &[char]) -> bool {
        word.iter().any(|letter| self.front.contains(letter))
    }
}
