//! From a statement to days: the calendar, the order of day and month, centuries and years left
//! out, and what the period of the project excludes.
//!
//! A statement is tried under every *reading* that it leaves open. Readings that the calendar
//! does not have fall away; of several, those that the period allows stay.

use super::day::Day;
use super::partial::{Flags, PartialDate};
use super::statement::{Edge, Form, Join, Part, Point, Statement, Year};
use super::{Calendar, DateContext, DayOrder, Purpose};

type Span = (Day, Day);

/// One way to read what a statement leaves open.
#[derive(Clone, Copy)]
struct Reading {
    turn: Turn,
    /// The century of two-digit years: 19 for 1985.
    century: i16,
    /// The year where none is given.
    year: Option<i16>,
    /// The month where none is given.
    month: Option<u8>,
    /// The calendar of dates whose month does not tell it.
    calendar: Calendar,
}

/// What becomes of a statement.
pub(super) enum Resolved {
    Date(PartialDate),
    /// It names a year that no calendar which the cell or the list shows has near our time: 1363, 0084.
    Foreign,
    /// It is no date.
    Nothing,
}

/// How the numbers of a date are ordered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    AsWritten,
    /// Day and month change places.
    Swapped,
    /// `22-01-05`: the two-digit year stands in front.
    YearFirst,
}

/// Oldest age of a person whose birth is dated, and how far an open birth date reaches back.
pub(super) const OLDEST: i16 = 110;
/// How far an open date of death reaches when no period bounds it.
const OPEN_DAYS: i32 = 365;
/// A period of more years does not tell the year of a day.
const MOST_YEARS: i16 = 5;
/// A period of more days does not tell the day of a weekday.
const MOST_WEEKDAY_DAYS: i32 = 62;

/// The date that a statement says. `digits` are the calendars that the script of its digits goes with, those that
/// are likelier before the others.
pub(super) fn resolve(said: &Statement, context: &DateContext, digits: &[&[Calendar]]) -> Resolved {
    if said.points.is_empty() {
        return weekday_alone(said, context).map_or(Resolved::Nothing, Resolved::Date);
    }
    let known = calendar(said, context).map(|calendar| vec![vec![calendar]]);
    let groups = known.unwrap_or_else(|| of_digits(said, digits));
    if groups.is_empty() {
        return Resolved::Foreign;
    }
    let mut dates = groups.iter().filter_map(|calendars| dated(said, context, calendars));
    let is_allowed = |date: &PartialDate| any_allowed(date.spans(), context);
    let first = dates.next();
    let best = first.as_ref().filter(|date| is_allowed(date)).cloned().or_else(|| dates.find(is_allowed));
    best.or(first).map_or(Resolved::Nothing, Resolved::Date)
}

/// Whether a statement, read in a calendar, can lie in the period.
pub(super) fn is_in_period(said: &Statement, context: &DateContext, calendar: Calendar) -> bool {
    let date = if fits(said, calendar) { dated(said, context, &[calendar]) } else { None };
    date.is_some_and(|date| any_allowed(date.spans(), context))
}

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

/// What a statement leaves open that its period or script may tell.
struct Open<'a> {
    /// The years that a date without a year can mean.
    years: Vec<Option<i16>>,
    calendars: &'a [Calendar],
}

/// The calendar that a statement is meant in: its month, its own words, the list or its years tell.
fn calendar(said: &Statement, context: &DateContext) -> Option<Calendar> {
    let fits = |calendar: &Calendar| fits(said, *calendar);
    let told = said.points.iter().find_map(|point| point.calendar).or(said.era);
    if let Some(calendar) = told {
        // Thai months are those of our calendar, and years of our era stand beside them too.
        let ours = Some(Calendar::Gregorian).filter(|_| calendar == Calendar::Buddhist);
        return Some(calendar).filter(fits).or(ours.filter(fits));
    }
    let is_zero = said.points.iter().all(is_zero_day);
    context.calendar.filter(fits).or(Some(Calendar::Gregorian).filter(|ours| fits(ours) || is_zero))
}

/// The calendars of the script of the digits that a statement has years of.
fn of_digits(said: &Statement, digits: &[&[Calendar]]) -> Vec<Vec<Calendar>> {
    let told = said.points.iter().any(|point| point.calendar.is_some()) || said.era.is_some();
    let fitting = |group: &&[Calendar]| -> Vec<Calendar> {
        group.iter().copied().filter(|calendar| fits(said, *calendar)).collect()
    };
    let groups = digits.iter().filter(|_| !told).map(fitting);
    groups.filter(|group| !group.is_empty()).collect()
}

fn fits(said: &Statement, calendar: Calendar) -> bool {
    said.points.iter().filter_map(Point::full_year).all(|year| calendar.years().contains(&year))
}

/// 0001-01-01 is what databases write where no date is known.
fn is_zero_day(point: &Point) -> bool {
    (point.full_year(), point.month, point.day) == (Some(1), Some(1), Some(1))
}

/// The date of a serial number: the first base, unless only the second fits the period.
pub(super) fn serial(bases: [Day; 2], context: &DateContext) -> Option<PartialDate> {
    let [usual, other] = bases.map(|day| (day, day));
    let turned = !allowed(usual, context) && allowed(other, context);
    let flags = Flags { resolved_by_period: turned, ..Flags::default() };
    PartialDate::of(vec![if turned { other } else { usual }], flags)
}

fn flags(said: &Statement, context: &DateContext) -> Flags {
    let spanned = said.points.len() > 1;
    let edge = said.edge.filter(|_| !spanned);
    Flags {
        approximate: said.approximate || said.points.iter().any(|point| is_vague(point.part)),
        uncertain: said.uncertain || said.unknown || said.left_over || loosely_joined(said),
        partly_read: said.left_over,
        year_inferred: said.points.iter().any(|point| point.year.is_none()) && context.period.is_some(),
        open_start: edge == Some(Edge::Until),
        open_end: edge == Some(Edge::From),
        ..Flags::default()
    }
}

/// Whether a part has no sharp ends, as the beginning of a month has none.
fn is_vague(part: Option<Part>) -> bool {
    matches!(part, Some(Part::Early | Part::Mid | Part::Late))
}

/// Whether two different dates stand side by side with nothing that joins them.
fn loosely_joined(said: &Statement) -> bool {
    let says = |point: Option<&Point>| point.map(Point::says);
    let mut pairs = said.points.windows(2);
    let differ = pairs.any(|pair| says(pair.first()) != says(pair.last()));
    let loose = said.joins.contains(&Join::Loose);
    differ && loose && said.loose_join() == Join::Any
}

/// The years that a statement without a year can mean; none when nothing tells.
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

/// The spans of every reading that stays.
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

fn or_year_first(
    found: Vec<Vec<Span>>,
    said: &Statement,
    context: &DateContext,
    open: &Open<'_>,
) -> Vec<Vec<Span>> {
    if found.is_empty() { readings(said, context, open, &[Turn::YearFirst]) } else { found }
}

/// Of several readings, those that the period allows, if it allows any.
fn narrowed(mut found: Vec<Vec<Span>>, context: &DateContext, flags: &mut Flags) -> Vec<Vec<Span>> {
    let fitting = found.iter().filter(|spans| any_allowed(spans, context)).count();
    if 0 < fitting && fitting < found.len() {
        found.retain(|spans| any_allowed(spans, context));
        flags.resolved_by_period = true;
    }
    found
}

fn any_allowed(spans: &[Span], context: &DateContext) -> bool {
    spans.iter().any(|span| allowed(*span, context))
}

/// Whether a death can lie in the period, or a birth before its end by at most [`OLDEST`] years.
fn allowed((from, to): Span, context: &DateContext) -> bool {
    let Some((start, end)) = context.period else {
        return true;
    };
    match context.purpose {
        Purpose::Death => from <= end && start <= to,
        Purpose::Birth => from <= end && to.year() >= end.year() - OLDEST,
    }
}

/// The spans of each reading that the calendar has.
fn readings(said: &Statement, context: &DateContext, open: &Open<'_>, turns: &[Turn]) -> Vec<Vec<Span>> {
    let month = inferred_month(said, context);
    let mut found = Vec::new();
    for calendar in open.calendars {
        for turn in turns {
            for century in centuries(said, context, *calendar) {
                for year in &open.years {
                    let reading = Reading { turn: *turn, century, year: *year, month, calendar: *calendar };
                    found.extend(spans(said, context, reading));
                }
            }
        }
    }
    found
}

/// Two-digit years are of the century in which the period ends or of the one before.
fn centuries(said: &Statement, context: &DateContext, calendar: Calendar) -> Vec<i16> {
    if !said.points.iter().any(|point| matches!(point.year, Some(Year::Short(_)))) {
        return vec![0];
    }
    let end = context.period.map(|(_, end)| end).or(Day::new(2000, 1, 1));
    let last = end.map_or(20, |end| calendar.year_of(end) / 100);
    vec![last - 1, last]
}

/// `5-нен 6-на қараған түні` is of the month of the period, if that has only one.
fn inferred_month(said: &Statement, context: &DateContext) -> Option<u8> {
    let (start, end) = context.period?;
    let same = (start.year(), start.month()) == (end.year(), end.month());
    (said.night && same).then_some(start.month())
}

fn spans(said: &Statement, context: &DateContext, reading: Reading) -> Option<Vec<Span>> {
    let mut spans: Vec<Span> = Vec::with_capacity(said.points.len());
    for (at, point) in said.points.iter().enumerate() {
        let span = point.span(reading)?;
        let joined = at > 0 && said.join(at - 1) == Join::Span;
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

/// From one span to another. `31 декабря - 1 января 2022` begins in the year before.
fn through(from: Span, to: Span, points: &[Point], at: usize) -> Span {
    let borrowed = points.get(at).zip(points.get(at - 1)).is_some_and(|(b, a)| b.year == a.year);
    let earlier = from.0.plus_months(-12);
    if from.0 > to.1 && borrowed && to.1.days_since(earlier) < 32 {
        return (earlier, to.1);
    }
    (from.0.min(to.0), from.1.max(to.1))
}

/// A night has two days; an open end reaches as far as the context allows.
fn widened(span: Span, said: &Statement, context: &DateContext) -> Span {
    let (from, to) = span;
    let single = said.points.len() == 1;
    if said.night && single && from == to {
        let before = said.onto;
        return if before { (from.plus_days(-1), to) } else { (from, to.plus_days(1)) };
    }
    match said.edge {
        Some(Edge::Until) if single => {
            let to = if said.exclusive { from.plus_days(-1) } else { to };
            (open_start(to, context), to)
        }
        Some(Edge::From) if single => {
            let from = if said.exclusive { to.plus_days(1) } else { from };
            (from, open_end(from, context))
        }
        _ => span,
    }
}

fn open_start(to: Day, context: &DateContext) -> Day {
    let years = i32::from(OLDEST) * 12;
    match (context.purpose, context.period) {
        (Purpose::Birth, _) => to.plus_months(-years),
        (Purpose::Death, Some((start, _))) if start <= to => start,
        (Purpose::Death, _) => to.plus_days(-OPEN_DAYS),
    }
}

fn open_end(from: Day, context: &DateContext) -> Day {
    match (context.purpose, context.period) {
        (_, Some((_, end))) if from <= end => end,
        (Purpose::Birth, _) => from.plus_months(i32::from(OLDEST) * 12),
        (Purpose::Death, _) => from.plus_days(OPEN_DAYS),
    }
}

impl Point {
    fn span(&self, reading: Reading) -> Option<Span> {
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

    /// The year, if it is written in full.
    fn full_year(&self) -> Option<i16> {
        match self.year {
            Some(Year::Full(year)) => Some(year),
            _ => None,
        }
    }

    /// The point with its numbers in another order; none when they are not in doubt.
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

/// Thirds of a month: 1-10, 11-20, 21 to the end; halves: 1-15, 16 to the end.
fn month_span(calendar: Calendar, year: i16, month: u8, part: Option<Part>) -> Option<Span> {
    let (first, last) = match part {
        Some(Part::Early) => (1, Some(10)),
        Some(Part::Mid) => (11, Some(20)),
        Some(Part::Late) => (21, None),
        Some(Part::FirstHalf) => (1, Some(15)),
        Some(Part::SecondHalf) => (16, None),
        None => (1, None),
    };
    let end = match last {
        Some(last) => calendar.day(year, month, last),
        None => calendar.month(year, month).map(|(_, last)| last),
    };
    Some((calendar.day(year, month, first)?, end?))
}

/// Thirds of a year: four months each; halves: six. Of the Hebrew calendar, which has years of 13 months that
/// begin in the seventh, the whole year.
fn year_span(calendar: Calendar, year: i16, part: Option<Part>) -> Option<Span> {
    let (from, to) = match part.filter(|_| calendar != Calendar::Hebrew) {
        Some(Part::Early) => (1, 4),
        Some(Part::Mid) => (5, 8),
        Some(Part::Late) => (9, 12),
        Some(Part::FirstHalf) => (1, 6),
        Some(Part::SecondHalf) => (7, 12),
        None => return calendar.year(year),
    };
    Some((calendar.day(year, from, 1)?, calendar.month(year, to)?.1))
}

/// Thirds of a decade: four years, three and three; halves: five.
fn decade_span(calendar: Calendar, year: i16, part: Option<Part>) -> Option<Span> {
    let (from, to) = match part {
        Some(Part::Early) => (0, 3),
        Some(Part::Mid) => (4, 6),
        Some(Part::Late) => (7, 9),
        Some(Part::FirstHalf) => (0, 4),
        Some(Part::SecondHalf) => (5, 9),
        None => (0, 9),
    };
    Some((calendar.year(year + from)?.0, calendar.year(year + to)?.1))
}

/// What is left of a date that the calendar does not have: its month, else its year, if the year
/// stands there in full (`31.02.2022`, `19901345`).
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

/// `Wednesday` alone means the Wednesdays of a short period.
fn weekday_alone(said: &Statement, context: &DateContext) -> Option<PartialDate> {
    let weekday = said.weekday.filter(|_| context.purpose == Purpose::Death)?;
    let (start, end) = context.period?;
    let days = end.days_since(start);
    let spans = (0..=days.min(MOST_WEEKDAY_DAYS)).map(|n| start.plus_days(n));
    let spans = spans.filter(|day| day.weekday() == weekday).map(|day| (day, day)).collect();
    let flags = Flags { year_inferred: true, ..Flags::default() };
    PartialDate::of(spans, flags).filter(|_| days <= MOST_WEEKDAY_DAYS)
}
