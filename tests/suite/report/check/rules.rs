//! The section `[check]` of a project file.

use super::{PROJECT, nasty};
use casualty_register::source::Project;
use casualty_register::{Code, ErrorKind, Severity};

fn with(check: &str) -> String {
    format!("[check]\n{check}\n{PROJECT}")
}

#[test]
fn a_project_says_how_grave_each_code_is() {
    let text = with("fail_on = \"warning\"\nno-name = \"error\"\nunknown-place = \"off\"");
    let project = Project::parse("p.toml", &text).unwrap();
    let rules = project.check();
    assert_eq!(rules.fail_on(), Severity::Warning);
    assert_eq!(rules.severity(Code::NoName), Some(Severity::Error));
    assert_eq!(rules.severity(Code::UnknownPlace), None);
    assert_eq!(rules.severity(Code::EmptyRow), Some(Severity::Note));
}

#[test]
fn faults_name_the_key_and_what_can_stand_there() {
    let cases = [
        ("no-nam = \"error\"", "[check]: the code `no-nam` is unknown; nearest: `no-name`"),
        ("zzzzzzz = \"error\"", "the code `zzzzzzz` is unknown; `reconcile codes` prints all codes"),
        ("no-name = \"fatal\"", "`no-name` is \"fatal\"; write \"error\", \"warning\", \"note\" or \"off\""),
        ("no-name = true", "`no-name` must be text in quotes"),
        ("fail_on = \"off\"", "`fail_on` is \"off\"; write one of \"error\", \"warning\", \"note\""),
    ];
    for (check, expected) in cases {
        let ErrorKind::Project { faults, .. } =
            Project::parse("p.toml", &with(check)).unwrap_err().into_kind()
        else {
            panic!("another kind of error");
        };
        assert!(faults.len() == 1 && faults[0].contains(expected), "{check}: {faults:?}");
    }
}

#[test]
fn what_is_switched_off_is_counted_and_does_not_fail() {
    let repository = nasty();
    repository.write("data/p.toml", &with("duplicate-id = \"off\"\ndeclared-count = \"note\""));
    let said = repository.printed(&[], 0);
    assert!(said.contains("0 errors, "), "{said}");
    assert!(said.contains("\nnote declared-count b.csv: "), "{said}");
    assert!(said.ends_with("\n1 finding switched off: duplicate-id\n"), "{said}");
    let github = repository.printed(&["--format", "github"], 0);
    assert!(github.ends_with("\n1 finding switched off: duplicate-id\n"), "{github}");
    let json: serde_json::Value =
        serde_json::from_str(&repository.printed(&["--format", "json"], 0)).unwrap();
    assert_eq!(json["switched_off"]["duplicate-id"], 1);
    let sarif: serde_json::Value =
        serde_json::from_str(&repository.printed(&["--format", "sarif"], 0)).unwrap();
    assert_eq!(sarif["runs"][0]["properties"]["switchedOff"]["duplicate-id"], 1);
    let overrides = &sarif["runs"][0]["invocations"][0]["ruleConfigurationOverrides"];
    assert_eq!(overrides[0]["configuration"]["enabled"], false);
    assert_eq!(overrides[1]["configuration"]["level"], "note");
    let junit = repository.printed(&["--format", "junit"], 0);
    assert!(
        junit.contains("<skipped message=\"switched off in the project file; 1 finding in all lists\"/>")
    );
}

#[test]
fn a_check_can_fail_on_less() {
    let repository = nasty();
    let rules = "duplicate-id = \"off\"\ndeclared-count = \"off\"\n";
    repository.write("data/p.toml", &with(rules));
    repository.printed(&[], 0);
    repository.write("data/p.toml", &with(&format!("{rules}fail_on = \"warning\"")));
    let junit = repository.printed(&["--format", "junit"], 1);
    assert!(junit.contains("type=\"warning\""), "{junit}");
}

#[test]
fn a_run_keeps_all_findings_as_they_are() {
    let repository = nasty();
    repository.write("data/p.toml", &with("duplicate-id = \"off\""));
    let outcome = casualty_register::Reconciler::open(repository.path("data/p.toml")).unwrap().run().unwrap();
    let table = outcome.render(casualty_register::report::Output::Findings);
    assert!(String::from_utf8(table).unwrap().contains("\nerror,duplicate-id,"));
}
