//! Several rows with one id: a decision or a published id identifies one of them by its cells, or is
//! refused.
//!
//! A row of `tests/cases/repeated-ids.csv` has a list before and after an edit, as `id name` of each
//! row; what a decision names, an id or the row with a name; and what becomes of the decision.
#![allow(clippy::unwrap_used)]

use casualty_register::register::IdBook;
use casualty_register::register::ledger::{DecisionState, Ledger};
use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Code, Reconciler};

fn list(rows: &str) -> Source {
    let rows: Vec<String> = rows.split(';').map(|row| row.replacen(' ', ",Тестов ", 1)).collect();
    let text = format!("id,name\n{}\n", rows.join("\n"));
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Id, "id").with_column(Field::Name, "name");
    Source::from_bytes(spec, "a.csv", text.as_bytes()).unwrap()
}

/// The id that a list gives the row with this name; an id is returned unchanged.
fn called(source: &Source, names: &str) -> String {
    let has_name = |record: &&casualty_register::source::Record| record.cells()[1].ends_with(names);
    let found = source.records().iter().find(has_name).map(|record| record.id().to_string());
    format!("a:{}", found.unwrap_or_else(|| names.to_owned()))
}

fn cases() -> Vec<csv::StringRecord> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/repeated-ids.csv");
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

#[test]
fn decisions_stay_with_their_rows_or_are_refused() {
    for case in cases() {
        let record = called(&list(&case[0]), &case[2]);
        let ledger = format!(
            "# casualty-register ledger 1\n{{\"ruling\":\"found-alive\",\"records\":[\"{record}\"],\"by\":\"A\",\
             \"when\":\"2026-11-22\",\"why\":\"x\"}}\n"
        );
        let ledger = Ledger::parse("ledger.jsonl", &ledger).unwrap();
        let run = Reconciler::new("", vec![list(&case[1])]).with_ledger(ledger).run();
        let becomes = match &run {
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains("line 2") && message.contains("a:7~"), "{message}");
                "refused"
            }
            Ok(outcome) if outcome.decisions()[0].state == DecisionState::RecordGone => {
                let is_gone = |one: &&casualty_register::Finding| one.code == Code::DecisionWithoutRecord;
                let message = &outcome.findings().iter().find(is_gone).unwrap().message;
                assert!(message.contains("a row with its id was edited or removed"), "{message}");
                "gone"
            }
            Ok(_) => "holds",
        };
        assert_eq!(becomes, &case[3], "{case:?}");
    }
}

#[test]
fn published_ids_stay_with_their_rows_or_are_refused() {
    for case in cases() {
        let before = list(&case[0]);
        let record = called(&before, &case[2]);
        let records: Vec<Vec<String>> = match case[2].starts_with('7') {
            true => vec![vec![record.clone()]],
            false => before.records().iter().map(|one| vec![format!("a:{}", one.id())]).collect(),
        };
        let book = IdBook::default().assigned(&records);
        let id = book.id_of(&record).unwrap().to_owned();
        let run = Reconciler::new("", vec![list(&case[1])]).with_ids(book).run();
        let becomes = match &run {
            Err(error) => {
                assert!(error.to_string().contains("a:7~"), "{error}");
                "refused"
            }
            Ok(outcome) => match outcome.ids().unwrap().leads_to(&id) {
                Some(_) => "holds",
                None => {
                    assert!(outcome.findings().iter().any(|one| one.code == Code::EditedRepeat), "{case:?}");
                    "gone"
                }
            },
        };
        assert_eq!(becomes, &case[3], "{case:?}");
    }
}
