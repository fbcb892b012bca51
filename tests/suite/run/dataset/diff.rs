//! `reconcile diff`.

use super::Dataset;

fn kinds(json: &serde_json::Value) -> Vec<&str> {
    json["changes"].as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect()
}

#[test]
fn editions_of_a_list_are_compared() {
    let dataset = Dataset::new();
    let sides = ["diff", "p.toml", "a@2022-06-01", "a@2022-08-16"];
    insta::assert_snapshot!(dataset.printed(&sides, 0));
    let json = dataset.json(&sides, 0);
    assert_eq!((kinds(&json), &json["same"]), (vec!["added", "withdrawn"], &1.into()));
    let of_two = ["diff", "p.toml", "a@2022-06-01", "p.toml", "a@2022-08-16"];
    assert_eq!(dataset.json(&of_two, 0), json);
    let back = dataset.json(&["diff", "p.toml", "a@2022-08-16", "a@2022-06-01"], 0);
    assert_eq!(back["changes"][0]["new"], json["changes"][1]["old"]);
}

#[test]
fn registers_and_projects_are_compared() {
    let dataset = Dataset::with_register();
    let same = dataset.json(&["diff", "out", "out/register.json"], 0);
    assert_eq!((kinds(&same), &same["same"]), (vec![], &2.into()));
    dataset.printed(&["run", "p.toml", "--out", "june", "--edition", "a=2022-06-01"], 0);
    let json = dataset.json(&["diff", "june", "out"], 0);
    assert_eq!(kinds(&json), ["added", "withdrawn"]);
    assert!(dataset.printed(&["diff", "june", "out"], 0).contains("Мысалов Нұр"));
    dataset.write("q.toml", &super::PROJECT.replace("2022-08-16", "2022-05-01"));
    assert_eq!(kinds(&dataset.json(&["diff", "q.toml", "p.toml"], 0)), ["added", "withdrawn"]);
}

#[test]
fn sides_that_cannot_be_compared_are_complained_of() {
    let dataset = Dataset::with_register();
    dataset.write("no.json", "{}");
    dataset.complains(&[
        (&["diff"], "<OLD_OR_NEW>"),
        (&["diff", "out"], "only 1 was provided"),
        (&["diff", "a", "b", "c", "d", "e"], "unexpected value 'e'"),
        (&["diff", "nowhere", "out"], "nowhere: read failed"),
        (&["diff", "out", "."], "register.json: read failed"),
        (&["diff", "out", "no.json"], "no.json: the file is not a register.json of a run"),
        (&["diff", "out", "p.toml"], "name two register folders, two project files, or PROJECT.toml ID@DATE"),
        (&["diff", "p.toml", "nowhere.toml"], "nowhere.toml: read failed"),
        (&["diff", "p.toml", "a@2022-06-01"], "name two register folders, two project files"),
        (&["diff", "p.toml", "a", "a@2022-06-01"], "`a` is not an edition; write ID@DATE"),
        (&["diff", "p.toml", "a@2022-06-01", "b@2022-06-01"], "`a` and `b` are two lists"),
        (&["diff", "p.toml", "c@2022-06-01", "c@2022-08-16"], "there is no list `c`; the lists are: a, b"),
        (
            &["diff", "p.toml", "a@2022-06-01", "a@2022-07-01"],
            "no edition of 2022-07-01; its editions are: 2022-06-01, 2022-08-16",
        ),
        (&["diff", "p.toml", "b@2022-06-01", "b@2022-08-16"], "the project file gives it no editions"),
        (&["diff", "p.toml", "a@2022-06-01", "nowhere.toml", "a@2022-08-16"], "nowhere.toml: read failed"),
    ]);
}
