//! Draws by weights in bits.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The sequence of one stream of a seed: the same on every platform, independent of all others.
pub(super) fn stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// A number from 0 up to, but not including, 1.
pub(super) fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    // 53 bits: the whole numbers that a double holds exactly.
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A number below `limit`; 0 when the limit is 0.
pub(super) fn below(limit: usize, rng: &mut ChaCha8Rng) -> usize {
    let wide = u128::from(rng.next_u64()) * limit as u128;
    usize::try_from(wide >> 64).unwrap_or_default()
}

/// Turns weights in bits into weights, and draws a position by them.
pub(super) fn draw(bits: &mut [f64], rng: &mut ChaCha8Rng) -> usize {
    let most = bits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for one in bits.iter_mut() {
        // The best is 2 to the 0.
        *one = if *one == most { 1.0 } else { (*one - most).exp2() };
    }
    let sum: f64 = bits.iter().sum();
    at(bits.iter().copied(), uniform(rng) * sum)
}

/// The position of the weight that a point falls on, from 0 to their sum.
pub(super) fn at(weights: impl Iterator<Item = f64>, point: f64) -> usize {
    let (mut at, mut passed) = (0, 0.0);
    for (position, one) in weights.enumerate() {
        match passed <= point {
            true if one > 0.0 => at = position,
            true => (),
            false => break,
        }
        passed += one;
    }
    at
}

/// Whether a step is taken that changes the weight by so many bits (Metropolis and Hastings).
pub(super) fn accepts(bits: f64, rng: &mut ChaCha8Rng) -> bool {
    bits >= 0.0 || uniform(rng) < bits.exp2()
}
