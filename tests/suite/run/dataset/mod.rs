//! The commands that check a dataset, run as a program: `totals`, `verify`, `diff` and `--edition`;
//! their output, exit status and error messages.
#![allow(clippy::unwrap_used)]

mod diff;
mod edition;
mod totals;
mod verify;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A list with two editions, one without, published totals, and space for register folders.
struct Dataset(tempfile::TempDir);

const PROJECT: &str = r#"
[project]
title = "Two lists"
from = "2022-01-02"
to = "2022-01-31"
totals = "totals.csv"
[[source]]
id = "a"
[[source.edition]]
published = "2022-06-01"
file = "a-june.csv"
[[source.edition]]
published = "2022-08-16"
file = "a-august.csv"
[source.columns]
id = "no"
name = "name"
birth_date = "born"
[[source]]
id = "b"
file = "b.csv"
[source.columns]
id = "no"
name = "name"
birth_date = "born"
"#;

const JUNE: &str = "no,name,born\n1,Тестов Асан Болатұлы,1980-03-04\n2,Үлгіева Дана,soon\n";
const AUGUST: &str = "no,name,born\n1,Тестов Асан Болатұлы,1980-03-04\n3,Мысалов Нұр,1950-05-06\n";
const TOTALS: &str = "date,figure,scope_place,scope_status,kind\n\
                      2022-03-14,3,Kazakhstan,all,total\n2022-05-14,1,Kazakhstan,all,total\n";

impl Dataset {
    fn new() -> Self {
        let dataset = Dataset(tempfile::tempdir().unwrap());
        dataset.write("p.toml", PROJECT);
        dataset.write("a-june.csv", JUNE);
        dataset.write("a-august.csv", AUGUST);
        dataset.write("b.csv", "no,name,born\n1,Testov Asan Bolatuly,1980-03-04\n");
        dataset.write("totals.csv", TOTALS);
        dataset
    }

    /// With the register folder `out`.
    fn with_register() -> Self {
        let dataset = Dataset::new();
        dataset.printed(&["run", "p.toml", "--out", "out"], 0);
        dataset
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The exit status, the output and the error output, run in the folder of the dataset.
    fn reconcile(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(crate::program::program());
        let output = command.current_dir(self.0.path()).args(args).output().unwrap();
        let [said, errors] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(!errors.contains("panicked"), "{errors}");
        (output.status.code(), said, errors)
    }

    fn printed(&self, args: &[&str], status: i32) -> String {
        let (found, said, errors) = self.reconcile(args);
        assert_eq!((found, errors.as_str()), (Some(status), ""), "{args:?}: {said}");
        said
    }

    fn json(&self, args: &[&str], status: i32) -> Value {
        let said = self.printed(&[args, &["--format", "json"]].concat(), status);
        assert!(said.ends_with("}\n"), "{said}");
        serde_json::from_str(&said).unwrap()
    }

    /// Each command fails with 2, prints nothing and reports what is wrong.
    fn complains(&self, cases: &[(&[&str], &str)]) {
        for (args, complaint) in cases {
            let (status, said, errors) = self.reconcile(args);
            assert_eq!((status, said.as_str()), (Some(2), ""), "{args:?}");
            assert!(errors.starts_with("error: ") && errors.contains(complaint), "{args:?}: {errors}");
        }
    }
}
