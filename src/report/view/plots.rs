//! Deaths by day, ages and places of the people with a name who count among the dead. Unknown values
//! are counted as unknown.
//!
//! Takes entries or people of a view; gives counts of entries. A count is in no table if the policy
//! hides the field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::people::ViewPeople;
use super::shown::Shown;
use crate::register::FieldState;
use crate::register::grade::is_named_person;
use crate::register::outcome::Outcome;
use crate::source::Field;

/// Entries with a name by day of death.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Deaths {
    /// Days with at least one entry, in order.
    pub days: Vec<DayCount>,
    /// Entries whose lists disagree on the date of death.
    pub contradictory: usize,
    /// Entries with only a month, a year or an interval.
    pub inexact: usize,
    /// Entries without any date of death on the lists, or of which nothing is published.
    pub silent: usize,
}

/// The number of deaths on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DayCount {
    /// The day, such as `2022-01-05`.
    pub day: String,
    /// Number of entries.
    pub entries: usize,
}

impl Deaths {
    /// The table of deaths; `None` if the policy does not show whole days or hides small counts.
    pub(super) fn new(outcome: &Outcome, shown: &Shown<'_>) -> Option<Self> {
        if !shown.whole("death") || !shown.are_small_counts_shown() {
            return None;
        }
        let mut days: BTreeMap<String, usize> = BTreeMap::new();
        let mut deaths = Deaths::default();
        for entry in outcome.register().entries().iter().filter(|entry| is_named_person(entry)) {
            let field = entry.field(Field::DeathDate).filter(|_| !shown.is_kept_back(entry));
            let field = field.map(|field| shown.view(entry, field));
            let value = field.as_ref().and_then(|field| field.shown.as_deref());
            match (field.as_ref().map(|field| field.state), value) {
                (Some(FieldState::Conflict), _) => deaths.contradictory += 1,
                (_, Some(day)) if day.parse::<crate::language::date::Day>().is_ok() => {
                    *days.entry(day.to_owned()).or_insert(0) += 1;
                }
                (_, Some(_)) => deaths.inexact += 1,
                _ => deaths.silent += 1,
            }
        }
        deaths.days = days.into_iter().map(|(day, entries)| DayCount { day, entries }).collect();
        Some(deaths)
    }
}

/// Lowest age of each group, in completed years. The first two groups are children under 18.
const YOUNGEST: [u16; 9] = [0, 10, 18, 25, 35, 45, 55, 65, 75];

/// Entries with a name by age at death.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ages {
    /// The groups, the youngest first.
    pub groups: Vec<AgeGroup>,
    /// Entries without a usable age: the lists state none, only a vague one, or disagree, or nothing of
    /// the entry is published.
    pub unknown: usize,
}

/// The number of people in one age group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AgeGroup {
    /// Lowest age, in completed years.
    pub from: u16,
    /// Highest age, in completed years; `None` for the last group.
    pub to: Option<u16>,
    /// Entries whose age is certainly in the group.
    pub entries: usize,
    /// Entries whose age may be in this group or in another. Each is counted in every group that it may
    /// be in: an age of 17 to 19 counts in the groups from 10 and from 18.
    pub perhaps: usize,
}

impl Ages {
    /// The table of ages; `None` if the policy does not show ages in years or hides small counts.
    pub(super) fn new(people: &ViewPeople, shown: &Shown<'_>) -> Option<Self> {
        if !shown.whole("age") || !shown.are_small_counts_shown() {
            return None;
        }
        let mut groups: Vec<AgeGroup> =
            YOUNGEST.iter().enumerate().map(|(at, from)| group(at, *from)).collect();
        let named = || people.iter().filter(|person| person.is_named_person);
        for [low, high] in named().filter_map(|person| person.age_counted) {
            for group in &mut groups {
                let end = group.to.unwrap_or(u16::MAX);
                group.entries += usize::from(low >= group.from && high <= end);
                let touches = low <= end && high >= group.from;
                group.perhaps += usize::from(touches && (low < group.from || high > end));
            }
        }
        let unknown = named().filter(|person| person.age_counted.is_none()).count();
        Some(Ages { groups, unknown })
    }
}

/// The empty group at a position of [`YOUNGEST`].
fn group(at: usize, from: u16) -> AgeGroup {
    AgeGroup { from, to: YOUNGEST.get(at + 1).map(|next| next - 1), entries: 0, perhaps: 0 }
}

/// Entries with a name by place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Places {
    /// The places, the most frequent first; equal counts by name.
    pub places: Vec<PlaceCount>,
    /// Entries whose lists disagree on the place.
    pub contradictory: usize,
    /// Entries with a place that is not in the gazetteer.
    pub unknown: usize,
    /// Entries without any place on the lists, or without a shown one.
    pub silent: usize,
}

/// The number of entries with one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlaceCount {
    /// The settlement, or else the region, in English.
    pub place: String,
    /// Number of entries.
    pub entries: usize,
}

impl Places {
    /// The table of places; `None` if the policy shows no places.
    pub(super) fn new(people: &ViewPeople, shown: &Shown<'_>) -> Option<Self> {
        if !shown.any("place") {
            return None;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut places = Places::default();
        for person in people.iter().filter(|person| person.is_named_person) {
            let field = person.fields.iter().find(|field| field.field == "place");
            match (&person.place, field.map(|field| field.state)) {
                (Some(place), _) => *counts.entry(place).or_insert(0) += 1,
                (None, Some(FieldState::Conflict)) => places.contradictory += 1,
                (None, Some(_)) => places.unknown += 1,
                (None, None) => places.silent += 1,
            }
        }
        let count = |(place, entries): (&str, usize)| PlaceCount { place: place.to_owned(), entries };
        places.places = counts.into_iter().map(count).collect();
        places.places.sort_by(|a, b| b.entries.cmp(&a.entries).then_with(|| a.place.cmp(&b.place)));
        Some(places)
    }
}
