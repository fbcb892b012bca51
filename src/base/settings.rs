//! Settings of a run, and the decision bands that follow from the costs.

use serde::Serialize;

/// What a run can be told. A project file says it under `[settings]`, with the same names.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settings {
    /// How much worse it is to join two people than to count one twice: 3 means three times as bad.
    /// Two rows are joined when the odds for it are more than this, so by themselves with a
    /// probability of more than [`Settings::needed`], 0.75 at 3.
    pub cost_of_wrong_join: f64,
    /// What it costs to have a person look at two rows, next to counting one person twice. A pair
    /// goes to review when that costs less than the error to be expected without it.
    pub cost_of_review: f64,
    /// Pairs below this probability are not kept among the links.
    pub keep_probability: f64,
    /// Up to so many possible pairs all are compared; above, only those that share a blocking key. The same holds
    /// below it where nearly all rows agree in a name.
    pub exhaustive_pairs: u64,
    /// Whether the m of the levels are learned from the lists, with the model as the prior; `false`
    /// takes the model as it is.
    pub fit: bool,
}

/// The pairs of 2,000 rows. Comparing all pairs of 4,800 rows takes two to four times as long as those that share a blocking
/// key, and found nothing more on six of seven worlds of 2,400 to 5,000 rows (F1 .977 instead of .974 on the seventh, two scripts).
const EXHAUSTIVE_PAIRS: u64 = 2_000_000;
/// The pairs of 7,700 rows.
const LONG_PAIRS: u64 = 30_000_000;

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

/// What the costs say of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// Sure enough to be joined without a look.
    Link,
    /// A person should look. Until somebody has, the rows are joined or kept apart by what costs
    /// less, and what depends on it is counted as uncertain.
    Review,
    /// Sure enough to be kept apart without a look.
    Apart,
}

impl Band {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Band::Link => "link",
            Band::Review => "review",
            Band::Apart => "apart",
        }
    }
}

/// The probability above which a join costs less than keeping apart, a wrong one being so much worse.
pub(crate) fn needed(cost_of_wrong_join: f64) -> f64 {
    cost_of_wrong_join / (1.0 + cost_of_wrong_join)
}

impl Settings {
    /// The names of the settings in a project file.
    pub(crate) const KEYS: [&str; 5] =
        ["cost_of_wrong_join", "cost_of_review", "keep_probability", "exhaustive_pairs", "fit"];

    /// The probability above which joining two rows costs less than keeping them apart.
    ///
    /// ```
    /// assert_eq!(casualty_register::Settings::default().needed(), 0.75);
    /// ```
    pub fn needed(&self) -> f64 {
        needed(self.cost_of_wrong_join)
    }

    /// The number of possible pairs above which lists are long: `--write members` then runs the engine for long lists.
    pub(crate) fn long_pairs(&self) -> u64 {
        if self.exhaustive_pairs == EXHAUSTIVE_PAIRS { LONG_PAIRS } else { self.exhaustive_pairs }
    }

    /// Every key whose value makes no sense, with what to do.
    pub(crate) fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let mut fault = |key, value: f64, what: String| faults.push((key, format!("is {value}; {what}")));
        let (join, review) = (self.cost_of_wrong_join, self.cost_of_review);
        let is_cost = join > 0.0 && join.is_finite();
        if !is_cost {
            fault("cost_of_wrong_join", join, "give a number above 0".to_owned());
        }
        // A look that costs more than the worst error to be expected would never pay.
        let most = if is_cost { self.needed().min(0.5) } else { 0.5 };
        if !(review > 0.0 && review < most) {
            let beside =
                if most < 0.5 { format!(" beside cost_of_wrong_join = {join}") } else { String::new() };
            fault("cost_of_review", review, format!("give a number above 0 and below {most}{beside}"));
        }
        if !(self.keep_probability > 0.0 && self.keep_probability < 0.5) {
            let what = "give a probability above 0 and below 0.5";
            fault("keep_probability", self.keep_probability, what.to_owned());
        }
        faults
    }

    /// The band of a pair that is one person with this probability.
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

    /// The band of a pair that was joined or kept apart for reasons beyond its own probability, 0 to 1:
    /// where the error to be expected as it stands costs more than a look, a person looks.
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

    /// What deciding a pair as it stands costs, to be expected: the probability of the error times
    /// its cost.
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
        // Joined above 0.09 and looked at for 0.1: every pair would be sure enough to be joined.
        assert_eq!(faulty(0.1, 0.1), ["cost_of_review"]);
        assert!(faulty(0.1, 0.09).is_empty());
    }
}
