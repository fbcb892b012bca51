//! `reconcile totals`.

use super::Dataset;

#[test]
fn totals_are_shown_with_what_the_lists_document() {
    let dataset = Dataset::new();
    let said = dataset.printed(&["totals", "p.toml"], 0);
    insta::assert_snapshot!(said);
}

/// A figure that the lists contradict is a finding of `check`; showing it is not a failure.
#[test]
fn totals_are_json_for_programs() {
    let json = Dataset::new().json(&["totals", "p.toml"], 0);
    let figures = json["totals"]["figures"].as_array().unwrap();
    let verdicts: Vec<&str> = figures.iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["register-below", "register-above"]);
    assert!(json["absences"]["rows"].is_array(), "{json}");
}

#[test]
fn a_project_without_totals_says_so_and_still_tells_absences() {
    let dataset = Dataset::new();
    let project = super::PROJECT.replace("totals = \"totals.csv\"\n", "");
    dataset.write("p.toml", &project);
    let said = dataset.printed(&["totals", "p.toml"], 0);
    assert!(
        said.starts_with("The project has no table of published totals; name one under `totals`"),
        "{said}"
    );
    assert!(said.contains("Names of one list that another does not have"), "{said}");
    assert!(dataset.json(&["totals", "p.toml"], 0)["totals"].is_null());
}

#[test]
fn totals_that_cannot_be_read_are_complained_of() {
    let dataset = Dataset::new();
    dataset.complains(&[
        (&["totals"], "<PROJECT.toml>"),
        (&["totals", "nowhere.toml"], "nowhere.toml: read failed"),
        (&["totals", "p.toml", "--format", "xml"], "[possible values: text, json]"),
        (&["totals", "p.toml", "--model", "nowhere.json"], "nowhere.json: read failed"),
    ]);
    dataset.write("totals.csv", "date,figure\n2022-03-14,3\n");
    dataset.complains(&[(&["totals", "p.toml"], "totals.csv")]);
    std::fs::remove_file(dataset.path("totals.csv")).unwrap();
    dataset.complains(&[(&["totals", "p.toml"], "totals.csv")]);
}
