//! The folder of a dataset as a CI job sees it.
#![allow(clippy::unwrap_used)]

use crate::program::program;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder as the root of a repository, with a dataset under `data`.
pub(crate) struct Repository(tempfile::TempDir);

impl Repository {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let repository = Repository(tempfile::tempdir().unwrap());
        fs::create_dir_all(repository.path("data/lists")).unwrap();
        for (name, text) in files {
            repository.write(name, text);
        }
        repository
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `reconcile check data/p.toml` in the root.
    pub(crate) fn check(&self, args: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.current_dir(self.0.path()).args(["check", "data/p.toml"]).args(args);
        command.output().unwrap()
    }

    /// The output of a check that ended with this status.
    pub(crate) fn printed(&self, args: &[&str], status: i32) -> String {
        let output = self.check(args);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The error output of a check that could not run.
    pub(crate) fn complaint(&self, args: &[&str]) -> String {
        let output = self.check(args);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        String::from_utf8(output.stderr).unwrap()
    }
}

/// Two lists; each test chooses their content.
pub(crate) const PROJECT: &str = r#"
[project]
title = "Two lists"
[[source]]
id = "a"
file = "lists/список, 1% &.csv"
[source.columns]
id = "no"
name = "name"
birth_date = "born, a:b%"
[[source]]
id = "b"
file = "b.csv"
declared_count = 2
[source.columns]
id = "no"
name = "name"
"#;

pub(crate) const A: &str = "data/lists/список, 1% &.csv";

/// Cells that would clear a screen, reverse the direction of writing, begin a line, or end a command or
/// a tag.
pub(crate) const NASTY: &str = "no,name,\"born, a:b%\"\n\
    1,\"\u{1b}[2J\u{202e}Асан\nТестов\",\"]]>\u{7}<b>&\"\"soon\"\"</b>\n::error file=x::100%,\"\n\
    2,Дана Үлгі,1980-02-31\n\
    2,Ерлан Мысал,\n";

pub(crate) fn nasty() -> Repository {
    Repository::new(&[("data/p.toml", PROJECT), (A, NASTY), ("data/b.csv", "no,name\n1,Dana Ulgi\n")])
}
