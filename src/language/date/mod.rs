//! Dates: reads the dates of lists, keeps the days that they can mean, and compares them.
//!
//! The text of a cell is folded (`fold`) and cut into tokens with the meanings of the language tables (`token`, `words`). The
//! tokens are parsed into a statement about points in time (`parse`). The statement is resolved with the calendar and the period
//! (`resolve`). No step guesses: an ambiguous date is a [`PartialDate`] with several spans.
//!
//! Conventions, where a cell leaves its meaning open:
//!
//! - `01/05/2022` follows the [`DayOrder`]; dots always put the day first unless the list puts the
//!   month first. An order that the calendar does not have gives way to the other (`01/25/2022`).
//! - A two-digit year is of the century that the period allows; if it allows both or there is no
//!   period, both stay.
//! - A date of death without a year has the years of the period. Without a period, and for births,
//!   it cannot be read.
//! - The first, second and last third of a month are its days 1-10, 11-20 and 21 to the end; of a
//!   year, four months each. Halves of a month end with the 15th.
//! - `в ночь на 6 января` is 5 to 6 January, `night of 5 January` is 5 to 6 January.
//! - `до 8 января` and `после 5 января` include the day, `<1984` and `>1984` do not include the year. They
//!   reach to the ends of the period; without one 365 days, for births 110 years.
//! - Two digits beside a month are a year where a spreadsheet prints month and year (`янв.22`, `Jan-22`), and
//!   in languages that write the day before the month (`январь 22`). By themselves they are no year: `37`.
//! - `80-е` and `1980s` are ten years; their first, second and last third are four, three and three years.
//! - `около 5 января` has the span of the day; the flag says that days near it are possible.
//! - Of a day that the calendar does not have, the month is kept, else the year, as uncertain, if
//!   the year stands there in full: `31.02.2022` is `2022-02?`, `19901345` is `1990?`.
//! - A word or sign that no table has makes a date partly read. A number that cannot belong to a date, and
//!   a letter or sign inside a number, make the cell unreadable; a letter that looks like a digit is read as one in
//!   a day or month (`l2.05.1984`), and noted.
//! - A year of another calendar is converted where the month, the cell, the list or the script of its digits
//!   tells the calendar. Otherwise years outside 1800 to 2100 are not read. Days of the Hijri calendar follow
//!   its arithmetic form, so that the day which was observed may be a neighbouring one.

mod calendar;
mod day;
pub(crate) mod digit_letters;
pub(crate) mod fold;
mod habit;
mod numerals;
mod numeric;
mod parse;
mod partial;
mod parts;
mod relation;
mod resolve;
mod statement;
pub(crate) mod token;
pub(crate) mod words;

pub use calendar::Calendar;
pub use day::{Day, DayError};
pub(crate) use habit::{DateHabit, Evidence, near_misses};
pub use partial::{PartialDate, Precision};
pub(crate) use parts::of_parts;
pub use relation::DateRelation;
pub(crate) use relation::relation_of_days;

use std::sync::Arc;

use self::digit_letters::DigitLetters;
use self::resolve::Resolved;
use self::words::{Dictionary, Meaning};
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;

/// What is known of a date before its cell is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateContext {
    /// First and last day of the period that the lists speak of.
    pub period: Option<(Day, Day)>,
    /// In which order the list writes day and month in numbers.
    pub order: DayOrder,
    /// What the date is of.
    pub purpose: Purpose,
    /// The calendar that the list writes years of, where that is known.
    pub calendar: Option<Calendar>,
}

impl DateContext {
    /// A date of death in a period.
    pub fn death(period: Option<(Day, Day)>) -> Self {
        DateContext { period, ..DateContext::default() }
    }

    /// A date of birth of someone who died in a period.
    pub fn birth(period: Option<(Day, Day)>) -> Self {
        DateContext { period, purpose: Purpose::Birth, ..DateContext::default() }
    }
}

/// In which order a list writes day and month in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DayOrder {
    /// 05/01/2022 is 5 January, as in Kazakh and Russian.
    DayFirst,
    /// 01/05/2022 is 5 January, as in the United States.
    MonthFirst,
    /// Not known: both readings are kept.
    #[default]
    Unknown,
}

impl DayOrder {
    /// The text form in a project file.
    pub fn as_str(self) -> &'static str {
        match self {
            DayOrder::DayFirst => "day-first",
            DayOrder::MonthFirst => "month-first",
            DayOrder::Unknown => "unknown",
        }
    }
}

/// What a date is of; it decides how the period bounds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A death, or another event, in the period.
    #[default]
    Death,
    /// A birth: not after the period, and at most 110 years before its end.
    Birth,
}

/// What a cell of a date column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateCell {
    /// Nothing but white space.
    Empty,
    /// The list says that the date is not known: `неизвестно`, `белгісіз`, `н/д`, `-`, `?`.
    StatedUnknown,
    /// A date.
    Date(PartialDate),
    /// A date with a year that is not near our time: 1363, 2527. It is of a calendar that neither the cell nor
    /// the list shows, or a slip.
    OtherCalendar,
    /// Something else, or a date without a year that nothing supplies.
    Unreadable,
}

impl DateCell {
    /// The date, if there is one.
    pub fn date(&self) -> Option<&PartialDate> {
        match self {
            DateCell::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// Reads date cells with the words of a [`Lexicon`]. Made once, used for every cell.
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::language::date::{DateCell, DateContext, DateReader, Day};
///
/// let reader = DateReader::new(&Lexicon::bundled());
/// let january = Day::new(2022, 1, 2).zip(Day::new(2022, 1, 31));
/// let context = DateContext::death(january);
/// for (text, edtf) in [
///     ("05.01.2022", "2022-01-05"),
///     ("2022 жылғы 5 қаңтар", "2022-01-05"),
///     ("в ночь на 6 января", "2022-01-05/2022-01-06"),
///     ("около 5 января", "2022-01-05~"),
/// ] {
///     let cell = reader.read(text, &context);
///     assert_eq!(cell.date().map(|date| date.edtf()).as_deref(), Some(edtf));
/// }
/// assert_eq!(reader.read("белгісіз", &context), DateCell::StatedUnknown);
/// ```
#[derive(Clone, Debug)]
pub struct DateReader {
    words: Dictionary<Meaning>,
    unknown: Arc<Unknown>,
    letters: DigitLetters,
}

impl DateReader {
    /// Takes the tables `months`, `numerals`, `number-endings`, `date-words`, `digit-letters` and `unknown-words`.
    pub fn new(lexicon: &Lexicon) -> Self {
        DateReader {
            words: words::date_words(lexicon),
            unknown: Arc::new(Unknown::new(lexicon)),
            letters: DigitLetters::new(lexicon),
        }
    }

    /// Reads one cell. If it cannot be read as a whole, what stands in parentheses is left out and
    /// the date is partly read: `12.05.1990 (31)`.
    pub fn read(&self, text: &str, context: &DateContext) -> DateCell {
        let folded = fold::fold(&numerals::plain(text));
        let digits = digit_calendars(text);
        let read = |folded: &str| self.read_folded(folded, context, digits);
        match read(&folded) {
            DateCell::Unreadable => {}
            cell => return cell,
        }
        let with_digits = self.letters.in_date(&folded).map(|folded| read(&folded));
        if let Some(DateCell::Date(date)) = with_digits
            && !date.is_partly_read()
        {
            return DateCell::Date(date.read_from_letters());
        }
        match fold::without_parentheses(&folded).map(|outside| read(&outside)) {
            Some(DateCell::Date(date)) => DateCell::Date(date.partly()),
            _ => self.unread(text),
        }
    }

    /// Whether a cell is the number that a spreadsheet counts a day by: `44567` is 2022-01-06.
    pub fn is_serial(&self, text: &str) -> bool {
        let folded = fold::fold(text);
        let tokens = token::tokens(folded.trim(), &self.words);
        tokens.is_some_and(|tokens| numeric::serial(token::Tokens(&tokens)).is_some())
    }

    /// What a cell says, before the calendar and the order of day and month decide what it means.
    fn said(&self, text: &str) -> Option<statement::Statement> {
        let folded = fold::fold(&numerals::plain(text));
        let tokens = token::tokens(folded.trim(), &self.words)?;
        Some(parse::statement(&tokens, DayOrder::Unknown))
    }

    /// A cell that is no date: one that says that the date is not known, or one that cannot be read.
    fn unread(&self, text: &str) -> DateCell {
        if self.unknown.is_stated(text) { DateCell::StatedUnknown } else { DateCell::Unreadable }
    }

    fn read_folded(&self, folded: &str, context: &DateContext, digits: &[&[Calendar]]) -> DateCell {
        let folded = folded.trim();
        if folded.is_empty() {
            return DateCell::Empty;
        }
        let Some(tokens) = token::tokens(folded, &self.words) else {
            return DateCell::Unreadable;
        };
        if let Some(bases) = numeric::serial(token::Tokens(&tokens)) {
            return resolve::serial(bases, context).map_or(DateCell::Unreadable, DateCell::Date);
        }
        let said = parse::statement(&tokens, context.order);
        let resolved =
            if said.unread_number { Resolved::Nothing } else { resolve::resolve(&said, context, digits) };
        match resolved {
            Resolved::Date(date) => DateCell::Date(date),
            Resolved::Foreign => DateCell::OtherCalendar,
            Resolved::Nothing if self.states_unknown(folded, &said) => DateCell::StatedUnknown,
            Resolved::Nothing => DateCell::Unreadable,
        }
    }

    /// Whether a cell without a date says so: in words, as a phrase, or with a lone mark.
    fn states_unknown(&self, folded: &str, said: &statement::Statement) -> bool {
        let silent = said.points.is_empty() && !said.unread_number;
        let marks_only = !folded.chars().any(char::is_alphanumeric);
        silent && (said.unknown || marks_only || self.words.cell(folded) == Some(Meaning::Unknown))
    }
}

/// The calendars that go with the digits of a text, those that are likelier before the others.
fn digit_calendars(text: &str) -> &'static [&'static [Calendar]] {
    const PERSIAN: &[&[Calendar]] = &[&[Calendar::SolarHijri], &[Calendar::Hijri]];
    // The digits of Arabic are those of some Persian keyboards too.
    const ARABIC: &[&[Calendar]] = &[&[Calendar::Hijri, Calendar::SolarHijri]];
    const THAI: &[&[Calendar]] = &[&[Calendar::Buddhist]];
    const ETHIOPIC: &[&[Calendar]] = &[&[Calendar::Ethiopian]];
    let script = text.chars().find_map(|c| match c {
        '۰'..='۹' => Some(PERSIAN),
        '٠'..='٩' => Some(ARABIC),
        '๐'..='๙' => Some(THAI),
        '\u{1369}'..='\u{137C}' => Some(ETHIOPIC),
        _ => None,
    });
    script.unwrap_or_default()
}
