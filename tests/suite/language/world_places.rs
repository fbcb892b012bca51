//! Places of the world, as rows of `tests/cases/world-places.csv`. `expect` is the id of `left`, empty
//! if it is not a place; or the relation of `left` and `right`.
#![allow(clippy::unwrap_used)]

use casualty_register::language::Gazetteer;
use casualty_register::language::lexicon::Lexicon;

#[test]
fn places_of_the_world_are_read() {
    let lexicon = Lexicon::bundled();
    let tables = Gazetteer::new(&lexicon);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/world-places.csv");
    let mut wrong = Vec::new();
    for case in csv::Reader::from_path(path).unwrap().records() {
        let case = case.unwrap();
        let (left, right, expected) = (&case[0], &case[1], &case[3]);
        let countries: Vec<&str> = case[2].split_whitespace().collect();
        let texts = [left, right].into_iter().filter(|text| !text.is_empty());
        let places = tables.clone().for_texts(&lexicon, texts, &countries);
        let cell = places.read(left, None);
        let found = match right.is_empty() {
            true => cell.place().map(|place| place.id().to_owned()).unwrap_or_default(),
            false => places
                .relation(&cell, &places.read(right, None))
                .map(|one| format!("{one:?}"))
                .unwrap_or_default(),
        };
        if found != expected {
            wrong.push(format!("{left} | {right}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_added_where_the_tables_know_all() {
    let lexicon = Lexicon::bundled();
    let tables = Gazetteer::new(&lexicon);
    let before = tables.len();
    let none: [&str; 0] = [];
    assert_eq!(tables.for_texts(&lexicon, ["Алматы", "", "неизвестно"], &none).len(), before);
}
