//! The fitted model, its file, and a run that uses the file.
//!
//! A thousand worlds: `cargo test --release --test suite model -- --ignored`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use casualty_register::audit::sample::{SampleList, Scenario, World};
use casualty_register::linkage::{Comparison, FieldPrior, Level, Model, Standing};
use casualty_register::report::Output;
use casualty_register::source::{Field, Mention, Project, Source, SourceSpec};
use casualty_register::{ErrorKind, Outcome, Reconciler, Settings};
use rayon::prelude::*;

fn world(scenario: Scenario, seed: u64, persons: usize) -> World {
    World::generate(&scenario.settings(seed).with_persons(persons))
}

fn csv(list: &SampleList) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(list.header()).unwrap();
    list.rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn reconciler(world: &World) -> Reconciler {
    let project = Project::parse("reconcile.toml", &world.project_toml()).unwrap();
    let lists = world.lists.iter().zip(project.sources().to_vec());
    let sources: Vec<Source> =
        lists.map(|(list, spec)| Source::from_bytes(spec, &list.file, &csv(list)).unwrap()).collect();
    let (from, to) = project.period().unwrap();
    Reconciler::new(&world.title, sources).with_period(from, to)
}

fn run(world: &World) -> Outcome {
    reconciler(world).run().unwrap()
}

/// The largest difference between the m of two models.
fn distance(one: &Model, other: &Model) -> f64 {
    let of = |(name, field): (&String, &FieldPrior)| -> Vec<f64> {
        let other = other.field(name).unwrap();
        field.levels.iter().map(|(level, chance)| (chance.m - other.levels[level].m).abs()).collect()
    };
    one.fields().iter().flat_map(of).fold(0.0, f64::max)
}

/// What must hold of any fitted model.
fn assert_sound(outcome: &Outcome, what: &str) {
    let fit = outcome.fit().unwrap();
    assert!(fit.converged && fit.pairs.is_finite(), "{what}: {fit:?}");
    for (name, field) in outcome.model().fields() {
        let mut sums: BTreeMap<u8, f64> = BTreeMap::new();
        let Some(levels) = outcome.model().fitted_with().get(name) else { continue };
        for level in levels {
            let m = field.levels[&level.level].m;
            assert!(m > 0.0 && m <= 1.0, "{what}: {name} {}: {m}", level.level);
            *sums.entry(level.class).or_default() += m;
        }
        assert!(sums.values().all(|sum| (sum - 1.0).abs() < 1e-6), "{what}: {name} {sums:?}");
    }
    for link in outcome.links() {
        assert!(link.weight().is_finite(), "{what}: {link:?}");
    }
}

fn assert_worlds_are_sound(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let scenario = Scenario::ALL[(seed % 5) as usize];
        let persons = 5 + (seed * 7 % 56) as usize;
        let what = format!("{} of {persons}, seed {seed}", scenario.name());
        assert_sound(&run(&world(scenario, seed, persons)), &what);
    }
}

#[test]
fn fifty_small_worlds_are_fitted() {
    assert_worlds_are_sound(0..50);
}

#[test]
#[ignore = "a minute or two in release: cargo test --release --test suite model -- --ignored"]
fn a_thousand_small_worlds_are_fitted() {
    assert_worlds_are_sound(50..1050);
}

#[test]
fn a_small_world_moves_the_prior_a_little_and_a_large_one_more() {
    let moved = |persons| {
        let outcome = run(&world(Scenario::General, 3, persons));
        distance(outcome.model(), &Model::prior())
    };
    let (small, middling) = (moved(20), moved(240));
    // About forty pairs against the hundred of the prior: m moves at most a third of the way.
    assert!(small > 0.0 && small < 0.13, "{small}");
    assert!(middling > small && middling < 0.25, "{middling}");
}

#[test]
fn lists_without_any_match_leave_the_prior() {
    let mut world = world(Scenario::General, 5, 30);
    world.lists.truncate(1);
    let outcome = run(&world);
    assert_sound(&outcome, "one list");
    assert!(distance(outcome.model(), &Model::prior()) < 0.02);
    world.lists[0].rows.clear();
    let outcome = run(&world);
    assert!(distance(outcome.model(), &Model::prior()) < 0.012, "no rows at all");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let world = world(Scenario::Hard, 11, 60);
    let mut turned = world.clone();
    turned.lists.iter_mut().for_each(|list| list.rows.reverse());
    turned.lists.rotate_left(1);
    assert_eq!(run(&world).model().to_json(), run(&turned).model().to_json());
}

#[test]
fn a_model_comes_out_of_its_file_as_it_went_in_and_is_taken_as_it_is() {
    let world = world(Scenario::General, 7, 60);
    let first = run(&world);
    let text = String::from_utf8(first.render(Output::Model)).unwrap();
    let model = Model::from_json(&text).unwrap();
    assert_eq!(&model, first.model());
    let again = reconciler(&world).with_model(model.clone()).run().unwrap();
    assert_eq!(again.model(), &model);
    assert_eq!((again.fit(), again.settings().fit), (None, false));
    assert_eq!(again.render(Output::Members), first.render(Output::Members));
}

#[test]
fn fitting_can_be_switched_off() {
    let mut settings = Settings::default();
    settings.fit = false;
    let outcome = reconciler(&world(Scenario::General, 7, 60)).with_settings(settings).run().unwrap();
    assert_eq!(outcome.fit(), None);
    assert_eq!(distance(outcome.model(), &Model::prior()), 0.0);
}

/// A comparison defined by the user: the length of the name.
#[derive(Debug)]
struct Length(&'static [Level]);

const LONG: [Level; 2] = [
    Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
    Level { name: "different", class: 0, standing: Standing::Conflict, agrees: false },
];
const LONGER: [Level; 3] =
    [LONG[0], Level { name: "near", class: 0, standing: Standing::Conflict, agrees: false }, LONG[1]];

impl Comparison for Length {
    fn name(&self) -> &str {
        "length"
    }

    fn levels(&self) -> &[Level] {
        self.0
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.name().map(|name| name.display().chars().count().to_string())
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        Some(usize::from(self.value(a)? != self.value(b)?))
    }
}

/// The same with several threads.
#[derive(Debug)]
struct SharedOut(Length);

impl Comparison for SharedOut {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn levels(&self) -> &[Level] {
        self.0.levels()
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        let name = mention.name()?.display();
        let letters: usize = name.par_chars().map(|_| 1).sum();
        Some(letters.to_string())
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let (a, b) = rayon::join(|| self.value(a), || self.value(b));
        Some(usize::from(a? != b?))
    }
}

#[test]
fn a_comparison_may_share_out_its_work() {
    let small = world(Scenario::General, 7, 60);
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let entries = |comparison: Box<dyn Comparison>| {
            let outcome = pool.install(|| reconciler(&small).with_comparison(comparison).run()).unwrap();
            outcome.register().entries().iter().map(|entry| format!("{entry:?}")).collect::<Vec<_>>()
        };
        let (shared, alone) = (entries(Box::new(SharedOut(Length(&LONG)))), entries(Box::new(Length(&LONG))));
        assert_eq!(shared, alone, "{threads} threads");
    }
}

#[test]
fn a_model_of_other_comparisons_is_refused() {
    let small = world(Scenario::General, 7, 20);
    let with = |levels| reconciler(&small).with_comparison(Box::new(Length(levels)));
    let (plain, own) = (run(&small).model().clone(), with(&LONG).run().unwrap().model().clone());
    let problem = |reconciler: Reconciler, model: &Model| {
        let error = reconciler.with_model(model.clone()).run().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Model { .. }), "{error}");
        error.to_string()
    };
    assert!(with(&LONG).with_model(own.clone()).run().is_ok());
    let said = problem(with(&LONG), &plain);
    assert!(
        said.contains("fitted without the field `length`, which this run compares; run without"),
        "{said}"
    );
    let said = problem(reconciler(&small), &own);
    assert!(
        said.contains("fitted with the field `length`, which this run does not compare; name its"),
        "{said}"
    );
    let said = problem(with(&LONGER), &own);
    assert!(said.contains("the level `different` of the field `length` has changed"), "{said}");
}

#[test]
fn what_is_no_model_is_refused_with_a_reason() {
    let good = run(&world(Scenario::General, 7, 20)).model().to_json();
    let cases = [
        ("no model".to_owned(), "the file is not JSON"),
        ("{}".to_owned(), "the model has format none, and this version reads format 1"),
        (good.replace("\"format\": 1", "\"format\": 2"), "the model has format 2"),
        (good.replace("\"overlap\"", "\"overlapping\""), "unknown field `overlapping`"),
        (
            good.replace("\"overlap\": 0.5", "\"overlap\": 5"),
            "a probability in `links` is not between 0 and 1",
        ),
        (good.replace("\"pairs\": 100", "\"pairs\": -100"), "a number of the field `"),
        (good.replace("\"u\": 0.0012", "\"u\": 12"), "m or u of the level `same` of `surname`"),
        (good.replace("\"text\"", "\"texts\""), "the field `text` is missing"),
    ];
    for (text, expected) in cases {
        let error = Model::from_json(&text).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Model { .. }));
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(Model::open("no-such-model.json").unwrap_err().is_io());
}

/// Two texts of a further column, compared letter by letter.
#[derive(Debug)]
struct Letters(&'static [Level]);

impl Comparison for Letters {
    fn name(&self) -> &str {
        "letters"
    }

    fn levels(&self) -> &[Level] {
        self.0
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.extra("unit").map(str::to_owned)
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        Some(usize::from(self.value(a)? != self.value(b)?))
    }

    fn column(&self) -> Option<&str> {
        Some("unit")
    }
}

const OWN: [Level; 2] = [
    Level { name: "alike", class: 0, standing: Standing::Same, agrees: true },
    Level { name: "unlike", class: 0, standing: Standing::Conflict, agrees: false },
];

/// Two lists of one person with a further column.
fn with_units() -> Reconciler {
    let list = |id: &str| {
        let spec =
            SourceSpec::new(id, "list.csv").with_column(Field::Name, "name").with_extra("unit", "unit");
        let rows = [["Асан Тестов", "12"], ["Дана Үлгі", "13"], ["Ерлан Мысал", "14"]];
        Source::from_rows(spec, ["name", "unit"], rows).unwrap()
    };
    Reconciler::new("Two lists", vec![list("a"), list("b")])
}

#[test]
fn a_level_without_m_and_u_is_refused_and_agreement_with_them_speaks_for_one_person() {
    let error = with_units().with_comparison(Box::new(Letters(&OWN))).run().unwrap_err();
    assert!(error.to_string().contains("no m and u for the level `alike` of `letters`"), "{error}");
    let prior = Model::prior().with_level("letters", "alike", 0.9, 0.1).unwrap();
    let prior = prior.with_level("letters", "unlike", 0.1, 0.9).unwrap();
    let run = with_units().with_prior(prior).with_comparison(Box::new(Letters(&OWN))).run().unwrap();
    let of = |field: &str| {
        let all = run.links().iter().flat_map(|link| &link.contributions);
        all.filter(|one| &*one.field == field).map(|one| (one.level, one.weight)).collect::<Vec<_>>()
    };
    let alike: Vec<f64> = of("letters").iter().filter(|one| one.0 == "alike").map(|one| one.1).collect();
    assert!(!alike.is_empty() && alike.iter().all(|weight| *weight > 0.0), "{alike:?}");
    assert_eq!(of("unit"), [], "the column counts once");
}

#[test]
fn impossible_numbers_are_refused_however_a_model_is_read() {
    let good = serde_json::to_string(&Model::prior()).unwrap();
    assert_eq!(serde_json::from_str::<Model>(&good).unwrap(), Model::prior());
    let bad = good.replacen("\"m\":", "\"m\":7.5,\"was\":", 1);
    assert!(serde_json::from_str::<Model>(&bad).is_err());
    let share = "not between 0 and 1";
    let count = "is not valid";
    for (name, number, said) in [
        ("overlap", 7.5, share),
        ("repeats_rare", -0.1, share),
        ("repeats_common", 1.1, share),
        ("garbled", 2.0, share),
        ("other_names", 1.5, share),
        ("people", -4.0, count),
        ("rows_rare", -1.0, count),
        ("rows_common", -20.0, count),
        ("relatives", -0.5, count),
        ("namesakes", -0.01, count),
    ] {
        let mut model: serde_json::Value = serde_json::from_str(&good).unwrap();
        model["links"][name] = number.into();
        let error = serde_json::from_value::<Model>(model).expect_err(name).to_string();
        assert!(error.contains(said), "{name}: {error}");
    }
    assert!(Model::prior().with_level("letters", "alike", 7.5, 0.1).is_err());
}
