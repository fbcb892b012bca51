//! The tables for other programs, as those programs read them: `frictionless` validates the Data Package,
//! `followthemoney` reads the statements, and Python and R run the lines of the guide.
//!
//! `CONFORMANCE_PYTHON` names a Python that has both packages; without it `python3` is taken. A test whose program or
//! package is missing says so and is skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output as Printed};

use casualty_register::report::{Output, Publication};
use casualty_register::source::{Field, Project};
use casualty_register::{Outcome, Reconciler};
use serde_json::Value;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-samples/january-2022/reconcile.toml");
const PAGE: &str = include_str!("../../src/guide/exchange.md");
const STATEMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/statements.py");

fn sample() -> Outcome {
    let project = Project::open(SAMPLE).expect("the sample");
    Reconciler::of_project(&project).and_then(Reconciler::run).expect("a run")
}

/// Every CSV file of a run with its description.
fn outputs() -> Vec<Output> {
    Output::ALL.into_iter().chain([Output::People, Output::Statements, Output::DataPackage]).collect()
}

fn python() -> String {
    std::env::var("CONFORMANCE_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Whether a command ends well. If not, says that a test is skipped.
fn is_there(what: &str, command: &mut Command) -> bool {
    let is_there = command.output().is_ok_and(|printed| printed.status.success());
    if !is_there {
        eprintln!("skipped: {what} is not installed");
    }
    is_there
}

fn has_package(package: &str) -> bool {
    is_there(
        &format!("the Python package {package}"),
        Command::new(python()).args(["-c", &format!("import {package}")]),
    )
}

/// Validates the Data Package in a folder.
fn validated(folder: &Path) -> Printed {
    let mut command = Command::new(python());
    command.args(["-m", "frictionless", "validate", "datapackage.json", "--json"]).current_dir(folder);
    command.output().unwrap()
}

/// The types of all errors in a report of `frictionless`.
fn errors(printed: &Printed) -> BTreeSet<String> {
    let report: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let tasks = report["tasks"].as_array().unwrap().iter();
    let of_tasks = tasks.flat_map(|task| task["errors"].as_array().unwrap());
    let all = of_tasks.chain(report["errors"].as_array().unwrap());
    all.map(|error| error["type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_data_package_of_a_run_is_valid_until_a_key_breaks() {
    if !has_package("frictionless") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    sample().write(&out, &outputs()).unwrap();
    let well = validated(&out);
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stdout));
    let tables = fs::read_dir(&out)
        .unwrap()
        .filter(|one| one.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "csv"));
    let report: Value = serde_json::from_slice(&well.stdout).unwrap();
    assert_eq!(report["tasks"].as_array().unwrap().len(), tables.count(), "one resource for each CSV file");

    // Each key in turn: the first row of a file names an entry or a record that does not exist.
    for (file, column) in
        [("members.csv", 0), ("claims.csv", 0), ("claims.csv", 5), ("links.csv", 1), ("statements.csv", 0)]
    {
        let whole = fs::read(out.join(file)).unwrap();
        fs::write(out.join(file), with_cell(&whole, column, "nobody")).unwrap();
        let broken = validated(&out);
        assert!(!broken.status.success(), "{file}, column {column}");
        let errors = errors(&broken);
        assert!(errors.contains("foreign-key"), "{file}, column {column}: {errors:?}");
        fs::write(out.join(file), whole).unwrap();
    }

    // A file that changed since.
    let whole = fs::read_to_string(out.join("people.csv")).unwrap();
    fs::write(out.join("people.csv"), whole.replacen(",1.0000,", ",0.9999,", 1)).unwrap();
    assert!(errors(&validated(&out)).contains("hash-count"));
}

/// A table whose first row has another text in one column.
fn with_cell(table: &[u8], column: usize, text: &str) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table);
    for (number, row) in reader.records().enumerate() {
        let row = row.unwrap();
        let cell = |(at, cell)| if number == 1 && at == column { text } else { cell };
        writer.write_record(row.iter().enumerate().map(cell)).unwrap();
    }
    writer.into_inner().unwrap()
}

/// A publication of the sample, in a folder.
fn published(folder: &Path) {
    let outcome = sample();
    let project = Project::open(SAMPLE).unwrap();
    Publication::new(&outcome, project.profile()).unwrap().write(folder).unwrap();
}

#[test]
fn the_data_package_of_a_publication_is_valid() {
    if !has_package("frictionless") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    published(&out);
    let well = validated(&out);
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stdout));
}

/// What `followthemoney` reads from a folder: for each person the records, lists and values.
fn read_back(folder: &Path) -> BTreeMap<String, Value> {
    let printed = Command::new(python()).arg(STATEMENTS).arg(folder.join("statements.csv")).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    serde_json::from_slice(&printed.stdout).unwrap()
}

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn followthemoney_reads_people_and_values_back() {
    if !has_package("followthemoney") {
        return;
    }
    let (folder, outcome) = (tempfile::tempdir().unwrap(), sample());
    let out = folder.path().join("out");
    outcome.write(&out, &[Output::Statements]).unwrap();
    let people = read_back(&out);
    let entries = outcome.register().entries();
    assert_eq!(people.len(), entries.len());
    let (mut names, mut deaths) = (0, 0);
    for entry in entries {
        let person = &people[entry.id()];
        assert_eq!(texts(&person["records"]).len(), entry.members().len(), "{}", entry.id());
        assert_eq!(texts(&person["lists"]), entry.sources().into_iter().collect());
        let claimed = |field| {
            let claims = entry.claims().iter().filter(move |claim| claim.field == Some(field));
            claims.map(|claim| claim.value.trim()).collect::<BTreeSet<&str>>()
        };
        assert_eq!(texts(&person["values"]["name"]), claimed(Field::Name), "{}", entry.id());
        let read = texts(&person["values"]["deathDate"]);
        let all = claimed(Field::DeathDate);
        let is_plain = |date: &&str| date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let plain: BTreeSet<&str> = all.iter().copied().filter(is_plain).collect();
        assert!(plain.is_subset(&read), "{}: {plain:?} {read:?}", entry.id());
        (names, deaths) = (names + claimed(Field::Name).len(), deaths + read.len());
    }
    assert!(names > 200 && deaths > 200, "{names} names, {deaths} dates");
}

#[test]
fn followthemoney_reads_a_publication() {
    if !has_package("followthemoney") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    published(&out);
    let people = read_back(&out);
    let table = csv::Reader::from_path(out.join("people.csv")).unwrap();
    let ids: BTreeSet<String> = table.into_records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(people.into_keys().collect::<BTreeSet<_>>(), ids);
}

/// The lines of the guide in a language.
fn lines(language: &str) -> &'static str {
    let after = PAGE.split_once(&format!("```{language}\n")).unwrap().1;
    let lines = after.split_once("```").unwrap().0;
    assert!(lines.lines().count() <= 10, "{language}: at most ten lines");
    lines
}

/// Runs the lines of the guide beside `people.csv`; they print the table of `overlap.csv` without intervals.
fn repeats_the_overlap_table(program: &str, language: &str) {
    let (folder, outcome) = (tempfile::tempdir().unwrap(), sample());
    let out = folder.path().join("out");
    outcome.write(&out, &[Output::People, Output::Overlap]).unwrap();
    fs::write(folder.path().join("lines"), lines(language)).unwrap();
    let printed = Command::new(program).arg("../lines").current_dir(&out).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let printed = String::from_utf8(printed.stdout).unwrap();
    let mut table = csv::Reader::from_path(out.join("overlap.csv")).unwrap();
    let rows = table.records().map(|row| row.unwrap()).filter(|row| &row[1] != "0");
    let expected: BTreeSet<String> = rows.map(|row| format!("{},{}", &row[0], &row[1])).collect();
    assert_eq!(printed.lines().map(|line| line.trim().to_owned()).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_lines_of_python_repeat_the_overlap_table() {
    if is_there("Python", Command::new(python()).arg("--version")) {
        repeats_the_overlap_table(&python(), "python");
    }
}

#[test]
fn the_lines_of_r_repeat_the_overlap_table() {
    if is_there("R", Command::new("Rscript").arg("--version")) {
        repeats_the_overlap_table("Rscript", "r");
    }
}
