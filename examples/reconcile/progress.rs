//! A sign of life while a long run goes on, and its end when it is interrupted.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

use casualty_register::progress::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{INTERRUPTED, terminal};

/// A run that ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(120);

const WITHOUT_TOTAL: &str = "{spinner} {elapsed} {msg}";
const WITH_TOTAL: &str =
    "{spinner} {elapsed} {msg} {wide_bar} {human_pos} of {human_len}, {per_sec}, {eta} left";

static IS_HIDDEN: AtomicBool = AtomicBool::new(false);

/// The run that an interrupt stops; there is none once it was interrupted.
static RUNNING: Mutex<Option<Progress>> = Mutex::new(None);

/// From now on nothing is shown.
pub(crate) fn hide() {
    IS_HIDDEN.store(true, Ordering::Relaxed);
}

/// Does some work and shows on the terminal which stage it is at, how far, and how long it has taken.
/// Nothing is shown when the error output is not a terminal. An interrupt asks the work to stop; a second
/// one, or one when nothing is at work, ends the program at once.
pub(crate) fn shown<T>(work: impl FnOnce(&Progress) -> T) -> T {
    hear_interrupts();
    let progress = Progress::new();
    set_running(Some(progress.clone()));
    let (running, ended) = channel::<()>();
    let seen = progress.clone();
    let watch = thread::spawn(move || {
        let waits = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        if waits(PATIENCE) && !IS_HIDDEN.load(Ordering::Relaxed) {
            show(&seen, || waits(TICK));
        }
    });
    let result = work(&progress);
    set_running(None);
    drop(running);
    let _ = watch.join();
    result
}

/// Draws the stage until there is no more waiting.
fn show(progress: &Progress, waits: impl Fn() -> bool) {
    // Draws only on a terminal.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let mut last = None;
    loop {
        let stage = progress.stage();
        let part = (stage.name().to_owned(), stage.total());
        if last.as_ref() != Some(&part) {
            begin(&bar, &stage);
            last = Some(part);
        }
        bar.set_position(stage.done());
        bar.tick();
        if progress.is_stopped() {
            bar.set_message("stopping");
        }
        if !waits() {
            break;
        }
    }
    bar.finish_and_clear();
}

fn begin(bar: &ProgressBar, stage: &Stage) {
    let template = if stage.total().is_some() { WITH_TOTAL } else { WITHOUT_TOTAL };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    stage.total().into_iter().for_each(|total| bar.set_length(total));
    bar.set_message(stage.name().to_owned());
    bar.set_position(0);
    // Rate and time left are those of the stage.
    bar.reset_eta();
}

fn hear_interrupts() {
    static ONCE: Once = Once::new();
    // Where no handler can be set, an interrupt ends the program as it always does.
    ONCE.call_once(|| drop(ctrlc::set_handler(interrupted)));
}

fn interrupted() {
    match running().take() {
        Some(progress) => progress.stop(),
        None => {
            terminal::remark("interrupted");
            process::exit(INTERRUPTED.into())
        }
    }
}

fn set_running(progress: Option<Progress>) {
    *running() = progress;
}

fn running() -> std::sync::MutexGuard<'static, Option<Progress>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
