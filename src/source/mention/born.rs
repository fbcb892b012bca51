//! Reads cells of births: a date, an age, or both (`1984 / 37`, `12.05.1984 (37 лет)`), and decides which births are
//! plausible.
//!
//! In: the text of a cell, the readers, the date of death and the period. Out: a date, an age, or both. Some lists print the age in the column of births.

use crate::language::age::{Age, AgeCell, AgeFit, AgeReader};
use crate::language::date::{DateCell, DateContext, DateReader, Day, PartialDate};

/// The content of a birth cell.
#[derive(Debug)]
pub(super) struct BirthCell {
    /// The date of birth.
    pub(super) date: DateCell,
    /// The age, if the cell has one.
    pub(super) age: Option<Age>,
}

/// Characters that may separate a date from an age.
const BETWEEN: [char; 6] = ['/', '(', ',', ';', '|', '-'];
/// Longest cell that is split into a date and an age, in bytes. No such cell has 40 letters, and each of its separators
/// costs a reading of the whole cell.
const LONGEST_SPLIT: usize = 200;
/// Highest plausible age, in years. An earlier birth is not compared.
const OLDEST_YEARS: i32 = 120;

/// Reads a birth cell. If the whole cell is neither a date nor an age, it is split into both.
///
/// A date of the whole cell has precedence, then an age of the whole cell (`37 лет`), then the first split whose two parts can both be read.
pub(super) fn read(
    text: &str,
    (dates, ages): (&DateReader, &AgeReader),
    context: &DateContext,
    death: Option<&PartialDate>,
) -> BirthCell {
    let date = dates.read(text, context);
    let is_whole = match &date {
        DateCell::Date(date) => !date.is_partly_read(),
        DateCell::Empty | DateCell::StatedUnknown | DateCell::OtherCalendar => true,
        _ => false,
    };
    if is_whole {
        return BirthCell { date, age: None };
    }
    if let Some(age) = ages.read_stated(text) {
        return BirthCell { date: DateCell::Unreadable, age: Some(age) };
    }
    if text.len() > LONGEST_SPLIT {
        return BirthCell { date, age: None };
    }
    let both = |half: DateAndAge<'_>| date_and_age(half, (dates, ages), context, death);
    halves(text).find_map(both).unwrap_or(BirthCell { date, age: None })
}

/// One way to split a cell into a date and an age.
struct DateAndAge<'t> {
    /// Text of the date.
    date: &'t str,
    /// Text of the age.
    age: &'t str,
    /// Whether the separator may also belong to one date, as in `1990-02-30`. Digits alone are then not taken as an
    /// age.
    in_date: bool,
}

/// All splits of a cell at a separator, with the parts in both orders.
///
/// A closing bracket is removed if the separator is an opening one.
fn halves(text: &str) -> impl Iterator<Item = DateAndAge<'_>> {
    let places = text.char_indices().filter(|(_, sign)| BETWEEN.contains(sign));
    places.flat_map(move |(at, sign)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + sign.len_utf8()..).unwrap_or_default();
        let after = if sign == '(' { after.trim_end().strip_suffix(')').unwrap_or("") } else { after };
        let is_glued = !before.ends_with(char::is_whitespace) && !after.starts_with(char::is_whitespace);
        let half = |date, age| DateAndAge { date, age, in_date: is_glued && str::contains(date, sign) };
        [half(before, after), half(after, before)]
    })
}

/// Reads both parts of a split; `None` if one of them cannot be read. An age of digits alone must fit the date.
///
/// `12.05.1984 (37)` is read so if the person was 36 to 38 at death, or if that is not known; `1990-02-30` is not read as a date and an age.
fn date_and_age(
    half: DateAndAge<'_>,
    (dates, ages): (&DateReader, &AgeReader),
    context: &DateContext,
    death: Option<&PartialDate>,
) -> Option<BirthCell> {
    let cell = dates.read(half.date, context);
    let birth = cell.date().filter(|date| !date.is_partly_read())?;
    let is_number = !half.in_date && half.age.trim().chars().all(char::is_numeric);
    let bare = || match ages.read(half.age) {
        AgeCell::Age(age)
            if !age.is_partly_read() && age.fits(birth, death, context.period).is_none_or(is_near) =>
        {
            Some(age)
        }
        _ => None,
    };
    let age = ages.read_stated(half.age).or_else(|| is_number.then(bare).flatten())?;
    Some(BirthCell { date: cell, age: Some(age) })
}

/// Whether an age fits a date of birth exactly or differs by one year.
fn is_near(fit: AgeFit) -> bool {
    matches!(fit, AgeFit::Fits | AgeFit::OffByOne)
}

/// Why a birth is implausible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Implausible {
    /// It is later than the death, or than the period.
    AfterDeath,
    /// It is more than 120 years before the death, or before the period.
    TooEarly,
}

/// Why a birth is implausible, given the date of death, or the period if there is none. `None` if it is plausible, or
/// if both are missing.
///
/// A date with several possible days is implausible only if none of them is plausible.
pub(super) fn implausible(
    birth: &PartialDate,
    death: Option<&PartialDate>,
    period: Option<(Day, Day)>,
) -> Option<Implausible> {
    let (first, last) = death.map(|death| (death.earliest(), death.latest())).or(period)?;
    if birth.earliest() > last {
        return Some(Implausible::AfterDeath);
    }
    let oldest = first.plus_months(-12 * OLDEST_YEARS);
    (birth.latest() < oldest).then_some(Implausible::TooEarly)
}

/// Whether a birth is implausible, and the date of death is not the more doubtful of the two.
///
/// If the death is outside the period, the birth is dropped only if it is implausible for the whole period too.
pub(super) fn is_to_be_dropped(
    birth: &PartialDate,
    death: Option<&PartialDate>,
    period: Option<(Day, Day)>,
) -> bool {
    let outside = death.is_some_and(|death| is_outside(death, period));
    implausible(birth, death, period).is_some() && (!outside || implausible(birth, None, period).is_some())
}

/// Whether no possible day of a death is in the period. False without a period.
pub(super) fn is_outside(death: &PartialDate, period: Option<(Day, Day)>) -> bool {
    let lies = |(from, to): (Day, Day)| death.spans().iter().any(|span| span.0 <= to && from <= span.1);
    period.is_some_and(|period| !lies(period))
}
