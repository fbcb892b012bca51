//! Pairs as the fit needs them: the levels that each reaches, and what each kind of pair makes of it.

use rustc_hash::FxHashMap;

/// Odds are kept between this and its inverse, so that a sum of shares stays a number.
const MOST_ODDS: f64 = (1_u64 << 60) as f64;

/// A field and one of its levels, by index.
pub(crate) type At = (u16, u8);

/// How likely the agreement of a pair is under each kind of pair, each with the prior share of its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Kinds {
    /// One person whose names are legible.
    pub(crate) legible: f64,
    /// One person, a name of whom is garbled.
    pub(crate) garbled: f64,
    /// Two strangers.
    pub(crate) strangers: f64,
    /// Two relatives.
    pub(crate) related: f64,
    /// Two people of one name.
    pub(crate) namesakes: f64,
}

impl Kinds {
    pub(crate) fn one_person(&self) -> f64 {
        self.legible + self.garbled
    }

    pub(crate) fn two_people(&self) -> f64 {
        self.strangers + self.related + self.namesakes
    }
}

/// One pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observation {
    pub(super) pattern: u32,
    /// The odds that the two are one person, under the model that it was scored with.
    pub(super) odds: f64,
    /// How many pairs it stands for: 1, or more where not all pairs were looked at.
    pub(super) times: f64,
    /// Whether the pair is likely enough to teach m.
    pub(super) teaches: bool,
    pub(super) kinds: Kinds,
    /// Where its u begin in [`Observations::u`]: one for each level of its pattern.
    pub(super) u: usize,
}

/// What a pair is counted as when it is added.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// The odds that the two are one person.
    pub(crate) odds: f64,
    /// How many pairs it stands for.
    pub(crate) times: f64,
    /// Whether it is likely enough to teach m.
    pub(crate) teaches: bool,
}

/// Pairs of a run, in order.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    /// Each pattern of levels once, in the order in which they came.
    pub(super) patterns: Vec<Vec<At>>,
    numbers: FxHashMap<Vec<At>, u32>,
    pub(super) pairs: Vec<Observation>,
    /// The u of each level that each pair reaches.
    pub(super) u: Vec<f32>,
}

impl Observations {
    /// Adds a pair: its levels, field by field in the order of [`Comparer::fields`](crate::linkage::compare::Comparer::fields),
    /// and the u of each.
    pub(crate) fn add(&mut self, levels: &[At], u: &[f32], kinds: Kinds, counted: Counted) {
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

    /// Adds the pairs of others behind its own.
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
