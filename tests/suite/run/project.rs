//! Project files: what they mean, and that every fault of a bad file is reported at once.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use casualty_register::language::date::DayOrder;
use casualty_register::source::{Duplicates, Field, Project, SourceSpec};
use casualty_register::{ErrorKind, Reconciler, Settings};
use proptest::prelude::*;

const GOOD: &str = r#"
[project]
title = "Two lists"
from = "2022-01-02"
to = 2022-01-31
day_order = "unknown"
lexicon = ["tables"]

[settings]
cost_of_wrong_join = 4
cost_of_review = 0.1
keep_probability = 0.01
exhaustive_pairs = 1000
fit = false

[[source]]
id = "ngo"
title = "A foundation"
file = "ngo.csv"
declared_count = 2
duplicates = "common"
encoding = "utf-8"
delimiter = "tab"
language = "kk"
published = 2022-08-16
url = "https://example.org/list"
[source.columns]
id = "№"
name = "Аты-жөні"
[source.extra]
school = "Мектебі"
faculty = "Факультет"

[[source]]
id = "press"
file = "lists/press.csv"
columns = { surname = "family", given_name = "given" }
"#;

fn faults(text: &str) -> Vec<String> {
    match Project::parse("reconcile.toml", text).unwrap_err().into_kind() {
        ErrorKind::Project { faults, .. } => faults,
        other => panic!("{other}"),
    }
}

#[test]
fn reads_everything_that_a_project_file_can_say() {
    let project = Project::parse("some/reconcile.toml", GOOD).unwrap();
    assert_eq!(project.title(), "Two lists");
    assert_eq!(project.period(), Some(("2022-01-02".parse().unwrap(), "2022-01-31".parse().unwrap())));
    assert_eq!(project.day_order(), DayOrder::Unknown);
    assert_eq!(project.lexicon(), [Path::new("some/tables")]);
    let settings = Settings::default()
        .with_cost_of_wrong_join(4.0)
        .with_cost_of_review(0.1)
        .with_keep_probability(0.01)
        .with_exhaustive_pairs(1000)
        .with_fit(false);
    assert_eq!(project.settings(), &settings);
    let ngo = SourceSpec::new("ngo", "ngo.csv")
        .with_title("A foundation")
        .with_declared_count(2)
        .with_duplicates(Duplicates::Common)
        .with_encoding("utf-8")
        .with_delimiter(b'\t')
        .with_language("kk")
        .with_published("2022-08-16")
        .with_url("https://example.org/list")
        .with_column(Field::Id, "№")
        .with_column(Field::Name, "Аты-жөні")
        .with_extra("faculty", "Факультет")
        .with_extra("school", "Мектебі");
    let press = SourceSpec::new("press", "lists/press.csv")
        .with_column(Field::Surname, "family")
        .with_column(Field::GivenName, "given");
    assert_eq!(project.sources(), [ngo, press]);
    assert_eq!(project.sources()[1].title(), "press");
    assert_eq!(project.sources()[1].duplicates(), Duplicates::Rare);
}

#[test]
fn says_all_faults_at_once() {
    let text = r#"
decision = 1
[project]
titel = "x"
from = "2022-02-30"
day_order = "day"
lexicon = "tables"
[[source]]
id = "a b"
duplicates = "sometimes"
declared_count = -1
delimiter = ";;"
encoding = "cp-nothing"
[source.columns]
name = "n"
surname = "s"
birthdate = "b"
[[source]]
id = "c"
file = "c.csv"
title = 3
quorum = true
[source.columns]
given_name = "g"
[source.extra]
sex = "s"
[[source]]
id = "c"
file = "d.csv"
[source.columns]
name = "n"
"#;
    let faults = faults(text);
    insta::assert_snapshot!(faults.join("\n"));
}

#[test]
fn one_fault_has_one_message() {
    let cases = [
        ("= 1", "the file is not valid TOML"),
        ("", "the project has no list"),
        ("[source]\nid = \"a\"", "`source` must be one or more `[[source]]`, in double brackets"),
        (
            "[project]\nfrom = \"2022-02-01\"\nto = \"2022-01-01\"",
            "`from` (2022-02-01) is after `to` (2022-01-01)",
        ),
        ("[project]\nto = \"2022-01-01\"", "`from` and `to` belong together"),
        ("[[source]]\nfile = \"a.csv\"", "[[source]] number 1: `id` is missing"),
        ("[[source]]\nid = \"a\"", "[[source]] `a`: `file` is missing"),
        ("[[source]]\nid = \"a:b\"", "the id \"a:b\" has a colon"),
        (
            "[settings]\ncost_of_wrong_join = -1",
            "[settings]: `cost_of_wrong_join` is -1; give a number above 0",
        ),
        ("[settings]\ncost_of_wrong_join = inf", "`cost_of_wrong_join` is inf; give a number above 0"),
        (
            "[settings]\ncost_of_review = 0",
            "[settings]: `cost_of_review` is 0; give a number above 0 and below 0.5",
        ),
        (
            "[settings]\ncost_of_review = 0.3\ncost_of_wrong_join = 0.25",
            "`cost_of_review` is 0.3; give a number above 0 and below 0.2 (because cost_of_wrong_join is 0.25)",
        ),
        (
            "[settings]\ncost_of_review = \"little\"",
            "[settings]: `cost_of_review` must be a number, such as 0.5; it is of type string",
        ),
        (
            "[settings]\nfit = \"no\"",
            "[settings]: `fit` must be true or false, without quotes; it is of type string",
        ),
        ("[settings]\nkeep_probability = 1", "`keep_probability` is 1; give a probability above 0"),
        ("[settings]\nexhaustive_pairs = -1", "`exhaustive_pairs` must be a whole number, 0 or more"),
        (
            "[settings]\ncost_of_revue = 0.1",
            "[settings]: the key `cost_of_revue` is unknown; nearest: `cost_of_review`",
        ),
        ("settings = 3", "`settings` must be a table"),
        ("[setting]\nfit = true", "the key `setting` is unknown; nearest: `settings`"),
    ];
    for (text, fault) in cases {
        let faults = faults(text);
        assert!(faults.iter().any(|one| one.contains(fault)), "{text}: {faults:?}");
    }
}

#[test]
fn reads_lists_beside_the_project_file_and_names_what_is_wrong_in_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let project = r#"
[[source]]
id = "a"
file = "a.csv"
columns = { name = "Аты", age = "age" }
[[source]]
id = "b"
file = "b.csv"
columns = { name = "name" }
"#;
    std::fs::write(at("reconcile.toml"), project).unwrap();
    std::fs::write(at("a.csv"), "№,ФИО,аge\n1,Асан Тестов,3\n").unwrap();
    let error = Project::open(at("reconcile.toml")).unwrap_err().to_string();
    assert!(error.contains("b.csv: there is no file"), "{error}");

    std::fs::write(at("b.csv"), "").unwrap();
    let opened = Project::open(at("reconcile.toml")).unwrap();
    let ErrorKind::Project { faults, path } = opened.read_sources().unwrap_err().into_kind() else {
        panic!("another kind of error");
    };
    assert_eq!(path, at("reconcile.toml"));
    assert_eq!(
        faults,
        [
            "a.csv: there is no column `Аты` (for name); the header has: `№`, `ФИО`, `аge`",
            "a.csv: there is no column `age` (for age); the header has: `№`, `ФИО`, `аge`; \
             nearest: `аge`",
            "b.csv: the file is empty; it needs a header row that names the columns, and one row for \
             each person",
        ]
    );

    std::fs::write(at("a.csv"), "Аты,age\nАсан Тестов,3\n").unwrap();
    std::fs::write(at("b.csv"), "name\nDana Ulgi\n").unwrap();
    let sources = opened.read_sources().unwrap();
    let rows: Vec<_> = sources.iter().map(|s| (s.id(), s.file(), s.row_count())).collect();
    assert_eq!(rows, [("a", "a.csv", 1), ("b", "b.csv", 1)]);
}

#[test]
fn a_run_has_the_settings_of_its_project_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let project = r#"
[settings]
cost_of_wrong_join = 9
fit = false
[[source]]
id = "a"
file = "a.csv"
columns = { name = "name" }
"#;
    std::fs::write(folder.path().join("reconcile.toml"), project).unwrap();
    std::fs::write(folder.path().join("a.csv"), "name\nАсан Тестов\nDana Ulgi\n").unwrap();
    let open = || Reconciler::open(folder.path().join("reconcile.toml")).unwrap();

    let outcome = open().run().unwrap();
    assert_eq!(outcome.settings().needed(), 0.9);
    assert_eq!(outcome.settings().cost_of_review, Settings::default().cost_of_review);
    assert!(!outcome.settings().fit && outcome.fit().is_none());

    let outcome = open().with_settings(Settings::default()).run().unwrap();
    assert_eq!(outcome.settings(), &Settings::default());
}

#[test]
fn a_project_file_that_is_not_there_is_an_io_error() {
    assert!(Project::open("no-such-project.toml").unwrap_err().is_io());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]a-z=\" .\n0-9]{0,80}") {
        let _ = Project::parse("p.toml", &text);
    }

    #[test]
    fn any_value_of_a_setting_is_read_or_refused(key in 0..5_usize, value in "(-?[0-9]{1,9}(\\.[0-9]{1,3})?|nan|-inf|true|\"x\"|\\[\\])") {
        let keys =
            ["cost_of_wrong_join", "cost_of_review", "keep_probability", "exhaustive_pairs", "fit"];
        let _ = Project::parse("p.toml", &format!("[settings]\n{} = {value}\n", keys[key]));
    }

    #[test]
    fn any_value_of_a_key_is_read_or_refused(key in 0..12_usize, value in "([0-9]{1,20}|\"[ -~&&[^\"\\\\]]{0,9}\"|\\[\\]|true)") {
        let keys = ["id", "title", "file", "declared_count", "duplicates", "encoding", "delimiter",
            "language", "published", "url", "columns", "extra"];
        let _ = Project::parse("p.toml", &format!("[[source]]\n{} = {value}\n", keys[key]));
    }
}

#[test]
fn places_of_a_project_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("a.csv", "name\nТестов Асан\n");
    let text = "[project]\ntitle = \"T\"\nlexicon = [\"tables\"]\n[[source]]\nid = \"a\"\nfile = \"a.csv\"\n\
                columns = { name = \"name\" }\n";
    write("p.toml", text);
    let places = |rows: &str| {
        write("tables/places.tsv", &format!("id\tkind\tparent\tcode\tfrom\tto\tnames\tformer\n{rows}"));
        Reconciler::open(folder.path().join("p.toml")).map(drop)
    };
    assert!(places("test-town\ttown\tkz\t\t\t\tТестауыл\t\n").is_ok());
    for (rows, said) in [
        (
            "test-town\ttown\tnowhere\t\t\t\tТестауыл\t\n",
            "place test-town: no row describes its parent nowhere; add a row for it",
        ),
        (
            "a-town\ttown\tb-town\t\t\t\tТестауыл\t\nb-town\ttown\ta-town\t\t\t\tҮлгі\t\n",
            "lexicon: place a-town: its parents form a circle; correct one of them; place b-town: its parents form a circle; correct one of them",
        ),
    ] {
        let error = places(rows).unwrap_err().to_string();
        assert!(error.ends_with(said), "{error}");
    }
}
