//! A cell of a workbook counts as the reader of the sheet sees it.
#![cfg(feature = "spreadsheets")]
#![allow(clippy::unwrap_used)]

use casualty_register::mention::{Readers, read_all};
use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Code, Lexicon, date::DayOrder};
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

#[test]
fn ids_and_dates_are_those_that_the_sheet_shows() {
    // Format of the id, id, format of the birth, birth as a day number, id and birth as they are read.
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
    let hidden: Vec<(Option<u64>, Option<&str>)> = source
        .findings()
        .iter()
        .filter(|one| one.code == Code::HiddenCells)
        .flat_map(|one| &one.at)
        .map(|at| (at.row, at.column.as_deref()))
        .collect();
    assert_eq!(hidden, [(Some(3), None), (None, Some("born"))]);
    assert_eq!(source.records().len(), 3);
}
