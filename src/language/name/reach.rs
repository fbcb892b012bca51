//! A lower bound on the price of a word against many others.
//!
//! In: a word and the prices of letters. Out: for each letter, the least that it must cost. The sum over the
//! letters of another word is a lower bound of the edit distance. It takes time proportional to the length of
//! that word, and rules out most pairs without an edit distance.

use super::folded::Sound;
use super::price::MAX_SOUNDS;

/// For each letter, the lowest price of reading it as any letter of one word or of removing it, in
/// hundredths. 0 for the letters of the word.
#[derive(Clone, Debug)]
pub(crate) struct LetterReach([u8; MAX_SOUNDS]);

impl LetterReach {
    /// The bounds for one word. `replaced` returns the prices of all letters for one letter, which are
    /// symmetric; `left_out` has the lowest price of removing each letter.
    pub(super) fn new<'a>(
        word: &[Sound],
        replaced: impl Fn(Sound) -> &'a [u8; MAX_SOUNDS],
        left_out: &[u8; MAX_SOUNDS],
    ) -> Self {
        let mut least = *left_out;
        for sound in word {
            let prices = replaced(*sound).iter();
            least.iter_mut().zip(prices).for_each(|(least, price)| *least = (*least).min(*price));
        }
        LetterReach(least)
    }

    /// A lower bound on the price of reading `other` as this word, in hundredths. Each letter of `other` is
    /// kept, replaced or removed, and an exchange of neighbours keeps both.
    ///
    /// The bound is 0 if `other` has only letters of this word, in whatever order. It is one-sided: letters
    /// of this word that `other` lacks add nothing.
    pub(crate) fn least(&self, other: &[Sound]) -> u16 {
        other.iter().map(|sound| u16::from(self.0[usize::from(*sound) % MAX_SOUNDS])).sum()
    }
}
