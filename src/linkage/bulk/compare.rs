//! Compares two mentions of long lists: the same levels as for short lists, and how common each agreement is.
//!
//! In: two places. Out: a comparison vector ([`Profile`]). Counts come from tables of values, not from all records.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::counts::FieldCounts;
use super::fields::Fields;
use super::memory::Memory;
use super::names::{NOBODY, Names, Reading};
use super::near::{AGREEING, Near};
use super::rows::NONE;
use super::table::{Row, Table, UNLIKELY_BITS};
use crate::language::name::{Letters, NameValue, Role};
use crate::linkage::compare::constraint::Marks;
use crate::linkage::compare::far::Far;
use crate::linkage::compare::{Agreement, NAME_LEVELS, NameAgreement, Profile, level_if_far, name_level};

/// The people of a name are counted together, however it is spelled. This share of them counts for equal spellings,
/// the rest for other spellings.
const EQUAL_SPELLING: f32 = 0.8;
/// Number of the most common values of a role for which the fast test for far values is prepared.
const COMMON: u32 = 2048;
/// Index of the level of an initial that fits.
const INITIAL: u8 = 8;

/// All that pairs are compared by.
#[derive(Debug)]
pub(crate) struct Comparer {
    pub(crate) names: Names,
    pub(crate) fields: Fields,
    letters: Letters,
    table: Table,
    /// The list of each place. A copy of what `table` has, because it is read most often.
    lists: Vec<u16>,
    roles: [Bearers; 4],
    counts: Vec<FieldCounts>,
    /// The constraints of some mentions, by place.
    marks: FxHashMap<u32, Marks>,
}

/// How many people bear the values of a role.
#[derive(Debug, Default)]
struct Bearers {
    of: Vec<BearersOf>,
    /// The fast test for the most common values.
    far: Far,
    all: f32,
}

/// How many people bear a value or one that is similar.
#[derive(Clone, Copy, Debug, Default)]
struct BearersOf {
    /// People who bear the name in any spelling, beyond one on each list that has it.
    name: f32,
    /// People who bear a similar name, by agreeing level from the third on.
    alike: [f32; AGREEING - 2],
    /// People who bear a name that agrees at any level.
    agreeing: f32,
    /// People whose name has the same first letter.
    initial: f32,
    /// Published share of people who bear it, 0 to 1; below 0 if there is none.
    published: f32,
    /// Its rank by how common it is.
    rank: u16,
    is_initial: bool,
}

/// For each role and value, how many people bear it and how many lists have it.
pub(crate) fn count_bearers(names: &Names, list_of: &[u16]) -> [(Vec<f32>, Vec<f32>); 4] {
    let shares: Vec<f32> =
        (0..list_of.len()).into_par_iter().flat_map_iter(|one| shares(names, one)).collect();
    let mut counted = Role::ALL.map(|role| {
        let values = names.values[role as usize].len();
        (role, vec![0.0_f32; values], vec![0_u64; values])
    });
    counted.par_iter_mut().filter(|(_, bearers, _)| !bearers.is_empty()).for_each(
        |(role, bearers, lists)| {
            let mut shares = shares.iter();
            for (mention, list) in list_of.iter().enumerate() {
                for (reading, share) in names.of(mention).iter().zip(&mut shares) {
                    let value = reading.values[*role as usize] as usize;
                    if let (Some(count), Some(lists)) = (bearers.get_mut(value), lists.get_mut(value)) {
                        *count += share;
                        *lists |= 1 << (list % 64);
                    }
                }
            }
        },
    );
    counted.map(|(_, bearers, lists)| {
        (bearers, lists.into_iter().map(|lists| lists.count_ones() as f32).collect())
    })
}

/// The probability of each reading of a name; they sum to 1.
fn shares(names: &Names, mention: usize) -> impl Iterator<Item = f32> {
    let share = |reading: &Reading| if reading.bits == 0.0 { 1.0 } else { (-reading.bits).exp2() };
    let readings = names.of(mention);
    let total: f32 = readings.iter().map(share).sum();
    readings.iter().map(move |reading| share(reading) / total)
}

impl Comparer {
    pub(crate) fn new(
        table: Table,
        names: Names,
        fields: Fields,
        (near, lists_with): ([Near; 4], [Vec<f32>; 4]),
        list_of: &[u16],
        letters: Letters,
    ) -> Self {
        let of_role = |role: Role| {
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
                name: (of[0] + of[1] - lists.get(at).copied().unwrap_or(0.0)).max(0.0),
                alike: std::array::from_fn(|level| of[level + 2]),
                agreeing: of.iter().sum(),
                initial: initials.get(usize::from(first(at))).copied().unwrap_or(0.0),
                published: values
                    .get(at)
                    .and_then(|value| value.share_in_lists())
                    .map_or(-1.0, |share| share as f32),
                rank: near.ranks.get(at).map_or(u16::MAX, |rank| u16::try_from(*rank).unwrap_or(u16::MAX)),
                is_initial: values.get(at).is_some_and(|value| value.is_initial()),
            };
            let mut common: Vec<(u32, usize)> = near.ranks.iter().copied().zip(0..).collect();
            common.retain(|(rank, _)| *rank < COMMON);
            common.sort_unstable();
            let common: Vec<&NameValue> = common.iter().filter_map(|(_, at)| values.get(*at)).collect();
            Bearers {
                // Summed in double precision: single precision cannot add 1 to more than 16 million.
                all: near.bearers.iter().map(|of| f64::from(of[0])).sum::<f64>() as f32,
                far: Far::new(common, &letters),
                of: near.bearers.iter().enumerate().map(one).collect(),
            }
        };
        let mut roles: [Bearers; 4] = Default::default();
        let all_roles =
            || roles.par_iter_mut().zip(Role::ALL).for_each(|(bearers, role)| *bearers = of_role(role));
        let counts = || fields.all.par_iter().map(|values| FieldCounts::new(values, list_of)).collect();
        let ((), counts) = rayon::join(all_roles, counts);
        let lists = (0..list_of.len()).map(|place| table.row(place).list()).collect();
        Comparer { names, fields, letters, table, lists, roles, counts, marks: FxHashMap::default() }
    }

    /// Adds the constraints of mentions, by place.
    pub(crate) fn with_marks(self, marks: FxHashMap<u32, Marks>) -> Self {
        Comparer { marks, ..self }
    }

    /// Whether two mentions are never one person, or only a reviewer may join them.
    pub(crate) fn are_apart(&self, a: usize, b: usize) -> bool {
        if self.marks.is_empty() {
            return false;
        }
        let plain = Marks::plain();
        let [a, b] = [a, b].map(|place| self.marks.get(&(place as u32)).unwrap_or(&plain));
        a.never(b).is_some() || a.doubt(b).is_some()
    }

    pub(crate) fn list_of(&self, mention: usize) -> u16 {
        self.lists.get(mention).copied().unwrap_or_default()
    }

    /// Compares two mentions and returns whether the pair is worth it: the names agree in at least one part, or a
    /// value that singles people out is equal. If not, the fields of `profile` keep their old contents.
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

    /// Compares two mentions, whether the pair is worth it or not.
    pub(crate) fn profile_in_full(&self, a: usize, b: usize, memory: &mut Memory, profile: &mut Profile) {
        let (a, b) = (self.table.row(a), self.table.row(b));
        self.names_into(a, b, memory, profile);
        self.fields_into(a, b, memory, profile);
    }

    /// Prefetches what comparing these pairs needs: the loads from memory overlap.
    pub(crate) fn reach_for(&self, pairs: &[(usize, usize)]) {
        let mut seen = 0;
        for place in pairs.iter().flat_map(|(a, b)| [*a, *b]) {
            let row = self.table.row(place);
            seen ^= u32::from(row.list()) ^ row.field(self.counts.len().saturating_sub(1));
        }
        let mut sum = f32::from_bits(seen);
        for row in pairs.iter().flat_map(|(a, b)| [*a, *b]).map(|place| self.table.row(place)) {
            for (role, bearers) in self.roles.iter().enumerate() {
                sum += bearers.of.get(row.value(role) as usize).map_or(0.0, |of| of.name);
            }
            for (at, counts) in self.counts.iter().enumerate() {
                sum += counts.of.get(row.field(at) as usize).map_or(0.0, |of| of.0);
            }
        }
        std::hint::black_box(sum);
    }

    fn names_into(&self, a: Row<'_>, b: Row<'_>, memory: &mut Memory, profile: &mut Profile) -> bool {
        profile.names.clear();
        let mut agrees = false;
        if let (Some(left), Some(right)) = (a.first(), b.first()) {
            let levels = self.levels(&left, &right, memory);
            agrees = levels.iter().flatten().any(|level| is_alike(*level));
            profile.names.push(self.agreement((0, &left), (0, &right), &levels));
        }
        // Unlikely readings are compared only if they share a value and nothing else agrees.
        if !(agrees && a.has_one_likely_reading() && b.has_one_likely_reading()) {
            agrees |= self.further_names_into(a, b, agrees, memory, profile);
        }
        if profile.names.is_empty() {
            profile.names.push(NameAgreement::default());
        }
        agrees
    }

    fn further_names_into(
        &self,
        a: Row<'_>,
        b: Row<'_>,
        mut agrees: bool,
        memory: &mut Memory,
        profile: &mut Profile,
    ) -> bool {
        for (at, left) in a.readings().enumerate() {
            for (bt, right) in b.readings().enumerate().skip(usize::from(at == 0)) {
                let are_unlikely = left.bits + right.bits > UNLIKELY_BITS;
                if are_unlikely && (agrees || !share_a_value(&left, &right)) {
                    continue;
                }
                let levels = self.levels(&left, &right, memory);
                if levels.iter().flatten().any(|level| is_alike(*level)) {
                    agrees = true;
                    profile.names.push(self.agreement((at, &left), (bt, &right), &levels));
                }
            }
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
            let bearers = &self.roles[role as usize];
            let of = |value: u32| bearers.of.get(value as usize).copied().unwrap_or_default();
            if a == b && !of(a).is_initial {
                return Some(0);
            }
            Some(memory.level(role as usize, a, b, || {
                let values = &self.names.values[role as usize];
                let (Some(one), Some(other)) = (values.get(a as usize), values.get(b as usize)) else {
                    return 0;
                };
                let ranked = ((of(a).rank.into(), one), (of(b).rank.into(), other));
                let far = || bearers.far.are(ranked.0, ranked.1, &self.letters);
                let level = far().then(|| level_if_far(one, other, role)).flatten();
                level.unwrap_or_else(|| name_level(one, other, role, &self.letters))
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
        let (of_value, same) = counts.of.get(a as usize).copied().unwrap_or((0.0, u8::MAX));
        let level = match a == b {
            true => same,
            false if values.is_quick() => values.level(a, b),
            false => memory.level(4 + at, a, b, || values.level(a, b)),
        };
        if level == u8::MAX {
            return Agreement::MISSING;
        }
        let own = if left.list() == right.list() { 1.0 } else { 0.0 };
        let others = match a == b {
            true => (of_value - own).max(0.0),
            false => counts.chance.get(usize::from(level)).copied().unwrap_or(0.0) * counts.all,
        };
        Agreement { level: Some(level), others, of: counts.all, published: None }
    }
}

fn share_a_value(a: &Reading, b: &Reading) -> bool {
    a.values.iter().zip(&b.values).any(|(a, b)| a == b && *a != NOBODY)
}

fn is_alike(level: u8) -> bool {
    NAME_LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
}

impl BearersOf {
    /// How many other people reach a level with the value.
    fn others(&self, level: u8, all: f32) -> f32 {
        match level {
            0 => self.name * EQUAL_SPELLING,
            1 => self.name * (1.0 - EQUAL_SPELLING),
            level if usize::from(level) < AGREEING => self.alike[usize::from(level) - 2],
            INITIAL => self.initial,
            _ => all - self.agreeing,
        }
    }
}
