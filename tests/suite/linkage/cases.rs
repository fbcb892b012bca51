//! Small lists with the right answers. `tests/cases/linkage/NN-name` has a project, its lists,
//! `why.txt`, and `want.csv` with `a,b,want` (apart, one, apart-or-asked, one-or-asked). Where it
//! matters it also has `findings.csv` with `record,finding`, `groups.csv` with `record,count`, and
//! `values.csv` with `record,field,value` (birth and death in EDTF, age). All people are invented.

use std::fs;
use std::path::{Path, PathBuf};

use casualty_register::{Outcome, Reconciler};

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/linkage");
    let entries = fs::read_dir(folder).expect("the folder of cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("a case").path()).collect();
    cases.retain(|path| path.join("reconcile.toml").exists());
    cases.sort();
    cases
}

/// The errors of a case, one on each line.
fn faults(case: &Path) -> Vec<String> {
    let reconciler = Reconciler::open(case.join("reconcile.toml")).expect("a project");
    let outcome = reconciler.run().expect("a run");
    let register = outcome.register();
    let entry = |key: &str| {
        let (source, record) = key.split_once(':').expect("list:record");
        register.entry_of(source, record).map(|entry| entry.id().to_owned())
    };
    let questions = outcome.review_queue();
    let key = |at: usize| outcome.mentions()[at].key().to_string();
    let asked = |a: &str, b: &str| {
        let is_of = |pair: (usize, usize)| {
            let keys = [key(pair.0), key(pair.1)];
            keys == [a, b] || keys == [b, a]
        };
        questions.iter().any(|item| is_of(item.pair))
    };
    let mut faults = Vec::new();
    for row in rows(&case.join("want.csv")) {
        let [a, b, want] = row.as_slice() else { panic!("a,b,want: {row:?}") };
        let (one, other) = (entry(a), entry(b));
        let are_one = one.is_some() && one == other;
        let is_right = one.is_some() && other.is_some() && are_one == want.starts_with("one");
        if !(is_right || (want.ends_with("-asked") && asked(a, b))) {
            let asked = if asked(a, b) { ", asked" } else { "" };
            faults.push(format!("{a} ~ {b}: want {want}, one: {are_one}{asked}"));
        }
    }
    for row in rows(&case.join("findings.csv")) {
        let [record, code] = row.as_slice() else { panic!("record,finding: {row:?}") };
        let is_there = outcome.findings().iter().any(|finding| {
            let of_record = |at: &casualty_register::Location| {
                Some(format!("{}:{}", at.source, at.record.as_deref().unwrap_or_default())).as_ref()
                    == Some(record)
            };
            finding.code.as_str() == code.trim_start_matches('!') && finding.at.iter().any(of_record)
        });
        // `!no-name` means that there is no such finding.
        if is_there == code.starts_with('!') {
            faults.push(format!("{record}: finding {code}: {is_there}"));
        }
    }
    for row in rows(&case.join("values.csv")) {
        let [record, field, want] = row.as_slice() else { panic!("record,field,value: {row:?}") };
        let mention = outcome.mentions().iter().find(|mention| mention.key().to_string() == *record);
        let value = mention.and_then(|mention| match field.as_str() {
            "birth" => mention.birth().map(|date| date.edtf()),
            "death" => mention.death().map(|date| date.edtf()),
            _ => mention.age().map(ToString::to_string),
        });
        if mention.is_none() || value.as_deref().unwrap_or_default() != want {
            faults.push(format!("{record}: {field} {want:?}, found {value:?}"));
        }
    }
    for row in rows(&case.join("groups.csv")) {
        let [record, count] = row.as_slice() else { panic!("record,count: {row:?}") };
        let (source, id) = record.split_once(':').expect("list:record");
        let grading = register.entry_of(source, id).expect("an entry").grading();
        let found = grading.group_count.map(|count| count.to_string()).unwrap_or_default();
        if !grading.is_group || found != *count {
            faults.push(format!("{record}: a group of {count:?}, found {} {found:?}", grading.is_group));
        }
    }
    faults.extend(unasked(&outcome));
    faults
}

/// Pairs that are joined although the two records disagree, only because of other records, and that no
/// reviewer is asked about; one on each line.
fn unasked(outcome: &Outcome) -> Vec<String> {
    let needed = outcome.settings().needed();
    let questions = outcome.review_queue();
    let groups = outcome.clustering().clusters.iter().map(|one| one.members.as_slice());
    let twos = groups.filter(|members| members.len() == 2);
    let unasked = twos.filter_map(|members| {
        let link = outcome.links().iter().find(|link| [link.pair.a(), link.pair.b()] == members)?;
        let is_asked = questions.iter().any(|one| one.pair == (members[0], members[1]));
        let keys = members.iter().map(|at| outcome.mentions()[*at].key().to_string());
        let keys: Vec<String> = keys.collect();
        (link.is_asked_about(needed) && !is_asked).then(|| format!("{}: not asked", keys.join(" ~ ")))
    });
    unasked.collect()
}

#[test]
fn every_case_comes_right() {
    let cases = cases();
    assert!(!cases.is_empty());
    let mut all = Vec::new();
    for case in &cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        all.extend(faults(case).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.is_empty(), "\n{}", all.join("\n"));
}

/// Invented people in Arabic letters and in one of the usual transcriptions.
fn in_two_scripts() -> [String; 2] {
    let given = [
        ("محمد", "Mohammed"),
        ("أحمد", "Ahmad"),
        ("يوسف", "Yousef"),
        ("خالد", "Khaled"),
        ("سعيد", "Saeed"),
        ("فاطمة", "Fatima"),
        ("مريم", "Maryam"),
        ("إبراهيم", "Ibrahim"),
        ("عمر", "Omar"),
        ("جمال", "Jamal"),
    ];
    let families = [
        ("القنديل", "Al-Qandil"),
        ("البستاني", "Al-Bustani"),
        ("الوردي", "Alwardi"),
        ("درويش", "Darwish"),
        ("شاهين", "Shaheen"),
        ("نصر", "Nasr"),
        ("الزعفراني", "Zaafarani"),
    ];
    let mut lists = [String::from("id,name,age\n"), String::from("id,name,age\n")];
    for at in 0..given.len() * families.len() {
        let (one, father) = (given[at % given.len()], given[(at * 3 + at / 10 + 1) % given.len()]);
        let family = families[at % families.len()];
        let age = 18 + at * 7 % 60;
        lists[0] += &format!("{at},{} {} {},{age}\n", one.0, father.0, family.0);
        lists[1] += &format!("{at},{} {} {},{age}\n", one.1, father.1, family.1);
    }
    lists
}

#[test]
fn blocks_bring_arabic_names_and_their_transcriptions_together() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, list) in ["a.csv", "b.csv"].iter().zip(in_two_scripts()) {
        fs::write(folder.path().join(name), list).expect("written");
    }
    let source = |id: &str| {
        format!(
            "[[source]]\nid = \"{id}\"\nfile = \"{id}.csv\"\nduplicates = \"never\"\n[source.columns]\nid = \"id\"\nname = \"name\"\nage = \"age\"\n"
        )
    };
    let found = |pairs: u64| -> usize {
        let project = folder.path().join(format!("{pairs}.toml"));
        let text = format!("{}{}[settings]\nexhaustive_pairs = {pairs}\n", source("a"), source("b"));
        fs::write(&project, text).expect("written");
        let outcome = Reconciler::open(&project).and_then(|project| project.run()).expect("a run");
        let register = outcome.register();
        let entry =
            |list: &str, at: usize| register.entry_of(list, &at.to_string()).map(|one| one.id().to_owned());
        (0..70).filter(|at| entry("a", *at).is_some() && entry("a", *at) == entry("b", *at)).count()
    };
    let (all, blocked) = (found(1_000_000), found(0));
    assert!(all >= 60, "of 70 people {all} are found when all pairs are compared");
    assert!(blocked * 100 >= all * 95, "{blocked} of {all} are found in blocks");
}
