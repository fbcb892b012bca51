//! Blocking: finds the candidate pairs of long lists.
//!
//! In: the [features](super::features) of each mention. Out: [`CandidateParts`].
//!
//! Records that share one or two features form a block. A small block gives all its pairs. A block above its bound is
//! refined by a further feature, up to four. A block that is still too large is dropped, and its pairs are counted.
//! So a rare surname is a blocking key by itself, and a common one only with a birth year or a place. A record that
//! lacks a field is found by those that it has.

use rayon::prelude::*;

use super::buckets::{Buckets, BucketsPart, Rooms};
use super::candidates::CandidateParts;
use super::features::{Feature, Features, Kind, bare, is_unlikely, kind};
use super::sets::{INITIALS, KINDS, Kinds, MOST, finer_kinds, first_sets, most};
use crate::base::error::Result;
use crate::base::progress::Progress;

/// Mentions that a thread processes in one task.
const CHUNK: u32 = 8192;
/// Buckets whose large blocks are refined together.
const TOGETHER: usize = 16;
/// Entries whose features are prefetched together.
const BATCH: usize = 64;
const SURNAME: u32 = Kind::Surname as u32;
const GIVEN: u32 = Kind::Given as u32;
/// Size of the hash filter for the sets that are wanted, in slots.
const PLACES: usize = 1 << 20;

/// The hash of a set of features in the upper half, a mention that has it in the lower half. Two sets with the same
/// hash share a block, which is then a little larger.
type SetEntry = u64;

fn entry(set: u32, mention: u32) -> SetEntry {
    u64::from(set) << 32 | u64::from(mention)
}

fn set_of(entry: SetEntry) -> u32 {
    (entry >> 32) as u32
}

fn mention_of(entry: SetEntry) -> u32 {
    entry as u32
}

/// Finds the candidate pairs. `bound` is the basic limit of a block, in records; some sets allow a multiple.
///
/// # Errors
///
/// If the run was asked to stop.
pub(crate) fn find(features: &Features, bound: usize, watch: &Progress) -> Result<CandidateParts> {
    let settled = vec![0; features.mentions()];
    let buckets = Buckets::new(features.mentions(), u64::BITS);
    let mut finder =
        Finder { features, bound, buckets, rooms: Rooms::default(), pairs: Vec::new(), left_out: 0, settled };
    let kinds = features.kinds();
    let sets: Vec<Kinds> = first_sets(bound).into_iter().filter(|set| set & !kinds == 0).collect();
    let (single, double): (Vec<Kinds>, Vec<Kinds>) = sets.into_iter().partition(|set| set.count_ones() == 1);
    for set in single {
        watch.check()?;
        finder.add(set, finder.of_one(set.trailing_zeros()));
    }
    let (of_initials, double): (Vec<Kinds>, Vec<Kinds>) =
        double.into_iter().partition(|set| INITIALS.iter().any(|(one, _)| one == set));
    for set in of_initials {
        watch.check()?;
        finder.add(set, finder.of_initials(set));
    }
    for sets in double.chunk_by(|a, b| a.trailing_zeros() == b.trailing_zeros()) {
        watch.check()?;
        for (set, entries) in finder.of_two(sets) {
            finder.add(set, entries);
        }
    }
    // Freed before the pairs are sorted, which needs memory.
    drop((finder.rooms, finder.settled));
    Ok(CandidateParts::of(finder.pairs, features.mentions(), finder.left_out))
}

/// What was found in some blocks of a set.
#[derive(Default)]
struct Scanned {
    pairs: Vec<u64>,
    left_out: u64,
    /// Mentions in blocks of a single feature, and the index of that feature among their features.
    settled: Vec<(u32, u32)>,
    /// Entries of blocks that have to be refined.
    large: Vec<SetEntry>,
}

/// How the blocks of a set are treated.
#[derive(Clone, Copy)]
struct Rule {
    set: Kinds,
    /// Largest block, in records.
    most: usize,
    /// Whether larger blocks cannot be refined.
    is_last: bool,
}

/// The search for candidate pairs.
struct Finder<'a> {
    features: &'a Features,
    bound: usize,
    /// Buckets for the entries of one set: about one for each mention.
    buckets: Buckets,
    rooms: Rooms,
    pairs: Vec<Vec<u64>>,
    left_out: u64,
    /// For each mention, the features that form a small block alone, one bit each by index.
    settled: Vec<u64>,
}

/// Entries in buckets, some mentions at a time.
type Entries = Vec<BucketsPart>;

impl Finder<'_> {
    /// Adds the pairs of a set, and those of finer sets for its large blocks.
    fn add(&mut self, set: Kinds, entries: Entries) {
        let is_single = set.count_ones() == 1;
        let finer: Vec<u32> = if is_single { Vec::new() } else { finer_kinds(set).collect() };
        let is_last = set.count_ones() >= MOST || (finer.is_empty() && !is_single);
        let rule = Rule { set, most: most(set, self.bound), is_last };
        let scanned = self.buckets.sorted(&entries, |entries| self.scan(rule, entries));
        self.rooms.take_back(entries);
        let mut large: Vec<Vec<SetEntry>> = Vec::new();
        for found in scanned {
            self.left_out += found.left_out;
            for (mention, at) in found.settled {
                if let Some(bits) = self.settled.get_mut(mention as usize) {
                    *bits |= bit(at as usize);
                }
            }
            self.pairs.push(found.pairs);
            large.push(found.large);
        }
        for (kind, entries) in self.refined(&large, &finer) {
            self.add(set | 1 << kind, entries);
        }
    }

    /// Pairs up the small blocks of a set.
    fn scan(&self, rule: Rule, entries: &[SetEntry]) -> Scanned {
        let is_single = rule.set.count_ones() == 1;
        let mut found = Scanned::default();
        let initials = INITIALS.iter().find(|(set, _)| *set == rule.set);
        for block in entries.chunk_by(|a, b| set_of(*a) == set_of(*b)) {
            let is_small = block.len() <= rule.most;
            if let Some((_, lacking)) = initials {
                self.pair_up_initials(block, *lacking, rule.most, &mut found);
            } else if is_small {
                pair_up(block, &mut found.pairs);
                if is_single {
                    found.settled.extend(block.iter().filter_map(|one| self.place(rule.set, *one)));
                }
            } else if rule.is_last {
                found.left_out += (block.len() * (block.len() - 1) / 2) as u64;
            } else if !is_single {
                // The sets of two features refine this block.
                found.large.extend_from_slice(block);
            }
        }
        found
    }

    /// The pairs of a block in which at least one record gives only an initial of the part.
    fn pair_up_initials(&self, block: &[SetEntry], lacking: Kind, most: usize, found: &mut Scanned) {
        let has_part = |one: &SetEntry| {
            let mut features = self.features.of(mention_of(*one) as usize).iter();
            features.any(|one| kind(*one) == lacking as u32 && !is_unlikely(*one))
        };
        let (with, without): (Vec<SetEntry>, Vec<SetEntry>) = block.iter().partition(|one| has_part(one));
        let pairs = without.len() * (with.len() + without.len().saturating_sub(1) / 2);
        if pairs > most * most / 2 {
            found.left_out += pairs as u64;
            return;
        }
        pair_up(&without, &mut found.pairs);
        for a in without.iter().map(|one| mention_of(*one)) {
            let others = with.iter().map(|one| mention_of(*one));
            found.pairs.extend(others.map(|b| entry(a.min(b), a.max(b))));
        }
    }

    /// The mention of an entry of a single feature, and the index of that feature among its features.
    fn place(&self, set: Kinds, one: SetEntry) -> Option<(u32, u32)> {
        let is_it = |of: &Feature| kind(*of) == set.trailing_zeros() && mixed(0, *of) == set_of(one);
        let at = self.features.of(mention_of(one) as usize).iter().position(is_it)?;
        Some((mention_of(one), u32::try_from(at).ok()?))
    }

    /// The entries of all mentions that have a feature of a kind.
    fn of_one(&self, wanted: u32) -> Entries {
        let entries = self.collected(1, |mention, out| {
            let all = self.features.of(mention as usize).iter();
            let likely = all.filter(|one| kind(**one) == wanted && !is_unlikely(**one));
            out[0].extend(likely.map(|one| entry(mixed(0, *one), mention)));
        });
        entries.into_iter().flatten().collect()
    }

    /// The entries of all mentions that have features of both kinds of a set. All sets have the same first kind.
    /// Features that already form a small block alone are skipped.
    fn of_two(&self, sets: &[Kinds]) -> Vec<(Kinds, Entries)> {
        let first = sets.first().map_or(0, |set| set.trailing_zeros());
        let mut slots = [usize::MAX; KINDS as usize];
        for (slot, set) in sets.iter().enumerate() {
            slots[(u32::BITS - 1 - set.leading_zeros()) as usize] = slot;
        }
        let entries = self.collected(sets.len(), |mention, out| {
            let all = self.features.of(mention as usize);
            let settled = self.settled.get(mention as usize).copied().unwrap_or(0);
            let is_open = |at: usize| settled & bit(at) == 0;
            for (at, one) in all.iter().enumerate().filter(|(_, one)| kind(**one) == first) {
                let key = mixed(0, *one);
                for (bt, other) in all.iter().enumerate().skip(at + 1) {
                    let Some(out) = out.get_mut(slots[kind(*other) as usize]) else { continue };
                    // Features of unlikely readings are combined only with each other. Surname and given name are
                    // always combined: blocks of a single name part do not contain unlikely readings.
                    let is_name = first == SURNAME && kind(*other) == GIVEN;
                    if (is_name || (is_open(at) && is_open(bt))) && is_unlikely(*one) == is_unlikely(*other) {
                        out.push(entry(mixed(key, *other), mention));
                    }
                }
            }
        });
        sets.iter().copied().zip(entries).collect()
    }

    /// The entries of a set with an initial, limited to sets that at least one mention has which gives only the
    /// initial.
    fn of_initials(&self, set: Kinds) -> Entries {
        let lacking =
            INITIALS.iter().find(|(one, _)| *one == set).map_or(Kind::Given, |(_, lacking)| *lacking);
        let second = u32::BITS - 1 - set.leading_zeros();
        let each = |mention: u32, found: &mut dyn FnMut(u32)| {
            let all = self.features.of(mention as usize);
            for one in all.iter().filter(|one| kind(**one) == set.trailing_zeros() && !is_unlikely(**one)) {
                let key = mixed(0, *one);
                let others = all.iter().filter(|other| kind(**other) == second);
                others.for_each(|other| found(mixed(key, *other)));
            }
        };
        let lacks = |mention: u32| {
            let mut features = self.features.of(mention as usize).iter();
            !features.any(|one| kind(*one) == lacking as u32 && !is_unlikely(*one))
        };
        let wanted = self.collected(1, |mention, out| {
            if lacks(mention) {
                each(mention, &mut |set| out[0].push(u64::from(set)));
            }
        });
        // A hash filter of the wanted sets. Sets that share a slot pass too.
        let mut places = vec![false; PLACES];
        wanted
            .iter()
            .flatten()
            .flat_map(BucketsPart::numbers)
            .for_each(|set| places[*set as usize % PLACES] = true);
        let entries = self.collected(1, |mention, out| {
            each(mention, &mut |set| {
                if places[set as usize % PLACES] {
                    out[0].push(entry(set, mention));
                }
            });
        });
        entries.into_iter().flatten().collect()
    }

    /// The entries of large blocks with one more feature, separately for each further kind.
    fn refined(&self, large: &[Vec<SetEntry>], finer: &[u32]) -> Vec<(u32, Entries)> {
        let mut slots = [usize::MAX; KINDS as usize];
        finer.iter().enumerate().for_each(|(slot, kind)| slots[*kind as usize] = slot);
        let of_some = |out: &mut Vec<Vec<SetEntry>>, chunks: &[Vec<SetEntry>]| {
            for some in chunks.iter().flat_map(|chunk| chunk.chunks(BATCH)) {
                self.features.reach_for(some.iter().map(|one| mention_of(*one) as usize));
                some.iter().for_each(|one| self.refine(*one, &slots, out));
            }
            self.in_buckets(out)
        };
        let parts = large.par_chunks(TOGETHER).map_init(|| vec![Vec::new(); finer.len()], of_some);
        let by_kind = turned(parts.collect(), finer.len());
        let has_any = |entries: &Entries| entries.iter().any(|part| !part.numbers().is_empty());
        finer.iter().copied().zip(by_kind).filter(|(_, entries)| has_any(entries)).collect()
    }

    /// Adds the entry with one more feature to the output of each kind that has a slot.
    fn refine(&self, one: SetEntry, slots: &[usize; KINDS as usize], out: &mut [Vec<SetEntry>]) {
        let mention = mention_of(one);
        for feature in self.features.of(mention as usize).iter().filter(|one| !is_unlikely(**one)) {
            if let Some(out) = out.get_mut(slots[kind(*feature) as usize]) {
                out.push(entry(mixed(set_of(one), *feature), mention));
            }
        }
    }

    /// Calls `make` for each mention and returns the entries of each slot.
    fn collected(&self, slots: usize, make: impl Fn(u32, &mut [Vec<SetEntry>]) + Sync) -> Vec<Entries> {
        let mentions = u32::try_from(self.features.mentions()).unwrap_or(u32::MAX);
        let starts: Vec<u32> = (0..mentions).step_by(CHUNK as usize).collect();
        let of_chunk = |out: &mut Vec<Vec<SetEntry>>, from: &u32| {
            (*from..(from + CHUNK).min(mentions)).for_each(|mention| make(mention, out));
            self.in_buckets(out)
        };
        let chunks = starts.par_iter().map_init(|| vec![Vec::new(); slots], of_chunk);
        turned(chunks.collect(), slots)
    }

    /// Distributes the entries of each slot to buckets and empties their buffers.
    fn in_buckets(&self, collected: &mut [Vec<SetEntry>]) -> Vec<BucketsPart> {
        let part = |entries: &mut Vec<SetEntry>| {
            let part = self.buckets.part(entries, &self.rooms);
            entries.clear();
            part
        };
        collected.iter_mut().map(part).collect()
    }
}

/// Regroups parts from chunk, then slot to slot, then chunk.
fn turned(chunks: Vec<Vec<BucketsPart>>, slots: usize) -> Vec<Entries> {
    let mut by_slot: Vec<Entries> = (0..slots).map(|_| Vec::with_capacity(chunks.len())).collect();
    for chunk in chunks {
        by_slot.iter_mut().zip(chunk).for_each(|(entries, of_chunk)| entries.push(of_chunk));
    }
    by_slot
}

/// The pairs of a block, the smaller mention first.
fn pair_up(block: &[SetEntry], pairs: &mut Vec<u64>) {
    for (at, one) in block.iter().enumerate() {
        let a = mention_of(*one);
        // Two features with the same hash put a mention into a block twice; it is not paired with itself.
        let others = block[at + 1..].iter().map(|other| mention_of(*other)).filter(|b| *b != a);
        pairs.extend(others.map(|b| entry(a, b)));
    }
}

/// The bit of a feature by its index; 0 beyond 63.
fn bit(at: usize) -> u64 {
    1_u64.checked_shl(at as u32).unwrap_or(0)
}

/// The hash of a set with one more feature.
fn mixed(set: u32, feature: Feature) -> u32 {
    let hash =
        (u64::from(set) << 32 | u64::from(bare(feature))).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}
