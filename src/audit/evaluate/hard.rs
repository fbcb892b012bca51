//! The calibration of pairs that are hard to decide: relatives, namesakes, records that disagree, records that state
//! little.
//!
//! Over all pairs of a run, the easy pairs hide the errors of the hard ones. A model can be well calibrated over all
//! pairs and far too confident about relatives. So each kind of hard pair has its own calibration.

use serde::Serialize;
use std::collections::BTreeMap;

use super::{Calibration, Truth};
use crate::base::words::words;
use crate::linkage::model::Link;
use crate::register::outcome::Outcome;

/// Weight in bits. Relatives or namesakes explain a pair if their adjustment is at most this.
const EXPLAINED: f64 = -3.0;
/// Largest number of comparable fields of a pair that counts as thin.
const FEW_FIELDS: usize = 3;

/// Why a pair is hard to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Hardness {
    /// Two relatives explain the agreement nearly as well: the relative adjustment is −3 bits or less.
    Relatives,
    /// Two namesakes explain the agreement nearly as well: the namesake adjustment is −3 bits or less.
    Namesakes,
    /// The two records disagree on who the person was.
    Contradicting,
    /// At most three fields can be compared.
    Thin,
}

words! {
    Hardness, "hardness";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files, such as `thin`.
    as_str
    Relatives = "relatives",
    Namesakes = "namesakes",
    Contradicting = "contradicting",
    Thin = "thin",
}

impl Hardness {
    /// The reasons why a link is hard to decide; none for an easy link.
    fn of(link: &Link) -> impl Iterator<Item = Self> {
        let line = |field: &str| link.contributions.iter().find(|one| &*one.field == field);
        let is_explained = |field: &str| line(field).is_some_and(|one| one.weight <= EXPLAINED);
        let fields = link.contributions.iter().filter(|one| one.standing.is_some()).count();
        let found = [
            (Hardness::Relatives, is_explained("relatives")),
            (Hardness::Namesakes, is_explained("namesakes")),
            (Hardness::Contradicting, link.contradictions().next().is_some()),
            (Hardness::Thin, fields <= FEW_FIELDS),
        ];
        found.into_iter().filter(|(_, is)| *is).map(|(hardness, _)| hardness)
    }
}

/// The calibration of the pairs that are hard for one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HardPairs {
    /// The reason.
    pub hardness: Hardness,
    /// The calibration of the stated probabilities. True pairs without a stated probability are not included.
    pub calibration: Calibration,
}

/// The calibration of the stated pairs of a run by reason. A pair counts for each of its reasons; reasons without a
/// pair are missing.
pub(super) fn of_outcome(outcome: &Outcome, truth: &Truth) -> Vec<HardPairs> {
    let mut found: BTreeMap<Hardness, Calibration> = BTreeMap::new();
    for link in outcome.links() {
        let person = |at: usize| outcome.mentions().get(at).and_then(|one| truth.person_of(one.key()));
        let (Some(a), Some(b)) = (person(link.pair.a()), person(link.pair.b())) else { continue };
        for hardness in Hardness::of(link) {
            found.entry(hardness).or_default().add(outcome.posterior().probability(link.pair), a == b);
        }
    }
    found.into_iter().map(|(hardness, calibration)| HardPairs { hardness, calibration }).collect()
}
