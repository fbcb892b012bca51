//! Shows the progress of a run to other threads, and lets them stop it.
//!
//! In: counts from the stages, a request to stop. Out: the stage and its count, and [`ErrorKind::Stopped`] to the
//! stages.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::error::{ErrorKind, Result};

/// The progress of one run. Clones share their state. Stages report to it and ask whether they may continue; another
/// thread reads it and may stop the run.
///
/// ```
/// use casualty_register::Progress;
/// use casualty_register::{ErrorKind, Reconciler};
///
/// let progress = Progress::new();
/// progress.stop();
/// let stopped = Reconciler::new("nothing", Vec::new()).run_watched(&progress).unwrap_err();
/// assert!(matches!(stopped.kind(), ErrorKind::Stopped));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Progress {
    shared: Arc<Shared>,
}

/// The state that all clones of a [`Progress`] share.
#[derive(Debug, Default)]
struct Shared {
    /// The current stage.
    stage: Mutex<Stage>,
    /// [`RUNNING`], [`STOPPED`] or [`COMMITTED`]. The last two are final.
    state: AtomicU8,
}

/// The run continues and has not changed any output file.
const RUNNING: u8 = 0;
/// The run was asked to stop, and will not change any output file.
const STOPPED: u8 = 1;
/// The run has begun to replace files, and will finish that.
const COMMITTED: u8 = 2;

/// A stage of a run with its counter. Clones share the counter, so a reader sees it advance.
///
/// Stages that do not know their amount of work have no total.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// What the stage does, in a few words.
    name: String,
    /// Amount of work, in the stage's own unit; `None` if unknown.
    total: Option<u64>,
    /// Work done so far, in the same unit.
    done: Arc<AtomicU64>,
}

impl Stage {
    /// What the stage does, in a few words; empty before the first stage.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Amount of work in the stage's own unit (rows, pairs, rounds); `None` if it is not known.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Work done so far, in the same unit.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Adds to the work done. The counter is one atomic number that all threads share, so add hundreds at a time.
    pub fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }
}

impl Progress {
    /// Progress before the first stage.
    pub fn new() -> Self {
        Progress::default()
    }

    /// Begins a stage with nothing done. Count its work on the returned [`Stage`].
    ///
    /// `name` is shown to users; `total` is `None` if the amount of work is not known.
    pub fn begin(&self, name: &str, total: Option<u64>) -> Stage {
        let stage = Stage { name: name.to_owned(), total, done: Arc::default() };
        *self.lock() = stage.clone();
        stage
    }

    /// Restarts the counter for another part of the same stage, with a new total.
    pub fn count_anew(&self, total: u64) -> Stage {
        let mut stage = self.lock();
        *stage = Stage { name: stage.name.clone(), total: Some(total), done: Arc::default() };
        stage.clone()
    }

    /// The current stage.
    pub fn stage(&self) -> Stage {
        self.lock().clone()
    }

    /// Asks the run to stop as soon as it can. This cannot be undone. A run that has begun to replace files
    /// ([`Progress::is_committed`]) finishes that and ignores the request.
    pub fn stop(&self) {
        self.settle(STOPPED);
    }

    /// Whether the run was asked to stop. One atomic read, so it may be called often.
    pub fn is_stopped(&self) -> bool {
        self.shared.state.load(Ordering::Relaxed) == STOPPED
    }

    /// Whether the run has begun to replace files. From then on it cannot be stopped.
    pub fn is_committed(&self) -> bool {
        self.shared.state.load(Ordering::SeqCst) == COMMITTED
    }

    /// Declares that the run begins to replace files. From here on it cannot be stopped.
    ///
    /// Called once, just before output files are exchanged.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Stopped`] if it was asked to stop before.
    pub(crate) fn commit(&self) -> Result<()> {
        self.settle(COMMITTED);
        self.check()
    }

    /// Moves from [`RUNNING`] to a final state. Does nothing if a final state was reached before.
    fn settle(&self, state: u8) {
        let _ = self.shared.state.compare_exchange(RUNNING, state, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Returns an error if the run has to stop. Stages call it between pieces of work.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Stopped`] if it was asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_stopped() { Err(ErrorKind::Stopped.into()) } else { Ok(()) }
    }

    /// The current stage. A poisoned lock is used anyway: a thread that panicked cannot have left a half-written stage.
    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.shared.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_all_threads_is_counted_and_a_stage_begins_at_nothing() {
        let progress = Progress::new();
        let stage = progress.begin("reading", Some(400));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| stage.add(1)));
            }
        });
        let seen = progress.stage();
        assert_eq!((seen.name(), seen.done(), seen.total()), ("reading", 400, Some(400)));
        progress.begin("comparing", None);
        // Late work of the previous stage does not count in the next one.
        stage.add(1);
        assert_eq!(progress.stage().done(), 0);
    }

    #[test]
    fn what_has_begun_to_replace_files_is_not_stopped_and_what_is_stopped_does_not_begin() {
        let begun = Progress::new();
        assert!(begun.commit().is_ok());
        begun.stop();
        assert!(!begun.is_stopped() && begun.commit().is_ok());
        let stopped = Progress::new();
        stopped.stop();
        assert!(stopped.commit().is_err() && !stopped.is_committed());
    }

    #[test]
    fn a_clone_stops_it_for_good() {
        let progress = Progress::new();
        assert!(progress.check().is_ok());
        progress.clone().stop();
        let stopped = progress.check().expect_err("it was stopped");
        assert!(matches!(stopped.kind(), ErrorKind::Stopped));
    }
}
