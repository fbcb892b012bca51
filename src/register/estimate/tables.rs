//! The tables of a run: for the register and for each kept partition how many people each combination of independent
//! groups of lists has, within the scope of the estimate.
//!
//! In: the outcome of a run. Out: [`Tables`]. ListSet that quote each other or share a publisher are one group.
//!
//! Left out are records without a name, records of groups of people, and entries that do not count (found alive, out of
//! scope, and the like). A scope is a place, a period or a status. A person is in the scope if for each of them at least
//! one of the person's records says so; a person of whom no record says whether is left out and counted.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use serde::Serialize;

use super::histories::Histories;
use crate::base::error::{ErrorKind, Result};
use crate::language::date::Day;
use crate::language::place::{Place, PlaceDay};
use crate::language::status::{StatusCell, StatusGroup};
use crate::linkage::cluster::{ListSet, Partition};
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::register::totals::{Says, group_of, place_day};
use crate::source::mention::Mention;
use crate::source::{EstimateSpec, Independence, Source};

/// ListSet that count as one, because they do not corroborate each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ListGroup {
    /// The name: the id of the first list.
    pub name: String,
    /// The ids of the lists, sorted.
    pub lists: Vec<String>,
    /// Whom the lists cover, in the words of the project file, if every list of the group covers only some people.
    pub scope: Option<String>,
}

/// Entries of the register that an estimate leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// Records without a readable name.
    pub unnamed: u64,
    /// Records that describe several people.
    pub groups: u64,
    /// Entries that are rejected, found alive, out of scope or withdrawn.
    pub not_counted: u64,
    /// People who are outside the scope of the estimate.
    pub outside: u64,
    /// People of whom no record says whether they are in the scope of the estimate.
    pub unknown: u64,
}

/// The tables of a run.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// The independent groups of lists.
    pub(super) groups: Vec<ListGroup>,
    /// The table of the register's entries. `None` with fewer than two groups or too many.
    pub(super) register: Option<Histories>,
    /// The different tables of the partitions, each with the number of partitions that have it.
    pub(super) draws: Vec<(Histories, f64)>,
    /// Entries that are left out.
    pub(super) left_out: LeftOut,
}

impl Tables {
    /// The tables of a run.
    ///
    /// # Errors
    ///
    /// If the place or the status of the scope cannot be read.
    pub(super) fn of(outcome: &Outcome) -> Result<Self> {
        let groups = groups(outcome.sources());
        let scope = EstimateScope::read(outcome)?;
        let names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
        let Some(empty) = Histories::empty(names) else {
            return Ok(Tables { groups, register: None, draws: Vec::new(), left_out: LeftOut::default() });
        };
        let counter = TableCounter::new(outcome, &groups, &scope);
        let (register, left_out) = counter.register(outcome, &empty);
        let draws = counter.draws(outcome, &empty);
        Ok(Tables { groups, register: Some(register), draws, left_out })
    }
}

/// The independent groups of the lists, sorted by name.
fn groups(sources: &[Source]) -> Vec<ListGroup> {
    let independence = Independence::of(sources.iter().map(Source::spec));
    let mut groups: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        groups.entry(independence.group_of(source.id())).or_default().push(source);
    }
    let group = |(name, sources): (&str, Vec<&Source>)| {
        let scopes: Option<Vec<&str>> = sources.iter().map(|source| source.spec().scope()).collect();
        ListGroup {
            name: name.to_owned(),
            lists: sources.iter().map(|source| source.id().to_owned()).collect(),
            scope: scopes.map(|scopes| scopes.join(", ")),
        }
    };
    groups.into_iter().map(group).collect()
}

/// The scope of an estimate, as read.
struct EstimateScope {
    /// The place, with the day whose borders apply.
    place: Option<(Place, PlaceDay)>,
    /// The first and the last day.
    period: Option<(Day, Day)>,
    /// The status.
    status: Option<StatusGroup>,
}

impl EstimateScope {
    /// Reads the scope of an estimate in the same way as the cells of lists.
    fn read(outcome: &Outcome) -> Result<Self> {
        let spec = outcome.estimate_spec();
        let wrong = |problem: String| ErrorKind::Setting { name: "estimate", problem };
        let on = spec.period().or(outcome.reconciled.period).map(|(_, last)| place_day(last));
        let place = |text: &str| {
            let place = outcome.reconciled.readers.places().read(text, on).place().cloned();
            place.zip(Some(on.unwrap_or((2000, 1, 1)))).ok_or_else(|| {
                wrong(format!("the gazetteer has no place `{text}`; write `place` as the lists do"))
            })
        };
        let status = |text: &str| {
            status_group(outcome, text).ok_or_else(|| {
                wrong(format!(
                    "`{text}` is no status that lists share; write `civilian`, `security` or `child`"
                ))
            })
        };
        Ok(EstimateScope {
            place: spec.place().map(place).transpose()?,
            period: spec.period(),
            status: spec.status().map(status).transpose()?,
        })
    }

    /// What a record says about the scope, as bits: for place, period and status one bit for yes and one for no.
    fn said(&self, outcome: &Outcome, mention: &Mention) -> u8 {
        let place = match &self.place {
            None => Says::Yes,
            Some((outer, on)) => match mention.place().place() {
                None => Says::Silent,
                Some(inner) => match outcome.reconciled.readers.places().is_within(inner, outer, *on) {
                    Some(true) => Says::Yes,
                    Some(false) => Says::No,
                    None => Says::Silent,
                },
            },
        };
        let period = match (self.period, mention.death()) {
            (None, _) => Says::Yes,
            (Some(_), None) => Says::Silent,
            (Some((from, to)), Some(death)) => match (death.earliest(), death.latest()) {
                (first, last) if from <= first && last <= to => Says::Yes,
                (first, last) if last < from || to < first => Says::No,
                _ => Says::Silent,
            },
        };
        let bits = |says| match says {
            Says::Yes => YES,
            Says::No => NO,
            Says::Silent => 0,
        };
        bits(place) | bits(period) << 2 | bits(group_of(mention, self.status)) << 4
    }
}

/// Bit of a record that puts its person into the scope.
const YES: u8 = 1;
/// Bit of a record that puts its person outside.
const NO: u8 = 2;

/// Whether the records of a person together put the person into the scope.
fn is_inside(said: u8) -> Says {
    let mut parts = (0..3).map(|part| said >> (2 * part) & (YES | NO));
    if parts.clone().any(|part| part == NO) {
        Says::No
    } else if parts.all(|part| part & YES != 0) {
        Says::Yes
    } else {
        Says::Silent
    }
}

/// The status group that a text names, if lists share it.
pub(super) fn status_group(outcome: &Outcome, text: &str) -> Option<StatusGroup> {
    let StatusCell::Status(read) = outcome.reconciled.readers.statuses().read(text) else { return None };
    read.groups().next().filter(|group| *group != StatusGroup::Other && !read.has(StatusGroup::Accused))
}

/// A mention as it is counted.
#[derive(Clone, Copy, Debug, Default)]
struct CountedTable {
    /// The bit of its group of lists; 0 if the mention is left out.
    bit: usize,
    /// What it says about the scope.
    said: u8,
}

/// Counts people by combination of groups.
struct TableCounter {
    /// The mentions, by index.
    mentions: Vec<CountedTable>,
    /// For each list the bit of its group.
    bit_of: Vec<usize>,
    /// Whether the estimate is about everybody.
    is_everyone: bool,
}

impl TableCounter {
    fn new(outcome: &Outcome, groups: &[ListGroup], scope: &EstimateScope) -> Self {
        let position = |id: &str| groups.iter().position(|group| group.lists.iter().any(|list| list == id));
        let bit = |source: &Source| position(source.id()).map_or(0, |at| 1 << at);
        let bit_of: Vec<usize> = outcome.sources().iter().map(bit).collect();
        let counted = |mention: &Mention| CountedTable {
            bit: bit_of.get(usize::from(mention.source_index())).copied().unwrap_or(0),
            said: scope.said(outcome, mention),
        };
        let mut mentions: Vec<CountedTable> = outcome.mentions().iter().map(counted).collect();
        // The entry of a cluster has the same index as the cluster.
        let entries = outcome.register().entries().iter().zip(&outcome.clustering().clusters);
        for (_, cluster) in entries.filter(|(entry, _)| why_left_out(entry).is_some()) {
            for at in &cluster.members {
                if let Some(mention) = mentions.get_mut(*at) {
                    mention.bit = 0;
                }
            }
        }
        TableCounter { mentions, bit_of, is_everyone: outcome.estimate_spec().is_everyone() }
    }

    /// The combination and the statements of a person with these mentions.
    fn person(&self, mentions: impl Iterator<Item = usize>) -> CountedTable {
        let counted = mentions.filter_map(|at| self.mentions.get(at)).filter(|one| one.bit != 0);
        counted.fold(CountedTable::default(), |all, one| CountedTable {
            bit: all.bit | one.bit,
            said: all.said | one.said,
        })
    }

    /// The table of the register's entries, and what is left out.
    fn register(&self, outcome: &Outcome, empty: &Histories) -> (Histories, LeftOut) {
        let (mut table, mut left_out) = (empty.clone(), LeftOut::default());
        for (entry, cluster) in outcome.register().entries().iter().zip(&outcome.clustering().clusters) {
            if let Some(count) = why_left_out(entry) {
                *count(&mut left_out) += 1;
                continue;
            }
            let person = self.person(cluster.members.iter().copied());
            match is_inside(person.said) {
                Says::Yes => table.add(person.bit, 1),
                Says::No => left_out.outside += 1,
                Says::Silent => left_out.unknown += 1,
            }
        }
        (table, left_out)
    }

    /// The different tables of the partitions, each with the number of partitions that have it.
    fn draws(&self, outcome: &Outcome, empty: &Histories) -> Vec<(Histories, f64)> {
        let mut alone = CombinationCount::new(empty);
        (0..self.mentions.len()).for_each(|at| alone.change(self.person(std::iter::once(at)), 1));
        let mut tables: BTreeMap<Vec<u64>, f64> = BTreeMap::new();
        for (number, partition) in (0..).zip(outcome.posterior().partitions()) {
            let mut count = alone.clone();
            for people in partition.people() {
                let mentions = || people.iter().map(|at| *at as usize);
                mentions().for_each(|at| count.change(self.person(std::iter::once(at)), -1));
                count.change(self.person(mentions()), 1);
            }
            self.join(partition, &mut count, number);
            *tables
                .entry(count.inside.iter().map(|people| (*people).max(0) as u64).collect())
                .or_insert(0.0) += 1.0;
        }
        let table = |(counts, weight): (Vec<u64>, f64)| {
            let mut table = empty.clone();
            counts.iter().enumerate().for_each(|(history, people)| table.add(history, *people));
            (table, weight)
        };
        tables.into_iter().map(table).collect()
    }

    /// Joins or separates people as the uncertainty of the model does in a draw. Only the combinations are known, so
    /// with a scope as many are joined as the share of the combination in the scope says, at random.
    fn join(&self, partition: &Partition, count: &mut CombinationCount, number: u64) {
        let bits = |lists: ListSet| {
            lists
                .indices()
                .into_iter()
                .filter_map(|at| self.bit_of.get(usize::from(at)))
                .fold(0, |all, bit| all | bit)
        };
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(number);
        for ((a, b), people) in partition.joined() {
            let (a, b) = (bits(*a), bits(*b));
            let inside = match self.is_everyone {
                true => *people,
                false => count.share(a | b).map_or(0, |share| {
                    let drawn =
                        Binomial::new(people.unsigned_abs(), share).map_or(0, |one| one.sample(&mut rng));
                    i64::try_from(drawn).unwrap_or(0) * people.signum()
                }),
            };
            for (history, change) in [(a, -inside), (b, -inside), (a | b, inside)] {
                if let Some(place) = count.inside.get_mut(history) {
                    *place += change;
                }
            }
        }
    }
}

/// Seed of the random numbers of people who are joined within a scope.
const SEED: u64 = 0x7363_6f70;

/// People by combination while they are counted.
#[derive(Clone, Debug)]
struct CombinationCount {
    /// People in the scope.
    inside: Vec<i64>,
    /// All people.
    all: Vec<i64>,
}

impl CombinationCount {
    fn new(empty: &Histories) -> Self {
        CombinationCount { inside: vec![0; empty.counts().len()], all: vec![0; empty.counts().len()] }
    }

    /// Adds a person, or removes one.
    fn change(&mut self, person: CountedTable, people: i64) {
        if person.bit == 0 {
            return;
        }
        if let Some(place) = self.all.get_mut(person.bit) {
            *place += people;
        }
        if is_inside(person.said) == Says::Yes
            && let Some(place) = self.inside.get_mut(person.bit)
        {
            *place += people;
        }
    }

    /// The share of a combination that is in the scope; that of all people if the combination has nobody.
    fn share(&self, history: usize) -> Option<f64> {
        let share = |inside: i64, all: i64| (all > 0).then(|| (inside as f64 / all as f64).clamp(0.0, 1.0));
        let of = share(*self.inside.get(history)?, *self.all.get(history)?);
        of.or_else(|| share(self.inside.iter().sum(), self.all.iter().sum()))
    }
}

/// The place of the count of an entry that is left out; `None` for a named person who counts.
fn why_left_out(entry: &Entry) -> Option<fn(&mut LeftOut) -> &mut u64> {
    if !entry.grading().grade.counts() {
        Some(|left_out| &mut left_out.not_counted)
    } else if entry.grading().is_group {
        Some(|left_out| &mut left_out.groups)
    } else if entry.name().is_empty() {
        Some(|left_out| &mut left_out.unnamed)
    } else {
        None
    }
}

/// What a project file says of an estimate, for messages: `Almaty, civilian, 2022-01-02 to 2022-01-31`.
pub(super) fn scope_text(spec: &EstimateSpec) -> String {
    let period = spec.period().map(|(from, to)| format!("{from} to {to}"));
    let parts = [spec.place().map(str::to_owned), spec.status().map(str::to_owned), period];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "everybody".to_owned() } else { parts.join(", ") }
}
