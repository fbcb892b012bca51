//! The days and the order of days and months that a project file gives.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

/// Year, month and day of the month, each as people count them.
pub type Ymd = (i16, i8, i8);

/// A day of the civil calendar, written `YYYY-MM-DD`; always one that exists.
///
/// ```
/// use casualty_register::project::Day;
///
/// let day: Day = "2022-01-05".parse()?;
/// assert_eq!(day.ymd(), (2022, 1, 5));
/// assert!("2022-02-30".parse::<Day>().is_err());
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i16,
    month: i8,
    day: i8,
}

impl Day {
    /// A day; None if the calendar has no such day, or the year is not one of 0001 to 9999.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let exists = year > 0 && jiff::civil::Date::new(year, month, day).is_ok();
        exists.then_some(Day { year, month, day })
    }

    /// Year, month and day of the month, each as people count them.
    pub fn ymd(self) -> Ymd {
        (self.year, self.month, self.day)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::str::FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).ok_or_else(|| {
            let problem = format!("`{text}` is not a day; write it as YYYY-MM-DD");
            ErrorKind::Setting {
                name: "day",
                problem,
            }
            .into()
        })
    }
}

fn parse(text: &str) -> Option<Day> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let shaped = digits(year, 4) && digits(month, 2) && digits(day, 2) && parts.next().is_none();
    if !shaped {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// What `03.04` means where nothing else tells.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DayOrder {
    /// The third of April, as in Kazakhstan and most of the world.
    #[default]
    DayFirst,
    /// The fourth of March, as in the United States.
    MonthFirst,
    /// Either; both readings are to be kept.
    Unknown,
}

impl DayOrder {
    /// The text form in a project file.
    pub fn as_str(self) -> &'static str {
        match self {
            DayOrder::DayFirst => "day-first",
            DayOrder::MonthFirst => "month-first",
            DayOrder::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_days_that_exist() {
        for good in ["2022-01-05", " 2020-02-29 ", "0001-01-01"] {
            assert_eq!(good.parse::<Day>().unwrap().to_string(), good.trim());
        }
        for bad in [
            "",
            "2022",
            "2021-02-29",
            "2022-1-5",
            "2022-01-05-",
            "+022-01-05",
            "0000-01-01",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }
}
