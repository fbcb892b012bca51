//! How long it takes to read a name and to compare two, with plain string measures on the same names
//! beside it. The names are those of `tests/cases/names.csv`; before the clock starts, the answers are
//! held against the labels.
//!
//! `cargo bench --bench names` for the numbers, `cargo bench --bench names -- --test` to run each once.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Duration;

use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::PersonName;
use casualty_register::linkage::NameComparer;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rapidfuzz::distance::jaro_winkler::similarity;

/// Arabic letters beside others are compared in another way, which takes longer.
const OF_ARABIC: [&str; 2] = ["arabic", "arabic-latin"];

struct Case {
    texts: [String; 2],
    prepared: [PersonName; 2],
    same: bool,
}

/// The cases of the groups in Arabic letters, or of all others.
fn cases(comparer: &NameComparer, of_arabic: bool) -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/names.csv");
    let mut rows = csv::Reader::from_path(path).unwrap();
    let case = |row: csv::StringRecord| {
        let texts = [row[1].to_owned(), row[2].to_owned()];
        let prepared = [comparer.reader().read(&texts[0])?, comparer.reader().read(&texts[1])?];
        Some(Case { texts, prepared, same: &row[3] == "1" })
    };
    let rows = rows.records().map(|row| row.unwrap());
    rows.filter(|row| OF_ARABIC.contains(&&row[0]) == of_arabic).filter_map(case).collect()
}

/// The share of cases that come out right.
fn share_right(cases: &[Case], is_one: impl Fn(&Case) -> bool) -> f64 {
    cases.iter().filter(|case| is_one(case) == case.same).count() as f64 / cases.len() as f64
}

fn names(c: &mut Criterion) {
    let comparer = NameComparer::new(&Lexicon::bundled());
    let arabic = cases(&comparer, true);
    let cases = cases(&comparer, false);
    let score =
        |case: &Case| comparer.compare(black_box(&case.prepared[0]), black_box(&case.prepared[1])).score;
    let ours = share_right(&cases, |case| score(case) > 0.0);
    let plain = |case: &Case| strsim::jaro_winkler(black_box(&case.texts[0]), black_box(&case.texts[1]));
    let theirs = share_right(&cases, |case| plain(case) > 0.85);
    assert!(cases.len() > 1000 && ours > 0.97 && ours > theirs + 0.1, "{ours} and {theirs}");
    let rapid =
        |case: &Case| similarity(black_box(&case.texts[0]).chars(), black_box(&case.texts[1]).chars());

    let mut group = c.benchmark_group("names");
    group.throughput(Throughput::Elements(2 * cases.len() as u64));
    group.bench_function("read", |bench| {
        bench.iter(|| {
            let texts = cases.iter().flat_map(|case| &case.texts);
            texts.filter_map(|text| comparer.reader().read(black_box(text))).count()
        });
    });
    group.throughput(Throughput::Elements(cases.len() as u64));
    group.bench_function("compare", |bench| bench.iter(|| cases.iter().map(score).sum::<f64>()));
    group.throughput(Throughput::Elements(arabic.len() as u64));
    group.bench_function("compare Arabic", |bench| bench.iter(|| arabic.iter().map(score).sum::<f64>()));
    group.throughput(Throughput::Elements(cases.len() as u64));
    let strsim = |bench: &mut criterion::Bencher<'_>| bench.iter(|| cases.iter().map(plain).sum::<f64>());
    group.bench_function("strsim Jaro-Winkler", strsim);
    let rapidfuzz = |bench: &mut criterion::Bencher<'_>| bench.iter(|| cases.iter().map(rapid).sum::<f64>());
    group.bench_function("rapidfuzz Jaro-Winkler", rapidfuzz);
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = names
}
criterion_main!(benches);
