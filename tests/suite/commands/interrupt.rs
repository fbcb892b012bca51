//! An interrupted run stops, reports it, writes nothing, and leaves the folder of an earlier run
//! unchanged.
//!
//! `cargo test --test suite interrupt` alone does not rebuild the program: run `cargo build --example
//! reconcile` first.
#![cfg(any(target_os = "linux", target_os = "macos"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::program::program;
use casualty_register::audit::sample::{Scenario, World};
use casualty_register::{ErrorKind, Progress, Reconciler};

/// A world that takes long enough to be interrupted, and a folder that an earlier run may have written.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        World::generate(&Scenario::General.settings(3).with_persons(2500)).write_dir(folder.path()).unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        Project { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("reconcile.toml")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn start(&self) -> Child {
        let mut command = Command::new(program());
        command.arg("run").arg(self.path()).arg("--out").arg(self.out());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The names in the folder besides the lists: a run leaves no half-written folder.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// The signal of Ctrl-C.
fn interrupt(run: &Child) {
    let id = rustix::process::Pid::from_child(run);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
}

/// Interrupts a run some time after its start and waits for its end.
fn interrupted_after(project: &Project, time: Duration) -> Output {
    let mut run = project.start();
    std::thread::sleep(time);
    assert!(run.try_wait().unwrap().is_none(), "the run ended before it was interrupted");
    interrupt(&run);
    run.wait_with_output().unwrap()
}

#[test]
fn an_interrupted_run_leaves_the_folder_as_it_was() {
    let project = Project::new();
    fs::write(project.out().join("run.json"), "what an earlier run wrote").unwrap();
    let (before, names) = (files(&project.out()), project.names());
    let output = interrupted_after(&project, Duration::from_millis(400));
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "the run was stopped; nothing was written\n");
    assert!(output.stdout.is_empty());
    assert_eq!(files(&project.out()), before);
    assert_eq!(project.names(), names);
}

#[test]
fn a_second_interrupt_ends_at_once() {
    let project = Project::new();
    let mut run = project.start();
    std::thread::sleep(Duration::from_millis(400));
    let ended = Instant::now();
    // Two signals sent together may come as one.
    while run.try_wait().unwrap().is_none() {
        interrupt(&run);
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(ended.elapsed() < Duration::from_secs(2), "{:?}", ended.elapsed());
    assert_eq!(run.wait().unwrap().code(), Some(130));
}

/// A run ends, whatever the stage at which it is stopped.
#[test]
fn a_run_can_be_stopped_at_every_stage() {
    let folder = tempfile::tempdir().unwrap();
    World::generate(&Scenario::Hard.settings(3)).write_dir(folder.path()).unwrap();
    let open = || Reconciler::open(folder.path().join("reconcile.toml")).unwrap();
    let progress = Progress::new();
    let mut stages = vec![];
    let whole = std::thread::scope(|scope| {
        let run = scope.spawn(|| open().run_watched(&progress).unwrap());
        while !run.is_finished() {
            let stage = progress.stage();
            assert!(stage.total().is_none_or(|total| stage.done() <= total), "{stage:?}");
            if stages.last() != Some(&stage.name().to_owned()) {
                stages.push(stage.name().to_owned());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        run.join().unwrap()
    });
    assert!(!whole.register().entries().is_empty());
    assert!(stages.len() > 3, "{stages:?}");
    for stage in stages.into_iter().filter(|stage| !stage.is_empty()) {
        let progress = Progress::new();
        let stopped = std::thread::scope(|scope| {
            let run = scope.spawn(|| open().run_watched(&progress));
            while progress.stage().name() != stage && !run.is_finished() {
                std::thread::yield_now();
            }
            progress.stop();
            run.join().unwrap()
        });
        match stopped {
            Err(error) => assert!(matches!(error.kind(), ErrorKind::Stopped), "{stage}: {error}"),
            // A stage that ends before the stop arrives.
            Ok(_) => assert_eq!(stage, "merging"),
        }
    }
}
