//! All partitions, counted and weighed.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::super::chance::{stream, uniform};
use super::super::choice::pick;
use super::super::fixture::{Puzzle, partitions};
use super::*;
use crate::source::Duplicates;

impl Exact<'_> {
    /// Draws a partition and returns its position.
    pub(in crate::linkage::cluster) fn step(
        &mut self,
        census: &Census,
        rng: &mut ChaCha8Rng,
        record: bool,
    ) -> usize {
        pick(&mut self.choices, census.chances_of_mixes(), uniform(rng), record)
    }

    /// The members of each group of a partition.
    pub(in crate::linkage::cluster) fn members(&self, partition: usize) -> Vec<Vec<u32>> {
        let groups = self.partitions().nth(partition).unwrap_or_default();
        groups.iter().map(|group| self.groups.members(*group).to_vec()).collect()
    }
}

/// Bell numbers: how many partitions a set of 0, 1, 2, … elements has.
const BELL: [usize; 8] = [1, 1, 2, 5, 15, 52, 203, 877];

#[test]
fn there_are_as_many_partitions_as_bell_says() {
    for (rows, partitions) in BELL.into_iter().enumerate().skip(1) {
        let puzzle = Puzzle::blank(&(0..rows as u16).collect::<Vec<_>>(), &vec![Duplicates::Rare; rows]);
        let scores = puzzle.scores();
        let exact = Exact::new(puzzle.groups(&scores), &puzzle.census());
        // The prior alone makes no partition hopeless.
        let mut known: Vec<Vec<u32>> = exact.partitions().map(<[u32]>::to_vec).collect();
        known.iter_mut().for_each(|one| one.sort_unstable());
        known.sort();
        known.dedup();
        assert_eq!((known.len(), exact.size()), (partitions, partitions));
    }
}

#[test]
fn rows_of_a_list_without_repeats_stand_in_no_partition_together() {
    let puzzle = Puzzle::blank(&[0, 0, 1, 1], &[Duplicates::Never; 2]);
    let scores = puzzle.scores();
    let exact = Exact::new(puzzle.groups(&scores), &puzzle.census());
    // No pair, four single pairs, two double pairs.
    assert_eq!(exact.size(), 7);
}

#[test]
fn probabilities_sum_to_one_over_partitions_and_over_the_groups_of_each_row() {
    for seed in 0..20 {
        let puzzle = Puzzle::random(1 + seed as usize % MOST, seed);
        let (mut census, scores) = (puzzle.census(), puzzle.scores());
        let mut exact = Exact::new(puzzle.groups(&scores), &census);
        exact.enroll(&mut census);
        exact.step(&census, &mut stream(seed, 2), true);
        assert!((exact.choices.iter().map(|choice| choice.sum).sum::<f64>() - 1.0).abs() < 1e-9);
        let mut of_row: BTreeMap<u32, f64> = BTreeMap::new();
        for (group, share) in exact.found(exact.choices()) {
            exact.groups.members(group).iter().for_each(|row| *of_row.entry(*row).or_insert(0.0) += share);
        }
        assert_eq!(of_row.len(), puzzle.rows());
        assert!(of_row.values().all(|sum| (sum - 1.0).abs() < 1e-9), "{of_row:?}");
    }
}

#[test]
fn a_partition_weighs_what_its_groups_weigh() {
    let puzzle = Puzzle::random(5, 11);
    let (mut census, scores) = (puzzle.census(), puzzle.scores());
    let mut exact = Exact::new(puzzle.groups(&scores), &census);
    exact.enroll(&mut census);
    exact.step(&census, &mut stream(0, 0), true);
    let mut groups = puzzle.groups(&scores);
    let mut weigh = |partition: &Vec<Vec<u32>>| {
        let bits = |members: &Vec<u32>| {
            let number = groups.number(members);
            groups.worth(number, &census)
        };
        partition.iter().map(bits).sum::<f64>().exp2()
    };
    let mut weights: Vec<f64> = partitions(5).iter().map(&mut weigh).filter(|one| *one > 0.0).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|one| *one /= sum);
    let mut shares: Vec<f64> = exact.choices.iter().map(|choice| choice.sum).collect();
    shares.sort_by(f64::total_cmp);
    weights.sort_by(f64::total_cmp);
    assert_eq!(shares.len(), weights.len());
    assert!(shares.iter().zip(&weights).all(|(a, b)| (a - b).abs() < 1e-9));
}

#[test]
fn partitions_are_drawn_as_often_as_they_are_probable() {
    let puzzle = Puzzle::random(4, 3);
    let (mut census, scores) = (puzzle.census(), puzzle.scores());
    let mut exact = Exact::new(puzzle.groups(&scores), &census);
    exact.enroll(&mut census);
    let mut rng = stream(1, 1);
    let mut drawn = vec![0.0; exact.size()];
    for _ in 0..20_000 {
        drawn[exact.step(&census, &mut rng, false)] += 1.0 / 20_000.0;
    }
    let all: f64 = exact.choices.iter().map(|choice| choice.weight).sum();
    assert!(drawn.iter().zip(&exact.choices).all(|(seen, choice)| (seen - choice.weight / all).abs() < 0.02));
}
