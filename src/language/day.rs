//! One day of the Gregorian calendar: construction, text, and arithmetic in days and months.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::error::{Error, ErrorKind};

/// A day of the Gregorian calendar in the years 1 to 9999, without time or time zone. It takes 4 bytes and is `Copy`.
///
/// Its text is ISO 8601, also in serde: `2022-01-05`.
///
/// ```
/// use casualty_register::language::date::Day;
///
/// let day: Day = "2022-01-05".parse()?;
/// assert_eq!(Day::new(2022, 1, 5), Some(day));
/// assert_eq!(day.plus_days(-5).to_string(), "2021-12-31");
/// # Ok::<(), casualty_register::language::date::DayError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The error for a text that is not a day in the form `YYYY-MM-DD`. It holds the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a day; write it as YYYY-MM-DD")]
pub struct DayError(String);

/// Reported as a problem of the setting `day`.
impl From<DayError> for Error {
    fn from(error: DayError) -> Self {
        ErrorKind::Setting { name: "day", problem: error.to_string() }.into()
    }
}

impl Day {
    /// The first day that can be represented, 0001-01-01.
    pub const MIN: Day = Day(Date::constant(1, 1, 1));
    /// The last day that can be represented, 9999-12-31.
    pub const MAX: Day = Day(Date::constant(9999, 12, 31));

    /// The day of a year (1 to 9999), month (1 to 12) and day of the month (1 to 31). `None` if the calendar has no
    /// such day.
    ///
    /// For example, 29 February exists in 2024 and not in 2022.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let date = Date::new(year, month, day).ok()?;
        (year >= 1).then_some(Day(date))
    }

    /// The last day of a month; `None` if the year or month does not exist.
    pub(crate) fn last_of(year: i16, month: u8) -> Option<Self> {
        let first = Day::new(year, month, 1)?;
        Some(Day(first.0.last_of_month()))
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The day of the week: Monday is 1, Sunday is 7.
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_one_offset().unsigned_abs()
    }

    /// The number of days from `other` to this day; negative if this day is earlier.
    pub fn days_since(self, other: Day) -> i32 {
        let days = self.0.duration_since(other.0).as_hours() / 24;
        i32::try_from(days).unwrap_or(i32::MAX) // four million days at most
    }

    /// The day that is `days` later, or earlier if `days` is negative. Stops at [`Day::MIN`] and [`Day::MAX`].
    ///
    /// It never fails, so that periods and margins need no error handling.
    pub fn plus_days(self, days: i32) -> Day {
        let duration = SignedDuration::from_hours(i64::from(days) * 24);
        match self.0.checked_add(duration) {
            Ok(date) => Day(date).max(Day::MIN),
            Err(_) if days < 0 => Day::MIN,
            Err(_) => Day::MAX,
        }
    }

    /// The same day of the month `months` later, or the last day of a shorter month. Stops at [`Day::MIN`] and
    /// [`Day::MAX`].
    pub(crate) fn plus_months(self, months: i32) -> Day {
        let index = i32::from(self.year()) * 12 + i32::from(self.month()) - 1 + months;
        let year = i16::try_from(index.div_euclid(12)).unwrap_or(0);
        let month = u8::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
        let end = if months < 0 { Day::MIN } else { Day::MAX };
        Day::new(year, month, self.day()).or_else(|| Day::last_of(year, month)).unwrap_or(end)
    }

    /// The number of whole months from `earlier` to this day; negative if this day is earlier. From 6 January 1992 to 5
    /// January 2022 there are 359.
    pub(crate) fn months_since(self, earlier: Day) -> i32 {
        let index = |day: Day| i32::from(day.year()) * 12 + i32::from(day.month());
        index(self) - index(earlier) - i32::from(self.day() < earlier.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        iso(text).ok_or_else(|| DayError(text.to_owned()))
    }
}

/// The day of a text in exactly the form `YYYY-MM-DD`.
/// Stricter than ISO 8601, which also allows signs and shorter forms.
fn iso(text: &str) -> Option<Day> {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shaped = digits(year, 4) && digits(month, 2) && digits(day, 2) && parts.next().is_none();
    if !shaped {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// As the text `2022-01-05`.
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From the text `2022-01-05`; any other text is an error.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_exist() {
        assert!(Day::new(2022, 2, 29).is_none());
        assert!(Day::new(2024, 2, 29).is_some());
        assert!(Day::new(0, 1, 1).is_none());
        assert!(Day::new(2022, 200, 1).is_none());
    }

    #[test]
    fn text_is_strict_iso() {
        for text in ["2022-1-5", "2022-01-05T00:00", "+2022-01-05", "05.01.2022", "2022-13-01", ""] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Day::MAX.plus_days(1), Day::MAX);
        assert_eq!(Day::MIN.plus_days(-1), Day::MIN);
        assert_eq!(Day::MIN.plus_days(i32::MIN), Day::MIN);
        assert_eq!(Day::MAX.plus_months(12), Day::MAX);
        assert_eq!(Day::MIN.plus_months(-1), Day::MIN);
        assert_eq!(Day::MAX.days_since(Day::MIN), 3_652_058);
    }

    #[test]
    fn whole_months_end_on_the_same_day() {
        let day = |text: &str| text.parse::<Day>().expect("an ISO day");
        assert_eq!(day("2022-01-31").plus_months(1), day("2022-02-28"));
        assert_eq!(day("2022-01-05").months_since(day("1992-01-05")), 360);
        assert_eq!(day("2022-01-05").months_since(day("1992-01-06")), 359);
        assert_eq!(day("2022-01-05").weekday(), 3);
    }
}
