//! Texts that are in no table are reported once for each list. A row of `tests/cases/unlisted.csv` has
//! the cells of a column and what is reported, each with the number of rows.
#![allow(clippy::unwrap_used)]

use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Code, Reconciler};

#[test]
fn each_text_is_reported_once_with_its_count() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/unlisted.csv");
    for case in csv::Reader::from_path(path).unwrap().records() {
        let case = case.unwrap();
        let field: Field = case[0].parse().unwrap();
        let rows = case[1].split('|').enumerate().map(|(at, cell)| format!("{at},Тестов {at},{cell}\n"));
        let text = format!("id,name,cell\n{}", rows.collect::<String>());
        let spec =
            SourceSpec::new("a", "a.csv").with_column(Field::Id, "id").with_column(Field::Name, "name");
        let source = Source::from_bytes(spec.with_column(field, "cell"), "a.csv", text.as_bytes()).unwrap();
        let outcome = Reconciler::new("", vec![source]).run().unwrap();
        let code = if field == Field::Status { Code::UnknownStatus } else { Code::UnknownPlace };
        let found: Vec<_> = outcome.findings().iter().filter(|one| one.code == code).collect();
        let expected: Vec<&str> = case[2].split(';').filter(|one| !one.is_empty()).collect();
        assert_eq!(found.len(), expected.len(), "{case:?} {found:?}");
        for one in expected {
            let (text, rows) = one.rsplit_once(' ').unwrap();
            let said = format!("`{text}` ({rows} row");
            assert!(
                found.iter().any(|one| one.message.starts_with(&said) && one.at.len() == 1),
                "{said} {found:?}"
            );
        }
    }
}
