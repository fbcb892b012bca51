//! A number of people with its interval.

use serde::Serialize;

use super::numbers::normal_quantile;

/// An estimated number of people with an interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EstimateInterval {
    /// The estimate.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end; infinite if the data set none.
    pub high: f64,
}

impl EstimateInterval {
    /// Chao's log interval (Biometrics 43, 1987): the log of the number of people on no list is taken as normal, so the
    /// interval never contains fewer people than were observed. `variance` is that of `unseen`; `level` is the
    /// probability of the interval. The result counts the observed people too.
    pub(super) fn of_unseen(observed: f64, unseen: f64, variance: f64, level: f64) -> Self {
        if unseen <= 0.0 {
            return EstimateInterval { estimate: observed, low: observed, high: observed };
        }
        let z = normal_quantile(f64::midpoint(1.0, level));
        let factor = (z * (1.0 + variance / (unseen * unseen)).ln().sqrt()).exp();
        EstimateInterval {
            estimate: observed + unseen,
            low: observed + unseen / factor,
            high: observed + unseen * factor,
        }
    }

    /// The same interval for people on no list only.
    pub(super) fn less(self, observed: f64) -> Self {
        let less = |number: f64| (number - observed).max(0.0);
        EstimateInterval { estimate: less(self.estimate), low: less(self.low), high: less(self.high) }
    }
}
