//! Fits a log-linear model to a table by (extended) maximum likelihood.
//!
//! In: the counts by combination of lists, and a model. Out: a [`LogLinearFit`] with the number of people on no list,
//! or why there is none.
//!
//! The count of each combination is Poisson, and the log of its mean is the sum of the terms of the model whose lists
//! are all in the combination. The constant is the log of the mean of the empty combination, which nobody observes. A
//! term whose lists nobody shares is sent to minus infinity, and the cells that contain it are left out (Chan,
//! Silverman and Vincent 2021).

use super::exists::{exists, is_identified};
use super::model::LogLinear;
use super::numbers::{Cholesky, ln_gamma, sum_over_subsets, sum_over_supersets};

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogLinearFit {
    /// Estimated number of people on no list.
    pub(super) unseen: f64,
    /// Variance of the log of `unseen`, from the information matrix.
    pub(super) variance_of_log: f64,
    /// log-likelihood, with the constants of the Poisson distribution.
    pub(super) log_likelihood: f64,
    /// Number of terms of the model, including those at minus infinity.
    pub(super) terms: usize,
    /// Number of terms at minus infinity.
    pub(super) at_infinity: usize,
}

impl LogLinearFit {
    /// Akaike's criterion.
    pub(super) fn aic(&self) -> f64 {
        2.0 * self.terms as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion. The size of the sample is the number of people observed, as in Silverman, Chan and Vincent
    /// (2024) and in Rcapture.
    pub(super) fn bic(&self, observed: f64) -> f64 {
        self.terms as f64 * observed.ln() - 2.0 * self.log_likelihood
    }
}

/// Why a model has no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoFit {
    /// Whether the maximum likelihood estimate exists.
    pub(super) exists: bool,
    /// Whether its terms can be told apart.
    pub(super) is_identified: bool,
}

/// Largest number of Newton steps. Ten are usual.
const MOST_STEPS: usize = 200;
/// Change of the log-likelihood at which the fit has converged, relative to its size.
const CONVERGED: f64 = 1e-13;

/// The part of a model that is fitted: the finite terms, and the cells that contain no term at minus infinity.
struct Face {
    terms: Vec<usize>,
    cells: Vec<usize>,
    at_infinity: usize,
}

impl Face {
    fn new(model: &LogLinear, on_all: &[f64]) -> Self {
        let is_finite = |term: &usize| on_all[*term] > 0.0;
        let (terms, gone): (Vec<usize>, Vec<usize>) = model.terms().iter().copied().partition(is_finite);
        let is_left = |cell: &usize| gone.iter().all(|term| cell & term != *term);
        Face { terms, cells: (1..on_all.len()).filter(is_left).collect(), at_infinity: gone.len() }
    }
}

/// Fits a model to the counts by combination. The first count is ignored.
///
/// # Errors
///
/// If the estimate does not exist or its terms cannot be told apart.
pub(super) fn fit(counts: &[f64], model: &LogLinear) -> Result<LogLinearFit, NoFit> {
    let mut on_all = counts.to_vec();
    if let Some(first) = on_all.first_mut() {
        *first = 0.0;
    }
    let counts = on_all.clone();
    sum_over_supersets(&mut on_all);
    let face = Face::new(model, &on_all);
    let is_filled: Vec<bool> = face.cells.iter().map(|cell| counts[*cell] > 0.0).collect();
    let no = NoFit {
        exists: on_all[0] > 0.0 && exists(&face.terms, &face.cells, &is_filled),
        is_identified: is_identified(&face.terms, &face.cells),
    };
    if !no.exists || !no.is_identified {
        return Err(no);
    }
    let newton = Newton { counts: &counts, on_all: &on_all, face: &face };
    newton.run(model.terms().len()).ok_or(NoFit { exists: false, ..no })
}

/// Newton's method for the log-likelihood, which is concave.
struct Newton<'a> {
    counts: &'a [f64],
    on_all: &'a [f64],
    face: &'a Face,
}

impl Newton<'_> {
    /// The fit; `None` if the steps do not converge.
    fn run(&self, terms: usize) -> Option<LogLinearFit> {
        let mut beta = self.start()?;
        let mut likelihood = self.log_likelihood(&self.means(&beta));
        for _ in 0..MOST_STEPS {
            let means = self.means(&beta);
            let (information, gradient) = self.derivatives(&means);
            let step = Cholesky::new(&information)?.solve(&gradient);
            let (next, better) = self.along(&beta, &step, likelihood)?;
            let gain = better - likelihood;
            (beta, likelihood) = (next, better);
            if gain <= CONVERGED * (1.0 + likelihood.abs()) {
                return self.finished(&beta, likelihood, terms);
            }
        }
        None
    }

    /// The terms after one step of weighted least squares on the logs of the counts.
    fn start(&self) -> Option<Vec<f64>> {
        let mut weights = vec![0.0; self.counts.len()];
        let mut sums = vec![0.0; self.counts.len()];
        for cell in &self.face.cells {
            let mean = self.counts[*cell] + 0.5;
            weights[*cell] = mean;
            sums[*cell] = mean * mean.ln();
        }
        sum_over_supersets(&mut weights);
        sum_over_supersets(&mut sums);
        let right: Vec<f64> = self.face.terms.iter().map(|term| sums[*term]).collect();
        Some(Cholesky::new(&self.crossed(&weights))?.solve(&right))
    }

    /// For each pair of terms the number at their union.
    fn crossed(&self, at: &[f64]) -> Vec<Vec<f64>> {
        let row = |term: &usize| self.face.terms.iter().map(|other| at[term | other]).collect();
        self.face.terms.iter().map(row).collect()
    }

    /// The fitted mean of each combination; 0 outside the face and for the empty one.
    fn means(&self, beta: &[f64]) -> Vec<f64> {
        let mut logs = vec![0.0; self.counts.len()];
        self.face.terms.iter().zip(beta).for_each(|(term, value)| logs[*term] = *value);
        sum_over_subsets(&mut logs);
        let mut means = vec![0.0; logs.len()];
        self.face.cells.iter().for_each(|cell| means[*cell] = logs[*cell].exp());
        means
    }

    /// The log-likelihood without its constants.
    fn log_likelihood(&self, means: &[f64]) -> f64 {
        let cell = |cell: &usize| {
            let (count, mean) = (self.counts[*cell], means[*cell]);
            if count > 0.0 { count * mean.ln() - mean } else { -mean }
        };
        self.face.cells.iter().map(cell).sum()
    }

    /// The information matrix and the gradient. With terms that are combinations, both are sums over the cells that
    /// contain the terms.
    fn derivatives(&self, means: &[f64]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut fitted = means.to_vec();
        sum_over_supersets(&mut fitted);
        let gradient = self.face.terms.iter().map(|term| self.on_all[*term] - fitted[*term]).collect();
        (self.crossed(&fitted), gradient)
    }

    /// The point along a step that raises the log-likelihood: the whole step, or half of it, and so on.
    fn along(&self, beta: &[f64], step: &[f64], likelihood: f64) -> Option<(Vec<f64>, f64)> {
        let mut length = 1.0;
        for _ in 0..60 {
            let next: Vec<f64> = beta.iter().zip(step).map(|(b, s)| b + length * s).collect();
            let reached = self.log_likelihood(&self.means(&next));
            // Near the top, rounding decides the sign of the gain.
            if reached >= likelihood - CONVERGED * (1.0 + likelihood.abs()) {
                return Some((next, reached.max(likelihood)));
            }
            length /= 2.0;
        }
        None
    }

    /// The fit at the top.
    fn finished(&self, beta: &[f64], likelihood: f64, terms: usize) -> Option<LogLinearFit> {
        let (information, _) = self.derivatives(&self.means(beta));
        let mut constant = vec![0.0; beta.len()];
        *constant.first_mut()? = 1.0;
        let variance = Cholesky::new(&information)?.solve(&constant).first().copied()?;
        let constants: f64 = self.counts.iter().map(|count| ln_gamma(count + 1.0)).sum();
        Some(LogLinearFit {
            unseen: beta.first()?.exp(),
            variance_of_log: variance,
            log_likelihood: likelihood - constants,
            terms,
            at_infinity: self.face.at_infinity,
        })
    }
}

#[cfg(test)]
mod tests;
