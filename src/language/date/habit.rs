//! How one list writes dates: the order of day and month, and the calendar of its years.
//!
//! In: all date cells of a list. Out: a [`DateHabit`]. Only dates with a single possible reading count as evidence. An
//! order needs at least three such dates and a majority of more than ten to one, because single dates may be mistakes.
//!
//! Example: a list with `13/01/2022`, `25/01/2022` and `31/01/2022`, and no date with a second number above 12, puts
//! the day first. Then `05/01/2022` of the same list is 5 January.

use std::collections::BTreeMap;

use super::calendar::BELIEVED;
use super::statement::{Form, Point, Statement, Year};
use super::{Calendar, DateContext, DateReader, Day, DayOrder, PartialDate, Purpose, resolve};

/// How a list writes dates. The default knows neither.
///
/// `source::mention` determines it once per list, from the different cells of births and deaths, and puts it into the
/// [`DateContext`] of each cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct DateHabit {
    /// The order of day and month as numbers.
    pub(crate) order: DayOrder,
    /// The calendar of the years; `None` if the list does not show one.
    pub(crate) calendar: Option<Calendar>,
}

/// What the dates of one list show, as counts of dates.
#[derive(Debug, Default)]
pub(crate) struct DateEvidence {
    /// Orders in dates with slashes or hyphens.
    slashed: Orders,
    /// Orders in dates with dots, which Europe uses and the United States does not.
    dotted: Orders,
    /// How many dates name each calendar of [`FOREIGN`].
    named: BTreeMap<Calendar, usize>,
    /// How many deaths have a year outside 1800 to 2100.
    foreign: usize,
    /// How many of the `foreign` deaths lie in the period when read in each calendar. A calendar fits the list only if
    /// its count is equal to `foreign`.
    fitting: BTreeMap<Calendar, usize>,
}

/// How many dates can only be read with the day first, or only with the month first.
#[derive(Debug, Default)]
struct Orders {
    /// Dates with the day first: `25/01/2022`.
    day_first: usize,
    /// Dates with the month first: `01/25/2022`. Both counts include dates whose other reading is far outside the
    /// period.
    month_first: usize,
}

/// An order holds if it has more than this many times as many dates as the other order.
const MAJORITY: usize = 10;
/// Fewest dates that must show an order before it holds for the list. One date may be a mistake.
const FEWEST_DATES: usize = 3;
/// How many days before or after the period a death is still plausible. Some people die of their wounds later.
const NEAR_DAYS: i32 = 14;
/// Fewest deaths that must lie in the period before the calendar that puts them there is believed.
const FEWEST_DEATHS: usize = 2;
/// Calendars whose years cannot be mistaken for years of the Gregorian calendar. The Ethiopian ones can.
const FOREIGN: [Calendar; 4] = [Calendar::SolarHijri, Calendar::Hijri, Calendar::Buddhist, Calendar::Hebrew];

impl DateEvidence {
    /// Adds the evidence of one cell. A cell that cannot be read adds nothing.
    ///
    /// Besides a number above 12, the period shows the order: if `01/05/2022` is in the period as 5 January and as 1
    /// May more than two weeks outside, the month comes first.
    pub(crate) fn add(&mut self, reader: &DateReader, text: &str, context: &DateContext) {
        // A cell without a digit shows neither order nor calendar.
        if !text.chars().any(|c| c.is_numeric()) {
            return;
        }
        let Some(said) = reader.said(text).filter(|said| !said.unread_number) else { return };
        for point in &said.points {
            self.add_order(point, context);
        }
        self.add_calendar(&said, context);
    }

    /// Counts the order of a point, if one of its two numbers is above 12, or if only one order is plausible for the
    /// period.
    fn add_order(&mut self, point: &Point, context: &DateContext) {
        let orders = match point.form {
            Form::Certain => return,
            Form::Ordered => &mut self.dotted,
            Form::Either => &mut self.slashed,
        };
        // With an unknown order, the parser puts the first number into `day`.
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

    /// Counts the calendar of a statement: the one that it names, else those that put its death into the period.
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

    /// The habit of the list. What the project file states takes precedence over what the dates show.
    pub(crate) fn habit(&self, stated: DateHabit) -> DateHabit {
        let order = if stated.order == DayOrder::Unknown { self.order() } else { stated.order };
        DateHabit { order, calendar: stated.calendar.or_else(|| self.calendar()) }
    }

    /// The order of the list. If dates with slashes and with dots show different orders, the order is unknown.
    fn order(&self) -> DayOrder {
        match (self.slashed.order(), self.dotted.order()) {
            (order, other) if order == other || other == DayOrder::Unknown => order,
            (DayOrder::Unknown, order) => order,
            _ => DayOrder::Unknown,
        }
    }

    /// The calendar that the dates name, if they name only one. Without a name, the only calendar that puts every
    /// foreign year into the period.
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
    /// The order with a clear majority (see [`MAJORITY`], [`FEWEST_DATES`]).
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

/// Whether a death on a day of the Gregorian calendar lies in the period, or at most `margin` days outside it. A
/// two-digit year is taken in the century in which the period ends.
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

/// Other days that the cell of a death can mean and that lie at most [`NEAR_DAYS`] outside the period. Empty unless the
/// period alone decided which day was read. A reviewer should see them, because the person may have died later.
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
