//! What a run can be told.

use serde::Serialize;

/// What a run can be told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settings {
    /// How much worse it is to join two people than to count one twice: 2 means twice as bad. A
    /// member is joined when the odds for it are at least this.
    pub cost_of_wrong_join: f64,
    /// Pairs below this probability are not kept among the links.
    pub keep_probability: f64,
    /// Pairs whose probability lies between this and its complement go to review.
    pub review_probability: f64,
    /// Up to so many possible pairs all are compared; above, only those that share a blocking key.
    pub exhaustive_pairs: u64,
    /// Whether the m of the levels are learned from the lists, with the model as the prior; `false`
    /// takes the model as it is.
    pub fit: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            cost_of_wrong_join: 1.5,
            keep_probability: 0.001,
            review_probability: 0.05,
            exhaustive_pairs: 30_000_000,
            fit: true,
        }
    }
}
