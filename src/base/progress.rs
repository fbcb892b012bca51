//! Progress of a run, and a way to stop it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::error::{ErrorKind, Result};

/// What a run reports to and asks whether it may go on; a clone is the same one. Others read it while
/// the run goes on in its thread, and may stop it.
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

#[derive(Debug, Default)]
struct Shared {
    stage: Mutex<Stage>,
    /// [`RUNNING`], [`STOPPED`] or [`COMMITTED`]; the last two are for good.
    state: AtomicU8,
}

/// The run goes on and has changed nothing on the disk.
const RUNNING: u8 = 0;
/// The run was asked to stop, and changes nothing on the disk.
const STOPPED: u8 = 1;
/// The run has begun to change what is on the disk, and finishes that.
const COMMITTED: u8 = 2;

/// The stage that a run is at; it goes on counting while it is looked at.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    name: String,
    total: Option<u64>,
    done: Arc<AtomicU64>,
}

impl Stage {
    /// What is being done, in a few words; empty before the first stage.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How much there is to do in all, if it is known, in whatever the stage counts: rows, pairs, rounds.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How much is done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Counts work as done. As cheap as an addition that cores share: count hundreds at a time.
    pub fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }
}

impl Progress {
    /// A progress at no stage.
    pub fn new() -> Self {
        Progress::default()
    }

    /// Begins a stage, of which nothing is done; the stage is what its work is counted in.
    pub fn begin(&self, name: &str, total: Option<u64>) -> Stage {
        let stage = Stage { name: name.to_owned(), total, done: Arc::default() };
        *self.lock() = stage.clone();
        stage
    }

    /// Counts anew within the stage: it has another part, of which nothing is done.
    pub fn count_anew(&self, total: u64) -> Stage {
        let mut stage = self.lock();
        *stage = Stage { name: stage.name.clone(), total: Some(total), done: Arc::default() };
        stage.clone()
    }

    /// The stage that the run is at.
    pub fn stage(&self) -> Stage {
        self.lock().clone()
    }

    /// Asks the run to stop as soon as it can. It cannot be taken back. A run that has begun to replace files
    /// ([`Progress::is_committed`]) finishes that, and is not stopped any more.
    pub fn stop(&self) {
        self.settle(STOPPED);
    }

    /// Whether the run was asked to stop. As cheap as reading a number.
    pub fn is_stopped(&self) -> bool {
        self.shared.state.load(Ordering::Relaxed) == STOPPED
    }

    /// Whether the run has begun to replace files, which it finishes whoever asks it to stop.
    pub fn is_committed(&self) -> bool {
        self.shared.state.load(Ordering::SeqCst) == COMMITTED
    }

    /// From here on the run is not stopped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Stopped`] if it was asked to stop before.
    pub(crate) fn commit(&self) -> Result<()> {
        self.settle(COMMITTED);
        self.check()
    }

    /// The first of stopping and committing holds.
    fn settle(&self, state: u8) {
        let _ = self.shared.state.compare_exchange(RUNNING, state, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Whether the run may go on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Stopped`] if it was asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_stopped() { Err(ErrorKind::Stopped.into()) } else { Ok(()) }
    }

    /// A thread that panicked while it held the lock cannot have left half a stage.
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
        // What is late of the stage before is not counted in the next.
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
