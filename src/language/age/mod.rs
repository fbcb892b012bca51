//! Ages: reads age cells and compares ages with dates of birth and death.
//!
//! A person who dies in the first days of a year has rarely had a birthday in that year. So "year of death minus year of
//! birth" is one too many for almost all people who died in a January. Therefore an age is a span of completed months. A
//! birth date fits an age if some pair of possible days fits it.

mod read;

pub use read::AgeReader;

use serde::Serialize;

use crate::language::date::{Day, PartialDate};

/// A span of completed months of life: 29 years are the months 348 to 359.
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::language::{Age, AgeFit, AgeReader};
/// use casualty_register::language::date::{Day, PartialDate};
///
/// let reader = AgeReader::new(&Lexicon::bundled());
/// let age = reader.read("29-летний");
/// assert_eq!(age.age(), Some(&Age::years(29)));
/// assert_eq!(reader.read("30-ға қараған").age(), Some(&Age::years(29)));
///
/// let day = |text: &str| text.parse::<Day>();
/// let death = PartialDate::exact(day("2022-01-05")?);
/// let birth = PartialDate::between(day("1992-01-01")?, day("1992-12-31")?);
/// assert_eq!(Age::years(29).fits(&birth, Some(&death), None), Some(AgeFit::Fits));
/// assert_eq!(Age::years(31).fits(&birth, Some(&death), None), Some(AgeFit::OffByOne));
/// # Ok::<(), casualty_register::language::date::DayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Age {
    min_months: u16,
    max_months: u16,
    approximate: bool,
    uncertain: bool,
    #[serde(skip)]
    partly_read: bool,
    #[serde(skip)]
    letters_read: bool,
}

/// The oldest age that is believed, in years; open ages (`40+`) reach as far.
pub(crate) const OLDEST_YEARS: u16 = 120;

impl Age {
    /// So many completed years.
    pub fn years(years: u16) -> Self {
        Age::years_between(years, years)
    }

    /// From so many completed years to so many.
    pub fn years_between(from: u16, to: u16) -> Self {
        let (from, to) = (from.min(to).min(OLDEST_YEARS), from.max(to).min(OLDEST_YEARS));
        Age::months_between(from * 12, to * 12 + 11)
    }

    /// From so many completed months to so many.
    pub fn months_between(from: u16, to: u16) -> Self {
        let most = OLDEST_YEARS * 12 + 11;
        Age {
            min_months: from.min(to).min(most),
            max_months: from.max(to).min(most),
            approximate: false,
            uncertain: false,
            partly_read: false,
            letters_read: false,
        }
    }

    /// The least number of completed months.
    pub fn min_months(&self) -> u16 {
        self.min_months
    }

    /// The greatest number of completed months.
    pub fn max_months(&self) -> u16 {
        self.max_months
    }

    /// The least number of completed years.
    pub fn min_years(&self) -> u16 {
        self.min_months / 12
    }

    /// The greatest number of completed years.
    pub fn max_years(&self) -> u16 {
        self.max_months / 12
    }

    /// `около 30`, `шамамен`; the span is already widened: 2 years to each side, 3 for a number
    /// that ends in 0 or 5.
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// The cell doubts the age, or has words that no table knows.
    pub fn is_uncertain(&self) -> bool {
        self.uncertain
    }

    /// The cell has a word or sign that no table knows.
    pub fn is_partly_read(&self) -> bool {
        self.partly_read
    }

    /// Letters of the cell stand for digits and were read as these: `l8`.
    pub fn has_letters_for_digits(&self) -> bool {
        self.letters_read
    }

    /// A single age of twenty or more that ends in 0 or 5; witnesses round to these, so a lesser
    /// difference is no contradiction.
    pub fn is_round(&self) -> bool {
        self.min_years() == self.max_years() && self.min_years() >= 20 && self.min_years().is_multiple_of(5)
    }

    /// How many years lie between two ages: 0 when they share a month, 1 for 29 and 30.
    pub fn gap_years(&self, other: &Age) -> u16 {
        let (from, to) = (other.min_months, other.max_months);
        years_apart(self, i32::from(from), i32::from(to))
    }

    /// First and last day of birth of someone who died at this age.
    ///
    /// Someone who was 29 on 5 January 2022 was born from 6 January 1992 to 5 January 1993.
    pub fn birth_span(&self, death: &PartialDate) -> (Day, Day) {
        let oldest = -(i32::from(self.max_months) + 1);
        let first = death.earliest().plus_months(oldest).plus_days(1);
        (first, death.latest().plus_months(-i32::from(self.min_months)))
    }

    /// Whether a birth date fits this age at death; without a date of death, at some day of the
    /// period. None when there is neither.
    pub fn fits(
        &self,
        birth: &PartialDate,
        death: Option<&PartialDate>,
        period: Option<(Day, Day)>,
    ) -> Option<AgeFit> {
        let (first, last) = death.map(|death| (death.earliest(), death.latest())).or(period)?;
        let apart =
            |span: &(Day, Day)| years_apart(self, first.months_since(span.1), last.months_since(span.0));
        let years = birth.spans().iter().map(apart).min()?;
        Some(match years {
            0 => AgeFit::Fits,
            1 => AgeFit::OffByOne,
            years => AgeFit::Off(years),
        })
    }
}

/// How far an age is from a span of completed months, in years begun.
fn years_apart(age: &Age, from: i32, to: i32) -> u16 {
    let gap = (from - i32::from(age.max_months)).max(i32::from(age.min_months) - to);
    u16::try_from(gap.max(0).div_euclid(12) + i32::from(gap > 0 && gap % 12 != 0)).unwrap_or(u16::MAX)
}

/// `29`, `20-25`, `40+`, `8 mo`.
impl std::fmt::Display for Age {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = self.min_months.is_multiple_of(12) && self.max_months % 12 == 11;
        let (unit, from, to) = match whole {
            true => ("", self.min_years(), self.max_years()),
            false => (" mo", self.min_months, self.max_months),
        };
        match to {
            to if to == from => write!(f, "{from}{unit}"),
            OLDEST_YEARS if whole => write!(f, "{from}+"),
            to => write!(f, "{from}-{to}{unit}"),
        }
    }
}

/// Whether an age and a birth date fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AgeFit {
    /// Some possible day of birth gives the age.
    Fits,
    /// The age is one year too many or too few.
    OffByOne,
    /// The age is so many years too many or too few, two or more.
    Off(u16),
}

/// What a cell of an age column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgeCell {
    /// Nothing but white space.
    Empty,
    /// The list says that the age is not known; a negative number (`-1`) says so too.
    StatedUnknown,
    /// An age.
    Age(Age),
    /// Something else.
    Unreadable,
}

impl AgeCell {
    /// The age, if there is one.
    pub fn age(&self) -> Option<&Age> {
        match self {
            AgeCell::Age(age) => Some(age),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("an ISO day")
    }

    #[test]
    fn birth_span_is_the_year_before_the_birthday() {
        let death = PartialDate::exact(day("2022-01-05"));
        let span = Age::years(29).birth_span(&death);
        assert_eq!(span, (day("1992-01-06"), day("1993-01-05")));
    }

    #[test]
    fn an_age_is_off_by_years_begun() {
        let death = PartialDate::exact(day("2022-01-05"));
        let cases = [
            ("1992-06-01", AgeFit::Fits),
            ("1992-01-06", AgeFit::Fits),
            ("1992-01-05", AgeFit::OffByOne),
            ("1991-01-06", AgeFit::OffByOne),
            ("1991-01-05", AgeFit::Off(2)),
            ("1993-01-05", AgeFit::Fits),
            ("1993-01-06", AgeFit::OffByOne),
            ("2023-01-06", AgeFit::Off(31)),
        ];
        for (birth, expected) in cases {
            let fit = Age::years(29).fits(&PartialDate::exact(day(birth)), Some(&death), None);
            assert_eq!(fit, Some(expected), "{birth}");
        }
    }

    #[test]
    fn without_a_death_the_period_counts() {
        let birth = PartialDate::exact(day("1992-01-20"));
        let period = Some((day("2022-01-02"), day("2022-01-31")));
        assert_eq!(Age::years(29).fits(&birth, None, period), Some(AgeFit::Fits));
        assert_eq!(Age::years(30).fits(&birth, None, period), Some(AgeFit::Fits));
        assert_eq!(Age::years(30).fits(&birth, None, None), None);
    }

    #[test]
    fn gaps_between_ages() {
        assert_eq!(Age::years(29).gap_years(&Age::years(29)), 0);
        assert_eq!(Age::years(29).gap_years(&Age::years(30)), 1);
        assert_eq!(Age::years(29).gap_years(&Age::years(32)), 3);
        assert_eq!(Age::years_between(20, 25).gap_years(&Age::years(24)), 0);
    }
}
