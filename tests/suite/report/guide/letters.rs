//! The tables that are copied from the language tables.

use std::collections::BTreeMap;

use casualty_register::language::lexicon::TableRow;

use super::{Guide, table};

const KAZAKH: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
const RUSSIAN: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";

/// A letter with its position in a word, if it has one.
fn written(row: &TableRow<'_>) -> String {
    match row.get("where") {
        "start" => format!("{} (at the start)", row.get("from")),
        "vowel" => format!("{} (after a vowel)", row.get("from")),
        _ => row.get("from").to_owned(),
    }
}

/// Which letters are compared as equal: one row for each neutral letter or group.
pub(crate) fn letters(guide: &Guide) -> Vec<String> {
    let mut rows: BTreeMap<&str, [Vec<String>; 4]> = BTreeMap::new();
    for row in guide.lexicon.rows("letters").filter(|row| row.language() != "arabic") {
        let from = row.get("from");
        let columns = rows.entry(row.get("to")).or_default();
        if row.language() == "latin" {
            columns[3].push(written(&row));
            continue;
        }
        let one_of = |alphabet: &str| from.chars().count() == 1 && alphabet.contains(from);
        if one_of(RUSSIAN) {
            columns[1].push(written(&row));
        }
        match one_of(KAZAKH) {
            true => columns[0].push(written(&row)),
            false => columns[2].push(written(&row)),
        }
    }
    let shown = rows.into_iter().map(|(to, columns)| {
        let [kazakh, russian, other, latin] = columns.map(|column| column.join(" "));
        let to = if to.is_empty() { "not compared".to_owned() } else { format!("**{to}**") };
        [to, kazakh, russian, other, latin]
    });
    table(["compared as", "Kazakh", "Russian", "other Cyrillic", "Latin"], shown)
}

pub(crate) fn arabic_letters(guide: &Guide) -> Vec<String> {
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in guide.lexicon.rows("letters").filter(|row| row.language() == "arabic") {
        rows.entry(row.get("to")).or_default().push(row.get("from"));
    }
    let several = rows.into_iter().filter(|(to, from)| to.is_empty() || from.len() > 1);
    let shown = several.map(|(to, from)| {
        [if to.is_empty() { "not compared".to_owned() } else { to.to_owned() }, from.join(" ")]
    });
    table(["compared as", "written"], shown)
}

/// The letters of a language that is written in another language's script.
pub(crate) fn script_letters(guide: &Guide, folder: &str) -> Vec<String> {
    let mut rows: BTreeMap<&str, [Vec<String>; 3]> = BTreeMap::new();
    for row in guide.lexicon.rows("script-letters").filter(|row| row.language() == folder) {
        let columns = rows.entry(row.get("to")).or_default();
        let from = match row.get("where") {
            "front" => format!("{} (in a word of front vowels)", row.get("from")),
            _ => row.get("from").to_owned(),
        };
        columns[0].push(from.clone());
        match row.get("telling") {
            "" => {}
            "any" => columns[1].push(from),
            "inside" => columns[1].push(format!("{from} (inside)")),
            place => columns[1].push(format!("{from} (at the {place})")),
        }
        if row.get("front") == "yes" {
            columns[2].push(row.get("from").to_owned());
        }
    }
    let shown = rows.into_iter().map(|(to, columns)| {
        let [written, telling, front] = columns.map(|column| column.join(" "));
        [if to.is_empty() { "not compared".to_owned() } else { format!("**{to}**") }, written, telling, front]
    });
    table(["compared as", "written", "tells", "shows front vowels"], shown)
}

/// The costs of a folder, with the share of the counted names if the source is a count.
pub(crate) fn alternations(guide: &Guide, folder: &str) -> Vec<String> {
    let rows = guide.lexicon.rows("alternations").filter(|row| row.language() == folder);
    let shown = rows.map(|row| {
        let place = row.get("where");
        let cost = if place == "initial" { "" } else { row.get("cost") };
        let letters = format!("{} / {}", row.get("a"), row.get("b"));
        let text = |cell: &str| cell.to_owned();
        [
            letters,
            text(place),
            text(cost),
            text(row.get("example")),
            text(row.get("source")),
            share(row.get("source")),
        ]
    });
    table(["neutral letters", "where", "price", "example", "source", "of the names"], shown)
}

/// The number of names over which KazPER was counted.
const COUNTED: f64 = 5218.0;

/// The share of names that follows from a source's counts, if it has counts.
fn share(source: &str) -> String {
    let Some(counts) = source.strip_prefix("KazPER") else { return String::new() };
    let numbers = counts.split(|letter: char| !letter.is_ascii_digit());
    let sum: u32 = numbers.filter_map(|number| number.parse::<u32>().ok()).sum();
    format!("{:.1} %", 100.0 * f64::from(sum) / COUNTED)
}

/// The endings of a role, one row for each class and sex.
pub(crate) fn endings(guide: &Guide, role: &str) -> Vec<String> {
    let mut rows: Vec<([&str; 3], Vec<&str>)> = Vec::new();
    for row in guide.lexicon.rows("endings").filter(|row| row.get("role") == role) {
        let key = ["class", "sex", "of_father"].map(|column| row.get(column));
        match rows.iter_mut().find(|(known, _)| *known == key) {
            Some((_, forms)) => forms.push(row.get("form")),
            None => rows.push((key, vec![row.get("form")])),
        }
    }
    let shown = rows.into_iter().map(|([class, sex, of_father], forms)| {
        let sex = match sex {
            "m" => "a man",
            "f" => "a woman",
            _ => "",
        };
        [class.to_owned(), forms.join(" "), sex.to_owned(), of_father.to_owned()]
    });
    table(["class", "endings", "shows", "of a forefather's name"], shown)
}

pub(crate) fn markers(guide: &Guide) -> Vec<String> {
    let of = |sex: &str| {
        let rows = guide.lexicon.rows("markers").filter(|row| row.get("sex") == sex);
        rows.map(|row| row.get("form").to_owned()).collect::<Vec<_>>().join(" ")
    };
    table(["a man's", "a woman's"], [[of("m"), of("f")]])
}

/// The orders of a script.
pub(crate) fn orders(guide: &Guide, script: &str) -> Vec<String> {
    let rows = guide.lexicon.rows("orders").filter(|row| row.get("script") == script);
    let mut by_parts: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for row in rows {
        let pattern = row.get("pattern");
        by_parts.entry(pattern.len()).or_default().push(format!("{pattern} {}", row.get("share")));
    }
    let shown = by_parts.into_iter().map(|(parts, patterns)| [parts.to_string(), patterns.join(", ")]);
    table(["parts", "orders and their shares"], shown)
}
