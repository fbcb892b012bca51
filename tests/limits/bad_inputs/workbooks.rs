//! Workbooks that are no list or are damaged. They are built here, so that everyone can read what is
//! wrong with them.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// File name, bytes, and the part of the project file about the list, without its columns.
pub(crate) type Case = (&'static str, Vec<u8>, &'static str);

const TABLE: [&[&str]; 3] =
    [&["№", "ФИО", "Город"], &["1", "Тестов Асан", "Тараз"], &["2", "Пробин Даулет", "Тараз"]];

pub(crate) fn all() -> Vec<Case> {
    [whole_files(), sheets(), cells(), odses()].concat()
}

/// Files that are damaged, too large, locked or of another kind.
fn whole_files() -> Vec<Case> {
    let good = xlsx(|book| rows(book.add_worksheet(), &TABLE));
    let half = good[..good.len() / 2].to_vec();
    let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let page = "<html><table><tr><td>ФИО</td></tr></table></html>";
    let large = " ".repeat(30_000_000);
    let cell = |address: &str| format!("<c r=\"{address}\" t=\"s\"><v>7</v></c>");
    vec![
        ("cut-in-the-middle.xlsx", half, ""),
        ("empty.xlsx", Vec::new(), ""),
        ("only-the-first-bytes.xlsx", b"PK\x03\x04".to_vec(), ""),
        ("only-the-first-bytes.xls", ole.clone(), ""),
        ("with-a-password.xlsx", [ole, vec![0; 504], locked, vec![0; 480]].concat(), ""),
        ("text-called-a-workbook.xlsx", "№;ФИО;Город\n1;Тестов Асан;Тараз\n".into(), ""),
        ("workbook-called-text.csv", good, ""),
        ("page-called-a-workbook.xls", page.into(), ""),
        ("document.xlsx", archive(&[("word/document.xml", "<w:document/>")]), ""),
        ("archive-of-a-list.xlsx", archive(&[("list.csv", "ФИО\nТестов Асан\n")]), ""),
        ("binary-workbook.xlsb", archive(&[("xl/workbook.bin", "")]), ""),
        ("unpacks-to-thirty-megabytes.xlsx", archive(&[("xl/workbook.xml", &large)]), ""),
        ("large-parts-with-false-checksums.xlsx", falsified(&[&large[..6_000_000]; 2]), ""),
        ("sheet-cut-in-a-cell.xlsx", book(&[("a", "", Some("<worksheet><sheetData><row r=\"1\"><c"))]), ""),
        ("text-that-is-not-there.xlsx", book(&[("a", "", Some(&sheet(&cell("A1"))))]), ""),
    ]
}

/// Which sheet is the list?
fn sheets() -> Vec<Case> {
    let table = sheet(
        "<c r=\"A1\" t=\"inlineStr\"><is><t>ФИО</t></is></c></row><row r=\"2\">\
         <c r=\"A2\" t=\"inlineStr\"><is><t>Тестов Асан</t></is></c>",
    );
    let (table, hidden) = (Some(table.as_str()), " state=\"hidden\"");
    let empty = Some("<worksheet><sheetData/></worksheet>");
    vec![
        ("no-sheet.xlsx", book(&[]), ""),
        ("empty-sheet.xlsx", book(&[("Список", "", empty)]), ""),
        ("sheet-that-is-not-there.xlsx", book(&[("Список", "", None)]), ""),
        ("all-sheets-hidden.xlsx", book(&[("Список", hidden, table), ("Черновик", hidden, table)]), ""),
        ("list-on-a-hidden-sheet.xlsx", book(&[("Лист1", "", empty), ("Список", hidden, table)]), ""),
        (
            "hidden-sheet-named.xlsx",
            book(&[("Лист1", "", empty), ("Список", hidden, table)]),
            "sheet = \"Список\"",
        ),
        ("two-filled-sheets.xlsx", book(&[("2021", "", table), ("2022", "", table)]), ""),
        (
            "sheet-named-wrongly.xlsx",
            book(&[("Список", "", table), ("Итоги", "", table)]),
            "sheet = \"Спиcок\"",
        ),
        ("empty-sheet-named.xlsx", book(&[("Лист1", "", empty), ("Список", "", table)]), "sheet = \"Лист1\""),
        ("encoding-of-a-workbook.xlsx", book(&[("Список", "", table)]), "encoding = \"koi8-r\""),
        ("delimiter-of-a-workbook.xlsx", book(&[("Список", "", table)]), "delimiter = \";\""),
    ]
}

/// Cells that are not what they look like.
fn cells() -> Vec<Case> {
    let errors = |sheet: &mut Worksheet, first: u32| {
        for (row, error) in (first..).zip(["#N/A", "#REF!", "#VALUE!"]) {
            for column in 0..3 {
                sheet.write_formula(row, column, Formula::new("=1/0").set_result(error)).unwrap();
            }
        }
    };
    let merged = |row: u32, text: &'static str| {
        xlsx(|book| {
            let sheet = book.add_worksheet();
            rows(sheet, &[&["№", "ФИО", "Город"], &["1", "", ""], &["2", "", ""]]);
            sheet.merge_range(row, 1, row + 1, 2, text, &Format::new()).unwrap();
        })
    };
    let days = xlsx(|book| {
        let day = Format::new().set_num_format("dd.mm.yyyy");
        let sheet = book.add_worksheet();
        rows(sheet, &[&["№", "ФИО", "Дата"], &["1", "Тестов Асан"], &["2", "Пробин Даулет"], &["3", "А Б"]]);
        for (row, value) in [(1, -5.0), (2, 1e15), (3, 60.0)] {
            sheet.write_with_format(row, 2, value, &day).unwrap();
        }
    });
    let formulas = sheet(
        "<c r=\"A1\" t=\"inlineStr\"><is><t>ФИО</t></is></c></row><row r=\"2\">\
         <c r=\"A2\" t=\"str\"><f>B2&amp;C2</f><v>Тестов Асан</v></c></row><row r=\"3\">\
         <c r=\"A3\"><f>B3&amp;C3</f></c></row><row r=\"4\"><c r=\"A4\" t=\"str\"><f>B4</f><v/></c>",
    );
    vec![
        ("only-errors.xlsx", xlsx(|book| errors(book.add_worksheet(), 0)), ""),
        (
            "errors-below-a-header.xlsx",
            xlsx(|book| {
                let sheet = book.add_worksheet();
                rows(sheet, &TABLE[..1]);
                errors(sheet, 1);
            }),
            "",
        ),
        ("formulas-some-never-calculated.xlsx", book(&[("a", "", Some(&formulas))]), ""),
        ("merged-header.xlsx", merged(0, "ФИО"), ""),
        ("merged-names.xlsx", merged(1, "Тестов Асан"), ""),
        ("days-that-no-calendar-has.xlsx", days, "columns.death_date = \"Дата\""),
        ("only-a-header.xlsx", xlsx(|book| rows(book.add_worksheet(), &TABLE[..1])), ""),
        ("no-header.xlsx", xlsx(|book| rows(book.add_worksheet(), &TABLE[1..])), ""),
        (
            "cell-in-a-far-corner.xlsx",
            xlsx(|book| {
                let sheet = book.add_worksheet();
                rows(sheet, &TABLE);
                sheet.write(1_048_575, 16_383, "x").unwrap();
            }),
            "",
        ),
    ]
}

fn odses() -> Vec<Case> {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let table = |name: &str, rows: &str| format!("<table:table table:name=\"{name}\">{rows}</table:table>");
    let list = row(&text("ФИО")) + &row(&text("Тестов Асан"));
    let good = ods(&table("Тізім", &list));
    let half = good[..good.len() / 2].to_vec();
    let wide = text("x").replace("cell ", "cell table:number-columns-repeated=\"16000\" ");
    let high = row(&text("x").replace("cell ", "cell table:number-columns-repeated=\"1000\" "))
        .replace("<table:table-row", "<table:table-row table:number-rows-repeated=\"100000\"");
    let error = "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" \
                 calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>";
    let locked = MANIFEST.replace(
        "\"/>",
        "\"><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/>\
         </manifest:file-entry></manifest:manifest>",
    );
    vec![
        ("cut-in-the-middle.ods", half, ""),
        ("no-sheet.ods", ods(""), ""),
        ("two-filled-sheets.ods", ods(&(table("а", &list) + &table("б", &list))), ""),
        ("row-of-sixteen-thousand-cells.ods", ods(&table("а", &row(&wide))), ""),
        ("hundred-million-cells.ods", ods(&table("а", &high)), ""),
        ("errors.ods", ods(&table("а", &(row(&text("ФИО")) + &row(error)))), ""),
        ("content-that-is-no-xml.ods", archive(&[("mimetype", ODS), ("content.xml", "\u{1}\u{2}<")]), ""),
        (
            "with-a-password.ods",
            archive(&[
                ("mimetype", ODS),
                ("content.xml", "\u{3}8\u{7f}"),
                ("META-INF/manifest.xml", locked.as_str()),
            ]),
            "",
        ),
    ]
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

/// An archive of parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive whose directory gives a wrong checksum of each part.
fn falsified(parts: &[&str]) -> Vec<u8> {
    let names: Vec<String> = (1..=parts.len()).map(|number| format!("xl/{number}.xml")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(parts.iter().copied()).collect();
    let mut bytes = archive(&parts);
    let entries = bytes.windows(4).enumerate().filter(|(_, mark)| mark == b"PK\x01\x02");
    for at in entries.map(|(at, _)| at).collect::<Vec<_>>() {
        bytes[at + 16] ^= 0xff;
    }
    bytes
}

fn sheet(cells: &str) -> String {
    format!("<worksheet><sheetData><row r=\"1\">{cells}</row></sheetData></worksheet>")
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn relations(rows: &str) -> String {
    format!("<Relationships xmlns=\"{PACKAGE}\">{rows}</Relationships>")
}

fn relation(number: usize, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
}

/// A workbook of sheets: the name, further attributes, and the part if there is one.
fn book(sheets: &[(&str, &str, Option<&str>)]) -> Vec<u8> {
    let (mut list, mut related, mut parts) = (String::new(), String::new(), Vec::new());
    for (number, (name, more, part)) in (1..).zip(sheets) {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"{more}/>");
        related += &relation(number, "worksheet", &format!("worksheets/sheet{number}.xml"));
        parts.extend(part.map(|part| (format!("xl/worksheets/sheet{number}.xml"), part)));
    }
    let book = format!("<workbook xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>");
    let root = relations(&relation(1, "officeDocument", "xl/workbook.xml"));
    let related = relations(&related);
    let mut all: Vec<(&str, &str)> =
        vec![("_rels/.rels", &root), ("xl/workbook.xml", &book), ("xl/_rels/workbook.xml.rels", &related)];
    all.extend(parts.iter().map(|(name, part)| (name.as_str(), *part)));
    archive(&all)
}

const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str =
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";

fn ods(tables: &str) -> Vec<u8> {
    let names = ["office", "table", "text"];
    let names =
        names.map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""));
    let content = format!(
        "<office:document-content{}><office:body><office:spreadsheet>{tables}</office:spreadsheet>\
         </office:body></office:document-content>",
        names.concat()
    );
    archive(&[("mimetype", ODS), ("content.xml", &content), ("META-INF/manifest.xml", MANIFEST)])
}
