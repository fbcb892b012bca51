//! How often a text has which letters: most texts are told apart by that.

use super::relation::SIMILAR_TEXT;

/// Letters that share a place here are told apart by the distance.
const PLACES: usize = 32;

/// The letters of a text, whatever their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LetterCounts {
    counts: [u8; PLACES],
    all: u16,
}

impl LetterCounts {
    pub(super) fn of(text: &str) -> Self {
        let mut letters = LetterCounts { counts: [0; PLACES], all: 0 };
        for letter in text.chars() {
            let count = &mut letters.counts[u32::from(letter) as usize % PLACES];
            *count = count.saturating_add(1);
            letters.all = letters.all.saturating_add(1);
        }
        letters
    }

    /// False where two texts differ in more letters than similar ones do: the distance is at least that.
    pub(super) fn may_be_similar(&self, other: &LetterCounts) -> bool {
        let (mut more, mut fewer) = (0_u16, 0_u16);
        for (a, b) in self.counts.iter().zip(&other.counts) {
            more += u16::from(a.saturating_sub(*b));
            fewer += u16::from(b.saturating_sub(*a));
        }
        // A little is left for how the likeness is rounded.
        f64::from(more.max(fewer)) <= (1.0 - SIMILAR_TEXT) * f64::from(self.all.max(other.all)) + 1e-6
    }
}
