//! Which values of a name part are similar, and how many people bear a name similar to each.
//!
//! In: the distinct values of a role and how many people bear each. Out: [`Near`].
//!
//! A misspelt name is rare, and the name that it is a slip of is common. So each value is compared with a few more
//! common ones that share a [form](super::forms) with it: the word with a letter left out, its consonants, or a known
//! given name. Two spellings of a name meet at the most common one. With few records, more forms are compared and all
//! similar values are kept.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::forms::Depth;
use super::{buckets, forms};
use crate::language::name::{Letters, NameValue, Role};
use crate::linkage::compare::{NAME_LEVELS, name_level};

/// Values that a thread processes in one task.
const CHUNK: usize = 4096;

impl Depth {
    /// Of the values that share a form, each is compared with this many of the most common.
    fn centres(self) -> usize {
        match self {
            Depth::Shallow => 4,
            Depth::Deep => 10,
        }
    }

    /// Fewest people for which a value is compared. Values below it occur only in improbable readings.
    fn least_borne(self) -> f32 {
        match self {
            Depth::Shallow => 0.5,
            Depth::Deep => 0.05,
        }
    }
}

/// Number of agreeing levels of written-out name parts; they come first.
pub(crate) const AGREEING: usize = 5;

/// The similar values of one role.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// For each value, the most common of the similar and more common values, or [`NOTHING`].
    pub(crate) centres: Vec<u32>,
    /// For each value, how many people bear a value that reaches each agreeing level with it.
    pub(crate) bearers: Vec<[f32; AGREEING]>,
    /// The rank of each value by how common it is; 0 is the most common.
    pub(crate) ranks: Vec<u32>,
    /// For each value, the similar values that are more common. Empty for [`Depth::Shallow`].
    pub(crate) others: Others,
}

/// Lists of values, one for each value.
#[derive(Debug, Default)]
pub(crate) struct Others {
    all: Vec<u32>,
    /// Where the list of each value begins and ends.
    of: Vec<(u32, u32)>,
}

impl Others {
    /// Whether the lists were made.
    pub(crate) fn are_known(&self) -> bool {
        !self.of.is_empty()
    }

    /// The list of a value, the most common first.
    pub(crate) fn of(&self, value: u32) -> &[u32] {
        let (begin, end) = self.of.get(value as usize).copied().unwrap_or_default();
        self.all.get(begin as usize..end as usize).unwrap_or_default()
    }

    /// The lists of `values` values. In `alike`, the pairs of one value come one after another.
    fn new(values: usize, alike: &[(u32, u32, u8)]) -> Self {
        let mut others = Others { all: Vec::with_capacity(alike.len()), of: vec![(0, 0); values] };
        let end = |all: &[u32]| u32::try_from(all.len()).unwrap_or(NOTHING);
        for of_one in alike.chunk_by(|a, b| a.0 == b.0) {
            let begin = end(&others.all);
            others.all.extend(of_one.iter().map(|(_, other, _)| *other));
            if let Some(place) = of_one.first().and_then(|(one, ..)| others.of.get_mut(*one as usize)) {
                *place = (begin, end(&others.all));
            }
        }
        others
    }
}

/// In place of a value: there is none.
pub(crate) const NOTHING: u32 = u32::MAX;

/// Finds the similar values of each role. `counted` gives how many people bear each value; its second part is not
/// used.
pub(crate) fn of_roles<T: Sync>(
    values: &[Vec<NameValue>; 4],
    counted: &[(Vec<f32>, T); 4],
    depth: Depth,
    letters: &Letters,
) -> [Near; 4] {
    let of = |role: Role| {
        let (bearers, _) = &counted[role as usize];
        Near::new(&values[role as usize], bearers, role, (depth, letters))
    };
    let mut near: [Near; 4] = Default::default();
    near.par_iter_mut().zip(Role::ALL).for_each(|(near, role)| *near = of(role));
    near
}

impl Near {
    /// Finds the similar values of a role. `bearers` has the number of people who bear each.
    fn new(values: &[NameValue], bearers: &[f32], role: Role, (depth, letters): (Depth, &Letters)) -> Self {
        let ranks = ranks(values, bearers);
        let is_borne = |at: usize| bearers.get(at).is_some_and(|count| *count >= depth.least_borne());
        let rank_bits = u64::BITS - (values.len() as u64).leading_zeros();
        let is_bridged = letters.are_of_two_scripts(values.iter().map(NameValue::whole));
        let of_chunk = |(from, chunk): (usize, &[NameValue])| {
            let (mut out, mut of_one) = (Vec::with_capacity(10 * chunk.len()), Vec::new());
            for (at, value) in (from..).zip(chunk) {
                if !value.is_initial() && is_borne(at) {
                    let rank = ranks.get(at).copied().unwrap_or(NOTHING);
                    forms::add(value, depth, letters, &mut of_one);
                    if is_bridged {
                        forms::add_bridges(value, letters, &mut of_one);
                    }
                    // Only the upper bits of a form are kept. The comparison rejects pairs that meet by chance.
                    out.extend(of_one.drain(..).map(|form| form >> rank_bits << rank_bits | u64::from(rank)));
                }
            }
            out
        };
        let chunks: Vec<(usize, &[NameValue])> = (0..).step_by(CHUNK).zip(values.chunks(CHUNK)).collect();
        let forms: Vec<Vec<u64>> = chunks.into_par_iter().map(of_chunk).collect();
        let beside: Vec<Vec<u64>> =
            buckets::sorted(forms, u64::BITS, |forms| beside(forms, depth.centres(), rank_bits));
        let mut by_rank = vec![NOTHING; values.len()];
        for (at, rank) in ranks.iter().enumerate() {
            if let Some(place) = by_rank.get_mut(*rank as usize) {
                *place = u32::try_from(at).unwrap_or(NOTHING);
            }
        }
        let value_of = |rank: u32| by_rank.get(rank as usize).copied().unwrap_or(NOTHING);
        let alike = |pairs: &[u64]| -> Vec<(u32, u32, u8)> {
            let distinct = pairs.chunk_by(|a, b| a == b).filter_map(|same| same.first());
            let level = |pair: &u64| {
                let (one, centre) = (value_of((pair >> 32) as u32), value_of(*pair as u32));
                let (a, b) = (values.get(one as usize)?, values.get(centre as usize)?);
                let level = name_level(a, b, role, letters);
                agrees(level).then_some((one, centre, level))
            };
            distinct.filter_map(level).collect()
        };
        let alike = buckets::sorted(beside, u32::BITS + rank_bits, alike).concat();
        let others = match depth {
            Depth::Shallow => Others::default(),
            Depth::Deep => Others::new(values.len(), &alike),
        };
        Near { others, ..Near::of(bearers, &alike, ranks) }
    }

    fn of(bearers: &[f32], alike: &[(u32, u32, u8)], ranks: Vec<u32>) -> Self {
        let values = ranks.len();
        let (centres, all) = (vec![NOTHING; values], vec![[0.0; AGREEING]; values]);
        let mut near = Near { centres, bearers: all, ranks, others: Others::default() };
        for (of, count) in near.bearers.iter_mut().zip(bearers) {
            of[0] = *count;
        }
        let count = |at: u32| bearers.get(at as usize).copied().unwrap_or(0.0);
        for (one, centre, level) in alike {
            for (to, from) in [(*one, *centre), (*centre, *one)] {
                let place = near.bearers.get_mut(to as usize).and_then(|of| of.get_mut(usize::from(*level)));
                if let Some(sum) = place {
                    *sum += count(from);
                }
            }
        }
        for of_one in alike.chunk_by(|a, b| a.0 == b.0) {
            let centres = of_one.iter().map(|(_, centre, _)| *centre);
            let commonest = centres.min_by_key(|centre| near.ranks.get(*centre as usize));
            let place = of_one.first().and_then(|(one, ..)| near.centres.get_mut(*one as usize));
            if let (Some(place), Some(commonest)) = (place, commonest) {
                *place = commonest;
            }
        }
        near
    }
}

/// The rank of each value, the most common first; equally common ones by their letters.
fn ranks(values: &[NameValue], bearers: &[f32]) -> Vec<u32> {
    let count = |at: usize| bearers.get(at).copied().unwrap_or(0.0) as u64;
    let head = |value: &NameValue| {
        let mut head = [0; 8];
        head.iter_mut().zip(value.whole()).for_each(|(place, letter)| *place = *letter);
        u64::from_be_bytes(head)
    };
    let mut order: Vec<(Reverse<u64>, u64, u32)> =
        (0..).zip(values).map(|(at, value)| (Reverse(count(at as usize)), head(value), at)).collect();
    let letters = |at: u32| values.get(at as usize).map(NameValue::whole);
    order.par_sort_unstable_by(|a, b| {
        let heads = (a.0, a.1).cmp(&(b.0, b.1));
        heads.then_with(|| letters(a.2).cmp(&letters(b.2))).then(a.2.cmp(&b.2))
    });
    let mut ranks = vec![0; values.len()];
    for ((.., value), rank) in order.into_iter().zip(0..) {
        if let Some(place) = ranks.get_mut(value as usize) {
            *place = rank;
        }
    }
    ranks
}

/// Whether a level is evidence for one person and compares two written-out names.
fn agrees(level: u8) -> bool {
    usize::from(level) < AGREEING && NAME_LEVELS.get(usize::from(level)).is_some_and(|one| one.agrees)
}

/// Pairs each value with the most common ones that share a form with it, as ranks. `forms` is sorted.
fn beside(forms: &[u64], centres: usize, rank_bits: u32) -> Vec<u64> {
    let rank = |form: u64| form & ((1 << rank_bits) - 1);
    let mut pairs = Vec::new();
    for group in forms.chunk_by(|a, b| a >> rank_bits == b >> rank_bits) {
        for (at, one) in group.iter().enumerate() {
            let centres = group[..at.min(centres)].iter().filter(|centre| rank(**centre) != rank(*one));
            pairs.extend(centres.map(|centre| rank(*one) << 32 | rank(*centre)));
        }
    }
    pairs
}
