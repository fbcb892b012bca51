//! Errors of earlier versions; each test is named after one. All people are invented.

use std::fs;
use std::path::Path;

use casualty_register::language::lexicon::Lexicon;
use casualty_register::linkage::NameComparer;
use casualty_register::register::FieldState;
use casualty_register::report::Output;
use casualty_register::source::{Field, Project, Source, SourceSpec};
use casualty_register::{Code, Outcome, Reconciler};

fn list(id: &str, columns: &[(Field, &str)], text: &str) -> Source {
    let spec = columns.iter().fold(SourceSpec::new(id, format!("{id}.csv")), |spec, (field, name)| {
        spec.with_column(*field, *name)
    });
    Source::from_bytes(spec, &format!("{id}.csv"), text.as_bytes()).expect("a readable list")
}

fn run(sources: Vec<Source>) -> Outcome {
    let day = |text: &str| text.parse().expect("a day");
    let run = Reconciler::new("regression", sources).with_period(day("2022-01-31"), day("2022-01-02"));
    run.run().expect("a run")
}

fn codes(outcome: &Outcome) -> Vec<Code> {
    outcome.findings().iter().map(|finding| finding.code).collect()
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a written file");
}

/// A project whose one list has the name of an output file.
fn project_with_list_in(folder: &Path) -> Reconciler {
    let lists = folder.join("lists");
    fs::create_dir_all(&lists).expect("a folder");
    write(&lists, "register.csv", "n\nАсанов Бек\n");
    let toml = "[[source]]\nid = \"a\"\nfile = \"lists/register.csv\"\n[source.columns]\nname = \"n\"\n";
    write(folder, "p.toml", toml);
    Reconciler::open(folder.join("p.toml")).expect("a project")
}

#[test]
fn an_output_folder_never_replaces_an_input_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = project_with_list_in(folder.path()).run().expect("a run");
    let error = outcome.write(folder.path().join("lists"), &[Output::Members]).expect_err("a refusal");
    assert!(error.to_string().contains("register.csv"), "{error}");
    assert!(folder.path().join("lists/register.csv").exists());
}

#[test]
fn an_output_folder_without_a_run_of_ours_is_somebodys() {
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = project_with_list_in(folder.path()).run().expect("a run");
    let out = folder.path().join("out");
    fs::create_dir(&out).expect("a folder");
    write(&out, "members.csv", "mine");
    assert!(outcome.write_dir(&out).expect_err("a refusal").to_string().contains("run.json"));
    write(&out, "run.json", "{}");
    assert!(outcome.write_dir(&out).is_err());
    fs::remove_dir_all(&out).expect("removed");
    outcome.write_dir(&out).expect("written");
    outcome.write_dir(&out).expect("written again");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("read").collect();
    assert_eq!(left.len(), 3, "nothing is left beside the folder");
}

#[test]
fn a_day_that_does_not_exist_is_found() {
    let columns = [(Field::Name, "n"), (Field::BirthDate, "b"), (Field::DeathDate, "d")];
    let outcome = run(vec![list("a", &columns, "n,b,d\nАсанов Бек,1990-02-30,45.01.2022\n")]);
    assert_eq!(codes(&outcome).iter().filter(|code| **code == Code::DatePartlyRead).count(), 2);
}

#[test]
fn what_a_name_shows_is_no_statement_of_a_list() {
    let columns = [(Field::Name, "n"), (Field::Sex, "s")];
    let outcome = run(vec![list("a", &columns, "n,s\nмайор Асанов Бек Серикович,zzz\n")]);
    let entry = &outcome.register().entries()[0];
    let sex = entry.field(Field::Sex).expect("a field");
    assert_eq!((sex.state, sex.shown.as_deref()), (FieldState::Inferred, Some("male")));
    assert!(sex.says.is_empty());
    assert_eq!(entry.field(Field::Status).expect("a field").state, FieldState::Silent);
    assert!(entry.claims().iter().any(|claim| claim.raw == "zzz" && claim.value == "zzz"));
    assert!(codes(&outcome).contains(&Code::UnreadableSex));
}

#[test]
fn a_label_cannot_take_the_name_of_a_comparison() {
    for label in ["birth", "given-name", "order", "relatives", "name"] {
        let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "n").with_extra(label, "x");
        assert!(Source::from_bytes(spec, "a.csv", b"n,x\n").is_err(), "{label}");
    }
}

#[test]
fn one_column_is_not_two_fields() {
    let spec = SourceSpec::new("a", "a.csv")
        .with_column(Field::Name, "n")
        .with_column(Field::BirthDate, "b")
        .with_column(Field::Age, "b");
    let error = Source::from_bytes(spec, "a.csv", b"n,b\n").expect_err("a fault").to_string();
    assert!(error.contains("birth_date") && error.contains("age"), "{error}");
}

#[test]
fn empty_rows_above_the_header_stay_above_it() {
    let outcome = run(vec![list("a", &[(Field::Name, "n")], "\n\nn,x\nАсанов Бек,1\n")]);
    let rows = outcome.register().rebuild("a").expect("the list");
    assert_eq!(rows[2], ["n", "x"]);
    assert_eq!(rows[3], ["Асанов Бек", "1"]);
}

#[test]
fn lost_letters_are_found_in_their_own_column() {
    let columns = [(Field::Surname, "s"), (Field::GivenName, "g")];
    let outcome = run(vec![list("a", &columns, "s,g\nАсанов,Бе?зат\n")]);
    let finding = outcome.findings().iter().find(|one| one.code == Code::NameLostLetters).expect("a finding");
    assert_eq!(finding.at[0].column.as_deref(), Some("g"));
}

#[test]
fn a_project_made_in_code_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.csv", "n\nАсанов Бек\n");
    let project = Project::new(folder.path(), "One list")
        .with_source(SourceSpec::new("a", "a.csv").with_column(Field::Name, "n"));
    let outcome = Reconciler::of_project(&project).expect("lists").run().expect("a run");
    assert_eq!(outcome.register().entries().len(), 1);
}

#[test]
fn one_name_alone_is_found_to_be_too_little() {
    let outcome = run(vec![list("a", &[(Field::Name, "n")], "n\nБек\n")]);
    assert!(codes(&outcome).contains(&Code::UnlinkableRecord));
}

#[test]
fn a_further_column_keeps_its_label_and_its_conflicts() {
    let lists = ["a", "b"].map(|id| {
        let spec =
            SourceSpec::new(id, "x.csv").with_column(Field::Name, "n").with_column(Field::BirthDate, "b");
        let spec = spec.with_extra("school", "x");
        let text =
            format!("n,b,x\nЖұмагелдиев Бекарыстан Серікұлы,1990-05-06,школа {id}{id}{id}{id}{id}{id}{id}\n");
        Source::from_bytes(spec, "x.csv", text.as_bytes()).expect("a list")
    });
    let outcome = run(lists.into());
    assert_eq!(outcome.register().entries().len(), 1);
    let claims = outcome.register().entries()[0].claims();
    assert_eq!(claims.iter().filter(|claim| claim.label.as_deref() == Some("school")).count(), 2);
    let register = String::from_utf8(outcome.render(Output::Register)).expect("text");
    assert!(register.lines().next().expect("a header").contains("school,school_state"));
}

#[test]
fn absurd_prices_are_refused_and_the_dearest_do_not_overflow() {
    let mut lexicon = casualty_register::language::lexicon::Lexicon::bundled();
    let table = |cost: &str| format!("a\tb\tcost\twhere\n-\ta\t{cost}\tany\n-\tb\t{cost}\tany\n");
    for absurd in ["1e300", "-7", "NaN", "0", "2.6"] {
        assert!(lexicon.add("zz/alternations", &table(absurd)).is_err(), "{absurd}");
    }
    lexicon.add("zz/alternations", &table("2.5")).expect("a table");
    let reader = casualty_register::language::name::NameReader::new(&lexicon);
    let letters = reader.tables().letters();
    let (long, other) = (letters.fold(&"ab".repeat(60)), letters.fold(&"ba".repeat(70)));
    assert!(letters.price(&long, &other, u16::MAX) == letters.price(&other, &long, u16::MAX));
}

#[test]
fn a_misread_list_meets_a_right_one_and_keeps_what_it_prints() {
    let columns = [(Field::Name, "n"), (Field::BirthDate, "b"), (Field::Place, "p")];
    let right = "n,b,p\nҚұлбаев Әділ Нұрланұлы,1990-05-06,Қызылорда\n";
    let misread = "n,b,p\nЌўлбаев Јділ Нўрланўлы,1990-05-06,Ќызылорда\n";
    let outcome = run(vec![list("a", &columns, right), list("b", &columns, misread)]);
    let entries = outcome.register().entries();
    assert_eq!(entries.len(), 1);
    let claim = entries[0].claims().iter().find(|claim| claim.source == "b" && claim.column == "n");
    let claim = claim.expect("a claim");
    assert_eq!((&*claim.raw, &*claim.value), ("Ќўлбаев Јділ Нўрланўлы", "Құлбаев Әділ Нұрланұлы"));
    let found: Vec<&str> = outcome
        .findings()
        .iter()
        .filter(|one| matches!(one.code, Code::NameRepaired | Code::TextRepaired))
        .map(|one| &*one.message)
        .collect();
    let how = "(KZ-1048 read as windows-1251) is used as";
    let advice = "correct the cell, or leave it if this reading is right";
    assert_eq!(
        found,
        [
            format!("`Ќўлбаев Јділ Нўрланўлы` {how} `Құлбаев Әділ Нұрланұлы`; {advice}"),
            format!("`Ќызылорда` {how} `Қызылорда`; {advice}"),
        ]
    );
}

#[test]
fn names_in_a_script_without_tables_are_told_apart() {
    let names = NameComparer::new(&Lexicon::bundled());
    let probability = |a: &str, b: &str| {
        let read = |text: &str| names.reader().read(text).expect("a name");
        names.compare(&read(a), &read(b)).probability
    };
    assert!(probability("გიორგი მაისურაძე", "გიორგი მაისურაძე") > 0.5);
    assert!(probability("გიორგი მაისურაძე", "ნინო კვარაცხელია") < 0.1);
    // A name that no table transcribes matches its transliteration and no other name.
    assert!(probability("გიორგი მაისურაძე", "Giorgi Maisuradze") > 0.5);
    assert!(probability("გიორგი მაისურაძე", "Nino Kvaratskhelia") < 0.1);
    assert!(probability("Ụraz Asanov", "Uraz Asanov") > 0.5);
}
