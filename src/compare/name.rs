//! Comparing names: every pair of readings, role by role.

use std::collections::BTreeMap;

use super::pool::{Occurrence, Pool};
use super::{Agreement, Level, Standing};
use crate::mention::Mention;
use crate::name::{FIRST_SURNAME, Half, Letters, NameValue, PersonName, Reading, Role, Sound};

/// Levels of a name part, in their order. Class 0: both written out; class 1: an initial.
pub(crate) const LEVELS: [Level; 10] = [
    Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
    Level { name: "spelling", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "near", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "similar", class: 0, standing: Standing::Conflict, agrees: true },
    Level { name: "short-form", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "different", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "other-name-near", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "other-name", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "initial", class: 1, standing: Standing::Compatible, agrees: true },
    Level { name: "other-initial", class: 1, standing: Standing::Conflict, agrees: false },
];
const SAME: u8 = 0;
const SPELLING: u8 = 1;
const NEAR: u8 = 2;
const SIMILAR: u8 = 3;
const SHORT_FORM: u8 = 4;
const DIFFERENT: u8 = 5;
const OTHER_NAME_NEAR: u8 = 6;
const OTHER_NAME: u8 = 7;
const INITIAL: u8 = 8;
const OTHER_INITIAL: u8 = 9;

/// Two people of one name are spelled alike as often as one person is by two lists, so how rare the
/// *spelling* is says nothing: people of the name are counted, and shared out as the prior's m are.
const ONE_NAME: [(u8, f32); 2] = [(SAME, 0.8), (SPELLING, 0.2)];

/// Bounds of the levels in hundredths of a slip: up to one documented alternation; up to one slip;
/// up to two slips and no more than 0.3 slips a letter.
const SPELLING_UP_TO: u16 = 50;
const NEAR_UP_TO: u16 = 110;
const SIMILAR_UP_TO: u16 = 220;
const SLIP_AND_A_HALF: u16 = 150;
const SIMILAR_PER_LETTER: u16 = 30;
/// In a word of three letters or fewer one slip makes another name.
const SHORT: usize = 3;
const NEAR_UP_TO_SHORT: u16 = 60;
/// Two forms that the tables have as one given name (Alexey, Олексій).
const ONE_GIVEN_NAME: u16 = 60;
/// A surname with an ending beside one without (Нұрлан, Нурланов), and with another ending.
const ENDING_LEFT_OUT: u16 = 30;
const ENDING_REPLACED: u16 = 30;
/// Two endings of which one is never put to a forefather's name: Шевченко, Шевцов.
const OTHER_SURNAME: u16 = 120;

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
    values: [Vec<NameValue>; 4],
    pools: [Pool; 4],
    letters: Letters,
}

impl Names {
    pub(crate) fn new(mentions: &[Mention], letters: &Letters) -> Self {
        let interned = Role::ALL.map(|role| intern(mentions, role));
        let readings = mentions.iter().map(|mention| reading_ids(mention.name(), &interned)).collect();
        let values =
            interned.map(|ids| ids.into_values().map(|(_, value)| value.clone()).collect::<Vec<_>>());
        let mut names = Names { readings, values, pools: Default::default(), letters: letters.clone() };
        names.pools = Role::ALL.map(|role| {
            let level = |a: u32, b: u32| names.compute(role, a, b);
            Pool::new(names.values[role as usize].len(), &LEVELS, &level)
        });
        names
    }

    /// Counts how common each agreement is; each mention counts by its weight.
    pub(crate) fn count(&mut self, mentions: &[Mention], weights: &[f32], sources: usize) {
        for role in Role::ALL {
            let occurrences = self.occurrences(role, mentions, weights);
            let mut pool = std::mem::take(&mut self.pools[role as usize]);
            let level = |a: u32, b: u32| self.compute(role, a, b);
            pool.count(&occurrences, sources, &LEVELS, &level);
            pool.share_out(&ONE_NAME);
            self.pools[role as usize] = pool;
        }
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
            (Some(a), Some(b)) => level(a, b, role, &self.letters),
            _ => DIFFERENT,
        }
    }

    /// Whether a part of the two names agrees under some pair of readings: without that, no other
    /// field can make them one person.
    pub(crate) fn agree_in_part(&self, a: usize, b: usize) -> bool {
        self.readings[a].iter().any(|left| {
            self.readings[b].iter().any(|right| Role::ALL.iter().any(|role| self.agrees(*role, left, right)))
        })
    }

    fn agrees(&self, role: Role, left: &ReadingIds, right: &ReadingIds) -> bool {
        let (Some(a), Some(b)) = (left.values[role as usize], right.values[role as usize]) else {
            return false;
        };
        let level = self.pools[role as usize].known_level(a, b).unwrap_or_else(|| self.compute(role, a, b));
        LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
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

/// What makes two values one for comparing: everything but how they were printed.
type Key<'a> = (&'a [Sound], &'a [Sound], bool, &'a [u16], &'a [Half]);
type Interned<'a> = BTreeMap<Key<'a>, (u32, &'a NameValue)>;

fn key(value: &NameValue) -> Key<'_> {
    (value.whole(), value.stem(), value.is_initial(), value.known(), value.halves())
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

/// The level of two name parts in one role; symmetric.
pub(crate) fn level(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    if a.is_initial() || b.is_initial() {
        return initials(a, b, letters);
    }
    if a.ending() == b.ending() && a.stem() == b.stem() {
        return SAME;
    }
    let found = match role {
        Role::Given => given(a, b, letters),
        Role::Surname => surnames(a, b, letters),
        _ => parts(a, b, stems_price(a, b, letters), letters),
    };
    if a.halves().is_empty() && b.halves().is_empty() { found } else { found.min(halves(a, b, letters)) }
}

fn stems_price(a: &NameValue, b: &NameValue, letters: &Letters) -> u16 {
    let price = letters.price(a.stem(), b.stem(), farthest(a.stem(), b.stem()));
    if share_a_name(a, b) { price.min(ONE_GIVEN_NAME) } else { price }
}

/// The highest price that a level asks about: looking no further saves most of the work on words that
/// have nothing in common.
fn farthest(a: &[Sound], b: &[Sound]) -> u16 {
    SIMILAR_UP_TO.min(per_letter(a.len().min(b.len()))).max(NEAR_UP_TO)
}

fn given(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    let are_two = !share_a_name(a, b) && (are_other_names(a, b) || end_otherwise(a, b));
    let price =
        if are_two { letters.price(a.stem(), b.stem(), NEAR_UP_TO) } else { stems_price(a, b, letters) };
    if price > NEAR_UP_TO && (is_short_for(a, b) || is_short_for(b, a)) {
        return SHORT_FORM;
    }
    if are_two && price > other_name_from(a, b, letters) {
        return if price <= NEAR_UP_TO { OTHER_NAME_NEAR } else { OTHER_NAME };
    }
    match parts(a, b, price, letters) {
        // A slip makes a known name into a word that is none (Олег, Оег) rather than into another name.
        DIFFERENT
            if price <= NEAR_UP_TO
                && a.known().is_empty() != b.known().is_empty()
                && longest(a, b) > SHORT =>
        {
            SIMILAR
        }
        // That both end with -бек is no likeness: the heads have to be similar by themselves.
        SIMILAR if end_alike(a, b) && price > per_letter(head_len(a).min(head_len(b))) => DIFFERENT,
        level => level,
    }
}

/// Two surnames; what is known to be two (Касымов, Касенов; Петров, Петренко) is at best near.
fn surnames(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    let price = letters.price(a.stem(), b.stem(), farthest(a.stem(), b.stem()));
    let price = if share_a_surname(a, b) { price.min(ONE_GIVEN_NAME) } else { price };
    let ending = ending_price(a.ending(), b.ending());
    let found = parts(a, b, price.saturating_add(ending), letters);
    let other_ending = ending == OTHER_SURNAME && found == SIMILAR;
    let found = if found == DIFFERENT && ending == 0 { with_endings(a, b, letters) } else { found };
    let other_name = price > SPELLING_UP_TO / 2 && found != DIFFERENT && are_other_surnames(a, b);
    if other_ending || other_name { OTHER_NAME_NEAR } else { found }
}

/// Two surnames of one ending whose stems are too far apart for their length. A slip in a short stem
/// (Ива-ов, Иван-ов), or one beside another spelling (Жаупов, Жақыпов), is no more in the whole word. It is asked only of words that begin alike, since it is asked of most pairs.
fn with_endings(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    let begin_alike = a.stem().first() == b.stem().first();
    let shortest = a.whole().len().min(b.whole().len());
    if a.ending() == 0 || !begin_alike || shortest <= SHORT {
        return DIFFERENT;
    }
    let most = SLIP_AND_A_HALF.min(per_letter(shortest));
    if letters.price(a.stem(), b.stem(), most) <= most { SIMILAR } else { DIFFERENT }
}

/// One half of a double surname may be left out; two double surnames share both halves or are two.
fn halves(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    let whole = |value: &NameValue| [Half { stem: value.stem().into(), ending: value.ending() }];
    let (whole_a, whole_b) = (whole(a), whole(b));
    let left = if a.halves().is_empty() { &whole_a[..] } else { a.halves() };
    let right = if b.halves().is_empty() { &whole_b[..] } else { b.halves() };
    let agree = |one: &Half, other: &Half| {
        let price = letters.price(&one.stem, &other.stem, NEAR_UP_TO);
        let price = price.saturating_add(ending_price(one.ending, other.ending));
        banded(price, one.stem.len().min(other.stem.len())) <= NEAR
    };
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if few.iter().all(|one| many.iter().any(|other| agree(one, other))) { NEAR } else { DIFFERENT }
}

/// The level of a price; with endings taken off, the slip may be in the ending: Волков, Волкв.
fn parts(a: &NameValue, b: &NameValue, price: u16, letters: &Letters) -> u8 {
    if a.ending() != b.ending() && price > SPELLING_UP_TO {
        let whole = letters.price(a.whole(), b.whole(), farthest(a.whole(), b.whole()).min(price));
        if whole < price {
            return banded(whole, a.whole().len().min(b.whole().len()));
        }
    }
    banded(price, a.stem().len().min(b.stem().len()))
}

/// Names of two tables are further apart when one of them is in Arabic letters, which have no vowels.
fn other_name_from(a: &NameValue, b: &NameValue, letters: &Letters) -> u16 {
    if letters.is_between_scripts(a.stem(), b.stem()) { SPELLING_UP_TO } else { SPELLING_UP_TO / 2 }
}

fn initials(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    match (a.stem().first(), b.stem().first()) {
        (Some(a), Some(b)) if letters.initials_agree(*a, *b) => INITIAL,
        _ => OTHER_INITIAL,
    }
}

/// Whether a short form may stand for the other name, or for one that the other is short for too.
fn is_short_for(short: &NameValue, full: &NameValue) -> bool {
    let may_be = short.short_for();
    may_be.iter().any(|id| full.known().contains(id) || full.short_for().contains(id))
}

/// Two given names of the tables that are not forms of one name.
fn are_other_names(a: &NameValue, b: &NameValue) -> bool {
    !a.known().is_empty() && !b.known().is_empty() && a.known().iter().all(|id| !b.known().contains(id))
}

/// Two compound given names that end with other elements: Шынжан, Шынбек.
fn end_otherwise(a: &NameValue, b: &NameValue) -> bool {
    a.tail().element != 0 && b.tail().element != 0 && a.tail().element != b.tail().element
}

fn longest(a: &NameValue, b: &NameValue) -> usize {
    a.whole().len().max(b.whole().len())
}

fn end_alike(a: &NameValue, b: &NameValue) -> bool {
    a.tail().element != 0 && a.tail().element == b.tail().element
}

/// How many letters a compound name has before the element that it ends with.
fn head_len(value: &NameValue) -> usize {
    value.whole().len().saturating_sub(usize::from(value.tail().len))
}

/// Two surnames of the tables, or two that are made of two given names.
fn are_other_surnames(a: &NameValue, b: &NameValue) -> bool {
    let are_listed = [a, b].iter().all(|value| value.known().iter().any(|id| *id >= FIRST_SURNAME));
    if are_listed { !share_a_surname(a, b) } else { are_other_names(a, b) }
}

/// Two spellings of one surname of the tables. That two surnames are made of one given name does not
/// make them one: Магомедов, Мамбетов.
fn share_a_surname(a: &NameValue, b: &NameValue) -> bool {
    a.known().iter().any(|id| *id >= FIRST_SURNAME && b.known().contains(id))
}

/// Two forms of one given name of the tables, or of the fathers' (Николай, Миколаевич).
fn share_a_name(a: &NameValue, b: &NameValue) -> bool {
    a.known().iter().any(|id| b.known().contains(id))
}

fn ending_price(a: u8, b: u8) -> u16 {
    match (a, b) {
        (a, b) if a == b => 0,
        (0, other) | (other, 0) if other & 1 == 1 => ENDING_LEFT_OUT,
        (a, b) if a & b & 1 == 1 => ENDING_REPLACED,
        _ => OTHER_SURNAME,
    }
}

fn banded(price: u16, letters: usize) -> u8 {
    let near = if letters <= SHORT { NEAR_UP_TO_SHORT } else { NEAR_UP_TO };
    match price {
        0 => SAME,
        price if price <= SPELLING_UP_TO => SPELLING,
        price if price <= near => NEAR,
        price if price <= SIMILAR_UP_TO.min(per_letter(letters)) => SIMILAR,
        _ => DIFFERENT,
    }
}

/// The most that similar words of so many letters may differ by.
fn per_letter(letters: usize) -> u16 {
    SIMILAR_PER_LETTER.saturating_mul(u16::try_from(letters).unwrap_or(u16::MAX))
}
