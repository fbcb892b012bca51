//! Laws of the whole pipeline, on small invented worlds and on meaningless lists.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use casualty_register::audit::sample::{SampleList, Scenario, World};
use casualty_register::language::date::DayOrder;
use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::NameReader;
use casualty_register::linkage::{Comparer, NameAgreement, Pair, bundled};
use casualty_register::report::Output;
use casualty_register::source::{Field, Project, Readers, Source, SourceSpec, read_all};
use casualty_register::{Outcome, Reconciler, Result};
use proptest::prelude::*;

/// A small world of any scenario.
fn worlds() -> impl Strategy<Value = World> {
    let settings = (0..Scenario::ALL.len(), 0..1000_u64, 20..60_usize)
        .prop_map(|(scenario, seed, persons)| Scenario::ALL[scenario].settings(seed).with_persons(persons));
    settings.prop_map(|settings| World::generate(&settings))
}

fn csv(list: &SampleList) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(list.header()).unwrap();
    list.rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn project(world: &World) -> Project {
    Project::parse("reconcile.toml", &world.project_toml()).unwrap()
}

fn sources(world: &World) -> Vec<Source> {
    let lists = world.lists.iter().zip(project(world).sources().to_vec());
    lists.map(|(list, spec)| Source::from_bytes(spec, &list.file, &csv(list)).unwrap()).collect()
}

fn run_sources(world: &World, sources: Vec<Source>) -> Outcome {
    let (from, to) = project(world).period().unwrap();
    Reconciler::new(&world.title, sources).with_period(from, to).run().unwrap()
}

fn run(world: &World) -> Outcome {
    run_sources(world, sources(world))
}

fn run_with_threads(world: &World, threads: usize) -> Vec<Vec<u8>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| rendered(&run(world), &Output::ALL))
}

fn rendered(outcome: &Outcome, outputs: &[Output]) -> Vec<Vec<u8>> {
    outputs.iter().map(|output| outcome.render(*output)).collect()
}

/// The same world with rows and lists in another order.
fn shuffled(world: &World, by: u64) -> World {
    // Multiplying by an odd number permutes the 64-bit integers, so the order depends only on `by`.
    let place = |at: usize| (at as u64 + 1).wrapping_mul(by | 1).rotate_left(17).wrapping_mul(by | 1);
    let mut world = world.clone();
    for list in &mut world.lists {
        let mut rows: Vec<(usize, Vec<String>)> = list.rows.drain(..).enumerate().collect();
        rows.sort_by_key(|(at, _)| place(*at));
        list.rows = rows.into_iter().map(|(_, row)| row).collect();
    }
    world.lists.rotate_left(usize::try_from(by % 3).unwrap());
    world
}

/// What must hold for all lists.
fn nothing_is_lost(outcome: &Outcome) -> Result<(), TestCaseError> {
    let members = outcome.register().entries().iter().flat_map(|entry| entry.members());
    let members: Vec<(&str, &str)> =
        members.map(|member| (member.source.as_str(), member.record.as_str())).collect();
    let once: BTreeSet<(&str, &str)> = members.iter().copied().collect();
    prop_assert_eq!(members.len(), once.len(), "a record stands in two entries");
    let ids: BTreeSet<&str> = outcome.register().entries().iter().map(|entry| entry.id()).collect();
    prop_assert_eq!(ids.len(), outcome.register().entries().len(), "two entries have one id");
    for source in outcome.sources() {
        for record in source.records().iter().filter(|record| !record.is_empty()) {
            prop_assert!(once.contains(&(source.id(), record.id().as_str())), "{}", record.id());
        }
        let mut rows: Vec<(u64, Vec<String>)> = vec![(source.header_row(), source.header().to_vec())];
        rows.extend(source.records().iter().map(|record| (record.row(), record.cells().to_vec())));
        rows.extend(source.set_aside().iter().map(|aside| (aside.row(), aside.cells().to_vec())));
        for run in source.blank_rows() {
            rows.extend((run.first()..=run.last()).map(|row| (row, run.cells().to_vec())));
        }
        rows.sort();
        let list: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(outcome.register().rebuild(source.id()), Some(list));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_record_stands_in_one_entry_and_every_list_is_rebuilt(world in worlds()) {
        nothing_is_lost(&run(&world))?;
    }

    #[test]
    fn the_order_of_rows_and_lists_does_not_matter(world in worlds(), by in any::<u64>()) {
        let outputs = [Output::Members, Output::Register];
        let (one, other) = (run(&world), run(&shuffled(&world, by)));
        for (a, b) in rendered(&one, &outputs).into_iter().zip(rendered(&other, &outputs)) {
            prop_assert_eq!(String::from_utf8(a), String::from_utf8(b));
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter(world in worlds()) {
        prop_assert!(run_with_threads(&world, 1) == run_with_threads(&world, 8));
    }

    #[test]
    fn explaining_does_not_care_which_row_comes_first(world in worlds(), picks in any::<[prop::sample::Index; 8]>()) {
        let outcome = run(&world);
        let keys: Vec<String> = outcome.mentions().iter().map(|mention| mention.key().to_string()).collect();
        for two in picks.chunks(2) {
            let (a, b) = (two[0].get(&keys), two[1].get(&keys));
            if a != b {
                let (there, back) = (outcome.explain(a, b)?, outcome.explain(b, a)?);
                prop_assert_eq!(there.weight.to_bits(), back.weight.to_bits());
                let sum = there.prior + there.contributions.iter().map(|one| one.weight).sum::<f64>();
                prop_assert!((sum - there.weight).abs() < 1e-6, "{} {}", sum, there.weight);
            }
        }
    }

    /// Mentions in the opposite order: every pair must reach the same levels as before.
    #[test]
    fn comparing_is_symmetric(world in worlds(), picks in any::<[prop::sample::Index; 40]>()) {
        let lexicon = Lexicon::bundled();
        let mut sources = sources(&world);
        sources.sort_by(|a, b| a.id().cmp(b.id()));
        let readers = Readers::new(&lexicon, project(&world).period(), DayOrder::default());
        let (mentions, _) = read_all(&sources, &readers);
        let backward: Vec<_> = mentions.iter().rev().cloned().collect();
        let letters = readers.names().tables().letters();
        let forth = Comparer::new(&mentions, bundled(readers.places().clone()), letters);
        let back = Comparer::new(&backward, bundled(readers.places().clone()), letters);
        let last = mentions.len() - 1;
        for two in picks.chunks(2) {
            let (a, b) = (two[0].index(mentions.len()), two[1].index(mentions.len()));
            if a != b {
                let there = forth.profile(Pair::new(a, b), &mentions);
                let here = back.profile(Pair::new(last - a, last - b), &backward);
                prop_assert_eq!(&there.fields, &here.fields);
                let back = here.names.iter().map(|one| ((one.readings.1, one.readings.0), levels(one)));
                let back: BTreeSet<_> = back.collect();
                let forth = there.names.iter().map(|one| (one.readings, levels(one)));
                prop_assert_eq!(forth.collect::<BTreeSet<_>>(), back);
            }
        }
    }
}

/// The level of each role.
fn levels(name: &NameAgreement) -> Vec<Option<u8>> {
    name.roles.iter().map(|role| role.level).collect()
}

/// A list with the columns in the header of `nonsense`.
fn nonsense_spec(id: &str) -> SourceSpec {
    let fields = [Field::Id, Field::Name, Field::BirthDate, Field::Age, Field::DeathDate, Field::Place];
    let more = [Field::Sex, Field::Status];
    let all = fields.into_iter().chain(more);
    all.fold(SourceSpec::new(id, "list.csv"), |spec, field| spec.with_column(field, field.as_str()))
        .with_extra("school", "school")
}

const NONSENSE_HEADER: &str = "id,name,birth_date,age,death_date,place,sex,status,school\n";

fn run_bytes(lists: &[Vec<u8>]) -> Outcome {
    let source = |(at, body): (usize, &Vec<u8>)| {
        let bytes = [NONSENSE_HEADER.as_bytes(), body].concat();
        // Some bytes change the header: such a list is refused, which is not a panic.
        Source::from_bytes(nonsense_spec(&format!("list{at}")), "list.csv", &bytes).ok()
    };
    Reconciler::new("", lists.iter().enumerate().filter_map(source).collect()).run().unwrap()
}

type Rows = Vec<Vec<String>>;

/// Rows of cells that look a little like those of lists.
fn odd_rows() -> impl Strategy<Value = Rows> {
    let cell = prop_oneof![
        "[А-Яа-яәғқңөұүһі.' -]{0,14}",
        "[A-Za-z.' ()?\"-]{0,14}",
        "[0-9.,/ ?-]{0,10}",
        "\\PC{0,8}",
        "[\u{620}-\u{64a} ]{0,12}",
        Just("01.02.2022".to_owned()),
        Just("Асан Тестов".to_owned()),
    ];
    prop::collection::vec(prop::collection::vec(cell, 1..11), 0..12)
}

fn bytes(rows: &Rows) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn lists_of_odd_cells_are_reconciled(lists in prop::collection::vec(odd_rows(), 0..4)) {
        let outcome = run_bytes(&lists.iter().map(bytes).collect::<Vec<_>>());
        nothing_is_lost(&outcome)?;
        rendered(&outcome, &Output::ALL);
    }

    /// Rows without ids, with repeated ids and with equal cells too. A note or a sum depends on its
    /// position: it is one only below the last person.
    #[test]
    fn the_order_of_odd_rows_does_not_matter(mut lists in prop::collection::vec(odd_rows(), 1..3)) {
        let outputs = [Output::Members, Output::Register];
        let one = run_bytes(&lists.iter().map(bytes).collect::<Vec<_>>());
        lists.iter_mut().for_each(|rows| rows.reverse());
        let other = run_bytes(&lists.iter().map(bytes).collect::<Vec<_>>());
        let sources = one.sources().iter().chain(other.sources());
        prop_assume!(sources.into_iter().all(|source| source.set_aside().is_empty()));
        for (a, b) in rendered(&one, &outputs).into_iter().zip(rendered(&other, &outputs)) {
            prop_assert_eq!(String::from_utf8(a), String::from_utf8(b));
        }
    }

    #[test]
    fn any_bytes_are_reconciled(lists in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..3)) {
        let outcome = run_bytes(&lists);
        nothing_is_lost(&outcome)?;
        rendered(&outcome, &Output::ALL);
    }

    #[test]
    fn any_name_is_read_or_refused(cells in prop::collection::vec("\\PC{0,60}|[А-Яа-я.'?(),-]{0,30}|(?s).{0,20}", 20)) {
        let reader = NameReader::new(&Lexicon::bundled());
        for cell in cells {
            if let Some(name) = reader.read(&cell) {
                let shares: f64 = name.readings().iter().map(|reading| reading.share()).sum();
                prop_assert!((shares - 1.0).abs() < 1e-6, "{cell:?}: {shares}");
            }
        }
    }
}
