//! Pairs by the levels that they reach: what a fit needs of them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Contribution, Link};
use crate::compare::Level;

/// A pair is never quite sure: the odds that are taken for a probability of 1, and their inverse for one of 0.
const SUREST: f64 = (1_u64 << 60) as f64;

/// A field and one of its levels, by index.
pub(crate) type At = (u16, u8);

/// Pairs, by the levels that they reach.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    /// Each pattern once, in the order in which they came.
    pub(super) levels: Vec<Vec<At>>,
    numbers: FxHashMap<Vec<At>, u32>,
    /// For each pair its pattern and the odds that it is of one person.
    pub(super) pairs: Vec<(u32, f64)>,
}

impl Patterns {
    pub(super) fn of_links<'a>(
        links: impl Iterator<Item = (&'a Link, f64)>,
        fields: &[(&str, &[Level])],
    ) -> Self {
        let by_name: BTreeMap<&str, (u16, &[Level])> =
            fields.iter().zip(0_u16..).map(|((name, levels), at)| (*name, (at, *levels))).collect();
        let mut patterns = Patterns::default();
        links.for_each(|(link, share)| patterns.add(&pattern(link, &by_name), share));
        patterns
    }

    /// Adds a pair by the levels that it reaches, field by field in the order of
    /// [`Comparer::fields`], and the probability that it is of one person.
    pub(crate) fn add(&mut self, levels: &[At], share: f64) {
        if share.is_finite() && share > 0.0 {
            let number = self.number(levels);
            self.pairs.push((number, (share / (1.0 - share)).clamp(1.0 / SUREST, SUREST)));
        }
    }

    /// Adds the pairs of others behind its own.
    pub(crate) fn append(&mut self, others: Patterns) {
        let numbers: Vec<u32> = others.levels.iter().map(|levels| self.number(levels)).collect();
        let renumbered =
            others.pairs.iter().filter_map(|(one, odds)| Some((*numbers.get(*one as usize)?, *odds)));
        self.pairs.extend(renumbered);
    }

    fn number(&mut self, levels: &[At]) -> u32 {
        if let Some(known) = self.numbers.get(levels) {
            return *known;
        }
        let next = u32::try_from(self.levels.len()).unwrap_or(u32::MAX);
        self.numbers.insert(levels.to_vec(), next);
        self.levels.push(levels.to_vec());
        next
    }
}

fn pattern(link: &Link, by_name: &BTreeMap<&str, (u16, &[Level])>) -> Vec<At> {
    let observed = link.contributions.iter().filter(|one| one.standing.is_some());
    let at = |one: &Contribution| {
        let (field, levels) = by_name.get(&*one.field)?;
        let level = levels.iter().position(|level| level.name == one.level)?;
        Some((*field, u8::try_from(level).ok()?))
    };
    observed.filter_map(at).collect()
}
