//! Dates in numbers alone: `05.01.2022`, `2022-01`, `5.I.22`, `20220105`, Excel's day numbers.

use super::DayOrder;
use super::calendar::BELIEVED;
use super::day::Day;
use super::statement::{Form, Point, Year};
use super::token::{Kind, Tokens};
use super::words::Meaning;

type Cell<'t, 'a> = Tokens<'t, 'a, Meaning>;

/// One number of a numeric date: value and digits.
type Part = (u32, usize);

/// The numeric date at a place and how many tokens it takes. Bare pairs (`5.01`) are read only
/// when no month stands in words.
pub(super) fn point(cell: Cell<'_, '_>, at: usize, order: DayOrder, worded: bool) -> Option<(Point, usize)> {
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

/// A number, or a place left open: `xx.01.2022`.
fn part(cell: Cell<'_, '_>, at: usize) -> Option<Part> {
    match cell.kind(at)? {
        Kind::Number(value, digits) => Some((value, digits)),
        Kind::Word(text, _) if is_placeholder(text) => Some((0, 2)),
        _ => None,
    }
}

fn is_placeholder(text: &str) -> bool {
    matches!(text, "xx" | "хх")
}

fn separator(cell: Cell<'_, '_>, at: usize) -> Option<char> {
    cell.mark(at).filter(|mark| matches!(mark, '.' | '-' | '/'))
}

fn triple(cell: Cell<'_, '_>, at: usize, worded: bool) -> Option<([Part; 3], char)> {
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

/// `12,05,1984`: commas that were typed for full stops. `5,6,2022` may be two days.
fn with_commas(cell: Cell<'_, '_>, at: usize) -> Option<[Part; 3]> {
    let is_comma = |at: usize| cell.mark(at) == Some(',') && cell.glued(at) && cell.glued(at + 1);
    let parts = [cell.number(at)?, cell.number(at + 2)?, cell.number(at + 4)?];
    let written_out = matches!(parts, [(_, 2), (_, 2), (_, 4)]);
    (written_out && is_comma(at + 1) && is_comma(at + 3)).then_some(parts)
}

/// A month in Roman numerals, marked with three digits because it cannot be a day.
fn roman(cell: Cell<'_, '_>, at: usize) -> Option<Part> {
    const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let Some(Kind::Word(text, _)) = cell.kind(at) else {
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

fn of_three(parts: [Part; 3], separator: char, order: DayOrder) -> Option<Point> {
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

/// `0000` is no year but a place left open.
fn full(year: u32) -> Option<Option<Year>> {
    let year = i16::try_from(year).ok()?;
    Some((year > 0).then_some(Year::Full(year)))
}

fn short(year: u32) -> Option<Option<Year>> {
    Some(Some(Year::Short(u8::try_from(year).ok()?)))
}

/// Two numbers in front of a year. Dots are written by people who put the day first; other
/// marks are not, so they leave an unknown order open.
fn ordered(year: Option<Year>, [a, b]: [u32; 2], separator: char, order: DayOrder) -> Point {
    match order {
        DayOrder::MonthFirst => dated(year, a, b, Form::Ordered),
        DayOrder::Unknown if separator != '.' && a != b => dated(year, b, a, Form::Either),
        _ => dated(year, b, a, Form::Ordered),
    }
}

/// Zero means a place left open.
fn dated(year: Option<Year>, month: u32, day: u32, form: Form) -> Point {
    let stated = |value| u8::try_from(value).ok().filter(|value| *value > 0);
    let month = stated(month);
    Point { year, month, day: month.and(stated(day)), form, ..Point::default() }
}

fn pair(cell: Cell<'_, '_>, at: usize) -> Option<([Part; 2], char)> {
    let mark = separator(cell, at + 1)?;
    Some(([part(cell, at)?, part(cell, at + 2)?], mark))
}

fn dotted(cell: Cell<'_, '_>, at: usize) -> Option<[Part; 2]> {
    pair(cell, at).filter(|(_, mark)| *mark == '.').map(|(parts, _)| parts)
}

fn of_two(parts: [Part; 2], separator: char, order: DayOrder, worded: bool) -> Option<Point> {
    match parts {
        [(year, 4), (month, 2)] if month <= 12 => Some(dated(full(year)?, month, 0, Form::Certain)),
        [(month, 1..=2), (year, 4)] if month <= 12 => Some(dated(full(year)?, month, 0, Form::Certain)),
        // `01.22`: 22 is no month, and lists with full stops do not put the month first.
        [(month @ 1..=12, 2), (year, 2)] if !worded && separator == '.' && year > 12 => {
            Some(dated(short(year)?, month, 0, Form::Certain))
        }
        [(a, 1..=2), (b, 1..=2)] if !worded && a > 0 && b > 0 => {
            day_and_month([a, b], parts, separator, order)
        }
        _ => None,
    }
}

/// `5.01`, `5/1`. With a dash only `05-01`, which may as well be ISO's month first; `5-6` is a
/// span of days that lacks its month.
fn day_and_month(numbers: [u32; 2], parts: [Part; 2], separator: char, order: DayOrder) -> Option<Point> {
    let padded = parts.iter().all(|part| part.1 == 2);
    match separator {
        '-' if padded => Some(ordered(None, numbers, separator, DayOrder::Unknown)),
        '-' => None,
        _ => Some(ordered(None, numbers, separator, order)),
    }
}

fn is_believed(year: u32) -> bool {
    i16::try_from(year).is_ok_and(|year| BELIEVED.contains(&year))
}

/// `20220105`, else `05012022`; of `19901345` only the year. `202201`, else `050122`.
fn compact(cell: Cell<'_, '_>, at: usize) -> Option<Point> {
    let (value, digits) = cell.number(at)?;
    match digits {
        8 => eight_digits(value),
        6 => six_digits(value),
        _ => None,
    }
}

fn eight_digits(value: u32) -> Option<Point> {
    let year_first = [value / 10_000, value / 100 % 100, value % 100];
    let day_first = [value % 10_000, value / 10_000 % 100, value / 1_000_000];
    let readings = [year_first, day_first];
    let whole = readings.into_iter().find(|[y, m, d]| is_believed(*y) && is_day(*y, *m, *d));
    let half = readings.into_iter().find(|[y, ..]| is_believed(*y));
    let [year, month, day] = whole.or(half)?;
    Some(dated(full(year)?, month, day, Form::Certain))
}

/// Read only when a single reading is possible.
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

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let part = |value| u8::try_from(value).ok();
    let year = i16::try_from(year).ok();
    matches!((year, part(month), part(day)), (Some(y), Some(m), Some(d)) if Day::new(y, m, d).is_some())
}

/// How many tokens of a time of day stand at a place: `T19:30:00+06:00`, `19:30`. With a date
/// beside it, `19.30` is one too.
pub(super) fn clock(cell: Cell<'_, '_>, at: usize, dated: bool) -> usize {
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

/// `20220105T193000`: hours, minutes and perhaps seconds without marks.
fn is_compact_time(cell: Cell<'_, '_>, at: usize) -> bool {
    let digits = cell.number(at + 1).map(|(_, digits)| digits).filter(|_| cell.glued(at + 1));
    let after = at.checked_sub(1).and_then(|at| cell.number(at)).is_some() && cell.glued(at);
    after && matches!(cell.kind(at), Some(Kind::Word("t" | "т", _))) && matches!(digits, Some(4 | 6))
}

/// How many tokens of an offset from UTC stand after a time: `+0600`, `+06`, `-5`, `[Asia/Almaty]`.
pub(super) fn offset(cell: Cell<'_, '_>, at: usize) -> usize {
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

fn is_clock(cell: Cell<'_, '_>, at: usize, dated: bool) -> bool {
    let (Some((hour, 1..=2)), Some((minute, 2))) = (cell.number(at), cell.number(at + 2)) else {
        return false;
    };
    let dotted = cell.mark(at + 1) == Some('.') && cell.mark(at + 3) != Some('.');
    let month_follows = matches!(cell.meaning(at + 3), Some(Meaning::Month(_)));
    let marked = cell.mark(at + 1) == Some(':') || (dotted && dated && !month_follows && minute > 12);
    hour < 25 && minute < 60 && marked && cell.glued(at + 2)
}

/// The days that Excel's day number can mean when it stands alone in a cell, the more usual base
/// first: days since 1899-12-30, or since 1904-01-01 in old files of the Macintosh.
/// Five digits only (from 1927-05-18 on): four are a year.
pub(super) fn serial(cell: Cell<'_, '_>) -> Option<[Day; 2]> {
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
