//! `verify`: a folder follows from its inputs, or the program reports what does not.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use casualty_register::Reconciler;
use casualty_register::audit::{State, Verification, Verify, verify, verify_files};
use casualty_register::linkage::Model;
use casualty_register::report::Output;
use casualty_register::source::{Field, Source, SourceSpec};

const PROJECT: &str = r#"
[project]
title = "Two lists"
lexicon = ["uz"]
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

/// A project in a folder of this test, and the register made from it.
struct Dataset(tempfile::TempDir);

impl Dataset {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dataset = Dataset(folder);
        fs::create_dir(dataset.path("uz")).unwrap();
        for (name, text) in [
            ("p.toml", PROJECT),
            ("a.csv", "no,name,born\n1,Тестов Асан Болатұлы,1980-03-04\n2,Үлгіева Дана,1991-02-03\n"),
            ("b.csv", "no,name,born\n1,Testov Asan Bolatuly,1980-03-04\n"),
            ("uz/months.tsv", "form\tvalue\tmatch\nyanvar\t1\texact\n"),
        ] {
            fs::write(dataset.path(name), text).unwrap();
        }
        dataset
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, outputs: &[Output]) {
        let outcome = Reconciler::open(self.path("p.toml")).unwrap().run().unwrap();
        outcome.write(self.path("out"), outputs).unwrap();
    }

    fn verify(&self) -> Verification {
        verify(self.path("out"), &Verify::default()).unwrap()
    }

    /// The parts that have changed.
    fn odd(&self) -> Vec<(String, State)> {
        let found = self.verify();
        assert!(!found.is_verified());
        let all = found.inputs.into_iter().chain(found.outputs);
        all.filter(|one| one.state != State::Same).map(|one| (one.name, one.state)).collect()
    }
}

fn named(name: &str, state: State) -> (String, State) {
    (name.to_owned(), state)
}

#[test]
fn a_fresh_folder_is_verified_whole_or_in_part() {
    let dataset = Dataset::new();
    for outputs in [&Output::ALL[..], &[Output::Members, Output::Findings]] {
        dataset.write(outputs);
        let found = dataset.verify();
        assert!(found.is_verified(), "{found}");
        let files = outputs.iter().filter(|output| **output != Output::Run).count() + 1;
        assert_eq!(found.outputs.len(), files);
        assert!(
            found.to_string().starts_with(&format!(
                "Verified: repeating the run on 6 inputs gives the same {files} files"
            ))
        );
        let found = verify_files(dataset.path("out")).unwrap();
        assert!(found.is_verified() && found.to_string().ends_with("the run was not repeated"), "{found}");
    }
}

#[test]
fn what_was_done_to_files_of_the_folder_is_named() {
    let dataset = Dataset::new();
    dataset.write(&Output::ALL);
    let out = dataset.path("out");
    fs::write(out.join("members.csv"), "entry_id\n").unwrap();
    fs::remove_file(out.join("links.csv")).unwrap();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let odd = [
        named("members.csv", State::Altered),
        named("links.csv", State::Missing),
        named("notes.txt", State::Foreign),
    ];
    assert_eq!(dataset.odd(), odd);
    let said = dataset.verify().to_string();
    assert!(said.contains("output  members.csv: has changed since the run wrote it\n"), "{said}");
    assert!(said.ends_with("Not verified"), "{said}");
}

/// A changed file with a changed digest is detected, because the run is repeated.
#[test]
fn a_forged_record_is_found_out() {
    let dataset = Dataset::new();
    dataset.write(&[Output::Members]);
    let (members, run) = (dataset.path("out/members.csv"), dataset.path("out/run.json"));
    let digest = |path| {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(fs::read(path).unwrap());
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let before = digest(&members);
    fs::write(&members, "entry_id\n").unwrap();
    let forged = fs::read_to_string(&run).unwrap().replace(&before, &digest(&members));
    fs::write(&run, forged).unwrap();
    assert_eq!(dataset.odd(), [named("members.csv", State::Changed), named("run.json", State::Changed)]);
}

#[test]
fn every_input_that_changed_is_named() {
    let dataset = Dataset::new();
    dataset.write(&[Output::Members]);
    fs::write(dataset.path("b.csv"), "no,name,born\n7,Бөтен Біреу,1950-01-01\n").unwrap();
    fs::write(dataset.path("uz/months.tsv"), "form\tvalue\tmatch\nyanwar\t1\texact\n").unwrap();
    fs::write(dataset.path("uz/titles.tsv"), "form\n").unwrap();
    let odd = dataset.odd();
    for input in [
        named("b.csv", State::Changed),
        named("uz/months.tsv", State::Changed),
        named("uz/titles.tsv", State::Foreign),
    ] {
        assert!(odd.contains(&input), "{odd:?}");
    }
    fs::remove_file(dataset.path("uz/titles.tsv")).unwrap();
    fs::remove_file(dataset.path("b.csv")).unwrap();
    let found = dataset.verify();
    assert!(found.inputs.iter().any(|part| part.name == "b.csv" && part.state == State::Missing));
    assert!(found.problem.as_deref().unwrap().contains("there is no file"), "{found}");
}

#[test]
fn a_project_that_moved_is_passed() {
    let dataset = Dataset::new();
    dataset.write(&[Output::Members]);
    let elsewhere = tempfile::tempdir().unwrap();
    let out = elsewhere.path().join("out");
    fs::rename(dataset.path("out"), &out).unwrap();
    let error = verify(&out, &Verify::default()).unwrap_err().to_string();
    assert!(error.contains("name it with --project FILE"), "{error}");
    let how = Verify::default().with_project(dataset.path("p.toml"));
    assert!(verify(&out, &how).unwrap().is_verified());
    // Moving or renaming the project file is not a change of it.
    fs::copy(dataset.path("p.toml"), dataset.path("other.toml")).unwrap();
    let how = Verify::default().with_project(dataset.path("other.toml"));
    let found = verify(&out, &how).unwrap();
    assert!(found.inputs.iter().all(|input| input.state == State::Same), "{found}");
}

#[test]
fn a_run_with_a_given_model_is_verified_with_it() {
    let dataset = Dataset::new();
    dataset.write(&Output::ALL);
    let model = dataset.path("model.json");
    fs::copy(dataset.path("out/model.json"), &model).unwrap();
    let again = |outputs: &[Output]| {
        let reconciler = Reconciler::open(dataset.path("p.toml")).unwrap();
        let outcome = reconciler.with_model(Model::open(&model).unwrap()).run().unwrap();
        outcome.write(dataset.path("out"), outputs).unwrap();
    };
    again(&Output::ALL);
    assert!(dataset.verify().is_verified(), "{}", dataset.verify());
    again(&[Output::Members]);
    let error = verify(dataset.path("out"), &Verify::default()).unwrap_err().to_string();
    assert!(error.contains("--model FILE"), "{error}");
    let how = Verify::default().with_model(&model);
    assert!(verify(dataset.path("out"), &how).unwrap().is_verified());
}

#[test]
fn what_cannot_be_verified_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let failed = || verify(&out, &Verify::default()).unwrap_err().to_string();
    assert!(failed().contains("out: the folder has no run.json"), "{}", failed());
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
    let source = Source::from_bytes(spec, "a.csv", b"name\nTestov Asan\n").unwrap();
    Reconciler::new("", vec![source]).run().unwrap().write_dir(&out).unwrap();
    assert!(failed().contains("built in code"), "{}", failed());
    fs::write(out.join("run.json"), "{}").unwrap();
    assert!(failed().contains("the file is not the record of a run"), "{}", failed());
}
