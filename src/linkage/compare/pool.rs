//! The distinct values of one field over all lists, with their levels and with how many other people agree as well.
//!
//! In: the number of values, a function that gives the level of two of them, and the occurrences of each value. Out:
//! for each value and level, the number of other people at that level (`Pool::others`).
//!
//! That count decides how strong an agreement is. Where most people died in one city on three days, agreement on the
//! city and the day is weak evidence, and agreement on a rare surname is strong. The count also covers inexact
//! agreement: a name with many close neighbours (Марат, Мурат, Самат) gains little from being close to one of them.

use rayon::prelude::*;

use super::Level;

/// Largest number of distinct values for which the levels of all pairs are computed in advance. The matrix then has
/// at most 16 MiB, one byte for each pair.
const MATRIX_LIMIT: usize = 4096;
/// Largest size of the systematic sample that stands for all values when there are more than [`MATRIX_LIMIT`].
const SAMPLE: usize = 1024;
/// Most levels between values and sample that are kept for the next count, one byte each: 64 MiB. With more they are
/// computed again in each count.
const MOST_KEPT: usize = 1 << 26;

/// Fewest levels that a thread computes in one task.
const AT_ONCE: usize = 4096;

/// In place of a level: the two values cannot be compared.
pub(crate) const NOT_COMPARABLE: u8 = u8::MAX;

/// One occurrence of a value on one list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence {
    /// The number of the value, an index into the values of the field.
    pub(crate) value: u32,
    /// The index of the list.
    pub(crate) source: u16,
    /// The part of a person that the occurrence counts as, 0 to 1. A value that only one of several readings of a
    /// name has counts by the share of that reading; one of four records of one person counts a quarter.
    pub(crate) weight: f32,
}

/// Levels and counts of the distinct values of one field.
///
/// With up to [`MATRIX_LIMIT`] values, time and memory grow with the square of their number. Above that they grow
/// with the number of values times the size of the sample, and the counts are estimates.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// Number of distinct values.
    size: usize,
    /// The level of every two values, `size * size` numbers, symmetric. Empty above [`MATRIX_LIMIT`].
    matrix: Vec<u8>,
    /// Without a matrix: the level of each value to each value of the sample, by value, then by place in the sample.
    /// Empty with a matrix, or if there would be more than [`MOST_KEPT`].
    sampled: Vec<u8>,
    /// For each value, then level: the number of other people whose value reaches that level with it.
    others: Vec<f32>,
    /// For each value, then level: the number of other people whose value can be compared in the class of the level.
    of: Vec<f32>,
    /// Number of levels of the field.
    levels: usize,
}

impl Pool {
    /// Computes the levels of `size` values with each other, in parallel. `level` takes two numbers of values and
    /// must be symmetric. Counts are missing until [`Pool::count`].
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

    /// Distance between two values of the sample: every `step`-th value is in it. 1 if all values are compared with
    /// each other.
    fn step(&self) -> usize {
        if self.size <= MATRIX_LIMIT { 1 } else { self.size.div_ceil(SAMPLE) }
    }

    /// Number of values in the sample; all of them if there is a matrix.
    fn sample_size(&self) -> usize {
        self.size.div_ceil(self.step())
    }

    /// Counts, for each value and level, how many other people agree at that level. Replaces earlier counts.
    /// `sources` is the number of lists.
    pub(crate) fn count(
        &mut self,
        occurrences: &[Occurrence],
        sources: usize,
        levels: &[Level],
        level: &(dyn Fn(u32, u32) -> u8 + Sync),
    ) {
        let n = self.levels.max(1);
        let (mut others, mut of) = (vec![0.0; self.size * n], vec![0.0; self.size * n]);
        let counter =
            Counter { pool: self, bearers: SortedOccurrences::new(self.size, occurrences), levels, level };
        let rows = others.par_chunks_mut(n).zip(of.par_chunks_mut(n)).enumerate();
        let room = || vec![0.0_f32; sources * n];
        rows.with_min_len(VALUES_AT_ONCE).for_each_init(room, |by_source, (value, (others, of))| {
            by_source.fill(0.0);
            counter.count(id(value), by_source, others, of);
        });
        (self.others, self.of) = (others, of);
    }

    /// Adds up the counts of some levels and divides the sum among them by fixed shares. `shares` has pairs of a
    /// level and its share; the shares sum to 1.
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

    /// Copies the upper triangle of the matrix to the lower one.
    fn mirror(&mut self) {
        for a in 0..self.size {
            for b in 0..a {
                self.matrix[a * self.size + b] = self.matrix[b * self.size + a];
            }
        }
    }

    /// The levels of one value with all values; `None` without a matrix.
    fn row(&self, value: u32) -> Option<&[u8]> {
        let start = value as usize * self.size;
        self.matrix.get(start..start + self.size)
    }

    /// The level of two values; `None` without a matrix.
    pub(crate) fn known_level(&self, a: u32, b: u32) -> Option<u8> {
        self.matrix.get(a as usize * self.size + b as usize).copied()
    }

    /// The number of other people who agree with one of two values at this level, and the number of people that they
    /// are counted among. Both are means over the two values.
    pub(crate) fn others(&self, a: u32, b: u32, level: u8) -> (f32, f32) {
        let at = |value: u32| value as usize * self.levels + usize::from(level);
        let mean = |counts: &[f32]| {
            let count = |value| counts.get(at(value)).copied().unwrap_or(0.0);
            (count(a) + count(b)) / 2.0
        };
        (mean(&self.others), mean(&self.of))
    }
}

/// What a count needs: the pool and the occurrences.
struct Counter<'a> {
    /// The levels between values.
    pool: &'a Pool,
    /// Who bears which value.
    bearers: SortedOccurrences,
    /// The levels of the field, for their classes.
    levels: &'a [Level],
    /// Computes a level that the pool does not have.
    level: &'a (dyn Fn(u32, u32) -> u8 + Sync),
}

/// Fewest values that a thread counts in one task.
const VALUES_AT_ONCE: usize = 32;

impl Counter<'_> {
    /// Counts for one value. `others` gets one number for each level, `of` the total of the level's class.
    /// `by_source` is a zeroed buffer with one number for each list, then level.
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

    /// Counts all occurrences by their level with one value. `row` has the levels of that value with all values.
    fn count_row(&self, row: &[u8], by_source: &mut [f32]) {
        for one in &self.bearers.all {
            let level = row.get(one.value as usize).copied().unwrap_or(NOT_COMPARABLE);
            self.add(one, level, 1.0, by_source);
        }
    }

    /// Counts the occurrences of the value itself and those of the sample. Each of the sample counts `step` times,
    /// for the values between it and the next one.
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

    /// Adds an occurrence to the count of its list and level. `scale` is the number of values that it stands for.
    fn add(&self, one: &Occurrence, level: u8, scale: f32, by_source: &mut [f32]) {
        if level == NOT_COMPARABLE {
            return;
        }
        let at = usize::from(one.source) * self.levels.len() + usize::from(level);
        if let Some(count) = by_source.get_mut(at) {
            *count += one.weight * scale;
        }
    }

    /// Subtracts the person themself from the counts of one list: one person at the best level of agreement that
    /// occurs. The rest are other people. Otherwise each true match would make its own agreement look common.
    fn leave_own_out(&self, counts: &mut [f32]) {
        let best = counts.iter().zip(self.levels).position(|(count, level)| level.agrees && *count > 0.0);
        if let Some(count) = best.and_then(|at| counts.get_mut(at)) {
            *count = (*count - 1.0).max(0.0);
        }
    }

    /// The sum of the counts of one class.
    fn class_total(&self, counts: &[f32], class: u8) -> f32 {
        counts
            .iter()
            .zip(self.levels)
            .filter(|(_, level)| level.class == class)
            .map(|(count, _)| *count)
            .sum()
    }
}

/// The occurrences sorted by value, so that those of one value are a slice.
struct SortedOccurrences {
    /// All occurrences, sorted by value.
    all: Vec<Occurrence>,
    /// For each value, the index in `all` of its first occurrence; one further number for the end.
    begins: Vec<usize>,
}

impl SortedOccurrences {
    /// Sorts the occurrences. Values that are out of range are dropped.
    fn new(size: usize, occurrences: &[Occurrence]) -> Self {
        let mut all: Vec<Occurrence> =
            occurrences.iter().copied().filter(|one| (one.value as usize) < size).collect();
        all.sort_by_key(|one| one.value);
        let begins =
            (0..=size).map(|value| all.partition_point(|one| (one.value as usize) < value)).collect();
        SortedOccurrences { all, begins }
    }

    /// The occurrences of one value.
    fn of(&self, value: u32) -> &[Occurrence] {
        let begin = |value: usize| self.begins.get(value).copied().unwrap_or(self.all.len());
        self.all.get(begin(value as usize)..begin(value as usize + 1)).unwrap_or_default()
    }
}

/// A value's index as a 32-bit number: a run has fewer distinct values than records.
fn id(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
