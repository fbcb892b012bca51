//! No withheld value is published: every kind of field contains a canary, and no form of it occurs in
//! any byte of a publication or on the screen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ages;
mod exchange;
mod leaks;
mod people;
mod texts;
mod withheld;

use std::fs;
use std::path::Path;
use std::process::Command;

use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::{Gazetteer, PlaceCell};
use casualty_register::register::{Grade, IdBook};
use casualty_register::report::view::View;
use casualty_register::report::{Output, Publication};
use casualty_register::source::{Handling, Policy, Project};
use casualty_register::{Outcome, Reconciler};
use proptest::prelude::*;

const PROJECT: &str = r#"
[project]
title = "Two lists"
from = "2022-01-02"
to = "2022-01-31"
[[source]]
id = "a"
file = "zqfilepath.csv"
[source.columns]
id = "ИИН"
name = "ФИО"
birth_date = "Родился"
death_date = "Погиб"
place = "Где"
status = "Кто"
note = "Прим"
url = "Ссылка"
[source.extra]
school = "Школа"
[[source]]
id = "b"
file = "b.csv"
[source.columns]
id = "№"
name = "Name"
age = "Age"
death_date = "Died"
place = "Place"
sex = "Sex"
status = "Status"
"#;

const A: &str = "\
ИИН,ФИО,Родился,Погиб,Где,Кто,Прим,Ссылка,Школа,Мать,name
900527300123,Тестов Асан Серикович (тел. 87015550199),1990-05-27,2022-01-05,\"Алматы, ул. Канарейкина 77\",брат Зкстатусова,со слов Зкпримечева,https://example.org/zqurlpath?tel=87015550188,zqschool,zqmother,zqheadedname
080314300456,Малолетова Айсулу,2008-03-14,2022-01-06,Тараз,ребёнок,zqnote2,https://example.org/maloletova-aisulu,zqschool2,zqmother2,x
770101300789,Примерова Дана,zqbirthtext 1977,zqdeathtext,zqplacetext Зкместова,гражданский,,,,zqmother3,x
4,Тестов Б. - со слов брата Зкбратова,,,,,,,,,x
5,\"тело неизвестного, опознала Зкопознова\",,,,,,,,,x
";

const B: &str = "\
№,Name,Age,Died,Place,Sex,Status,Witness
1,Testov Asan,31,5 January 2022,Almaty,male,civilian,zqwitness
2,Unknown zqnoname,zqage,6 January 2022,zqstreet 12,zqsex,zqstatus,87015550177
";

/// The texts that must not be found.
const CANARIES: [&str; 31] = [
    "Зкбратова",
    "Зкопознова",
    "900527300123",
    "080314300456",
    "770101300789",
    "87015550199",
    "87015550188",
    "87015550177",
    "05-27",
    "27.05",
    "03-14",
    "Канарейкина",
    "Зкстатусова",
    "Зкпримечева",
    "Зкместова",
    "zqurlpath",
    "zqschool",
    "zqmother",
    "zqheadedname",
    "Малолетова",
    "maloletova",
    "Айсулу",
    "zqnote2",
    "zqbirthtext",
    "zqdeathtext",
    "zqplacetext",
    "zqwitness",
    "zqage",
    "zqstreet",
    "zqsex",
    "zqfilepath",
];

fn project(folder: &Path, a: &str, b: &str) -> Project {
    fs::write(folder.join("reconcile.toml"), PROJECT).unwrap();
    fs::write(folder.join("zqfilepath.csv"), a).unwrap();
    fs::write(folder.join("b.csv"), b).unwrap();
    Project::open(folder.join("reconcile.toml")).unwrap()
}

/// A run of a project that keeps its ids.
fn outcome(project: &Project) -> Outcome {
    let run = |ids: IdBook| Reconciler::of_project(project).unwrap().with_ids(ids).run().unwrap();
    let first = run(IdBook::default().with_salt("invented"));
    run(first.ids().unwrap().clone())
}

fn published(project: &Project) -> Vec<(String, Vec<u8>)> {
    let outcome = outcome(project);
    let publication = Publication::new(&outcome, project.profile()).unwrap();
    let mut files: Vec<(String, Vec<u8>)> =
        publication.files().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    files.push(("summary".to_owned(), publication.summary().into_bytes()));
    files
}

/// The forms in which a text may appear in a file, in small letters; base64 unchanged.
fn forms(canary: &str) -> (Vec<String>, Vec<String>) {
    let small = canary.to_lowercase();
    let mut plain = vec![small.clone(), fold(canary)];
    for text in [small, canary.to_uppercase(), canary.to_owned()] {
        let of =
            |write: &dyn Fn(u32) -> String| text.chars().map(|c| write(u32::from(c))).collect::<String>();
        plain.push(of(&|n| format!("\\u{n:04x}")));
        plain.push(of(&|n| format!("\\u{{{n:x}}}")));
        plain.push(of(&|n| format!("&#x{n:x};")));
        plain.push(of(&|n| format!("&#{n};")));
        plain.push(text.bytes().map(|byte| format!("%{byte:02x}")).collect());
        plain.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
    }
    let base64 = (0..3).map(|skip| inner_base64(canary.as_bytes(), skip)).collect();
    (plain, base64)
}

/// Coarse Latin letters, in which places outside the gazetteer are compared.
fn fold(text: &str) -> String {
    match Gazetteer::new(&Lexicon::bundled()).read(text, None) {
        PlaceCell::Unknown(place) if place.key().len() >= 4 => place.key().to_owned(),
        _ => text.to_lowercase(),
    }
}

/// The base64 letters that a text has at each of the three possible offsets.
fn inner_base64(bytes: &[u8], skip: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes[skip.min(bytes.len())..].chunks_exact(3);
    let letters = groups.flat_map(|group| {
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize]))
    });
    letters.collect()
}

fn assert_absent(canary: &str, files: &[(String, Vec<u8>)]) {
    let (plain, base64) = forms(canary);
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        let small = text.to_lowercase();
        for form in &plain {
            assert!(!small.contains(form.as_str()), "{canary} stands in {name} as {form}");
        }
        for form in base64.iter().filter(|form| form.len() >= 8) {
            assert!(!text.contains(form.as_str()), "{canary} stands in {name} in base64");
        }
    }
}

#[test]
fn canaries_are_in_nothing_that_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let files = published(&project(folder.path(), A, B));
    let everything = Reconciler::of_project(&project(folder.path(), A, B)).unwrap().run().unwrap();
    let everything = everything.render(Output::RegisterJson);
    for canary in CANARIES {
        let stands = String::from_utf8_lossy(&everything).contains(canary);
        assert!(stands || canary == "27.05", "{canary} would not be found if it were published");
        assert_absent(canary, &files);
    }
    let csv = String::from_utf8(files[0].1.clone()).unwrap();
    assert!(csv.contains("Тестов Асан") && csv.contains(",1990,") && csv.contains("М. А."), "{csv}");
    // The order of rows may depend on ids that are not shown.
    assert!(csv.contains("Almaty") && csv.contains("record 3") && !csv.contains("row "), "{csv}");
}

#[test]
fn the_program_says_nothing_of_them_either() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), A, B);
    let keeping = PROJECT.replacen("[project]", "[project]\nids = \"ids.jsonl\"", 1);
    fs::write(folder.path().join("reconcile.toml"), keeping).unwrap();
    let first = Command::new(crate::program::program())
        .args(["run", "reconcile.toml", "--out", "out"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let run = |folder: &Path| {
        let out = folder.join("public");
        let mut program = Command::new(crate::program::program());
        program.arg("publish").arg(folder.join("reconcile.toml")).arg("--out").arg(out);
        program.output().unwrap()
    };
    let well = run(folder.path());
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    let mut seen = vec![("stdout".to_owned(), well.stdout), ("stderr".to_owned(), well.stderr)];
    for entry in fs::read_dir(folder.path().join("public")).unwrap() {
        let path = entry.unwrap().path();
        seen.push((path.display().to_string(), fs::read(&path).unwrap()));
    }
    // A missing header: the message of `check` quotes the row that was taken for the header.
    let wrong = A.split_once('\n').unwrap().1;
    fs::write(folder.path().join("zqfilepath.csv"), wrong).unwrap();
    let failed = run(folder.path());
    assert_eq!(failed.status.code(), Some(2));
    seen.extend([("stdout".to_owned(), failed.stdout), ("stderr".to_owned(), failed.stderr)]);
    for canary in CANARIES {
        assert_absent(canary, &seen);
    }
}

#[test]
fn a_policy_opens_and_closes_fields() {
    let folder = tempfile::tempdir().unwrap();
    let base = project(folder.path(), A, B);
    let policy = Policy::public().with("school", Handling::Public).with("name", Handling::Withheld);
    let text = |files: &[(String, Vec<u8>)]| -> String {
        files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
    };
    let open = text(&published(&base.clone().with_profile(policy)));
    // The school of a minor is plain text and stays withheld.
    assert!(open.contains("zqschool") && !open.contains("zqschool2") && !open.contains("Асан"));
    assert!(Publication::new(&outcome(&base), &Policy::working()).is_err());
    let without_ids = Reconciler::of_project(&base).unwrap().run().unwrap();
    let refused = Publication::new(&without_ids, &Policy::public()).unwrap_err().to_string();
    assert!(refused.contains("run `reconcile run`"), "{refused}");
}

#[test]
fn faults_of_a_profile_name_the_nearest_key() {
    for (line, wanted) in [
        ("brith = \"public\"", "nearest: `birth`"),
        ("birth = \"hidden\"", "write \"public\", \"coarsened\" or \"withheld\""),
        ("note = \"coarsened\"", "no form with less detail"),
        ("\"Родился\" = \"withheld\"", "write `birth` instead"),
        ("birth = \"public\"\nbirth_date = \"public\"", "keep one"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        project(folder.path(), A, B);
        let path = folder.path().join("reconcile.toml");
        fs::write(&path, format!("{PROJECT}\n[profile.public]\n{line}\n")).unwrap();
        let read = Project::open(&path).and_then(|project| project.read_sources().map(|_| ()));
        let error = read.unwrap_err().to_string();
        assert!(error.contains(wanted), "{line}: {error}");
    }
}

#[test]
fn folders_of_others_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), A, B);
    let outcome = outcome(&project);
    let publication = Publication::new(&outcome, project.profile()).unwrap();
    assert!(publication.write(folder.path()).is_err(), "the folder of the lists");
    outcome.write_dir(folder.path().join("run")).unwrap();
    assert!(publication.write(folder.path().join("run")).is_err(), "a run is no publication");
    publication.write(folder.path().join("public")).unwrap();
    publication.write(folder.path().join("public")).unwrap();
    assert!(outcome.write_dir(folder.path().join("public")).is_err(), "a publication is no run");
}

#[test]
fn rulings_take_the_place_of_computed_grades() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = "# casualty-register ledger 1\n\
        {\"ruling\":\"found-alive\",\"records\":[\"a:900527300123\",\"b:1\"],\"by\":\"Zqreviewer\",\"when\":\"2026-01-02\",\"why\":\"zqreason\"}\n\
        {\"ruling\":\"group\",\"records\":[\"b:2\"],\"by\":\"Zqreviewer\",\"when\":\"2026-01-02\",\"count\":3}\n";
    fs::write(folder.path().join("ledger.jsonl"), ledger).unwrap();
    let project = project(folder.path(), A, B).with_decisions("ledger.jsonl");
    let outcome = Reconciler::of_project(&project).unwrap().run().unwrap();
    let alive = outcome.register().entry_of("b", "1").unwrap().grading();
    assert_eq!(alive.grade, Grade::FoundAlive);
    assert_eq!(alive.ruled.as_ref().unwrap().by, "Zqreviewer");
    let summary = outcome.summary();
    assert_eq!((summary.grades.not_counted, summary.grades.in_groups), (1, 3));
    assert_eq!(summary.people, summary.grades.named);
    let numbers = View::new(&outcome, &Policy::public()).numbers;
    assert_eq!(numbers.documented.entries as u64, summary.grades.documented());
    assert!(numbers.documented.low <= numbers.documented.entries, "{numbers:?}");
    assert!(numbers.documented.entries <= numbers.documented.high, "{numbers:?}");
    for canary in ["Zqreviewer", "zqreason"] {
        assert_absent(canary, &published(&project));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn random_canaries_are_withheld(words in prop::collection::vec("zq[a-z]{9}", 8)) {
        let folder = tempfile::tempdir().unwrap();
        let w = |at: usize| words[at].as_str();
        let row = format!(
            "6,Тестов Асан,{} 1990,{},{} 5,{},{},https://example.org/{},{},{},x\n",
            w(0), w(1), w(2), w(3), w(4), w(5), w(6), w(7)
        );
        let files = published(&project(folder.path(), &format!("{A}{row}"), B));
        for word in &words {
            assert_absent(word, &files);
        }
    }
}
