use proptest::prelude::*;

use super::super::observations::{CaseProbabilities, Counted};
use super::*;
use crate::linkage::compare::{Standing, name_levels};

const FIELDS: [(&str, &[Level]); 3] = [("given-name", &NAMES), ("birth", &TEXT), ("school", &TEXT)];
const NAMES: [Level; 4] = [
    Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
    Level { name: "spelling", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "other-name", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "initial", class: 1, standing: Standing::Compatible, agrees: true },
];
const TEXT: [Level; 2] = [
    Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
    Level { name: "unheard-of", class: 0, standing: Standing::Conflict, agrees: false },
];
/// One list of a thousand records.
const AMONG: Pairs = Pairs { all: 499_500.0, records: 1000.0, list_length: 1000.0 };

/// A pair that is either one person or two strangers.
const PLAIN: CaseProbabilities =
    CaseProbabilities { legible: 1.0, garbled: 0.0, strangers: 1.0, related: 0.0, namesakes: 0.0 };

fn at(field: &str, level: &str) -> At {
    let field_at = FIELDS.iter().position(|(name, _)| *name == field).unwrap();
    let level_at = FIELDS[field_at].1.iter().position(|one| one.name == level).unwrap();
    (field_at as u16, level_at as u8)
}

/// Adds `count` pairs with these levels. Each is one person with probability `share`.
fn add(
    pairs: &mut Observations,
    levels: &[(&str, &str)],
    share: f64,
    kinds: CaseProbabilities,
    count: usize,
) {
    let levels: Vec<At> = levels.iter().map(|(field, level)| at(field, level)).collect();
    let u = vec![0.01; levels.len()];
    let counted = Counted { odds: share / (1.0 - share), times: 1.0, teaches: true };
    (0..count).for_each(|_| pairs.add(&levels, &u, kinds, counted));
}

/// Certain pairs of one person: for each level of the given name, this many.
fn given(levels: &[(&str, usize)]) -> Observations {
    let mut pairs = Observations::default();
    for (level, count) in levels {
        add(&mut pairs, &[("given-name", level)], 1.0, PLAIN, *count);
    }
    pairs
}

fn fitted(pairs: &Observations) -> (Model, Fit) {
    let prior = Model::prior();
    let Fitted { model, fit, .. } = prior.fitted_to(&prior, &FIELDS, pairs, AMONG);
    (model, fit)
}

fn m(model: &Model, field: &str, level: &str) -> f64 {
    model.field(field).unwrap().levels[level].m
}

#[test]
fn no_pairs_leave_the_prior_m() {
    let (model, fit) = fitted(&Observations::default());
    assert_eq!((fit.pairs, fit.converged, fit.held_back), (0.0, true, 0));
    let before = FittedM::of(&Model::prior(), &FIELDS);
    assert!(FittedM::of(&model, &FIELDS).farthest(&before) < 1e-8);
}

#[test]
fn no_list_leaves_the_shares() {
    let none = Pairs { all: 0.0, records: 0.0, list_length: 0.0 };
    let prior = Model::prior();
    let fitted = prior.fitted_to(&prior, &FIELDS, &Observations::default(), none);
    assert_eq!(fitted.model.links(), prior.links());
}

#[test]
fn few_pairs_move_the_prior_a_little_and_many_replace_it() {
    let prior = m(&fitted(&given(&[])).0, "given-name", "spelling");
    let (few, _) = fitted(&given(&[("same", 10), ("spelling", 10)]));
    let moved = (m(&few, "given-name", "spelling") - prior) / (0.5 - prior);
    assert!(moved > 0.1 && moved < 0.2, "twenty pairs beside a hundred: a sixth of the way, not {moved}");
    let (many, _) = fitted(&given(&[("same", 50_000), ("spelling", 50_000)]));
    assert!((m(&many, "given-name", "spelling") - 0.5).abs() < 0.002);
    assert!(m(&many, "given-name", "other-name") > 0.0);
    assert!((m(&many, "given-name", "initial") - 1.0).abs() < 1e-9, "other classes stay as they are");
}

#[test]
fn a_field_of_the_users_own_gets_its_own_m() {
    let mut pairs = Observations::default();
    add(&mut pairs, &[("school", "unheard-of")], 1.0, PLAIN, 1000);
    let (model, _) = fitted(&pairs);
    assert!(m(&model, "school", "unheard-of") > 0.9);
    assert_eq!(Model::prior().field("text"), model.field("text"));
}

#[test]
fn pairs_of_two_people_teach_nothing() {
    let mut pairs = given(&[("same", 500)]);
    add(&mut pairs, &[("given-name", "other-name")], 1e-9, PLAIN, 5000);
    let others = |pairs: &Observations| m(&fitted(pairs).0, "given-name", "other-name");
    assert!((others(&pairs) - others(&given(&[("same", 500)]))).abs() < 1e-6);
}

#[test]
fn pairs_that_are_no_links_teach_no_m() {
    let mut pairs = given(&[("same", 500)]);
    let counted = Counted { odds: 0.5, times: 1.0, teaches: false };
    (0..500).for_each(|_| pairs.add(&[at("given-name", "other-name")], &[0.01], PLAIN, counted));
    let others = |pairs: &Observations| m(&fitted(pairs).0, "given-name", "other-name");
    assert!((others(&pairs) - others(&given(&[("same", 500)]))).abs() < 1e-6);
}

/// Pairs of relatives who share the school. Relatives explain such a pair a hundred times better than strangers; one
/// person with a wrong name and a wrong birth is a fifth as likely as two people.
fn families(count: usize) -> Observations {
    let mut pairs = given(&[("same", 20)]);
    let levels = [("given-name", "other-name"), ("birth", "unheard-of"), ("school", "same")];
    let kinds =
        CaseProbabilities { legible: 0.1, garbled: 0.0, strangers: 0.01, related: 1.0, namesakes: 0.0 };
    add(&mut pairs, &levels, 0.17, kinds, count);
    pairs
}

#[test]
fn families_teach_that_there_are_relatives_and_what_they_share() {
    let (model, fit) = fitted(&families(2000));
    assert!(model.links().relatives > 1.0, "{}", model.links().relatives);
    assert!(model.field("school").unwrap().shared > 0.8);
    assert!(m(&model, "given-name", "other-name") < 0.05, "one person does not come to bear two names by it");
    assert!(fit.pairs < 2.0 * 20.0 + MORE_PAIRS, "{fit:?}");
}

#[test]
fn a_fit_that_runs_away_is_held_back_and_says_so() {
    // Only m can explain these pairs: there are no relatives and no namesakes.
    let mut pairs = given(&[("same", 20)]);
    add(&mut pairs, &[("given-name", "other-name"), ("birth", "unheard-of")], 0.05, PLAIN, 4000);
    let (model, fit) = fitted(&pairs);
    assert!(fit.held_back > 0, "{fit:?}");
    assert!(fit.pairs <= MOST_GROWTH * fit.pairs_by_prior + MORE_PAIRS, "{fit:?}");
    assert!(m(&model, "given-name", "other-name") < 0.1);
}

#[test]
fn what_is_in_doubt_is_decided_by_what_is_sure() {
    let mut pairs = given(&[("same", 5000), ("other-name", 50)]);
    for level in ["same", "other-name"] {
        add(&mut pairs, &[("given-name", level)], 0.5, PLAIN, 400);
    }
    let (model, fit) = fitted(&pairs);
    assert!(fit.converged && fit.rounds > 1, "{fit:?}");
    assert!(m(&model, "given-name", "other-name") > m(&Model::prior(), "given-name", "other-name"));
}

#[test]
fn without_relatives_the_share_falls_to_what_the_prior_is_worth() {
    let found = fitted(&Observations::default()).0.links().relatives;
    assert!((found - 0.05 * 1000.0 / 2000.0).abs() < 1e-6, "{found}");
}

#[test]
fn relatives_raise_the_share() {
    let learned = |count: usize| {
        let mut pairs = Observations::default();
        let kinds =
            CaseProbabilities { legible: 1e-6, garbled: 0.0, strangers: 1e-3, related: 1.0, namesakes: 0.0 };
        add(&mut pairs, &[("school", "same")], 1e-9, kinds, count);
        fitted(&pairs).0.links().relatives
    };
    assert!(learned(100) > 0.1);
    assert!(learned(10) < learned(40));
    assert!(learned(1_000_000) <= RELATIVES.1);
}

#[test]
fn numbers_that_are_none_are_left_out() {
    let mut pairs = Observations::default();
    for odds in [f64::NAN, -1.0] {
        pairs.add(&[], &[], PLAIN, Counted { odds, times: 1.0, teaches: true });
    }
    let nothing =
        CaseProbabilities { legible: 0.0, garbled: 0.0, strangers: 0.0, related: 0.0, namesakes: 0.0 };
    pairs.add(&[], &[], nothing, Counted { odds: 1.0, times: 1.0, teaches: true });
    assert!(pairs.pairs.is_empty());
    pairs.add(&[], &[], PLAIN, Counted { odds: f64::INFINITY, times: 1.0, teaches: true });
    assert!(fitted(&pairs).1.pairs.is_finite());
}

proptest! {
    #[test]
    fn sums_to_one_and_is_finite_whatever_the_pairs(
        links in prop::collection::vec(
            (0..4_usize, 0..3_usize, prop::num::f64::ANY, 1e-12..1.0_f64, 0.0..1.0_f64), 0..200)
    ) {
        let mut pairs = Observations::default();
        for (name, text, odds, legible, related) in &links {
            let mut levels = vec![(0, *name as u8)];
            levels.extend(TEXT.get(*text).map(|_| (2, *text as u8)));
            let kinds = CaseProbabilities { legible: *legible, related: *related, garbled: 1e-4, strangers: 1e-9, namesakes: 1e-5 };
            let counted = Counted { odds: *odds, times: 1.0, teaches: true };
            pairs.add(&levels, &vec![0.5; levels.len()], kinds, counted);
        }
        let (model, fit) = fitted(&pairs);
        prop_assert!(fit.pairs.is_finite(), "{fit:?}");
        prop_assert!(model.links().relatives.is_finite() && model.links().namesakes.is_finite());
        for (field, levels) in FIELDS {
            for class in 0..2 {
                let of_class = levels.iter().filter(|level| level.class == class);
                let all: Vec<f64> = of_class.map(|level| m(&model, field, level.name)).collect();
                let sum: f64 = all.iter().sum();
                prop_assert!(all.is_empty() || (sum - 1.0).abs() < 1e-6, "{field} {all:?}");
                prop_assert!(all.iter().all(|m| *m >= 0.9 * LEAST_PROBABILITY), "{field} {all:?}");
            }
        }
    }
}

#[test]
fn pairs_put_together_from_parts_are_those_of_the_whole() {
    let parts = [
        given(&[("same", 3), ("other-name", 2), ("spelling", 4)]),
        given(&[("initial", 5), ("same", 2), ("other-name", 1)]),
    ];
    let whole = given(&[
        ("same", 3),
        ("other-name", 2),
        ("spelling", 4),
        ("initial", 5),
        ("same", 2),
        ("other-name", 1),
    ]);
    let mut joined = Observations::default();
    parts.into_iter().for_each(|part| joined.append(part));
    let told = |all: &Observations| {
        let pair = |one: &Observation| {
            (all.patterns[one.pattern as usize].clone(), one.odds.to_bits(), all.u[one.u])
        };
        all.pairs.iter().map(pair).collect::<Vec<_>>()
    };
    assert_eq!(told(&joined), told(&whole));
}

#[test]
fn every_level_of_names_is_fitted() {
    let fields = [("surname", name_levels())];
    let prior = Model::prior();
    let fitted = prior.fitted_to(&prior, &fields, &Observations::default(), AMONG);
    assert!(name_levels().iter().all(|level| m(&fitted.model, "surname", level.name) > 0.0));
}

#[test]
fn a_pair_that_stands_for_others_counts_as_often() {
    let relatives = CaseProbabilities { strangers: 1.0, related: 5.0, ..PLAIN };
    let counted = |times: f64| Counted { odds: 1e-4, times, teaches: false };
    let (mut all, mut some) = (Observations::default(), Observations::default());
    (0..300).for_each(|_| all.add(&[], &[], relatives, counted(1.0)));
    (0..100).for_each(|_| some.add(&[], &[], relatives, counted(3.0)));
    let ((of_all, all), (of_some, some)) = (fitted(&all), fitted(&some));
    assert!((of_all.links().relatives - of_some.links().relatives).abs() < 1e-6);
    assert!((all.pairs - some.pairs).abs() < 1e-6, "{} {}", all.pairs, some.pairs);
}
