//! Rounds of sampling: every share draws given what is believed, then what is believed is drawn given all shares.
//!
//! A round of a few hundred components takes microseconds, less than it takes to wake a thread. So a second
//! thread waits for each round without sleeping, as long as the sampling lasts, and draws the share that is
//! lent to it. Where it is late, as when other programs keep the cores busy, the first draws that share too.
//! Who draws it makes no difference: each component has random numbers of its own.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, TryLockError};
use std::thread::{self, ThreadId};

use rayon::prelude::*;

use super::census::{Census, Tally};
use super::share::Share;

/// Who waits lets other threads have the core after so many looks.
const LOOKS: usize = 200;
/// The round that is never drawn.
const OVER: usize = usize::MAX;

/// What the threads of a sampling share.
pub(super) struct Rounds<'a> {
    census: RwLock<Census>,
    lent: Mutex<Share<'a>>,
    /// The round that may be drawn, from 1 on.
    open: AtomicUsize,
    /// Rounds before the first whose draws are recorded.
    warm_up: usize,
}

impl<'a> Rounds<'a> {
    pub(super) fn new(census: Census, lent: Share<'a>, warm_up: usize) -> Self {
        Rounds { census: RwLock::new(census), lent: Mutex::new(lent), open: AtomicUsize::new(0), warm_up }
    }

    /// Draws the lent share of each round from another thread than the first, until [`Rounds::end`].
    pub(super) fn assist(&self, first: ThreadId) {
        // A comparison of a user may share out work, and the first thread come to this job while it waits: it
        // would wait for itself.
        if thread::current().id() == first {
            return;
        }
        let mut last = 0;
        loop {
            let round = self.wait_for_round_after(last);
            if round == OVER {
                return;
            }
            // If it is held, the first thread is drawing it.
            if let Ok(mut share) = self.lent.try_lock() {
                share.draw(round, &self.census(), round > self.warm_up);
            }
            last = round;
        }
    }

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

    /// Draws a round and counts its partitions; `own` are the shares that are not lent, at least one.
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

    /// Changes what is believed.
    pub(super) fn believe(&self, change: impl FnOnce(&mut Census)) {
        change(&mut self.census.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Lets the second thread go when it is dropped.
    pub(super) fn end(&self) -> End<'_> {
        End(&self.open)
    }

    /// What is believed, and the lent share.
    pub(super) fn into_parts(self) -> (Census, Share<'a>) {
        let census = self.census.into_inner().unwrap_or_else(PoisonError::into_inner);
        (census, self.lent.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn census(&self) -> RwLockReadGuard<'_, Census> {
        self.census.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lent share, as soon as the second thread does not draw it.
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

/// The end of the rounds, however it comes.
pub(super) struct End<'a>(&'a AtomicUsize);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(OVER, Ordering::Release);
    }
}

fn wait(looks: &mut usize) {
    *looks += 1;
    if *looks < LOOKS { spin_loop() } else { thread::yield_now() }
}
