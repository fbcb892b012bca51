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
/// Largest size of the systematic sample that represents all values when there are more than [`MATRIX_LIMIT`].
const SAMPLE: usize = 1024;
/// Most levels between values and sample that are kept for the next count, four bytes each: 64 MiB. With more they are
/// computed again in each count.
const MOST_KEPT: usize = 1 << 24;
/// Number of values whose levels to the sample show which level is the most frequent. Another choice would cost time
/// and not change the counts.
const VALUES_FOR_USUAL: usize = 64;

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
    /// Without a matrix: the level that most pairs of a value and a value of the sample have. As a rule, the two differ.
    usual: u8,
    /// Without a matrix: the values of the sample at another level than `usual`, for each value one after the other.
    /// `None` with a matrix, or if there would be more than [`MOST_KEPT`].
    unusual: Option<Unusual>,
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
        } else {
            pool.usual = pool.usual_level(level);
            pool.unusual = Unusual::new(size, |value, out| pool.unusual_of(value, level, out));
        }
        pool
    }

    /// The level that most pairs of a value and a value of the sample have, by some values.
    fn usual_level(&self, level: &(dyn Fn(u32, u32) -> u8 + Sync)) -> u8 {
        let mut times = [0_u32; 1 + u8::MAX as usize];
        for value in (0..self.size).step_by(self.size.div_ceil(VALUES_FOR_USUAL).max(1)) {
            self.sample().for_each(|(_, other)| times[usize::from(level(id(value), other))] += 1);
        }
        let most = (0..=u8::MAX).max_by_key(|level| (times[usize::from(*level)], *level));
        most.unwrap_or_default()
    }

    /// Adds the values of the sample to which a value has another level than the usual one, by place in the sample.
    fn unusual_of(&self, value: u32, level: &(dyn Fn(u32, u32) -> u8 + Sync), out: &mut Vec<(u16, u8)>) {
        let levels = self.sample().map(|(at, other)| (at, level(value, other)));
        out.extend(levels.filter(|(_, level)| *level != self.usual));
    }

    /// The values of the sample, each with its place in the sample.
    fn sample(&self) -> impl Iterator<Item = (u16, u32)> + use<> {
        // A sample has at most 1,024 values.
        (0_u16..).zip((0..self.size).step_by(self.step()).map(id))
    }

    /// Distance between two values of the sample: every `step`-th value is in it. 1 if all values are compared with
    /// each other.
    fn step(&self) -> usize {
        if self.size <= MATRIX_LIMIT { 1 } else { self.size.div_ceil(SAMPLE) }
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
        let bearers = SortedOccurrences::new(self.size, occurrences);
        let sampled =
            if self.matrix.is_empty() { self.sampled_people(&bearers, sources) } else { Vec::new() };
        let counter = Counter { pool: self, bearers, sampled, levels, level };
        let rows = others.par_chunks_mut(n).zip(of.par_chunks_mut(n)).enumerate();
        let room = || vec![0.0_f32; sources * n];
        rows.with_min_len(VALUES_AT_ONCE).for_each_init(room, |by_source, (value, (others, of))| {
            by_source.fill(0.0);
            counter.count(id(value), by_source, others, of);
        });
        (self.others, self.of) = (others, of);
    }

    /// For each list, the number of people whose value is in the sample.
    fn sampled_people(&self, bearers: &SortedOccurrences, sources: usize) -> Vec<f64> {
        let mut people = vec![0.0; sources];
        for one in self.sample().flat_map(|(_, value)| bearers.of(value)) {
            if let Some(count) = people.get_mut(usize::from(one.source)) {
                *count += f64::from(one.weight);
            }
        }
        people
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
    /// Without a matrix: for each list, the number of people whose value is in the sample.
    sampled: Vec<f64>,
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
    /// for the values between it and the next one. Those at the usual level are not visited: they are the people of
    /// the sample less the others.
    fn count_sample(&self, value: u32, by_source: &mut [f32]) {
        let (pool, step) = (self.pool, self.pool.step());
        let mut at_usual_level = self.sampled.clone();
        let mut take = |other: u32| {
            for one in self.bearers.of(other) {
                if let Some(count) = at_usual_level.get_mut(usize::from(one.source)) {
                    *count -= f64::from(one.weight);
                }
            }
        };
        let mut computed = Vec::new();
        let unusual = pool.unusual.as_ref().map(|kept| kept.of(value)).unwrap_or_else(|| {
            pool.unusual_of(value, self.level, &mut computed);
            &computed
        });
        for (at, level) in unusual {
            let other = id(usize::from(*at) * step);
            take(other);
            if other != value {
                self.bearers.of(other).iter().for_each(|one| self.add(one, *level, step as f32, by_source));
            }
        }
        let is_sampled = (value as usize).is_multiple_of(step);
        let level = (self.level)(value, value);
        if is_sampled && level == pool.usual {
            take(value);
        }
        for (source, people) in (0_u16..).zip(&at_usual_level) {
            let all = Occurrence { value, source, weight: *people as f32 };
            self.add(&all, pool.usual, step as f32, by_source);
        }
        self.bearers.of(value).iter().for_each(|one| self.add(one, level, 1.0, by_source));
    }

    /// Adds an occurrence to the count of its list and level. `scale` is the number of values that it represents.
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

/// For each value, the values of the sample at another level than the usual one.
#[derive(Debug, Default)]
struct Unusual {
    /// For each value in turn: places in the sample with levels.
    all: Vec<(u16, u8)>,
    /// For each value, the index in `all` of its first entry; one further number for the end.
    begins: Vec<usize>,
}

/// The entries of some values, one value after the other, and their number for each value.
type EntriesOfSome = (Vec<(u16, u8)>, Vec<usize>);

impl Unusual {
    /// Collects the entries of `size` values in parallel; `of` adds those of one value. `None` if there are more than
    /// [`MOST_KEPT`].
    fn new(size: usize, of: impl Fn(u32, &mut Vec<(u16, u8)>) + Sync) -> Option<Self> {
        let of_some = |values: Vec<usize>| {
            let (mut all, mut lengths) = (Vec::new(), Vec::new());
            for value in values {
                let before = all.len();
                of(id(value), &mut all);
                lengths.push(all.len() - before);
            }
            (all, lengths)
        };
        let parts: Vec<EntriesOfSome> =
            (0..size).into_par_iter().chunks(VALUES_AT_ONCE).map(of_some).collect();
        if parts.iter().map(|(all, _)| all.len()).sum::<usize>() > MOST_KEPT {
            return None;
        }
        let (mut found, mut end) = (Unusual::default(), 0);
        found.begins.push(0);
        for (all, lengths) in parts {
            found.all.extend(all);
            for length in lengths {
                end += length;
                found.begins.push(end);
            }
        }
        Some(found)
    }

    /// The entries of one value.
    fn of(&self, value: u32) -> &[(u16, u8)] {
        let begin = |at: usize| self.begins.get(at).copied().unwrap_or(self.all.len());
        self.all.get(begin(value as usize)..begin(value as usize + 1)).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::super::Standing;
    use super::*;

    /// Three levels of one class: equal, near, different.
    const LEVELS: [Level; 3] = [
        Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
        Level { name: "near", class: 0, standing: Standing::Compatible, agrees: true },
        Level { name: "other", class: 0, standing: Standing::Conflict, agrees: false },
    ];

    /// Values are near if they differ by at most 40. Every seventh value cannot be compared with values of another
    /// residue.
    fn level(a: u32, b: u32) -> u8 {
        match a.abs_diff(b) {
            0 => 0,
            1..=40 => 1,
            _ if a.is_multiple_of(7) != b.is_multiple_of(7) => NOT_COMPARABLE,
            _ => 2,
        }
    }

    /// What [`Counter::count_sample`] must give, by visiting each value of the sample.
    fn visited(pool: &Pool, value: u32, occurrences: &[Occurrence], sources: usize) -> Vec<f64> {
        let mut counts = vec![0.0; sources * LEVELS.len()];
        for one in occurrences {
            let scale = match one.value == value {
                true => 1,
                false if (one.value as usize).is_multiple_of(pool.step()) => pool.step(),
                false => continue,
            };
            let level = level(value, one.value);
            if level != NOT_COMPARABLE {
                counts[usize::from(one.source) * LEVELS.len() + usize::from(level)] +=
                    f64::from(one.weight) * scale as f64;
            }
        }
        counts
    }

    #[test]
    fn a_count_that_skips_the_usual_level_is_that_of_all_visits() {
        let (size, sources) = (MATRIX_LIMIT + 1000, 3);
        let occurrences: Vec<Occurrence> = (0..4 * size)
            .map(|at| Occurrence {
                value: id(at * 31 % size),
                source: u16::try_from(at % sources).unwrap_or_default(),
                weight: if at % 5 == 0 { 0.5 } else { 1.0 },
            })
            .collect();
        for is_kept in [true, false] {
            let mut pool = Pool::new(size, &LEVELS, &level);
            assert_eq!((pool.usual, pool.unusual.is_some()), (2, true));
            if !is_kept {
                pool.unusual = None;
            }
            let bearers = SortedOccurrences::new(size, &occurrences);
            let sampled = pool.sampled_people(&bearers, sources);
            let counter = Counter { pool: &pool, bearers, sampled, levels: &LEVELS, level: &level };
            // Values in and outside the sample, at both ends, comparable with few and with many.
            for value in [0, 1, 5, 7, 35, 40, 2500, 2502, id(size - 1)] {
                let mut found = vec![0.0_f32; sources * LEVELS.len()];
                counter.count_sample(value, &mut found);
                let expected = visited(&pool, value, &occurrences, sources);
                for (found, expected) in found.iter().zip(&expected) {
                    assert!((f64::from(*found) - expected).abs() < 0.01, "{value}: {found} {expected}");
                }
            }
        }
    }
}
