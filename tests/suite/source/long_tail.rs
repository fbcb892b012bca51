//! Worlds with a long tail of names: how often names occur, and that rows written while they are
//! generated are equal to those generated in memory.
//!
//! Figures of larger worlds, in a release build: `cargo test --release --test suite long_tail --
//! --nocapture`.
#![allow(clippy::unwrap_used)]

use casualty_register::audit::sample::{
    Column, Content, LargeWorld, ListScript, NameRates, Scenario, World, WorldSettings,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How often each value occurs.
struct Counts(Vec<usize>);

impl Counts {
    fn of(values: impl Iterator<Item = String>) -> Self {
        let mut counts = BTreeMap::<String, usize>::new();
        values.for_each(|value| *counts.entry(value).or_default() += 1);
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        Counts(counts)
    }

    fn distinct(&self) -> usize {
        self.0.len()
    }

    /// The share of all occurrences that the value at a rank has.
    fn share(&self, rank: usize) -> f64 {
        self.0.get(rank).copied().unwrap_or(0) as f64 / self.0.iter().sum::<usize>() as f64
    }

    /// The share of the distinct values that occur once.
    fn once(&self) -> f64 {
        self.0.iter().filter(|count| **count == 1).count() as f64 / self.distinct() as f64
    }
}

/// Surnames, given names, places and birth dates of the people of a world.
struct Names {
    surnames: Counts,
    given: Counts,
    places: Counts,
    births: Counts,
}

impl Names {
    fn among(persons: usize) -> Self {
        let world = LargeWorld::new(&faultless(persons));
        let rows: Vec<Vec<String>> = world.rows(0).map(|row| row.cells).collect();
        let words = |at: usize| {
            let rows = rows.iter().map(move |row| row[0].split(' ').nth(at).unwrap().replace('ё', "е"));
            Counts::of(rows)
        };
        let cells = |at: usize| {
            let filled = rows.iter().map(move |row| row[at].clone()).filter(|cell| !cell.is_empty());
            Counts::of(filled)
        };
        Names { surnames: words(0), given: words(1), places: cells(1), births: cells(2) }
    }

    fn print(&self, persons: usize) {
        for (what, counts) in [
            ("surnames", &self.surnames),
            ("given names", &self.given),
            ("places", &self.places),
            ("birth dates", &self.births),
        ] {
            let shares = [0, 9, 99, 999].map(|rank| format!("{:.3} %", 100.0 * counts.share(rank)));
            let (distinct, once) = (counts.distinct(), 100.0 * counts.once());
            println!(
                "{persons} men, {what}: {distinct} distinct, {once:.0} % once; ranks 1, 10, 100, 1000: {shares:?}"
            );
        }
    }
}

/// One list with all people, only men, with surname and given name in Kazakh letters and no errors.
fn faultless(persons: usize) -> WorldSettings {
    let mut settings = Scenario::General.settings(5).with_persons(persons);
    settings.officers = 0;
    (settings.people.women, settings.people.relatives, settings.people.namesakes) = (0.0, 0.0, 0.0);
    settings.lists.truncate(1);
    let list = &mut settings.lists[0];
    (list.officers, list.civilians) = (0, persons);
    list.scripts = vec![(ListScript::Kazakh, 1)];
    list.columns =
        Column::named(&[("name", Content::Name), ("place", Content::Place), ("birth", Content::Birth)]);
    list.names = NameRates {
        patronymic_missing: 1.0,
        given_first: 0.0,
        capitals: 0.0,
        comma: 0.0,
        other_suffix: 0.0,
        slip: 0.0,
        lost_letters: 0.0,
        look_alike: 0.0,
        split_compound: 0.0,
        stray_space: 0.0,
        ..NameRates::office()
    };
    settings
}

#[test]
fn names_of_twenty_thousand_fall_off_as_in_life() {
    let names = Names::among(20_000);
    names.print(20_000);
    let Names { surnames, given, places, .. } = names;
    assert!((0.003..0.01).contains(&surnames.share(0)), "{}", surnames.share(0));
    assert!((0.001..0.005).contains(&surnames.share(9)), "{}", surnames.share(9));
    assert!((0.0003..0.0015).contains(&surnames.share(99)), "{}", surnames.share(99));
    assert!((4_500..8_000).contains(&surnames.distinct()), "{}", surnames.distinct());
    assert!((0.5..0.8).contains(&surnames.once()), "{}", surnames.once());
    assert!((0.02..0.05).contains(&given.share(0)), "{}", given.share(0));
    assert!((400..2_000).contains(&given.distinct()), "{}", given.distinct());
    assert!(places.share(0) > 0.05 && places.distinct() > 3_000, "{}", places.distinct());
}

/// A hundred thousand people take a second in a release build.
#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn surnames_grow_with_the_people() {
    let (few, many) = (Names::among(10_000), Names::among(100_000));
    few.print(10_000);
    many.print(100_000);
    let growth = (many.surnames.distinct() as f64 / few.surnames.distinct() as f64).log10();
    println!("distinct surnames grow with n^{growth:.3}");
    assert!((0.6..0.72).contains(&growth), "{growth}");
    assert!((15_000..25_000).contains(&many.surnames.distinct()), "{}", many.surnames.distinct());
    assert!((500..2_500).contains(&many.given.distinct()), "{}", many.given.distinct());
}

#[test]
#[ignore = "a million people: for measuring"]
fn a_million_people() {
    Names::among(1_000_000).print(1_000_000);
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn rows_that_are_streamed_are_those_in_memory() {
    // More rows than one chunk of the writer, and odd sizes.
    for (scenario, persons) in [(Scenario::Hard, 1), (Scenario::Hard, 60), (Scenario::General, 6000)] {
        let settings = scenario.settings(3).with_persons(persons).with_long_tail();
        let (memory, stream) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        World::generate(&settings).write_dir(memory.path()).unwrap();
        LargeWorld::new(&settings).write_dir(stream.path()).unwrap();
        assert!(files(memory.path()) == files(stream.path()), "{scenario:?} {persons}");
    }
}

#[test]
fn the_lists_have_whom_the_settings_say() {
    for scenario in Scenario::ALL {
        let settings = scenario.settings(2).with_persons(900).with_long_tail();
        let world = LargeWorld::new(&settings);
        for (at, list) in settings.lists.iter().enumerate() {
            let people: Vec<usize> = world.rows(at).map(|row| row.person).collect();
            let distinct: BTreeSet<usize> = people.iter().copied().collect();
            assert_eq!(people.len(), list.officers + list.civilians + list.repeats, "{}", list.id);
            assert_eq!(distinct.len(), list.officers + list.civilians, "{}", list.id);
            let officers = distinct.iter().filter(|person| **person <= settings.officers);
            assert_eq!(officers.count(), list.officers, "{}", list.id);
        }
    }
}

/// The bytes are the same on every platform and do not change.
#[test]
fn one_row_of_a_large_world() {
    let world = LargeWorld::new(&Scenario::General.settings(1).with_persons(1_000_000_000));
    let row = world.rows(1).nth(2).unwrap();
    insta::assert_snapshot!(format!("{} {} {}", row.id, row.person, row.cells.join(" | ")));
}

#[test]
fn kin_and_namesakes_are_as_many_as_asked_for() {
    let mut settings = faultless(4000);
    settings.people.relatives = 0.2;
    let same_surname = |settings: &WorldSettings| {
        let world = LargeWorld::new(settings);
        let mut rows: Vec<(usize, String)> = world
            .rows(0)
            .map(|row| (row.person, row.cells[0].split(' ').next().unwrap().to_owned()))
            .collect();
        rows.sort();
        rows.windows(2).filter(|two| two[0].1 == two[1].1).count() as f64 / rows.len() as f64
    };
    // A fifth of the people without a family found one: 0.2 / 1.2 of all, minus sons named after a
    // grandfather.
    let share = same_surname(&settings);
    assert!((0.12..0.19).contains(&share), "{share}");
    settings.people.relatives = 0.0;
    assert!(same_surname(&settings) < 0.01);
    settings.people.relatives = 1.0;
    assert!(same_surname(&settings) > 0.3);
}
