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
    choices: Vec<Choice>,
    drawn: usize,
}

/// A partition as it is drawn a thousand times: all that this takes, side by side.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// How much likelier the rows are by it than by the best, whatever the lists are believed to be.
    fit: f64,
    /// What it weighed at the last draw.
    weight: f64,
    /// The sum of its probabilities over the recorded draws.
    sum: f64,
    /// The number that the census has for what its groups are composed of.
    mix: u32,
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
        let ends = ends(&partitions);
        let mut exact =
            Exact { groups, partitions: partitions.concat(), ends, choices: Vec::new(), drawn: 0 };
        let evidence = |groups: &[u32]| groups.iter().map(|group| exact.groups.evidence(*group)).sum();
        let evidence: Vec<f64> = exact.partitions().map(evidence).collect();
        let most = evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let choice = |evidence: f64| Choice { fit: (evidence - most).exp2(), weight: 0.0, sum: 0.0, mix: 0 };
        exact.choices = evidence.into_iter().map(choice).collect();
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
        let mixes: Vec<u32> = self.partitions().map(&mut mix).collect();
        self.choices.iter_mut().zip(mixes).for_each(|(choice, mix)| choice.mix = mix);
    }

    /// Draws a partition given the beliefs.
    pub(super) fn step(&mut self, census: &Census, rng: &mut ChaCha8Rng, record: bool) {
        // A single partition is drawn whatever is believed.
        if let [only] = &mut *self.choices {
            only.weight = 1.0;
            only.sum += f64::from(u8::from(record));
            return;
        }
        let mut all = 0.0;
        for choice in &mut self.choices {
            choice.weight = census.chance_of_mix(choice.mix) * choice.fit;
            all += choice.weight;
        }
        self.drawn = draw_by(self.choices.iter().map(|choice| choice.weight), all, rng);
        if record {
            self.choices.iter_mut().for_each(|choice| choice.sum += choice.weight / all);
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
        if let Some(choice) = self.choices.get(self.drawn) {
            counts.add_mix(choice.mix);
        }
    }

    /// The groups with the sum of their probabilities over the recorded draws.
    pub(super) fn found(&self) -> Vec<(u32, f64)> {
        let partitions = self.partitions().zip(&self.choices);
        partitions.flat_map(|(groups, choice)| groups.iter().map(|group| (*group, choice.sum))).collect()
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
