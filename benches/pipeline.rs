//! How long the lists of January 2022 take, and where the time goes. Each bench first makes sure that
//! the answer is right.
//!
//! `cargo bench` for the numbers, `cargo bench -- --test` to run each once.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use casualty_register::audit::{Evaluation, Truth};
use casualty_register::language::date::DayOrder;
use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::NameReader;
use casualty_register::linkage::{Comparer, Pair, Profile, bundled};
use casualty_register::report::Output;
use casualty_register::source::{Field, Mention, Project, Readers, read_all};
use casualty_register::{Outcome, Reconciler};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/january-2022")
}

fn project() -> Project {
    Project::open(samples().join("reconcile.toml")).unwrap()
}

fn run() -> Outcome {
    Reconciler::open(samples().join("reconcile.toml")).unwrap().run().unwrap()
}

/// From the files of three lists with 428 rows to every output in memory.
fn whole_line(c: &mut Criterion) {
    let truth = Truth::open(samples().join("truth.csv")).unwrap();
    let evaluation = Evaluation::new(run().register(), &truth);
    assert!(evaluation.pairs.f1 >= 0.95, "\n{evaluation}");
    let people = run().register().entries().len();
    c.bench_function("428 rows end to end", |b| {
        b.iter(|| {
            let outcome = run();
            assert_eq!(outcome.register().entries().len(), people);
            Output::ALL.map(|output| black_box(outcome.render(output)))
        });
    });
}

fn reading_names(c: &mut Criterion) {
    let sources = project().read_sources().unwrap();
    let name = |source: &casualty_register::source::Source| {
        let cells = source.records().iter().map(|record| record.get(source.mapping(), Field::Name));
        cells.map(|cell| cell.unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let names: Vec<String> = sources.iter().flat_map(name).collect();
    let reader = NameReader::new(&Lexicon::bundled());
    assert_eq!(names.iter().filter_map(|name| reader.read(name)).count(), 428);
    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Elements(names.len() as u64));
    group.bench_function("read names", |b| {
        b.iter(|| names.iter().filter_map(|name| reader.read(black_box(name))).count());
    });
    group.finish();
}

/// All pairs of rows on one core.
fn comparing_pairs(c: &mut Criterion) {
    let lexicon = Lexicon::bundled();
    let mut sources = project().read_sources().unwrap();
    sources.sort_by(|a, b| a.id().cmp(b.id()));
    let readers = Readers::new(&lexicon, project().period(), DayOrder::default());
    let (mentions, _) = read_all(&sources, &readers);
    let comparer =
        Comparer::new(&mentions, bundled(readers.places().clone()), readers.names().tables().letters());
    let pairs: Vec<Pair> =
        (0..mentions.len()).flat_map(|a| (a + 1..mentions.len()).map(move |b| Pair::new(a, b))).collect();
    assert_eq!(pairs.len(), 428 * 427 / 2);
    let names = compare_all(&comparer, &mentions, &pairs);
    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Elements(pairs.len() as u64));
    group.bench_function("compare pairs", |b| {
        b.iter(|| assert_eq!(compare_all(&comparer, &mentions, &pairs), names));
    });
    group.finish();
}

/// How many pairs of readings were compared.
fn compare_all(comparer: &Comparer, mentions: &[Mention], pairs: &[Pair]) -> usize {
    let mut profile = Profile::default();
    let compare = |pair: &Pair| {
        comparer.profile_into(*pair, mentions, &mut profile);
        black_box(&profile).names.len()
    };
    pairs.iter().map(compare).sum()
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = whole_line, reading_names, comparing_pairs
}
criterion_main!(benches);
