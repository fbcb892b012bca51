//! Findings about a record as a whole: cells that contradict one another, repaired names, and too few values for
//! linking.
//!
//! In: a record, its mention and the findings so far. Out: more findings; a check may also remove a birth. The checks
//! run after the cells are read, in this order: misread cells, the name, the group, the birth, the dates, and whether
//! the record can be linked.

use super::SourceReader;
use crate::base::finding::{Code, Finding, Location};
use crate::language::age::AgeFit;
use crate::language::date::{PartialDate, Purpose};
use crate::language::name::{Group, OrderHabit, PersonName, Reading, Role};
use crate::source::mention::advice::{ADD_MORE, CONFIRM, RESTORE};
use crate::source::mention::born::Implausible;
use crate::source::mention::{Mention, born, defaults};
use crate::source::{Field, Record};

impl SourceReader<'_> {
    /// Reports each repaired cell of a record.
    ///
    /// The code depends on the cell: `name-repaired` for a name, `serial-date` for a day number, `text-repaired` for
    /// all others. The message quotes the printed and the repaired text.
    pub(super) fn check_misread(&mut self, record: &Record) {
        let names: Vec<Option<usize>> =
            self.name_fields().map(|field| self.source.mapping().column(field)).collect();
        for (column, repaired) in self.cells.repaired(record) {
            let is_name = names.contains(&Some(column));
            let code = match (is_name, repaired.is_day()) {
                (true, _) => Code::NameRepaired,
                (_, true) => Code::SerialDate,
                _ => Code::TextRepaired,
            };
            let printed = record.cell(column).unwrap_or_default();
            let message =
                format!("`{printed}` ({}) is used as `{}`; {CONFIRM}", repaired.how(), repaired.text());
            self.find_at(code, record, Some(column), message);
        }
    }

    /// Reports that the order of name parts is unclear. The order is a property of the list, so the finding is at the
    /// column.
    ///
    /// Reported only if the list neither declares `name_order` nor shows it clearly. The message states the share of
    /// names in which the surname comes first, so the reader can judge.
    pub(super) fn check_order(&mut self, habit: &OrderHabit) {
        if !habit.is_unclear() {
            return;
        }
        let first = 100.0 * habit.surname_first();
        let message = format!(
            "the list does not show which part of a name is the surname ({first:.0} % of its names are read \
             with the surname first); set `name_order` to `given-first` or `surname-first`"
        );
        let column = self.source.mapping().column(Field::Name);
        let at = Location {
            source: self.source.id().to_owned(),
            file: self.source.file().to_owned(),
            column: column.and_then(|column| self.source.header().get(column).cloned()),
            ..Location::default()
        };
        self.findings.push(Finding::new(Code::NameOrderUnclear, vec![at], message));
    }

    /// Reports a missing name, a repaired name, and lost letters.
    ///
    /// A record without a name stays an entry of its own. A name whose cell was repaired as a whole was already
    /// reported by `check_misread` and is not reported twice.
    pub(super) fn check_name(&mut self, record: &Record, name: Option<&PersonName>) {
        let Some(name) = name else {
            let field = self.name_fields().next().unwrap_or(Field::Name);
            let message =
                "the row has no name, so it is joined to no other row; give the name if it is known"
                    .to_owned();
            self.find(Code::NoName, record, field, message);
            return;
        };
        if name.is_repaired() && !self.is_name_misread(record) {
            let message = format!(
                "`{}` has letters of another alphabet or signs in place of letters, and was compared as `{}`; \
                 {CONFIRM}",
                name.raw(),
                name.display()
            );
            self.find(Code::NameRepaired, record, self.name_field(record, PersonName::is_repaired), message);
        }
        if name.has_lost_letters() {
            let message = format!(
                "letters of `{}` are lost and are compared as unknown letters; {RESTORE}",
                name.raw()
            );
            self.find(
                Code::NameLostLetters,
                record,
                self.name_field(record, PersonName::has_lost_letters),
                message,
            );
        }
    }

    /// Reports a text of more than `most` characters. Only its beginning is compared.
    ///
    /// `column` is the index of the cell; `None` if the text comes from no single column. Equal cells count as equal whatever their length.
    pub(super) fn check_length(&mut self, record: &Record, column: Option<usize>, text: &str, most: usize) {
        // A text has no more characters than bytes, so hardly any text has to be counted.
        if text.len() <= most {
            return;
        }
        let letters = text.chars().count();
        if letters > most {
            let message = format!(
                "the cell has {letters} characters, and only the first {most} are compared; shorten it"
            );
            self.find_at(Code::LongText, record, column, message);
        }
    }

    /// Reports a record that describes several people. It counts as a group, whatever name it gives.
    ///
    /// Example: `Тестов Асан и его сын` is a group of two. The message names the count if the cell states one.
    pub(super) fn check_group(&mut self, record: &Record, group: Option<Group>) {
        let Some(group) = group else { return };
        let field = self.name_fields().next().unwrap_or(Field::Name);
        let cells: Vec<&str> = self.name_fields().map(|field| self.cell(record, field)).collect();
        let many = match group.count() {
            Some(count) => format!("{count} people"),
            None => "several people without saying how many".to_owned(),
        };
        let message = format!(
            "`{}` describes {many}, so the row is counted as a group and never joined; write one row for each \
             person",
            cells.join(" ").trim()
        );
        self.find(Code::SeveralPeople, record, field, message);
    }

    /// Reports a record that has only part of a name and no other value: it is hardly ever linked.
    ///
    /// A name is whole if at least two of its parts are written out; initials do not count. Any birth, age, death or
    /// place is enough to skip the finding.
    pub(super) fn check_linkable(&mut self, record: &Record, mention: &Mention) {
        let whole = |name: &PersonName| {
            let written_out = |reading: &Reading| {
                let parts = Role::ALL.iter().filter_map(|role| reading.value(*role));
                parts.filter(|part| !part.is_initial()).count() > 1
            };
            name.readings().first().is_some_and(written_out)
        };
        let has_more = mention.birth().is_some()
            || mention.age().is_some()
            || mention.death().is_some()
            || mention.place_key().is_some();
        if let Some(name) = mention.name().filter(|name| !has_more && !whole(name)) {
            let message = format!(
                "the row has only the name `{}`, too little to join it to another row; \
                                   {ADD_MORE}",
                name.raw()
            );
            self.find(Code::UnlinkableRecord, record, self.name_field(record, |_| true), message);
        }
    }

    /// Reports an age that does not fit the birth, and a death outside the period.
    ///
    /// A death is not reported if any of its possible days is in the period, because the list may be right.
    pub(super) fn check_dates(&mut self, record: &Record, mention: &Mention) {
        self.check_age(record, mention);
        if let (Some(death), Some((from, to))) = (mention.death(), self.readers.period)
            && born::is_outside(death, Some((from, to)))
        {
            let message = format!(
                "the death {death} is outside the period {from} to {to}; correct it, or the \
                                   period in the project file"
            );
            self.find(Code::OutsidePeriod, record, self.date_field(Purpose::Death), message);
        }
    }

    /// Whether a birth is to be compared, with a finding if it is implausible.
    ///
    /// `false` means that the birth must be removed. A birth that may mean "unknown" is kept here, because
    /// only the whole list can decide that (`settle_births`). If the death is outside the period, the death is the more
    /// doubtful date and the birth is kept.
    pub(super) fn is_plausible(
        &mut self,
        record: &Record,
        birth: &PartialDate,
        death: Option<&PartialDate>,
    ) -> bool {
        let Some(why) = born::implausible(birth, death, self.readers.period) else { return true };
        if defaults::may_be_none(birth) {
            return true; // the list decides what it stands for
        }
        let field = self.date_field(Purpose::Birth);
        let (code, message) = match (why, death) {
            (Implausible::AfterDeath, Some(death)) => {
                let message =
                    format!("the death {death} is before the birth {birth}; correct one of the dates");
                (Code::DeathBeforeBirth, message)
            }
            (Implausible::AfterDeath, None) => {
                let message = format!(
                    "the birth {birth} is after the period, so it is not compared; correct the birth"
                );
                (Code::ImplausibleBirth, message)
            }
            (Implausible::TooEarly, _) => {
                let message = format!(
                    "the birth {birth} is more than 120 years before the death, so it is not compared; correct \
                     the birth"
                );
                (Code::ImplausibleBirth, message)
            }
        };
        let field = if code == Code::DeathBeforeBirth { self.date_field(Purpose::Death) } else { field };
        self.find(code, record, field, message);
        !born::is_to_be_dropped(birth, death, self.readers.period)
    }

    /// Settles births that mean "unknown" or only a year, and reports them.
    ///
    /// Runs after all records of the list are read, because the frequency of a day decides. Years that are written as
    /// days get one finding for the whole column; unknown births get one finding each.
    pub(super) fn settle_births(&mut self, mentions: &mut [Mention]) {
        let last = self.readers.period.map(|(_, last)| last);
        let mut years = 0;
        for (at, birth, what) in defaults::settle(mentions, last) {
            if what == defaults::Meant::Year {
                years += 1;
                continue;
            }
            let Some(record) = mentions.get(at).and_then(|one| self.source.records().get(one.record)) else {
                continue;
            };
            let message = format!(
                "the birth {birth} is a date that programs fill in when none is known, or one that too many \
                 rows share, so it was read as unknown; empty the cell, or write the right date"
            );
            self.find(Code::DefaultBirth, record, self.date_field(Purpose::Birth), message);
        }
        if years > 0 {
            let at = Location {
                source: self.source.id().to_owned(),
                file: self.source.file().to_owned(),
                column: self
                    .source
                    .mapping()
                    .column(self.date_field(Purpose::Birth))
                    .and_then(|at| self.source.header().get(at).cloned()),
                ..Location::default()
            };
            let message = format!(
                "{years} births are on 1 January, far more than by chance, so they were read as years; write \
                 the years"
            );
            self.findings.push(Finding::new(Code::YearAsDay, vec![at], message));
        }
    }

    /// Reports an age that does not fit the dates of birth and death.
    ///
    /// An age that differs by one year is reported too.
    fn check_age(&mut self, record: &Record, mention: &Mention) {
        let (Some(age), Some(birth)) = (mention.age(), mention.birth()) else { return };
        let fit = age.fits(birth, mention.death(), self.readers.period);
        if fit.is_some_and(|fit| fit != AgeFit::Fits) {
            let text = self.cell(record, Field::Age);
            let message = format!(
                "the age `{text}` does not agree with the birth {birth} and the death; \
                                   correct the one that is wrong"
            );
            self.find(Code::AgeBirthMismatch, record, Field::Age, message);
        }
    }
}
