//! The price of reading one folded word as another: a weighted edit distance, in hundredths of a slip of the
//! pen.
//!
//! In: two words in neutral letters, and prices of letters from the tables `alternations`. Out: a price; 0
//! only for equal words. The distance is the restricted Damerau-Levenshtein distance: replacements,
//! additions, and exchanges of two neighbours.
//!
//! | one | other | price | why |
//! |---|---|---|---|
//! | Бақыт | Бахыт | 25 | қ as х |
//! | Сырым | Сирим | 30 | ы as и, twice |
//! | Ахметов | Ахемтов | 90 | two neighbours exchanged |
//! | Серик | Берик | 100 | с for б: one slip |

use super::folded::{MAX_LEN, Sound};
use super::reach::LetterReach;

/// Price of an ordinary slip: a consonant replaced, added or removed. It is the unit of all prices, in
/// hundredths.
pub(super) const SLIP: u8 = 100;
/// Price of two exchanged neighbours, in hundredths. Judgement: one typing error, so a little less than a
/// slip and far less than two replacements.
const SWAPPED: u16 = 90;
/// Highest price of a letter that a table may give, in hundredths. It keeps every price in one byte.
const DEAREST: u8 = 250;
/// Most neutral letters in the alphabet. A set of letters then fits into 128 bits.
pub(super) const MAX_SOUNDS: usize = 128;

/// A word fits the small table if it has fewer letters than this, without the common start and end of both
/// words.
const SMALL: usize = 16;

/// A price for each pair of letters.
type Square = Box<[[u8; MAX_SOUNDS]; MAX_SOUNDS]>;

/// Prices, in hundredths, for replacing or adding a letter. Letter 0 means no letter.
///
/// An addition in one word is a removal in the other, so both have one price. The two tables have 128 × 128
/// bytes each.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// One letter for another; symmetric. Row 0 and column 0: a letter is added.
    replaced: Square,
    /// A letter is added; the row is the letter before it.
    after: Square,
    /// A letter is added at the start of a word.
    start: [u8; MAX_SOUNDS],
    /// A letter is added at the end of a word.
    end: [u8; MAX_SOUNDS],
}

/// The place where a letter is added.
#[derive(Clone, Copy, Debug)]
pub(super) enum Added {
    /// Any place in the word.
    Anywhere,
    /// Before all other letters.
    AtStart,
    /// After all other letters.
    AtEnd,
    /// Directly after this letter.
    After(Sound),
}

impl Prices {
    /// Prices from a function of two letters; 0 means no letter. Additions cost the same in all places.
    pub(super) fn new(price: impl Fn(usize, usize) -> u8) -> Self {
        let mut replaced = square();
        for (a, row) in replaced.iter_mut().enumerate() {
            for (b, cell) in row.iter_mut().enumerate() {
                *cell = price(a, b);
            }
        }
        let added = replaced[0];
        let mut after = square();
        after.fill(added);
        Prices { replaced, after, start: added, end: added }
    }

    /// Sets the price of one letter for another, in both directions.
    pub(super) fn replace(&mut self, a: Sound, b: Sound, price: u8) {
        let (a, b) = (at(a), at(b));
        self.replaced[a][b] = price;
        self.replaced[b][a] = price;
    }

    /// The price of one letter for another, in hundredths.
    pub(super) fn replaced(&self, a: Sound, b: Sound) -> u8 {
        self.replaced[at(a)][at(b)]
    }

    /// For each word, in the same order, a lower bound on the price of every other word; see [`LetterReach`].
    pub(super) fn reaches<'a>(&self, words: impl Iterator<Item = &'a [Sound]>) -> Vec<LetterReach> {
        let left_out = self.left_out();
        words.map(|word| LetterReach::new(word, |sound| &self.replaced[at(sound)], &left_out)).collect()
    }

    /// For each letter, the lowest price of adding it in any place.
    fn left_out(&self) -> [u8; MAX_SOUNDS] {
        let mut least = self.start;
        let places = self.after.iter().chain([&self.end]);
        places.for_each(|place| {
            least.iter_mut().zip(place).for_each(|(least, one)| *least = (*least).min(*one))
        });
        least
    }

    /// Sets the price of an added letter. A price for any place also lowers dearer prices for special places.
    pub(super) fn add(&mut self, sound: Sound, place: Added, price: u8) {
        let sound = at(sound);
        match place {
            Added::AtStart => self.start[sound] = price,
            Added::AtEnd => self.end[sound] = price,
            Added::After(before) => self.after[at(before)][sound] = price,
            Added::Anywhere => {
                self.replaced[0][sound] = price;
                self.replaced[sound][0] = price;
                self.start[sound] = self.start[sound].min(price);
                self.end[sound] = self.end[sound].min(price);
                self.after.iter_mut().for_each(|row| row[sound] = row[sound].min(price));
            }
        }
    }

    /// The price of reading one word as another, in hundredths of a slip. It is symmetric, and 0 exactly for
    /// equal words.
    ///
    /// Letters that both words begin or end with are not changed. If the price exceeds `limit`, the result is
    /// some number above `limit`: the calculation stops early. Takes time proportional to the product of the
    /// lengths of the differing middles.
    pub(super) fn of(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        let (a, b) = (&a[..a.len().min(MAX_LEN)], &b[..b.len().min(MAX_LEN)]);
        if a == b {
            return 0;
        }
        // The shorter word runs along the row, so both argument orders do the same additions.
        let (a, b) = if (a.len(), a) < (b.len(), b) { (b, a) } else { (a, b) };
        let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (rest_a, rest_b) = (&a[start..], &b[start..]);
        let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
        // Most words fit into a small table, which is faster to initialise.
        match a.len() - start - end {
            0..SMALL => self.middle::<SMALL>(a, b, (start, end), limit),
            _ => self.middle::<{ MAX_LEN + 1 }>(a, b, (start, end), limit),
        }
    }

    /// The edit cost of the differing middles. `start` and `end` are the lengths of the common start and end;
    /// `ROW` must exceed the length of the longer middle.
    ///
    /// The price of an added letter depends on its place in the whole word, so the additions are priced
    /// before the words are cut.
    fn middle<const ROW: usize>(
        &self,
        a: &[Sound],
        b: &[Sound],
        (start, end): (usize, usize),
        limit: u16,
    ) -> u16 {
        let (mut added_a, mut added_b) = ([0; ROW], [0; ROW]);
        self.added(a, start, end, &mut added_a);
        self.added(b, start, end, &mut added_b);
        let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
        let a = Priced { word: a, added: &added_a[..a.len()] };
        let b = Priced { word: b, added: &added_b[..b.len()] };
        self.table::<ROW>(a, b, limit)
    }

    /// The price of adding each letter of the middle of a word, by its place in the whole word. Writes one
    /// price per letter to `out`.
    fn added(&self, word: &[Sound], start: usize, end: usize, out: &mut [u16]) {
        for (at_out, out) in (start..word.len() - end).zip(out) {
            let sound = at(word[at_out]);
            let price = match at_out {
                0 => self.start[sound],
                last if last + 1 == word.len() => self.end[sound],
                _ => self.after[at(word[at_out - 1])][sound],
            };
            *out = u16::from(price);
        }
    }

    /// The restricted Damerau-Levenshtein distance with prices. Three rows of the table are kept and reused.
    ///
    /// Exchanges are examined only if both letters of a pair occur in `b`. The calculation stops when two
    /// rows in sequence exceed `limit`; then the result is a lower bound that also exceeds it.
    fn table<const ROW: usize>(&self, a: Priced<'_>, b: Priced<'_>, limit: u16) -> u16 {
        let width = b.word.len();
        let (mut before, mut above, mut current) = ([0_u16; ROW], [0_u16; ROW], [0_u16; ROW]);
        for (j, added) in b.added.iter().enumerate() {
            above[j + 1] = above[j] + added;
        }
        let of_b = b.word.iter().fold(0_u128, |all, sound| all | bit(*sound));
        let mut least_above = 0;
        for (i, added_a) in a.added.iter().enumerate() {
            let prices = &self.replaced[at(a.word[i])];
            let step = PriceRow { above: &above[..=width], prices, added_a: *added_a, b };
            let mut least = step.fill(&mut current[..=width]);
            if let Some(earlier) = i.checked_sub(1)
                && of_b & bit(a.word[i]) != 0
                && of_b & bit(a.word[earlier]) != 0
            {
                let pair = (a.word[earlier], a.word[i]);
                least = least.min(swaps(pair, b, &before[..=width], &mut current[..=width]));
            }
            // An exchange skips one row, never two. So two rows above the limit end the calculation.
            if least > limit && least_above > limit.saturating_sub(SWAPPED) {
                return least.min(least_above.saturating_add(SWAPPED));
            }
            least_above = least;
            std::mem::swap(&mut before, &mut above);
            std::mem::swap(&mut above, &mut current);
        }
        above[width]
    }
}

/// The middle of a word.
#[derive(Clone, Copy)]
struct Priced<'a> {
    /// Its letters.
    word: &'a [Sound],
    /// The price of adding each letter, in hundredths.
    added: &'a [u16],
}

/// Computes one row of the table from the row above it.
struct PriceRow<'a> {
    /// The row above.
    above: &'a [u16],
    /// The prices of this row's letter for every other letter.
    prices: &'a [u8; MAX_SOUNDS],
    /// The price of adding this row's letter.
    added_a: u16,
    /// The word along the row.
    b: Priced<'a>,
}

impl PriceRow<'_> {
    /// Fills the row without exchanges, and returns its lowest price.
    ///
    /// Each cell is the least of three: the cell diagonally above plus a replacement, the cell above plus an
    /// addition of this row's letter, and the cell to the left plus an addition of the letter along the row.
    fn fill(&self, row: &mut [u16]) -> u16 {
        let Some((first, rest)) = row.split_first_mut() else { return u16::MAX };
        let (mut diagonal, mut left) = (self.above[0], self.above[0] + self.added_a);
        *first = left;
        let mut least = left;
        let letters = self.b.word.iter().zip(self.b.added);
        for ((cell, above), (sound, added_b)) in rest.iter_mut().zip(&self.above[1..]).zip(letters) {
            let replaced = diagonal + u16::from(self.prices[at(*sound)]);
            left = replaced.min(above + self.added_a).min(left + added_b);
            diagonal = *above;
            *cell = left;
            least = least.min(left);
        }
        least
    }
}

/// Applies exchanges of two neighbours to a row, and lowers the cells after them. Returns the lowest price of
/// the cells that changed, or the maximum if none did.
///
/// `pair` has the letter of the previous row and that of this row. `before` is the row two above, from which
/// an exchange continues.
fn swaps(pair: (Sound, Sound), b: Priced<'_>, before: &[u16], row: &mut [u16]) -> u16 {
    let mut least = u16::MAX;
    for j in 1..b.word.len() {
        if b.word[j - 1] == pair.1 && b.word[j] == pair.0 {
            let price = before[j - 1] + SWAPPED;
            if price < row[j + 1] {
                row[j + 1] = price;
                least = least.min(price);
                for k in j + 1..b.word.len() {
                    row[k + 1] = row[k + 1].min(row[k] + b.added[k]);
                }
            }
        }
    }
    least
}

/// A table of zeros.
fn square() -> Square {
    Box::new([[0; MAX_SOUNDS]; MAX_SOUNDS])
}

/// The letter as one bit: a word becomes the set of its letters.
fn bit(sound: Sound) -> u128 {
    1 << at(sound)
}

/// The index of a letter in the tables. The remainder keeps letters of other alphabets inside the tables.
fn at(sound: Sound) -> usize {
    usize::from(sound) % MAX_SOUNDS
}

/// A price of the tables (1 is a slip) in hundredths, rounded and at most [`DEAREST`].
pub(super) fn hundredths(cost: f64) -> u8 {
    (cost * f64::from(SLIP)).round().clamp(0.0, f64::from(DEAREST)) as u8
}
