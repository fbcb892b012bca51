//! Sorting millions of numbers by parts that fit the nearest memory and are worked on at the same time.

use rayon::prelude::*;

/// A bucket has about so many numbers.
const SIZE: usize = 4096;
/// There are at most so many buckets, as a power of two.
const MOST: u32 = 10;

/// Which bucket a number goes to: by its highest bits, so that equal numbers come into one bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Buckets {
    count: usize,
    /// So many lower bits do not matter for it.
    shift: u32,
}

impl Buckets {
    /// Buckets for about so many numbers of up to `width` bits.
    pub(super) fn new(numbers: usize, width: u32) -> Self {
        let bits = (numbers / SIZE).max(1).ilog2().min(MOST).min(width);
        Buckets { count: 1 << bits, shift: width - bits }
    }

    /// Puts some of the numbers into the buckets.
    pub(super) fn part(self, numbers: &[u64]) -> Part {
        Part::new(numbers, self)
    }

    /// Sorts each bucket and makes something of it; what is made comes in the order of the buckets.
    pub(super) fn sorted<T: Send>(self, parts: &[Part], make: impl Fn(&[u64]) -> T + Sync) -> Vec<T> {
        (0..self.count)
            .into_par_iter()
            .map_init(Bucket::default, |bucket, at| {
                bucket.unsorted.clear();
                parts.iter().for_each(|part| bucket.unsorted.extend_from_slice(part.of(at)));
                make(bucket.sort(self.shift))
            })
            .collect()
    }
}

/// Sorts numbers of up to `width` bits bucket by bucket and makes something of each.
pub(super) fn sorted<T: Send>(chunks: &[Vec<u64>], width: u32, make: impl Fn(&[u64]) -> T + Sync) -> Vec<T> {
    let buckets = Buckets::new(chunks.iter().map(Vec::len).sum(), width);
    let parts: Vec<Part> = chunks.par_iter().map(|chunk| buckets.part(chunk)).collect();
    buckets.sorted(&parts, make)
}

/// The numbers of one bucket, and room for sorting them.
#[derive(Default)]
struct Bucket {
    unsorted: Vec<u64>,
    sorted: Vec<u64>,
    next: Vec<u32>,
}

/// Fewer numbers are sorted as they are.
const FEW: usize = 64;

impl Bucket {
    /// Sorts the numbers, which differ in so many of their lowest bits: by as many of the highest of these as
    /// make about a number each, then by the rest, where hardly anything is left to do.
    fn sort(&mut self, width: u32) -> &[u64] {
        let bits = self.unsorted.len().max(1).ilog2().min(width);
        if self.unsorted.len() < FEW || bits == 0 {
            self.unsorted.sort_unstable();
            return &self.unsorted;
        }
        let place = |number: u64| (number >> (width - bits)) as usize & ((1 << bits) - 1);
        self.next.clear();
        self.next.resize(1 << bits, 0);
        self.unsorted.iter().for_each(|number| self.next[place(*number)] += 1);
        let mut begin = 0;
        for count in &mut self.next {
            (begin, *count) = (begin + *count, begin);
        }
        self.sorted.resize(self.unsorted.len(), 0);
        for number in &self.unsorted {
            let next = &mut self.next[place(*number)];
            self.sorted[*next as usize] = *number;
            *next += 1;
        }
        let mut begin = 0;
        for end in &self.next {
            let end = *end as usize;
            if end - begin > 1 {
                self.sorted[begin..end].sort_unstable();
            }
            begin = end;
        }
        &self.sorted
    }
}

/// Some of the numbers, by bucket.
#[derive(Debug, Default)]
pub(super) struct Part {
    numbers: Vec<u64>,
    /// Where those of each bucket end.
    ends: Vec<u32>,
}

impl Part {
    fn new(numbers: &[u64], buckets: Buckets) -> Self {
        let shift = buckets.shift;
        let bucket = |number: u64| (number.checked_shr(shift).unwrap_or(0) as usize).min(buckets.count - 1);
        let mut next = vec![0; buckets.count];
        numbers.iter().for_each(|number| next[bucket(*number)] += 1);
        let mut begin = 0;
        for count in &mut next {
            (begin, *count) = (begin + *count, begin);
        }
        let mut sorted = vec![0; numbers.len()];
        for number in numbers {
            let place = &mut next[bucket(*number)];
            sorted[*place as usize] = *number;
            *place += 1;
        }
        Part { numbers: sorted, ends: next }
    }

    pub(super) fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    fn of(&self, bucket: usize) -> &[u64] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let begin = bucket.checked_sub(1).map_or(0, end);
        self.numbers.get(begin..end(bucket)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_comes_out_is_sorted_and_all_of_it(
            chunks in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..6000), 0..4),
            spread in 0..64_u32,
        ) {
            let chunks: Vec<Vec<u64>> =
                chunks.into_iter().map(|chunk| chunk.into_iter().map(|number| number >> spread).collect()).collect();
            let mut expected = chunks.concat();
            expected.sort_unstable();
            prop_assert_eq!(sorted(&chunks, 64 - spread, <[u64]>::to_vec).concat(), expected);
        }
    }
}
