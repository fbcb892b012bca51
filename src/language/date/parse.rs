//! Parses the tokens of a cell into a statement about a date.

use super::calendar::BELIEVED;
use super::statement::{Edge, Join, Part, Point, Statement, Year};
use super::token::{Kind, Token, Tokens};
use super::words::{Meaning, Month};
use super::{Calendar, DayOrder, numeric};

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
    /// Whether the cell names a month in words. If it does, a bare pair of numbers is not a day and a month.
    worded: bool,
    said: Statement,
    current: Point,
    join: Join,
    /// Whether the next part of a date must start a new point.
    split: bool,
    negated: bool,
    /// A word for a decade was read before its number: `années 80`.
    decade_ahead: bool,
    /// A time of day was read, so an offset from UTC may follow.
    timed: bool,
    /// A dash, a slash, or a word for "and" or "or" was read, and no part of a date has followed it yet.
    dangling: bool,
}

/// Signs that are ignored. `*` and `†` mark births and deaths.
const QUIET: &str = ".,;:()[]\"'«»“”„*†،؛·•";

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
            decade_ahead: false,
            timed: false,
            dangling: false,
        }
    }

    /// Reads the tokens at a position and returns how many it used.
    fn step(&mut self, at: usize) -> usize {
        let time = self.time(at);
        if time > 0 {
            self.timed = true;
            return time;
        }
        let offset = if self.timed { numeric::offset(self.tokens, at) } else { 0 };
        if offset > 0 {
            return offset;
        }
        if let Some((point, length)) = numeric::point(self.tokens, at, self.order, self.worded) {
            self.numeric(point);
            return length;
        }
        match self.tokens.kind(at) {
            Some(Kind::Number(value, digits)) => self.number(at, value, digits),
            Some(Kind::Word(text, Some(meaning))) => {
                self.dangling = false;
                if self.is_stray_letter(at, text, meaning) {
                    self.left_over(at)
                } else {
                    self.word(at, meaning)
                }
            }
            Some(Kind::Ending(Some(meaning))) => self.word(at, meaning),
            Some(Kind::Word(_, None)) => self.left_over(at),
            Some(Kind::Mark(mark)) => self.mark(at, mark),
            Some(Kind::Ending(None)) | None => 1,
        }
    }

    /// Records that a token was not understood. If the token touches a number, it may be a mistyped digit, so
    /// the number is not used.
    fn left_over(&mut self, at: usize) -> usize {
        self.said.left_over = true;
        self.said.unread_number |= self.tokens.touches_number(at);
        1
    }

    /// Whether the word is a single letter that touches a number and has no meaning there: `12d`,
    /// `12.o5.1984`.
    fn is_stray_letter(&self, at: usize, text: &str, meaning: Meaning) -> bool {
        let before_number = self.tokens.number(at + 1).is_some() && self.tokens.glued(at + 1);
        let after_number = at.checked_sub(1).and_then(|at| self.tokens.number(at)).is_some();
        let belongs = match meaning {
            Meaning::Year | Meaning::Years | Meaning::Birth | Meaning::Hour | Meaning::Era(_) => true,
            _ => self.timed || (matches!(text, "t" | "т") && before_number),
        };
        let beside = after_number || (before_number && at > 0);
        beside && self.tokens.glued(at) && text.chars().nth(1).is_none() && !belongs
    }

    /// Number of tokens in the time of day at this position; 0 if there is none. Times of day are skipped.
    fn time(&self, at: usize) -> usize {
        let dated = self.worded || !self.current.is_empty();
        let clock = numeric::clock(self.tokens, at, dated);
        let hour = self.tokens.number(at).is_some() && self.tokens.meaning(at + 1) == Some(Meaning::Hour);
        let minutes = matches!(self.tokens.number(at + 2), Some((0..=59, 2)))
            && self.tokens.glued(at + 1)
            && self.tokens.glued(at + 2);
        clock.max(match (hour, minutes) {
            (true, true) => 3,
            (true, false) => 2,
            _ => 0,
        })
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
        self.dangling = false;
    }

    fn number(&mut self, at: usize, value: u32, digits: usize) -> usize {
        if let Some((year, length)) = self.decade(at, value, digits) {
            self.decade_ahead = false;
            self.take(Point { year: Some(year), decade: true, ..Point::default() });
            return length;
        }
        let length = 1 + self.tokens.ending(at + 1);
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

    /// The part of a period that a number and a word name together: `вторая половина`, `1-я декада`.
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

    /// The first year of a decade and how many tokens name it: `1980-е`, `80-х`, `80's`, `198x`, `années 80`.
    fn decade(&self, at: usize, value: u32, digits: usize) -> Option<(Year, usize)> {
        let year = i16::try_from(value).ok()?;
        let open = matches!(self.tokens.kind(at + 1), Some(Kind::Word("x" | "х", _) | Kind::Mark('?')));
        if digits == 3 && open && self.tokens.glued(at + 1) && BELIEVED.contains(&(year * 10)) {
            return Some((Year::Full(year * 10), 2));
        }
        let ending = 1 + self.tokens.ending(at + 1);
        let named = [1, ending].into_iter().find_map(|length| {
            let dash = usize::from(self.tokens.is_hyphen(at + length));
            let is_decade = self.tokens.meaning(at + length + dash) == Some(Meaning::Decade);
            is_decade.then_some(length + dash + 1)
        });
        let length = named.or(self.decade_ahead.then_some(ending)).filter(|_| year % 10 == 0)?;
        match digits {
            4 => Some((Year::Full(year), length)),
            2 if !self.worded => Some((Year::Short(u8::try_from(value).ok()?), length)),
            _ => None,
        }
    }

    fn point_of(&self, at: usize, value: u32, digits: usize, marked: bool) -> Option<Point> {
        let mut point = Point::default();
        let short = u8::try_from(value).ok();
        match digits {
            4 => point.year = Some(Year::Full(i16::try_from(value).ok().filter(|y| *y > 0)?)),
            2 if marked || self.wants_year(at) => point.year = Some(Year::Short(short?)),
            2 if value > 31 && self.completes(at) => point.year = Some(Year::Short(short?)),
            1 | 2 if (1..=31).contains(&value) => point.day = short,
            _ => return None,
        }
        Some(point)
    }

    /// Whether the cell marks a number as a year: `92 г.р.`, `'92`. `37 лет` and `37 года` are ages.
    fn marked_as_year(&self, at: usize) -> bool {
        let after = at + 1 + self.tokens.ending(at + 1);
        let after = after + usize::from(self.tokens.mark(after) == Some('-'));
        let apostrophe = at > 0 && self.tokens.mark(at - 1) == Some('\'') && self.tokens.glued(at);
        apostrophe
            || match self.tokens.meaning(after) {
                Some(Meaning::Year | Meaning::Birth) => true,
                Some(Meaning::Years) => self.tokens.meaning(after + 1) == Some(Meaning::Birth),
                _ => false,
            }
    }

    /// Whether a two-digit number above 31 completes the date before it: `мая 85`, `1985/86`.
    fn completes(&self, at: usize) -> bool {
        let Point { year, month, .. } = self.current;
        let completes_month = month.is_some() && year.is_none();
        let follows_year = month.is_none() && matches!(year, Some(Year::Full(_))) && self.join != Join::Loose;
        (completes_month || follows_year) && !self.is_month(at + 1)
    }

    fn is_month(&self, at: usize) -> bool {
        matches!(self.tokens.meaning(at), Some(Meaning::Month(_)))
    }

    /// Whether the date before this number lacks only a year. This is true of `5 янв 22`, `янв-22`, `янв.22`
    /// and `январь 22`. It is false of `5 янв, 6 янв`, `January 22` and `5 января в 19`.
    fn wants_year(&self, at: usize) -> bool {
        let Point { year, month, day, .. } = self.current;
        if year.is_some() || month.is_none() || self.is_month(at + 1) {
            return false;
        }
        if at > 0 && !self.has_full_year() && self.is_year_after_month(at) {
            return true;
        }
        let in_time = at > 0 && self.tokens.meaning(at - 1) == Some(Meaning::Filler);
        day.is_some() && self.join == Join::Loose && !self.split && !in_time
    }

    /// Whether two digits right after a month are its year. They always are in the form that spreadsheets
    /// print (`янв.22`, `Jan-22`). In other forms, they are if the language does not write the day after the
    /// month.
    fn is_year_after_month(&self, at: usize) -> bool {
        let marked = matches!(self.tokens.mark(at - 1), Some('-' | '.')) && self.tokens.glued(at - 1);
        let printed = marked && self.tokens.glued(at) && at > 1 && self.is_month(at - 2);
        let word = if self.tokens.mark(at - 1) == Some('.') { at.checked_sub(2) } else { Some(at - 1) };
        let leads = match word.and_then(|word| self.tokens.meaning(word)) {
            Some(Meaning::Month(month)) => month.leads,
            _ => true,
        };
        let lone = !leads && self.current.day.is_none();
        (printed || lone) && self.tokens.ending(at + 1) == 0 && !self.is_joined(at + 1)
    }

    /// Whether a dash, a comma, a slash or a word joins another number to the previous one: `январь 22, 23`.
    fn is_joined(&self, at: usize) -> bool {
        let joins = match self.tokens.kind(at) {
            Some(Kind::Mark(mark)) => matches!(mark, '-' | ',' | '/'),
            Some(Kind::Word(_, Some(meaning))) => {
                matches!(meaning, Meaning::And | Meaning::Or | Meaning::Until)
            }
            _ => false,
        };
        joins && self.tokens.number(at + 1).is_some()
    }

    fn current_month(&self) -> Option<(u8, Calendar)> {
        self.current.month.zip(self.current.calendar)
    }

    fn has_full_year(&self) -> bool {
        (0..self.tokens.0.len()).any(|at| matches!(self.tokens.number(at), Some((_, 4))))
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
            // `كانون الثاني (يناير)` is one month under two names.
            Meaning::Month(Month { number, calendar, .. })
                if self.current_month() == Some((number, calendar)) => {}
            Meaning::Month(Month { number, calendar, .. }) => {
                self.take(Point { month: Some(number), calendar: Some(calendar), ..Point::default() });
            }
            Meaning::Number(value) => return self.spelled(at, value),
            Meaning::Weekday(weekday) => self.said.weekday = Some(weekday),
            Meaning::Early => self.part(Part::Early),
            Meaning::Mid => self.part(Part::Mid),
            Meaning::Late => self.part(Part::Late),
            Meaning::Decade => self.decade_ahead = true,
            Meaning::Era(calendar) => self.era(at, calendar),
            Meaning::From | Meaning::Until | Meaning::Onto if self.is_abbreviation(at) => {}
            Meaning::From | Meaning::Until | Meaning::Onto => self.direction(meaning),
            Meaning::Or | Meaning::And => {
                self.joined(Join::Any, true);
                self.dangling = true;
            }
            _ => self.note(at, meaning),
        }
        1
    }

    /// Whether the word is an abbreviation and not a preposition: `5 января с.г.`.
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

    /// A part belongs to the month before it (`қаңтардың басында`). If the part comes first, it belongs to
    /// the month after it.
    fn part(&mut self, part: Part) {
        if self.join == Join::Span {
            self.split = true;
        }
        self.take(Point { part: Some(part), ..Point::default() });
    }

    /// Records the calendar that the cell names. If the cell names two, it is unclear which date is meant, so
    /// the second is marked as not understood.
    fn era(&mut self, at: usize, calendar: Calendar) {
        if self.said.era.is_some_and(|other| other != calendar) {
            self.left_over(at);
        }
        self.said.era = Some(calendar);
    }

    fn mark(&mut self, at: usize, mark: char) -> usize {
        match mark {
            '-' if matches!(self.tokens.kind(at + 1), Some(Kind::Ending(_))) => {}
            '-' => self.bind(at, self.is_spaced(at)),
            '/' => self.bind(at, false),
            ',' | ';' | '،' => self.joined(Join::Any, mark == ';'),
            '~' | '±' => self.said.approximate = true,
            '?' => self.said.uncertain = true,
            '%' => (self.said.approximate, self.said.uncertain) = (true, true),
            '.' => return self.dots(at),
            '<' | '≤' | '>' | '≥' => return self.bound(at, mark),
            '+' if self.is_year_alone() => self.said.edge = Some(Edge::From),
            _ if QUIET.contains(mark) => {}
            _ => return self.left_over(at),
        }
        1
    }

    fn bind(&mut self, at: usize, split: bool) {
        self.said.left_over |= at == 0;
        // `https://` starts a web address, and the numbers in it are not dates.
        self.said.unread_number |= self.tokens.mark(at) == Some('/') && self.tokens.mark(at + 1) == Some('/');
        self.joined(Join::Span, split);
        self.dangling = true;
    }

    /// `<1984` means before 1984. `<=1984` and `≤1984` mean 1984 or earlier.
    fn bound(&mut self, at: usize, mark: char) -> usize {
        if !self.current.is_empty() || !self.said.points.is_empty() {
            return self.left_over(at);
        }
        let equal = self.tokens.mark(at + 1) == Some('=');
        self.said.edge = Some(if matches!(mark, '<' | '≤') { Edge::Until } else { Edge::From });
        self.said.exclusive = matches!(mark, '<' | '>') && !equal;
        1 + usize::from(equal)
    }

    fn is_year_alone(&self) -> bool {
        self.current.year.is_some() && self.current.month.is_none() && self.said.points.is_empty()
    }

    fn is_spaced(&self, at: usize) -> bool {
        !self.tokens.glued(at) && !self.tokens.glued(at + 1)
    }

    /// `..` before or after a date leaves that end open: `../2022-01-08`. Between two days it is a span:
    /// `5..8 января`.
    fn dots(&mut self, at: usize) -> usize {
        let run = (at..).take_while(|at| self.tokens.mark(*at) == Some('.')).count();
        if run == 2 && !self.is_doubled_stop(at) {
            self.dangling = false;
            let opening = self.current.is_empty() && self.said.points.is_empty();
            self.said.edge = Some(if opening { Edge::Until } else { Edge::From });
            self.joined(Join::Span, false);
        }
        run
    }

    /// Whether a full stop was typed twice between day and month: `12..05.1984`.
    fn is_doubled_stop(&self, at: usize) -> bool {
        let is_part = |at: usize| matches!(self.tokens.number(at), Some((_, 1..=2)));
        let before = at.checked_sub(1).is_some_and(is_part) && self.tokens.glued(at);
        let month_and_year = is_part(at + 2)
            && self.tokens.mark(at + 3) == Some('.')
            && matches!(self.tokens.number(at + 4), Some((_, 4)));
        let days = self.tokens.mark(at + 5) == Some('.') && self.tokens.number(at + 6).is_some();
        before && self.tokens.glued(at + 2) && month_and_year && !days
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
        let idle = self.negated && self.said.edge.is_none() && !self.said.unknown;
        self.said.left_over |= idle || self.decade_ahead || self.dangling;
        self.said.complete();
        self.said
    }
}

/// The value of a spelled number, with the units word that may follow the tens, and how many tokens it takes:
/// `жиырма бесі`, `twenty-fifth`.
fn spelled(tokens: Tokens<'_, '_, Meaning>, at: usize, value: u8) -> (u8, usize) {
    let number = |meaning| match meaning {
        Meaning::Number(value) => Some(value),
        _ => None,
    };
    tokens.spelled(at, value, number)
}
