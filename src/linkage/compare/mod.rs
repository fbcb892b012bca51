//! Stage 4, compare: gives each pair a comparison vector ([`Profile`]), one ordered level per field.
//!
//! Comparing does not weigh. A level says how well two values agree. With each level goes the number of *other* records that agree
//! as well; [`Model`](crate::linkage::model::Model) turns both into a weight. A field that either mention lacks has no level and no weight.

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

/// One step of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// The name of the level in models and files, as `same-day`.
    pub name: &'static str,
    /// Levels that can occur for the same kind of values share a class: two exact dates can be
    /// `same-day`, an exact date and a year cannot. Shares and probabilities are within a class.
    pub class: u8,
    /// What the level means when one person's rows reach it.
    pub standing: Standing,
    /// Whether the level speaks for one person rather than two.
    pub agrees: bool,
}

/// What two lists' values of one person mean for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// They say the same.
    Same,
    /// Both can be true: another spelling, a coarser date, an age that fits.
    Compatible,
    /// Both cannot be true.
    Conflict,
}

/// How a field is compared. Implement it to compare a column of your own.
///
/// The model needs m and u for each level. It has them for the levels of the field `text` (`same`, `similar`, `different` and so on, see
/// [`bundled`]); give those of other levels with [`Model::with_level`](crate::linkage::Model::with_level) and
/// [`Reconciler::with_prior`](crate::Reconciler::with_prior). A run refuses a comparison with a level that its model does not have.
pub trait Comparison: Send + Sync + std::fmt::Debug {
    /// The name of the field in models and files, as `birth`.
    fn name(&self) -> &str;

    /// The levels, within each class from the best agreement to the worst.
    fn levels(&self) -> &[Level];

    /// The value of a mention as text: mentions with equal text must be interchangeable for
    /// [`Comparison::level`]. `None`: the mention has no value, and the field says nothing.
    fn value(&self, mention: &Mention) -> Option<String>;

    /// The index of the level that two mentions reach; symmetric. `None`: the values cannot be
    /// compared.
    fn level(&self, a: &Mention, b: &Mention) -> Option<usize>;

    /// [`level`](Comparison::level) among these mentions, for comparing them so often that it pays to take
    /// what is needed of each beforehand; `None` if there is no quicker way.
    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let _ = mentions;
        None
    }

    /// The label under `[source.extra]` of the column that the comparison compares, if it is one: that column is then not compared
    /// as plain text too, which would count its agreement twice.
    fn column(&self) -> Option<&str> {
        None
    }

    /// Whether equal values can make two rows one person though no part of their names agrees: few
    /// people have one day of birth or one address, many one day or place of death.
    fn singles_out(&self) -> bool {
        false
    }
}

/// Levels of a comparison among some mentions.
pub struct Levels {
    told: Box<Told>,
    /// Telling one is no more work than looking for what was told before.
    pub(crate) is_quick: bool,
}

type Told = dyn Fn(usize, usize) -> Option<usize> + Send + Sync;

impl Levels {
    /// What tells the level of two mentions by their indices, as [`Comparison::level`] does.
    pub fn new(level: impl Fn(usize, usize) -> Option<usize> + Send + Sync + 'static) -> Self {
        Levels { told: Box::new(level), is_quick: false }
    }

    pub(crate) fn quick(self) -> Self {
        Levels { is_quick: true, ..self }
    }

    /// The level of two mentions.
    pub fn of(&self, a: usize, b: usize) -> Option<usize> {
        (self.told)(a, b)
    }
}

impl std::fmt::Debug for Levels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Levels")
    }
}

/// The agreement of one field of a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// The level, as an index into the levels of the comparison; `None` when a side has no value.
    pub level: Option<u8>,
    /// How many other records of all lists agree at this level with one of the pair's values.
    pub others: f32,
    /// Out of how many other records that could.
    pub of: f32,
    /// The share of people that bear the value, 0 to 1, where a table `frequencies` has it.
    pub published: Option<f32>,
}

impl Agreement {
    /// A side has no value.
    pub const MISSING: Agreement = Agreement { level: None, others: 0.0, of: 0.0, published: None };
}

/// How two mentions agree, field by field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The names, once for each pair of readings; never empty.
    pub names: Vec<NameAgreement>,
    /// The other fields, in the order of [`Comparer::comparisons`].
    pub fields: Vec<Agreement>,
}

/// The levels of name parts, in the order of their indices.
pub fn name_levels() -> &'static [Level] {
    &level::LEVELS
}

/// All mentions of a run, prepared for comparing.
#[derive(Debug)]
pub struct Comparer {
    names: name::Names,
    fields: Vec<Column>,
    /// The list of each mention, and the mention's share in a person of that list, as last counted.
    rows: Vec<(u16, f32)>,
}

/// One field: the interned value of each mention.
#[derive(Debug)]
struct Column {
    comparison: Box<dyn Comparison>,
    ids: Vec<Option<u32>>,
    /// For each value, a mention that has it.
    examples: Vec<usize>,
    /// The levels among these, where they are told sooner so.
    levels: Option<Levels>,
    /// Whether equal values of this field are worth a look whatever the names are.
    singles_out: bool,
    pool: Pool,
}

impl Comparer {
    /// Interns the values of all mentions and counts how common each agreement is, each row being
    /// taken for a person of its own.
    pub fn new(mentions: &[Mention], comparisons: Vec<Box<dyn Comparison>>, letters: &Letters) -> Self {
        let columns = || comparisons.into_par_iter().map(|one| Column::new(one, mentions)).collect();
        let (names, fields) = rayon::join(|| name::Names::new(mentions, letters), columns);
        let mut comparer = Comparer { names, fields, rows: Vec::new() };
        comparer.count(mentions, &vec![1.0; mentions.len()]);
        comparer
    }

    /// Counts anew how common each agreement is. `weights` gives each mention's share in a person of
    /// its list: where four rows of one list are known to be one person, each counts a quarter.
    pub fn count(&mut self, mentions: &[Mention], weights: &[f32]) {
        let sources =
            mentions.iter().map(|mention| usize::from(mention.source_index()) + 1).max().unwrap_or(0);
        self.rows = mentions.iter().map(Mention::source_index).zip(weights.iter().copied()).collect();
        let columns = self.fields.par_iter_mut();
        let columns = || columns.for_each(|column| column.count(mentions, weights, sources));
        rayon::join(|| self.names.count(mentions, weights, sources), columns);
    }

    /// The letters that names are folded to.
    pub(crate) fn letters(&self) -> &Letters {
        self.names.letters()
    }

    /// The comparisons of the fields beside the name.
    pub fn comparisons(&self) -> impl Iterator<Item = &dyn Comparison> {
        self.fields.iter().map(|column| column.comparison.as_ref())
    }

    /// All fields with their levels: the parts of the name, then the comparisons.
    pub fn fields(&self) -> Vec<(&str, &[Level])> {
        let roles = Role::ALL.iter().map(|role| (role.as_str(), name_levels()));
        roles.chain(self.comparisons().map(|one| (one.name(), one.levels()))).collect()
    }

    /// Compares one pair.
    pub fn profile(&self, pair: Pair, mentions: &[Mention]) -> Profile {
        let mut profile = Profile::default();
        self.profile_into(pair, mentions, &mut profile);
        profile
    }

    /// Whether a pair is worth a profile: the names agree in any part, or both rows have one value
    /// that singles a person out, as the day of birth.
    pub fn is_worth_a_look(&self, pair: Pair) -> bool {
        let (a, b) = (pair.a(), pair.b());
        self.names.agree_in_part(a, b) || self.fields.iter().any(|column| column.is_shared(a, b))
    }

    /// Who is worth a profile with whom, for looking at all pairs; `None` where that takes too much memory.
    pub(crate) fn looks(&self) -> Option<Looks<'_>> {
        let shared = |column: &&Column| column.singles_out;
        let columns = self.fields.iter().filter(shared).map(Column::bearers).collect();
        Some(Looks { comparer: self, agreeing: self.names.agreeing()?, columns })
    }

    /// How many pairs of readings the names of two mentions have: what a profile takes.
    pub(crate) fn readings(&self, pair: Pair) -> usize {
        self.names.readings_of(pair.a()) * self.names.readings_of(pair.b())
    }

    /// Compares one pair, using the memory of an earlier profile again.
    pub fn profile_into(&self, pair: Pair, mentions: &[Mention], profile: &mut Profile) {
        let (a, b) = (pair.a(), pair.b());
        let own = self.own(a, b);
        self.names.compare(a, b, &mut profile.names);
        profile.fields.clear();
        profile.fields.extend(self.fields.iter().map(|column| column.agreement(a, b, own, mentions)));
    }

    /// How much of the counts of two mentions the mentions themselves are. In each list the row that
    /// agrees best is taken to be the person and is not counted; of two rows of one list that is
    /// one, and the other must not make their own agreement look common. Names are not treated so:
    /// that a list has a name twice is the best sign of a namesake there is.
    fn own(&self, a: usize, b: usize) -> f32 {
        match (self.rows.get(a), self.rows.get(b)) {
            (Some((of_a, a)), Some((of_b, b))) if of_a == of_b => (a + b) / 2.0,
            _ => 0.0,
        }
    }
}

/// The value of each mention in a field, and the mentions of each value.
type SharedValues<'a> = (&'a [Option<u32>], Vec<Vec<usize>>);

/// Who is worth a profile with whom.
#[derive(Debug)]
pub(crate) struct Looks<'a> {
    comparer: &'a Comparer,
    agreeing: name::Agreeing,
    /// Of each field that singles people out, the value of each mention and the mentions of each value.
    columns: Vec<SharedValues<'a>>,
}

impl Looks<'_> {
    /// The mentions that are worth a profile with one, a bit each.
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

/// A field singles people out when no more rows than this have one value, on average.
const ROWS_A_VALUE: usize = 6;

/// A count less what the two rows of a pair are of it.
fn without(count: f32, own: f32) -> f32 {
    (count - own).max(0.0)
}

impl Column {
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
        let mut column = Column { comparison, ids, examples, levels, singles_out, pool: Pool::default() };
        let level = |a: u32, b: u32| column.level(a, b, mentions);
        column.pool = Pool::new(column.examples.len(), column.comparison.levels(), &level);
        column
    }

    /// The value of each mention, and the mentions of each value.
    fn bearers(&self) -> (&[Option<u32>], Vec<Vec<usize>>) {
        let mut bearers = vec![Vec::new(); self.examples.len()];
        for (mention, id) in self.ids.iter().enumerate() {
            if let Some(bearers) = id.and_then(|id| bearers.get_mut(id as usize)) {
                bearers.push(mention);
            }
        }
        (&self.ids, bearers)
    }

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

    /// Whether both rows have one value of those that single a person out.
    fn is_shared(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.ids[a], self.ids[b]) else { return false };
        self.singles_out && a == b
    }

    fn agreement(&self, a: usize, b: usize, own: f32, mentions: &[Mention]) -> Agreement {
        let (Some(a), Some(b)) = (self.ids[a], self.ids[b]) else {
            return Agreement::MISSING;
        };
        let level = self.pool.known_level(a, b).unwrap_or_else(|| self.level(a, b, mentions));
        if level == pool::NOT_COMPARABLE {
            return Agreement::MISSING;
        }
        let (others, of) = self.pool.others(a, b, level);
        Agreement { level: Some(level), others: without(others, own), of: without(of, own), published: None }
    }
}
