//! Statements: what the words and numbers of a cell say, before the calendar and the period
//! decide which days that can be.

use super::DayOrder;
use super::numeric;
use super::token::{Kind, Token, Tokens};
use super::words::Meaning;

/// Days, months and years that a cell names, how they hang together, and what it says of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    pub(super) points: Vec<Point>,
    /// `joins[i]` stands between `points[i]` and `points[i + 1]`.
    pub(super) joins: Vec<Join>,
    pub(super) edge: Option<Edge>,
    pub(super) night: bool,
    /// The night is the one *before* the day.
    pub(super) onto: bool,
    pub(super) between: bool,
    pub(super) approximate: bool,
    pub(super) uncertain: bool,
    pub(super) weekday: Option<u8>,
    /// The cell says that something is not known.
    pub(super) unknown: bool,
    /// A number or zero stands where it says nothing.
    pub(super) unread_number: bool,
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
    pub(super) form: Form,
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

/// A part of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Early,
    Mid,
    Late,
    Decade,
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
    fn has(&self, other: &Point) -> bool {
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
    fn add(&mut self, other: &Point) {
        self.day = self.day.or(other.day);
        self.month = self.month.or(other.month);
        self.year = self.year.or(other.year);
        self.part = self.part.or(other.part);
        if other.form != Form::Certain {
            self.form = other.form;
        }
    }

    /// Takes month and year of a neighbour when it lacks them: a day needs a month, both a year.
    fn borrow(&mut self, neighbour: &Point) {
        if self.month.is_none() && self.day.is_some() {
            self.month = neighbour.month;
            self.form = neighbour.form;
        }
        self.year = self.year.or(neighbour.year);
    }
}

/// Reads the tokens of a cell.
pub(super) fn statement(tokens: &[Token<'_, Meaning>], order: DayOrder) -> Statement {
    let mut reader = Reader::new(Tokens(tokens), order);
    let mut at = 0;
    while at < tokens.len() {
        at += reader.step(at).max(1);
    }
    reader.finish()
}

struct Reader<'t, 'a> {
    tokens: Tokens<'t, 'a, Meaning>,
    order: DayOrder,
    /// Whether a month stands in words, so that bare pairs of numbers are not day and month.
    worded: bool,
    said: Statement,
    current: Point,
    join: Join,
    /// Whether the next part of a date starts a new point in any case.
    split: bool,
    negated: bool,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn new(tokens: Tokens<'t, 'a, Meaning>, order: DayOrder) -> Self {
        let worded = (0..tokens.0.len()).any(|at| matches!(tokens.meaning(at), Some(Meaning::Month(_))));
        Reader {
            tokens,
            order,
            worded,
            said: Statement::default(),
            current: Point::default(),
            join: Join::Loose,
            split: false,
            negated: false,
        }
    }

    /// Reads what stands at a place and says how many tokens that took.
    fn step(&mut self, at: usize) -> usize {
        let time = self.time(at);
        if time > 0 {
            return time;
        }
        if let Some((point, length)) = numeric::point(self.tokens, at, self.order, self.worded) {
            self.numeric(point);
            return length;
        }
        match self.tokens.kind(at) {
            Some(Kind::Number(value, digits)) => self.number(at, value, digits),
            Some(Kind::Word(_, Some(meaning))) => self.word(at, meaning),
            Some(Kind::Word(_, None)) => self.unknown_word(at),
            Some(Kind::Mark(mark)) => self.mark(at, mark),
            None => 1,
        }
    }

    /// How many tokens of a time of day stand at a place; it is passed over.
    fn time(&self, at: usize) -> usize {
        let dated = self.worded || !self.current.is_empty();
        let clock = numeric::clock(self.tokens, at, dated);
        let hour = self.tokens.number(at).is_some() && self.tokens.meaning(at + 1) == Some(Meaning::Hour);
        clock.max(if hour { 2 } else { 0 })
    }

    fn numeric(&mut self, point: Point) {
        if point.is_empty() {
            self.said.unknown = true; // 00.00.0000
        } else {
            self.take(point);
        }
    }

    fn take(&mut self, point: Point) {
        let started = !self.current.is_empty();
        if started && (self.split || self.current.has(&point)) {
            self.said.points.push(self.current);
            self.said.joins.push(self.join);
            self.current = Point::default();
        }
        self.current.add(&point);
        self.join = Join::Loose;
        self.split = false;
    }

    fn number(&mut self, at: usize, value: u32, digits: usize) -> usize {
        let marked = self.marked_as_year(at);
        match self.point_of(at, value, digits, marked) {
            Some(point) => self.take(point),
            None => self.said.unread_number = true,
        }
        1 + self.tokens.ending(at + 1, is_no_ending)
    }

    fn point_of(&self, at: usize, value: u32, digits: usize, marked: bool) -> Option<Point> {
        let mut point = Point::default();
        let short = u8::try_from(value).ok();
        match digits {
            4 => point.year = Some(Year::Full(i16::try_from(value).ok().filter(|y| *y > 0)?)),
            1 | 2 if digits == 2 && (marked || value > 31 || self.wants_year(at)) => {
                point.year = Some(Year::Short(short?));
            }
            1 | 2 if (1..=31).contains(&value) => point.day = short,
            _ => return None,
        }
        Some(point)
    }

    /// Whether a number is called a year: `92 г.р.`, `'92`.
    fn marked_as_year(&self, at: usize) -> bool {
        let after = at + 1 + self.tokens.ending(at + 1, is_no_ending);
        let dash = usize::from(self.tokens.mark(after) == Some('-'));
        let apostrophe = at > 0 && self.tokens.mark(at - 1) == Some('\'') && self.tokens.glued(at);
        apostrophe || self.tokens.meaning(after + dash) == Some(Meaning::Year)
    }

    /// Whether only a year is missing before this number: `5 янв 22`, but not `5 янв, 6 янв`.
    fn wants_year(&self, at: usize) -> bool {
        let Point { year, month, day, .. } = self.current;
        let month_follows = matches!(self.tokens.meaning(at + 1), Some(Meaning::Month(_)));
        let follows_word = at > 0 && self.tokens.meaning(at - 1) == Some(Meaning::Filler); // `в 19`
        let complete = year.is_none() && month.is_some() && day.is_some() && !follows_word;
        complete && self.join == Join::Loose && !self.split && !month_follows
    }

    fn spelled(&mut self, at: usize, value: u8) -> usize {
        let (value, length) = spelled(self.tokens, at, value);
        self.take_day(value);
        length
    }

    fn take_day(&mut self, day: u8) {
        if (1..=31).contains(&day) {
            self.take(Point { day: Some(day), ..Point::default() });
        } else {
            self.said.unread_number = true;
        }
    }

    fn word(&mut self, at: usize, meaning: Meaning) -> usize {
        match meaning {
            Meaning::Month(month) => self.take(Point { month: Some(month), ..Point::default() }),
            Meaning::Number(value) => return self.spelled(at, value),
            Meaning::Weekday(weekday) => self.said.weekday = Some(weekday),
            Meaning::Early => self.part(Part::Early),
            Meaning::Mid => self.part(Part::Mid),
            Meaning::Late => self.part(Part::Late),
            Meaning::Decade => self.decade(),
            Meaning::From | Meaning::Until | Meaning::Onto => self.direction(meaning),
            Meaning::Or | Meaning::And => self.joined(Join::Any, true),
            _ => self.note(at, meaning),
        }
        1
    }

    fn direction(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::From => self.said.edge = Some(Edge::From),
            Meaning::Until => self.said.edge = Some(Edge::Until),
            _ => self.said.onto = true,
        }
        if meaning != Meaning::From {
            self.joined(Join::Span, true);
        }
    }

    fn note(&mut self, at: usize, meaning: Meaning) {
        match meaning {
            Meaning::Night => self.said.night = true,
            Meaning::Between => self.said.between = true,
            Meaning::Not => self.negated = true,
            Meaning::Uncertain => self.said.uncertain = true,
            Meaning::Unknown => self.said.unknown = true,
            // `около 21:00` does not make the day approximate.
            Meaning::Approximate => self.said.approximate |= self.time(at + 1) == 0,
            _ => {}
        }
    }

    /// A part goes with the month before it (`қаңтардың басында`) or, first, after it.
    fn part(&mut self, part: Part) {
        if self.join == Join::Span {
            self.split = true;
        }
        self.take(Point { part: Some(part), ..Point::default() });
    }

    fn decade(&mut self) {
        match self.current.year {
            Some(Year::Full(year)) if year % 10 == 0 => self.current.part = Some(Part::Decade),
            _ => {}
        }
        self.join = Join::Loose;
    }

    fn unknown_word(&mut self, at: usize) -> usize {
        // A stray letter says nothing; a word that no table has may say anything.
        if let Some(Kind::Word(text, _)) = self.tokens.kind(at) {
            self.said.uncertain |= text.chars().count() > 1;
        }
        1
    }

    fn mark(&mut self, at: usize, mark: char) -> usize {
        match mark {
            '-' => self.joined(Join::Span, self.is_spaced(at)),
            '/' => self.joined(Join::Span, false),
            ',' | ';' => self.joined(Join::Any, mark == ';'),
            '~' | '±' => self.said.approximate = true,
            '?' => self.said.uncertain = true,
            '%' => (self.said.approximate, self.said.uncertain) = (true, true),
            '.' => return self.dots(at),
            _ => {}
        }
        1
    }

    fn is_spaced(&self, at: usize) -> bool {
        !self.tokens.glued(at) && !self.tokens.glued(at + 1)
    }

    /// `..` is an open end: `../2022-01-08`; between days it is a span: `5..8 января`.
    fn dots(&mut self, at: usize) -> usize {
        let run = (at..).take_while(|at| self.tokens.mark(*at) == Some('.')).count();
        if run == 2 {
            let opening = self.current.is_empty() && self.said.points.is_empty();
            self.said.edge = Some(if opening { Edge::Until } else { Edge::From });
            self.joined(Join::Span, false);
        }
        run
    }

    fn joined(&mut self, join: Join, split: bool) {
        self.join = join;
        self.split |= split;
    }

    fn finish(mut self) -> Statement {
        if !self.current.is_empty() {
            self.said.points.push(self.current);
        }
        if self.negated {
            self.said.edge = self.said.edge.map(Edge::turned);
        }
        self.said.spread_year();
        self.said.unread_number |= self.said.has_stray_point();
        self.said.complete_short_years();
        self.said.fill_points();
        self.said
    }
}

/// A spelled number with its unit, and how many tokens it takes: `жиырма бесі`, `twenty-fifth`.
fn spelled(tokens: Tokens<'_, '_, Meaning>, at: usize, value: u8) -> (u8, usize) {
    let number = |meaning| match meaning {
        Meaning::Number(value) => Some(value),
        _ => None,
    };
    tokens.spelled(at, value, number)
}

/// Whether a word after a number keeps its meaning: `5-қаңтар`, `2022г`; `5-і` is an ending.
fn is_no_ending(meaning: Meaning, dashed: bool) -> bool {
    match meaning {
        Meaning::Month(_) | Meaning::Year | Meaning::Decade | Meaning::Hour => true,
        Meaning::And => false,
        _ => !dashed,
    }
}

impl Edge {
    fn turned(self) -> Self {
        match self {
            Edge::From => Edge::Until,
            Edge::Until => Edge::From,
        }
    }
}

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

    /// A year that stands alone beside days without a year is theirs: `5 января, в 2022 году`.
    fn spread_year(&mut self) {
        let is_bare = |point: &Point| {
            point.year.is_some() && point.month.is_none() && point.day.is_none() && point.part.is_none()
        };
        let dateless = self.points.iter().any(|point| point.year.is_none());
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

    /// `1985/86`: the first such year from the full one on.
    fn complete_short_years(&mut self) {
        let mut known = None;
        for point in &mut self.points {
            if let (Some(Year::Short(last)), Some(year)) = (point.year, known) {
                let after = i16::rem_euclid(i16::from(last) - year, 100);
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
