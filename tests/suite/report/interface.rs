//! The public interface follows the Rust API guidelines where a new type could forget them: words of enums, and room
//! to grow.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use casualty_register::audit::Hardness;
use casualty_register::language::date::{Calendar, DayOrder};
use casualty_register::language::name::{Generation, Role};
use casualty_register::language::{Script, Sex, StatusGroup};
use casualty_register::linkage::Contradiction;
use casualty_register::register::ledger::{DecisionState, Ruling};
use casualty_register::register::totals::{AbsenceReason, FigureStanding, Kind, Verdict};
use casualty_register::register::{FieldState, Grade, RefusalCode, ReviewKind};
use casualty_register::report::{Output, PairDecision};
use casualty_register::source::{Assumption, Duplicates, Field, Handling};
use casualty_register::{Band, Code, Error, ErrorKind, Lang, Severity};

/// Public enums that have every variant that they can ever have, each with the reason.
const COMPLETE: [(&str, &str); 2] = [
    ("Band", "a pair is joined, kept apart or asked about"),
    ("Standing", "two values are the same, can both be true, or cannot"),
];

/// Public structs that a caller fills in field by field, so that a new field has to break the caller.
const FILLED_IN: [(&str, &str); 18] = [
    ("Checked", "the input of the check"),
    ("ClusterSettings", "an input of `cluster`"),
    ("Column", "a column of an invented list"),
    ("Contribution", "a part of a link that `cluster` takes"),
    ("DateContext", "an input of the reader of dates"),
    ("Interval", "an input of the measure of intervals"),
    ("IntervalCheck", "an input of the measure of intervals"),
    ("Level", "a constant table of levels in a comparison of your own"),
    ("Link", "an input of `cluster`"),
    ("ListSettings", "settings of an invented list"),
    ("Location", "the place of a finding of your own"),
    ("NameCells", "an input of the reader of names"),
    ("NameRates", "settings of an invented list"),
    ("PeopleSettings", "settings of invented people"),
    ("Problem", "an input of `cluster`"),
    ("RecordKey", "the two parts of a key"),
    ("ValueRates", "settings of an invented list"),
    ("WorldSettings", "settings of an invented world"),
];

/// The files that define `as_str` for an enum, without `words!`.
const OWN_WORDS: [&str; 4] = ["base/finding.rs", "base/words.rs", "report/mod.rs", "source/field.rs"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => (),
        }
    }
}

/// Path inside `src` and text of each file.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&root, &mut all);
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    all.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()
}

/// Checks the words of an enum, and returns its name.
fn has_words<T>(all: impl IntoIterator<Item = T>, as_str: fn(T) -> &'static str) -> String
where
    T: Copy + Debug + Display + PartialEq + FromStr<Err = Error>,
{
    let mut seen = BTreeSet::new();
    for one in all {
        let word = as_str(one);
        assert!(!word.is_empty() && seen.insert(word), "{one:?}: {word}");
        assert_eq!(one.to_string(), word);
        assert_eq!(format!("{one:>30}").len(), 30.max(word.len()), "the width is kept");
        assert_eq!(T::from_str(word).unwrap(), one);
        let slip = T::from_str(&format!("{word}x")).unwrap_err();
        assert!(matches!(slip.kind(), ErrorKind::Setting { .. }));
        assert!(slip.to_string().contains(&format!("nearest: `{word}`")), "{slip}");
    }
    let unlike = T::from_str("§").unwrap_err().to_string();
    assert!(seen.iter().all(|word| unlike.contains(*word)), "{unlike}");
    std::any::type_name::<T>().rsplit("::").next().unwrap().to_owned()
}

#[test]
fn every_enum_with_words_is_displayed_and_parsed() {
    let known: BTreeSet<String> = [
        has_words(AbsenceReason::ALL, AbsenceReason::as_str),
        has_words(Assumption::ALL, Assumption::as_str),
        has_words(Band::ALL, Band::as_str),
        has_words(Calendar::ALL, Calendar::as_str),
        has_words(Code::ALL.iter().copied(), Code::as_str),
        has_words(Contradiction::ALL, Contradiction::as_str),
        has_words(DayOrder::ALL, DayOrder::as_str),
        has_words(DecisionState::ALL, DecisionState::as_str),
        has_words(Duplicates::ALL, Duplicates::as_str),
        has_words(Field::ALL.iter().copied(), Field::as_str),
        has_words(FieldState::ALL, FieldState::as_str),
        has_words(FigureStanding::ALL, FigureStanding::as_str),
        has_words(Generation::ALL, Generation::as_str),
        has_words(Grade::ALL, Grade::as_str),
        has_words(Handling::ALL, Handling::as_str),
        has_words(Hardness::ALL, Hardness::as_str),
        has_words(Kind::ALL, Kind::as_str),
        has_words(Lang::ALL, Lang::as_str),
        has_words(Output::ALL.into_iter().chain(Output::ON_REQUEST.iter().copied()), Output::as_str),
        has_words(PairDecision::ALL, PairDecision::as_str),
        has_words(RefusalCode::ALL, RefusalCode::as_str),
        has_words(ReviewKind::ALL, ReviewKind::as_str),
        has_words(Role::ALL, Role::as_str),
        has_words(Ruling::ALL, Ruling::as_str),
        has_words(Script::ALL, Script::as_str),
        has_words(Severity::ALL, Severity::as_str),
        has_words(Sex::ALL, Sex::as_str),
        has_words(StatusGroup::ALL, StatusGroup::as_str),
        has_words(Verdict::ALL, Verdict::as_str),
    ]
    .into();
    let mut declared = BTreeSet::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| file != "base/words.rs") {
        let calls = text.split("words! {").skip(1).chain(text.split("from_words!(").skip(1));
        declared.extend(calls.map(|call| word(call.trim_start())));
        let is_own = text.contains("pub fn as_str(self)");
        assert!(!is_own || OWN_WORDS.contains(&&*file), "{file}: give the enum its words with `words!`");
    }
    assert_eq!(known, declared, "each enum with words is checked here");
}

#[test]
fn what_has_iter_is_iterated_by_reference() {
    for (file, text) in sources() {
        let iterated = text.matches("pub fn iter(&self)").count();
        assert_eq!(iterated, text.matches("IntoIterator for &").count(), "{file}");
    }
}

#[test]
fn public_types_can_grow() {
    let (mut closed, mut filled_in) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let line = line.trim_start();
            let above = lines[..at].iter().rev().map(|line| line.trim_start());
            let mut above = above.take_while(|line| line.starts_with("#[") || line.starts_with("///"));
            let can_grow = above.any(|line| line == "#[non_exhaustive]");
            if let (Some(rest), false) = (line.strip_prefix("pub enum "), can_grow) {
                closed.insert(word(rest));
            }
            let Some(rest) = line.strip_prefix("pub struct ").filter(|rest| rest.ends_with('{')) else {
                continue;
            };
            let mut fields = lines[at..].iter().take_while(|line| !line.starts_with('}'));
            if !can_grow && fields.any(|line| line.trim_start().starts_with("pub ") && line.contains(": ")) {
                filled_in.insert(word(rest));
            }
        }
    }
    let named =
        |list: &[(&str, &str)]| list.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(closed, named(&COMPLETE), "mark the enum as non_exhaustive, or say why it is complete");
    assert_eq!(
        filled_in,
        named(&FILLED_IN),
        "mark the struct as non_exhaustive, or say why callers fill it in"
    );
}
