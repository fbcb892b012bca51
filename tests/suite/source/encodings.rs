//! Text that was decoded wrongly before it came into a list: a table of cases, figures over the bundled
//! names, and laws.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use casualty_register::Code;
use casualty_register::language::Misreadings;
use casualty_register::language::date::DayOrder;
use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::NameReader;
use casualty_register::linkage::NameComparer;
use casualty_register::source::{Field, Readers, Record, Source, SourceSpec, read_all};
use proptest::prelude::*;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::bundled);
static MISREADINGS: LazyLock<Misreadings> = LazyLock::new(|| Misreadings::new(&LEXICON));

/// Rows with the same `list` are judged together; a row without one is a list of its own. An empty
/// `how` means that the text is not repaired.
#[test]
fn repairs_what_is_sure_and_nothing_else() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases = csv::Reader::from_path(tests.join("cases/encodings.csv")).unwrap();
    let mut lists: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
    for (at, case) in cases.records().enumerate() {
        let case = case.unwrap();
        let list = if case[0].is_empty() { format!("row {}", at + 2) } else { case[0].to_owned() };
        lists.entry(list).or_default().push([&case[1], &case[2], &case[3]].map(str::to_owned));
    }
    let mut wrong = Vec::new();
    for (list, cells) in &lists {
        let judged = MISREADINGS.of_list(cells.iter().map(|[printed, ..]| printed.as_str()));
        for [printed, meant, how] in cells {
            let found = judged.repair(printed);
            let text = found.as_ref().map_or(printed.as_str(), |found| found.text());
            let found = found.as_ref().map_or_else(String::new, |found| found.how());
            if (text, &found) != (meant.as_str(), how) {
                wrong.push(format!("{list}: {printed}: {text} ({found}), not {meant} ({how})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Digits, signs and marks in name cells: `cases/name-signs.csv`.
#[test]
fn names_are_read_through_signs_and_marks() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases = csv::Reader::from_path(tests.join("cases/name-signs.csv")).unwrap();
    let reader = NameReader::new(&LEXICON);
    let mut wrong = Vec::new();
    for case in cases.records() {
        let case = case.unwrap();
        let name = reader.read(&case[0]).unwrap();
        let yes = |is: bool| if is { "yes" } else { "" };
        let found = [name.display(), yes(name.is_repaired()).into(), yes(name.has_lost_letters()).into()];
        if found[..] != [&case[1], &case[2], &case[3]] {
            wrong.push(format!("{}: {found:?}", &case[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A lost letter costs hardly anything against the Kazakh letters, whatever sign replaced it.
#[test]
fn all_marks_of_lost_letters_are_alike() {
    let names = NameComparer::new(&LEXICON);
    let read = |cell: &str| names.reader().read(cell).unwrap();
    let score = |cell: &str| names.compare(&read("Ахметов Нұрлан"), &read(cell)).score;
    for mark in ['_', '*', '\u{fffd}'] {
        assert_eq!(score(&format!("Ахметов Н{mark}рлан")), score("Ахметов Н?рлан"));
    }
    assert_eq!(score("Ахметов Нурлан*"), score("Ахметов Нурлан"));
}

/// The signs that replace the Kazakh letters when a page is read as Windows-1251.
const KZ_1048: &str = "ӘЈәјҒЄғєҚЌқќҢЅңѕӨҐөґҰЎұўҮЇүїҺЋһћ";
const PT154: &str = "ӘЄәєҒЃғѓҚЌқќҢЊңњӨ¤өµҰ¦ұ±Ү‡ү‰ҺЋһћ";

fn misread(text: &str, pairs: &str) -> String {
    let pairs: Vec<char> = pairs.chars().collect();
    let found = |letter: char| pairs.chunks(2).find(|pair| pair[0] == letter).map_or(letter, |pair| pair[1]);
    text.chars().map(found).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Invented people with Kazakh given names: as full names, as surname and given name, as given names.
fn people() -> [Vec<String>; 3] {
    let rows = LEXICON.rows("given").filter(|row| row.language() == "kk");
    let names: Vec<String> = rows.map(|row| capitalised(row.get("form"))).collect();
    // Neighbours in the table begin with the same letters, so a list takes names from all over it.
    let name = |at: usize| &names[at % names.len()];
    let all = |person: &dyn Fn(usize) -> String| (0..names.len()).map(|at| person(at * 389)).collect();
    [
        all(&|at| format!("{}ов {} {}ұлы", name(at * 11 + 5), name(at), name(at * 7 + 3))),
        all(&|at| format!("{}ова {}", name(at * 11 + 5), name(at)).to_uppercase()),
        all(&|at| name(at).clone()),
    ]
}

/// The share of lists of this size that is repaired in every cell.
fn share_repaired(people: &[String], size: usize, pairs: &str) -> f64 {
    let is_repaired = |list: &&[String]| {
        let printed: Vec<String> = list.iter().map(|cell| misread(cell, pairs)).collect();
        let judged = MISREADINGS.of_list(printed.iter().map(String::as_str));
        let text = |cell: &String| judged.repair(cell).map_or(cell.clone(), |found| found.text().to_owned());
        printed.iter().zip(list.iter()).all(|(printed, meant)| text(printed) == *meant)
    };
    let lists = people.chunks_exact(size);
    lists.clone().filter(is_repaired).count() as f64 / lists.len() as f64
}

#[test]
fn kazakh_lists_are_repaired() {
    // A list of few given names may contain no word that is certain.
    let forms = [("full names", 0.999), ("surname and given name", 0.999), ("given names", 0.96)];
    for (people, (form, least)) in people().iter().zip(forms) {
        for (page, pairs) in [("KZ-1048", KZ_1048), ("PT154", PT154)] {
            for size in [10, 30, 100] {
                let share = share_repaired(people, size, pairs);
                let least = if size < 30 { least } else { 0.999 };
                assert!(share >= least, "{page}, {form}, lists of {size}: {share}");
            }
        }
    }
}

/// Lists of bytes without a label.
#[test]
fn kazakh_pages_are_found_out() {
    for list in people().iter().flat_map(|people| people.chunks_exact(30)) {
        for (page, pairs) in [("KZ-1048", KZ_1048), ("PT154", PT154)] {
            let bytes = |text: &str| encoding_rs::WINDOWS_1251.encode(&misread(text, pairs)).0.into_owned();
            let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "аты");
            let source =
                Source::from_bytes(spec, "a.csv", &bytes(&format!("аты\n{}\n", list.join("\n")))).unwrap();
            assert_eq!(source.encoding(), page, "{list:?}");
            let cells: Vec<&String> = source.records().iter().flat_map(Record::cells).collect();
            assert_eq!(cells, list.iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn all_fields_are_read_as_they_were_meant() {
    let columns = [Field::Name, Field::DeathDate, Field::Place, Field::Status, Field::Sex];
    let spec = columns
        .iter()
        .fold(SourceSpec::new("a", "a.csv"), |spec, field| spec.with_column(*field, field.as_str()));
    let spec = spec.with_extra("school", "school");
    let utf8 = |text: &str| encoding_rs::WINDOWS_1251.decode(text.as_bytes()).0.into_owned();
    let row = ["Асанов Қайрат", "5 қаңтар 2022", "Қызылорда", "наразылық білдіруші", "ер", "№ 5 мектеп"];
    let text = format!("name,death_date,place,status,sex,school\n{}\n", row.map(utf8).join(","));
    let source = Source::from_bytes(spec, "a.csv", text.as_bytes()).unwrap();
    let readers = Readers::new(&LEXICON, None, DayOrder::DayFirst);
    let (mentions, findings) = read_all(&[source], &readers);
    let mention = &mentions[0];
    let name = mention.name().unwrap();
    assert_eq!((name.display(), name.raw()), ("Асанов Қайрат".to_owned(), utf8(row[0]).as_str()));
    assert!(name.is_repaired());
    assert_eq!(mention.death().map(ToString::to_string).as_deref(), Some("2022-01-05"));
    assert!(mention.place().place().is_some() && mention.status().is_some() && mention.sex().is_some());
    assert_eq!(mention.extra("school"), Some("№ 5 мектеп"));
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [vec![Code::NameRepaired], vec![Code::TextRepaired; 5]].concat());
    assert!(findings[0].message.contains("(UTF-8 read as windows-1251) is used as `Асанов Қайрат`; "));
}

/// Every spelling of the bundled names and places, as one list and each by itself.
#[test]
fn bundled_names_are_left_alone() {
    let mut all: Vec<String> = Vec::new();
    for (kind, columns) in
        [("given", ["form", "also"]), ("places", ["names", "former"]), ("short-forms", ["form", "form"])]
    {
        for row in LEXICON.rows(kind) {
            for column in columns {
                all.extend(
                    row.get(column)
                        .split('|')
                        .flat_map(|form| [form.to_owned(), capitalised(form), form.to_uppercase()]),
                );
            }
        }
    }
    let one = MISREADINGS.of_list(all.iter().map(String::as_str));
    for cell in &all {
        assert_eq!(one.repair(cell), None, "{cell}");
        assert_eq!(MISREADINGS.of_list([cell.as_str()]).repair(cell), None, "{cell}");
    }
}

proptest! {
    #[test]
    fn repairing_twice_is_repairing_once(
        cells in prop::collection::vec("[а-яЄєЇїҐґЎўЈјЌќЅѕЋћЃѓЊњ¤µ¦±‡‰ыіқұРС°ÐÑÃ¡-ÿA-z ?]{0,14}|\\PC{0,8}", 1..8)
    ) {
        let judged = MISREADINGS.of_list(cells.iter().map(String::as_str));
        let once: Vec<String> = cells.iter().map(|cell| judged.repair(cell).map_or(cell.clone(), |found| found.text().to_owned())).collect();
        for cell in &once {
            prop_assert_eq!(judged.repair(cell), None);
        }
        let again = MISREADINGS.of_list(once.iter().map(String::as_str));
        for cell in &once {
            prop_assert_eq!(again.repair(cell), None, "judged anew");
        }
    }

    #[test]
    fn the_order_of_cells_changes_nothing(cells in prop::collection::vec("[а-іЄїҐўЈќѕ]{0,6}", 1..8)) {
        let one = MISREADINGS.of_list(cells.iter().map(String::as_str));
        let other = MISREADINGS.of_list(cells.iter().rev().map(String::as_str));
        for cell in &cells {
            prop_assert_eq!(one.repair(cell), other.repair(cell));
        }
    }
}
