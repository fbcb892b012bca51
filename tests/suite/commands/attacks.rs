//! Attacks on files: planted links, open folders, several programs at once, an interrupt at the worst
//! moment. Each test does what an attacker or an accident does, and then examines the disk.
//!
//! `cargo test --test suite attacks` alone does not rebuild the program: run `cargo build --example
//! reconcile` first.
#![cfg(any(target_os = "linux", target_os = "macos"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::program::program;
use casualty_register::audit::sample::{LargeWorld, Scenario, World};
use casualty_register::audit::verify_files;
use casualty_register::register::IdBook;
use casualty_register::register::ledger::{Decision, Ledger, LedgerFile, Ruling};
use casualty_register::report::{Baseline, CheckFormat, CheckReport, Output as File};
use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{CheckRules, Code, ErrorKind, Finding, Location, Outcome, Progress, Reconciler};

const PROJECT: &str = r#"[project]
title = "Attacks"
ids = "ids.jsonl"
decisions = ["decisions.jsonl"]

[[source]]
id = "a"
title = "A"
file = "a.csv"
columns = { id = "id", name = "name", birth_date = "born" }

[[source]]
id = "b"
title = "B"
file = "b.csv"
columns = { id = "id", name = "name", birth_date = "born" }
"#;

/// A small project, and beside it a file that nobody may touch. All people are invented.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(place.project()).unwrap();
        place.put("reconcile.toml", PROJECT);
        place.put("a.csv", "id,name,born\n1,Тестов Асан,1990\n2,Үлгіева Дана,1971\n");
        place.put("b.csv", "id,name,born\n1,Тестов Асан,1990\n2,Сынақов Ерлан,1985\n");
        place.put("decisions.jsonl", "# casualty-register ledger 1\n");
        fs::write(place.victim(), "not yours").unwrap();
        place
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.project().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    fn victim(&self) -> PathBuf {
        self.folder.path().join("victim")
    }

    fn is_victim_untouched(&self) -> bool {
        fs::read_to_string(self.victim()).unwrap() == "not yours"
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.project());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn run(&self) -> Output {
        self.start(&["run", "reconcile.toml", "--out", "out"]).wait_with_output().unwrap()
    }

    fn outcome(&self) -> Outcome {
        Reconciler::open(self.at("reconcile.toml")).unwrap().keeping_ids().unwrap().run().unwrap()
    }

    fn names(&self) -> Vec<String> {
        names(&self.project())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const FOLDER_AND_LISTS: [&str; 6] =
    ["a.csv", "b.csv", "decisions.jsonl", "ids.jsonl", "out", "reconcile.toml"];

#[test]
fn a_planted_link_beside_the_ids_is_not_written_through() {
    let place = Place::new();
    for name in ["ids.jsonl.new", ".ids.jsonl.new", ".ids.jsonl.new-0123456789abcdef"] {
        symlink(place.victim(), place.at(name)).unwrap();
    }
    assert_eq!(place.run().status.code(), Some(0));
    assert!(place.is_victim_untouched());
    assert!(IdBook::open(place.at("ids.jsonl")).unwrap().ids().count() > 0);
}

#[test]
fn no_link_in_the_place_of_a_file_is_followed() {
    let place = Place::new();
    let outcome = place.outcome();
    let decision = Decision::new(Ruling::Different, ["a:1", "b:2"], "A. Reviewer", "2026-11-22");
    for target in [place.victim(), place.folder.path().join("nowhere")] {
        let link = place.at("link");
        symlink(&target, &link).unwrap();
        // A ledger with its first line; an empty one is refused before its link is seen.
        fs::write(place.victim(), "# casualty-register ledger 1\n").unwrap();
        let ledger = LedgerFile::open(&link).unwrap().append(&decision).unwrap_err().to_string();
        assert_eq!(fs::read_to_string(place.victim()).unwrap(), "# casualty-register ledger 1\n");
        fs::write(place.victim(), "").unwrap();
        let refused = [
            outcome.ids().unwrap().write(&link).unwrap_err().to_string(),
            ledger,
            Baseline::of(outcome.findings()).write(&link).unwrap_err().to_string(),
        ];
        assert!(refused.iter().all(|problem| problem.contains("it is a link")), "{refused:?}");
        let inspected = place.start(&["inspect", "a.csv", "--write", "link"]).wait_with_output().unwrap();
        assert_eq!(inspected.status.code(), Some(2), "{}", said(&inspected));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::remove_file(link).unwrap();
    }
    assert_eq!(fs::read_to_string(place.victim()).unwrap(), "");
    assert!(!place.folder.path().join("nowhere").exists());
}

#[test]
fn no_register_of_another_project_is_replaced_through_a_link() {
    let (place, other) = (Place::new(), Place::new());
    // With a file of ids, the run is refused already because the ids of the other register are not in it.
    let without_ids = PROJECT.replace("ids = \"ids.jsonl\"\n", "");
    place.put("reconcile.toml", &without_ids);
    other.put("reconcile.toml", &without_ids);
    assert_eq!(other.run().status.code(), Some(0));
    let before = files(&other.at("out"));
    place.put("b.csv", "id,name,born\n1,Мысалов Нурлан,1970\n");
    symlink(other.at("out"), place.at("out")).unwrap();
    let run = place.run();
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("out is a link; name the folder that it points to"), "{}", said(&run));
    assert!(files(&other.at("out")) == before);
}

#[test]
fn a_start_that_fails_leaves_nothing() {
    let place = Place::new();
    for name in ["reconcile.toml", "decisions.jsonl"] {
        fs::remove_file(place.at(name)).unwrap();
    }
    symlink(place.folder.path().join("nowhere"), place.at("reconcile.toml")).unwrap();
    let start = place.start(&["start", "a.csv"]).wait_with_output().unwrap();
    assert_eq!(start.status.code(), Some(2), "{}", said(&start));
    assert_eq!(place.names(), ["a.csv", "b.csv", "reconcile.toml"]);
    assert!(!place.folder.path().join("nowhere").exists());
}

#[test]
fn a_sample_is_not_written_through_links() {
    for large in [false, true] {
        let place = Place::new();
        let (folder, settings) = (place.at("sample"), Scenario::General.settings(1));
        fs::create_dir(&folder).unwrap();
        symlink(place.victim(), folder.join("truth.csv")).unwrap();
        let written = match large {
            true => LargeWorld::new(&settings).write_dir(&folder),
            false => World::generate(&settings).write_dir(&folder),
        };
        assert!(written.unwrap_err().to_string().contains("it is a link"));
        assert!(place.is_victim_untouched());
        assert_eq!(names(&folder), ["truth.csv"], "a failed run leaves nothing");
    }
}

#[test]
fn a_planted_link_in_the_place_of_a_lock_is_not_followed() {
    let place = Place::new();
    symlink(place.folder.path().join("nowhere"), place.at(".out.lock")).unwrap();
    assert_eq!(place.run().status.code(), Some(2));
    assert!(!place.folder.path().join("nowhere").exists() && !place.at("out").exists());
}

#[test]
fn a_link_in_a_lexicon_folder_leads_no_further_than_the_project() {
    let place = Place::new();
    let table = "name\tsex\nАсан\tm\n";
    fs::write(place.victim(), table).unwrap();
    fs::create_dir(place.at("tables")).unwrap();
    symlink(place.victim(), place.at("tables/given.tsv")).unwrap();
    place.put("reconcile.toml", &PROJECT.replace("[project]", "[project]\nlexicon = [\"tables\"]"));
    let ended = place.run();
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended).contains("tables/given.tsv: the path is outside the folder"), "{}", said(&ended));
}

#[test]
fn what_was_private_stays_private() {
    let place = Place::new();
    assert_eq!(place.run().status.code(), Some(0));
    set_mode(&place.at("out"), 0o700);
    set_mode(&place.at("out/register.csv"), 0o600);
    set_mode(&place.at("ids.jsonl"), 0o600);
    set_mode(&place.at("decisions.jsonl"), 0o640);
    place.put("a.csv", "id,name,born\n1,Тестов Асан,1990\n2,Үлгіева Дана,1971\n3,Мысалов Нұрлан,1960\n");
    assert_eq!(place.run().status.code(), Some(0));
    let decision = Decision::new(Ruling::Unsure, ["a:1", "b:2"], "A. Reviewer", "2026-11-22");
    LedgerFile::open(place.at("decisions.jsonl")).unwrap().append(&decision).unwrap();
    let modes = ["out", "out/register.csv", "ids.jsonl", "decisions.jsonl"].map(|name| mode(&place.at(name)));
    assert_eq!(modes.map(|mode| format!("{mode:o}")), ["700", "600", "600", "640"]);
    assert!(fs::read_to_string(place.at("out/register.csv")).unwrap().contains("Мысалов"));
}

#[test]
fn dead_runs_are_cleared_up_and_failed_ones_leave_nothing() {
    let place = Place::new();
    for name in [".out.partial-0123456789abcdef", ".out.old-0123456789abcdef"] {
        fs::create_dir(place.at(name)).unwrap();
        fs::write(place.at(name).join("half"), "of a killed run").unwrap();
    }
    place.put(".ids.jsonl.new-0123456789abcdef", "half");
    place.put(".out.lock", "");
    // The old folder of the killed run is restored, and it is not one that a run wrote.
    assert_eq!(place.run().status.code(), Some(2));
    fs::remove_dir_all(place.at("out")).unwrap();
    assert_eq!(place.run().status.code(), Some(0));
    assert_eq!(place.names(), FOLDER_AND_LISTS);
    fs::remove_dir_all(place.at("out")).unwrap();
    let ids = fs::read(place.at("ids.jsonl")).unwrap();
    place.put("a.csv", "id,name,born\n1,Тестов Асан,1990\n3,Мысалов Нұрлан,1960\n");
    fs::create_dir(place.at("out")).unwrap();
    place.put("out/mine", "of a user");
    assert_eq!(place.run().status.code(), Some(2));
    assert_eq!(place.names(), FOLDER_AND_LISTS);
    assert_eq!(fs::read(place.at("ids.jsonl")).unwrap(), ids, "no new ids without their folder");
    let too_long = format!("x/y/{}", "z".repeat(300));
    let refused = place.start(&["run", "reconcile.toml", "--out", &too_long]);
    assert_eq!(refused.wait_with_output().unwrap().status.code(), Some(2));
    assert_eq!(place.names(), FOLDER_AND_LISTS);
}

/// The source files in a folder and its subfolders.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
                false => (),
            }
        }
    }
    found.sort();
    found
}

/// This test fails if changed code writes a file in another way.
#[test]
fn there_is_one_writer_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in ["src", "examples"].iter().flat_map(|folder| rust_files(&root.join(folder))) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let writes = ["fs::write(", "File::create", "OpenOptions::new", "Writer::from_path(", "fs::copy("];
        let mut lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let has_write = lines.any(|line| writes.iter().any(|write| line.contains(write)));
        if has_write && !path.ends_with("tests.rs") {
            found.push(path.strip_prefix(root).unwrap().to_owned());
        }
    }
    found.sort();
    assert_eq!(found, [Path::new("src/base/disk.rs"), Path::new("src/base/swap.rs")]);
}

/// The part of each process in the next test; run alone it does nothing.
#[test]
fn one_of_ten_reviewers() {
    let Some(ledger) = std::env::var_os("ATTACKED_LEDGER") else { return };
    let reviewer = std::env::var("ATTACKING_REVIEWER").unwrap();
    let mut file = LedgerFile::open(ledger).unwrap();
    for number in 0..20 {
        let records = [format!("a:{number}"), format!("b:{number}")];
        file.append(&Decision::new(Ruling::Unsure, records, reviewer.clone(), "2026-11-22")).unwrap();
    }
}

#[test]
fn ten_reviewers_at_once_lose_no_decision() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("decisions.jsonl");
    let start = |number: usize| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "commands::attacks::one_of_ten_reviewers"]).stdout(Stdio::null());
        command.env("ATTACKED_LEDGER", &ledger).env("ATTACKING_REVIEWER", format!("Reviewer {number}"));
        command.spawn().unwrap()
    };
    let processes: Vec<Child> = (0..10).map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let file = LedgerFile::open(&ledger).unwrap();
    let lines: std::collections::BTreeSet<String> =
        file.ledger().decisions().map(Decision::to_line).collect();
    assert_eq!((lines.len(), file.ledger().decisions().count()), (200, 200));
    assert_eq!(names(folder.path()), ["decisions.jsonl"]);
}

#[test]
fn programs_that_decide_at_once_all_end_well() {
    let place = Place::new();
    let decide = |number: usize| {
        let by = format!("Reviewer {number}");
        let words = ["--ledger", "decisions.jsonl", "--by", &by, "--why", "brothers"];
        place.start(&[&["decide", "reconcile.toml", "different", "a:2", "b:2"], &words[..]].concat())
    };
    let programs: Vec<Child> = (0..4).map(decide).collect();
    for program in programs {
        let ended = program.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    }
    let file = LedgerFile::open(place.at("decisions.jsonl")).unwrap();
    assert_eq!(file.ledger().decisions().count(), 4);
}

#[test]
fn an_answer_is_taken_back_without_the_answers_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decisions.jsonl");
    let of = |by: &str| Decision::new(Ruling::Same, ["a:1", "b:1"], by, "2026-11-22");
    let mut one = LedgerFile::open(&path).unwrap();
    let mut other = LedgerFile::open(&path).unwrap();
    let change = one.append(&of("One")).unwrap();
    other.append(&of("Other")).unwrap();
    one.take_back(change.clone()).unwrap();
    assert_eq!(one.ledger().decisions().map(Decision::by).collect::<Vec<_>>(), ["Other"]);
    assert!(one.take_back(change).is_err());
}

#[test]
fn two_runs_into_one_folder_at_once_leave_one_whole_folder() {
    let place = Place::new();
    for round in 0..3 {
        let runs: Vec<Child> =
            (0..2).map(|_| place.start(&["run", "reconcile.toml", "--out", "out"])).collect();
        let ended: Vec<Output> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
        let (well, refused): (Vec<&Output>, Vec<&Output>) =
            ended.iter().partition(|one| one.status.code() == Some(0));
        // Two first runs draw two salts, and only one is kept.
        assert!(well.len() == 2 || (round == 0 && well.len() == 1), "{}", said(refused[0]));
        for one in refused {
            assert!(said(one).contains("another run has changed the file"), "{}", said(one));
        }
        assert!(verify_files(place.at("out")).unwrap().is_verified());
        assert_eq!(place.names(), FOLDER_AND_LISTS);
    }
}

/// Containers that share a disk may give their processes equal ids; two threads stand for them here.
#[test]
fn two_runs_of_one_process_number_leave_one_whole_folder() {
    let place = Place::new();
    place.outcome().ids().unwrap().write(place.at("ids.jsonl")).unwrap();
    let (one, other) = (place.outcome(), place.outcome().with_lang("ru".parse().unwrap()));
    let out = place.at("out");
    std::thread::scope(|threads| {
        for outcome in [&one, &other] {
            let out = &out;
            threads.spawn(move || {
                (0..10).for_each(|_| outcome.write(out, &[File::Members, File::Register]).unwrap())
            });
        }
    });
    assert!(verify_files(&out).unwrap().is_verified());
    assert_eq!(names(&out), ["members.csv", "register.csv", "run.json"]);
}

#[test]
fn ids_that_another_run_has_changed_are_not_overwritten() {
    let place = Place::new();
    let slow = place.outcome();
    place.put("a.csv", "id,name,born\n1,Тестов Асан,1990\n2,Үлгіева Дана,1971\n3,Мысалов Нұрлан,1960\n");
    place.outcome().ids().unwrap().write(place.at("ids.jsonl")).unwrap();
    let before = fs::read(place.at("ids.jsonl")).unwrap();
    let refused = slow.ids().unwrap().write(place.at("ids.jsonl")).unwrap_err();
    assert!(refused.to_string().contains("run again"), "{refused}");
    assert_eq!(fs::read(place.at("ids.jsonl")).unwrap(), before);
}

#[test]
fn a_file_of_ids_in_a_folder_that_is_not_there_is_refused_in_words() {
    let place = Place::new();
    for folder in ["nowhere", "out"] {
        place.put("reconcile.toml", &PROJECT.replace("ids.jsonl", &format!("{folder}/ids.jsonl")));
        let run = place.run();
        assert_eq!(run.status.code(), Some(2));
        let said = said(&run);
        assert!(said.contains(&format!("{folder}; create it first")) && said.contains("ids.jsonl"), "{said}");
        assert!(!place.at(folder).exists() && !place.at("out").exists());
    }
}

#[test]
fn a_file_of_ids_in_the_output_folder_or_in_its_place_is_refused() {
    let place = Place::new();
    for ids in ["out", "out/ids.jsonl"] {
        place.put("reconcile.toml", &PROJECT.replace("ids.jsonl", ids));
        if ids != "out" {
            fs::create_dir(place.at("out")).unwrap();
        }
        let run = place.run();
        assert_eq!(run.status.code(), Some(2));
        assert!(said(&run).contains("a file of the project; name another folder"), "{}", said(&run));
        let left: Vec<String> = place.names().into_iter().filter(|name| name.starts_with('.')).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert_eq!(names(&place.at("out")), [""; 0]);
}

#[test]
fn a_run_that_is_stopped_before_the_exchange_changes_nothing_and_after_it_everything() {
    let place = Place::new();
    let (outcome, out) = (place.outcome(), place.at("out"));
    let stopped = Progress::new();
    stopped.stop();
    let refused = outcome.write_watched(&out, &File::ALL, &stopped).unwrap_err();
    assert!(matches!(refused.kind(), ErrorKind::Stopped));
    assert!(!out.exists());
    let watch = Progress::new();
    outcome.write_watched(&out, &File::ALL, &watch).unwrap();
    watch.stop();
    assert!(watch.is_committed() && !watch.is_stopped());
}

/// Interrupts at many moments of writing: with status 130 the disk has only old files, with 0 only new
/// ones.
#[test]
fn status_130_means_that_nothing_was_changed() {
    let place = Place::new();
    assert_eq!(place.run().status.code(), Some(0));
    for step in 0..6_u64 {
        let (out, ids) = (files(&place.at("out")), fs::read(place.at("ids.jsonl")).unwrap());
        let rows: String =
            (0..=step).map(|row| format!("{},Мысалов{row} Нұрлан,19{}\n", row + 10, row + 30)).collect();
        place.put("a.csv", &format!("id,name,born\n1,Тестов Асан,1990\n{rows}"));
        let mut run = place.start(&["run", "reconcile.toml", "--out", "out"]);
        while !place.names().iter().any(|name| name.starts_with(".out.")) && run.try_wait().unwrap().is_none()
        {
            std::thread::sleep(Duration::from_micros(100));
        }
        std::thread::sleep(Duration::from_millis(step * 2));
        let _ = rustix::process::kill_process(
            rustix::process::Pid::from_child(&run),
            rustix::process::Signal::INT,
        );
        let ended = run.wait_with_output().unwrap();
        let same = (files(&place.at("out")) == out, fs::read(place.at("ids.jsonl")).unwrap() == ids);
        match ended.status.code() {
            Some(130) => assert_eq!(same, (true, true), "{}", said(&ended)),
            Some(0) => assert_eq!(same, (false, false), "{}", said(&ended)),
            other => panic!("ended with {other:?}: {}", said(&ended)),
        }
        assert!(verify_files(place.at("out")).unwrap().is_verified());
        assert_eq!(place.names(), FOLDER_AND_LISTS);
    }
}

/// A review is interrupted while it waits for an answer: 130 before the first answer, 0 after one,
/// which is kept.
#[test]
fn a_review_that_is_interrupted_says_whether_it_wrote_an_answer() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022/reconcile.toml");
    for (answer, status) in [("", 130), ("s\n", 0)] {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("decisions.jsonl");
        let mut command = Command::new(program());
        command.arg("review").arg(&project).arg("--ledger").arg(&ledger).args(["--by", "A. Reviewer"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut review = command.spawn().unwrap();
        let mut input = review.stdin.take().unwrap();
        input.write_all(answer.as_bytes()).unwrap();
        input.flush().unwrap();
        let mut lines = BufReader::new(review.stdout.take().unwrap()).lines();
        let question = if answer.is_empty() { "[1/" } else { "[2/" };
        assert!(lines.any(|line| line.unwrap().starts_with(question)), "there is a question");
        rustix::process::kill_process(
            rustix::process::Pid::from_child(&review),
            rustix::process::Signal::INT,
        )
        .unwrap();
        assert_eq!(review.wait().unwrap().code(), Some(status));
        let decisions = LedgerFile::open(&ledger).unwrap().ledger().decisions().count();
        assert_eq!(decisions, answer.lines().count());
    }
}

/// Commands of GitHub, Azure Pipelines and TeamCity, and links.
const COMMANDS: [&str; 6] = [
    "::error::x",
    "a\n::set-env name=PATH::x",
    "##[error]x",
    "##vso[task.setvariable variable=PATH]x",
    "a ##teamcity[buildStatus]",
    "[text](https://example.org)",
];

/// Whether a CI server finds only those commands in a text that the program itself writes.
fn is_quiet(text: &str, own: &str) -> bool {
    let is_command = |line: &str| {
        let after_marks = line.split("##").skip(1).any(|rest| {
            rest.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '.').starts_with('[')
        });
        after_marks || (line.trim_start().starts_with("::") && !line.starts_with(own))
    };
    !text.lines().any(is_command)
}

#[test]
fn no_text_of_a_list_commands_a_ci_server_that_shows_a_check() {
    let of = |text: &str| {
        let at = Location {
            source: text.into(),
            file: text.into(),
            record: Some(text.into()),
            ..Location::default()
        };
        let column = Location { column: Some(text.into()), ..Location::default() };
        [vec![], vec![at.clone()], vec![column, at]].map(|at| Finding::new(Code::DuplicateId, at, text))
    };
    let findings: Vec<Finding> = COMMANDS.iter().flat_map(|text| of(text)).collect();
    for title in COMMANDS {
        let report =
            CheckReport::new(&findings, &CheckRules::default()).with_title(title).with_project("p.toml");
        for format in [CheckFormat::Text, CheckFormat::Json, CheckFormat::Sarif, CheckFormat::Junit] {
            assert!(is_quiet(&report.render(format), "nothing"), "{}", report.render(format));
        }
        let github = report.render(CheckFormat::Github);
        assert!(is_quiet(&github, "::error "), "{github}");
        assert_eq!(github.lines().filter(|line| line.starts_with("::")).count(), findings.len());
    }
}

#[test]
fn no_text_of_a_list_is_a_link_in_sarif() {
    let at = Location { file: "[a](b).csv".into(), ..Location::default() };
    let finding = Finding::new(Code::DuplicateId, vec![at.clone(), at], "[text](https://example.org)");
    let report = CheckReport::new(&[finding], &CheckRules::default()).render(CheckFormat::Sarif);
    let sarif: serde_json::Value = serde_json::from_str(&report).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    for text in [&result["message"]["text"], &result["relatedLocations"][0]["message"]["text"]] {
        let text = text.as_str().unwrap();
        assert!(
            text.contains("\\](") && !text.replace("\\[", "").replace("\\]", "").contains(['[', ']']),
            "{text}"
        );
    }
}

#[test]
fn no_text_of_a_list_commands_a_ci_server_that_shows_an_inspection() {
    let place = Place::new();
    let name = "::error::\n::warning::x.csv";
    let cells: Vec<String> = COMMANDS.iter().map(|text| format!("\"{text}\"")).collect();
    place.put(name, &format!("{}\n{}\n", cells.join(","), cells.join(",")));
    let looked = place.start(&["inspect", name]).wait_with_output().unwrap();
    let said = format!("{}\n{}", String::from_utf8(looked.stdout.clone()).unwrap(), said(&looked));
    assert_eq!(looked.status.code(), Some(0), "{said}");
    assert!(is_quiet(&said, "nothing"), "{said}");
}

/// The page of attacks names existing tests.
#[cfg(feature = "spreadsheets")]
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"a\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest =
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in
        [("mimetype", mimetype), ("content.xml", &content), ("META-INF/manifest.xml", manifest)]
    {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
#[cfg(feature = "spreadsheets")]
fn repeated_cells_of_a_small_workbook_do_not_fill_the_memory() {
    let rows = |times: &str, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let cell = |times: u32, text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{times}\" office:value-type=\"string\"><text:p>{text}\
             </text:p></table:table-cell>"
        )
    };
    let long = "x".repeat(1_000);
    let fault = |sheet: &str| {
        let bytes = ods(&(rows("1", &cell(1, "name")) + sheet));
        assert!(bytes.len() < 3_000, "{}", bytes.len());
        let spec = SourceSpec::new("a", "a.ods").with_column(Field::Name, "name");
        Source::from_bytes(spec, "a.ods", &bytes).unwrap_err().to_string()
    };
    let expansion = "raise `expansion` under [limits]";
    // 90 GB at 900 columns and 100,000 rows; here only as much as a computer can hold if the limit is
    // missing.
    assert!(fault(&rows("100", &cell(300, &long))).contains(expansion));
    assert!(fault(&rows("&#49;00", &cell(300, &long))).contains(expansion));
    assert!(fault(&rows("100", &cell(300, "<text:s text:c=\"1000\"/>"))).contains(expansion));
    assert!(
        fault(&rows("1", &cell(1, "<text:s text:c=\"5000000000\"/>")))
            .contains("`characters` under [limits]")
    );
    let gap = rows("90000", "<table:table-cell/>");
    let far_apart = format!("{}{gap}{}", rows("1", &cell(1_000, "x")), rows("1", &cell(1, "x")));
    assert!(fault(&far_apart).contains("cells, more than the limit of 20000000"));
}

#[test]
fn a_line_of_twenty_thousand_records_costs_no_more_than_its_length() {
    let records = |count: u32| (0..count).map(|number| format!("a:{number}"));
    for ruling in [Ruling::Same, Ruling::Different, Ruling::Unsure] {
        let text = |count| {
            let line = Decision::new(ruling, records(count), "A. Reviewer", "2026-11-22").to_line();
            format!("# casualty-register ledger 1\n{line}\n")
        };
        assert!(Ledger::parse("decisions.jsonl", &text(1_000)).is_ok());
        let refused = Ledger::parse("decisions.jsonl", &text(20_000)).unwrap_err().to_string();
        assert!(refused.contains("line 2: `") && refused.contains("at most 1000"), "{refused}");
    }
    let source = |rows: u32| {
        let rows: String = (0..rows).map(|number| format!("{number},Тестов Асан,1990\n")).collect();
        let spec =
            SourceSpec::new("a", "a.csv").with_column(Field::Id, "id").with_column(Field::Name, "name");
        Source::from_bytes(spec, "a.csv", format!("id,name,born\n{rows}").as_bytes()).unwrap()
    };
    // Pairs of 20,000 records took 7.5 GB. Most of these records are on no list.
    let started = std::time::Instant::now();
    for ruling in [Ruling::Group, Ruling::Different] {
        let decision = Decision::new(ruling, records(20_000), "A. Reviewer", "2026-11-22");
        let ledger = Ledger::new("decisions.jsonl", [decision]);
        Reconciler::new("Attacks", vec![source(3)]).with_ledger(ledger).run().unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    // Lines that are each short enough.
    let same = |from: u32| {
        let records = (from..from + 601).map(|number| format!("a:{number}"));
        Decision::new(Ruling::Same, records, "A. Reviewer", "2026-11-22")
    };
    let ledger = Ledger::new("decisions.jsonl", [same(0), same(600)]);
    let refused =
        Reconciler::new("Attacks", vec![source(1_201)]).with_ledger(ledger).run().unwrap_err().to_string();
    assert!(refused.contains("line 2: this line and others join 1201 records into one person"), "{refused}");
}

#[test]
fn cells_of_hundreds_of_thousands_of_letters_are_compared_by_their_beginning() {
    let long = |end: &str| format!("{}{end}", "зкщф".repeat(50_000));
    let source = |id: &str, end: &str| {
        let spec = SourceSpec::new(id, "list.csv")
            .with_column(Field::Name, "name")
            .with_column(Field::Place, "place")
            .with_column(Field::Identity, "papers")
            .with_extra("school", "school");
        let (place, papers) = (long(end), format!("{}{end}", "1234567890".repeat(20_000)));
        let text = format!("name,place,papers,school\nТестов Асан,{place},{papers},{place}\n");
        Source::from_bytes(spec, "list.csv", text.as_bytes()).unwrap()
    };
    let started = std::time::Instant::now();
    let outcome = Reconciler::new("Attacks", vec![source("a", "1"), source("b", "2")]).run().unwrap();
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    let cut: Vec<&Finding> = outcome.findings().iter().filter(|one| one.code == Code::LongText).collect();
    assert_eq!(cut.len(), 4, "{cut:?}");
    assert!(cut.iter().any(|one| one.message.contains("only the first 128 are compared")));
    assert!(cut.iter().any(|one| one.message.contains("only the first 4000 are compared")));
}

#[test]
fn cells_of_thousands_of_separators_cost_no_more_than_their_length() {
    let text = |unit: &str| unit.repeat(20_000);
    for (field, cell) in [
        (Field::BirthDate, text("1/")),
        (Field::BirthDate, text("1-")),
        (Field::Age, text("1-")),
        (Field::Place, text("Алматы, ")),
    ] {
        let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name").with_column(field, "cell");
        let list = format!("name,cell\nТестов Асан,\"{cell}\"\nЗорин Павел,\"{cell}\"\n");
        let source = Source::from_bytes(spec, "a.csv", list.as_bytes()).unwrap();
        let started = std::time::Instant::now();
        Reconciler::new("Attacks", vec![source]).run().unwrap();
        assert!(started.elapsed() < Duration::from_secs(30), "{field:?}: {:?}", started.elapsed());
    }
}

#[test]
fn a_ledger_that_was_emptied_is_refused() {
    let place = Place::new();
    place.put("decisions.jsonl", "");
    let ended = place.run();
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended).contains("decisions.jsonl, line 1: the file is empty"), "{}", said(&ended));
    let problem = LedgerFile::open(place.at("decisions.jsonl")).unwrap_err().to_string();
    assert!(problem.contains("the file is empty"), "{problem}");
    assert_eq!(fs::read_to_string(place.at("decisions.jsonl")).unwrap(), "");
    // A ledger that is not there yet has no decisions.
    assert_eq!(LedgerFile::open(place.at("new.jsonl")).unwrap().ledger().decisions().count(), 0);
}

#[test]
fn what_somebody_wrote_into_an_output_folder_is_not_overwritten() {
    let place = Place::new();
    assert_eq!(place.run().status.code(), Some(0));
    let review = fs::read_to_string(place.at("out/review.csv")).unwrap();
    place.put("out/review.csv", &format!("{review}notes of a reviewer\n"));
    let ended = place.run();
    assert_eq!(ended.status.code(), Some(2));
    assert!(
        said(&ended).contains("out/review.csv was changed after the run that wrote it"),
        "{}",
        said(&ended)
    );
    assert!(fs::read_to_string(place.at("out/review.csv")).unwrap().ends_with("notes of a reviewer\n"));
    // A link or a pipe in place of a file is not read.
    fs::remove_file(place.at("out/review.csv")).unwrap();
    symlink(place.victim(), place.at("out/review.csv")).unwrap();
    assert_eq!(place.run().status.code(), Some(2));
    assert!(place.is_victim_untouched());
    fs::remove_file(place.at("out/review.csv")).unwrap();
    assert_eq!(place.run().status.code(), Some(0), "a file that is missing is no reason");
}

#[test]
fn a_file_of_ids_that_is_gone_is_not_begun_again_over_its_register() {
    let place = Place::new();
    assert_eq!(place.run().status.code(), Some(0));
    let ids = fs::read(place.at("ids.jsonl")).unwrap();
    fs::remove_file(place.at("ids.jsonl")).unwrap();
    let ended = place.run();
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended).contains("the file of ids ids.jsonl is gone"), "{}", said(&ended));
    assert!(!place.at("ids.jsonl").exists());
    fs::write(place.at("ids.jsonl"), ids).unwrap();
    assert_eq!(place.run().status.code(), Some(0));
}

#[test]
fn the_page_of_attacks_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("src/guide/withstands.md")).unwrap();
    let files: Vec<PathBuf> =
        ["tests", "src"].iter().flat_map(|folder| rust_files(&root.join(folder))).collect();
    // The last column of the tables names tests.
    let columns =
        page.lines().filter(|line| line.starts_with('|')).filter_map(|line| line.rsplit('|').nth(1));
    let named = columns.flat_map(|column| column.split('`').skip(1).step_by(2));
    let mut count = 0;
    for (module, test) in named.filter_map(|code| code.rsplit_once("::")) {
        let module = module.replace("::", "/");
        // Unit tests are in the file of their module or in a file next to it.
        let names = [format!("{module}.rs"), format!("{}.rs", module.trim_end_matches("/tests"))];
        let is_there = files.iter().filter(|path| names.iter().any(|name| path.ends_with(name)));
        let mut texts = is_there.map(|path| fs::read_to_string(path).unwrap());
        assert!(texts.any(|text| text.contains(&format!("fn {test}("))), "{module}: {test}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}
