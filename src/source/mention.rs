//! Stage 2, normalise: turns a [`Record`](crate::source::Record) into a [`Mention`], the typed values that one list gives for one
//! person.
//!
//! A value that cannot be read becomes a finding; the record keeps it as printed. This stage never compares two records.

mod advice;
mod born;
mod cells;
mod defaults;
mod read;
mod serials;
mod unlisted;
mod values;

use std::sync::Arc;

pub(crate) use read::read_all_watched;
pub use read::{Readers, read_all};
pub(crate) use values::{ListHabit, ValueCells};

use crate::language::age::Age;
use crate::language::date::{Day, PartialDate};
use crate::language::identity::Identity;
use crate::language::name::{Generation, Group, PersonName, Relation};
use crate::language::place::PlaceCell;
use crate::language::sex::Sex;
use crate::language::status::Status;

/// What identifies a record over all runs: the list and the id within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct RecordKey {
    /// The id of the list.
    pub source: Arc<str>,
    /// The id of the record in the list.
    pub record: Arc<str>,
}

impl std::fmt::Display for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.source, self.record)
    }
}

/// One list's account of one person, typed.
#[derive(Clone, Debug)]
pub struct Mention {
    key: RecordKey,
    source: u16,
    record: usize,
    name: Option<PersonName>,
    sex: Option<Sex>,
    implied_sex: Option<Sex>,
    birth: Option<PartialDate>,
    age: Option<Age>,
    birth_by_age: Option<(Day, Day)>,
    death: Option<PartialDate>,
    place: PlaceCell,
    status: Option<Status>,
    implied_status: Option<Status>,
    extra: Vec<(String, String)>,
    group: Option<Group>,
    identity: Option<Identity>,
}

impl Mention {
    /// The list and the id.
    pub fn key(&self) -> &RecordKey {
        &self.key
    }

    /// The index of the list among the lists of the run, sorted by id.
    pub fn source_index(&self) -> u16 {
        self.source
    }

    /// The index of the record in its list.
    pub fn record_index(&self) -> usize {
        self.record
    }

    /// The name, unless the row has none.
    pub fn name(&self) -> Option<&PersonName> {
        self.name.as_ref()
    }

    /// What the row is to the person whose name it prints, as in `wife of X`; `None` where the row is
    /// that person.
    pub fn relation(&self) -> Option<&Relation> {
        self.name.as_ref()?.relation()
    }

    /// The mark that tells people of one name in one family apart, as `Jr`.
    pub fn generation(&self) -> Option<Generation> {
        self.name.as_ref()?.generation()
    }

    /// The people that the row stands for, where it is several: `X and his wife`, `3 children`.
    pub fn group(&self) -> Option<Group> {
        self.group
    }

    /// The sex that the list states.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// The sex that the name shows, where the list states none.
    pub fn implied_sex(&self) -> Option<Sex> {
        self.implied_sex
    }

    /// The date of birth as stated.
    pub fn birth(&self) -> Option<&PartialDate> {
        self.birth.as_ref()
    }

    /// The age at death as stated.
    pub fn age(&self) -> Option<&Age> {
        self.age.as_ref()
    }

    /// The first and last day of birth that the age and the date of death allow. Without a date of
    /// death the period of the project stands in, or what rows with birth date and age both show.
    pub fn birth_by_age(&self) -> Option<(Day, Day)> {
        self.birth_by_age
    }

    /// The date of death.
    pub fn death(&self) -> Option<&PartialDate> {
        self.death.as_ref()
    }

    /// The place.
    pub fn place(&self) -> &PlaceCell {
        &self.place
    }

    /// The place as text that is equal for places that are compared alike; `None` without a place.
    pub fn place_key(&self) -> Option<String> {
        match &self.place {
            PlaceCell::Known(place) => Some(format!("{:?}", place.ids().collect::<Vec<_>>())),
            PlaceCell::Unknown(text) => Some(format!("text {}", text.key())),
            _ => None,
        }
    }

    /// The status as this list puts it.
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// The status that a rank beside the name implies, where the list puts none.
    pub fn implied_status(&self) -> Option<&Status> {
        self.implied_status.as_ref()
    }

    /// The number of the person's papers.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The further columns that have a text: label and text, cleaned and in lower case.
    pub(crate) fn extras(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extra.iter().map(|(label, text)| (label.as_str(), text.as_str()))
    }

    /// A further column by its label in the project file, cleaned and in lower case.
    pub fn extra(&self, label: &str) -> Option<&str> {
        self.extra.iter().find(|(name, _)| name == label).map(|(_, text)| text.as_str())
    }
}
