//! Which values of a name part are alike, and how many people bear a name like each.
//!
//! A misspelt name is rare and stands beside the common one that it is a slip of. So each value is put
//! beside a few commoner ones that share with it a form with one letter left out, its consonants, or a
//! given name of the tables: two spellings of a name meet at the commonest one.

use rayon::prelude::*;

use crate::compare::{NAME_LEVELS, name_level};
use crate::name::{Letters, NameValue, Role};

/// Of the values that share a form only so many, the commonest, are put beside each other one.
const CENTRES: usize = 4;
/// So many alike values are kept of each.
pub(crate) const MOST: usize = 1;
/// Shorter stems have no form with a letter left out: everything would be alike.
const SHORTEST: usize = 4;

/// Values that less than half a person bears stand in less believed readings only.
const LEAST_BORNE: f32 = 0.5;

/// How many levels of a name part agree, from the first.
pub(crate) const AGREEING: usize = 5;

/// The alike values of one role.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// For each value up to [`MOST`] commoner ones that are alike, the commonest first.
    pub(crate) centres: Vec<[u32; MOST]>,
    /// For each value how many people bear one that stands at each agreeing level to it.
    pub(crate) bearers: Vec<[f32; AGREEING]>,
    /// The place of each value when the commonest come first.
    pub(crate) ranks: Vec<u32>,
}

/// No value.
pub(crate) const NOTHING: u32 = u32::MAX;

impl Near {
    /// Finds the alike values of a role; `bearers` says how many people bear each.
    pub(crate) fn new(values: &[NameValue], bearers: &[f32], role: Role, letters: &Letters) -> Self {
        let ranks = ranks(values, bearers);
        let is_borne = |at: usize| bearers.get(at).is_some_and(|count| *count >= LEAST_BORNE);
        let mut forms: Vec<(u64, u32)> = values
            .par_iter()
            .enumerate()
            .filter(|(at, value)| !value.is_initial() && is_borne(*at))
            .flat_map_iter(|(at, value)| {
                let rank = ranks.get(at).copied().unwrap_or(NOTHING);
                forms(value, letters).into_iter().map(move |form| (form, rank))
            })
            .collect();
        forms.par_sort_unstable();
        let mut by_rank = vec![NOTHING; values.len()];
        for (at, rank) in ranks.iter().enumerate() {
            if let Some(place) = by_rank.get_mut(*rank as usize) {
                *place = u32::try_from(at).unwrap_or(NOTHING);
            }
        }
        let value_of = |rank: u32| by_rank.get(rank as usize).copied().unwrap_or(NOTHING);
        let groups: Vec<&[(u64, u32)]> =
            forms.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
        let mut beside: Vec<(u32, u32)> = groups
            .par_iter()
            .flat_map_iter(|group| {
                let centres = &group[..group.len().min(CENTRES)];
                group.iter().enumerate().flat_map(move |(at, (_, one))| {
                    centres[..at.min(centres.len())].iter().map(move |(_, centre)| (*one, *centre))
                })
            })
            .filter(|(one, centre)| one != centre)
            .collect();
        beside.par_sort_unstable();
        beside.dedup();
        let beside: Vec<(u32, u32)> =
            beside.into_iter().map(|(one, centre)| (value_of(one), value_of(centre))).collect();
        let alike: Vec<(u32, u32, u8)> = beside
            .into_par_iter()
            .filter_map(|(one, centre)| {
                let (a, b) = (values.get(one as usize)?, values.get(centre as usize)?);
                let level = name_level(a, b, role, letters);
                agrees(level).then_some((one, centre, level))
            })
            .collect();
        Near::of(bearers, &alike, ranks)
    }

    fn of(bearers: &[f32], alike: &[(u32, u32, u8)], ranks: Vec<u32>) -> Self {
        let values = ranks.len();
        let (centres, all) = (vec![[NOTHING; MOST]; values], vec![[0.0; AGREEING]; values]);
        let mut near = Near { centres, bearers: all, ranks };
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
            let mut centres: Vec<u32> = of_one.iter().map(|(_, centre, _)| *centre).collect();
            centres.sort_unstable_by_key(|centre| near.ranks.get(*centre as usize));
            if let Some(places) = of_one.first().and_then(|(one, ..)| near.centres.get_mut(*one as usize)) {
                places.iter_mut().zip(centres).for_each(|(place, centre)| *place = centre);
            }
        }
        near
    }
}

/// The place of each value when the commonest come first, equally common ones by their letters.
fn ranks(values: &[NameValue], bearers: &[f32]) -> Vec<u32> {
    let count = |at: u32| bearers.get(at as usize).copied().unwrap_or(0.0) as u64;
    let mut order: Vec<(std::cmp::Reverse<u64>, u32)> = (0..u32::try_from(values.len()).unwrap_or(NOTHING))
        .map(|at| (std::cmp::Reverse(count(at)), at))
        .collect();
    let letters = |at: u32| values.get(at as usize).map(NameValue::whole);
    order.par_sort_unstable_by(|a, b| {
        a.0.cmp(&b.0).then_with(|| letters(a.1).cmp(&letters(b.1))).then(a.1.cmp(&b.1))
    });
    let mut ranks = vec![0; values.len()];
    for ((_, value), rank) in order.into_iter().zip(0..) {
        if let Some(place) = ranks.get_mut(value as usize) {
            *place = rank;
        }
    }
    ranks
}

/// Whether a level speaks for one person and is one of two names written out.
fn agrees(level: u8) -> bool {
    usize::from(level) < AGREEING && NAME_LEVELS.get(usize::from(level)).is_some_and(|one| one.agrees)
}

/// What two alike values share at least one of.
fn forms(value: &NameValue, letters: &Letters) -> Vec<u64> {
    let stem = value.stem();
    let mut found = vec![hash(0, stem.iter())];
    if stem.len() >= SHORTEST {
        for left_out in 0..stem.len() {
            found.push(hash(0, stem[..left_out].iter().chain(&stem[left_out + 1..])));
        }
        found.push(hash(1, letters.skeleton(stem).iter()));
    }
    if value.whole().len() != stem.len() {
        found.push(hash(0, value.whole().iter()));
    }
    found.extend(value.known().iter().chain(value.short_for()).map(|id| hash(2, id.to_le_bytes().iter())));
    found.extend(value.halves().iter().map(|half| hash(0, half.stem.iter())));
    found.sort_unstable();
    found.dedup();
    found
}

fn hash<'a>(kind: u8, bytes: impl Iterator<Item = &'a u8>) -> u64 {
    let start = 0x9e37_79b9_7f4a_7c15_u64 ^ u64::from(kind);
    let hash = bytes.fold(start, |hash, byte| {
        let hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        hash ^ (hash >> 29)
    });
    hash.wrapping_mul(0xbf58_476d_1ce4_e5b9)
}
