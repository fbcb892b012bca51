//! Random numbers: streams of a seed, uniform numbers, and draws by weights in bits.
//!
//! All functions give the same values on every platform.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The random numbers of one stream of a seed (ChaCha with 8 rounds). The same on every platform, and independent of
/// all other streams.
pub(super) fn stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// A uniform number in [0, 1).
pub(super) fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    // 53 bits: the whole numbers that a double holds exactly.
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A uniform whole number below `limit`; 0 if `limit` is 0.
pub(super) fn below(limit: usize, rng: &mut ChaCha8Rng) -> usize {
    let wide = u128::from(rng.next_u64()) * limit as u128;
    usize::try_from(wide >> 64).unwrap_or_default()
}

/// Draws a position with a probability proportional to 2 to the power of its weight in bits. The weights are
/// overwritten with their powers, relative to the largest one.
pub(super) fn draw(bits: &mut [f64], rng: &mut ChaCha8Rng) -> usize {
    let most = bits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for one in bits.iter_mut() {
        // The largest weight is exactly 1, also if it is infinite.
        *one = if *one == most { 1.0 } else { (*one - most).exp2() };
    }
    let sum: f64 = bits.iter().sum();
    at(bits.iter().copied(), uniform(rng) * sum)
}

/// The position of the weight that contains `point`, which is between 0 and the sum of the weights. A weight of 0 is
/// never chosen. The last positive weight is returned if rounding puts the point behind the sum.
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

/// Whether to accept a step that changes the weight by `bits` (Metropolis-Hastings). A gain is always accepted.
pub(super) fn accepts(bits: f64, rng: &mut ChaCha8Rng) -> bool {
    bits >= 0.0 || uniform(rng) < bits.exp2()
}
