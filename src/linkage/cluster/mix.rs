//! What the groups of a whole partition are composed of: small components have few such mixes among them, so
//! each is weighed once a round and not once in every component.

use rustc_hash::FxHashMap;

/// Sequences of compositions, by their numbers in the census; each has a number and what it is worth at the
/// moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Mixes {
    numbers: FxHashMap<Box<[u32]>, u32>,
    all: Vec<Box<[u32]>>,
    chances: Vec<f64>,
}

impl Mixes {
    /// The number of a mix, which it keeps; `chances` are those of single compositions.
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

    /// Weighs every mix anew.
    pub(super) fn weigh(&mut self, chances: &[f64]) {
        self.chances.clear();
        self.chances.extend(self.all.iter().map(|mix| product(mix, chances)));
    }

    /// What each mix is worth at the moment.
    pub(super) fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// The mixes in the order of their numbers.
    pub(super) fn all(&self) -> &[Box<[u32]>] {
        &self.all
    }
}

fn product(mix: &[u32], chances: &[f64]) -> f64 {
    mix.iter().map(|composition| chances.get(*composition as usize).copied().unwrap_or(1.0)).product()
}
