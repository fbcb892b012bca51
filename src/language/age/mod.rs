//! Ages: reads age cells and compares ages with dates of birth and death.
//!
//! In: the text of a cell. Out: an [`AgeCell`], usually with an [`Age`], which is a span of completed months.
//!
//! Why months: a person who dies in the first days of a year has rarely had a birthday in that year. So "year of death
//! minus year of birth" is one too many for almost everyone who died in January. A birth date fits an age if any pair
//! of possible days of birth and death fits it.

mod read;

pub use read::AgeReader;

use serde::Serialize;

use crate::language::date::{Day, PartialDate};

/// A span of completed months of life: 29 years are the months 348 to 359. An age is meant at death.
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
    /// Fewest completed months; at most `max_months`.
    min_months: u16,
    /// Most completed months; at most 1,451 (120 years and 11 months).
    max_months: u16,
    /// The cell states an approximate age.
    approximate: bool,
    /// The cell doubts the age, or was not read as a whole.
    uncertain: bool,
    /// The cell has words that are in no table. Not in the output files, which have `uncertain`.
    #[serde(skip)]
    partly_read: bool,
    /// Letters were read as digits. A finding reports it, so it is not in the output files.
    #[serde(skip)]
    letters_read: bool,
}

/// The oldest age that is believed, in years. Open ages (`40+`) reach up to it.
pub(crate) const OLDEST_YEARS: u16 = 120;

impl Age {
    /// An age in completed years, at most 120.
    ///
    /// For example, `Age::years(29)` are the completed months 348 to 359.
    pub fn years(years: u16) -> Self {
        Age::years_between(years, years)
    }

    /// An age from one to another number of completed years, both included, in any order. 120 is the most.
    pub fn years_between(from: u16, to: u16) -> Self {
        let (from, to) = (from.min(to).min(OLDEST_YEARS), from.max(to).min(OLDEST_YEARS));
        Age::months_between(from * 12, to * 12 + 11)
    }

    /// An age from one to another number of completed months, both included, in any order. 1,451 is the most.
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

    /// The fewest completed months.
    pub fn min_months(&self) -> u16 {
        self.min_months
    }

    /// The most completed months.
    pub fn max_months(&self) -> u16 {
        self.max_months
    }

    /// The fewest completed years.
    pub fn min_years(&self) -> u16 {
        self.min_months / 12
    }

    /// The most completed years.
    pub fn max_years(&self) -> u16 {
        self.max_months / 12
    }

    /// Whether the cell states an approximate age: `около 30`, `шамамен`. The span is already wider by 2 years on each
    /// side, or by 3 if the number ends in 0 or 5.
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// Whether the cell doubts the age, or has words that are in no table.
    pub fn is_uncertain(&self) -> bool {
        self.uncertain
    }

    /// Whether the cell has a word or sign that is in no table, or text in parentheses that was skipped.
    pub fn is_partly_read(&self) -> bool {
        self.partly_read
    }

    /// Whether letters of the cell were read as digits: `l8`.
    pub fn has_letters_for_digits(&self) -> bool {
        self.letters_read
    }

    /// Whether the age is a single one of at least 20 years that ends in 0 or 5. Witnesses round to such ages, so a
    /// small difference is no disagreement.
    pub fn is_round(&self) -> bool {
        self.min_years() == self.max_years() && self.min_years() >= 20 && self.min_years().is_multiple_of(5)
    }

    /// The distance between two ages, in years begun: 0 if they share a month, 1 for 29 and 30.
    ///
    /// Ages of one person in two lists often differ by one year, because one list counts the years begun.
    pub fn gap_years(&self, other: &Age) -> u16 {
        let (from, to) = (other.min_months, other.max_months);
        years_apart(self, i32::from(from), i32::from(to))
    }

    /// The first and last possible day of birth of a person who died at this age.
    ///
    /// A person who was 29 on 5 January 2022 was born from 6 January 1992 to 5 January 1993.
    ///
    /// If the death or the age is a range, the span covers every possible pair. It has at least a year for an age in
    /// years.
    pub fn birth_span(&self, death: &PartialDate) -> (Day, Day) {
        let oldest = -(i32::from(self.max_months) + 1);
        let first = death.earliest().plus_months(oldest).plus_days(1);
        (first, death.latest().plus_months(-i32::from(self.min_months)))
    }

    /// Whether a birth date fits this age at death. Without a date of death, whether it fits on some day of the period.
    /// `None` if neither is known.
    ///
    /// If the birth has several spans, the best one counts.
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

/// The distance of an age from a span of completed months, in years begun.
fn years_apart(age: &Age, from: i32, to: i32) -> u16 {
    let gap = (from - i32::from(age.max_months)).max(i32::from(age.min_months) - to);
    u16::try_from(gap.max(0).div_euclid(12) + i32::from(gap > 0 && gap % 12 != 0)).unwrap_or(u16::MAX)
}

/// Writes `29`, `20-25`, `40+`, or `8 mo` if the span is not of whole years.
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

/// How well an age and a birth date fit, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AgeFit {
    /// Some possible day of birth gives the age.
    Fits,
    /// The age is one year too high or too low.
    /// Usual if a list subtracts the year of birth from the year of death.
    OffByOne,
    /// The age is this many years too high or too low, at least two.
    /// One of the age, the birth date and the date of death is probably wrong.
    Off(u16),
}

/// What a cell of an age column states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgeCell {
    /// The cell has only white space.
    Empty,
    /// The list states that the age is unknown. A negative number (`-1`) states this too.
    StatedUnknown,
    /// An age, perhaps a range, approximate or partly read.
    Age(Age),
    /// Any other text, and an age above 120 years.
    Unreadable,
}

impl AgeCell {
    /// The age, if the cell states one.
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
