//! The random numbers of the invented lists: small, documented, the same on every platform.
//!
//! xoshiro256** (Blackman and Vigna, public domain) seeded by SplitMix64, as its authors advise. Only integer
//! arithmetic and exact divisions by powers of two are used, so one seed gives one sequence everywhere. Not suitable
//! for secrets.

/// A generator of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Rng {
    /// The state of xoshiro256**.
    state: [u64; 4],
}

impl Rng {
    /// Sequence number `stream` of a seed. The streams of one seed are independent of each other.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut mixed = seed ^ stream.wrapping_mul(0xA076_1D64_78BD_642F);
        Rng { state: std::array::from_fn(|_| split_mix(&mut mixed)) }
    }

    /// The next 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number from 0 to `limit` − 1; 0 if the limit is 0. The bias is below `limit` / 2^64.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.bits()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or_default();
        low.saturating_add(i32::try_from(self.below(width)).unwrap_or_default())
    }

    /// True with probability `p`; never for `p` up to 0, always from 1.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        // 53 bits: a double holds every whole number of this size exactly.
        ((self.bits() >> 11) as f64) < p * (1u64 << 53) as f64
    }

    /// One of the items, each with the same probability; `None` if there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// Puts the items in a random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// One step of SplitMix64.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Items with weights; each is drawn with a probability proportional to its weight.
#[derive(Clone, Debug)]
pub(crate) struct Weighted<T> {
    /// The items, in order.
    items: Vec<T>,
    /// The sum of the weights up to and including each item.
    sums: Vec<usize>,
}

impl<T> Default for Weighted<T> {
    /// No items.
    fn default() -> Self {
        Weighted::new([])
    }
}

impl<T> Weighted<T> {
    /// Items with whole-number weights.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (T, usize)>) -> Self {
        let mut sum = 0;
        let (items, sums) = pairs
            .into_iter()
            .map(|(item, weight)| {
                sum += weight;
                (item, sum)
            })
            .unzip();
        Weighted { items, sums }
    }

    /// Items in order of rank, with weights proportional to 1 / (rank + `flat`), rank from 1: Zipf's law with
    /// Mandelbrot's flattened head.
    pub(crate) fn by_rank(items: impl IntoIterator<Item = T>, flat: usize) -> Self {
        let pairs = items.into_iter().enumerate();
        Weighted::new(pairs.map(|(at, item)| (item, 1_000_000 / (at + 1 + flat))))
    }

    /// One item; `None` if there are none.
    pub(crate) fn draw(&self, rng: &mut Rng) -> Option<&T> {
        self.items.get(self.draw_at(rng))
    }

    /// The position of one drawn item; out of range if there are no items. Takes a binary search.
    pub(crate) fn draw_at(&self, rng: &mut Rng) -> usize {
        let total = self.sums.last().copied().unwrap_or_default();
        let point = rng.below(total);
        self.sums.partition_point(|sum| *sum <= point)
    }

    /// The items in their order, each with its weight.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&T, usize)> + Clone {
        let before = std::iter::once(0).chain(self.sums.iter().copied());
        let weights = self.sums.iter().zip(before).map(|(sum, before)| sum - before);
        self.items.iter().zip(weights)
    }

    /// The items in their order.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_never_changes() {
        // SplitMix64 from 0 as its author prints it.
        let mut state = 0;
        assert_eq!(split_mix(&mut state), 0xE220_A839_7B1D_CDAF);
        assert_eq!(split_mix(&mut state), 0x6E78_9E6A_A1B9_65F4);
        let mut rng = Rng { state: [1, 2, 3, 4] };
        // The reference values of xoshiro256** for the state 1, 2, 3, 4.
        let first: Vec<u64> = (0..4).map(|_| rng.bits()).collect();
        assert_eq!(first, [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn weights_are_kept() {
        let weighted = Weighted::new([('a', 1), ('b', 0), ('c', 3)]);
        let mut rng = Rng::new(1, 0);
        let drawn: Vec<char> = (0..4000).filter_map(|_| weighted.draw(&mut rng).copied()).collect();
        let share = drawn.iter().filter(|item| **item == 'c').count();
        assert!((2900..3100).contains(&share), "{share}");
        assert!(!drawn.contains(&'b'));
    }

    #[test]
    fn empty_choices_give_nothing() {
        let mut rng = Rng::new(1, 0);
        assert_eq!(rng.below(0), 0);
        assert!(rng.pick::<u8>(&[]).is_none());
        assert!(Weighted::<u8>::default().draw(&mut rng).is_none());
    }
}
