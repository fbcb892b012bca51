//! Progress of a long run on the terminal, and its end if it is interrupted.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use casualty_register::{Progress, Stage};
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{Failure, INTERRUPTED, terminal};

/// A run that ends earlier shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(120);

/// The rate of a stage is unreliable before this time.
const RATE_AFTER: Duration = Duration::from_secs(1);

static IS_HIDDEN: AtomicBool = AtomicBool::new(false);

/// The progress of the whole program.
static PROGRESS: LazyLock<Progress> = LazyLock::new(Progress::new);

/// The state that an interrupt reads.
static AT_WORK: Mutex<AtWork> = Mutex::new(AtWork { is_running: false, has_changed: false });

struct AtWork {
    /// Whether a run is active that can be asked to stop.
    is_running: bool,
    /// Whether the program has changed a file.
    has_changed: bool,
}

/// Hides progress from now on.
pub(crate) fn hide() {
    IS_HIDDEN.store(true, Ordering::Relaxed);
}

/// Does some work and shows on the terminal the stage, how much of it is done, and the elapsed time.
/// Nothing is shown if the error output is no terminal. An interrupt asks the work to stop. A second
/// interrupt, or one while no work is active, ends the program at once. Work that has begun to replace
/// files is finished.
pub(crate) fn shown<T>(work: impl FnOnce(&Progress) -> T) -> T {
    hear_interrupts();
    at_work().is_running = true;
    let (running, ended) = channel::<()>();
    let watch = thread::spawn(move || {
        let waits = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        if waits(PATIENCE) && !IS_HIDDEN.load(Ordering::Relaxed) {
            show(&PROGRESS, || waits(TICK));
        }
    });
    let result = work(&PROGRESS);
    at_work().is_running = false;
    drop(running);
    let _ = watch.join();
    result
}

/// Changes a file. An interrupt during the change waits until it is done; an earlier interrupt prevents
/// it.
pub(crate) fn unbroken<T, E>(change: impl FnOnce() -> Result<T, E>) -> Result<T, Failure>
where
    Failure: From<E>,
{
    hear_interrupts();
    let mut at_work = at_work();
    PROGRESS.check()?;
    let changed = change()?;
    at_work.has_changed = true;
    Ok(changed)
}

/// Draws the stage again and again until `waits` is false.
fn show(progress: &Progress, waits: impl Fn() -> bool) {
    // This target draws only on a terminal.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    let (mut seen, mut since) = (None, Instant::now());
    loop {
        let stage = progress.stage();
        let part = Some((stage.name().to_owned(), stage.total()));
        if seen != part {
            (seen, since) = (part, Instant::now());
        }
        let message =
            if progress.is_stopped() { "stopping".to_owned() } else { line(&stage, since.elapsed()) };
        bar.set_message(message);
        bar.tick();
        if !waits() {
            break;
        }
    }
    bar.finish_and_clear();
}

/// The stage, how much of it is done, the rate, and the estimated remaining time.
fn line(stage: &Stage, time: Duration) -> String {
    let (name, done) = (stage.name(), stage.done());
    let Some(total) = stage.total() else {
        return name.to_owned();
    };
    let count = format!("{name}: {} of {}", HumanCount(done), HumanCount(total));
    let rate = done as f64 / time.as_secs_f64();
    if time < RATE_AFTER || rate < 1.0 {
        return count;
    }
    let left = Duration::from_secs_f64(total.saturating_sub(done) as f64 / rate);
    format!("{count}, {} a second, {} left", HumanCount(rate as u64), HumanDuration(left))
}

fn hear_interrupts() {
    static ONCE: Once = Once::new();
    // If no handler can be set, an interrupt ends the program in the usual way.
    ONCE.call_once(|| drop(ctrlc::set_handler(interrupted)));
}

fn interrupted() {
    let at_work = at_work();
    if PROGRESS.is_committed() {
        return;
    }
    if at_work.is_running && !PROGRESS.is_stopped() {
        return PROGRESS.stop();
    }
    terminal::remark("interrupted");
    process::exit(if at_work.has_changed { 0 } else { INTERRUPTED.into() })
}

/// A poisoned lock is used anyway: no thread can have left the state half changed.
fn at_work() -> MutexGuard<'static, AtWork> {
    AT_WORK.lock().unwrap_or_else(PoisonError::into_inner)
}
