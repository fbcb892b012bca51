//! `reconcile check` is fast enough for every push: in a release build, the lists of January 2022 take
//! less than a second. To measure it:
//!
//! ```sh
//! cargo build --release --example reconcile
//! time target/release/examples/reconcile check data-samples/january-2022/reconcile.toml
//! ```
//!
//! Here a test build is measured, on machines that are busy. So processor time counts where the system
//! reports it, and the bound only shows that nothing became many times slower.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::program::program;

/// Largest time for a check.
const BOUND: Duration = Duration::from_secs(5);

/// Processor time of the child processes that this process has waited for, on Linux.
fn processor_time() -> Option<Duration> {
    let about = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program name, in brackets, may contain anything. After it, `cutime` and `cstime` are fields
    // 13 and 14, in hundredths of a second.
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
