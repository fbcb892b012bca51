//! The figures of a sample, and the sample against the exact posterior.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::census::{Composition, lists_of};
use super::super::evidence::Evidence;
use super::super::fixture::{Puzzle, partitions};
use super::*;
use crate::source::Duplicates;

impl Posterior {
    pub(in crate::linkage::cluster) fn of_pairs(pairs: impl Iterator<Item = (Pair, f64)>) -> Self {
        let mut pairs: Vec<(Pair, f64)> = pairs.collect();
        pairs.sort_by_key(|(pair, _)| *pair);
        Posterior { pairs, ..Posterior::default() }
    }
}

proptest! {
    #[test]
    fn an_interval_holds_nine_draws_of_ten(draws in prop::collection::vec(0..60_u32, 1..200)) {
        let estimate = Estimate::of(draws.clone());
        let inside = draws.iter().filter(|one| (estimate.low..=estimate.high).contains(&(**one as usize)));
        prop_assert!(estimate.low <= estimate.high);
        prop_assert!(inside.count() as f64 >= Estimate::LEVEL * draws.len() as f64);
        let (least, most) = (*draws.iter().min().unwrap(), *draws.iter().max().unwrap());
        prop_assert!(f64::from(least) <= estimate.mean + 1e-9 && estimate.mean <= f64::from(most) + 1e-9);
        let ends = [estimate.low, estimate.high];
        prop_assert!(ends.iter().all(|end| draws.iter().any(|one| *one as usize == *end)));
    }

    #[test]
    fn no_shorter_interval_holds_as_many(draws in prop::collection::vec(0..12_u32, 1..40)) {
        let estimate = Estimate::of(draws.clone());
        let span = (estimate.high - estimate.low) as u32;
        for low in (0..12).take_while(|_| span > 0) {
            let inside = draws.iter().filter(|one| (low..low + span).contains(one)).count();
            prop_assert!((inside as f64) < Estimate::LEVEL * draws.len() as f64, "{} {:?}", low, estimate);
        }
    }

    #[test]
    fn a_constant_shifts_an_estimate(draws in prop::collection::vec(0..60_u32, 1..60), by in 0..500_u32) {
        let (estimate, moved) =
            (Estimate::of(draws.clone()), Estimate::of(draws.iter().map(|one| one + by).collect()));
        let by = by as usize;
        prop_assert_eq!((moved.low, moved.high), (estimate.low + by, estimate.high + by));
        prop_assert!((moved.mean - estimate.mean - by as f64).abs() < 1e-6);
        let back = moved.less(by);
        prop_assert_eq!((back.low, back.high), (estimate.low, estimate.high));
    }
}

#[test]
fn estimates_of_few_and_equal_draws() {
    let estimate = |mean: f64, low: usize, high: usize| Estimate { mean, low, high };
    assert_eq!(Estimate::of(vec![]), Estimate::default());
    assert_eq!(Estimate::of(vec![7]), estimate(7.0, 7, 7));
    assert_eq!(Estimate::of(vec![5; 30]), estimate(5.0, 5, 5));
    assert_eq!(Estimate::of(vec![1, 2]), estimate(1.5, 1, 2));
    // Nine of ten draws, without the outlier. Of two equally good intervals, the lower one.
    assert_eq!(Estimate::of(vec![50, 1, 1, 1, 1, 1, 2, 2, 2, 2]), estimate(6.3, 1, 2));
    assert_eq!(Estimate::of((1..=10).collect()), estimate(5.5, 1, 9));
    assert_eq!(estimate(6.3, 1, 9).less(4), estimate(6.3 - 4.0, 0, 5));
    assert_eq!(estimate(2.0, 1, 3).less(9), estimate(0.0, 0, 0));
}

/// A sample with the records of a puzzle as one component, and some records that match nobody.
fn sampled(puzzle: &Puzzle, alone: &Tally, floor: f64, draws: usize) -> Posterior {
    let scores = puzzle.scores();
    let problem = puzzle.problem(&scores, 5);
    sample(&problem, &[puzzle.component(floor)], alone, draws, &Progress::new()).0
}

#[test]
fn pairs_groups_and_mentions_say_the_same() {
    for (rows, seed) in [(4, 1), (6, 2), (7, 3), (9, 4), (12, 5)] {
        let puzzle = Puzzle::random(rows, seed);
        let posterior = sampled(&puzzle, &Tally::new(puzzle.promises.len()), -3.0, 400);
        for (pair, probability) in posterior.pairs() {
            let both = posterior.groups.iter().filter(|(group, _)| {
                group.binary_search(&pair.a()).is_ok() && group.binary_search(&pair.b()).is_ok()
            });
            let sum: f64 = both.map(|(_, share)| share).sum();
            assert!((sum - probability).abs() < 1e-9, "{pair:?} {sum} {probability}");
        }
        for mention in 0..rows {
            let company = posterior.company(mention);
            let sum: f64 = company.iter().map(|(_, share)| share).sum();
            assert!((posterior.alone(mention) + sum - 1.0).abs() < 1e-9, "{mention}: {sum}");
            assert!(company.windows(2).all(|two| two[0].1 >= two[1].1));
        }
        for (group, share) in &posterior.groups {
            assert_eq!(posterior.probability_of(group), *share);
        }
    }
}

#[test]
fn the_combinations_of_every_draw_sum_to_its_people() {
    let puzzle = Puzzle::random(9, 4);
    let mut alone = Tally::new(puzzle.promises.len());
    alone.add(&[(0, 1)], 20);
    let posterior = sampled(&puzzle, &alone, -3.0, 200);
    let combinations = posterior.combinations();
    let tables: Vec<Vec<u32>> = combinations.iter().map(|lists| posterior.draws_in(lists)).collect();
    let people: Vec<u32> =
        (0..posterior.draws()).map(|draw| tables.iter().map(|table| table[draw]).sum()).collect();
    assert_eq!(people.len(), 200);
    assert_eq!(Estimate::of(people), posterior.people());
    for (lists, table) in combinations.iter().zip(tables) {
        assert_eq!(Estimate::of(table), posterior.people_in(lists));
    }
    let means: f64 = combinations.iter().map(|lists| posterior.people_in(lists).mean).sum();
    assert!((means - posterior.people().mean).abs() < 1e-9);
}

/// log2 of the rising factorial a(a + 1)…(a + n − 1).
fn rising(a: f64, n: u32) -> f64 {
    (0..n).map(|one| (a + f64::from(one)).log2()).sum()
}

/// The weight of a partition in bits, with the intensities and the shares of repeats integrated out.
fn weight(puzzle: &Puzzle, alone: &Tally, census: &Census, partition: &[Vec<u32>]) -> f64 {
    let scores = puzzle.scores();
    let evidence = Evidence::new((0..puzzle.rows()).map(|row| vec![row]).collect(), &scores);
    let mut tally = alone.clone();
    let mut bits = 0.0;
    for group in partition {
        let mut rows: BTreeMap<u16, u32> = BTreeMap::new();
        group.iter().for_each(|row| *rows.entry(puzzle.list_of[*row as usize]).or_insert(0) += 1);
        let composition: Composition = rows.into_iter().collect();
        tally.add(&composition, 1);
        let orders = composition.iter().map(|(_, rows)| rising(1.0, *rows)).sum::<f64>();
        bits += evidence.worth(group) + orders;
    }
    let people = tally.people.iter().map(|(lists, n)| rising(census.shape(*lists), *n));
    let repeats = (0..puzzle.promises.len()).map(|list| {
        let (again, once) = census.repeat_shapes(list, &Tally::default());
        let (repeated, people) = (tally.repeated[list], tally.in_list[list]);
        rising(again, repeated) + rising(once, people) - rising(again + once, repeated + people)
    });
    bits + people.sum::<f64>() + repeats.sum::<f64>()
}

/// The probability of each group, from all partitions of all records.
fn exactly(puzzle: &Puzzle, alone: &Tally) -> BTreeMap<Vec<usize>, f64> {
    let census = Census::new(&puzzle.prior, puzzle.promises.clone());
    let all = partitions(puzzle.rows() as u32);
    let weights: Vec<f64> =
        all.iter().map(|partition| weight(puzzle, alone, &census, partition).exp2()).collect();
    let sum: f64 = weights.iter().sum();
    let mut found = BTreeMap::new();
    for (partition, weight) in all.iter().zip(weights) {
        for group in partition.iter().filter(|group| group.len() > 1) {
            let group: Vec<usize> = group.iter().map(|row| *row as usize).collect();
            *found.entry(group).or_insert(0.0) += weight / sum;
        }
    }
    found
}

/// Compares a sample with the exact posterior.
fn agrees(puzzle: &Puzzle, alone: &Tally, components: &[UnitComponent], name: &str) {
    let scores = puzzle.scores();
    let problem = puzzle.problem(&scores, 5);
    let (posterior, _) = sample(&problem, components, alone, 6000, &Progress::new());
    for (group, share) in exactly(puzzle, alone) {
        let sampled = posterior.probability_of(&group);
        assert!((sampled - share).abs() < 0.04, "{name}: {group:?} {share:.3}, sampled {sampled:.3}");
    }
}

#[test]
fn a_sample_has_the_shares_of_the_posterior_where_combinations_were_seen() {
    for seed in 0..12 {
        let puzzle = Puzzle::random(4 + seed as usize % 3, seed);
        let mut alone = puzzle.tally();
        for a in 0..puzzle.promises.len() as u16 {
            (0..a).for_each(|b| alone.add(&[(b, 1), (a, 1)], 3));
        }
        agrees(&puzzle, &alone, &[puzzle.component(-3.0)], &format!("seen, seed {seed}"));
    }
}

#[test]
fn a_sample_has_the_shares_of_the_posterior_where_they_were_not() {
    for seed in 0..12 {
        let puzzle = Puzzle::random(4 + seed as usize % 3, seed);
        let alone = Tally::new(puzzle.promises.len());
        agrees(&puzzle, &alone, &[puzzle.component(-3.0)], &format!("unseen, seed {seed}"));
    }
}

/// Three pairs of records, each a component. Records of different components can never be one person.
fn couples(lists: u16, bits: [f64; 3]) -> (Puzzle, Vec<UnitComponent>) {
    let mut puzzle = Puzzle::blank(&[0, 1, 0, 1, 0, 1], &vec![Duplicates::Never; usize::from(lists)]);
    puzzle.pairs.values_mut().for_each(|pair| *pair = None);
    for (at, bits) in bits.into_iter().enumerate() {
        puzzle = puzzle.with(2 * at, 2 * at + 1, bits);
    }
    let component = |at: usize| UnitComponent {
        units: vec![vec![at], vec![at + 1]],
        neighbours: vec![vec![1], vec![0]],
        ..UnitComponent::default()
    };
    let components = [0, 2, 4].map(component).to_vec();
    (puzzle, components)
}

#[test]
fn components_inform_each_other_as_the_posterior_says() {
    for lists in [2, 4, 7] {
        let (puzzle, components) = couples(lists, [6.0, 9.0, 10.0]);
        let mut alone = Tally::new(usize::from(lists));
        alone.add(&[(0, 1)], 10);
        alone.add(&[(1, 1)], 20);
        agrees(&puzzle, &alone, &components, &format!("couples of {lists} lists"));
        assert_eq!(lists_of(&[(0, 1)]).indices(), [0]);
    }
}
