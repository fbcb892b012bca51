//! Pools the distributions of the number of people that the sampled partitions give.
//!
//! In: for each partition the number of people observed, and a distribution of the number on no list. Out: the
//! quantiles of the mixture, in which every partition has equal weight, and how much of the variance is due to linkage
//! (linkage averaging: Sadinle, *Bayesian propagation of record linkage uncertainty into population size estimation of
//! human rights violations*, Annals of Applied Statistics 12, 2018).

use serde::Serialize;

use super::interval::EstimateInterval;
use super::numbers::{normal, normal_quantile};

/// How much of the variance of an estimate is due to linkage.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LinkageShare {
    /// Mean over the partitions of the variance within a partition.
    pub within: f64,
    /// Variance of the estimates between partitions.
    pub between: f64,
    /// `between` as a share of the sum, from 0 to 1.
    pub share: f64,
}

/// The distribution of the number of people on no list, given one partition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unseen {
    /// The log is normal: median of the number, standard deviation of its log.
    LogNormal(f64, f64),
    /// Numbers in ascending order, each with the probability of at most this number. The last is 1.
    Points(Vec<(f64, f64)>),
}

impl Unseen {
    /// From numbers in ascending order with their probabilities.
    pub(super) fn of_points(points: &[(f64, f64)]) -> Self {
        let all: f64 = points.iter().map(|(_, p)| p).sum();
        let mut sum = 0.0;
        let cumulative = points.iter().map(|(n, p)| {
            sum += p / all;
            (*n, sum)
        });
        Unseen::Points(cumulative.collect())
    }

    /// The probability of at most this number.
    fn at_most(&self, number: f64) -> f64 {
        match self {
            _ if number < 0.0 => 0.0,
            Unseen::LogNormal(median, _) if *median <= 0.0 => 1.0,
            Unseen::LogNormal(median, sd) => normal((number / median).ln() / sd.max(1e-9)),
            Unseen::Points(points) => {
                let at = points.partition_point(|(n, _)| *n <= number);
                let Some(before) = at.checked_sub(1).and_then(|at| points.get(at)) else { return 0.0 };
                // Between two points of a coarse grid the probability grows evenly.
                match points.get(at) {
                    Some(next) if next.0 > before.0 => {
                        before.1 + (next.1 - before.1) * (number - before.0) / (next.0 - before.0)
                    }
                    _ => before.1,
                }
            }
        }
    }

    /// Mean and variance on the scale of the interval: of the log for a log-normal distribution, else of the number.
    fn moments(&self, observed: f64) -> (f64, f64) {
        match self {
            Unseen::LogNormal(median, sd) => (median.max(f64::MIN_POSITIVE).ln(), sd * sd),
            Unseen::Points(points) => {
                let mut last = 0.0;
                let masses: Vec<(f64, f64)> = points
                    .iter()
                    .map(|(n, sum)| {
                        let mass = sum - last;
                        last = *sum;
                        (*n, mass)
                    })
                    .collect();
                let mean: f64 = masses.iter().map(|(n, p)| n * p).sum();
                (observed + mean, masses.iter().map(|(n, p)| (n - mean).powi(2) * p).sum())
            }
        }
    }
}

/// The distributions of all partitions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct EstimatePool(Vec<(f64, f64, Unseen)>);

impl EstimatePool {
    /// Adds `weight` partitions with the same number of people observed and the same distribution.
    pub(super) fn add(&mut self, weight: f64, observed: f64, unseen: Unseen) {
        self.0.push((weight, observed, unseen));
    }

    /// The sum of the weights.
    fn weight(&self) -> f64 {
        self.0.iter().map(|(weight, ..)| weight).sum()
    }

    /// The probability of at most this many people.
    fn at_most(&self, people: f64) -> f64 {
        let sum: f64 =
            self.0.iter().map(|(weight, observed, unseen)| weight * unseen.at_most(people - observed)).sum();
        sum / self.weight()
    }

    /// The number of people that is exceeded with probability `1 - p`.
    fn quantile(&self, p: f64) -> f64 {
        if let [(_, observed, Unseen::LogNormal(median, sd))] = self.0.as_slice() {
            return observed + median * (sd * normal_quantile(p)).exp();
        }
        let (mut low, mut high) = (0.0, 1.0);
        while self.at_most(high) < p && high < 1e15 {
            (low, high) = (high, high * 2.0);
        }
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if self.at_most(middle) < p { low = middle } else { high = middle }
        }
        high
    }

    /// The median with the interval of a probability, between equal tails. `None` without partitions.
    pub(super) fn interval(&self, level: f64) -> Option<EstimateInterval> {
        let tail = (1.0 - level) / 2.0;
        let of = || EstimateInterval {
            estimate: self.quantile(0.5),
            low: self.quantile(tail),
            high: self.quantile(1.0 - tail),
        };
        (!self.0.is_empty()).then(of)
    }

    /// The mean number of people observed.
    pub(super) fn observed(&self) -> f64 {
        self.0.iter().map(|(weight, observed, _)| weight * observed).sum::<f64>() / self.weight()
    }

    /// The variance within and between partitions; `None` for one partition.
    pub(super) fn linkage(&self) -> Option<LinkageShare> {
        if self.weight() <= 1.0 {
            return None;
        }
        let moments: Vec<(f64, f64, f64)> = self
            .0
            .iter()
            .map(|(weight, observed, unseen)| {
                let (mean, variance) = unseen.moments(*observed);
                (*weight, mean, variance)
            })
            .collect();
        let mean_of = |of: &dyn Fn(&(f64, f64, f64)) -> f64| -> f64 {
            moments.iter().map(|one| one.0 * of(one)).sum::<f64>() / self.weight()
        };
        let (mean, within) = (mean_of(&|one| one.1), mean_of(&|one| one.2));
        let between = mean_of(&|one| (one.1 - mean).powi(2)) * self.weight() / (self.weight() - 1.0);
        let share = if within + between > 0.0 { between / (within + between) } else { 0.0 };
        Some(LinkageShare { within, between, share })
    }
}
