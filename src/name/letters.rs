//! Letters to neutral sounds, and the price of reading one sound for another.
//!
//! Both sides of a comparison are folded into one small alphabet in which Kazakh Cyrillic, Russian
//! Cyrillic and the Latin spellings meet (tables `letters`); what spelling systems still confuse is
//! cheap in a weighted edit distance (tables `alternations`), and an ordinary slip costs 1.

use std::collections::HashMap;

use crate::Lexicon;
use crate::text::Script;

/// A neutral letter: an index into the alphabet of a [`Letters`].
pub type Sound = u8;

/// The price of the commonest kind of slip; all other prices are relative to it.
const SLIP: u16 = 100;
/// By judgement: most of the counted alternations of Kazakh names are of vowels, so a vowel is the
/// cheaper letter to mistake; and a vowel is hardly ever read for a consonant.
const VOWEL_FOR_VOWEL: u16 = 65;
const VOWEL_ADDED: u16 = 75;
const VOWEL_FOR_CONSONANT: u16 = 120;
/// Two neighbours exchanged: one slip of the keyboard.
const SWAPPED: u16 = 90;
/// A lost letter (`?`) stands for a letter that a code page does not have: nearly free for those
/// letters, dear for all others.
const LOST_FOR_KAZAKH: u16 = 10;
const LOST_FOR_OTHER: u16 = 60;
/// The neutral letters that the extra letters of Kazakh fold into (ә ғ қ ң ө ұ ү һ).
const KAZAKH_SOUNDS: &str = "agknoux";
/// The mark of a lost letter in a folded word.
const LOST: char = '?';
/// Longer words are compared by their first letters only: no name part is longer.
const MAX_LEN: usize = 48;
/// No letter costs more, whatever a table says: the price of two words of [`MAX_LEN`] letters, all
/// of them added, has to fit 16 bits.
const DEAREST: u16 = 500;
/// More neutral letters than this do not fit the price table; further ones share the last.
const MAX_SOUNDS: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Any,
    Start,
    AfterVowel,
    End,
}

#[derive(Clone, Debug)]
struct Rule {
    from: Vec<char>,
    to: Vec<Sound>,
    place: Where,
}

/// The neutral alphabet, the folding rules and the prices.
#[derive(Clone, Debug)]
pub struct Letters {
    alphabet: Vec<char>,
    is_vowel: Vec<bool>,
    /// Rules by first letter, the longest first.
    rules: HashMap<char, Vec<Rule>>,
    /// Price of one sound for another; row and column 0 stand for nothing.
    prices: Vec<u16>,
    /// Price of a sound added at the start or the end, where a table says so.
    edge: Vec<u16>,
    /// Price of a sound added after another one.
    after: Vec<u16>,
    /// Pairs of sounds that may be the initials of one name.
    initials: Vec<(Sound, Sound)>,
}

impl Letters {
    /// Reads the tables `letters` and `alternations`.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut letters = Letters {
            alphabet: vec!['-', LOST],
            is_vowel: Vec::new(),
            rules: HashMap::new(),
            prices: Vec::new(),
            edge: Vec::new(),
            after: Vec::new(),
            initials: Vec::new(),
        };
        letters.read_rules(lexicon);
        letters.is_vowel = letters.alphabet.iter().map(|sound| "aeiouy".contains(*sound)).collect();
        letters.default_prices();
        letters.read_prices(lexicon);
        letters
    }

    fn read_rules(&mut self, lexicon: &Lexicon) {
        for row in lexicon.rows("letters") {
            let from: Vec<char> = row.get("from").chars().collect();
            let Some(first) = from.first().copied() else { continue };
            let to = row.get("to").chars().map(|sound| self.sound(sound)).collect();
            let place = match row.get("where") {
                "start" => Where::Start,
                "vowel" => Where::AfterVowel,
                "end" => Where::End,
                _ => Where::Any,
            };
            self.rules.entry(first).or_default().push(Rule { from, to, place });
        }
        #[allow(clippy::iter_over_hash_type)] // each list is sorted by itself
        for rules in self.rules.values_mut() {
            rules.sort_by_key(|rule| (std::cmp::Reverse(rule.from.len()), std::cmp::Reverse(rule.place)));
        }
    }

    fn sound(&mut self, letter: char) -> Sound {
        let at = self.alphabet.iter().position(|known| *known == letter);
        let at = at.unwrap_or_else(|| {
            if self.alphabet.len() < MAX_SOUNDS {
                self.alphabet.push(letter);
            }
            self.alphabet.len() - 1
        });
        u8::try_from(at).unwrap_or(u8::MAX)
    }

    fn default_prices(&mut self) {
        let n = self.alphabet.len();
        self.prices = vec![SLIP; n * n];
        for a in 0..n {
            for b in 0..n {
                self.prices[a * n + b] = self.default_price(a, b);
            }
        }
        self.edge = (0..2 * n).map(|at| self.prices[at % n]).collect();
        self.after = (0..n * n).map(|at| self.prices[at % n]).collect();
    }

    fn default_price(&self, a: usize, b: usize) -> u16 {
        match (a, b) {
            (a, b) if a == b => 0,
            (0, b) | (b, 0) if self.is_vowel[b] => VOWEL_ADDED,
            (0, _) | (_, 0) => SLIP,
            (1, other) | (other, 1) if KAZAKH_SOUNDS.contains(self.alphabet[other]) => LOST_FOR_KAZAKH,
            (1, _) | (_, 1) => LOST_FOR_OTHER,
            (a, b) if self.is_vowel[a] && self.is_vowel[b] => VOWEL_FOR_VOWEL,
            (a, b) if self.is_vowel[a] || self.is_vowel[b] => VOWEL_FOR_CONSONANT,
            _ => SLIP,
        }
    }

    fn read_prices(&mut self, lexicon: &Lexicon) {
        for row in lexicon.rows("alternations") {
            let at = |column| {
                let sound = row.get(column).chars().next()?;
                self.alphabet.iter().position(|known| *known == sound)
            };
            let (Some(a), Some(b)) = (at("a"), at("b")) else { continue };
            let Ok(cost) = row.get("cost").parse::<f64>() else { continue };
            self.set_price(a, b, price_of(cost), row.get("where"));
        }
    }

    /// Sets the price of one sound for another, or of a sound added where `a` is nothing.
    fn set_price(&mut self, a: usize, b: usize, price: u16, place: &str) {
        let n = self.alphabet.len();
        let sound = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
        match (place, self.alphabet.iter().position(|known| *known == 'n')) {
            ("initial", _) => self.initials.extend([(sound(a), sound(b)), (sound(b), sound(a))]),
            ("start", _) if a == 0 => self.edge[b] = price,
            ("end", _) if a == 0 => self.edge[n + b] = price,
            ("after-n", Some(before)) => self.after[before * n + b] = price,
            _ => {
                self.prices[a * n + b] = price;
                self.prices[b * n + a] = price;
                if a == 0 {
                    self.edge[b] = price.min(self.edge[b]);
                    self.edge[n + b] = price.min(self.edge[n + b]);
                    (0..n).for_each(|before| {
                        self.after[before * n + b] = price.min(self.after[before * n + b])
                    });
                }
            }
        }
    }

    /// Folds one word into neutral letters. Unknown letters of other scripts are kept as they
    /// are when a table names them and dropped otherwise; doubled letters become one.
    pub fn fold(&self, word: &str) -> Vec<Sound> {
        let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        let mut out = Vec::with_capacity(letters.len());
        let mut at = 0;
        while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
            at += self.fold_one(rest, at == 0, &mut out);
        }
        out
    }

    /// Folds the letters that the longest fitting rule takes, and says how many those are.
    fn fold_one(&self, rest: &[char], is_start: bool, out: &mut Vec<Sound>) -> usize {
        let after_vowel = out.last().is_some_and(|sound| self.is_vowel(*sound));
        let fits = |rule: &&Rule| {
            rest.starts_with(&rule.from)
                && match rule.place {
                    Where::Any => true,
                    Where::Start => is_start,
                    Where::AfterVowel => after_vowel,
                    Where::End => rest.len() == rule.from.len(),
                }
        };
        let rules = rest.first().and_then(|first| self.rules.get(first));
        if let Some(rule) = rules.and_then(|rules| rules.iter().find(fits)) {
            for sound in &rule.to {
                push_single(out, *sound);
            }
            return rule.from.len();
        }
        if rest.first().is_some_and(|letter| is_lost_mark(*letter)) {
            out.push(1);
        }
        1
    }

    fn is_vowel(&self, sound: Sound) -> bool {
        self.is_vowel.get(usize::from(sound)).copied().unwrap_or(false)
    }

    /// The consonants of a word, for looking up words that differ in vowels only.
    pub fn skeleton(&self, word: &[Sound]) -> Vec<Sound> {
        word.iter().copied().filter(|sound| !self.is_vowel(*sound)).collect()
    }

    /// The neutral letters as text, for tests and explanations.
    pub fn show(&self, word: &[Sound]) -> String {
        word.iter().filter_map(|sound| self.alphabet.get(usize::from(*sound))).collect()
    }

    /// The price of reading one folded word for another, in hundredths of a slip; symmetric, and
    /// 0 exactly for equal words. Prices above `limit` are only known to be above it.
    pub fn price(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        let (a, b) = (&a[..a.len().min(MAX_LEN)], &b[..b.len().min(MAX_LEN)]);
        if a == b {
            return 0;
        }
        // The shorter word runs along the row, so that both orders do the same additions.
        let (a, b) = if (a.len(), a) < (b.len(), b) { (b, a) } else { (a, b) };
        self.table(a, b, limit)
    }

    /// Restricted Damerau-Levenshtein over prices; three rows that take turns.
    fn table(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        const ROW: usize = MAX_LEN + 1;
        let mut added_b = [0_u16; MAX_LEN];
        let (mut before, mut above, mut current) = ([0_u16; ROW], [0_u16; ROW], [0_u16; ROW]);
        for j in 0..b.len() {
            added_b[j] = self.added(b, j);
            above[j + 1] = above[j] + added_b[j];
        }
        for i in 0..a.len() {
            let added_a = self.added(a, i);
            let prices = &self.prices[usize::from(a[i]) * self.alphabet.len()..];
            current[0] = above[0] + added_a;
            let mut least = current[0];
            for j in 0..b.len() {
                let replaced = above[j] + prices[usize::from(b[j])];
                let mut best = replaced.min(above[j + 1] + added_a).min(current[j] + added_b[j]);
                if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                    best = best.min(before[j - 1] + SWAPPED);
                }
                current[j + 1] = best;
                least = least.min(best);
            }
            // A swap may still cost less than this row, but not less than the row above it.
            if least > limit.saturating_add(SWAPPED) {
                return least;
            }
            std::mem::swap(&mut before, &mut above);
            std::mem::swap(&mut above, &mut current);
        }
        above[b.len()]
    }

    fn added(&self, word: &[Sound], at: usize) -> u16 {
        let n = self.alphabet.len();
        let sound = usize::from(word[at]);
        let price = match at {
            0 => self.edge.get(sound),
            at if at + 1 == word.len() => self.edge.get(n + sound),
            at => self.after.get(usize::from(word[at - 1]) * n + sound),
        };
        price.copied().unwrap_or(SLIP)
    }

    /// Whether two initials may stand for one name: equal, or confused by rule.
    pub fn initials_agree(&self, a: Sound, b: Sound) -> bool {
        a == b || self.initials.contains(&(a, b))
    }
}

/// Marks that conversions leave where a letter was.
fn is_lost_mark(letter: char) -> bool {
    matches!(letter, '?' | '\u{fffd}' | '_' | '*')
}

fn push_single(out: &mut Vec<Sound>, sound: Sound) {
    if out.last() != Some(&sound) {
        out.push(sound);
    }
}

/// A price of the tables, where 1 is a slip, in hundredths.
fn price_of(cost: f64) -> u16 {
    let hundredths = (cost * f64::from(SLIP)).round().clamp(0.0, f64::from(DEAREST));
    hundredths as u16
}

/// The script of a word for tables that differ by script; Latin when there are no letters.
pub(super) fn script_of(word: &str) -> Script {
    Script::of_word(word).unwrap_or(Script::Latin)
}
