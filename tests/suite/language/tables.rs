//! The language tables have evidence: each row of the spelling tables has an example or a source, every
//! example is checked, and a faulty user table is refused with the position of the fault.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use casualty_register::language::Script;
use casualty_register::language::lexicon::{Lexicon, Schema, TableRow};
use casualty_register::language::name::{Letters, NameCells, NameReader, NameValue, Role};

/// In hundredths.
const ONE_SLIP: u16 = 100;
const ANY_PRICE: u16 = u16::MAX;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language/lexicon/data")
}

/// The texts of all tables, by `language/kind`.
fn texts() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for folder in fs::read_dir(data()).expect("the tables") {
        let folder = folder.expect("a folder").path();
        let language = folder.file_name().expect("a name").to_string_lossy().into_owned();
        for file in fs::read_dir(&folder).expect("a folder of tables") {
            let path = file.expect("a table").path();
            let kind = path.file_stem().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("UTF-8");
            texts.insert(format!("{language}/{kind}"), text);
        }
    }
    texts
}

/// The letters and costs without the row in one line of one table.
fn letters_without(table: &str, line: usize) -> Letters {
    let mut lexicon = Lexicon::default();
    // The neutral letters come before the costs that refer to them.
    let kinds = if table.ends_with("/letters") { &["letters"][..] } else { &["letters", "alternations"] };
    for kind in kinds {
        for (name, text) in texts().iter().filter(|(name, _)| name.ends_with(&format!("/{kind}"))) {
            let kept = text.lines().zip(1..).filter(|(_, at)| name != table || *at != line);
            let kept: Vec<&str> = kept.map(|(line, _)| line).collect();
            if !kept.iter().all(|line| line.starts_with('#')) {
                lexicon.add(name, &kept.join("\n")).expect("a table");
            }
        }
    }
    Letters::new(&lexicon)
}

/// The two spellings of an example, if it is a pair.
fn pair<'a>(row: &TableRow<'a>) -> Option<(&'a str, &'a str)> {
    row.get("example").split_once('/')
}

fn rows_with_pairs<'a>(lexicon: &'a Lexicon, kind: &'a str) -> Vec<(TableRow<'a>, (&'a str, &'a str))> {
    let rows: Vec<_> = lexicon.rows(kind).filter_map(|row| Some((row, pair(&row)?))).collect();
    assert!(!rows.is_empty(), "{kind}");
    rows
}

#[test]
fn every_file_is_bundled() {
    let lexicon = Lexicon::bundled();
    let bundled: BTreeSet<&str> = lexicon.tables().iter().map(|table| table.name()).collect();
    let texts = texts();
    let files: BTreeSet<&str> = texts.keys().map(String::as_str).collect();
    assert_eq!(bundled, files);
}

#[test]
fn every_kind_has_a_table_and_every_table_a_kind() {
    let lexicon = Lexicon::bundled();
    let found: BTreeSet<&str> = lexicon.tables().iter().map(|table| table.kind()).collect();
    let declared: BTreeSet<&str> = Schema::ALL.iter().map(|schema| schema.kind).collect();
    assert_eq!(found, declared);
}

#[test]
fn every_row_of_the_tables_of_spelling_has_an_example_or_a_source() {
    let lexicon = Lexicon::bundled();
    for kind in ["letters", "alternations", "endings", "markers", "prefixes", "lookalikes"] {
        for row in lexicon.rows(kind) {
            let shown = row.get("example").is_empty() && row.get("source").is_empty();
            assert!(!shown, "{kind}, line {}: {row:?} has neither example nor source", row.line());
        }
    }
}

#[test]
fn every_other_table_says_where_its_rows_come_from() {
    let lexicon = Lexicon::bundled();
    for (name, text) in texts() {
        let comments: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        let comments = comments.join(" ").to_lowercase();
        let table = lexicon.tables().iter().find(|table| table.name() == name).expect("a bundled table");
        let in_rows = table.rows().all(|row| !row.get("source").is_empty());
        let in_comments =
            ["general knowledge", "source:", "sources:"].iter().any(|said| comments.contains(said));
        assert!(in_rows || in_comments, "{name}: neither its comments nor its rows say a source");
    }
}

#[test]
fn examples_of_letters_show_their_letters() {
    let lexicon = Lexicon::bundled();
    let mut faults = Vec::new();
    for (row, (one, other)) in rows_with_pairs(&lexicon, "letters") {
        let (from, letters) = (row.get("from"), Letters::new(&lexicon));
        let what = format!("{}, line {}: {one}/{other}", row.language(), row.line());
        assert!(one.to_lowercase().contains(from), "{what}: there is no {from} in {one}");
        let price = letters.price(&letters.fold(one), &letters.fold(other), ANY_PRICE);
        if price >= ONE_SLIP {
            faults.push(format!("{what}: the two are {price} hundredths apart"));
        }
        let without = letters_without(&format!("{}/letters", row.language()), row.line());
        let needs_the_row = without.show(&without.fold(from)) != letters.show(&letters.fold(from));
        let uses_the_row = without.show(&without.fold(one)) != letters.show(&letters.fold(one));
        if needs_the_row && !uses_the_row {
            faults.push(format!("{what}: the row is not used"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn examples_of_alternations_are_nearer_for_their_row() {
    let lexicon = Lexicon::bundled();
    let with = Letters::new(&lexicon);
    let mut idle = Vec::new();
    for (row, (one, other)) in rows_with_pairs(&lexicon, "alternations") {
        let what = format!("{}, line {}: {one}/{other}", row.language(), row.line());
        let without = letters_without(&format!("{}/alternations", row.language()), row.line());
        if row.get("where") == "initial" {
            let agree = |letters: &Letters| {
                let first = |name: &str| letters.fold(name)[0];
                letters.initials_agree(first(one), first(other))
            };
            assert!(agree(&with) && !agree(&without), "{what}: the row is not what makes the initials agree");
            continue;
        }
        let price = |letters: &Letters| letters.price(&letters.fold(one), &letters.fold(other), ANY_PRICE);
        let (now, before) = (price(&with), price(&without));
        if now >= before {
            idle.push(format!("{what}: {now} with the row, {before} without"));
        }
        assert!(now <= ONE_SLIP, "{what}: {now} is more than one slip");
    }
    assert!(idle.is_empty(), "{}", idle.join("\n"));
}

/// Kazakh in Arabic letters matches other spellings as soon as one word shows that it is Kazakh.
#[test]
fn examples_of_script_letters_meet_their_other_spelling() {
    let lexicon = Lexicon::bundled();
    let reader = NameReader::new(&lexicon);
    let given = |cell: String| {
        let name = reader.read(&cell).expect("a name");
        name.readings()[0].value(Role::Given).expect("a given name").stem().to_vec()
    };
    for (row, (one, other)) in rows_with_pairs(&lexicon, "script-letters") {
        assert!(one.contains(row.get("from")), "{one}");
        let (left, right) = (given(format!("{one} احمەتوۆ")), given(format!("{other} Ахметов")));
        let price = reader.tables().letters().price(&left, &right, ANY_PRICE);
        assert!(price <= 30, "{one}/{other}: {price}");
    }
}

/// A part of a name in its own column.
fn part(reader: &NameReader, text: &str, role: Role) -> NameValue {
    let mut cells = NameCells::default();
    match role {
        Role::Surname => cells.surname = text,
        Role::Given => cells.given = text,
        _ => cells.patronymic = text,
    }
    let name = reader.read_cells(cells).expect("a name");
    name.readings()[0].value(role).expect("a part in the role of its column").clone()
}

#[test]
fn examples_of_endings_lose_their_ending() {
    let lexicon = Lexicon::bundled();
    let reader = NameReader::new(&lexicon);
    let letters = reader.tables().letters();
    for (row, (stem, whole)) in rows_with_pairs(&lexicon, "endings") {
        let form = row.get("form");
        let what = format!("line {}: {stem}/{whole}", row.line());
        assert!(whole.to_lowercase().ends_with(form), "{what} does not end in {form}");
        let role = if row.get("role") == "patronymic" { Role::Patronymic } else { Role::Surname };
        let found = part(&reader, whole, role);
        assert_eq!(letters.show(found.stem()), letters.show(&letters.fold(stem)), "{what}");
        assert_ne!(found.ending(), 0, "{what}: no ending was taken off");
    }
}

#[test]
fn endings_that_fold_alike_say_the_same() {
    let lexicon = Lexicon::bundled();
    let letters = Letters::new(&lexicon);
    let mut seen = BTreeMap::new();
    for row in lexicon.rows("endings") {
        let says = ["class", "sex", "stem", "of_father"].map(|column| row.get(column));
        let earlier = seen.insert((letters.fold(row.get("form")), row.get("role")), says);
        assert!(earlier.is_none_or(|earlier| earlier == says), "line {}: {row:?}", row.line());
    }
}

#[test]
fn examples_of_markers_make_a_patronymic() {
    let lexicon = Lexicon::bundled();
    let reader = NameReader::new(&lexicon);
    // Arabic letters are compared with Cyrillic ones in cases/names.csv.
    let is_arabic = |row: &TableRow<'_>| Script::of_word(row.get("form")) == Some(Script::Arabic);
    for row in lexicon.rows("markers").filter(|row| !is_arabic(row)) {
        let (father, marker) = row.get("example").split_once(' ').expect("a name and a marker");
        assert_eq!(marker, row.get("form"));
        for joint in [" ", "-"] {
            let name = reader.read(&format!("Ахметов Серік {father}{joint}{marker}")).expect("a name");
            let found = name.readings()[0].value(Role::Patronymic).expect("a patronymic");
            assert_eq!(found.stem(), &reader.tables().letters().fold(father)[..], "{father}{joint}{marker}");
        }
    }
}

#[test]
fn examples_of_prefixes_and_lookalikes_are_one_name() {
    let lexicon = Lexicon::bundled();
    let reader = NameReader::new(&lexicon);
    for (kind, column) in [("prefixes", "form"), ("lookalikes", "latin")] {
        for (row, (one, other)) in rows_with_pairs(&lexicon, kind) {
            assert!(format!("{one} {}", one.to_lowercase()).contains(row.get(column)), "{one}");
            assert_ne!(one, other);
            let [one, other] = [one, other].map(|name| part(&reader, name, Role::Given));
            if row.get("where") == "abjad" {
                let price = reader.tables().letters().price(one.stem(), other.stem(), ANY_PRICE);
                assert!(price <= 30, "{kind}, line {}: {price}", row.line());
                continue;
            }
            assert_eq!(one.stem(), other.stem(), "{kind}, line {}", row.line());
        }
    }
}

#[test]
fn no_two_rows_of_frequencies_are_of_one_name() {
    let lexicon = Lexicon::bundled();
    let reader = NameReader::new(&lexicon);
    let mut seen = BTreeMap::new();
    // `*` is not a name but means all others.
    for row in lexicon.rows("frequencies").filter(|row| row.get("form") != "*") {
        let role = if row.get("role") == "surname" { Role::Surname } else { Role::Given };
        let stem = part(&reader, row.get("form"), role).stem().to_vec();
        let earlier = seen.insert((role, stem), row.get("form"));
        assert_eq!(earlier, None, "{} is the same name", row.get("form"));
    }
}

/// The error with which a user table is refused.
fn refused(name: &str, text: &str) -> String {
    let error = Lexicon::bundled().add(name, text).expect_err("a faulty table");
    error.to_string()
}

#[test]
fn a_faulty_table_is_refused_with_the_place_of_the_fault() {
    let cases = [
        (
            "uz/alternations",
            "a\tb\tcost\twhere\nk\tx\t0,25\tany\n",
            "uz/alternations, line 2: column `cost`: `0,25`; write a number from 0.01 to 2.5 with a decimal point",
        ),
        (
            "uz/alternations",
            "# к and х are Cyrillic here\na\tb\tcost\twhere\nк\tх\t0.25\tany\n",
            "uz/alternations, line 3: column `a`: `к` is not a neutral letter; the neutral letters of the tables `letters` are: CHJS",
        ),
        (
            "uz/alternations",
            "a\tb\tcost\twhere\nk\tx\t0.25\tstart\n",
            "line 2: column `where`: `start`; write `any` or `initial`",
        ),
        (
            "uz/letters",
            "from\tto\twhere\nSh\tS\tany\n",
            "line 2: column `from`: `Sh`; write letters in lower case, without spaces and hyphens; apostrophes as `'`",
        ),
        (
            "uz/letters",
            "from\tto\twhere\n\tS\tany\n",
            "line 2: column `from`: the cell is empty; write letters",
        ),
        (
            "uz/endings",
            "form\trole\tclass\tsex\tstem\nov\tfamily\tov\t\t3\n",
            "line 2: column `role`: `family`; write `surname` or `patronymic`",
        ),
        (
            "uz/endings",
            "form\trole\tclass\tsex\tstem\tfather\n",
            "line 1: tables of kind `endings` have no column `father` (nearest: `of_father`); their columns are: form, role, class, sex, stem, of_father, example, source",
        ),
        (
            "uz/given",
            "form\tsex\talso\nali\tm\tally | aly\n",
            "line 2: column `also`: `ally | aly`; write texts separated by `|` without spaces around it",
        ),
        (
            "uz/given",
            "form\tsex\nali\tm\nvali\tm\nali\tf\n",
            "uz/given, line 4: this row and the row in line 2 have the same form (`ali`); keep one of them",
        ),
        ("uz/given", "form\tsex\tsex\n", "line 1: two columns have the name `sex`; rename one"),
        (
            "uz/months",
            "form\tmatch\nyanvar\texact\n",
            "line 1: there is no column `value`; the columns of tables of kind `months` are: form, value, match, calendar, day, source, example",
        ),
        (
            "uz/date-words",
            "form\tsense\tvalue\tmatch\ndushanba\tweekday\t\texact\n",
            "line 2: column `value`: the cell is empty; write a whole number from 1 to 7",
        ),
        (
            "uz/date-words",
            "form\tsense\tvalue\tmatch\nyil\tyear\t1\texact\n",
            "line 2: column `value`: `1`; write nothing",
        ),
        (
            "uz/orders",
            "script\tpattern\tshare\nlatn\tSGX\t0.5\n",
            "line 2: column `pattern`: `SGX`; write one of the letters S, G, P, A for each part",
        ),
        (
            "uz/places",
            "id\tkind\tfrom\tnames\nx\tcity\t2022-02-30\tX\n",
            "line 2: column `from`: `2022-02-30`; write a day, such as `2022-06-08`",
        ),
        (
            "uz/leters",
            "from\tto\n",
            "uz/leters, line 1: there are no tables of kind `leters` (nearest: `letters`); the kinds are: letters, alternations, ",
        ),
        (
            "uz/months",
            "# nothing\n",
            "uz/months, line 1: the table has no header row; name the columns in its first line",
        ),
    ];
    for (name, text, expected) in cases {
        let found = refused(name, text);
        assert!(found.contains(expected), "{text:?}:\n{found}\nwhere this was expected:\n{expected}");
    }
}

#[test]
fn the_guide_shows_a_fault_as_it_is_reported() {
    let guide = fs::read_to_string(data().join("../../../guide/tables.md")).expect("the page");
    let reported = refused("uz/alternations", "a\tb\tcost\twhere\nk\tx\t0,25\tany\n");
    assert!(guide.contains(&reported), "{reported}");
}

#[test]
fn a_folder_may_bring_its_own_neutral_letters() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("alternations.tsv", "a\tb\tcost\twhere\nQ\tk\t0.3\tany\n");
    let mut lexicon = Lexicon::bundled();
    let error = lexicon.add_folder(folder.path()).expect_err("no letter Q").to_string();
    assert!(error.contains("`Q` is not a neutral letter"), "{error}");
    assert_eq!(lexicon.digest(), Lexicon::bundled().digest(), "nothing was added");
    write("letters.tsv", "from\tto\nყ\tQ\nა\ta\n");
    lexicon.add_folder(folder.path()).expect("two tables");
    let letters = Letters::new(&lexicon);
    assert_eq!(letters.price(&letters.fold("ყა"), &letters.fold("ka"), ANY_PRICE), 30);
}
