//! Stage 3, block: selects the candidate pairs, the pairs of mentions that are compared.
//!
//! In short lists every pair is a candidate. In longer lists two mentions are candidates if they share a blocking key
//! ([`bulk`] makes the keys). [`Candidates`] also has the number of all possible pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::language::name::Letters;
use crate::linkage::bulk;
use crate::source::mention::Mention;

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

    /// Both mentions, the smaller index first.
    pub(crate) fn members(self) -> [usize; 2] {
        [self.a(), self.b()]
    }

    /// The mention with the larger index.
    pub fn b(self) -> usize {
        self.b as usize
    }
}

/// The pairs to compare, and how they were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates {
    /// Sorted, each pair once. In a run, those that are not worth a profile are left out where all are compared.
    pub pairs: Vec<Pair>,
    /// How many pairs were compared, those included that are not worth a profile.
    pub compared: u64,
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
    Candidates { compared: pairs.len() as u64, pairs, possible, exhaustive }
}

fn all_pairs(n: usize, allowed: &impl Fn(Pair) -> bool) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    for a in 0..n {
        pairs.extend((a + 1..n).map(|b| Pair::new(a, b)).filter(|pair| allowed(*pair)));
    }
    pairs
}

/// Every pair that is allowed and worth a profile, without a list of all pairs; `None` if comparing those takes
/// more than `most`. `looks` finds the mentions that are worth one with a mention, a bit each.
pub(crate) fn all_worth_a_look(
    mentions: usize,
    most: usize,
    allowed: impl Fn(Pair) -> bool + Sync,
    looks: impl Fn(usize, &mut Vec<u64>) + Sync,
    takes: impl Fn(Pair) -> usize + Sync,
) -> Option<Candidates> {
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

/// Rows are shared out among threads by so many, at least.
const ROWS_AT_ONCE: usize = 16;

/// The strongest pairs of each mention, and those that are the strongest of others, in order; with them the
/// mentions that lose pairs. Of equally strong pairs those of the next mentions are kept, so that equal rows are
/// not all paired with the first few.
pub(crate) fn strongest(pairs: &[(Pair, f32)], mentions: usize, most: usize) -> (Vec<Pair>, BTreeSet<usize>) {
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

/// The parts that pairs connect, each sorted, in the order of the first pair of each.
pub(crate) fn connected(pairs: impl IntoIterator<Item = Pair>) -> Vec<Vec<usize>> {
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    // Each part with the place of its first pair.
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
        // The smaller part moves, so that a record moves a few times at most.
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
