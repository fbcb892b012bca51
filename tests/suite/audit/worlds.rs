//! Invented worlds with known truth: are the probabilities calibrated, and do the intervals contain the
//! truth?
//!
//! The slow test measures and prints its results: `cargo test --release --test suite worlds --
//! --ignored --nocapture`. `WORLDS=8` uses eight worlds of each kind. `FIRST_SEED=5000` uses worlds
//! that nobody looked at while the program was written.
#![allow(clippy::unwrap_used)]

use casualty_register::audit::sample::{Scenario, World, WorldSettings};
use casualty_register::audit::{
    Calibration, CalibrationError, Evaluation, IntervalCheck, IntervalShare, Quantity, Truth,
};
use casualty_register::{Outcome, Reconciler};

/// The results of many worlds together.
#[derive(Default)]
struct Seen {
    worlds: usize,
    calibration: Calibration,
    people: Vec<IntervalCheck>,
    cells: Vec<IntervalCheck>,
    wrong: usize,
    missed: usize,
    /// The worlds in which the interval misses the truth.
    outside: Vec<String>,
}

impl Seen {
    fn look(&mut self, settings: &WorldSettings) {
        let evaluation = evaluate(&World::generate(settings));
        self.worlds += 1;
        self.wrong += evaluation.false_pairs.len();
        self.missed += evaluation.missed_pairs.len();
        self.calibration.merge(evaluation.calibration.as_ref().unwrap());
        let (people, cells): (Vec<_>, Vec<_>) =
            evaluation.intervals.into_iter().partition(|check| check.of == Quantity::People);
        self.outside.extend(people.iter().filter(|check| !check.holds).map(|check| {
            let interval = check.interval;
            format!("{}: {} to {}, in truth {}", settings.title, interval.low, interval.high, check.truth)
        }));
        self.people.extend(people);
        self.cells.extend(cells);
    }

    fn add(&mut self, other: Seen) {
        self.worlds += other.worlds;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.calibration.merge(&other.calibration);
        self.people.extend(other.people);
        self.cells.extend(other.cells);
        self.outside.extend(other.outside);
    }

    fn print(&self, name: &str) {
        let error = |of: CalibrationError| format!("{:.4} of {}", of.error.unwrap_or(0.0), of.cases);
        let (people, cells) = (share(&self.people), share(&self.cells));
        println!(
            "{name}: {} worlds; calibration error {}, doubtful {}; people held {:.3} at width {:.2}, \
             cells {:.3}; {} pairs wrong, {} missed",
            self.worlds,
            error(self.calibration.all()),
            error(self.calibration.doubtful()),
            people.share,
            people.width,
            cells.share,
            self.wrong,
            self.missed
        );
    }
}

fn share(checks: &[IntervalCheck]) -> IntervalShare {
    IntervalShare::of(checks).into_iter().next().unwrap()
}

fn evaluate(world: &World) -> Evaluation {
    let folder = tempfile::tempdir().unwrap();
    world.write_dir(folder.path()).unwrap();
    let truth = Truth::open(folder.path().join("truth.csv")).unwrap();
    let outcome: Outcome = Reconciler::open(folder.path().join("reconcile.toml")).unwrap().run().unwrap();
    Evaluation::of_outcome(&outcome, &truth)
}

/// Small worlds, for every run of the tests: they only show that nothing is far off.
#[test]
fn probabilities_of_small_worlds_are_near_the_truth() {
    let mut seen = Seen::default();
    for scenario in Scenario::ALL {
        for seed in 0..3 {
            seen.look(&scenario.settings(seed).with_persons(60));
        }
    }
    assert!(seen.calibration.all().error.unwrap() <= 0.03, "{:?}", seen.calibration.all());
    assert!(share(&seen.people).share >= 0.7, "{:?}", seen.outside);
}

#[test]
#[ignore = "two hundred worlds: for measuring"]
fn two_hundred_worlds_are_calibrated_and_covered() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (worlds, first) = (number("WORLDS").unwrap_or(40), number("FIRST_SEED").unwrap_or(1000));
    let mut all = Seen::default();
    for scenario in Scenario::ALL {
        let mut seen = Seen::default();
        (first..first + worlds).for_each(|seed| seen.look(&scenario.settings(seed)));
        seen.print(scenario.name());
        all.add(seen);
    }
    all.print("all");
    for bin in all.calibration.bins() {
        println!(
            "  {:.2} to {:.2}: {:>6} pairs, stated {:.4}, true {:.4}",
            bin.from, bin.to, bin.cases, bin.stated, bin.share
        );
    }
    all.outside.iter().for_each(|world| println!("  outside: {world}"));
    let held = share(&all.people).share;
    assert!(all.calibration.all().error.unwrap() <= 0.03);
    assert!((0.85..=0.95).contains(&held) || worlds < 40, "{held}");
}
