//! Reads the dates and ages of a record, with a finding for each cell that is not clear.
//!
//! In: the cells of a record and the habits of its list. Out: a date or an age, and findings about cells that are
//! unreadable, ambiguous, partly read or converted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Readers, SourceReader};
use crate::base::finding::Code;
use crate::language::age::{Age, AgeCell};
use crate::language::date::{
    Calendar, DateCell, DateEvidence, DateHabit, DayOrder, PartialDate, Purpose, near_misses,
};
use crate::source::mention::advice::{CONFIRM, TELL_CALENDAR, TELL_DAY, WRITE_AGE, WRITE_DATE};
use crate::source::mention::born;
use crate::source::mention::cells::Cells;
use crate::source::{Field, Record, Source};

/// How a list writes dates, from the project file and from its own dates.
///
/// The project file has precedence. What it leaves open is estimated from all births and deaths of the list:
/// `13.04.1984` shows that the day comes first.
pub(super) fn habit_of(source: &Source, cells: &Cells<'_>, readers: &Readers) -> DateHabit {
    let stated = readers.stated_habit(source.spec().day_order(), source.spec().calendar());
    let texts = |purpose| source.records().iter().map(move |record| cells.date(record, purpose));
    readers.found_habit(stated, texts(Purpose::Birth), texts(Purpose::Death))
}

impl Readers {
    /// What the project file states about the dates of a list. A missing order is that of the project.
    ///
    /// The calendar has no default of the project: `None` means that the list shows it.
    pub(crate) fn stated_habit(&self, order: Option<DayOrder>, calendar: Option<Calendar>) -> DateHabit {
        DateHabit { order: order.unwrap_or(self.day_order), calendar }
    }

    /// The stated habit, completed by what the births and deaths of the list show. Equal cells count once.
    ///
    /// Returns at once if both order and calendar are stated. Otherwise every distinct cell is read once and counts as
    /// evidence.
    pub(crate) fn found_habit<'c>(
        &self,
        stated: DateHabit,
        births: impl Iterator<Item = Cow<'c, str>>,
        deaths: impl Iterator<Item = Cow<'c, str>>,
    ) -> DateHabit {
        if stated.order != DayOrder::Unknown && stated.calendar.is_some() {
            return stated;
        }
        let mut evidence = DateEvidence::default();
        let births: BTreeSet<Cow<'c, str>> = births.collect();
        let deaths: BTreeSet<Cow<'c, str>> = deaths.collect();
        for (texts, purpose) in [(births, Purpose::Birth), (deaths, Purpose::Death)] {
            let context = self.context(purpose, stated);
            texts.iter().for_each(|text| evidence.add(&self.dates, text, &context));
        }
        evidence.habit(stated)
    }
}

impl SourceReader<'_> {
    /// The field of the date column: the whole date, or its first part if the parts have columns of their own.
    pub(super) fn date_field(&self, purpose: Purpose) -> Field {
        let fields = Field::of_date(purpose);
        fields.into_iter().find(|field| self.source.mapping().column(*field).is_some()).unwrap_or(fields[0])
    }

    /// Reads the date of death.
    ///
    /// `None` if the cell is empty, states that the date is unknown, or cannot be read; only the last case is a
    /// finding.
    pub(super) fn death(&mut self, record: &Record) -> Option<PartialDate> {
        let text = self.cells.date(record, Purpose::Death);
        let cell = self.readers.dates.read(&text, &self.readers.context(Purpose::Death, self.dates));
        self.dated(record, &text, cell, Purpose::Death)
    }

    /// Reads the date of birth, and the age if the birth cell has one.
    ///
    /// A cell with an age alone, such as `37 лет`, gives no date, an age, and the finding `age-in-birth`. A cell with both gives both, without a finding about the age.
    pub(super) fn birth(
        &mut self,
        record: &Record,
        death: Option<&PartialDate>,
    ) -> (Option<PartialDate>, Option<Age>) {
        let text = self.cells.date(record, Purpose::Birth);
        let context = self.readers.context(Purpose::Birth, self.dates);
        let cell = born::read(&text, (&self.readers.dates, &self.readers.ages), &context, death);
        if let (Some(age), DateCell::Unreadable) = (&cell.age, &cell.date) {
            let message = format!(
                "`{text}` is an age in a column of births and was read as the age {age}; move it to a column \
                 of ages"
            );
            self.find(Code::AgeInBirth, record, self.date_field(Purpose::Birth), message);
            return (None, cell.age);
        }
        (self.dated(record, &text, cell.date, Purpose::Birth), cell.age)
    }

    /// The date of a cell, with findings about it.
    ///
    /// `text` is the text of the cell; if the parts have columns of their own, messages show them separated by ` / `
    /// instead. Empty cells and words for unknown values are no finding.
    fn dated(
        &mut self,
        record: &Record,
        text: &str,
        cell: DateCell,
        purpose: Purpose,
    ) -> Option<PartialDate> {
        let field = self.date_field(purpose);
        let is_whole = self.source.mapping().column(Field::of_date(purpose)[0]).is_some();
        let printed = if is_whole { String::new() } else { self.cells.printed_date(record, purpose) };
        let text = if is_whole { text } else { printed.as_str() };
        let (code, message) = match cell {
            DateCell::Date(date) => {
                for (code, message) in self.doubts(text, &date, purpose) {
                    self.find(code, record, field, message);
                }
                return Some(date);
            }
            DateCell::OtherCalendar => {
                let message = format!(
                    "`{text}` has a year before 1800 or after 2100 and no calendar, so it was not read; \
                     {TELL_CALENDAR}"
                );
                (Code::OtherCalendar, message)
            }
            DateCell::Unreadable => {
                (Code::UnreadableDate, format!("`{text}` cannot be read as a date; {WRITE_DATE}"))
            }
            _ => return None,
        };
        self.find(code, record, field, message);
        None
    }

    /// The findings about a date that could be read: code and message.
    ///
    /// A date can have several doubts at once. The date is used in any case; the comparison takes its possible days
    /// into account.
    fn doubts(&self, text: &str, date: &PartialDate, purpose: Purpose) -> Vec<(Code, String)> {
        let mut doubts = Vec::new();
        if self.readers.dates.is_serial(text) {
            let message = format!(
                "`{text}` is the number by which a spreadsheet counts {date}, and was read \
                                   as that day"
            );
            doubts.push((Code::SerialDate, message));
        }
        if date.spans().len() > 1 && !date.is_open_start() && !date.is_open_end() {
            doubts.push((Code::AmbiguousDate, format!("`{text}` can be {date}; {TELL_DAY}")));
        }
        let context = self.readers.context(purpose, self.dates);
        if let Some(other) = near_misses(&self.readers.dates, text, date, &context).first() {
            let message = format!(
                "`{text}` was read as {date}, which is in the period, but can be {other}, just outside it; \
                 {TELL_DAY}"
            );
            doubts.push((Code::AmbiguousDate, message));
        }
        if date.is_against_order() {
            let message = format!(
                "`{text}` was read as {date}, with day and month not in the order that the list uses; {CONFIRM}"
            );
            doubts.push((Code::DatePartlyRead, message));
        }
        if date.is_partly_read() {
            let message = format!("`{text}` can be read only in part as a date, as {date}; {WRITE_DATE}");
            doubts.push((Code::DatePartlyRead, message));
        }
        if date.has_letters_for_digits() {
            let message =
                format!("`{text}` has letters in place of digits and was read as {date}; {CONFIRM}");
            doubts.push((Code::LettersForDigits, message));
        }
        if let Some(calendar) = date.converted_from() {
            doubts.push((Code::ConvertedDate, converted(text, date, calendar)));
        }
        if date.weekday_mismatch() {
            let message = format!(
                "the weekday in `{text}` is not the weekday of its date; correct the weekday \
                                   or the date"
            );
            doubts.push((Code::WeekdayMismatch, message));
        }
        doubts
    }

    /// Reads the age in its own column.
    ///
    /// An age that is read only in part, or with letters in place of digits, is used and reported.
    pub(super) fn age(&mut self, record: &Record) -> Option<Age> {
        let text = self.cell(record, Field::Age);
        let (age, code, message) = match self.readers.ages.read(text) {
            AgeCell::Age(age) if age.is_partly_read() => {
                let message = format!("`{text}` can be read only in part as an age, as {age}; {WRITE_AGE}");
                (Some(age), Code::AgePartlyRead, message)
            }
            AgeCell::Age(age) if age.has_letters_for_digits() => {
                let message =
                    format!("`{text}` has letters in place of digits and was read as {age}; {CONFIRM}");
                (Some(age), Code::LettersForDigits, message)
            }
            AgeCell::Age(age) => return Some(age),
            AgeCell::Unreadable => {
                let message = format!("`{text}` cannot be read as an age; {WRITE_AGE}");
                (None, Code::UnreadableAge, message)
            }
            _ => return None,
        };
        self.find(code, record, Field::Age, message);
        age
    }
}

/// The message for a date that was converted from another calendar.
fn converted(text: &str, date: &PartialDate, calendar: Calendar) -> String {
    let calendar = calendar.as_str();
    format!("`{text}` is a date of the {calendar} calendar and was converted to {date}")
}
