//! Intensities computed by hand, and drawn intensities against their means.

use super::super::chance::stream;
use super::*;
use crate::linkage::model::Model;

fn census(lists: usize) -> Census {
    Census::new(Model::prior().links(), vec![Duplicates::Rare; lists])
}

/// Every combination of this many lists.
fn combinations(lists: u16) -> Vec<Vec<(u16, u32)>> {
    let of = |mask: u16| (0..lists).filter(|list| mask & 1 << list != 0).map(|list| (list, 1)).collect();
    (1..1 << lists).map(of).collect()
}

fn tally(people: &[(&[(u16, u32)], u32)]) -> Tally {
    let mut tally = Tally::new(3);
    people.iter().for_each(|(composition, n)| tally.add(composition, *n));
    tally
}

fn seen() -> Tally {
    tally(&[(&[(0, 1)], 30), (&[(1, 1)], 12), (&[(0, 1), (1, 1)], 50), (&[(0, 3), (2, 2)], 4)])
}

#[test]
fn the_prior_counts_its_people_over_all_combinations() {
    for lists in 1..=8 {
        let census = census(usize::from(lists));
        let shapes = combinations(lists).iter().map(|one| census.shape(lists_of(one))).sum::<f64>();
        assert!((shapes - census.prior.people).abs() < 1e-9, "{lists} lists: {shapes}");
    }
}

#[test]
fn a_tally_counts_people_rows_and_repeats() {
    let tally = seen();
    assert_eq!(tally.people.values().sum::<u32>(), 96);
    assert_eq!((tally.in_list, tally.repeated), (vec![84, 62, 4], vec![8, 0, 4]));
    let mut twice = seen();
    twice.add_all(&seen());
    assert_eq!(twice.in_list, [168, 124, 8]);
}

#[test]
fn a_pair_is_worth_what_the_counts_make_it() {
    let mut census = census(2);
    let tally = tally(&[(&[(0, 1)], 30), (&[(1, 1)], 12), (&[(0, 1), (1, 1)], 50)]);
    census.settle(&tally);
    // With an overlap of one half, each of the three combinations has a third of the prior's people.
    let of = |n: f64| n + census.prior.people / 3.0;
    let apart = census.worth(&[(0, 1)]) + census.worth(&[(1, 1)]);
    let gain = census.worth(&[(0, 1), (1, 1)]) - apart;
    assert!((gain - (of(50.0) / (of(30.0) * of(12.0))).log2()).abs() < 1e-9, "{gain}");
}

#[test]
fn with_many_lists_people_are_expected_by_how_many_lists_have_them() {
    let mut census = census(100);
    let mut tally = Tally::new(100);
    (0..100).for_each(|list| tally.add(&[(list, 1)], 10));
    (0..50).for_each(|list| tally.add(&[(list, 1), (list + 50, 1)], 4));
    census.settle(&tally);
    // Nobody is on both list 0 and list 1 yet. As many people are expected there as on any two lists.
    let gain =
        |a: u16, b: u16| census.worth(&[(a, 1), (b, 1)]) - census.worth(&[(a, 1)]) - census.worth(&[(b, 1)]);
    assert!((gain(0, 1) - gain(0, 50)).abs() < 1e-9);
    let prior = census.prior.people / 100.0;
    let (one, two) = ((1000.0 + prior) / 100.0, (200.0 + prior) / 4950.0);
    assert!((gain(0, 1) - (two / (one * one)).log2()).abs() < 1e-9, "{}", gain(0, 1));
    census.draw(&tally, &mut stream(1, 1));
    assert!(gain_is_finite(&census));
}

fn gain_is_finite(census: &Census) -> bool {
    let all: Vec<(u16, u32)> = (0..100).map(|list| (list, 1)).collect();
    (1..=100).all(|lists| census.worth(&all[..lists]).is_finite())
}

#[test]
fn a_repeat_is_worth_its_share_and_the_orders_of_the_rows() {
    let mut census = census(1);
    census.settle(&tally(&[(&[(0, 1)], 100)]));
    let (prior, people) = (census.prior, 100.0 + census.prior.people);
    // The prior: two of 100 records repeat a person, with a weight of `rows_rare` records. And 100 people have no
    // repeat.
    let again = prior.repeats_rare * prior.rows_rare / (prior.rows_rare + 100.0);
    let gain = census.worth(&[(0, 3)]) - 3.0 * census.worth(&[(0, 1)]);
    // Three people become one: six orders, and two repeats in place of two people without a repeat.
    let expected = -2.0 * people.log2() + 6_f64.log2() + 2.0 * (again / (1.0 - again)).log2();
    assert!((gain - expected).abs() < 1e-9, "{gain} {expected}");
}

#[test]
fn settled_beliefs_are_the_mean_of_drawn_ones() {
    let (mut settled, mut drawn, mut rng) = (census(3), census(3), stream(4, 4));
    settled.settle(&seen());
    let mut people: BTreeMap<ListSet, f64> = BTreeMap::new();
    let mut repeats = [0.0; 3];
    let n = 4000.0;
    for _ in 0..4000 {
        drawn.draw(&seen(), &mut rng);
        for composition in combinations(3) {
            let lists = lists_of(&composition);
            *people.entry(lists).or_insert(0.0) += drawn.intensity(lists) / n;
        }
        repeats.iter_mut().zip(&drawn.repeats).for_each(|(sum, one)| *sum += one.0.exp2() / n);
    }
    for (lists, mean) in people {
        let expected = settled.intensity(lists);
        // The variance of a Gamma variable with scale 1 is its shape.
        assert!((mean - expected).abs() < 5.0 * (expected / n).sqrt(), "{lists:?} {mean} {expected}");
    }
    assert!(repeats.iter().zip(&settled.repeats).all(|(a, b)| (a - b.0.exp2()).abs() < 0.01), "{repeats:?}");
}

#[test]
fn the_same_seed_draws_the_same_beliefs() {
    let draw = |seed: u64| {
        let mut census = census(3);
        census.draw(&seen(), &mut stream(seed, 1));
        let people: Vec<u64> =
            combinations(3).iter().map(|one| census.intensity(lists_of(one)).to_bits()).collect();
        (people, census.repeats)
    };
    assert_eq!(draw(9), draw(9));
    assert_ne!(draw(9).0, draw(10).0);
}

#[test]
fn beliefs_are_finite_at_the_edges() {
    let mut prior = *Model::prior().links();
    for (overlap, repeats, people) in [(0.0, 0.0, 0.0), (1.0, 1.0, 1e-9), (0.5, 0.0, 4.0)] {
        (prior.overlap, prior.repeats_rare, prior.people) = (overlap, repeats, people);
        for lists in [0, 1, 3, 300] {
            let mut census = Census::new(&prior, vec![Duplicates::Rare; lists]);
            let compositions = [vec![(0, 1)], vec![(0, 4), (2, 1)], vec![(299, 1)]];
            let finite = |census: &Census| compositions.iter().all(|one| census.worth(one).is_finite());
            assert!(finite(&census), "{prior:?} {lists}");
            census.settle(&Tally::new(lists));
            assert!(finite(&census), "{prior:?} {lists} settled");
            census.draw(&Tally::new(lists), &mut stream(1, 1));
            assert!(finite(&census), "{prior:?} {lists} drawn");
        }
    }
}
