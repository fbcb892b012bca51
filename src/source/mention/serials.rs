//! Day numbers in lists that count days from 1904, as workbooks of the Macintosh do.
//!
//! A bare number in a date column is read as a day of the Windows calendar, which counts from 1899-12-30. This module
//! finds lists that count from 1904: the workbook says so, or all deaths are in the period only then.

use crate::language::date::Day;
use crate::source::{Field, Source};

/// Whether the bare numbers of a list count days from 1904.
pub(super) fn count_from_1904(source: &Source, period: Option<(Day, Day)>) -> bool {
    source.counts_from_1904().unwrap_or_else(|| period.is_some_and(|period| deaths_say_so(source, period)))
}

/// Whether the list has day numbers as deaths, and all of them are in the period if counted from 1904 and outside it
/// otherwise.
fn deaths_say_so(source: &Source, (from, to): (Day, Day)) -> bool {
    let cells = source.records().iter().filter_map(|record| record.get(source.mapping(), Field::DeathDate));
    let mut days = cells.filter_map(days).peekable();
    let fits = |first: Option<Day>, days: i32| {
        first.is_some_and(|first| (from..=to).contains(&first.plus_days(days)))
    };
    days.peek().is_some() && days.all(|days| fits(epoch(), days) && !fits(Day::new(1899, 12, 30), days))
}

/// The day of a cell that counts days from 1904; `None` if it is not a day number.
pub(super) fn day_from_1904(cell: &str) -> Option<Day> {
    Some(epoch()?.plus_days(days(cell)?))
}

/// The first day of the 1904 calendar.
fn epoch() -> Option<Day> {
    Day::new(1904, 1, 1)
}

/// A day number: exactly five digits, with an optional fraction of a day, which is dropped.
fn days(cell: &str) -> Option<i32> {
    let (whole, part) = cell.trim().split_once(['.', ',']).unwrap_or((cell.trim(), "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let days = whole.parse().ok().filter(|days| *days <= LAST)?;
    (whole.len() == 5 && is_number(whole) && is_number(part)).then_some(days)
}

/// Largest day number: the end of 2099 in the Windows calendar.
const LAST: i32 = 73_050;
