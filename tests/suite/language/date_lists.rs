//! Dates that can only be read with the rest of their list: the order of day and month, and dates in
//! three columns. The period is 2 to 31 January 2022.
//!
//! A row of `cases/day-order.csv` is a list: its births and deaths separated by `|`, the order that the
//! project file states, how the last birth is read, and whether it is reported as ambiguous. A row of
//! `cases/date-parts.csv` is a death, how it is read, and the finding.
#![allow(clippy::unwrap_used)]

use casualty_register::language::date::{Day, DayOrder};
use casualty_register::language::lexicon::Lexicon;
use casualty_register::source::{Field, Mention, Readers, Source, SourceSpec, read_all};
use casualty_register::{Code, Finding};

fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn read(spec: SourceSpec, text: &str) -> (Vec<Mention>, Vec<Finding>) {
    let source = Source::from_bytes(spec, "a.csv", text.as_bytes()).unwrap();
    let period = Day::new(2022, 1, 2).zip(Day::new(2022, 1, 31));
    read_all(&[source], &Readers::new(&Lexicon::bundled(), period, DayOrder::Unknown))
}

fn order(text: &str) -> Option<DayOrder> {
    match text {
        "day-first" => Some(DayOrder::DayFirst),
        "month-first" => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

#[test]
fn the_dates_of_a_list_show_their_order() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../../cases/day-order.csv")) {
        let [births, deaths, stated, expected, ambiguous, _] = row.as_slice() else { panic!("{row:?}") };
        let mut text = String::from("id,name,born,died\n");
        for (at, death) in deaths.split('|').enumerate() {
            text += &format!("d{at},Тестов Асан,,{death}\n");
        }
        for (at, birth) in births.split('|').enumerate() {
            text += &format!("b{at},Пробин Ермек,{birth},\n");
        }
        let last = format!("b{}", births.split('|').count() - 1);
        let spec =
            SourceSpec::new("a", "a.csv").with_column(Field::Id, "id").with_column(Field::Name, "name");
        let spec = spec.with_column(Field::BirthDate, "born").with_column(Field::DeathDate, "died");
        let spec = order(stated).map_or(spec.clone(), |order| spec.with_day_order(order));
        let (mentions, findings) = read(spec, &text);
        let mention = mentions.iter().find(|one| *one.key().record == *last).unwrap();
        let birth = mention.birth().map(|birth| birth.edtf()).unwrap_or_default();
        let is_found = findings.iter().any(|one| {
            one.code == Code::AmbiguousDate && one.at.iter().any(|at| at.record.as_deref() == Some(&last))
        });
        if birth != *expected || is_found != (ambiguous == "yes") {
            wrong.push(format!("{row:?}: {birth}, {is_found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_death_that_the_period_tells_from_another_one_is_found() {
    let spec = SourceSpec::new("a", "a.csv").with_column(Field::Id, "id").with_column(Field::Name, "name");
    let spec = spec.with_column(Field::DeathDate, "died");
    for (death, read_as, is_found) in [
        ("01/02/22", "2022-01-02", true),
        ("05/01/2022", "2022-01-05", false),
        ("01.02.2022", "2022-02-01", false),
    ] {
        let (mentions, findings) = read(spec.clone(), &format!("id,name,died\n1,Тестов Асан,{death}\n"));
        assert_eq!(mentions[0].death().unwrap().edtf(), read_as, "{death}");
        assert_eq!(findings.iter().any(|one| one.code == Code::AmbiguousDate), is_found, "{death}");
    }
}

#[test]
fn dates_in_three_columns() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../../cases/date-parts.csv")) {
        let [year, month, day, expected, finding, _] = row.as_slice() else { panic!("{row:?}") };
        let spec =
            SourceSpec::new("a", "a.csv").with_column(Field::Id, "id").with_column(Field::Name, "name");
        let spec = spec.with_column(Field::DeathYear, "y").with_column(Field::DeathMonth, "m");
        let spec = spec.with_column(Field::DeathDay, "d");
        let (mentions, findings) =
            read(spec, &format!("id,name,y,m,d\n1,Тестов Асан,{year},{month},{day}\n"));
        let death = mentions[0].death().map(|death| death.edtf()).unwrap_or_default();
        let is_of_date = |one: &&Finding| {
            matches!(one.code, Code::UnreadableDate | Code::DatePartlyRead | Code::AmbiguousDate)
        };
        let found = findings.iter().find(is_of_date).map(|one| one.code.as_str()).unwrap_or_default();
        if death != *expected || found != finding {
            wrong.push(format!("{row:?}: {death}, {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
