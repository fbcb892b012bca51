//! Hostile cells: no spreadsheet reads one as a formula, no screen is manipulated, and nothing is lost.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use casualty_register::report::{Output, unguarded};
use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Code, Outcome, Reconciler, Severity};
use proptest::prelude::*;

fn list(rows: &[[&str; 3]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["no", "name", "=school"]).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn run(rows: &[[&str; 3]]) -> Outcome {
    let spec = SourceSpec::new("a", "a.csv")
        .with_column(Field::Id, "no")
        .with_column(Field::Name, "name")
        .with_extra("=label", "=school");
    let source = Source::from_bytes(spec, "a.csv", &list(rows)).unwrap();
    Reconciler::new("", vec![source]).run().unwrap()
}

const HOSTILE: [[&str; 3]; 5] = [
    ["=1", "=HYPERLINK(\"http://example.org\")", "+1"],
    ["-2", "\u{202e}Асан\u{2066} Тестов", " @SUM(A1)"],
    ["'3", "Үлгіева Дана", "'=kept"],
    ["4", "\tЖұмағұл Ерлан", "＝1"],
    ["5", "Сейтқали Нұр\u{200f}", "\"-1+1"],
];

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn no_cell_of_any_table_begins_a_formula() {
    let outcome = run(&HOSTILE);
    for output in Output::ALL.into_iter().filter(|output| output.file_name().ends_with(".csv")) {
        for cell in rows(&outcome.render(output)).into_iter().flatten() {
            let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\u{202e}'));
            let begins = seen.starts_with(['=', '+', '-', '@', '＝']) || cell.starts_with('\t');
            assert!(!begins || cell.parse::<f64>().is_ok(), "{}: {cell:?}", output.file_name());
        }
    }
}

#[test]
fn claims_come_back_as_the_list_has_them() {
    let outcome = run(&HOSTILE);
    let claims = rows(&outcome.render(Output::Claims));
    let at = |name: &str| claims[0].iter().position(|header| header == name).unwrap();
    let (raw, record) = (at("raw"), at("record_id"));
    for cells in HOSTILE {
        let mine = claims.iter().filter(|claim| unguarded(&claim[record]) == cells[0]);
        let texts: Vec<Cow<str>> = mine.map(|claim| unguarded(&claim[raw])).collect();
        assert_eq!(texts, cells);
    }
    let json: serde_json::Value = serde_json::from_slice(&outcome.render(Output::RegisterJson)).unwrap();
    let entries = json["register"]["entries"].as_array().unwrap();
    let members = entries.iter().flat_map(|entry| entry["members"].as_array().unwrap());
    let names: Vec<&str> = members.map(|member| member["cells"][1].as_str().unwrap()).collect();
    assert!(HOSTILE.iter().all(|cells| names.contains(&cells[1])), "JSON has the exact text");
}

#[test]
fn numbers_of_ours_stay_numbers() {
    let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml").unwrap().run().unwrap();
    let links = rows(&outcome.render(Output::Links));
    let prior = links[0].iter().position(|header| header == "prior").unwrap();
    let priors: Vec<f64> = links[1..].iter().map(|link| link[prior].parse().unwrap()).collect();
    assert!(priors.iter().any(|prior| *prior < 0.0));
}

#[test]
fn marks_of_direction_are_found_with_row_and_column() {
    let outcome = run(&HOSTILE);
    let found: Vec<_> = outcome.findings().iter().filter(|one| one.code == Code::BidiControl).collect();
    let at: Vec<String> = found.iter().map(|finding| finding.at[0].to_string()).collect();
    assert_eq!(at, ["a.csv, row 3, column name", "a.csv, row 6, column name"]);
    assert!(found.iter().all(|finding| finding.severity == Severity::Warning));
    assert!(found[0].message.contains("`\\u{202e}Асан\\u{2066} Тестов`"), "{}", found[0].message);
}

#[test]
fn messages_of_findings_fool_nobody() {
    for finding in run(&HOSTILE).findings() {
        let odd = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{2069}');
        assert!(!finding.message.contains(odd), "{:?}", finding.message);
    }
}

/// The parts of a workbook, by name.
#[cfg(feature = "spreadsheets")]
fn parts(bytes: Vec<u8>) -> std::collections::BTreeMap<String, String> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let part = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..count).map(part).collect()
}

#[test]
#[cfg(feature = "spreadsheets")]
fn a_workbook_of_the_register_has_text_and_no_formula() {
    let outcome = run(&HOSTILE);
    let bytes = outcome.render(Output::RegisterXlsx);
    assert_eq!(bytes, run(&HOSTILE).render(Output::RegisterXlsx), "equal bytes");
    let spec = SourceSpec::new("x", "register.xlsx").with_column(Field::Id, "entry_id");
    let spec = spec.with_column(Field::Name, "name").with_sheet("Register");
    let sheet = Source::from_bytes(spec, "register.xlsx", &bytes).unwrap();
    let register = rows(&outcome.render(Output::Register));
    let exact: Vec<Vec<String>> =
        register.iter().map(|row| row.iter().map(|cell| unguarded(cell).into_owned()).collect()).collect();
    assert_eq!(sheet.header(), exact[0]);
    let cells: Vec<Vec<String>> = sheet.records().iter().map(|one| one.cells().to_vec()).collect();
    assert_eq!(cells, exact[1..], "the exact text of each cell");
    assert!(exact.iter().flatten().any(|cell| cell.starts_with('=')), "a cell that would be a formula");
    let spec = SourceSpec::new("x", "register.xlsx").with_column(Field::Name, "name").with_sheet("People");
    let people = Source::from_bytes(spec, "register.xlsx", &bytes).unwrap();
    let cells: Vec<Vec<String>> = people.records().iter().map(|one| one.cells().to_vec()).collect();
    assert_eq!(cells, rows(&outcome.render(Output::People))[1..], "people.csv has the exact text too");
    assert!(cells.iter().flatten().any(|cell| cell.starts_with('=')), "a cell that would be a formula");
    for (name, text) in parts(bytes) {
        assert!(!text.contains("<f>") && !text.contains("<f "), "{name} has a formula");
        if name.starts_with("xl/worksheets/") {
            assert!(text.contains("ySplit=\"1\"") && text.contains("state=\"frozen\""), "{name}: {text}");
            let typed = text.matches("<c ").count();
            assert!(
                typed > 0 && text.matches(" t=\"s\"").count() == typed,
                "{name} has a cell that is no text"
            );
        }
    }
}

/// Invisible characters.
const HIDDEN: &str = "\u{61c}\u{180e}\u{fff9}\u{fffb}\u{e0001}\u{e0041}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{200b}\u{200d}\u{2060}\u{feff}\
                      \u{200e}\u{202e}\u{2066}\u{fe0f}\u{e0100}\u{a0}\u{202f}\u{3000}\u{2800}";

/// Opens every table like a spreadsheet with another separator that ignores quotation marks.
fn no_separator_makes_a_formula_of(cells: &[String]) {
    let rows: Vec<[&str; 3]> = cells.iter().map(|cell| ["1", cell.as_str(), cell.as_str()]).collect();
    let outcome = run(&rows);
    let is_skipped = |letter: char| letter.is_whitespace() || HIDDEN.contains(letter) || letter == '"';
    for output in Output::ALL.into_iter().filter(|output| output.file_name().ends_with(".csv")) {
        let text = String::from_utf8(outcome.render(output)).unwrap();
        let parts = text.split([';', '\t', '|', '\n', '\r']).map(|part| part.trim_start_matches(is_skipped));
        for part in parts {
            assert!(!part.starts_with(['=', '+', '-', '@']), "{}: {part:?}", output.file_name());
        }
    }
    let claims = self::rows(&outcome.render(Output::Claims));
    for cell in cells {
        assert!(claims.iter().any(|claim| unguarded(&claim[3]) == cell.as_str()), "{cell:?}");
    }
}

#[test]
fn no_separator_of_a_spreadsheet_makes_a_formula() {
    let parted = [';', '\t', '\n', '|'].map(|separator| format!("Асан Тестов{separator}=1{separator}-2,5+x"));
    no_separator_makes_a_formula_of(&parted);
}

#[test]
fn no_character_that_nobody_sees_hides_a_formula() {
    let hidden = HIDDEN.chars().map(|letter| format!("Асан{letter};{letter}=1+{letter}"));
    no_separator_makes_a_formula_of(&hidden.collect::<Vec<_>>());
    let begun = HIDDEN.chars().map(|letter| format!("{letter}@Асан"));
    no_separator_makes_a_formula_of(&begun.collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_name_survives_every_table(name in "[=+@'\"\t\u{202e}a-zА-я -]{1,12}") {
        let outcome = run(&[["1", name.as_str(), ""]]);
        let claims = rows(&outcome.render(Output::Claims));
        let raw: Vec<Cow<str>> = claims[1..].iter().map(|claim| unguarded(&claim[3])).collect();
        let expected: Vec<&str> = [name.as_str()].into_iter().filter(|name| !name.trim().is_empty()).collect();
        prop_assert_eq!(&raw[1..], expected.as_slice());
    }
}
