//! Two mentions scored without lists.
#![allow(clippy::unwrap_used)]

use casualty_register::language::lexicon::Lexicon;
use casualty_register::linkage::{Comparison, ExtraText, Level, Model, PairScorer, Standing};
use casualty_register::source::{Field, Mention, Source, SourceSpec, read_all};
use casualty_register::{ErrorKind, Reconciler};

fn scorer() -> PairScorer {
    PairScorer::new(&Lexicon::bundled(), &Model::prior()).expect("the bundled prior")
}

fn mention(scorer: &PairScorer, name: &str, born: &str) -> Mention {
    scorer.readers().mention([(Field::Name, name), (Field::BirthDate, born)]).expect("a person")
}

#[test]
fn a_score_is_symmetric_and_the_sum_of_its_parts() {
    let scorer = scorer();
    let names = ["Тестов Асан Серикович", "Asan Testov", "Тестова Дана", "А. Тестов", "Үлгі Болат"];
    let all: Vec<Mention> = names.iter().map(|name| mention(&scorer, name, "12.05.1984")).collect();
    for a in &all {
        for b in &all {
            let (one, other) = (scorer.score(a, b), scorer.score(b, a));
            assert!((one.link.evidence - other.link.evidence).abs() < 1e-9, "{one}\n{other}");
            let sum: f64 = one.link.contributions.iter().map(|one| one.weight).sum();
            assert!((sum - one.link.evidence).abs() < 1e-9, "{one}");
            assert!(one.probability() > 0.0 && one.probability() < 1.0, "{one}");
        }
    }
    let pairs: Vec<(&Mention, &Mention)> = all.iter().flat_map(|a| all.iter().map(move |b| (a, b))).collect();
    let one_by_one: Vec<_> = pairs.iter().map(|(a, b)| scorer.score(a, b)).collect();
    assert_eq!(scorer.score_all(&pairs), one_by_one);
}

#[test]
fn the_levels_are_those_of_a_run() {
    let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml").unwrap().run().unwrap();
    let scorer = PairScorer::new(&Lexicon::bundled(), outcome.model()).expect("the model of a run");
    let mut compared = 0;
    for link in outcome.links() {
        let (a, b) = (&outcome.mentions()[link.pair.a()], &outcome.mentions()[link.pair.b()]);
        let score = scorer.score(a, b);
        for field in ["birth", "death", "sex", "status", "generation", "identity"] {
            let level = |of: &[casualty_register::linkage::Contribution]| {
                of.iter().find(|one| &*one.field == field).map(|one| one.level)
            };
            assert_eq!(level(&score.link.contributions), level(&link.contributions), "{field}: {score}");
            compared += usize::from(level(&link.contributions).is_some());
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn records_that_are_never_one_person_say_why() {
    let scorer = scorer();
    let read = |name| scorer.readers().mention([(Field::Name, name)]).expect("a person");
    for [one, other] in [["John Testov Sr.", "John Testov Jr."], ["Тестов Асан", "Тестов Асан и его сын"]]
    {
        let score = scorer.score(&read(one), &read(other));
        assert!(score.never.is_some() && score.probability() == 0.0, "{one}, {other}: {score}");
    }
    let score = scorer.score(&read("Тестов Асан"), &read("жена Тестова Асана"));
    assert!(score.link.contributions.iter().any(|one| &*one.field == "reviewer"), "{score}");
}

#[test]
fn the_prior_is_the_one_that_was_stated() {
    for (stated, expected) in [(0.5, 0.0), (0.0, -30.0), (1.0, 30.0), (f64::NAN, 0.0), (0.2, -2.0)] {
        let scorer = scorer().with_prior(stated);
        let one = mention(&scorer, "Тестов Асан", "1984");
        let prior = scorer.score(&one, &one).link.prior;
        assert!((prior - expected).abs() < 0.2, "{stated}: {prior}");
    }
    let prior_of = |records| {
        let scorer = scorer().with_list_length(records);
        let one = mention(&scorer, "Тестов Асан", "1984");
        scorer.score(&one, &one).link.prior
    };
    // Half of the records of one list are on the other, so a pair is one person in 2 of its records.
    assert!((prior_of(1 << 10) + 11.0).abs() < 0.01 && (prior_of(1 << 12) + 13.0).abs() < 0.01);
}

/// A comparison of two levels.
#[derive(Debug)]
struct Height([Level; 2]);

impl Height {
    fn boxed() -> Box<dyn Comparison> {
        let level = |name, standing, agrees| Level { name, class: 0, standing, agrees };
        let levels = [level("close", Standing::Compatible, true), level("far", Standing::Conflict, false)];
        Box::new(Height(levels))
    }
}

impl Comparison for Height {
    fn name(&self) -> &str {
        "height"
    }

    fn levels(&self) -> &[Level] {
        &self.0
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.extra("height").map(str::to_owned)
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let of = |one: &Mention| one.extra("height")?.parse::<i32>().ok();
        Some(usize::from((of(a)? - of(b)?).abs() > 3))
    }
}

#[test]
fn a_comparison_of_your_own_needs_its_levels_in_the_model() {
    let lexicon = Lexicon::bundled();
    let missing = PairScorer::with_comparisons(&lexicon, &Model::prior(), vec![Height::boxed()]);
    assert!(matches!(missing.unwrap_err().into_kind(), ErrorKind::Setting { name: "comparison", .. }));
    let model = Model::prior().with_level("height", "close", 0.9, 0.2).unwrap();
    let model = model.with_level("height", "far", 0.1, 0.8).unwrap();
    let own = vec![Height::boxed(), Box::new(ExtraText::new("school")) as _];
    let scorer = PairScorer::with_comparisons(&lexicon, &model, own).expect("all levels are known");
    let spec = SourceSpec::new("a", "rows").with_column(Field::Name, "n").with_extra("height", "h");
    let rows = [["Тестов Асан", "180"], ["Тестов Асан", "181"], ["Тестов Асан", "160"]];
    let (mentions, _) = read_all(&[Source::from_rows(spec, ["n", "h"], rows).unwrap()], scorer.readers());
    let weight = |a: usize, b: usize| {
        let score = scorer.score(&mentions[a], &mentions[b]);
        score.link.contributions.iter().find(|one| &*one.field == "height").map(|one| (one.level, one.weight))
    };
    let by_record = |at: usize| mentions.iter().position(|one| one.record_index() == at).unwrap();
    assert_eq!(weight(by_record(0), by_record(1)), Some(("close", (0.9_f64 / 0.2).log2())));
    assert_eq!(weight(by_record(0), by_record(2)), Some(("far", (0.1_f64 / 0.8).log2())));
}

#[test]
fn cells_that_are_no_person_are_an_error() {
    let scorer = scorer();
    let read = |cells: &[(Field, &str)]| scorer.readers().mention(cells.iter().copied());
    for (cells, said) in [
        (&[(Field::Age, "41")] as &[_], "no column is mapped to the name"),
        (&[(Field::Name, "Тестов"), (Field::Name, "Асан")], "given twice"),
        (&[(Field::Name, "Тестов"), (Field::Surname, "Асан")], "both mapped"),
        (&[(Field::Name, " ")], "do not describe a person"),
        (&[(Field::Name, "Итого: 12")], "do not describe a person"),
        (&[], "no column is mapped to the name"),
    ] {
        let error = read(cells).expect_err("no person").to_string();
        assert!(error.contains(said), "{cells:?}: {error}");
    }
    let aliases =
        [(Field::Name, "Тестов Асан"), (Field::OtherName, "Асеке"), (Field::OtherName, "Asan Testov")];
    assert!(read(&aliases).is_ok());
}
