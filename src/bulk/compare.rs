//! How two mentions agree, as in a run of short lists: the same levels, and how common each agreement is.

use rayon::prelude::*;

use super::fields::{Fields, Values};
use super::names::{NOBODY, Names, Reading};
use super::near::{AGREEING, Near};
use super::rows::NONE;
use super::table::{Row, Table};
use crate::compare::{Agreement, NAME_LEVELS, NameAgreement, Profile, name_level};
use crate::name::{Letters, Role};

/// How common a name is counts its people, however it is spelled: shared out to equal and to other spellings.
const EQUAL_SPELLING: f32 = 0.8;
/// So many pairs of rows tell how often values of a field agree by chance.
const CHANCE_PAIRS: usize = 200_000;
/// Places of a table of levels that were found before.
const REMEMBERED: usize = 1 << 16;
/// The level of an initial beside a name, and of another one.
const INITIAL: u8 = 8;

/// All that pairs are compared by.
#[derive(Debug)]
pub(crate) struct Comparer {
    pub(crate) names: Names,
    pub(crate) fields: Fields,
    letters: Letters,
    table: Table,
    roles: [Bearers; 4],
    counts: Vec<FieldCounts>,
}

/// How many people bear the values of a role.
#[derive(Debug, Default)]
struct Bearers {
    of: Vec<BearersOf>,
    all: f32,
}

/// How many people bear a value, or one that is like it.
#[derive(Clone, Copy, Debug, Default)]
struct BearersOf {
    /// By agreeing level.
    at: [f32; AGREEING],
    /// How many bear a name with the same first letter.
    initial: f32,
    /// How many lists have the value.
    lists: f32,
    /// The share of people that bear it by the tables of frequencies; below 0 where these do not say.
    published: f32,
    is_initial: bool,
}

#[derive(Debug, Default)]
struct FieldCounts {
    /// For each value how many people have it beyond one in each list.
    others: Vec<f32>,
    /// The level of each value beside itself.
    same: Vec<u8>,
    /// For each level the share of pairs of two rows that reach it, among those of its class.
    chance: Vec<f32>,
    all: f32,
}

/// Levels found before, for one thread.
#[derive(Debug)]
pub(crate) struct Memory {
    known: Vec<(u64, u8)>,
}

impl Default for Memory {
    fn default() -> Self {
        Memory { known: vec![(u64::MAX, 0); REMEMBERED] }
    }
}

impl Memory {
    /// A memory for a few pairs.
    pub(crate) fn small() -> Self {
        Memory { known: vec![(u64::MAX, 0); 64] }
    }

    fn level(&mut self, table: u32, a: u32, b: u32, find: impl FnOnce() -> u8) -> u8 {
        let key = u64::from(a.min(b)) << 32 | u64::from(a.max(b));
        let key = key ^ (u64::from(table) << 60);
        let at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (self.known.len() - 1);
        let Some(place) = self.known.get_mut(at) else { return find() };
        if place.0 != key {
            *place = (key, find());
        }
        place.1
    }
}

/// How many people bear each value of a role, and how many lists have it.
pub(crate) fn count_bearers(names: &Names, list_of: &[u16], role: Role) -> (Vec<f32>, Vec<f32>) {
    let values = names.values[role as usize].len();
    let (mut bearers, mut lists) = (vec![0.0_f32; values], vec![0_u64; values]);
    for (mention, list) in list_of.iter().enumerate() {
        let readings = names.of(mention);
        let total: f32 = readings.iter().map(|reading| (-reading.bits).exp2()).sum();
        for reading in readings {
            let value = reading.values[role as usize];
            if let (Some(count), Some(lists)) =
                (bearers.get_mut(value as usize), lists.get_mut(value as usize))
            {
                *count += (-reading.bits).exp2() / total;
                *lists |= 1 << (list % 64);
            }
        }
    }
    (bearers, lists.into_iter().map(|lists| lists.count_ones() as f32).collect())
}

impl Comparer {
    pub(crate) fn new(
        order: &[u32],
        names: Names,
        fields: Fields,
        (near, lists_with): ([Near; 4], [Vec<f32>; 4]),
        list_of: &[u16],
        letters: Letters,
    ) -> Self {
        let roles = Role::ALL.map(|role| {
            let (near, lists) = (&near[role as usize], &lists_with[role as usize]);
            let values = &names.values[role as usize];
            let first =
                |at: usize| values.get(at).and_then(|value| value.stem().first()).copied().unwrap_or(127);
            let mut initials = vec![0.0_f32; 128];
            for (at, of) in near.bearers.iter().enumerate() {
                if let Some(count) = initials.get_mut(usize::from(first(at))) {
                    *count += of[0];
                }
            }
            let one = |(at, of): (usize, &[f32; AGREEING])| BearersOf {
                at: *of,
                initial: initials.get(usize::from(first(at))).copied().unwrap_or(0.0),
                lists: lists.get(at).copied().unwrap_or(0.0),
                published: values
                    .get(at)
                    .and_then(|value| value.share_in_lists())
                    .map_or(-1.0, |share| share as f32),
                is_initial: values.get(at).is_some_and(|value| value.is_initial()),
            };
            Bearers {
                all: near.bearers.iter().map(|of| of[0]).sum(),
                of: near.bearers.iter().enumerate().map(one).collect(),
            }
        });
        let counts = fields.all.par_iter().map(|values| FieldCounts::new(values, list_of)).collect();
        let table = Table::new(order, &names, &fields, list_of);
        Comparer { names, fields, letters, table, roles, counts }
    }

    pub(crate) fn list_of(&self, mention: usize) -> u16 {
        self.table.row(mention).list() as u16
    }

    /// Compares two mentions; gives whether they are worth it: their names agree in any part, or a value is
    /// equal that singles people out. The fields of others are left as they were.
    pub(crate) fn profile_into(
        &self,
        a: usize,
        b: usize,
        memory: &mut Memory,
        profile: &mut Profile,
    ) -> bool {
        let (a, b) = (self.table.row(a), self.table.row(b));
        let is_worth_it = self.names_into(a, b, memory, profile) || self.share_what_singles_out(a, b);
        if is_worth_it {
            self.fields_into(a, b, memory, profile);
        }
        is_worth_it
    }

    /// Compares two mentions whether they are worth it or not.
    pub(crate) fn profile_in_full(&self, a: usize, b: usize, memory: &mut Memory, profile: &mut Profile) {
        let (a, b) = (self.table.row(a), self.table.row(b));
        self.names_into(a, b, memory, profile);
        self.fields_into(a, b, memory, profile);
    }

    fn names_into(&self, a: Row<'_>, b: Row<'_>, memory: &mut Memory, profile: &mut Profile) -> bool {
        profile.names.clear();
        let mut agrees = false;
        for (at, left) in a.readings().enumerate() {
            for (bt, right) in b.readings().enumerate() {
                // Two unlikely readings are looked at where they share a value, and where nothing else agrees.
                let is_unlikely = left.bits + right.bits > UNLIKELY;
                if at + bt > 0 && is_unlikely && (agrees || !share_a_value(&left, &right)) {
                    continue;
                }
                let levels = self.levels(&left, &right, memory);
                let any = levels.iter().flatten().any(|level| is_alike(*level));
                agrees |= any;
                if any || (at == 0 && bt == 0) {
                    profile.names.push(self.agreement((at, &left), (bt, &right), &levels));
                }
            }
        }
        if profile.names.is_empty() {
            profile.names.push(NameAgreement::default());
        }
        agrees
    }

    fn fields_into(&self, a: Row<'_>, b: Row<'_>, memory: &mut Memory, profile: &mut Profile) {
        profile.fields.clear();
        profile.fields.extend((0..self.fields.all.len()).map(|at| self.field(at, (a, b), memory)));
    }

    fn share_what_singles_out(&self, a: Row<'_>, b: Row<'_>) -> bool {
        let is_one = |at: usize| a.field(at) == b.field(at) && a.field(at) != NONE;
        self.fields.all.iter().enumerate().any(|(at, values)| values.comparison.singles_out() && is_one(at))
    }

    fn levels(&self, left: &Reading, right: &Reading, memory: &mut Memory) -> [Option<u8>; 4] {
        Role::ALL.map(|role| {
            let (a, b) = (left.values[role as usize], right.values[role as usize]);
            if a == NOBODY || b == NOBODY {
                return None;
            }
            let is_initial =
                || self.roles[role as usize].of.get(a as usize).is_some_and(|one| one.is_initial);
            if a == b && !is_initial() {
                return Some(0);
            }
            Some(memory.level(role as u32, a, b, || {
                let values = &self.names.values[role as usize];
                match (values.get(a as usize), values.get(b as usize)) {
                    (Some(one), Some(other)) => name_level(one, other, role, &self.letters),
                    _ => 0,
                }
            }))
        })
    }

    fn agreement(
        &self,
        (at, left): (usize, &Reading),
        (bt, right): (usize, &Reading),
        levels: &[Option<u8>; 4],
    ) -> NameAgreement {
        let mut agreement = NameAgreement {
            bits: left.bits + right.bits,
            readings: (at as u8, bt as u8),
            ..NameAgreement::default()
        };
        for role in Role::ALL {
            let side = role as usize;
            if let Some(level) = levels[side] {
                let (a, b) = (left.values[side], right.values[side]);
                agreement.roles[side] = self.commonness(role, a, b, level);
            }
            if left.parts[side] != 0 && right.parts[side] != 0 {
                agreement.alignment[side] = u32::from(left.parts[side]) << 16 | u32::from(right.parts[side]);
            }
        }
        agreement.alignment.sort_unstable();
        agreement
    }

    fn commonness(&self, role: Role, a: u32, b: u32, level: u8) -> Agreement {
        let bearers = &self.roles[role as usize];
        let (one, other) = (bearers.of.get(a as usize), bearers.of.get(b as usize));
        let others = |of: Option<&BearersOf>| of.map_or(0.0, |of| of.others(level, bearers.all));
        let share = |of: Option<&BearersOf>| of.map(|of| of.published).filter(|share| *share >= 0.0);
        let published = match (share(one), share(other)) {
            (Some(a), Some(b)) => Some((a + b) / 2.0),
            (a, b) => a.or(b),
        };
        Agreement {
            level: Some(level),
            others: (others(one) + others(other)) / 2.0,
            of: bearers.all,
            published,
        }
    }

    fn field(&self, at: usize, (left, right): (Row<'_>, Row<'_>), memory: &mut Memory) -> Agreement {
        let (a, b) = (left.field(at), right.field(at));
        let Some(values) = self.fields.all.get(at) else { return Agreement::MISSING };
        let Some(counts) = self.counts.get(at).filter(|_| a != NONE && b != NONE) else {
            return Agreement::MISSING;
        };
        let level = match a == b {
            true => counts.same.get(a as usize).copied().unwrap_or(u8::MAX),
            false => memory.level(4 + at as u32, a, b, || values.level(a, b)),
        };
        if level == u8::MAX {
            return Agreement::MISSING;
        }
        let own = if left.list() == right.list() { 1.0 } else { 0.0 };
        let others = match a == b {
            true => (counts.others.get(a as usize).copied().unwrap_or(0.0) - own).max(0.0),
            false => counts.chance.get(usize::from(level)).copied().unwrap_or(0.0) * counts.all,
        };
        Agreement { level: Some(level), others, of: counts.all, published: None }
    }
}

/// Readings that cost more than so many bits are unlikely.
const UNLIKELY: f32 = 5.0;

fn share_a_value(a: &Reading, b: &Reading) -> bool {
    a.values.iter().zip(&b.values).any(|(a, b)| a == b && *a != NOBODY)
}

fn is_alike(level: u8) -> bool {
    NAME_LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
}

impl BearersOf {
    /// How many others stand at a level to the value.
    fn others(&self, level: u8, all: f32) -> f32 {
        let name = (self.at[0] + self.at[1] - self.lists).max(0.0);
        match level {
            0 => name * EQUAL_SPELLING,
            1 => name * (1.0 - EQUAL_SPELLING),
            level if usize::from(level) < AGREEING => self.at[usize::from(level)],
            INITIAL => self.initial,
            _ => all - self.at.iter().sum::<f32>(),
        }
    }
}

impl Values {
    fn level(&self, a: u32, b: u32) -> u8 {
        let (Some(one), Some(other)) = (self.examples.get(a as usize), self.examples.get(b as usize)) else {
            return u8::MAX;
        };
        let level = self.comparison.level(one, other).filter(|level| *level < self.comparison.levels().len());
        level.and_then(|level| u8::try_from(level).ok()).unwrap_or(u8::MAX)
    }
}

impl FieldCounts {
    fn new(values: &Values, list_of: &[u16]) -> Self {
        let n = values.examples.len();
        let (mut count, mut lists) = (vec![0.0_f32; n], vec![0_u64; n]);
        for (value, list) in values.of.iter().zip(list_of) {
            if let (Some(count), Some(lists)) =
                (count.get_mut(*value as usize), lists.get_mut(*value as usize))
            {
                *count += 1.0;
                *lists |= 1 << (list % 64);
            }
        }
        let numbers = 0..u32::try_from(n).unwrap_or(u32::MAX);
        FieldCounts {
            all: count.iter().sum(),
            others: count
                .iter()
                .zip(&lists)
                .map(|(count, lists)| count - lists.count_ones() as f32)
                .collect(),
            same: numbers.into_par_iter().map(|value| values.level(value, value)).collect(),
            chance: chance(values),
        }
    }
}

/// How often two rows agree at each level by chance, among those that reach a level of its class.
fn chance(values: &Values) -> Vec<f32> {
    let rows: Vec<u32> = values.of.iter().copied().filter(|value| *value != NONE).collect();
    let levels = values.comparison.levels();
    if rows.len() < 2 {
        return vec![0.0; levels.len()];
    }
    // A full cycle of places that are far apart; no chance is needed to take pairs evenly.
    let pair = |at: usize| {
        let first = at.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as usize) % rows.len();
        let second =
            at.wrapping_mul(0xc2b2_ae3d_27d4_eb4f_u64 as usize).wrapping_add(rows.len() / 2) % rows.len();
        (rows.get(first).copied().unwrap_or(NONE), rows.get(second).copied().unwrap_or(NONE))
    };
    let counts = (1..=CHANCE_PAIRS)
        .into_par_iter()
        .fold(
            || vec![0_u32; levels.len()],
            |mut counts, at| {
                let (a, b) = pair(at);
                if let Some(count) = counts.get_mut(usize::from(values.level(a, b))) {
                    *count += 1;
                }
                counts
            },
        )
        .reduce(|| vec![0_u32; levels.len()], |a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect());
    let total = |class: u8| -> u32 {
        levels.iter().zip(&counts).filter(|(level, _)| level.class == class).map(|(_, count)| *count).sum()
    };
    levels
        .iter()
        .zip(&counts)
        .map(|(level, count)| *count as f32 / total(level.class).max(1) as f32)
        .collect()
}
