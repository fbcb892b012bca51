//! Review in the terminal: questions, answers and the resulting ledger.
#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::program::program;
use casualty_register::register::ledger::{Decision, Ledger, Ruling};

const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/january-2022/reconcile.toml");

/// Runs the program with a text as its input.
fn typed(args: &[&str], text: &str) -> Output {
    let mut command = Command::new(program());
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn review(ledger: &Path, more: &[&str], text: &str) -> String {
    let ledger = ledger.to_str().unwrap();
    let args = [&["review", PROJECT, "--ledger", ledger, "--by", "A. Reviewer"], more].concat();
    printed(&typed(&args, text))
}

fn rulings(ledger: &Path) -> Vec<Ruling> {
    Ledger::open(ledger).unwrap().decisions().map(Decision::ruling).collect()
}

#[test]
fn answers_become_lines_and_are_not_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("decisions.jsonl");
    let text = review(&ledger, &[], "s\nd\nz\nwhat\nu\nq\n");
    assert_eq!(rulings(&ledger), [Ruling::Same, Ruling::Unsure]);
    assert!(text.contains("Before the comparison") && text.contains("Type one letter"), "{text}");
    let first = Ledger::open(&ledger).unwrap();
    assert!(first.decisions().all(|one| one.evidence().len() == 16 && one.when().ends_with('Z')));
    let asked =
        |text: &str| text.split("[1/").nth(1).unwrap().split(']').next().unwrap().parse::<usize>().unwrap();
    // The end of the input ends the review. The pair that nobody could decide is asked again, as the
    // last.
    assert_eq!(asked(&review(&ledger, &[], "")) + 1, asked(&text));
}

#[test]
fn a_blind_reviewer_sees_neither_evidence_nor_what_others_decided() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("decisions.jsonl");
    let seen = review(&ledger, &[], "s\n");
    let path = ledger.to_str().unwrap();
    let args = ["review", PROJECT, "--ledger", path, "--by", "B. Reviewer", "--blind"];
    let blind = printed(&typed(&args, "u\n"));
    // The same first question, without the text after the rows.
    let rows = |text: &str| text.split("\n\n").take(3).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rows(&seen)[..1], rows(&blind)[..1]);
    assert!(seen.contains("Before the comparison") && !blind.contains("Before the comparison"), "{blind}");
    let ledger = Ledger::open(&ledger).unwrap();
    assert_eq!(ledger.decisions().map(Decision::is_blind).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_decision_is_written_with_what_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("decisions.jsonl");
    let path = ledger.to_str().unwrap();
    let by = ["--ledger", path, "--by", "A. Reviewer", "--why", "a daughter wrote", "--when", "2026-11-22"];
    let decide = |what: &[&str]| typed(&[&["decide", PROJECT], what, &by].concat(), "");
    let said = printed(&decide(&["found-alive", "azattyq:91"]));
    assert!(said.starts_with("D-"), "{said}");
    printed(&decide(&["group", "azattyq:90", "--count", "3"]));
    let read = Ledger::open(&ledger).unwrap();
    let lines: Vec<_> =
        read.decisions().map(|one| (one.ruling(), one.count(), one.why().to_owned())).collect();
    let why = "a daughter wrote".to_owned();
    assert_eq!(lines, [(Ruling::FoundAlive, None, why.clone()), (Ruling::Group, Some(3), why)]);
    // A decision that is not possible changes nothing.
    for wrong in [&["same", "azattyq:1"][..], &["same", "azattyq:1", "azattyq:none"], &["maybe", "azattyq:1"]]
    {
        assert_eq!(decide(wrong).status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(Ledger::open(&ledger).unwrap(), read);
}

#[test]
fn agreement_is_printed_as_text_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, ledger: Ledger| {
        let path = folder.path().join(name);
        std::fs::write(&path, ledger.to_text()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let line = |by: &str, ruling| Decision::new(ruling, ["a:1", "b:1"], by, "2026-11-22");
    let one = write("one.jsonl", Ledger::new("one", [line("Ada", Ruling::Same)]));
    let two = write("two.jsonl", Ledger::new("two", [line("Ben", Ruling::Different)]));
    let text = printed(&typed(&["agreement", &one, &two], ""));
    assert!(text.contains("same by Ada, different by Ben"), "{text}");
    let json = printed(&typed(&["agreement", &one, &two, "--format", "json"], ""));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json[0]["pairs"].as_u64(), json[0]["kappa"].as_f64()), (Some(1), Some(0.0)));
    assert_eq!(printed(&typed(&["agreement", &one], "")), "no two reviewers decided a pair in common\n");
}

/// The sample in a folder of this test, with a ledger that its project names.
fn sample_with_ledger(text: &str) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let samples = Path::new(PROJECT).parent().unwrap();
    for file in std::fs::read_dir(samples).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let project = folder.path().join("reconcile.toml");
    let settings = std::fs::read_to_string(&project).unwrap();
    let with_ledger = settings.replacen("[project]", "[project]\ndecisions = [\"decisions.jsonl\"]", 1);
    std::fs::write(&project, with_ledger).unwrap();
    let ledger = folder.path().join("decisions.jsonl");
    std::fs::write(&ledger, text).unwrap();
    (folder, project, ledger)
}

const FIRST_LINE: &str = "# casualty-register ledger 1";
/// A decision about rows that have changed since, as a reviewer could have typed it.
const STALE: &str = r#"{"ruling": "different", "records": ["arrukhkhak:146", "azattyq:153"], "by": "Ada", "when": "2026-11-01", "evidence": "0000000000000000"}"#;

#[test]
fn a_changed_row_is_asked_about_first_and_only_ones_own_line_is_replaced() {
    let other = Decision::new(Ruling::Different, ["arrukhkhak:81", "azattyq:153"], "Ada", "2026-11-01");
    let before = format!("{FIRST_LINE}\n{STALE}\n# a remark\n{}\n", other.to_line());
    let (_folder, project, ledger) = sample_with_ledger(&before);
    let review = |by: &str, text: &str| {
        let args = ["review", project.to_str().unwrap(), "--ledger", ledger.to_str().unwrap(), "--by", by];
        printed(&typed(&args, text))
    };
    let text = review("Ben", "s\nz\nq\n");
    assert!(text.contains("arrukhkhak:146") && text.contains("[1/"), "{text}");
    assert!(text.contains("Line 2 of the ledger, by Ada, says the opposite"), "{text}");
    assert_eq!(std::fs::read_to_string(&ledger).unwrap(), before);
    review("Ada", "d\nq\n");
    let after = std::fs::read_to_string(&ledger).unwrap();
    let lines: Vec<&str> = after.lines().collect();
    assert_eq!(lines[..3], [FIRST_LINE, "# a remark", &other.to_line()]);
    let read = Ledger::open(&ledger).unwrap();
    let new = read.decisions().last().unwrap();
    assert_eq!((lines.len(), new.by(), new.records()[0].as_str()), (4, "Ada", "arrukhkhak:146"));
    // A pair that was reviewed again is no longer asked first.
    assert!(!review("Ben", "q\n").contains("arrukhkhak:146"));
}

#[test]
fn a_grade_or_another_reviewer_replaces_no_decision_about_who_is_who() {
    let (_folder, project, ledger) = sample_with_ledger(&format!("{FIRST_LINE}\n{STALE}\n"));
    let (project, ledger) = (project.to_str().unwrap(), ledger.to_str().unwrap());
    let decide = ["decide", project, "pending", "arrukhkhak:146", "azattyq:153"];
    printed(&typed(&[&decide[..], &["--ledger", ledger, "--by", "Ada", "--why", "a call"]].concat(), ""));
    let args = ["decide", project, "different", "arrukhkhak:146", "azattyq:153", "--ledger", ledger];
    printed(&typed(&[&args[..], &["--by", "Ben", "--why", "brothers"]].concat(), ""));
    let text = std::fs::read_to_string(ledger).unwrap();
    assert_eq!(text.lines().nth(1), Some(STALE));
    assert_eq!(rulings(Path::new(ledger)), [Ruling::Different, Ruling::Pending, Ruling::Different]);
}

#[test]
fn who_is_blind_is_asked_what_others_decided() {
    let (_folder, project, ledger) = sample_with_ledger(&format!("{FIRST_LINE}\n"));
    let review = |by: &str, more: &[&str], text: &str| {
        let ledger = ledger.to_str().unwrap();
        let args = [&["review", project.to_str().unwrap(), "--ledger", ledger, "--by", by], more].concat();
        printed(&typed(&args, text))
    };
    let asked = |text: &str| -> usize {
        let Some((_, rest)) = text.split_once("[1/") else { return 0 };
        rest.split(']').next().unwrap().parse().unwrap()
    };
    review("Ada", &[], "d\nd\nq\n");
    let known = Ledger::open(&ledger).unwrap();
    let of_ada: Vec<Vec<String>> = known.decisions().map(|one| one.records().to_vec()).collect();
    let sighted = asked(&review("Ben", &[], ""));
    let blind = review("Ben", &["--blind"], &"u\n".repeat(sighted + 2));
    assert_eq!(asked(&blind), sighted + 2);
    assert!(!blind.contains("Ada"));
    let known = Ledger::open(&ledger).unwrap();
    let of_ben: Vec<&[String]> =
        known.decisions().filter(|one| one.by() == "Ben").map(Decision::records).collect();
    assert!(of_ada.iter().all(|records| of_ben.contains(&&records[..])));
}
