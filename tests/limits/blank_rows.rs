//! Reading rows without text takes time proportional to their bytes: lists with tens of thousands of
//! them are read at once.
//!
//! A test build is slow, and its machine is busy. So the bound only shows that no work is done for each
//! pair of rows. In a release build each of these takes less than a second.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use casualty_register::Code;
use casualty_register::source::{Field, Source, SourceSpec, inspect_bytes};

/// Largest time for reading and inspecting one list.
const BOUND: Duration = Duration::from_secs(120);

fn spec(file: &str) -> SourceSpec {
    SourceSpec::new("a", file).with_column(Field::Id, "id").with_column(Field::Name, "name")
}

/// Inspects and reads the list; returns what was read.
fn read(file: &str, bytes: &[u8]) -> Source {
    let start = Instant::now();
    let source = Source::from_bytes(spec(file), file, bytes).unwrap();
    let inspected = inspect_bytes(file, bytes).unwrap();
    assert_eq!(inspected.rows, source.records().len());
    assert!(start.elapsed() < BOUND, "{file}: {:?}", start.elapsed());
    source
}

fn found(source: &Source, code: Code) -> Vec<&str> {
    source.findings().iter().filter(|one| one.code == code).map(|one| one.message.as_str()).collect()
}

#[test]
fn blank_rows_of_a_text_are_no_records() {
    for blank in [",,\n", "\n", " , ,\n"] {
        let text = format!("id,name,died\n1,Тестов Асан,\n{}2,Пробин Даулет,\n", blank.repeat(32_000));
        let source = read("a.csv", text.as_bytes());
        assert_eq!(source.records().iter().map(|one| one.row()).collect::<Vec<_>>(), [2, 32_003]);
        assert_eq!(source.blank_rows().iter().map(|run| run.count()).sum::<u64>(), 32_000);
        let message = "rows 3 to 32002 have no text in any cell; remove them or fill them in";
        assert_eq!(found(&source, Code::EmptyRow), [message]);
    }
}

#[test]
fn equal_rows_and_equal_ids_take_no_longer() {
    let mut text = "id,name,died\n".to_owned();
    for _ in 0..30_000 {
        text.push_str("7,Тестов Асан,\n");
    }
    let equal = read("a.csv", text.as_bytes());
    let ids: Vec<&str> = equal.records().iter().map(|one| one.id().as_str()).collect();
    assert!(
        ids[0].starts_with("7~") && ids[29_999] == format!("{}-30000", ids[0]),
        "{} {}",
        ids[0],
        ids[29_999]
    );
    let mut text = "id,name,died\n".to_owned();
    for row in 0..30_000 {
        writeln!(text, "7,Тестов Асан {row},").unwrap();
    }
    let differing = read("a.csv", text.as_bytes());
    assert_eq!(found(&differing, Code::DuplicateId).len(), 1);
}

#[cfg(feature = "spreadsheets")]
#[test]
fn blank_rows_of_a_workbook_are_no_records() {
    let write = |rows: &[(u32, &str)]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["id", "name", "died"]).unwrap();
        for (row, name) in rows {
            sheet.write_row(*row, 0, [&row.to_string(), *name]).unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    for last in [32_001, 1_048_575] {
        let source = read("a.xlsx", &write(&[(1, "Тестов Асан"), (last, "Пробин Даулет")]));
        let rows: Vec<u64> = source.records().iter().map(|one| one.row()).collect();
        assert_eq!(rows, [2, u64::from(last) + 1]);
        assert_eq!(source.blank_rows().len(), 1);
    }
}
