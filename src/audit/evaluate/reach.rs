//! The stage of a run that a pair reached, and so where true pairs are lost.
//!
//! Input: a run and pairs of records. Output: the [`Reach`] of each pair. A pair that was never compared is lost before
//! any weight is computed, and no model brings it back. Its records may still be in one entry through a third record.
//!
//! The stages show what to change. Pairs lost for want of a blocking key need another blocking rule or a cleaner
//! column. Pairs with odds that are too low need another model or more columns. Ambiguous pairs need a reviewer.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::linkage::block::{Pair, SharedKeys};
use crate::register::outcome::Outcome;
use crate::source::mention::RecordKey;

/// The stage that a pair reached, the earliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reach {
    /// One of the records is on no list of the run.
    Lost,
    /// Both records are of one list with `duplicates = "never"`, or a reviewer decided that they are two people.
    Forbidden,
    /// The records share no blocking key, and there were too many records to compare all pairs.
    NoKey,
    /// The names agree in no part, or one record has no name, and the records share no value that identifies a person.
    /// So they were not compared further.
    NamesApart,
    /// Compared, but the probability is below [`keep_probability`](crate::base::settings::Settings).
    Unlikely,
    /// Compared and kept among the [links](Outcome::links), but the odds are below the
    /// [`cost_of_wrong_join`](crate::base::settings::Settings).
    TooLow,
    /// The odds are high enough, but one of the records fits several people equally well.
    Ambiguous,
    /// The odds are high enough. Such a pair is still kept apart if one of the records matches another one better, or
    /// if the other records of an entry make the join unlikely.
    Likely,
}

impl Reach {
    /// All stages, the earliest first.
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

    /// Whether the two records were compared field by field.
    pub fn was_compared(self) -> bool {
        self >= Reach::Unlikely
    }
}

impl fmt::Display for Reach {
    /// The stage in a few words, padded to the width of the column.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Reach::Lost => "a record is on no list",
            Reach::Forbidden => "may not be joined",
            Reach::NoKey => "no blocking key shared",
            Reach::NamesApart => "neither name nor birth agrees",
            Reach::Unlikely => "compared, unlikely",
            Reach::TooLow => "compared, odds too low",
            Reach::Ambiguous => "odds high, but ambiguous",
            Reach::Likely => "odds high enough",
        })
    }
}

/// The true pairs that reached one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReachCount {
    /// The stage.
    pub reach: Reach,
    /// The number of true pairs that reached this stage and no later one.
    pub pairs: usize,
    /// How many of them are in one entry nevertheless.
    pub joined: usize,
}

/// Finds the stage that any pair of a run reached. No list of compared pairs is stored; each pair is checked again.
#[derive(Debug)]
pub struct Reaches<'a> {
    /// The run.
    outcome: &'a Outcome,
    /// The position of the mention of each record.
    positions: BTreeMap<&'a RecordKey, usize>,
    /// The blocking keys of the mentions; `None` if all pairs were compared.
    shared: Option<SharedKeys>,
}

impl<'a> Reaches<'a> {
    /// Prepares the mentions of a run; computes the blocking keys again if blocking was used.
    pub fn new(outcome: &'a Outcome) -> Self {
        let mentions = outcome.mentions();
        Reaches {
            outcome,
            positions: mentions.iter().enumerate().map(|(at, mention)| (mention.key(), at)).collect(),
            shared: (!outcome.candidates().exhaustive).then(|| SharedKeys::new(mentions, outcome.letters())),
        }
    }

    /// The stage that a pair of two different records reached.
    pub fn of(&self, a: &RecordKey, b: &RecordKey) -> Reach {
        let position = |key| self.positions.get(key).copied();
        match (position(a), position(b)) {
            (Some(a), Some(b)) => self.of_pair(Pair::new(a, b)),
            _ => Reach::Lost,
        }
    }

    /// The stage of two mentions, by position.
    fn of_pair(&self, pair: Pair) -> Reach {
        let engine = &self.outcome.reconciled.engine;
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

    /// The stage of a pair that was compared.
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

/// Counts true pairs by stage: the number of pairs, and of those in one entry.
#[derive(Default)]
pub(super) struct ReachTally(BTreeMap<Reach, [usize; 2]>);

impl ReachTally {
    /// Adds a true pair.
    pub(super) fn add(&mut self, reach: Reach, is_joined: bool) {
        let [pairs, joined] = self.0.entry(reach).or_default();
        *pairs += 1;
        *joined += usize::from(is_joined);
    }

    /// One count for each stage, including those without pairs.
    pub(super) fn counts(&self) -> Vec<ReachCount> {
        let count = |reach| {
            let [pairs, joined] = self.0.get(&reach).copied().unwrap_or_default();
            ReachCount { reach, pairs, joined }
        };
        Reach::ALL.into_iter().map(count).collect()
    }
}
