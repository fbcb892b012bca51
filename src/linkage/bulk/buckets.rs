//! Sorts millions of numbers in buckets that fit the processor cache. The buckets are sorted in parallel.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// Expected size of a bucket, in numbers.
const SIZE: usize = 4096;
/// Smaller chunks are joined to parts of at least this many numbers.
const LARGE: usize = 1 << 16;
/// Largest number of buckets, as a power of two.
const MOST: u32 = 10;

/// Assigns numbers to buckets by their highest bits, so that equal numbers share a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Buckets {
    count: usize,
    /// Number of lower bits that are ignored.
    shift: u32,
}

impl Buckets {
    /// Buckets for about `numbers` numbers of up to `width` bits.
    pub(super) fn new(numbers: usize, width: u32) -> Self {
        let bits = (numbers / SIZE).max(1).ilog2().min(MOST).min(width);
        Buckets { count: 1 << bits, shift: width - bits }
    }

    /// Distributes numbers to the buckets, in a reused buffer if there is one.
    pub(super) fn part(self, numbers: &[u64], rooms: &Rooms) -> BucketsPart {
        BucketsPart::new(numbers, self, rooms.take(numbers.len()))
    }

    /// Sorts each bucket and calls `make` with it. The results come in the order of the buckets.
    pub(super) fn sorted<T: Send>(self, parts: &[BucketsPart], make: impl Fn(&[u64]) -> T + Sync) -> Vec<T> {
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

/// Sorts numbers of up to `width` bits bucket by bucket and calls `make` with each bucket.
pub(super) fn sorted<T: Send>(
    chunks: Vec<Vec<u64>>,
    width: u32,
    make: impl Fn(&[u64]) -> T + Sync,
) -> Vec<T> {
    let buckets = Buckets::new(chunks.iter().map(Vec::len).sum(), width);
    // The memory of the chunks is freed while the parts are made.
    let part = |mut chunks: Vec<Vec<u64>>| {
        let numbers = if chunks.len() == 1 { chunks.pop().unwrap_or_default() } else { chunks.concat() };
        BucketsPart::new(&numbers, buckets, Vec::new())
    };
    let parts: Vec<BucketsPart> = in_groups(chunks).into_par_iter().map(part).collect();
    buckets.sorted(&parts, make)
}

/// Joins small chunks, because distributing a few numbers to buckets does not pay.
fn in_groups(chunks: Vec<Vec<u64>>) -> Vec<Vec<Vec<u64>>> {
    let (mut groups, mut numbers): (Vec<Vec<Vec<u64>>>, usize) = (Vec::new(), LARGE);
    for chunk in chunks {
        if numbers >= LARGE {
            groups.push(Vec::new());
            numbers = 0;
        }
        numbers += chunk.len();
        if let Some(group) = groups.last_mut() {
            group.push(chunk);
        }
    }
    groups
}

/// Pool of reusable buffers. Memory that is returned to the system has to be cleared before it can be used again.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    /// The buffers by the power of two of their size.
    empty: Mutex<[Vec<Vec<u64>>; SIZES]>,
}

/// Buffers of at least two to this power are not kept.
const SIZES: usize = 32;

impl Rooms {
    /// An empty buffer for `numbers` numbers.
    fn take(&self, numbers: usize) -> Vec<u64> {
        let size = numbers.next_power_of_two();
        let mut empty = self.empty.lock().unwrap_or_else(PoisonError::into_inner);
        let known = empty.get_mut(size.ilog2() as usize).and_then(Vec::pop);
        drop(empty);
        known.unwrap_or_else(|| Vec::with_capacity(size))
    }

    /// Returns buffers to the pool.
    pub(super) fn take_back(&self, parts: Vec<BucketsPart>) {
        let mut empty = self.empty.lock().unwrap_or_else(PoisonError::into_inner);
        for mut room in parts.into_iter().map(|part| part.numbers) {
            room.clear();
            // A buffer whose capacity is not a power of two counts as the next smaller one.
            let size = room.capacity().checked_ilog2();
            if let Some(rooms) = size.and_then(|size| empty.get_mut(size as usize)) {
                rooms.push(room);
            }
        }
    }
}

/// The numbers of one bucket, and buffers for sorting them.
#[derive(Default)]
struct Bucket {
    unsorted: Vec<u64>,
    sorted: Vec<u64>,
    next: Vec<u32>,
}

/// Buckets with fewer numbers are sorted directly.
const FEW: usize = 64;

impl Bucket {
    /// Sorts the numbers, which differ only in their lowest `width` bits. First it sorts by as many of the highest of
    /// these bits as leave about one number for each value, then by the rest.
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

/// Some of the numbers, sorted by bucket.
#[derive(Debug, Default)]
pub(super) struct BucketsPart {
    numbers: Vec<u64>,
    /// Where the numbers of each bucket end.
    ends: Vec<u32>,
}

impl BucketsPart {
    fn new(numbers: &[u64], buckets: Buckets, mut sorted: Vec<u64>) -> Self {
        let shift = buckets.shift;
        let bucket = |number: u64| (number.checked_shr(shift).unwrap_or(0) as usize).min(buckets.count - 1);
        let mut next = vec![0; buckets.count];
        numbers.iter().for_each(|number| next[bucket(*number)] += 1);
        let mut begin = 0;
        for count in &mut next {
            (begin, *count) = (begin + *count, begin);
        }
        sorted.resize(numbers.len(), 0);
        for number in numbers {
            let place = &mut next[bucket(*number)];
            sorted[*place as usize] = *number;
            *place += 1;
        }
        BucketsPart { numbers: sorted, ends: next }
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

    #[test]
    fn a_room_that_served_before_shows_nothing_of_it() {
        let (rooms, buckets) = (Rooms::default(), Buckets::new(0, u64::BITS));
        for numbers in [vec![5, 3, 9, 1], vec![2, 8, 4], vec![], vec![7; 9], vec![6]] {
            let parts = vec![buckets.part(&numbers, &rooms)];
            let mut expected = numbers;
            expected.sort_unstable();
            assert_eq!(buckets.sorted(&parts, <[u64]>::to_vec).concat(), expected);
            rooms.take_back(parts);
        }
    }

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
            prop_assert_eq!(sorted(chunks, 64 - spread, <[u64]>::to_vec).concat(), expected);
        }
    }
}
