//! A small component: all its partitions, each with its weight.

use rand_chacha::ChaCha8Rng;

use super::census::{Census, Tally};
use super::chance::draw;
use super::group::Groups;

/// Components of up to so many mentions are worked out in full: seven have 877 partitions.
pub(super) const MOST: usize = 7;
/// Partitions that the evidence puts so many bits below the best are never drawn.
const HOPELESS: f64 = 60.0;

/// All partitions of a component.
pub(super) struct Exact<'a> {
    groups: Groups<'a>,
    /// Each partition as the numbers of its groups.
    partitions: Vec<Vec<u32>>,
    weights: Vec<f64>,
    /// The sum of each partition's probabilities over the recorded draws.
    sums: Vec<f64>,
    drawn: usize,
}

impl<'a> Exact<'a> {
    pub(super) fn new(mut groups: Groups<'a>, census: &Census) -> Self {
        let mut partitions = Vec::new();
        add_member(&mut groups, census, &mut Vec::new(), 0, &mut partitions);
        let weight = |partition: &Vec<u32>| partition.iter().map(|group| groups.worth(*group)).sum::<f64>();
        let weights: Vec<f64> = partitions.iter().map(weight).collect();
        let best = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut hopeful = weights.iter().map(|weight| *weight > best - HOPELESS);
        partitions.retain(|_| hopeful.next().unwrap_or(false));
        let n = partitions.len();
        Exact { groups, partitions, weights: vec![0.0; n], sums: vec![0.0; n], drawn: 0 }
    }

    /// Draws a partition given the beliefs.
    pub(super) fn step(&mut self, census: &Census, rng: &mut ChaCha8Rng, record: bool) {
        self.groups.believe(census);
        let weights = self
            .partitions
            .iter()
            .map(|partition| -> f64 { partition.iter().map(|group| self.groups.worth(*group)).sum() });
        self.weights.clear();
        self.weights.extend(weights);
        self.drawn = draw(&mut self.weights, rng);
        if record {
            self.sums.iter_mut().zip(&self.weights).for_each(|(sum, share)| *sum += share);
        }
    }

    /// The groups of the partition that was drawn last.
    pub(super) fn drawn_groups(&self) -> &[u32] {
        self.partitions.get(self.drawn).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn tally(&self, tally: &mut Tally) {
        self.groups.tally(self.drawn_groups().iter().copied(), tally);
    }

    /// The groups with the sum of their probabilities over the recorded draws.
    pub(super) fn found(&self) -> Vec<(u32, f64)> {
        let partitions = self.partitions.iter().zip(&self.sums);
        partitions.flat_map(|(groups, sum)| groups.iter().map(|group| (*group, *sum))).collect()
    }

    pub(super) fn groups(&self) -> &Groups<'a> {
        &self.groups
    }
}

/// Extends a partition of the first members by the next one, in every way that is possible.
fn add_member(
    groups: &mut Groups<'_>,
    census: &Census,
    partition: &mut Vec<Vec<u32>>,
    next: u32,
    found: &mut Vec<Vec<u32>>,
) {
    if next as usize == groups.size() {
        found.push(partition.iter().map(|members| groups.number(members, census)).collect());
        return;
    }
    for at in 0..partition.len() {
        let Some(members) = partition.get_mut(at) else { continue };
        members.push(next);
        let number = groups.number(members, census);
        if groups.worth(number) > f64::NEG_INFINITY {
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
