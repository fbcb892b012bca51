//! Which people of the register are in the scope of a figure, as far as the lists state it.
//!
//! Input: the register and the figures of a table. Output: [`Documented`] for the scope of a figure, or the reason why
//! the scope cannot be compared with the lists.
//!
//! A scope is a place and a status group on a day. A record puts its person inside, outside, or states nothing. An
//! entry whose records disagree counts in the upper number only. An entry whose records state nothing is counted
//! separately and never assumed to be inside or outside.
//!
//! These scopes are not compared: places that the gazetteer does not have; places whose borders changed between the
//! deaths and the statement; labels that the issuer gives to people, such as accused; and categories that only the
//! issuer defines. The reason is reported instead.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figure::Figure;
use crate::language::date::Day;
use crate::language::place::{Place, PlaceDay, PlaceKind};
use crate::language::status::{StatusCell, StatusGroup};
use crate::linkage::cluster::Estimate;
use crate::register::entry::Entry;
use crate::register::graded::Graded;
use crate::source::mention::{Mention, Readers};

/// What a number of documented people is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// The interval of the number of people, with probability [`Estimate::LEVEL`].
    People,
    /// The entries of the register, counted by what their lists state.
    Entries,
}

/// The number of people whom the lists document in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Documented {
    /// The smallest number. For everybody, the low end of the interval. For another scope, the entries that at least
    /// one list puts into it and no list outside, less the number of entries beyond the interval of all people.
    pub low: usize,
    /// The greatest number. For everybody, the high end of the interval. For another scope, the entries that at least
    /// one list puts into it, plus the number of people that the interval has beyond the entries.
    pub high: usize,
    /// Entries of which no list states whether they are in the scope. They are not part of `high`.
    pub silent: usize,
    /// The largest number of people in the scope on any one list.
    pub one_list: usize,
    /// What the numbers are based on.
    pub basis: Basis,
}

/// The people that a figure is about.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The place; `None` means everywhere.
    place: Option<Place>,
    /// The status group; `None` means everybody.
    group: Option<StatusGroup>,
    /// The day whose borders apply: the last day of the date of the figure.
    on: PlaceDay,
}

impl Scope {
    /// Whether the scope is everybody, everywhere.
    pub(super) fn is_everyone(&self) -> bool {
        self.place.is_none() && self.group.is_none()
    }
}

/// Whether a record puts its person into a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// It puts the person into the scope.
    Yes,
    /// It puts the person outside the scope.
    No,
    /// It does not state either.
    Silent,
}

/// Counts the people of a run in scopes.
pub(super) struct Scopes<'a> {
    /// The run.
    pub(super) run: Graded<'a>,
    /// What reads places and statuses of figures in the same way as those of the lists.
    pub(super) readers: &'a Readers,
    /// The figures of the table.
    figures: &'a [Figure],
    /// For each record, by list id and record id, its mention.
    mentions: BTreeMap<(&'a str, &'a str), &'a Mention>,
    /// The mentions of each entry with a name that counts.
    named: Vec<Vec<&'a Mention>>,
    /// For each list its id and the number of people that it names.
    by_list: Vec<(String, Estimate)>,
    /// The number of people with a name that all lists document.
    people: Estimate,
}

impl<'a> Scopes<'a> {
    /// Prepares the counts for a run and the figures of a table.
    pub(super) fn new(run: Graded<'a>, figures: &'a [Figure]) -> Self {
        let mentions = run.reconciled.mentions().iter();
        let mentions: BTreeMap<(&str, &str), &Mention> =
            mentions.map(|one| ((&*one.key().source, &*one.key().record), one)).collect();
        let rows = |entry: &'a Entry| {
            let keys = entry.members().iter().map(|one| (one.source.as_str(), one.record.as_str()));
            keys.filter_map(|key| mentions.get(&key).copied()).collect()
        };
        let entries = run.register.entries().iter();
        let named = entries.filter(|entry| !entry.name().is_empty() && entry.grading().grade.counts());
        Scopes {
            named: named.map(rows).collect(),
            mentions,
            readers: &run.reconciled.readers,
            by_list: people_by_list(run),
            people: people_with_names(run),
            run,
            figures,
        }
    }

    /// The number of people that each list names, with the id of the list.
    pub(super) fn by_list(&self) -> &[(String, Estimate)] {
        &self.by_list
    }

    /// The last day of the period of the deaths, if the figure was stated before that day; otherwise `None`.
    pub(super) fn ends_after(&self, figure: &Figure) -> Option<Day> {
        let (end, (_, stated)) = (self.run.reconciled.period?.1, figure.stated?);
        (stated < end).then_some(end)
    }

    /// For a figure of civilians: a status of the same statement that may include people whom lists call civilians,
    /// such as a label of the issuer's own. Then the figure cannot be compared.
    pub(super) fn rival(&self, figure: &Figure) -> Option<&'a str> {
        let is_civil = self.group(&figure.status) == Ok(Some(StatusGroup::Civilian));
        let beside = |other: &&Figure| other.date == figure.date && other.issuer == figure.issuer;
        let others = self.figures.iter().filter(beside).map(|other| other.status.as_str());
        others.into_iter().find(|status| is_civil && self.group(status).is_err())
    }

    /// The people that a figure is about.
    ///
    /// # Errors
    ///
    /// The reason, if the date, the place or the group cannot be derived from what lists state.
    pub(super) fn scope(&self, figure: &Figure) -> Result<Scope, String> {
        let on = figure.stated.map(|(_, last)| place_day(last)).ok_or("its date cannot be read")?;
        let place = self.place(figure, on)?;
        Ok(Scope { place, group: self.group(&figure.status)?, on })
    }

    /// The place of a figure; `None` if the gazetteer does not have it.
    pub(super) fn named_place(&self, figure: &Figure) -> Option<Place> {
        let on = figure.stated.map(|(_, last)| place_day(last));
        self.readers.places().read(&figure.place, on).place().cloned()
    }

    /// The place of a figure on a day; `None` for the country of the lists, which means everywhere.
    ///
    /// # Errors
    ///
    /// The reason, if the gazetteer does not have the place, or if its borders changed between the deaths and the
    /// statement.
    fn place(&self, figure: &Figure, on: PlaceDay) -> Result<Option<Place>, String> {
        let Some(place) = self.named_place(figure) else {
            return Err(format!("the place `{}` is not in the gazetteer", figure.place));
        };
        if place.kind() == PlaceKind::Country && self.is_everywhere(&place, on) {
            return Ok(None);
        }
        let places = self.readers.places();
        match self.run.reconciled.period {
            Some((from, _)) if !places.has_same_borders(&place, place_day(from), on) => {
                Err(format!("the borders of {} changed between the deaths and the statement", place.name()))
            }
            _ => Ok(Some(place)),
        }
    }

    /// Whether the country is the one that the lists are about: at least as many of their known places are inside as
    /// outside.
    fn is_everywhere(&self, country: &Place, on: PlaceDay) -> bool {
        let (mut inside, mut outside) = (0, 0);
        for place in self.run.reconciled.mentions().iter().filter_map(|one| one.place().place()) {
            match self.readers.places().is_within(place, country, on) {
                Some(true) => inside += 1,
                Some(false) => outside += 1,
                None => (),
            }
        }
        outside <= inside
    }

    /// The status group of a figure; `None` for `all`.
    ///
    /// # Errors
    ///
    /// The reason, if the status is no group that lists state, or a label that the issuer gives to people.
    fn group(&self, status: &str) -> Result<Option<StatusGroup>, String> {
        if status.eq_ignore_ascii_case("all") {
            return Ok(None);
        }
        let StatusCell::Status(read) = self.readers.statuses().read(status) else {
            return Err(format!("`{status}` is not a status that lists state"));
        };
        if read.has(StatusGroup::Accused) {
            return Err(format!(
                "`{status}` is the issuer's own label for people, not a fact that lists state"
            ));
        }
        match read.groups().next() {
            Some(group) if group != StatusGroup::Other => Ok(Some(group)),
            _ => Err(format!("`{status}` is the issuer's own category")),
        }
    }

    /// The number of people whom the lists document in a scope.
    pub(super) fn documented(&self, scope: &Scope) -> Documented {
        match (&scope.place, scope.group) {
            (None, None) => self.all_people(),
            _ => self.entries_in(scope),
        }
    }

    /// Everybody, everywhere: the interval from the sampled partitions.
    fn all_people(&self) -> Documented {
        let people = self.people;
        let one_list = self.by_list.iter().map(|(_, people)| people.low).max().unwrap_or(0);
        Documented { low: people.low, high: people.high, silent: 0, one_list, basis: Basis::People }
    }

    /// A place or a group: entries counted by what their lists state. If the lists of an entry disagree, it counts in
    /// `high` only.
    fn entries_in(&self, scope: &Scope) -> Documented {
        let mut found = Documented { low: 0, high: 0, silent: 0, one_list: 0, basis: Basis::Entries };
        let mut of_list: BTreeMap<&str, usize> = BTreeMap::new();
        for rows in &self.named {
            let (place, group) = self.said(rows, scope);
            if place.is_out() || group.is_out() {
                continue;
            }
            if place.is_silent() || group.is_silent() {
                found.silent += 1;
                continue;
            }
            found.high += 1;
            found.low += usize::from(!place.no && !group.no);
            for list in self.lists_that_say(rows, scope) {
                *of_list.entry(list).or_insert(0) += 1;
            }
        }
        found.one_list = of_list.into_values().max().unwrap_or(0);
        self.widened(found)
    }

    /// Widens a range of entries to a range of people. Doubtful records are entries of their own, so there may be more
    /// entries than people. All entries that the interval has too many or too few may be in this scope.
    fn widened(&self, found: Documented) -> Documented {
        let people = self.all_people();
        let entries = self.named.len();
        let surplus = entries.saturating_sub(people.low);
        Documented {
            low: found.low.saturating_sub(surplus),
            high: found.high + people.high.saturating_sub(entries),
            one_list: found.one_list.saturating_sub(surplus),
            ..found
        }
    }

    /// What the records of an entry state about the place and about the group.
    fn said(&self, rows: &[&Mention], scope: &Scope) -> (SaidByRecords, SaidByRecords) {
        let mut said = (SaidByRecords::default(), SaidByRecords::default());
        for mention in rows {
            said.0.hear(self.place_of(mention, scope));
            said.1.hear(group_of(mention, scope.group));
        }
        said
    }

    /// The lists with a record of the entry that states both the place and the group, each once.
    fn lists_that_say(&self, rows: &[&'a Mention], scope: &Scope) -> Vec<&'a str> {
        let in_scope = |mention: &&&Mention| {
            self.place_of(mention, scope) == Says::Yes && group_of(mention, scope.group) == Says::Yes
        };
        let mut lists: Vec<&str> =
            rows.iter().filter(in_scope).map(|mention| &*mention.key().source).collect();
        lists.dedup();
        lists
    }

    /// The mention of a record.
    fn mention(&self, source: &str, record: &str) -> Option<&Mention> {
        self.mentions.get(&(source, record)).copied()
    }

    /// Whether the place of a mention lies within the scope on the day of the figure.
    fn place_of(&self, mention: &Mention, scope: &Scope) -> Says {
        let Some(outer) = &scope.place else { return Says::Yes };
        let Some(inner) = mention.place().place() else { return Says::Silent };
        match self.readers.places().is_within(inner, outer, scope.on) {
            Some(true) => Says::Yes,
            Some(false) => Says::No,
            None => Says::Silent,
        }
    }

    /// Whether a list with this scope covers the person of an entry. A list without a scope covers everybody; a scope
    /// that cannot be read leaves it open.
    pub(super) fn is_meant(&self, entry: &Entry, scope: Option<&str>) -> Says {
        let Some(group) = scope.map(|scope| self.group(scope)) else { return Says::Yes };
        let Ok(group) = group else { return Says::Silent };
        let mentions = entry.members().iter().filter_map(|one| self.mention(&one.source, &one.record));
        let mut said = SaidByRecords::default();
        mentions.for_each(|mention| said.hear(group_of(mention, group)));
        match (said.yes, said.no) {
            (true, _) => Says::Yes,
            (false, true) => Says::No,
            (false, false) => Says::Silent,
        }
    }
}

/// What several records state about one question.
#[derive(Clone, Copy, Debug, Default)]
struct SaidByRecords {
    /// Whether any record answers yes.
    yes: bool,
    /// Whether any record answers no.
    no: bool,
}

impl SaidByRecords {
    /// Adds the answer of one record.
    fn hear(&mut self, says: Says) {
        self.yes |= says == Says::Yes;
        self.no |= says == Says::No;
    }

    /// Whether all answers are no.
    fn is_out(self) -> bool {
        self.no && !self.yes
    }

    /// Whether there is no answer.
    fn is_silent(self) -> bool {
        !self.no && !self.yes
    }
}

/// Whether a record puts its person into a status group.
///
/// A status may name several groups, and most do not exclude others. Only these exclude each other: security forces on
/// one side, civilians and children on the other. An age also decides whether a person is a child.
pub(crate) fn group_of(mention: &Mention, group: Option<StatusGroup>) -> Says {
    use StatusGroup::{Child, Civilian, Security};
    let Some(group) = group else { return Says::Yes };
    let status = mention.status().or(mention.implied_status());
    let has = |group| status.is_some_and(|status| status.has(group));
    let against = match group {
        Security => has(Civilian) || has(Child),
        Civilian => has(Security),
        Child => has(Security) || mention.age().is_some_and(|age| age.min_years() >= ADULT),
        _ => false,
    };
    let young = group == Child && mention.age().is_some_and(|age| age.max_years() < ADULT);
    match (has(group) || young, against) {
        (true, _) => Says::Yes,
        (false, true) => Says::No,
        (false, false) => Says::Silent,
    }
}

/// Age from which a person is an adult, in years.
const ADULT: u16 = 18;

/// The interval of the number of people with a name who count. Records without a name and entries that do not count are
/// subtracted.
fn people_with_names(run: Graded<'_>) -> Estimate {
    let unnamed = run.reconciled.mentions().iter().filter(|one| one.name().is_none()).count();
    run.reconciled.posterior.people().less(unnamed + not_counted(run).count())
}

/// Entries with a name that do not count: rejected, found alive, out of scope, withdrawn.
fn not_counted(run: Graded<'_>) -> impl Iterator<Item = &Entry> {
    let named = run.register.entries().iter().filter(|entry| !entry.name().is_empty());
    named.filter(|entry| !entry.grading().grade.counts())
}

/// For each list its id and the interval of the number of people that it names and that count.
fn people_by_list(run: Graded<'_>) -> Vec<(String, Estimate)> {
    let lists = (0_u16..).zip(&run.reconciled.sources);
    let people = lists.map(|(at, source)| {
        let unnamed = run
            .reconciled
            .mentions()
            .iter()
            .filter(|one| one.source_index() == at && one.name().is_none())
            .count();
        let gone = not_counted(run).filter(|entry| entry.sources().contains(&source.id())).count();
        (source.id().to_owned(), run.reconciled.posterior.people_with(&[at]).less(unnamed + gone))
    });
    people.collect()
}

/// A day as year, month and day, as the gazetteer takes it.
pub(crate) fn place_day(day: Day) -> PlaceDay {
    (day.year(), i8::try_from(day.month()).unwrap_or(1), i8::try_from(day.day()).unwrap_or(1))
}
