//! The price of reading one folded word for another: a weighted edit distance, in hundredths of a
//! slip of the pen.

use super::folded::{MAX_LEN, Sound};
use super::reach::Reach;

/// The price of the commonest kind of slip; all other prices are relative to it.
pub(super) const SLIP: u8 = 100;
/// Two neighbours exchanged: one slip of the keyboard.
const SWAPPED: u16 = 90;
/// No letter costs more, whatever a table says.
const DEAREST: u8 = 250;
/// An alphabet has no more neutral letters than this.
pub(super) const MAX_SOUNDS: usize = 128;

/// Words of fewer letters, once what they begin and end with alike is taken off, share a small table.
const SMALL: usize = 16;

type Square = Box<[[u8; MAX_SOUNDS]; MAX_SOUNDS]>;

/// What it costs to replace, add or leave out a letter. The letter 0 stands for nothing.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// One letter for another; row and column 0: a letter added.
    replaced: Square,
    /// A letter added after another one.
    after: Square,
    /// A letter added at the start of a word, and at its end.
    start: [u8; MAX_SOUNDS],
    end: [u8; MAX_SOUNDS],
}

/// Where a letter is added.
#[derive(Clone, Copy, Debug)]
pub(super) enum Added {
    Anywhere,
    AtStart,
    AtEnd,
    After(Sound),
}

impl Prices {
    /// Prices by a function of two letters, 0 for nothing.
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

    /// Sets the price of one letter for another.
    pub(super) fn replace(&mut self, a: Sound, b: Sound, price: u8) {
        let (a, b) = (at(a), at(b));
        self.replaced[a][b] = price;
        self.replaced[b][a] = price;
    }

    /// The price of one letter for another.
    pub(super) fn replaced(&self, a: Sound, b: Sound) -> u8 {
        self.replaced[at(a)][at(b)]
    }

    /// What every letter costs at least beside each of some words; see [`Reach`].
    pub(super) fn reaches<'a>(&self, words: impl Iterator<Item = &'a [Sound]>) -> Vec<Reach> {
        let left_out = self.left_out();
        words.map(|word| Reach::new(word, |sound| &self.replaced[at(sound)], &left_out)).collect()
    }

    /// The least that each letter costs to add, wherever it stands.
    fn left_out(&self) -> [u8; MAX_SOUNDS] {
        let mut least = self.start;
        let places = self.after.iter().chain([&self.end]);
        places.for_each(|place| {
            least.iter_mut().zip(place).for_each(|(least, one)| *least = (*least).min(*one))
        });
        least
    }

    /// Sets the price of a letter added.
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

    /// The price of reading one word for another; symmetric, and 0 exactly for equal words. Letters
    /// that both words begin or end with stand for each other. A price above `limit` is only known to
    /// be above it.
    pub(super) fn of(&self, a: &[Sound], b: &[Sound], limit: u16) -> u16 {
        let (a, b) = (&a[..a.len().min(MAX_LEN)], &b[..b.len().min(MAX_LEN)]);
        if a == b {
            return 0;
        }
        // The shorter word runs along the row, so that both orders do the same additions.
        let (a, b) = if (a.len(), a) < (b.len(), b) { (b, a) } else { (a, b) };
        let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (rest_a, rest_b) = (&a[start..], &b[start..]);
        let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
        // Most words fit into a small table, which is quicker to set up.
        match a.len() - start - end {
            0..SMALL => self.middle::<SMALL>(a, b, (start, end), limit),
            _ => self.middle::<{ MAX_LEN + 1 }>(a, b, (start, end), limit),
        }
    }

    /// The price of what stands between a common start and a common end of so many letters; `ROW` is
    /// more than the letters of the longer word there.
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

    /// What each letter of the middle of a word costs to add.
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

    /// Restricted Damerau-Levenshtein over prices; three rows that take turns.
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
            let step = Step { above: &above[..=width], prices, added_a: *added_a, b };
            let mut least = step.fill(&mut current[..=width]);
            if let Some(earlier) = i.checked_sub(1)
                && of_b & bit(a.word[i]) != 0
                && of_b & bit(a.word[earlier]) != 0
            {
                let pair = (a.word[earlier], a.word[i]);
                least = least.min(swaps(pair, b, &before[..=width], &mut current[..=width]));
            }
            // A swap leads past one row, never past two.
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

/// The middle of a word and what its letters cost to add.
#[derive(Clone, Copy)]
struct Priced<'a> {
    word: &'a [Sound],
    added: &'a [u16],
}

/// One row of the table from the row above it.
struct Step<'a> {
    above: &'a [u16],
    prices: &'a [u8; MAX_SOUNDS],
    added_a: u16,
    b: Priced<'a>,
}

impl Step<'_> {
    /// Fills the row without swaps; gives its least price.
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

/// Puts the swaps of two neighbours into a row, and what they make cheaper behind them; gives the
/// least price of the cells that changed.
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

fn square() -> Square {
    Box::new([[0; MAX_SOUNDS]; MAX_SOUNDS])
}

/// A bit for each letter.
fn bit(sound: Sound) -> u128 {
    1 << at(sound)
}

/// The place of a letter in the tables; letters of other alphabets cannot lead out of them.
fn at(sound: Sound) -> usize {
    usize::from(sound) % MAX_SOUNDS
}

/// A price of the tables, where 1 is a slip, in hundredths.
pub(super) fn hundredths(cost: f64) -> u8 {
    (cost * f64::from(SLIP)).round().clamp(0.0, f64::from(DEAREST)) as u8
}
