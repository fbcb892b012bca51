//! How long lists of ten thousand to a million rows take, who is who being held against the truth first.
//!
//! `cargo bench --bench scale` for the numbers; `SCALE=10000000` adds a size. The lists are invented, with a
//! long tail of names (`sample`), and are written to a temporary folder.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use casualty_register::audit::sample::{LargeWorld, Scenario};
use casualty_register::linkage::{Members, reach};
use casualty_register::source::Project;
use casualty_register::{Progress, Reconciler};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// A world of so many rows has so many people: a person stands in 1.8 rows.
const ROWS_A_PERSON: f64 = 1.8;

type Persons = HashMap<(String, String), u64>;

struct Lists {
    folder: tempfile::TempDir,
    persons: Persons,
}

impl Lists {
    fn new(rows: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Scenario::General.settings(5).with_persons((rows as f64 / ROWS_A_PERSON) as usize);
        LargeWorld::new(&settings.with_long_tail()).write_dir(folder.path()).unwrap();
        let mut truth = csv::Reader::from_path(folder.path().join("truth.csv")).unwrap();
        let row = |row: csv::Result<csv::StringRecord>| {
            let row = row.unwrap();
            ((row[0].to_owned(), row[1].to_owned()), row[2].parse().unwrap())
        };
        Lists { persons: truth.records().map(row).collect(), folder }
    }

    fn project(&self) -> Project {
        Project::open(self.folder.path().join("reconcile.toml")).unwrap()
    }

    fn members(&self) -> Members {
        Reconciler::members(&self.project(), None, &Progress::new()).unwrap()
    }

    /// The pairwise F1 of the entries.
    fn f1(&self, members: &Members) -> f64 {
        let (mut entries, mut people, mut both) = (HashMap::new(), HashMap::new(), HashMap::new());
        for one in members.iter() {
            let person = self.persons[&(one.source.to_owned(), one.record.to_owned())];
            *entries.entry(one.entry).or_insert(0_u64) += 1;
            *people.entry(person).or_insert(0_u64) += 1;
            *both.entry((one.entry, person)).or_insert(0_u64) += 1;
        }
        let pairs =
            |rows: &mut dyn Iterator<Item = u64>| rows.map(|rows| rows * (rows - 1) / 2).sum::<u64>() as f64;
        let (joined, all) = (pairs(&mut entries.into_values()), pairs(&mut people.into_values()));
        2.0 * pairs(&mut both.into_values()) / (joined + all)
    }
}

fn whole_line(c: &mut Criterion) {
    let more = std::env::var("SCALE").ok().and_then(|rows| rows.parse().ok());
    let mut group = c.benchmark_group("who is who");
    group.sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_millis(1));
    for rows in [10_000, 100_000, 1_000_000].into_iter().chain(more) {
        let lists = Lists::new(rows);
        let members = lists.members();
        let f1 = lists.f1(&members);
        let person = |list: &str, id: &str| lists.persons.get(&(list.to_owned(), id.to_owned())).copied();
        let reach = reach(&lists.project(), person, &Progress::new()).unwrap();
        let compared = reach.compared as f64 / reach.all as f64;
        println!(
            "{} rows: F1 {f1:.4}, of the pairs of one person {compared:.4} are compared",
            members.rows()
        );
        assert!(f1 >= LEAST_F1, "{rows} rows: F1 {f1:.4}");
        group.throughput(Throughput::Elements(members.rows() as u64));
        group.bench_function(format!("{rows} rows"), |b| b.iter(|| black_box(lists.members().people())));
    }
    group.finish();
}

/// Less would be another answer and not a slower one.
const LEAST_F1: f64 = 0.9;

criterion_group!(benches, whole_line);
criterion_main!(benches);
