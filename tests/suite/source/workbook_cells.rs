//! A cell of a workbook has the value that a reader of the sheet sees.
#![cfg(feature = "spreadsheets")]
#![allow(clippy::unwrap_used)]

use casualty_register::Code;
use casualty_register::language::date::DayOrder;
use casualty_register::language::lexicon::Lexicon;
use casualty_register::source::{Field, Readers, Source, SourceSpec, read_all};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

fn read(fill: impl FnOnce(&mut Worksheet)) -> Source {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["id", "name", "born", "died"]).unwrap();
    fill(sheet);
    let bytes = book.save_to_buffer().unwrap();
    let spec = SourceSpec::new("a", "a.xlsx").with_column(Field::Id, "id").with_column(Field::Name, "name");
    let spec = spec.with_column(Field::BirthDate, "born").with_column(Field::DeathDate, "died");
    Source::from_bytes(spec, "a.xlsx", &bytes).unwrap()
}

fn births(source: Source) -> Vec<String> {
    let readers = Readers::new(&Lexicon::bundled(), None, DayOrder::Unknown);
    let (mentions, _) = read_all(&[source], &readers);
    mentions.iter().map(|one| one.birth().map(|birth| birth.edtf()).unwrap_or_default()).collect()
}

/// The rows and columns that a finding reports as hidden.
fn hidden(source: &Source) -> Vec<(Option<u64>, Option<&str>)> {
    let findings = source.findings().iter().filter(|one| one.code == Code::HiddenCells);
    findings.flat_map(|one| &one.at).map(|at| (at.row, at.column.as_deref())).collect()
}

#[test]
fn ids_and_dates_are_those_that_the_sheet_shows() {
    // Format of the id, id, format of the birth, birth as a day number, then id and birth as read.
    let cases = [
        ("00000", 42.0, "yyyy", 32_874.0, "00042", "1990"),
        ("\"KZ-\"0", 42.0, "yyyy", 32_874.0, "KZ-42", "1990"),
        ("00000", 7.0, "mmm yyyy", 30_803.0, "00007", "1984-05"),
        ("00000", 8.0, "mmm-yy", 30_814.0, "00008", "1984-05"),
        ("0", 9.0, "mmmm yyyy", 30_814.0, "9", "1984-05"),
        ("0", 10.0, "mm.yyyy", 30_814.0, "10", "1984-05"),
        ("\"A\"000", 1.0, "dd.mm.yyyy", 30_814.0, "A001", "1984-05-12"),
        ("General", 11.0, "d mmmm yyyy", 30_814.0, "11", "1984-05-12"),
        ("#,##0", 1234.0, "m/d/yy", 30_814.0, "1234", "1984-05-12"),
        ("0.00E+00", 123_456_789.0, "yy", 30_814.0, "123456789", "1984"),
    ];
    let source = read(|sheet| {
        for (row, (id_format, id, birth_format, birth, ..)) in (1..).zip(cases) {
            sheet.write_number_with_format(row, 0, id, &Format::new().set_num_format(id_format)).unwrap();
            sheet.write_string(row, 1, format!("Тестов {row}")).unwrap();
            sheet
                .write_number_with_format(row, 2, birth, &Format::new().set_num_format(birth_format))
                .unwrap();
        }
    });
    let ids: Vec<&str> = source.records().iter().map(|one| one.id().as_str()).collect();
    assert_eq!(ids, cases.map(|(.., id, _)| id));
    let mut expected = cases.map(|(.., id, birth)| (id, birth));
    expected.sort_unstable();
    assert_eq!(births(source), expected.map(|(_, birth)| birth));
}

#[test]
fn hidden_rows_and_columns_and_formulas_without_values_are_found() {
    let source = read(|sheet| {
        sheet.write_row(1, 0, ["1", "Тестов Асан", "1990", ""]).unwrap();
        sheet.write_row(2, 0, ["2", "Пробин Даулет", "1991", ""]).unwrap();
        sheet.write_row(3, 0, ["3", "Образцов Олжас", "1992", ""]).unwrap();
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(900).unwrap();
        sheet.set_column_hidden(2).unwrap();
        sheet.set_column_hidden(40).unwrap();
        sheet.write_formula(3, 3, Formula::new("=1+1").set_result("2")).unwrap();
    });
    assert_eq!(hidden(&source), [(Some(3), None), (None, Some("born"))]);
    assert_eq!(source.records().len(), 3);
}

/// A sheet of an ods: its columns, and rows after the header.
fn read_ods(columns: &str, rows: &str) -> Source {
    let header = ["id", "name", "born", "died"].map(text_cell).concat();
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:automatic-styles>{ODS_STYLES}</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="a">{columns}<table:table-row>{header}</table:table-row>{rows}
</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        (
            "META-INF/manifest.xml",
            r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#,
        ),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let spec = SourceSpec::new("a", "a.ods").with_column(Field::Id, "id").with_column(Field::Name, "name");
    let spec = spec.with_column(Field::BirthDate, "born").with_column(Field::DeathDate, "died");
    Source::from_bytes(spec, "a.ods", &bytes).unwrap()
}

/// Styles of numbers and of the cells that have them.
const ODS_STYLES: &str = r#"
<number:number-style style:name="N1"><number:number number:min-integer-digits="5"/></number:number-style>
<number:number-style style:name="N2"><number:text>KZ-</number:text><number:number number:min-integer-digits="1"/></number:number-style>
<number:number-style style:name="N3"><number:number number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:number-style style:name="N4"><number:scientific-number number:min-integer-digits="1"/></number:number-style>
<number:date-style style:name="D1"><number:year number:style="long"/></number:date-style>
<number:date-style style:name="D2"><number:month number:textual="true"/><number:text> </number:text><number:year/></number:date-style>
<number:date-style style:name="D3"><number:day/><number:text>.</number:text><number:month/><number:text>.</number:text><number:year/></number:date-style>
<number:date-style style:name="D4"><number:month/><number:text>.</number:text><number:year/></number:date-style>
<style:style style:name="zeros" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="letters" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="grouped" style:family="table-cell" style:data-style-name="N3"/>
<style:style style:name="short" style:family="table-cell" style:data-style-name="N4"/>
<style:style style:name="year" style:family="table-cell" style:data-style-name="D1"/>
<style:style style:name="month" style:family="table-cell" style:data-style-name="D2"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="D3"/>
<style:style style:name="numbers" style:family="table-cell" style:data-style-name="D4"/>"#;

fn text_cell(text: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
}

fn cell(style: &str, value: &str, text: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!(r#" table:style-name="{style}""#) };
    format!("<table:table-cell{style} {value}><text:p>{text}</text:p></table:table-cell>")
}

fn number(style: &str, number: &str, text: &str) -> String {
    cell(style, &format!(r#"office:value-type="float" office:value="{number}""#), text)
}

fn date(style: &str, date: &str, text: &str) -> String {
    cell(style, &format!(r#"office:value-type="date" office:date-value="{date}""#), text)
}

#[test]
fn ids_and_dates_of_an_ods_are_those_that_the_sheet_shows() {
    // The cell of the id, the cell of the birth, then id and birth as read.
    let cases = [
        (number("zeros", "42", "00042"), date("year", "1990-01-01", "1990"), "00042", "1990"),
        (number("letters", "42", "KZ-42"), date("year", "1990-01-01", "1990"), "KZ-42", "1990"),
        (number("zeros", "7", "00007"), date("month", "1984-05-01", "May 84"), "00007", "1984-05"),
        (number("", "8", "8"), date("numbers", "1984-05-12", "05.84"), "8", "1984-05"),
        (number("", "9", "9"), date("day", "1984-05-12", "12.05.84"), "9", "1984-05-12"),
        (number("grouped", "1234", "1,234"), date("", "1984-05-12", "05/12/84"), "1234", "1984-05-12"),
        (
            number("short", "123456789", "1E+08"),
            date("day", "1984-05-12T00:00:00", "12.05.84"),
            "123456789",
            "1984-05-12",
        ),
        (text_cell("A001"), text_cell("1984"), "A001", "1984"),
    ];
    let row = |(id, birth, ..): &(String, String, &str, &str)| {
        format!("<table:table-row>{id}{}{birth}</table:table-row>", text_cell("Тестов Асан"))
    };
    let source = read_ods("", &cases.iter().map(row).collect::<String>());
    let ids: Vec<&str> = source.records().iter().map(|one| one.id().as_str()).collect();
    assert_eq!(ids, cases.iter().map(|(.., id, _)| *id).collect::<Vec<_>>());
    let mut expected: Vec<(&str, &str)> = cases.iter().map(|(.., id, birth)| (*id, *birth)).collect();
    expected.sort_unstable();
    assert_eq!(births(source), expected.iter().map(|(_, birth)| *birth).collect::<Vec<_>>());
}

#[test]
fn the_style_of_a_row_or_a_column_of_an_ods_holds_for_its_cells() {
    let columns = r#"<table:table-column table:default-cell-style-name="zeros"/>
        <table:table-column/><table:table-column table:default-cell-style-name="year" table:number-columns-repeated="2"/>"#;
    let name = text_cell("Тестов Асан");
    let rows = format!(
        "<table:table-row>{}{name}{}</table:table-row><table:table-row table:number-rows-repeated=\"2\"/>\
         <table:table-row table:default-cell-style-name=\"month\">{}{name}{}</table:table-row>",
        number("", "42", "00042"),
        date("", "1990-01-01", "1990"),
        number("letters", "7", "KZ-7"),
        date("", "1984-05-01", "May 84"),
    );
    let source = read_ods(columns, &rows);
    let ids: Vec<&str> = source.records().iter().map(|one| one.id().as_str()).collect();
    assert_eq!(ids, ["00042", "KZ-7"]);
    assert_eq!(births(source), ["1990", "1984-05"]);
}

#[test]
fn a_comment_is_no_text_of_its_cell() {
    let comment = "<office:annotation><text:p>see 1991</text:p></office:annotation>";
    let id = number("zeros", "42", "00042").replace("<text:p>", &format!("{comment}<text:p>"));
    let rows = format!("<table:table-row>{id}{}</table:table-row>", text_cell("Тестов Асан"));
    let source = read_ods("", &rows);
    assert_eq!(source.records()[0].id().as_str(), "00042");
}

#[test]
fn hidden_rows_and_columns_of_an_ods_and_formulas_without_values_are_found() {
    let columns = r#"<table:table-column table:number-columns-repeated="2"/>
        <table:table-column table:visibility="collapse"/><table:table-column/>"#;
    let row = |attribute: &str, id: &str, last: &str| {
        let (id, name) = (text_cell(id), text_cell("Тестов Асан"));
        format!("<table:table-row {attribute}>{id}{name}{}{last}</table:table-row>", text_cell("1990"))
    };
    let rows = row("", "1", "")
        + &row(r#"table:visibility="filter""#, "2", "")
        + &row("", "3", r#"<table:table-cell table:formula="of:=[.A1]+1"/>"#);
    let source = read_ods(columns, &rows);
    assert_eq!(hidden(&source), [(Some(3), None), (None, Some("born"))]);
    let formulas: Vec<Option<u64>> = source
        .findings()
        .iter()
        .filter(|one| one.code == Code::FormulaWithoutValue)
        .flat_map(|one| &one.at)
        .map(|at| at.row)
        .collect();
    assert_eq!(formulas, [Some(4)]);
    assert_eq!(source.records().len(), 3);
}
