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
            pool.matrix = (0..size * size)
                .into_par_iter()
                .with_min_len(4096)
                .map(|at| if at / size <= at % size { level(id(at / size), id(at % size)) } else { 0 })
                .collect();
            pool.mirror();
        } else if size.saturating_mul(pool.sample_size()) <= MOST_KEPT {
            let (width, step) = (pool.sample_size(), pool.step());
            pool.sampled = (0..size * width)
                .into_par_iter()
                .with_min_len(4096)
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
        let counter =
            Counter { pool: self, by_value: grouped(self.size, occurrences), sources, levels, level };
        let rows: Vec<(Vec<f32>, Vec<f32>)> =
            (0..self.size).into_par_iter().map(|value| counter.count(id(value))).collect();
        let (others, of): (Vec<Vec<f32>>, Vec<Vec<f32>>) = rows.into_iter().unzip();
        self.others = others.concat();
        self.of = of.concat();
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
    by_value: Vec<Vec<Occurrence>>,
    sources: usize,
    levels: &'a [Level],
    level: &'a (dyn Fn(u32, u32) -> u8 + Sync),
}

impl Counter<'_> {
    /// The counts of one value: by level, and by level the total of the level's class.
    fn count(&self, value: u32) -> (Vec<f32>, Vec<f32>) {
        let n = self.levels.len();
        let mut by_source = vec![0.0_f32; self.sources * n];
        let (step, width) = (self.pool.step(), self.pool.sample_size());
        let others = (0..self.pool.size).step_by(step).map(id).enumerate();
        for (at, other) in others.filter(|(_, other)| step == 1 || *other != value) {
            let kept = || self.pool.sampled.get(value as usize * width + at).copied();
            let level = self.pool.known_level(value, other).or_else(kept);
            let level = level.unwrap_or_else(|| (self.level)(value, other));
            self.add(other, level, step as f32, &mut by_source);
        }
        if step > 1 {
            self.add(value, (self.level)(value, value), 1.0, &mut by_source);
        }
        let mut others = vec![0.0_f32; n];
        for counts in by_source.chunks_mut(n) {
            self.leave_own_out(counts);
            for (sum, count) in others.iter_mut().zip(counts) {
                *sum += *count;
            }
        }
        let of = self.levels.iter().map(|level| self.class_total(&others, level.class)).collect();
        (others, of)
    }

    /// Counts those who bear a value at its level.
    fn add(&self, other: u32, level: u8, scale: f32, by_source: &mut [f32]) {
        if level == NOT_COMPARABLE {
            return;
        }
        for occurrence in &self.by_value[other as usize] {
            let at = usize::from(occurrence.source) * self.levels.len() + usize::from(level);
            by_source[at] += occurrence.weight * scale;
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

fn grouped(size: usize, occurrences: &[Occurrence]) -> Vec<Vec<Occurrence>> {
    let mut groups = vec![Vec::new(); size];
    for occurrence in occurrences {
        if let Some(group) = groups.get_mut(occurrence.value as usize) {
            group.push(*occurrence);
        }
    }
    groups
}

/// Values are counted in 32 bits: a run has fewer distinct values than records.
fn id(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
