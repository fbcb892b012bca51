//! A run that is killed leaves the old folder or the new one, complete.
//!
//! It takes a minute, so it is run by hand:
//!
//! ```sh
//! cargo build --example reconcile && cargo test --test kill -- --ignored --nocapture
//! ```
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use casualty_register::report::verify_files;

fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    profile.join("examples").join(format!("reconcile{}", std::env::consts::EXE_SUFFIX))
}

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

/// Ten moments of a run as shares of its time: four anywhere, six near its end, where files are written.
fn moments() -> Vec<f64> {
    let mut state = 20220105_u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut share = |from: f64, to: f64| from + (to - from) * next();
    (0..10).map(|at| if at < 4 { share(0.0, 1.0) } else { share(0.85, 1.02) }).collect()
}

#[test]
#[ignore = "takes a minute and kills processes"]
fn a_killed_run_leaves_the_old_folder_or_the_new_one() {
    let project = Project::new();
    let begun = Instant::now();
    assert!(project.start("run 0").wait().unwrap().success());
    let time = begun.elapsed();
    let mut before = "run 0".to_owned();
    let (mut old, mut new, mut left) = (0, 0, 0);
    for (at, moment) in moments().into_iter().enumerate() {
        let title = format!("run {}", at + 1);
        let mut run = project.start(&title);
        std::thread::sleep(Duration::from_secs_f64(time.as_secs_f64() * moment));
        let _ = run.kill();
        run.wait().unwrap();
        left += project.beside().len();
        let found = verify_files(project.out()).unwrap();
        assert!(found.is_verified(), "killed at {moment:.3}: {found}");
        let written = project.title_written();
        assert!(written == before || written == title, "killed at {moment:.3}: {written}");
        if written == before {
            old += 1
        } else {
            new += 1
        }
        before = written;
        assert!(project.beside().is_empty(), "verifying clears up");
    }
    println!("one run takes {time:?}; {old} times the old folder, {new} times the new one, {left} left over");
    assert!(project.start("last").wait().unwrap().success());
    assert_eq!(project.title_written(), "last");
    assert!(project.beside().is_empty());
}
