//! What rows can have in common, by mention: the values that candidates are found by.

use rayon::prelude::*;

use super::fields::Fields;
use super::names::{NOBODY, Names};
use super::near::{MOST, NOTHING, Near};
use crate::name::{Letters, NameValue, Role, Sound};

/// What kind of thing two rows have in common, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Surname,
    Given,
    Patronymic,
    Ancestor,
    BirthDay,
    Text,
    Place,
    DeathDay,
    BirthYear,
    GivenInitial,
    SurnameInitial,
}

impl Kind {
    /// The kinds of name parts, in the order of the roles.
    const OF_ROLES: [Kind; 4] = [Kind::Surname, Kind::Given, Kind::Patronymic, Kind::Ancestor];

    fn of_role(role: Role) -> Self {
        Kind::OF_ROLES[role as usize]
    }
}

/// So many mentions are worked on at a time.
const CHUNK: usize = 16_384;

/// A kind and the number of a value.
pub(crate) type Feature = u32;

const BITS: u32 = 28;
/// Marks what only an unlikely reading of a name has.
const UNLIKELY: u32 = 1 << (BITS - 1);
/// From this price in bits on a reading is unlikely.
const LEAST_UNLIKELY: f32 = 5.0;

pub(crate) fn feature(kind: Kind, value: u32) -> Feature {
    (kind as u32) << BITS | (value & (UNLIKELY - 1))
}

/// Whether only an unlikely reading has the feature.
pub(crate) fn is_unlikely(feature: Feature) -> bool {
    feature & UNLIKELY != 0
}

/// The feature, whatever the reading that has it.
pub(crate) fn bare(feature: Feature) -> Feature {
    feature & !UNLIKELY
}

pub(crate) fn kind(feature: Feature) -> u32 {
    feature >> BITS
}

/// The features of all mentions.
#[derive(Debug, Default)]
pub(crate) struct Features {
    all: Vec<Feature>,
    begins: Vec<u32>,
}

impl Features {
    /// The features of one mention, sorted.
    pub(crate) fn of(&self, mention: usize) -> &[Feature] {
        let at = |at: usize| self.begins.get(at).map_or(0, |begin| *begin as usize);
        self.all.get(at(mention)..at(mention + 1)).unwrap_or_default()
    }

    /// The kinds that any mention has, a bit each.
    pub(crate) fn kinds(&self) -> u32 {
        self.all.iter().fold(0, |kinds, feature| kinds | 1 << kind(*feature))
    }

    pub(crate) fn mentions(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// Collects the features of all mentions, in an order.
    pub(crate) fn new(
        order: &[u32],
        names: &Names,
        near: &[Near; 4],
        fields: &(dyn Fn(usize, &mut Vec<Feature>) + Sync),
        letters: &Letters,
    ) -> Self {
        // The first letter of each value, and above 127 whether nothing else is known.
        let first = |value: &NameValue| {
            value.stem().first().map_or(0, |first| first & 127 | u8::from(value.is_initial()) << 7)
        };
        let firsts: [Vec<Sound>; 4] =
            std::array::from_fn(|role| names.values[role].iter().map(first).collect());
        let of_chunk = |chunk: &[u32]| {
            let (mut all, mut ends, mut of_one) =
                (Vec::with_capacity(10 * chunk.len()), Vec::new(), Vec::new());
            for mention in chunk.iter().map(|mention| *mention as usize) {
                of_one.clear();
                add_names(mention, names, (&firsts, near), letters, &mut of_one);
                fields(mention, &mut of_one);
                of_one.sort_unstable();
                of_one.dedup();
                all.extend_from_slice(&of_one);
                ends.push(all.len());
            }
            (all, ends)
        };
        let parts: Vec<(Vec<Feature>, Vec<usize>)> = order.par_chunks(CHUNK).map(of_chunk).collect();
        let mut features = Features { all: Vec::new(), begins: vec![0] };
        for (all, ends) in parts {
            let before = features.all.len();
            features.all.extend(all);
            features.begins.extend(ends.iter().map(|end| u32::try_from(before + end).unwrap_or(u32::MAX)));
        }
        features
    }
}

/// The mentions with those beside each other whose names are alike: they are compared with each other, and
/// what lies close together in memory is quick to reach.
pub(crate) fn order(mentions: usize, names: &Names, near: &[Near; 4], fields: &Fields) -> Vec<u32> {
    let head = |mention: usize, role: Role| -> u64 {
        let value = names.of(mention).first().map_or(NOBODY, |reading| reading.values[role as usize]);
        let near = &near[role as usize];
        let centre = near.centres.get(value as usize).map_or(NOTHING, |centres| centres[0]);
        let value = if centre == NOTHING { value } else { centre };
        u64::from(near.ranks.get(value as usize).copied().unwrap_or(NOTHING))
    };
    let mut order: Vec<(u64, u64, u32)> = (0..u32::try_from(mentions).unwrap_or(u32::MAX))
        .into_par_iter()
        .map(|at| {
            let mention = at as usize;
            (head(mention, Role::Surname) << 32 | head(mention, Role::Given), fields.year(mention), at)
        })
        .collect();
    order.par_sort_unstable();
    order.into_iter().map(|(.., mention)| mention).collect()
}

/// The parts of a name under all readings, and what the parts of the most believed one are alike to.
fn add_names(
    mention: usize,
    names: &Names,
    (firsts, near): (&[Vec<Sound>; 4], &[Near; 4]),
    letters: &Letters,
    out: &mut Vec<Feature>,
) {
    for (at, reading) in names.of(mention).iter().enumerate() {
        for role in Role::ALL {
            let value = reading.values[role as usize];
            if value == NOBODY {
                continue;
            }
            let known = firsts[role as usize].get(value as usize).copied().unwrap_or_default();
            let (first, is_initial) = (known & 127, known > 127);
            let mark = if reading.bits > LEAST_UNLIKELY { UNLIKELY } else { 0 };
            let initial = match role {
                Role::Given => Some(Kind::GivenInitial),
                Role::Surname => Some(Kind::SurnameInitial),
                _ => None,
            };
            if is_initial {
                let sounds = (0..128).filter(|sound: &Sound| letters.initials_agree(first, *sound));
                out.extend(
                    initial
                        .into_iter()
                        .flat_map(|kind| sounds.clone().map(move |one| feature(kind, u32::from(one)))),
                );
                continue;
            }
            out.push(feature(Kind::of_role(role), value) | mark);
            if at == 0 {
                let centres =
                    near[role as usize].centres.get(value as usize).copied().unwrap_or([NOTHING; MOST]);
                let centres = centres.into_iter().filter(|centre| *centre != NOTHING);
                out.extend(centres.map(|centre| feature(Kind::of_role(role), centre)));
                out.extend(initial.map(|kind| feature(kind, u32::from(first))));
            }
        }
    }
}
