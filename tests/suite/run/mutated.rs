//! Files with random changes: nothing crashes, and a whole project ends within a limit of time and
//! memory.
//!
//! `FUZZ_SECONDS=1200 cargo test --release --test suite mutated -- --nocapture` plays each test for
//! that time; without it a few cases are played. The same seeds give the same cases, and a failure
//! names its seed. All people are invented.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
use crate::laws;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Largest processor time of a run, in seconds.
const LONGEST: u64 = 20;
/// Largest elapsed time of a run, which may wait for other processes.
const LONGEST_BY_CLOCK: Duration = Duration::from_secs(120);
/// Ticks in a second in `/proc`.
const TICKS: u64 = 100;
/// Largest memory of a run, in kB.
const MOST_MEMORY: u64 = 1024 * 1024;

/// What mutations insert into a file, besides single bytes and parts of the file.
const TOKENS: [&str; 34] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    ":",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "#",
    "# salt ",
    "null",
    "-1",
    "18446744073709551615",
    "1e308",
    "0",
    "\"same\"",
    "\"different\"",
    "\"group\"",
    "\"found-alive\"",
    "\"records\":[",
    "a:1",
    "b:2",
    "a:",
    "\"when\":\"9999-12-31\"",
    "\"merged_into\":\"P-1\"",
    "2022-02-30",
    "=1+1",
];

fn below(n: usize, rng: &mut ChaCha8Rng) -> usize {
    (rng.next_u64() % n.max(1) as u64) as usize
}

/// The bytes with some random changes.
fn mutated(bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + below(6, rng) {
        let at = below(bytes.len() + 1, rng);
        let to = (at + below(1 + below(60, rng), rng)).min(bytes.len());
        match below(7, rng) {
            0 if at < bytes.len() => bytes[at] ^= 1 << below(8, rng),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let part = bytes[at..to].to_vec();
                let times = 1 + below(if below(20, rng) == 0 { 400 } else { 3 }, rng);
                let to = below(bytes.len() + 1, rng);
                bytes.splice(to..to, part.repeat(times));
            }
            3 => {
                let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let line = lines.get(below(lines.len(), rng)).copied().unwrap_or_default().to_vec();
                let at = lines.iter().take(below(lines.len() + 1, rng)).map(|line| line.len()).sum::<usize>();
                bytes.splice(at..at, line);
            }
            4 => bytes.truncate(if below(4, rng) == 0 { at } else { bytes.len() }),
            _ => {
                let token = TOKENS[below(TOKENS.len(), rng)].as_bytes();
                let to = if below(2, rng) == 0 { at } else { to };
                bytes.splice(at..to, token.iter().copied());
            }
        }
    }
    bytes
}

/// Plays a case for each seed: `usual` cases, or as many as fit into `FUZZ_SECONDS`.
fn play(name: &str, usual: u64, case: impl Fn(u64, &mut ChaCha8Rng)) {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut seeds = 0_u64..;
    let mut played = 0;
    while end.map_or(played < usual, |end| Instant::now() < end) {
        let seed = seeds.next().unwrap();
        case(seed, &mut ChaCha8Rng::seed_from_u64(seed));
        played += 1;
    }
    println!("{name}: {played} cases");
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Whether a law holds for the bytes; the test names the law that does not.
fn holds(target: &str, usual: u64, law: fn(&[u8])) {
    let seeds = corpus(target);
    play(target, usual, |seed, rng| {
        let bytes = mutated(&seeds[below(seeds.len(), rng)], rng);
        let held = catch_unwind(|| law(&bytes));
        assert!(held.is_ok(), "{target}, seed {seed}: {:?}", String::from_utf8_lossy(&bytes));
    });
}

#[test]
fn files_of_ids_that_were_changed_are_refused_or_read() {
    holds("ids", 3000, laws::ids);
}

#[test]
fn ledgers_that_were_changed_are_refused_or_read() {
    holds("ledger", 60, laws::ledger);
}

const PROJECT: &str = r#"[project]
title = "Changed at random"
from = "2022-01-02"
to = "2022-01-31"
ids = "ids.jsonl"
decisions = ["decisions.jsonl"]

[[source]]
id = "a"
file = "a.csv"
[source.columns]
id = "id"
name = "name"
birth_date = "born"
death_date = "died"
place = "place"
note = "note"

[[source]]
id = "b"
file = "b.csv"
duplicates = "rare"
[source.columns]
id = "id"
name = "name"
age = "age"
death_date = "died"
place = "place"
[source.extra]
school = "school"
"#;

const FILES: [(&str, &str); 5] = [
    ("reconcile.toml", PROJECT),
    (
        "a.csv",
        "id,name,born,died,place,note\n1,Тестов Асан Серикович,1990-05-27,2022-01-05,Алматы,x\n2,Үлгіева Дана,1971,06.01.2022,Тараз,\n\
         3,Сынақов Ерлан,[1960..1970],January 2022,ул. Абая 5,\n4,неизвестный,,,,\n5,Мысалов Нұрлан и 3 ребёнка,,2022-01-07,,\n",
    ),
    (
        "b.csv",
        "id,name,age,died,place,school\n1,Testov Asan,31,5 January 2022,Almaty,no 5\n2,Dana Ulgieva,50,2022-01-06,Taraz,\n\
         3,تستوف عسان,٣١,٥/١/٢٠٢٢,الماتي,\n4,Sinakov E.,40+,,,\n5,Mysalov Nurlan,8 mo,2022-01-07,Алматы,no 5\n",
    ),
    (
        "decisions.jsonl",
        "# casualty-register ledger 1\n\
         {\"ruling\":\"same\",\"records\":[\"a:1\",\"b:1\"],\"by\":\"N\",\"when\":\"2026-01-02\",\"why\":\"x\"}\n\
         {\"ruling\":\"different\",\"records\":[\"a:2\",\"b:4\"],\"by\":\"N\",\"when\":\"2026-01-02\"}\n\
         {\"ruling\":\"group\",\"records\":[\"a:5\"],\"by\":\"N\",\"when\":\"2026-01-03\",\"count\":4}\n\
         {\"ruling\":\"found-alive\",\"records\":[\"b:4\"],\"by\":\"M\",\"when\":\"2026-01-03\",\"why\":\"y\"}\n",
    ),
    (
        "ids.jsonl",
        "# casualty-register ids 1\n# salt 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n\
         {\"id\":\"P-1\",\"since\":1,\"anchor\":\"a:1\",\"members\":[\"a:1\",\"b:1\"]}\n\
         {\"id\":\"P-2\",\"since\":1,\"anchor\":\"a:2\",\"members\":[\"a:2\"]}\n\
         {\"id\":\"P-3\",\"since\":2,\"anchor\":\"b:2\",\"merged_into\":\"P-2\"}\n",
    ),
];

/// The largest memory that a process has had, in kB, while it still exists.
fn memory(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Processor time of a process on all cores, in seconds, while it still exists.
fn computed(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // After the program name, which may contain blanks, the 12th and 13th numbers.
    let numbers: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| numbers.get(at).and_then(|number| number.parse::<u64>().ok());
    Some((ticks(11)? + ticks(12)?) / TICKS)
}

/// Runs the program; returns its status and its messages. It panics if the run takes too much time or
/// memory.
fn watched(folder: &Path, arguments: &[&str], case: &str) -> (Option<i32>, String) {
    let said = fs::File::create(folder.join("said")).unwrap();
    let mut command = Command::new(crate::program::program());
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
    let (mut child, started) = (command.spawn().unwrap(), Instant::now());
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let most = memory(child.id()).unwrap_or(0);
        let seconds = computed(child.id()).unwrap_or(0);
        if most > MOST_MEMORY || seconds > LONGEST || started.elapsed() > LONGEST_BY_CLOCK {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{case}: {most} kB, {seconds} s computed, {:?} by the clock", started.elapsed());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    (status.code(), fs::read_to_string(folder.join("said")).unwrap_or_default())
}

#[test]
fn a_project_of_files_that_were_changed_ends_within_its_limits() {
    play("project", 12, |seed, rng| {
        let folder = tempfile::tempdir().unwrap();
        // Mostly the files beside the project file: a project file that cannot be read ends the run at
        // once.
        let which = below(16, rng);
        for (at, (name, text)) in FILES.into_iter().enumerate() {
            let is_changed = if at == 0 { which == 0 } else { which & (1 << (at - 1)) != 0 };
            let bytes = if is_changed { mutated(text.as_bytes(), rng) } else { text.as_bytes().to_vec() };
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        for arguments in [
            ["run", "reconcile.toml", "--out", "out", "--quiet"],
            ["publish", "reconcile.toml", "--out", "public", "--quiet"],
            ["check", "reconcile.toml", "--format", "json", "--quiet"],
        ] {
            let case = format!("seed {seed}, {}", arguments[0]);
            let (status, said) = watched(folder.path(), &arguments, &case);
            assert!(matches!(status, Some(0..=2)), "{case}: {status:?} {said}");
            assert!(!said.contains("panicked"), "{case}: {said}");
            assert!(status != Some(2) || !said.trim().is_empty(), "{case}: refused without a reason");
        }
    });
}
