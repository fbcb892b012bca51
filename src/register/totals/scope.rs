//! Who of the register is in the scope of a figure, as far as the lists say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figure::Figure;
use crate::language::date::Day;
use crate::language::place::{Place, PlaceDay, PlaceKind};
use crate::language::status::{StatusCell, StatusGroup};
use crate::linkage::cluster::Estimate;
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::source::mention::{Mention, Readers};

/// What a number of documented people rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// The interval of the number of people, of probability [`Estimate::LEVEL`].
    People,
    /// Entries of the register, counted by what their lists say.
    Entries,
}

/// How many people the lists document in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Documented {
    /// At least so many: the low end of the interval, or the entries that at least one list puts into the
    /// scope and none outside of it, less the entries that the interval of all people has too many.
    pub low: usize,
    /// The high end of the interval, or the entries that at least one list puts into the scope, and as many
    /// as the interval of all people has more than there are entries.
    pub high: usize,
    /// Entries of which no list says whether they are in the scope; not among `high`.
    pub silent: usize,
    /// The most people of the scope that one list alone has.
    pub one_list: usize,
    /// What the numbers rest on.
    pub basis: Basis,
}

/// Whom a figure speaks of, understood.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// `None`: everywhere.
    place: Option<Place>,
    /// `None`: everyone.
    group: Option<StatusGroup>,
    on: PlaceDay,
}

impl Scope {
    /// Whether it is everyone, everywhere.
    pub(super) fn is_everyone(&self) -> bool {
        self.place.is_none() && self.group.is_none()
    }
}

/// What a row says of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Yes,
    No,
    Silent,
}

/// Counts the people of a run in scopes.
pub(super) struct Scopes<'a> {
    pub(super) outcome: &'a Outcome,
    pub(super) readers: &'a Readers,
    figures: &'a [Figure],
    mentions: BTreeMap<(&'a str, &'a str), &'a Mention>,
    /// The rows of each entry that has a name.
    named: Vec<Vec<&'a Mention>>,
    by_list: Vec<(String, Estimate)>,
    people: Estimate,
}

impl<'a> Scopes<'a> {
    /// Scopes of figures of a table, over the register of a run.
    pub(super) fn new(outcome: &'a Outcome, readers: &'a Readers, figures: &'a [Figure]) -> Self {
        let mentions = outcome.mentions().iter();
        let mentions: BTreeMap<(&str, &str), &Mention> =
            mentions.map(|one| ((&*one.key().source, &*one.key().record), one)).collect();
        let rows = |entry: &'a Entry| {
            let keys = entry.members().iter().map(|one| (one.source.as_str(), one.record.as_str()));
            keys.filter_map(|key| mentions.get(&key).copied()).collect()
        };
        let entries = outcome.register().entries().iter();
        let named = entries.filter(|entry| !entry.name().is_empty() && entry.grading().grade.counts());
        Scopes {
            named: named.map(rows).collect(),
            mentions,
            readers,
            by_list: people_by_list(outcome),
            people: people_with_names(outcome),
            outcome,
            figures,
        }
    }

    /// How many people each list names, by the id of the list.
    pub(super) fn by_list(&self) -> &[(String, Estimate)] {
        &self.by_list
    }

    /// The last day of the period of the deaths, if a figure was stated before.
    pub(super) fn ends_after(&self, figure: &Figure) -> Option<Day> {
        let (end, (_, stated)) = (self.outcome.period?.1, figure.stated?);
        (stated < end).then_some(end)
    }

    /// For a figure of civilians, a label of the same statement under which people may stand whom lists
    /// call civilians.
    pub(super) fn rival(&self, figure: &Figure) -> Option<&'a str> {
        let is_civil = self.group(&figure.status) == Ok(Some(StatusGroup::Civilian));
        let beside = |other: &&Figure| other.date == figure.date && other.issuer == figure.issuer;
        let others = self.figures.iter().filter(beside).map(|other| other.status.as_str());
        others.into_iter().find(|status| is_civil && self.group(status).is_err())
    }

    /// Whom a figure speaks of.
    ///
    /// # Errors
    ///
    /// With the reason when the place or the group cannot be told from what lists say.
    pub(super) fn scope(&self, figure: &Figure) -> Result<Scope, String> {
        let on = figure.stated.map(|(_, last)| place_day(last)).ok_or("its date cannot be read")?;
        let place = self.place(figure, on)?;
        Ok(Scope { place, group: self.group(&figure.status)?, on })
    }

    /// The place of a figure, if the gazetteer has it.
    pub(super) fn named_place(&self, figure: &Figure) -> Option<Place> {
        let on = figure.stated.map(|(_, last)| place_day(last));
        self.readers.places().read(&figure.place, on).place().cloned()
    }

    fn place(&self, figure: &Figure, on: PlaceDay) -> Result<Option<Place>, String> {
        let Some(place) = self.named_place(figure) else {
            return Err(format!("the gazetteer has no place `{}`", figure.place));
        };
        if place.kind() == PlaceKind::Country && self.is_everywhere(&place, on) {
            return Ok(None);
        }
        let places = self.readers.places();
        match self.outcome.period {
            Some((from, _)) if !places.has_same_borders(&place, place_day(from), on) => {
                Err(format!("the borders of {} changed between the deaths and the statement", place.name()))
            }
            _ => Ok(Some(place)),
        }
    }

    /// Whether a country is the one that the lists speak of: few of their places lie outside.
    fn is_everywhere(&self, country: &Place, on: PlaceDay) -> bool {
        let (mut inside, mut outside) = (0, 0);
        for place in self.outcome.mentions().iter().filter_map(|one| one.place().place()) {
            match self.readers.places().is_within(place, country, on) {
                Some(true) => inside += 1,
                Some(false) => outside += 1,
                None => (),
            }
        }
        outside <= inside
    }

    fn group(&self, status: &str) -> Result<Option<StatusGroup>, String> {
        if status.eq_ignore_ascii_case("all") {
            return Ok(None);
        }
        let StatusCell::Status(read) = self.readers.statuses().read(status) else {
            return Err(format!("`{status}` says nothing of a person that lists could say too"));
        };
        if read.has(StatusGroup::Accused) {
            return Err(format!("`{status}` is the issuer's label for people, not a fact that lists share"));
        }
        match read.groups().next() {
            Some(group) if group != StatusGroup::Other => Ok(Some(group)),
            _ => Err(format!("`{status}` is a category of the issuer's own")),
        }
    }

    /// How many people the lists document in a scope.
    pub(super) fn documented(&self, scope: &Scope) -> Documented {
        match (&scope.place, scope.group) {
            (None, None) => self.all_people(),
            _ => self.entries_in(scope),
        }
    }

    fn all_people(&self) -> Documented {
        let people = self.people;
        let one_list = self.by_list.iter().map(|(_, people)| people.low).max().unwrap_or(0);
        Documented { low: people.low, high: people.high, silent: 0, one_list, basis: Basis::People }
    }

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

    /// Entries are not quite people: rows in doubt stand apart. All entries that the interval of people
    /// has too many or too few may be in this scope.
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

    /// What the lists of an entry say of the place and of the group.
    fn said(&self, rows: &[&Mention], scope: &Scope) -> (Said, Said) {
        let mut said = (Said::default(), Said::default());
        for mention in rows {
            said.0.hear(self.place_of(mention, scope));
            said.1.hear(group_of(mention, scope.group));
        }
        said
    }

    fn lists_that_say(&self, rows: &[&'a Mention], scope: &Scope) -> Vec<&'a str> {
        let in_scope = |mention: &&&Mention| {
            self.place_of(mention, scope) == Says::Yes && group_of(mention, scope.group) == Says::Yes
        };
        let mut lists: Vec<&str> =
            rows.iter().filter(in_scope).map(|mention| &*mention.key().source).collect();
        lists.dedup();
        lists
    }

    fn mention(&self, source: &str, record: &str) -> Option<&Mention> {
        self.mentions.get(&(source, record)).copied()
    }

    fn place_of(&self, mention: &Mention, scope: &Scope) -> Says {
        let Some(outer) = &scope.place else { return Says::Yes };
        let Some(inner) = mention.place().place() else { return Says::Silent };
        match self.readers.places().is_within(inner, outer, scope.on) {
            Some(true) => Says::Yes,
            Some(false) => Says::No,
            None => Says::Silent,
        }
    }

    /// Whether a list that means to name people of a status would name the person of an entry.
    pub(super) fn is_meant(&self, entry: &Entry, scope: Option<&str>) -> Says {
        let Some(group) = scope.map(|scope| self.group(scope)) else { return Says::Yes };
        let Ok(group) = group else { return Says::Silent };
        let mentions = entry.members().iter().filter_map(|one| self.mention(&one.source, &one.record));
        let mut said = Said::default();
        mentions.for_each(|mention| said.hear(group_of(mention, group)));
        match (said.yes, said.no) {
            (true, _) => Says::Yes,
            (false, true) => Says::No,
            (false, false) => Says::Silent,
        }
    }
}

/// What several rows say of one thing.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    yes: bool,
    no: bool,
}

impl Said {
    fn hear(&mut self, says: Says) {
        self.yes |= says == Says::Yes;
        self.no |= says == Says::No;
    }

    fn is_out(self) -> bool {
        self.no && !self.yes
    }

    fn is_silent(self) -> bool {
        !self.no && !self.yes
    }
}

/// Whether a row puts its person into a group. A status may name several, and most say nothing of the
/// others; only an officer is no civilian and no child, and the other way round.
fn group_of(mention: &Mention, group: Option<StatusGroup>) -> Says {
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

/// In years.
const ADULT: u16 = 18;

/// How many people the lists name, with an interval.
fn people_with_names(outcome: &Outcome) -> Estimate {
    let unnamed = outcome.mentions().iter().filter(|one| one.name().is_none()).count();
    outcome.posterior().people().less(unnamed + not_counted(outcome).count())
}

/// Entries with a name that do not count: rejected, found alive, out of scope, withdrawn.
fn not_counted(outcome: &Outcome) -> impl Iterator<Item = &Entry> {
    let named = outcome.register().entries().iter().filter(|entry| !entry.name().is_empty());
    named.filter(|entry| !entry.grading().grade.counts())
}

/// How many people each list names, with intervals.
fn people_by_list(outcome: &Outcome) -> Vec<(String, Estimate)> {
    let lists = (0_u16..).zip(outcome.sources());
    let people = lists.map(|(at, source)| {
        let unnamed =
            outcome.mentions().iter().filter(|one| one.source_index() == at && one.name().is_none()).count();
        let gone = not_counted(outcome).filter(|entry| entry.sources().contains(&source.id())).count();
        (source.id().to_owned(), outcome.posterior().people_with(&[at]).less(unnamed + gone))
    });
    people.collect()
}

/// A day as the gazetteer writes it.
pub(super) fn place_day(day: Day) -> PlaceDay {
    (day.year(), i8::try_from(day.month()).unwrap_or(1), i8::try_from(day.day()).unwrap_or(1))
}
