//! Every parser accepts any bytes: the laws of `tests/support/laws.rs`, for the committed seeds and for
//! inputs that proptest generates.
//!
//! The same laws are fuzzed: `cargo +nightly fuzz run --fuzz-dir tests/fuzz TARGET`.
#![allow(clippy::unwrap_used)]

use crate::laws;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// The seeds of a fuzz target, sorted.
fn seeds(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut seeds: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    seeds.sort();
    seeds
}

#[test]
fn every_law_holds_for_its_seeds() {
    for (target, law) in laws::ALL {
        let seeds = seeds(target);
        assert!(seeds.len() >= 3, "{target} has {} seeds", seeds.len());
        seeds.iter().for_each(|seed| law(&fs::read(seed).unwrap()));
    }
}

#[test]
fn every_law_is_fuzzed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (target, _) in laws::ALL {
        assert!(manifest.contains(&format!("path = \"targets/{target}.rs\"")), "{target}");
        let text = fs::read_to_string(folder.join(format!("targets/{target}.rs"))).unwrap();
        assert!(text.contains(&format!("laws::{target}(")), "{target}");
    }
}

#[test]
fn the_workbooks_of_the_law_are_workbooks() {
    for (seed, file) in [("sheet.xml", "a.xlsx"), ("content.xml", "a.ods")] {
        let text =
            fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus/workbook").join(seed));
        assert!(laws::records_of_sheet(file, &text.unwrap()) > 0, "{file}");
    }
}

/// Seeds with pieces cut out, repeated or exchanged with other seeds: closer to valid input than noise.
fn bent(target: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let texts: Vec<Vec<u8>> = seeds(target).iter().map(|seed| fs::read(seed).unwrap()).collect();
    let piece = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let noise = prop::collection::vec(any::<u8>(), 0..8);
    prop::collection::vec((piece, noise), 1..4).prop_map(move |pieces| {
        let bytes = pieces.into_iter().flat_map(|((which, from, to), noise)| {
            let text = which.get(&texts);
            let (from, to) = (from.index(text.len() + 1), to.index(text.len() + 1));
            [&text[from.min(to)..from.max(to)], &noise].concat()
        });
        bytes.collect()
    })
}

/// Checks a law for some hundred inputs.
fn check(target: &'static str, cases: u32) {
    let law = laws::ALL.iter().find(|(name, _)| *name == target).unwrap().1;
    let inputs = prop_oneof![bent(target), any::<String>().prop_map(String::into_bytes)];
    proptest!(ProptestConfig::with_cases(cases), |(bytes in inputs)| law(&bytes));
}

#[test]
fn cells_of_any_text() {
    check("cells", 400);
}

#[test]
fn names_of_any_text() {
    check("name", 400);
}

#[test]
fn lists_of_any_bytes() {
    check("list", 200);
}

#[test]
fn runs_of_any_bytes() {
    check("run", 40);
}

#[test]
fn projects_of_any_text() {
    check("project", 400);
}

#[test]
fn models_of_any_text() {
    check("model", 60);
}

#[test]
fn language_tables_of_any_text() {
    check("lexicon", 40);
}

#[test]
fn truths_of_any_text() {
    check("truth", 200);
}

#[test]
fn baselines_of_any_text() {
    check("baseline", 200);
}

#[test]
fn figures_of_any_text() {
    check("totals", 200);
}

#[test]
fn reasons_of_any_text() {
    check("reasons", 200);
}

#[test]
fn files_that_nobody_described() {
    check("inspect", 100);
}

#[test]
fn workbooks_of_any_bytes() {
    check("workbook", 100);
}

#[test]
fn ledgers_of_any_text() {
    check("ledger", 200);
}

#[test]
fn ids_of_any_text() {
    check("ids", 200);
}
