//! Letter counts of a text: a cheap test which most pairs of different texts fail.
//!
//! The edit distance of two texts takes time with the square of their length. The counts take constant time and give a
//! lower bound for it.
//!
//! Example: two texts of ten letters can be similar only if at most two letters of one are not in the other.

use super::relation::SIMILAR_TEXT;

/// Number of counters. Letters that share a counter only make the test less strict.
const PLACES: usize = 32;

/// How often each letter occurs in a text, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LetterCounts {
    /// Counts by the code point of the letter modulo [`PLACES`]; each stops at 255.
    counts: [u8; PLACES],
    /// The number of letters.
    all: u16,
}

impl LetterCounts {
    /// Counts the letters of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut letters = LetterCounts { counts: [0; PLACES], all: 0 };
        for letter in text.chars() {
            let count = &mut letters.counts[u32::from(letter) as usize % PLACES];
            *count = count.saturating_add(1);
            letters.all = letters.all.saturating_add(1);
        }
        letters
    }

    /// Whether two texts can be as similar as [`SIMILAR_TEXT`]. The edit distance is at least the number of letters
    /// that one text has more than the other, so `false` is certain.
    ///
    /// It takes [`PLACES`] additions, however long the texts are.
    pub(super) fn may_be_similar(&self, other: &LetterCounts) -> bool {
        let (mut more, mut fewer) = (0_u16, 0_u16);
        for (a, b) in self.counts.iter().zip(&other.counts) {
            more += u16::from(a.saturating_sub(*b));
            fewer += u16::from(b.saturating_sub(*a));
        }
        // The small term covers rounding in the similarity.
        f64::from(more.max(fewer)) <= (1.0 - SIMILAR_TEXT) * f64::from(self.all.max(other.all)) + 1e-6
    }
}
