//! Pairs of names: the table of cases, and laws that hold for any two names.
//!
//! A row of `cases/names.csv` is a pair. `label` is 1 for one person and 0 for two. `quality` is `ok`
//! if the pair is judged correctly, and `known-miss` if not yet. `cases/names.frozen.csv` has the score
//! of each pair, rounded to a tenth of a bit, so that every change shows as a difference;
//! `UPDATE_FROZEN=1 cargo test --test suite names` writes it again. Nobody in the table exists except
//! holders of public office.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use casualty_register::language::lexicon::Lexicon;
use casualty_register::linkage::{NameComparer, NameMatch};
use proptest::prelude::*;

static NAMES: LazyLock<NameComparer> = LazyLock::new(|| NameComparer::new(&Lexicon::bundled()));

type Row = BTreeMap<String, String>;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(file("names.csv")).expect("the table of cases");
    reader.deserialize().map(|row| row.expect("a row of the table")).collect()
}

fn compare(a: &str, b: &str) -> Option<NameMatch> {
    let reader = NAMES.reader();
    Some(NAMES.compare(&reader.read(a)?, &reader.read(b)?))
}

fn found(row: &Row) -> NameMatch {
    compare(&row["name_a"], &row["name_b"]).unwrap_or_default()
}

/// Right and wrong answers for pairs of one person and of two.
#[derive(Default)]
struct Confusion {
    linked: u32,
    missed: u32,
    apart: u32,
    joined: u32,
}

impl Confusion {
    fn count(&mut self, is_match: bool, is_linked: bool) {
        match (is_match, is_linked) {
            (true, true) => self.linked += 1,
            (true, false) => self.missed += 1,
            (false, false) => self.apart += 1,
            (false, true) => self.joined += 1,
        }
    }
}

#[test]
fn pairs_come_out_as_the_table_says() {
    let mut groups: BTreeMap<String, Confusion> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in rows() {
        let found = found(&row);
        let (is_match, is_linked) = (row["label"] == "1", found.probability > 0.5);
        groups.entry(row["group"].clone()).or_default().count(is_match, is_linked);
        if (is_match == is_linked) != (row["quality"] == "ok") {
            let (a, b, why) = (&row["name_a"], &row["name_b"], &row["why"]);
            let (quality, label) = (&row["quality"], &row["label"]);
            wrong.push(format!(
                "{quality}, label {label}: {a} | {b} ({why}): {:+.1} bits, {found}",
                found.score
            ));
        }
    }
    println!("{:12} {:>7} {:>7} {:>7} {:>7}", "group", "linked", "missed", "apart", "joined");
    for (group, Confusion { linked, missed, apart, joined }) in groups {
        println!("{group:12} {linked:7} {missed:7} {apart:7} {joined:7}");
    }
    assert!(
        wrong.is_empty(),
        "{} pairs do not come out as their quality says; a known-miss that comes out right is to be \
         marked ok:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn frozen_row(row: &Row, found: &NameMatch) -> [String; 3] {
    // Minus zero is zero.
    let score = (found.score * 10.0).round() / 10.0 + 0.0;
    [row["name_a"].clone(), row["name_b"].clone(), format!("{score:.1}")]
}

#[test]
fn scores_are_as_frozen() {
    let now: Vec<[String; 3]> = rows().iter().map(|row| frozen_row(row, &found(row))).collect();
    if std::env::var_os("UPDATE_FROZEN").is_some() {
        let mut writer = csv::Writer::from_path(file("names.frozen.csv")).expect("a file to write");
        writer.write_record(["name_a", "name_b", "score"]).expect("a header");
        now.iter().for_each(|row| writer.write_record(row).expect("a row"));
        return;
    }
    let mut reader = csv::Reader::from_path(file("names.frozen.csv")).expect("the frozen scores");
    let frozen: Vec<[String; 3]> = reader.deserialize().map(|row| row.expect("a row")).collect();
    assert_eq!(now.len(), frozen.len(), "the table has other rows; set UPDATE_FROZEN=1 to write it anew");
    let changed = now.iter().zip(&frozen).filter(|(now, frozen)| now != frozen);
    let changed: Vec<String> =
        changed.map(|(now, was)| format!("{} | {}: {} was {}", now[0], now[1], now[2], was[2])).collect();
    let hint = "if they are meant, set UPDATE_FROZEN=1 and look at the difference";
    assert!(changed.is_empty(), "{} scores changed; {hint}:\n{}", changed.len(), changed.join("\n"));
}

#[test]
fn the_table_says_nothing_twice() {
    let rows = rows();
    assert!(rows.len() >= 1000);
    let mut seen = std::collections::BTreeSet::new();
    for row in &rows {
        let mut pair = [row["name_a"].as_str(), row["name_b"].as_str()];
        pair.sort_unstable();
        assert!(pair[0] != pair[1] && seen.insert(pair), "{pair:?}");
        assert!(["0", "1"].contains(&row["label"].as_str()), "{row:?}");
    }
}

#[test]
fn many_pairs_are_compared_as_one_by_one() {
    let read = |cell: &str| NAMES.reader().read(cell).expect("a name");
    let names = ["Ахметов Серік", "Serik Akhmetov", "Ахметов Б.", "Ким Виктор"].map(read);
    let pairs: Vec<_> = names.iter().flat_map(|a| names.iter().map(move |b| (a, b))).collect();
    let one_by_one: Vec<NameMatch> = pairs.iter().map(|(a, b)| NAMES.compare(a, b)).collect();
    assert_eq!(NAMES.compare_all(&pairs), one_by_one);
}

#[test]
fn a_rarer_surname_says_more() {
    let score = |a, b| compare(a, b).expect("two names").score;
    let common = score("Ахметов Серік", "Ахметов Серик");
    let rare = score("Қосдәулетов Серік", "Косдаулетов Серик");
    assert!(rare > common, "{rare} and {common}");
}

#[test]
fn titles_say_nothing() {
    let plain = compare("Ахметов Серік", "Serik Akhmetov").expect("two names");
    let ranked = compare("майор Ахметов Серік", "Serik Akhmetov").expect("two names");
    assert_eq!(plain, ranked);
}

proptest! {
    #[test]
    fn both_sides_are_alike(
        a in "([А-ЯӘҚ][а-яәқғң]{1,9}[ .]){1,4}|\\PC{0,20}",
        b in "([А-ЯӘҚ][а-яәқғң]{1,9}[ .]){1,4}|([A-Z][a-z]{1,9} ?){1,4}|\\PC{0,20}",
    ) {
        if let (Some(one), Some(other)) = (compare(&a, &b), compare(&b, &a)) {
            prop_assert!((one.score - other.score).abs() < 1e-9, "{} and {}", one.score, other.score);
            prop_assert!(one.score.is_finite());
            prop_assert!((0.0..=1.0).contains(&one.probability));
        }
    }
}
