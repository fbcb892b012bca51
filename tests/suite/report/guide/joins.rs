//! What the program joins, asks about and never joins, computed for the examples of the page.

use std::fs;
use std::path::Path;

use casualty_register::{Outcome, Reconciler};

use super::{plain, table};

/// Invented people on both lists, and some on only one: name and year of birth.
const BOTH: [(&str, &str); 6] = [
    ("Абенов Талгат Ерланович", "1971"),
    ("Бекенов Ринат Маратович", "1988"),
    ("Гордеев Олег Павлович", "1965"),
    ("Дюсенов Санжар Болатович", "1999"),
    ("Ефимов Роман Ильич", "1992"),
    ("Жакупов Алибек Нурланович", "1980"),
];
const ONE: [[(&str, &str); 7]; 2] = [
    [
        ("Зайцева Ирина Олеговна", "1974"),
        ("Исаев Тимур Рустамович", "2001"),
        ("Калиев Ерик Асанович", "1959"),
        ("Лаптев Денис Юрьевич", "1983"),
        ("Мусина Дина Серикқызы", "1995"),
        ("Носов Артём Андреевич", "1969"),
        ("Оразбаев Кайрат Бекович", "1977"),
    ],
    [
        ("Павлова Елена Викторовна", "1986"),
        ("Рахимов Шухрат Алиевич", "1990"),
        ("Сабитов Нурбол Каиратович", "1998"),
        ("Тарасов Глеб Игоревич", "1963"),
        ("Умаров Рустам Шавкатович", "1981"),
        ("Фролова Нина Петровна", "1955"),
        ("Хасанова Лейла Тимуровна", "2003"),
    ],
];

const PROJECT: &str = r#"
[project]
title = "Invented people"
from = "2021-01-01"
to = "2022-01-31"
day_order = "day-first"

[[source]]
id = "a"
file = "a.csv"
duplicates = "never"
[source.columns]
id = "id"
name = "name"
birth_date = "born"
age = "age"
death_date = "died"

[[source]]
id = "b"
file = "b.csv"
duplicates = "never"
[source.columns]
id = "id"
name = "name"
birth_date = "born"
age = "age"
death_date = "died"
"#;

/// The row of an example: a name, and after commas what else is known. Without a day of death, the
/// person died on the fifth.
fn row(example: &str) -> String {
    let mut parts = example.split(", ");
    let name = parts.next().unwrap_or_default();
    let (mut born, mut age, mut died) = ("", "", "05.01.2022");
    for part in parts {
        match part.split_once(' ') {
            Some(("born", day)) => born = day,
            Some(("age", years)) => age = years,
            Some(("died", day)) => died = day,
            _ => panic!("{part:?} is none of born, age, died"),
        }
    }
    format!("x,{name},{born},{age},{died}\n")
}

fn list(example: &str, only: &[(&str, &str)]) -> String {
    let mut text = "id,name,born,age,died\n".to_owned() + &row(example);
    for (at, (name, born)) in BOTH.iter().chain(only).enumerate() {
        text += &format!("f{at},{name},{born},,05.01.2022\n");
    }
    text
}

fn run(folder: &Path, examples: [&str; 2]) -> Outcome {
    fs::write(folder.join("reconcile.toml"), PROJECT).expect("a project");
    for ((id, example), only) in ["a", "b"].into_iter().zip(examples).zip(&ONE) {
        fs::write(folder.join(id).with_extension("csv"), list(example, only)).expect("a list");
    }
    Reconciler::open(folder.join("reconcile.toml")).and_then(Reconciler::run).expect("a run")
}

fn what_happens(examples: [&str; 2]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = run(folder.path(), examples);
    let entry = |list: &str| outcome.register().entry_of(list, "x").map(|entry| entry.id().to_owned());
    let keys = ["a:x", "b:x"];
    let is_key = |at: usize| keys.contains(&outcome.mentions()[at].key().to_string().as_str());
    let is_asked = outcome.review_queue().iter().any(|item| is_key(item.pair.0) && is_key(item.pair.1));
    match (entry("a") == entry("b"), is_asked) {
        (true, false) => "joined",
        (true, true) => "joined, and asked",
        (false, true) => "asked",
        (false, false) => "kept apart",
    }
    .to_owned()
}

pub(crate) fn joins(rows: &[Vec<String>]) -> Vec<String> {
    let of = |row: &Vec<String>| {
        let [one, other] = [0, 1].map(|at| row.get(at).map_or("", |cell| plain(cell)));
        [format!("`{one}`"), format!("`{other}`"), what_happens([one, other])]
    };
    table(["record", "record of another list", "what happens"], rows.iter().map(of))
}
