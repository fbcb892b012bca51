//! Reading lists: unusual small files as a table of cases, and laws that hold for any bytes.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use casualty_register::source::{Field, Record, Source, SourceSpec};
use casualty_register::{Code, Error};
use proptest::prelude::*;

/// Rows of `tests/cases/source.csv` are files of `tests/files/read`. Several values in a cell are
/// separated by ` / `; a finding is `code@row+row`; line breaks and similar characters are written as
/// in Rust.
#[test]
fn reads_odd_files() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases = csv::Reader::from_path(tests.join("cases/source.csv")).unwrap();
    for case in cases.records() {
        let case = case.unwrap();
        let file = &case[0];
        let source = Source::open(spec(file, &case[1]), tests.join("files/read")).unwrap();
        let read = [
            source.encoding().to_owned(),
            source.delimiter().escape_ascii().to_string(),
            column(&source, |record| record.id().to_string()),
            column(&source, |record| record.row().to_string()),
            column(&source, |record| field(&source, record, Field::Name)),
            column(&source, |record| field(&source, record, Field::Place)),
            findings(&source),
        ];
        let expected: Vec<&str> = case.iter().skip(2).collect();
        assert_eq!(read.to_vec(), expected, "{file}");
    }
}

#[test]
fn every_odd_file_is_a_case() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases = csv::Reader::from_path(tests.join("cases/source.csv")).unwrap();
    let cases: BTreeSet<String> = cases.records().map(|case| case.unwrap()[0].to_owned()).collect();
    for file in std::fs::read_dir(tests.join("files/read")).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        assert!(file.starts_with('.') || cases.contains(&file), "{file}");
    }
}

#[test]
fn says_all_that_is_wrong_with_a_list() {
    let message = |spec: SourceSpec, text: &str| read(spec, text.as_bytes()).unwrap_err().to_string();
    let plain = || SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
    for empty in ["", "\n\n", " \t\n", "\u{feff}"] {
        assert!(message(plain(), empty).starts_with("a.csv: the file is empty;"));
    }
    assert_eq!(
        message(plain().with_column(Field::Age, "аge"), "№;name;age\n"),
        "a.csv: there is no column `аge` (for age); the header has: `№`, `name`, `age`; \
         nearest: `age`"
    );
    let broken = SourceSpec::new("a:b", "").with_encoding("cp-nothing").with_delimiter(b'"');
    assert_eq!(broken.faults().len(), 5);
    let problem = message(broken.clone(), "name\n");
    assert!(broken.faults().iter().all(|fault| problem.contains(fault)), "{problem}");
}

#[test]
fn takes_encoding_and_delimiter_from_the_spec() {
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "\u{438}мя;1");
    let spec = spec.with_encoding("koi8-r").with_delimiter(b'|');
    let source = read(spec, b"\xc9\xcd\xd1;1|2\n\xe1\xd3\xc1\xce|\n").unwrap();
    assert_eq!((source.encoding(), source.delimiter()), ("KOI8-R", b'|'));
    assert_eq!(source.records()[0].cells(), ["Асан", ""]);
}

#[test]
fn counts_rows_with_text_and_knows_its_digest() {
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name").with_declared_count(3);
    let source = read(spec, b"name\nAsan\n\nDana\n").unwrap();
    assert_eq!((source.records().len(), source.row_count()), (2, 2));
    assert_eq!(source.declared_count(), Some(3));
    let digest = "57d0ff5056e87830e94231422d3dd2cb1fb975d58b48b7294829a7940f771cb8";
    assert_eq!(source.digest(), digest);
}

fn spec(file: &str, id: &str) -> SourceSpec {
    let spec = SourceSpec::new("list", file).with_column(Field::Name, "name");
    let spec =
        spec.with_column(Field::Place, if file.contains("newline") { "place of death" } else { "place" });
    if id.is_empty() { spec } else { spec.with_column(Field::Id, id) }
}

fn read(spec: SourceSpec, bytes: &[u8]) -> Result<Source, Error> {
    Source::from_bytes(spec, "a.csv", bytes)
}

fn column(source: &Source, value: impl Fn(&Record) -> String) -> String {
    let values: Vec<String> = source.records().iter().map(value).collect();
    values.join(" / ")
}

fn field(source: &Source, record: &Record, field: Field) -> String {
    let cell = record.get(source.mapping(), field);
    cell.map_or("-".to_owned(), |cell| cell.escape_debug().to_string())
}

fn findings(source: &Source) -> String {
    let one = |finding: &casualty_register::Finding| {
        let rows = finding.at.iter().filter_map(|at| at.row);
        let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
        format!("{}@{}", finding.code, rows.join("+"))
    };
    let all: Vec<String> = source.findings().iter().map(one).collect();
    all.join(" / ")
}

// Laws.

/// A cell that a list may have: letters, characters with a meaning in delimited files, anything.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[а-яқғa-z ,;\"\t\n\r|]{0,8}", "[ab1]?", any::<String>(),]
}

fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(cell(), 1..5), 0..12)
}

fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(["id", "name"]).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn mapped(id: bool) -> SourceSpec {
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
    let spec = spec.with_encoding("utf-8").with_delimiter(b',');
    if id { spec.with_column(Field::Id, "id") } else { spec }
}

/// The rows under the header, including rows without text.
fn all_rows(source: &Source) -> Vec<Vec<String>> {
    let records = source.records().iter().map(|one| (one.row(), one.cells()));
    let blank = source.blank_rows().iter();
    let blank = blank.flat_map(|run| (run.first()..=run.last()).map(|row| (row, run.cells())));
    let mut rows: Vec<_> = records.chain(blank).collect();
    rows.sort();
    rows.into_iter().map(|(_, cells)| cells.to_vec()).collect()
}

fn ids_and_cells(source: &Source) -> Vec<(String, Vec<String>)> {
    let records = source.records().iter();
    let mut all: Vec<_> = records.map(|r| (r.id().to_string(), r.cells().to_vec())).collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), headed: bool) {
        let sniffed = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
        let head: &[u8] = if headed { b"id,name\n" } else { b"" };
        let bytes = [head, &bytes].concat();
        if let Ok(source) = read(sniffed, &bytes) {
            let ids: BTreeSet<_> = source.records().iter().map(Record::id).collect();
            prop_assert_eq!(ids.len(), source.records().len());
        }
    }

    #[test]
    fn odd_line_ends_and_quotes_are_read(text in "(id[,;]name)?[\"\r\n,;a\\x00]{0,40}") {
        let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
        let _ = read(spec, text.as_bytes());
    }

    #[test]
    fn cells_are_what_was_written(rows in rows()) {
        let source = read(mapped(true), &written(&rows)).unwrap();
        prop_assert_eq!(all_rows(&source), rows);
        prop_assert!(!findings(&source).contains(Code::UndecodableBytes.as_str()));
    }

    #[test]
    fn the_order_of_rows_changes_no_id(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        id: bool,
    ) {
        let one = read(mapped(id), &written(&rows)).unwrap();
        let other = read(mapped(id), &written(&shuffled)).unwrap();
        let codes = |source: &Source| {
            // Blank rows are reported as runs, and runs depend on the order.
            let places = |f: &casualty_register::Finding| if f.code == Code::EmptyRow { 0 } else { f.at.len() };
            let mut codes: Vec<_> = source.findings().iter().map(|f| (f.code, places(f))).collect();
            codes.sort();
            codes
        };
        prop_assert_eq!(ids_and_cells(&one), ids_and_cells(&other));
        prop_assert_eq!(codes(&one), codes(&other));
    }

    #[test]
    fn ids_are_unique(rows in rows(), id: bool) {
        let source = read(mapped(id), &written(&rows)).unwrap();
        let ids: BTreeSet<_> = source.records().iter().map(Record::id).collect();
        prop_assert_eq!(ids.len(), source.records().len());
    }

    #[test]
    fn windows_1251_is_told_from_utf8(words in prop::collection::vec("[А-Яа-я]{4,9}", 1..20)) {
        let text = format!("name\n{}\n", words.join("\n"));
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&text);
        let spec = || SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
        let source = read(spec(), &bytes).unwrap();
        prop_assert_eq!(source.encoding(), "windows-1251");
        prop_assert_eq!(ids_and_cells(&source), ids_and_cells(&read(spec(), text.as_bytes()).unwrap()));
    }
}

#[test]
fn opening_a_list_that_is_not_there_is_an_io_error() {
    let spec = SourceSpec::new("a", "no-such-file.csv").with_column(Field::Name, "name");
    assert!(Source::open(spec, PathBuf::new()).unwrap_err().is_io());
}

#[test]
fn rows_of_a_program_are_a_list_like_any_other() {
    let spec = || {
        let spec =
            SourceSpec::new("a", "a.csv").with_column(Field::Name, "name").with_column(Field::Note, "note");
        spec.with_delimiter(b',').with_encoding("UTF-8")
    };
    let rows = [vec!["Асан \"Тестов\"", "a, b\nc"], vec!["Дана Үлгі"], vec!["", ""]];
    let made = Source::from_rows(spec(), vec!["name", "note"], rows).unwrap();
    let text = "name,note\n\"Асан \"\"Тестов\"\"\",\"a, b\nc\"\nДана Үлгі\n\"\",\"\"\n";
    let read = Source::from_bytes(spec(), "a.csv", text.as_bytes()).unwrap();
    assert_eq!(made.records(), read.records());
    assert_eq!(made.findings(), read.findings());
    assert_eq!(made.records()[0].get(made.mapping(), Field::Note), Some("a, b\nc"));
}
