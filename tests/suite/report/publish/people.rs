//! What is published of people about whom the lists leave doubt, or who are not among the dead.

use std::fs;

use casualty_register::register::IdBook;
use casualty_register::report::view::View;
use casualty_register::report::{Output, Publication};
use casualty_register::source::{Handling, Policy, Project};
use casualty_register::{Outcome, Reconciler};

use super::{A, B, PROJECT, assert_absent, outcome, project, published};

fn text(files: &[(String, Vec<u8>)], name: &str) -> String {
    let bytes = files.iter().find(|(file, _)| file == name).map(|(_, bytes)| bytes.clone());
    String::from_utf8(bytes.unwrap()).unwrap()
}

#[test]
fn an_age_tells_nothing_of_a_date_that_is_not_shown_whole() {
    let folder = tempfile::tempdir().unwrap();
    let same = "{\"ruling\":\"same\",\"records\":[\"a:900527300123\",\"b:1\"],\"by\":\"N\",\"when\":\"2026-01-02\"}\n";
    fs::write(folder.path().join("ledger.jsonl"), format!("# casualty-register ledger 1\n{same}")).unwrap();
    let base = project(folder.path(), A, B).with_decisions("ledger.jsonl");
    let outcome = outcome(&base);
    let public = Policy::public();
    for (policy, is_counted) in [
        (public.clone(), true),
        (public.clone().with("birth", Handling::Withheld), true),
        (public.clone().with("birth", Handling::Public).with("age", Handling::Coarsened), false),
        (public.clone().with("birth", Handling::Public).with("death", Handling::Withheld), true),
        (public.with("birth", Handling::Public), true),
    ] {
        let view = View::new(&outcome, &policy);
        let of_dates = |person: &&casualty_register::report::view::Person| person.rows.len() == 2;
        let person = view.people.iter().find(of_dates).unwrap();
        // A stated age may be shown beside a birth date and a date of death that are shown whole.
        let stated = Some([31, 31])
            .filter(|_| ["birth", "age", "death"].iter().all(|one| policy.handling(one) == Handling::Public));
        assert_eq!(person.age, stated, "{:?}", policy);
        assert_eq!(view.ages.is_some(), is_counted);
        let files = published(&base.clone().with_profile(policy));
        assert_eq!(text(&files, "register.csv").contains(",31,"), stated.is_some());
        assert_eq!(text(&files, "report.html").contains("\"31\""), stated.is_some());
    }
}

#[test]
fn a_minor_has_no_full_name_in_a_doubtful_duplicate() {
    let folder = tempfile::tempdir().unwrap();
    let a = format!("{A}7,Канареева Айзада,,2022-01-06,Тараз,ребёнок,,,,,\n");
    let b = format!("{B}7,Канареева Айзада,,6 January 2022,Тараз,,,\n");
    // A wrong join is so expensive that records stay apart which are likely one person.
    fs::write(folder.path().join("zqfilepath.csv"), &a).unwrap();
    fs::write(folder.path().join("b.csv"), &b).unwrap();
    let text = format!("{PROJECT}\n[settings]\ncost_of_wrong_join = 1e7\n");
    let project = Project::parse(folder.path().join("reconcile.toml").to_str().unwrap(), &text).unwrap();
    let outcome = outcome(&project);
    let entry = |list: &str| outcome.register().entry_of(list, "7").unwrap();
    assert_ne!(entry("a").id(), entry("b").id());
    let both = View::new(&outcome, &Policy::working());
    assert!(both.people.iter().any(|one| one.id == entry("b").id() && !one.doubts.is_empty()));
    assert_absent("Канареева", &published(&project));
    assert_absent("Айзада", &published(&project));
    let view = View::new(&outcome, &Policy::public());
    let minors = view.people.iter().filter(|one| one.name == "К. А.");
    assert_eq!(minors.map(|one| one.doubts.len() + one.joins.len()).collect::<Vec<_>>(), [0, 0]);
}

#[test]
fn of_who_was_found_alive_nothing_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let a = format!("{A}8,Зкживова Дана,1971-02-03,2022-01-09,Шымкент,гражданский,,,,,\n");
    let alive = published(&project(folder.path(), &a, B));
    for shown in ["Зкживова", "1971", "2022-01-09", "Shymkent"] {
        assert!(text(&alive, "register.csv").contains(shown), "{shown} would be published of the dead");
    }
    for ruling in ["found-alive", "rejected", "withdrawn", "out-of-scope"] {
        let line = format!(
            "{{\"ruling\":\"{ruling}\",\"records\":[\"a:8\"],\"by\":\"N\",\"when\":\"2026-01-02\",\"why\":\"x\"}}\n"
        );
        fs::write(folder.path().join("ledger.jsonl"), format!("# casualty-register ledger 1\n{line}"))
            .unwrap();
        let project = project(folder.path(), &a, B).with_decisions("ledger.jsonl");
        let files = published(&project);
        for canary in ["Зкживова", "1971"] {
            assert_absent(canary, &files);
        }
        for file in ["register.csv", "register.json", "report.html"] {
            let text = text(&files, file);
            assert!(text.contains(ruling), "{file} says {ruling}");
            assert!(!text.contains("2022-01-09") && !text.contains("Shymkent"), "{file}");
        }
        let view = View::new(&outcome(&project), &Policy::public());
        let deaths = view.deaths.as_ref().unwrap();
        let dated: usize = deaths.days.iter().map(|day| day.entries).sum();
        let people = dated + deaths.contradictory + deaths.inexact + deaths.silent;
        assert_eq!(people, view.numbers.identified.entries, "only the dead are in the charts");
    }
}

#[test]
fn no_digest_of_a_model_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), A, B);
    let published = |outcome: &Outcome| {
        let publication = Publication::new(outcome, project.profile()).unwrap();
        let files = publication.files();
        let (_, bytes) = files.iter().find(|(name, _)| *name == "publish.json").unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    let fitted = outcome(&project).model().clone();
    assert!(published(&outcome(&project)).contains("\"has_given_model\": false"));
    // A model fitted to these lists depends on withheld cells, even if it is read from a file.
    let given = |ids: IdBook| {
        let reconciler = Reconciler::of_project(&project).unwrap().with_model(fitted.clone());
        reconciler.with_ids(ids).run().unwrap()
    };
    let first = given(IdBook::default().with_salt("invented"));
    let text = published(&given(first.ids().unwrap().clone()));
    assert!(text.contains("\"has_given_model\": true"));
    assert!(!text.contains("model_sha256"), "{text}");
    let digests: Vec<&str> = text.lines().filter(|line| line.contains("sha256")).collect();
    assert_eq!(digests.len(), 1 + 9, "the bundled tables and the files beside it: {digests:?}");
}

#[test]
fn cells_in_capitals_or_letters_without_them_are_shown_only_as_known_names() {
    let folder = tempfile::tempdir().unwrap();
    let a = format!(
        "{A}9,ТЕЛО ЗКОПОЗНАННОЕ СОСЕДКОЙ ДАНОЙ,,,,,,,,,\n10,ТЕСТОВ СЕРИК НУРЛАНОВИЧ,,,,,,,,,\n\
         11,تعرفت الأم على الجثة,,,,,,,,,\n"
    );
    let files = published(&project(folder.path(), &a, B));
    assert_absent("Зкопознанное", &files);
    assert_absent("الجثة", &files);
    assert!(text(&files, "register.csv").contains("Тестов Серик Нурланович"));
}

#[test]
fn withdrawn_rows_corroborate_nothing_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let ruling = |ruling: &str, records: &str| {
        format!("{{\"ruling\":\"{ruling}\",\"records\":[{records}],\"by\":\"N\",\"when\":\"2026-01-02\"}}\n")
    };
    let same = ruling("same", "\"a:900527300123\",\"b:1\"");
    for (ledger, groups) in [(same.clone(), 2), (same + &ruling("withdrawn", "\"b:1\""), 1)] {
        fs::write(folder.path().join("ledger.jsonl"), format!("# casualty-register ledger 1\n{ledger}"))
            .unwrap();
        let project = project(folder.path(), A, B).with_decisions("ledger.jsonl");
        let outcome = outcome(&project);
        let entry = outcome.register().entry_of("b", "1").unwrap();
        assert_eq!((entry.members().len(), entry.independent_groups()), (2, groups));
        let members = String::from_utf8(outcome.render(Output::Members)).unwrap();
        let line = members.lines().find(|line| line.contains(",b,1,")).unwrap();
        assert!(line.ends_with(&format!(",{groups}")), "{line}");
        let json: serde_json::Value =
            serde_json::from_str(&text(&published(&project), "register.json")).unwrap();
        let shown = json["entries"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["lists"].as_array().unwrap().len() == 2);
        assert_eq!(shown.unwrap()["independent_groups"], groups);
    }
}

const ONE_PERSON: &str = r#"{"ruling":"same","records":["a:20","b:20"],"by":"N","when":"2026-01-02"}"#;

/// A run in which list a has an adult with a known name and list b states something else about the same
/// person.
fn told_apart(b: &str, further: &str) -> (tempfile::TempDir, Vec<(String, Vec<u8>)>) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = format!("# casualty-register ledger 1\n{ONE_PERSON}\n{further}\n");
    fs::write(folder.path().join("ledger.jsonl"), ledger).unwrap();
    let a = format!("{A}20,Мысалов Нурлан,1990-05-27,2022-01-09,Шымкент,гражданский,,,,,\n");
    let project = project(folder.path(), &a, &format!("{B}{b}\n")).with_decisions("ledger.jsonl");
    let files = published(&project);
    (folder, files)
}

#[test]
fn no_list_replaces_a_name_by_nonsense() {
    for nonsense in ["qwerty zxcvbn", "Qwerty Zxcvbn", "xxx", "XXX XXX", "Аааа Бббб"] {
        let (_folder, files) = told_apart(&format!("20,{nonsense},,9 January 2022,Shymkent,,,"), "");
        let register = text(&files, "register.csv");
        assert!(register.contains(",Мысалов Нурлан,"), "{nonsense}: {register}");
    }
}

#[test]
fn no_list_takes_away_the_name_of_an_adult() {
    let is_named = |files: &[(String, Vec<u8>)]| text(files, "register.csv").contains(",Мысалов Нурлан,");
    let row = |age: &str, status: &str| format!("20,Мысалов Нурлан,{age},9 January 2022,Shymkent,,{status},");
    // A label is not a date; the published birth excludes a child.
    assert!(is_named(&told_apart(&row("", "child"), "").1));
    // An age beside a birth date is not published, so it does not decide.
    assert!(is_named(&told_apart(&row("12", ""), "").1));
    let rejected = r#"{"ruling":"rejected","records":["b:20"],"by":"N","when":"2026-01-03"}"#;
    assert!(is_named(&told_apart(&row("12", ""), rejected).1));
}

#[test]
fn small_counts_are_coarsened_until_none_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let header = A.lines().next().unwrap();
    let surnames = ["Тестов", "Примеров", "Образцов", "Сынаков", "Улгиев", "Мысалов"];
    let given = ["Асан", "Ерлан", "Серик", "Болат"];
    let towns = ["Алматы", "Алматы", "Тараз", "Шымкент"];
    let mut list = format!("{header}\n");
    for at in 0..24_usize {
        let town = if at == 7 { "Талгар" } else { towns[at % 4] };
        let (name, day) = (format!("{} {}", surnames[at % 6], given[at / 6]), 5 + at % 3);
        list +=
            &format!("{},{name},19{}-03-0{},2022-01-0{day},{town},,,,,,\n", at + 1, 70 + at % 2, 1 + at % 9);
    }
    fs::write(folder.path().join("zqfilepath.csv"), &list).unwrap();
    fs::write(folder.path().join("b.csv"), B).unwrap();
    let file = folder.path().join("reconcile.toml");
    let parse = |profile: &str| Project::parse(file.to_str().unwrap(), &format!("{PROJECT}\n{profile}"));
    let summary = |files: &[(String, Vec<u8>)]| text(files, "summary");
    let open = published(&parse("").unwrap());
    assert!(summary(&open).contains("Entries with a unique combination"), "{}", summary(&open));
    assert!(!summary(&open).contains("sex: 0 of"), "{}", summary(&open));
    let cut = published(&parse("[profile.public]\nsmallest_cell = 3\n").unwrap());
    assert!(summary(&cut).contains("sex: 0 of"), "{}", summary(&cut));
    assert!(text(&cut, "method.md").contains("fewer than 3 entries"));
    assert!(text(&open, "register.json").contains("Talgar"));
    for file in ["register.csv", "register.json", "report.html"] {
        assert!(!text(&cut, file).contains("Talgar"), "{file}");
    }
    let register = text(&cut, "register.csv");
    let mut table = csv::Reader::from_reader(register.as_bytes());
    let header = table.headers().unwrap().clone();
    let at =
        ["place", "death", "birth", "sex"].map(|name| header.iter().position(|one| one == name).unwrap());
    let mut counts = std::collections::BTreeMap::new();
    for row in table.records() {
        let row = row.unwrap();
        *counts.entry(at.map(|at| row[at].to_owned())).or_insert(0) += 1;
    }
    counts.remove(&["", "", "", ""].map(str::to_owned));
    assert!(!counts.is_empty() && counts.values().all(|count| *count >= 3), "{counts:?}");
    assert_eq!(cut, published(&parse("[profile.public]\nsmallest_cell = 3\n").unwrap()), "deterministic");
    let fault = parse("[profile.public]\nsmallest_cell = 1\n").unwrap_err().to_string();
    assert!(fault.contains("`smallest_cell` must be 2 or more"), "{fault}");
}
