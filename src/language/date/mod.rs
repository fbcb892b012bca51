//! Dates: reads the dates of lists, keeps the days that they can mean, and compares them.
//!
//! In: the text of a cell and a [`DateContext`]. Out: a [`DateCell`], usually with a [`PartialDate`]. The steps:
//!
//! - `numerals` and `fold` bring the text into one form: digits, lower case, no accents.
//! - `token` and `words` cut it into tokens and look up their meanings in the language tables.
//! - `parse` and `numeric` make a `statement` from the tokens: points in time and what joins them.
//! - `resolve` turns the statement into days, with the `calendar` and the period.
//!
//! No step guesses: an ambiguous date is a [`PartialDate`] with several spans. `habit` finds out from all dates of a
//! list in which order it writes day and month, and in which calendar.
//!
//! Conventions for cells that leave their meaning open:
//!
//! - `01/05/2022` follows the [`DayOrder`] of the list. With dots the day comes first, unless the list puts the month
//!   first. If the calendar has no such day, the other order is tried (`01/25/2022`).
//! - A two-digit year belongs to a century that the period allows. If the period allows two, or there is no period,
//!   both are kept.
//! - A date of death without a year gets the years of the period. Without a period it cannot be read, and neither can a
//!   birth without a year.
//! - The first, second and last third of a month are its days 1-10, 11-20 and 21 to the end. Of a year, each third has
//!   four months. The first half of a month ends with the 15th.
//! - `в ночь на 6 января` is 5 to 6 January, `night of 5 January` is 5 to 6 January.
//! - `до 8 января` and `после 5 января` include the day; `<1984` and `>1984` exclude the year. They reach to the ends
//!   of the period; without a period 365 days, for births 110 years.
//! - Two digits beside a month are a year where a spreadsheet prints month and year (`янв.22`, `Jan-22`), and in
//!   languages that write the day before the month (`январь 22`). Two digits alone are no year: `37`.
//! - `80-е` and `1980s` are ten years. Their first, second and last thirds have four, three and three years.
//! - `около 5 января` has the span of the day; a flag states that days near it are possible.
//! - If the calendar has no such day, the month is kept, or else the year, as uncertain. This needs a year in four
//!   digits: `31.02.2022` is `2022-02?`, `19901345` is `1990?`.
//! - A word or sign that is in no table makes a date partly read. A number that cannot belong to a date makes the cell
//!   unreadable, and so does a letter or sign inside a number. A letter that looks like a digit is read as the digit in
//!   a day or month (`l2.05.1984`), with a flag.
//! - A year of another calendar is converted if the month, the cell, the list or the script of the digits shows the
//!   calendar. Otherwise years outside 1800 to 2100 are not read. The Hijri calendar is the arithmetic one, so the day
//!   that was observed may be a neighbouring day.

mod calendar;
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

pub use crate::language::day::{Day, DayError};
pub use calendar::Calendar;
pub(crate) use habit::{DateEvidence, DateHabit, near_misses};
pub use partial::{PartialDate, Precision};
pub(crate) use parts::of_parts;
pub use relation::DateRelation;
pub(crate) use relation::relation_of_days;

use std::sync::Arc;

use self::digit_letters::DigitLetters;
use self::resolve::ResolvedDate;
use self::words::{Dictionary, Meaning};
use crate::base::words::words;
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;

/// What is known about a date before its cell is read. The default: a death, no period, unknown order and calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateContext {
    /// First and last day, both included, of the period that the lists cover; `None` if the project states none.
    /// It supplies missing years, excludes readings outside it, and bounds open ends.
    pub period: Option<(Day, Day)>,
    /// The order in which the list writes day and month as numbers.
    /// The project file states it, or the dates of the list show it.
    pub order: DayOrder,
    /// Which event the date is of.
    pub purpose: Purpose,
    /// The calendar in which the list writes years; `None` if neither the project nor the list shows it.
    /// A calendar that the cell names takes precedence.
    pub calendar: Option<Calendar>,
}

impl DateContext {
    /// The context of a date of death in a period, with unknown order and calendar.
    pub fn death(period: Option<(Day, Day)>) -> Self {
        DateContext { period, ..DateContext::default() }
    }

    /// The context of a date of birth of a person who died in the period.
    pub fn birth(period: Option<(Day, Day)>) -> Self {
        DateContext { period, purpose: Purpose::Birth, ..DateContext::default() }
    }
}

/// The order in which a list writes day and month as numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DayOrder {
    /// 05/01/2022 is 5 January, as in Kazakh and Russian.
    DayFirst,
    /// 01/05/2022 is 5 January, as in the United States.
    MonthFirst,
    /// Unknown: both readings are kept, as two spans of the date.
    #[default]
    Unknown,
}

words! {
    DayOrder, "day_order";
    /// Every value, in the order of the variants.
    ALL
    /// The text form in a project file.
    as_str
    DayFirst = "day-first",
    MonthFirst = "month-first",
    Unknown = "unknown",
}

/// Which event a date is of. It decides how the period bounds the date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A death, or another event, within the period.
    #[default]
    Death,
    /// A birth: before the end of the period, by at most 110 years.
    Birth,
}

/// What a cell of a date column states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateCell {
    /// The cell has only white space.
    Empty,
    /// The list states that the date is unknown: `неизвестно`, `белгісіз`, `н/д`, `-`, `?`.
    StatedUnknown,
    /// A date, perhaps coarse, ambiguous or partly read.
    Date(PartialDate),
    /// A date whose year is not near our time: 1363, 2527. It is of a calendar that neither the cell nor the list
    /// shows, or a mistake.
    /// The finding about it asks for the calendar of the list.
    OtherCalendar,
    /// Any other text, or a date without a year that nothing supplies.
    /// For example `примерно вечером` or, without a period, `5 января`.
    Unreadable,
}

impl DateCell {
    /// The date, if the cell states one.
    pub fn date(&self) -> Option<&PartialDate> {
        match self {
            DateCell::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// Reads date cells with the words of a [`Lexicon`]. Make one reader and use it for every cell.
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
    /// Folded words and phrases with their meanings.
    words: Dictionary<Meaning>,
    /// The words for an unknown value that all columns share.
    unknown: Arc<Unknown>,
    /// Letters that are read as digits, as `l` for 1.
    letters: DigitLetters,
}

impl DateReader {
    /// A reader with the tables `months`, `numerals`, `number-endings`, `date-words`, `digit-letters` and
    /// `unknown-words`.
    pub fn new(lexicon: &Lexicon) -> Self {
        DateReader {
            words: words::date_words(lexicon),
            unknown: Arc::new(Unknown::new(lexicon)),
            letters: DigitLetters::new(lexicon),
        }
    }

    /// Reads one cell. A cell that cannot be read as a whole is tried again with digits for look-alike letters, then
    /// without the text in parentheses; the latter gives a partly read date: `12.05.1990 (31)`.
    ///
    /// The text is not changed and not kept; the caller keeps the cell of the list. Time is proportional to the length
    /// of the cell.
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

    /// Whether the cell is only the day number of a spreadsheet: `44567` is 2022-01-06.
    pub fn is_serial(&self, text: &str) -> bool {
        let folded = fold::fold(text);
        let tokens = token::tokens(folded.trim(), &self.words);
        tokens.is_some_and(|tokens| numeric::serial(token::Tokens(&tokens)).is_some())
    }

    /// The statement of a cell, before the calendar and the order of day and month decide what it means. `None` if the
    /// cell is too long to be a date. [`DateEvidence`] counts orders and calendars with it.
    fn said(&self, text: &str) -> Option<statement::Statement> {
        let folded = fold::fold(&numerals::plain(text));
        let tokens = token::tokens(folded.trim(), &self.words)?;
        Some(parse::statement(&tokens, DayOrder::Unknown))
    }

    /// The result for a cell without a date: stated unknown, or unreadable.
    fn unread(&self, text: &str) -> DateCell {
        if self.unknown.is_stated(text) { DateCell::StatedUnknown } else { DateCell::Unreadable }
    }

    /// Reads a folded text in one attempt. `digits` are the calendars that go with the script of its digits, in groups,
    /// the likelier group first.
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
            if said.unread_number { ResolvedDate::Nothing } else { resolve::resolve(&said, context, digits) };
        match resolved {
            ResolvedDate::Date(date) => DateCell::Date(date),
            ResolvedDate::Foreign => DateCell::OtherCalendar,
            ResolvedDate::Nothing if self.states_unknown(folded, &said) => DateCell::StatedUnknown,
            ResolvedDate::Nothing => DateCell::Unreadable,
        }
    }

    /// Whether a cell without a point in time states that its date is unknown: with a word, a phrase or only marks.
    fn states_unknown(&self, folded: &str, said: &statement::Statement) -> bool {
        let silent = said.points.is_empty() && !said.unread_number;
        let marks_only = !folded.chars().any(char::is_alphanumeric);
        silent && (said.unknown || marks_only || self.words.cell(folded) == Some(Meaning::Unknown))
    }
}

/// The calendars that go with the script of a text's digits, in groups, the likelier group first. Calendars of one
/// group are equally likely. Empty for ASCII digits.
fn digit_calendars(text: &str) -> &'static [&'static [Calendar]] {
    const PERSIAN: &[&[Calendar]] = &[&[Calendar::SolarHijri], &[Calendar::Hijri]];
    // Some Persian keyboards type the Arabic digits, so both calendars are equally likely.
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
