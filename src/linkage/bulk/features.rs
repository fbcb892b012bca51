//! The blocking features of each mention: the values by which candidate pairs are found.
//!
//! In: the readings of names and the values of the other fields. Out: for each mention a sorted list of [`Feature`]s.

use rayon::prelude::*;

use super::buckets;
use super::names::{NOBODY, Names, Reading};
use super::near::{NOTHING, Near, Others};
use crate::language::name::{Letters, NameValue, Role, Sound};

/// The kind of a feature, the most selective first.
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

/// Mentions whose features are stored together.
const CHUNK: usize = 16_384;

/// A kind in the upper four bits, then a mark for unlikely readings, then the number of a value.
pub(crate) type Feature = u32;

/// Bits of the value and the mark.
const BITS: u32 = 28;
/// Mark of a feature that only an unlikely reading of the name has.
const UNLIKELY: u32 = 1 << (BITS - 1);
/// Cost from which a reading is unlikely, in bits. In a list that keeps one order of name parts, reversing a name
/// costs about 9.
const LEAST_UNLIKELY: f32 = 9.5;

pub(crate) fn feature(kind: Kind, value: u32) -> Feature {
    (kind as u32) << BITS | (value & (UNLIKELY - 1))
}

/// Whether only an unlikely reading has the feature.
pub(crate) fn is_unlikely(feature: Feature) -> bool {
    feature & UNLIKELY != 0
}

/// The feature without the mark.
pub(crate) fn bare(feature: Feature) -> Feature {
    feature & !UNLIKELY
}

pub(crate) fn kind(feature: Feature) -> u32 {
    feature >> BITS
}

/// The features of all mentions.
#[derive(Debug, Default)]
pub(crate) struct Features {
    mentions: usize,
    /// Those of [`CHUNK`] mentions each.
    parts: Vec<FeaturesPart>,
}

#[derive(Debug, Default)]
struct FeaturesPart {
    all: Vec<Feature>,
    /// Where the features of each mention end in `all`.
    ends: Vec<u32>,
}

impl Features {
    /// The features of one mention, sorted.
    pub(crate) fn of(&self, mention: usize) -> &[Feature] {
        let Some(part) = self.parts.get(mention / CHUNK) else { return &[] };
        let end = |at: usize| part.ends.get(at).map_or(0, |end| *end as usize);
        let at = mention % CHUNK;
        part.all.get(at.checked_sub(1).map_or(0, end)..end(at)).unwrap_or_default()
    }

    /// Prefetches the features of some mentions: the loads from memory overlap.
    pub(crate) fn reach_for(&self, mentions: impl Iterator<Item = usize>) {
        let first = |mention| self.of(mention).first().copied().unwrap_or_default();
        std::hint::black_box(mentions.fold(0, |seen, mention| seen ^ first(mention)));
    }

    /// The kinds that at least one mention has, one bit each.
    pub(crate) fn kinds(&self) -> u32 {
        let of_part =
            |part: &FeaturesPart| part.all.iter().fold(0, |kinds, feature| kinds | 1 << kind(*feature));
        self.parts.par_iter().map(of_part).reduce(|| 0, |a, b| a | b)
    }

    pub(crate) fn mentions(&self) -> usize {
        self.mentions
    }

    /// Collects the features of all mentions. `readings` adds the readings of the name of a mention, `fields` the
    /// features of its other fields.
    pub(crate) fn new(
        mentions: usize,
        known: &Known<'_>,
        readings: impl Fn(usize, &mut Vec<Reading>) + Sync,
        fields: impl Fn(usize, &mut Vec<Feature>) + Sync,
    ) -> Self {
        let of_chunk = |from: usize| {
            let mut part = FeaturesPart::default();
            let (mut of_one, mut of_name) = (Vec::new(), Vec::new());
            for mention in from..(from + CHUNK).min(mentions) {
                of_one.clear();
                of_name.clear();
                readings(mention, &mut of_name);
                known.add_name(&of_name, &mut of_one);
                fields(mention, &mut of_one);
                of_one.sort_unstable();
                of_one.dedup();
                part.all.extend_from_slice(&of_one);
                part.ends.push(u32::try_from(part.all.len()).unwrap_or(u32::MAX));
            }
            part
        };
        let starts: Vec<usize> = (0..mentions).step_by(CHUNK).collect();
        Features { mentions, parts: starts.into_par_iter().map(of_chunk).collect() }
    }
}

/// The mentions in an order that puts similar names next to each other. They are compared with each other, and memory
/// that is close together is faster to reach.
pub(crate) fn order(mentions: usize, names: &Names, near: &[Near; 4]) -> Vec<u32> {
    let bits = |most: usize| u64::BITS - (most as u64).leading_zeros();
    let [surnames, given] = [Role::Surname, Role::Given].map(|role| near[role as usize].ranks.len());
    // The rank of the given name gets the bits that remain.
    let room = u64::BITS - bits(mentions) - bits(surnames);
    let idle = bits(given).saturating_sub(room);
    let head = |mention: usize, role: Role| -> u64 {
        let value = names.of(mention).first().map_or(NOBODY, |reading| reading.values[role as usize]);
        let near = &near[role as usize];
        let centre = near.centres.get(value as usize).copied().unwrap_or(NOTHING);
        let value = if centre == NOTHING { value } else { centre };
        near.ranks.get(value as usize).map_or(near.ranks.len() as u64, |rank| u64::from(*rank))
    };
    let one = |mention: usize| {
        let names = head(mention, Role::Surname) << room | head(mention, Role::Given) >> idle;
        names << bits(mentions) | mention as u64
    };
    let chunk = |from: usize| (from..(from + CHUNK).min(mentions)).map(one).collect();
    let chunks: Vec<usize> = (0..mentions).step_by(CHUNK).collect();
    let chunks: Vec<Vec<u64>> = chunks.into_par_iter().map(chunk).collect();
    let mention = |one: &u64| (one & ((1 << bits(mentions)) - 1)) as u32;
    buckets::sorted(chunks, u64::BITS, |sorted| sorted.iter().map(mention).collect::<Vec<u32>>()).concat()
}

/// By which further values each value of a name part is found.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    heads: [Vec<Head>; 4],
    others: [&'a Others; 4],
    /// For each first sound, the sounds that may be the initial of the same name.
    initials: Vec<Vec<Sound>>,
}

/// Upper bound on the number of sounds.
const SOUNDS: Sound = 128;

/// Most similar values by which a name part is found; the most common ones are taken.
const MOST_OTHERS: usize = 10;

/// By what a value is found in addition to itself.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// The most common similar value that is more common than it.
    centre: u32,
    first: Sound,
    is_initial: bool,
}

impl<'a> Known<'a> {
    pub(crate) fn new(names: &Names, near: &'a [Near; 4], letters: &Letters) -> Self {
        let head = |(value, centre): (&NameValue, &u32)| Head {
            centre: *centre,
            first: value.stem().first().map_or(0, |first| first & (SOUNDS - 1)),
            is_initial: value.is_initial(),
        };
        let of_role = |role: usize| names.values[role].iter().zip(&near[role].centres).map(head).collect();
        let others = std::array::from_fn(|role| &near[role].others);
        let agreeing = |sound| (0..SOUNDS).filter(|one| letters.initials_agree(sound, *one)).collect();
        let initials = (0..SOUNDS).map(agreeing).collect();
        Known { heads: std::array::from_fn(of_role), others, initials }
    }

    /// Adds the parts of a name under all readings. Values that are similar to a part are added for the most probable
    /// reading, and for all readings if all similar values are known.
    fn add_name(&self, readings: &[Reading], out: &mut Vec<Feature>) {
        for (at, reading) in readings.iter().enumerate() {
            let mark = if reading.bits > LEAST_UNLIKELY { UNLIKELY } else { 0 };
            for role in Role::ALL {
                let value = reading.values[role as usize];
                let Some(head) = self.heads[role as usize].get(value as usize) else { continue };
                let initial = match role {
                    Role::Given => Some(Kind::GivenInitial),
                    Role::Surname => Some(Kind::SurnameInitial),
                    _ => None,
                };
                if head.is_initial {
                    let sounds = self.initials.get(usize::from(head.first)).into_iter().flatten();
                    let kinds = initial.into_iter();
                    out.extend(
                        kinds.flat_map(|kind| sounds.clone().map(move |one| feature(kind, u32::from(*one)))),
                    );
                    continue;
                }
                out.push(feature(Kind::of_role(role), value) | mark);
                let others = self.others[role as usize];
                if at == 0 || others.are_known() {
                    let centre = Some(head.centre).filter(|centre| *centre != NOTHING);
                    let alike = centre.into_iter().chain(others.of(value).iter().take(MOST_OTHERS).copied());
                    out.extend(alike.map(|one| feature(Kind::of_role(role), one) | mark));
                }
                if at == 0 || (mark == 0 && others.are_known()) {
                    out.extend(initial.map(|kind| feature(kind, u32::from(head.first))));
                }
            }
        }
    }
}
