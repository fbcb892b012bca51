//! Counts of the groups of a partition by composition.
//!
//! In: the groups of each component. Out: a [`Tally`] of the partition, from which the intensities are drawn.

use super::census::{Census, Composition, Tally};

/// Number of groups of each composition. Compositions with a number in the census are only counted, because about a
/// thousand partitions are counted. The people of all other compositions are tallied at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// For each numbered composition the number of groups.
    numbered: Vec<u32>,
    /// For each mix, by number, the number of small components whose partition has it.
    mixes: Vec<u32>,
    /// The people of groups without a numbered composition.
    others: Tally,
}

impl Counts {
    /// Resets all counts to zero and keeps the memory. `census` gives the current number of compositions and mixes.
    pub(super) fn begin(&mut self, census: &Census) {
        self.numbered.clear();
        self.numbered.resize(census.numbered().len(), 0);
        self.mixes.clear();
        self.mixes.resize(census.mixes().len(), 0);
        self.others.clear(census.lists());
    }

    /// Counts one group, by the number of its composition.
    pub(super) fn add(&mut self, number: u32) {
        if let Some(count) = self.numbered.get_mut(number as usize) {
            *count += 1;
        }
    }

    /// Counts all groups of the partition of a small component, by the number of its mix.
    pub(super) fn add_mix(&mut self, number: u32) {
        if let Some(count) = self.mixes.get_mut(number as usize) {
            *count += 1;
        }
    }

    /// Counts one group whose composition has no number.
    pub(super) fn add_other(&mut self, composition: &Composition) {
        self.others.add(composition, 1);
    }

    /// Adds the counts of another part of the partition.
    pub(super) fn add_all(&mut self, other: &Counts) {
        let sums = self.numbered.iter_mut().zip(&other.numbered);
        sums.chain(self.mixes.iter_mut().zip(&other.mixes)).for_each(|(sum, one)| *sum += one);
        self.others.add_all(&other.others);
    }

    /// Adds the counts to a tally. The counts of the mixes are moved to their compositions, so this is called once
    /// for each round.
    pub(super) fn add_to(&mut self, tally: &mut Tally, census: &Census) {
        for (mix, partitions) in census.mixes().iter().zip(&self.mixes).filter(|(_, count)| **count > 0) {
            for composition in mix {
                if let Some(count) = self.numbered.get_mut(*composition as usize) {
                    *count += partitions;
                }
            }
        }
        for (composition, groups) in census.numbered().iter().zip(&self.numbered) {
            if *groups > 0 {
                tally.add(composition, *groups);
            }
        }
        tally.add_all(&self.others);
    }
}
