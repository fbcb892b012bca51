//! Statements: the meaning of the words and numbers of a cell, before the calendar and the period decide which days are
//! possible.
//!
//! The parser fills a [`Statement`] from the tokens and then calls [`Statement::complete`], which lets the points of
//! one cell share their month and year. `resolve` turns the completed statement into days.
//!
//! Examples of points and joins:
//!
//! - `5 января 2022`: one point with a day, month and year.
//! - `5-6 января 2022`: two points joined as a span; the first borrows the month and year of the second.
//! - `5 или 6 января`: two points joined as a choice.
//! - `до 8 января`: one point and the bound `Until`.
//! - `в начале января`: one point with a month and the part `Early`.

use super::Calendar;

/// The days, months and years that a cell names, what joins them, and what qualifies them.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    /// The points in the order of the cell; empty if the cell names none.
    pub(super) points: Vec<Point>,
    /// `joins[i]` is between `points[i]` and `points[i + 1]`; one fewer than the points.
    pub(super) joins: Vec<PointJoin>,
    /// The side on which the date is bounded: `до 8 января`. `None` for a date with both ends.
    pub(super) edge: Option<BoundSide>,
    /// The bound itself is excluded: `<1984`.
    pub(super) exclusive: bool,
    /// The date is a night, which belongs to two days.
    pub(super) night: bool,
    /// The night ends on the day: `в ночь на 6 января`. Otherwise it begins on it.
    pub(super) onto: bool,
    /// The cell has a word such as `между`, so two points are the ends of one span.
    pub(super) between: bool,
    /// The cell states an approximate date: `около`, `~`.
    pub(super) approximate: bool,
    /// The cell doubts the date: `возможно`, `?`.
    pub(super) uncertain: bool,
    /// The weekday that the cell names; Monday is 1.
    pub(super) weekday: Option<u8>,
    /// The cell states that something is unknown.
    pub(super) unknown: bool,
    /// A number or a zero has no meaning at its place, or a number contains a sign that no table explains. Then the
    /// cell is unreadable.
    pub(super) unread_number: bool,
    /// A word, letter or sign is in no table, or has no meaning at its place. Then the date is partly read.
    pub(super) left_over: bool,
    /// The calendar that the cell names in words: `هـ`.
    pub(super) era: Option<Calendar>,
}

/// A day, month or year, as far as the cell names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Point {
    /// The year; `None` if the cell has none for this point.
    pub(super) year: Option<Year>,
    /// The month as written; the calendar may not have it.
    pub(super) month: Option<u8>,
    /// The day as written; the month may not have it.
    pub(super) day: Option<u8>,
    /// The part of the month, year or decade: `в начале января`.
    pub(super) part: Option<SpanPart>,
    /// The year is the first year of a decade.
    pub(super) decade: bool,
    /// How certain the order of day and month is.
    pub(super) form: Form,
    /// The calendar of a month in words; `None` for a month in numbers.
    pub(super) calendar: Option<Calendar>,
}

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// A year in full: 1985.
    Full(i16),
    /// Only the last two digits: 85.
    Short(u8),
}

/// How the parser distinguished day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// By a month in words or a year in front: certain.
    #[default]
    Certain,
    /// By the order of the list. The other order is tried only if the calendar has no such day.
    Ordered,
    /// Not at all: both orders are possible.
    Either,
}

/// A part of a month, year or decade. The spans are in the `resolve` module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpanPart {
    /// The first third: `в начале`.
    Early,
    /// The second third: `в середине`.
    Mid,
    /// The last third: `в конце`.
    Late,
    /// The first half.
    FirstHalf,
    /// The second half.
    SecondHalf,
}

/// What joins two neighbouring points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PointJoin {
    /// Nothing states how they belong together.
    Loose,
    /// Either of them: `5 или 6 января`.
    Any,
    /// From one to the other: `5-6 января`.
    Span,
}

/// The side on which a date is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundSide {
    /// Bounded below: not before the point.
    From,
    /// Bounded above: not after the point.
    Until,
}

impl Point {
    /// Whether both state the same component. They are then not parts of one date.
    pub(super) fn clashes(&self, other: &Point) -> bool {
        let both = |a: bool, b: bool| a && b;
        both(self.day.is_some(), other.day.is_some())
            || both(self.month.is_some(), other.month.is_some())
            || both(self.year.is_some(), other.year.is_some())
            || both(self.part.is_some(), other.part.is_some())
    }

    /// Whether the point states nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.says() == Point::default().says()
    }

    /// The content of the point, without its form and calendar.
    pub(super) fn says(&self) -> (Option<Year>, Option<u8>, Option<u8>, Option<SpanPart>) {
        (self.year, self.month, self.day, self.part)
    }

    /// Whether the point can be a date alone: a month with its day or its full year, or a full year without a day.
    fn is_date(&self) -> bool {
        match self.month {
            Some(_) => self.day.is_some() || matches!(self.year, Some(Year::Full(_))),
            None => self.day.is_none() && matches!(self.year, Some(Year::Full(_))),
        }
    }

    /// Adds the components of another part of the same date. Components that are already known stay.
    pub(super) fn add(&mut self, other: &Point) {
        self.day = self.day.or(other.day);
        self.month = self.month.or(other.month);
        self.year = self.year.or(other.year);
        self.part = self.part.or(other.part);
        self.calendar = self.calendar.or(other.calendar);
        self.decade |= other.decade;
        if other.form != Form::Certain {
            self.form = other.form;
        }
    }

    /// Takes the month and year of a neighbour if the point lacks them. The month is taken only for a day, and the year
    /// only if the calendars do not differ.
    fn borrow(&mut self, neighbour: &Point) {
        if self.month.is_none() && self.day.is_some() {
            self.month = neighbour.month;
            self.form = neighbour.form;
            self.calendar = neighbour.calendar;
        }
        if self.calendar.zip(neighbour.calendar).is_none_or(|(own, other)| own == other) {
            self.year = self.year.or(neighbour.year);
        }
    }
}

impl BoundSide {
    /// The other side, for a negated bound: `не ранее`.
    pub(super) fn turned(self) -> Self {
        match self {
            BoundSide::From => BoundSide::Until,
            BoundSide::Until => BoundSide::From,
        }
    }
}

/// Largest distance between a year in full and a two-digit year after it, in years: `1985/86`.
const MOST_YEARS_AFTER: i16 = 10;

impl Statement {
    /// The join of two points with nothing between them: a span if the cell has a bound, a night or `между` (`5-нен
    /// 8-не дейін`), otherwise a choice.
    pub(super) fn loose_join(&self) -> PointJoin {
        if self.night || self.between || self.edge.is_some() { PointJoin::Span } else { PointJoin::Any }
    }

    /// The join between the points `at` and `at + 1`, with loose joins decided.
    pub(super) fn join(&self, at: usize) -> PointJoin {
        match self.joins.get(at) {
            Some(PointJoin::Loose) | None => self.loose_join(),
            Some(_) if self.between => PointJoin::Span,
            Some(join) => *join,
        }
    }

    /// Whether the cell names months of two calendars. They share no year, so none is borrowed.
    pub(super) fn has_two_calendars(&self) -> bool {
        let mut calendars = self.points.iter().filter_map(|point| point.calendar);
        let first = calendars.next();
        calendars.any(|other| Some(other) != first)
    }

    /// Lets the points share what they lack, and marks what cannot be part of a date. The parser calls it once, at the
    /// end.
    ///
    /// The order matters: a year that is alone is given away first, then two-digit years are completed, then points
    /// borrow.
    pub(super) fn complete(&mut self) {
        self.spread_year();
        self.unread_number |= self.has_stray_point();
        self.complete_short_years();
        self.fill_points();
        self.left_over |= self.has_idle_word();
    }

    /// Whether a word has nothing to act on: `между` with one date, or a bound with a choice of several dates.
    fn has_idle_word(&self) -> bool {
        let single = self.points.len() == 1;
        let choice = !single
            && !self.points.is_empty()
            && !(0..self.joins.len()).any(|at| self.join(at) == PointJoin::Span);
        (self.between && single) || (self.edge.is_some() && choice)
    }

    /// Gives a year that is alone to the points without a year: `5 января, в 2022 году`. The year stops being a point.
    fn spread_year(&mut self) {
        let is_bare = |point: &Point| {
            let is_whole = point.part.is_none() && !point.decade;
            point.year.is_some() && point.month.is_none() && point.day.is_none() && is_whole
        };
        let dateless = self.points.iter().any(|point| point.year.is_none()) && !self.has_two_calendars();
        let Some(at) = self.points.iter().position(is_bare).filter(|_| dateless) else {
            return;
        };
        let year = self.points.remove(at).year;
        if !self.joins.is_empty() {
            self.joins.remove(at.saturating_sub(1));
        }
        for point in &mut self.points {
            point.year = point.year.or(year);
        }
    }

    /// Whether numbers without any join are no dates: `5 января 3 выстрела`.
    fn has_stray_point(&self) -> bool {
        let loose = self.joins.contains(&PointJoin::Loose) && self.loose_join() == PointJoin::Any;
        loose && !self.points.iter().all(Point::is_date)
    }

    /// Completes a two-digit year from a full year before it: `1985/86` is 1985 and 1986. More than
    /// [`MOST_YEARS_AFTER`] years later it is no year: `1984/37`.
    fn complete_short_years(&mut self) {
        let mut known: Option<i16> = None;
        for point in &mut self.points {
            if let (Some(Year::Short(last)), Some(year)) = (point.year, known) {
                let after = i16::rem_euclid(i16::from(last) - year, 100);
                self.unread_number |= after > MOST_YEARS_AFTER;
                point.year = Some(Year::Full(year + after));
            }
            if let Some(Year::Full(year)) = point.year {
                known = Some(year);
            }
        }
    }

    /// Lets points borrow from their neighbours: `5-6 января 2022` from right to left, then `2022 жылғы 5 қаңтар, 6`
    /// from left to right.
    fn fill_points(&mut self) {
        let mut known = Point::default();
        for point in self.points.iter_mut().rev() {
            point.borrow(&known);
            known = *point;
        }
        for point in &mut self.points {
            point.borrow(&known);
            known = *point;
        }
    }
}
