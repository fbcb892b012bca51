//! Statements: what the words and numbers of a cell say, before the calendar and the period
//! decide which days that can be.

use super::Calendar;

/// Days, months and years that a cell names, how they hang together, and what it says of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    pub(super) points: Vec<Point>,
    /// `joins[i]` stands between `points[i]` and `points[i + 1]`.
    pub(super) joins: Vec<Join>,
    pub(super) edge: Option<Edge>,
    /// The edge is not one of the possible days: `<1984`.
    pub(super) exclusive: bool,
    pub(super) night: bool,
    /// The night is the one *before* the day.
    pub(super) onto: bool,
    pub(super) between: bool,
    pub(super) approximate: bool,
    pub(super) uncertain: bool,
    pub(super) weekday: Option<u8>,
    /// The cell says that something is not known.
    pub(super) unknown: bool,
    /// A number or zero means nothing at its place, or a number has a sign inside that no table explains.
    pub(super) unread_number: bool,
    /// A word, letter or sign is in no table, or means nothing at its place.
    pub(super) left_over: bool,
    /// The calendar that the cell names.
    pub(super) era: Option<Calendar>,
}

/// A day, month or year as far as the cell names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) year: Option<Year>,
    /// As written: may be no month of the calendar.
    pub(super) month: Option<u8>,
    /// As written: may be no day of the month.
    pub(super) day: Option<u8>,
    pub(super) part: Option<Part>,
    /// The year is the first of ten.
    pub(super) decade: bool,
    pub(super) form: Form,
    /// The calendar of a month in words.
    pub(super) calendar: Option<Calendar>,
}

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Full(i16),
    /// Only the last two digits.
    Short(u8),
}

/// How day and month were told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// By a month in words or a year in front.
    #[default]
    Certain,
    /// By the order of the list; turned round only when the calendar has no such day.
    Ordered,
    /// Not at all: both orders hold.
    Either,
}

/// A part of a month, year or decade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Early,
    Mid,
    Late,
    FirstHalf,
    SecondHalf,
}

/// What stands between two points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Nothing that says how they hang together.
    Loose,
    /// Either of them.
    Any,
    /// From the one to the other.
    Span,
}

/// The side that an interval is bounded on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Not before.
    From,
    /// Not after.
    Until,
}

impl Point {
    /// Whether both say the same kind of thing, so that they cannot be one date.
    pub(super) fn clashes(&self, other: &Point) -> bool {
        let both = |a: bool, b: bool| a && b;
        both(self.day.is_some(), other.day.is_some())
            || both(self.month.is_some(), other.month.is_some())
            || both(self.year.is_some(), other.year.is_some())
            || both(self.part.is_some(), other.part.is_some())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.says() == Point::default().says()
    }

    /// What the point says, without how that was told.
    pub(super) fn says(&self) -> (Option<Year>, Option<u8>, Option<u8>, Option<Part>) {
        (self.year, self.month, self.day, self.part)
    }

    /// Whether it can stand for a date by itself: a month with its day or year, or a full year.
    fn is_date(&self) -> bool {
        match self.month {
            Some(_) => self.day.is_some() || matches!(self.year, Some(Year::Full(_))),
            None => self.day.is_none() && matches!(self.year, Some(Year::Full(_))),
        }
    }

    /// Adds what another part of the same date says.
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

    /// Takes month and year of a neighbour when it lacks them: a day needs a month, both a year.
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

impl Edge {
    pub(super) fn turned(self) -> Self {
        match self {
            Edge::From => Edge::Until,
            Edge::Until => Edge::From,
        }
    }
}

/// The most years between a full year and a year of two digits after it.
const MOST_YEARS_AFTER: i16 = 10;

impl Statement {
    /// What two points with nothing between them mean: `5-нен 8-не дейін`, `5-нен 6-на қараған түні`.
    pub(super) fn loose_join(&self) -> Join {
        if self.night || self.between || self.edge.is_some() { Join::Span } else { Join::Any }
    }

    /// What stands between the points at a place and after it.
    pub(super) fn join(&self, at: usize) -> Join {
        match self.joins.get(at) {
            Some(Join::Loose) | None => self.loose_join(),
            Some(_) if self.between => Join::Span,
            Some(join) => *join,
        }
    }

    /// Whether the cell names months of two calendars, which share no year.
    pub(super) fn has_two_calendars(&self) -> bool {
        let mut calendars = self.points.iter().filter_map(|point| point.calendar);
        let first = calendars.next();
        calendars.any(|other| Some(other) != first)
    }

    /// Lets points take from each other what they lack.
    pub(super) fn complete(&mut self) {
        self.spread_year();
        self.unread_number |= self.has_stray_point();
        self.complete_short_years();
        self.fill_points();
        self.left_over |= self.has_idle_word();
    }

    /// Whether a word binds two dates and there is one, or bounds a date and there is a choice of several.
    fn has_idle_word(&self) -> bool {
        let single = self.points.len() == 1;
        let choice = !single
            && !self.points.is_empty()
            && !(0..self.joins.len()).any(|at| self.join(at) == Join::Span);
        (self.between && single) || (self.edge.is_some() && choice)
    }

    /// A year that stands alone beside days without a year is theirs: `5 января, в 2022 году`.
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

    /// Whether numbers stand side by side that are no dates: `5 января 3 выстрела`.
    fn has_stray_point(&self) -> bool {
        let loose = self.joins.contains(&Join::Loose) && self.loose_join() == Join::Any;
        loose && !self.points.iter().all(Point::is_date)
    }

    /// `1985/86`: the first such year from the full one on. Many years later it is no year: `1984/37`.
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

    /// Completes `5-6 января 2022` from the right, then `2022 жылғы 5 қаңтар, 6` from the left.
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
