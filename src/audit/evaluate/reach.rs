//! How far a pair came on its way through a run, and so where true pairs are lost.
//!
//! A pair that was never compared is lost before any weight is counted; no model brings it back. Rows
//! of such a pair may still meet in one entry, through a third row.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::linkage::block::{Pair, Shared};
use crate::register::outcome::Outcome;
use crate::source::mention::RecordKey;

/// How far a pair came, the least far first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reach {
    /// One of the records stands in no list of the run.
    Lost,
    /// Both rows are of a list that promises to have no repeats.
    Forbidden,
    /// The rows share no blocking key, and there were too many rows to compare all.
    NoKey,
    /// The names agree in no part, or one row has none, and no value that singles a person out is
    /// shared, so that the rows were not compared further.
    NamesApart,
    /// Compared, and less likely one person than [`keep_probability`](crate::base::settings::Settings) asks.
    Unlikely,
    /// Compared and kept among the [links](Outcome::links), but at odds below the
    /// [`cost_of_wrong_join`](crate::base::settings::Settings).
    TooLow,
    /// At odds that are enough, but one of the rows fits several people equally well.
    Ambiguous,
    /// At odds that are enough. Such a pair stands apart when a better partner was found for one of the
    /// rows, or the other rows of an entry speak against it.
    Likely,
}

impl Reach {
    /// All, the least far first.
    pub const ALL: [Reach; 8] = [
        Reach::Lost,
        Reach::Forbidden,
        Reach::NoKey,
        Reach::NamesApart,
        Reach::Unlikely,
        Reach::TooLow,
        Reach::Ambiguous,
        Reach::Likely,
    ];

    /// Whether the two rows were compared field by field.
    pub fn was_compared(self) -> bool {
        self >= Reach::Unlikely
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Reach::Lost => "a record is in no list",
            Reach::Forbidden => "list declares no repeats",
            Reach::NoKey => "no blocking key shared",
            Reach::NamesApart => "neither name nor birth agrees",
            Reach::Unlikely => "compared, found unlikely",
            Reach::TooLow => "compared, odds too low",
            Reach::Ambiguous => "odds enough, ambiguous",
            Reach::Likely => "odds enough",
        })
    }
}

/// True pairs that came equally far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReachCount {
    /// How far they came.
    pub reach: Reach,
    /// True pairs that came so far.
    pub pairs: usize,
    /// How many of them stand in one entry nevertheless.
    pub joined: usize,
}

/// Says of any pair of a run how far it came. It keeps no list of the pairs that were compared, but
/// looks at each pair again.
#[derive(Debug)]
pub struct Reaches<'a> {
    outcome: &'a Outcome,
    positions: BTreeMap<&'a RecordKey, usize>,
    /// `None` when all pairs were compared.
    shared: Option<Shared>,
}

impl<'a> Reaches<'a> {
    /// Prepares the mentions of a run.
    pub fn new(outcome: &'a Outcome) -> Self {
        let mentions = outcome.mentions();
        Reaches {
            outcome,
            positions: mentions.iter().enumerate().map(|(at, mention)| (mention.key(), at)).collect(),
            shared: (!outcome.candidates().exhaustive).then(|| Shared::new(mentions, outcome.letters())),
        }
    }

    /// How far a pair of two different records came.
    pub fn of(&self, a: &RecordKey, b: &RecordKey) -> Reach {
        let position = |key| self.positions.get(key).copied();
        match (position(a), position(b)) {
            (Some(a), Some(b)) => self.of_pair(Pair::new(a, b)),
            _ => Reach::Lost,
        }
    }

    fn of_pair(&self, pair: Pair) -> Reach {
        let engine = &self.outcome.engine;
        if !engine.is_allowed(pair) {
            Reach::Forbidden
        } else if self.shared.as_ref().is_some_and(|shared| !shared.has(pair)) {
            Reach::NoKey
        } else if !engine.is_worth_a_look(pair) {
            Reach::NamesApart
        } else {
            self.of_compared(pair)
        }
    }

    fn of_compared(&self, pair: Pair) -> Reach {
        let links = self.outcome.links();
        let link = links.binary_search_by_key(&pair, |link| link.pair).ok().and_then(|at| links.get(at));
        let asked = self.outcome.settings().cost_of_wrong_join.log2();
        let ambiguous = &self.outcome.clustering().ambiguous;
        match link {
            None => Reach::Unlikely,
            Some(link) if link.weight() < asked => Reach::TooLow,
            Some(_) if ambiguous.iter().any(|one| [pair.a(), pair.b()].contains(&one.mention)) => {
                Reach::Ambiguous
            }
            Some(_) => Reach::Likely,
        }
    }
}

/// Counts true pairs by how far they came.
#[derive(Default)]
pub(super) struct ReachTally(BTreeMap<Reach, [usize; 2]>);

impl ReachTally {
    pub(super) fn add(&mut self, reach: Reach, is_joined: bool) {
        let [pairs, joined] = self.0.entry(reach).or_default();
        *pairs += 1;
        *joined += usize::from(is_joined);
    }

    /// A count for each reach, also where it is 0.
    pub(super) fn counts(&self) -> Vec<ReachCount> {
        let count = |reach| {
            let [pairs, joined] = self.0.get(&reach).copied().unwrap_or_default();
            ReachCount { reach, pairs, joined }
        };
        Reach::ALL.into_iter().map(count).collect()
    }
}
