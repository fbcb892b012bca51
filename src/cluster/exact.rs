//! A small component: all its partitions, each with its weight.

use rand_chacha::ChaCha8Rng;

use super::census::Census;
use super::chance::draw_by;
use super::count::Counts;
use super::group::Groups;

/// Components of up to so many mentions are worked out in full: seven have 877 partitions.
pub(super) const MOST: usize = 7;
/// Partitions that the evidence puts so many bits below the best are never drawn.
const HOPELESS: f64 = 60.0;

/// All partitions of a component.
pub(super) struct Exact<'a> {
    groups: Groups<'a>,
    /// Each partition as the numbers of its groups, one behind the other, and where each ends.
    partitions: Vec<u32>,
    ends: Vec<usize>,
    /// How much likelier the rows are by each partition than by the best, whatever the lists are believed to be.
    fits: Vec<f64>,
    /// The number that the census has for what the groups of each partition are composed of.
    mixes: Vec<u32>,
    /// What each partition weighed at the last draw.
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
        let (n, ends) = (partitions.len(), ends(&partitions));
        let partitions = partitions.concat();
        let (weights, sums) = (vec![0.0; n], vec![0.0; n]);
        let mut exact =
            Exact { groups, partitions, ends, fits: Vec::new(), mixes: Vec::new(), weights, sums, drawn: 0 };
        let evidence = |groups: &[u32]| groups.iter().map(|group| exact.groups.evidence(*group)).sum();
        let evidence: Vec<f64> = exact.partitions().map(evidence).collect();
        let most = evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        exact.fits = evidence.into_iter().map(|evidence| (evidence - most).exp2()).collect();
        exact
    }

    /// How many partitions there are.
    pub(super) fn size(&self) -> usize {
        self.ends.len()
    }

    /// The numbers of the groups of each partition.
    fn partitions(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| self.partitions.get(*start..*end).unwrap_or_default())
    }

    /// Has the census number what the partitions are composed of.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        self.groups.enroll(census);
        let mut mix = |groups: &[u32]| {
            let compositions: Vec<u32> = groups.iter().map(|group| self.groups.number_of(*group)).collect();
            census.number_of_mix(&compositions)
        };
        self.mixes = self.partitions().map(&mut mix).collect();
    }

    /// Draws a partition given the beliefs.
    pub(super) fn step(&mut self, census: &Census, rng: &mut ChaCha8Rng, record: bool) {
        // A single partition is drawn whatever is believed.
        if let ([weight], [sum]) = (&mut *self.weights, &mut *self.sums) {
            *weight = 1.0;
            *sum += f64::from(u8::from(record));
            return;
        }
        let mut all = 0.0;
        for ((weight, fit), mix) in self.weights.iter_mut().zip(&self.fits).zip(&self.mixes) {
            *weight = census.chance_of_mix(*mix) * fit;
            all += *weight;
        }
        self.drawn = draw_by(&self.weights, all, rng);
        if record {
            self.sums.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += weight / all);
        }
    }

    /// The groups of the partition that was drawn last.
    #[cfg(test)]
    pub(super) fn drawn_groups(&self) -> &[u32] {
        let start = self.drawn.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        let end = self.ends.get(self.drawn).copied().unwrap_or(0);
        self.partitions.get(start..end).unwrap_or_default()
    }

    pub(super) fn count(&self, counts: &mut Counts) {
        if let Some(mix) = self.mixes.get(self.drawn) {
            counts.add_mix(*mix);
        }
    }

    /// The groups with the sum of their probabilities over the recorded draws.
    pub(super) fn found(&self) -> Vec<(u32, f64)> {
        let partitions = self.partitions().zip(&self.sums);
        partitions.flat_map(|(groups, sum)| groups.iter().map(|group| (*group, *sum))).collect()
    }

    pub(super) fn groups(&self) -> &Groups<'a> {
        &self.groups
    }
}

/// Where each partition ends, when one stands behind the other.
fn ends(partitions: &[Vec<u32>]) -> Vec<usize> {
    let ends = partitions.iter().scan(0, |end, partition| {
        *end += partition.len();
        Some(*end)
    });
    ends.collect()
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
