//! What a run can be told, and the bands of decision that follow.

use serde::Serialize;

/// What a run can be told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settings {
    /// How much worse it is to join two people than to count one twice: 2 means twice as bad. Two
    /// rows are joined when the odds for it are more than this.
    pub cost_of_wrong_join: f64,
    /// What it costs to have a person look at two rows, next to counting one person twice. A pair
    /// goes to review when that costs less than the error to be expected without it.
    pub cost_of_review: f64,
    /// Pairs below this probability are not kept among the links.
    pub keep_probability: f64,
    /// Up to so many possible pairs all are compared; above, only those that share a blocking key.
    pub exhaustive_pairs: u64,
    /// Whether the m of the levels are learned from the lists, with the model as the prior; `false`
    /// takes the model as it is.
    pub fit: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            cost_of_wrong_join: 3.0,
            cost_of_review: 0.05,
            keep_probability: 0.001,
            exhaustive_pairs: 30_000_000,
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

impl Settings {
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

    /// What deciding a pair as it stands costs, to be expected: the probability of the error times
    /// its cost.
    pub fn risk(&self, probability: f64, joined: bool) -> f64 {
        if joined { (1.0 - probability) * self.cost_of_wrong_join } else { probability }
    }
}
