//! How two dates relate: one day, slips of the pen, and distances in days.
//!
//! In: two [`PartialDate`]s. Out: a [`DateRelation`], from which the comparison makes a level. All relations are
//! symmetric.
//!
//! Example: the births 12.03.1985 and 12.03.1958 are a slip of one component, because the year has two digits
//! transposed and the rest is equal. So are 12.03.1985 and 12.07.1985, but 05.01.2022 and 06.01.2022 are one day apart.

use super::{Day, PartialDate, Precision};

/// How two [`PartialDate`]s relate, the closest first. Symmetric.
///
/// ```
/// use casualty_register::language::date::{DateRelation, Day, PartialDate};
///
/// let date = |text: &str| text.parse::<Day>().map(PartialDate::exact);
/// let (a, b) = (date("2022-01-05")?, date("2022-05-01")?);
/// assert_eq!(a.relation(&b), DateRelation::Swapped);
/// assert_eq!(a.relation(&date("2022-01-06")?), DateRelation::OffByDays(1));
/// # Ok::<(), casualty_register::language::date::DayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateRelation {
    /// The same single day.
    /// A month that is stated twice is [`DateRelation::SameSpan`] instead.
    SameDay,
    /// The same spans, wider than a day: one month and the same month.
    SameSpan,
    /// They share a day, but not all: a day and its month, two overlapping nights.
    Within,
    /// Two days of one year with day and month exchanged.
    /// 2022-01-05 and 2022-05-01: two lists with different orders, or one list that mixes them.
    Swapped,
    /// A slip in one component. Either two days more than a week apart with exactly two of year, month and day equal,
    /// or two years with one digit changed by one or two neighbouring digits transposed (1985 and 1986, 1958 and 1985).
    OneComponent,
    /// No day in common. The number is the distance from the end of one to the start of the other, in days, at least 1.
    /// Two deaths one day apart are often one death in a night.
    OffByDays(u32),
}

/// Largest distance of days that counts as nearness in time and not as a slip of one component, in days.
/// Below it, a different day of the same month is the ordinary disagreement of two sources.
const NEAR: u32 = 7;

impl PartialDate {
    /// How this date relates to another; symmetric. Time is proportional to the product of the numbers of spans.
    ///
    /// Two single days are compared by their components. Other dates are compared by their spans.
    pub fn relation(&self, other: &PartialDate) -> DateRelation {
        if let (Some(a), Some(b)) = (self.day(), other.day()) {
            return relation_of_days(a, b, a.days_since(b).unsigned_abs());
        }
        if self.spans() == other.spans() {
            return DateRelation::SameSpan;
        }
        match self.gap_days(other) {
            0 => DateRelation::Within,
            gap => slip(self, other).unwrap_or(DateRelation::OffByDays(gap)),
        }
    }

    /// The distance from the end of one date to the start of the other, in days, between their nearest spans. 1 for
    /// neighbouring days, 0 if they share a day.
    pub fn gap_days(&self, other: &PartialDate) -> u32 {
        let gaps = self.spans().iter().flat_map(|a| other.spans().iter().map(|b| gap(*a, *b)));
        gaps.min().unwrap_or(0)
    }
}

/// The distance between two spans, in days; 0 if they overlap.
fn gap(a: (Day, Day), b: (Day, Day)) -> u32 {
    let days = b.0.days_since(a.1).max(a.0.days_since(b.1));
    u32::try_from(days).unwrap_or(0)
}

/// How two days relate; `gap` is their distance in days, which the caller already has.
pub(crate) fn relation_of_days(a: Day, b: Day, gap: u32) -> DateRelation {
    if gap == 0 {
        DateRelation::SameDay
    } else if swapped(a, b) {
        DateRelation::Swapped
    } else if gap > NEAR && equal_components(a, b) == 2 {
        DateRelation::OneComponent
    } else {
        DateRelation::OffByDays(gap)
    }
}

/// A slip between two dates that are years without a month.
fn slip(a: &PartialDate, b: &PartialDate) -> Option<DateRelation> {
    digits_slipped(stated_year(a)?, stated_year(b)?).then_some(DateRelation::OneComponent)
}

/// Whether two days of one year have day and month exchanged.
fn swapped(a: Day, b: Day) -> bool {
    a.year() == b.year() && a.day() == b.month() && a.month() == b.day()
}

/// How many of year, month and day are equal, 0 to 3.
fn equal_components(a: Day, b: Day) -> usize {
    let equal = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    equal.into_iter().filter(|equal| *equal).count()
}

/// The year of a date that is exactly one year.
fn stated_year(date: &PartialDate) -> Option<i16> {
    let single = date.precision() == Precision::Year && date.spans().len() == 1;
    single.then(|| date.earliest().year())
}

/// Whether two years differ in one digit by one, or in two neighbouring digits that are transposed.
fn digits_slipped(a: i16, b: i16) -> bool {
    let (a, b) = (digits(a), digits(b));
    let differ: Vec<usize> = (0..4).filter(|at| a.get(*at) != b.get(*at)).collect();
    let off_by_one = |at: &usize| a.get(*at).zip(b.get(*at)).is_some_and(|(a, b)| a.abs_diff(*b) == 1);
    match differ.as_slice() {
        [only] => off_by_one(only),
        [first, second] => {
            second - first == 1 && a.get(*first) == b.get(*second) && a.get(*second) == b.get(*first)
        }
        _ => false,
    }
}

/// The four digits of a year.
fn digits(year: i16) -> [i16; 4] {
    [year / 1000, year / 100 % 10, year / 10 % 10, year % 10]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("an ISO day")
    }

    fn date(text: &str) -> PartialDate {
        match text.split_once('/') {
            Some((from, to)) => PartialDate::between(day(from), day(to)),
            None if text.len() == 4 => {
                PartialDate::between(day(&format!("{text}-01-01")), day(&format!("{text}-12-31")))
            }
            None => PartialDate::exact(day(text)),
        }
    }

    #[test]
    fn relations() {
        use DateRelation::*;
        let cases = [
            ("2022-01-05", "2022-01-05", SameDay),
            ("2022-01-05/2022-01-06", "2022-01-05/2022-01-06", SameSpan),
            ("2022", "2022", SameSpan),
            ("2022-01-05", "2022", Within),
            ("2022-01-05/2022-01-06", "2022-01-06/2022-01-07", Within),
            ("2022-01-05", "2022-01-06", OffByDays(1)),
            ("2022-01-05/2022-01-06", "2022-01-09", OffByDays(3)),
            ("2022-01-05", "2022-05-01", Swapped),
            ("2022-01-05", "2023-05-01", OffByDays(481)),
            ("1985-03-12", "1958-03-12", OneComponent),
            ("1985-03-12", "1985-03-21", OneComponent),
            ("1985-03-12", "1985-07-12", OneComponent),
            ("1985-03-12", "1985-04-21", OffByDays(40)),
            ("1985", "1958", OneComponent),
            ("1985", "1986", OneComponent),
            ("1985", "1988", OffByDays(731)),
            ("1989", "1990", OffByDays(1)),
        ];
        for (a, b, expected) in cases {
            assert_eq!(date(a).relation(&date(b)), expected, "{a} {b}");
            assert_eq!(date(b).relation(&date(a)), expected, "{b} {a}");
        }
    }
}
