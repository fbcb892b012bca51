//! Rounds of sampling. In each round every share draws its partitions given the intensities; then the intensities are
//! drawn given all partitions.
//!
//! In: the census and the shares of the components. Out: a [`Tally`] for each round, and the shares with what they
//! recorded.
//!
//! A round of a few hundred components takes microseconds, less than waking a thread takes. So a second thread waits
//! for each round without sleeping, as long as the sampling lasts, and draws the share that is lent to it. If it is
//! late, because other programs keep the cores busy, the first thread draws that share too. The result does not
//! depend on which thread draws it: each component has its own random numbers.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, TryLockError};
use std::thread::{self, ThreadId};

use rayon::prelude::*;

use super::census::{Census, Tally};
use super::share::Share;

/// How often a waiting thread checks before it yields its core to other threads.
const LOOKS: usize = 200;
/// Round number that ends the sampling.
const OVER: usize = usize::MAX;

/// What the threads of a sampling share.
///
/// The first thread opens a round by its number, draws its own shares, takes the lent share and draws it too, unless
/// the second thread has. A share draws each round only once. Then the first thread alone sums the counts and changes
/// the intensities.
pub(super) struct Rounds<'a> {
    /// The current intensities. Shares read them during a round; they change between rounds.
    census: RwLock<Census>,
    /// The share that either thread may draw.
    lent: Mutex<Share<'a>>,
    /// The round that may be drawn, from 1 on; 0 before the first.
    open: AtomicUsize,
    /// Number of burn-in rounds. Later rounds are recorded.
    warm_up: usize,
}

impl<'a> Rounds<'a> {
    /// No round is open. `warm_up` is the number of burn-in rounds.
    pub(super) fn new(census: Census, lent: Share<'a>, warm_up: usize) -> Self {
        Rounds { census: RwLock::new(census), lent: Mutex::new(lent), open: AtomicUsize::new(0), warm_up }
    }

    /// Draws the lent share of each round on a second thread, until [`Rounds::end`]. Returns at once on the thread
    /// `first`.
    pub(super) fn assist(&self, first: ThreadId) {
        // A user's comparison may use the thread pool, and the first thread may take this job while it waits for that
        // work. Then it would wait for itself.
        if thread::current().id() == first {
            return;
        }
        let mut last = 0;
        loop {
            let round = self.wait_for_round_after(last);
            if round == OVER {
                return;
            }
            // If the share is locked, the first thread is drawing it.
            if let Ok(mut share) = self.lent.try_lock() {
                share.draw(round, &self.census(), round > self.warm_up);
            }
            last = round;
        }
    }

    /// Waits for a round other than `last` and returns its number.
    fn wait_for_round_after(&self, last: usize) -> usize {
        let mut looks = 0;
        loop {
            let round = self.open.load(Ordering::Acquire);
            if round != last {
                return round;
            }
            wait(&mut looks);
        }
    }

    /// Draws a round and adds its counts to `tally`. `own` are the shares that are not lent, at least one. Returns
    /// after every share has drawn the round.
    pub(super) fn draw(&self, round: usize, own: &mut [Share<'a>], tally: &mut Tally) {
        self.open.store(round, Ordering::Release);
        let record = round > self.warm_up;
        let census = self.census();
        match &mut *own {
            [one] => one.draw(round, &census, record),
            many => many.par_iter_mut().for_each(|share| share.draw(round, &census, record)),
        }
        let mut lent = self.lent();
        lent.draw(round, &census, record);
        drop(census);
        let mut shares = own.iter_mut().chain([&mut *lent]);
        let Some(first) = shares.next() else { return };
        shares.for_each(|share| first.counts().add_all(share.counts()));
        let mut census = self.census.write().unwrap_or_else(PoisonError::into_inner);
        first.counts().add_to(tally, &census);
        own.iter_mut().chain([&mut *lent]).for_each(|share| share.enroll(&mut census));
    }

    /// Changes the intensities between two rounds.
    pub(super) fn believe(&self, change: impl FnOnce(&mut Census)) {
        change(&mut self.census.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// A guard that ends the second thread when it is dropped, also after a panic.
    pub(super) fn end(&self) -> End<'_> {
        End(&self.open)
    }

    /// The intensities and the lent share.
    pub(super) fn into_parts(self) -> (Census, Share<'a>) {
        let census = self.census.into_inner().unwrap_or_else(PoisonError::into_inner);
        (census, self.lent.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// The intensities, for reading.
    fn census(&self) -> RwLockReadGuard<'_, Census> {
        self.census.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lent share, as soon as the second thread does not hold it.
    fn lent(&self) -> MutexGuard<'_, Share<'a>> {
        let mut looks = 0;
        loop {
            match self.lent.try_lock() {
                Ok(share) => return share,
                Err(TryLockError::Poisoned(share)) => return share.into_inner(),
                Err(TryLockError::WouldBlock) => wait(&mut looks),
            }
        }
    }
}

/// Ends the sampling when it is dropped.
pub(super) struct End<'a>(&'a AtomicUsize);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(OVER, Ordering::Release);
    }
}

/// Waits for a moment: spins at first, and yields the core after [`LOOKS`] calls.
fn wait(looks: &mut usize) {
    *looks += 1;
    if *looks < LOOKS { spin_loop() } else { thread::yield_now() }
}
