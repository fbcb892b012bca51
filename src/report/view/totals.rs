//! Published totals as a view shows them.

use serde::{Deserialize, Serialize};

use crate::register::totals::{Examined, FigureStanding, Verdict};

/// A published figure and what the lists document in its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Total {
    /// Date of the statement, as printed.
    pub date: String,
    /// Number of people; `None` if it cannot be read.
    pub number: Option<u64>,
    /// Whether the issuer stated that it may be more.
    pub at_least: bool,
    /// The place that the figure is about, as printed.
    pub place: String,
    /// `all`, or the group that the figure is about in the issuer's words, which are a claim of the
    /// issuer.
    pub status: String,
    /// What is counted, and remarks.
    pub definition: String,
    /// Who stated the figure.
    pub issuer: String,
    /// Where it can be read.
    pub url: String,
    /// Whether the figure stands, was replaced or was withdrawn.
    pub standing: FigureStanding,
    /// Lowest number of people that the lists document in the scope; `None` if the two cannot be
    /// compared or it is withheld.
    pub low: Option<usize>,
    /// Highest number of people that the lists document in the scope; `None` like `low`.
    pub high: Option<usize>,
    /// How the figure compares with what the lists document.
    pub verdict: Verdict,
}

/// The totals in the order of the project's table.
pub(super) fn of(figures: &[Examined]) -> Vec<Total> {
    figures.iter().map(Total::new).collect()
}

impl Total {
    /// One total.
    fn new(one: &Examined) -> Self {
        let figure = &one.figure;
        let documented = one.documented;
        Total {
            date: figure.date.clone(),
            number: figure.number,
            at_least: figure.at_least,
            place: figure.place.clone(),
            status: figure.status.clone(),
            definition: figure.definition.clone(),
            issuer: figure.issuer.clone(),
            url: figure.url.clone(),
            standing: one.standing,
            low: documented.map(|documented| documented.low),
            high: documented.map(|documented| documented.high),
            verdict: one.verdict,
        }
    }
}
