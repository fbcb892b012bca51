//! The name tables are consistent: every form is normalised, no name has two rows, every link leads to
//! a row.

use std::collections::{BTreeMap, BTreeSet};

use casualty_register::language::lexicon::{Lexicon, Table, TableRow};
use unicode_normalization::is_nfc;

/// The kinds of table tested here, each with the column of its forms.
const KINDS: [(&str, &str); 8] = [
    ("given", "form"),
    ("short-forms", "short"),
    ("titles", "form"),
    ("unnamed", "form"),
    ("compounds", "first"),
    ("surnames", "form"),
    ("name-tails", "form"),
    ("birth-surname", "form"),
];

const CLASSES: [&str; 6] = ["rank", "police-rank", "honorific", "kinship", "posthumous", "note"];

fn key_column(table: &Table) -> Option<&'static str> {
    let known = KINDS.iter().find(|(kind, _)| *kind == table.kind());
    known.map(|(_, column)| *column)
}

fn also<'a>(row: &TableRow<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    row.get("also").split('|').filter(|form| !form.is_empty())
}

fn is_normal(form: &str) -> bool {
    let one_space = form.split_whitespace().collect::<Vec<_>>().join(" ");
    !form.is_empty() && is_nfc(form) && form == form.to_lowercase() && form == one_space
}

fn count(lexicon: &Lexicon, language: &str, kind: &str, sexes: &[&str]) -> usize {
    let of_language = |row: &TableRow<'_>| row.language() == language;
    let of_sex = |row: &TableRow<'_>| sexes.is_empty() || sexes.contains(&row.get("sex"));
    let rows = lexicon.rows(kind);
    rows.filter(|row| of_language(row) && of_sex(row)).count()
}

#[test]
fn every_form_is_nfc_lower_case_and_trimmed() {
    let lexicon = Lexicon::bundled();
    for table in lexicon.tables() {
        let Some(column) = key_column(table) else {
            continue;
        };
        for row in table.rows() {
            let forms = [row.get(column)].into_iter().chain(also(&row));
            for form in forms {
                assert!(is_normal(form), "{}: {form:?}", table.name());
            }
        }
    }
}

#[test]
fn no_table_has_a_row_twice() {
    let lexicon = Lexicon::bundled();
    for table in lexicon.tables() {
        let Some(column) = key_column(table) else {
            continue;
        };
        let mut seen = BTreeSet::new();
        for row in table.rows() {
            // A short form has one row for each name that it may be short for.
            let key = (row.get(column), row.get("full"));
            assert!(seen.insert(key), "{}: {key:?} twice", table.name());
        }
    }
}

#[test]
fn no_spelling_belongs_to_two_given_names() {
    let lexicon = Lexicon::bundled();
    let mut owner = BTreeMap::new();
    for row in lexicon.rows("given") {
        let form = row.get("form");
        for spelling in [form].into_iter().chain(also(&row)) {
            let other = owner.insert(spelling, form);
            assert_eq!(other, None, "{spelling} stands in two rows, one is {form}");
        }
    }
}

#[test]
fn every_short_form_leads_to_a_given_name_and_is_none_itself() {
    let lexicon = Lexicon::bundled();
    let given: BTreeSet<&str> = lexicon.rows("given").map(|row| row.get("form")).collect();
    for row in lexicon.rows("short-forms") {
        let (short, full) = (row.get("short"), row.get("full"));
        assert!(given.contains(full), "{short}: {full} is not a given name");
        assert!(!given.contains(short), "{short} is a given name too");
        assert!(!row.get("source").is_empty(), "{short} has no source");
    }
}

#[test]
fn titles_are_classed_and_are_no_names() {
    let lexicon = Lexicon::bundled();
    let names: BTreeSet<&str> =
        lexicon.rows("given").flat_map(|row| [row.get("form")].into_iter().chain(also(&row))).collect();
    for row in lexicon.rows("titles") {
        let (form, class) = (row.get("form"), row.get("class"));
        assert!(!names.contains(form), "{form} is a given name");
        assert!(CLASSES.contains(&class), "{form}: class {class:?}");
        let expected = if class.ends_with("rank") { "security" } else { "" };
        assert_eq!(row.get("implies"), expected, "{form}");
    }
}

#[test]
fn sexes_are_m_f_or_both() {
    let lexicon = Lexicon::bundled();
    for row in lexicon.rows("given") {
        assert!(["m", "f", "mf"].contains(&row.get("sex")), "{row:?}");
    }
    for row in lexicon.rows("unnamed") {
        assert!(["m", "f", ""].contains(&row.get("sex")), "{row:?}");
    }
}

#[test]
fn every_compound_says_that_it_joins() {
    let lexicon = Lexicon::bundled();
    assert!(lexicon.rows("compounds").count() >= 8);
    assert!(lexicon.rows("compounds").all(|row| ["yes", "small", "no"].contains(&row.get("joins"))));
}

#[test]
fn the_tables_are_long_enough() {
    let lexicon = Lexicon::bundled();
    let least: [(&str, &str, &[&str], usize); 15] = [
        ("kk", "given", &["m"], 500),
        ("kk", "given", &["f"], 200),
        ("ru", "given", &["m"], 180),
        ("ru", "given", &["f"], 140),
        ("en", "given", &[], 250),
        ("ar", "given", &[], 120),
        ("kk", "short-forms", &[], 150),
        ("ru", "short-forms", &[], 150),
        ("kk", "titles", &[], 100),
        ("ru", "titles", &[], 100),
        ("en", "titles", &[], 100),
        ("ar", "titles", &[], 50),
        ("kk", "unnamed", &[], 40),
        ("ru", "unnamed", &[], 40),
        ("en", "unnamed", &[], 40),
    ];
    for (language, kind, sexes, least) in least {
        let found = count(&lexicon, language, kind, sexes);
        assert!(found >= least, "{language}/{kind} {sexes:?}: {found} rows");
    }
}

#[test]
fn names_that_lists_spell_apart_are_one_row() {
    let lexicon = Lexicon::bundled();
    let cases = [
        ("мұхаммед", "магомед"),
        ("мұхаммед", "махамбет"),
        ("жүсіп", "юсуп"),
        ("сергей", "сергій"),
        ("дмитрий", "дмитро"),
    ];
    for (form, other) in cases {
        let row = lexicon.rows("given").find(|row| row.get("form") == form);
        let known = row.is_some_and(|row| also(&row).any(|spelling| spelling == other));
        assert!(known, "{form} has no spelling {other}");
    }
}

#[test]
fn the_titles_and_placeholders_of_the_lists_are_known() {
    let lexicon = Lexicon::bundled();
    let titles: BTreeSet<&str> = lexicon.rows("titles").map(|row| row.get("form")).collect();
    for form in [
        "қатардағы жауынгер",
        "мл. сержант",
        "полиция подполковнигі",
        "подполковник полиции",
        "lt. col.",
        "посмертно",
        "марқұм",
        "الشهيد",
    ] {
        assert!(titles.contains(form), "{form}");
    }
    let unnamed: BTreeSet<&str> = lexicon.rows("unnamed").map(|row| row.get("form")).collect();
    for form in ["неопознанный мужчина", "белгісіз ер адам", "unidentified man"]
    {
        assert!(unnamed.contains(form), "{form}");
    }
}
