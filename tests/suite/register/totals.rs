//! Published totals: the arithmetic of the real statements, which totals are possible, and which cannot
//! be compared.
//!
//! `INSTA_UPDATE=always cargo test --test suite totals` accepts new texts; read the difference before
//! you commit it.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use casualty_register::register::totals::{
    AbsenceReason, ContradictionKind, Examination, Figure, FigureStanding, Reasons, Sum, SumState, Totals,
    Verdict,
};
use casualty_register::source::{Field, Source, SourceSpec};
use casualty_register::{Code, Outcome, Reconciler, Severity};
use proptest::prelude::*;

static OUTCOME: LazyLock<Outcome> =
    LazyLock::new(|| Reconciler::open(samples().join("reconcile.toml")).unwrap().run().unwrap());

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022")
}

fn examination() -> &'static Examination {
    OUTCOME.totals().unwrap()
}

fn sum(whole: &str, breakdown: &str) -> &'static Sum {
    let is = |sum: &&Sum| sum.whole.id == whole && sum.breakdown == breakdown;
    examination().sums.iter().find(is).unwrap()
}

fn labels(figures: &[Figure]) -> Vec<String> {
    figures.iter().map(Figure::label).collect()
}

#[test]
fn the_categories_of_march_2022_count_eleven_people_twice() {
    let march = sum("mar-2022", "category");
    assert_eq!(march.parts.iter().filter_map(|part| part.number).collect::<Vec<_>>(), [86, 53, 63, 20, 19]);
    assert_eq!((march.sum, march.state, march.difference), (241, SumState::Over, 11));
    let explained: Vec<Vec<String>> = march.explanations.iter().map(|one| labels(one)).collect();
    assert_eq!(explained, [["11 Almaty, civilian"]]);
    assert_eq!(labels(&march.hosts), ["53 Almaty, undetermined"]);
    for (whole, breakdown, total) in [
        ("mar-2022-almaty", "category", 139),
        ("mar-2022-civilians", "place", 20),
        ("may-2022-attackers", "place", 149),
    ] {
        let found = sum(whole, breakdown);
        assert_eq!((found.sum, found.state), (total, SumState::Exact), "{whole}");
    }
    assert!(OUTCOME.findings().iter().any(|finding| finding.code == Code::CategoriesOverlap));
}

#[test]
fn the_categories_of_january_2023_leave_room_for_the_officers_and_the_dead_in_custody() {
    let categories = sum("jan-2023", "category");
    assert_eq!((categories.sum, categories.state, categories.difference), (213, SumState::Short, 25));
    let explained: Vec<Vec<String>> = categories.explanations.iter().map(|one| labels(one)).collect();
    assert_eq!(explained, [["19 Kazakhstan, security", "6 Kazakhstan, custody"]]);
    let places = sum("jan-2023", "place");
    assert_eq!((places.sum, places.state, places.difference), (214, SumState::Short, 24));
    assert!(places.explanations.is_empty(), "places are not made up of statuses");
    assert_eq!(sum("aug-2022", "custody added").state, SumState::Exact);
    // A part that cuts across the others is not added.
    let added = |figure: &Figure| examination().sums.iter().any(|sum| sum.parts.contains(figure));
    assert!(!examination().figures.iter().any(|one| one.figure.number == Some(41) && added(&one.figure)));
}

/// How many people two lists must share: |A| + |B| - N.
#[test]
fn totals_ask_for_overlaps_of_the_published_lists() {
    let [rights, news, office] =
        ["Ar.Rukh.Khak (B. Toregozhina)", "Radio Azattyq", "General Prosecutor's Office"];
    let published = &examination().published_lists;
    let totals: Vec<u64> = published.rows.iter().map(|row| row.total).collect();
    assert_eq!(totals, [230, 232, 238, 241]);
    let expected = [
        (230, [Some(179), None, None]),
        (232, [Some(177), None, None]),
        (238, [Some(171), Some(221), Some(188)]),
        (241, [Some(168), Some(218), Some(185)]),
    ];
    for (total, overlaps) in expected {
        let pairs = [(rights, news), (office, rights), (office, news)];
        let found = pairs.map(|(a, b)| published.need(total, a, b).unwrap().overlap);
        assert_eq!(found, overlaps, "{total}");
    }
    assert!(published.rows.iter().all(|row| row.at_least == (row.total == 241)));
}

#[test]
fn totals_ask_for_overlaps_of_the_lists_of_the_project() {
    let lists = &examination().lists;
    let size = |name: &str| lists.lists.iter().find(|list| list.name == name).unwrap().low;
    let found = OUTCOME.posterior().people_with(&[0, 1]);
    assert_eq!(lists.pairs[0].found, Some(found));
    for row in &lists.rows {
        let need = lists.need(row.total, "azattyq", "arrukhkhak").unwrap();
        let overlap = size("azattyq") + size("arrukhkhak") - row.total;
        assert_eq!(need.overlap, Some(overlap));
        assert_eq!(need.unexplained, overlap.saturating_sub(found.high as u64));
    }
}

#[test]
fn figures_that_fell_are_shown_and_withdrawn_ones_are_no_bound() {
    let fell: Vec<(ContradictionKind, String, String)> = examination()
        .contradictions
        .iter()
        .map(|one| (one.kind, one.first.label(), one.second.label()))
        .collect();
    let is = |kind, first: &str, second: &str| fell.contains(&(kind, first.to_owned(), second.to_owned()));
    assert!(is(ContradictionKind::Fell, "18 Kazakhstan, security", "16 Kazakhstan, security"));
    assert!(is(ContradictionKind::FellBelowPart, "149 Almaty, civilian", "139 Almaty, all"));
    let retracted = |figure: &Figure| figure.standing() == FigureStanding::Retracted;
    assert!(!examination().contradictions.iter().any(|one| retracted(&one.first) || retracted(&one.second)));
    assert!(examination().lists.rows.iter().all(|row| row.total != 164));
    assert!(examination().figures.iter().any(|one| one.figure.number == Some(164)));
}

#[test]
fn the_totals_of_the_samples_are_no_errors() {
    assert!(OUTCOME.findings().iter().all(|finding| finding.severity != Severity::Error));
    let unreadable = |code: Code| matches!(code, Code::UnreadableTotal | Code::ListSizeDiffers);
    assert!(!OUTCOME.findings().iter().any(|finding| unreadable(finding.code)));
}

#[test]
fn an_examination_reads_well() {
    insta::assert_snapshot!(examination().to_string());
}

const HEADER: &str = "date,figure,scope_place,scope_status,kind,id,part_of,superseded_by,retracted,list\n";

fn list(id: &str, rows: &str) -> Source {
    let spec = SourceSpec::new(id, format!("{id}.csv"))
        .with_column(Field::Id, "id")
        .with_column(Field::Name, "name")
        .with_column(Field::BirthDate, "born")
        .with_column(Field::Place, "place")
        .with_column(Field::Status, "status");
    let text = format!("id,name,born,place,status\n{rows}");
    Source::from_bytes(spec, &format!("{id}.csv"), text.as_bytes()).unwrap()
}

/// Four people, two of them on both lists.
fn lists() -> Vec<Source> {
    let a = "1,Тестов Асан Болатович,1990-03-04,Алматы,полицейский\n\
             2,Пробный Ерлан Маратович,1985-07-09,Талдыкорган,гражданский\n\
             3,Мнимов Нурлан Серикович,1977-11-30,Тараз,гражданский\n";
    let b = "7,Тестов Асан Болатович,1990-03-04,Алматы,полицейский\n\
             8,Пробный Ерлан Маратович,1985-07-09,Талдыкорган,\n\
             9,Вымыслов Данияр Кайратович,1999-01-15,,\n";
    vec![list("a", a), list("b", b)]
}

fn reconciler(lists: Vec<Source>) -> Reconciler {
    let period = ("2022-01-02".parse().unwrap(), "2022-01-31".parse().unwrap());
    Reconciler::new("", lists).with_period(period.0, period.1)
}

fn run(rows: &str) -> Outcome {
    let totals = Totals::from_bytes("totals.csv", format!("{HEADER}{rows}").as_bytes()).unwrap();
    reconciler(lists()).with_totals(totals).run().unwrap()
}

#[test]
fn each_figure_has_its_verdict() {
    let cases = [
        ("2022-03-14,4,Kazakhstan,all,total", Verdict::Within, false),
        ("2022-03-14,5,Kazakhstan,all,total", Verdict::RegisterBelow, false),
        ("2022-03-14,3,Kazakhstan,all,total", Verdict::RegisterAbove, false),
        // One list alone has three people.
        ("2022-03-14,2,Kazakhstan,all,total", Verdict::RegisterAbove, true),
        // Stated while people still died.
        ("2022-01-09,2,Kazakhstan,all,total", Verdict::NotComparable, false),
        ("2022-03-14,1,Almaty,all,subtotal", Verdict::Within, false),
        ("2022-03-14,2,Almaty,all,subtotal", Verdict::Open, false),
        ("2022-03-14,3,Almaty,all,subtotal", Verdict::RegisterBelow, false),
        ("2022-03-14,1,Алматинская область,all,subtotal", Verdict::Within, false),
        ("2022-08-14,1,Алматинская область,all,subtotal", Verdict::NotComparable, false),
        ("2022-03-14,1,Kazakhstan,security,subtotal", Verdict::Within, false),
        ("2022-03-14,0,Kazakhstan,security,subtotal", Verdict::RegisterAbove, true),
        ("2022-03-14,1,Kazakhstan,attacker,subtotal", Verdict::NotComparable, false),
        ("2022-03-14,1,seven other regions,all,subtotal", Verdict::NotComparable, false),
        ("2022-03-14,2,Kazakhstan,all,subtotal", Verdict::NotComparable, false),
        ("2022-03-14,3,Kazakhstan,all,list-size", Verdict::NotComparable, false),
    ];
    let rows: Vec<String> = cases.iter().map(|(row, ..)| format!("{row},,,,,")).collect();
    let outcome = run(&rows.join("\n"));
    for (found, (row, verdict, impossible)) in outcome.totals().unwrap().figures.iter().zip(cases) {
        assert_eq!(found.verdict, verdict, "{row}: {}", found.reason);
        assert_eq!(found.impossible.is_some(), impossible, "{row}: {:?}", found.impossible);
    }
}

#[test]
fn odd_tables_are_findings() {
    let cases = [
        ("2022-03-14,many,Kazakhstan,all,total,,,,,", Code::UnreadableTotal, Some("figure")),
        ("in March,4,Kazakhstan,all,total,,,,,", Code::UnreadableTotal, Some("date")),
        ("2022-02-30,4,Kazakhstan,all,total,,,,,", Code::UnreadableTotal, Some("date")),
        ("2022-03-14,4,Kazakhstan,all,sum,,,,,", Code::UnreadableTotal, Some("kind")),
        ("2022-03-14,4,Kazakhstan,all,total,,,,perhaps,", Code::UnreadableTotal, Some("retracted")),
        ("2022-03-14,4,Kazakhstan,all,total,,nothing:place,,,", Code::UnreadableTotal, Some("part_of")),
        ("2022-03-14,4,Kazakhstan,all,total,,,2022-05-05,,", Code::UnreadableTotal, Some("superseded_by")),
        (
            "2022-03-14,4,Kazakhstan,all,total,x,,,,\n2022-03-15,4,Kazakhstan,all,total,x,,,,",
            Code::UnreadableTotal,
            Some("id"),
        ),
        ("2022-03-14,5,Kazakhstan,all,list-size,,,,,a", Code::ListSizeDiffers, Some("figure")),
        ("2022-03-14,2,Kazakhstan,all,total,,,,,", Code::TotalImpossible, Some("figure")),
        ("2022-03-14,3,Kazakhstan,all,total,,,,,", Code::TotalBelowRegister, Some("figure")),
        (
            "2022-03-14,9,Almaty,all,subtotal,,,,,\n2022-03-15,8,Almaty,all,subtotal,,,,,",
            Code::TotalFell,
            Some("figure"),
        ),
        (
            "2022-03-14,9,Almaty region,all,subtotal,,,,,\n2022-09-15,8,Almaty region,all,subtotal,,,,,",
            Code::BorderChanged,
            Some("figure"),
        ),
        (
            "2022-03-14,5,Kazakhstan,all,total,x,,,,\n2022-03-14,8,Almaty,all,subtotal,,x,,,",
            Code::SubtotalAboveTotal,
            Some("figure"),
        ),
        (
            "2022-03-14,5,Kazakhstan,all,total,x,,,,\n2022-03-14,4,Almaty,all,subtotal,,x:p,,,\n\
             2022-03-14,4,Taraz,all,subtotal,,x:p,,,",
            Code::CategoriesOverlap,
            Some("figure"),
        ),
    ];
    for (rows, code, column) in cases {
        let outcome = run(rows);
        let found = outcome.findings().iter().find(|finding| finding.code == code);
        let found = found.unwrap_or_else(|| panic!("{rows}: {:?}", outcome.findings()));
        assert_eq!(found.at[0].file, "totals.csv");
        assert!(found.at[0].row.is_some_and(|row| row > 1), "{rows}");
        assert_eq!(found.at[0].column.as_deref(), column, "{rows}");
    }
    assert!(Totals::from_bytes("totals.csv", b"date,figure\n").is_err());
}

#[test]
fn absences_have_reasons_and_people_may_give_them() {
    let table = "source,record,missing_from,reason,note\n\
                 a,3,b,not-a-death,found alive\n\
                 a,1,b,out-of-scope,\n\
                 b,9,a,because,\n";
    let reasons = Reasons::from_bytes("reasons.csv", table.as_bytes()).unwrap();
    let outcome = reconciler(lists()).with_reasons(reasons).run().unwrap();
    let absences = outcome.absences();
    let rows: Vec<(&str, &str, &str, AbsenceReason, bool)> = absences
        .rows
        .iter()
        .map(|row| {
            (row.source.as_str(), row.record.as_str(), row.missing_from.as_str(), row.reason, row.given)
        })
        .collect();
    let expected =
        [("a", "3", "b", AbsenceReason::NotADeath, true), ("b", "9", "a", AbsenceReason::Unexplained, false)];
    assert_eq!(rows, expected);
    let told: Vec<(Option<u64>, Severity)> = outcome
        .findings()
        .iter()
        .filter(|finding| finding.code == Code::UnreadableTotal)
        .map(|finding| (finding.at[0].row, finding.severity))
        .collect();
    assert_eq!(told, [(Some(3), Severity::Warning), (Some(4), Severity::Error)]);
}

#[test]
fn a_list_with_a_scope_misses_only_people_in_it() {
    let mut two = lists();
    let spec = SourceSpec::new("c", "c.csv").with_column(Field::Name, "name").with_scope("security");
    two.push(Source::from_bytes(spec, "c.csv", "name\nДругой Человек Иванович\n".as_bytes()).unwrap());
    let absences = reconciler(two).run().unwrap().absences();
    let from: Vec<&str> =
        absences.rows.iter().filter(|row| row.missing_from == "c").map(|row| row.record.as_str()).collect();
    assert_eq!(from, ["1", "7"], "the officer's two rows");
    assert_eq!(absences.unsaid.get("c"), Some(&1));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Totals::from_bytes("any.csv", &bytes);
        let _ = Reasons::from_bytes("any.csv", &bytes);
    }

    #[test]
    fn every_row_is_a_figure_and_every_figure_not_read_a_finding(
        cells in prop::collection::vec(prop::collection::vec("[ -~а-я\n]{0,9}|2022-0[0-9]|[0-9]{1,12}", 5), 1..8)
    ) {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(["date", "figure", "scope_place", "scope_status", "kind"]).unwrap();
        cells.iter().for_each(|row| table.write_record(row).unwrap());
        let totals = Totals::from_bytes("any.csv", &table.into_inner().unwrap()).unwrap();
        let filled = cells.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).count();
        prop_assert_eq!(totals.figures().len(), filled);
        for figure in totals.figures() {
            let has = |column| totals.findings().iter().any(|finding| {
                finding.at[0].row == Some(figure.row) && finding.at[0].column.as_deref() == Some(column)
            });
            prop_assert_eq!(figure.number.is_none(), has("figure"));
            prop_assert_eq!(figure.stated.is_none(), has("date"));
            prop_assert_eq!(figure.kind.is_none(), has("kind"));
        }
    }
}
