//! Small components: all partitions, each with its weight.
//!
//! In: the groups of a component of at most [`MOST`] units. Out: its partitions as [`Choice`]s, from which
//! `small` draws, and the probability of each group.

use super::census::{Census, Tally};
use super::choice::Choice;
use super::group::UnitGroups;

/// Largest component, in units, whose partitions are all enumerated. Seven units have 877 partitions; eight would
/// have 4,140.
pub(super) const MOST: usize = 7;
/// Distance from the best partition, in bits, from which a partition is never drawn. Its probability is below 2^−60,
/// far less than one in the number of draws.
const HOPELESS: f64 = 60.0;

/// All partitions of a component, except hopeless and impossible ones.
pub(super) struct Exact<'a> {
    groups: UnitGroups<'a>,
    /// The partitions one after the other, each as the numbers of its groups.
    partitions: Vec<u32>,
    /// Where each partition ends in `partitions`.
    ends: Vec<usize>,
    /// The weights of the partitions, in the same order.
    choices: Vec<Choice>,
}

impl<'a> Exact<'a> {
    /// Enumerates the partitions. Hopeless ones are recognised by the weight with the current intensities.
    pub(super) fn new(mut groups: UnitGroups<'a>, census: &Census) -> Self {
        let mut partitions = Vec::new();
        add_member(&mut groups, census, &mut Vec::new(), 0, &mut partitions);
        let weight =
            |partition: &Vec<u32>| partition.iter().map(|group| groups.worth(*group, census)).sum::<f64>();
        let weights: Vec<f64> = partitions.iter().map(weight).collect();
        let best = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut hopeful = weights.iter().map(|weight| *weight > best - HOPELESS);
        partitions.retain(|_| hopeful.next().unwrap_or(false));
        let ends = ends(&partitions);
        let mut exact = Exact { groups, partitions: partitions.concat(), ends, choices: Vec::new() };
        let evidence = |groups: &[u32]| groups.iter().map(|group| exact.groups.evidence(*group)).sum();
        let evidence: Vec<f64> = exact.partitions().map(evidence).collect();
        let most = evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let choice = |evidence: f64| Choice { fit: (evidence - most).exp2(), weight: 0.0, sum: 0.0, mix: 0 };
        exact.choices = evidence.into_iter().map(choice).collect();
        exact
    }

    /// Number of partitions.
    pub(super) fn size(&self) -> usize {
        self.ends.len()
    }

    /// The numbers of the groups of each partition.
    fn partitions(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| self.partitions.get(*start..*end).unwrap_or_default())
    }

    /// Adds the people of the most likely partition to a tally.
    pub(super) fn add_to(&self, tally: &mut Tally, census: &Census) {
        let worth =
            |groups: &&[u32]| groups.iter().map(|group| self.groups.worth(*group, census)).sum::<f64>();
        let likeliest = self.partitions().max_by(|a, b| worth(a).total_cmp(&worth(b)));
        self.groups.add_to(tally, likeliest.unwrap_or_default().iter().copied());
    }

    /// Gives the compositions and mixes of the partitions numbers in the census.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        self.groups.enroll_all(census);
        let mut mix = |groups: &[u32]| {
            let compositions: Vec<u32> = groups.iter().map(|group| self.groups.number_of(*group)).collect();
            census.number_of_mix(&compositions)
        };
        let mixes: Vec<u32> = self.partitions().map(&mut mix).collect();
        self.choices.iter_mut().zip(mixes).for_each(|(choice, mix)| choice.mix = mix);
    }

    /// The partitions as they are drawn. Complete after [`Exact::enroll`].
    pub(super) fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// The groups with the sum of their probabilities over the recorded draws. A group appears once for each
    /// partition that has it. `choices` has the sums.
    pub(super) fn found(&self, choices: &[Choice]) -> Vec<(u32, f64)> {
        let partitions = self.partitions().zip(choices);
        partitions.flat_map(|(groups, choice)| groups.iter().map(|group| (*group, choice.sum))).collect()
    }

    /// The groups of one partition, by number.
    pub(super) fn partition(&self, at: usize) -> &[u32] {
        self.partitions().nth(at).unwrap_or_default()
    }

    /// The groups of the component.
    pub(super) fn groups(&self) -> &UnitGroups<'a> {
        &self.groups
    }
}

/// Where each partition ends if they are stored one after the other.
fn ends(partitions: &[Vec<u32>]) -> Vec<usize> {
    let ends = partitions.iter().scan(0, |end, partition| {
        *end += partition.len();
        Some(*end)
    });
    ends.collect()
}

/// Adds the unit `next` to a partition of the earlier units, in every possible way, and all later units after it.
/// Complete partitions go to `found`. A group that can never be one person is not extended.
fn add_member(
    groups: &mut UnitGroups<'_>,
    census: &Census,
    partition: &mut Vec<Vec<u32>>,
    next: u32,
    found: &mut Vec<Vec<u32>>,
) {
    if next as usize == groups.size() {
        found.push(partition.iter().map(|members| groups.number(members)).collect());
        return;
    }
    for at in 0..partition.len() {
        let Some(members) = partition.get_mut(at) else { continue };
        members.push(next);
        let number = groups.number(members);
        if groups.worth(number, census) > f64::NEG_INFINITY {
            add_member(groups, census, partition, next + 1, found);
        }
        if let Some(members) = partition.get_mut(at) {
            members.pop();
        }
    }
    partition.push(vec![next]);
    add_member(groups, census, partition, next + 1, found);
    partition.pop();
}

#[cfg(test)]
mod tests;
