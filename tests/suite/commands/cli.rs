//! The program, run from outside: its output, its files and its exit status.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::program::program;
use casualty_register::report;

fn reconcile(args: &[&str]) -> Output {
    Command::new(program()).args(args).output().unwrap()
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022")
}

fn sample(file: &str) -> String {
    text(&samples().join(file))
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// The output of a command that ended with this status.
fn printed(output: &Output, status: i32) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{errors}");
    assert_eq!(errors, "");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The error output of a command that could not run.
fn complaint(output: &Output) -> String {
    let errors = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(!errors.contains("panicked"), "{errors}");
    assert!(errors.starts_with("error: "), "{errors}");
    errors
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |name: String| (name.clone(), fs::read(folder.join(name)).unwrap());
    names(folder).into_iter().map(file).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A project of small lists in a fresh folder.
struct Lists(tempfile::TempDir);

impl Lists {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Lists(folder)
    }

    fn path(&self, name: &str) -> String {
        text(&self.0.path().join(name))
    }
}

const TWO_LISTS: &str = r#"
[project]
title = "Two lists"
[[source]]
id = "a"
file = "a.csv"
declared_count = 2
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
fn run_writes_the_same_bytes_again_in_place_of_the_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let run = || reconcile(&["run", &sample("reconcile.toml"), "--out", &text(&out)]);
    let said = printed(&run(), 0);
    assert!(said.contains("221 rows  arrukhkhak"), "{said}");
    assert!(said.starts_with("241 people documented by name, 238 to 241 with 90 % probability; "), "{said}");
    let report = out.join("report.html");
    let end = format!("Written to {}: 19 files. Read {} first.\n", out.display(), report.display());
    assert!(said.contains(&end), "{said}");
    let first = files(&out);
    let mut expected: Vec<&str> = report::Output::ALL.iter().map(|output| output.file_name()).collect();
    expected.sort_unstable();
    assert_eq!(first.keys().collect::<Vec<_>>(), expected);
    assert_eq!(printed(&run(), 0), said);
    assert!(files(&out) == first, "two runs wrote different bytes");
    assert_eq!(names(folder.path()), ["out"], "something was left beside the folder");
}

#[test]
fn run_writes_only_what_is_asked_for_and_the_record_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(&folder.path().join("out"));
    let said =
        printed(&reconcile(&["run", &sample("reconcile.toml"), "--out", &out, "--write", "members"]), 0);
    assert!(said.ends_with("members.csv, run.json\n"), "{said}");
    assert_eq!(names(Path::new(&out)), ["members.csv", "run.json"]);
}

/// 8,000 rows: above the number of records up to which all pairs are compared.
#[test]
fn the_members_are_the_same_whatever_else_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let world = text(&folder.path().join("world"));
    printed(&reconcile(&["sample", &world, "--persons", "3000", "--seed", "11"]), 0);
    let project = text(&Path::new(&world).join("reconcile.toml"));
    let members = |write: &str| {
        let out = folder.path().join(write);
        printed(&reconcile(&["run", &project, "--out", &text(&out), "--write", write]), 0);
        fs::read(out.join("members.csv")).unwrap()
    };
    assert!(members("members") == members("members,overlap"), "two runs joined other records");
}

#[test]
fn a_model_of_an_earlier_run_is_taken_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (first, again) = (folder.path().join("first"), folder.path().join("again"));
    let project = sample("reconcile.toml");
    printed(&reconcile(&["run", &project, "--out", &text(&first)]), 0);
    let model = text(&first.join("model.json"));
    printed(&reconcile(&["run", &project, "--out", &text(&again), "--model", &model]), 0);
    assert_eq!(files(&again)["model.json"], files(&first)["model.json"]);
    printed(&reconcile(&["explain", &project, "azattyq:2", "arrukhkhak:84", "--model", &model]), 0);
    fs::write(&model, "{}").unwrap();
    let said = complaint(&reconcile(&["check", &project, "--model", &model]));
    assert!(
        said.contains("model.json: the model has format none, and this version reads format 1"),
        "{said}"
    );
}

#[test]
fn run_leaves_folders_of_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "ten years of work").unwrap();
    let run = reconcile(&["run", &sample("reconcile.toml"), "--out", &text(folder.path())]);
    let said = complaint(&run);
    assert!(said.contains("contains thesis.txt, which this program did not write"), "{said}");
    assert_eq!(names(folder.path()), ["thesis.txt"]);
}

#[test]
fn check_ends_well_when_nothing_is_wrong() {
    let said = printed(&reconcile(&["check", &sample("reconcile.toml")]), 0);
    let last = said.lines().last().unwrap();
    assert!(last.starts_with("0 errors, "), "{last}");
    let severities: Vec<&str> = said.lines().filter_map(|line| line.split(' ').next()).collect();
    let warnings = severities.iter().filter(|severity| **severity == "warning").count();
    let notes = severities.iter().filter(|severity| **severity == "note").count();
    assert_eq!(warnings + notes + 1, severities.len());
    assert!(severities[..warnings].iter().all(|severity| *severity == "warning"), "warnings come first");
}

#[test]
fn check_ends_with_1_when_the_data_has_errors() {
    let lists = Lists::new(&[
        ("p.toml", TWO_LISTS),
        ("a.csv", "no,name,born\n1,Асан Тестов,soon\n"),
        ("b.csv", "no,name,born\n1,Дана Үлгі,\n"),
    ]);
    let said = printed(&reconcile(&["check", &lists.path("p.toml")]), 1);
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0]
            .starts_with("error declared-count a.csv: the project file declares 2 rows, but the list has 1"),
        "{said}"
    );
    assert!(lines[1].starts_with("warning unreadable-date a.csv, row 2, column born: "), "{said}");
    assert!(said.ends_with("1 error, 1 warning, 0 notes\n"), "{said}");
}

#[test]
fn explain_shows_both_rows_and_every_bit() {
    let said = printed(&reconcile(&["explain", &sample("reconcile.toml"), "azattyq:2", "arrukhkhak:84"]), 0);
    for part in ["arrukhkhak:84  (arrukhkhak-en.csv, row 85)", "azattyq:2  (azattyq-kk.csv, row 3)"] {
        assert!(said.contains(part), "{said}");
    }
    for part in ["Аты-жөні: Алексей Соловьев", "name read as: surname ", "\nsurname ", "\nprior ", "\nsum "]
    {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn explain_says_which_record_there_is_not() {
    let explain = |a, b| complaint(&reconcile(&["explain", &sample("reconcile.toml"), a, b]));
    assert!(explain("azattyq:1888", "official:1").contains("no record azattyq:1888; the nearest id is 188"));
    assert!(explain("azatyq:1", "official:1").contains("the lists are: arrukhkhak, azattyq, official"));
    assert!(explain("1", "official:1").contains("write it as SOURCE:ID"));
    assert!(explain("official:1", "official:1").contains("name two different records"));
}

#[test]
fn evaluate_prints_measures_and_on_request_the_errors() {
    let project = sample("reconcile.toml");
    let said = printed(&reconcile(&["evaluate", &project, "--truth", &sample("truth.csv"), "--errors"]), 0);
    assert!(said.contains("pairs of records"), "{said}");
    assert!(
        said.contains(
            "428 records of the truth were found, 0 were not; 0 records of the run are not in the truth"
        ),
        "{said}"
    );
    for part in [
        "B³ of records",
        "True pairs by last stage",
        "Pairs by probability",
        "Brier score",
        "Pairs by script",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn evaluate_prints_json_for_programs() {
    let lists = Lists::new(&[
        ("p.toml", &TWO_LISTS.replace("declared_count = 2", "")),
        ("a.csv", "no,name,born\n1,Тестов Асан,1980-03-04\n\u{9b}2\u{202e},Үлгіева Дана,\n"),
        ("b.csv", "no,name,born\n1,Testov Asan,1980-03-04\n"),
        ("truth.csv", "source,id,person\na,1,x\nb,1,x\nb,2,x\n"),
    ]);
    let (project, truth) = (lists.path("p.toml"), lists.path("truth.csv"));
    let said = printed(&reconcile(&["evaluate", &project, "--truth", &truth, "--format", "json"]), 0);
    assert!(
        said.chars().all(|letter| letter == '\n' || !(letter.is_control() || letter == '\u{202e}')),
        "{said:?}"
    );
    let evaluation: serde_json::Value = serde_json::from_str(&said).unwrap();
    let unknown = &evaluation["unknown"][0]["record"];
    assert_eq!(unknown.as_str(), Some("\u{9b}2\u{202e}"), "{said}");
    assert_eq!(evaluation["lost"][0]["record"].as_str(), Some("2"));
    assert_eq!(evaluation["pairs"]["truth"].as_u64(), Some(3));
    assert_eq!(evaluation["reach"][0]["reach"].as_str(), Some("lost"));
    assert_eq!(evaluation["calibration"]["all"]["cases"].as_u64(), Some(1));
}

#[test]
fn evaluate_lists_each_wrong_pair_with_names_and_weight() {
    let lists = Lists::new(&[
        ("p.toml", &TWO_LISTS.replace("declared_count = 2", "")),
        ("a.csv", "no,name,born\n1,Тестов Асан Болатұлы,1980-03-04\n2,Үлгіева Дана,1991-02-03\n"),
        ("b.csv", "no,name,born\n1,Testov Asan Bolatuly,1980-03-04\n"),
        ("truth.csv", "source,id,person\na,1,x\nb,1,y\na,2,y\nb,3,x\n"),
    ]);
    let (project, truth) = (lists.path("p.toml"), lists.path("truth.csv"));
    let said = printed(&reconcile(&["evaluate", &project, "--truth", &truth, "--errors"]), 0);
    let lines: Vec<String> =
        said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let at = |wanted: &str| lines.iter().position(|line| line == wanted).unwrap_or_else(|| panic!("{said}"));
    let joined = at("Joined, but two people");
    assert!(lines[joined + 1].ends_with(" bits a:1 Тестов Асан Болатұлы"), "{said}");
    assert_eq!(lines[joined + 2], "b:1 Testov Asan Bolatuly");
    let apart = at("Kept apart, but one person");
    let pair = ["- bits a:1 Тестов Асан Болатұлы", "b:3", "(a record is on no list)"];
    assert_eq!(lines[apart + 1..apart + 4], pair);
    let lost = at("Lost: in the truth, in no list");
    assert_eq!(lines[lost + 1], "b:3");

    let broken = lists.path("broken.csv");
    fs::write(&broken, "source,id,person\na,1,x\na,1,y\n").unwrap();
    let said = complaint(&reconcile(&["evaluate", &project, "--truth", &broken]));
    assert!(said.contains("broken.csv, row 3: the record a:1 occurs twice"), "{said}");
}

#[test]
fn names_are_compared_with_tables_of_ones_own() {
    let lists = Lists::new(&[
        ("pairs.csv", "name_a,name_b\nТоиров Аман,Ƕoirow Aman\n"),
        ("letters.tsv", "from\tto\tsource\nƕ\tt\tinvented\n"),
    ]);
    let pairs = lists.path("pairs.csv");
    let without = printed(&reconcile(&["names", &pairs]), 0);
    assert!(without.starts_with("name_a,name_b,score,probability,alignment\n"), "{without}");
    let folder = lists.0.path().to_str().unwrap();
    let with = printed(&reconcile(&["names", &pairs, "--lexicon", folder]), 0);
    assert_ne!(with, without);
    fs::write(lists.path("letters.tsv"), "from\tto\nǶ\tt\n").unwrap();
    let said = complaint(&reconcile(&["names", &pairs, "--lexicon", folder]));
    assert!(said.contains("/letters, line 2: column `from`: `Ƕ`; write letters in lower case"), "{said}");
}

#[test]
fn sample_writes_a_project_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (world, out) = (text(&folder.path().join("world")), text(&folder.path().join("out")));
    let write = |seed| reconcile(&["sample", &world, "--persons", "20", "--seed", seed]);
    printed(&write("7"), 0);
    let first = files(Path::new(&world));
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        ["arrukhkhak.csv", "azattyq.csv", "official.csv", "reconcile.toml", "truth.csv"]
    );
    printed(&write("8"), 0);
    assert_ne!(files(Path::new(&world)), first);
    let project = format!("{world}/reconcile.toml");
    printed(&reconcile(&["run", &project, "--out", &out]), 0);
    fs::write(format!("{world}/notes.txt"), "mine").unwrap();
    assert!(complaint(&write("7")).contains("contains notes.txt, which is not part of a sample"));
}

#[test]
fn a_missing_project_or_list_is_named() {
    let said = complaint(&reconcile(&["check", "no-such-project.toml"]));
    assert!(said.starts_with("error: no-such-project.toml: read failed: "), "{said}");
    let lists = Lists::new(&[("p.toml", TWO_LISTS), ("a.csv", "no,name,born\n")]);
    let said = complaint(&reconcile(&["check", &lists.path("p.toml")]));
    assert!(said.contains("  - b.csv: there is no file "), "{said}");
}

#[test]
fn every_fault_of_the_project_is_said_at_once_with_the_nearest_header() {
    let lists = Lists::new(&[
        ("p.toml", TWO_LISTS),
        ("a.csv", "no,Name,born\n"),
        ("b.csv", "№,name,date of birth\n"),
    ]);
    let said = complaint(&reconcile(&["check", &lists.path("p.toml")]));
    for fault in [
        "a.csv: there is no column `name` (for name); the header has: `no`, `Name`, `born`; nearest: `Name`",
        "b.csv: there is no column `no` (for id); the header has: `№`, `name`, `date of birth`",
        "b.csv: there is no column `born` (for birth_date)",
    ] {
        assert!(said.contains(fault), "{said}");
    }
}

#[test]
fn wrong_arguments_end_with_2() {
    let cases: [&[&str]; 6] = [
        &[],
        &["merge"],
        &["run", "p.toml"],
        &["run", "p.toml", "--out", "x", "--write", "everything"],
        &["sample", "x", "--scenario", "nowhere"],
        &["sample", "x", "--persons", "0"],
    ];
    for args in cases {
        let output = reconcile(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
    let said = complaint(&reconcile(cases[3]));
    assert!(said.contains("there is no output `everything`; choose among members, register"), "{said}");
    assert!(printed(&reconcile(&["--help"]), 0).contains("explain"));
}

/// A cell that would clear the screen, reverse the line and add a line of its own.
const HOSTILE: &str = "no,name,born\n1,\"\u{1b}[2J\u{202e}Асан\nlinked: Тестов\",\n";

#[test]
fn cells_cannot_command_the_terminal() {
    let lists = Lists::new(&[
        ("p.toml", &TWO_LISTS.replace("declared_count = 2", "")),
        ("a.csv", HOSTILE),
        ("b.csv", "no,name,born\n1,Asan Testov,\u{1b}]0;x\u{7}\n"),
        ("truth.csv", "source,id,person\na,1,x\nb,1,x\n"),
    ]);
    let (project, truth) = (lists.path("p.toml"), lists.path("truth.csv"));
    let explained = printed(&reconcile(&["explain", &project, "a:1", "b:1"]), 0);
    assert!(explained.contains("name: \\u{1b}[2J\\u{202e}Асан\\nlinked: Тестов\n"), "{explained}");
    let checked = printed(&reconcile(&["check", &project]), 0);
    assert!(checked.contains("\\u{1b}]0;x\\u{7}"), "{checked}");
    let evaluated = printed(&reconcile(&["evaluate", &project, "--truth", &truth, "--errors"]), 0);
    for said in [explained, checked, evaluated] {
        let visible = |letter: char| letter == '\n' || !(letter.is_control() || letter == '\u{202e}');
        assert!(said.chars().all(visible), "{said:?}");
        assert!(!said.lines().any(|line| line.starts_with("linked: Тестов")), "{said:?}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let mut check = Command::new(program())
        .args(["check", &sample("reconcile.toml")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(check.stdout.take());
    let output = check.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn help_has_every_command_under_its_task() {
    let said = printed(&reconcile(&["--help"]), 0);
    let tasks: Vec<&str> =
        said.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).collect();
    assert_eq!(tasks, ["Start:", "Run:", "Review:", "Publish:", "Study:", "Options:"], "{said}");
    for line in said.lines().skip_while(|line| *line != "Start:").take_while(|line| *line != "Options:") {
        let Some(command) = line.strip_prefix("  ").and_then(|line| line.split(' ').next()) else { continue };
        let help = printed(&reconcile(&[command, "--help"]), 0);
        assert!(help.contains(&format!("Usage: reconcile {command}")), "{help}");
    }
}

#[test]
fn check_folds_findings_of_one_kind_unless_asked() {
    let rows: String = (1..=9).map(|row| format!("{row},Асан Тестов{row},soon\n")).collect();
    let list = format!("no,name,born\n{rows}");
    let project = TWO_LISTS.replace("declared_count = 2", "");
    let lists =
        Lists::new(&[("p.toml", &project), ("a.csv", &list), ("b.csv", "no,name,born\n1,Дана Үлгі,\n")]);
    let lines = |said: &str| said.lines().filter(|line| line.starts_with("warning unreadable-date")).count();
    let folded = printed(&reconcile(&["check", &lists.path("p.toml")]), 0);
    assert_eq!(lines(&folded), 1, "{folded}");
    assert!(folded.contains("a.csv, row 2, column born: "), "{folded}");
    assert!(folded.contains("; and 8 more like it, rows 3, 4, 5, 6, 7, 8, …\n"), "{folded}");
    assert!(folded.ends_with(" warnings, 0 notes; to see each: --format lines\n"), "{folded}");
    let whole = printed(&reconcile(&["check", &lists.path("p.toml"), "--format", "lines"]), 0);
    assert_eq!(lines(&whole), 9, "{whole}");
    assert!(whole.ends_with(" warnings, 0 notes\n"), "{whole}");
}
