//! Letters to neutral sounds, and the price of reading one sound for another.
//!
//! Both sides of a comparison are folded into one small alphabet in which Kazakh Cyrillic, Russian
//! Cyrillic and the Latin spellings meet (tables `letters`); what spelling systems still confuse is
//! cheap in a weighted edit distance (tables `alternations`), and an ordinary slip costs 1.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::abjad::Abjad;
use super::folded::{Folded, Sound};
use super::marks::is_lost_mark;
use super::price::{Added, MAX_SOUNDS, Prices, SLIP, hundredths};
use super::reach::Reach;
use super::rules::{FoldRule, Position, Rules, ScriptLetters};
use crate::base::text::{Script, each_lower};
use crate::language::lexicon::Lexicon;
use crate::language::lexicon::TableRow;

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
/// A bridge of fewer consonants brings too many names together.
const SHORTEST_BRIDGE: usize = 2;

/// The neutral alphabet, the folding rules and the prices.
#[derive(Clone, Debug)]
pub struct Letters {
    alphabet: Vec<char>,
    is_vowel: Vec<bool>,
    /// For each sound what stands for it in a coarse skeleton.
    classes: Vec<Sound>,
    /// For each sound what stands for it in a bridge between Arabic and other letters.
    bridges: Vec<Sound>,
    rules: Rules,
    /// The rules of languages that write another's script.
    own: Vec<ScriptLetters>,
    prices: Prices,
    /// The prices between Arabic and other letters.
    abjad: Arc<Abjad>,
    /// Pairs of sounds that may be the initials of one name.
    initials: Vec<(Sound, Sound)>,
}

impl Letters {
    /// Reads the tables `letters`, `script-letters` and `alternations`, and what serves words in Arabic
    /// letters beside others: `transcriptions` and articles.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut alphabet = vec![NOTHING, LOST];
        let rules = Rules::new(lexicon.rows("letters"), |letter| sound(letter, &mut alphabet));
        let own = script_letters(lexicon, &mut alphabet);
        let is_vowel: Vec<bool> = alphabet.iter().map(|sound| "aeiouy".contains(*sound)).collect();
        let prices = Prices::new(|a, b| default_price(&alphabet, a, b));
        let abjad = Arc::new(Abjad::new(&alphabet, prices.clone()));
        let mut letters = Letters {
            alphabet,
            is_vowel,
            rules,
            own,
            prices,
            abjad,
            initials: Vec::new(),
            classes: Vec::new(),
            bridges: Vec::new(),
        };
        letters.read_prices(lexicon);
        letters.abjad = Arc::new(letters.abjad(lexicon));
        letters.classes = letters.classes();
        letters.bridges = letters.find_bridges();
        letters
    }

    fn read_prices(&mut self, lexicon: &Lexicon) {
        for row in lexicon.rows("alternations").filter(|row| !row.get("where").starts_with("abjad")) {
            let (Some(a), Some(b)) = (self.sound_of(row, "a"), self.sound_of(row, "b")) else { continue };
            let Ok(cost) = row.get("cost").parse::<f64>() else { continue };
            self.set_price(a, b, hundredths(cost), row.get("where"));
        }
    }

    /// The prices of one script, and over them what serves words of two.
    fn abjad(&self, lexicon: &Lexicon) -> Abjad {
        let mut abjad = Abjad::new(&self.alphabet, self.prices.clone());
        let vowels: Vec<Sound> = (0..=u8::MAX).filter(|sound| self.is_vowel(*sound)).collect();
        for row in lexicon.rows("alternations").filter(|row| row.get("where").starts_with("abjad")) {
            let (Some(sound), Ok(cost)) = (self.sound_of(row, "b"), row.get("cost").parse()) else {
                continue;
            };
            abjad.add(sound, row.get("where"), &vowels, cost);
        }
        abjad.read(lexicon, |word| self.fold(word));
        abjad
    }

    fn sound_of(&self, row: TableRow<'_>, column: &str) -> Option<Sound> {
        let letter = row.get(column).chars().next()?;
        u8::try_from(self.alphabet.iter().position(|known| *known == letter)?).ok()
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
        self.fold_lower(lower.letters(), None)
    }

    /// The place of the language that a text in another's script is written in, if a letter tells.
    pub(super) fn written_by(&self, text: &str) -> Option<usize> {
        self.own.iter().position(|own| own.wrote(text))
    }

    /// Folds a name part: hyphens and blanks within it do not part its letters. An apostrophe does
    /// where a table names it (o').
    pub(super) fn fold_part(&self, part: &str, written_by: Option<usize>) -> Folded {
        let mut lower = Lower::new();
        each_lower(part, |letter| {
            if !matches!(letter, '-' | ' ') {
                lower.push(letter);
            }
        });
        self.fold_lower(lower.letters(), written_by.and_then(|at| self.own.get(at)))
    }

    /// A word of Latin letters folded letter by letter, where that is not how it sounds: a slip of the pen
    /// changes one letter, also in a group of letters that makes one sound (`Crofts`, `Croftd`).
    pub(super) fn spelled(&self, part: &str, sounds: &[Sound]) -> Option<Folded> {
        if Script::of_word(part) != Some(Script::Latin) {
            return None;
        }
        let mut spelled = Folded::EMPTY;
        each_lower(part, |letter| {
            let position = Position {
                is_start: spelled.is_empty(),
                after_vowel: spelled.last().is_some_and(|sound| self.is_vowel(*sound)),
                in_front: false,
            };
            match self.rules.find(letter, &[], position) {
                Some(rule) => rule.to.iter().for_each(|sound| spelled.push_single(*sound)),
                None => self.fold_unknown(letter, &mut spelled),
            }
        });
        (*spelled != *sounds).then_some(spelled)
    }

    fn fold_lower(&self, letters: &[char], own: Option<&ScriptLetters>) -> Folded {
        let mut out = Folded::EMPTY;
        let in_front = own.is_some_and(|own| own.is_front(letters));
        let mut rest = letters;
        while let Some((first, behind)) = rest.split_first() {
            let position = Position {
                is_start: rest.len() == letters.len(),
                after_vowel: out.last().is_some_and(|sound| self.is_vowel(*sound)),
                in_front,
            };
            let taken = self.fold_one(*first, behind, position, own, &mut out);
            rest = behind.get(taken..).unwrap_or_default();
        }
        out
    }

    /// Folds the letters that the longest fitting rule takes, and says how many behind the first
    /// those are.
    fn fold_one(
        &self,
        first: char,
        behind: &[char],
        position: Position,
        own: Option<&ScriptLetters>,
        out: &mut Folded,
    ) -> usize {
        let of_language = own.and_then(|own| own.rules.find(first, behind, position));
        let Some(rule) = of_language.or_else(|| self.rules.find(first, behind, position)) else {
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
        let rule = plain.and_then(|plain| self.rules.plain(plain));
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

    /// The consonants of a word without lost letters, those that spelling confuses most being one: for bringing
    /// together words that differ in what is confused.
    pub(crate) fn coarse_skeleton(&self, word: &[Sound]) -> Folded {
        let class = |sound: Sound| self.classes.get(usize::from(sound)).copied().unwrap_or(sound);
        let kept = word.iter().copied().filter(|sound| !self.is_vowel(*sound) && *sound != LOST_SOUND);
        kept.map(class).collect()
    }

    /// What a word in Arabic letters and its transcription share: the consonants that both write, with and without an
    /// article. None where too little would be left.
    pub(crate) fn bridges<'a>(&'a self, word: &'a [Sound]) -> impl Iterator<Item = Folded> + 'a {
        let class = |sound: &Sound| self.bridges.get(usize::from(*sound)).copied().unwrap_or(LOST_SOUND);
        let bridge = move |word: &[Sound]| {
            let mut bridge = Folded::EMPTY;
            let kept = word.iter().map(class).filter(|class| *class != LOST_SOUND);
            kept.for_each(|class| bridge.push_single(class));
            (bridge.len() >= SHORTEST_BRIDGE).then_some(bridge)
        };
        std::iter::once(word).chain(self.abjad.without_article(word)).filter_map(bridge)
    }

    /// The names that the tables transcribe as a word, as numbers.
    pub(crate) fn transcribed(&self, word: &[Sound]) -> &[usize] {
        self.abjad.transcribed(word)
    }

    /// Whether some of the words are in Arabic letters and some are not.
    pub(crate) fn are_of_two_scripts<'a>(&self, words: impl Iterator<Item = &'a [Sound]>) -> bool {
        let mut found = [false; 2];
        for word in words.filter(|word| !word.is_empty()) {
            found[usize::from(self.abjad.is_arabic(word))] = true;
            if found == [true; 2] {
                return true;
            }
        }
        false
    }

    /// For each sound the first of those that may stand for it in the other script, by one step or several;
    /// [`LOST_SOUND`] for vowels and what stands for them, which either script may leave out.
    fn find_bridges(&self) -> Vec<Sound> {
        let sounds = || LOST_SOUND + 1..MAX_SOUNDS as u8;
        let mut classes: Vec<Sound> = (0..MAX_SOUNDS as u8).collect();
        for (a, b) in sounds().flat_map(|a| sounds().take_while(move |b| *b < a).map(move |b| (a, b))) {
            if self.abjad.initials_agree(a, b) {
                let [one, other] = [a, b].map(|sound| classes[usize::from(sound)]);
                let (first, second) = (one.min(other), one.max(other));
                classes.iter_mut().filter(|class| **class == second).for_each(|class| *class = first);
            }
        }
        let weak: Vec<Sound> =
            sounds().filter(|sound| self.is_vowel(*sound)).map(|vowel| classes[usize::from(vowel)]).collect();
        classes.iter().map(|class| if weak.contains(class) { LOST_SOUND } else { *class }).collect()
    }

    /// For each sound the first of the consonants that it is confused with, by one step or several.
    fn classes(&self) -> Vec<Sound> {
        let sounds = || (LOST_SOUND + 1..MAX_SOUNDS as u8).filter(|sound| !self.is_vowel(*sound));
        let mut classes: Vec<Sound> = (0..MAX_SOUNDS as u8).collect();
        for (a, b) in sounds().flat_map(|a| sounds().take_while(move |b| *b < a).map(move |b| (a, b))) {
            if self.prices.replaced(a, b) <= CONFUSED && !self.abjad.is_between(&[a], &[b]) {
                let [one, other] = [a, b].map(|sound| classes[usize::from(sound)]);
                let (first, second) = (one.min(other), one.max(other));
                classes.iter_mut().filter(|class| **class == second).for_each(|class| *class = first);
            }
        }
        classes
    }

    /// The neutral letters as text, for tests and explanations.
    pub fn show(&self, word: &[Sound]) -> String {
        word.iter().filter_map(|sound| self.alphabet.get(usize::from(*sound))).collect()
    }

    /// The neutral letters that are vowels.
    pub(crate) fn vowels(&self) -> String {
        let vowels = self.alphabet.iter().zip(&self.is_vowel).filter(|(_, is_vowel)| **is_vowel);
        vowels.map(|(letter, _)| letter).collect()
    }

    /// The rules of all scripts by first letter, for who folds elsewhere.
    pub(crate) fn rules(&self) -> BTreeMap<char, Vec<FoldRule>> {
        self.rules.told(|sounds| self.show(sounds))
    }

    /// The price of reading one folded word for another, in hundredths of a slip; symmetric, and
    /// 0 exactly for equal words. Letters that both words begin or end with stand for each other.
    /// Prices above `limit` are only known to be above it.
    pub fn price(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        if equal(a, b) {
            return 0;
        }
        if self.abjad.is_between(a, b) { self.abjad.price(a, b, limit) } else { self.prices.of(a, b, limit) }
    }

    /// Bounds of the price of any word beside each of these, for words of one script.
    pub(crate) fn reaches<'a>(&self, words: impl Iterator<Item = &'a [Sound]>) -> Vec<Reach> {
        self.prices.reaches(words)
    }

    /// Whether one of two words is in Arabic letters and the other is not, so that their letters do
    /// not meet and they are never the same.
    pub(crate) fn is_between_scripts(&self, a: &[Sound], b: &[Sound]) -> bool {
        self.abjad.is_between(a, b)
    }

    /// Whether two initials may stand for one name: equal, or confused by rule.
    pub fn initials_agree(&self, a: Sound, b: Sound) -> bool {
        a == b || self.initials.contains(&(a, b)) || self.abjad.initials_agree(a, b)
    }
}

/// Words are too short for a call to be worth it.
fn equal(a: &[Sound], b: &[Sound]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

/// The tables `script-letters`, one set of rules for each language.
fn script_letters(lexicon: &Lexicon, alphabet: &mut Vec<char>) -> Vec<ScriptLetters> {
    let mut languages: BTreeMap<&str, Vec<TableRow<'_>>> = BTreeMap::new();
    for row in lexicon.rows("script-letters") {
        languages.entry(row.language()).or_default().push(row);
    }
    languages.values().map(|rows| ScriptLetters::new(rows, |letter| sound(letter, alphabet))).collect()
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

/// Consonants of such a price or less are taken for one in a coarse skeleton, in hundredths of a slip.
const CONFUSED: u8 = 40;

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
