//! Tests of ids over the history of a list: examples, and properties that hold for any history.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::IdBook;

fn salted() -> IdBook {
    IdBook::default().with_salt("invented")
}

fn book(entries: &[&[&str]]) -> IdBook {
    after(&salted(), entries)
}

fn after(book: &IdBook, entries: &[&[&str]]) -> IdBook {
    let next = book.assigned(&entries.iter().map(|entry| entry.to_vec()).collect::<Vec<_>>());
    assert_eq!(IdBook::parse("ids.jsonl", &next.to_text()).unwrap(), next);
    next
}

#[test]
fn a_row_that_sorts_first_does_not_name_an_entry_anew() {
    let first = book(&[&["b:5", "c:1"]]);
    let second = after(&first, &[&["a:1", "b:5", "c:1"]]);
    assert_eq!(second.id_of("a:1"), first.id_of("b:5"));
}

#[test]
fn the_older_of_two_ids_stays_and_comes_back_when_the_merge_is_undone() {
    let first = book(&[&["b:1"]]);
    let second = after(&first, &[&["b:1"], &["a:1"]]);
    let merged = after(&second, &[&["a:1", "b:1"]]);
    assert_eq!(merged.id_of("a:1"), first.id_of("b:1"));
    assert_eq!(merged.leads_to(second.id_of("a:1").unwrap()), first.id_of("b:1"));
    let undone = after(&merged, &[&["b:1"], &["a:1"]]);
    assert_eq!(undone, second);
}

#[test]
fn a_split_leaves_the_id_with_its_anchor_and_says_where_the_other_comes_from() {
    let first = book(&[&["a:1", "b:1"]]);
    let split = after(&first, &[&["a:1"], &["b:1"]]);
    assert_eq!(split.id_of("a:1"), first.id_of("a:1"));
    let other = split.ids().find(|known| known.members == ["b:1"]).unwrap();
    assert_eq!(other.split_from.as_deref(), first.id_of("a:1"));
}

#[test]
fn an_anchor_that_leaves_its_list_hands_the_id_on_and_a_newcomer_of_its_name_gets_another() {
    let first = book(&[&["a:1", "b:1"]]);
    let withdrawn = after(&first, &[&["b:1"]]);
    assert_eq!(withdrawn.id_of("b:1"), first.id_of("a:1"));
    let back = after(&withdrawn, &[&["a:1"], &["b:1"]]);
    assert_eq!(back.id_of("b:1"), first.id_of("a:1"));
    assert_ne!(back.id_of("a:1"), first.id_of("a:1"));
}

#[test]
fn an_id_whose_records_are_all_gone_is_kept_and_leads_nowhere() {
    let first = book(&[&["a:1"], &["a:2"]]);
    let second = after(&first, &[&["a:2"]]);
    let gone = first.id_of("a:1").unwrap();
    assert_eq!((second.leads_to(gone), second.ids().count()), (None, 2));
    let again = after(&second, &[&["a:1"], &["a:2"]]);
    assert_eq!(again.id_of("a:1"), Some(gone));
}

#[test]
fn what_is_no_file_of_ids_is_refused() {
    for text in ["id,since\n", "# casualty-register ids 1\n{}\n", "# casualty-register ids 1\nP-1\n"] {
        assert!(IdBook::parse("ids.jsonl", text).is_err(), "{text}");
    }
    let line = book(&[&["a:1"]]).to_text();
    let twice = format!("{line}{}", line.lines().nth(2).unwrap());
    assert!(IdBook::parse("ids.jsonl", &twice).unwrap_err().to_string().contains("twice"));
}

#[test]
fn a_lost_salt_is_an_error_and_so_are_two() {
    let text = book(&[&["a:1"]]).to_text();
    let salt = text.lines().nth(1).unwrap();
    let error = |text: &str| IdBook::parse("ids.jsonl", text).unwrap_err().to_string();
    for (text, wanted) in [
        (text.replacen(&format!("{salt}\n"), "", 1), "the line `# salt …` is missing"),
        (text.replacen(salt, "# salt", 1), "the line `# salt …` is missing"),
        (text.replacen(salt, &salt[..30], 1), "64 characters"),
        (
            text.replacen(salt, &format!("{salt}\n{salt}"), 1),
            "ids.jsonl, line 3: there are two lines with a salt",
        ),
        (text.lines().next().unwrap().to_owned(), "is missing"),
    ] {
        assert!(error(&text).contains(wanted), "{text}: {}", error(&text));
    }
    let unsalted = IdBook::default().assigned(&[vec!["a:1"]]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ids.jsonl");
    assert!(unsalted.write(&path).unwrap_err().to_string().contains("no salt"));
    assert!(IdBook::open(&path).unwrap().ids().next().is_none(), "a file that is not there yet");
    std::fs::write(&path, "\n").unwrap();
    assert!(IdBook::open(&path).unwrap_err().to_string().contains("the file is empty"));
}

#[test]
fn each_new_file_has_a_salt_of_its_own() {
    let [a, b] = [(); 2].map(|()| IdBook::default().salted().unwrap());
    assert_ne!(a, b);
    assert_eq!(a.clone().salted().unwrap(), a, "a salt stays");
    let entries = [vec!["a:1"]];
    assert_ne!(a.assigned(&entries).id_of("a:1"), b.assigned(&entries).id_of("a:1"));
}

/// Partitions of up to nine records, of which some may be missing; the entries and their records are sorted.
fn partitions() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::option::weighted(0.8, 0_usize..6), 9).prop_map(|groups| {
        let mut entries: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (record, group) in groups.into_iter().enumerate() {
            if let Some(group) = group {
                entries.entry(group).or_default().push(format!("{}:{record}", ["a", "b", "c"][record % 3]));
            }
        }
        let mut entries: Vec<Vec<String>> = entries.into_values().collect();
        entries.iter_mut().for_each(|entry| entry.sort());
        entries.sort();
        entries
    })
}

proptest! {
    #[test]
    fn ids_are_stable(history in prop::collection::vec(partitions(), 1..8)) {
        let mut book = salted();
        let mut before: BTreeMap<Vec<String>, String> = BTreeMap::new();
        for entries in history {
            let next = book.assigned(&entries);
            prop_assert_eq!(&next.assigned(&entries), &next, "the same entries again change nothing");
            let ids: Vec<&str> = entries.iter().map(|entry| next.id_of(&entry[0]).unwrap()).collect();
            prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), entries.len(), "an id for each entry");
            for known in book.ids() {
                let now = next.ids().find(|one| one.id == known.id);
                prop_assert!(now.is_some(), "no id is forgotten");
                let holder = entries.iter().find(|entry| entry.contains(&known.anchor));
                if let Some(holder) = holder {
                    let id = next.id_of(&holder[0]);
                    prop_assert_eq!(next.leads_to(&known.id), id, "it leads to whom its anchor names");
                }
            }
            let now: BTreeMap<Vec<String>, String> =
                entries.iter().cloned().zip(ids.iter().map(|id| (*id).to_owned())).collect();
            for (entry, id) in &now {
                if let Some(old) = before.get(entry) {
                    prop_assert_eq!(old, id, "an entry that did not change keeps its id");
                }
            }
            (book, before) = (next, now);
        }
    }
}
