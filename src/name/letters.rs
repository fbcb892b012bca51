//! Letters to neutral sounds, and the price of reading one sound for another.
//!
//! Both sides of a comparison are folded into one small alphabet in which Kazakh Cyrillic, Russian
//! Cyrillic and the Latin spellings meet (tables `letters`); what spelling systems still confuse is
//! cheap in a weighted edit distance (tables `alternations`), and an ordinary slip costs 1.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::folded::{Folded, Sound};
use super::marks::is_lost_mark;
use super::price::{Added, MAX_SOUNDS, Prices, SLIP, hundredths};
use crate::Lexicon;
use crate::text::{Script, each_lower};

/// By judgement: most of the counted alternations of Kazakh names are of vowels, so a vowel is the
/// cheaper letter to mistake; and a vowel is hardly ever read for a consonant.
const VOWEL_FOR_VOWEL: u8 = 65;
const VOWEL_ADDED: u8 = 75;
const VOWEL_FOR_CONSONANT: u8 = 120;
/// A lost letter (`?`) stands for a letter that a code page does not have: nearly free for those
/// letters, dear for all others.
const LOST_FOR_KAZAKH: u8 = 10;
const LOST_FOR_OTHER: u8 = 60;
/// The neutral letters that the extra letters of Kazakh fold into (ә ғ қ ң ө ұ ү һ).
const KAZAKH_SOUNDS: &str = "agknoux";
/// The letters 0 and 1 of the alphabet: nothing, and the mark of a lost letter in a folded word.
const NOTHING: char = '-';
const LOST: char = '?';
const LOST_SOUND: Sound = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Any,
    Start,
    AfterVowel,
    End,
}

/// A rule: the letters behind its first one, and what all of them fold into.
#[derive(Clone, Debug)]
struct Rule {
    rest: Vec<char>,
    to: Vec<Sound>,
    place: Where,
}

impl Rule {
    /// Whether the rule is for one letter wherever it stands.
    fn is_plain(&self) -> bool {
        self.rest.is_empty() && self.place == Where::Any
    }
}

/// The neutral alphabet, the folding rules and the prices.
#[derive(Clone, Debug)]
pub struct Letters {
    alphabet: Vec<char>,
    is_vowel: Vec<bool>,
    /// Rules by first letter, the longest first.
    rules: FxHashMap<char, Vec<Rule>>,
    prices: Prices,
    /// Pairs of sounds that may be the initials of one name.
    initials: Vec<(Sound, Sound)>,
}

impl Letters {
    /// Reads the tables `letters` and `alternations`.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut alphabet = vec![NOTHING, LOST];
        let rules = rules(lexicon, &mut alphabet);
        let is_vowel: Vec<bool> = alphabet.iter().map(|sound| "aeiouy".contains(*sound)).collect();
        let prices = Prices::new(|a, b| default_price(&alphabet, a, b));
        let mut letters = Letters { alphabet, is_vowel, rules, prices, initials: Vec::new() };
        letters.read_prices(lexicon);
        letters
    }

    fn read_prices(&mut self, lexicon: &Lexicon) {
        for row in lexicon.rows("alternations") {
            let sound = |column| {
                let letter = row.get(column).chars().next()?;
                let at = self.alphabet.iter().position(|known| *known == letter)?;
                u8::try_from(at).ok()
            };
            let (Some(a), Some(b)) = (sound("a"), sound("b")) else { continue };
            let Ok(cost) = row.get("cost").parse::<f64>() else { continue };
            self.set_price(a, b, hundredths(cost), row.get("where"));
        }
    }

    /// Sets the price of one sound for another, or of a sound added where `a` is nothing.
    fn set_price(&mut self, a: Sound, b: Sound, price: u8, place: &str) {
        let n = self.alphabet.iter().position(|known| *known == 'n').and_then(|at| u8::try_from(at).ok());
        match (place, a, n) {
            ("initial", ..) => self.initials.extend([(a, b), (b, a)]),
            ("start", 0, _) => self.prices.add(b, Added::AtStart, price),
            ("end", 0, _) => self.prices.add(b, Added::AtEnd, price),
            ("after-n", _, Some(n)) => self.prices.add(b, Added::After(n), price),
            (_, 0, _) => self.prices.add(b, Added::Anywhere, price),
            _ => self.prices.replace(a, b, price),
        }
    }

    /// Folds one word into neutral letters. Letters that no table has are sounds of their
    /// own; doubled letters become one.
    pub fn fold(&self, word: &str) -> Folded {
        let mut lower = Lower::new();
        each_lower(word, |letter| lower.push(letter));
        self.fold_lower(lower.letters())
    }

    /// Folds a name part: hyphens and blanks within it do not part its letters. An apostrophe does
    /// where a table names it (o').
    pub(super) fn fold_part(&self, part: &str) -> Folded {
        let mut lower = Lower::new();
        each_lower(part, |letter| {
            if !matches!(letter, '-' | ' ') {
                lower.push(letter);
            }
        });
        self.fold_lower(lower.letters())
    }

    fn fold_lower(&self, letters: &[char]) -> Folded {
        let mut out = Folded::EMPTY;
        let mut rest = letters;
        while let Some((first, behind)) = rest.split_first() {
            let taken = self.fold_one(*first, behind, rest.len() == letters.len(), &mut out);
            rest = behind.get(taken..).unwrap_or_default();
        }
        out
    }

    /// Folds the letters that the longest fitting rule takes, and says how many behind the first
    /// those are.
    fn fold_one(&self, first: char, behind: &[char], is_start: bool, out: &mut Folded) -> usize {
        let fits = |rule: &&Rule| {
            rule.rest.len() <= behind.len()
                && rule.rest.iter().zip(behind).all(|(a, b)| a == b)
                && match rule.place {
                    Where::Any => true,
                    Where::Start => is_start,
                    Where::AfterVowel => out.last().is_some_and(|sound| self.is_vowel(*sound)),
                    Where::End => rule.rest.len() == behind.len(),
                }
        };
        let found = self.rules.get(&first).and_then(|rules| rules.iter().find(fits));
        let Some(rule) = found else {
            self.fold_unknown(first, out);
            return 0;
        };
        rule.to.iter().for_each(|sound| out.push_single(*sound));
        rule.rest.len()
    }

    /// Folds a letter that no table has: as the letter that its accents are put to, else as a sound of
    /// its own, so that names in an unknown script are compared letter by letter. Those sounds are
    /// shared by the letters of all such scripts; only the tables can tell what they mean.
    fn fold_unknown(&self, letter: char, out: &mut Folded) {
        if is_lost_mark(letter) {
            out.push(LOST_SOUND);
            return;
        }
        if Script::of(letter).is_none() {
            return;
        }
        let plain = std::iter::once(letter).nfd().next().filter(|plain| *plain != letter);
        let rule = plain.and_then(|plain| self.rules.get(&plain)?.iter().find(|rule| rule.is_plain()));
        match rule {
            Some(rule) => rule.to.iter().for_each(|sound| out.push_single(*sound)),
            None => {
                let known = self.alphabet.len();
                let room = MAX_SOUNDS.saturating_sub(known).max(1) as u32;
                let own = known + (u32::from(plain.unwrap_or(letter)) % room) as usize;
                out.push_single(u8::try_from(own.min(MAX_SOUNDS - 1)).unwrap_or(LOST_SOUND));
            }
        }
    }

    fn is_vowel(&self, sound: Sound) -> bool {
        self.is_vowel.get(usize::from(sound)).copied().unwrap_or(false)
    }

    /// The consonants of a word, for looking up words that differ in vowels only.
    pub fn skeleton(&self, word: &[Sound]) -> Folded {
        word.iter().copied().filter(|sound| !self.is_vowel(*sound)).collect()
    }

    /// The neutral letters as text, for tests and explanations.
    pub fn show(&self, word: &[Sound]) -> String {
        word.iter().filter_map(|sound| self.alphabet.get(usize::from(*sound))).collect()
    }

    /// The price of reading one folded word for another, in hundredths of a slip; symmetric, and
    /// 0 exactly for equal words. Letters that both words begin or end with stand for each other.
    /// Prices above `limit` are only known to be above it.
    pub fn price(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        self.prices.of(a, b, limit)
    }

    /// Whether two initials may stand for one name: equal, or confused by rule.
    pub fn initials_agree(&self, a: Sound, b: Sound) -> bool {
        a == b || self.initials.contains(&(a, b))
    }
}

fn rules(lexicon: &Lexicon, alphabet: &mut Vec<char>) -> FxHashMap<char, Vec<Rule>> {
    let mut rules: FxHashMap<char, Vec<Rule>> = FxHashMap::default();
    for row in lexicon.rows("letters") {
        let mut from = row.get("from").chars();
        let Some(first) = from.next() else { continue };
        let to = row.get("to").chars().map(|letter| sound(letter, alphabet)).collect();
        let place = match row.get("where") {
            "start" => Where::Start,
            "vowel" => Where::AfterVowel,
            "end" => Where::End,
            _ => Where::Any,
        };
        rules.entry(first).or_default().push(Rule { rest: from.collect(), to, place });
    }
    #[allow(clippy::iter_over_hash_type)] // each list is sorted by itself
    for rules in rules.values_mut() {
        rules.sort_by_key(|rule| (std::cmp::Reverse(rule.rest.len()), std::cmp::Reverse(rule.place)));
    }
    rules
}

/// The place of a neutral letter in the alphabet; new ones join it while there is room.
fn sound(letter: char, alphabet: &mut Vec<char>) -> Sound {
    let at = alphabet.iter().position(|known| *known == letter).unwrap_or_else(|| {
        if alphabet.len() < MAX_SOUNDS {
            alphabet.push(letter);
        }
        alphabet.len() - 1
    });
    u8::try_from(at).unwrap_or(u8::MAX)
}

fn default_price(alphabet: &[char], a: usize, b: usize) -> u8 {
    let letter = |at: usize| alphabet.get(at).copied().unwrap_or(NOTHING);
    let is_vowel = |at: usize| "aeiouy".contains(letter(at));
    match (a, b) {
        (a, b) if a == b => 0,
        (0, b) | (b, 0) if is_vowel(b) => VOWEL_ADDED,
        (0, _) | (_, 0) => SLIP,
        (1, other) | (other, 1) if KAZAKH_SOUNDS.contains(letter(other)) => LOST_FOR_KAZAKH,
        (1, _) | (_, 1) => LOST_FOR_OTHER,
        (a, b) if is_vowel(a) && is_vowel(b) => VOWEL_FOR_VOWEL,
        (a, b) if is_vowel(a) || is_vowel(b) => VOWEL_FOR_CONSONANT,
        _ => SLIP,
    }
}

/// The lower-case letters of a word, in place; what does not fit would be cut off anyway.
struct Lower {
    letters: [char; Lower::SIZE],
    len: usize,
}

impl Lower {
    /// Twice as many as a folded word keeps, since several letters may make one sound.
    const SIZE: usize = 96;

    fn new() -> Self {
        Lower { letters: ['\0'; Lower::SIZE], len: 0 }
    }

    fn push(&mut self, letter: char) {
        if let Some(place) = self.letters.get_mut(self.len) {
            *place = letter;
            self.len += 1;
        }
    }

    fn letters(&self) -> &[char] {
        self.letters.get(..self.len).unwrap_or_default()
    }
}

/// The script of a word for tables that differ by script; Latin when there are no letters.
pub(super) fn script_of(word: &str) -> Script {
    Script::of_word(word).unwrap_or(Script::Latin)
}
