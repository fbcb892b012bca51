//! The whole pipeline on the committed samples: nothing is lost, and the texts for readers are those
//! that were reviewed.
//!
//! After a change of the model, `INSTA_UPDATE=always cargo test --test suite pipeline` accepts the new
//! texts; read the difference before you commit it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use casualty_register::audit::{Evaluation, Truth};
use casualty_register::report::Output;
use casualty_register::{Outcome, Reconciler};

static OUTCOME: LazyLock<Outcome> =
    LazyLock::new(|| Reconciler::open(samples().join("reconcile.toml")).unwrap().run().unwrap());

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022")
}

#[test]
fn every_record_stands_in_exactly_one_entry() {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for member in OUTCOME.register().entries().iter().flat_map(|entry| entry.members()) {
        *seen.entry((&member.source, &member.record)).or_default() += 1;
    }
    assert!(seen.values().all(|times| *times == 1));
    for source in OUTCOME.sources() {
        for record in source.records() {
            assert!(seen.contains_key(&(source.id(), record.id().as_str())), "{}", record.id());
        }
    }
    assert_eq!(seen.len(), 19 + 188 + 221);
}

#[test]
fn every_list_is_rebuilt_cell_for_cell() {
    for source in OUTCOME.sources() {
        let rows = source.records().iter().map(|record| record.cells().to_vec());
        let list: Vec<Vec<String>> = std::iter::once(source.header().to_vec()).chain(rows).collect();
        assert_eq!(OUTCOME.register().rebuild(source.id()), Some(list));
    }
    assert_eq!(OUTCOME.register().rebuild("no-such-list"), None);
}

#[test]
fn every_filled_cell_is_a_claim() {
    let claims: usize = OUTCOME.register().entries().iter().map(|entry| entry.claims().len()).sum();
    let records = OUTCOME.sources().iter().flat_map(|source| source.records());
    let cells = records.flat_map(|record| record.cells()).filter(|cell| !cell.trim().is_empty());
    assert_eq!(claims, cells.count());
}

#[test]
fn the_sums_of_the_summary_agree() {
    let summary = OUTCOME.summary();
    assert_eq!(summary.people + summary.unnamed, OUTCOME.register().entries().len());
    assert_eq!(summary.overlaps.iter().map(|overlap| overlap.people).sum::<usize>(), summary.people);
    let estimate = summary.estimate;
    assert!(estimate.low as f64 <= estimate.mean && estimate.mean <= estimate.high as f64);
    let means: f64 = summary.overlaps.iter().map(|overlap| overlap.estimate.mean).sum();
    assert!((means - estimate.mean).abs() < 1e-6);
}

/// The lists name 240 of the 241 people of their world.
#[test]
fn the_register_is_close_to_the_truth() {
    let truth = Truth::open(samples().join("truth.csv")).unwrap();
    let evaluation = Evaluation::new(OUTCOME.register(), &truth);
    assert!(evaluation.lost.is_empty() && evaluation.unknown.is_empty());
    assert!(evaluation.pairs.f1 >= 0.95, "\n{evaluation}");
}

#[test]
fn summary_reads_well() {
    insta::assert_snapshot!(OUTCOME.summary().to_string());
}

#[test]
fn summary_says_why_the_register_lies_outside_of_the_interval() {
    let mut summary = OUTCOME.summary();
    summary.people = summary.estimate.high + 1;
    let why = "The register has more people than the interval: doubtful records stay apart until a reviewer decides.";
    assert!(summary.to_string().contains(why), "{summary}");
    let entries =
        format!("{} entries with a name, for 238 to 241 people with 90 % probability; ", summary.people);
    assert!(summary.headline().starts_with(&entries), "{}", summary.headline());
    summary.people = summary.estimate.low - 1;
    assert!(summary.to_string().contains("The register has fewer people than the interval: "));
    summary.grades.unnamed = 1;
    assert!(summary.to_string().contains("With 1 record without a name and 0 people in group records: "));
}

#[test]
fn explanation_of_a_linked_pair_reads_well() {
    insta::assert_snapshot!(OUTCOME.explain("arrukhkhak:173", "azattyq:5").unwrap().to_string());
}

#[test]
fn explanation_of_a_pair_apart_reads_well() {
    insta::assert_snapshot!(OUTCOME.explain("arrukhkhak:2", "azattyq:4").unwrap().to_string());
}

/// Other programs depend on the columns: a change here is a change of the format.
#[test]
fn tables_keep_their_columns() {
    let tables = Output::ALL.into_iter().filter(|output| output.file_name().ends_with(".csv"));
    let columns = tables.map(|output| {
        let bytes = OUTCOME.render(output);
        let header = String::from_utf8(bytes).unwrap().lines().next().unwrap().to_owned();
        format!("{}\n  {}", output.file_name(), header.replace(',', "\n  "))
    });
    insta::assert_snapshot!(columns.collect::<Vec<_>>().join("\n"));
}

/// Each row of each table has as many cells as its header.
#[test]
fn tables_are_rectangular() {
    for output in Output::ALL.into_iter().filter(|output| output.file_name().ends_with(".csv")) {
        let bytes = OUTCOME.render(output);
        let mut table = csv::Reader::from_reader(bytes.as_slice());
        assert!(table.records().all(|row| row.is_ok()), "{}", output.file_name());
    }
}
