//! Tests whether cells read as a field, with the readers of a run but without a period.
//!
//! In: a cell, and the field that its column may have. Out: whether the cell reads as that field. The guesses in
//! `columns` are shares of cells for which this holds.

use std::collections::BTreeSet;

use crate::language::age::AgeReader;
use crate::language::date::{DateContext, DateEvidence, DateHabit, DateReader, DayOrder, PartialDate};
use crate::language::lexicon::Lexicon;
use crate::language::name::{ListCells, NameList, NameReader, OrderHabit};
use crate::language::place::{Gazetteer, PlaceCell};
use crate::language::sex::{SexCodes, SexReader};
use crate::language::status::{StatusGroup, StatusReader};
use crate::source::Field;

/// The readers of all kinds of cells, with the bundled tables.
///
/// They have no habit of a list: the order of dates and the codes of sexes are arguments.
pub(super) struct CellReaders {
    names: NameReader,
    dates: DateReader,
    ages: AgeReader,
    places: Gazetteer,
    sexes: SexReader,
    statuses: StatusReader,
}

impl CellReaders {
    /// Readers that also know the places of the world which these texts may name.
    ///
    /// Only places that these texts may name are added to the gazetteer.
    pub(super) fn with_places<'t>(lexicon: &Lexicon, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let readers = CellReaders::new(lexicon);
        let none: [&str; 0] = [];
        CellReaders { places: readers.places.for_texts(lexicon, texts, &none), ..readers }
    }

    /// Readers that know the places of the tables only.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        CellReaders {
            names: NameReader::new(lexicon),
            dates: DateReader::new(lexicon),
            ages: AgeReader::new(lexicon),
            places: Gazetteer::new(lexicon),
            sexes: SexReader::new(lexicon),
            statuses: StatusReader::new(lexicon),
        }
    }

    /// Whether a cell reads as a field. For fields of free text, whether it looks like one.
    ///
    /// The rules only serve to rank guesses. An id is one word of at most 40 characters, a
    /// name has two to eight words without digits, a day is a number from 1 to 31. A note is any text.
    pub(super) fn reads(&self, field: Field, cell: &str) -> bool {
        let words = || cell.split_whitespace().count();
        let has_digit = || cell.contains(|c: char| c.is_numeric());
        match field {
            Field::Id => words() == 1 && cell.chars().count() <= 40,
            Field::Name => words() > 1 && words() < 9 && !has_digit() && self.has_name(cell),
            Field::Surname
            | Field::SecondSurname
            | Field::GivenName
            | Field::MiddleName
            | Field::Patronymic => words() < 4 && self.has_name(cell),
            Field::OtherName => words() < 9 && self.has_name(cell),
            Field::Sex => self.sexes.read(cell).sex().is_some(),
            Field::BirthDate => self.year(cell, DateContext::birth(None)).is_some(),
            Field::DeathDate => self.year(cell, DateContext::death(None)).is_some(),
            Field::BirthYear | Field::DeathYear => {
                cell.trim().len() == 4 && self.year(cell, DateContext::birth(None)).is_some()
            }
            Field::BirthMonth | Field::DeathMonth => {
                is_within(cell, 12) || self.year(&format!("{cell} 2000"), DateContext::birth(None)).is_some()
            }
            Field::BirthDay | Field::DeathDay => is_within(cell, 31),
            Field::Age => self.ages.read(cell).age().is_some(),
            Field::Place | Field::Region | Field::Country => {
                matches!(self.places.read(cell, None), PlaceCell::Known(_))
            }
            Field::Status => self.has_group(cell),
            Field::Url => ["http://", "https://", "www."].iter().any(|start| cell.starts_with(start)),
            Field::Suffix => words() == 1,
            Field::Identity => crate::language::identity::Identity::read(cell).is_some(),
            Field::Note => true,
        }
    }

    /// The meaning of the codes (such as 1 and 2) in a column of sexes.
    pub(super) fn sex_codes(&self, header: &str, cells: &[&str]) -> SexCodes {
        self.sexes.codes(header, cells.iter().copied())
    }

    /// Whether a cell reads as a sex, given the meaning of codes.
    pub(super) fn reads_sex(&self, cell: &str, codes: SexCodes) -> bool {
        self.sexes.read_in(cell, codes).sex().is_some()
    }

    /// Whether a cell is clearly a date. Digits alone are not enough, because they may be a code.
    pub(super) fn is_plainly_dated(&self, cell: &str) -> bool {
        !cell.trim().chars().all(char::is_numeric) && self.reads(Field::BirthDate, cell)
    }

    /// The order of day and month in a list, estimated from its dates. Equal cells count once.
    ///
    /// Births and deaths are evidence alike. The result is `Unknown` if no date has a number above 12 in one of the two
    /// positions, and nothing else shows the order.
    pub(super) fn day_order<'c>(&self, cells: impl IntoIterator<Item = &'c str>) -> DayOrder {
        let (mut evidence, context) = (DateEvidence::default(), DateContext::birth(None));
        let cells: BTreeSet<&str> = cells.into_iter().collect();
        cells.into_iter().for_each(|cell| evidence.add(&self.dates, cell, &context));
        evidence.habit(DateHabit::default()).order
    }

    /// Whether a cell reads as two dates, because day and month cannot be told apart.
    pub(super) fn is_unclear(&self, cell: &str) -> bool {
        let read = self.dates.read(cell, &DateContext::birth(None));
        read.date().is_some_and(|date| !date.is_partly_read() && date.spans().len() > 1)
    }

    /// A date of death that is a single day and was read completely; `None` otherwise.
    ///
    /// Dates that were read only in part, and dates with several possible days, are not used for the period.
    pub(super) fn day_of_death(&self, cell: &str, order: DayOrder) -> Option<PartialDate> {
        let read = self.dates.read(cell, &DateContext { order, ..DateContext::death(None) });
        let date = read.date().filter(|date| !date.is_partly_read() && date.spans().len() == 1)?;
        (date.earliest() == date.latest()).then(|| date.clone())
    }

    /// The order in which a list prints the parts of names.
    pub(super) fn order_of_names(&self, cells: Vec<&str>) -> OrderHabit {
        let list = NameList { stated: None, cells: ListCells::Whole(cells), others: Vec::new() };
        self.names.orders_of(&[list]).pop().unwrap_or_default()
    }

    /// Whether a cell reads as a name of any form.
    fn has_name(&self, cell: &str) -> bool {
        cell.contains(char::is_alphabetic) && self.names.read(cell).is_some()
    }

    /// Whether a cell is a full name that contains a known given name or surname.
    ///
    /// Used where no header says that a column has names, so a single known part must support the guess.
    pub(super) fn is_known_name(&self, cell: &str) -> bool {
        let known = |name: crate::language::name::PersonName| {
            let roles = [crate::language::name::Role::Given, crate::language::name::Role::Surname];
            let readings = name.readings().iter();
            let mut values =
                readings.flat_map(|reading| roles.iter().filter_map(|role| reading.value(*role)));
            values.any(|value| !value.known().is_empty())
        };
        self.reads(Field::Name, cell) && self.names.read(cell).is_some_and(known)
    }

    /// Whether a cell reads as a status with a known group.
    ///
    /// Labels that the tables do not know read as the group `Other` and do not count.
    fn has_group(&self, cell: &str) -> bool {
        let cell = self.statuses.read(cell);
        cell.status().is_some_and(|status| status.groups().any(|group| group != StatusGroup::Other))
    }

    /// The year of a date; `None` for a number below 1000.
    ///
    /// Dates that were read only in part do not count.
    pub(super) fn year(&self, cell: &str, context: DateContext) -> Option<i16> {
        let is_small = cell.trim().parse::<u32>().is_ok_and(|number| number < 1000);
        let read = self.dates.read(cell, &context);
        let date = read.date().filter(|date| !is_small && !date.is_partly_read())?;
        Some(date.earliest().year())
    }

    /// Whether a cell is the serial number by which a spreadsheet counts days.
    pub(super) fn is_serial(&self, cell: &str) -> bool {
        self.dates.is_serial(cell)
    }
}

/// Whether a cell is a whole number from 1 to `most`.
fn is_within(cell: &str, most: u8) -> bool {
    cell.trim().parse().is_ok_and(|number| (1..=most).contains(&number))
}
