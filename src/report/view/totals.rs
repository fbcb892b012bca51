//! Published totals as a view shows them.

use serde::Serialize;

use crate::register::totals::{Examined, FigureStanding, Verdict};

/// A published figure and what the lists document in its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Total {
    /// When it was stated, as printed.
    pub date: String,
    /// The number of people; `None` when it cannot be read.
    pub number: Option<u64>,
    /// Whether the issuer said that it may be more.
    pub at_least: bool,
    /// The place it speaks of, as printed.
    pub place: String,
    /// `all`, or the group it speaks of in the issuer's words, which are a claim of the issuer.
    pub status: String,
    /// What is counted, and remarks.
    pub definition: String,
    /// Who stated it.
    pub issuer: String,
    /// Where it can be read.
    pub url: String,
    /// Whether the issuer stands by it.
    pub standing: FigureStanding,
    /// The lists document at least so many people in its scope.
    pub low: Option<usize>,
    /// The lists document at most so many.
    pub high: Option<usize>,
    /// How the register lies to it.
    pub verdict: Verdict,
}

pub(super) fn of(figures: &[Examined]) -> Vec<Total> {
    figures.iter().map(Total::new).collect()
}

impl Total {
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
