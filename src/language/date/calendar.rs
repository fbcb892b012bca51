//! Calendars: the days of a year, month or day of each calendar, as days of the Gregorian calendar.
//!
//! In: numbers of a year, month and day. Out: a [`Day`], or `None` if the calendar has no such day. Outside the
//! Gregorian and Buddhist calendars, only years that begin in 1800 to 2100 exist here.
//!
//! The arithmetic is that of Reingold and Dershowitz, "Calendrical Calculations" (4th edition, 2018), from the
//! crate `calendrical_calculations`.

use std::ops::RangeInclusive;

use calendrical_calculations::hebrew::{BookHebrew, TISHRI};
use calendrical_calculations::islamic::{ISLAMIC_EPOCH_FRIDAY, fixed_from_tabular_islamic};
use calendrical_calculations::rata_die::RataDie;
use calendrical_calculations::{ethiopian, persian};
use serde::{Deserialize, Serialize};

use super::Day;
use crate::base::words::words;

/// A calendar in which lists write dates.
///
/// ```
/// use casualty_register::language::date::Calendar;
///
/// let day = Calendar::SolarHijri.day(1401, 6, 28);
/// assert_eq!(day.map(|day| day.to_string()).as_deref(), Some("2022-09-19"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Calendar {
    /// The civil calendar.
    /// Its years are those of our era, and its days are what every other calendar is converted to.
    #[default]
    Gregorian,
    /// The calendar of Iran and Afghanistan: 1401 began in March 2022.
    /// The year has six months of 31 days, five of 30, and a last one of 29 or 30. Years near our time: 1179 to 1479.
    SolarHijri,
    /// The lunar calendar of Islam in its arithmetic form. An observed month may begin a day earlier or later.
    /// The year has twelve months of 29 or 30 days, so it moves through the seasons. Years near our time: 1214 to 1525.
    Hijri,
    /// Gregorian months with years of the Buddhist era: 2565 is 2022.
    /// Years near our time: 2343 to 2643.
    Buddhist,
    /// The calendar of Ethiopia: 2014 began in September 2021.
    /// The year has twelve months of 30 days and a thirteenth of 5 or 6. Years near our time: 1792 to 2093, so that a
    /// bare year cannot be distinguished from a Gregorian one.
    Ethiopian,
    /// The Jewish calendar, with months counted from Nisan: 5782 began in September 2021.
    /// The year begins with Tishri, month 7; in a leap year month 12 is Adar I and month 13 Adar II. Years near our
    /// time: 5560 to 5861.
    Hebrew,
}

words! {
    Calendar, "calendar";
    /// Every calendar, in the order of the variants.
    ALL
    /// The text form in project files and tables: `solar-hijri`.
    as_str
    Gregorian = "gregorian",
    SolarHijri = "solar-hijri",
    Hijri = "hijri",
    Buddhist = "buddhist",
    Ethiopian = "ethiopian",
    Hebrew = "hebrew",
}

/// Years of the Gregorian calendar that are believed in the date of a list. Others are of another calendar or mistakes.
pub(super) const BELIEVED: RangeInclusive<i16> = 1800..=2100;
/// The difference between a year of the Buddhist era and the Gregorian year.
const BUDDHIST: i16 = 543;

impl Calendar {
    /// The calendar with a text form; `None` for any other text.
    pub(crate) fn from_name(text: &str) -> Option<Self> {
        Calendar::ALL.iter().copied().find(|calendar| calendar.as_str() == text)
    }

    /// The years of this calendar that are near our time: they begin in 1800 to 2100 of the Gregorian calendar.
    ///
    /// A year outside them is taken for a mistake, or for a year of another calendar.
    pub(super) fn years(self) -> RangeInclusive<i16> {
        match self {
            Calendar::Gregorian => BELIEVED,
            Calendar::SolarHijri => 1179..=1479,
            Calendar::Hijri => 1214..=1525,
            Calendar::Buddhist => 2343..=2643,
            Calendar::Ethiopian => 1792..=2093,
            Calendar::Hebrew => 5560..=5861,
        }
    }

    /// The day of a year, month and day of the month in this calendar. `None` if the calendar has no such day.
    ///
    /// The Gregorian and Buddhist calendars are valid for all years that [`Day`] can represent.
    pub fn day(self, year: i16, month: u8, day: u8) -> Option<Day> {
        let exists = (1..=self.length(year, month)?).contains(&day);
        exists.then(|| self.first(year, month).map(|first| first.plus_days(i32::from(day) - 1)))?
    }

    /// The first and last day of a month.
    pub(super) fn month(self, year: i16, month: u8) -> Option<(Day, Day)> {
        let first = self.day(year, month, 1)?;
        Some((first, self.day(year, month, self.length(year, month)?)?))
    }

    /// The first and last day of a year. A Hebrew year begins with Tishri, its seventh month.
    pub(super) fn year(self, year: i16) -> Option<(Day, Day)> {
        let start = if self == Calendar::Hebrew { TISHRI } else { 1 };
        let next = self.first(year.checked_add(1)?, start);
        let last = next.map_or(Day::new(year, 12, 31), |next| Some(next.plus_days(-1)))?;
        Some((self.day(year, start, 1)?, last))
    }

    /// The year in which a day lies. A day outside [`Calendar::years`] gives the last of those years.
    pub(super) fn year_of(self, day: Day) -> i16 {
        if self == Calendar::Gregorian {
            return day.year();
        }
        let years = self.years();
        let year = years.clone().rev().find(|year| self.year(*year).is_some_and(|span| span.0 <= day));
        year.unwrap_or(*years.end())
    }

    /// The number of days of a month; `None` if the month does not exist.
    fn length(self, year: i16, month: u8) -> Option<u8> {
        let next = || {
            let days = self.first(year, month + 1)?.days_since(self.first(year, month)?);
            u8::try_from(days).ok()
        };
        match (self, month) {
            (Calendar::Gregorian, 1..=12) => Some(Day::last_of(year, month)?.day()),
            (Calendar::Buddhist, 1..=12) => Some(Day::last_of(year.checked_sub(BUDDHIST)?, month)?.day()),
            (_, _) if !self.years().contains(&year) => None,
            (Calendar::SolarHijri, 1..=6) => Some(31),
            (Calendar::SolarHijri, 7..=11) => Some(30),
            (Calendar::SolarHijri, 12) => Some(29 + u8::from(persian::is_leap_year(i32::from(year)))),
            (Calendar::Hijri, 1..=11) => next(),
            (Calendar::Hijri, 12) => {
                Some(29 + u8::from((11 * i32::from(year) + 14).rem_euclid(30) < 11)) // 11 leap years of 30
            }
            (Calendar::Ethiopian, 1..=12) => Some(30),
            (Calendar::Ethiopian, 13) => Some(5 + u8::from(year % 4 == 3)),
            (Calendar::Hebrew, 1..=13) => {
                Some(BookHebrew::last_day_of_book_hebrew_month(i32::from(year), hebrew(year, month)))
            }
            _ => None,
        }
    }

    /// The first day of a month that exists; the caller checks the month.
    fn first(self, year: i16, month: u8) -> Option<Day> {
        let civil = i32::from(year);
        match self {
            Calendar::Gregorian => Day::new(year, month, 1),
            Calendar::Buddhist => Day::new(year.checked_sub(BUDDHIST)?, month, 1),
            Calendar::SolarHijri => day_of(persian::fixed_from_fast_persian(civil, month, 1)),
            Calendar::Hijri => day_of(fixed_from_tabular_islamic(civil, month, 1, ISLAMIC_EPOCH_FRIDAY)),
            Calendar::Ethiopian => day_of(ethiopian::fixed_from_ethiopian(civil, month, 1)),
            Calendar::Hebrew => {
                let first = BookHebrew { year: civil, month: hebrew(year, month), day: 1 };
                day_of(BookHebrew::fixed_from_book_hebrew(first))
            }
        }
    }
}

/// The month number for the arithmetic. In a common year the only Adar is month 12, but texts may name it like the
/// second Adar of a leap year, which is month 13.
fn hebrew(year: i16, month: u8) -> u8 {
    if month == 13 && !BookHebrew::is_hebrew_leap_year(i32::from(year)) { 12 } else { month }
}

/// The day for a count of days in which 1 is 0001-01-01; `None` if the count does not fit.
fn day_of(count: RataDie) -> Option<Day> {
    Some(Day::MIN.plus_days(i32::try_from(count.to_i64_date()).ok()? - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days that almanacs and converters of each calendar give.
    #[test]
    fn days_of_each_calendar() {
        use Calendar::*;
        let cases = [
            (SolarHijri, (1401, 1, 1), "2022-03-21"),
            (SolarHijri, (1401, 6, 28), "2022-09-19"),
            (SolarHijri, (1363, 5, 12), "1984-08-03"),
            (SolarHijri, (1399, 12, 30), "2021-03-20"),
            (SolarHijri, (1357, 11, 22), "1979-02-11"),
            (Hijri, (1443, 1, 1), "2021-08-10"),
            (Hijri, (1444, 9, 1), "2023-03-23"),
            (Hijri, (1445, 3, 22), "2023-10-07"),
            (Buddhist, (2565, 1, 5), "2022-01-05"),
            (Ethiopian, (2014, 1, 1), "2021-09-11"),
            (Ethiopian, (2013, 2, 24), "2020-11-03"),
            (Ethiopian, (2011, 13, 6), "2019-09-11"),
            (Hebrew, (5784, 7, 22), "2023-10-07"),
            (Hebrew, (5708, 2, 5), "1948-05-14"),
            (Hebrew, (5782, 13, 1), "2022-03-04"),
            (Hebrew, (5783, 13, 1), "2023-02-22"),
            (Gregorian, (2024, 2, 29), "2024-02-29"),
        ];
        for (calendar, (year, month, day), expected) in cases {
            let found = calendar.day(year, month, day).map(|day| day.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{calendar:?} {year}-{month}-{day}");
        }
    }

    #[test]
    fn only_days_of_the_calendar_exist() {
        use Calendar::*;
        for (calendar, (year, month, day)) in [
            (SolarHijri, (1400, 12, 30)),
            (SolarHijri, (1400, 13, 1)),
            (SolarHijri, (2022, 1, 1)),
            (Hijri, (1443, 12, 30)),
            (Hijri, (1443, 2, 30)),
            (Ethiopian, (2012, 13, 6)),
            (Ethiopian, (2012, 14, 1)),
            (Hebrew, (5784, 14, 1)),
            (Hebrew, (5784, 1, 31)),
            (Buddhist, (2565, 2, 29)),
            (Gregorian, (2022, 0, 1)),
            (Gregorian, (2022, 1, 0)),
        ] {
            assert_eq!(calendar.day(year, month, day), None, "{calendar:?} {year}-{month}-{day}");
        }
    }

    #[test]
    fn years_follow_each_other_day_by_day() {
        for calendar in Calendar::ALL {
            for year in calendar.years() {
                let (from, to) = calendar.year(year).expect("a year of the calendar");
                assert!((353..=385).contains(&(to.days_since(from) + 1)), "{calendar:?} {year}");
                if let Some((next, _)) = calendar.year(year + 1) {
                    assert_eq!(next, to.plus_days(1), "{calendar:?} {year}");
                }
                assert!((1790..=2112).contains(&from.year()), "{calendar:?} {year}: {from}");
            }
        }
    }

    #[test]
    fn a_day_lies_in_a_year_of_each_calendar() {
        let day = Day::new(2022, 1, 31).expect("a day");
        let years = Calendar::ALL.iter().map(|calendar| calendar.year_of(day));
        assert_eq!(years.collect::<Vec<_>>(), [2022, 1400, 1443, 2565, 2014, 5782]);
    }
}
