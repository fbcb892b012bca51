//! Settings of a run, and the decision bands that follow from the costs.
//!
//! In: the costs of a wrong join, a missed join (always 1) and a review. Out: the threshold for a join, and for each
//! pair its band: link, review or apart. The rules are in section 5 of the guide's method page.

use serde::Serialize;

use crate::base::words::words;

/// The settings of a run. A project file gives them under `[settings]`, with the same names.
///
/// All costs are in the same unit: the cost of counting one person twice is 1.
///
/// ```
/// use casualty_register::Settings;
///
/// let settings = Settings::default().with_cost_of_wrong_join(9.0).with_fit(false);
/// assert_eq!(settings.needed(), 0.9);
/// assert_eq!(settings.cost_of_review, 0.05);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settings {
    /// Cost of joining two people, relative to the cost 1 of counting one person twice. Above 0; default 3. With 3, two
    /// records are joined above the odds 3 to 1, which is the probability 0.75 (see [`Settings::needed`]).
    pub cost_of_wrong_join: f64,
    /// Cost of one question to a reviewer, relative to the cost 1 of counting one person twice. Above 0 and below 0.5;
    /// default 0.05. A pair goes to the review queue if the question costs less than the expected error without it.
    pub cost_of_review: f64,
    /// Links below this probability are dropped. Above 0 and below 0.5; default 0.001.
    pub keep_probability: f64,
    /// Largest number of possible pairs at which every pair is compared; default 2,000,000. Above it, only pairs that
    /// share a blocking key are compared. Below it too, if nearly all records agree in a name.
    pub exhaustive_pairs: u64,
    /// Whether m is fitted to the lists, with the model as the prior; default `true`. With `false` the model is used
    /// unchanged.
    pub fit: bool,
}

/// Number of pairs of 2,000 records. Measured on seven worlds of 2,400 to 5,000 records: at 4,800 records, comparing
/// all pairs takes two to four times as long as comparing the pairs that share a blocking key. It found more in only
/// one world (two scripts: F1 0.977 instead of 0.974).
const EXHAUSTIVE_PAIRS: u64 = 2_000_000;
/// Number of pairs of 120,000 records. Above it, `--write members` uses the engine for long lists. Measured on five
/// invented worlds of 40,000 people: with the engine of all other outputs F1 is higher (0.994 instead of 0.990, 0.982
/// instead of 0.971), but it needs 4 to 20 times the CPU time, and up to 3.3 GB.
const LONG_PAIRS: u64 = 7_200_000_000;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            cost_of_wrong_join: 3.0,
            cost_of_review: 0.05,
            keep_probability: 0.001,
            exhaustive_pairs: EXHAUSTIVE_PAIRS,
            fit: true,
        }
    }
}

/// What happens to a pair. With the default costs: link above 0.983, review from 0.05, apart below 0.05.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// Joined without a question.
    Link,
    /// In the review queue. Until somebody decides, the records are joined or kept apart, whichever has the lower
    /// expected cost.
    Review,
    /// Kept apart without a question.
    Apart,
}

words! {
    Band, "band";
    /// Every value, in the order of the variants.
    ALL
    /// The name in output files.
    as_str
    Link = "link",
    Review = "review",
    Apart = "apart",
}

/// The probability above which a join has a lower expected cost than keeping the records apart: c/(1 + c) for the cost
/// c of a wrong join.
pub(crate) fn needed(cost_of_wrong_join: f64) -> f64 {
    cost_of_wrong_join / (1.0 + cost_of_wrong_join)
}

impl Settings {
    /// The names of the settings in a project file, in the order of the fields.
    pub(crate) const KEYS: [&str; 5] =
        ["cost_of_wrong_join", "cost_of_review", "keep_probability", "exhaustive_pairs", "fit"];

    /// Sets [`Settings::cost_of_wrong_join`].
    #[must_use]
    pub fn with_cost_of_wrong_join(self, cost_of_wrong_join: f64) -> Self {
        Settings { cost_of_wrong_join, ..self }
    }

    /// Sets [`Settings::cost_of_review`].
    #[must_use]
    pub fn with_cost_of_review(self, cost_of_review: f64) -> Self {
        Settings { cost_of_review, ..self }
    }

    /// Sets [`Settings::keep_probability`].
    #[must_use]
    pub fn with_keep_probability(self, keep_probability: f64) -> Self {
        Settings { keep_probability, ..self }
    }

    /// Sets [`Settings::exhaustive_pairs`].
    #[must_use]
    pub fn with_exhaustive_pairs(self, exhaustive_pairs: u64) -> Self {
        Settings { exhaustive_pairs, ..self }
    }

    /// Sets [`Settings::fit`].
    #[must_use]
    pub fn with_fit(self, fit: bool) -> Self {
        Settings { fit, ..self }
    }

    /// The probability above which joining two records has a lower expected cost than keeping them apart.
    ///
    /// ```
    /// assert_eq!(casualty_register::Settings::default().needed(), 0.75);
    /// ```
    pub fn needed(&self) -> f64 {
        needed(self.cost_of_wrong_join)
    }

    /// Number of possible pairs above which `--write members` uses the engine for long lists: at least the number of
    /// pairs of 120,000 records.
    pub(crate) fn long_pairs(&self) -> u64 {
        LONG_PAIRS.max(self.exhaustive_pairs)
    }

    /// Every setting with an invalid value: its name, and what to do. Empty if all are valid.
    pub(crate) fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let mut fault = |key, value: f64, what: String| faults.push((key, format!("is {value}; {what}")));
        let (join, review) = (self.cost_of_wrong_join, self.cost_of_review);
        let is_cost = join > 0.0 && join.is_finite();
        if !is_cost {
            fault("cost_of_wrong_join", join, "give a number above 0".to_owned());
        }
        // A question that costs more than the largest possible expected error would never be asked.
        let most = if is_cost { self.needed().min(0.5) } else { 0.5 };
        if !(review > 0.0 && review < most) {
            let beside =
                if most < 0.5 { format!(" (because cost_of_wrong_join is {join})") } else { String::new() };
            fault("cost_of_review", review, format!("give a number above 0 and below {most}{beside}"));
        }
        if !(self.keep_probability > 0.0 && self.keep_probability < 0.5) {
            let what = "give a probability above 0 and below 0.5";
            fault("keep_probability", self.keep_probability, what.to_owned());
        }
        faults
    }

    /// The band of a pair, from its probability alone.
    ///
    /// The bounds belong to `Link` and `Apart`.
    ///
    /// ```
    /// use casualty_register::{Band, Settings};
    ///
    /// let settings = Settings::default();
    /// assert_eq!(settings.band(0.99), Band::Link);
    /// assert_eq!(settings.band(0.9), Band::Review);
    /// assert_eq!(settings.band(0.01), Band::Apart);
    /// ```
    pub fn band(&self, probability: f64) -> Band {
        if (1.0 - probability) * self.cost_of_wrong_join <= self.cost_of_review {
            Band::Link
        } else if probability <= self.cost_of_review {
            Band::Apart
        } else {
            Band::Review
        }
    }

    /// The band of a pair that was joined or kept apart for reasons beyond its own probability (0 to 1), such as a
    /// constraint or a third record. It is in review if the expected cost of the present state exceeds the cost of a
    /// review.
    ///
    /// Example: a pair with probability 0.99 that a constraint separates goes to review.
    ///
    /// ```
    /// use casualty_register::{Band, Settings};
    ///
    /// let settings = Settings::default();
    /// assert_eq!(settings.band_of(0.99, true), Band::Link);
    /// assert_eq!(settings.band_of(0.99, false), Band::Review);
    /// ```
    pub fn band_of(&self, probability: f64, joined: bool) -> Band {
        match (self.risk(probability, joined) > self.cost_of_review, joined) {
            (true, _) => Band::Review,
            (false, true) => Band::Link,
            (false, false) => Band::Apart,
        }
    }

    /// Expected cost of leaving a pair as it is: the probability of the error times the cost of the error.
    ///
    /// Between 0 and the larger of 1 and the cost of a wrong join.
    pub fn risk(&self, probability: f64, joined: bool) -> f64 {
        if joined { (1.0 - probability) * self.cost_of_wrong_join } else { probability }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faulty(wrong_join: f64, review: f64) -> Vec<&'static str> {
        let settings =
            Settings { cost_of_wrong_join: wrong_join, cost_of_review: review, ..Settings::default() };
        settings.faults().into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn values_that_make_no_sense_are_named() {
        assert!(Settings::default().faults().is_empty());
        assert!(faulty(1.0, 0.49).is_empty() && faulty(1000.0, 0.001).is_empty());
        for wrong_join in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(faulty(wrong_join, 0.05), ["cost_of_wrong_join"]);
        }
        for review in [0.0, -0.1, 0.5, f64::NAN, f64::INFINITY] {
            assert_eq!(faulty(3.0, review), ["cost_of_review"]);
        }
    }

    #[test]
    fn no_pair_is_sure_both_ways() {
        // A wrong join costs 0.1. With a review cost of 0.1 every pair would be joined without a question.
        assert_eq!(faulty(0.1, 0.1), ["cost_of_review"]);
        assert!(faulty(0.1, 0.09).is_empty());
    }
}
