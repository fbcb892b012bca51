//! Stage 5, score: turns a comparison vector ([`Profile`](crate::linkage::compare::Profile)) into a [`Link`] with
//! weights in bits.
//!
//! In: a [`Model`] with m and u of every level, the comparison vectors, and the prior odds of each pair of lists.
//! Out: a [`Link`] for each pair, with one [`Contribution`] for each field; and, after a fit, a model for these lists
//! ([`Fit`]). This stage joins nothing.
//!
//! The model is that of Fellegi and Sunter (*A Theory for Record Linkage*, JASA 64, 1969). A level adds `log2(m /
//! u)`. m is its probability for two records of one person, u for records of two people. There are three extensions:
//!
//! - u depends on the value. It is the share of *other* records that agree as well, combined with the u of the prior
//!   and, if a table has it, with the published share of people who bear the name. This is Winkler's frequency-based
//!   matching, extended to inexact agreement.
//! - Two people are strangers, relatives or namesakes. Relatives share the surname, often the patronymic and the
//!   place, and differ in the given name. Namesakes share every part of the name that both records give, and nothing
//!   else. The probability for two people is the sum over the three cases, so agreement that relatives would show too
//!   cannot join them.
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

/// Name of the field of birth dates and ages.
const BIRTH: &str = "birth";

/// Field of the model whose numbers apply to every field that the model does not name, such as a further column.
const TEXT_FIELD: &str = "text";

/// m and u of every level of every field, and the prior over links. Either the documented prior ([`Model::prior`]) or
/// a model fitted to some lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "file::Unchecked")]
pub struct Model {
    /// Overlap of lists, repeats, relatives, namesakes and garbled names.
    links: LinkPrior,
    /// m and u of the levels, by the name of the field.
    fields: BTreeMap<String, FieldPrior>,
    /// The comparison levels with which the model was fitted, by field. Empty for the documented prior.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    comparisons: BTreeMap<String, Vec<FittedLevel>>,
}

/// What one field, or one correction, adds to the weight of a link.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// The field, such as `surname`, or a correction: `order` (cost of the readings of the names), `relatives` and
    /// `namesakes` (agreement that these explain too), `garbled` (disagreement that a garbled name explains),
    /// `reviewer` (only a reviewer may join the pair).
    pub field: std::sync::Arc<str>,
    /// The level reached, such as `same`. Empty for a correction; for `reviewer` it is the reason.
    pub level: &'static str,
    /// The class of the level. A lower class compares more precise values. 0 for a correction.
    pub class: u8,
    /// Whether both values can be true of one person. `None` for a correction.
    pub standing: Option<crate::linkage::compare::Standing>,
    /// log2(m / u), in bits; for a correction, the bits that it adds.
    pub weight: f64,
    /// The same for two relatives: log2 of how much more probable the level is for relatives than for strangers, in
    /// bits. 0 for a correction.
    pub related: f64,
    /// Number of other people on all lists who agree at this level with one of the two values.
    pub others: f64,
    /// Number of other people that `others` are counted among.
    pub of: f64,
    /// Published share of people who bear the name, 0 to 1. `None` if no table has it or if the level gives the share
    /// no meaning.
    pub published: Option<f64>,
}

/// A scored pair: how likely the two mentions are one person, and why.
///
/// Example: two records of Асан Тестов on two lists of two hundred, with the same birth date, have an evidence that
/// is the sum of the weights of given name, surname and birth, less what namesakes explain. The prior is negative,
/// because most pairs of records are two people.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The two mentions, as indices.
    pub pair: Pair,
    /// The sum of the contributions, in bits: log2 of how much more probable the agreement is for one person than for
    /// two people.
    pub evidence: f64,
    /// log2 of the prior odds that two records of these lists are one person, in bits.
    pub prior: f64,
    /// What each field and correction adds, in the order of comparison. Their weights sum to `evidence`.
    pub contributions: Vec<Contribution>,
    /// The readings of the two names that fit best, as indices into the readings of each name.
    pub readings: (u8, u8),
    /// Whether the model expects two known given names in more than 1 of 100 pairs of one person. Then two known
    /// given names and the same day of birth are no sign of twins.
    pub names_are_confused: bool,
}

impl Link {
    /// log2 of the odds that the two are one person: evidence plus prior, in bits.
    pub fn weight(&self) -> f64 {
        self.evidence + self.prior
    }

    /// Whether relatives or namesakes explain the agreement as well: one of the two corrections takes 3 bits or more.
    pub fn is_explained(&self) -> bool {
        let takes = |field: &str| {
            self.contributions.iter().any(|one| &*one.field == field && one.weight <= EXPLAINED)
        };
        takes("relatives") || takes("namesakes")
    }

    /// The probability that the two are one person, from this pair alone.
    pub fn probability(&self) -> f64 {
        probability(self.weight())
    }
}

/// Correction from which relatives or namesakes explain a pair, in bits.
const EXPLAINED: f64 = -3.0;

/// Name of the contribution of a pair that only a reviewer may join.
const FOR_REVIEWER: &str = "reviewer";

/// The contribution that gives the reason why only a reviewer may join a pair. Its weight is 0.
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

/// The probability for these log2 odds, in bits.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

impl Model {
    /// The prior over links.
    pub fn links(&self) -> &LinkPrior {
        &self.links
    }

    /// m and u of the levels, by the name of the field.
    pub fn fields(&self) -> &BTreeMap<String, FieldPrior> {
        &self.fields
    }

    /// The levels of each field with which the model was fitted. Empty for the documented prior, which fits any
    /// comparisons.
    pub fn fitted_with(&self) -> &BTreeMap<String, Vec<FittedLevel>> {
        &self.comparisons
    }

    /// The numbers of a field. A field that the model does not name gets those of the field `text`.
    pub fn field(&self, name: &str) -> Option<&FieldPrior> {
        self.fields.get(name).or_else(|| self.fields.get(TEXT_FIELD))
    }
}
