//! Stage 5, score: turns a comparison vector ([`Profile`](crate::linkage::compare::Profile)) into a [`Link`] with weights in bits.
//!
//! The model is that of Fellegi and Sunter (*A Theory for Record Linkage*, JASA 64, 1969): a level adds `log2(m / u)`, where m is its
//! probability for two records of one person and u for records of two people. Three extensions:
//!
//! - u depends on the value. It is the share of *other* records that agree as well, combined with the u of the prior and, if a
//!   table has it, with the published share of people who bear the name (Winkler's frequency-based matching, extended to inexact
//!   agreement).
//! - Relatives are a second kind of two people: they share the surname, often the patronymic and the place, and differ in the given
//!   name. The probability for two people is the sum over both kinds, so agreement that relatives would show too cannot join
//!   them.
//! - A name with several readings is compared in the pair of readings that fits best, less their cost.

mod contradiction;
mod coverage;
mod excuse;
mod file;
mod fit;
mod observations;
mod prior;
mod scorer;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use contradiction::Contradiction;
pub use coverage::Coverage;
pub use file::FittedLevel;
pub use fit::Fit;
pub(crate) use fit::{Fitted, Pairs, Spread};
pub(crate) use observations::{At, Counted, Observations};
pub use prior::{FieldPrior, LevelPrior, LinkPrior};
pub use scorer::Scorer;
pub(crate) use scorer::{GARBLED, LEAST_PROBABILITY, Look, NAMESAKES, ORDER, RELATIVES};

use crate::linkage::block::Pair;

/// The field of births.
const BIRTH: &str = "birth";

/// What a field of a user's own comparison is compared with when the model does not name it.
const TEXT_FIELD: &str = "text";

/// m and u of every level of every field, and what is believed of links at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "file::Unchecked")]
pub struct Model {
    links: LinkPrior,
    fields: BTreeMap<String, FieldPrior>,
    /// What the fields were compared by when the model was fitted; empty for the documented prior.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    comparisons: BTreeMap<String, Vec<FittedLevel>>,
}

/// What one field adds to the weight of a link.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// The field, as `surname`; or `order` for the price of the readings, `relatives` for what
    /// relatives explain as well.
    pub field: std::sync::Arc<str>,
    /// The level reached, as `same`; empty for `order` and `relatives`.
    pub level: &'static str,
    /// The class of the level: the lower, the more precise the values that were compared.
    pub class: u8,
    /// What the level means when the two are one person; `None` for `order` and `relatives`.
    pub standing: Option<crate::linkage::compare::Standing>,
    /// log2(m / u), in bits.
    pub weight: f64,
    /// The same for two relatives in place of one person: how much likelier they agree so than strangers, in bits.
    pub related: f64,
    /// How many other records agree as well.
    pub others: f64,
    /// Out of how many.
    pub of: f64,
    /// The share of people that bear the name, 0 to 1, by the tables of frequencies.
    pub published: Option<f64>,
}

/// A scored pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The two mentions.
    pub pair: Pair,
    /// The sum of the contributions, in bits: log2 of how much likelier the agreement is for one
    /// person than for two.
    pub evidence: f64,
    /// log2 of the prior odds that two rows of these lists are one person, in bits.
    pub prior: f64,
    /// What each field adds, in the order of comparison; they sum to `evidence`.
    pub contributions: Vec<Contribution>,
    /// The readings of the two names that fit best.
    pub readings: (u8, u8),
    /// Whether the model has it that one person's records bear two known given names in more than 1 of 100 pairs. Then
    /// two known names beside one day of birth are no sign of twins.
    pub names_are_confused: bool,
}

impl Link {
    /// log2 of the odds that the two are one person: evidence and prior, in bits.
    pub fn weight(&self) -> f64 {
        self.evidence + self.prior
    }

    /// Whether relatives or namesakes explain the agreement as well: it loses 3 bits or more to one of them.
    pub fn is_explained(&self) -> bool {
        let takes = |field: &str| {
            self.contributions.iter().any(|one| &*one.field == field && one.weight <= EXPLAINED)
        };
        takes("relatives") || takes("namesakes")
    }

    /// The probability that the two are one person, looked at alone.
    pub fn probability(&self) -> f64 {
        probability(self.weight())
    }
}

/// Relatives or namesakes explain a pair where they take this many bits from it.
const EXPLAINED: f64 = -3.0;

/// The line of a link that only a reviewer may join.
const FOR_REVIEWER: &str = "reviewer";

/// The line that says why only a reviewer may join a pair; it weighs nothing.
pub(crate) fn for_reviewer(why: &'static str) -> Contribution {
    Contribution {
        field: FOR_REVIEWER.into(),
        level: why,
        class: 0,
        standing: None,
        weight: 0.0,
        related: 0.0,
        others: 0.0,
        of: 0.0,
        published: None,
    }
}

/// The probability that belongs to log2 odds.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

impl Model {
    /// The prior of the model.
    pub fn links(&self) -> &LinkPrior {
        &self.links
    }

    /// The fields, by name.
    pub fn fields(&self) -> &BTreeMap<String, FieldPrior> {
        &self.fields
    }

    /// The levels of each field that the model was fitted with; empty for the documented prior, which is
    /// used with any.
    pub fn fitted_with(&self) -> &BTreeMap<String, Vec<FittedLevel>> {
        &self.comparisons
    }

    /// What is believed of a field; one that the model does not name is taken as further text.
    pub fn field(&self, name: &str) -> Option<&FieldPrior> {
        self.fields.get(name).or_else(|| self.fields.get(TEXT_FIELD))
    }
}
