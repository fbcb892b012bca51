//! A random order of a range of numbers that is never stored: the position of each number is computed.
//!
//! A world of millions of people needs to know which person is at a position of a list. A stored permutation would need
//! memory for every number; this one needs four keys.

use super::rng::Rng;

/// Rounds of the Feistel network; four make the order look random to statistical tests.
const ROUNDS: usize = 4;

/// A permutation of the numbers below `len`: a balanced Feistel network over the next power of four, applied until the
/// result is in the range (cycle walking; Black and Rogaway, 2002). Not suitable for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Shuffled {
    /// The number of numbers.
    len: u64,
    /// The number of bits of each half of the network.
    half_bits: u32,
    /// One key per round.
    keys: [u64; ROUNDS],
}

impl Shuffled {
    /// A permutation of `len` numbers with keys from `rng`.
    pub(crate) fn new(len: usize, mut rng: Rng) -> Self {
        let len = len as u64;
        let bits = u64::BITS - len.saturating_sub(1).leading_zeros();
        Shuffled { len, half_bits: bits.div_ceil(2).max(1), keys: std::array::from_fn(|_| rng.bits()) }
    }

    /// The image of number `at`; a number outside the range stays. Takes less than four rounds of the network on
    /// average.
    pub(crate) fn at(&self, at: usize) -> usize {
        let mut place = at as u64;
        if place >= self.len {
            return at;
        }
        // This ends: the network is a permutation, so a cycle that started in the range returns to it.
        loop {
            place = self.round_trip(place);
            if place < self.len {
                return usize::try_from(place).unwrap_or(at);
            }
        }
    }

    /// The image under the network, over all numbers with twice `half_bits` bits.
    fn round_trip(&self, place: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (place >> self.half_bits, place & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mixed(right ^ key) & mask));
        }
        left << self.half_bits | right
    }
}

/// The finaliser of SplitMix64.
fn mixed(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_met_once() {
        for len in [0, 1, 2, 3, 17, 64, 1000] {
            let shuffled = Shuffled::new(len, Rng::new(3, 0));
            let mut met: Vec<usize> = (0..len).map(|at| shuffled.at(at)).collect();
            met.sort_unstable();
            assert_eq!(met, (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn neighbours_are_torn_apart() {
        let shuffled = Shuffled::new(1000, Rng::new(3, 0));
        let near = (1..1000).filter(|at| shuffled.at(*at).abs_diff(shuffled.at(at - 1)) < 20);
        assert!((10..80).contains(&near.count()));
    }
}
