//! From a statement to days: the calendar, the order of day and month, missing centuries and years, and what the period
//! of the project excludes.
//!
//! In: a `Statement`, the context, and the calendars of the script of its digits. Out: a date, or the reason why there
//! is none. A statement is tried under every *reading* that it leaves open. Readings without a day in the calendar are
//! dropped. Of the others, those within the period are kept, or all if none is.
//!
//! Example: `01/05/22` in a list of unknown order, for a death from 2 to 31 January 2022. The order is open, and the
//! century is 19 or 20. The readings are 5 January and 1 May of 1922 and 2022. Only 5 January 2022 lies in the period,
//! so it is kept, with the flag that the period decided.

use super::partial::{Flags, PartialDate};
use super::statement::{BoundSide, Form, Point, PointJoin, SpanPart, Statement, Year};
use super::{Calendar, DateContext, DayOrder, Purpose};
use crate::language::day::Day;

/// First and last day, both included.
type Span = (Day, Day);

/// One way to fill in what a statement leaves open.
#[derive(Clone, Copy)]
struct DateReading {
    /// The order of the numbers.
    turn: Turn,
    /// The century of two-digit years, as the year without its last two digits: 19 for 1985.
    century: i16,
    /// The year of points without one; `None` if every point has a year.
    year: Option<i16>,
    /// The month of points that have only a day.
    month: Option<u8>,
    /// The calendar of points whose month does not show it.
    calendar: Calendar,
}

/// The outcome for a statement.
pub(super) enum ResolvedDate {
    /// A date.
    Date(PartialDate),
    /// Its year is not near our time in any calendar that the cell or the list shows: 1363, 0084.
    Foreign,
    /// The statement is no date.
    Nothing,
}

/// The order in which the numbers of a date are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// In the order of the statement.
    AsWritten,
    /// Day and month are exchanged.
    Swapped,
    /// `22-01-05`: the two-digit year comes first.
    YearFirst,
}

/// The oldest age of a person with a date of birth, in years. An open date of birth reaches back as far.
pub(super) const OLDEST: i16 = 110;
/// The length of an open date of death without a period, in days.
const OPEN_DAYS: i32 = 365;
/// Longest period that supplies the year of a date without one, in years. In a longer period the year stays unknown.
const MOST_YEARS: i16 = 5;
/// Longest distance between the ends of a period in which a weekday alone means days, in days.
const MOST_WEEKDAY_DAYS: i32 = 62;

/// The date of a statement. `digits` are the calendars that go with the script of its digits, in groups, the likelier
/// group first. The first group whose date fits the period is taken; if none fits, the first that gives a date.
///
/// Errors of the calendar are not errors here: if no reading gives a day, the month or the year is kept.
pub(super) fn resolve(said: &Statement, context: &DateContext, digits: &[&[Calendar]]) -> ResolvedDate {
    if said.points.is_empty() {
        return weekday_alone(said, context).map_or(ResolvedDate::Nothing, ResolvedDate::Date);
    }
    let known = calendar(said, context).map(|calendar| vec![vec![calendar]]);
    let groups = known.unwrap_or_else(|| of_digits(said, digits));
    if groups.is_empty() {
        return ResolvedDate::Foreign;
    }
    let mut dates = groups.iter().filter_map(|calendars| dated(said, context, calendars));
    let is_allowed = |date: &PartialDate| any_allowed(date.spans(), context);
    let first = dates.next();
    let best = first.as_ref().filter(|date| is_allowed(date)).cloned().or_else(|| dates.find(is_allowed));
    best.or(first).map_or(ResolvedDate::Nothing, ResolvedDate::Date)
}

/// Whether a statement, read in `calendar`, can lie in the period.
pub(super) fn is_in_period(said: &Statement, context: &DateContext, calendar: Calendar) -> bool {
    let date = if fits(said, calendar) { dated(said, context, &[calendar]) } else { None };
    date.is_some_and(|date| any_allowed(date.spans(), context))
}

/// The date of a statement in these calendars, all of which stay possible. `None` if the year is missing or the
/// calendar has no such day, month or year.
fn dated(said: &Statement, context: &DateContext, calendars: &[Calendar]) -> Option<PartialDate> {
    let first = calendars.first().copied().unwrap_or_default();
    let open = Open { years: missing_years(said, context, first)?, calendars };
    let mut flags = flags(said, context);
    flags.converted = calendars.iter().copied().find(|calendar| *calendar != Calendar::Gregorian);
    let readings = best_readings(said, context, &open, &mut flags);
    let readings = if readings.is_empty() {
        (flags.uncertain, flags.partly_read) = (true, true);
        coarser(said, context, &open)
    } else {
        readings
    };
    let spans = readings.into_iter().flatten().collect();
    let mut date = PartialDate::of(spans, flags)?;
    if let Some(weekday) = said.weekday {
        date.check_weekday(weekday);
    }
    Some(date)
}

/// What a statement leaves open and its context fills in.
struct Open<'a> {
    /// The years that a date without a year can mean; a single `None` if every point has a year.
    years: Vec<Option<i16>>,
    /// The calendars that the statement may be written in, at least one.
    calendars: &'a [Calendar],
}

/// The calendar of a statement, from its months, its own words, the list, or its years. `None` if no calendar that is
/// known for the cell has such years.
///
/// The order is: the month or the words of the cell, then the calendar of the list, then the Gregorian calendar. A
/// calendar that does not have the year is skipped.
fn calendar(said: &Statement, context: &DateContext) -> Option<Calendar> {
    let fits = |calendar: &Calendar| fits(said, *calendar);
    let told = said.points.iter().find_map(|point| point.calendar).or(said.era);
    if let Some(calendar) = told {
        // Thai months are those of the Gregorian calendar, and Thai texts also use Gregorian years.
        let ours = Some(Calendar::Gregorian).filter(|_| calendar == Calendar::Buddhist);
        return Some(calendar).filter(fits).or(ours.filter(fits));
    }
    let is_zero = said.points.iter().all(is_zero_day);
    context.calendar.filter(fits).or(Some(Calendar::Gregorian).filter(|ours| fits(ours) || is_zero))
}

/// The calendars of the script of the digits, in their groups, that have the years of the statement. Empty if the
/// statement names its calendar itself.
fn of_digits(said: &Statement, digits: &[&[Calendar]]) -> Vec<Vec<Calendar>> {
    let told = said.points.iter().any(|point| point.calendar.is_some()) || said.era.is_some();
    let fitting = |group: &&[Calendar]| -> Vec<Calendar> {
        group.iter().copied().filter(|calendar| fits(said, *calendar)).collect()
    };
    let groups = digits.iter().filter(|_| !told).map(fitting);
    groups.filter(|group| !group.is_empty()).collect()
}

/// Whether all years in full are years of the calendar that are near our time.
fn fits(said: &Statement, calendar: Calendar) -> bool {
    said.points.iter().filter_map(Point::full_year).all(|year| calendar.years().contains(&year))
}

/// Whether the point is 0001-01-01, which databases write for an unknown date.
fn is_zero_day(point: &Point) -> bool {
    (point.full_year(), point.month, point.day) == (Some(1), Some(1), Some(1))
}

/// The date of a day number for its two bases. The first base is taken, unless only the second gives a day in the
/// period.
pub(super) fn serial(bases: [Day; 2], context: &DateContext) -> Option<PartialDate> {
    let [usual, other] = bases.map(|day| (day, day));
    let turned = !allowed(usual, context) && allowed(other, context);
    let flags = Flags { resolved_by_period: turned, ..Flags::default() };
    PartialDate::of(vec![if turned { other } else { usual }], flags)
}

/// The flags that follow from the statement alone.
fn flags(said: &Statement, context: &DateContext) -> Flags {
    let spanned = said.points.len() > 1;
    let edge = said.edge.filter(|_| !spanned);
    Flags {
        approximate: said.approximate || said.points.iter().any(|point| is_vague(point.part)),
        uncertain: said.uncertain || said.unknown || said.left_over || loosely_joined(said),
        partly_read: said.left_over,
        year_inferred: said.points.iter().any(|point| point.year.is_none()) && context.period.is_some(),
        open_start: edge == Some(BoundSide::Until),
        open_end: edge == Some(BoundSide::From),
        ..Flags::default()
    }
}

/// Whether a part has no sharp ends: the beginning, middle or end, but not a half.
fn is_vague(part: Option<SpanPart>) -> bool {
    matches!(part, Some(SpanPart::Early | SpanPart::Mid | SpanPart::Late))
}

/// Whether two different dates follow each other and nothing joins them.
fn loosely_joined(said: &Statement) -> bool {
    let says = |point: Option<&Point>| point.map(Point::says);
    let mut pairs = said.points.windows(2);
    let differ = pairs.any(|pair| says(pair.first()) != says(pair.last()));
    let loose = said.joins.contains(&PointJoin::Loose);
    differ && loose && said.loose_join() == PointJoin::Any
}

/// The years that a statement without a year can mean; `None` if nothing supplies them. Only the period of a death
/// does, if it has at most [`MOST_YEARS`] years in the calendar.
fn missing_years(said: &Statement, context: &DateContext, calendar: Calendar) -> Option<Vec<Option<i16>>> {
    if said.points.iter().all(|point| point.year.is_some()) {
        return Some(vec![None]);
    }
    if said.has_two_calendars() {
        return None;
    }
    let (start, end) = context.period.filter(|_| context.purpose == Purpose::Death)?;
    let (first, last) = (calendar.year_of(start), calendar.year_of(end));
    let years = first..=last;
    (last - first < MOST_YEARS).then(|| years.map(Some).collect())
}

/// The spans of every reading that is kept, one list of spans per reading. The other orders of the numbers are tried if
/// the stated order gives no day, or no day in the period.
///
/// The order of the attempts:
///
/// - the stated order, or both orders if it is unknown;
/// - if that gives no day: day and month exchanged, then the two-digit year first;
/// - if that gives days, but none in the period: also the two-digit year first.
fn best_readings(
    said: &Statement,
    context: &DateContext,
    open: &Open<'_>,
    flags: &mut Flags,
) -> Vec<Vec<Span>> {
    let either = said.points.iter().any(|point| point.form == Form::Either);
    let turns: &[Turn] = if either { &[Turn::AsWritten, Turn::Swapped] } else { &[Turn::AsWritten] };
    let found = readings(said, context, open, turns);
    if found.is_empty() {
        let swapped = readings(said, context, open, &[Turn::Swapped]);
        flags.against_order = context.order != DayOrder::Unknown && !swapped.is_empty();
        flags.uncertain |= flags.against_order;
        return narrowed(or_year_first(swapped, said, context, open), context, flags);
    }
    let found = if found.iter().any(|spans| any_allowed(spans, context)) {
        found
    } else {
        let other = readings(said, context, open, &[Turn::YearFirst]);
        let fits = other.iter().any(|spans| any_allowed(spans, context));
        if fits { [found, other].concat() } else { found }
    };
    narrowed(found, context, flags)
}

/// The readings that were found, or else those with the year first.
fn or_year_first(
    found: Vec<Vec<Span>>,
    said: &Statement,
    context: &DateContext,
    open: &Open<'_>,
) -> Vec<Vec<Span>> {
    if found.is_empty() { readings(said, context, open, &[Turn::YearFirst]) } else { found }
}

/// The readings within the period; all of them if none is. Sets the flag if the period decides.
///
/// For example, of 5 January and 1 May only 5 January is kept for a death in January.
fn narrowed(mut found: Vec<Vec<Span>>, context: &DateContext, flags: &mut Flags) -> Vec<Vec<Span>> {
    let fitting = found.iter().filter(|spans| any_allowed(spans, context)).count();
    if 0 < fitting && fitting < found.len() {
        found.retain(|spans| any_allowed(spans, context));
        flags.resolved_by_period = true;
    }
    found
}

/// Whether any span can lie in the period.
fn any_allowed(spans: &[Span], context: &DateContext) -> bool {
    spans.iter().any(|span| allowed(*span, context))
}

/// Whether a span fits the period: a death if it touches the period, a birth if it lies before the end of the period by
/// at most [`OLDEST`] years. Without a period everything fits.
fn allowed((from, to): Span, context: &DateContext) -> bool {
    let Some((start, end)) = context.period else {
        return true;
    };
    match context.purpose {
        Purpose::Death => from <= end && start <= to,
        Purpose::Birth => from <= end && to.year() >= end.year() - OLDEST,
    }
}

/// The spans of each reading that the calendar has, for each calendar, order, century and year that is open.
fn readings(said: &Statement, context: &DateContext, open: &Open<'_>, turns: &[Turn]) -> Vec<Vec<Span>> {
    let month = inferred_month(said, context);
    let mut found = Vec::new();
    for calendar in open.calendars {
        for turn in turns {
            for century in centuries(said, context, *calendar) {
                for year in &open.years {
                    let reading =
                        DateReading { turn: *turn, century, year: *year, month, calendar: *calendar };
                    found.extend(spans(said, context, reading));
                }
            }
        }
    }
    found
}

/// The centuries of two-digit years: the one in which the period ends and the one before. Without a period 19 and 20. A
/// single 0 if the statement has no such year.
///
/// For a period that ends in 2022 the year 85 can be 1985 or 2085; the period then excludes 2085.
fn centuries(said: &Statement, context: &DateContext, calendar: Calendar) -> Vec<i16> {
    if !said.points.iter().any(|point| matches!(point.year, Some(Year::Short(_)))) {
        return vec![0];
    }
    let end = context.period.map(|(_, end)| end).or(Day::new(2000, 1, 1));
    let last = end.map_or(20, |end| calendar.year_of(end) / 100);
    vec![last - 1, last]
}

/// The month of the period for `5-нен 6-на қараған түні` (the night from the 5th to the 6th), if the period has one
/// month.
fn inferred_month(said: &Statement, context: &DateContext) -> Option<u8> {
    let (start, end) = context.period?;
    let same = (start.year(), start.month()) == (end.year(), end.month());
    (said.night && same).then_some(start.month())
}

/// The spans of a statement under one reading. `None` if any of its points is no date of the calendar.
///
/// Points that are joined as a span become one span; the others stay separate choices. A night or an open end needs a
/// single span.
fn spans(said: &Statement, context: &DateContext, reading: DateReading) -> Option<Vec<Span>> {
    let mut spans: Vec<Span> = Vec::with_capacity(said.points.len());
    for (at, point) in said.points.iter().enumerate() {
        let span = point.span(reading)?;
        let joined = at > 0 && said.join(at - 1) == PointJoin::Span;
        match spans.last_mut() {
            Some(last) if joined => *last = through(*last, span, &said.points, at),
            _ => spans.push(span),
        }
    }
    if let [only] = spans.as_mut_slice() {
        *only = widened(*only, said, context);
    }
    Some(spans)
}

/// The span from the start of one to the end of another. `31 декабря - 1 января 2022` begins in the year before,
/// because the first date has its year from the second and would otherwise be later.
fn through(from: Span, to: Span, points: &[Point], at: usize) -> Span {
    let borrowed = points.get(at).zip(points.get(at - 1)).is_some_and(|(b, a)| b.year == a.year);
    let earlier = from.0.plus_months(-12);
    if from.0 > to.1 && borrowed && to.1.days_since(earlier) < 32 {
        return (earlier, to.1);
    }
    (from.0.min(to.0), from.1.max(to.1))
}

/// The span with its night or open end: a night has two days, and an open end reaches as far as the context allows.
fn widened(span: Span, said: &Statement, context: &DateContext) -> Span {
    let (from, to) = span;
    let single = said.points.len() == 1;
    if said.night && single && from == to {
        let before = said.onto;
        return if before { (from.plus_days(-1), to) } else { (from, to.plus_days(1)) };
    }
    match said.edge {
        Some(BoundSide::Until) if single => {
            let to = if said.exclusive { from.plus_days(-1) } else { to };
            (open_start(to, context), to)
        }
        Some(BoundSide::From) if single => {
            let from = if said.exclusive { to.plus_days(1) } else { from };
            (from, open_end(from, context))
        }
        _ => span,
    }
}

/// The first day of a date that is bounded only by a last day: the start of the period, or [`OPEN_DAYS`] earlier; for a
/// birth [`OLDEST`] years earlier.
fn open_start(to: Day, context: &DateContext) -> Day {
    let years = i32::from(OLDEST) * 12;
    match (context.purpose, context.period) {
        (Purpose::Birth, _) => to.plus_months(-years),
        (Purpose::Death, Some((start, _))) if start <= to => start,
        (Purpose::Death, _) => to.plus_days(-OPEN_DAYS),
    }
}

/// The last day of a date that is bounded only by a first day; like [`open_start`].
fn open_end(from: Day, context: &DateContext) -> Day {
    match (context.purpose, context.period) {
        (_, Some((_, end))) if from <= end => end,
        (Purpose::Birth, _) => from.plus_months(i32::from(OLDEST) * 12),
        (Purpose::Death, _) => from.plus_days(OPEN_DAYS),
    }
}

impl Point {
    /// The days of the point under a reading. `None` if the calendar has none, or the point has a day without a month.
    fn span(&self, reading: DateReading) -> Option<Span> {
        let Point { year, month, day, .. } = self.turned(reading.turn)?;
        let year = match year {
            Some(Year::Full(year)) => year,
            Some(Year::Short(year)) => reading.century * 100 + i16::from(year),
            None => reading.year?,
        };
        let month = month.or(reading.month.filter(|_| day.is_some()));
        let calendar = if self.calendar.is_some_and(|own| own != Calendar::Buddhist) {
            self.calendar?
        } else {
            reading.calendar
        };
        match (month, day) {
            (Some(month), Some(day)) => calendar.day(year, month, day).map(|day| (day, day)),
            (Some(month), None) => month_span(calendar, year, month, self.part),
            (None, None) if self.decade => decade_span(calendar, year, self.part),
            (None, None) => year_span(calendar, year, self.part),
            (None, Some(_)) => None,
        }
    }

    /// The year if it is written in full; `None` for two digits.
    fn full_year(&self) -> Option<i16> {
        match self.year {
            Some(Year::Full(year)) => Some(year),
            _ => None,
        }
    }

    /// The point with its numbers in another order; `None` if its order is certain.
    fn turned(&self, turn: Turn) -> Option<Point> {
        let mut point = *self;
        match (turn, self.form, self.year) {
            (Turn::AsWritten, ..) => {}
            (Turn::Swapped, Form::Ordered | Form::Either, _) => {
                (point.day, point.month) = (self.month, self.day);
            }
            (Turn::YearFirst, Form::Ordered | Form::Either, Some(Year::Short(last))) => {
                point.year = self.day.map(Year::Short);
                point.day = Some(last);
            }
            _ => return None,
        }
        Some(point)
    }
}

/// The days of a month or a part of it. Thirds: 1-10, 11-20, 21 to the end; halves: 1-15, 16 to the end.
fn month_span(calendar: Calendar, year: i16, month: u8, part: Option<SpanPart>) -> Option<Span> {
    let (first, last) = match part {
        Some(SpanPart::Early) => (1, Some(10)),
        Some(SpanPart::Mid) => (11, Some(20)),
        Some(SpanPart::Late) => (21, None),
        Some(SpanPart::FirstHalf) => (1, Some(15)),
        Some(SpanPart::SecondHalf) => (16, None),
        None => (1, None),
    };
    let end = match last {
        Some(last) => calendar.day(year, month, last),
        None => calendar.month(year, month).map(|(_, last)| last),
    };
    Some((calendar.day(year, month, first)?, end?))
}

/// The days of a year or a part of it. Thirds have four months, halves six. A part of a Hebrew year is read as the
/// whole year, because that year begins in its seventh month and may have 13.
fn year_span(calendar: Calendar, year: i16, part: Option<SpanPart>) -> Option<Span> {
    let (from, to) = match part.filter(|_| calendar != Calendar::Hebrew) {
        Some(SpanPart::Early) => (1, 4),
        Some(SpanPart::Mid) => (5, 8),
        Some(SpanPart::Late) => (9, 12),
        Some(SpanPart::FirstHalf) => (1, 6),
        Some(SpanPart::SecondHalf) => (7, 12),
        None => return calendar.year(year),
    };
    Some((calendar.day(year, from, 1)?, calendar.month(year, to)?.1))
}

/// The days of a decade or a part of it; `year` is its first year. Thirds have four, three and three years, halves
/// five.
fn decade_span(calendar: Calendar, year: i16, part: Option<SpanPart>) -> Option<Span> {
    let (from, to) = match part {
        Some(SpanPart::Early) => (0, 3),
        Some(SpanPart::Mid) => (4, 6),
        Some(SpanPart::Late) => (7, 9),
        Some(SpanPart::FirstHalf) => (0, 4),
        Some(SpanPart::SecondHalf) => (5, 9),
        None => (0, 9),
    };
    Some((calendar.year(year + from)?.0, calendar.year(year + to)?.1))
}

/// The readings of a date that the calendar does not have, without its day, or else without its month. Only if every
/// year is written in full (`31.02.2022`, `19901345`); otherwise empty.
fn coarser(said: &Statement, context: &DateContext, open: &Open<'_>) -> Vec<Vec<Span>> {
    let mut said = said.clone();
    if said.points.iter().any(|point| !matches!(point.year, Some(Year::Full(_)))) {
        return Vec::new();
    }
    said.points.iter_mut().for_each(|point| point.day = None);
    let months = readings(&said, context, open, &[Turn::AsWritten]);
    if !months.is_empty() {
        return months;
    }
    said.points.iter_mut().for_each(|point| point.month = None);
    readings(&said, context, open, &[Turn::AsWritten])
}

/// The date of a weekday alone (`Wednesday`): every such day of a short period, for deaths only.
fn weekday_alone(said: &Statement, context: &DateContext) -> Option<PartialDate> {
    let weekday = said.weekday.filter(|_| context.purpose == Purpose::Death)?;
    let (start, end) = context.period?;
    let days = end.days_since(start);
    let spans = (0..=days.min(MOST_WEEKDAY_DAYS)).map(|n| start.plus_days(n));
    let spans = spans.filter(|day| day.weekday() == weekday).map(|day| (day, day)).collect();
    let flags = Flags { year_inferred: true, ..Flags::default() };
    PartialDate::of(spans, flags).filter(|_| days <= MOST_WEEKDAY_DAYS)
}
