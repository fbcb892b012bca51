//! Places, statuses and sexes: the tables of cases, the bundled gazetteer, and laws for any text.

use casualty_register::language::date::DayOrder;
use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::{
    Gazetteer, PlaceCell, PlaceDay, PlaceKind, PlaceRelation, Sex, SexCell, SexReader, StatusCell,
    StatusReader, status_relation,
};
use casualty_register::source::{Field, Readers, Source, SourceSpec, read_all};
use proptest::prelude::*;

fn rows(file: &str) -> Vec<csv::StringRecord> {
    let path = format!("{}/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"));
    let reader = csv::Reader::from_path(path).expect("the table of cases opens");
    reader.into_records().map(|row| row.expect("a row of cases is well-formed")).collect()
}

fn day(text: &str) -> Option<PlaceDay> {
    let parts: Vec<i16> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [year, month, day] => Some((year, month as i8, day as i8)),
        _ => None,
    }
}

fn read_as(cell: &PlaceCell) -> String {
    match cell {
        PlaceCell::Known(place) => place.ids().collect::<Vec<_>>().join("|"),
        PlaceCell::Unknown(_) => "?".to_owned(),
        PlaceCell::StatedUnknown => "-".to_owned(),
        _ => String::new(),
    }
}

fn fail_with(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn place_cases() {
    let gazetteer = Gazetteer::new(&Lexicon::bundled());
    let mut wrong = Vec::new();
    for row in rows("places.csv") {
        let (left, right, on, expected) = (&row[0], &row[1], day(&row[2]), &row[3]);
        let cell = gazetteer.read(left, on);
        let got = if right.is_empty() {
            read_as(&cell)
        } else {
            let relation = gazetteer.relation(&cell, &gazetteer.read(right, on));
            relation.map(|relation| format!("{relation:?}")).unwrap_or_default()
        };
        if got != expected {
            wrong.push(format!("{left} / {right}: expected {expected}, got {got} ({cell:?})"));
        }
    }
    fail_with(&wrong);
}

fn status_read_as(cell: &StatusCell) -> String {
    match cell {
        StatusCell::Status(status) => {
            let groups = status.groups().map(|group| format!("{group:?}").to_lowercase());
            groups.collect::<Vec<_>>().join("|")
        }
        StatusCell::StatedUnknown => "-".to_owned(),
        _ => String::new(),
    }
}

#[test]
fn status_cases() {
    let reader = StatusReader::new(&Lexicon::bundled());
    let mut wrong = Vec::new();
    for row in rows("statuses.csv") {
        let (left, right, expected) = (&row[0], &row[1], &row[2]);
        let cell = reader.read(left);
        let got = match reader.read(right).status() {
            Some(right) => format!("{:?}", status_relation(cell.status().expect("a status"), right)),
            None => status_read_as(&cell),
        };
        if got != expected {
            wrong.push(format!("{left} / {right}: expected {expected}, got {got}"));
        }
    }
    fail_with(&wrong);
}

/// A column as its header and its cells, and how each cell is read.
#[test]
fn what_codes_of_sexes_mean_is_a_property_of_the_column() {
    let cases = [
        ("sexo", "H,M,M", "male,female,female"),
        ("sexo", "M,F", "male,female"),
        ("sex", "M,M", "male,male"),
        ("sexo", "Hombre,M", "male,female"),
        ("male", "1,0,1", "male,female,male"),
        ("female", "1,0", "female,male"),
        ("Male", "yes,no", "male,female"),
        ("male", "true,false,?", "male,female,"),
        ("sex", "1,2", ","),
        ("женский", "0,1", "male,female"),
    ];
    for (header, cells, expected) in cases {
        let rows: String =
            cells.split(',').enumerate().map(|(at, cell)| format!("{at},Тестов Асан,{cell}\n")).collect();
        let spec = SourceSpec::new("a", "a.csv").with_column(Field::Id, "i").with_column(Field::Name, "n");
        let spec = spec.with_column(Field::Sex, header);
        let text = format!("i,n,{header}\n{rows}");
        let source = Source::from_bytes(spec, "a.csv", text.as_bytes()).expect("a list");
        let readers = Readers::new(&Lexicon::bundled(), None, DayOrder::Unknown);
        let (mentions, _) = read_all(&[source], &readers);
        let read: Vec<&str> = mentions.iter().map(|one| one.sex().map_or("", |sex| sex.as_str())).collect();
        assert_eq!(read.join(","), expected, "{header}: {cells}");
    }
}

#[test]
fn sexes_are_read() {
    let reader = SexReader::new(&Lexicon::bundled());
    for text in ["м", "М.", "муж.", "мужской", "ер", "ерек", "male", "M"] {
        assert_eq!(reader.read(text), SexCell::Stated(Sex::Male), "{text}");
    }
    for text in ["ж", "жен.", "Женский", "әйел", "қыз", "female", "F"] {
        assert_eq!(reader.read(text), SexCell::Stated(Sex::Female), "{text}");
    }
    assert_eq!(reader.read(" "), SexCell::Empty);
    assert_eq!(reader.read("?"), SexCell::StatedUnknown);
    assert_eq!(reader.read("неизвестно"), SexCell::StatedUnknown);
    assert_eq!(reader.read("Алматы"), SexCell::Unreadable);
}

#[test]
fn the_bundled_gazetteer_has_no_fault() {
    let gazetteer = Gazetteer::new(&Lexicon::bundled());
    assert_eq!(gazetteer.faults(), &[] as &[String]);
    assert!(gazetteer.len() > 400);
}

#[test]
fn ids_are_unique_in_each_period() {
    let lexicon = Lexicon::bundled();
    let mut rows: Vec<_> =
        lexicon.rows("places").map(|row| (row.get("id"), row.get("from"), row.get("to"))).collect();
    rows.sort_unstable();
    for pair in rows.windows(2) {
        if let [(one, _, to), (other, from, _)] = pair {
            let follows = !to.is_empty() && to <= from;
            assert!(one != other || follows, "{one}: two rows hold at the same time");
        }
    }
}

#[test]
fn every_spelling_of_the_table_finds_its_place() {
    let lexicon = Lexicon::bundled();
    let gazetteer = Gazetteer::new(&lexicon);
    let word = |kind| match kind {
        "region" => " облысы",
        "district" => " ауданы",
        "country" => "",
        "village" => " ауылы",
        _ => " қаласы",
    };
    let mut wrong = Vec::new();
    for row in lexicon.rows("places") {
        for column in ["names", "former"] {
            for name in row.get(column).split('|').filter(|name| !name.is_empty()) {
                let cell = format!("{name}{}", word(row.get("kind")));
                let read = gazetteer.read(&cell, None);
                let found = read.place().is_some_and(|place| place.ids().any(|id| id == row.get("id")));
                if !found {
                    wrong.push(format!("{cell}: {read:?} is not {}", row.get("id")));
                }
            }
        }
    }
    fail_with(&wrong);
}

#[test]
fn a_place_says_where_it_lies() {
    let gazetteer = Gazetteer::new(&Lexicon::bundled());
    let before = gazetteer.read("г. Талдыкорган, ул. Абая 5", Some((2022, 1, 6)));
    let after = gazetteer.read("г. Талдыкорган, ул. Абая 5", Some((2022, 6, 8)));
    let (before, after) = (before.place().expect("known"), after.place().expect("known"));
    assert_eq!(before.path(), "Taldykorgan, Almaty region");
    assert_eq!(after.path(), "Taldykorgan, Zhetisu region");
    assert_eq!((before.code(), after.code()), ("KZ-19", "KZ-33"));
    assert_eq!(before.detail(), Some("ул. Абая 5"));
    assert_eq!(before.kind(), PlaceKind::City);
    assert_eq!(before.region(), Some("almaty-region"));
    assert_ne!(before, after);
}

#[test]
fn a_user_adds_places_of_their_own() {
    let mut lexicon = Lexicon::bundled();
    let table = "id\tkind\tparent\tfrom\tto\tnames\tformer\n\
                 ivanovka\tvillage\ttalgar-district\t\t\tIvanovka|Ивановка\tКрасное\n\
                 lost\tvillage\tnowhere\t\t\tLost\t\n";
    lexicon.add("kz/places", table).expect("a well-formed table");
    let gazetteer = Gazetteer::new(&lexicon);
    let village = gazetteer.read("с. Красное", None);
    assert_eq!(village.place().map(|place| place.id()), Some("ivanovka"));
    let town = gazetteer.read("Талгар", None);
    assert_eq!(gazetteer.relation(&village, &town), Some(PlaceRelation::SameDistrict));
    assert_eq!(gazetteer.faults().len(), 1);
}

fn cell() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("Алматы"),
        Just("облысы"),
        Just("обл."),
        Just("г."),
        Just("қаласы"),
        Just("Тараз"),
        Just("ул."),
        Just("Абая"),
        Just("район"),
        Just("Талгар,"),
        Just("("),
        Just(")"),
        Just("в"),
        Just("Кордай"),
        Just("даңғылы"),
        Just("12"),
        Just("Zhambyl"),
        Just("/"),
        Just("ауданы"),
    ];
    prop_oneof![any::<String>(), proptest::collection::vec(word, 0..8).prop_map(|words| words.join(" ")),]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_cells_relate_symmetrically(a in cell(), b in cell(), later in any::<bool>()) {
        let gazetteer = Gazetteer::new(&Lexicon::bundled());
        let on = if later { Some((2023, 1, 5)) } else { None };
        let (a, b) = (gazetteer.read(&a, Some((2022, 1, 6))), gazetteer.read(&b, on));
        prop_assert_eq!(gazetteer.relation(&a, &b), gazetteer.relation(&b, &a));
        if matches!(a, PlaceCell::Known(_) | PlaceCell::Unknown(_)) {
            prop_assert!(gazetteer.relation(&a, &a) >= Some(PlaceRelation::SameText));
        }
    }

    #[test]
    fn any_status_and_sex_is_read(a in any::<String>(), b in "(не|police|мирный житель|child|by| ){0,6}") {
        let lexicon = Lexicon::bundled();
        let reader = StatusReader::new(&lexicon);
        SexReader::new(&lexicon).read(&a);
        if let (Some(a), Some(b)) = (reader.read(&a).status(), reader.read(&b).status()) {
            prop_assert_eq!(status_relation(a, b), status_relation(b, a));
            prop_assert_eq!(status_relation(a, a), casualty_register::language::StatusRelation::Same);
        }
    }
}

/// Cells of the tables of cases that are only a place.
static PLAIN: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
    let cells = rows("places.csv").into_iter().map(|row| row[0].to_owned());
    // Next to a street, any word may be part of its name.
    let has_street = |cell: &PlaceCell| cell.place().is_some_and(|place| place.detail().is_some());
    let read = |cell: &String| GAZETTEER.read(cell, None);
    cells.filter(|cell| is_plain(&read(cell)) && !has_street(&read(cell))).collect()
});
static GAZETTEER: std::sync::LazyLock<Gazetteer> =
    std::sync::LazyLock::new(|| Gazetteer::new(&Lexicon::bundled()));

fn is_plain(cell: &PlaceCell) -> bool {
    cell.place().is_some_and(|place| !place.is_partly_read())
}

proptest! {
    /// A place with a word that is in no table is unknown, or is reported as partly read.
    #[test]
    fn a_place_with_an_unknown_word_is_not_plain(
        which in any::<prop::sample::Index>(),
        word in prop_oneof!["[qwx]{2}[bdfgk][vz]{2,4}", "[щфэ]{4,6}", "[ضظغ]{4,6}"],
        at in any::<prop::sample::Index>(),
    ) {
        let cell = which.get(&PLAIN).clone();
        let blanks = cell.match_indices(' ').map(|(at, _)| at);
        let places: Vec<usize> = [0].into_iter().chain(blanks).chain([cell.len()]).collect();
        let at = *at.get(&places);
        let bent = format!("{} {word} {}", &cell[..at], &cell[at..]);
        let read = GAZETTEER.read(&bent, None);
        prop_assert!(!is_plain(&read), "`{bent}`, from `{cell}`, is {read:?}");
    }
}
