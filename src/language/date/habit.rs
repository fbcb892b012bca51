//! How one list writes dates: which of day and month comes first, and the calendar of its years. The list shows
//! both by the dates that can be read in one way only.

use std::collections::BTreeMap;

use super::calendar::BELIEVED;
use super::statement::{Form, Point, Statement, Year};
use super::{Calendar, DateContext, DateReader, Day, DayOrder, PartialDate, Purpose, resolve};

/// How a list writes dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct DateHabit {
    pub(crate) order: DayOrder,
    pub(crate) calendar: Option<Calendar>,
}

/// What the dates of one list show.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Dates with slashes and hyphens.
    slashed: Orders,
    /// Dates with dots, which Europe writes and the United States do not.
    dotted: Orders,
    /// How many dates name a calendar other than ours.
    named: BTreeMap<Calendar, usize>,
    /// How many deaths have a year that is not of our era, and how many of them each calendar puts into the period.
    foreign: usize,
    fitting: BTreeMap<Calendar, usize>,
}

/// How many dates can be read with the day first only, and with the month first only.
#[derive(Debug, Default)]
struct Orders {
    day_first: usize,
    month_first: usize,
}

/// An order holds for a list in which this many times fewer dates have the other one.
const MAJORITY: usize = 10;
/// Least number of different dates that must show one order, before it holds for the other dates of the list. One date may be a
/// slip.
const FEWEST_DATES: usize = 3;
/// How many days outside the period a death is still plausible: some people die of their wounds later.
const NEAR_DAYS: i32 = 14;
/// Deaths that have to fall into the period before their calendar is believed.
const FEWEST_DEATHS: usize = 2;
/// Calendars whose years cannot be taken for years of our era.
const FOREIGN: [Calendar; 4] = [Calendar::SolarHijri, Calendar::Hijri, Calendar::Buddhist, Calendar::Hebrew];

impl Evidence {
    /// Adds what a cell shows.
    pub(crate) fn add(&mut self, reader: &DateReader, text: &str, context: &DateContext) {
        // Most cells are dates that show nothing: a month in words or a year in front of numbers.
        if !text.chars().any(|c| c.is_numeric()) {
            return;
        }
        let Some(said) = reader.said(text).filter(|said| !said.unread_number) else { return };
        for point in &said.points {
            self.add_order(point, context);
        }
        self.add_calendar(&said, context);
    }

    fn add_order(&mut self, point: &Point, context: &DateContext) {
        let orders = match point.form {
            Form::Certain => return,
            Form::Ordered => &mut self.dotted,
            Form::Either => &mut self.slashed,
        };
        // An unknown order leaves the first number as the day.
        let (Some(first), Some(second)) = (point.day, point.month) else { return };
        match (first > 12, second > 12) {
            (true, false) => orders.day_first += 1,
            (false, true) => orders.month_first += 1,
            (false, false) => {
                let lies = |month, day, margin| lies_in_period(point.year, month, day, context, margin);
                match (lies(second, first, 0), lies(first, second, 0)) {
                    (true, false) if !lies(first, second, NEAR_DAYS) => orders.day_first += 1,
                    (false, true) if !lies(second, first, NEAR_DAYS) => orders.month_first += 1,
                    _ => {}
                }
            }
            (true, true) => {}
        }
    }

    fn add_calendar(&mut self, said: &Statement, context: &DateContext) {
        let named = said.points.iter().find_map(|point| point.calendar).or(said.era);
        if let Some(calendar) = named {
            if FOREIGN.contains(&calendar) {
                *self.named.entry(calendar).or_default() += 1;
            }
            return;
        }
        let is_ours =
            |point: &Point| !matches!(point.year, Some(Year::Full(year)) if !BELIEVED.contains(&year));
        if context.purpose != Purpose::Death || context.period.is_none() || said.points.iter().all(is_ours) {
            return;
        }
        self.foreign += 1;
        for calendar in FOREIGN {
            if resolve::is_in_period(said, context, calendar) {
                *self.fitting.entry(calendar).or_default() += 1;
            }
        }
    }

    /// What the list shows; what the project file states goes before it.
    pub(crate) fn habit(&self, stated: DateHabit) -> DateHabit {
        let order = if stated.order == DayOrder::Unknown { self.order() } else { stated.order };
        DateHabit { order, calendar: stated.calendar.or_else(|| self.calendar()) }
    }

    fn order(&self) -> DayOrder {
        match (self.slashed.order(), self.dotted.order()) {
            (order, other) if order == other || other == DayOrder::Unknown => order,
            (DayOrder::Unknown, order) => order,
            _ => DayOrder::Unknown,
        }
    }

    fn calendar(&self) -> Option<Calendar> {
        if let Some((calendar, _)) = self.named.first_key_value() {
            return Some(*calendar).filter(|_| self.named.len() == 1);
        }
        let all = self.fitting.iter().filter(|(_, deaths)| **deaths == self.foreign);
        let mut all = all.map(|(calendar, _)| *calendar).filter(|_| self.foreign >= FEWEST_DEATHS);
        all.next().filter(|_| all.next().is_none())
    }
}

impl Orders {
    fn order(&self) -> DayOrder {
        let Orders { day_first, month_first } = *self;
        let holds = |one: usize, other: usize| one >= FEWEST_DATES && one > other.saturating_mul(MAJORITY);
        if holds(day_first, month_first) {
            DayOrder::DayFirst
        } else if holds(month_first, day_first) {
            DayOrder::MonthFirst
        } else {
            DayOrder::Unknown
        }
    }
}

/// Whether a death on a day of our calendar lies in the period, or at most `margin` days before or after it.
fn lies_in_period(year: Option<Year>, month: u8, day: u8, context: &DateContext, margin: i32) -> bool {
    let Some(period) = context.period.filter(|_| context.purpose == Purpose::Death) else { return false };
    let (from, to) = (period.0.plus_days(-margin), period.1.plus_days(margin));
    let lies = |year| Day::new(year, month, day).is_some_and(|day| (from..=to).contains(&day));
    match year {
        Some(Year::Full(year)) => lies(year),
        Some(Year::Short(last)) => lies(to.year() / 100 * 100 + i16::from(last)),
        None => (from.year()..=to.year()).take(2).any(lies),
    }
}

/// The other days that the cell of a death can mean, if the period alone decided for the one that was read and they lie just
/// outside of it.
pub(crate) fn near_misses(
    reader: &DateReader,
    text: &str,
    date: &PartialDate,
    context: &DateContext,
) -> Vec<Day> {
    let (Some((from, to)), Some(day)) = (context.period, date.day()) else { return Vec::new() };
    if context.order != DayOrder::Unknown || !date.is_resolved_by_period() {
        return Vec::new();
    }
    let cell = reader.read(text, &DateContext { period: None, ..*context });
    let spans = cell.date().map(|date| date.spans().to_vec()).unwrap_or_default();
    let near = from.plus_days(-NEAR_DAYS)..=to.plus_days(NEAR_DAYS);
    let days = spans.into_iter().filter(|(first, last)| first == last).map(|(first, _)| first);
    days.filter(|other| *other != day && near.contains(other)).collect()
}
