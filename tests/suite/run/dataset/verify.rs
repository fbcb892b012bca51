//! `reconcile verify`.

use std::fs;

use sha2::{Digest as _, Sha256};

use super::Dataset;

#[test]
fn a_register_as_it_was_written_is_verified() {
    let dataset = Dataset::with_register();
    let said = dataset.printed(&["verify", "out"], 0);
    assert!(said.starts_with("Verified: ") && said.ends_with(" files, byte for byte\n"), "{said}");
    let json = dataset.json(&["verify", "out"], 0);
    assert!(json["problem"].is_null());
    for side in ["inputs", "outputs"] {
        let all = json[side].as_array().unwrap();
        assert!(!all.is_empty() && all.iter().all(|one| one["state"] == "same"), "{json}");
    }
}

#[test]
fn whatever_was_tampered_with_is_named() {
    type Tamper = fn(&Dataset);
    let cases: [(Tamper, &str, &str); 7] = [
        (
            |one| one.write("out/members.csv", "nobody\n"),
            "output  members.csv: has changed since the run wrote it",
            "altered",
        ),
        (
            |one| fs::remove_file(one.path("out/model.json")).unwrap(),
            "output  model.json: is missing",
            "missing",
        ),
        (|one| one.write("out/note.txt", ""), "output  note.txt: was not written by the run", "foreign"),
        (
            |one| one.write("a-august.csv", super::JUNE),
            "input   a-august.csv: has changed since the run was made",
            "changed",
        ),
        (|one| fs::remove_file(one.path("b.csv")).unwrap(), "input   b.csv: is missing", "missing"),
        (
            |one| one.write("totals.csv", "date,figure,scope_place,scope_status,kind\n"),
            "totals.csv: ",
            "changed",
        ),
        (|one| one.write("p.toml", &super::PROJECT.replace("Two", "2")), "input   p.toml: ", "changed"),
    ];
    for (tamper, line, state) in cases {
        let dataset = Dataset::with_register();
        tamper(&dataset);
        let said = dataset.printed(&["verify", "out"], 1);
        assert!(said.contains(line) && said.ends_with("Not verified\n"), "{line}: {said}");
        let json = dataset.json(&["verify", "out"], 1);
        let all = ["inputs", "outputs"].map(|side| json[side].as_array().unwrap().clone()).concat();
        assert!(all.iter().any(|one| one["state"] == state), "{line}: {json}");
    }
}

/// A digest that was changed together with its file does not hide that the file does not follow from
/// the inputs.
#[test]
fn a_record_that_was_rewritten_with_its_file_does_not_pass() {
    let dataset = Dataset::with_register();
    let text = fs::read_to_string(dataset.path("out/claims.csv")).unwrap();
    let record = fs::read_to_string(dataset.path("out/run.json")).unwrap();
    let changed = text.replace("1980", "1981");
    assert_ne!(changed, text);
    let digest =
        |text: &str| -> String { Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect() };
    let forged = record.replace(&digest(&text), &digest(&changed));
    assert_ne!(forged, record);
    dataset.write("out/claims.csv", &changed);
    dataset.write("out/run.json", &forged);
    let said = dataset.printed(&["verify", "out"], 1);
    assert!(said.contains("output  claims.csv: differs from the file that a new run writes"), "{said}");
}

#[test]
fn what_cannot_be_verified_is_complained_of() {
    let dataset = Dataset::with_register();
    dataset.complains(&[
        (&["verify"], "<DIR>"),
        (&["verify", "nowhere"], "the folder has no run.json"),
        (&["verify", "p.toml"], "the folder has no run.json"),
        (&["verify", "."], "the folder has no run.json"),
        (&["verify", "out", "--format", "xml"], "[possible values: text, json]"),
    ]);
    let said = dataset.printed(&["verify", "out", "--project", "nowhere.toml"], 1);
    assert!(said.contains("The run cannot be repeated: nowhere.toml: read failed"), "{said}");
    fs::rename(dataset.path("p.toml"), dataset.path("q.toml")).unwrap();
    dataset.complains(&[(&["verify", "out"], "name it with --project FILE")]);
    // The record of the run names its project file.
    let said = dataset.printed(&["verify", "out", "--project", "q.toml"], 1);
    assert!(said.starts_with("output  run.json: differs from the file that a new run writes\n"), "{said}");
    dataset.write("out/run.json", "{}");
    dataset.complains(&[(&["verify", "out", "--project", "q.toml"], "the file is not the record of a run")]);
}
