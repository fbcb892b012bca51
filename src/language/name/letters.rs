//! Neutral letters: folds written words into one small alphabet, and prices the difference of two folded
//! words.
//!
//! In: words in any script, and the tables `letters`, `script-letters` and `alternations`. Out: [`Folded`]
//! words, and prices in hundredths of a slip.
//!
//! | written | folded |
//! |---|---|
//! | Жәнібек, Жанибек, Dzhanibek | `Janibek` |
//! | Қайрат, Qairat, Kayrat | `kairat` |
//! | Мұхаммед, Мухамед | `muxamed` |
//! | Цой, Tsoi, Tzoi | `Coi` |
//!
//! Kazakh Cyrillic, Russian Cyrillic and Latin spellings meet in the neutral alphabet. Nothing is converted
//! from one script to another, because a letter may have several sounds: `j` is ж or й. What spelling systems
//! still confuse is cheap in a weighted edit distance; an ordinary slip costs 1. Arabic letters have neutral
//! letters of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::abjad::Abjad;
use super::folded::{Folded, Sound};
use super::marks::is_lost_mark;
use super::price::{Added, MAX_SOUNDS, Prices, SLIP, hundredths};
use super::reach::LetterReach;
use super::rules::{FoldRule, Position, Rules, ScriptLetters};
use crate::base::text::{Script, each_lower};
use crate::language::lexicon::{Lexicon, TableRow};

/// Price of a vowel replaced by another, in hundredths. Judgement: most changes counted in Kazakh names are
/// of vowels, so a vowel is cheaper than a consonant.
const VOWEL_FOR_VOWEL: u8 = 65;
/// Price of a vowel added or removed, in hundredths. Judgement.
const VOWEL_ADDED: u8 = 75;
/// Price of a vowel replaced by a consonant, in hundredths. Judgement: this almost never happens.
const VOWEL_FOR_CONSONANT: u8 = 120;
/// Price of a lost letter (`?`) in place of a letter that Kazakh letters fold into, in hundredths. Nearly
/// free: code pages that lack Kazakh letters lose exactly these.
const LOST_FOR_KAZAKH: u8 = 10;
/// Price of a lost letter in place of any other letter, in hundredths.
const LOST_FOR_OTHER: u8 = 60;
/// The neutral letters that the extra letters of Kazakh (ә ғ қ ң ө ұ ү һ) fold into.
const KAZAKH_SOUNDS: &str = "agknoux";
/// Letter 0 of the alphabet: no letter.
const NOTHING: char = '-';
/// Letter 1 of the alphabet: the mark of a lost letter.
const LOST: char = '?';
/// The index of [`LOST`].
const LOST_SOUND: Sound = 1;
/// Fewest consonants of a bridge between scripts. A shorter one brings too many names together.
const SHORTEST_BRIDGE: usize = 2;

/// The neutral alphabet, the folding rules and the prices.
///
/// A [`Sound`] is an index into the alphabet. Vectors by sound have one element per letter of the alphabet.
#[derive(Clone, Debug)]
pub struct Letters {
    /// The neutral letters, at most 128. 0 means no letter, 1 a lost letter; the tables define the others.
    alphabet: Vec<char>,
    /// Whether each letter is a vowel: a, e, i, o, u or y.
    is_vowel: Vec<bool>,
    /// For each sound, the sound that represents it in a coarse skeleton.
    classes: Vec<Sound>,
    /// For each sound, the sound that represents it in a bridge between Arabic and other letters.
    bridges: Vec<Sound>,
    /// The folding rules of all scripts.
    rules: Rules,
    /// The rules of languages that use the script of another one, such as Kazakh in Arabic letters.
    own: Vec<ScriptLetters>,
    /// The prices between words of one script.
    prices: Prices,
    /// The prices between Arabic and other letters.
    abjad: Arc<Abjad>,
    /// Pairs of sounds that may be the initials of one name, in both directions.
    initials: Vec<(Sound, Sound)>,
}

impl Letters {
    /// Reads the tables `letters`, `script-letters` and `alternations`, and those for words in Arabic letters
    /// beside words in other letters: `transcriptions`, and articles in `prefixes`.
    ///
    /// The alphabet has at most 128 letters. Rows for further letters share the last one.
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

    /// Reads the prices between words of one script. Rows without a valid price or with unknown letters are
    /// skipped.
    fn read_prices(&mut self, lexicon: &Lexicon) {
        for row in lexicon.rows("alternations").filter(|row| !row.get("where").starts_with("abjad")) {
            let (Some(a), Some(b)) = (self.sound_of(row, "a"), self.sound_of(row, "b")) else { continue };
            let Ok(cost) = row.get("cost").parse::<f64>() else { continue };
            self.set_price(a, b, hundredths(cost), row.get("where"));
        }
    }

    /// The prices between Arabic and other letters: those of one script, and the `abjad` rows of
    /// `alternations` over them.
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

    /// The sound of the first letter in a column; `None` if it is not in the alphabet.
    fn sound_of(&self, row: TableRow<'_>, column: &str) -> Option<Sound> {
        let letter = row.get(column).chars().next()?;
        u8::try_from(self.alphabet.iter().position(|known| *known == letter)?).ok()
    }

    /// Sets the price of one sound for another, or of an added sound if `a` is 0. `place` is the column
    /// `where` of `alternations`:
    ///
    /// | `where` | price of |
    /// |---|---|
    /// | `start`, `end` | a sound added at the start or the end of a word |
    /// | `after-n` | a sound added after n: `Қаңтар`, `Qangtar` |
    /// | `initial` | no price: the two sounds may be the initials of one name |
    /// | anything else | a sound replaced or added anywhere |
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

    /// Folds one word into neutral letters, in which words are compared: Қайрат and Qairat become `kairat`.
    ///
    /// Case does not matter, and doubled neutral letters become one. The longest rule that fits is applied:
    /// `shch` before `sh`. A letter in no table becomes a sound of its own. Only the first 47 neutral letters
    /// are kept.
    pub fn fold(&self, word: &str) -> Folded {
        let mut lower = Lower::new();
        each_lower(word, |letter| lower.push(letter));
        self.fold_lower(lower.letters(), None)
    }

    /// Index of the language that a text in the script of another language is written in; `None` if no letter
    /// shows it.
    pub(super) fn written_by(&self, text: &str) -> Option<usize> {
        self.own.iter().position(|own| own.wrote(text))
    }

    /// Folds a name part. Hyphens and blanks in it are removed first, so that they do not separate the
    /// letters of a rule. An apostrophe does separate them, unless a rule has it (o'). `written_by` selects
    /// the rules of a language.
    pub(super) fn fold_part(&self, part: &str, written_by: Option<usize>) -> Folded {
        let mut lower = Lower::new();
        each_lower(part, |letter| {
            if !matches!(letter, '-' | ' ') {
                lower.push(letter);
            }
        });
        self.fold_lower(lower.letters(), written_by.and_then(|at| self.own.get(at)))
    }

    /// A word in Latin letters folded letter by letter; `None` if that equals `sounds`, and for other
    /// scripts.
    ///
    /// A slip of the pen changes one letter, also in a group of letters that makes one sound: `Crofts` and
    /// `Croftd`.
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

    /// Folds lower-case letters. The rules of the language apply before those of all scripts.
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

    /// Folds the letters that the longest fitting rule covers. Returns how many letters after the first they
    /// are.
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

    /// Folds a letter that is in no table: as the same letter without its accents, or else as a sound of its
    /// own.
    ///
    /// So names in an unknown script are compared letter by letter. All such scripts share the sounds that
    /// the tables leave free, and two letters may have one sound. A character that is no letter is removed. A
    /// mark of a lost letter becomes [`LOST_SOUND`].
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

    /// Whether a sound is a vowel; false for sounds outside the alphabet.
    fn is_vowel(&self, sound: Sound) -> bool {
        self.is_vowel.get(usize::from(sound)).copied().unwrap_or(false)
    }

    /// The consonants of a word, for finding words that differ only in vowels.
    pub fn skeleton(&self, word: &[Sound]) -> Folded {
        word.iter().copied().filter(|sound| !self.is_vowel(*sound)).collect()
    }

    /// The consonants of a word without lost letters, with confusable consonants (price up to 0.40) as one. A
    /// blocking key for words that differ only in such letters: Шоқан and Чокан have one key.
    pub(crate) fn coarse_skeleton(&self, word: &[Sound]) -> Folded {
        let class = |sound: Sound| self.classes.get(usize::from(sound)).copied().unwrap_or(sound);
        let kept = word.iter().copied().filter(|sound| !self.is_vowel(*sound) && *sound != LOST_SOUND);
        kept.map(class).collect()
    }

    /// The blocking keys that a word in Arabic letters and its transcription share: the consonants that both
    /// scripts write, with and without an article.
    ///
    /// Vowels, and Arabic letters that may represent a vowel, are left out. Keys of fewer than two consonants
    /// are left out, because they bring too many names together.
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

    /// Numbers of the names in the tables `transcriptions` with this form or spelling; empty for none.
    pub(crate) fn transcribed(&self, word: &[Sound]) -> &[usize] {
        self.abjad.transcribed(word)
    }

    /// Whether some of the words are in Arabic letters and some are not. Empty words are ignored.
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

    /// For each sound, the first sound that may represent it in the other script, in one or several steps.
    /// [`LOST_SOUND`] for vowels and for letters that may represent a vowel, because either script may omit
    /// them.
    ///
    /// Sounds are joined into classes pair by pair; the number of the lowest sound names the class.
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

    /// For each sound, the first consonant that it is confused with, in one or several steps. Vowels are
    /// their own class.
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

    /// The neutral letters as text, for tests and explanations. Sounds outside the alphabet are left out.
    pub fn show(&self, word: &[Sound]) -> String {
        word.iter().filter_map(|sound| self.alphabet.get(usize::from(*sound))).collect()
    }

    /// The vowels of the neutral alphabet.
    pub(crate) fn vowels(&self) -> String {
        let vowels = self.alphabet.iter().zip(&self.is_vowel).filter(|(_, is_vowel)| **is_vowel);
        vowels.map(|(letter, _)| letter).collect()
    }

    /// The folding rules of all scripts by first letter, as text, for programs that fold words elsewhere.
    pub(crate) fn rules(&self) -> BTreeMap<char, Vec<FoldRule>> {
        self.rules.told(|sounds| self.show(sounds))
    }

    /// The price of reading one folded word as another, in hundredths of a slip. It is symmetric, and 0
    /// exactly for equal words.
    ///
    /// Letters that both words begin or end with are not changed. If the price exceeds `limit`, the result is
    /// some number above `limit`. A word in Arabic letters and one in other letters have prices of their own,
    /// which are never 0.
    ///
    /// Examples: Бақыт and Бахыт cost 25, Серик and Берик 100.
    pub fn price(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        if equal(a, b) {
            return 0;
        }
        if self.abjad.is_between(a, b) { self.abjad.price(a, b, limit) } else { self.prices.of(a, b, limit) }
    }

    /// For each word, a lower bound on the price of other words of the same script.
    pub(crate) fn reaches<'a>(&self, words: impl Iterator<Item = &'a [Sound]>) -> Vec<LetterReach> {
        self.prices.reaches(words)
    }

    /// Whether one of two words is in Arabic letters and the other is not. Such words have no letter in
    /// common, so they are never the same.
    pub(crate) fn is_between_scripts(&self, a: &[Sound], b: &[Sound]) -> bool {
        self.abjad.is_between(a, b)
    }

    /// Whether two initials may belong to one name: they are equal, or the tables state that they are
    /// confused. Ұ and У agree; so do Қ and Х.
    pub fn initials_agree(&self, a: Sound, b: Sound) -> bool {
        a == b || self.initials.contains(&(a, b)) || self.abjad.initials_agree(a, b)
    }
}

/// Whether two words are equal. Written out, because words are too short for a call to pay off.
fn equal(a: &[Sound], b: &[Sound]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

/// The rules of the tables `script-letters`, one set per language.
fn script_letters(lexicon: &Lexicon, alphabet: &mut Vec<char>) -> Vec<ScriptLetters> {
    let mut languages: BTreeMap<&str, Vec<TableRow<'_>>> = BTreeMap::new();
    for row in lexicon.rows("script-letters") {
        languages.entry(row.language()).or_default().push(row);
    }
    languages.values().map(|rows| ScriptLetters::new(rows, |letter| sound(letter, alphabet))).collect()
}

/// The index of a neutral letter. A new letter is added to the alphabet while there is room; after that, the
/// last one represents it.
fn sound(letter: char, alphabet: &mut Vec<char>) -> Sound {
    let at = alphabet.iter().position(|known| *known == letter).unwrap_or_else(|| {
        if alphabet.len() < MAX_SOUNDS {
            alphabet.push(letter);
        }
        alphabet.len() - 1
    });
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// Highest price, in hundredths, at which two consonants count as one in a coarse skeleton.
const CONFUSED: u8 = 40;

/// The price of one letter for another before the tables are read, in hundredths. `a` and `b` are indices
/// into the alphabet; 0 means no letter, 1 a lost letter.
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

/// The lower-case letters of a word, without allocation. Letters beyond the capacity are dropped: folding
/// keeps only 47 anyway.
struct Lower {
    letters: [char; Lower::SIZE],
    len: usize,
}

impl Lower {
    /// Capacity in letters: twice what a folded word keeps, because several letters may make one sound.
    const SIZE: usize = 96;

    /// No letters.
    fn new() -> Self {
        Lower { letters: ['\0'; Lower::SIZE], len: 0 }
    }

    /// Adds a letter if there is room.
    fn push(&mut self, letter: char) {
        if let Some(place) = self.letters.get_mut(self.len) {
            *place = letter;
            self.len += 1;
        }
    }

    /// The letters so far.
    fn letters(&self) -> &[char] {
        self.letters.get(..self.len).unwrap_or_default()
    }
}

/// The script of a word, for tables that differ by script; Latin for a word without letters.
pub(super) fn script_of(word: &str) -> Script {
    Script::of_word(word).unwrap_or(Script::Latin)
}
