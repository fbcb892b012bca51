//! Evaluates a register against known truth: accuracy, kinds of errors, calibration.
//!
//! Input: a register, a run, or any grouping of records, and a [`Truth`]. Output: an [`Evaluation`].

mod calibration;
mod groups;
mod hard;
mod interval;
mod reach;
mod score;
mod strata;
mod text;
mod truth;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use calibration::{Bin, Calibration, CalibrationError};
pub use hard::{HardPairs, Hardness};
pub use interval::{Interval, IntervalCheck, IntervalShare, Quantity};
pub use reach::{Reach, ReachCount, Reaches};
pub use score::{BCubed, ListScore, Score};
pub use strata::{Lack, PairLetters, Stratum, StratumScore};
pub use truth::Truth;

use crate::register::Register;
use crate::register::outcome::Outcome;
use crate::source::mention::{Mention, RecordKey};
use groups::{JudgedGroups, is_exact};
use reach::ReachTally;
use strata::Strata;

/// A register compared with the truth. Its text form is a set of tables; it can also be written as JSON.
///
/// Start with [`of_outcome`](Evaluation::of_outcome) for a run, or with any groups of records, and add further
/// knowledge with the methods `with_…`.
///
/// # How accurate it is
///
/// There are three measures, because each one hides errors that another one shows.
///
/// - *Pairs*: how many pairs of records of one person share an entry, and how many pairs that share an entry are one
///   person.
/// - *Entries*: how many entries have exactly the records of one person.
/// - [*B³*](BCubed): for each record, how much of its entry is its person, and how much of its person is in its entry.
///
/// A person with many records weighs heavily in the first measure, counts once in the second, and counts once for each
/// record in the third.
///
/// A record of the truth that the register does not have is *lost*: its pairs count as missed and its person as not
/// found. A record of the register that the truth does not have is *unknown*: it is removed from its entry before
/// anything is counted.
///
/// # Where it fails
///
/// Errors are counted by [pair of lists](ListScore), by [kind of pair](StratumScore), and by [stage](Reach). The stage
/// shows, for example, which true pairs were missed because they were never compared.
///
/// # Whether its probabilities can be trusted
///
/// A [`Calibration`] is reported for pairs. If a run states the probability that each entry is exactly right, one is
/// reported for entries too. These pairs are judged:
///
/// - all pairs with a stated probability whose records the truth knows; a run states pairs with a probability of at
///   least [`keep_probability`](crate::base::settings::Settings), 0.001 by default;
/// - the true pairs without a stated probability, which count as stated with 0.
///
/// All other pairs are left out. They are rightly kept apart, and they are so numerous that they would hide the errors.
/// Leaving them out makes the lowest bin look slightly worse than it is: it has all of its true pairs, but only the
/// false pairs above `keep_probability`.
///
/// [Intervals](IntervalCheck) of a run are compared with the true counts.
///
/// ```
/// use casualty_register::audit::{Evaluation, Truth};
/// use casualty_register::source::RecordKey;
///
/// let truth = Truth::parse("source,id,person\na,1,x\na,2,y\nb,1,x\nb,2,y\n", "truth.csv")?;
/// let key = |source: &str, record: &str| RecordKey { source: source.into(), record: record.into() };
/// let found = [vec![key("a", "1"), key("b", "1")], vec![key("a", "2")], vec![key("b", "2")]];
/// let stated = [([key("a", "1"), key("b", "1")], 0.9), ([key("a", "2"), key("b", "2")], 0.3)];
///
/// let evaluation = Evaluation::of_groups(found, &truth).with_pair_probabilities(stated, &truth);
/// assert_eq!((evaluation.pairs.precision, evaluation.pairs.recall), (1.0, 0.5));
/// assert_eq!(evaluation.missed_pairs, [[key("a", "2"), key("b", "2")]]);
/// assert_eq!((evaluation.entries.correct, evaluation.entries.found), (1, 3));
/// assert_eq!((evaluation.b_cubed.precision, evaluation.b_cubed.recall), (1.0, 0.75));
/// // Both pairs are true. The probability of one was stated 0.1 too low, of the other 0.7 too low.
/// let error = evaluation.calibration.and_then(|calibration| calibration.all().error);
/// assert!((error.unwrap_or_default() - 0.4).abs() < 1e-9);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Evaluation {
    /// Records that both the register and the truth have.
    pub records: usize,
    /// Pairs of records. Truth: pairs of one person. Found: pairs in one entry. Correct: both.
    pub pairs: Score,
    /// The same for each pair of lists, and within each list, where there is at least one such pair.
    pub by_lists: Vec<ListScore>,
    /// Entries and people. Truth: the people of the truth. Found: the entries with a record that the truth knows.
    /// Correct: the entries with exactly the records of one person.
    pub entries: Score,
    /// B³: the mean over records.
    pub b_cubed: BCubed,
    /// The true pairs by the stage that they reached, the earliest first; empty unless a run was evaluated.
    pub reach: Vec<ReachCount>,
    /// The pair measures of each stratum with at least one pair; empty unless mentions are known.
    pub strata: Vec<StratumScore>,
    /// The calibration of the stated probabilities of pairs; `None` if none were stated.
    pub calibration: Option<Calibration>,
    /// The calibration of the pairs that are hard to decide, by reason; empty unless a run was evaluated.
    pub hard: Vec<HardPairs>,
    /// The calibration of the stated probabilities that an entry has exactly the records of one person; `None` if none
    /// were stated.
    pub entry_calibration: Option<Calibration>,
    /// The stated intervals, each compared with the true number.
    pub intervals: Vec<IntervalCheck>,
    /// Pairs that share an entry but are two people, sorted.
    pub false_pairs: Vec<[RecordKey; 2]>,
    /// Pairs of one person that do not share an entry, sorted.
    pub missed_pairs: Vec<[RecordKey; 2]>,
    /// Records of the truth that the register does not have, sorted.
    pub lost: Vec<RecordKey>,
    /// Records of the register that the truth does not know, sorted. They do not count in the scores.
    pub unknown: Vec<RecordKey>,
    /// The strata of pairs of mentions; empty until [`Evaluation::with_rows`].
    #[serde(skip)]
    rows: Strata,
}

/// The probability that the two records of each [link](Outcome::links) of a run are one person, according to the
/// sampled partitions.
pub fn link_probabilities(outcome: &Outcome) -> impl Iterator<Item = ([RecordKey; 2], f64)> {
    let key = |at: usize| outcome.mentions().get(at).map(|mention| mention.key().clone());
    outcome.links().iter().filter_map(move |link| {
        Some(([key(link.pair.a())?, key(link.pair.b())?], outcome.posterior().probability(link.pair)))
    })
}

/// The records of each entry of a run, and the probability that they are exactly the records of one person.
fn entry_probabilities(outcome: &Outcome) -> impl Iterator<Item = (Vec<RecordKey>, f64)> {
    let key = |member: &crate::register::Member| RecordKey {
        source: member.source.as_str().into(),
        record: member.record.as_str().into(),
    };
    let entries = outcome.register().entries().iter();
    entries.map(move |entry| (entry.members().iter().map(key).collect(), entry.probability()))
}

/// The intervals that a run states: for all people, and for the people on each combination of lists.
fn intervals(outcome: &Outcome) -> Vec<(Quantity, Interval)> {
    let posterior = outcome.posterior();
    let interval = |estimate: crate::linkage::cluster::Estimate| Interval {
        low: estimate.low as f64,
        high: estimate.high as f64,
        level: crate::linkage::cluster::Estimate::LEVEL,
    };
    let id = |at: &u16| outcome.sources().get(usize::from(*at)).map(|source| source.id().to_owned());
    let cells = posterior.combinations().into_iter().map(|lists| {
        let ids: Vec<String> = lists.iter().filter_map(id).collect();
        (Quantity::Lists(ids), interval(posterior.people_in(&lists)))
    });
    std::iter::once((Quantity::People, interval(posterior.people()))).chain(cells).collect()
}

impl Evaluation {
    /// Compares a run with the truth: its register, the stages that true pairs reached, strata, the probabilities of
    /// links and entries, and intervals.
    pub fn of_outcome(outcome: &Outcome, truth: &Truth) -> Self {
        let mut evaluation = Evaluation::new(outcome.register(), truth);
        evaluation.hard = hard::of_outcome(outcome, truth);
        evaluation
            .with_reach(outcome, truth)
            .with_rows(outcome.mentions(), truth)
            .with_pair_probabilities(link_probabilities(outcome), truth)
            .with_entry_probabilities(entry_probabilities(outcome), truth)
            .with_intervals(intervals(outcome), truth)
    }

    /// Compares a register with the truth.
    pub fn new(register: &Register, truth: &Truth) -> Self {
        let groups = register.entries().iter().map(|entry| {
            let keys = entry.members().iter().map(|member| RecordKey {
                source: member.source.as_str().into(),
                record: member.record.as_str().into(),
            });
            keys.collect::<Vec<_>>()
        });
        Evaluation::of_groups(groups, truth)
    }

    /// Compares any grouping of records with the truth. If a record is in several groups, the first one counts.
    pub fn of_groups(groups: impl IntoIterator<Item = Vec<RecordKey>>, truth: &Truth) -> Self {
        let found = JudgedGroups::new(groups, truth);
        let tally = found.tally(truth);
        let lost = truth.records().filter(|key| found.group_of(key).is_none()).cloned();
        Evaluation {
            records: found.of.len(),
            pairs: tally.pairs(),
            by_lists: tally.by_lists(),
            entries: Score::new(truth.persons().len(), found.groups.len(), found.exact(truth)),
            b_cubed: found.b_cubed(truth),
            reach: Vec::new(),
            strata: Vec::new(),
            calibration: None,
            hard: Vec::new(),
            entry_calibration: None,
            intervals: Vec::new(),
            false_pairs: tally.wrong,
            missed_pairs: tally.missed,
            lost: lost.collect(),
            unknown: found.unknown.into_iter().collect(),
            rows: Strata::default(),
        }
    }

    /// Adds the number of true pairs by the stage of the run that they reached.
    #[must_use]
    pub fn with_reach(mut self, outcome: &Outcome, truth: &Truth) -> Self {
        let reaches = Reaches::new(outcome);
        let mut tally = ReachTally::default();
        for pair in truth.pairs() {
            let [a, b] = &pair;
            tally.add(reaches.of(a, b), !self.is_missed(&pair));
        }
        self.reach = tally.counts();
        self
    }

    /// Adds the measures of pairs by stratum. A pair belongs to no stratum if one of its records has no mention. Call
    /// this before adding probabilities, so that they are split by stratum as well.
    #[must_use]
    pub fn with_rows(mut self, rows: &[Mention], truth: &Truth) -> Self {
        self.rows = Strata::new(rows);
        let mut counts: BTreeMap<Stratum, [usize; 3]> = BTreeMap::new();
        let mut count = |[a, b]: &[RecordKey; 2], add: [usize; 3]| {
            for stratum in self.rows.of(a, b) {
                let sums = counts.entry(stratum).or_default();
                sums.iter_mut().zip(add).for_each(|(sum, one)| *sum += one);
            }
        };
        for pair in truth.pairs() {
            let is_found = usize::from(!self.is_missed(&pair));
            count(&pair, [1, is_found, is_found]);
        }
        self.false_pairs.iter().for_each(|pair| count(pair, [0, 1, 0]));
        let score = |(stratum, [truth, found, correct]): (Stratum, [usize; 3])| StratumScore {
            stratum,
            pairs: Score::new(truth, found, correct),
            calibration: None,
        };
        self.strata = counts.into_iter().map(score).collect();
        self
    }

    /// Adds the calibration of stated pair probabilities; [`Evaluation`] says which pairs are judged. The probabilities
    /// may come from any program. If a pair is stated more than once, in either order, the first counts.
    #[must_use]
    pub fn with_pair_probabilities(
        mut self,
        stated: impl IntoIterator<Item = ([RecordKey; 2], f64)>,
        truth: &Truth,
    ) -> Self {
        let stated = self.judged(stated, truth);
        let mut all = Calibration::default();
        let mut by_stratum: BTreeMap<Stratum, Calibration> = BTreeMap::new();
        let mut add = |[a, b]: &[RecordKey; 2], case: &dyn Fn(&mut Calibration)| {
            case(&mut all);
            self.rows.of(a, b).into_iter().for_each(|one| case(by_stratum.entry(one).or_default()));
        };
        for (pair, probability) in &stated {
            let [a, b] = pair;
            let is_true = truth.person_of(a) == truth.person_of(b);
            add(pair, &|calibration| calibration.add(*probability, is_true));
        }
        let unstated = truth.pairs().filter(|pair| !stated.contains_key(pair) && !self.has_lost(pair));
        unstated.for_each(|pair| add(&pair, &Calibration::add_unstated));
        self.calibration = Some(all);
        for score in &mut self.strata {
            score.calibration = by_stratum.get(&score.stratum).map(Calibration::all);
        }
        self
    }

    /// The stated pairs of two different records that are in both the truth and the register. The smaller record comes
    /// first.
    fn judged(
        &self,
        stated: impl IntoIterator<Item = ([RecordKey; 2], f64)>,
        truth: &Truth,
    ) -> BTreeMap<[RecordKey; 2], f64> {
        let mut judged = BTreeMap::new();
        for (mut pair, probability) in stated {
            pair.sort();
            let [a, b] = &pair;
            let are_known = truth.person_of(a).is_some() && truth.person_of(b).is_some();
            if a != b && are_known && !self.has_lost(&pair) {
                judged.entry(pair).or_insert(probability);
            }
        }
        judged
    }

    /// Adds the calibration of stated entry probabilities. Each is the probability that the stated records are exactly
    /// the records of one person. Records that the truth does not know are left out. An entry that has only such
    /// records is left out too.
    #[must_use]
    pub fn with_entry_probabilities(
        mut self,
        stated: impl IntoIterator<Item = (Vec<RecordKey>, f64)>,
        truth: &Truth,
    ) -> Self {
        let persons = truth.persons();
        let judge = |(keys, probability): (Vec<RecordKey>, f64)| {
            let known: BTreeSet<RecordKey> =
                keys.into_iter().filter(|key| truth.person_of(key).is_some()).collect();
            (!known.is_empty()).then(|| (probability, is_exact(&known, truth, &persons)))
        };
        self.entry_calibration = Some(stated.into_iter().filter_map(judge).collect());
        self
    }

    /// Adds the comparison of stated intervals with the truth. The true number counts people with at least one record
    /// in the register. A run also counts unknown records, so this is meaningful only if the truth knows all records.
    #[must_use]
    pub fn with_intervals(
        mut self,
        stated: impl IntoIterator<Item = (Quantity, Interval)>,
        truth: &Truth,
    ) -> Self {
        let cells = truth.overlaps(|key| self.lost.binary_search(key).is_err());
        let count = |of: &Quantity| match of {
            Quantity::People => cells.values().sum(),
            Quantity::Lists(lists) => {
                let lists: BTreeSet<&str> = lists.iter().map(String::as_str).collect();
                cells.get(&lists).copied().unwrap_or(0)
            }
        };
        let check = |(of, interval)| {
            let truth = count(&of);
            IntervalCheck::new(of, interval, truth)
        };
        self.intervals = stated.into_iter().map(check).collect();
        self
    }

    /// Whether the two records of a true pair do not share an entry. The smaller record must come first.
    fn is_missed(&self, pair: &[RecordKey; 2]) -> bool {
        self.missed_pairs.binary_search(pair).is_ok()
    }

    /// Whether the register lacks one of the two records.
    fn has_lost(&self, pair: &[RecordKey; 2]) -> bool {
        pair.iter().any(|key| self.lost.binary_search(key).is_ok())
    }
}
