//! Mixes: the compositions of all groups of a partition.
//!
//! In: sequences of composition numbers. Out: a number for each different sequence, and its prior weight. All small
//! components together have few different mixes. So each mix is weighed once a round and not once in every component.

use rustc_hash::FxHashMap;

/// The mixes met so far, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Mixes {
    /// The number of each mix.
    numbers: FxHashMap<Box<[u32]>, u32>,
    /// The mixes, by number: the numbers of their compositions in the census.
    all: Vec<Box<[u32]>>,
    /// The current prior weight of each mix: the product over its compositions, not in bits.
    chances: Vec<f64>,
}

impl Mixes {
    /// The number of a mix, which never changes. `chances` are the prior weights of the compositions, by number.
    pub(super) fn number(&mut self, mix: &[u32], chances: &[f64]) -> u32 {
        if let Some(known) = self.numbers.get(mix) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.chances.push(product(mix, chances));
        self.all.push(mix.into());
        self.numbers.insert(mix.into(), number);
        number
    }

    /// Weighs every mix with new prior weights of the compositions.
    pub(super) fn weigh(&mut self, chances: &[f64]) {
        self.chances.clear();
        self.chances.extend(self.all.iter().map(|mix| product(mix, chances)));
    }

    /// The current prior weight of each mix.
    pub(super) fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// The mixes, by number.
    pub(super) fn all(&self) -> &[Box<[u32]>] {
        &self.all
    }
}

/// The product of the prior weights of the compositions of a mix. A composition without a weight counts as 1.
fn product(mix: &[u32], chances: &[f64]) -> f64 {
    mix.iter().map(|composition| chances.get(*composition as usize).copied().unwrap_or(1.0)).product()
}
