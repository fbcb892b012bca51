//! The register as a file: what was written can be read back, and what no run could have written is refused.
#![allow(clippy::unwrap_used)]

use casualty_register::audit::sample::{Scenario, World};
use casualty_register::register::{Entry, Register};
use casualty_register::report::Output;
use casualty_register::report::view::View;
use casualty_register::source::{Policy, Project, Source};
use casualty_register::{Outcome, Reconciler};
use serde_json::{Value, json};

fn run(scenario: Scenario) -> Outcome {
    let world = World::generate(&scenario.settings(7).with_persons(60));
    let project = Project::parse("reconcile.toml", &world.project_toml()).unwrap();
    let lists = world.lists.iter().zip(project.sources().to_vec());
    let source = |(list, spec): (&casualty_register::audit::sample::SampleList, _)| {
        Source::from_rows(spec, list.header().map(str::to_owned), list.rows.iter().cloned()).unwrap()
    };
    Reconciler::new(&world.title, lists.map(source).collect()).run().unwrap()
}

fn sample() -> Outcome {
    Reconciler::open("data-samples/january-2022/reconcile.toml").unwrap().run().unwrap()
}

#[test]
fn read_back_and_written_again_gives_the_same_bytes() {
    for outcome in Scenario::ALL.iter().map(|one| run(*one)).chain([sample()]) {
        let json = outcome.render(Output::RegisterJson);
        let register = Register::from_json(&json).unwrap();
        // Plain assertions: a difference is a megabyte.
        assert!(&register == outcome.register(), "{}", outcome.register().title());
        assert!(register.to_json() == json, "{}", outcome.register().title());
        let alone: Register = serde_json::from_value(serde_json::to_value(&register).unwrap()).unwrap();
        assert!(alone == register);
        for entry in register.entries() {
            let again: Entry = serde_json::from_str(&serde_json::to_string(entry).unwrap()).unwrap();
            assert_eq!(&again, entry);
        }
        for policy in [Policy::working(), Policy::public()] {
            let json = View::new(&outcome, &policy).to_json();
            assert!(View::from_json(&json).unwrap().to_json() == json);
        }
    }
}

/// What the error says, and what is changed in the file.
type Case = (&'static str, fn(&mut Value));

#[test]
fn a_register_that_no_run_could_have_written_is_refused() {
    let outcome = sample();
    let written: Value = serde_json::from_slice(&outcome.register().to_json()).unwrap();
    let cases: [Case; 13] = [
        ("its format is 2", |file| file["format"] = json!(2)),
        ("missing field `lists`", |file| drop(file["register"].as_object_mut().unwrap().remove("lists"))),
        ("not sorted by id", |file| file["register"]["lists"].as_array_mut().unwrap().reverse()),
        ("states 0 records", |file| file["register"]["lists"][0]["rows"] = json!(0)),
        ("of azattyq", |file| drop(file["register"]["lists"].as_array_mut().unwrap().remove(1))),
        ("two entries have the id", |file| {
            let id = file["register"]["entries"][0]["id"].clone();
            file["register"]["entries"][1]["id"] = id;
        }),
        ("is there twice", |file| {
            let member = file["register"]["entries"][0]["members"][0].clone();
            file["register"]["entries"][1]["claims"] = json!([]);
            file["register"]["entries"][1]["members"] = json!([member]);
        }),
        ("has no member", |file| file["register"]["entries"][0]["members"] = json!([])),
        ("which is no member", |file| file["register"]["entries"][0]["claims"][0]["record"] = json!("none")),
        ("not between 0 and 1", |file| file["register"]["entries"][0]["probability"] = json!(1.5)),
        ("has not the fields", |file| {
            drop(file["register"]["entries"][0]["fields"].as_array_mut().unwrap().remove(0))
        }),
        ("unknown variant", |file| file["register"]["entries"][0]["grading"]["grade"] = json!("certain")),
        ("invalid type", |file| file["register"]["entries"][0]["id"] = json!(7)),
    ];
    for (said, change) in cases {
        let mut file = written.clone();
        change(&mut file);
        let error = Register::from_json(file.to_string().as_bytes()).expect_err(said).to_string();
        assert!(error.contains(said) && error.contains("register.json"), "{said}: {error}");
    }
}

#[test]
fn a_view_of_another_version_is_refused() {
    let mut view: Value = serde_json::from_slice(&View::new(&sample(), &Policy::public()).to_json()).unwrap();
    view["schema"] = json!(99);
    let error = View::from_json(view.to_string().as_bytes()).unwrap_err().to_string();
    assert!(error.contains("its `schema` is 99"), "{error}");
}
