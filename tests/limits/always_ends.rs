//! A run ends on any lists: its work grows with the number of rows, whatever the rows have in common.
//!
//! Work is counted where possible: links kept, questions asked, entries. The large shapes also measure
//! time and are ignored by default: `cargo test --release --test limits always_ends -- --ignored`. All
//! people are invented.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use casualty_register::source::{Project, Source};
use casualty_register::{Code, Outcome, Reconciler};

/// The cells of a row: name, age, place and a note.
type Row = [String; 4];

/// Lists for which the work of an unbounded run would grow faster than the number of rows.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Rows that are equal in every cell, in this many lists.
    Equal(usize),
    /// Rows with one name and sixty ages, in this many lists.
    OneName(usize),
    /// One surname and an initial.
    Initials,
    /// Lists of fifteen rows, each row a different one of this many people.
    ManyLists(usize),
    /// Each row resembles the next.
    Bridges,
    /// A note of six hundred letters.
    LongNotes,
    /// Births that no other row has, a place that all rows have, and names of four out of fifteen words
    /// in any order.
    AnyOrder,
    /// Cells with text that nobody would write.
    Junk,
}

const GIVEN: [&str; 8] = ["Asan", "Erlan", "Marat", "Aigul", "Saule", "Daniyar", "Nurlan", "Dina"];
const SYLLABLES: [&str; 12] = ["ba", "ke", "lo", "ma", "nu", "ri", "sa", "tu", "zha", "do", "ve", "gi"];

/// A pseudorandom number, the same on every machine (SplitMix64).
fn chance(seed: usize) -> usize {
    let mut z = (seed as u64).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 33) as usize
}

fn surname(number: usize) -> String {
    let syllable = |at: u32| SYLLABLES[number / 12_usize.pow(at) % 12];
    format!("{}{}{}{}ev", syllable(0), syllable(1), syllable(2), syllable(3))
}

fn words(number: usize, many: usize) -> String {
    (0..many).map(|at| surname(chance(number * 100 + at) % 300)).collect::<Vec<_>>().join(" ")
}

impl Shape {
    fn row(self, at: usize) -> Row {
        let row = |name: String, age: usize, note: String| [name, age.to_string(), "Almaty".to_owned(), note];
        let given = |at: usize| GIVEN[at % GIVEN.len()];
        match self {
            Shape::Equal(_) => row("Asanov Erlan".to_owned(), 34, String::new()),
            Shape::OneName(_) => row("Asanov Erlan".to_owned(), 18 + at * 7 % 60, String::new()),
            Shape::Initials => row(format!("Asanov {}.", &given(at)[..1]), 34, String::new()),
            Shape::ManyLists(_) => {
                row(format!("{} {}", surname(chance(at)), given(at)), 20 + at, String::new())
            }
            Shape::Bridges => {
                let step = |at: usize| SYLLABLES[chance(at) % 12];
                let name = format!(
                    "{}{}{}ev {}",
                    step(at / 3),
                    step((at + 1) / 3 + 99),
                    step(at.div_ceil(3) + 999),
                    given(at / 40)
                );
                row(name, 20 + at / 30 % 60, String::new())
            }
            Shape::LongNotes => {
                row(format!("{} {}", surname(at * 7), given(at)), 20 + at % 60, words(at, 60))
            }
            Shape::AnyOrder => {
                let all = ["Ahmad", "Ali", "Hassan", "Khalil", "Omar", "Salem", "Saleh", "Said"];
                let name: Vec<&str> = (0..4).map(|word| all[chance(at * 4 + word) % all.len()]).collect();
                row(name.join(" "), 1 + chance(at) % 80, String::new())
            }
            Shape::Junk => {
                let signs = ["\u{301}", "\u{200b}", "\u{202e}", "💀", "Ж", "ل", "ß", "Z\u{351}", "\u{3000}"];
                let name: String = (0..1 + at % 40).map(|sign| signs[chance(at * 40 + sign) % 9]).collect();
                row(name, 999, String::new())
            }
        }
    }

    /// The lists, with this many rows in total.
    fn lists(self, rows: usize) -> Vec<Vec<Row>> {
        let lists = match self {
            Shape::Equal(lists) | Shape::OneName(lists) => lists,
            Shape::ManyLists(people) => {
                let list =
                    |list: usize| (0..15).map(|at| self.row((chance(list) + at * 7) % people)).collect();
                return (0..rows / 15).map(list).collect();
            }
            _ => 2,
        };
        (0..lists).map(|_| (0..rows / lists).map(|at| self.row(at)).collect()).collect()
    }

    fn run(self, rows: usize) -> Outcome {
        let lists = self.lists(rows);
        let mut toml = "[project]\ntitle = \"Invented\"\n".to_owned();
        for at in 0..lists.len() {
            let list = format!("[[source]]\nid = \"l{at}\"\ntitle = \"l{at}\"\nfile = \"l{at}.csv\"\n");
            let columns =
                "[source.columns]\nid = \"id\"\nname = \"name\"\nage = \"age\"\nplace = \"place\"\n";
            write!(toml, "{list}duplicates = \"rare\"\n{columns}[source.extra]\nmotive = \"note\"\n")
                .unwrap();
        }
        let project = Project::parse("reconcile.toml", &toml).unwrap();
        let sources = lists.iter().zip(project.sources().to_vec()).map(|(rows, spec)| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["id", "name", "age", "place", "note"]).unwrap();
            for (at, [name, age, place, note]) in rows.iter().enumerate() {
                writer.write_record([&at.to_string(), name, age, place, note]).unwrap();
            }
            let file = spec.file().to_owned();
            Source::from_bytes(spec, &file, &writer.into_inner().unwrap()).unwrap()
        });
        Reconciler::new("Invented", sources.collect()).run().unwrap()
    }
}

fn rows_of(outcome: &Outcome) -> usize {
    outcome.register().entries().iter().map(|entry| entry.members().len()).sum()
}

fn is_bounded(outcome: &Outcome) -> bool {
    outcome.findings().iter().any(|finding| finding.code == Code::BoundedResolution)
}

/// No row is lost, and the sizes of all results are bounded by the number of rows.
fn check(shape: Shape, rows: usize) -> Outcome {
    let outcome = shape.run(rows);
    let rows = outcome.mentions().len();
    assert_eq!(rows_of(&outcome), rows, "{shape:?}");
    assert!(outcome.links().len() <= 500_000 + 128 * rows, "{shape:?}: {} links", outcome.links().len());
    assert!(outcome.review_queue().len() <= 5_000 + rows, "{shape:?}");
    outcome
}

#[test]
fn no_row_is_lost_whatever_the_rows_have_in_common() {
    let shapes = [
        (Shape::Equal(1), 150),
        (Shape::Equal(3), 150),
        (Shape::OneName(2), 200),
        (Shape::Initials, 120),
        (Shape::Bridges, 300),
        (Shape::LongNotes, 120),
        (Shape::AnyOrder, 120),
        (Shape::Junk, 200),
    ];
    for (shape, rows) in shapes {
        check(shape, rows);
    }
}

#[test]
fn equal_rows_of_a_list_that_seldom_repeats_anybody_are_not_one_person() {
    let entries = check(Shape::Equal(1), 200).register().entries().len();
    assert!(entries > 150, "{entries} entries");
}

/// Sixty people on this many lists of fifteen rows are sixty entries.
fn is_right(lists: usize) {
    let entries = check(Shape::ManyLists(60), 15 * lists).register().entries().len();
    assert_eq!(entries, 60, "{lists} lists");
}

#[test]
fn twenty_and_forty_lists_of_fifteen_rows_have_the_people_that_they_were_made_of() {
    is_right(20);
    is_right(40);
}

#[test]
#[ignore = "takes minutes without optimisation: run it with --release"]
fn two_hundred_lists_of_fifteen_rows_have_the_people_that_they_were_made_of() {
    is_right(100);
    is_right(200);
}

#[test]
fn an_ordinary_world_meets_no_bound() {
    use casualty_register::audit::sample::{Scenario, World};
    let world = World::generate(&Scenario::January2022.settings(3).with_persons(120));
    let project = Project::parse("reconcile.toml", &world.project_toml()).unwrap();
    let lists = world.lists.iter().zip(project.sources().to_vec());
    let sources = lists.map(|(list, spec)| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(list.header()).unwrap();
        list.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        Source::from_bytes(spec, &list.file, &writer.into_inner().unwrap()).unwrap()
    });
    let outcome = Reconciler::new("Invented", sources.collect()).run().unwrap();
    assert!(!is_bounded(&outcome));
}

/// Each shape ends within ten seconds. Twice the rows take at most two and a half times as long.
#[test]
#[ignore = "takes minutes, and measures time: run it with --release on an idle machine"]
fn large_lists_end_in_time() {
    let shapes = [
        (Shape::Equal(1), 15_000),
        (Shape::Equal(3), 1_000),
        (Shape::OneName(1), 15_000),
        (Shape::OneName(1), 1_000),
        (Shape::OneName(3), 1_000),
        (Shape::Initials, 1_000),
        (Shape::ManyLists(60), 1_500),
        (Shape::Bridges, 2_000),
        (Shape::LongNotes, 1_000),
        (Shape::AnyOrder, 1_250),
        (Shape::Junk, 2_000),
    ];
    for (shape, rows) in shapes {
        let time = |rows: usize| {
            let begin = Instant::now();
            check(shape, rows);
            begin.elapsed()
        };
        let (one, two) = (time(rows), time(2 * rows));
        println!("{shape:?} {rows} rows {one:.1?}, twice as many {two:.1?}");
        assert!(two < Duration::from_secs(10), "{shape:?}: {two:?}");
        // At this size the fixed cost of a run counts for little.
        assert!(two < one.mul_f64(2.5) + Duration::from_millis(300), "{shape:?}: {one:?}, then {two:?}");
    }
}
