//! The line of a file that a row begins on.

use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Code, Location};
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Source {
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name").with_column(Field::Id, "id");
    Source::from_bytes(spec.with_delimiter(b','), "a.csv", bytes).unwrap()
}

/// Row 4 has the id of row 3 and begins after a cell of three lines.
fn list(end: &str) -> String {
    ["", "id,name", "1,\"x", "", "y\"", "1,z", ""].join(end)
}

#[test]
fn every_line_end_and_encoding_counts_alike() {
    for end in ["\n", "\r\n", "\r"] {
        let text = list(end);
        let utf16 = |mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        };
        let marked = format!("\u{feff}{text}").into_bytes();
        for bytes in [text.clone().into_bytes(), marked, utf16(true), utf16(false)] {
            let source = read(&bytes);
            let lines: Vec<_> = (0..6).map(|row| source.line_of(row)).collect();
            assert_eq!(lines, [None, Some(1), Some(2), Some(3), Some(6), None], "{end:?}");
            let finding = source.findings().iter().find(|one| one.code == Code::DuplicateId).unwrap();
            let at: Vec<_> = finding.at.iter().map(|at| (at.row, at.line)).collect();
            assert_eq!(at, [(Some(3), Some(3)), (Some(4), Some(6))], "{end:?}");
        }
    }
}

#[test]
fn a_place_tells_the_line_where_it_is_another_number() {
    let at = |line| Location { file: "a.csv".to_owned(), row: Some(4), line, ..Location::default() };
    assert_eq!(at(Some(6)).to_string(), "a.csv, row 4 (line 6)");
    assert_eq!(at(Some(4)).to_string(), "a.csv, row 4");
    assert_eq!(at(None).to_string(), "a.csv, row 4");
}

#[test]
fn a_row_has_the_id_of_its_record_in_findings_about_its_shape() {
    let source = read(b"id,name\n7,x,more\n\n");
    let ragged = source.findings().iter().find(|one| one.code == Code::RaggedRow).unwrap();
    assert_eq!(ragged.at[0].record.as_deref(), Some("7"));
    let empty = source.findings().iter().find(|one| one.code == Code::EmptyRow).unwrap();
    assert_eq!((empty.at[0].line, empty.at[0].record.as_deref()), (Some(3), None));
}

proptest! {
    #[test]
    fn the_line_is_where_the_row_stands(
        rows in prop::collection::vec(prop::collection::vec("[aй\",\n\r ]{0,4}", 2..3), 0..12),
        end in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let terminator = if end == "\n" { csv::Terminator::Any(b'\n') } else { csv::Terminator::CRLF };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(["id", "name"]).unwrap();
        let mut begins = Vec::new();
        for row in &rows {
            writer.flush().unwrap();
            // Rows without text are not records.
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                begins.push(1 + breaks(writer.get_ref()));
            }
            writer.write_record(row).unwrap();
        }
        let source = read(&writer.into_inner().unwrap());
        let lines: Vec<u64> = source.records().iter().filter_map(|one| source.line_of(one.row())).collect();
        prop_assert_eq!(lines, begins);
    }
}

/// Line ends, counted as in an editor.
fn breaks(bytes: &[u8]) -> u64 {
    let text = String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n", "\n").replace('\r', "\n");
    text.matches('\n').count() as u64
}
