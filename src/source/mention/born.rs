//! Cells of births: a date, an age, or both (`1984 / 37`, `12.05.1984 (37 лет)`); and which births can be true.

use crate::language::age::{Age, AgeCell, AgeFit, AgeReader};
use crate::language::date::{DateCell, DateContext, DateReader, Day, PartialDate};

/// What a cell of births holds.
#[derive(Debug)]
pub(super) struct BirthCell {
    pub(super) date: DateCell,
    pub(super) age: Option<Age>,
}

/// Signs that stand between a date and an age.
const BETWEEN: [char; 6] = ['/', '(', ',', ';', '|', '-'];
/// The oldest age that is believed of a birth, in years.
const OLDEST_YEARS: i32 = 120;

/// Reads a cell of births. What is neither a date nor an age as a whole may be both.
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
    let both = |half: Half<'_>| date_and_age(half, (dates, ages), context, death);
    halves(text).find_map(both).unwrap_or(BirthCell { date, age: None })
}

/// One way to part a cell in a date and an age.
struct Half<'t> {
    date: &'t str,
    age: &'t str,
    /// The sign may as well bind the numbers of one date: `1990-02-30`.
    in_date: bool,
}

/// The two parts of a cell about each sign that may stand between them, in both orders.
fn halves(text: &str) -> impl Iterator<Item = Half<'_>> {
    let places = text.char_indices().filter(|(_, sign)| BETWEEN.contains(sign));
    places.flat_map(move |(at, sign)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + sign.len_utf8()..).unwrap_or_default();
        let after = if sign == '(' { after.trim_end().strip_suffix(')').unwrap_or("") } else { after };
        let is_glued = !before.ends_with(char::is_whitespace) && !after.starts_with(char::is_whitespace);
        let half = |date, age| Half { date, age, in_date: is_glued && str::contains(date, sign) };
        [half(before, after), half(after, before)]
    })
}

/// A date and an age of one person; an age of digits alone has to fit the date.
fn date_and_age(
    half: Half<'_>,
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

fn is_near(fit: AgeFit) -> bool {
    matches!(fit, AgeFit::Fits | AgeFit::OffByOne)
}

/// Why a birth cannot be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Implausible {
    AfterDeath,
    TooEarly,
}

/// Why a birth cannot be true of somebody who died on the date of death, or without one in the period.
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

/// Whether a birth cannot be true, and the date of death is no reason to doubt that rather.
pub(super) fn is_to_be_dropped(
    birth: &PartialDate,
    death: Option<&PartialDate>,
    period: Option<(Day, Day)>,
) -> bool {
    let outside = death.is_some_and(|death| is_outside(death, period));
    implausible(birth, death, period).is_some() && (!outside || implausible(birth, None, period).is_some())
}

/// Whether none of the days that a death can be lies in the period.
pub(super) fn is_outside(death: &PartialDate, period: Option<(Day, Day)>) -> bool {
    let lies = |(from, to): (Day, Day)| death.spans().iter().any(|span| span.0 <= to && from <= span.1);
    period.is_some_and(|period| !lies(period))
}
