//! Deaths by day, ages and places of people with a name who count among the dead. What the lists leave open
//! is counted as open.

use std::collections::BTreeMap;

use serde::Serialize;

use super::people::People;
use super::shown::Shown;
use crate::register::FieldState;
use crate::register::grade::is_named_person;
use crate::register::outcome::Outcome;

/// Entries with a name by day of death.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Deaths {
    /// Days with any entries, in order.
    pub days: Vec<DayCount>,
    /// Entries whose lists contradict each other on the day.
    pub contradictory: usize,
    /// Entries of which only a month, a year or a span is known.
    pub inexact: usize,
    /// Entries of which no list says when, or of which nothing is published.
    pub silent: usize,
}

/// How many died on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DayCount {
    /// The day, as `2022-01-05`.
    pub day: String,
    /// Entries.
    pub entries: usize,
}

impl Deaths {
    pub(super) fn new(outcome: &Outcome, shown: &Shown<'_>) -> Option<Self> {
        if !shown.whole("death") || !shown.are_small_counts_shown() {
            return None;
        }
        let mut days: BTreeMap<String, usize> = BTreeMap::new();
        let mut deaths = Deaths::default();
        for entry in outcome.register().entries().iter().filter(|entry| is_named_person(entry)) {
            let field = entry.field("death");
            let field = field.filter(|_| !shown.is_kept_back(entry));
            let value = field.and_then(|field| field.shown.as_deref());
            match (field.map(|field| field.state), value) {
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

/// The youngest of each group of ages; a child is younger than 18.
const YOUNGEST: [u16; 9] = [0, 10, 18, 25, 35, 45, 55, 65, 75];

/// Entries with a name by age at death.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ages {
    /// The groups, from the youngest on.
    pub groups: Vec<AgeGroup>,
    /// Entries of which no age can be told: the lists are silent, vague or disagree, or nothing of them is published.
    pub unknown: usize,
}

/// How many were of one group of ages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AgeGroup {
    /// The least age in years.
    pub from: u16,
    /// The greatest; `None` for the last group.
    pub to: Option<u16>,
    /// Entries that surely are in the group.
    pub entries: usize,
    /// Entries that are in this group or in one beside it; each is counted in both.
    pub perhaps: usize,
}

impl Ages {
    pub(super) fn new(people: &People, shown: &Shown<'_>) -> Option<Self> {
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

fn group(at: usize, from: u16) -> AgeGroup {
    AgeGroup { from, to: YOUNGEST.get(at + 1).map(|next| next - 1), entries: 0, perhaps: 0 }
}

/// Entries with a name by place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Places {
    /// The places, the most frequent first.
    pub places: Vec<PlaceCount>,
    /// Entries whose lists contradict each other on the place.
    pub contradictory: usize,
    /// Entries of which a list gives a place that is not in the gazetteer.
    pub unknown: usize,
    /// Entries of which no list says where.
    pub silent: usize,
}

/// How many stand in the register with one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlaceCount {
    /// The settlement, or else the region, in English.
    pub place: String,
    /// Entries.
    pub entries: usize,
}

impl Places {
    pub(super) fn new(people: &People, shown: &Shown<'_>) -> Option<Self> {
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
