//! A sign of life while a long run goes on.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(120);

/// Does some work and shows on the terminal how long it has taken and which stage it is at. Nothing
/// is shown when the error output is not a terminal.
pub(crate) fn shown<T>(work: impl FnOnce(&mut dyn FnMut(&str)) -> T) -> T {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    let (running, ended) = channel::<()>();
    let late = bar.clone();
    let watch = thread::spawn(move || {
        if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            // Draws only on a terminal.
            late.set_draw_target(ProgressDrawTarget::stderr());
            late.enable_steady_tick(TICK);
        }
    });
    let result = work(&mut |stage| bar.set_message(stage.to_owned()));
    drop(running);
    let _ = watch.join();
    bar.finish_and_clear();
    result
}
