//! Changes between registers and between editions; independent groups of lists.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use casualty_register::audit::{ChangeKind, Diff, Snapshot, Verify, editions, projects, registers, verify};
use casualty_register::source::Project;
use casualty_register::{Outcome, Reconciler};

/// Files in a folder of this test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn project(&self) -> Project {
        Project::open(self.path("p.toml")).unwrap()
    }

    fn run(&self) -> Outcome {
        Reconciler::open(self.path("p.toml")).unwrap().run().unwrap()
    }
}

const EDITIONS: &str = r#"
[[source]]
id = "a"
[[source.edition]]
published = "2022-08-16"
file = "new.csv"
[[source.edition]]
published = "2022-06-01"
file = "old.csv"
[source.columns]
id = "no"
name = "name"
birth_date = "born"
death_date = "died"
place = "place"
[source.extra]
school = "school"
"#;

const OLD: &str = "no,name,born,died,place,school
n1,Тестов Асан Болатұлы,1980-03-04,2022-01-05,Алматы,5
n2,Үлгіева Дана,1991-02-03,2022-01-06,Тараз,
n3,Бөтенов Ерлан,1975-07-08,2022-01-07,Алматы,7
n4,Мысалова Гүлнар,1969-12-01,2022-01-05,Шымкент,
";

const NEW: &str = "no,name,born,died,place,school
n1,Тестов Хасан Болатұлы,1980-03-04,05.01.2022,Алматы,6
n2,Үлгіева Дана,1991-02-04,2022-01-06,Шымкент,
n4,Мысалова Гүлнар,1969-12-01,2022-01-05,Шымкент,
n5,Жаңа Біреу,1999-09-09,2022-01-08,Тараз,
";

fn keys(diff: &Diff, kind: ChangeKind) -> Vec<String> {
    let subjects = diff.of_kind(kind).flat_map(|change| change.old.first().or(change.new.first()));
    subjects.map(|subject| subject.key.clone()).collect()
}

fn between(folder: &Folder) -> Diff {
    let project = folder.project();
    let old = project.clone().with_edition("a", "2022-06-01").unwrap();
    editions(&old, &project, "a").unwrap()
}

#[test]
fn rows_of_editions_are_followed_by_stable_ids() {
    let folder = Folder::new(&[("p.toml", EDITIONS), ("old.csv", OLD), ("new.csv", NEW)]);
    let diff = between(&folder);
    insta::assert_snapshot!(diff.to_string());
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["changes"][0]["kind"], "added");
    assert_eq!(diff.same, 1);
}

/// The same rows with new numbers: by the numbers, everyone would have changed.
#[test]
fn rows_are_followed_by_what_they_say_where_ids_are_not_stable() {
    let numbered = |text: &str| {
        let rows = text.lines().enumerate();
        let rows = rows.map(|(at, row)| if at == 0 { row.into() } else { format!("{at}{}", &row[2..]) });
        rows.collect::<Vec<String>>().join("\n")
    };
    let (head, rows) = NEW.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let new = format!("{head}\n{}", rows.join("\n"));
    let files = [("p.toml", EDITIONS), ("old.csv", &numbered(OLD)), ("new.csv", &numbered(&new))];
    let diff = between(&Folder::new(&files));
    assert!(diff.notes[0].contains("not stable"), "{diff}");
    assert_eq!(keys(&diff, ChangeKind::Added), ["a:1"], "{diff}");
    assert_eq!(keys(&diff, ChangeKind::Withdrawn), ["a:3"], "{diff}");
    assert_eq!(keys(&diff, ChangeKind::Moved), ["a:2"], "{diff}");
    assert_eq!(diff.same, 1, "{diff}");
}

/// Two indistinguishable rows against one row that could be either.
#[test]
fn what_cannot_be_aligned_surely_is_said_to_be_so() {
    let old = "name,born,died,place,school\nТестов Асан,1980,,Алматы,\nТестов Асан,,2022-01-05,Алматы,\n";
    let new = "name,born,died,place,school\nТестов Асан,1980,2022-01-05,Алматы,\nҮлгіева Дана,,,,\n";
    let project = EDITIONS.replace("id = \"no\"\n", "");
    let diff = between(&Folder::new(&[("p.toml", &project), ("old.csv", old), ("new.csv", new)]));
    let ambiguous: Vec<_> = diff.of_kind(ChangeKind::Ambiguous).collect();
    assert_eq!(ambiguous.len(), 1, "{diff}");
    assert_eq!((ambiguous[0].old.len(), ambiguous[0].new.len()), (2, 1), "{diff}");
}

#[test]
fn the_newest_edition_is_the_list_and_another_can_be_taken() {
    let folder = Folder::new(&[("p.toml", EDITIONS), ("old.csv", OLD), ("new.csv", NEW)]);
    assert_eq!(folder.project().sources()[0].file(), "new.csv");
    let old = folder.project().with_edition("a", "2022-06-01").unwrap();
    assert_eq!((old.sources()[0].file(), old.sources()[0].published()), ("old.csv", Some("2022-06-01")));
    let error = folder.project().with_edition("a", "2022-07-01").unwrap_err().to_string();
    assert!(error.contains("no edition of 2022-07-01; its editions are: 2022-06-01, 2022-08-16"), "{error}");
    // A register of an older edition is verified with that edition.
    Reconciler::of_project(&old).unwrap().run().unwrap().write_dir(folder.path("out")).unwrap();
    let found = verify(folder.path("out"), &Verify::default()).unwrap();
    assert!(found.is_verified(), "{found}");
    let same = projects(&old, &old).unwrap();
    assert!(same.changes.is_empty() && same.same == 4, "{same}");
}

const TWO: &str = r#"
[[source]]
id = "a"
file = "a.csv"
[source.columns]
id = "no"
name = "name"
birth_date = "born"
[[source]]
id = "b"
file = "b.csv"
[source.columns]
id = "no"
name = "name"
birth_date = "born"
"#;

#[test]
fn entries_of_registers_are_followed_by_their_records() {
    let a = "no,name,born\n1,Тестов Асан Болатұлы,1980-03-04\n2,Үлгіева Дана,1991-02-03\n";
    let b = "no,name,born\n1,Testov Asan Bolatuly,1980-03-04\n2,Бөтенов Ерлан,1975-07-08\n";
    let folder = Folder::new(&[("p.toml", TWO), ("a.csv", a), ("b.csv", b)]);
    let before = folder.run();
    before.write_dir(folder.path("before")).unwrap();
    let old = Snapshot::open(folder.path("before")).unwrap();
    assert_eq!(old, Snapshot::of(before.register()));
    // b:1 is now somebody else, b:2 is the person of a:2, and there is a third person.
    folder.write(
        "b.csv",
        "no,name,born\n1,Мысалов Нұр,1950-05-06\n2,Ulgieva Dana,1991-02-03\n3,Жаңа Біреу,1999\n",
    );
    let diff = registers(&old, &Snapshot::of(folder.run().register()));
    assert_eq!(diff.of_kind(ChangeKind::Split).count(), 1, "{diff}");
    assert_eq!(diff.of_kind(ChangeKind::Merged).count(), 1, "{diff}");
    assert_eq!(diff.of_kind(ChangeKind::Added).count(), 1, "{diff}");
    assert_eq!(registers(&old, &old).same, old_count(&before));
}

fn old_count(outcome: &Outcome) -> usize {
    outcome.register().entries().len()
}

#[test]
fn lists_that_quote_each_other_count_once() {
    let row = "no,name,born\n1,Тестов Асан Болатұлы,1980-03-04\n";
    let quoting = TWO.replace("file = \"b.csv\"", "file = \"b.csv\"\nquotes = [\"a\"]");
    let folder = Folder::new(&[("p.toml", &quoting), ("a.csv", row), ("b.csv", row)]);
    let outcome = folder.run();
    let entry = &outcome.register().entries()[0];
    assert_eq!((entry.sources().len(), entry.independent_groups()), (2, 1));
    assert!(outcome.summary().to_string().contains("Named by independent groups of lists: 1 by 1"));
    folder.write("p.toml", TWO);
    assert_eq!(folder.run().register().entries()[0].independent_groups(), 2);
    for (quotes, fault) in [
        ("[\"c\"]", "list `b`: `quotes` names `c`, but no list has that id"),
        ("[\"b\"]", "`quotes` names the list itself"),
    ] {
        folder.write("p.toml", &quoting.replace("[\"a\"]", quotes));
        let error = Project::open(folder.path("p.toml")).unwrap_err().to_string();
        assert!(error.contains(fault), "{error}");
    }
}
