//! A word in Arabic letters beside one in other letters: what is not written in the one, and what may
//! stand in the other for each letter.
//!
//! Arabic letters have neutral letters of their own, so that Arabic words are held against each other
//! letter by letter. Beside a word of another script they have prices of their own, in which a vowel
//! of the other word is nearly free. Words of one script never come here.

use rustc_hash::FxHashMap;

use super::folded::{Folded, Sound};
use super::price::{Added, MAX_SOUNDS, Prices, hundredths};
use crate::base::text::Script;
use crate::language::lexicon::Lexicon;

/// What leaving out an article costs.
const ARTICLE: u16 = 5;
/// A name as the tables transcribe it, and two names that they tell apart.
const TRANSCRIBED: u16 = 20;
const OTHER_NAME: u16 = 230;
/// Two letters that may stand for each other at up to this price may be the initials of one name.
const SAME_INITIAL: u8 = 10;

/// Prices between Arabic and other letters.
#[derive(Clone, Debug)]
pub(super) struct Abjad {
    is_abjad: [bool; MAX_SOUNDS],
    prices: Prices,
    /// Articles of the other script, and how many letters must be left.
    articles: Vec<(Folded, usize)>,
    /// The names of the tables `transcriptions`, by either form, as numbers.
    names: FxHashMap<Folded, Vec<usize>>,
}

impl Abjad {
    /// With the prices of one script, which `read` makes those between two.
    pub(super) fn new(alphabet: &[char], prices: Prices) -> Self {
        let mut is_abjad = [false; MAX_SOUNDS];
        for (is_abjad, letter) in is_abjad.iter_mut().zip(alphabet) {
            *is_abjad = Script::of(*letter) == Some(Script::Arabic);
        }
        Abjad { is_abjad, prices, articles: Vec::new(), names: FxHashMap::default() }
    }

    /// Reads articles and transcribed names.
    pub(super) fn read(&mut self, lexicon: &Lexicon, fold: impl Fn(&str) -> Folded) {
        let rows = lexicon.rows("prefixes").filter(|row| row.get("where") == "abjad");
        self.articles =
            rows.map(|row| (fold(row.get("form")), row.get("stem").parse().unwrap_or(3))).collect();
        for (number, row) in lexicon.rows("transcriptions").enumerate() {
            let spellings = row.get("spellings").split('|');
            for form in std::iter::once(row.get("form")).chain(spellings) {
                self.names.entry(fold(form)).or_default().push(number);
            }
        }
    }

    /// Sets the price of a letter that one of the two words has and the other has not.
    pub(super) fn add(&mut self, sound: Sound, place: &str, vowels: &[Sound], cost: f64) {
        let price = hundredths(cost);
        match place {
            "abjad-end" => self.prices.add(sound, Added::AtEnd, price),
            "abjad-vowel" => vowels.iter().for_each(|v| self.prices.add(sound, Added::After(*v), price)),
            _ => self.prices.add(sound, Added::Anywhere, price),
        }
    }

    #[inline]
    fn is_abjad(&self, word: &[Sound]) -> bool {
        word.first().is_some_and(|first| self.is_abjad[usize::from(*first) % MAX_SOUNDS])
    }

    /// Whether one of two words is in Arabic letters, by their first letters.
    #[inline]
    pub(super) fn is_between(&self, a: &[Sound], b: &[Sound]) -> bool {
        self.is_abjad(a) != self.is_abjad(b) && !a.is_empty() && !b.is_empty()
    }

    /// The price of reading one of two such words for the other.
    #[cold]
    pub(super) fn price(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        let (arabic, other) = if self.is_abjad(a) { (a, b) } else { (b, a) };
        let price = self.prices.of(arabic, other, limit);
        let price = self.articles.iter().fold(price, |price, (article, stem)| {
            let Some(rest) = other.strip_prefix(&**article).filter(|rest| rest.len() >= *stem) else {
                return price;
            };
            price.min(self.prices.of(arabic, rest, limit).saturating_add(ARTICLE))
        });
        match self.are_one_name(arabic, other, price <= limit) {
            Some(true) => price.min(TRANSCRIBED),
            Some(false) => price.max(OTHER_NAME),
            None => price,
        }
    }

    /// Whether the tables have the two as forms of one name; `None` when one of them is in none, or one
    /// is two names of which the other is one. Words that are far apart are only looked up `in_halves`
    /// when asked: hardly any of them are two transcribed names written together.
    fn are_one_name(&self, a: &[Sound], b: &[Sound], in_halves: bool) -> Option<bool> {
        let (a, b) = (self.names_of(a, in_halves)?, self.names_of(b, in_halves)?);
        let agree = |a: &[usize], b: &[usize]| a.iter().any(|name| b.contains(name));
        match (a, b) {
            ((a, None), (b, None)) => Some(agree(a, b)),
            ((a, Some(a2)), (b, Some(b2))) => Some(agree(a, b) && agree(a2, b2)),
            ((one, None), (first, Some(second))) | ((first, Some(second)), (one, None)) => {
                if agree(one, first) || agree(one, second) { None } else { Some(false) }
            }
        }
    }

    /// The names that a word may be, or the first and the second of two.
    fn names_of(&self, word: &[Sound], in_halves: bool) -> Option<(&[usize], Option<&[usize]>)> {
        let name = |word: &[Sound]| self.names.get(word).map(Vec::as_slice);
        let two = || {
            let halves = (1..word.len()).filter_map(|at| word.split_at_checked(at));
            halves.into_iter().find_map(|(a, b)| Some((name(a)?, Some(name(b)?))))
        };
        name(word).map(|one| (one, None)).or_else(|| if in_halves { two() } else { None })
    }

    /// The names that the tables transcribe as a word, as numbers.
    pub(super) fn transcribed(&self, word: &[Sound]) -> &[usize] {
        self.names.get(word).map_or(&[], Vec::as_slice)
    }

    /// A word of other letters without an Arabic article before it.
    pub(super) fn without_article<'a>(&'a self, word: &'a [Sound]) -> impl Iterator<Item = &'a [Sound]> {
        self.articles
            .iter()
            .filter_map(|(article, stem)| word.strip_prefix(&**article).filter(|rest| rest.len() >= *stem))
    }

    /// Whether a word is in Arabic letters, by its first letter.
    pub(super) fn is_arabic(&self, word: &[Sound]) -> bool {
        self.is_abjad(word)
    }

    /// Whether two first letters, one of them Arabic, may be those of one name.
    pub(super) fn initials_agree(&self, a: Sound, b: Sound) -> bool {
        self.is_between(&[a], &[b]) && self.prices.replaced(a, b) <= SAME_INITIAL
    }
}
