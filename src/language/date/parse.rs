//! Parsing: from the tokens of a cell to its statement.
//!
//! In: the tokens and the order of day and month. Out: a [`Statement`]. One pass from left to right: each step reads
//! what is at a position and adds it to the current point, or starts a new one. Nothing is resolved here; `31.02` is a
//! statement too.
//!
//! What the parser does not understand is never dropped without a trace. An unknown word makes the date partly read
//! (`left_over`); an unknown sign inside a number, or a number without a meaning, makes the cell unreadable
//! (`unread_number`).

use super::calendar::BELIEVED;
use super::statement::{BoundSide, Point, PointJoin, SpanPart, Statement, Year};
use super::token::{Token, TokenKind, Tokens};
use super::words::{Meaning, Month};
use super::{Calendar, DayOrder, numeric};

/// The statement of the tokens of a cell. Time is proportional to the number of tokens, with a small constant
/// look-ahead.
pub(super) fn statement(tokens: &[Token<'_, Meaning>], order: DayOrder) -> Statement {
    let mut reader = Reader::new(Tokens(tokens), order);
    let mut at = 0;
    while at < tokens.len() {
        at += reader.step(at).max(1);
    }
    reader.finish()
}

/// The state of the parser within one cell.
struct Reader<'t, 'a> {
    /// The tokens of the cell.
    tokens: Tokens<'t, 'a, Meaning>,
    /// The order of day and month of the list.
    order: DayOrder,
    /// Whether the cell has a month in words. Then a bare pair of numbers is not day and month.
    worded: bool,
    /// What was read so far.
    said: Statement,
    /// The point that is being built; empty at the start.
    current: Point,
    /// The join between the current point and the next.
    join: PointJoin,
    /// Whether the next part of a date starts a new point even if it would fit into the current one.
    split: bool,
    /// Whether the cell has a word such as `не`, which reverses the bound.
    negated: bool,
    /// Whether a word before the number states that it is a decade: `années 80`.
    decade_ahead: bool,
    /// Whether a time of day was read. An offset from UTC may then follow.
    timed: bool,
    /// Whether a dash, slash or conjunction was read and nothing after it yet.
    dangling: bool,
}

/// Marks without a meaning in a date. `*` and `†` are written before births and deaths.
const QUIET: &str = ".,;:()[]\"'«»“”„*†،؛·•";

impl<'t, 'a> Reader<'t, 'a> {
    /// A parser at the start of a cell.
    fn new(tokens: Tokens<'t, 'a, Meaning>, order: DayOrder) -> Self {
        let worded = (0..tokens.0.len()).any(|at| matches!(tokens.meaning(at), Some(Meaning::Month(_))));
        Reader {
            tokens,
            order,
            worded,
            said: Statement::default(),
            current: Point::default(),
            join: PointJoin::Loose,
            split: false,
            negated: false,
            decade_ahead: false,
            timed: false,
            dangling: false,
        }
    }

    /// Reads what is at a position and returns how many tokens it took; the caller advances by at least 1.
    ///
    /// The order of the attempts matters: a time of day before a number (`19.30` is no date beside a date), a numeric
    /// date before a single number, an offset from UTC only after a time.
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
            Some(TokenKind::Number(value, digits)) => self.number(at, value, digits),
            Some(TokenKind::Word(text, Some(meaning))) => {
                self.dangling = false;
                if self.is_stray_letter(at, text, meaning) {
                    self.left_over(at)
                } else {
                    self.word(at, meaning)
                }
            }
            Some(TokenKind::Ending(Some(meaning))) => self.word(at, meaning),
            Some(TokenKind::Word(_, None)) => self.left_over(at),
            Some(TokenKind::Mark(mark)) => self.mark(at, mark),
            Some(TokenKind::Ending(None)) | None => 1,
        }
    }

    /// Marks the statement as partly read because of the token at `at`. Inside a number the token may be a
    /// misread digit, so the number is unreadable.
    fn left_over(&mut self, at: usize) -> usize {
        self.said.left_over = true;
        self.said.unread_number |= self.tokens.touches_number(at);
        1
    }

    /// Whether the word is a single letter that touches a number and has no meaning there, or is inside a date in
    /// numbers: `12d`, `12.o5.1984`.
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

    /// The number of tokens of a time of day at a position, which is skipped. 0 if there is none.
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

    /// Adds a date in numbers; a date of placeholders only (`00.00.0000`) states that it is unknown.
    fn numeric(&mut self, point: Point) {
        if point.is_empty() {
            self.said.unknown = true; // 00.00.0000
        } else {
            self.take(point);
        }
    }

    /// Adds a part of a date to the current point, or starts a new point if it does not fit.
    ///
    /// The parts of `5 января 2022` are taken one after another into one point. A second day cannot belong to it, so `5
    /// января, 6 января` has two points.
    fn take(&mut self, point: Point) {
        let started = !self.current.is_empty();
        if started && (self.split || self.current.clashes(&point)) {
            self.said.points.push(self.current);
            self.said.joins.push(self.join);
            self.current = Point::default();
        }
        self.current.add(&point);
        self.join = PointJoin::Loose;
        self.split = false;
        self.dangling = false;
    }

    /// Reads a number that is no numeric date: a decade, the number of a half or third, a day, or a year. Any other
    /// number makes the cell unreadable.
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

    /// The part of a month or year for a counted word at `at`: `вторая половина`, `1-я декада`. `value` is the count.
    fn portion(&self, at: usize, value: u32) -> Option<SpanPart> {
        match (self.tokens.meaning(at)?, value) {
            (Meaning::Half, 1) => Some(SpanPart::FirstHalf),
            (Meaning::Half, 2) => Some(SpanPart::SecondHalf),
            (Meaning::Third, 1) => Some(SpanPart::Early),
            (Meaning::Third, 2) => Some(SpanPart::Mid),
            (Meaning::Third, 3) => Some(SpanPart::Late),
            _ => None,
        }
    }

    /// The first year of a decade and how many tokens it takes: `1980-е`, `80-х`, `80's`, `198x`, `années 80`.
    fn decade(&self, at: usize, value: u32, digits: usize) -> Option<(Year, usize)> {
        let year = i16::try_from(value).ok()?;
        let open =
            matches!(self.tokens.kind(at + 1), Some(TokenKind::Word("x" | "х", _) | TokenKind::Mark('?')));
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

    /// The point of one number, by how many digits it has. `None` if it is neither a day nor a year.
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

    /// Whether a number is marked as a year: `92 г.р.`, `'92`. `37 лет` and `37 года` are years of life, not years.
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

    /// Whether two digits above 31 are the year of what precedes them: `мая 85`, `1985/86`.
    fn completes(&self, at: usize) -> bool {
        let Point { year, month, .. } = self.current;
        let completes_month = month.is_some() && year.is_none();
        let follows_year =
            month.is_none() && matches!(year, Some(Year::Full(_))) && self.join != PointJoin::Loose;
        (completes_month || follows_year) && !self.is_month(at + 1)
    }

    /// Whether the token at a position is a month in words.
    fn is_month(&self, at: usize) -> bool {
        matches!(self.tokens.meaning(at), Some(Meaning::Month(_)))
    }

    /// Whether only a year is missing before this number: `5 янв 22`, `янв-22`, `янв.22`, `январь 22`. Not in `5 янв, 6
    /// янв`, `January 22` or `5 января в 19`.
    fn wants_year(&self, at: usize) -> bool {
        let Point { year, month, day, .. } = self.current;
        if year.is_some() || month.is_none() || self.is_month(at + 1) {
            return false;
        }
        if at > 0 && !self.has_full_year() && self.is_year_after_month(at) {
            return true;
        }
        let in_time = at > 0 && self.tokens.meaning(at - 1) == Some(Meaning::Filler);
        day.is_some() && self.join == PointJoin::Loose && !self.split && !in_time
    }

    /// Whether two digits directly after a month are its year. Always if a spreadsheet prints month and year (`янв.22`,
    /// `Jan-22`); otherwise only if the language writes the day before the month.
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

    /// Whether a dash, comma or word joins another number to the one before: `январь 22, 23`.
    fn is_joined(&self, at: usize) -> bool {
        let joins = match self.tokens.kind(at) {
            Some(TokenKind::Mark(mark)) => matches!(mark, '-' | ',' | '/'),
            Some(TokenKind::Word(_, Some(meaning))) => {
                matches!(meaning, Meaning::And | Meaning::Or | Meaning::Until)
            }
            _ => false,
        };
        joins && self.tokens.number(at + 1).is_some()
    }

    /// The month in words of the current point, with its calendar.
    fn current_month(&self) -> Option<(u8, Calendar)> {
        self.current.month.zip(self.current.calendar)
    }

    /// Whether the cell has a number of four digits.
    fn has_full_year(&self) -> bool {
        (0..self.tokens.0.len()).any(|at| matches!(self.tokens.number(at), Some((_, 4))))
    }

    /// Reads a spelled number: a day, or the count of a half or third.
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

    /// Adds a spelled day; a number above 31 makes the cell unreadable.
    fn take_day(&mut self, day: u8) {
        if (1..=31).contains(&day) {
            self.take(Point { day: Some(day), ..Point::default() });
        } else {
            self.said.unread_number = true;
        }
    }

    /// Reads a word with a meaning and returns how many tokens it took.
    ///
    /// A month in words is certain. A word for a bound or a night qualifies the whole cell.
    fn word(&mut self, at: usize, meaning: Meaning) -> usize {
        match meaning {
            // `كانون الثاني (يناير)` is one month with two names.
            Meaning::Month(Month { number, calendar, .. })
                if self.current_month() == Some((number, calendar)) => {}
            Meaning::Month(Month { number, calendar, .. }) => {
                self.take(Point { month: Some(number), calendar: Some(calendar), ..Point::default() });
            }
            Meaning::Number(value) => return self.spelled(at, value),
            Meaning::Weekday(weekday) => self.said.weekday = Some(weekday),
            Meaning::Early => self.part(SpanPart::Early),
            Meaning::Mid => self.part(SpanPart::Mid),
            Meaning::Late => self.part(SpanPart::Late),
            Meaning::Decade => self.decade_ahead = true,
            Meaning::Era(calendar) => self.era(at, calendar),
            Meaning::From | Meaning::Until | Meaning::Onto if self.is_abbreviation(at) => {}
            Meaning::From | Meaning::Until | Meaning::Onto => self.direction(meaning),
            Meaning::Or | Meaning::And => {
                self.joined(PointJoin::Any, true);
                self.dangling = true;
            }
            _ => self.note(at, meaning),
        }
        1
    }

    /// Whether a letter is an abbreviation and not a preposition, because a dot and a word follow it: `5 января
    /// с.г.`.
    fn is_abbreviation(&self, at: usize) -> bool {
        let dotted = self.tokens.mark(at + 1) == Some('.') && self.tokens.glued(at + 1);
        dotted && matches!(self.tokens.kind(at + 2), Some(TokenKind::Word(..)))
    }

    /// Sets the bound for a word such as `с`, `до` or `на`; `до` and `на` also join two dates to a span.
    fn direction(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::From => self.said.edge = Some(BoundSide::From),
            Meaning::Until => self.said.edge = Some(BoundSide::Until),
            _ => self.said.onto = true,
        }
        if meaning != Meaning::From {
            self.joined(PointJoin::Span, true);
        }
    }

    /// Records a word that qualifies the whole date.
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

    /// Adds a part of a month. It belongs to the month before it (`қаңтардың басында`), or to the month after it if it
    /// comes first.
    fn part(&mut self, part: SpanPart) {
        if self.join == PointJoin::Span {
            self.split = true;
        }
        self.take(Point { part: Some(part), ..Point::default() });
    }

    /// Records the calendar that the cell names. If the cell names two, neither is certain, and the date is partly
    /// read.
    fn era(&mut self, at: usize, calendar: Calendar) {
        if self.said.era.is_some_and(|other| other != calendar) {
            self.left_over(at);
        }
        self.said.era = Some(calendar);
    }

    /// Reads a mark and returns how many tokens it took.
    fn mark(&mut self, at: usize, mark: char) -> usize {
        match mark {
            '-' if matches!(self.tokens.kind(at + 1), Some(TokenKind::Ending(_))) => {}
            '-' => self.bind(at, self.is_spaced(at)),
            '/' => self.bind(at, false),
            ',' | ';' | '،' => self.joined(PointJoin::Any, mark == ';'),
            '~' | '±' => self.said.approximate = true,
            '?' => self.said.uncertain = true,
            '%' => (self.said.approximate, self.said.uncertain) = (true, true),
            '.' => return self.dots(at),
            '<' | '≤' | '>' | '≥' => return self.bound(at, mark),
            '+' if self.is_year_alone() => self.said.edge = Some(BoundSide::From),
            _ if QUIET.contains(mark) => {}
            _ => return self.left_over(at),
        }
        1
    }

    /// Joins the dates on both sides of a dash or slash to a span.
    fn bind(&mut self, at: usize, split: bool) {
        self.said.left_over |= at == 0;
        // `https://` begins an address, whose numbers are no date.
        self.said.unread_number |= self.tokens.mark(at) == Some('/') && self.tokens.mark(at + 1) == Some('/');
        self.joined(PointJoin::Span, split);
        self.dangling = true;
    }

    /// Reads a comparison sign at the start of a cell: `<1984` means before 1984, `<=1984` and `≤1984` mean not after
    /// it.
    fn bound(&mut self, at: usize, mark: char) -> usize {
        if !self.current.is_empty() || !self.said.points.is_empty() {
            return self.left_over(at);
        }
        let equal = self.tokens.mark(at + 1) == Some('=');
        self.said.edge = Some(if matches!(mark, '<' | '≤') { BoundSide::Until } else { BoundSide::From });
        self.said.exclusive = matches!(mark, '<' | '>') && !equal;
        1 + usize::from(equal)
    }

    /// Whether only a year was read so far, as before the `+` of `1984+`.
    fn is_year_alone(&self) -> bool {
        self.current.year.is_some() && self.current.month.is_none() && self.said.points.is_empty()
    }

    /// Whether white space is on both sides of a mark.
    fn is_spaced(&self, at: usize) -> bool {
        !self.tokens.glued(at) && !self.tokens.glued(at + 1)
    }

    /// Reads dots. Two are an open end (`../2022-01-08`) or, between days, a span (`5..8 января`).
    fn dots(&mut self, at: usize) -> usize {
        let run = (at..).take_while(|at| self.tokens.mark(*at) == Some('.')).count();
        if run == 2 && !self.is_doubled_stop(at) {
            self.dangling = false;
            let opening = self.current.is_empty() && self.said.points.is_empty();
            self.said.edge = Some(if opening { BoundSide::Until } else { BoundSide::From });
            self.joined(PointJoin::Span, false);
        }
        run
    }

    /// Whether two dots are one dot typed twice between day and month: `12..05.1984`.
    fn is_doubled_stop(&self, at: usize) -> bool {
        let is_part = |at: usize| matches!(self.tokens.number(at), Some((_, 1..=2)));
        let before = at.checked_sub(1).is_some_and(is_part) && self.tokens.glued(at);
        let month_and_year = is_part(at + 2)
            && self.tokens.mark(at + 3) == Some('.')
            && matches!(self.tokens.number(at + 4), Some((_, 4)));
        let days = self.tokens.mark(at + 5) == Some('.') && self.tokens.number(at + 6).is_some();
        before && self.tokens.glued(at + 2) && month_and_year && !days
    }

    /// Sets the join to the next point.
    fn joined(&mut self, join: PointJoin, split: bool) {
        self.join = join;
        self.split |= split;
    }

    /// Ends the last point, applies a negation, and completes the statement.
    ///
    /// A negation without a bound, a word for a decade without a number, and a dash without a second date make the date
    /// partly read.
    fn finish(mut self) -> Statement {
        if !self.current.is_empty() {
            self.said.points.push(self.current);
        }
        if self.negated {
            self.said.edge = self.said.edge.map(BoundSide::turned);
        }
        let idle = self.negated && self.said.edge.is_none() && !self.said.unknown;
        self.said.left_over |= idle || self.decade_ahead || self.dangling;
        self.said.complete();
        self.said
    }
}

/// The value of a spelled number with its unit, and how many tokens it takes: `жиырма бесі`, `twenty-fifth`.
fn spelled(tokens: Tokens<'_, '_, Meaning>, at: usize, value: u8) -> (u8, usize) {
    let number = |meaning| match meaning {
        Meaning::Number(value) => Some(value),
        _ => None,
    };
    tokens.spelled(at, value, number)
}
