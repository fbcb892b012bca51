//! Removes births that are no births: values that programs write for an unknown birth, and years that are written as 1
//! January.
//!
//! In: the mentions of one list. Out: the same mentions with settled births, and what was changed.
//!
//! A cell `01.01.1900` looks exact. Read as a day, it would join two brothers as born on the same day, and would
//! separate two records of one man. Only the list as a whole shows what it means: nobody who died in 2022 was born in
//! 1900, and a twentieth of all people was not born on 1 January.
//! twentieth of all people was born on the first of January.

use std::collections::BTreeMap;

use super::Mention;
use crate::language::date::{Day, PartialDate, Precision};

/// Days from which databases and spreadsheets count, or which forms offer, as year, month and day.
const EPOCHS: [(i16, u8, u8); 7] =
    [(1, 1, 1), (1800, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1), (1970, 1, 1)];
/// Highest age, in years. An epoch day that implies a higher age means an unknown birth.
const OLDEST: i16 = 110;
/// Fewest records with an epoch day as birth at which it counts as unknown, although somebody could have been born on
/// it.
const FREQUENT: usize = 3;
/// Smallest share of such records among the exact births of their list. By chance, a day has 1 in 25,000.
const FREQUENT_SHARE: f64 = 0.01;
/// Fewest births on 1 January at which they are read as years.
const FIRST_DAYS: usize = 5;
/// Smallest share of such births among the exact births of their list. By chance it is 1 in 365.
const FIRST_DAYS_SHARE: f64 = 0.05;

/// What a birth means that is not used as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// The birth is unknown.
    Unknown,
    /// Only the year is known.
    Year,
}

/// Settles the births of the mentions of one list. Returns the index of each changed mention, with the printed birth
/// and its meaning. `last` is the last day of the period, if it is known.
pub(super) fn settle(mentions: &mut [Mention], last: Option<Day>) -> Vec<(usize, PartialDate, Meant)> {
    let habits = BirthdayCounts::of(mentions);
    let mut settled = Vec::new();
    for (at, mention) in mentions.iter_mut().enumerate() {
        let Some(birth) = mention.birth.clone() else { continue };
        let last = mention.death.as_ref().map(PartialDate::latest).or(last);
        let Some(what) = habits.of_birth(&birth, last) else { continue };
        mention.birth = match what {
            Meant::Unknown => None,
            Meant::Year => year(birth.earliest().year()),
        };
        settled.push((at, birth, what));
    }
    settled
}

/// How often each day of birth occurs in a list.
struct BirthdayCounts {
    /// Number of records for each exact day of birth.
    days: BTreeMap<Day, usize>,
    /// Number of records with an exact day of birth.
    exact: usize,
    /// Whether births on 1 January mean only the year.
    are_years: bool,
}

impl BirthdayCounts {
    /// Counts the births of a list.
    fn of(mentions: &[Mention]) -> Self {
        let mut days: BTreeMap<Day, usize> = BTreeMap::new();
        for day in mentions.iter().filter_map(|mention| mention.birth.as_ref()?.day()) {
            *days.entry(day).or_insert(0) += 1;
        }
        BirthdayCounts::of_days(days)
    }

    /// The habits for given counts.
    fn of_days(days: BTreeMap<Day, usize>) -> Self {
        let exact: usize = days.values().sum();
        let first = |(day, _): &(&Day, &usize)| is_first(**day) && !is_epoch(**day);
        let firsts: usize = days.iter().filter(first).map(|(_, rows)| rows).sum();
        let are_years = firsts >= FIRST_DAYS && firsts as f64 >= FIRST_DAYS_SHARE * exact as f64;
        BirthdayCounts { days, exact, are_years }
    }

    /// The meaning of a birth; `None` if it is used as printed. `last` is the latest possible day of death.
    fn of_birth(&self, birth: &PartialDate, last: Option<Day>) -> Option<Meant> {
        let Some(day) = birth.day() else {
            let is_default_year = birth.precision() == Precision::Year && birth.earliest().year() == 1900;
            return (is_default_year && is_too_old(birth.earliest(), last)).then_some(Meant::Unknown);
        };
        if is_epoch(day) && (is_too_old(day, last) || self.is_frequent(day)) {
            return Some(Meant::Unknown);
        }
        (self.are_years && is_first(day)).then_some(Meant::Year)
    }

    /// Whether a day of birth is far more frequent than chance explains.
    fn is_frequent(&self, day: Day) -> bool {
        let rows = self.days.get(&day).copied().unwrap_or(0);
        rows >= FREQUENT && rows as f64 >= FREQUENT_SHARE * self.exact as f64
    }
}

/// Whether a day is one of [`EPOCHS`].
fn is_epoch(day: Day) -> bool {
    EPOCHS.contains(&(day.year(), day.month(), day.day()))
}

/// Whether a day is 1 January.
fn is_first(day: Day) -> bool {
    (day.month(), day.day()) == (1, 1)
}

/// Whether a birth implies an age above [`OLDEST`]; false if the latest day of death is not known.
fn is_too_old(birth: Day, last: Option<Day>) -> bool {
    last.is_some_and(|last| last.year().saturating_sub(birth.year()) > OLDEST)
}

/// The whole year as a date.
fn year(year: i16) -> Option<PartialDate> {
    Some(PartialDate::between(Day::new(year, 1, 1)?, Day::new(year, 12, 31)?))
}

/// Whether a birth could mean "unknown"; the whole list decides.
pub(super) fn may_be_none(birth: &PartialDate) -> bool {
    match birth.day() {
        Some(day) => is_epoch(day),
        None => birth.precision() == Precision::Year && birth.earliest().year() == 1900,
    }
}

/// Whether a birth means "unknown", whatever the rest of the list shows: an epoch day on which nobody was born who
/// died by `last`.
pub(super) fn is_none(birth: &PartialDate, last: Option<Day>) -> bool {
    birth.day().is_some_and(|day| is_epoch(day) && is_too_old(day, last))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn born(list: &[(&str, usize)], of: &str) -> Option<Meant> {
        let day = |text: &str| -> Day {
            let parts: Vec<i16> = text.split('-').map(|part| part.parse().unwrap()).collect();
            Day::new(parts[0], parts[1] as u8, parts[2] as u8).unwrap()
        };
        let days: BTreeMap<Day, usize> = list.iter().map(|(text, rows)| (day(text), *rows)).collect();
        BirthdayCounts::of_days(days).of_birth(&PartialDate::exact(day(of)), Day::new(2022, 1, 31))
    }

    #[test]
    fn epochs_are_no_births_and_many_first_days_are_years() {
        let few = [("1990-05-12", 40), ("1990-01-01", 1)];
        let many = [("1990-05-12", 40), ("1990-01-01", 3), ("1985-01-01", 3)];
        let unix = [("1990-05-12", 40), ("1970-01-01", 3)];
        let one = [("1990-05-12", 40), ("1970-01-01", 1)];
        for (list, of, expected) in [
            (&few[..], "1900-01-01", Some(Meant::Unknown)),
            (&few, "1899-12-30", Some(Meant::Unknown)),
            (&few, "1990-01-01", None),
            (&few, "1990-05-12", None),
            (&few, "1931-01-01", None),
            (&many, "1990-01-01", Some(Meant::Year)),
            (&many, "1970-01-01", Some(Meant::Year)),
            (&unix, "1970-01-01", Some(Meant::Unknown)),
            (&one, "1970-01-01", None),
        ] {
            assert_eq!(born(list, of), expected, "{of} in {list:?}");
        }
    }
}
