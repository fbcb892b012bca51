//! Bare numbers of days in lists that count days from 1904, as workbooks of the Macintosh do.
//!
//! A number in a column of dates is read as a day of the calendar of Windows, from 1899-12-30. Here it is found
//! whether a list counts otherwise: its workbook says so, or all of its deaths are in the period only then.

use crate::language::date::Day;
use crate::source::{Field, Source};

/// Whether the bare numbers of a list count days from 1904.
pub(super) fn count_from_1904(source: &Source, period: Option<(Day, Day)>) -> bool {
    source.counts_from_1904().unwrap_or_else(|| period.is_some_and(|period| deaths_say_so(source, period)))
}

/// Whether numbers of days stand for the deaths of a list, and lie in the period only when counted from 1904.
fn deaths_say_so(source: &Source, (from, to): (Day, Day)) -> bool {
    let cells = source.records().iter().filter_map(|record| record.get(source.mapping(), Field::DeathDate));
    let mut days = cells.filter_map(days).peekable();
    let fits = |first: Option<Day>, days: i32| {
        first.is_some_and(|first| (from..=to).contains(&first.plus_days(days)))
    };
    days.peek().is_some() && days.all(|days| fits(epoch(), days) && !fits(Day::new(1899, 12, 30), days))
}

/// The day that a cell means which counts from 1904.
pub(super) fn day_from_1904(cell: &str) -> Option<Day> {
    Some(epoch()?.plus_days(days(cell)?))
}

fn epoch() -> Option<Day> {
    Day::new(1904, 1, 1)
}

/// A number of days of five digits, as dates are read; a part of a day may stand behind it.
fn days(cell: &str) -> Option<i32> {
    let (whole, part) = cell.trim().split_once(['.', ',']).unwrap_or((cell.trim(), "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let days = whole.parse().ok().filter(|days| *days <= LAST)?;
    (whole.len() == 5 && is_number(whole) && is_number(part)).then_some(days)
}

/// The end of 2099 in the calendar of Windows, in days.
const LAST: i32 = 73_050;
