//! Stage 3, block: selects the candidate pairs, the pairs of mentions that are compared.
//!
//! In: the mentions of all lists. Out: [`Candidates`], the pairs in order, with the number of all possible pairs. In
//! short lists every pair is a candidate. In longer lists two mentions are candidates if they share a blocking key;
//! [`bulk`] makes the keys.
//!
//! The module also has two helpers for pairs: [`strongest`] thins a list of pairs, and [`connected`] finds connected
//! components.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::language::name::Letters;
use crate::linkage::bulk;
use crate::source::mention::Mention;

/// Two different mentions, by index in the mentions of the run; the smaller index first. Pairs are ordered by the
/// smaller index, then by the larger one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The smaller index. Half the size of a `usize`, because a run holds millions of pairs.
    a: u32,
    /// The larger index.
    b: u32,
}

impl Pair {
    /// The pair of two different mentions, in either order. An index above `u32::MAX` becomes `u32::MAX`.
    pub fn new(a: usize, b: usize) -> Self {
        let id = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Pair { a: id(a.min(b)), b: id(a.max(b)) }
    }

    /// The smaller index.
    pub fn a(self) -> usize {
        self.a as usize
    }

    /// Both indices, the smaller one first.
    pub(crate) fn members(self) -> [usize; 2] {
        [self.a(), self.b()]
    }

    /// The larger index.
    pub fn b(self) -> usize {
        self.b as usize
    }
}

/// The candidate pairs, and how they were selected.
///
/// A pair that is no candidate is never scored, so blocking limits recall: a person whose records share no key is
/// counted as several people. Compare `compared` with `possible` to see how much was left out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Candidates {
    /// The candidate pairs, sorted, each once. If a run compares all pairs, it leaves out pairs that agree in nothing
    /// that identifies a person.
    pub pairs: Vec<Pair>,
    /// Number of pairs that were compared. It includes the pairs that agree in nothing and are therefore not in
    /// `pairs`.
    pub compared: u64,
    /// Number of all pairs of mentions: n(n − 1)/2 for n mentions. It includes the pairs that are not allowed.
    pub possible: u64,
    /// Whether every allowed pair was compared. `false` if blocking keys selected the pairs.
    pub exhaustive: bool,
}

/// Selects the candidate pairs: all pairs if there are at most `limit`, otherwise the pairs that share a blocking
/// key.
///
/// `letters` are the letter tables that the names were read with. `allowed` returns `false` for a pair that can never
/// be one person, such as two records of a list without repeats; such a pair is never a candidate. With at most
/// `limit` pairs, time and memory are quadratic in the number of mentions.
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
    Candidates { compared: pairs.len() as u64, pairs, possible, exhaustive }
}

/// All allowed pairs of `n` mentions, in order. Memory is reserved for n(n − 1)/2 pairs.
fn all_pairs(n: usize, allowed: &impl Fn(Pair) -> bool) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    for a in 0..n {
        pairs.extend((a + 1..n).map(|b| Pair::new(a, b)).filter(|pair| allowed(*pair)));
    }
    pairs
}

/// Compares all allowed pairs without building a list of all of them, and keeps those that agree in something that
/// identifies a person.
///
/// `mentions` is the number of mentions. `looks` gets a mention and sets one bit for each mention that agrees with
/// it; bit b is in word b/64. `takes` is the cost of a comparison vector of a pair, in pairs of name readings.
/// Returns `None` as soon as the kept pairs cost more than `most`; the caller then uses blocking keys.
pub(crate) fn all_worth_a_look(
    mentions: usize,
    most: usize,
    allowed: impl Fn(Pair) -> bool + Sync,
    looks: impl Fn(usize, &mut Vec<u64>) + Sync,
    takes: impl Fn(Pair) -> usize + Sync,
) -> Option<Candidates> {
    // Cost of the pairs kept so far, over all threads. The sum does not depend on the order of the threads, and
    // neither does the result.
    let so_far = AtomicUsize::new(0);
    let of_one = |bits: &mut Vec<u64>, a: usize| {
        let mut found = Vec::new();
        if so_far.load(Ordering::Relaxed) > most {
            return (0, found);
        }
        looks(a, bits);
        let is_set = |b: usize| bits.get(b / 64).is_some_and(|word| word >> (b % 64) & 1 == 1);
        let mut compared = 0;
        for pair in (a + 1..mentions).map(|b| Pair::new(a, b)).filter(|pair| allowed(*pair)) {
            compared += 1;
            if is_set(pair.b()) {
                found.push(pair);
            }
        }
        so_far.fetch_add(found.iter().map(|pair| takes(*pair)).sum(), Ordering::Relaxed);
        (compared, found)
    };
    let rows = (0..mentions).into_par_iter().with_min_len(ROWS_AT_ONCE);
    let found: Vec<(u64, Vec<Pair>)> = rows.map_init(Vec::new, of_one).collect();
    if so_far.into_inner() > most {
        return None;
    }
    let n = mentions as u64;
    Some(Candidates {
        compared: found.iter().map(|(compared, _)| compared).sum(),
        pairs: found.into_iter().flat_map(|(_, found)| found).collect(),
        possible: n * n.saturating_sub(1) / 2,
        exhaustive: true,
    })
}

/// Smallest share of a thread, in mentions.
const ROWS_AT_ONCE: usize = 16;

/// Keeps the `most` strongest pairs of each mention. A pair stays if it is among the strongest of either of its
/// mentions.
///
/// `pairs` have weights in bits; `mentions` is the number of mentions. Returns the kept pairs in their order, and the
/// mentions that lose a pair. Among equally strong pairs, the nearest mentions by index win (the order is circular).
/// So equal records are not all paired with the first few of them.
///
/// At most `most` · `mentions` pairs are kept. The time is linear in the number of pairs (selection, no sorting).
pub(crate) fn strongest(pairs: &[(Pair, f32)], mentions: usize, most: usize) -> (Vec<Pair>, BTreeSet<usize>) {
    // The pairs of each mention, one mention after the other: those of mention i are `of[ends[i]..ends[i + 1]]`.
    let mut ends = vec![0_usize; mentions + 1];
    let ends_of = |pair: Pair| [pair.a(), pair.b()];
    pairs.iter().flat_map(|(pair, _)| ends_of(*pair)).for_each(|one| ends[one + 1] += 1);
    (0..mentions).for_each(|at| ends[at + 1] += ends[at]);
    let (mut next, mut of) = (ends.clone(), vec![0_u32; 2 * pairs.len()]);
    for (at, (pair, _)) in (0_u32..).zip(pairs) {
        for one in ends_of(*pair) {
            of[next[one]] = at;
            next[one] += 1;
        }
    }
    let key = |at: &u32| {
        let (pair, weight) = pairs[*at as usize];
        let apart = pair.b() - pair.a();
        (weight, apart.min(mentions - apart), *at)
    };
    let mut is_kept = vec![false; pairs.len()];
    for one in 0..mentions {
        let own = &mut of[ends[one]..ends[one + 1]];
        if own.len() > most {
            own.select_nth_unstable_by(most, |a, b| {
                let (a, b) = (key(a), key(b));
                b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2)))
            });
        }
        own.iter().take(most).for_each(|at| is_kept[*at as usize] = true);
    }
    let all = || pairs.iter().map(|(pair, _)| *pair).zip(&is_kept);
    let cut = all().filter(|(_, is_kept)| !**is_kept).flat_map(|(pair, _)| ends_of(pair)).collect();
    (all().filter(|(_, is_kept)| **is_kept).map(|(pair, _)| pair).collect(), cut)
}

/// Answers whether a pair shares a blocking key. Used to measure blocking recall.
#[derive(Debug)]
pub(crate) struct SharedKeys {
    /// Sorted, so that a lookup is a binary search.
    pairs: Vec<Pair>,
}

impl SharedKeys {
    /// Makes the blocking keys of all mentions and the pairs that share one.
    pub(crate) fn new(mentions: &[Mention], letters: &Letters) -> Self {
        SharedKeys { pairs: bulk::candidate_pairs(mentions, letters) }
    }

    /// Whether the pair shares a blocking key, as in [`candidates`] above the limit.
    pub(crate) fn has(&self, pair: Pair) -> bool {
        self.pairs.binary_search(&pair).is_ok()
    }
}

/// The connected components that the pairs form. Each is sorted; the components are in the order of their first
/// pairs. A mention without a pair is in none. The smaller part always moves, so the time is O(n log² n) for n
/// mentions.
pub(crate) fn connected(pairs: impl IntoIterator<Item = Pair>) -> Vec<Vec<usize>> {
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    // Each part with the position of its first pair.
    let mut parts: Vec<(usize, Vec<usize>)> = Vec::new();
    for pair in pairs {
        let ends = [pair.a(), pair.b()].map(|one| {
            *part_of.entry(one).or_insert_with(|| {
                parts.push((parts.len(), vec![one]));
                parts.len() - 1
            })
        });
        if ends[0] == ends[1] {
            continue;
        }
        // The smaller part moves, so a mention moves at most log2(n) times.
        let is_smaller = parts[ends[0]].1.len() < parts[ends[1]].1.len();
        let (into, from) = if is_smaller { (ends[1], ends[0]) } else { (ends[0], ends[1]) };
        let (first, moved) = std::mem::take(&mut parts[from]);
        for one in &moved {
            part_of.insert(*one, into);
        }
        parts[into].0 = parts[into].0.min(first);
        parts[into].1.extend(moved);
    }
    parts.retain(|(_, part)| !part.is_empty());
    parts.sort_unstable();
    let sorted = |(_, mut part): (usize, Vec<usize>)| {
        part.sort_unstable();
        part
    };
    parts.into_iter().map(sorted).collect()
}
