//! Stage 3, block: which pairs of mentions are compared at all.
//!
//! Below a limit every pair is, so that a small list loses nothing. Above it, two mentions are
//! compared when they share a key; [`Candidates`] says how many pairs that leaves out.

use std::collections::BTreeMap;

use crate::mention::Mention;
use crate::name::{Role, Sound};

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

/// A key that more mentions share is refined by a second one instead of being dropped.
const LARGEST_BLOCK: usize = 200;

/// All pairs up to `limit`, else those that share a key. `allowed` leaves out pairs that can never
/// be linked, as two rows of a list without repeats.
pub fn candidates(mentions: &[Mention], limit: u64, allowed: impl Fn(Pair) -> bool) -> Candidates {
    let n = mentions.len() as u64;
    let possible = n * n.saturating_sub(1) / 2;
    let exhaustive = possible <= limit;
    let mut pairs = if exhaustive { all_pairs(mentions.len()) } else { keyed_pairs(mentions) };
    pairs.retain(|pair| allowed(*pair));
    Candidates { pairs, possible, exhaustive }
}

fn all_pairs(n: usize) -> Vec<Pair> {
    (0..n).flat_map(|a| (a + 1..n).map(move |b| Pair::new(a, b))).collect()
}

/// Says of single pairs whether they share a key, without building all that do.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    mentions: &'a [Mention],
    block_sizes: BTreeMap<Vec<u8>, usize>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(mentions: &'a [Mention]) -> Self {
        let mut block_sizes = BTreeMap::new();
        for key in mentions.iter().flat_map(keys) {
            *block_sizes.entry(key).or_insert(0) += 1;
        }
        Keys { mentions, block_sizes }
    }

    /// Whether the pair is among the [`candidates`] above the limit.
    pub(crate) fn are_shared(&self, pair: Pair) -> bool {
        let (Some(a), Some(b)) = (self.mentions.get(pair.a()), self.mentions.get(pair.b())) else {
            return false;
        };
        let of_b = keys(b);
        let mut sizes =
            keys(a).into_iter().filter(|key| of_b.contains(key)).filter_map(|key| self.block_sizes.get(&key));
        let share_initial = || initials(a).iter().any(|initial| initials(b).contains(initial));
        sizes.any(|size| *size <= LARGEST_BLOCK || share_initial())
    }
}

fn keyed_pairs(mentions: &[Mention]) -> Vec<Pair> {
    let mut blocks: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        for key in keys(mention) {
            let block = blocks.entry(key).or_default();
            if block.last() != Some(&at) {
                block.push(at);
            }
        }
    }
    let mut pairs = Vec::new();
    for block in blocks.into_values() {
        pair_up(&block, mentions, &mut pairs);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The pairs of a block; a block that is too large is cut by the first letter of the other name.
fn pair_up(block: &[usize], mentions: &[Mention], pairs: &mut Vec<Pair>) {
    if block.len() <= LARGEST_BLOCK {
        for (at, a) in block.iter().enumerate() {
            pairs.extend(block[at + 1..].iter().map(|b| Pair::new(*a, *b)));
        }
        return;
    }
    let mut finer: BTreeMap<Vec<Sound>, Vec<usize>> = BTreeMap::new();
    for at in block {
        for initial in initials(&mentions[*at]) {
            finer.entry(initial).or_default().push(*at);
        }
    }
    for mut group in finer.into_values() {
        group.dedup();
        for (at, a) in group.iter().enumerate() {
            pairs.extend(group[at + 1..].iter().map(|b| Pair::new(*a, *b)));
        }
    }
}

fn initials(mention: &Mention) -> Vec<Vec<Sound>> {
    let values = parts(mention);
    values
        .filter_map(|(role, stem)| Some(vec![role as u8, *stem.first()?, *stem.get(1).unwrap_or(&0)]))
        .collect()
}

fn parts(mention: &Mention) -> impl Iterator<Item = (Role, &[Sound])> {
    let readings = mention.name().into_iter().flat_map(|name| name.readings());
    readings.flat_map(|reading| {
        Role::ALL.into_iter().filter_map(move |role| Some((role, reading.value(role)?.stem())))
    })
}

/// The keys of a mention: the start and the end of each name part whatever its role, the
/// consonants of the whole, and the birth date.
fn keys(mention: &Mention) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    for (_, stem) in parts(mention).filter(|(_, stem)| stem.len() >= 3) {
        keys.push([&[0], &stem[..stem.len().min(4)]].concat());
        keys.push([&[1], &stem[stem.len() - stem.len().min(4)..]].concat());
    }
    if let Some(birth) = mention.birth().filter(|birth| birth.earliest() == birth.latest()) {
        keys.push([&[2], birth.earliest().to_string().as_bytes()].concat());
    }
    keys.sort();
    keys.dedup();
    keys
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
