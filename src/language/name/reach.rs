//! What a letter costs at least beside a word: a bound by which most pairs of words are told to be far
//! apart without being compared.

use super::folded::Sound;
use super::price::MAX_SOUNDS;

/// For each letter the least that it costs to read it for any letter of one word, or to leave it out:
/// nothing for the letters of the word.
#[derive(Clone, Debug)]
pub(crate) struct Reach([u8; MAX_SOUNDS]);

impl Reach {
    /// The bounds of a word, from the prices of all letters for one, which are the same in both directions, and
    /// of a letter left out.
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
        Reach(least)
    }

    /// The price of reading another word for this one is no less: each of its letters is kept, replaced
    /// or left out, and an exchange of neighbours keeps both.
    pub(crate) fn least(&self, other: &[Sound]) -> u16 {
        other.iter().map(|sound| u16::from(self.0[usize::from(*sound) % MAX_SOUNDS])).sum()
    }
}
