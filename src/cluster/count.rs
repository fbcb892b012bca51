//! The groups of a partition, counted by composition.

use super::census::{Census, Composition, Tally};

/// How many groups of each composition there are: of those that the census has numbered a mere count,
/// since a thousand partitions are counted; of the others their people.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    numbered: Vec<u32>,
    others: Tally,
}

impl Counts {
    pub(super) fn new(census: &Census) -> Self {
        Counts { numbered: vec![0; census.numbered().len()], others: Tally::new(census.lists()) }
    }

    pub(super) fn add(&mut self, number: u32) {
        if let Some(count) = self.numbered.get_mut(number as usize) {
            *count += 1;
        }
    }

    pub(super) fn add_other(&mut self, composition: &Composition) {
        self.others.add(composition, 1);
    }

    /// These and those of another part of the partition.
    pub(super) fn with(mut self, other: &Counts) -> Self {
        self.numbered.iter_mut().zip(&other.numbered).for_each(|(sum, one)| *sum += one);
        self.others.add_all(&other.others);
        self
    }

    /// Adds them to a tally.
    pub(super) fn add_to(&self, tally: &mut Tally, census: &Census) {
        for (composition, groups) in census.numbered().iter().zip(&self.numbered) {
            if *groups > 0 {
                tally.add(composition, *groups);
            }
        }
        tally.add_all(&self.others);
    }
}
