//! Parsing: from the tokens of a cell to the statement that they make.

use super::DayOrder;
use super::numeric;
use super::statement::{Edge, Join, Part, Point, Statement, Year};
use super::token::{Kind, Token, Tokens};
use super::words::Meaning;

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
        if started && (self.split || self.current.clashes(&point)) {
            self.said.points.push(self.current);
            self.said.joins.push(self.join);
            self.current = Point::default();
        }
        self.current.add(&point);
        self.join = Join::Loose;
        self.split = false;
    }

    fn number(&mut self, at: usize, value: u32, digits: usize) -> usize {
        let length = 1 + self.tokens.ending(at + 1, is_no_ending);
        if let Some(part) = self.portion(at + length, value) {
            self.part(part);
            return length + 1;
        }
        let marked = self.marked_as_year(at);
        match self.point_of(at, value, digits, marked) {
            Some(point) => self.take(point),
            None => self.said.unread_number = true,
        }
        length
    }

    /// The part that a counted word names: `вторая половина`, `1-я декада`.
    fn portion(&self, at: usize, value: u32) -> Option<Part> {
        match (self.tokens.meaning(at)?, value) {
            (Meaning::Half, 1) => Some(Part::FirstHalf),
            (Meaning::Half, 2) => Some(Part::SecondHalf),
            (Meaning::Third, 1) => Some(Part::Early),
            (Meaning::Third, 2) => Some(Part::Mid),
            (Meaning::Third, 3) => Some(Part::Late),
            _ => None,
        }
    }

    fn point_of(&self, at: usize, value: u32, digits: usize, marked: bool) -> Option<Point> {
        let mut point = Point::default();
        let short = u8::try_from(value).ok();
        match digits {
            4 => point.year = Some(Year::Full(i16::try_from(value).ok().filter(|y| *y > 0)?)),
            2 if marked || self.wants_year(at) => point.year = Some(Year::Short(short?)),
            2 if value > 31 && !self.is_month(at + 1) => point.year = Some(Year::Short(short?)),
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

    fn is_month(&self, at: usize) -> bool {
        matches!(self.tokens.meaning(at), Some(Meaning::Month(_)))
    }

    /// Whether only a year is missing before this number: `5 янв 22`, `янв-22`; but not
    /// `5 янв, 6 янв` and not `5 января в 19`.
    fn wants_year(&self, at: usize) -> bool {
        let Point { year, month, day, .. } = self.current;
        if year.is_some() || month.is_none() || self.is_month(at + 1) {
            return false;
        }
        let dashed = at > 1 && self.tokens.mark(at - 1) == Some('-') && self.is_month(at - 2);
        if dashed && self.tokens.glued(at - 1) && self.tokens.glued(at) {
            return true;
        }
        let in_time = at > 0 && self.tokens.meaning(at - 1) == Some(Meaning::Filler);
        day.is_some() && self.join == Join::Loose && !self.split && !in_time
    }

    fn spelled(&mut self, at: usize, value: u8) -> usize {
        let (value, length) = spelled(self.tokens, at, value);
        match self.portion(at + length, u32::from(value)) {
            Some(part) => {
                self.part(part);
                length + 1
            }
            None => {
                self.take_day(value);
                length
            }
        }
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
            Meaning::From | Meaning::Until | Meaning::Onto if self.is_abbreviation(at) => {}
            Meaning::From | Meaning::Until | Meaning::Onto => self.direction(meaning),
            Meaning::Or | Meaning::And => self.joined(Join::Any, true),
            _ => self.note(at, meaning),
        }
        1
    }

    /// `5 января с.г.`: a letter with a dot is not the preposition.
    fn is_abbreviation(&self, at: usize) -> bool {
        let dotted = self.tokens.mark(at + 1) == Some('.') && self.tokens.glued(at + 1);
        dotted && matches!(self.tokens.kind(at + 2), Some(Kind::Word(..)))
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
        self.said.complete();
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
