//! Checks whether the intervals of a run contain the true counts.
//!
//! Input: intervals and true numbers. Output: [`IntervalCheck`]s, and [`IntervalShare`]s over many of them.
//!
//! A single 95 % interval that misses the truth means little: one in twenty is expected to miss. Collect the checks
//! of many runs into [`IntervalShare`]s and compare `share` with `level`.

use std::fmt;

use serde::Serialize;

/// A statement about a count: it lies between `low` and `high`, both included, with probability `level`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end, included.
    pub low: f64,
    /// The upper end, included.
    pub high: f64,
    /// The stated probability of the interval, such as 0.95.
    pub level: f64,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Quantity {
    /// People on at least one list.
    People,
    /// People on exactly these lists: one cell of the overlap table. The ids are sorted.
    Lists(Vec<String>),
}

impl fmt::Display for Quantity {
    /// `people`, `only on ngo`, or `on ngo + press`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::People => write!(f, "people"),
            Quantity::Lists(lists) if lists.len() == 1 => write!(f, "only on {}", lists.concat()),
            Quantity::Lists(lists) => write!(f, "on {}", lists.join(" + ")),
        }
    }
}

/// An interval compared with the truth.
///
/// ```
/// use casualty_register::audit::{Interval, IntervalCheck, IntervalShare, Quantity};
///
/// let interval = Interval { low: 228.0, high: 241.0, level: 0.95 };
/// let check = IntervalCheck::new(Quantity::People, interval, 235);
/// assert!(check.holds);
/// assert!(!IntervalCheck::new(Quantity::People, interval, 242).holds);
///
/// let [share] = IntervalShare::of([&check])[..] else { panic!() };
/// assert_eq!((share.level, share.hold, share.checks), (0.95, 1, 1));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntervalCheck {
    /// What is counted.
    pub of: Quantity,
    /// The stated interval.
    pub interval: Interval,
    /// The true number.
    pub truth: usize,
    /// Whether the true number lies in the interval.
    pub holds: bool,
}

impl IntervalCheck {
    /// Compares an interval with the true number.
    pub fn new(of: Quantity, interval: Interval, truth: usize) -> Self {
        let holds = (interval.low..=interval.high).contains(&(truth as f64));
        IntervalCheck { of, interval, truth, holds }
    }
}

/// How many intervals of one level contain the truth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IntervalShare {
    /// The stated probability of the intervals.
    pub level: f64,
    /// The number of intervals; never 0.
    pub checks: usize,
    /// The number of intervals that hold. For well calibrated intervals it is about `level * checks`.
    pub hold: usize,
    /// `hold / checks`.
    pub share: f64,
    /// The mean width, `high - low`. Narrower is better if the share is equal.
    pub width: f64,
}

impl IntervalShare {
    /// The shares of the checks of one or many runs, one for each level, ascending.
    pub fn of<'a>(checks: impl IntoIterator<Item = &'a IntervalCheck>) -> Vec<IntervalShare> {
        let mut checks: Vec<&IntervalCheck> = checks.into_iter().collect();
        checks.sort_by(|a, b| a.interval.level.total_cmp(&b.interval.level));
        let levels = checks.chunk_by(|a, b| a.interval.level.total_cmp(&b.interval.level).is_eq());
        levels.filter_map(IntervalShare::of_level).collect()
    }

    /// The share of checks of one level; `None` without checks.
    fn of_level(checks: &[&IntervalCheck]) -> Option<IntervalShare> {
        let hold = checks.iter().filter(|check| check.holds).count();
        let width: f64 = checks.iter().map(|check| check.interval.high - check.interval.low).sum();
        Some(IntervalShare {
            level: checks.first()?.interval.level,
            checks: checks.len(),
            hold,
            share: hold as f64 / checks.len() as f64,
            width: width / checks.len() as f64,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(low: f64, high: f64, level: f64, truth: usize) -> IntervalCheck {
        IntervalCheck::new(Quantity::Lists(vec!["a".to_owned()]), Interval { low, high, level }, truth)
    }

    #[test]
    fn both_ends_are_inside() {
        assert!(check(3.0, 5.0, 0.9, 3).holds && check(3.0, 5.0, 0.9, 5).holds);
        assert!(!check(3.0, 5.0, 0.9, 2).holds && !check(3.0, 5.0, 0.9, 6).holds);
        assert!(!check(5.0, 3.0, 0.9, 4).holds && !check(f64::NAN, 9.0, 0.9, 4).holds);
    }

    #[test]
    fn shares_are_by_level() {
        let checks = [check(0.0, 4.0, 0.95, 3), check(1.0, 2.0, 0.5, 3), check(2.0, 8.0, 0.95, 9)];
        let shares = IntervalShare::of(&checks);
        let figures: Vec<_> = shares.iter().map(|one| (one.level, one.hold, one.checks, one.width)).collect();
        assert_eq!(figures, [(0.5, 0, 1, 1.0), (0.95, 1, 2, 5.0)]);
        assert!(IntervalShare::of(&[]).is_empty());
    }

    #[test]
    fn quantities_are_named() {
        let lists = |ids: &[&str]| Quantity::Lists(ids.iter().map(|id| (*id).to_owned()).collect());
        let names = [Quantity::People, lists(&["ngo"]), lists(&["ngo", "press"])].map(|one| one.to_string());
        assert_eq!(names, ["people", "only on ngo", "on ngo + press"]);
    }
}
