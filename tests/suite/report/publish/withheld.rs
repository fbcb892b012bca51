//! Withheld values change no published byte, as long as the same records are joined.

use std::collections::BTreeMap;
use std::fs;

use casualty_register::Reconciler;
use casualty_register::register::IdBook;
use casualty_register::report::Publication;
use casualty_register::report::view::View;
use casualty_register::source::{Policy, Project};

const PROJECT: &str = r#"
[project]
title = "Two lists"
from = "2022-01-02"
to = "2022-01-31"
ids = "ids.jsonl"
[[source]]
id = "a"
file = "a.csv"
[source.columns]
id = "id"
name = "name"
birth_date = "born"
death_date = "died"
place = "place"
identity = "papers"
note = "note"
[[source]]
id = "b"
file = "b.csv"
[source.columns]
name = "name"
birth_date = "born"
age = "age"
death_date = "died"
place = "place"
"#;

const SURNAMES: [&str; 6] = ["Тестов", "Примеров", "Образцов", "Сынаков", "Улгиев", "Мысалов"];
const GIVEN: [&str; 5] = ["Асан", "Ерлан", "Серик", "Болат", "Марат"];
const PEOPLE: usize = 24;

/// The withheld values: ids and numbers of papers, the day of birth, the note.
#[derive(Clone, Copy)]
struct Secret {
    /// The prefix of every id.
    id: u64,
    day: fn(usize) -> usize,
    papers: u64,
    note: &'static str,
}

const ONE: Secret = Secret { id: 700_000, day: |at| 1 + at, papers: 900_101_300_000, note: "zqone" };
const OTHER: Secret =
    Secret { id: 910_000, day: |at| 2 + (at * 5) % 24, papers: 870_505_400_000, note: "zqother two" };

/// The files of a project and its ids. `first` has the records of the earlier run.
fn project(secret: Secret) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let mut a = "id,name,born,died,place,papers,note\n".to_owned();
    let mut b = "name,born,age,died,place\n".to_owned();
    for at in 0..PEOPLE {
        let name = format!("{} {}", SURNAMES[at % 6], GIVEN[at / 6]);
        // List a is sorted by birth date.
        let born = format!("{}-03-{:02}", 1960 + at, (secret.day)(at));
        let (died, town) = (5 + at % 3, ["Алматы", "Тараз"][at % 2]);
        let (id, papers) = (secret.id + at as u64, secret.papers + 37 * at as u64);
        a += &format!("{id},{name},{born},2022-01-0{died},{town},{papers},{}\n", secret.note);
        if at % 3 != 0 {
            b += &format!("{name},{born},,2022-01-0{died},{town}\n");
        }
    }
    b += "Канареев Нурлан,,17,2022-01-06,Тараз\n";
    for (name, text) in [("reconcile.toml", PROJECT), ("a.csv", &a), ("b.csv", &b)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
    (folder, project)
}

/// Each record of a run by its list and row.
fn records(outcome: &casualty_register::Outcome) -> BTreeMap<(String, u64), String> {
    let members = outcome.register().entries().iter().flat_map(|entry| entry.members());
    members.map(|one| ((one.source.clone(), one.row), one.key())).collect()
}

fn joins(outcome: &casualty_register::Outcome) -> Vec<Vec<(String, u64)>> {
    let entries = outcome.register().entries().iter();
    let rows = |entry: &casualty_register::register::Entry| {
        let mut rows: Vec<_> = entry.members().iter().map(|one| (one.source.clone(), one.row)).collect();
        rows.sort();
        rows
    };
    let mut all: Vec<_> = entries.map(rows).collect();
    all.sort();
    all
}

fn files(outcome: &casualty_register::Outcome) -> BTreeMap<&'static str, String> {
    let publication = Publication::new(outcome, &Policy::public()).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let mut files: BTreeMap<_, _> =
        publication.files().into_iter().map(|(name, bytes)| (name, text(bytes))).collect();
    files.insert("summary", publication.summary());
    files
}

#[test]
fn withheld_values_reach_no_published_byte() {
    let (folder, one) = project(ONE);
    let salted = || Reconciler::of_project(&one).unwrap().with_ids(IdBook::default().with_salt("invented"));
    let first = salted().run().unwrap();
    first.ids().unwrap().write(folder.path().join("ids.jsonl")).unwrap();
    let outcome = Reconciler::of_project(&one).unwrap().run().unwrap();
    assert!(!outcome.are_ids_new(), "a run and a publication share one seed");
    let published = files(&outcome);

    let (folder, other) = project(OTHER);
    // The same entry ids for the records under their new names.
    let new = records(&Reconciler::of_project(&other).unwrap().run().unwrap());
    let mut ids = outcome.ids().unwrap().to_text();
    for (row, old) in records(&outcome) {
        ids = ids.replace(&format!("\"{old}\""), &format!("\"{}\"", new[&row]));
    }
    fs::write(folder.path().join("ids.jsonl"), &ids).unwrap();
    let changed = Reconciler::of_project(&other).unwrap().run().unwrap();
    let kept = changed.ids().unwrap().clone();
    kept.write(folder.path().join("ids.jsonl")).unwrap();
    let changed = Reconciler::of_project(&other).unwrap().run().unwrap();
    assert_eq!(joins(&changed), joins(&outcome), "no join changes");
    for (name, text) in files(&changed) {
        let differs = text.lines().zip(published[name].lines()).find(|(new, old)| new != old);
        assert!(text == published[name], "{name}: {differs:?}");
    }
    // The changed values appear nowhere, and the rows of a sorted list do not follow the order of
    // births.
    let all: String = published.values().cloned().collect();
    for secret in ["700003", "900101300", "zqone", "1963-03"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(all.contains("record 3") && !all.contains("row 3\""), "{}", published["register.csv"]);
}

#[test]
fn the_salt_changes_the_order_of_rows_and_nothing_that_lists_say() {
    let (_folder, one) = project(ONE);
    let run = |salt: &str| {
        let reconciler = Reconciler::of_project(&one).unwrap();
        let first = reconciler.with_ids(IdBook::default().with_salt(salt)).run().unwrap();
        let reconciler = Reconciler::of_project(&one).unwrap();
        files(&reconciler.with_ids(first.ids().unwrap().clone()).run().unwrap())
    };
    let (a, b) = (run("one"), run("two"));
    assert_eq!(a, run("one"), "equal inputs give equal bytes");
    assert_ne!(a["register.csv"], b["register.csv"]);
    let numbers = |text: &str| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let at = rows.headers().unwrap().iter().position(|name| name == "records_a").unwrap();
        rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
    };
    assert_ne!(numbers(&a["register.csv"]), numbers(&b["register.csv"]));
}

#[test]
fn a_year_and_an_answer_give_no_birthday() {
    let born = |date: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("reconcile.toml"), PROJECT).unwrap();
        let row = format!("1000001,Тестов Асан,{date},2022-01-05,Алматы,,\n");
        fs::write(folder.path().join("a.csv"), format!("id,name,born,died,place,papers,note\n{row}"))
            .unwrap();
        let filler = "Улгиева Дана,1971,,2022-01-06,Тараз\n";
        fs::write(folder.path().join("b.csv"), format!("name,born,age,died,place\n{filler}")).unwrap();
        let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
        let outcome = Reconciler::of_project(&project).unwrap().run().unwrap();
        let view = View::new(&outcome, &Policy::public());
        let ages = view.ages.unwrap();
        let name = view.people.iter().find(|one| one.lists == ["a"]).unwrap().name.clone();
        (name, ages)
    };
    // Of age on the first days of January and not later: the year alone must decide for all.
    assert_eq!(born("2004-01-02"), born("2004-09-30"));
    assert_eq!(born("2004-01-02").0, "Т. А.");
    assert_eq!(born("2003-01-02"), born("2003-12-30"));
    assert_eq!(born("2003-12-30").0, "Тестов Асан");
    // Age bands follow from years too.
    assert_eq!(born("1997-01-02"), born("1997-12-30"));
}
