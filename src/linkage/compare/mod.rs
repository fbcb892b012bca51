//! Stage 4, compare: gives each pair a comparison vector ([`Profile`]).
//!
//! In: the mentions of a run, the comparisons of its fields ([`bundled`] and [`ExtraText`]), and candidate pairs.
//! Out: a [`Profile`] for each pair, with one [`Agreement`] per name part and field.
//!
//! This stage does not weigh. A comparison level says how well two values agree. With each level comes the number of
//! *other* records that agree as well. [`Model`](crate::linkage::model::Model) turns both into a weight in bits. If
//! one of the two mentions lacks a value, the field has no level and no weight.
//!
//! [`Comparer`] replaces each distinct value by a number (an index), so that two records with equal values are
//! compared once. All counts of a value are in its pool.

mod born;
pub(crate) mod constraint;
pub(crate) mod far;
mod fields;
mod level;
mod name;
mod pool;

pub(crate) use born::HALF_A_GENERATION;
pub use fields::{ExtraText, bundled};
pub(crate) use level::{LEVELS as NAME_LEVELS, level as name_level, level_if_far};
pub use name::NameAgreement;

use std::collections::BTreeMap;

use rayon::prelude::*;

use pool::{Occurrence, Pool};

use crate::language::name::{Letters, Role};
use crate::linkage::block::Pair;
use crate::source::mention::Mention;

/// One comparison level: a step in how well two values of a field agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Name of the level in models and files, such as `same-day`. Unique within the field.
    pub name: &'static str,
    /// Levels that the same kind of values can reach share a class. Two exact dates can reach `same-day`; an exact
    /// date and a year cannot. m and u sum to one within a class. A lower class compares more precise values.
    pub class: u8,
    /// Whether both values can be true of one person.
    pub standing: Standing,
    /// Whether the level is evidence for one person. In each list, the record that reaches the best such level is
    /// taken to be the person and is not counted as another record.
    pub agrees: bool,
}

/// Whether two values can be true of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Both values are the same.
    Same,
    /// The values differ and both can be true: another spelling, a coarser date, an age that fits a birth date.
    Compatible,
    /// At most one of the values is true: two birth dates, two fathers.
    Conflict,
}

/// How one field is compared. Implement it to compare a column of your own, and add it with
/// `Reconciler::with_comparison`.
///
/// A comparison has a name, a fixed list of levels, a value for each mention and a level for each pair. m and u of
/// the levels are in the model. A field that the model does not name takes the numbers of its field `text`.
pub trait Comparison: Send + Sync + std::fmt::Debug {
    /// The name of the field in models and files, such as `birth`. Unique within a run.
    fn name(&self) -> &str;

    /// The levels of the field, at most 255. Within a class they are sorted from the best agreement to the worst.
    fn levels(&self) -> &[Level];

    /// The value of a mention as text. Mentions with equal text must reach the same [`level`](Comparison::level) with
    /// every other mention. `None` if the mention has no value: the field then adds no weight.
    fn value(&self, mention: &Mention) -> Option<String>;

    /// The level that two mentions reach, as an index into [`levels`](Comparison::levels). It must be symmetric.
    /// `None` if the values cannot be compared.
    fn level(&self, a: &Mention, b: &Mention) -> Option<usize>;

    /// The same as [`level`](Comparison::level), prepared for these mentions. Implement it if work done once for each
    /// mention saves time for each pair. `None` if there is no faster way; `level` is then called for each pair.
    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let _ = mentions;
        None
    }

    /// The label under `[source.extra]` of the column that the comparison compares, if it is one: that column is then not compared
    /// as plain text too, which would count its agreement twice.
    fn column(&self) -> Option<&str> {
        None
    }

    /// Whether a pair with equal values is compared even if no part of the names agrees. True for a day of birth, an
    /// identity number or an address, which few people share. False for a day or a place of death, which many share.
    fn singles_out(&self) -> bool {
        false
    }
}

/// A prepared [`Comparison::level`] for a fixed set of mentions.
pub struct Levels {
    /// Gives the level of two mentions by their indices.
    told: Box<Told>,
    /// Whether computing a level is as fast as looking it up in a cache.
    pub(crate) is_quick: bool,
}

/// From the indices of two mentions to the index of their level; `None` if they cannot be compared.
type Told = dyn Fn(usize, usize) -> Option<usize> + Send + Sync;

impl Levels {
    /// Wraps a function that gives the level of two mentions. It takes their indices in the slice given to
    /// [`Comparison::among`] and must return what [`Comparison::level`] returns.
    pub fn new(level: impl Fn(usize, usize) -> Option<usize> + Send + Sync + 'static) -> Self {
        Levels { told: Box::new(level), is_quick: false }
    }

    /// Marks the levels as so fast to compute that a cache does not pay.
    pub(crate) fn quick(self) -> Self {
        Levels { is_quick: true, ..self }
    }

    /// The level of two mentions, by their indices in the slice given to [`Comparison::among`]. `None` if they cannot
    /// be compared.
    pub fn of(&self, a: usize, b: usize) -> Option<usize> {
        (self.told)(a, b)
    }
}

impl std::fmt::Debug for Levels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Levels")
    }
}

/// How one field of a pair agrees, and how common such agreement is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Agreement {
    /// The level, as an index into the levels of the comparison. `None` if a mention has no value or the values
    /// cannot be compared.
    pub level: Option<u8>,
    /// Number of other people on all lists whose value reaches this level with a value of the pair: the mean over the
    /// two values. Records of one person share a count of one, so it can be a fraction.
    pub others: f32,
    /// Number of other people whose value can be compared in the class of the level: the denominator of `others`.
    pub of: f32,
    /// Published share of people who bear the name, 0 to 1, from a table `frequencies`: the mean over the two names.
    /// `None` for fields other than names and for names without a published share.
    pub published: Option<f32>,
}

impl Agreement {
    /// A field that cannot be compared because a value is missing.
    pub const MISSING: Agreement = Agreement { level: None, others: 0.0, of: 0.0, published: None };
}

/// The comparison vector of a pair: how the two mentions agree, field by field.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// Agreement of the names, one entry for each pair of readings. Never empty: a mention without a name has one
    /// empty reading.
    pub names: Vec<NameAgreement>,
    /// Agreement of the other fields, in the order of [`Comparer::comparisons`].
    pub fields: Vec<Agreement>,
}

/// The levels that each part of a name can reach, in the order of their indices. All four roles share them.
pub fn name_levels() -> &'static [Level] {
    &level::LEVELS
}

/// All mentions of a run, prepared for comparing. Pairs are compared by the indices of the mentions.
///
/// It keeps each distinct value once, with the levels and counts that its pool holds.
#[derive(Debug)]
pub struct Comparer {
    /// The names, with a pool of values for each role.
    names: name::ComparedNames,
    /// The other fields, in the order of the comparisons given to [`Comparer::new`].
    fields: Vec<ComparedField>,
    /// For each mention, the index of its list and its weight in the last count: the part of a person that it counts
    /// as, 0 to 1.
    rows: Vec<(u16, f32)>,
}

/// One field: the number of each mention's value.
#[derive(Debug)]
struct ComparedField {
    /// How the values are compared.
    comparison: Box<dyn Comparison>,
    /// For each mention, the number of its value, as an index into `examples`. `None` if it has no value.
    ids: Vec<Option<u32>>,
    /// For each value, the first mention that has it. Values are sorted by their text.
    examples: Vec<usize>,
    /// The prepared levels among the examples, if the comparison offers them.
    levels: Option<Levels>,
    /// Whether a pair with equal values of this field is compared whatever the names are.
    singles_out: bool,
    /// Levels and counts of the values.
    pool: Pool,
}

impl Comparer {
    /// Numbers the distinct values of all mentions and counts how common each agreement is. Each record counts as one
    /// person; [`Comparer::count`] corrects that when clusters are known.
    pub fn new(mentions: &[Mention], comparisons: Vec<Box<dyn Comparison>>, letters: &Letters) -> Self {
        let columns = || comparisons.into_par_iter().map(|one| ComparedField::new(one, mentions)).collect();
        let (names, fields) = rayon::join(|| name::ComparedNames::new(mentions, letters), columns);
        let mut comparer = Comparer { names, fields, rows: Vec::new() };
        comparer.count(mentions, &vec![1.0; mentions.len()]);
        comparer
    }

    /// Counts again how common each agreement is. `mentions` are those given to [`Comparer::new`]. `weights` has one
    /// number for each mention: if four records of one list are known to be one person, each has the weight 0.25.
    pub fn count(&mut self, mentions: &[Mention], weights: &[f32]) {
        let sources =
            mentions.iter().map(|mention| usize::from(mention.source_index()) + 1).max().unwrap_or(0);
        self.rows = mentions.iter().map(Mention::source_index).zip(weights.iter().copied()).collect();
        let columns = self.fields.par_iter_mut();
        let columns = || columns.for_each(|column| column.count(mentions, weights, sources));
        rayon::join(|| self.names.count(mentions, weights, sources), columns);
    }

    /// The rules by which the names were folded to neutral letters.
    pub(crate) fn letters(&self) -> &Letters {
        self.names.letters()
    }

    /// The comparisons of the fields other than the name, in the order of [`Profile::fields`].
    pub fn comparisons(&self) -> impl Iterator<Item = &dyn Comparison> {
        self.fields.iter().map(|column| column.comparison.as_ref())
    }

    /// All fields with their levels: the four parts of the name in the order of [`Role::ALL`], then the comparisons.
    pub fn fields(&self) -> Vec<(&str, &[Level])> {
        let roles = Role::ALL.iter().map(|role| (role.as_str(), name_levels()));
        roles.chain(self.comparisons().map(|one| (one.name(), one.levels()))).collect()
    }

    /// The comparison vector of one pair. `mentions` are those given to [`Comparer::new`].
    pub fn profile(&self, pair: Pair, mentions: &[Mention]) -> Profile {
        let mut profile = Profile::default();
        self.profile_into(pair, mentions, &mut profile);
        profile
    }

    /// Whether a pair is worth a comparison vector. It is if the names agree in at least one part, or if both records
    /// have the same value of a field that singles people out, such as the day of birth.
    pub fn is_worth_a_look(&self, pair: Pair) -> bool {
        let (a, b) = (pair.a(), pair.b());
        self.names.agree_in_part(a, b) || self.fields.iter().any(|column| column.is_shared(a, b))
    }

    /// The same test for one mention against all others at once, for comparing all pairs. `None` if the bit sets
    /// would need more than the memory limit (`MOST_AGREEING` in `name.rs`).
    pub(crate) fn looks(&self) -> Option<Looks<'_>> {
        let shared = |column: &&ComparedField| column.singles_out;
        let columns = self.fields.iter().filter(shared).map(ComparedField::bearers).collect();
        Some(Looks { comparer: self, agreeing: self.names.agreeing()?, columns })
    }

    /// Number of pairs of readings that the two names have. The time of a comparison grows with it.
    pub(crate) fn readings(&self, pair: Pair) -> usize {
        self.names.readings_of(pair.a()) * self.names.readings_of(pair.b())
    }

    /// Compares one pair like [`Comparer::profile`] and reuses the buffers of `profile`. Its old contents are
    /// dropped.
    pub fn profile_into(&self, pair: Pair, mentions: &[Mention], profile: &mut Profile) {
        self.profile_with(pair, &[], mentions, profile);
    }

    /// The same for a pair whose levels are `known`, as [`add_levels`] gives them. If they are empty, they are
    /// computed.
    pub(crate) fn profile_with(&self, pair: Pair, known: &[u8], mentions: &[Mention], profile: &mut Profile) {
        let (a, b) = (pair.a(), pair.b());
        let own = self.own(a, b);
        let of_names = known.len().saturating_sub(self.fields.len());
        let (names, fields) = known.split_at_checked(of_names).unwrap_or_default();
        self.names.compare(a, b, names, &mut profile.names);
        let mut fields = fields.iter().copied();
        profile.fields.clear();
        let agreement = |field: &ComparedField| field.agreement(a, b, fields.next(), own, mentions);
        profile.fields.extend(self.fields.iter().map(agreement));
    }

    /// The part of the counts of a pair that comes from the pair itself, in people; subtracted from `others` and
    /// `of`.
    ///
    /// In each list the record that agrees best is taken to be the person and is not counted. If both records are on
    /// one list, one of them is such a record. The other must not make its own agreement look common. So the result
    /// is the mean of the two weights for records of one list, and 0 otherwise. Names are not corrected: a name that
    /// occurs twice on a list is the best sign of a namesake.
    fn own(&self, a: usize, b: usize) -> f32 {
        match (self.rows.get(a), self.rows.get(b)) {
            (Some((of_a, a)), Some((of_b, b))) if of_a == of_b => (a + b) / 2.0,
            _ => 0.0,
        }
    }
}

/// Adds the levels of a comparison vector to `out`, one byte each: for each pair of readings the four roles, then the
/// other fields. 255 is a missing level.
pub(crate) fn add_levels(profile: &Profile, out: &mut Vec<u8>) {
    let roles = profile.names.iter().flat_map(|name| &name.roles);
    let levels = roles.chain(&profile.fields).map(|one| one.level.unwrap_or(pool::NOT_COMPARABLE));
    out.extend(levels);
}

/// The number of each mention's value in a field, and for each value the mentions that have it.
type SharedValues<'a> = (&'a [Option<u32>], Vec<Vec<usize>>);

/// Which pairs are worth a comparison vector, prepared as bit sets. See [`Comparer::is_worth_a_look`].
#[derive(Debug)]
pub(crate) struct Looks<'a> {
    /// The mentions.
    comparer: &'a Comparer,
    /// Which mentions bear a name part that agrees with a given value.
    agreeing: name::Agreeing,
    /// The fields that single people out.
    columns: Vec<SharedValues<'a>>,
}

impl Looks<'_> {
    /// Sets a bit in `out` for each mention that is worth a comparison vector with `mention`. Bit `i % 64` of word `i
    /// / 64` is mention `i`. The old contents of `out` are dropped.
    pub(crate) fn of(&self, mention: usize, out: &mut Vec<u64>) {
        self.comparer.names.agreeing_with(mention, &self.agreeing, out);
        for (ids, bearers) in &self.columns {
            let Some(id) = ids.get(mention).copied().flatten() else { continue };
            for other in bearers.get(id as usize).into_iter().flatten() {
                if let Some(word) = out.get_mut(other / 64) {
                    *word |= 1 << (other % 64);
                }
            }
        }
    }
}

/// Largest mean number of records per distinct value for which a field still singles people out, in records. A
/// comparison may ask for it, but a column in which most records have the same text does not qualify.
const ROWS_A_VALUE: usize = 6;

/// A count reduced by what the pair itself contributes to it; at least 0.
fn without(count: f32, own: f32) -> f32 {
    (count - own).max(0.0)
}

impl ComparedField {
    /// Numbers the distinct values of a field and computes their levels.
    fn new(comparison: Box<dyn Comparison>, mentions: &[Mention]) -> Self {
        let texts: Vec<Option<String>> = mentions.iter().map(|mention| comparison.value(mention)).collect();
        let mut examples_by_text: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, text) in texts.iter().enumerate() {
            if let Some(text) = text {
                examples_by_text.entry(text).or_insert(at);
            }
        }
        let examples: Vec<usize> = examples_by_text.values().copied().collect();
        let by_text: BTreeMap<&str, u32> = examples_by_text.keys().copied().zip(0_u32..).collect();
        let ids: Vec<Option<u32>> = texts.iter().map(|text| by_text.get(text.as_deref()?).copied()).collect();
        let rows = ids.iter().flatten().count();
        let singles_out = comparison.singles_out() && examples.len() * ROWS_A_VALUE >= rows;
        let of_examples: Vec<&Mention> = examples.iter().filter_map(|at| mentions.get(*at)).collect();
        let levels = comparison.among(&of_examples);
        let mut column =
            ComparedField { comparison, ids, examples, levels, singles_out, pool: Pool::default() };
        let level = |a: u32, b: u32| column.level(a, b, mentions);
        column.pool = Pool::new(column.examples.len(), column.comparison.levels(), &level);
        column
    }

    /// The number of each mention's value, and for each value the mentions that have it.
    fn bearers(&self) -> (&[Option<u32>], Vec<Vec<usize>>) {
        let mut bearers = vec![Vec::new(); self.examples.len()];
        for (mention, id) in self.ids.iter().enumerate() {
            if let Some(bearers) = id.and_then(|id| bearers.get_mut(id as usize)) {
                bearers.push(mention);
            }
        }
        (&self.ids, bearers)
    }

    /// Counts again how common each agreement in this field is. `sources` is the number of lists.
    fn count(&mut self, mentions: &[Mention], weights: &[f32], sources: usize) {
        let occurrence = |((mention, id), weight): ((&Mention, &Option<u32>), &f32)| {
            Some(Occurrence { value: (*id)?, source: mention.source_index(), weight: *weight })
        };
        let occurrences: Vec<Occurrence> =
            mentions.iter().zip(&self.ids).zip(weights).filter_map(occurrence).collect();
        let mut pool = std::mem::take(&mut self.pool);
        let level = |a: u32, b: u32| self.level(a, b, mentions);
        pool.count(&occurrences, sources, self.comparison.levels(), &level);
        self.pool = pool;
    }

    /// The level of two values by their numbers; `NOT_COMPARABLE` if there is none or the comparison returned an
    /// index that is out of range.
    fn level(&self, a: u32, b: u32, mentions: &[Mention]) -> u8 {
        let mention = |id: u32| self.examples.get(id as usize).and_then(|at| mentions.get(*at));
        let level = match (&self.levels, mention(a), mention(b)) {
            (Some(levels), ..) => levels.of(a as usize, b as usize),
            (None, Some(a), Some(b)) => self.comparison.level(a, b),
            _ => None,
        };
        let known = level.filter(|level| *level < self.comparison.levels().len());
        known.and_then(|level| u8::try_from(level).ok()).unwrap_or(pool::NOT_COMPARABLE)
    }

    /// Whether the field singles people out and both mentions have the same value.
    fn is_shared(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.ids[a], self.ids[b]) else { return false };
        self.singles_out && a == b
    }

    /// The agreement of two mentions in this field. `known` is the level, if it was kept. `own` is subtracted from the
    /// counts; see `Comparer::own`.
    fn agreement(&self, a: usize, b: usize, known: Option<u8>, own: f32, mentions: &[Mention]) -> Agreement {
        let (Some(a), Some(b)) = (self.ids[a], self.ids[b]) else {
            return Agreement::MISSING;
        };
        let level = known.or_else(|| self.pool.known_level(a, b));
        let level = level.unwrap_or_else(|| self.level(a, b, mentions));
        if level == pool::NOT_COMPARABLE {
            return Agreement::MISSING;
        }
        let (others, of) = self.pool.others(a, b, level);
        Agreement { level: Some(level), others: without(others, own), of: without(of, own), published: None }
    }
}
