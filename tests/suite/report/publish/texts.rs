//! Texts that are published beside the values: headers, links of lists, ids, words in the cell of a name; and what the
//! rows say that a reviewer rejected.

use std::fs;

use casualty_register::report::view::View;
use casualty_register::source::Project;

use super::leaks::{Case, OTHERS, SAME};
use super::{outcome, published};

const HEADER: &str = "id,name,birth_date,age,death_date,place";

/// The files that contain a text.
fn with(files: &[(String, Vec<u8>)], text: &str) -> Vec<String> {
    let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(text);
    files.iter().filter(|(_, bytes)| has(bytes)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn no_header_of_a_list_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.csv"), "id,name,age (zqmother),zqphone\n1,Тестов Асан,40,x\n2,Зорин Павел,50,y\n")
        .unwrap();
    let text = "[project]\ntitle = \"T\"\n[[source]]\nid = \"a\"\nfile = \"a.csv\"\n\
                url = \"https://zquser:zqword@example.org/list?page=1\"\n\
                [source.columns]\nid = \"id\"\nname = \"name\"\nage = \"age (zqmother)\"\n\
                [profile.public]\nzqphone = \"withheld\"\n";
    fs::write(at("p.toml"), text).unwrap();
    let project = Project::open(at("p.toml")).unwrap();
    let files = published(&project);
    assert_eq!(with(&files, "zq"), Vec::<String>::new());
    assert!(with(&files, "https://example.org/list?page=1").contains(&"register.json".to_owned()));
    let view = View::new(&outcome(&project), project.profile());
    let columns: Vec<&str> =
        view.people.iter().flat_map(|one| &one.rows[0].claims).map(|claim| claim.column.as_str()).collect();
    assert_eq!(columns, ["id", "name", "age", "id", "name", "age"]);
}

#[test]
fn no_public_id_spells_a_name_that_is_not_published() {
    let rows = "zqwife,Жена Канареева Глеба,,40,2022-01-05,Алматы\nzorin,Зорин Павел,,50,2022-01-05,Алматы\n";
    let case = || Case::new().list(HEADER, rows);
    let one = case().profile("id = \"public\"").published();
    assert_eq!(with(&one.files, "zqwife"), Vec::<String>::new());
    assert!(!with(&one.files, "zorin").is_empty());
    let one = case().profile("id = \"public\"\nname = \"withheld\"").published();
    assert_eq!(with(&one.files, "zorin"), Vec::<String>::new());
}

#[test]
fn nothing_is_published_of_a_row_that_is_rejected_or_withdrawn() {
    for ruling in ["rejected", "withdrawn"] {
        let line = format!(r#"{{"ruling":"{ruling}","records":["b:1"],"by":"N","when":"2026-01-03"}}"#);
        let case = |place: &str, name: &str| {
            let case = Case::new().rows(&format!("1,Тестов Асан,1990-01-10,,2022-01-09,{place}"));
            let row = format!("1,{name},1990-01-10,,2022-01-10,Талдыкорган");
            case.rows(&row).ruling(SAME).ruling(&line).published()
        };
        for place in ["Алматы", ""] {
            let one = case(place, "Тестов Асан Канареевич");
            for canary in ["Канареевич", "Taldykorgan", "2022-01-10"] {
                assert_eq!(with(&one.files, canary), Vec::<String>::new(), "{ruling} {place}");
            }
            assert_eq!(one.joined("name"), "Тестов Асан");
            assert_eq!(
                (one.joined("death"), one.joined("death_state")),
                ("2022-01-09".into(), "single".into())
            );
            assert_eq!(one.joined("place"), if place.is_empty() { "" } else { "Almaty" });
            let days = &one.view.deaths.as_ref().unwrap().days;
            assert!(
                days.iter().any(|day| day.day == "2022-01-09")
                    && days.iter().all(|day| day.day != "2022-01-10")
            );
        }
    }
}

#[test]
fn an_age_beside_a_birth_says_nothing_of_a_death_that_is_not_whole() {
    for death in ["coarsened", "withheld"] {
        let rows = format!("1,Тестов Асан,1990-01-10,31,2022-01-05,Алматы\n{OTHERS}");
        let case =
            Case::new().list(HEADER, &rows).profile(&format!("birth = \"public\"\ndeath = \"{death}\""));
        let one = case.published();
        assert_eq!(one.cells("age", |cell| cell("birth") == "1990-01-10"), [""], "{death}");
    }
    let rows = format!("1,Тестов Асан,1990-01-10,31,2022-01-05,Алматы\n{OTHERS}");
    let one = Case::new().list(HEADER, &rows).profile("birth = \"public\"").published();
    assert_eq!(one.cells("age", |cell| cell("birth") == "1990-01-10"), ["31"]);
}

#[test]
fn handles_and_names_in_angle_brackets_are_no_part_of_a_name() {
    for cell in
        ["Тестов Асан @Zqname", "Тестов Асан <Zqname>", "Тестов Асан vk.com/zqname", "Тестов Асан тел:zqname"]
    {
        let rows = format!("1,{cell},,40,2022-01-05,Алматы\n{OTHERS}");
        let one = Case::new().list(HEADER, &rows).published();
        assert_eq!(with(&one.files, "qname"), Vec::<String>::new(), "{cell}");
    }
}
