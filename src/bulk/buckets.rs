//! Sorting millions of numbers by parts that fit the nearest memory and are worked on at the same time.

use rayon::prelude::*;

/// A bucket has about so many numbers.
const SIZE: usize = 4096;
/// There are at most so many buckets, as a power of two.
const MOST: u32 = 10;

/// Puts numbers of up to `width` bits into buckets by their highest ones, sorts each bucket and makes something
/// of it; equal numbers come into one bucket. What is made comes in the order of the buckets.
pub(super) fn sorted<T: Send>(chunks: &[Vec<u64>], width: u32, make: impl Fn(&[u64]) -> T + Sync) -> Vec<T> {
    let all: usize = chunks.iter().map(Vec::len).sum();
    let bits = (all / SIZE).max(1).ilog2().min(MOST).min(width);
    let shift = width - bits;
    let buckets = 1_usize << bits;
    let parts: Vec<Parts> = chunks.par_iter().map(|chunk| Parts::new(chunk, buckets, shift)).collect();
    (0..buckets)
        .into_par_iter()
        .map_init(Bucket::default, |bucket, at| {
            bucket.unsorted.clear();
            parts.iter().for_each(|part| bucket.unsorted.extend_from_slice(part.of(at)));
            make(bucket.sort(shift))
        })
        .collect()
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

/// Numbers by bucket.
struct Parts {
    numbers: Vec<u64>,
    ends: Vec<usize>,
}

impl Parts {
    fn new(numbers: &[u64], buckets: usize, shift: u32) -> Self {
        let bucket = |number: u64| (number.checked_shr(shift).unwrap_or(0) as usize).min(buckets - 1);
        let mut next = vec![0; buckets];
        numbers.iter().for_each(|number| next[bucket(*number)] += 1);
        let mut begin = 0;
        for count in &mut next {
            (begin, *count) = (begin + *count, begin);
        }
        let mut sorted = vec![0; numbers.len()];
        for number in numbers {
            let place = &mut next[bucket(*number)];
            sorted[*place] = *number;
            *place += 1;
        }
        Parts { numbers: sorted, ends: next }
    }

    fn of(&self, bucket: usize) -> &[u64] {
        let begin = bucket.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[begin..self.ends[bucket]]
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
