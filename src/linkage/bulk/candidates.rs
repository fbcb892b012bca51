//! The candidate pairs, each once.

use rayon::prelude::*;

use super::buckets;

/// The candidate pairs, in sorted parts.
#[derive(Debug, Default)]
pub(crate) struct CandidateParts {
    parts: Vec<Part>,
    /// Pairs in blocks; a pair counts once for each block that it shares.
    pub(crate) in_blocks: u64,
    /// Pairs of blocks that were too large and could not be refined further.
    pub(crate) left_out: u64,
}

/// Some of the pairs, sorted. Parts are processed in parallel.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// The two places of each pair in one number, the smaller place in the upper half.
    pairs: Vec<u64>,
    /// For each pair, how many blocks it shares; at most 255.
    blocks: Vec<u8>,
}

impl Part {
    /// Keeps each pair once.
    fn of(sorted: &[u64]) -> Self {
        let mut part =
            Part { pairs: Vec::with_capacity(sorted.len()), blocks: Vec::with_capacity(sorted.len()) };
        for same in sorted.chunk_by(|a, b| a == b) {
            part.pairs.push(same[0]);
            part.blocks.push(u8::try_from(same.len()).unwrap_or(u8::MAX));
        }
        part
    }

    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    fn take_out(&mut self, places: &[u32]) {
        without(&mut self.pairs, places);
        without(&mut self.blocks, places);
    }

    /// The pairs, at most `length` at a time.
    pub(crate) fn batches(&self, length: usize) -> impl Iterator<Item = (Vec<(usize, usize)>, &[u8])> {
        let pairs = self.pairs.chunks(length).map(|pairs| pairs.iter().map(|pair| places(*pair)).collect());
        pairs.zip(self.blocks.chunks(length))
    }

    /// The pairs, the smaller place first, with the number of blocks that each shares.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize, u8)> {
        self.pairs.iter().zip(&self.blocks).map(|(pair, blocks)| {
            let (a, b) = places(*pair);
            (a, b, *blocks)
        })
    }
}

impl CandidateParts {
    /// Sorts pairs and removes duplicates. Each number has the two places of a pair, the smaller in the upper half.
    /// `left_out` is the number of pairs of blocks that were too large.
    pub(super) fn of(pairs: Vec<Vec<u64>>, mentions: usize, left_out: u64) -> Self {
        let width = u32::BITS + u64::BITS - (mentions as u64).leading_zeros();
        let in_blocks = pairs.iter().map(|pairs| pairs.len() as u64).sum();
        CandidateParts { parts: buckets::sorted(pairs, width, Part::of), in_blocks, left_out }
    }

    /// Removes the pairs at these indices of each part; the indices are sorted.
    pub(crate) fn take_out(&mut self, places: &[Vec<u32>]) {
        self.parts.par_iter_mut().zip(places).for_each(|(part, places)| part.take_out(places));
    }

    /// Number of pairs.
    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    /// All pairs, in order.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// Removes the elements at these indices, which are sorted.
fn without<T>(all: &mut Vec<T>, places: &[u32]) {
    let (mut at, mut places) = (0_u32, places.iter().peekable());
    all.retain(|_| {
        let is_out = places.next_if(|place| **place == at).is_some();
        at += 1;
        !is_out
    });
}

fn places(pair: u64) -> (usize, usize) {
    ((pair >> 32) as usize, (pair & u64::from(u32::MAX)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_stands_at_some_places() {
        for (places, left) in
            [(vec![], "abcde"), (vec![0, 2, 4], "bd"), (vec![0, 1, 2, 3, 4], ""), (vec![3], "abce")]
        {
            let mut all: Vec<char> = "abcde".chars().collect();
            without(&mut all, &places);
            assert_eq!(all.iter().collect::<String>(), left, "{places:?}");
        }
    }
}
