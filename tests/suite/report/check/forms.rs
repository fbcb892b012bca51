//! Each format of a report, on a project with hostile cells.

use super::{Repository, nasty};
use casualty_register::{Code, report};
use serde_json::Value;

#[test]
fn text_is_for_people() {
    insta::assert_snapshot!(nasty().printed(&[], 1));
}

#[test]
fn json_has_everything() {
    insta::assert_snapshot!(nasty().printed(&["--format", "json"], 1));
}

#[test]
fn github_gets_commands() {
    insta::assert_snapshot!(nasty().printed(&["--format", "github"], 1));
}

#[test]
fn sarif_has_the_results_and_all_rules() {
    let said = nasty().printed(&["--format", "sarif"], 1);
    let mut sarif: Value = serde_json::from_str(&said).unwrap();
    let driver = &mut sarif["runs"][0]["tool"]["driver"];
    assert_eq!(driver["semanticVersion"].take(), env!("CARGO_PKG_VERSION"));
    let rules = driver["rules"].take();
    insta::assert_snapshot!(report::inert_json(&format!("{sarif:#}")));

    let rules = rules.as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, Code::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>());
    insta::assert_snapshot!("sarif_rule", format!("{:#}", rules[0]));
}

#[test]
fn junit_has_a_suite_for_each_list_and_a_test_for_each_code() {
    let said = nasty().printed(&["--format", "junit"], 1);
    let passed = |line: &&str| !(line.trim_start().starts_with("<testcase") && line.ends_with("/>"));
    let shown: Vec<&str> = said.lines().filter(passed).collect();
    let tests = Code::ALL.len();
    let shown = shown.join("\n").replace(&format!("tests=\"{tests}\""), "tests=\"all\"");
    insta::assert_snapshot!(shown.replace(&format!("tests=\"{}\"", 2 * tests), "tests=\"twice all\""));
    assert_eq!(said.matches("<testcase ").count(), 2 * tests);
}

#[test]
fn no_form_has_active_characters() {
    let repository = nasty();
    for format in ["text", "json", "sarif", "junit", "github"] {
        let said = repository.printed(&["--format", format], 1);
        assert!(
            said.chars().all(|letter| letter == '\n' || !report::is_unsafe(letter)),
            "{format}: {said:?}"
        );
        assert!(said.ends_with('\n') && !said.ends_with("\n\n"), "{format}");
    }
}

#[test]
fn a_project_file_given_by_its_whole_path_is_known_by_its_path_in_the_repository() {
    let repository = nasty();
    let whole = repository.path("data/p.toml").canonicalize().unwrap();
    let run = |project: &str| {
        let mut command = std::process::Command::new(super::program());
        let root = repository.path("").canonicalize().unwrap();
        command.current_dir(root).args(["check", project, "--format", "github"]).output().unwrap().stdout
    };
    assert_eq!(run(whole.to_str().unwrap()), run("data/p.toml"));
    assert_eq!(run("./data/../data/p.toml"), run("data/p.toml"));
}

#[test]
fn codes_are_printed_without_a_project() {
    let output = std::process::Command::new(super::program()).arg("codes").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), Code::ALL.len());
    assert!(
        said.contains("\nduplicate-id         error    Several rows of one list have the same id. "),
        "{said}"
    );
}

#[test]
fn nothing_found_is_said_in_every_form() {
    let clean = Repository::new(&[
        ("data/p.toml", super::PROJECT),
        (super::A, "no,name,\"born, a:b%\"\n1,Асан Тестов,1980-03-04\n"),
        ("data/b.csv", "no,name\n1,Asan Testov\n2,Дана Мысал\n"),
    ]);
    assert_eq!(clean.printed(&["--format", "github"], 0), "0 errors, 0 warnings, 0 notes\n");
    let sarif: Value = serde_json::from_str(&clean.printed(&["--format", "sarif"], 0)).unwrap();
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
    assert!(clean.printed(&["--format", "junit"], 0).contains("failures=\"0\""));
}

#[test]
fn code_hosts_get_paths_from_the_root_of_the_repository() {
    let repository = nasty();
    std::fs::create_dir(repository.path(".git")).unwrap();
    for (format, path) in [("github", "file=data/lists/"), ("sarif", "\"uri\": \"data/b.csv\"")] {
        let mut command = std::process::Command::new(super::program());
        command.current_dir(repository.path("data")).args(["check", "p.toml", "--format", format]);
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let said = said.replace("%2C", ",");
        assert!(said.contains(path), "{format}: {said}");
    }
}
