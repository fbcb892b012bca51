//! The groups of a partition, counted by composition.

use super::census::{Census, Composition, Tally};

/// How many groups of each composition there are: of those that the census has numbered a mere count,
/// since a thousand partitions are counted; of the others their people.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    numbered: Vec<u32>,
    /// Partitions of small components, by the numbers of their mixes.
    mixes: Vec<u32>,
    others: Tally,
}

impl Counts {
    /// Begins anew, using the memory of the last round again.
    pub(super) fn begin(&mut self, census: &Census) {
        self.numbered.clear();
        self.numbered.resize(census.numbered().len(), 0);
        self.mixes.clear();
        self.mixes.resize(census.mixes().len(), 0);
        self.others.clear(census.lists());
    }

    pub(super) fn add(&mut self, number: u32) {
        if let Some(count) = self.numbered.get_mut(number as usize) {
            *count += 1;
        }
    }

    /// Counts all groups of a partition.
    pub(super) fn add_mix(&mut self, number: u32) {
        if let Some(count) = self.mixes.get_mut(number as usize) {
            *count += 1;
        }
    }

    pub(super) fn add_other(&mut self, composition: &Composition) {
        self.others.add(composition, 1);
    }

    /// Adds those of another part of the partition.
    pub(super) fn add_all(&mut self, other: &Counts) {
        let sums = self.numbered.iter_mut().zip(&other.numbered);
        sums.chain(self.mixes.iter_mut().zip(&other.mixes)).for_each(|(sum, one)| *sum += one);
        self.others.add_all(&other.others);
    }

    /// Adds them to a tally.
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
