//! Two lists: Chapman's estimator.
//!
//! With two lists nothing in the data shows whether they are independent, so the estimate is for illustration only.
//! With three or more lists, the estimates of all pairs show roughly where lists depend on each other: a pair that
//! gives fewer people than are already known share more than independent lists would.

use serde::Serialize;

use super::histories::Histories;
use super::interval::EstimateInterval;

/// Chapman's estimate from two lists, as if they were independent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PairEstimate {
    /// The two lists, by position.
    pub lists: (usize, usize),
    /// People on both lists.
    pub both: u64,
    /// The number of people, with Chao's log interval.
    pub total: EstimateInterval,
    /// The standard error of the number of people.
    pub standard_error: f64,
    /// Whether the estimate is below the number of people on all lists together. Then the two lists depend on each
    /// other positively.
    pub is_below_observed: bool,
}

/// The estimate for each pair of lists. The variance is Seber's (1970), the interval Chao's (1987).
pub(super) fn pairs(table: &Histories, level: f64) -> Vec<PairEstimate> {
    let all = table.overlaps().map(|(lists, both)| pair(table, lists, both, level));
    all.collect()
}

fn pair(table: &Histories, lists: (usize, usize), both: u64, level: f64) -> PairEstimate {
    let (a, b, m) = (table.on_all(1 << lists.0) as f64, table.on_all(1 << lists.1) as f64, both as f64);
    let estimate = (a + 1.0) * (b + 1.0) / (m + 1.0) - 1.0;
    let variance = (a + 1.0) * (b + 1.0) * (a - m) * (b - m) / ((m + 1.0) * (m + 1.0) * (m + 2.0));
    let known = a + b - m;
    let total = EstimateInterval::of_unseen(known, estimate - known, variance, level);
    PairEstimate {
        lists,
        both,
        total,
        standard_error: variance.sqrt(),
        is_below_observed: estimate < table.observed() as f64,
    }
}

#[cfg(test)]
mod tests;
