//! How the estimate changes with the assumption that the data cannot test.
//!
//! The counts of people on the lists leave one question open: whether the lists together interact for those on no list
//! as for the others. Let xi be the ratio of the interactions. Xi = 1 is the assumption of no interaction of all lists;
//! other values divide the number of people on no list (Aleshin-Guendel, Sadinle and Wakefield, *The central role of the
//! identifying assumption in population size estimation*, arXiv 2101.09304).

use serde::Serialize;

use super::histories::Histories;
use super::interval::EstimateInterval;
use super::pool::{EstimatePool, Unseen};

/// The values of xi that are shown.
const XI: [f64; 5] = [0.5, 2.0 / 3.0, 1.0, 1.5, 2.0];

/// The number of people if the lists interact for those on no list by a factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sensitivity {
    /// The factor. 1 means no interaction of all lists together.
    pub xi: f64,
    /// The number of people.
    pub total: EstimateInterval,
}

/// The number of people on no list if no interaction of all lists exists, and the variance of its log. `None` if a
/// combination of lists has nobody: then the estimate does not exist.
///
/// The model fits every count exactly, so the number is the product of the counts with an odd number of lists over the
/// product of those with an even number.
pub(super) fn no_highest_interaction(counts: &[u64]) -> Option<(f64, f64)> {
    let cells = counts.iter().enumerate().skip(1);
    if cells.clone().any(|(_, count)| *count == 0) {
        return None;
    }
    let log: f64 = cells
        .clone()
        .map(
            |(history, count)| {
                if history.count_ones() % 2 == 1 { (*count as f64).ln() } else { -(*count as f64).ln() }
            },
        )
        .sum();
    Some((log.exp(), cells.map(|(_, count)| 1.0 / *count as f64).sum()))
}

/// The distribution of the number of people on no list if no interaction of all lists exists, for a table of a
/// partition. `xi` divides it.
pub(super) fn unseen(counts: &[u64], xi: f64) -> Option<Unseen> {
    let (unseen, variance) = no_highest_interaction(counts)?;
    Some(log_normal(unseen / xi, variance))
}

/// A log-normal distribution of the number of people on no list, given the variance of the log of its mean. The number
/// itself is Poisson around the mean, as in Rcapture: the variance is `unseen + unseen² · variance`.
pub(super) fn log_normal(unseen: f64, variance_of_log: f64) -> Unseen {
    Unseen::LogNormal(unseen, (1.0 + variance_of_log + 1.0 / unseen.max(f64::MIN_POSITIVE)).ln().sqrt())
}

/// The grid, pooled over the tables with their weights. Empty if the number does not exist for one of them.
pub(super) fn grid(tables: &[(Histories, f64)], level: f64) -> Vec<Sensitivity> {
    let at = |xi: &f64| {
        let mut pool = EstimatePool::default();
        for (table, weight) in tables {
            pool.add(*weight, table.observed() as f64, unseen(table.counts(), *xi)?);
        }
        Some(Sensitivity { xi: *xi, total: pool.interval(level)? })
    };
    XI.iter().filter_map(at).collect()
}
