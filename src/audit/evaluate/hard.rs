//! The pairs that are hard to decide: relatives, namesakes, records that contradict each other, records that say little.
//! Over all pairs of a run the easy ones hide how far the probabilities of these can be trusted.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{Calibration, Truth};
use crate::linkage::model::Link;
use crate::register::outcome::Outcome;

/// Relatives or namesakes explain a pair where they take this many bits from it.
const EXPLAINED: f64 = -3.0;
/// A pair of which no more fields than this can be compared says little.
const FEW_FIELDS: usize = 3;

/// Why a pair is hard to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Hardness {
    /// Two relatives explain the agreement as well: it loses 3 bits or more to them.
    Relatives,
    /// Two people of one name explain it as well.
    Namesakes,
    /// The records contradict each other on who they are about.
    Contradicting,
    /// No more than three fields can be compared.
    Thin,
}

impl Hardness {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Hardness::Relatives => "relatives",
            Hardness::Namesakes => "namesakes",
            Hardness::Contradicting => "contradicting",
            Hardness::Thin => "thin",
        }
    }

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

impl fmt::Display for Hardness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The stated probabilities of one kind of hard pairs against the truth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HardPairs {
    /// Why they are hard.
    pub hardness: Hardness,
    /// What was stated of them. True pairs without a stated probability are not among them.
    pub calibration: Calibration,
}

/// The stated pairs of a run by why they are hard; a pair may be hard for several reasons.
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
