//! What a view shows of an outcome, as data and as a page.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use casualty_register::register::ledger::{Decision, Ledger, Ruling};
use casualty_register::report::view::View;
use casualty_register::source::{Duplicates, Field, Policy, Project, Source, SourceSpec};
use casualty_register::{Lang, Outcome, Reconciler};

fn sample() -> &'static Outcome {
    static OUTCOME: OnceLock<Outcome> = OnceLock::new();
    OUTCOME.get_or_init(|| {
        let project = Project::open("data-samples/january-2022/reconcile.toml").expect("the sample");
        Reconciler::of_project(&project).and_then(Reconciler::run).expect("a run")
    })
}

fn view() -> &'static View {
    static VIEW: OnceLock<View> = OnceLock::new();
    VIEW.get_or_init(|| View::new(sample(), &Policy::working()))
}

/// Two lists with one named and one unnamed person, and any other cells.
fn small(name: &str) -> View {
    let list = |id: &str, name: &str| {
        let spec = SourceSpec::new(id, "list.csv").with_column(Field::Name, "name");
        let spec = spec.with_column(Field::DeathDate, "died").with_column(Field::BirthDate, "born");
        let text = format!("name,died,born,secret\n\"{name}\",2022-01-05,1990,x\n,2022-01-06,,y\n");
        Source::from_bytes(spec, "list.csv", text.as_bytes()).expect("a list")
    };
    let lists = vec![list("a", name), list("b", "Nursultan Testov")];
    let outcome = Reconciler::new("Two lists", lists).run().expect("a run");
    View::new(&outcome, &Policy::working())
}

#[test]
fn a_view_says_what_the_summary_says() {
    let (view, summary) = (view(), sample().summary());
    assert_eq!(view.numbers.identified.entries, summary.people);
    assert_eq!(view.numbers.identified.low, summary.estimate.low);
    assert_eq!(view.numbers.identified.high, summary.estimate.high);
    assert_eq!(view.people.len(), sample().register().entries().len());
    assert_eq!(view.overlap.iter().map(|cell| cell.people.entries).sum::<usize>(), summary.people);
    let deaths = view.deaths.as_ref().expect("days");
    let dated: usize = deaths.days.iter().map(|day| day.entries).sum();
    assert_eq!(dated + deaths.contradictory + deaths.inexact + deaths.silent, summary.people);
    let places = view.places.as_ref().expect("places");
    let placed: usize = places.places.iter().map(|place| place.entries).sum();
    assert_eq!(placed + places.contradictory + places.unknown + places.silent, summary.people);
}

#[test]
fn the_weights_of_a_join_are_its_weight() {
    for join in view().people.iter().flat_map(|person| &person.joins) {
        let sum = join.prior + join.weights.iter().map(|one| one.bits).sum::<f64>();
        assert!((sum - join.weight).abs() < 0.1, "{join:?}");
    }
}

#[test]
fn a_join_says_whether_a_person_decided_it() {
    let list = |id: &str, name: &str| {
        let spec = SourceSpec::new(id, "list.csv").with_column(Field::Name, "name");
        let text = format!("id,name\n1,{name}\n2,Олжас Сынақов\n");
        Source::from_bytes(spec.with_column(Field::Id, "id"), "list.csv", text.as_bytes()).expect("a list")
    };
    let lists = vec![list("a", "Нұрсұлтан Тестов"), list("b", "Мария Примерова")];
    let decision = Decision::new(Ruling::Same, ["a:1", "b:1"], "A. Reviewer", "2026-11-22");
    let ledger = Ledger::new("decisions.jsonl", [decision]);
    let outcome = Reconciler::new("Two lists", lists).with_ledger(ledger).run().expect("a run");
    let view = View::new(&outcome, &Policy::working());
    let joins = view.people.iter().flat_map(|person| &person.joins);
    let decided: Vec<&str> = joins.filter(|join| join.decided).map(|join| join.a.as_str()).collect();
    assert_eq!(decided, ["a:1"]);
    assert!(view.people.iter().flat_map(|person| &person.joins).all(|join| join.decided || join.a == "a:2"));
    assert!(!view.page(Lang::En).contains("A. Reviewer"));
}

#[test]
fn a_published_page_promises_only_what_is_published() {
    let words = include_str!("../../../src/report/page/words.tsv");
    for key in ["noscript", "method.nothing-lost", "lists.about"] {
        let of = |profile: &str| words.lines().find(|line| line.starts_with(&format!("{key}.{profile}\t")));
        assert!(of("working").is_some() && of("working") != of("public"), "{key}");
        assert!(!of("public").expect("words").contains("report.json"));
    }
    let page = View::new(sample(), &Policy::public()).page(Lang::En);
    let noscript = page.split("<noscript>").nth(1).and_then(|rest| rest.split("</noscript>").next());
    assert!(noscript.is_some_and(|text| text.contains("register.json") && !text.contains("report.json")));
}

#[test]
fn each_row_but_the_first_has_its_join() {
    for person in &view().people {
        assert_eq!(person.joins.len() + 1, person.rows.len(), "{}", person.id);
    }
}

#[test]
fn every_claim_is_there() {
    let claims: usize = sample().register().entries().iter().map(|entry| entry.claims().len()).sum();
    let shown = view().people.iter().flat_map(|person| &person.rows).map(|row| row.claims.len());
    assert_eq!(shown.sum::<usize>(), claims);
}

#[test]
fn the_unnamed_are_counted_apart() {
    let numbers = small("Нұрсұлтан Тестов").numbers;
    assert_eq!((numbers.identified.entries, numbers.unnamed, numbers.documented.entries), (1, 2, 3));
}

/// Of a list without repeats, two records cannot be joined through a record of another list that fits
/// both.
#[test]
fn the_least_number_of_people_joins_none_who_cannot_be_one() {
    let list = |id: &str, rows: &str| {
        let spec = SourceSpec::new(id, "list.csv").with_duplicates(Duplicates::Never);
        let spec = spec.with_column(Field::Name, "name").with_column(Field::DeathDate, "died");
        Source::from_bytes(spec, "list.csv", format!("name,died\n{rows}").as_bytes()).expect("a list")
    };
    let row = "Тестов Асан,2022-01-05\n";
    let lists = vec![list("a", &format!("{row}{row}")), list("b", row)];
    let outcome = Reconciler::new("Two lists", lists).run().expect("a run");
    let summary = outcome.summary();
    assert!(summary.to_review > 1, "{summary}");
    assert_eq!(summary.grades.range.all_merged, 2);
}

#[test]
fn a_page_is_one_file_that_loads_nothing() {
    let page = view().page(Lang::Ru);
    assert!(page.starts_with("<!doctype html>\n<html lang=\"ru\">"));
    assert!(page.contains("default-src 'none'"));
    for loading in [
        "<link rel=\"stylesheet",
        " src=",
        "@import",
        "url(",
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
        "eval(",
    ] {
        let program = page.split("<script type=\"application/json\"").next().unwrap_or_default();
        let end = page.rsplit("</script>").nth(1).unwrap_or_default();
        assert!(!program.contains(loading) && !end.contains(loading), "{loading}");
    }
    assert_eq!(page, View::new(sample(), &Policy::working()).page(Lang::Ru));
}

#[test]
fn what_a_list_says_cannot_become_markup() {
    let page = small("</script><script>alert(1)</script>").page(Lang::En);
    assert!(!page.contains("<script>alert"));
    assert_eq!(page.matches("</script>").count(), page.matches("<script").count());
}

#[test]
fn a_page_of_the_sample_is_small() {
    let page = view().page(Lang::En);
    assert!(page.len() < 4_000 * view().people.len().max(1), "{} bytes", page.len());
}

/// The page's program folds a search as this crate folds names. This needs `node`; without it only the
/// crate's side is tested, next to the module.
#[test]
fn the_page_folds_as_the_program_does() {
    let table = include_str!("../../../src/report/page/fold-cases.tsv");
    let cases: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("report.html");
    std::fs::write(&page, view().page(Lang::En)).expect("a page");
    let node = Command::new("node")
        .args(["tests/page/fold.js".as_ref(), page.as_os_str(), "src/report/page/fold.js".as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut node) = node else { return };
    let words: Vec<&str> = cases.iter().map(|(word, _)| *word).collect();
    node.stdin.take().expect("stdin").write_all(words.join("\n").as_bytes()).expect("words");
    let out = node.wait_with_output().expect("an answer");
    let folded = String::from_utf8(out.stdout).expect("UTF-8");
    let expected: Vec<&str> = cases.iter().map(|(_, folded)| *folded).collect();
    assert_eq!(folded.lines().collect::<Vec<_>>(), expected);
}
