//! Leaks that a reader with time and a calculator would find. Each test combines what is published of
//! one person.

use std::fmt::Write as _;
use std::fs;

use casualty_register::report::view::View;
use casualty_register::source::{Policy, Project};

use super::{outcome, published};

pub(super) const PERIOD: &str = "from = \"2022-01-02\"\nto = \"2022-01-31\"\n";
const COLUMNS: [&str; 9] =
    ["id", "name", "birth_date", "age", "death_date", "place", "status", "sex", "other_name"];
pub(super) const SAME: &str = r#"{"ruling":"same","records":["a:1","b:1"],"by":"N","when":"2026-01-02"}"#;
const SAME_OF_THREE: &str = r#"{"ruling":"same","records":["a:1","b:1","c:1"],"by":"N","when":"2026-01-02"}"#;
/// Two adults with every value known, so that a list never has only one row.
pub(super) const OTHERS: &str =
    "8,Примеров Ерлан,1980-01-01,,2022-01-05,Алматы\n9,Зорин Павел,1960-01-01,,2022-01-08,Алматы\n";

/// Builds a project: lists with a column for each field that their header names.
pub(super) struct Case {
    pub(super) project: String,
    profile: String,
    lists: Vec<(String, String)>,
    ledger: Vec<String>,
}

impl Case {
    pub(super) fn new() -> Self {
        let project = format!("[project]\ntitle = \"T\"\n{PERIOD}");
        Case { project, profile: String::new(), lists: Vec::new(), ledger: Vec::new() }
    }

    pub(super) fn without_period(mut self) -> Self {
        self.project = self.project.replace(PERIOD, "");
        self
    }

    pub(super) fn profile(mut self, lines: &str) -> Self {
        self.profile = format!("[profile.public]\n{lines}\n");
        self
    }

    pub(super) fn list(mut self, header: &str, rows: &str) -> Self {
        let id = ["a", "b", "c"][self.lists.len()].to_owned();
        self.lists.push((id, format!("{header}\n{rows}")));
        self
    }

    /// A row with id, name, birth, age, death and place, before rows of other people.
    pub(super) fn rows(self, row: &str) -> Self {
        let others = match self.lists.len() {
            0 => OTHERS,
            1 => "9,Орлов Глеб,1950-01-01,,2022-01-14,Тараз\n",
            _ => "9,Лугов Игорь,1941-01-01,,2022-01-19,Шымкент\n",
        };
        self.list("id,name,birth_date,age,death_date,place", &format!("{row}\n{others}"))
    }

    pub(super) fn ruling(mut self, line: &str) -> Self {
        self.ledger.push(line.to_owned());
        self
    }

    fn make(&self, folder: &std::path::Path) -> Project {
        let mut text = self.project.clone();
        for (id, list) in &self.lists {
            let _ = writeln!(text, "[[source]]\nid = \"{id}\"\nfile = \"{id}.csv\"\n[source.columns]");
            let header = list.lines().next().unwrap();
            for column in header.split(',').filter(|column| COLUMNS.contains(column)) {
                let _ = writeln!(text, "{column} = \"{column}\"");
            }
            fs::write(folder.join(format!("{id}.csv")), list).unwrap();
        }
        text += &self.profile;
        fs::write(folder.join("p.toml"), text).unwrap();
        let ledger = format!("# casualty-register ledger 1\n{}\n", self.ledger.join("\n"));
        fs::write(folder.join("ledger.jsonl"), ledger).unwrap();
        let project = Project::open(folder.join("p.toml")).unwrap();
        if self.ledger.is_empty() { project } else { project.with_decisions("ledger.jsonl") }
    }

    pub(super) fn published(&self) -> Published {
        let folder = tempfile::tempdir().unwrap();
        let project = self.make(folder.path());
        let files = published(&project);
        let view = View::new(&outcome(&project), project.profile());
        Published { files, view }
    }
}

pub(super) struct Published {
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) view: View,
}

impl Published {
    pub(super) fn text(&self, name: &str) -> String {
        let (_, bytes) = self.files.iter().find(|(file, _)| file == name).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("register.json")).unwrap()
    }

    /// The cells of a column of the register in the rows that a test keeps.
    pub(super) fn cells(&self, column: &str, keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> Vec<String> {
        let text = self.text("register.csv");
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let header = table.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        let cell = |row: &csv::StringRecord, name: &str| {
            let at = header.iter().position(|one| one == name).unwrap();
            row[at].to_owned()
        };
        rows.iter().filter(|row| keep(&|name| cell(row, name))).map(|row| cell(row, column)).collect()
    }

    /// The cell of the only person who is on several lists.
    pub(super) fn joined(&self, column: &str) -> String {
        let cells = self.cells(column, |cell| cell("lists").contains(" | "));
        assert_eq!(cells.len(), 1, "{}", self.text("register.csv"));
        cells[0].clone()
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.cells("name", |_| true)
    }
}

#[test]
fn who_may_be_alive_is_in_no_chart_and_no_answer() {
    let header = "id,name,birth_date,age,death_date,place";
    let row = |born: &str, day: &str| format!("1,Мысалов Нурлан,{born},,2022-01-{day},Шымкент\n");
    let case = |born: &str, day: &str| {
        let alive = r#"{"ruling":"found-alive","records":["b:1"],"by":"N","when":"2026-01-02"}"#;
        let a = row(born, day) + OTHERS;
        let case = Case::new()
            .list(header, &a)
            .list(header, &(row(born, day) + "9,Орлов Семен,1950-01-01,,2022-01-05,Алматы\n"));
        case.ruling(SAME).ruling(alive).published()
    };
    let (child, adult) = (case("2007-05-01", "19"), case("1970-05-01", "20"));
    assert_eq!((child.joined("may_be_minor"), child.joined("name")), (String::new(), String::new()));
    assert_eq!(child.view.deaths, adult.view.deaths);
    assert!(child.view.deaths.as_ref().unwrap().days.iter().all(|day| day.day != "2022-01-19"));
    assert_eq!(child.view.ages, adult.view.ages);
    assert_eq!(child.json()["numbers"]["may_be_minor"], 0);
    assert_eq!(child.json()["numbers"], adult.json()["numbers"]);
}

#[test]
fn a_child_without_a_date_of_death_is_not_named() {
    let rows = |born: &str, died: &str| {
        format!("1,Тестов Асан,{born},{died},Алматы\n2,Примеров Ерлан,1990,2022-01-05,Тараз\n")
    };
    for died in ["", "неизвестно"] {
        for case in [Case::new(), Case::new().without_period()] {
            let case = case.list("id,name,birth_date,death_date,place", &rows("2015-03-03", died));
            assert_eq!(case.published().names(), ["Примеров Ерлан", "Т. А."], "{}", case.project);
        }
    }
    // No list states a death, so the latest birth date is used.
    let births = "1,Тестов Асан,2015-03-03\n2,Примеров Ерлан,1970-01-01\n";
    let case = Case::new().without_period().list("id,name,birth_date", births);
    assert_eq!(case.published().names(), ["Примеров Ерлан", "Т. А."]);
}

#[test]
fn nothing_that_follows_from_a_hidden_age_stands_beside_a_birth_year() {
    let case = |birth: &str, age: &str| {
        let case = Case::new().rows(&format!("1,Мысалов Нурлан,{birth},,2022-01-05,Алматы"));
        case.rows(&format!("1,Мысалов Нурлан,,{age},2022-01-05,Алматы")).ruling(SAME).published()
    };
    let shown =
        |one: &Published| ["birth", "birth_state", "age", "may_be_minor"].map(|name| one.joined(name));
    for age in ["30", "31", "32", "12", ""] {
        let one = case("1990-01-04", age);
        assert_eq!(shown(&one), ["1990", "single", "", "no"].map(str::to_owned), "{age}");
        assert!(!one.text("register.json").contains("1991"), "{age}");
        assert!(!one.text("report.html").contains("1990 | "), "{age}");
    }
    // An age of a rejected record does not become a year of birth.
    let rejected = r#"{"ruling":"rejected","records":["b:1"],"by":"N","when":"2026-01-03"}"#;
    let case = Case::new().rows("1,Мысалов Нурлан,1970-05-01,,2022-01-09,Алматы");
    let one = case.rows("1,Мысалов Нурлан,,12,2022-01-09,Алматы").ruling(SAME).ruling(rejected).published();
    assert_eq!(shown(&one), ["1970", "single", "", "no"].map(str::to_owned));
}

#[test]
fn what_follows_from_an_age_is_handled_as_the_age() {
    let rows = "1,Тестов Асан,37,2022-01-06,Алматы\n2,Примеров Ерлан,24,2022-01-05,Тараз\n";
    for (handling, ages) in [("withheld", ["", ""]), ("coarsened", ["20-29", "30-39"])] {
        let case = Case::new().list("id,name,age,death_date,place", rows);
        let one = case.profile(&format!("age = \"{handling}\"")).published();
        assert_eq!(one.cells("birth", |_| true), ["", ""], "{handling}");
        assert_eq!(one.cells("age", |_| true), ages, "{handling}");
        assert!(!one.text("report.html").contains("1984"), "{handling}");
    }
    // The last day of a year is not revealed through the month of death: only from the 31st does a
    // birth in 1992 follow.
    let born = |day: &str| {
        let rows = format!("1,Тестов Асан,30,2022-12-{day},Алматы\n2,Примеров Ерлан,24,2022-12-05,Тараз\n");
        let case = Case::new().list("id,name,age,death_date,place", &rows);
        case.profile("death = \"coarsened\"").published().cells("birth", |_| true)
    };
    assert_eq!(born("31"), born("30"));
}

const SURNAMES: [&str; 12] = [
    "Тестов",
    "Примеров",
    "Образцов",
    "Сынаков",
    "Улгиев",
    "Мысалов",
    "Канареев",
    "Зорин",
    "Лугов",
    "Сапаров",
    "Кенжин",
    "Орлов",
];

#[test]
fn rows_of_a_list_sorted_as_text_say_nothing_of_the_day() {
    let mut births: Vec<(String, &str)> = SURNAMES
        .iter()
        .enumerate()
        .map(|(at, name)| {
            (format!("{:02}.0{}.19{}", 1 + (at * 7) % 28, 1 + at % 9, 50 + (at * 11) % 40), *name)
        })
        .collect();
    births.sort();
    let row = |(at, (born, name)): (usize, &(String, &str))| {
        format!("{},{name} Асан,{born},2022-01-05,Алматы\n", at + 1)
    };
    let rows: String = births.iter().enumerate().map(row).collect();
    for header in ["id,name,birth_date,death_date,place", "x,name,birth_date,death_date,place"] {
        let one = Case::new().list(header, &rows).published();
        let records = one.cells("records_a", |_| true);
        assert!(records.iter().all(|record| record.starts_with("record ")), "{records:?}");
        let ordered: Vec<String> = births.iter().map(|(_, name)| format!("{name} Асан")).collect();
        let mut numbered: Vec<(u64, String)> = records
            .iter()
            .zip(one.names())
            .map(|(record, name)| (record[7..].parse().unwrap(), name))
            .collect();
        numbered.sort();
        assert_ne!(numbered.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), ordered);
        for row in one.view.people.iter().flat_map(|person| &person.rows) {
            assert_eq!(row.record, format!("record {}", row.row));
        }
    }
}

#[test]
fn two_editions_do_not_undo_the_numbers_of_rows() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = SURNAMES
        .iter()
        .enumerate()
        .map(|(at, name)| format!("9{:05},{name} Асан,19{}-03-04,2022-01-05,Алматы\n", 100 + at * 7, 60 + at))
        .collect();
    let order = |rows: &[String], ids: Option<&casualty_register::register::IdBook>| {
        let case = Case::new().list("id,name,birth_date,death_date,place", &rows.concat());
        let project = case.make(folder.path());
        let run =
            |ids| casualty_register::Reconciler::of_project(&project).unwrap().with_ids(ids).run().unwrap();
        let salted = casualty_register::register::IdBook::default().with_salt("invented");
        let first = run(ids.cloned().unwrap_or(salted));
        let second = run(first.ids().unwrap().clone());
        let view = View::new(&second, &Policy::public());
        let mut people: Vec<(u64, String)> =
            view.people.iter().map(|one| (one.rows[0].row, one.name.clone())).collect();
        people.sort();
        (people.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), second.ids().unwrap().clone())
    };
    let (first, ids) = order(&rows, None);
    // A new row in the middle moves all rows after it.
    let mut grown = rows.clone();
    grown.insert(6, "955555,Новиков Артур,1966-01-15,2022-01-05,Алматы\n".to_owned());
    let (second, _) = order(&grown, Some(&ids));
    let kept: Vec<String> = second.into_iter().filter(|name| name != "Новиков Артур").collect();
    assert_eq!(kept, first, "the order of the others stays");
}

#[test]
fn a_list_with_a_child_shows_no_serial_numbers() {
    let names = ["Абаев Асан", "Азимов Ерлан", "Азнаев Серик", "Айбеков Болат", "Акишев Марат"];
    let row = |age: usize| {
        let rows = names.iter().enumerate();
        rows.map(|(at, name)| {
            format!("{},{name},{},2022-01-05,Алматы\n", at + 1, if at == 2 { age } else { 40 })
        })
        .collect::<String>()
    };
    let records = |age: usize, profile: &str| {
        let case = Case::new().list("id,name,age,death_date,place", &row(age)).profile(profile);
        case.published().cells("records_a", |_| true)
    };
    assert!(records(15, "").iter().all(|record| record.starts_with("record ")));
    assert_eq!(records(40, ""), ["1", "2", "3", "4", "5"]);
    for field in ["death", "name"] {
        let hidden = records(40, &format!("{field} = \"coarsened\""));
        assert!(hidden.iter().all(|record| record.starts_with("record ")), "{field}");
    }
}

#[test]
fn public_ids_are_no_digests_of_cells() {
    let rows = "Тестов Асан,1990-03-04,2022-01-06,Алматы\nПримеров Ерлан,1985-07-09,2022-01-05,Тараз\n";
    let case = Case::new().list("name,birth_date,death_date,place", rows).profile("id = \"public\"");
    let records = case.published().cells("records_a", |_| true);
    assert!(records.iter().all(|record| record.starts_with("record ")), "{records:?}");
    let rows = "7,Тестов Асан,1990-03-04,2022-01-06,Алматы\n7,Примеров Ерлан,1985-07-09,2022-01-05,Тараз\n\
                8,Зорин Павел,1985-07-09,2022-01-05,Тараз\n";
    let case = Case::new().list("id,name,birth_date,death_date,place", rows).profile("id = \"public\"");
    let one = case.published();
    assert!(one.files.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("7~")));
    assert_eq!(one.cells("records_a", |cell| cell("name") == "Зорин Павел"), ["8"]);
}

#[test]
fn no_public_id_names_a_child() {
    let rows = "abaev-asan,Абаев Асан,15,2022-01-05,Алматы\nlugov-ivan,Лугов Иван,44,2022-01-05,Алматы\n";
    let one = Case::new().list("id,name,age,death_date,place", rows).profile("id = \"public\"").published();
    for (name, bytes) in &one.files {
        assert!(!String::from_utf8_lossy(bytes).contains("abaev"), "{name}");
    }
    assert!(one.text("register.csv").contains("lugov-ivan"));
}

#[test]
fn small_counts_hold_for_claims_ages_and_totals() {
    let mut a = String::new();
    for (at, name) in SURNAMES.iter().take(10).enumerate() {
        let _ = writeln!(a, "{},{name} Асан,,{},2022-01-05,Алматы", at + 1, 20 + at * 3);
    }
    let header = "id,name,birth_date,age,death_date,place";
    let totals = "date,figure,scope_place,scope_status,kind,definition,issuer,url\n\
                  2022-02-01,5,Талгар,all,total,killed,x,http://example.org\n\
                  2022-02-01,500,Алматы,all,total,killed,x,http://example.org\n";
    for profile in ["birth = \"withheld\"\nsmallest_cell = 5", "smallest_cell = 5"] {
        let mut case = Case::new()
            .list(header, &a)
            .list(header, "1,Тестов Асан,,,2022-01-17,Талгар\n")
            .list(header, "1,Тестов Асан,,,2022-01-05,Алматы\n")
            .ruling(SAME_OF_THREE)
            .profile(profile);
        case.project += "totals = \"totals.csv\"\n";
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("totals.csv"), totals).unwrap();
        let project = case.make(folder.path());
        let files = published(&project);
        let view = View::new(&outcome(&project), project.profile());
        let one = Published { files, view };
        for file in ["register.csv", "register.json"] {
            for canary in ["Talgar", "2022-01-17"] {
                assert!(!one.text(file).contains(canary), "{profile}: {file} has {canary}");
            }
        }
        let mut counts = std::collections::BTreeMap::new();
        for cell in one.cells("age", |_| true).into_iter().filter(|age| !age.is_empty()) {
            *counts.entry(cell).or_insert(0) += 1;
        }
        assert!(profile.len() < 20 || counts.values().all(|count| *count >= 5), "{counts:?}");
        assert!(one.text("summary").contains("sex: 0 of"), "{}", one.text("summary"));
        let talgar = one.text("totals.csv").lines().find(|line| line.contains("Талгар")).unwrap().to_owned();
        assert!(talgar.contains("not-comparable,,,,,not published because too few people"), "{talgar}");
        let shown = one.view.totals.iter().find(|total| total.place == "Талгар").unwrap();
        assert_eq!((shown.low, shown.high), (None, None));
        assert!(one.view.totals.iter().any(|total| total.low.is_some_and(|low| low >= 5)));
    }
}

#[test]
fn a_doubtful_pair_gives_no_birthday() {
    let unsure = r#"{"ruling":"unsure","records":["a:1","b:1"],"by":"N","when":"2026-01-02"}"#;
    let doubts = |birth: &str| {
        let mut case = Case::new()
            .rows(&format!("1,Тестов Асан,{birth},,2022-01-09,Алматы"))
            .rows("1,Тестов Асан,,32,2022-01-09,Алматы")
            .ruling(unsure);
        case.profile += "[settings]\ncost_of_wrong_join = 1e7\n";
        let folder = tempfile::tempdir().unwrap();
        let project = case.make(folder.path());
        let outcome = outcome(&project);
        let view = |policy: &Policy| {
            let view = View::new(&outcome, policy);
            view.people.iter().filter(|one| !one.doubts.is_empty()).count()
        };
        (view(&Policy::working()), view(&Policy::public()))
    };
    assert_eq!(doubts("1990-01-07"), (2, 0));
    // Without a birth date there is nothing to reveal.
    assert_eq!(doubts(""), (2, 2));
}

#[test]
fn the_mean_number_of_people_has_two_decimals() {
    let one = Case::new()
        .rows("1,Тестов Асан,1990-01-07,,2022-01-09,Алматы")
        .rows("1,Тестов А.,,,2022-01-09,Алматы")
        .published();
    for file in ["register.json", "publish.json"] {
        let json: serde_json::Value = serde_json::from_str(&one.text(file)).unwrap();
        let mean = json["numbers"]["documented_by_name"]["people"]["mean"].as_f64().unwrap();
        assert_eq!(mean, (mean * 100.0).round() / 100.0, "{file}");
        assert_eq!(mean, one.view.numbers.identified.mean, "{file}");
    }
}

#[test]
fn a_withheld_alias_changes_no_published_sex() {
    let sex = |alias: &str| {
        let rows =
            format!("1,Сынаков Болат,2022-01-06,Алматы,{alias}\n2,Примеров Ерлан,2022-01-06,Алматы,\n");
        Case::new().list("id,name,death_date,place,other_name", &rows).published().cells("sex", |_| true)
    };
    for alias in ["Сынакова Анна", "Сынаков Болат Серикович", "Примерова Анна Ивановна", "Тайный Марат"]
    {
        assert_eq!(sex(alias), sex(""), "{alias}");
    }
    let rows = "1,Сынаков Болат Серикович,2022-01-06,Алматы\n2,Примеров Ерлан,2022-01-06,Алматы\n";
    let case = Case::new().list("id,name,death_date,place", rows);
    assert!(case.published().cells("sex", |_| true).contains(&"male".to_owned()));
    let case = case.profile("name = \"withheld\"");
    assert_eq!(case.published().cells("sex", |_| true), ["", ""], "a withheld name shows no sex");
}

#[test]
fn a_vaguer_date_makes_no_adult_a_minor() {
    for (birth, died) in
        [("1990-05-01", "после 2005"), ("1990-05-01", "2005/2022"), ("2003-05-01", "2021-2022")]
    {
        let case = Case::new().rows(&format!("1,Мысалов Нурлан,{birth},,2022-01-09,Алматы"));
        let one = case.rows(&format!("1,Мысалов Нурлан,,,{died},Алматы")).ruling(SAME).published();
        assert_eq!(one.joined("name"), "Мысалов Нурлан", "{died}");
    }
    let case = Case::new().rows("1,Мысалов Нурлан,2003-05-01,,2022-01-09,Алматы");
    let one = case.rows("1,Мысалов Нурлан,2003/2008,,2022-01-09,Алматы").ruling(SAME).published();
    assert_eq!(one.joined("may_be_minor"), "no");
}

#[test]
fn an_age_that_is_not_published_does_not_decide() {
    let answer = |age: &str| {
        let row = |birth: &str, age: &str| format!("1,Мысалов Нурлан,{birth},{age},2022-01-09,Алматы");
        let case = Case::new().rows(&row("2003-05-01", "")).rows(&row("", age)).rows(&row("2003-05-01", ""));
        let one = case.ruling(SAME_OF_THREE).published();
        ["name", "birth", "birth_state", "age", "may_be_minor"].map(|column| one.joined(column))
    };
    assert_eq!(answer("17"), answer("18"));
    assert_eq!(answer("17"), answer(""));
}

#[test]
fn an_age_that_may_be_under_18_is_that_of_a_minor() {
    for (age, is_named) in [
        ("15-30", false),
        ("10+", false),
        ("16-29", false),
        ("17", false),
        ("18", true),
        ("18+", true),
        ("30-40", true),
    ] {
        let rows = format!("1,Тестов Асан,{age},2022-01-06,Алматы\n2,Примеров Ерлан,44,2022-01-06,Алматы\n");
        let names = Case::new().list("id,name,age,death_date,place", &rows).published().names();
        assert_eq!(names.contains(&"Тестов Асан".to_owned()), is_named, "{age}: {names:?}");
    }
}

#[test]
fn words_behind_a_name_do_not_replace_it() {
    for other in
        ["МЫСАЛОВ НУРЛАН ОПОЗНАН", "МЫСАЛОВ НУРЛАН СОСЕДКА ДАНА", "Мысалов Нурлан со слов соседки Даны"]
    {
        let case = Case::new().rows("1,Мысалов Нурлан,1990-01-01,,2022-01-09,Алматы");
        let one = case.rows(&format!("1,{other},,,2022-01-09,Алматы")).ruling(SAME).published();
        assert_eq!(one.joined("name"), "Мысалов Нурлан", "{other}");
    }
}

#[test]
fn nobody_is_named_by_a_relative() {
    for (name, relative) in [
        ("Жена Тестова Асана", "Тестов"),
        ("ЖЕНА ТЕСТОВА АСАНА", "ТЕСТОВ"),
        ("Сын Абаевой Гульнары", "Абаев"),
        ("Wife Of Ahmad Hassan", "Hassan"),
        ("زوجة محمد أحمد", "محمد"),
        ("Семья Тестовых", "Тестов"),
    ] {
        let rows = format!("1,{name},40,2022-01-05,Алматы\n2,Примеров Ерлан,44,2022-01-06,Алматы\n");
        let one = Case::new().list("id,name,age,death_date,place", &rows).published();
        assert_eq!(one.names(), ["Примеров Ерлан", ""], "{name}");
        for file in ["register.csv", "register.json", "report.html"] {
            assert!(!one.text(file).contains(relative), "{file} has {name}");
        }
    }
    // If another list has the name of the person, that name is shown.
    let case = Case::new().rows("1,Жена Тестова Асана,1980-01-01,,2022-01-09,Алматы");
    let one = case.rows("1,Тестова Дана,1980-01-01,,2022-01-09,Алматы").ruling(SAME).published();
    assert_eq!(one.joined("name"), "Тестова Дана");
}

#[test]
fn a_list_with_somebody_who_may_be_alive_shows_no_serial_numbers() {
    let rows = "1,Абаев Асан,40,2022-01-05,Алматы\n2,Азимов Ерлан,41,2022-01-05,Алматы\n\
                3,Азнаев Серик,42,2022-01-06,Тараз\n";
    let alive = r#"{"ruling":"found-alive","records":["a:2"],"by":"N","when":"2026-01-02"}"#;
    let case = || Case::new().list("id,name,age,death_date,place", rows);
    assert_eq!(case().published().cells("records_a", |_| true), ["1", "2", "3"]);
    let records = case().ruling(alive).published().cells("records_a", |_| true);
    assert!(records.iter().all(|record| record.starts_with("record ")), "{records:?}");
    let public = case().ruling(alive).profile("id = \"public\"").published();
    let of_alive = public.cells("records_a", |cell| cell("grade") == "found-alive");
    assert!(of_alive[0].starts_with("record "), "{of_alive:?}");
}

#[test]
fn a_death_that_is_mistyped_into_the_future_makes_no_child_an_adult() {
    for died in ["2032-01-05", "2028", "2040-01"] {
        let rows =
            format!("1,Тестов Асан,2010-03-03,{died},Алматы\n2,Примеров Ерлан,1970,2022-01-06,Алматы\n");
        let one = Case::new().list("id,name,birth_date,death_date,place", &rows).published();
        assert_eq!(one.names(), ["Примеров Ерлан", "Т. А."], "{died}");
    }
}

#[test]
fn an_age_or_a_birth_that_cannot_be_read_may_be_that_of_a_child() {
    for (birth, age) in
        [("20l0", ""), ("201O", ""), ("2030-05-05", ""), ("", "грудной"), ("", "17 1/2"), ("", "2010 г.р.")]
    {
        let rows = format!(
            "1,Тестов Асан,{birth},{age},2022-01-05,Алматы\n2,Примеров Ерлан,1970,,2022-01-06,Алматы\n"
        );
        let one = Case::new().list("id,name,birth_date,age,death_date,place", &rows).published();
        assert_eq!(one.names(), ["Примеров Ерлан", "Т. А."], "{birth}{age}");
    }
    for (birth, age) in [("", ""), ("неизвестно", ""), ("-", "?"), ("", "н/д"), ("", "-1")] {
        let rows = format!(
            "1,Тестов Асан,{birth},{age},2022-01-05,Алматы\n2,Примеров Ерлан,1970,,2022-01-06,Алматы\n"
        );
        let one = Case::new().list("id,name,birth_date,age,death_date,place", &rows).published();
        assert!(one.names().contains(&"Тестов Асан".to_owned()), "{birth}{age}");
    }
    // A list that can be read decides.
    let case = Case::new().rows("1,Мысалов Нурлан,,40,2022-01-09,Алматы");
    let one = case.rows("1,Мысалов Нурлан,,zq,2022-01-09,Алматы").ruling(SAME).published();
    assert_eq!(one.joined("name"), "Мысалов Нурлан");
}

#[test]
fn an_age_beside_a_name_is_that_of_the_person() {
    for (name, is_named) in [
        ("Тестов Асан (8 лет)", false),
        ("Тестов Асан (8)", false),
        ("Тестов Асан 2010 г.р.", false),
        ("\"Тестов Асан, 10.03.2010\"", false),
        ("\"Тестов Асан, ребёнок\"", false),
        ("Мальчик Тестов", false),
        ("Тестов Асан (38 лет)", true),
        ("Тестов Асан 1970 г.р.", true),
        ("Тестов Асан (2022)", true),
    ] {
        let rows = format!("1,{name},2022-01-05,Алматы\n2,Примеров Ерлан,2022-01-06,Алматы\n");
        let one = Case::new().list("id,name,death_date,place", &rows).published();
        let has_name = one.names().iter().any(|shown| shown.contains("Тестов"));
        assert_eq!(has_name, is_named, "{name}: {:?}", one.names());
    }
}

#[test]
fn a_public_place_does_not_name_the_family_of_a_child() {
    let rows = "1,Тестов Асан,8,2022-01-05,дом zqfamily\n2,Примеров Ерлан,44,2022-01-06,дом zqother\n";
    let case = Case::new().list("id,name,age,death_date,place", rows).profile("place = \"public\"");
    let one = case.published();
    let place = |name: &str| one.cells("place", |cell| cell("name") == name);
    assert_eq!(place("Т. А."), [""]);
    assert_ne!(place("Примеров Ерлан"), [""]);
}

/// A project with one published total of Talgar.
fn published_with_total(mut case: Case, figure: u64) -> Published {
    let folder = tempfile::tempdir().unwrap();
    case.project += "totals = \"totals.csv\"\n";
    let totals = format!(
        "date,figure,scope_place,scope_status,kind,definition,issuer,url\n\
         2022-02-01,{figure},Талгар,all,total,killed,x,http://example.org\n"
    );
    fs::write(folder.path().join("totals.csv"), totals).unwrap();
    let project = case.make(folder.path());
    let files = published(&project);
    let view = View::new(&outcome(&project), project.profile());
    Published { files, view }
}

/// Everything that is published, without the figure itself, so that two figures can be compared.
fn verdicts(one: &Published) -> (String, String, Option<usize>) {
    let quality =
        one.text("method.md").split("## ").find(|part| part.starts_with("Review")).unwrap().to_owned();
    let total = &one.view.totals[0];
    let findings: Vec<&str> = one.view.findings.iter().map(|finding| finding.code.as_str()).collect();
    (quality, format!("{:?} {findings:?}", total.verdict), total.low)
}

#[test]
fn totals_count_nobody_by_a_withheld_place_and_nobody_who_may_be_alive() {
    let header = "id,name,age,death_date,place";
    let rows = |town: &str| {
        format!(
            "1,Тестов Асан,40,2022-01-05,{town}\n2,Зорин Павел,44,2022-01-06,Алматы\n\
             3,Примеров Ерлан,50,2022-01-06,Алматы\n"
        )
    };
    let alive = r#"{"ruling":"found-alive","records":["a:1"],"by":"N","when":"2026-01-02"}"#;
    for (profile, ruling) in [("place = \"withheld\"", None), ("smallest_cell = 3", None), ("", Some(alive))]
    {
        let one = |town: &str| {
            let case = Case::new().list(header, &rows(town)).profile(profile);
            let case = ruling.into_iter().fold(case, |case, line| case.ruling(line));
            verdicts(&published_with_total(case, 1))
        };
        assert_eq!(one("Талгар"), one("Алматы"), "{profile}{ruling:?}");
    }
    let case = Case::new().list(header, &rows("Талгар"));
    assert_eq!(verdicts(&published_with_total(case, 1)).2, Some(1), "else they are published");
}

#[test]
fn totals_less_published_entries_say_nothing_of_an_entry_that_is_partly_alive() {
    let one = |town: &str| {
        let row = format!("1,Тестов Асан Серикович,1980-05-01,,2022-01-05,{town}");
        let alive = r#"{"ruling":"found-alive","records":["b:1"],"by":"N","when":"2026-01-02"}"#;
        let one = published_with_total(Case::new().rows(&row).rows(&row).ruling(alive), 1);
        let grades = one.cells("grade", |cell| cell("lists").contains(" | "));
        assert_eq!((grades, one.joined("name")), (vec!["disputed".to_owned()], String::new()));
        verdicts(&one)
    };
    assert_eq!(one("Талгар"), one("Алматы"));
}
