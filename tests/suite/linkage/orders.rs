//! The name order is a property of a list: estimated from all lists together, or stated. All people are
//! invented.

use std::collections::BTreeSet;

use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Outcome, Reconciler};

/// Families of "given name, father, grandfather, family": children share three of the four words.
const FAMILIES: [(&str, &str, &str, [&str; 3]); 8] = [
    ("Al-Tarmun", "Nabil", "Hani", ["Samir", "Huda", "Ziad"]),
    ("Korzan", "Raed", "Salem", ["Omar", "Lina", "Fadi"]),
    ("Al-Dalshi", "Walid", "Adel", ["Karim", "Reem", "Imad"]),
    ("Judhar", "Mazen", "Nabil", ["Bilal", "Samar", "Louay"]),
    ("Ghamra", "Tariq", "Omar", ["Basel", "Dana", "Rami"]),
    ("Wazqad", "Hassan", "Raed", ["Nasser", "Heba", "Munir"]),
    ("Mashij", "Ayman", "Walid", ["Majed", "Amal", "Wael"]),
    ("Barmun", "Ibrahim", "Samir", ["Shadi", "Nour", "Fares"]),
];

fn rows(name: impl Fn([&str; 4]) -> String) -> String {
    let mut text = String::from("id,name,age\n");
    for (at, (family, father, grandfather, children)) in FAMILIES.iter().enumerate() {
        for (child, given) in children.iter().enumerate() {
            let name = name([given, father, grandfather, family]);
            text.push_str(&format!("{at}-{child},{name},{}\n", 8 + 3 * child + at));
        }
    }
    text
}

fn list(id: &str, text: &str, order: Option<&str>) -> Source {
    let mut spec = SourceSpec::new(id, format!("{id}.csv"))
        .with_column(Field::Id, "id")
        .with_column(Field::Name, "name")
        .with_column(Field::Age, "age");
    if let Some(order) = order {
        spec = spec.with_name_order(order);
    }
    Source::from_bytes(spec, &format!("{id}.csv"), text.as_bytes()).expect("a list")
}

fn run(sources: Vec<Source>) -> Outcome {
    Reconciler::new("t", sources).run().expect("a run")
}

/// The pairs of records of two lists in one entry.
fn joined(outcome: &Outcome) -> BTreeSet<(String, String)> {
    let ids = outcome.mentions().iter().map(|mention| mention.key().to_string());
    let (left, right): (Vec<String>, Vec<String>) = ids.partition(|id| id.starts_with("a:"));
    let entry = |key: &str| {
        let (source, record) = key.split_once(':').expect("a key");
        outcome.register().entry_of(source, record).expect("an entry").id().to_owned()
    };
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a.clone(), b.clone())));
    pairs.filter(|(a, b)| entry(a) == entry(b)).collect()
}

fn are_right(outcome: &Outcome) {
    let pairs = joined(outcome);
    let wrong: Vec<_> = pairs.iter().filter(|(a, b)| a[2..] != b[2..]).collect();
    assert!(wrong.is_empty(), "two people are one: {wrong:?}");
    assert!(pairs.len() >= 22, "of 24 people {} are joined", pairs.len());
}

fn codes(outcome: &Outcome) -> Vec<&str> {
    outcome.findings().iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn children_of_one_father_are_several_people() {
    let name = |parts: [&str; 4]| parts.join(" ");
    let outcome = run(vec![list("a", &rows(name), None), list("b", &rows(name), None)]);
    are_right(&outcome);
    assert!(!codes(&outcome).contains(&"name-order-unclear"));
}

#[test]
fn lists_of_two_orders_agree() {
    let family_last = |parts: [&str; 4]| parts.join(" ");
    let family_first =
        |[given, father, grandfather, family]: [&str; 4]| [family, given, father, grandfather].join(" ");
    are_right(&run(vec![list("a", &rows(family_last), None), list("b", &rows(family_first), None)]));
}

#[test]
fn a_stated_order_is_taken_and_a_wrong_one_is_refused() {
    let name = |[given, father, _, family]: [&str; 4]| format!("{given} {father} {family}");
    let lists = |order: &str| vec![list("a", &rows(name), Some(order)), list("b", &rows(name), Some(order))];
    are_right(&run(lists("given-father-family")));
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name").with_name_order("first-last");
    assert!(spec.faults().iter().any(|fault| fault.contains("name_order")), "{:?}", spec.faults());
}

#[test]
fn the_same_rows_in_any_order_give_the_same_people() {
    let name = |parts: [&str; 4]| parts.join(" ");
    let text = rows(name);
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let turned = lines.join("\n") + "\n";
    let one = run(vec![list("a", &text, None), list("b", &text, None)]);
    let other = run(vec![list("a", &turned, None), list("b", &turned, None)]);
    assert_eq!(joined(&one), joined(&other));
}
