//! Bayesian average over decomposable graphical models (Madigan and York, *Bayesian methods for estimation of the size
//! of a closed population*, Biometrika 84, 1997; R package dga).
//!
//! In: the counts by combination of lists. Out: the posterior of the number of people on no list, averaged over the
//! graphs, and the probability of each graph.
//!
//! The probabilities of the combinations have a hyper-Dirichlet prior with `delta` prior people in each cell. All
//! graphs are equally likely before. The graph with every edge is left out unless it is asked for: it assumes nothing
//! about those on no list, so the answer under it would be the prior.

use super::graphs::DecomposableGraph;
use super::numbers::{ln_gamma, ln_sum_exp};

/// The prior over the number of all people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Prior {
    /// Proportional to 1 / N (Jeffreys).
    Inverse,
    /// Poisson with a mean that has a Gamma distribution: shape, mean per unit of shape. Madigan and York's prior for
    /// an expert's belief; the tests use it.
    #[cfg(test)]
    Gamma(f64, f64),
}

impl Prior {
    /// The log of the prior at a number of people, up to a constant.
    fn ln(self, people: f64) -> f64 {
        match self {
            Prior::Inverse => -people.ln(),
            #[cfg(test)]
            Prior::Gamma(a, b) => {
                people * b.ln() - (people + a) * (1.0 + b).ln() + ln_gamma(people + a)
                    - ln_gamma(people + 1.0)
            }
        }
    }
}

/// Points of the posterior that are computed. Between them it is nearly linear.
const POINTS: usize = 1200;
/// Largest number of people on no list that is considered, as a multiple of those observed.
const MOST_TIMES: f64 = 1000.0;
/// Probability that may lie in the last tenth of the range.
const TAIL: f64 = 1e-5;

/// The posterior of the number of people on no list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GraphPosterior {
    /// Numbers of people on no list with their probabilities; the sum is 1.
    pub(super) points: Vec<(f64, f64)>,
    /// The probability of each graph.
    pub(super) graphs: Vec<f64>,
    /// Whether the range holds nearly all of the posterior. Otherwise the data do not bound the number.
    pub(super) is_bounded: bool,
}

impl GraphPosterior {
    /// Mean and variance of the number of people on no list.
    #[cfg(test)]
    pub(super) fn moments(&self) -> (f64, f64) {
        let mean: f64 = self.points.iter().map(|(n, p)| n * p).sum();
        (mean, self.points.iter().map(|(n, p)| (n - mean).powi(2) * p).sum())
    }
}

/// The average for tables of one number of lists.
#[derive(Clone, Debug)]
pub(super) struct Average {
    /// The graphs.
    graphs: Vec<DecomposableGraph>,
    /// Number of lists.
    lists: usize,
    /// Prior people in each cell.
    delta: f64,
    prior: Prior,
}

impl Average {
    /// The average that the R package dga suggests: 2 to the power of minus the number of lists in each cell, and a
    /// prior proportional to 1 / N; without the complete graph.
    pub(super) fn new(lists: usize) -> Self {
        let graphs = DecomposableGraph::all(lists).into_iter().filter(|graph| !graph.is_complete());
        Average { graphs: graphs.collect(), lists, delta: 0.5_f64.powf(lists as f64), prior: Prior::Inverse }
    }

    /// An average with other priors and all graphs.
    #[cfg(test)]
    pub(super) fn with_prior(lists: usize, delta: f64, prior: Prior) -> Self {
        Average { graphs: DecomposableGraph::all(lists), lists, delta, prior }
    }

    /// The names of the graphs.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.graphs.iter().map(DecomposableGraph::name)
    }

    /// The posterior. The range is widened until its end is improbable. `None` for a table without people.
    pub(super) fn posterior(&self, counts: &[f64]) -> Option<GraphPosterior> {
        let observed: f64 = counts.iter().skip(1).sum();
        if observed <= 0.0 {
            return None;
        }
        let mut most = (2.0 * observed).max(100.0);
        loop {
            let posterior = self.on(counts, &grid(0.0, most));
            let tail: f64 = posterior.points.iter().filter(|(n, _)| *n > 0.9 * most).map(|(_, p)| p).sum();
            let is_bounded = tail < TAIL;
            if is_bounded || most > MOST_TIMES * observed {
                // Once more where the probability is.
                let within =
                    posterior.points.iter().rev().find(|(_, p)| *p > TAIL * 1e-3).map_or(most, |(n, _)| *n);
                let fine = self.on(counts, &grid(0.0, (1.2 * within).max(20.0).min(most)));
                return Some(GraphPosterior { is_bounded, ..fine });
            }
            most *= 2.0;
        }
    }

    /// The posterior on given numbers of people on no list; each with the length of the range that it represents.
    pub(super) fn on(&self, counts: &[f64], grid: &[(f64, f64)]) -> GraphPosterior {
        let observed: f64 = counts.iter().skip(1).sum();
        let parts = self.parts(counts, grid, observed);
        let common: Vec<f64> = grid
            .iter()
            .map(|(unseen, length)| {
                let people = observed + unseen;
                ln_gamma(people + 1.0) - ln_gamma(unseen + 1.0) + self.prior.ln(people) + length.ln()
            })
            .collect();
        let of_graph = |graph: &DecomposableGraph| -> Vec<f64> {
            let mut sums = common.clone();
            for (with, alone) in &graph.steps {
                let (with, alone) = (&parts[*with], &parts[*alone]);
                sums.iter_mut().zip(with.iter().zip(alone)).for_each(|(sum, (w, a))| *sum += w - a);
            }
            sums
        };
        let logs: Vec<Vec<f64>> = self.graphs.iter().map(of_graph).collect();
        let all = ln_sum_exp(logs.iter().flatten().copied());
        let graphs = logs.iter().map(|one| (ln_sum_exp(one.iter().copied()) - all).exp()).collect();
        let mut points: Vec<(f64, f64)> = grid.iter().map(|(unseen, _)| (*unseen, 0.0)).collect();
        for one in &logs {
            points.iter_mut().zip(one).for_each(|((_, p), log)| *p += (log - all).exp());
        }
        GraphPosterior { points, graphs, is_bounded: true }
    }

    /// For each set of lists and each point the log marginal likelihood of the table of these lists, up to what all
    /// sets share.
    fn parts(&self, counts: &[f64], grid: &[(f64, f64)], observed: f64) -> Vec<Vec<f64>> {
        let all = 1_usize << self.lists;
        (0..all)
            .map(|set| {
                let size = f64::from(set.count_ones());
                let delta = self.delta * 2_f64.powf(self.lists as f64 - size);
                let mut cells = vec![0.0; all];
                counts.iter().enumerate().skip(1).for_each(|(history, count)| cells[history & set] += count);
                let subsets = (1..all).filter(|cell| cell & set == *cell);
                let fixed: f64 = subsets.map(|cell| ln_gamma(cells[cell] + delta)).sum::<f64>()
                    - 2_f64.powf(size) * ln_gamma(delta);
                let on_none = if set == 0 { observed } else { cells[0] };
                grid.iter().map(|(unseen, _)| ln_gamma(unseen + on_none + delta) + fixed).collect()
            })
            .collect()
    }
}

/// At most about [`POINTS`] whole numbers from `first` to `last`, each with the number of whole numbers that it
/// represents.
pub(super) fn grid(first: f64, last: f64) -> Vec<(f64, f64)> {
    let step = ((last - first) / POINTS as f64).floor().max(1.0);
    let points = ((last - first) / step).floor() as usize;
    (0..=points).map(|at| (first + at as f64 * step, step)).collect()
}

#[cfg(test)]
mod tests;
