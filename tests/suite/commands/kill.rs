//! A killed run leaves either the old folder or the new one, complete.
//!
//! It takes a minute, so it is run by hand:
//!
//! ```sh
//! cargo build --example reconcile && cargo test --test suite kill -- --ignored --nocapture
//! ```
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::program;
use casualty_register::audit::verify_files;

/// A copy of the sample that gets another title before each run.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022");
        for file in fs::read_dir(samples).unwrap().map(Result::unwrap) {
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        Project { folder }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// Starts a run of the project with a title.
    fn start(&self, title: &str) -> Child {
        let path = self.folder.path().join("reconcile.toml");
        let text = fs::read_to_string(&path).unwrap();
        let lines =
            text.lines().map(|line| match line.starts_with("title") && !line.contains("(invented)") {
                true => format!("title = \"{title}\""),
                false => line.to_owned(),
            });
        fs::write(&path, lines.collect::<Vec<_>>().join("\n")).unwrap();
        let mut command = Command::new(program());
        command.arg("run").arg(&path).arg("--out").arg(self.out());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn title_written(&self) -> String {
        let text = fs::read(self.out().join("run.json")).unwrap();
        let run: serde_json::Value = serde_json::from_slice(&text).unwrap();
        run["title"].as_str().unwrap().to_owned()
    }

    fn beside(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".out.")).collect()
    }
}

/// A number from 0 to 1 for each of ten runs.
fn shares() -> Vec<f64> {
    let mut state = 20220105_u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..10).map(|_| next()).collect()
}

/// How long a run takes, and how much of that time it writes: the fastest of three.
fn times(project: &Project) -> (Duration, Duration) {
    let quickest = (0..3).map(|_| {
        let begun = Instant::now();
        let mut run = project.start("run 0");
        wait_for_writing(project, &mut run);
        let thinking = begun.elapsed();
        assert!(run.wait().unwrap().success());
        (begun.elapsed(), begun.elapsed() - thinking)
    });
    quickest.min().unwrap()
}

/// Waits until the run has begun to write.
fn wait_for_writing(project: &Project, run: &mut Child) {
    while project.beside().is_empty() && run.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// Three kills at any time of a run, and seven while it writes and exchanges the folders.
#[test]
#[ignore = "takes a minute and kills processes"]
fn a_killed_run_leaves_the_old_folder_or_the_new_one() {
    let project = Project::new();
    let (whole, writing) = times(&project);
    let mut before = "run 0".to_owned();
    let (mut old, mut new, mut left, mut alive) = (0, 0, 0, 0);
    for (at, share) in shares().into_iter().enumerate() {
        let title = format!("run {}", at + 1);
        let mut run = project.start(&title);
        if at < 3 {
            std::thread::sleep(whole.mul_f64(share));
        } else {
            wait_for_writing(&project, &mut run);
            std::thread::sleep(writing.mul_f64(share));
        }
        alive += usize::from(run.try_wait().unwrap().is_none());
        let _ = run.kill();
        run.wait().unwrap();
        left += project.beside().len();
        let found = verify_files(project.out()).unwrap();
        assert!(found.is_verified(), "killed at {share:.3}: {found}");
        let written = project.title_written();
        assert!(written == before || written == title, "killed at {share:.3}: {written}");
        if written == before {
            old += 1
        } else {
            new += 1
        }
        before = written;
        assert!(project.beside().is_empty(), "verifying clears up");
    }
    println!(
        "a run takes {whole:?} and writes for {writing:?} of it; {alive} of 10 were killed alive; {old} times the \
         old folder, {new} times the new one, {left} folders left over"
    );
    assert!(alive >= 7, "only {alive} runs were still there when they were killed");
    assert!(project.start("last").wait().unwrap().success());
    assert_eq!(project.title_written(), "last");
    assert!(project.beside().is_empty());
}
