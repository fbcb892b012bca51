//! A date as far as a cell states it.

use serde::{Serialize, Serializer};

use super::{Calendar, Day};

/// What a cell said of a date: the days that it can mean, and how surely.
///
/// The days are one or several *spans*, first and last day included. Several mean that the cell
/// leaves a choice: `01/05/2022` in a list of unknown order is 5 January or 1 May, and not a day
/// between them.
///
/// `Display` writes the days (`2022-01-05`, `2022-01`, `2022`, `2022-01-05/2022-01-06`,
/// `[2022-01-05,2022-05-01]`); [`edtf`](PartialDate::edtf) adds the qualifiers of ISO 8601-2.
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::language::date::{DateContext, DateReader, DayOrder, Precision};
///
/// let reader = DateReader::new(&Lexicon::bundled());
/// let context = DateContext { order: DayOrder::Unknown, ..DateContext::default() };
/// let cell = reader.read("01/05/2022", &context);
/// let date = cell.date().expect("a date");
/// assert_eq!(date.to_string(), "[2022-01-05,2022-05-01]");
/// assert_eq!(date.spans().len(), 2);
/// assert_eq!(date.precision(), Precision::Days);
/// assert_eq!(date.earliest().to_string(), "2022-01-05");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    spans: Vec<(Day, Day)>,
    precision: Precision,
    flags: Flags,
}

/// How closely a cell states a date, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Precision {
    /// One day.
    Day,
    /// Some days, in a row or to choose from.
    Days,
    /// A month, or one of several.
    Month,
    /// A year, or one of several.
    Year,
    /// Any other longer time: several months, a decade, an open end.
    Longer,
}

/// What goes with the days of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Flags {
    pub(super) approximate: bool,
    pub(super) uncertain: bool,
    pub(super) year_inferred: bool,
    pub(super) resolved_by_period: bool,
    pub(super) open_start: bool,
    pub(super) open_end: bool,
    pub(super) weekday_mismatch: bool,
    pub(super) partly_read: bool,
    /// Day and month stand in the other order than the list writes them in.
    pub(super) against_order: bool,
    /// Letters that stand for digits were read as these.
    pub(super) letters_read: bool,
    /// The calendar that the cell is written in, where it is not ours.
    pub(super) converted: Option<Calendar>,
}

impl PartialDate {
    /// One day, certain.
    pub fn exact(day: Day) -> Self {
        PartialDate::whole((day, day))
    }

    /// Some day from the one to the other, both included, in either order.
    pub fn between(a: Day, b: Day) -> Self {
        PartialDate::whole((a.min(b), a.max(b)))
    }

    fn whole(span: (Day, Day)) -> Self {
        PartialDate { spans: vec![span], precision: precision(span), flags: Flags::default() }
    }

    /// Spans in any order, overlapping or not; none when there is no span.
    pub(super) fn of(mut spans: Vec<(Day, Day)>, flags: Flags) -> Option<Self> {
        spans.sort_unstable();
        spans.dedup_by(|later, earlier| {
            let overlaps = later.0 <= earlier.1;
            if overlaps {
                earlier.1 = earlier.1.max(later.1);
            }
            overlaps
        });
        Some(PartialDate { precision: coarsest(&spans)?, spans, flags })
    }

    /// The spans of days, sorted, without overlap; at least one.
    pub fn spans(&self) -> &[(Day, Day)] {
        &self.spans
    }

    /// The first day that it can be.
    pub fn earliest(&self) -> Day {
        self.spans.first().map_or(Day::MIN, |span| span.0)
    }

    /// The last day that it can be.
    pub fn latest(&self) -> Day {
        self.spans.last().map_or(Day::MAX, |span| span.1)
    }

    /// The day, when it is only one.
    pub fn day(&self) -> Option<Day> {
        (self.precision == Precision::Day).then(|| self.earliest())
    }

    /// Whether it can be a day.
    pub fn contains(&self, day: Day) -> bool {
        self.spans.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// How closely the cell states it.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// `около`, `шамамен`, `c.`, or a third of a month: days near the spans are possible too.
    pub fn is_approximate(&self) -> bool {
        self.flags.approximate
    }

    /// The cell doubts the date, has words that no table knows, or a part that cannot be read.
    pub fn is_uncertain(&self) -> bool {
        self.flags.uncertain
    }

    /// The year is that of the period, not of the cell.
    pub fn is_year_inferred(&self) -> bool {
        self.flags.year_inferred
    }

    /// Whether day and month stand in the other order than the list writes them in, because no other date has
    /// these numbers: `12.13.1984` in a list that puts the day first.
    pub fn is_against_order(&self) -> bool {
        self.flags.against_order
    }

    /// The cell allows more readings than those that the period does.
    pub fn is_resolved_by_period(&self) -> bool {
        self.flags.resolved_by_period
    }

    /// The cell has no first day (`до 8 января`); [`earliest`](Self::earliest) is where the
    /// context bounds it.
    pub fn is_open_start(&self) -> bool {
        self.flags.open_start
    }

    /// The cell has no last day (`не ранее 5 января`); [`latest`](Self::latest) is where the
    /// context bounds it.
    pub fn is_open_end(&self) -> bool {
        self.flags.open_end
    }

    /// The cell names a weekday on which none of the days falls.
    pub fn weekday_mismatch(&self) -> bool {
        self.flags.weekday_mismatch
    }

    /// Part of the cell could not be read, or names a day that the calendar does not have; what is left
    /// is coarser.
    pub fn is_partly_read(&self) -> bool {
        self.flags.partly_read
    }

    /// Letters of the cell stand for digits and were read as these: `l2.05.1984`.
    pub fn has_letters_for_digits(&self) -> bool {
        self.flags.letters_read
    }

    /// The calendar that the cell is written in, where it is not the Gregorian one.
    pub fn converted_from(&self) -> Option<Calendar> {
        self.flags.converted
    }

    /// The same date, of which the cell has more than was read.
    pub(super) fn partly(mut self) -> Self {
        (self.flags.uncertain, self.flags.partly_read) = (true, true);
        self
    }

    /// The same date, read with digits in place of letters.
    pub(super) fn read_from_letters(mut self) -> Self {
        self.flags.letters_read = true;
        self
    }

    /// Keeps the days of a weekday (Monday is 1) where single days are to choose from; notes
    /// when no day falls on it.
    pub(super) fn check_weekday(&mut self, weekday: u8) {
        let falls = |span: &(Day, Day)| {
            (0..7).map(|n| span.0.plus_days(n)).any(|day| day <= span.1 && day.weekday() == weekday)
        };
        self.flags.weekday_mismatch = !self.spans.iter().any(falls);
        if !self.flags.weekday_mismatch && self.spans.iter().all(|span| span.0 == span.1) {
            self.spans.retain(falls);
            self.precision = coarsest(&self.spans).unwrap_or(self.precision);
        }
    }

    /// The date in the Extended Date/Time Format (ISO 8601-2): `2022-01-05~`,
    /// `2022-01-01/2022-01-10~`, `[2022-01-05,2022-05-01]`, `../2022-01-08`.
    ///
    /// `~` is approximate, `?` uncertain, `%` both. [`DateReader`](super::DateReader) reads it.
    pub fn edtf(&self) -> String {
        let mark = match (self.flags.approximate, self.flags.uncertain) {
            (false, false) => "",
            (true, false) => "~",
            (false, true) => "?",
            (true, true) => "%",
        };
        self.text(mark)
    }

    fn text(&self, mark: &str) -> String {
        match self.spans.as_slice() {
            [span] => format!("{}{mark}", self.single(*span)),
            spans => {
                let choices: Vec<String> =
                    spans.iter().map(|span| format!("{}{mark}", choice(*span))).collect();
                format!("[{}]", choices.join(","))
            }
        }
    }

    fn single(&self, (from, to): (Day, Day)) -> String {
        match (self.flags.open_start, self.flags.open_end) {
            (true, _) => format!("../{to}"),
            (false, true) => format!("{from}/.."),
            _ => span_text((from, to), "/"),
        }
    }
}

/// A choice in a set; EDTF writes spans in sets with two dots.
fn choice(span: (Day, Day)) -> String {
    span_text(span, "..")
}

fn span_text((from, to): (Day, Day), through: &str) -> String {
    let unit = unit(from, to);
    let (first, last) = (unit.text(from), unit.text(to));
    if first == last { first } else { format!("{first}{through}{last}") }
}

/// The longest unit of the calendar that a span has whole ones of.
#[derive(Clone, Copy)]
enum Unit {
    Day,
    Month,
    Year,
}

fn unit(from: Day, to: Day) -> Unit {
    let whole_months = from.day() == 1 && Day::last_of(to.year(), to.month()) == Some(to);
    match whole_months {
        true if from.month() == 1 && to.month() == 12 => Unit::Year,
        true => Unit::Month,
        false => Unit::Day,
    }
}

impl Unit {
    fn text(self, day: Day) -> String {
        match self {
            Unit::Day => day.to_string(),
            Unit::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Unit::Year => format!("{:04}", day.year()),
        }
    }
}

fn precision((from, to): (Day, Day)) -> Precision {
    let same_year = from.year() == to.year();
    match unit(from, to) {
        _ if from == to => Precision::Day,
        Unit::Year if same_year => Precision::Year,
        Unit::Month if same_year && from.month() == to.month() => Precision::Month,
        _ if to.days_since(from) < 31 => Precision::Days,
        _ => Precision::Longer,
    }
}

fn coarsest(spans: &[(Day, Day)]) -> Option<Precision> {
    let coarsest = spans.iter().map(|span| precision(*span)).max()?;
    Some(if spans.len() > 1 { coarsest.max(Precision::Days) } else { coarsest })
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(""))
    }
}

/// The public shape of a [`PartialDate`] in serde.
#[derive(Serialize)]
struct Plain<'a> {
    edtf: String,
    earliest: Day,
    latest: Day,
    spans: &'a [(Day, Day)],
    precision: Precision,
    approximate: bool,
    uncertain: bool,
    year_inferred: bool,
    resolved_by_period: bool,
    open_start: bool,
    open_end: bool,
    weekday_mismatch: bool,
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flags = self.flags;
        let plain = Plain {
            edtf: self.edtf(),
            earliest: self.earliest(),
            latest: self.latest(),
            spans: &self.spans,
            precision: self.precision,
            approximate: flags.approximate,
            uncertain: flags.uncertain,
            year_inferred: flags.year_inferred,
            resolved_by_period: flags.resolved_by_period,
            open_start: flags.open_start,
            open_end: flags.open_end,
            weekday_mismatch: flags.weekday_mismatch,
        };
        plain.serialize(serializer)
    }
}
