//! `reconcile inspect`, run as a program: its messages about lists, and a project file that runs.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::program;
use casualty_register::Code;
use casualty_register::source::{Field, inspect_bytes};
use proptest::prelude::*;

fn reconcile(arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const LIST: &str = "Қаңтар, 2022 жыл;;;;;;\n\
№;Аты-жөні;Туған жылы;Қайтыс болған күні;Қайтыс болған жері;Дереккөз;\n\
1;Тестов Асан Болатұлы;1990;05.01.2022;Алматы;https://example.org/1;x\n\
2;Пробин Дәулет;1985;44567;Тараз;https://example.org/2;\n\
3;Үлгіев Нұрлан;2001;06.01.2022;Қызылорда;сұхбат;\n\
Барлығы: 4;;;;;;\n\
Ескерту: тізім толық емес;;;;;;\n";

#[test]
fn a_list_is_looked_at_and_its_project_file_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (list, project) = (folder.path().join("Тізім 1.csv"), folder.path().join("reconcile.toml"));
    fs::write(&list, LIST).unwrap();
    let (list, project) = (list.to_str().unwrap(), project.to_str().unwrap());
    let output = reconcile(&["inspect", list, "--write", project]);
    let shown = said(&output).replace(folder.path().to_str().unwrap(), "FOLDER");
    assert!(output.status.success(), "{shown}");
    insta::assert_snapshot!("what_a_list_looks_like", shown);
    insta::assert_snapshot!("a_first_project_file", fs::read_to_string(project).unwrap());

    let check = reconcile(&["check", project]);
    let text = said(&check);
    assert_eq!(check.status.code(), Some(1), "{text}");
    assert!(text.contains("error totals-row-differs"), "{text}");
    assert!(text.contains("note serial-date"), "{text}");

    let again = reconcile(&["inspect", list, "--write", project]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("is there already and was not touched"), "{}", said(&again));
}

#[test]
fn a_project_file_is_written_beside_the_list_only() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (list, project) = (here.path().join("a.csv"), there.path().join("reconcile.toml"));
    fs::write(&list, LIST).unwrap();
    let output = reconcile(&["inspect", list.to_str().unwrap(), "--write", project.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("it is not in the folder of"), "{}", said(&output));
    assert!(!project.exists());
}

#[test]
fn a_list_without_names_gets_no_project_file() {
    let found = inspect_bytes("a.csv", b"x,y\n1,2\n3,4\n").unwrap();
    let error = found.project_file("a.csv").unwrap_err().to_string();
    assert!(error.contains("no column is mapped to a name"), "{error}");
}

#[test]
fn columns_are_known_by_their_headers() {
    let cases: [(&str, &[Option<Field>]); 8] = [
        (
            "nombres,apellidos,edad\nJuan Carlos,Prueba Ejemplo,31\nAna María,Muestra Ensayo,40",
            &[Some(Field::GivenName), Some(Field::Surname), Some(Field::Age)],
        ),
        (
            "name_en,name_ar,gender\nMuhammad Ali Hasan,محمد علي حسن,male",
            &[Some(Field::Name), Some(Field::OtherName), Some(Field::Sex)],
        ),
        (
            "№ п/п,ФИО,Дата рождения,Дата гибели,Город\n1,Тестов Асан,01.02.1990,05.01.2022,Тараз",
            &[
                Some(Field::Id),
                Some(Field::Name),
                Some(Field::BirthDate),
                Some(Field::DeathDate),
                Some(Field::Place),
            ],
        ),
        (
            "Тегі,Аты,Әкесінің аты,Жынысы,Жасы\nТестов,Асан,Болатұлы,ер,31",
            &[
                Some(Field::Surname),
                Some(Field::GivenName),
                Some(Field::Patronymic),
                Some(Field::Sex),
                Some(Field::Age),
            ],
        ),
        (
            "Full name,Age at death,Source URL\nAsan Testov,31,https://a.example",
            &[Some(Field::Name), Some(Field::Age), Some(Field::Url)],
        ),
        (
            "ПІБ,Рік народження,Вік\nТестенко Тарас,1990,31",
            &[Some(Field::Name), Some(Field::BirthDate), Some(Field::Age)],
        ),
        ("Nombre completo,Edad\nJuan Prueba,31", &[Some(Field::Name), Some(Field::Age)]),
        ("الاسم,العمر\nمحمد علي حسن,31", &[Some(Field::Name), Some(Field::Age)]),
    ];
    for (text, expected) in cases {
        let found = inspect_bytes("a.csv", text.as_bytes()).unwrap();
        let fields: Vec<_> = found.columns.iter().map(|column| column.field).collect();
        assert_eq!(fields, expected, "{text}");
    }
}

#[test]
fn columns_are_known_by_their_cells() {
    let text =
        "a,b,c,d\nАхметов Нұрлан,12.05.1990,05.01.2022,Алматы\nСмағұлов Қайрат,1.2.1985,06.01.2022,Тараз\n";
    let found = inspect_bytes("a.csv", text.as_bytes()).unwrap();
    let fields: Vec<_> = found.columns.iter().map(|column| column.field).collect();
    let expected = [Field::Name, Field::BirthDate, Field::DeathDate, Field::Place].map(Some);
    assert_eq!(fields, expected);
    assert!(found.columns.iter().all(|column| !column.by_header && column.share == 1.0));
}

#[test]
fn numbers_without_a_header_that_says_so_are_no_dates() {
    for (header, cells) in [
        ("beat", ["1984", "2011", "1990"]),
        ("case", ["20220105", "20220106", "20220107"]),
        ("x", ["1985", "1990", "2001"]),
        ("zip", ["19104", "44567", "44568"]),
    ] {
        let rows: Vec<String> = cells.iter().map(|cell| format!("Тестов Асан,{cell}\n")).collect();
        let found = inspect_bytes("a.csv", format!("name,{header}\n{}", rows.concat()).as_bytes()).unwrap();
        assert_eq!(found.columns[1].field, None, "{header}");
        assert!(found.columns[1].left_out.is_some(), "{header}");
    }
}

/// `tests/inspect` has lists with headers like those of published lists and invented rows. Each has the
/// expected result: `field = header`, `day_order = …`, `name_order = …`, `period = yes`.
#[test]
fn lists_in_the_form_of_published_ones_run_without_an_edit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect");
    let mut lists: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    lists.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    lists.sort();
    assert!(lists.len() >= 10);
    let wrong: Vec<String> = lists.iter().flat_map(|list| faults(list)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The errors in the inspection of a list, one on each line.
fn faults(list: &Path) -> Vec<String> {
    let name = list.file_stem().unwrap().to_str().unwrap();
    let (bytes, want) = (fs::read(list).unwrap(), fs::read_to_string(list.with_extension("want")).unwrap());
    let found = inspect_bytes("list.csv", &bytes).unwrap();
    let mut wrong = Vec::new();
    for line in want.lines() {
        let (key, value) = line.split_once(" = ").unwrap();
        let got = match key {
            "day_order" => Some(found.day_order.as_str()),
            "name_order" => found.name_order,
            "period" => found.period.map(|_| "yes"),
            field => found.column(field.parse().unwrap()).map(|column| column.header.as_str()),
        };
        if got != Some(value) {
            wrong.push(format!("{name}: {key} is {got:?}, not {value}"));
        }
    }
    for column in &found.columns {
        let is_read = !matches!(
            column.field,
            Some(
                Field::BirthDate
                    | Field::DeathDate
                    | Field::Age
                    | Field::Sex
                    | Field::DeathYear
                    | Field::DeathMonth
            )
        ) || column.share >= 0.98;
        if !is_read {
            wrong.push(format!(
                "{name}: {} is read to {}: {:?}",
                column.header, column.share, column.oddities
            ));
        }
        let is_told = column.field.is_some() || column.filled == 0 || column.left_out.is_some();
        if !is_told {
            wrong.push(format!("{name}: nothing says why {} is left out", column.header));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list.csv"), &bytes).unwrap();
    let project = folder.path().join("reconcile.toml");
    fs::write(&project, found.project_file("list.csv").unwrap()).unwrap();
    match casualty_register::Reconciler::open(&project).and_then(|project| project.run()) {
        Err(error) => wrong.push(format!("{name}: {error}")),
        Ok(outcome) => {
            let is_bad = |code: Code| {
                matches!(
                    code,
                    Code::UnreadableDate | Code::UnreadableAge | Code::UnreadableSex | Code::OtherCalendar
                )
            };
            let bad = outcome.findings().iter().filter(|finding| is_bad(finding.code)).count();
            if bad * 50 > outcome.mentions().len() {
                wrong.push(format!("{name}: {bad} cells are not read"));
            }
        }
    }
    wrong
}

#[test]
fn the_sample_lists_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022");
    for file in ["arrukhkhak-en.csv", "azattyq-kk.csv", "official-ru.csv"] {
        let bytes = fs::read(folder.join(file)).unwrap();
        let found = inspect_bytes(file, &bytes).unwrap();
        let mapped =
            found.columns.iter().filter_map(|column| Some((column.field?.as_str(), column.header.as_str())));
        let mapped: Vec<String> = mapped.map(|(field, header)| format!("{field} = {header}")).collect();
        insta::assert_snapshot!(format!("columns_of_{file}"), mapped.join("\n"));
        assert!(found.set_aside.is_empty());
    }
}

#[test]
fn what_leads_out_of_the_folder_has_to_be_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("project");
    fs::create_dir(&inner).unwrap();
    fs::write(folder.path().join("a.csv"), "name\nТестов Асан\n").unwrap();
    let project = inner.join("reconcile.toml");
    let check = |about: &str, file: &str| {
        let text = format!(
            "[project]\n{about}\n[[source]]\nid = \"a\"\nfile = {file:?}\n[source.columns]\nname = \"name\"\n"
        );
        fs::write(&project, text).unwrap();
        let output = reconcile(&["check", project.to_str().unwrap()]);
        (output.status.code(), said(&output))
    };
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("a.csv"), inner.join("link.csv")).unwrap();
    let absolute = folder.path().join("a.csv").to_string_lossy().into_owned();
    let mut files = vec!["../a.csv", absolute.as_str()];
    if cfg!(unix) {
        files.push("link.csv");
    }
    for file in files {
        let (code, text) = check("", file);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("`allow_outside = true` under [project]"), "{text}");
        assert_eq!(check("allow_outside = true", file).0, Some(0), "{file}");
    }
}

#[test]
fn limits_stand_in_the_project_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "name\nТестов Асан\nПробин Даулет\n").unwrap();
    let project = folder.path().join("reconcile.toml");
    let list = "[[source]]\nid = \"a\"\nfile = \"a.csv\"\n[source.columns]\nname = \"name\"\n";
    fs::write(&project, format!("[limits]\nrows = 2\n{list}")).unwrap();
    let output = reconcile(&["check", project.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let text = said(&output);
    assert!(text.contains("a.csv: the list has at least 3 rows, more than the limit of 2"), "{text}");
    fs::write(&project, format!("[limits]\nrow = 2\n{list}")).unwrap();
    let text = said(&reconcile(&["check", project.to_str().unwrap()]));
    assert!(text.contains("[limits]: the key `row` is unknown; nearest: `rows`"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn anything_can_be_looked_at(text in "([А-Яа-я№0-9,;\"\n .:]|ФИО|Итого){0,80}") {
        if let Ok(found) = inspect_bytes("a.csv", text.as_bytes()) {
            let _ = found.project_file("a.csv");
        }
    }
}
