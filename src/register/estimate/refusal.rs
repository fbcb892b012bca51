//! Why an estimate is refused.

use serde::Serialize;

use crate::base::words::words;

/// Why no number of people killed is given. The models are shown in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Refusal {
    /// The reason.
    pub code: RefusalCode,
    /// One sentence for readers, with the lists and numbers at fault.
    pub sentence: String,
}

/// The reason of a refusal. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RefusalCode {
    /// Fewer than three independent groups of lists. With two, nothing shows whether they depend on each other.
    TooFewGroups,
    /// More groups than the method can take.
    TooManyGroups,
    /// A list covers only some of the people, so others could never be on it.
    StructuralZero,
    /// The maximum likelihood estimate does not exist (Fienberg and Rinaldo 2012).
    NoMle,
    /// The data cannot distinguish the terms of the model (Chan, Silverman and Vincent 2021).
    NotIdentified,
    /// Models that fit about equally well differ more than twofold: within 4 AIC of the best with three groups, within 2
    /// BIC with more.
    ModelsDisagree,
    /// Two lists share too few people.
    SmallOverlap,
    /// Wrong or missed links may have halved or doubled the number of people that two lists share.
    UncertainOverlap,
    /// The data give no upper limit for the number of people.
    Unbounded,
    /// The project states no identifying assumption.
    NoAssumption,
}

words! {
    RefusalCode, "refusal";
    /// Every code.
    ALL
    /// The word in files, such as `structural-zero`.
    as_str
    TooFewGroups = "too-few-groups",
    TooManyGroups = "too-many-groups",
    StructuralZero = "structural-zero",
    NoMle = "no-mle",
    NotIdentified = "not-identified",
    ModelsDisagree = "models-disagree",
    SmallOverlap = "small-overlap",
    UncertainOverlap = "uncertain-overlap",
    Unbounded = "unbounded",
    NoAssumption = "no-assumption",
}

impl RefusalCode {
    /// A refusal with this code.
    pub(super) fn with(self, sentence: String) -> Refusal {
        Refusal { code: self, sentence }
    }
}
