//! Comparing names: every pair of readings, role by role.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Agreement;
use super::far::Far;
use super::level::{DIFFERENT, LEVELS, SAME, SPELLING, level, level_if_far};
use super::pool::{Occurrence, Pool};
use crate::language::name::{Folded, Half, Letters, NameValue, PersonName, Reading, Role, Sound};
use crate::source::mention::Mention;

/// Two people of one name are spelled alike as often as one person is by two lists, so how rare the
/// *spelling* is says nothing: people of the name are counted, and shared out as the prior's m are.
const ONE_NAME: [(u8, f32); 2] = [(SAME, 0.8), (SPELLING, 0.2)];

/// One reading of one name: the value in each role, and its price in bits.
#[derive(Clone, Copy, Debug)]
struct ReadingIds {
    values: [Option<u32>; 4],
    parts: [u16; 4],
    bits: f32,
}

/// How two names agree under one pair of readings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NameAgreement {
    /// By role, in the order of [`Role::ALL`].
    pub roles: [Agreement; 4],
    /// What the readings cost in bits: 0 when both are the most believed ones of their names.
    pub bits: f32,
    /// Which reading of either name was taken.
    pub readings: (u8, u8),
    /// Which parts of either name stand side by side, for each role that both have: agreements with
    /// equal alignments describe the same likeness of the two texts under other roles.
    pub alignment: [u32; 4],
}

/// All names of a run, interned by role.
#[derive(Debug)]
pub(crate) struct Names {
    readings: Vec<Vec<ReadingIds>>,
    /// For each name and role the values that any reading has, each once.
    borne: Vec<[Box<[u32]>; 4]>,
    values: [Vec<NameValue>; 4],
    pools: [Pool; 4],
    /// For each role what tells values that are far apart.
    far: [Far; 4],
    letters: Letters,
}

/// For each mention those that agree with it in a part of the name, a bit each.
#[derive(Debug)]
pub(crate) struct Agreeing {
    words: usize,
    /// For each role and value the mentions that bear a value which agrees with it.
    bearers: [Vec<u64>; 4],
}

/// Most memory for [`Agreeing`], of each role: 64 MiB.
const MOST_AGREEING: usize = 1 << 23;

impl Names {
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
        let mut names = Names { readings, borne, values, pools, far, letters };
        let pool = |role: &Role| {
            let level = |a: u32, b: u32| names.compute(*role, a, b);
            Pool::new(names.values[*role as usize].len(), &LEVELS, &level)
        };
        let pools: Vec<Pool> = Role::ALL.par_iter().map(pool).collect();
        names.pools = pools.try_into().unwrap_or_default();
        names
    }

    pub(crate) fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Counts how common each agreement is; each mention counts by its weight.
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

    /// Whether a part of the two names agrees under some pair of readings: without that, no other
    /// field can make them one person.
    pub(crate) fn agree_in_part(&self, a: usize, b: usize) -> bool {
        let (left, right) = (&self.borne[a], &self.borne[b]);
        Role::ALL.iter().any(|role| {
            let others = &right[*role as usize];
            left[*role as usize].iter().any(|a| others.iter().any(|b| self.agrees(*role, *a, *b)))
        })
    }

    /// Who agrees with whom in a part of the name, for looking at all pairs; `None` if it takes too much memory.
    pub(crate) fn agreeing(&self) -> Option<Agreeing> {
        let words = self.borne.len().div_ceil(64);
        let most = self.values.iter().map(Vec::len).max().unwrap_or(0);
        (most.saturating_mul(words) <= MOST_AGREEING)
            .then(|| Agreeing { words, bearers: Role::ALL.map(|role| self.bearers_of_agreeing(role, words)) })
    }

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
        // Each two values are compared once.
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

    /// The mentions whose name agrees with that of one in any part, a bit each.
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

    /// How many readings a name has: comparing two takes as long as they have pairs of readings.
    pub(crate) fn readings_of(&self, mention: usize) -> usize {
        self.readings.get(mention).map_or(1, Vec::len)
    }

    fn agrees(&self, role: Role, a: u32, b: u32) -> bool {
        let level = self.pools[role as usize].known_level(a, b).unwrap_or_else(|| self.compute(role, a, b));
        is_agreement(level)
    }

    /// How two names agree, one entry for each pair of their readings.
    pub(crate) fn compare(&self, a: usize, b: usize, out: &mut Vec<NameAgreement>) {
        out.clear();
        for (at, left) in self.readings[a].iter().enumerate() {
            for (bt, right) in self.readings[b].iter().enumerate() {
                let mut agreement = NameAgreement {
                    bits: left.bits + right.bits,
                    alignment: alignment(left, right),
                    readings: (at as u8, bt as u8),
                    ..NameAgreement::default()
                };
                for role in Role::ALL {
                    agreement.roles[role as usize] = self.role(role, left, right);
                }
                out.push(agreement);
            }
        }
    }

    fn role(&self, role: Role, left: &ReadingIds, right: &ReadingIds) -> Agreement {
        let (Some(a), Some(b)) = (left.values[role as usize], right.values[role as usize]) else {
            return Agreement::MISSING;
        };
        let pool = &self.pools[role as usize];
        let level = pool.known_level(a, b).unwrap_or_else(|| self.compute(role, a, b));
        let (others, of) = pool.others(a, b, level);
        Agreement { level: Some(level), others, of, published: self.published(role, a, b) }
    }
}

impl Names {
    /// The share of people that bear one of two names of a role: the mean where both are known.
    fn published(&self, role: Role, a: u32, b: u32) -> Option<f32> {
        let share = |value: u32| self.values[role as usize].get(value as usize)?.share_in_lists();
        let share = match (share(a), share(b)) {
            (Some(a), Some(b)) => (a + b) / 2.0,
            (a, b) => a.or(b)?,
        };
        Some(share as f32)
    }
}

fn is_agreement(level: u8) -> bool {
    LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
}

/// Values are shared out among threads by so many, at least.
const VALUES_AT_ONCE: usize = 8;

/// So many rows are worth a thread of their own, at least.
const ROWS_AT_ONCE: usize = 256;

/// What makes two values one for comparing: everything but how they were printed.
type Key<'a> = (&'a [Sound], &'a [Sound], bool, &'a [u16], &'a [Half], Option<&'a [Folded]>);
type Interned<'a> = BTreeMap<Key<'a>, (u32, &'a NameValue)>;

fn key(value: &NameValue) -> Key<'_> {
    (value.whole(), value.stem(), value.is_initial(), value.known(), value.halves(), value.forms())
}

fn intern(mentions: &[Mention], role: Role) -> Interned<'_> {
    let readings = mentions.iter().filter_map(Mention::name).flat_map(PersonName::readings);
    let values = readings.filter_map(|reading| reading.value(role));
    let mut ids: Interned<'_> = values.map(|value| (key(value), (0, value))).collect();
    for (at, (id, _)) in ids.values_mut().enumerate() {
        *id = u32::try_from(at).unwrap_or(u32::MAX);
    }
    ids
}

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

/// The values of one role in any reading, each once.
fn borne(readings: &[ReadingIds], role: Role) -> Box<[u32]> {
    let mut all: Vec<u32> = readings.iter().filter_map(|reading| reading.values[role as usize]).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// The parts that stand side by side, in an order that does not depend on their roles.
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
