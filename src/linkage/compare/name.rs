//! Compares names: every pair of readings, role by role.
//!
//! In: the names of all mentions, with their readings. Out: for a pair, one [`NameAgreement`] for each pair of
//! readings.
//!
//! The distinct values of each role are numbered. Two values are one if they differ only in how they were printed.
//! Levels and counts are computed once for each pair of values ([`Pool`]).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Agreement;
use super::far::Far;
use super::level::{DIFFERENT, LEVELS, SAME, SPELLING, level, level_if_far};
use super::pool::{Occurrence, Pool};
use crate::language::name::{Folded, Half, Letters, NameValue, PersonName, Reading, Role, Sound};
use crate::source::mention::Mention;

/// How the people of one name are divided between the levels `same` and `spelling`, as shares that sum to 1. Two
/// people of one name are spelled alike as often as one person on two lists. So the rarity of a *spelling* is no
/// evidence: the people of the name are counted together and divided in the proportion of the m of the prior.
const ONE_NAME: [(u8, f32); 2] = [(SAME, 0.8), (SPELLING, 0.2)];

/// One reading of a name, as numbers of its values.
#[derive(Clone, Copy, Debug)]
struct ReadingIds {
    /// The number of the value in each role, in the order of [`Role::ALL`]; `None` if the reading has no such part.
    values: [Option<u32>; 4],
    /// For each role the parts of the name that have it, as bits; bit 0 is the first part.
    parts: [u16; 4],
    /// Cost of the reading in bits: log2 of how much more probable the best reading is. 0 for the best.
    bits: f32,
}

/// How two names agree under one pair of readings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct NameAgreement {
    /// The agreement of each role, in the order of [`Role::ALL`].
    pub roles: [Agreement; 4],
    /// Cost of the two readings, in bits; 0 if both are the most probable readings of their names.
    pub bits: f32,
    /// Which reading of the first and of the second name was used, as indices; 0 is the most probable one.
    pub readings: (u8, u8),
    /// Which parts of the two names are compared with each other, sorted, so that roles do not matter. Each number
    /// has the parts of the first name as bits in its upper half and those of the second in its lower half; 0 for a
    /// role that one name lacks. Readings with equal alignments compare the same pieces of text under other roles.
    pub alignment: [u32; 4],
}

/// The names of all mentions of a run. Arrays of four are in the order of [`Role::ALL`].
#[derive(Debug)]
pub(crate) struct ComparedNames {
    /// For each mention its readings; one empty reading for a mention without a name.
    readings: Vec<Vec<ReadingIds>>,
    /// For each mention and role, the numbers of the values that any reading has, sorted and distinct.
    borne: Vec<[Box<[u32]>; 4]>,
    /// For each role, the distinct values by number.
    values: [Vec<NameValue>; 4],
    /// For each role, the levels and counts of the values.
    pools: [Pool; 4],
    /// For each role, the fast test for values that are far apart.
    far: [Far; 4],
    /// The rules by which names were folded.
    letters: Letters,
}

/// For each value, the mentions that agree with it, as bit sets.
#[derive(Debug)]
pub(crate) struct Agreeing {
    /// Length of a bit set, in 64-bit words.
    words: usize,
    /// For each role, then value: the bit set of the mentions that bear a value which agrees with it.
    bearers: [Vec<u64>; 4],
}

/// Most 64-bit words of [`Agreeing`] for a role: 64 MiB.
const MOST_AGREEING: usize = 1 << 23;

impl ComparedNames {
    /// Numbers the values of all readings and computes their levels. Counts are missing until [`ComparedNames::count`].
    pub(crate) fn new(mentions: &[Mention], letters: &Letters) -> Self {
        let interned: Vec<Interned<'_>> = Role::ALL.par_iter().map(|role| intern(mentions, *role)).collect();
        let interned = <[Interned<'_>; 4]>::try_from(interned).unwrap_or_default();
        let rows = mentions.par_iter().with_min_len(ROWS_AT_ONCE);
        let readings: Vec<Vec<ReadingIds>> =
            rows.map(|mention| reading_ids(mention.name(), &interned)).collect();
        let borne = readings.iter().map(|readings| Role::ALL.map(|role| borne(readings, role))).collect();
        let values =
            interned.map(|ids| ids.into_values().map(|(_, value)| value.clone()).collect::<Vec<_>>());
        let far = values.each_ref().map(|values| Far::new(values, letters));
        let (pools, letters) = (Default::default(), letters.clone());
        let mut names = ComparedNames { readings, borne, values, pools, far, letters };
        let pool = |role: &Role| {
            let level = |a: u32, b: u32| names.compute(*role, a, b);
            Pool::new(names.values[*role as usize].len(), &LEVELS, &level)
        };
        let pools: Vec<Pool> = Role::ALL.par_iter().map(pool).collect();
        names.pools = pools.try_into().unwrap_or_default();
        names
    }

    /// The rules by which names were folded.
    pub(crate) fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Counts how common each agreement is. `weights` has the part of a person that each mention counts as. `sources`
    /// is the number of lists.
    pub(crate) fn count(&mut self, mentions: &[Mention], weights: &[f32], sources: usize) {
        let mut pools = std::mem::take(&mut self.pools);
        pools.par_iter_mut().zip(Role::ALL).for_each(|(pool, role)| {
            let occurrences = self.occurrences(role, mentions, weights);
            let level = |a: u32, b: u32| self.compute(role, a, b);
            pool.count(&occurrences, sources, &LEVELS, &level);
            pool.share_out(&ONE_NAME);
        });
        self.pools = pools;
    }

    /// The occurrences of the values of one role. Each reading counts by its share.
    fn occurrences(&self, role: Role, mentions: &[Mention], weights: &[f32]) -> Vec<Occurrence> {
        let mut occurrences = Vec::new();
        for ((mention, readings), weight) in mentions.iter().zip(&self.readings).zip(weights) {
            let shares = mention.name().map(PersonName::readings).unwrap_or_default();
            for (ids, reading) in readings.iter().zip(shares) {
                let Some(value) = ids.values[role as usize] else { continue };
                let weight = reading.share() as f32 * weight;
                occurrences.push(Occurrence { value, source: mention.source_index(), weight });
            }
        }
        occurrences
    }

    /// The level of two values of a role by their numbers, without the pool. The fast test comes first.
    fn compute(&self, role: Role, a: u32, b: u32) -> u8 {
        let values = &self.values[role as usize];
        match (values.get(a as usize), values.get(b as usize)) {
            (Some(left), Some(right)) => {
                let far = self.far[role as usize].are((a, left), (b, right), &self.letters);
                let known = if far { level_if_far(left, right, role) } else { None };
                known.unwrap_or_else(|| level(left, right, role, &self.letters))
            }
            _ => DIFFERENT,
        }
    }

    /// Whether at least one part of the two names agrees under some pair of readings. Without that, only a field that
    /// singles people out can make the pair worth comparing.
    pub(crate) fn agree_in_part(&self, a: usize, b: usize) -> bool {
        let (left, right) = (&self.borne[a], &self.borne[b]);
        Role::ALL.iter().any(|role| {
            let others = &right[*role as usize];
            left[*role as usize].iter().any(|a| others.iter().any(|b| self.agrees(*role, *a, *b)))
        })
    }

    /// Which mentions agree with each value, for comparing all pairs. `None` if a role would need more than
    /// [`MOST_AGREEING`] words.
    pub(crate) fn agreeing(&self) -> Option<Agreeing> {
        let words = self.borne.len().div_ceil(64);
        let most = self.values.iter().map(Vec::len).max().unwrap_or(0);
        (most.saturating_mul(words) <= MOST_AGREEING)
            .then(|| Agreeing { words, bearers: Role::ALL.map(|role| self.bearers_of_agreeing(role, words)) })
    }

    /// For each value of a role, the bit set of the mentions that bear a value which agrees with it. Compares each
    /// pair of values once.
    fn bearers_of_agreeing(&self, role: Role, words: usize) -> Vec<u64> {
        let values = self.values[role as usize].len();
        let id = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut own = vec![0_u64; values * words];
        for (mention, borne) in self.borne.iter().enumerate() {
            for value in &borne[role as usize] {
                if let Some(word) = own.get_mut(*value as usize * words + mention / 64) {
                    *word |= 1 << (mention % 64);
                }
            }
        }
        let agreeing = |a: usize| (a..values).filter(|b| self.agrees(role, id(a), id(*b))).collect();
        let agreeing: Vec<Vec<usize>> =
            (0..values).into_par_iter().with_min_len(VALUES_AT_ONCE).map(agreeing).collect();
        let mut all = own.clone();
        let mut add = |to: usize, from: usize| {
            let from = own.get(from * words..(from + 1) * words).unwrap_or_default();
            let to = all.get_mut(to * words..(to + 1) * words).unwrap_or_default();
            to.iter_mut().zip(from).for_each(|(to, from)| *to |= from);
        };
        for (a, others) in agreeing.iter().enumerate() {
            for b in others.iter().filter(|b| **b != a) {
                add(a, *b);
                add(*b, a);
            }
        }
        all
    }

    /// Sets a bit in `out` for each mention whose name agrees with that of `mention` in at least one part. The old
    /// contents of `out` are dropped.
    pub(crate) fn agreeing_with(&self, mention: usize, agreeing: &Agreeing, out: &mut Vec<u64>) {
        let words = agreeing.words;
        out.clear();
        out.resize(words, 0);
        for (values, bearers) in self.borne[mention].iter().zip(&agreeing.bearers) {
            for value in values {
                let start = *value as usize * words;
                let bearers = bearers.get(start..start + words).unwrap_or_default();
                out.iter_mut().zip(bearers).for_each(|(out, bearers)| *out |= bearers);
            }
        }
    }

    /// Number of readings of a name. Comparing two names takes time in proportion to the product of these numbers.
    pub(crate) fn readings_of(&self, mention: usize) -> usize {
        self.readings.get(mention).map_or(1, Vec::len)
    }

    /// Whether two values of a role reach a level that is evidence for one person.
    fn agrees(&self, role: Role, a: u32, b: u32) -> bool {
        let level = self.pools[role as usize].known_level(a, b).unwrap_or_else(|| self.compute(role, a, b));
        is_agreement(level)
    }

    /// How two names agree: one entry for each pair of their readings. `known` has the levels, if they were kept: for
    /// each pair of readings those of the four roles. The old contents of `out` are dropped.
    pub(crate) fn compare(&self, a: usize, b: usize, known: &[u8], out: &mut Vec<NameAgreement>) {
        out.clear();
        let mut known = known.iter().copied();
        for (at, left) in self.readings[a].iter().enumerate() {
            for (bt, right) in self.readings[b].iter().enumerate() {
                let mut agreement = NameAgreement {
                    bits: left.bits + right.bits,
                    alignment: alignment(left, right),
                    readings: (at as u8, bt as u8),
                    ..NameAgreement::default()
                };
                for role in Role::ALL {
                    agreement.roles[role as usize] = self.role(role, left, right, known.next());
                }
                out.push(agreement);
            }
        }
    }

    /// The agreement of one role under a pair of readings. `known` is the level, if it was kept.
    fn role(&self, role: Role, left: &ReadingIds, right: &ReadingIds, known: Option<u8>) -> Agreement {
        let (Some(a), Some(b)) = (left.values[role as usize], right.values[role as usize]) else {
            return Agreement::MISSING;
        };
        let pool = &self.pools[role as usize];
        let level = known.or_else(|| pool.known_level(a, b)).unwrap_or_else(|| self.compute(role, a, b));
        let (others, of) = pool.others(a, b, level);
        Agreement { level: Some(level), others, of, published: self.published(role, a, b) }
    }
}

impl ComparedNames {
    /// Published share of people who bear one of two names of a role, 0 to 1: the mean of the two, or the one that is
    /// known. `None` if neither is known.
    fn published(&self, role: Role, a: u32, b: u32) -> Option<f32> {
        let share = |value: u32| self.values[role as usize].get(value as usize)?.share_in_lists();
        let share = match (share(a), share(b)) {
            (Some(a), Some(b)) => (a + b) / 2.0,
            (a, b) => a.or(b)?,
        };
        Some(share as f32)
    }
}

/// Whether a level is evidence for one person.
fn is_agreement(level: u8) -> bool {
    LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
}

/// Fewest values that a thread compares with the others in one task.
const VALUES_AT_ONCE: usize = 8;

/// Fewest mentions that a thread processes in one task.
const ROWS_AT_ONCE: usize = 256;

/// What two values must share to be one value: whole word, stem, whether it is an initial, known names, halves,
/// further spellings. The printed form does not count.
type Key<'a> = (&'a [Sound], &'a [Sound], bool, &'a [u16], &'a [Half], Option<&'a [Folded]>);
/// The distinct values of a role, each with its number. Numbers follow the order of the keys.
type Interned<'a> = BTreeMap<Key<'a>, (u32, &'a NameValue)>;

/// The key of a value.
fn key(value: &NameValue) -> Key<'_> {
    (value.whole(), value.stem(), value.is_initial(), value.known(), value.halves(), value.forms())
}

/// Numbers the distinct values of a role over all readings of all names.
fn intern(mentions: &[Mention], role: Role) -> Interned<'_> {
    let readings = mentions.iter().filter_map(Mention::name).flat_map(PersonName::readings);
    let values = readings.filter_map(|reading| reading.value(role));
    let mut ids: Interned<'_> = values.map(|value| (key(value), (0, value))).collect();
    for (at, (id, _)) in ids.values_mut().enumerate() {
        *id = u32::try_from(at).unwrap_or(u32::MAX);
    }
    ids
}

/// The readings of a name as numbers. A mention without a name gets one empty reading.
fn reading_ids(name: Option<&PersonName>, ids: &[Interned<'_>; 4]) -> Vec<ReadingIds> {
    let Some(name) = name else {
        return vec![ReadingIds { values: [None; 4], parts: [0; 4], bits: 0.0 }];
    };
    let best = name.readings().first().map_or(1.0, |reading| reading.share());
    let id = |role: Role, reading: &Reading| Some(ids[role as usize].get(&key(reading.value(role)?))?.0);
    let one = |reading: &Reading| ReadingIds {
        values: Role::ALL.map(|role| id(role, reading)),
        parts: Role::ALL.map(|role| reading.parts(role)),
        bits: (best / reading.share().max(1e-6)).log2() as f32,
    };
    name.readings().iter().map(one).collect()
}

/// The numbers of the values of one role in any reading, sorted and distinct.
fn borne(readings: &[ReadingIds], role: Role) -> Box<[u32]> {
    let mut all: Vec<u32> = readings.iter().filter_map(|reading| reading.values[role as usize]).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// Which parts of two readings are compared with each other; see [`NameAgreement::alignment`].
fn alignment(a: &ReadingIds, b: &ReadingIds) -> [u32; 4] {
    let mut pairs = [0_u32; 4];
    for (at, pair) in pairs.iter_mut().enumerate() {
        if a.parts[at] != 0 && b.parts[at] != 0 {
            *pair = u32::from(a.parts[at]) << 16 | u32::from(b.parts[at]);
        }
    }
    pairs.sort_unstable();
    pairs
}
