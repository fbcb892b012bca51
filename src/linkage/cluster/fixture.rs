//! Small invented problems for the tests of the clustering.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::census::{Census, Tally};
use super::chance::{below, stream, uniform};
use super::evidence::Evidence;
use super::group::UnitGroups;
use super::{Problem, Scores, UnitComponent};
use crate::linkage::block::Pair;
use crate::linkage::compare::Standing;
use crate::linkage::model::{Contribution, Link, LinkPrior, Model};
use crate::source::Duplicates;

/// Weights of a pair in bits: name, birth (`None`: nothing to compare), relatives.
pub(super) type Bits = (f64, Option<f64>, f64);

/// An invented problem: records of lists, and the weights of every pair.
pub(super) struct Puzzle {
    /// For each record its list.
    pub(super) list_of: Vec<u16>,
    /// For each list how often it may repeat a person.
    pub(super) promises: Vec<Duplicates>,
    /// The prior over the overlap of the lists.
    pub(super) prior: LinkPrior,
    /// The weights of each pair; `None` if the two can never be one person.
    pub(super) pairs: BTreeMap<Pair, Option<Bits>>,
}

/// A line of a link. `compares` says whether the field is compared at all.
pub(super) fn contribution(field: &str, weight: f64, compares: bool) -> Contribution {
    Contribution {
        field: field.into(),
        level: "",
        class: 0,
        standing: compares.then_some(Standing::Compatible),
        weight,
        related: 0.0,
        others: 0.0,
        of: 0.0,
        published: None,
    }
}

/// A link with the given weights and prior odds of one.
fn link((pair, (name, birth, relatives)): (Pair, Bits)) -> Link {
    let birth = contribution("birth", birth.unwrap_or(0.0), birth.is_some());
    let contributions =
        vec![contribution("given-name", name, true), birth, contribution("relatives", relatives, false)];
    let evidence = contributions.iter().map(|one| one.weight).sum();
    Link { pair, evidence, prior: 0.0, contributions, readings: (0, 0), names_are_confused: false }
}

impl Puzzle {
    /// Records that do not match each other: all names differ (−4 bits). Pairs of a list without repeats can never be
    /// one person.
    pub(super) fn blank(list_of: &[u16], promises: &[Duplicates]) -> Self {
        let never = |a: usize, b: usize| {
            list_of[a] == list_of[b] && promises[usize::from(list_of[a])] == Duplicates::Never
        };
        let pairs = (0..list_of.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
        let pairs =
            pairs.map(|(a, b)| (Pair::new(a, b), (!never(a, b)).then_some((-4.0, None, 0.0)))).collect();
        Puzzle {
            list_of: list_of.to_vec(),
            promises: promises.to_vec(),
            prior: *Model::prior().links(),
            pairs,
        }
    }

    /// The puzzle with a pair whose name has this weight, in bits.
    pub(super) fn with(mut self, a: usize, b: usize, bits: f64) -> Self {
        self.pairs.insert(Pair::new(a, b), Some((bits, None, 0.0)));
        self
    }

    /// Two records of one list that match two records of another, in both ways nearly as well.
    pub(super) fn crosswise() -> Self {
        let never = [Duplicates::Never; 2];
        let puzzle = Puzzle::blank(&[0, 0, 1, 1], &never).with(0, 2, 15.0).with(1, 3, 15.0);
        puzzle.with(0, 3, 14.5).with(1, 2, 14.2)
    }

    /// Random lists, promises and weights, with ties. `rows` is the number of records.
    pub(super) fn random(rows: usize, seed: u64) -> Self {
        let mut rng = stream(seed, 1);
        let lists = 2 + below(3, &mut rng);
        let list_of: Vec<u16> = (0..rows).map(|_| u16::try_from(below(lists, &mut rng)).unwrap()).collect();
        let kinds = [Duplicates::Never, Duplicates::Rare, Duplicates::Common];
        let promises: Vec<Duplicates> = (0..lists).map(|_| kinds[below(3, &mut rng)]).collect();
        let mut puzzle = Puzzle::blank(&list_of, &promises);
        for bits in puzzle.pairs.values_mut().flatten() {
            *bits = random_bits(&mut rng);
        }
        if let Some(pair) = puzzle.pairs.values_mut().nth(below(rows, &mut rng)) {
            *pair = None;
        }
        puzzle
    }

    /// Number of records.
    pub(super) fn rows(&self) -> usize {
        self.list_of.len()
    }

    /// The scoring function of the puzzle.
    pub(super) fn scores(&self) -> impl Fn(Pair) -> Option<Link> + Sync + '_ {
        |pair| self.pairs.get(&pair).copied().flatten().map(|bits| link((pair, bits)))
    }

    /// The puzzle as a problem for the clustering, without units.
    pub(super) fn problem<'a>(&'a self, scores: &'a Scores<'a>, seed: u64) -> Problem<'a> {
        Problem {
            list_of: &self.list_of,
            promises: &self.promises,
            prior: &self.prior,
            link: scores,
            units: &[],
            seed,
        }
    }

    /// The groups of all records as one component.
    pub(super) fn groups<'a>(&self, scores: &'a Scores<'a>) -> UnitGroups<'a> {
        UnitGroups::new(Evidence::new(self.units(), scores), &self.list_of)
    }

    /// Each record as a unit of its own.
    fn units(&self) -> Vec<Vec<usize>> {
        (0..self.rows()).map(|row| vec![row]).collect()
    }

    /// All records as one component. Pairs of at least `floor` bits are neighbours.
    pub(super) fn component(&self, floor: f64) -> UnitComponent {
        let near = |a: usize| {
            let is_near = |b: &usize| {
                let bits = (a != *b).then(|| self.pairs[&Pair::new(a, *b)]).flatten();
                bits.is_some_and(|bits| bits.0 + bits.1.unwrap_or(0.0) + bits.2 >= floor)
            };
            (0..self.rows()).filter(is_near).map(|b| u32::try_from(b).unwrap()).collect()
        };
        UnitComponent {
            units: self.units(),
            neighbours: (0..self.rows()).map(near).collect(),
            ..UnitComponent::default()
        }
    }

    /// Each record counted as a person of its own.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally::new(self.promises.len());
        self.list_of.iter().for_each(|list| tally.add(&[(*list, 1)], 1));
        tally
    }

    /// The mean intensities after three people in every combination of two lists, and one person for each record
    /// alone.
    pub(super) fn census(&self) -> Census {
        let mut tally = self.tally();
        for a in 0..self.promises.len() {
            (0..a).for_each(|b| tally.add(&[(b as u16, 1), (a as u16, 1)], 3));
        }
        let mut census = Census::new(&self.prior, self.promises.clone());
        census.settle(&tally);
        census
    }
}

/// Mostly doubtful weights, in steps of half a bit so that some are equal.
fn random_bits(rng: &mut ChaCha8Rng) -> Bits {
    let half =
        |from: f64, to: f64, rng: &mut ChaCha8Rng| ((from + (to - from) * uniform(rng)) * 2.0).round() / 2.0;
    let birth = (uniform(rng) < 0.5).then(|| half(-3.0, 4.0, rng));
    let relatives = if uniform(rng) < 0.3 { half(-2.0, 0.0, rng) } else { 0.0 };
    (half(-4.0, 7.0, rng), birth, relatives)
}

/// Every partition of this many records.
pub(super) fn partitions(rows: u32) -> Vec<Vec<Vec<u32>>> {
    let mut all = vec![Vec::new()];
    for row in 0..rows {
        all = all.iter().flat_map(|one: &Vec<Vec<u32>>| extensions(one, row)).collect();
    }
    all
}

/// The partitions that result from adding one more record.
fn extensions(partition: &[Vec<u32>], row: u32) -> Vec<Vec<Vec<u32>>> {
    let joined = (0..partition.len()).map(|at| {
        let mut one = partition.to_vec();
        one[at].push(row);
        one
    });
    let alone = [partition, &[vec![row]]].concat();
    joined.chain([alone]).collect()
}
