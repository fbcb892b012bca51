//! The pairs that a fit learns from: the levels that each reaches, its u, and its probability under each case.
//!
//! In: scored pairs, one by one or in parts from several threads. Out: [`Observations`], which
//! [`Model::fitted`](super::Model) reads. Pairs that reach the same levels share one pattern, so that memory grows
//! little with their number.

use rustc_hash::FxHashMap;

/// Odds are kept between this number and its inverse, so that sums stay finite.
const MOST_ODDS: f64 = (1_u64 << 60) as f64;

/// A field and one of its levels, as indices: the field in the order of `Comparer::fields`, the level in the order of
/// its comparison.
pub(crate) type At = (u16, u8);

/// How probable the comparison vector of a pair is in each of the five cases, times the prior share of the case. The
/// shares of the first two sum to 1, as do those of the other three.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CaseProbabilities {
    /// One person, both names legible.
    pub(crate) legible: f64,
    /// One person, one name garbled.
    pub(crate) garbled: f64,
    /// Two strangers.
    pub(crate) strangers: f64,
    /// Two relatives.
    pub(crate) related: f64,
    /// Two people of one name.
    pub(crate) namesakes: f64,
}

impl CaseProbabilities {
    /// The probability of the comparison vector for one person.
    pub(crate) fn one_person(&self) -> f64 {
        self.legible + self.garbled
    }

    /// The probability of the comparison vector for two people.
    pub(crate) fn two_people(&self) -> f64 {
        self.strangers + self.related + self.namesakes
    }
}

/// One pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observation {
    /// The levels it reaches, as an index into [`Observations::patterns`].
    pub(super) pattern: u32,
    /// The odds that the two are one person, under the model with which the pair was scored.
    pub(super) odds: f64,
    /// How often the pair counts for relatives and namesakes: once for each of its two records that was sampled, so 1
    /// or 2. Without sampling, 1.
    pub(super) times: f64,
    /// Whether the pair is likely enough to count for m.
    pub(super) teaches: bool,
    /// The probabilities of the comparison vector in each case, under the same model.
    pub(super) kinds: CaseProbabilities,
    /// Where its u begin in [`Observations::u`]. There is one for each level of its pattern.
    pub(super) u: usize,
}

/// How a pair is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// The odds that the two are one person.
    pub(crate) odds: f64,
    /// How often the pair counts for relatives and namesakes: once for each of its records that was sampled.
    pub(crate) times: f64,
    /// Whether the pair is likely enough to count for m.
    pub(crate) teaches: bool,
}

/// The pairs of a run, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    /// Each distinct pattern of levels, in order of first appearance.
    pub(super) patterns: Vec<Vec<At>>,
    /// The index of each pattern.
    numbers: FxHashMap<Vec<At>, u32>,
    /// The pairs.
    pub(super) pairs: Vec<Observation>,
    /// The u of each level that each pair reaches, pair after pair.
    pub(super) u: Vec<f32>,
}

impl Observations {
    /// Adds a pair. `levels` are those that it reaches, field by field in the order of
    /// [`Comparer::fields`](crate::linkage::compare::Comparer::fields); `u` has the u of each. A pair is dropped if
    /// its odds are negative or not a number, if it is impossible for one person or for two people, or if the lengths
    /// differ.
    pub(crate) fn add(&mut self, levels: &[At], u: &[f32], kinds: CaseProbabilities, counted: Counted) {
        let Counted { odds, times, teaches } = counted;
        let is_told = odds >= 0.0 && kinds.two_people() > 0.0 && kinds.one_person() > 0.0;
        if !is_told || levels.len() != u.len() {
            return;
        }
        let pattern = self.number(levels);
        let odds = if odds == 0.0 { 0.0 } else { odds.clamp(1.0 / MOST_ODDS, MOST_ODDS) };
        self.pairs.push(Observation { pattern, odds, times, teaches, kinds, u: self.u.len() });
        self.u.extend_from_slice(u);
    }

    /// Adds the pairs of `others` after its own. The result does not depend on how pairs were divided into parts.
    pub(crate) fn append(&mut self, others: Observations) {
        let numbers: Vec<u32> = others.patterns.iter().map(|levels| self.number(levels)).collect();
        let begin = self.u.len();
        self.u.extend_from_slice(&others.u);
        let renumbered = others.pairs.iter().filter_map(|one| {
            let pattern = *numbers.get(one.pattern as usize)?;
            Some(Observation { pattern, u: begin + one.u, ..*one })
        });
        self.pairs.extend(renumbered);
    }

    /// The index of a pattern; a new one is added.
    fn number(&mut self, levels: &[At]) -> u32 {
        if let Some(known) = self.numbers.get(levels) {
            return *known;
        }
        let next = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        self.numbers.insert(levels.to_vec(), next);
        self.patterns.push(levels.to_vec());
        next
    }
}
