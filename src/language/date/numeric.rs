//! Dates in numbers alone: `05.01.2022`, `2022-01`, `5.I.22`, `20220105`, day numbers of Excel; and times of day beside
//! dates.
//!
//! In: the tokens of a cell and a position. Out: a [`Point`] and how many tokens it takes. Day and month are not chosen
//! here beyond the order of the list: the form of the point states whether the order is certain.
//!
//! The number of digits decides what a number can be:
//!
//! - four digits: a year;
//! - three digits: never a number of the cell, but the mark of a Roman month;
//! - one or two digits: a day, a month, or a two-digit year at the end (or in front, if nothing else fits the period);
//! - six or eight digits without marks: a whole date;
//! - five digits alone: the day number of a spreadsheet.

use super::DayOrder;
use super::calendar::BELIEVED;
use super::statement::{Form, Point, Year};
use super::token::{TokenKind, Tokens};
use super::words::Meaning;
use crate::language::day::Day;

/// The tokens of a cell of dates.
type DateTokens<'t, 'a> = Tokens<'t, 'a, Meaning>;

/// One number of a numeric date: its value, and how many digits it is written with. A month in Roman numerals has
/// three.
type DateNumber = (u32, usize);

/// The numeric date at a position and how many tokens it takes. `worded` states that the cell has a month in words;
/// then a bare pair of numbers (`5.01`) is not read as day and month.
pub(super) fn point(
    cell: DateTokens<'_, '_>,
    at: usize,
    order: DayOrder,
    worded: bool,
) -> Option<(Point, usize)> {
    if let Some(point) = compact(cell, at) {
        return Some((point, 1));
    }
    if let Some((parts, separator)) = triple(cell, at, worded) {
        let length = if separator == ' ' { 3 } else { 5 };
        return Some((of_three(parts, separator, order)?, length));
    }
    if triple(cell, at + 2, worded).is_some() || dotted(cell, at + 2).is_some() {
        return None; // `5-6.01.2022`: the first number is a day
    }
    let (parts, separator) = pair(cell, at)?;
    Some((of_two(parts, separator, order, worded)?, 3))
}

/// A number at a position, or 0 for a placeholder: `xx.01.2022`.
fn part(cell: DateTokens<'_, '_>, at: usize) -> Option<DateNumber> {
    match cell.kind(at)? {
        TokenKind::Number(value, digits) => Some((value, digits)),
        TokenKind::Word(text, _) if is_placeholder(text) => Some((0, 2)),
        _ => None,
    }
}

/// Whether a word is a placeholder for a day or month, in Latin or Cyrillic letters.
fn is_placeholder(text: &str) -> bool {
    matches!(text, "xx" | "хх")
}

/// The mark between two parts of a date at a position: a dot, hyphen or slash.
fn separator(cell: DateTokens<'_, '_>, at: usize) -> Option<char> {
    cell.mark(at).filter(|mark| matches!(mark, '.' | '-' | '/'))
}

/// Three numbers with the same separator, or with spaces if they are the whole cell and one has four digits.
fn triple(cell: DateTokens<'_, '_>, at: usize, worded: bool) -> Option<([DateNumber; 3], char)> {
    let first = part(cell, at)?;
    if let Some(parts) = with_commas(cell, at) {
        return Some((parts, '.'));
    }
    if let Some(mark) = separator(cell, at + 1) {
        let second = part(cell, at + 2).or_else(|| roman(cell, at + 2));
        let third = part(cell, at + 4).filter(|_| separator(cell, at + 3) == Some(mark))?;
        let long = first.1 == 4 || third.1 == 4 || mark != '-' || !worded;
        return long.then_some(([first, second?, third], mark));
    }
    let numbers = [first, cell.number(at + 1)?, cell.number(at + 2)?];
    let alone = at == 0 && !worded && numbers.iter().any(|number| number.1 == 4);
    alone.then_some((numbers, ' '))
}

/// Three numbers with commas typed for dots: `12,05,1984`. All digits must be written, because `5,6,2022` may be two
/// days.
fn with_commas(cell: DateTokens<'_, '_>, at: usize) -> Option<[DateNumber; 3]> {
    let is_comma = |at: usize| cell.mark(at) == Some(',') && cell.glued(at) && cell.glued(at + 1);
    let parts = [cell.number(at)?, cell.number(at + 2)?, cell.number(at + 4)?];
    let written_out = matches!(parts, [(_, 2), (_, 2), (_, 4)]);
    (written_out && is_comma(at + 1) && is_comma(at + 3)).then_some(parts)
}

/// A month in Roman numerals. Its digit count is 3, which marks it as a month and not a day.
fn roman(cell: DateTokens<'_, '_>, at: usize) -> Option<DateNumber> {
    const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let Some(TokenKind::Word(text, _)) = cell.kind(at) else {
        return None;
    };
    let latin = text.chars().map(|c| match c {
        'и' => 'i', // folded from `І` of a Kazakh keyboard
        'х' => 'x',
        c => c,
    });
    let month = ROMAN.iter().position(|roman| roman.chars().eq(latin.clone()))?;
    Some((u32::try_from(month).ok()? + 1, 3))
}

/// The point of three numbers, by how many digits each has. `None` for any other pattern.
///
/// Four digits are a year. Three digits are a Roman month, which is never a day. Otherwise the year is the last
/// number.
fn of_three(parts: [DateNumber; 3], separator: char, order: DayOrder) -> Option<Point> {
    let [(a, first), (b, middle), (c, last)] = parts;
    match (first, middle, last) {
        (4, 1..=3, 1..=2) => Some(dated(full(a)?, b, c, Form::Certain)),
        (1..=2, 3, 4) => Some(dated(full(c)?, b, a, Form::Certain)),
        (1..=2, 3, 2) => Some(dated(short(c)?, b, a, Form::Certain)),
        (1..=2, 1..=2, 4) => Some(ordered(full(c)?, [a, b], separator, order)),
        (1..=2, 1..=2, 2) => Some(ordered(short(c)?, [a, b], separator, order)),
        _ => None,
    }
}

/// The year of four digits; the inner `None` for `0000`, which is a placeholder. The outer `None` if the number is no
/// year.
fn full(year: u32) -> Option<Option<Year>> {
    let year = i16::try_from(year).ok()?;
    Some((year > 0).then_some(Year::Full(year)))
}

/// The year of two digits.
fn short(year: u32) -> Option<Option<Year>> {
    Some(Some(Year::Short(u8::try_from(year).ok()?)))
}

/// Two numbers before a year, in the order of the list. People who write dots put the day first, so with dots an
/// unknown order is read so. With other marks both orders stay possible.
fn ordered(year: Option<Year>, [a, b]: [u32; 2], separator: char, order: DayOrder) -> Point {
    match order {
        DayOrder::MonthFirst => dated(year, a, b, Form::Ordered),
        DayOrder::Unknown if separator != '.' && a != b => dated(year, b, a, Form::Either),
        _ => dated(year, b, a, Form::Ordered),
    }
}

/// A point from its numbers. Zero is a placeholder; without a month the day is dropped.
fn dated(year: Option<Year>, month: u32, day: u32, form: Form) -> Point {
    let stated = |value| u8::try_from(value).ok().filter(|value| *value > 0);
    let month = stated(month);
    Point { year, month, day: month.and(stated(day)), form, ..Point::default() }
}

/// Two numbers with a separator between them.
fn pair(cell: DateTokens<'_, '_>, at: usize) -> Option<([DateNumber; 2], char)> {
    let mark = separator(cell, at + 1)?;
    Some(([part(cell, at)?, part(cell, at + 2)?], mark))
}

/// Two numbers with a dot between them.
fn dotted(cell: DateTokens<'_, '_>, at: usize) -> Option<[DateNumber; 2]> {
    pair(cell, at).filter(|(_, mark)| *mark == '.').map(|(parts, _)| parts)
}

/// The point of two numbers: a year and a month, or a day and a month. `None` if neither is possible.
fn of_two(parts: [DateNumber; 2], separator: char, order: DayOrder, worded: bool) -> Option<Point> {
    match parts {
        [(year, 4), (month, 2)] if month <= 12 => Some(dated(full(year)?, month, 0, Form::Certain)),
        [(month, 1..=2), (year, 4)] if month <= 12 => Some(dated(full(year)?, month, 0, Form::Certain)),
        // `01.22` is January 2022: 22 is no month, and lists with dots do not put the month first.
        [(month @ 1..=12, 2), (year, 2)] if !worded && separator == '.' && year > 12 => {
            Some(dated(short(year)?, month, 0, Form::Certain))
        }
        [(a, 1..=2), (b, 1..=2)] if !worded && a > 0 && b > 0 => {
            day_and_month([a, b], parts, separator, order)
        }
        _ => None,
    }
}

/// A day and a month without a year: `5.01`, `5/1`. With a hyphen only `05-01`, where the month may come first as in
/// ISO 8601; `5-6` is a span of days without its month.
fn day_and_month(
    numbers: [u32; 2],
    parts: [DateNumber; 2],
    separator: char,
    order: DayOrder,
) -> Option<Point> {
    let padded = parts.iter().all(|part| part.1 == 2);
    match separator {
        '-' if padded => Some(ordered(None, numbers, separator, DayOrder::Unknown)),
        '-' => None,
        _ => Some(ordered(None, numbers, separator, order)),
    }
}

/// Whether a number is a year from 1800 to 2100.
fn is_believed(year: u32) -> bool {
    i16::try_from(year).is_ok_and(|year| BELIEVED.contains(&year))
}

/// A date in digits without marks: `20220105`, or else `05012022`; `202201`, or else `050122`. Of `19901345` only the
/// year is kept, because the calendar has no such day.
fn compact(cell: DateTokens<'_, '_>, at: usize) -> Option<Point> {
    let (value, digits) = cell.number(at)?;
    match digits {
        8 => eight_digits(value),
        6 => six_digits(value),
        _ => None,
    }
}

/// The point of eight digits, with the year in front or at the end.
fn eight_digits(value: u32) -> Option<Point> {
    let year_first = [value / 10_000, value / 100 % 100, value % 100];
    let day_first = [value % 10_000, value / 10_000 % 100, value / 1_000_000];
    let readings = [year_first, day_first];
    let whole = readings.into_iter().find(|[y, m, d]| is_believed(*y) && is_day(*y, *m, *d));
    let half = readings.into_iter().find(|[y, ..]| is_believed(*y));
    let [year, month, day] = whole.or(half)?;
    Some(dated(full(year)?, month, day, Form::Certain))
}

/// The point of six digits: year and month, or day, month and two-digit year. Only if exactly one of the two is
/// possible.
fn six_digits(value: u32) -> Option<Point> {
    let (year, month) = (value / 100, value % 100);
    let [a, b, c] = [value / 10_000, value / 100 % 100, value % 100];
    let is_month = is_believed(year) && (1..=12).contains(&month);
    match (is_month, is_day(2000, b, a)) {
        (true, false) => Some(dated(full(year)?, month, 0, Form::Certain)),
        (false, true) => Some(dated(short(c)?, b, a, Form::Ordered)),
        _ => None,
    }
}

/// Whether the calendar has such a day.
fn is_day(year: u32, month: u32, day: u32) -> bool {
    let part = |value| u8::try_from(value).ok();
    let year = i16::try_from(year).ok();
    matches!((year, part(month), part(day)), (Some(y), Some(m), Some(d)) if Day::new(y, m, d).is_some())
}

/// The number of tokens of a time of day at a position: `T19:30:00+06:00`, `19:30`. `dated` states that the cell has a
/// date; then `19.30` is a time too. 0 if there is none.
pub(super) fn clock(cell: DateTokens<'_, '_>, at: usize, dated: bool) -> usize {
    let sign = matches!(cell.mark(at), Some('+' | '-')) && cell.mark(at + 2) == Some(':');
    let first = at + usize::from(sign);
    if is_compact_time(cell, at) {
        return 2;
    }
    if !is_clock(cell, first, dated) {
        return 0;
    }
    let mut end = first + 3;
    while matches!(cell.mark(end), Some(':' | '.')) && cell.number(end + 1).is_some() && cell.glued(end + 1) {
        end += 2;
    }
    end - at
}

/// Whether a time without marks follows a date: `20220105T193000`, with or without seconds.
fn is_compact_time(cell: DateTokens<'_, '_>, at: usize) -> bool {
    let digits = cell.number(at + 1).map(|(_, digits)| digits).filter(|_| cell.glued(at + 1));
    let after = at.checked_sub(1).and_then(|at| cell.number(at)).is_some() && cell.glued(at);
    after && matches!(cell.kind(at), Some(TokenKind::Word("t" | "т", _))) && matches!(digits, Some(4 | 6))
}

/// The number of tokens of an offset from UTC after a time: `+0600`, `+06`, `-5`, `[Asia/Almaty]`. 0 if there is none.
pub(super) fn offset(cell: DateTokens<'_, '_>, at: usize) -> usize {
    match (cell.mark(at), cell.number(at + 1)) {
        (Some('+' | '-'), Some((hours, 1..=2))) if hours <= 14 && cell.glued(at + 1) => 2,
        (Some('+' | '-'), Some((both, 4))) if both <= 1400 && cell.glued(at + 1) => 2,
        (Some('['), _) => {
            let end = (at..cell.0.len()).find(|at| cell.mark(*at) == Some(']'));
            end.map_or(0, |end| end + 1 - at)
        }
        _ => 0,
    }
}

/// Whether hours and minutes are at a position. After a dot the minutes must be above 12, or the number may be a month.
fn is_clock(cell: DateTokens<'_, '_>, at: usize, dated: bool) -> bool {
    let (Some((hour, 1..=2)), Some((minute, 2))) = (cell.number(at), cell.number(at + 2)) else {
        return false;
    };
    let dotted = cell.mark(at + 1) == Some('.') && cell.mark(at + 3) != Some('.');
    let month_follows = matches!(cell.meaning(at + 3), Some(Meaning::Month(_)));
    let marked = cell.mark(at + 1) == Some(':') || (dotted && dated && !month_follows && minute > 12);
    hour < 25 && minute < 60 && marked && cell.glued(at + 2)
}

/// The two days that the day number of a spreadsheet can mean, if it is the whole cell; the more usual base first. The
/// bases are 1899-12-30, and 1904-01-01 in old files of the Macintosh. Only numbers of five digits count (from
/// 1927-05-18 on), because four digits are a year.
///
/// `44567` is 2022-01-06 with the first base and 2026-01-07 with the second. A fraction after a dot or comma is a time
/// of day and is ignored.
pub(super) fn serial(cell: DateTokens<'_, '_>) -> Option<[Day; 2]> {
    let (value, 5) = cell.number(0)? else {
        return None;
    };
    let alone = match cell.0.len() {
        1 => true,
        3 => cell.mark(1).is_some_and(|mark| matches!(mark, '.' | ',')) && cell.number(2).is_some(),
        _ => false,
    };
    let days = i32::try_from(value).ok().filter(|days| alone && *days <= 73_050)?; // to 2099
    Some([Day::new(1899, 12, 30)?.plus_days(days), Day::new(1904, 1, 1)?.plus_days(days)])
}
