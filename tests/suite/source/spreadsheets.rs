//! Lists as they are published: workbooks, titles, merged headers, sums and notes, and files that are
//! too large.
#![cfg(feature = "spreadsheets")]
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write as _};

use casualty_register::Code;
use casualty_register::language::date::DayOrder;
use casualty_register::language::lexicon::Lexicon;
use casualty_register::source::{Field, Limits, Readers, Reason, Record, Source, SourceSpec, read_all};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn spec(file: &str) -> SourceSpec {
    SourceSpec::new("a", file).with_column(Field::Name, "ФИО")
}

fn xlsx(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (at, row) in (0..).zip(rows) {
        sheet.write_row(at, 0, row.iter().copied()).unwrap();
    }
}

fn read(spec: SourceSpec, bytes: &[u8]) -> Source {
    Source::from_bytes(spec, "a.xlsx", bytes).unwrap()
}

fn fault(spec: SourceSpec, bytes: &[u8]) -> String {
    Source::from_bytes(spec, "a.xlsx", bytes).unwrap_err().to_string()
}

fn cells(source: &Source) -> Vec<Vec<&str>> {
    source.records().iter().map(|record| record.cells().iter().map(String::as_str).collect()).collect()
}

fn codes(source: &Source) -> Vec<Code> {
    source.findings().iter().map(|finding| finding.code).collect()
}

const TABLE: [&[&str]; 3] =
    [&["№", "ФИО", "Город"], &["1", "Тестов Асан", "Тараз"], &["2", "Пробин Даулет", ""]];

#[test]
fn the_only_visible_sheet_with_rows_is_the_list() {
    let bytes = xlsx(|book| {
        book.add_worksheet();
        rows(book.add_worksheet().set_name("Список").unwrap(), &TABLE);
        rows(book.add_worksheet().set_name("Черновик").unwrap().set_hidden(true), &TABLE);
    });
    let source = read(spec("a.xlsx"), &bytes);
    assert_eq!(cells(&source), [["1", "Тестов Асан", "Тараз"], ["2", "Пробин Даулет", ""]]);
    assert_eq!((source.encoding(), source.delimiter(), source.sheet()), ("xlsx", 0, Some("Список")));
    assert_eq!(codes(&source), [Code::HiddenSheet]);
    assert_eq!(
        source.findings()[0].message,
        "hidden sheets were not read: `Черновик`; if one of them is the list, name it under `sheet`"
    );
}

#[test]
fn sheets_are_chosen_by_name() {
    let bytes = xlsx(|book| {
        rows(book.add_worksheet().set_name("2021").unwrap(), &TABLE);
        rows(book.add_worksheet().set_name("2022").unwrap(), &TABLE[..2]);
    });
    let message = fault(spec("a.xlsx"), &bytes);
    assert!(
        message.ends_with("several sheets have rows: `2021`, `2022`; name one under `sheet`"),
        "{message}"
    );
    assert_eq!(read(spec("a.xlsx").with_sheet("2022"), &bytes).records().len(), 1);
    let message = fault(spec("a.xlsx").with_sheet("2020"), &bytes);
    assert!(message.contains("there is no sheet `2020`; the sheets are: `2021`, `2022`"), "{message}");
    let message = fault(spec("a.csv").with_sheet("2020"), b"x\n");
    assert!(message.contains("has no sheets"), "{message}");
}

#[test]
fn cells_are_read_as_they_show() {
    let bytes = xlsx(|book| {
        let day = Format::new().set_num_format("dd.mm.yyyy");
        let hour = Format::new().set_num_format("dd.mm.yyyy hh:mm");
        let sheet = book.add_worksheet();
        rows(sheet, &[&["ФИО", "a", "b", "c", "d", "e", "f", "g"]]);
        sheet.write(1, 0, "Тестов Асан").unwrap();
        sheet.write(1, 1, 31).unwrap();
        sheet.write(1, 2, 0.5).unwrap();
        sheet.write_with_format(1, 3, 44567, &day).unwrap();
        sheet.write_with_format(1, 4, 44567.75, &day).unwrap();
        sheet.write_with_format(1, 5, 44567.75, &hour).unwrap();
        sheet.write(1, 6, true).unwrap();
        sheet.write_formula(1, 7, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(2, 1, Formula::new("=40+1").set_result("41")).unwrap();
    });
    let source = read(spec("a.xlsx"), &bytes);
    let dates = ["2022-01-06", "2022-01-06", "2022-01-06 18:00:00"];
    let first = ["Тестов Асан", "31", "0.5", dates[0], dates[1], dates[2], "TRUE", "#DIV/0!"];
    assert_eq!(cells(&source), [first, ["", "41", "", "", "", "", "", ""]]);
    assert_eq!(codes(&source), [Code::CellError]);
    assert_eq!(source.findings()[0].at[0].to_string(), "a.xlsx, row 2, column g");
}

#[test]
fn titles_merged_headers_sums_and_notes() {
    let bytes = xlsx(|book| {
        let (sheet, format) = (book.add_worksheet(), Format::new());
        sheet.merge_range(0, 0, 0, 4, "Список погибших", &format).unwrap();
        for (column, name) in [(0, "№"), (1, "ФИО"), (4, "Город")] {
            sheet.merge_range(2, column, 3, column, name, &format).unwrap();
        }
        sheet.merge_range(2, 2, 2, 3, "Дата", &format).unwrap();
        sheet.write_row(3, 2, ["рождения", "смерти"]).unwrap();
        sheet.write_row(4, 0, [1, 2, 3, 4, 5]).unwrap();
        sheet.write_row(5, 0, ["1", "Тестов Асан", "1990", "05.01.2022", "Тараз"]).unwrap();
        sheet.write_row(6, 0, ["2", "Пробин Даулет", "1985", "06.01.2022"]).unwrap();
        sheet.merge_range(5, 4, 6, 4, "Тараз", &format).unwrap();
        sheet.write_row(7, 0, ["", "Всего: 3"]).unwrap();
        sheet.write(9, 0, "Источник: сайт фонда").unwrap();
    });
    let spec = spec("a.xlsx").with_column(Field::Id, "№").with_column(Field::DeathDate, "Дата смерти");
    let source = read(spec, &bytes);
    assert_eq!(source.header(), ["№", "ФИО", "Дата рождения", "Дата смерти", "Город"]);
    assert_eq!((source.header_row(), source.row_count()), (4, 2));
    let aside: Vec<_> = source.set_aside().iter().map(|row| (row.row(), row.reason())).collect();
    let expected = [
        (1, Reason::AboveHeader),
        (3, Reason::AboveHeader),
        (5, Reason::ColumnNumbers),
        (8, Reason::Totals),
        (10, Reason::Note),
    ];
    assert_eq!(aside, expected);
    use Code::*;
    let all = [MergedCells, RowsAboveHeader, RowsAboveHeader, TotalsRow, NoteRow, TotalsRowDiffers, EmptyRow];
    assert_eq!(codes(&source), all);
    insta::assert_snapshot!(
        source
            .findings()
            .iter()
            .map(|f| format!("{} {}: {}", f.code, f.at[0], f.message))
            .collect::<Vec<_>>()
            .join("\n"),
    );
}

const ODS_MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;

/// An archive of parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[("mimetype", ODS_MIME), ("content.xml", &content), ("META-INF/manifest.xml", MANIFEST)])
}

fn ods_text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

#[test]
fn ods_is_read_too() {
    let header = ["№", "ФИО", "Дата"].map(ods_text).concat();
    let name = ods_text("Тестов Асан");
    let bytes = ods(&format!(
        "<table:table table:name=\"Тізім\"><table:table-row>{header}</table:table-row>\
         <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p>\
         </table:table-cell>{name}<table:table-cell office:value-type=\"date\" office:date-value=\"2022-01-05\">\
         <text:p>05.01.22</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048574\">\
         <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>"
    ));
    let source = read(spec("a.ods"), &bytes);
    assert_eq!(cells(&source), [["1", "Тестов Асан", "2022-01-05"]]);
    assert_eq!((source.encoding(), source.sheet()), ("ods", Some("Тізім")));
    assert!(source.findings().is_empty(), "{:?}", source.findings());
}

#[test]
fn a_few_bytes_do_not_become_millions_of_cells() {
    let cell = "<table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"string\">\
                <text:p>x</text:p></table:table-cell>";
    let wide = ods(&format!(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"100000\">{cell}\
         </table:table-row></table:table>"
    ));
    assert!(fault(spec("a.ods"), &wide).contains("raise `columns` under [limits]"));
    let cell = cell.replace("16000", "1000");
    let high = ods(&format!(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"100000\">{cell}\
         </table:table-row></table:table>"
    ));
    assert!(fault(spec("a.ods"), &high).contains("cells, more than the limit of 20000000"));
    let bomb = archive(&[("xl/workbook.xml", &" ".repeat(30_000_000))]);
    let message = fault(spec("a.xlsx"), &bomb);
    assert!(message.contains("unpacks to more than 10000000 bytes"), "{message}");
    assert!(message.contains("raise `expansion` under [limits]"), "{message}");
    let corner = xlsx(|book| {
        let sheet = book.add_worksheet();
        rows(sheet, &TABLE);
        sheet.write(1_048_575, 16_383, "x").unwrap();
    });
    assert!(fault(spec("a.xlsx"), &corner).contains("raise `columns`"));
}

#[test]
fn what_is_beyond_a_limit_is_refused() {
    let mut limits = Limits::default();
    (limits.rows, limits.columns, limits.characters, limits.bytes) = (3, 3, 20, 100_000);
    let within = |text: &str| {
        let read = Source::from_bytes_within(spec("a.csv"), "a.csv", text.as_bytes(), &limits);
        read.map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(within("ФИО\nа\nб\n"), Ok(()));
    let long = format!("ФИО\n{}\n", "а".repeat(21));
    let large = "а".repeat(60_000);
    for (text, key) in [
        ("ФИО\nа\nб\nв\n", "rows"),
        ("ФИО\n\n\n\n\n", "rows"),
        ("ФИО,а,б,в\n1,2,3,4\n", "columns"),
        (long.as_str(), "characters"),
        (large.as_str(), "bytes"),
    ] {
        let message = within(text).unwrap_err();
        assert!(message.contains(&format!("raise `{key}` under [limits]")), "{message}");
    }
}

#[test]
fn files_that_are_no_workbooks_are_refused_in_words() {
    let cases: [(&str, Vec<u8>, &str); 5] = [
        ("a.xls", b"<html><table></table></html>".to_vec(), "is a web page"),
        ("a.xlsx", b"PK\x03\x04 nothing".to_vec(), "save it again"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing".to_vec(), "save it again"),
        ("a.xlsb", archive(&[("xl/workbook.bin", "")]), "save it as xlsx"),
        ("a.zip", archive(&[("a.csv", "x")]), "name the list itself"),
    ];
    for (file, bytes, part) in cases {
        let message = Source::from_bytes(spec(file), file, &bytes).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn text_that_is_called_a_workbook_is_read_as_text() {
    let source = Source::from_bytes(spec("a.xls"), "a.xls", "№\tФИО\n1\tТестов\n".as_bytes()).unwrap();
    assert_eq!(cells(&source), [["1", "Тестов"]]);
}

/// Rows under `№,ФИО,Дата смерти,Город`, and what becomes of each: `p` person, `t` total, `n` note, `h`
/// the header again.
#[test]
fn rows_that_are_no_people_are_set_aside() {
    let cases: [(&str, &str); 14] = [
        ("1,Тестов Асан,05.01.2022,Тараз\nИтого,,,1", "pt"),
        ("1,Тестов Асан,05.01.2022,Тараз\n,Барлығы: 1,,", "pt"),
        ("1,А Б,,Тараз\nИтого,1,,\n2,В Г,,Алматы\nИтого,1,,\nВсего,2,,", "ptptt"),
        ("1,Total Asan,05.01.2022,Тараз", "p"),
        ("1,Total,05.01.2022,Тараз", "p"),
        ("1,Итого Амир,,", "p"),
        ("1,А Б,,Тараз\nИсточник: сайт,,,", "pn"),
        ("1,А Б,,Тараз\n,,,\n* по данным фонда,,,\nСписок составлен в мае 2022 года,,,", "pnn"),
        ("1,А Б,,Тараз\n,Неизвестный мужчина,,", "pp"),
        ("1,А Б,,Тараз\n,Ахмад ибн Али ибн Хасан аль Басри,,", "pp"),
        ("Примечание: в середине,,,\n1,А Б,,Тараз", "pp"),
        ("1,А Б,,Тараз\n№,ФИО,Дата смерти,Город\n2,В Г,,Тараз", "php"),
        ("1,2,3,4\n1,А Б,,Тараз", "cp"),
        ("1,А Б,,Тараз\n2,,,", "pp"),
    ];
    for (text, expected) in cases {
        let text = format!("№,ФИО,Дата смерти,Город\n{text}\n");
        let spec = spec("a.csv").with_column(Field::Id, "№").with_column(Field::DeathDate, "Дата смерти");
        let source = Source::from_bytes(spec.with_delimiter(b','), "a.csv", text.as_bytes()).unwrap();
        let people = source.records().iter().filter(|record| !record.is_empty());
        let mut all: Vec<(u64, char)> = people.map(|record| (record.row(), 'p')).collect();
        all.extend(source.set_aside().iter().map(|row| (row.row(), letter(row.reason()))));
        all.sort_unstable();
        assert_eq!(all.iter().map(|(_, letter)| *letter).collect::<String>(), expected, "{text}");
        assert!(!codes(&source).contains(&Code::TotalsRowDiffers), "{text}");
    }
}

fn letter(reason: Reason) -> char {
    match reason {
        Reason::Totals => 't',
        Reason::Note => 'n',
        Reason::ColumnNumbers => 'c',
        Reason::RepeatedHeader => 'h',
        _ => '?',
    }
}

#[test]
fn a_serial_number_is_a_date_with_a_finding() {
    let spec = spec("a.csv").with_column(Field::DeathDate, "дата");
    let source = Source::from_bytes(spec, "a.csv", "ФИО,дата\nТестов Асан,44567\n".as_bytes()).unwrap();
    let readers = Readers::new(&Lexicon::bundled(), None, DayOrder::DayFirst);
    let (mentions, findings) = read_all(&[source], &readers);
    assert_eq!(mentions[0].death().map(ToString::to_string).as_deref(), Some("2022-01-06"));
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::SerialDate]);
    assert_eq!(
        findings[0].message,
        "`44567` is the number by which a spreadsheet counts 2022-01-06, and was read as that day"
    );
}

#[test]
fn the_register_rebuilds_rows_that_are_no_people() {
    let text = "Список\n№,ФИО\n1,Тестов Асан\nИтого,1\n";
    let source = Source::from_bytes(spec("a.csv").with_delimiter(b','), "a.csv", text.as_bytes()).unwrap();
    let outcome = casualty_register::Reconciler::new("", vec![source]).run().unwrap();
    let rebuilt = outcome.register().rebuild("a").unwrap();
    let lines: Vec<String> = rebuilt.iter().map(|row| row.join(",")).collect();
    assert_eq!(lines.join("\n") + "\n", text);
    assert_eq!(outcome.register().entries().len(), 1);
}

// Laws.

const ROOT: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>";

const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/></Relationships>";
const BOOK: &str = "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
    <sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const SHEET: &str = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>ФИО</t></is></c>\
    <c r=\"B1\"><v>44567</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>";

/// A workbook with other text in the middle of its sheet: still an archive, perhaps not a workbook.
fn damaged(at: usize, junk: &str) -> Vec<u8> {
    let at = (0..=at % SHEET.len()).rev().find(|at| SHEET.is_char_boundary(*at)).unwrap_or(0);
    let sheet = format!("{}{junk}{}", &SHEET[..at], &SHEET[at..]);
    archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn the_workbook_that_laws_damage_is_one() {
    assert_eq!(read(spec("a.xlsx"), &damaged(0, "")).header(), ["ФИО", "ФИО (2)"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_read_or_refused(
        magic in prop_oneof![Just(&b"PK\x03\x04"[..]), Just(&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]), Just(&b""[..])],
        bytes in prop::collection::vec(any::<u8>(), 0..700),
    ) {
        for file in ["a.xlsx", "a.ods", "a.xls", "a.csv"] {
            let _ = Source::from_bytes(spec(file), file, &[magic, &bytes].concat());
        }
    }

    #[test]
    fn damaged_workbooks_are_read_or_refused(at in 0_usize..400, junk in "[<>/=\"A-Z0-9:]{0,6}") {
        let _ = Source::from_bytes(spec("a.xlsx"), "a.xlsx", &damaged(at, &junk));
    }

    /// Each row with text is a record or is set aside; a row without text is neither.
    #[test]
    fn no_row_is_lost(rows in prop::collection::vec(
        prop::collection::vec("|Итого|Всего: 3|Источник: сайт|[А-Я][а-я]{2,5}|ФИО|№|Город|[0-9]{1,3}", 3..=3), 0..12,
    )) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["№", "ФИО", "Город"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let spec = spec("a.csv").with_column(Field::Id, "№").with_delimiter(b',').with_encoding("utf-8");
        let source = Source::from_bytes(spec, "a.csv", &writer.into_inner().unwrap()).unwrap();
        let records = source.records().iter().map(|record: &Record| (record.row(), record.cells().to_vec()));
        let aside = source.set_aside().iter().map(|row| (row.row(), row.cells().to_vec()));
        let mut all: Vec<_> = records.chain(aside).collect();
        all.sort();
        let has_text = |(_, cells): &(u64, Vec<String>)| cells.iter().any(|cell| !cell.trim().is_empty());
        let numbered: Vec<_> = (2_u64..).zip(rows).filter(has_text).collect();
        prop_assert_eq!(all, numbered);
        let told: usize = source.findings().iter().filter(|f| matches!(f.code, Code::TotalsRow | Code::NoteRow | Code::RowsAboveHeader)).count();
        prop_assert_eq!(told, source.set_aside().len());
    }
}
