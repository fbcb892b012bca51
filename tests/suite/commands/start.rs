//! `reconcile start`, run as a program: from raw lists to a project file and a register, without an edit.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use casualty_register::source::{Field, Project};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::program::program;

/// A folder in which the program runs.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| desk.put(name, text));
        desk
    }

    /// A desk with lists of the sample.
    fn of_samples(names: &[&str]) -> Self {
        let desk = Desk::new(&[]);
        names.iter().for_each(|name| desk.put_sample(name));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn put_sample(&self, name: &str) {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022");
        fs::copy(samples.join(name), self.path(name)).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(program()).args(args).current_dir(self.0.path()).output().unwrap()
    }

    /// The output of a command that ends well.
    fn said(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {errors}");
        assert_eq!(errors, "", "{args:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The error output of a command that ends with this status.
    fn refused(&self, args: &[&str], status: i32) -> String {
        let output = self.run(args);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{args:?}: {errors}");
        assert!(errors.starts_with("error: "), "{args:?}: {errors}");
        errors
    }

    /// The records of each entry of the register, as `list:id`.
    fn entries(&self, members: &str) -> BTreeSet<Vec<String>> {
        let mut reader = csv::Reader::from_path(self.path(members)).unwrap();
        let mut entries = std::collections::BTreeMap::<String, Vec<String>>::new();
        for row in reader.records() {
            let row = row.unwrap();
            entries.entry(row[0].to_owned()).or_default().push(format!("{}:{}", &row[1], &row[2]));
        }
        entries.into_values().collect()
    }

    fn summary(&self) -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(&self.read("register/run.json")).unwrap()["summary"].clone()
    }
}

#[test]
fn two_lists_become_a_project_and_a_register_with_one_command() {
    let desk = Desk::of_samples(&["azattyq-kk.csv", "arrukhkhak-en.csv"]);
    let said = desk.said(&["start", "azattyq-kk.csv", "arrukhkhak-en.csv"]);
    for part in [
        "reconcile.toml is new: 2 lists, 409 rows",
        "documented by name",
        "Written to register: ",
        " files. Read register/report.html first.\n",
        "Check the guesses in reconcile.toml",
        "Answer the 4 questions in register/review.html, or with: reconcile review reconcile.toml --by NAME",
        "reconcile check reconcile.toml",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(desk.path("register/report.html").is_file());
    insta::assert_snapshot!("project_of_two_samples", desk.read("reconcile.toml"));
    // The same files give the same project and the same register again.
    let (project, ids) = (desk.read("reconcile.toml"), desk.read("ids.jsonl"));
    let members = desk.read("register/members.csv");
    assert!(
        desk.said(&["start", "arrukhkhak-en.csv"]).contains("has these lists already and stays as it is")
    );
    desk.said(&["run", "reconcile.toml"]);
    assert_eq!((project, ids), (desk.read("reconcile.toml"), desk.read("ids.jsonl")));
    assert_eq!(desk.read("register/members.csv"), members);
    let verified = desk.said(&["verify", "register"]);
    assert!(
        verified.starts_with("Verified: repeating the run on 7 inputs gives the same 19 files"),
        "{verified}"
    );
}

#[test]
fn a_further_list_changes_nothing_that_a_person_wrote() {
    let desk = Desk::of_samples(&["azattyq-kk.csv"]);
    desk.said(&["start", "azattyq-kk.csv"]);
    let edited = desk
        .read("reconcile.toml")
        .replace("[project]", "# Ours.\n[project] # ours too")
        .replace("title = \"azattyq-kk\"", "title='January'")
        .replace("[[source]]\n", "[[source]]\ntitle = \"Azattyq\"\n");
    desk.put("reconcile.toml", &edited);
    desk.put("lists/more.csv", "№;ФИО;Дата гибели\n1;Тестов Асан;02.03.2022\n2;Пробин Даулет;03.03.2022\n");
    let said = desk.said(&["start", "lists/more.csv"]);
    assert!(said.starts_with("reconcile.toml gets 1 list more, 2 rows\n"), "{said}");
    let after = desk.read("reconcile.toml");
    // The period is the guess of the first list, so it is widened; all other lines stay.
    let widened = edited.lines().map(|line| match line.starts_with("to = ") {
        true => "to = \"2022-03-03\"",
        false => line,
    });
    let kept: Vec<&str> = after.lines().take(edited.lines().count()).collect();
    assert_eq!(kept, widened.collect::<Vec<_>>());
    let project = Project::open(desk.path("reconcile.toml")).unwrap();
    let files: Vec<&str> = project.sources().iter().map(|list| list.file()).collect();
    assert_eq!(files, ["azattyq-kk.csv", "lists/more.csv"]);
    assert_eq!(project.sources()[0].title(), "Azattyq");
}

#[test]
fn a_period_that_a_person_wrote_stays() {
    let first = "№;ФИО;Дата гибели\n1;Тестов Асан;05.01.2022\n2;Пробин Даулет;16.01.2022\n";
    for (from, to) in
        [("2022-01-01", "2022-01-16"), ("2022-01-05", "2022-01-31"), ("2022-01-01", "2022-12-31")]
    {
        let desk = Desk::new(&[("a.csv", first), ("b.csv", &first.replace("01.2022", "02.2022"))]);
        desk.said(&["start", "a.csv"]);
        let edited = desk.read("reconcile.toml").replace("\"2022-01-05\"", &format!("{from:?}"));
        let edited = edited.replace("\"2022-01-16\"", &format!("{to:?}"));
        desk.put("reconcile.toml", &edited);
        desk.said(&["start", "b.csv"]);
        assert!(desk.read("reconcile.toml").starts_with(edited.trim_end()), "{from} {to}");
    }
}

/// A workbook as an office writes it: titles, merged cells, a header of two rows, dates as cells of dates, a sum.
fn office_workbook(path: &Path) {
    let mut workbook = Workbook::new();
    let (plain, day) = (Format::new(), Format::new().set_num_format("dd.mm.yyyy"));
    let sheet = workbook.add_worksheet().set_name("Список").unwrap();
    sheet.merge_range(0, 0, 0, 5, "СПИСОК ПОГИБШИХ", &plain).unwrap();
    sheet.merge_range(1, 0, 1, 5, "по состоянию на 1 февраля 2022 г.", &plain).unwrap();
    for (column, header) in [(0, "№ п/п"), (1, "Ф.И.О."), (4, "Место гибели"), (5, "Примечание")]
    {
        sheet.merge_range(3, column, 4, column, header, &plain).unwrap();
    }
    sheet.merge_range(3, 2, 3, 3, "Дата", &plain).unwrap();
    sheet.write(4, 2, "рождения").unwrap();
    sheet.write(4, 3, "гибели").unwrap();
    let rows = [
        ("Тестов Асан Серикович", Some((1985, 3, 12)), 5, "г. Алматы"),
        ("Пробин Даулет Ермекович", Some((1990, 11, 23)), 6, "г. Алматы"),
        ("Примерова Айгуль Маратовна", Some((1978, 2, 2)), 6, "г. Тараз"),
        ("Образцов Виктор Павлович", Some((1969, 7, 1)), 5, "г. Кызылорда"),
        ("Шаблонов Руслан Тимурович", Some((2001, 9, 14)), 17, "г. Алматы"),
        ("неизвестный мужчина", None, 7, "г. Алматы"),
        ("Пробин Даулет Болатович", Some((1963, 4, 9)), 8, "г. Шымкент"),
    ];
    for (at, (name, born, died, place)) in (5_u32..).zip(rows) {
        sheet.write(at, 0, f64::from(at - 4)).unwrap();
        sheet.write(at, 1, name).unwrap();
        if let Some((year, month, date)) = born {
            let born = ExcelDateTime::from_ymd(year, month, date).unwrap();
            sheet.write_with_format(at, 2, &born, &day).unwrap();
        }
        let died = ExcelDateTime::from_ymd(2022, 1, died).unwrap();
        sheet.write_with_format(at, 3, &died, &day).unwrap();
        sheet.write(at, 4, place).unwrap();
    }
    sheet.write(12, 1, "Итого: 7 человек").unwrap();
    workbook.save(path).unwrap();
}

/// A list in English with dates as in the United States, bodies without a name and a row of two people.
const ENGLISH: &str = "No.,Victim's name,Date of birth,Date of death,City,Remarks\n\
1,Asan Testov,3/12/1985,1/5/2022,Almaty,\n\
2,Daulet Probin,11/23/1990,1/6/2022,Almaty,\n\
3,Aigul Primerova,2/2/1978,1/6/2022,Taraz,\n\
4,Ruslan Shablonov,9/14/2001,1/17/2022,Almaty,\n\
5,Unidentified body,,1/7/2022,Almaty,\n\
6,Unidentified man,,1/8/2022,Almaty,\n\
7,Kanat Modelev and his wife,,1/6/2022,Almaty,\n\
8,Dana Etalonova,5/30/1999,1/18/2022,Almaty,\n\
9,Viktor Obraztsov,7/1/1969,1/5/2022,Kyzylorda,\n";

#[test]
fn two_messy_lists_become_the_right_register_without_an_edit() {
    let desk = Desk::new(&[("english.csv", ENGLISH)]);
    office_workbook(&desk.path("Список 2022.xlsx"));
    let said = desk.said(&["start", "Список 2022.xlsx", "english.csv"]);
    assert!(said.contains("reconcile.toml is new: 2 lists, 16 rows"), "{said}");
    insta::assert_snapshot!("project_of_two_messy_lists", desk.read("reconcile.toml"));
    let pair = |a: u32, b: u32| vec![format!("english:{a}"), format!("Список-2022:{b}")];
    let joined: BTreeSet<Vec<String>> =
        [(1, 1), (2, 2), (3, 3), (4, 5), (9, 4)].map(|(a, b)| pair(a, b)).into();
    let entries = desk.entries("register/members.csv");
    let found: BTreeSet<Vec<String>> = entries.iter().filter(|records| records.len() > 1).cloned().collect();
    assert_eq!(found, joined);
    assert_eq!(entries.len(), 16 - joined.len());
    let summary = desk.summary();
    assert_eq!(summary["people"].as_u64(), Some(7), "{summary}");
    assert_eq!(summary["unnamed"].as_u64(), Some(3), "{summary}");
    assert_eq!(summary["grades"]["in_groups"].as_u64(), Some(2), "{summary}");
}

#[test]
fn start_says_what_it_cannot_use_and_writes_nothing() {
    let desk =
        Desk::new(&[("a.csv", "x,y\n1,2\n3,4\n"), ("b.csv", "name\nAsan Testov\n"), ("sub/c.csv", ENGLISH)]);
    let cases: [(&[&str], &str); 5] = [
        (&["start", "a.csv"], "a.csv: no column is mapped to a name: row 1 was taken as the header"),
        (&["start", "b.csv", "none.csv"], "none.csv: read failed: "),
        (&["start", "p.toml"], "p.toml is a project file, not a list; write `--project p.toml`"),
        (&["start", "b.csv", "--project", "sub/p.toml"], "b.csv: it is not in the folder of sub/p.toml"),
        (&["start", "sub"], "sub"),
    ];
    for (args, part) in cases {
        let said = desk.refused(args, 2);
        assert!(said.contains(part), "{args:?}: {said}");
    }
    assert!(!desk.path("reconcile.toml").exists() && !desk.path("decisions.jsonl").exists());
}

#[test]
fn a_list_in_the_place_of_a_project_is_sent_to_start() {
    let desk = Desk::new(&[("b.csv", ENGLISH), ("c.csv", ENGLISH)]);
    let hint = "reconcile start b.csv";
    assert!(desk.refused(&["run", "b.csv"], 2).contains(hint));
    assert!(desk.refused(&["run", "b.csv", "c.csv"], 2).contains("reconcile start b.csv c.csv"));
    assert!(desk.refused(&["check", "b.csv"], 2).contains(hint));
    desk.said(&["start", "b.csv"]);
    let said = desk.refused(&["run", "reconcile.toml", "c.csv"], 2);
    assert!(said.contains("reconcile start --project reconcile.toml c.csv"), "{said}");
    assert!(desk.refused(&["run", "."], 2).contains("such as ./reconcile.toml"));
}

/// An answer of a reviewer in a ledger.
const LEDGER: &str = "# casualty-register ledger 1\n\
{\"ruling\":\"different\",\"records\":[\"b:1\",\"b:2\"],\"by\":\"A. Reviewer\",\"when\":\"2022-11-22\"}\n";

#[test]
fn a_ledger_is_empty_until_somebody_decides_and_never_lost() {
    let desk = Desk::new(&[("b.csv", ENGLISH)]);
    desk.said(&["start", "b.csv"]);
    desk.said(&["decide", "reconcile.toml", "different", "b:1", "b:2", "--by", "A", "--why", "seen"]);
    assert_eq!(desk.read("decisions.jsonl").lines().count(), 2);
    // A ledger that is named and missing is an error.
    fs::rename(desk.path("decisions.jsonl"), desk.path("old.jsonl")).unwrap();
    let said = desk.refused(&["run", "reconcile.toml"], 2);
    assert!(said.contains("there is no file decisions.jsonl; restore it"), "{said}");
    // One that is beside the project and not named is a finding.
    desk.put("decisions.jsonl", LEDGER);
    let check = desk.said(&["check", "reconcile.toml"]);
    assert!(check.contains("warning unnamed-ledger old.jsonl: "), "{check}");
    assert!(desk.said(&["run", "reconcile.toml"]).contains("old.jsonl: the decisions in it are not used"));
    // Decisions of a blind reviewer are kept apart on purpose.
    desk.put("old.jsonl", &LEDGER.replace("\"when\"", "\"blind\":true,\"when\""));
    assert!(!desk.said(&["check", "reconcile.toml"]).contains("unnamed-ledger"));
}

#[test]
fn publish_stops_while_questions_are_open() {
    let desk = Desk::of_samples(&["azattyq-kk.csv", "arrukhkhak-en.csv"]);
    desk.said(&["start", "azattyq-kk.csv", "arrukhkhak-en.csv"]);
    let said = desk.refused(&["publish", "reconcile.toml"], 1);
    for part in ["questions are open: ", "Nothing was published", "--with-open-questions"] {
        assert!(said.contains(part), "{said}");
    }
    assert!(!desk.path("published").exists());
    desk.said(&["publish", "reconcile.toml", "--with-open-questions"]);
    assert!(desk.path("published/report.html").is_file());
    // A question that a reviewer looked at and could not answer does not stop it.
    answer_all(&desk, "u");
    desk.said(&["run", "reconcile.toml"]);
    desk.said(&["publish", "reconcile.toml"]);
}

/// Answers every question in the terminal alike.
fn answer_all(desk: &Desk, key: &str) {
    use std::io::Write as _;
    let mut review = Command::new(program())
        .args(["review", "reconcile.toml", "--by", "A. Reviewer"])
        .current_dir(desk.0.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    review.stdin.take().unwrap().write_all(format!("{key}\n").repeat(99).as_bytes()).unwrap();
    assert!(review.wait().unwrap().success());
}

#[test]
fn odd_names_of_files_and_columns_survive_the_project_file() {
    let file = "Список \"2022\" #1.csv";
    let header = "№;\"ФИО\nпогибшего\";\"Дата \"\"гибели\"\"\";\"кто\u{202e}то # x = [\"";
    let list = format!("{header}\n1;Тестов Асан;05.01.2022;z\n2;Пробин Даулет;06.01.2022;z\n");
    let desk = Desk::new(&[(file, &list)]);
    desk.said(&["start", file]);
    let project = Project::open(desk.path("reconcile.toml")).unwrap();
    let spec = &project.sources()[0];
    assert_eq!((spec.id(), spec.file()), ("Список--2022---1", file));
    assert_eq!(spec.column(Field::Name), Some("ФИО\nпогибшего"));
    assert_eq!(spec.column(Field::DeathDate), Some("Дата \"гибели\""));
    assert!(!desk.read("reconcile.toml").contains('\u{202e}'));
}

#[test]
fn a_list_in_a_folder_below_goes_to_the_project_above() {
    let desk = Desk::new(&[
        ("a.csv", ENGLISH),
        ("new/b.csv", ENGLISH),
        ("new/c.csv", ENGLISH),
        ("x/a.csv", ENGLISH),
    ]);
    desk.said(&["start", "a.csv"]);
    assert!(desk.said(&["start", "new/b.csv"]).starts_with("reconcile.toml gets 1 list more"));
    // A file of the same name gets an id of its own; a project that is named wins.
    assert!(desk.said(&["start", "x/a.csv"]).contains("x/a.csv: "));
    assert!(desk.said(&["start", "new/c.csv", "--project", "new/p.toml"]).starts_with("new/p.toml is new"));
    let project = Project::open(desk.path("reconcile.toml")).unwrap();
    let ids: Vec<&str> = project.sources().iter().map(|list| list.id()).collect();
    assert_eq!(ids, ["a", "b", "a-2"]);
}
