//! Calibration: whether the stated probabilities can be trusted. Of the cases stated with 0.8, are 80 % true?
//!
//! Input: cases, each with a stated probability and whether it is true. Output: the reliability table, the expected
//! calibration error and the Brier score.
//!
//! The reliability table puts the cases into bins and compares the mean stated probability of each bin with the share
//! that is true. The *expected calibration error* is the mean absolute difference of the two, weighted by the number of
//! cases (Naeini, Cooper and Hauskrecht, *Obtaining Well Calibrated Probabilities Using Bayesian Binning*, AAAI 2015).
//! The *Brier score* is the mean squared difference of each probability from 1 or 0 (Brier, *Verification of Forecasts
//! Expressed in Terms of Probability*, 1950).
//!
//! Two cautions. Most stated pairs are certain, and certain pairs are easily right, so the error over all pairs is
//! flattering: the error of the doubtful pairs, from 0.05 to 0.95, is reported too. And few cases are never exactly as
//! stated: of ten at 0.5 each, three or seven may well be true. So the error that chance alone gives perfect
//! probabilities is reported next to each error.

use serde::Serialize;

/// The edges of the bins. A bin contains its lower edge and not its upper edge, except the last bin, which contains
/// both.
const EDGES: [f64; 15] = [0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0];
/// The number of bins.
const BINS: usize = EDGES.len() - 1;
/// The range of doubtful probabilities; both ends are edges of bins.
const DOUBTFUL: std::ops::Range<f64> = 0.05..0.95;

/// One row of the reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// The lower edge, included.
    pub from: f64,
    /// The upper edge, excluded; 1 is included in the last bin.
    pub to: f64,
    /// The number of cases; never 0.
    pub cases: usize,
    /// The number of true cases.
    pub correct: usize,
    /// The mean of the stated probabilities.
    pub stated: f64,
    /// The share of true cases, 0 to 1.
    pub share: f64,
}

/// The calibration error over some cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalibrationError {
    /// The number of cases.
    pub cases: usize,
    /// The mean of the stated probabilities; `None` without cases, as all following fields.
    pub stated: Option<f64>,
    /// The share of true cases, 0 to 1.
    pub share: Option<f64>,
    /// The expected calibration error, 0 to 1.
    pub error: Option<f64>,
    /// The approximate error that chance alone gives perfect probabilities: the expected error for as many independent
    /// cases, by the normal approximation. Pairs of one person are not independent, so the true value is somewhat
    /// greater.
    pub by_chance: Option<f64>,
}

/// Stated probabilities compared with the truth.
///
/// Cases are added one by one or collected, and the calibrations of several runs can be merged. The same cases give the
/// same figures in any order, except for rounding.
///
/// ```
/// use casualty_register::audit::Calibration;
///
/// let cases = [(0.8, true), (0.8, true), (0.8, true), (0.8, false), (1.0, true)];
/// let calibration: Calibration = cases.into_iter().collect();
/// let [doubtful, sure] = calibration.bins()[..] else { panic!() };
/// assert_eq!((doubtful.cases, doubtful.correct, doubtful.share), (4, 3, 0.75));
/// assert_eq!((sure.cases, sure.stated, sure.share), (1, 1.0, 1.0));
/// // Four of five cases are 0.05 off.
/// let error = calibration.all().error.unwrap_or_default();
/// assert!((error - 0.04).abs() < 1e-9);
/// assert_eq!(calibration.doubtful().cases, 4);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(into = "Figures")]
pub struct Calibration {
    /// One sum for each bin, ascending.
    bins: [BinSums; BINS],
    /// The number of true cases without a stated probability.
    unstated: usize,
}

/// Sums over the cases of a bin, from which every figure follows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct BinSums {
    /// The number of cases.
    cases: usize,
    /// The number of true cases.
    correct: usize,
    /// The sum of the stated probabilities p.
    stated: f64,
    /// The sum of p (1 − p): the variance of the number of true cases by chance.
    variance: f64,
    /// The sum of (p − 1)² over true cases and p² over false ones.
    squares: f64,
}

/// The figures of a calibration that are written to JSON.
#[derive(Serialize)]
struct Figures {
    /// The error over all cases.
    all: CalibrationError,
    /// The error over the doubtful cases.
    doubtful: CalibrationError,
    /// The Brier score; `None` without cases.
    brier: Option<f64>,
    /// The number of true cases without a stated probability.
    unstated: usize,
    /// The reliability table.
    bins: Vec<Bin>,
}

impl From<Calibration> for Figures {
    /// Computes the figures.
    fn from(calibration: Calibration) -> Self {
        Figures {
            all: calibration.all(),
            doubtful: calibration.doubtful(),
            brier: calibration.brier(),
            unstated: calibration.unstated,
            bins: calibration.bins(),
        }
    }
}

impl FromIterator<(f64, bool)> for Calibration {
    /// Adds the cases one by one: stated probability, and whether the case is true.
    fn from_iter<I: IntoIterator<Item = (f64, bool)>>(cases: I) -> Self {
        let mut calibration = Calibration::default();
        cases.into_iter().for_each(|(stated, is_true)| calibration.add(stated, is_true));
        calibration
    }
}

impl Calibration {
    /// Adds a case: its stated probability and whether it is true. A probability outside 0 to 1 counts as the nearer
    /// end, and a value that is not a number counts as 0.
    pub fn add(&mut self, stated: f64, is_true: bool) {
        let stated = if stated.is_nan() { 0.0 } else { stated.clamp(0.0, 1.0) };
        let at = EDGES.iter().skip(1).take(BINS - 1).filter(|edge| stated >= **edge).count();
        if let Some(bin) = self.bins.get_mut(at) {
            bin.cases += 1;
            bin.correct += usize::from(is_true);
            bin.stated += stated;
            bin.variance += stated * (1.0 - stated);
            bin.squares += (stated - f64::from(u8::from(is_true))).powi(2);
        }
    }

    /// Adds a true case without a stated probability; it counts as stated with 0.
    pub fn add_unstated(&mut self) {
        self.unstated += 1;
        self.add(0.0, true);
    }

    /// Adds the cases of another run.
    pub fn merge(&mut self, other: &Calibration) {
        self.unstated += other.unstated;
        for (sum, bin) in self.bins.iter_mut().zip(&other.bins) {
            sum.add(bin);
        }
    }

    /// The number of true cases without a stated probability.
    pub fn unstated(&self) -> usize {
        self.unstated
    }

    /// The bins with at least one case, ascending.
    pub fn bins(&self) -> Vec<Bin> {
        let edges = EDGES.iter().zip(EDGES.iter().skip(1));
        let bins = edges.zip(&self.bins).filter(|(_, sums)| sums.cases > 0);
        bins.map(|((from, to), sums)| Bin {
            from: *from,
            to: *to,
            cases: sums.cases,
            correct: sums.correct,
            stated: sums.stated / sums.cases as f64,
            share: sums.correct as f64 / sums.cases as f64,
        })
        .collect()
    }

    /// The error over all cases.
    pub fn all(&self) -> CalibrationError {
        error(self.bins.iter())
    }

    /// The error over the cases stated with at least 0.05 and less than 0.95.
    pub fn doubtful(&self) -> CalibrationError {
        let bins = EDGES.iter().zip(&self.bins).filter(|(from, _)| DOUBTFUL.contains(from));
        error(bins.map(|(_, sums)| sums))
    }

    /// The Brier score of all cases, from 0 (best) to 1; `None` without cases.
    pub fn brier(&self) -> Option<f64> {
        let sum: f64 = self.bins.iter().map(|bin| bin.squares).sum();
        let cases: usize = self.bins.iter().map(|bin| bin.cases).sum();
        (cases > 0).then(|| sum / cases as f64)
    }
}

impl BinSums {
    /// Adds the sums of another bin.
    fn add(&mut self, other: &BinSums) {
        self.cases += other.cases;
        self.correct += other.correct;
        self.stated += other.stated;
        self.variance += other.variance;
        self.squares += other.squares;
    }

    /// The absolute difference between the number of true cases and the sum of the stated probabilities.
    fn distance(&self) -> f64 {
        (self.correct as f64 - self.stated).abs()
    }

    /// The expected difference if each case is true with its stated probability: √(2/π) standard deviations, by the
    /// normal approximation. If the variance is small, that is too much; the sum of 2p (1 − p), the expected
    /// differences of the single cases, is the upper bound then.
    fn distance_by_chance(&self) -> f64 {
        (self.variance * std::f64::consts::FRAC_2_PI).sqrt().min(2.0 * self.variance)
    }
}

/// The error over some bins, weighted by their cases.
fn error<'a>(bins: impl Iterator<Item = &'a BinSums> + Clone) -> CalibrationError {
    let cases: usize = bins.clone().map(|bin| bin.cases).sum();
    let mean = |of: &dyn Fn(&BinSums) -> f64| {
        let sum: f64 = bins.clone().map(of).sum();
        (cases > 0).then(|| sum / cases as f64)
    };
    CalibrationError {
        cases,
        stated: mean(&|bin| bin.stated),
        share: mean(&|bin| bin.correct as f64),
        error: mean(&BinSums::distance),
        by_chance: mean(&BinSums::distance_by_chance),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(cases: &[(f64, bool)]) -> Calibration {
        cases.iter().copied().collect()
    }

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-9)
    }

    #[test]
    fn errors_are_those_by_hand() {
        // [.2,.3): 1 true, 0.5 stated; [.9,.95): 0 true, 0.92 stated; [.99,1]: 2 true, 1.99 stated.
        let calibration = of(&[(0.2, true), (0.3 - 1e-13, false), (0.92, false), (0.99, true), (1.0, true)]);
        let all = calibration.all();
        assert_eq!(all.cases, 5);
        assert!(near(all.error, (0.5 + 0.92 + 0.01) / 5.0), "{all:?}");
        let doubtful = calibration.doubtful();
        assert_eq!(doubtful.cases, 3);
        assert!((doubtful.error.unwrap() - 1.42 / 3.0).abs() < 1e-9);
        let squares = 0.64 + 0.09 + 0.92 * 0.92 + 0.0001;
        assert!((calibration.brier().unwrap() - squares / 5.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_probability_counts_as_nothing_stated() {
        let mut calibration = of(&[(0.005, false)]);
        calibration.add_unstated();
        assert_eq!(calibration.unstated(), 1);
        let figures =
            calibration.bins().iter().map(|bin| (bin.cases, bin.correct, bin.share)).collect::<Vec<_>>();
        assert_eq!(figures, [(2, 1, 0.5)]);
        assert!(near(calibration.all().stated, 0.0025));
    }

    #[test]
    fn without_cases_there_is_no_error() {
        let nothing = Calibration::default();
        assert_eq!((nothing.all().error, nothing.doubtful().error, nothing.brier()), (None, None, None));
        assert!(nothing.bins().is_empty());
    }

    #[test]
    fn chance_does_most_where_few_cases_are_in_doubt() {
        assert!(near(of(&[(0.0, false), (1.0, true)]).all().by_chance, 0.0));
        let few = of(&[(0.5, true); 4]).all().by_chance.unwrap();
        let many = of(&[(0.5, true); 400]).all().by_chance.unwrap();
        // sqrt(2/π · 1/4 / n); by the binomial distribution it is 0.1875 for four.
        assert!((few - 0.1995).abs() < 1e-3 && (many - 0.01995).abs() < 1e-4, "{few} {many}");
    }

    #[test]
    fn what_is_no_probability_is_taken_as_the_nearest() {
        let odd = of(&[(f64::NAN, false), (-1.0, false), (f64::INFINITY, true)]);
        assert!(near(odd.all().error, 0.0));
        assert_eq!(odd.bins().len(), 2);
    }

    proptest! {
        #[test]
        fn errors_are_shares_and_cases_add_up(
            cases in prop::collection::vec((0.0..=1.0_f64, any::<bool>()), 1..60),
            cut in 0..60_usize,
        ) {
            let all = of(&cases);
            let bins = all.bins();
            prop_assert_eq!(bins.iter().map(|bin| bin.cases).sum::<usize>(), cases.len());
            for bin in bins {
                prop_assert!(bin.from <= bin.stated + 1e-9 && bin.stated <= bin.to + 1e-9);
            }
            for error in [all.all().error, all.all().by_chance, all.brier()] {
                prop_assert!((0.0..=1.0).contains(&error.unwrap()));
            }
            let (one, other) = cases.split_at(cut.min(cases.len()));
            let mut merged = of(one);
            merged.merge(&of(other));
            prop_assert_eq!(merged.doubtful().cases, all.doubtful().cases);
            prop_assert!((merged.all().error.unwrap() - all.all().error.unwrap()).abs() < 1e-9);
        }

        #[test]
        fn where_all_is_known_and_right_nothing_is_off(truths in prop::collection::vec(any::<bool>(), 1..60)) {
            let known: Calibration = truths.into_iter().map(|is| (f64::from(u8::from(is)), is)).collect();
            prop_assert_eq!((known.all().error, known.brier()), (Some(0.0), Some(0.0)));
        }
    }
}
