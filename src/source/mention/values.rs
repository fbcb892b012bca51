//! The values of a record without its name. Lists too long for a complete [`Mention`] of each record are compared by
//! these.

use std::sync::Arc;

use super::read::Readers;
use super::{Mention, RecordKey, born, defaults};
use crate::language::age::AgeCell;
use crate::language::date::{DateHabit, Day, PartialDate, Purpose};
use crate::language::place::PlaceCell;
use crate::language::sex::{Sex, SexCodes};

/// How one list writes dates and codes of sexes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ListHabit {
    /// Order of day and month, and calendar.
    pub(crate) dates: DateHabit,
    /// Meaning of codes.
    pub(crate) sexes: SexCodes,
}

/// The cells from which values are read; empty where the list has none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ValueCells<'a> {
    /// Date of birth.
    pub(crate) birth: &'a str,
    /// Age at death.
    pub(crate) age: &'a str,
    /// Date of death.
    pub(crate) death: &'a str,
    /// Place of death.
    pub(crate) place: &'a str,
    /// Sex.
    pub(crate) sex: &'a str,
    /// Status.
    pub(crate) status: &'a str,
    /// How the list writes dates and sexes.
    pub(crate) habit: ListHabit,
    /// The sex that the name implies.
    pub(crate) shown_sex: Option<Sex>,
    /// The status that a rank beside the name implies, as text.
    pub(crate) implied_status: &'a str,
    /// A further column: its label and its text, cleaned and in lower case.
    pub(crate) extra: Option<(&'a str, &'a str)>,
}

impl Readers {
    /// A mention with the values of these cells and without name, key and group. `reference` is the first and the last
    /// day to which an age without a date of death may refer. Unlike reading a whole list, it cannot see which births
    /// are too frequent.
    pub(crate) fn values(&self, cells: ValueCells<'_>, reference: Option<(Day, Day)>) -> Mention {
        let death =
            self.dates.read(cells.death, &self.context(Purpose::Death, cells.habit.dates)).date().cloned();
        let context = self.context(Purpose::Birth, cells.habit.dates);
        let birth = born::read(cells.birth, (&self.dates, &self.ages), &context, death.as_ref());
        let age_by_birth = birth.age;
        let last = death.as_ref().map(PartialDate::latest).or(self.period.map(|(_, last)| last));
        let is_true = |birth: &&PartialDate| !born::is_to_be_dropped(birth, death.as_ref(), self.period);
        let birth =
            birth.date.date().filter(is_true).filter(|birth| !defaults::is_none(birth, last)).cloned();
        let age = match self.ages.read(cells.age) {
            AgeCell::Age(age) => Some(age),
            _ => age_by_birth,
        };
        let period = reference.map(|(from, to)| PartialDate::between(from, to));
        let on = death.as_ref().map(PartialDate::earliest).or(self.period.map(|(from, _)| from));
        let on = on.map(|day| (day.year(), day.month().cast_signed(), day.day().cast_signed()));
        let sex = self.sexes.read_in(cells.sex, cells.habit.sexes).sex();
        let status = self.statuses.read(cells.status).status().cloned();
        let implied = self.statuses.read(cells.implied_status).status().cloned();
        let empty: Arc<str> = "".into();
        Mention {
            key: RecordKey { source: empty.clone(), record: empty },
            source: 0,
            record: 0,
            name: None,
            sex,
            implied_sex: cells.shown_sex.filter(|_| sex.is_none()),
            birth_by_age: age
                .as_ref()
                .and_then(|age| Some(age.birth_span(death.as_ref().or(period.as_ref())?))),
            birth,
            age,
            death,
            place: if cells.place.is_empty() { PlaceCell::Empty } else { self.places.read(cells.place, on) },
            implied_status: implied.filter(|_| status.is_none()),
            status,
            extra: cells
                .extra
                .iter()
                .map(|(label, text)| ((*label).to_owned(), (*text).to_owned()))
                .collect(),
            group: None,
            identity: None,
        }
    }
}
