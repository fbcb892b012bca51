//! The family guard: brothers, sisters, fathers and sons are two people, however similar their names.
//!
//! The pairs are made from the given names of the bundled tables: every two names of one sex that are
//! at most one and a half slips apart, under one invented surname and father's name.

use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::NameReader;
use casualty_register::linkage::NameComparer;

/// Costs in hundredths of a slip. More similar names are spellings of each other by rule (Ғали, Қали),
/// which no comparison of letters can distinguish from one name.
const BY_RULE: u16 = 50;
const NEAR: u16 = 150;

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Pairs of similar given names of one sex that are not one name.
fn near_names(sex: &str) -> Vec<(String, String)> {
    let lexicon = Lexicon::bundled();
    let reader = NameReader::new(&lexicon);
    let letters = reader.tables().letters();
    let rows =
        lexicon.rows("given").filter(|row| ["kk", "ru"].contains(&row.language()) && row.get("sex") == sex);
    let forms: Vec<&str> = rows.map(|row| row.get("form")).collect();
    let mut pairs = Vec::new();
    for (at, a) in forms.iter().enumerate() {
        for b in &forms[at + 1..] {
            let price = letters.price(&letters.fold(a), &letters.fold(b), NEAR);
            if (BY_RULE + 1..=NEAR).contains(&price) {
                pairs.push((title(a), title(b)));
            }
        }
    }
    pairs
}

/// The pairs that are taken for one person, each template filled with both names.
fn joined(sex: &str, templates: &[(&str, &str)]) -> (usize, Vec<String>) {
    let names = NameComparer::new(&Lexicon::bundled());
    let pairs = near_names(sex);
    let mut joined = Vec::new();
    for (a, b) in &pairs {
        for (left, right) in templates {
            let filled = |template: &str| template.replace("{A}", a).replace("{B}", b);
            let (left, right) = (filled(left), filled(right));
            let read = |text: &str| names.reader().read(text).expect("a name");
            let (one, other) = (read(&left), read(&right));
            let found = names.compare(&one, &other);
            if found.probability > 0.5 {
                joined.push(format!("{left} | {right}: {:+.1} bits, {found}", found.score));
            }
        }
    }
    (pairs.len() * templates.len(), joined)
}

fn assert_apart(sex: &str, least: usize, templates: &[(&str, &str)]) {
    let (asked, joined) = joined(sex, templates);
    assert!(asked >= least, "{asked} pairs");
    assert!(
        joined.is_empty(),
        "{} of {asked} pairs of relatives joined:\n{}",
        joined.len(),
        joined.join("\n")
    );
    println!("{asked} pairs of relatives, none joined");
}

#[test]
fn brothers_are_two_people() {
    let templates = [
        ("Жанболатов {A} Серікұлы", "Жанболатов {B} Сериковна"),
        ("Жанболатов {A} Серікұлы", "Жанболатов {B} Серикович"),
        ("{A} Жанболатов", "ЖАНБОЛАТОВ {B}"),
        ("Жанболатов {A}", "Жанболатов {B} Серикович"),
        ("Жанболатов {A} С.", "{B} Жанболатов"),
    ];
    assert_apart("m", 1000, &templates);
}

#[test]
fn sisters_are_two_people() {
    let templates =
        [("Жанболатова {A} Серікқызы", "Жанболатова {B} Сериковна"), ("{A} Жанболатова", "ЖАНБОЛАТОВА {B}")];
    assert_apart("f", 200, &templates);
}

#[test]
fn a_father_and_his_son_are_two_people() {
    let templates =
        [("Жанболатов {A} Серікұлы", "Жанболатов {B} {A}ұлы"), ("Жанболатов {A}", "Жанболатов {B} {A}ұлы")];
    assert_apart("m", 400, &templates);
}
