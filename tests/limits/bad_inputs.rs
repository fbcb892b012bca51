//! Bad inputs, each with the program's message: `tests/bad`, one file for each case. All people are
//! invented. `tests/bad/workbooks.rs` builds the workbooks.
//!
//! To add a case, put a file into one of the folders, run `INSTA_UPDATE=always cargo test --test limits
//! bad_inputs`, and read the change of the snapshot with `git diff tests`.
#![allow(clippy::unwrap_used)]

#[cfg(feature = "spreadsheets")]
mod workbooks;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::program;
use rayon::prelude::*;

/// Largest time for one case, for a debug build on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(120);
/// The columns of the lists.
const FIELDS: [(&str, &str); 7] = [
    ("id", "id"),
    ("name", "name"),
    ("birth_date", "birth"),
    ("age", "age"),
    ("death_date", "death"),
    ("place", "place"),
    ("status", "status"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad")
}

/// The files of a folder of cases, sorted by name.
fn cases(kind: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder().join(kind)).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|one| one == extension)).collect();
    cases.sort();
    cases
}

/// The program's message and exit status. It never panics, never hangs and prints no control
/// characters.
fn said(arguments: &[&str], here: &Path) -> String {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .current_dir(here)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .stdin(Stdio::null());
    let mut child = command.spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |from: &mut dyn std::io::Read| {
        let mut text = Vec::new();
        from.read_to_end(&mut text).map(|_| String::from_utf8(text).unwrap()).unwrap()
    };
    let start = Instant::now();
    let (out, err) = std::thread::scope(|threads| {
        let (out, err) = (threads.spawn(|| read(&mut out)), threads.spawn(|| read(&mut err)));
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > PATIENCE {
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        (out.join().unwrap(), err.join().unwrap())
    });
    let status = child.wait().unwrap().code();
    assert!(matches!(status, Some(0..=2)), "{arguments:?} ended with {status:?}: {err}");
    let printed = format!("{out}{err}");
    let is_inert = |letter: char| letter == '\n' || !letter.is_control() && !is_bidi(letter);
    assert!(printed.chars().all(is_inert), "{arguments:?} prints control characters: {printed:?}");
    format!("ends with {}\n{}", status.unwrap(), shortened(&printed))
}

fn is_bidi(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text without the repetitive parts of very long lines.
fn shortened(text: &str) -> String {
    let line = |line: &str| -> String {
        let letters: Vec<char> = line.trim_end().chars().collect();
        match letters.len() {
            0..600 => letters.into_iter().collect(),
            all => format!("{} [{} more letters]", letters[..500].iter().collect::<String>(), all - 500),
        }
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n").trim_end().to_owned()
}

/// One snapshot of all cases of a kind that are files.
fn assert_said(kind: &str, extension: &str, say: impl Fn(&Path, &Path) -> String + Sync) {
    let cases = cases(kind, extension).into_iter().map(|case| {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        (name, case)
    });
    assert_said_of(kind, cases.collect(), |_, case, here| say(case, here));
}

/// One snapshot of all cases of a kind, each with its name.
fn assert_said_of<C: Sync>(
    kind: &str,
    cases: Vec<(String, C)>,
    say: impl Fn(&str, &C, &Path) -> String + Sync,
) {
    let said = cases.par_iter().map(|(name, case)| say(name, case, tempfile::tempdir().unwrap().path()));
    let mut all = String::new();
    for ((name, _), text) in cases.iter().zip(said.collect::<Vec<_>>()) {
        writeln!(all, "## {name}\n{text}\n").unwrap();
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(kind.to_owned(), all) });
}

/// A project for one list, with as many fields as its header has.
fn project_of(list: &Path, here: &Path) {
    let bytes = fs::read(list).unwrap();
    let plain: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let is_full = String::from_utf8_lossy(&plain).contains("id,name,birth,age,death,place,status");
    let mut text =
        "[project]\nfrom = \"2022-01-02\"\nto = \"2022-01-31\"\n[[source]]\nid = \"a\"\nfile = \"list\"\n\
                    [source.columns]\n"
            .to_owned();
    for (field, header) in FIELDS.iter().filter(|(field, _)| is_full || *field == "name") {
        writeln!(text, "{field} = {header:?}").unwrap();
    }
    fs::write(here.join("project.toml"), text).unwrap();
    fs::write(here.join("list"), bytes).unwrap();
}

/// A run leaves a complete folder, or none if it fails.
fn assert_whole_or_none(here: &Path, project: &str) {
    let run = said(&["run", project, "--out", "out"], here);
    let out = here.join("out");
    assert_eq!(run.starts_with("ends with 0"), out.join("run.json").exists(), "{run}");
    assert_eq!(out.exists(), out.join("register.json").exists() && out.join("members.csv").exists());
    let left: Vec<String> = fs::read_dir(here)
        .unwrap()
        .map(|one| one.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.iter().all(|name| !name.starts_with(".out")), "{left:?}");
}

#[test]
fn lists() {
    assert_said("lists", "csv", |list, here| {
        project_of(list, here);
        assert_whole_or_none(here, "project.toml");
        said(&["check", "project.toml", "--format", "lines"], here)
    });
}

#[test]
fn projects() {
    assert_said("projects", "toml", |project, here| {
        let name = project.file_name().unwrap().to_str().unwrap();
        copy(&folder().join("projects"), here);
        assert_whole_or_none(here, name);
        said(&["check", name, "--format", "lines"], here)
    });
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// A project without faults, for testing the other files that a run can be given.
fn good_project(here: &Path) {
    fs::write(here.join("list"), "id,name,age\n1,Асан Тестов,20\n2,Қайрат Үлгіұлы,31\n").unwrap();
    let columns = "[source.columns]\nid = \"id\"\nname = \"name\"\nage = \"age\"\n";
    let text = format!("[[source]]\nid = \"a\"\nfile = \"list\"\n{columns}");
    fs::write(here.join("project.toml"), text).unwrap();
}

#[test]
fn tables() {
    assert_said("tables", "tsv", |table, here| {
        good_project(here);
        let kind = table.file_name().unwrap().to_str().unwrap().split('.').next().unwrap();
        fs::create_dir(here.join("xx")).unwrap();
        fs::copy(table, here.join(format!("xx/{kind}.tsv"))).unwrap();
        let project = fs::read_to_string(here.join("project.toml")).unwrap();
        fs::write(here.join("project.toml"), format!("[project]\nlexicon = [\"xx\"]\n{project}")).unwrap();
        said(&["check", "project.toml", "--format", "lines"], here)
    });
}

#[test]
fn models() {
    assert_said("models", "json", |model, here| {
        good_project(here);
        fs::copy(model, here.join("model.json")).unwrap();
        said(&["check", "project.toml", "--model", "model.json"], here)
    });
}

#[test]
fn truths() {
    assert_said("truths", "csv", |truth, here| {
        good_project(here);
        fs::copy(truth, here.join("truth.csv")).unwrap();
        said(&["evaluate", "project.toml", "--truth", "truth.csv"], here)
            .lines()
            .take(8)
            .collect::<Vec<_>>()
            .join("\n")
    });
}

#[test]
#[cfg(feature = "spreadsheets")]
fn workbooks_of_all_kinds() {
    let cases = workbooks::all().into_iter().map(|(name, bytes, more)| (name.to_owned(), (bytes, more)));
    assert_said_of("workbooks", cases.collect(), |name, (bytes, more), here| {
        fs::write(here.join(name), bytes).unwrap();
        let text = format!("[[source]]\nid = \"a\"\nfile = {name:?}\ncolumns.name = \"ФИО\"\n{more}\n");
        fs::write(here.join("project.toml"), text).unwrap();
        assert_whole_or_none(here, "project.toml");
        let looked = said(&["inspect", name], here);
        let looked = looked.lines().take(4).collect::<Vec<_>>().join("\n  ");
        format!("{}\ninspect: {looked}", said(&["check", "project.toml", "--format", "lines"], here))
    });
}

#[test]
fn baselines() {
    assert_said("baselines", "txt", |baseline, here| {
        good_project(here);
        let list = "id,name,age\n1,Асан Тестов,сто\n1,Қайрат Үлгіұлы,31\n";
        fs::write(here.join("list"), list).unwrap();
        fs::copy(baseline, here.join("known.txt")).unwrap();
        said(&["check", "project.toml", "--baseline", "known.txt"], here)
    });
}

/// A project with two lists and a further table.
fn project_with(key: &str, table: &Path, here: &Path) {
    good_project(here);
    let project = fs::read_to_string(here.join("project.toml")).unwrap();
    let other = project.replace("\"a\"", "\"b\"").replace("\"list\"", "\"other\"");
    fs::write(here.join("other"), "id,name,age\n7,Асан Тестов,20\n").unwrap();
    fs::write(here.join("project.toml"), format!("[project]\n{key} = \"table.csv\"\n{project}{other}"))
        .unwrap();
    fs::copy(table, here.join("table.csv")).unwrap();
}

#[test]
fn totals() {
    assert_said("totals", "csv", |table, here| {
        project_with("totals", table, here);
        assert_whole_or_none(here, "project.toml");
        said(&["check", "project.toml", "--format", "lines"], here)
    });
}

#[test]
fn reasons() {
    assert_said("reasons", "csv", |table, here| {
        project_with("reasons", table, here);
        assert_whole_or_none(here, "project.toml");
        said(&["check", "project.toml", "--format", "lines"], here)
    });
}
