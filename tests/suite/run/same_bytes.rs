//! The same lists give the same bytes, sampling included: in any order of their rows and of the lists,
//! and on any number of threads.
#![allow(clippy::unwrap_used)]

use casualty_register::audit::sample::{SampleList, Scenario, World};
use casualty_register::report::Output;
use casualty_register::source::{Project, Source};
use casualty_register::{Outcome, Reconciler};
use serde_json::Value;

/// Files without row numbers and line numbers.
const WITHOUT_ROWS: [Output; 8] = [
    Output::Members,
    Output::Register,
    Output::Links,
    Output::Review,
    Output::Candidates,
    Output::Overlap,
    Output::Draws,
    Output::Model,
];

fn world(scenario: Scenario) -> World {
    World::generate(&scenario.settings(31).with_persons(90))
}

fn csv(list: &SampleList) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(list.header()).unwrap();
    list.rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

/// Runs a world on this number of threads.
fn run(world: &World, threads: usize) -> Outcome {
    let project = Project::parse("reconcile.toml", &world.project_toml()).unwrap();
    let lists = world.lists.iter().zip(project.sources().to_vec());
    let sources = lists.map(|(list, spec)| Source::from_bytes(spec, &list.file, &csv(list)).unwrap());
    let (from, to) = project.period().unwrap();
    let reconciler = Reconciler::new(&world.title, sources.collect()).with_period(from, to);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| reconciler.run()).unwrap()
}

fn text(outcome: &Outcome, output: Output) -> String {
    String::from_utf8(outcome.render(output)).unwrap()
}

/// The lines of a table, sorted, without its columns `row` and `line`.
fn lines(outcome: &Outcome, output: Output) -> Vec<Vec<String>> {
    let bytes = outcome.render(output);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let is_place = |at: &usize| matches!(&header[*at], "row" | "line");
    let kept = |record: csv::StringRecord| {
        let cells = record.iter().enumerate().filter(|(at, _)| !is_place(at));
        cells.map(|(_, cell)| cell.to_owned()).collect()
    };
    let mut lines: Vec<Vec<String>> = reader.records().map(|record| kept(record.unwrap())).collect();
    lines.sort();
    lines
}

/// A JSON file without the parts that depend on the position of a row in its file.
fn json(outcome: &Outcome, output: Output) -> Value {
    let mut value = serde_json::from_slice(&outcome.render(output)).unwrap();
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            ["row", "digest", "sha256"].iter().for_each(|field| drop(fields.remove(*field)));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The rows of every list reversed and then cut like a pack of cards; the lists as well.
fn reordered(mut world: World, cut: usize) -> World {
    for list in &mut world.lists {
        list.rows.reverse();
        let cut = cut % list.rows.len().max(1);
        list.rows.rotate_left(cut);
    }
    world.lists.rotate_left(1);
    world
}

fn order_does_not_matter(scenario: Scenario) {
    let one = run(&world(scenario), 2);
    let other = run(&reordered(world(scenario), 17), 2);
    for output in WITHOUT_ROWS {
        assert!(text(&one, output) == text(&other, output), "{}: {output:?}", scenario.name());
    }
    for output in [Output::Claims, Output::Findings] {
        assert!(lines(&one, output) == lines(&other, output), "{}: {output:?}", scenario.name());
    }
    for output in [Output::RegisterJson, Output::ReportData, Output::Run] {
        assert_eq!(json(&one, output), json(&other, output), "{}: {output:?}", scenario.name());
    }
}

fn threads_do_not_matter(scenario: Scenario) {
    let one = run(&world(scenario), 1);
    for threads in [2, 7] {
        let other = run(&world(scenario), threads);
        assert_eq!(one.posterior(), other.posterior());
        for output in Output::ALL {
            let same = text(&one, output) == text(&other, output);
            assert!(same, "{}: {output:?} on {threads} threads", scenario.name());
        }
    }
}

#[test]
fn the_order_of_rows_and_lists_changes_no_byte() {
    Scenario::ALL.iter().for_each(|scenario| order_does_not_matter(*scenario));
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    Scenario::ALL.iter().for_each(|scenario| threads_do_not_matter(*scenario));
}
