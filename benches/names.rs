//! How long two names take, and a plain string measure on the same names beside it. Each bench first
//! makes sure that the answer is right.
//!
//! `cargo bench --bench names` for the numbers, `cargo bench --bench names -- --test` to run each once.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Duration;

use casualty_register::Lexicon;
use casualty_register::name::PersonName;
use casualty_register::name_pair::NameComparer;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const PAIRS: [(&str, &str, bool); 6] = [
    ("Ахметов Серік Болатұлы", "Serik Akhmetov", true),
    ("Өтегенов Дәурен Нұрғалиұлы", "Утегенов Даурен Нургалиевич", true),
    ("Shyñğys Şoqanov", "Чоканов Чингис", true),
    ("Ахметов Серік Болатұлы", "Ахметов Марат Болатович", false),
    ("Кузнецов А.В.", "Aleksandr Kuznetsov", true),
    ("Каримов Шавкат", "Каримов Шухрат", false),
];

fn names(c: &mut Criterion) {
    let comparer = NameComparer::new(&Lexicon::bundled());
    let read = |text: &str| comparer.reader().read(text).unwrap();
    let prepared = PAIRS.map(|(a, b, _)| (read(a), read(b)));
    for ((a, b), (_, _, same)) in prepared.iter().zip(PAIRS) {
        let found = comparer.compare(a, b);
        assert_eq!(found.probability > 0.5, same, "{found}");
    }
    let mut group = c.benchmark_group("names");
    group.throughput(Throughput::Elements(2 * PAIRS.len() as u64));
    group.bench_function("read", |bench| {
        bench.iter(|| PAIRS.map(|(a, b, _)| (read(black_box(a)), read(black_box(b)))));
    });
    group.throughput(Throughput::Elements(PAIRS.len() as u64));
    let compare = |(a, b): &(PersonName, PersonName)| comparer.compare(black_box(a), black_box(b)).score;
    group.bench_function("compare", |bench| bench.iter(|| prepared.iter().map(compare).sum::<f64>()));
    let plain = |(a, b, _): &(&str, &str, bool)| strsim::jaro_winkler(black_box(a), black_box(b));
    assert!(plain(&PAIRS[0]) < plain(&PAIRS[5]), "what a plain measure cannot tell");
    group.bench_function("strsim Jaro-Winkler", |bench| bench.iter(|| PAIRS.iter().map(plain).sum::<f64>()));
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
