//! A date as far as a cell states it: the possible days, the precision, and flags for doubt.
//!
//! `PartialDate` is the type in which all dates of mentions and entries are kept and written.

use serde::{Serialize, Serializer};

use super::{Calendar, Day};

/// The days that the date of a cell can be, and how certain they are.
///
/// The days are one or several *spans* with their first and last day included. Several spans mean that the cell leaves
/// a choice: `01/05/2022` in a list of unknown order is 5 January or 1 May, and not a day between them.
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
    /// Sorted, without overlap, at least one.
    spans: Vec<(Day, Day)>,
    /// The coarsest precision of the spans.
    precision: Precision,
    /// Doubts, and how the date was read.
    flags: Flags,
}

/// How precisely a cell states a date, the most precise first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Precision {
    /// One day.
    Day,
    /// Several days: up to 31 in a row, or separate days to choose from.
    Days,
    /// A month, or a choice of months.
    Month,
    /// A year, or a choice of years.
    Year,
    /// Any longer time: several months, a decade, an open end.
    Longer,
}

/// What a cell states about a date besides its days, and how it was read. The accessors of [`PartialDate`] explain each
/// flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Flags {
    /// The cell states an approximate date.
    pub(super) approximate: bool,
    /// The date is doubtful, in the cell or because of how it was read.
    pub(super) uncertain: bool,
    /// The year comes from the period.
    pub(super) year_inferred: bool,
    /// The period excluded at least one reading.
    pub(super) resolved_by_period: bool,
    /// The cell has no first day.
    pub(super) open_start: bool,
    /// The cell has no last day.
    pub(super) open_end: bool,
    /// No possible day falls on the weekday of the cell.
    pub(super) weekday_mismatch: bool,
    /// A part of the cell is not in the date.
    pub(super) partly_read: bool,
    /// Day and month are in another order than the list writes them in.
    pub(super) against_order: bool,
    /// Letters were read as the digits that they look like.
    pub(super) letters_read: bool,
    /// The calendar of the cell, if it is not the Gregorian one.
    pub(super) converted: Option<Calendar>,
}

impl PartialDate {
    /// A date of exactly one day, without doubt.
    pub fn exact(day: Day) -> Self {
        PartialDate::whole((day, day))
    }

    /// A date on some day from one to the other, both included. The order of the two does not matter.
    ///
    /// For example, a night from 5 to 6 January is a date between these days.
    pub fn between(a: Day, b: Day) -> Self {
        PartialDate::whole((a.min(b), a.max(b)))
    }

    /// A date of one span, without flags.
    fn whole(span: (Day, Day)) -> Self {
        PartialDate { spans: vec![span], precision: precision(span), flags: Flags::default() }
    }

    /// A date of these spans, which may overlap and have any order. `None` if there is none.
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
    ///
    /// Two spans never touch the same day. They may be neighbours.
    pub fn spans(&self) -> &[(Day, Day)] {
        &self.spans
    }

    /// The first possible day.
    pub fn earliest(&self) -> Day {
        self.spans.first().map_or(Day::MIN, |span| span.0)
    }

    /// The last possible day.
    pub fn latest(&self) -> Day {
        self.spans.last().map_or(Day::MAX, |span| span.1)
    }

    /// The day, if only one is possible.
    ///
    /// A choice between two days has no day.
    pub fn day(&self) -> Option<Day> {
        (self.precision == Precision::Day).then(|| self.earliest())
    }

    /// Whether the date can be this day.
    pub fn contains(&self, day: Day) -> bool {
        self.spans.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// How precisely the cell states the date.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether days near the spans are possible too: `около`, `шамамен`, `c.`, or a third of a month.
    pub fn is_approximate(&self) -> bool {
        self.flags.approximate
    }

    /// Whether the cell doubts the date, has words that are in no table, or has a part that cannot be read.
    ///
    /// A date with this flag may still be exact to the day: `5 января 2022?`.
    pub fn is_uncertain(&self) -> bool {
        self.flags.uncertain
    }

    /// Whether the year comes from the period and not from the cell.
    pub fn is_year_inferred(&self) -> bool {
        self.flags.year_inferred
    }

    /// Whether day and month are in another order than the list writes them in, because the numbers allow no other:
    /// `12.13.1984` in a list that puts the day first.
    pub fn is_against_order(&self) -> bool {
        self.flags.against_order
    }

    /// Whether the cell allows more readings than the period does; the others were dropped.
    pub fn is_resolved_by_period(&self) -> bool {
        self.flags.resolved_by_period
    }

    /// Whether the cell has no first day (`до 8 января`). Then [`earliest`](Self::earliest) is the bound of the
    /// context.
    pub fn is_open_start(&self) -> bool {
        self.flags.open_start
    }

    /// Whether the cell has no last day (`не ранее 5 января`). Then [`latest`](Self::latest) is the bound of the
    /// context.
    pub fn is_open_end(&self) -> bool {
        self.flags.open_end
    }

    /// Whether the cell names a weekday on which none of the days falls. The days are kept.
    pub fn weekday_mismatch(&self) -> bool {
        self.flags.weekday_mismatch
    }

    /// Whether a part of the cell could not be read, or names a day that the calendar does not have. The date is then
    /// coarser than the cell.
    pub fn is_partly_read(&self) -> bool {
        self.flags.partly_read
    }

    /// Whether letters of the cell were read as digits: `l2.05.1984`.
    pub fn has_letters_for_digits(&self) -> bool {
        self.flags.letters_read
    }

    /// The calendar of the cell, if it is not the Gregorian one; `None` otherwise.
    ///
    /// The spans are days of the Gregorian calendar in any case.
    pub fn converted_from(&self) -> Option<Calendar> {
        self.flags.converted
    }

    /// The same date, marked as partly read and uncertain.
    pub(super) fn partly(mut self) -> Self {
        (self.flags.uncertain, self.flags.partly_read) = (true, true);
        self
    }

    /// The same date, marked as read with digits in place of letters.
    pub(super) fn read_from_letters(mut self) -> Self {
        self.flags.letters_read = true;
        self
    }

    /// Keeps only the days of a weekday (Monday is 1), if the date is a choice of single days. If no day of any span
    /// falls on it, sets the flag and keeps all.
    ///
    /// For a choice of days (`01/05/2022, Wednesday`) the weekday decides. In a month or a year it only serves as a
    /// check.
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
    /// `~` marks an approximate date, `?` an uncertain one, `%` both. [`DateReader`](super::DateReader) reads this
    /// format.
    pub fn edtf(&self) -> String {
        let mark = match (self.flags.approximate, self.flags.uncertain) {
            (false, false) => "",
            (true, false) => "~",
            (false, true) => "?",
            (true, true) => "%",
        };
        self.text(mark)
    }

    /// The spans as text, each followed by `mark`.
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

    /// The text of the only span; an open end is written as `..`.
    fn single(&self, (from, to): (Day, Day)) -> String {
        match (self.flags.open_start, self.flags.open_end) {
            (true, _) => format!("../{to}"),
            (false, true) => format!("{from}/.."),
            _ => span_text((from, to), "/"),
        }
    }
}

/// The text of one span of a choice. EDTF writes spans in sets with two dots.
fn choice(span: (Day, Day)) -> String {
    span_text(span, "..")
}

/// The text of a span in its largest unit, with `through` between its ends.
fn span_text((from, to): (Day, Day), through: &str) -> String {
    let unit = unit(from, to);
    let (first, last) = (unit.text(from), unit.text(to));
    if first == last { first } else { format!("{first}{through}{last}") }
}

/// The largest unit of the calendar of which a span has only whole ones.
#[derive(Clone, Copy)]
enum SpanUnit {
    Day,
    Month,
    Year,
}

/// The unit of the span from `from` to `to`.
fn unit(from: Day, to: Day) -> SpanUnit {
    let whole_months = from.day() == 1 && Day::last_of(to.year(), to.month()) == Some(to);
    match whole_months {
        true if from.month() == 1 && to.month() == 12 => SpanUnit::Year,
        true => SpanUnit::Month,
        false => SpanUnit::Day,
    }
}

impl SpanUnit {
    /// The text of a day in this unit.
    fn text(self, day: Day) -> String {
        match self {
            SpanUnit::Day => day.to_string(),
            SpanUnit::Month => format!("{:04}-{:02}", day.year(), day.month()),
            SpanUnit::Year => format!("{:04}", day.year()),
        }
    }
}

/// The precision of one span.
fn precision((from, to): (Day, Day)) -> Precision {
    let same_year = from.year() == to.year();
    match unit(from, to) {
        _ if from == to => Precision::Day,
        SpanUnit::Year if same_year => Precision::Year,
        SpanUnit::Month if same_year && from.month() == to.month() => Precision::Month,
        _ if to.days_since(from) < 31 => Precision::Days,
        _ => Precision::Longer,
    }
}

/// The coarsest precision of the spans; at least [`Precision::Days`] if there are several. `None` without a span.
fn coarsest(spans: &[(Day, Day)]) -> Option<Precision> {
    let coarsest = spans.iter().map(|span| precision(*span)).max()?;
    Some(if spans.len() > 1 { coarsest.max(Precision::Days) } else { coarsest })
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(""))
    }
}

/// The form of a [`PartialDate`] in serde. Every field is public in the output files.
#[derive(Serialize)]
struct Plain<'a> {
    /// The date in EDTF, with its qualifiers; see [`PartialDate::edtf`].
    edtf: String,
    /// The first possible day.
    earliest: Day,
    /// The last possible day.
    latest: Day,
    /// The spans as pairs of days, sorted.
    spans: &'a [(Day, Day)],
    /// How precisely the cell states the date.
    precision: Precision,
    /// Days near the spans are possible too.
    approximate: bool,
    /// The date is doubtful.
    uncertain: bool,
    /// The year comes from the period.
    year_inferred: bool,
    /// The period excluded at least one reading.
    resolved_by_period: bool,
    /// The cell has no first day.
    open_start: bool,
    /// The cell has no last day.
    open_end: bool,
    /// No possible day falls on the weekday of the cell.
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
