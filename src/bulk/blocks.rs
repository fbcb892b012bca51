//! Which mentions are compared: those that share what few share.
//!
//! What rows have in common is looked at in sets of one and two [features](super::features): a set that few
//! rows share makes a block; one that more share than its bound is refined by a further feature, never
//! dropped. So a rare surname brings its rows together by itself, a common one only with a birth year or a
//! place beside it, and a row that lacks a field is found by those that it has.

use rayon::prelude::*;

use super::features::{Feature, Features, Kind, bare, is_unlikely, kind};
use crate::Result;
use crate::progress::Progress;

/// Rows that share so many features and are too many for a block are compared with their neighbours only.
const MOST: u32 = 4;
/// Rows that are worked on at once.
const CHUNK: usize = 8192;
/// How many kinds of features there are.
const KINDS: u32 = 11;

/// The kinds that a set has, a bit each.
type Kinds = u32;

/// A bound of so many rows or more is that of short lists, where rows are brought together by less.
const GENEROUS: usize = 16;

/// What rows are brought together by first: single features, and two of which one is telling. Where the bound is
/// generous, what says little by itself brings rows together too.
fn first_sets(bound: usize) -> Vec<Kinds> {
    let bit = |kind: Kind| 1 << kind as u32;
    let telling = [Kind::Surname, Kind::Given, Kind::Patronymic, Kind::BirthDay, Kind::Text];
    let others = [Kind::Ancestor, Kind::Place, Kind::DeathDay, Kind::BirthYear];
    let single = |kind: &Kind| bound >= GENEROUS || TELLING_ALONE.contains(kind);
    let mut sets: Vec<Kinds> = telling.iter().chain(&others).copied().filter(single).map(bit).collect();
    for (at, one) in telling.iter().enumerate() {
        sets.extend(telling[at + 1..].iter().chain(&others).map(|other| bit(*one) | bit(*other)));
    }
    sets.retain(|set| *set != bit(Kind::BirthDay) | bit(Kind::BirthYear));
    sets
}

/// Kinds of which one feature is enough for a whole block.
const TELLING_ALONE: [Kind; 3] = [Kind::Surname, Kind::BirthDay, Kind::Text];

/// How many rows a block of a set may have beside the bound: rows with one surname and one given name are worth
/// comparing in larger blocks than rows with one given name and one place.
fn most(set: Kinds, bound: usize) -> usize {
    let names = (set & 0b1111).count_ones();
    let sure = (set >> Kind::BirthDay as u32 & 0b11).count_ones();
    let is_telling = TELLING_ALONE.iter().any(|kind| set >> *kind as u32 & 1 == 1);
    match (names, sure) {
        _ if set.count_ones() == 1 && !is_telling => bound / 4,
        (2.., 1..) => bound * 4,
        (2.., 0) => bound * 3,
        (1, 1..) => bound * 4,
        _ => bound,
    }
}

/// The kinds that a set can be refined by: those behind its own; the first letter of a name that it has says
/// nothing more.
fn finer_kinds(set: Kinds) -> impl Iterator<Item = u32> {
    let has = |kind: Kind| set >> kind as u32 & 1 == 1;
    let is_idle = [
        (Kind::GivenInitial, Kind::Given),
        (Kind::SurnameInitial, Kind::Surname),
        (Kind::BirthYear, Kind::BirthDay),
    ];
    let idle: Kinds = is_idle.iter().filter(|(_, of)| has(*of)).map(|(one, _)| 1 << *one as u32).sum();
    ((u32::BITS - set.leading_zeros())..KINDS).filter(move |kind| idle >> kind & 1 == 0)
}

/// A set of features, by a number made of them, and behind it a mention that has it. Two sets with one number
/// are taken for one: a block is then a little larger.
type Entry = u64;

fn entry(set: u32, mention: u32) -> Entry {
    u64::from(set) << 32 | u64::from(mention)
}

fn set_of(entry: Entry) -> u32 {
    (entry >> 32) as u32
}

fn mention_of(entry: Entry) -> u32 {
    entry as u32
}

/// Pairs to compare, each as often as its rows share a block.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    pairs: Vec<u64>,
    /// How many pairs in blocks that could not be refined further were left out.
    pub(crate) left_out: u64,
}

/// How many rows a block may have so that the pairs stay in proportion to the rows: many where there are few
/// rows, so that nothing is lost.
pub(crate) fn bound(mentions: usize) -> usize {
    (PAIRS / mentions.max(1)).clamp(FEWEST, 1000)
}

/// So many rows times the bound are compared in a second or two.
const PAIRS: usize = 4_000_000;
/// Blocks of so many rows are worth comparing in lists of any length.
const FEWEST: usize = 3;

impl Candidates {
    /// Finds the pairs; `bound` is how many rows a block may have, or some times as many.
    ///
    /// # Errors
    ///
    /// When the run was asked to stop.
    pub(crate) fn new(features: &Features, bound: usize, watch: &Progress) -> Result<Self> {
        let mut finder =
            Finder { features, bound, found: Candidates::default(), settled: vec![0; features.mentions()] };
        let kinds = features.kinds();
        for set in first_sets(bound).into_iter().filter(|set| set & !kinds == 0) {
            watch.check()?;
            let entries = finder.entries(set);
            finder.add(set, entries);
        }
        let mut found = finder.found;
        found.pairs.par_sort_unstable();
        Ok(found)
    }

    /// How many pairs there are, those that share several blocks counted each time.
    pub(crate) fn places(&self) -> usize {
        self.pairs.len()
    }

    /// Each pair once, the smaller mention first, in order, with the number of blocks that it shares; in parts
    /// that can be worked on at the same time.
    pub(crate) fn parts(&self, length: usize) -> Vec<&[u64]> {
        let mut parts = Vec::new();
        let mut rest = self.pairs.as_slice();
        while !rest.is_empty() {
            let mut end = length.min(rest.len());
            while end < rest.len() && rest[end] == rest[end - 1] {
                end += 1;
            }
            let (part, behind) = rest.split_at(end);
            parts.push(part);
            rest = behind;
        }
        parts
    }
}

/// The pairs of a part with the number of blocks that each shares.
pub(crate) fn pairs_of(part: &[u64]) -> impl Iterator<Item = (usize, usize, usize)> {
    part.chunk_by(|a, b| a == b).filter_map(|same| {
        let pair = *same.first()?;
        Some(((pair >> 32) as usize, (pair & u64::from(u32::MAX)) as usize, same.len()))
    })
}

struct Finder<'a> {
    features: &'a Features,
    bound: usize,
    found: Candidates,
    /// The features of each mention that bring it together with others by themselves.
    settled: Vec<u32>,
}

impl Finder<'_> {
    /// Adds the pairs of a set, and those of finer sets where it has too many rows.
    fn add(&mut self, set: Kinds, mut entries: Vec<Entry>) {
        entries.par_sort_unstable();
        let most = most(set, self.bound);
        let is_single = set.count_ones() == 1;
        let finer: Vec<u32> = if is_single { Vec::new() } else { finer_kinds(set).collect() };
        let is_last = set.count_ones() >= MOST || (finer.is_empty() && !is_single);
        let mut large: Vec<Entry> = Vec::new();
        for block in entries.chunk_by(|a, b| set_of(*a) == set_of(*b)) {
            if block.len() <= most {
                self.pair_up(block, block.len());
                if is_single {
                    self.settle(set, block);
                }
            } else if is_last {
                self.pair_up(block, 0);
            } else if !is_single {
                // A single feature is refined by the sets of two.
                large.extend_from_slice(block);
            }
        }
        drop(entries);
        for (kind, entries) in self.refined(&large, &finer) {
            self.add(set | 1 << kind, entries);
        }
    }

    /// The pairs of a block, each row with so many that follow it.
    fn pair_up(&mut self, block: &[Entry], window: usize) {
        for (at, one) in block.iter().enumerate() {
            let others = &block[at + 1..(at + 1 + window).min(block.len())];
            self.found.left_out += (block.len() - at - 1 - others.len()) as u64;
            let a = mention_of(*one);
            let pairs = others.iter().map(|other| entry(a, mention_of(*other)));
            self.found.pairs.extend(pairs.filter(|pair| (pair >> 32) != (pair & u64::from(u32::MAX))));
        }
    }

    fn settle(&mut self, set: Kinds, block: &[Entry]) {
        for one in block {
            let mention = mention_of(*one) as usize;
            let is_it = |of: &Feature| kind(*of) == set.trailing_zeros() && mixed(0, *of) == set_of(*one);
            let at = self.features.of(mention).iter().position(is_it);
            if let (Some(at), Some(bits)) = (at, self.settled.get_mut(mention)) {
                *bits |= 1_u32.checked_shl(at as u32).unwrap_or(0);
            }
        }
    }

    /// The entries of all mentions that have features of all kinds of a set, without the features that bring a
    /// mention together with others by themselves.
    fn entries(&self, set: Kinds) -> Vec<Entry> {
        let (first, second) = (set.trailing_zeros(), u32::BITS - 1 - set.leading_zeros());
        collected(self.features.mentions(), |mention, out| {
            let all = self.features.of(mention);
            let bits = self.settled.get(mention).copied().unwrap_or(0);
            let member = u32::try_from(mention).unwrap_or(u32::MAX);
            let is_open = |at: usize| bits & 1_u32.checked_shl(at as u32).unwrap_or(0) == 0;
            for (at, one) in all.iter().enumerate().filter(|(at, one)| kind(**one) == first && is_open(*at)) {
                let key = mixed(0, *one);
                if first == second && !is_unlikely(*one) {
                    out.push(entry(key, member));
                }
                // Two parts of a name that only an unlikely reading has belong together, and to nothing else.
                for (bt, other) in all.iter().enumerate().skip(at + 1).filter(|_| first != second) {
                    let is_one_reading = is_unlikely(*one) == is_unlikely(*other);
                    if kind(*other) == second && is_open(bt) && is_one_reading {
                        out.push(entry(mixed(key, *other), member));
                    }
                }
            }
        })
    }

    /// The entries of blocks that are too large, with a feature more: for each further kind its own.
    fn refined(&self, large: &[Entry], finer: &[u32]) -> Vec<(u32, Vec<Entry>)> {
        let wanted: Kinds = finer.iter().map(|kind| 1 << kind).sum();
        let of_chunk = |chunk: &[Entry]| {
            let mut out: Vec<Vec<Entry>> = vec![Vec::new(); finer.len()];
            for one in chunk {
                let mention = mention_of(*one);
                for feature in self.features.of(mention as usize) {
                    let kind = kind(*feature);
                    if wanted >> kind & 1 == 1 && !is_unlikely(*feature) {
                        let at = finer.iter().position(|one| *one == kind).unwrap_or_default();
                        if let Some(entries) = out.get_mut(at) {
                            entries.push(entry(mixed(set_of(*one), *feature), mention));
                        }
                    }
                }
            }
            out
        };
        let parts: Vec<Vec<Vec<Entry>>> = large.par_chunks(CHUNK).map(of_chunk).collect();
        let joined = |(at, kind): (usize, &u32)| {
            let parts: Vec<&[Entry]> =
                parts.iter().filter_map(|part| part.get(at)).map(Vec::as_slice).collect();
            (*kind, parts.concat())
        };
        finer.iter().enumerate().map(joined).filter(|(_, entries)| !entries.is_empty()).collect()
    }
}

/// What is made of each mention, in their order.
fn collected(mentions: usize, make: impl Fn(usize, &mut Vec<Entry>) + Sync) -> Vec<Entry> {
    let starts: Vec<usize> = (0..mentions).step_by(CHUNK).collect();
    let parts: Vec<Vec<Entry>> = starts
        .par_iter()
        .map(|from| {
            let mut out = Vec::with_capacity(CHUNK);
            (*from..(from + CHUNK).min(mentions)).for_each(|mention| make(mention, &mut out));
            out
        })
        .collect();
    parts.concat()
}

/// The number of a set with one feature more.
fn mixed(set: u32, feature: Feature) -> u32 {
    let hash =
        (u64::from(set) << 32 | u64::from(bare(feature))).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}
