//! A first look at a pair: most pairs that share something are two people, and this much shows it.
//!
//! Only equal values are looked at, and values of which one is a slip of the other; how much an agreement
//! says follows from how many people bear the value. What passes is compared in full.

use rayon::prelude::*;

use super::fields::Fields;
use super::names::{NOBODY, Names, Reading};
use super::near::{NOTHING, Near};
use super::rows::NONE;
use crate::name::Role;

/// A pair that lacks more bits than this at a first look is not looked at again: so much closer may the full
/// comparison find it.
const SLACK: f32 = 2.0;
/// What a first look takes for the weight of a disagreement or a likeness, in bits. In rough agreement with the
/// documented prior.
const OTHER_NAME: f32 = -5.0;
const OTHER_PLACE: f32 = -1.0;
const SAME_DAY: f32 = 13.0;
const SAME_YEAR: f32 = 4.5;
const SLIP_OF_DAY: f32 = 3.0;
const NEAR_YEAR: f32 = -2.0;
const OTHER_YEAR: f32 = -5.0;
/// Given name and surname in each other's column.
const EXCHANGED: f32 = -5.6;
/// No name says more than so many bits.
const MOST: f32 = 14.0;

/// What a first look sees of a mention.
#[derive(Clone, Copy, Debug, Default)]
struct Glance {
    surname: Part,
    given: Part,
    /// The values in the two roles when they are exchanged.
    exchanged: [u32; 2],
    place: u32,
    day: u32,
    /// The first and the last year of birth; 0 for none.
    years: [u16; 2],
    place_bits: f32,
    /// Whether there is more than these can show.
    is_odd: bool,
}

/// A value, the commoner one that it may be a slip of, and what two people who both bear it say, in bits.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    value: u32,
    centre: u32,
    bits: f32,
}

/// A first look at all mentions.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    all: Vec<Glance>,
    needed: f32,
}

impl Screen {
    /// `needed` is the evidence in bits that a pair has to have to be kept.
    pub(crate) fn new(order: &[u32], names: &Names, near: &[Near; 4], fields: &Fields, needed: f64) -> Self {
        let all: [f32; 4] = std::array::from_fn(|role| near[role].bearers.iter().map(|of| of[0]).sum());
        let part = |role: Role, value: u32| {
            let near = &near[role as usize];
            let of = near.bearers.get(value as usize).copied().unwrap_or_default();
            let centre = near.centres.get(value as usize).map_or(NOTHING, |centres| centres[0]);
            let common = (of[0] + of[1]).max(1.0) + 1.0;
            Part { value, centre, bits: (all[role as usize] / common).log2().clamp(0.0, MOST) }
        };
        let places = fields.all.iter().find(|values| values.comparison.name() == "place");
        let births = fields.all.iter().find(|values| values.comparison.name() == "birth");
        let mut counts = vec![0_u32; places.map_or(0, |places| places.examples.len())];
        for value in places.iter().flat_map(|places| &places.of) {
            if let Some(count) = counts.get_mut(*value as usize) {
                *count += 1;
            }
        }
        let born: Vec<(u32, [u16; 2])> = births.map(|births| births.born()).unwrap_or_default();
        let glance = |mention: &u32| {
            let mention = *mention as usize;
            let readings = names.of(mention);
            let of = |reading: Option<&Reading>, role: Role| {
                reading.map_or(NOBODY, |one| one.values[role as usize])
            };
            let (first, second) = (readings.first(), readings.get(1));
            let place = places.and_then(|places| places.of.get(mention)).copied().unwrap_or(NONE);
            let birth = births.and_then(|births| births.of.get(mention)).copied().unwrap_or(NONE);
            let (day, years) = born.get(birth as usize).copied().unwrap_or_default();
            let shared = counts.get(place as usize).copied().unwrap_or(0).max(1);
            Glance {
                surname: part(Role::Surname, of(first, Role::Surname)),
                given: part(Role::Given, of(first, Role::Given)),
                exchanged: [of(second, Role::Surname), of(second, Role::Given)],
                place,
                day,
                years,
                place_bits: (order.len() as f32 / (shared + 1) as f32).log2().clamp(0.0, MOST),
                is_odd: is_odd(readings),
            }
        };
        Screen {
            all: order.par_iter().with_min_len(4096).map(glance).collect(),
            needed: needed as f32 - SLACK,
        }
    }

    /// Whether a pair is worth a full comparison.
    pub(crate) fn passes(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.all.get(a), self.all.get(b)) else { return true };
        if a.is_odd || b.is_odd {
            return true;
        }
        let straight = a.surname.bits(&b.surname) + a.given.bits(&b.given);
        let names = if straight < 0.0 { straight.max(a.exchanged(b)) } else { straight };
        let place = match a.place == b.place {
            _ if a.place == NONE || b.place == NONE => 0.0,
            true => a.place_bits,
            false => OTHER_PLACE,
        };
        names + place + a.birth(b) >= self.needed
    }
}

/// Whether a name has more than the first reading can show: others that are likely too, and further parts.
fn is_odd(readings: &[Reading]) -> bool {
    let has_more = |first: &Reading| first.values[2] != NOBODY || first.values[3] != NOBODY;
    readings.len() > 2
        || readings.get(1).is_some_and(|second| second.bits < -EXCHANGED / 2.0)
        || readings.first().is_some_and(has_more)
}

impl Part {
    fn bits(&self, other: &Part) -> f32 {
        let is_known = self.value != NOBODY && other.value != NOBODY;
        let are_one = self.value == other.value || self.value == other.centre || self.centre == other.value;
        let share_a_centre = self.centre == other.centre && self.centre != NOTHING;
        match is_known {
            false => 0.0,
            true if are_one || share_a_centre => self.bits.min(other.bits),
            true => OTHER_NAME,
        }
    }
}

impl Glance {
    /// What the names say when one of the two is printed in the wrong columns.
    fn exchanged(&self, other: &Glance) -> f32 {
        let of = |one: &Glance, two: &Glance| {
            let surname = one.exchanged[0] == two.surname.value && two.surname.value != NOBODY;
            let given = one.exchanged[1] == two.given.value && two.given.value != NOBODY;
            let bits = |is_one: bool, part: &Part| if is_one { part.bits } else { OTHER_NAME };
            if surname || given {
                bits(surname, &two.surname) + bits(given, &two.given) + EXCHANGED
            } else {
                2.0 * OTHER_NAME
            }
        };
        of(self, other).max(of(other, self))
    }

    fn birth(&self, other: &Glance) -> f32 {
        if self.years[0] == 0 || other.years[0] == 0 {
            return 0.0;
        }
        if self.day != 0 && self.day == other.day {
            return SAME_DAY;
        }
        let gap =
            self.years[0].saturating_sub(other.years[1]).max(other.years[0].saturating_sub(self.years[1]));
        let are_days = self.day != 0 && other.day != 0;
        match gap {
            0 if are_days => SLIP_OF_DAY,
            0 => SAME_YEAR,
            1 => NEAR_YEAR,
            10 if are_days => NEAR_YEAR,
            _ => OTHER_YEAR,
        }
    }
}
