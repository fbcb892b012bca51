//! The cells of a list as they were meant: what was misread before it came into the list is repaired
//! here, once for all fields. Records keep what is printed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::serials;
use crate::language::date::{Day, Purpose, of_parts};
use crate::language::misread::{Misreadings, Repaired};
use crate::source::{Field, Record, Source};

/// The cells of one list that are read.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    source: &'a Source,
    /// Repaired cells by row and column.
    repaired: BTreeMap<(u64, usize), Repaired>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(source: &'a Source, misreadings: &Misreadings, period: Option<(Day, Day)>) -> Self {
        let columns = read_columns(source);
        let cells = source.records().iter().flat_map(|record| {
            columns.iter().filter_map(move |column| Some(((record.row(), *column), record.cell(*column)?)))
        });
        let list = misreadings.of_list(cells.clone().map(|(_, cell)| cell));
        let mut repaired: BTreeMap<(u64, usize), Repaired> =
            cells.filter_map(|(at, cell)| Some((at, list.repair(cell)?))).collect();
        if serials::count_from_1904(source, period) {
            repaired.extend(days_from_1904(source));
        }
        Cells { source, repaired }
    }

    /// The cell of a field, empty where there is none.
    pub(super) fn get<'r>(&'r self, record: &'r Record, field: Field) -> &'r str {
        self.source.mapping().column(field).map_or("", |column| self.at(record, column))
    }

    /// The text of a birth or a death: its cell, or the cells of its day, month and year put together.
    pub(super) fn date<'r>(&'r self, record: &'r Record, purpose: Purpose) -> Cow<'r, str> {
        let [whole, year, month, day] = Field::of_date(purpose);
        if self.source.mapping().column(whole).is_some() {
            return Cow::Borrowed(self.get(record, whole));
        }
        of_parts([year, month, day].map(|field| self.get(record, field)))
    }

    /// A birth or a death as the list prints it: its cell, or those of its year, month and day.
    pub(super) fn printed_date(&self, record: &Record, purpose: Purpose) -> String {
        let fields = Field::of_date(purpose).into_iter();
        let cells = fields.map(|field| self.get(record, field).trim()).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" / ")
    }

    /// The cell under a column, empty where there is none.
    pub(super) fn at<'r>(&'r self, record: &'r Record, column: usize) -> &'r str {
        match self.repaired.get(&(record.row(), column)) {
            Some(repaired) => repaired.text(),
            None => record.cell(column).unwrap_or_default(),
        }
    }

    /// The repaired cells of a row, by column.
    pub(super) fn repaired(&self, record: &Record) -> impl Iterator<Item = (usize, &Repaired)> {
        let row = self.repaired.range((record.row(), 0)..=(record.row(), usize::MAX));
        row.map(|((_, column), repaired)| (*column, repaired))
    }

    /// The repair of a field's cell, if it was repaired.
    pub(super) fn repair_of(&self, record: &Record, field: Field) -> Option<&Repaired> {
        self.repaired.get(&(record.row(), self.source.mapping().column(field)?))
    }
}

/// The dates of a list that are bare numbers of days.
fn days_from_1904(source: &Source) -> impl Iterator<Item = ((u64, usize), Repaired)> {
    let columns = [Field::BirthDate, Field::DeathDate].map(|field| source.mapping().column(field));
    let cells = source.records().iter().flat_map(move |record| {
        columns
            .into_iter()
            .flatten()
            .filter_map(move |column| Some((record.row(), column, record.cell(column)?)))
    });
    cells.filter_map(|(row, column, cell)| {
        let day = serials::day_from_1904(cell)?;
        Some(((row, column), Repaired::day_from_1904(day.to_string())))
    })
}

/// The columns whose cells are read for comparing.
fn read_columns(source: &Source) -> Vec<usize> {
    let mapping = source.mapping();
    let fields = mapping.fields().filter(|(field, _)| !matches!(field, Field::Id | Field::Note | Field::Url));
    let mut columns: Vec<usize> = fields.map(|(_, column)| column).collect();
    columns.extend(mapping.extras().iter().map(|(_, column)| *column));
    columns.sort_unstable();
    columns.dedup();
    columns
}
