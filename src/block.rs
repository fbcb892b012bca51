//! Stage 3, block: which pairs of mentions are compared at all.
//!
//! Below a limit every pair is, so that a small list loses nothing. Above it, two mentions are
//! compared when they share what few share ([`bulk`]); [`Candidates`] says how many pairs there are in all.

use std::collections::BTreeMap;

use crate::bulk;
use crate::mention::Mention;
use crate::name::Letters;

/// Two mentions, by index; the smaller one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    a: u32,
    b: u32,
}

impl Pair {
    /// The pair of two different mentions, in either order.
    pub fn new(a: usize, b: usize) -> Self {
        let id = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Pair { a: id(a.min(b)), b: id(a.max(b)) }
    }

    /// The mention with the smaller index.
    pub fn a(self) -> usize {
        self.a as usize
    }

    /// The mention with the larger index.
    pub fn b(self) -> usize {
        self.b as usize
    }
}

/// The pairs to compare, and how they were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates {
    /// Sorted, each pair once.
    pub pairs: Vec<Pair>,
    /// How many pairs there are in all.
    pub possible: u64,
    /// Whether every pair is among them.
    pub exhaustive: bool,
}

/// All pairs up to `limit`, else those that share what few share. `letters` are those that the names were read
/// with; `allowed` leaves out pairs that can never
/// be linked, as two rows of a list without repeats.
pub fn candidates(
    mentions: &[Mention],
    limit: u64,
    letters: &Letters,
    allowed: impl Fn(Pair) -> bool,
) -> Candidates {
    let n = mentions.len() as u64;
    let possible = n * n.saturating_sub(1) / 2;
    let exhaustive = possible <= limit;
    let pairs = match exhaustive {
        true => all_pairs(mentions.len(), &allowed),
        false => {
            let mut pairs = bulk::candidate_pairs(mentions, letters);
            pairs.retain(|pair| allowed(*pair));
            pairs
        }
    };
    Candidates { pairs, possible, exhaustive }
}

fn all_pairs(n: usize, allowed: &impl Fn(Pair) -> bool) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    for a in 0..n {
        pairs.extend((a + 1..n).map(|b| Pair::new(a, b)).filter(|pair| allowed(*pair)));
    }
    pairs
}

/// Says of single pairs whether they are among the candidates above the limit.
#[derive(Debug)]
pub(crate) struct Shared {
    pairs: Vec<Pair>,
}

impl Shared {
    pub(crate) fn new(mentions: &[Mention], letters: &Letters) -> Self {
        Shared { pairs: bulk::candidate_pairs(mentions, letters) }
    }

    /// Whether the pair is among the [`candidates`] above the limit.
    pub(crate) fn has(&self, pair: Pair) -> bool {
        self.pairs.binary_search(&pair).is_ok()
    }
}

/// The parts that pairs connect, each sorted.
pub(crate) fn connected(pairs: impl IntoIterator<Item = Pair>) -> Vec<Vec<usize>> {
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for pair in pairs {
        let ends = [pair.a(), pair.b()].map(|one| {
            *part_of.entry(one).or_insert_with(|| {
                parts.push(vec![one]);
                parts.len() - 1
            })
        });
        let (into, from) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        if into != from {
            let moved = std::mem::take(&mut parts[from]);
            for one in &moved {
                part_of.insert(*one, into);
            }
            parts[into].extend(moved);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts
}
