//! `reconcile check` is quick enough for every push: the lists of January 2022 in less than a second when built
//! for release. How long it takes there:
//!
//! ```sh
//! cargo build --release --example reconcile
//! time target/release/examples/reconcile check data-samples/january-2022/reconcile.toml
//! ```
//!
//! Here a build for tests is measured, on machines that do other things too: it is the time of the processor that
//! counts where the system tells it, and the bound only shows that nothing became slower many times over.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::program::program;

/// The most that a check may take.
const BOUND: Duration = Duration::from_secs(5);

/// The time that programs which this one started and waited for were on a processor, on Linux.
fn processor_time() -> Option<Duration> {
    let about = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything; then `cutime` and `cstime` are numbers 13 and 14,
    // in hundredths of a second.
    let (_, numbers) = about.rsplit_once(')')?;
    let ticks = numbers.split_whitespace().skip(13).take(2).map(str::parse::<u64>);
    Some(Duration::from_millis(10 * ticks.sum::<Result<u64, _>>().ok()?))
}

#[test]
fn a_check_of_the_bundled_lists_is_quick() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022/reconcile.toml");
    let (before, start) = (processor_time(), Instant::now());
    let output = Command::new(program()).arg("check").arg(project).output().unwrap();
    let (after, elapsed) = (processor_time(), start.elapsed());
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    assert!(!output.stdout.is_empty());
    let taken = before.zip(after).map_or(elapsed, |(before, after)| after - before);
    assert!(taken < BOUND, "{taken:?}");
}
