//! The tables for other programs reveal nothing that the rest of a publication withholds.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{A, B, PROJECT, outcome, project, published};
use casualty_register::report::Publication;
use casualty_register::source::Project;

const TABLES: [&str; 3] = ["people.csv", "statements.csv", "datapackage.json"];

fn tables(a: &str, b: &str) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let files = published(&project(folder.path(), a, b)).into_iter();
    let tables = files.filter(|(name, _)| TABLES.contains(&name.as_str()));
    tables.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn a_withheld_value_changes_no_table() {
    let before = tables(A, B);
    assert_eq!(before.len(), TABLES.len());
    let changes = [
        ("zqnote2", "another note"),
        ("zqschool2", "another school"),
        ("zqmother", "another mother"),
        ("1990-05-27", "1990-08-14"),
        ("2008-03-14", "2008-03-15"),
        ("ул. Канарейкина 77", "ул. Иная 5"),
        ("https://example.org/zqurlpath?tel=87015550188", "https://example.org/another"),
        ("(тел. 87015550199)", "(тел. 87015550200)"),
    ];
    for (value, other) in changes {
        let list = A.replace(value, other);
        assert_ne!(list, A, "{value}");
        for ((name, text), (_, again)) in before.iter().zip(tables(&list, B)) {
            // The digests in the description are those of published files.
            assert_eq!(*text, again, "{value} changes {name}");
        }
    }
    let witness = B.replace("zqwitness", "another witness");
    assert_eq!(before, tables(A, &witness));
}

#[test]
fn the_description_knows_published_files_and_public_sources_only() {
    let folder = tempfile::tempdir().unwrap();
    let text = PROJECT.replacen(
        "file = \"zqfilepath.csv\"",
        "file = \"zqfilepath.csv\"\nurl = \"https://zquser:zqpass@example.org/list\"",
        1,
    );
    project(folder.path(), A, B);
    fs::write(folder.path().join("reconcile.toml"), text).unwrap();
    let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
    let outcome = outcome(&project);
    let files = Publication::new(&outcome, project.profile()).unwrap().files();
    let (_, bytes) = files.iter().find(|(name, _)| *name == "datapackage.json").unwrap();
    let (text, package) = (String::from_utf8_lossy(bytes), serde_json::from_slice::<Value>(bytes).unwrap());
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| *name).collect();
    let of_publication = files.iter().find(|(name, _)| *name == "publish.json").unwrap();
    let digests: Value = serde_json::from_slice(&of_publication.1).unwrap();
    let digests: BTreeSet<String> = digests["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("sha256:{}", one["sha256"].as_str().unwrap()))
        .collect();
    for resource in package["resources"].as_array().unwrap() {
        assert!(names.contains(resource["path"].as_str().unwrap()), "{resource}");
        assert!(digests.contains(resource["hash"].as_str().unwrap()), "{resource}");
    }
    for source in package["sources"].as_array().unwrap() {
        let keys: Vec<&String> = source.as_object().unwrap().keys().collect();
        assert!(keys.iter().all(|key| matches!(key.as_str(), "title" | "path")), "{source}");
    }
    assert!(text.contains("https://example.org/list"), "{text}");
    for list in outcome.sources() {
        assert!(!text.contains(list.digest()) && !text.contains(list.file()), "{text}");
    }
    // Neither the login nor the header or the label of a withheld column.
    for hidden in ["zquser", "zqpass", "Мать", "Witness", "school", "Школа"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    for (name, bytes) in files.iter().filter(|(name, _)| TABLES.contains(name)) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("school") && !text.contains("Мать"), "{name}");
    }
}

#[test]
fn a_person_who_may_be_alive_is_in_the_tables_without_values() {
    let case = super::leaks::Case::new()
        .rows("1,Мысалов Нурлан,1970-05-01,,2022-01-19,Шымкент")
        .rows("1,Мысалов Нурлан,1970-05-01,,2022-01-19,Шымкент")
        .ruling(super::leaks::SAME)
        .ruling(r#"{"ruling":"found-alive","records":["b:1"],"by":"N","when":"2026-01-02"}"#);
    let published = case.published();
    let people = published.text("people.csv");
    let table = csv::Reader::from_reader(people.as_bytes());
    let rows: Vec<csv::StringRecord> = table.into_records().map(Result::unwrap).collect();
    let alive: Vec<&csv::StringRecord> = rows.iter().filter(|row| row[1].is_empty()).collect();
    assert_eq!(alive.len(), 1, "{people}");
    assert!((1..=10).all(|at| alive[0][at].is_empty()), "{:?}", alive[0]);
    for name in TABLES {
        let text = published.text(name);
        assert!(!text.contains("Мысалов") && !text.contains("2022-01-19"), "{name}: {text}");
    }
    let statements = published.text("statements.csv");
    let of_alive = statements.lines().filter(|line| line.starts_with(&alive[0][0]));
    assert!(
        of_alive.clone().count() > 0 && of_alive.clone().all(|line| line.contains(",id,id,Person,")),
        "{statements}"
    );
}
