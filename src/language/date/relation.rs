//! How two dates stand to each other.

use super::{Day, PartialDate, Precision};

/// How two [`PartialDate`]s stand to each other, the closest first. The same from either side.
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
    /// One and the same day.
    SameDay,
    /// The same spans, coarser than a day: a month and the same month.
    SameSpan,
    /// They share a day, but not all: a day in a month, overlapping nights.
    Within,
    /// Two days that are one another with day and month in the other order.
    Swapped,
    /// A slip of one component. Two days more than a week apart with exactly two of year, month
    /// and day equal; or two years of which one digit is one off or two neighbours are
    /// transposed (1985 and 1986, 1958 and 1985).
    OneComponent,
    /// No day in common: so many days from the end of the one to the start of the other.
    OffByDays(u32),
}

/// Days as near as this are near in time, and not a slip of the pen.
const NEAR: u32 = 7;

impl PartialDate {
    /// How this date stands to another.
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

    /// How many days lie from the end of the one to the start of the other, between their nearest
    /// spans: 1 for neighbouring days, 0 when they share a day.
    pub fn gap_days(&self, other: &PartialDate) -> u32 {
        let gaps = self.spans().iter().flat_map(|a| other.spans().iter().map(|b| gap(*a, *b)));
        gaps.min().unwrap_or(0)
    }
}

fn gap(a: (Day, Day), b: (Day, Day)) -> u32 {
    let days = b.0.days_since(a.1).max(a.0.days_since(b.1));
    u32::try_from(days).unwrap_or(0)
}

/// How two days stand to each other that lie so many days apart.
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

fn slip(a: &PartialDate, b: &PartialDate) -> Option<DateRelation> {
    digits_slipped(stated_year(a)?, stated_year(b)?).then_some(DateRelation::OneComponent)
}

fn swapped(a: Day, b: Day) -> bool {
    a.year() == b.year() && a.day() == b.month() && a.month() == b.day()
}

fn equal_components(a: Day, b: Day) -> usize {
    let equal = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    equal.into_iter().filter(|equal| *equal).count()
}

fn stated_year(date: &PartialDate) -> Option<i16> {
    let single = date.precision() == Precision::Year && date.spans().len() == 1;
    single.then(|| date.earliest().year())
}

/// Whether one digit is one off, or two neighbouring digits are transposed.
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
