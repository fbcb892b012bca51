//! How many cells of a column read as a field.

use crate::date::{DateContext, DateReader};
use crate::name::NameReader;
use crate::place::{Gazetteer, PlaceCell};
use crate::sex::SexReader;
use crate::source::Field;
use crate::status::{StatusGroup, StatusReader};
use crate::{Lexicon, age::AgeReader};

/// The readers of a run, without a period.
pub(super) struct Readers {
    names: NameReader,
    dates: DateReader,
    ages: AgeReader,
    places: Gazetteer,
    sexes: SexReader,
    statuses: StatusReader,
}

impl Readers {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        Readers {
            names: NameReader::new(lexicon),
            dates: DateReader::new(lexicon),
            ages: AgeReader::new(lexicon),
            places: Gazetteer::new(lexicon),
            sexes: SexReader::new(lexicon),
            statuses: StatusReader::new(lexicon),
        }
    }

    /// Whether a cell reads as a field; for fields that hold any text, whether it looks like one.
    pub(super) fn reads(&self, field: Field, cell: &str) -> bool {
        let words = || cell.split_whitespace().count();
        let has_digit = || cell.contains(|c: char| c.is_numeric());
        match field {
            Field::Id => words() == 1 && cell.chars().count() <= 40,
            Field::Name => words() > 1 && words() < 9 && !has_digit() && self.has_name(cell),
            Field::Surname | Field::GivenName | Field::Patronymic => words() < 4 && self.has_name(cell),
            Field::Sex => self.sexes.read(cell).sex().is_some(),
            Field::BirthDate => self.year(cell, DateContext::birth(None)).is_some(),
            Field::DeathDate => self.year(cell, DateContext::death(None)).is_some(),
            Field::Age => self.ages.read(cell).age().is_some(),
            Field::Place => matches!(self.places.read(cell, None), PlaceCell::Known(_)),
            Field::Status => self.has_group(cell),
            Field::Url => ["http://", "https://", "www."].iter().any(|start| cell.starts_with(start)),
            Field::Note => true,
        }
    }

    fn has_name(&self, cell: &str) -> bool {
        cell.contains(char::is_alphabetic) && self.names.read(cell).is_some()
    }

    /// Whether the whole cell is a full name that has a known given name in it.
    pub(super) fn is_known_name(&self, cell: &str) -> bool {
        let known = |name: crate::name::PersonName| {
            let roles = [crate::name::Role::Given, crate::name::Role::Surname];
            let readings = name.readings().iter();
            let mut values =
                readings.flat_map(|reading| roles.iter().filter_map(|role| reading.value(*role)));
            values.any(|value| !value.known().is_empty())
        };
        self.reads(Field::Name, cell) && self.names.read(cell).is_some_and(known)
    }

    fn has_group(&self, cell: &str) -> bool {
        let cell = self.statuses.read(cell);
        cell.status().is_some_and(|status| status.groups().any(|group| group != StatusGroup::Other))
    }

    /// The year of a date; a number below 1000 is none.
    pub(super) fn year(&self, cell: &str, context: DateContext) -> Option<i16> {
        let is_small = cell.trim().parse::<u32>().is_ok_and(|number| number < 1000);
        let read = self.dates.read(cell, &context);
        let date = read.date().filter(|date| !is_small && !date.is_partly_read())?;
        Some(date.earliest().year())
    }

    pub(super) fn is_serial(&self, cell: &str) -> bool {
        self.dates.is_serial(cell)
    }
}
