//! The cells of a list after repair. Text that was misread before it came into the list is repaired here once, for all
//! fields. Records keep the original text.
//!
//! In: a list, and the detector of misread text. Out: a view of its cells in which repaired text replaces the original.
//! The evidence of the whole list is used for each cell.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::serials;
use crate::language::date::{Day, Purpose, of_parts};
use crate::language::misread::{Misreadings, Repaired};
use crate::source::{Field, Record, Source};

/// The repaired view of the cells of one list.
///
/// Cells that need no repair are read from the records and take no memory here.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    /// The list.
    source: &'a Source,
    /// Repaired cells by row number (from 1) and column (from 0).
    repaired: BTreeMap<(u64, usize), Repaired>,
}

impl<'a> Cells<'a> {
    /// Finds all cells of a list that need repair, and converts day numbers that count from 1904.
    ///
    /// Only mapped columns that are compared are examined.
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

    /// The cells with whole names, in the order of the records; none in a list with a column for each part.
    pub(super) fn whole_names(&self) -> impl Iterator<Item = &str> {
        let column = self.source.mapping().column(Field::Name);
        column
            .into_iter()
            .flat_map(move |at| self.source.records().iter().map(move |record| self.at(record, at)))
    }

    /// Replaces whole names in which a blank was lost or added. `corrected` has the new text of each such cell, for
    /// all lists together.
    pub(super) fn correct_blanks(&mut self, corrected: &BTreeMap<String, String>) {
        let Some(column) = self.source.mapping().column(Field::Name) else { return };
        for record in self.source.records() {
            let Some(text) = corrected.get(self.at(record, column)) else { continue };
            let at = (record.row(), column);
            let before = self.repaired.remove(&at);
            self.repaired.insert(at, Repaired::with_blanks(before, text.clone()));
        }
    }

    /// The cell of a field; empty if the list has no such column.
    ///
    /// Text is not trimmed.
    pub(super) fn get<'r>(&'r self, record: &'r Record, field: Field) -> &'r str {
        self.source.mapping().column(field).map_or("", |column| self.at(record, column))
    }

    /// The text of a date of birth or death: its cell, or the cells of its year, month and day combined.
    ///
    /// Borrowed if the whole date has a column of its own.
    pub(super) fn date<'r>(&'r self, record: &'r Record, purpose: Purpose) -> Cow<'r, str> {
        let [whole, year, month, day] = Field::of_date(purpose);
        if self.source.mapping().column(whole).is_some() {
            return Cow::Borrowed(self.get(record, whole));
        }
        of_parts([year, month, day].map(|field| self.get(record, field)))
    }

    /// A date of birth or death as the list prints it, for messages: its cell, or those of year, month and day,
    /// separated by ` / `.
    ///
    /// Empty parts are left out. The cells are not repaired.
    pub(super) fn printed_date(&self, record: &Record, purpose: Purpose) -> String {
        let columns =
            Field::of_date(purpose).into_iter().filter_map(|field| self.source.mapping().column(field));
        let cells =
            columns.filter_map(|column| record.cell(column)).map(str::trim).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" / ")
    }

    /// The cell in a column; empty if the row has none.
    pub(super) fn at<'r>(&'r self, record: &'r Record, column: usize) -> &'r str {
        match self.repaired.get(&(record.row(), column)) {
            Some(repaired) => repaired.text(),
            None => record.cell(column).unwrap_or_default(),
        }
    }

    /// The repaired cells of a record, by column.
    pub(super) fn repaired(&self, record: &Record) -> impl Iterator<Item = (usize, &Repaired)> {
        let row = self.repaired.range((record.row(), 0)..=(record.row(), usize::MAX));
        row.map(|((_, column), repaired)| (*column, repaired))
    }

    /// The repair of a field's cell; `None` if it was not repaired.
    pub(super) fn repair_of(&self, record: &Record, field: Field) -> Option<&Repaired> {
        self.repaired.get(&(record.row(), self.source.mapping().column(field)?))
    }
}

/// All dates of a list that are bare day numbers, converted from the 1904 calendar.
///
/// Only the columns of whole dates of birth and death can have such numbers.
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

/// The columns whose cells are compared, sorted: all except ids, notes and links.
fn read_columns(source: &Source) -> Vec<usize> {
    let mapping = source.mapping();
    let fields = mapping.fields().filter(|(field, _)| !matches!(field, Field::Id | Field::Note | Field::Url));
    let mut columns: Vec<usize> = fields.map(|(_, column)| column).collect();
    columns.extend(mapping.extras().iter().map(|(_, column)| *column));
    columns.sort_unstable();
    columns.dedup();
    columns
}
