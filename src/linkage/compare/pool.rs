//! The values of one field over all lists: their mutual levels, and how many other records agree
//! with each as well as a given partner does.
//!
//! That count is what makes an agreement strong or weak evidence: in lists where most people died
//! in one city on three days, the same city and day say little, and a rare surname says much. It
//! also carries over to agreement that is not exact: a name with many near neighbours (Марат,
//! Мурат, Самат) gains little from being close to one of them.

use rayon::prelude::*;

use super::Level;

/// Up to so many distinct values all mutual levels are computed beforehand.
const MATRIX_LIMIT: usize = 4096;
/// Above that, levels are counted against a systematic sample of so many values.
const SAMPLE: usize = 1024;
/// Those levels are kept for the next count, of so many pairs at most (a byte each).
const MOST_KEPT: usize = 1 << 26;

/// So many levels are worth a thread of their own, at least.
const AT_ONCE: usize = 4096;

/// The level of values that cannot be compared.
pub(crate) const NOT_COMPARABLE: u8 = u8::MAX;

/// How often a value occurs in one list; a value that is only one of several readings of a name
/// counts by its share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence {
    pub(crate) value: u32,
    pub(crate) source: u16,
    pub(crate) weight: f32,
}

/// Levels and counts of the distinct values of one field.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    size: usize,
    matrix: Vec<u8>,
    /// Without a matrix, the levels of each value to those of the sample.
    sampled: Vec<u8>,
    /// For each value and level: how many other records stand at that level to it.
    others: Vec<f32>,
    /// For each value and level: how many other records could be compared at all (level's class).
    of: Vec<f32>,
    levels: usize,
}

impl Pool {
    /// Compares all values with each other. `level` must be symmetric.
    pub(crate) fn new(size: usize, levels: &[Level], level: &(dyn Fn(u32, u32) -> u8 + Sync)) -> Self {
        let mut pool = Pool { size, levels: levels.len(), ..Pool::default() };
        if size <= MATRIX_LIMIT {
            pool.matrix = vec![0; size * size];
            let rows = pool.matrix.par_chunks_mut(size.max(1)).with_min_len(AT_ONCE.div_ceil(size.max(1)));
            rows.enumerate().for_each(|(a, row)| {
                let cells = row.iter_mut().enumerate().skip(a);
                cells.for_each(|(b, cell)| *cell = level(id(a), id(b)));
            });
            pool.mirror();
        } else if size.saturating_mul(pool.sample_size()) <= MOST_KEPT {
            let (width, step) = (pool.sample_size(), pool.step());
            pool.sampled = (0..size * width)
                .into_par_iter()
                .with_min_len(AT_ONCE)
                .map(|at| level(id(at / width), id(at % width * step)))
                .collect();
        }
        pool
    }

    /// Every so manieth value is in the sample.
    fn step(&self) -> usize {
        if self.size <= MATRIX_LIMIT { 1 } else { self.size.div_ceil(SAMPLE) }
    }

    fn sample_size(&self) -> usize {
        self.size.div_ceil(self.step())
    }

    /// Counts, for each value and level, how many other people agree as well.
    pub(crate) fn count(
        &mut self,
        occurrences: &[Occurrence],
        sources: usize,
        levels: &[Level],
        level: &(dyn Fn(u32, u32) -> u8 + Sync),
    ) {
        let n = self.levels.max(1);
        let (mut others, mut of) = (vec![0.0; self.size * n], vec![0.0; self.size * n]);
        let counter = Counter { pool: self, bearers: Bearers::new(self.size, occurrences), levels, level };
        let rows = others.par_chunks_mut(n).zip(of.par_chunks_mut(n)).enumerate();
        let room = || vec![0.0_f32; sources * n];
        rows.with_min_len(VALUES_AT_ONCE).for_each_init(room, |by_source, (value, (others, of))| {
            by_source.fill(0.0);
            counter.count(id(value), by_source, others, of);
        });
        (self.others, self.of) = (others, of);
    }

    /// Counts some levels together and shares the sum out among them.
    pub(crate) fn share_out(&mut self, shares: &[(u8, f32)]) {
        for counts in self.others.chunks_mut(self.levels.max(1)) {
            let sum: f32 = shares.iter().filter_map(|(level, _)| counts.get(usize::from(*level))).sum();
            for (level, share) in shares {
                if let Some(count) = counts.get_mut(usize::from(*level)) {
                    *count = sum * share;
                }
            }
        }
    }

    fn mirror(&mut self) {
        for a in 0..self.size {
            for b in 0..a {
                self.matrix[a * self.size + b] = self.matrix[b * self.size + a];
            }
        }
    }

    /// The levels of one value beside all, if they were computed beforehand.
    fn row(&self, value: u32) -> Option<&[u8]> {
        let start = value as usize * self.size;
        self.matrix.get(start..start + self.size)
    }

    /// The level of two values, if it was computed beforehand.
    pub(crate) fn known_level(&self, a: u32, b: u32) -> Option<u8> {
        self.matrix.get(a as usize * self.size + b as usize).copied()
    }

    /// How many other records agree at this level with either value, on average of the two, and
    /// out of how many.
    pub(crate) fn others(&self, a: u32, b: u32, level: u8) -> (f32, f32) {
        let at = |value: u32| value as usize * self.levels + usize::from(level);
        let mean = |counts: &[f32]| {
            let count = |value| counts.get(at(value)).copied().unwrap_or(0.0);
            (count(a) + count(b)) / 2.0
        };
        (mean(&self.others), mean(&self.of))
    }
}

struct Counter<'a> {
    pool: &'a Pool,
    bearers: Bearers,
    levels: &'a [Level],
    level: &'a (dyn Fn(u32, u32) -> u8 + Sync),
}

/// So many values are worth a thread of their own, at least.
const VALUES_AT_ONCE: usize = 32;

impl Counter<'_> {
    /// The counts of one value: by level, and by level the total of the level's class. `by_source` is room for
    /// those of each list.
    fn count(&self, value: u32, by_source: &mut [f32], others: &mut [f32], of: &mut [f32]) {
        match self.pool.row(value) {
            Some(row) => self.count_row(row, by_source),
            None => self.count_sample(value, by_source),
        }
        for counts in by_source.chunks_mut(self.levels.len().max(1)) {
            self.leave_own_out(counts);
            for (sum, count) in others.iter_mut().zip(counts) {
                *sum += *count;
            }
        }
        for (of, level) in of.iter_mut().zip(self.levels) {
            *of = self.class_total(others, level.class);
        }
    }

    /// Counts those who bear any value by the levels of one.
    fn count_row(&self, row: &[u8], by_source: &mut [f32]) {
        for one in &self.bearers.all {
            let level = row.get(one.value as usize).copied().unwrap_or(NOT_COMPARABLE);
            self.add(one, level, 1.0, by_source);
        }
    }

    /// Counts those who bear the value itself or one of the sample.
    fn count_sample(&self, value: u32, by_source: &mut [f32]) {
        let (step, width) = (self.pool.step(), self.pool.sample_size());
        let others = (0..self.pool.size).step_by(step).map(id).enumerate();
        for (at, other) in others.filter(|(_, other)| *other != value) {
            let kept = self.pool.sampled.get(value as usize * width + at).copied();
            let level = kept.unwrap_or_else(|| (self.level)(value, other));
            self.bearers.of(other).iter().for_each(|one| self.add(one, level, step as f32, by_source));
        }
        let level = (self.level)(value, value);
        self.bearers.of(value).iter().for_each(|one| self.add(one, level, 1.0, by_source));
    }

    /// Counts one who bears a value at its level.
    fn add(&self, one: &Occurrence, level: u8, scale: f32, by_source: &mut [f32]) {
        if level == NOT_COMPARABLE {
            return;
        }
        let at = usize::from(one.source) * self.levels.len() + usize::from(level);
        if let Some(count) = by_source.get_mut(at) {
            *count += one.weight * scale;
        }
    }

    /// In each list, the record that agrees best is taken to be the person themself; what is left
    /// are other people. Without this, each true match would make its own agreement look common.
    fn leave_own_out(&self, counts: &mut [f32]) {
        let best = counts.iter().zip(self.levels).position(|(count, level)| level.agrees && *count > 0.0);
        if let Some(count) = best.and_then(|at| counts.get_mut(at)) {
            *count = (*count - 1.0).max(0.0);
        }
    }

    fn class_total(&self, counts: &[f32], class: u8) -> f32 {
        counts
            .iter()
            .zip(self.levels)
            .filter(|(_, level)| level.class == class)
            .map(|(count, _)| *count)
            .sum()
    }
}

/// Who bears which value: all occurrences in the order of their values, and where those of each begin.
struct Bearers {
    all: Vec<Occurrence>,
    begins: Vec<usize>,
}

impl Bearers {
    fn new(size: usize, occurrences: &[Occurrence]) -> Self {
        let mut all: Vec<Occurrence> =
            occurrences.iter().copied().filter(|one| (one.value as usize) < size).collect();
        all.sort_by_key(|one| one.value);
        let begins =
            (0..=size).map(|value| all.partition_point(|one| (one.value as usize) < value)).collect();
        Bearers { all, begins }
    }

    fn of(&self, value: u32) -> &[Occurrence] {
        let begin = |value: usize| self.begins.get(value).copied().unwrap_or(self.all.len());
        self.all.get(begin(value as usize)..begin(value as usize + 1)).unwrap_or_default()
    }
}

/// Values are counted in 32 bits: a run has fewer distinct values than records.
fn id(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
