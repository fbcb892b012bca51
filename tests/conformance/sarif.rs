//! SARIF as others read it: the objects of the JSON schema of SARIF 2.1.0, and the further requirements
//! of GitHub code scanning (*SARIF support for code scanning* in the documentation of GitHub).

use std::collections::BTreeSet;

use crate::repository::{A, PROJECT, Repository, nasty};
use serde_json::Value;
use serde_sarif::sarif::Sarif;

/// Reports of findings with and without lines, of switched-off and raised codes, and of nothing at all.
fn reports() -> Vec<String> {
    let rules = format!("{PROJECT}\n[check]\nfail_on = \"warning\"\nduplicate-id = \"off\"\n");
    let clean = [
        ("data/p.toml", PROJECT),
        (A, "no,name,\"born, a:b%\"\n1,Асан Тестов,1980-03-04\n"),
        ("data/b.csv", "no,name\n1,Asan Testov\n2,Дана Мысал\n"),
    ];
    let switched = nasty();
    switched.write("data/p.toml", &rules);
    let printed = |repository: &Repository, status| repository.printed(&["--format", "sarif"], status);
    vec![printed(&nasty(), 1), printed(&switched, 1), printed(&Repository::new(&clean), 0)]
}

/// The types are generated from the schema, where nearly every object forbids further properties. A
/// document that is unchanged after reading and writing has every required property and no unknown one.
#[test]
fn every_object_is_one_of_the_schema() {
    for report in reports() {
        let read: Sarif = serde_json::from_str(&report).unwrap();
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&report).unwrap());
    }
}

/// A pointer, with `*` for every element, and a test of its values.
type Rule = (&'static str, fn(&Value) -> bool);

/// Grouped by the objects in the section *Supported SARIF output file properties*.
const OF_CODE_SCANNING: [Rule; 22] = [
    // sarifLog object
    ("/$schema", is_text),
    ("/version", |version| version == "2.1.0"),
    ("/runs", |runs| (1..=20).contains(&count(runs))),
    // run object; limits of the section *Validating your SARIF file*
    ("/runs/*/tool/driver", Value::is_object),
    ("/runs/*/results", |results| results.is_array() && count(results) <= 25_000),
    // toolComponent object
    ("/runs/*/tool/driver/name", is_text),
    ("/runs/*/tool/driver/rules", |rules| (1..=25_000).contains(&count(rules))),
    // reportingDescriptor object
    ("/runs/*/tool/driver/rules/*/id", |id| is_text(id) && letters(id) <= 255),
    ("/runs/*/tool/driver/rules/*/shortDescription/text", |text| is_text(text) && letters(text) <= 1024),
    ("/runs/*/tool/driver/rules/*/fullDescription/text", |text| is_text(text) && letters(text) <= 1024),
    ("/runs/*/tool/driver/rules/*/help/text", is_text),
    ("/runs/*/tool/driver/rules/*/defaultConfiguration/level", is_level),
    // result object
    ("/runs/*/results/*/ruleId", is_text),
    ("/runs/*/results/*/ruleIndex", Value::is_u64),
    ("/runs/*/results/*/level", is_level),
    ("/runs/*/results/*/message/text", is_text),
    ("/runs/*/results/*/locations", |all| (1..=1_000).contains(&count(all))),
    ("/runs/*/results/*/partialFingerprints/primaryLocationLineHash", is_text),
    // physicalLocation object: a path inside the repository, so it has no scheme and does not lead out
    // of it
    ("/runs/*/results/*/locations/*/physicalLocation/artifactLocation/uri", is_path),
    ("/runs/*/results/*/locations/*/physicalLocation/region/startLine", |line| line.as_u64() > Some(0)),
    ("/runs/*/results/*/relatedLocations/*/physicalLocation/artifactLocation/uri", is_path),
    ("/runs/*/results/*/relatedLocations/*/message/text", is_text),
];

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn letters(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn count(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

fn is_level(value: &Value) -> bool {
    ["none", "note", "warning", "error"].iter().any(|level| value == level)
}

fn is_path(value: &Value) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%/".contains(letter);
    value.as_str().is_some_and(|path| {
        let first = path.split('/').next().unwrap_or_default();
        !path.is_empty() && !first.is_empty() && !first.contains(':') && path.chars().all(allowed)
    })
}

/// Every value that a pointer leads to; `None` if an object lacks the property.
fn at<'a>(value: &'a Value, pointer: &[&str]) -> Vec<Option<&'a Value>> {
    match pointer {
        [] => vec![Some(value)],
        ["*", rest @ ..] => value.as_array().into_iter().flatten().flat_map(|one| at(one, rest)).collect(),
        [name, rest @ ..] => value.get(name).map_or_else(|| vec![None], |one| at(one, rest)),
    }
}

#[test]
fn code_scanning_finds_all_that_it_asks_for() {
    for report in reports() {
        let report: Value = serde_json::from_str(&report).unwrap();
        for (pointer, holds) in OF_CODE_SCANNING {
            let steps: Vec<&str> = pointer.split('/').skip(1).collect();
            let all = at(&report, &steps);
            assert!(all.iter().all(|one| one.is_some_and(holds)), "{pointer}: {all:?}");
        }
    }
}

/// Requirements that the schema cannot express: results name their rule twice, and alerts are tracked
/// by fingerprints.
#[test]
fn results_name_their_rules_and_differ_in_their_fingerprints() {
    for report in reports() {
        let report: Value = serde_json::from_str(&report).unwrap();
        let run = &report["runs"][0];
        let results = run["results"].as_array().unwrap();
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let hash = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].to_string();
        let hashes: BTreeSet<String> = results.iter().map(hash).collect();
        assert_eq!(hashes.len(), results.len());
    }
}
