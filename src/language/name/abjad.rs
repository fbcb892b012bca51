//! Prices between a word in Arabic letters and a word in other letters.
//!
//! In: two folded words of different scripts. Out: a price in hundredths of a slip. For each Arabic letter
//! the tables list the letters of the other script that may represent it: ق costs 1 as k, 8 as g and 35 as x.
//! A vowel that Arabic does not write costs 2 to 6, but 25 or more at the end of a word, where Arabic writes
//! it.
//!
//! Arabic letters have neutral letters of their own, so two Arabic words are compared letter by letter. Words
//! of one script never come here.

use rustc_hash::FxHashMap;

use super::folded::{Folded, Sound};
use super::price::{Added, MAX_SOUNDS, Prices, hundredths};
use crate::base::text::Script;
use crate::language::lexicon::Lexicon;

/// Price of a missing article, in hundredths.
const ARTICLE: u16 = 5;
/// Highest price of two forms that the tables have as one transcribed name, in hundredths.
const TRANSCRIBED: u16 = 20;
/// Lowest price of two names that the tables distinguish, in hundredths: above the level `similar`, which
/// ends at 220.
const OTHER_NAME: u16 = 230;
/// Highest price, in hundredths, at which two letters may be the initials of one name.
const SAME_INITIAL: u8 = 10;

/// Prices between Arabic and other letters.
#[derive(Clone, Debug)]
pub(super) struct Abjad {
    /// Whether each neutral letter is an Arabic letter.
    is_abjad: [bool; MAX_SOUNDS],
    /// The price of each Arabic letter for each other letter, and of each added letter.
    prices: Prices,
    /// Folded Arabic articles in the other script (`al`), and the fewest letters that must remain after them.
    articles: Vec<(Folded, usize)>,
    /// Numbers of the names in the tables `transcriptions`, by Arabic form and by each spelling.
    names: FxHashMap<Folded, Vec<usize>>,
}

impl Abjad {
    /// Starts with the prices of one script. The caller then sets those between two scripts.
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

    /// Sets the price of a letter that only one of the two words has. `place` is the column `where` of
    /// `alternations`:
    ///
    /// | `where` | the letter is added |
    /// |---|---|
    /// | `abjad-end` | at the end of a word |
    /// | `abjad-vowel` | after a vowel, where Arabic writes a second one |
    /// | anything else | anywhere |
    ///
    /// `vowels` are the vowels of the other script; `cost` is 1 for an ordinary slip.
    pub(super) fn add(&mut self, sound: Sound, place: &str, vowels: &[Sound], cost: f64) {
        let price = hundredths(cost);
        match place {
            "abjad-end" => self.prices.add(sound, Added::AtEnd, price),
            "abjad-vowel" => vowels.iter().for_each(|v| self.prices.add(sound, Added::After(*v), price)),
            _ => self.prices.add(sound, Added::Anywhere, price),
        }
    }

    /// Whether a word is in Arabic letters, by its first letter; false for an empty word.
    #[inline]
    fn is_abjad(&self, word: &[Sound]) -> bool {
        word.first().is_some_and(|first| self.is_abjad[usize::from(*first) % MAX_SOUNDS])
    }

    /// Whether one of two words is in Arabic letters, by their first letters; false if one word is empty.
    #[inline]
    pub(super) fn is_between(&self, a: &[Sound], b: &[Sound]) -> bool {
        self.is_abjad(a) != self.is_abjad(b) && !a.is_empty() && !b.is_empty()
    }

    /// The price of reading one of two such words as the other, in hundredths. The word in other letters is
    /// also tried without its article. The table of transcriptions then lowers the price of one name or
    /// raises that of two.
    ///
    /// Cold, because most lists have one script.
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

    /// Whether the tables have both words as forms of one name. `None` if a word is in no table, or if one
    /// word is two names and the other word is one of these.
    ///
    /// Prices cannot distinguish names that differ only in vowels (حسن and Hussein), because Arabic does not
    /// write them; the table of transcriptions can. `in_halves` also looks for two transcribed names that are
    /// written together. Distant words hardly ever are, so the caller skips that for them.
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

    /// The numbers of the names that a word may be, or those of its first and its second half.
    fn names_of(&self, word: &[Sound], in_halves: bool) -> Option<(&[usize], Option<&[usize]>)> {
        let name = |word: &[Sound]| self.names.get(word).map(Vec::as_slice);
        let two = || {
            let halves = (1..word.len()).filter_map(|at| word.split_at_checked(at));
            halves.into_iter().find_map(|(a, b)| Some((name(a)?, Some(name(b)?))))
        };
        name(word).map(|one| (one, None)).or_else(|| if in_halves { two() } else { None })
    }

    /// Numbers of the names in the tables `transcriptions` with this form or spelling; empty for none.
    pub(super) fn transcribed(&self, word: &[Sound]) -> &[usize] {
        self.names.get(word).map_or(&[], Vec::as_slice)
    }

    /// A word in other letters without an Arabic article at its start, once for each article that fits.
    pub(super) fn without_article<'a>(&'a self, word: &'a [Sound]) -> impl Iterator<Item = &'a [Sound]> {
        self.articles
            .iter()
            .filter_map(|(article, stem)| word.strip_prefix(&**article).filter(|rest| rest.len() >= *stem))
    }

    /// Whether a word is in Arabic letters, by its first letter.
    pub(super) fn is_arabic(&self, word: &[Sound]) -> bool {
        self.is_abjad(word)
    }

    /// Whether two first letters, exactly one of them Arabic, may belong to one name.
    pub(super) fn initials_agree(&self, a: Sound, b: Sound) -> bool {
        self.is_between(&[a], &[b]) && self.prices.replaced(a, b) <= SAME_INITIAL
    }
}
