//! A bootstrap that repeats the choice of the model (Silverman, Chan and Vincent, *Bootstrapping multiple systems
//! estimates to account for model selection*, Statistics and Computing 34, 2024).
//!
//! An interval that takes the chosen model as given is too short. Each replicate draws the counts again, chooses the
//! model with the best BIC again, and estimates. The interval is bias-corrected and accelerated (BCa; Efron 1987). With
//! several partitions, the replicates draw from them in turn, so the interval contains linkage too.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use rayon::prelude::*;

use super::fit::fit;
use super::interval::EstimateInterval;
use super::model::LogLinear;
use super::numbers::{normal, normal_quantile};

/// Number of replicates, as in the paper.
pub(super) const REPLICATES: usize = 1000;
/// Seed of the random numbers. Each replicate has its own stream.
const SEED: u64 = 0x6d73_6521;

/// The number of people under the model with the best BIC; `None` if no model has an estimate.
pub(super) fn best(counts: &[f64], models: &[LogLinear]) -> Option<f64> {
    let observed: f64 = counts.iter().skip(1).sum();
    let fits = models.iter().filter_map(|model| fit(counts, model).ok());
    let best = fits.map(|fit| (fit.bic(observed), fit.unseen)).min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(observed + best.1)
}

/// The interval around `estimate`. `tables` are the counts of each partition, and `models` those that may be chosen.
/// `None` if fewer than half of the replicates have an estimate.
pub(super) fn interval(
    tables: &[Vec<f64>],
    models: &[LogLinear],
    estimate: f64,
    level: f64,
) -> Option<EstimateInterval> {
    let replicate = |number: usize| {
        // Spread over all partitions, also if there are more partitions than replicates.
        let counts = tables.get(number * tables.len() / REPLICATES)?;
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(number as u64);
        best(&resampled(counts, &mut rng), models)
    };
    let mut drawn: Vec<f64> = (0..REPLICATES).into_par_iter().filter_map(replicate).collect();
    if drawn.len() < REPLICATES / 2 {
        return None;
    }
    drawn.sort_by(f64::total_cmp);
    let bias = bias(&drawn, estimate);
    let acceleration = tables.get(tables.len() / 2).map_or(0.0, |counts| acceleration(counts, models));
    let at = |p: f64| {
        let z = bias + normal_quantile(p);
        quantile(&drawn, normal(bias + z / (1.0 - acceleration * z)))
    };
    let tail = (1.0 - level) / 2.0;
    Some(EstimateInterval { estimate, low: at(tail), high: at(1.0 - tail) })
}

/// The quantile of the normal distribution at the share of replicates below the estimate; equal ones count half. The
/// share is kept away from 0 and 1.
fn bias(drawn: &[f64], estimate: f64) -> f64 {
    let near = estimate.abs() * 1e-9;
    let below = drawn.partition_point(|one| *one < estimate - near) as f64;
    let not_above = drawn.partition_point(|one| *one <= estimate + near) as f64;
    let n = drawn.len() as f64;
    normal_quantile((f64::midpoint(below, not_above) / n).clamp(0.5 / n, 1.0 - 0.5 / n))
}

/// The acceleration, from leaving out one person at a time. People with the same lists give the same estimate.
fn acceleration(counts: &[f64], models: &[LogLinear]) -> f64 {
    let left_out = |cell: usize| {
        let mut fewer = counts.to_vec();
        *fewer.get_mut(cell)? -= 1.0;
        Some((*counts.get(cell)?, best(&fewer, models)?))
    };
    let cells: Vec<usize> = (1..counts.len()).filter(|cell| counts[*cell] >= 1.0).collect();
    let estimates: Vec<(f64, f64)> = cells.into_par_iter().filter_map(left_out).collect();
    let people: f64 = estimates.iter().map(|(people, _)| people).sum();
    let mean = estimates.iter().map(|(people, estimate)| people * estimate).sum::<f64>() / people;
    let power = |power: i32| estimates.iter().map(|(n, one)| n * (mean - one).powi(power)).sum::<f64>();
    let (third, second) = (power(3), power(2));
    if second > 0.0 { third / (6.0 * second.powf(1.5)) } else { 0.0 }
}

/// Counts drawn with the shares of these counts; their sum is the same.
fn resampled(counts: &[f64], rng: &mut ChaCha8Rng) -> Vec<f64> {
    let mut left: f64 = counts.iter().skip(1).sum();
    let mut people = left as u64;
    let mut drawn = vec![0.0; counts.len()];
    for (cell, count) in counts.iter().enumerate().skip(1) {
        let share = if left > 0.0 { (count / left).clamp(0.0, 1.0) } else { 0.0 };
        let here = Binomial::new(people, share).map_or(0, |binomial| binomial.sample(rng));
        drawn[cell] = here as f64;
        people -= here.min(people);
        left -= count;
    }
    drawn
}

/// The quantile of sorted numbers, between two neighbours in proportion (type 7 of Hyndman and Fan).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p.clamp(0.0, 1.0) * (sorted.len().saturating_sub(1)) as f64;
    let (below, above) = (at.floor() as usize, at.ceil() as usize);
    let of = |at: usize| sorted.get(at).copied().unwrap_or_default();
    of(below) + (of(above) - of(below)) * at.fract()
}

#[cfg(test)]
mod tests;
