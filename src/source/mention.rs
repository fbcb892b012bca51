//! Stage 2, normalise: turns a [`Record`](crate::source::Record) into a [`Mention`], the typed values that one list
//! gives for one person.
//!
//! In: lists and the readers of `language`. Out: one mention for each record, and findings about cells. A value that
//! cannot be read becomes a finding; the record keeps its text verbatim. This stage never compares two records.

mod advice;
mod born;
mod cells;
mod defaults;
mod from_cells;
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

/// Identifies a record across runs, as `source:record`, for example `ngo:7`.
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

/// What one list states about one person, as typed values. A value is `None` if the list does not state it, states that
/// it is unknown, or states something that cannot be read.
#[derive(Clone, Debug)]
pub struct Mention {
    /// List and record id.
    key: RecordKey,
    /// Index of the list.
    source: u16,
    /// Index of the record in its list.
    record: usize,
    /// Name, with all its readings.
    name: Option<PersonName>,
    /// Sex as stated.
    sex: Option<Sex>,
    /// Sex that the name implies, if none is stated.
    implied_sex: Option<Sex>,
    /// Date of birth; never an age.
    birth: Option<PartialDate>,
    /// Age at death.
    age: Option<Age>,
    /// First and last possible day of birth, from the age.
    birth_by_age: Option<(Day, Day)>,
    /// Date of death.
    death: Option<PartialDate>,
    /// Place of death.
    place: PlaceCell,
    /// Status as stated.
    status: Option<Status>,
    /// Status that a rank implies, if none is stated.
    implied_status: Option<Status>,
    /// Further columns: label and normalised text.
    extra: Vec<(String, String)>,
    /// Set if the record describes several people.
    group: Option<Group>,
    /// Number of an identity document.
    identity: Option<Identity>,
}

impl Mention {
    /// The list and the id of the record.
    pub fn key(&self) -> &RecordKey {
        &self.key
    }

    /// The index of the list among the lists of the run, which are sorted by id.
    pub fn source_index(&self) -> u16 {
        self.source
    }

    /// The index of the record in [`Source::records`](crate::source::Source::records).
    pub fn record_index(&self) -> usize {
        self.record
    }

    /// The name; `None` if the record has none that can be read.
    pub fn name(&self) -> Option<&PersonName> {
        self.name.as_ref()
    }

    /// The relation of this person to the person whose name the record gives, as in `wife of X`. `None` if the record
    /// is about the named person.
    pub fn relation(&self) -> Option<&Relation> {
        self.name.as_ref()?.relation()
    }

    /// The mark that distinguishes people of the same name in one family, such as `Jr`.
    pub fn generation(&self) -> Option<Generation> {
        self.name.as_ref()?.generation()
    }

    /// The group, if the record describes several people: `X and his wife`, `3 children`. Such a record is never
    /// joined.
    pub fn group(&self) -> Option<Group> {
        self.group
    }

    /// The sex that the list states.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// The sex that the name implies; `None` if the list states one.
    pub fn implied_sex(&self) -> Option<Sex> {
        self.implied_sex
    }

    /// The date of birth that the list states. Implausible and default births are removed.
    pub fn birth(&self) -> Option<&PartialDate> {
        self.birth.as_ref()
    }

    /// The age at death that the list states, in its own column or in that of the birth.
    pub fn age(&self) -> Option<&Age> {
        self.age.as_ref()
    }

    /// The first and the last day of birth that the age allows, given the date of death. Without a date of death, the
    /// period of the project is used, or else the years that other records with both a birth date and an age show.
    /// `None` without an age.
    pub fn birth_by_age(&self) -> Option<(Day, Day)> {
        self.birth_by_age
    }

    /// The date of death that the list states.
    pub fn death(&self) -> Option<&PartialDate> {
        self.death.as_ref()
    }

    /// The place of death, read with the gazetteer.
    pub fn place(&self) -> &PlaceCell {
        &self.place
    }

    /// A text that is equal for places that count as the same place in a comparison; `None` without a place.
    pub fn place_key(&self) -> Option<String> {
        match &self.place {
            PlaceCell::Known(place) => Some(format!("{:?}", place.ids().collect::<Vec<_>>())),
            PlaceCell::Unknown(text) => Some(format!("text {}", text.key())),
            _ => None,
        }
    }

    /// The status that this list states.
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// The status that a rank beside the name implies; `None` if the list states one.
    pub fn implied_status(&self) -> Option<&Status> {
        self.implied_status.as_ref()
    }

    /// The number of an identity document.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The further columns that have text: label and text, cleaned and in lower case.
    pub(crate) fn extras(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extra.iter().map(|(label, text)| (label.as_str(), text.as_str()))
    }

    /// The text of a further column by its label in the project file, cleaned and in lower case; `None` if it is empty.
    pub fn extra(&self, label: &str) -> Option<&str> {
        self.extra.iter().find(|(name, _)| name == label).map(|(_, text)| text.as_str())
    }
}
