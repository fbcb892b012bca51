//! Reads age cells: `29 лет`, `29-летний`, `29 жаста`, `30-ға қараған`, `8 месяцев`, `20-25`, `40+`.
//!
//! In: the text of a cell. Out: an [`AgeCell`]. The text is folded and split into tokens, like a date. One pass
//! collects the numbers with their units and the words that qualify them ([`AgeReading`]). At the end they become a
//! span of months.
//!
//! Examples, in completed years unless they say months:
//!
//! - `29 лет`, `29-летний`, `на 30-м году жизни`, `30-ға қараған`: 29.
//! - `20-25`: 20 to 25.
//! - `40+`, `старше 40`: 40 to 120. `≤30`: 0 to 30. `<30`: 0 to 29.
//! - `за 40`, `40s`: 40 to 49.
//! - `около 30`: 27 to 33. `около 32`: 30 to 34.
//! - `8 ай`, `8 месяцев`: 8 months. `2,5 года`: 30 months.
//! - `-1`, `-99`, `белгісіз`: stated unknown. `-17`: unreadable.
//! - `1992 г.р.`: unreadable. `l8`: 18, with a flag for the letter.

use std::sync::Arc;

use super::{Age, AgeCell, OLDEST_YEARS};
use crate::language::date::digit_letters::DigitLetters;
use crate::language::date::fold::{fold, without_parentheses};
use crate::language::date::token::{TokenKind, Tokens, tokens};
use crate::language::date::words::{Dictionary, value};
use crate::language::lexicon::{Lexicon, TableRow};
use crate::language::unknown::Unknown;

/// The meaning of a word of an age cell, from the tables `age-words`, `numerals` and `date-words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AgeWord {
    /// A spelled number, 0 to 99.
    Number(u8),
    /// The unit of the number before it.
    Unit(Unit),
    /// The number is the current year of life, one more than the completed years: `на 30-м году жизни`.
    Running,
    /// At least the number: `старше`.
    Over,
    /// Less than the number: `младше`.
    Under,
    /// From the number to nine years above it: `за 40` is 40 to 49, `20s` is 20 to 29.
    Past,
    /// Up to the number after it: `до`.
    Through,
    /// One of two numbers: `или`.
    Or,
    /// Has no meaning for the age.
    Filler,
    /// States that the number is an age: `возраст`, `aged`.
    Age,
    /// Negates `Over` or `Under`: `не старше 30`.
    Not,
    /// The age is approximate: `около`.
    Approximate,
    /// The age is doubtful: `возможно`.
    Uncertain,
    /// An age without a number, as the fewest and the most completed months: `новорожденный`.
    Months(u16, u16),
    /// The list states that the age is unknown.
    Unknown,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
}

/// Reads age cells with the words of a [`Lexicon`]. Make one reader and use it for every cell.
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::language::{AgeCell, AgeReader};
///
/// let reader = AgeReader::new(&Lexicon::bundled());
/// let text = |cell: &str| reader.read(cell).age().map(|age| age.to_string());
/// assert_eq!(text("на 30-м году жизни").as_deref(), Some("29"));
/// assert_eq!(text("8 ай").as_deref(), Some("8 mo"));
/// assert_eq!(text("20–25 лет").as_deref(), Some("20-25"));
/// assert_eq!(reader.read("белгісіз"), AgeCell::StatedUnknown);
/// assert_eq!(reader.read("1992 г.р."), AgeCell::Unreadable);
/// ```
#[derive(Clone, Debug)]
pub struct AgeReader {
    /// Folded words with their meanings.
    words: Dictionary<AgeWord>,
    /// The words for an unknown value that all columns share.
    unknown: Arc<Unknown>,
    /// Letters that are read as digits, such as `l` for 1.
    letters: DigitLetters,
}

impl AgeReader {
    /// A reader with the tables `numerals`, `number-endings`, `age-words`, `digit-letters` and `unknown-words`, and the
    /// words of `date-words` that mean "unknown".
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut words = Dictionary::new();
        words.add_endings(lexicon);
        for (kind, meaning) in KINDS {
            for row in lexicon.rows(kind) {
                if let Some(meaning) = meaning(&row) {
                    words.add(&row, meaning);
                }
            }
        }
        AgeReader { words, unknown: Arc::new(Unknown::new(lexicon)), letters: DigitLetters::new(lexicon) }
    }

    /// Reads one cell. An unreadable cell is tried again with digits for look-alike letters, then without the text in
    /// parentheses. The second gives a partly read age.
    pub fn read(&self, text: &str) -> AgeCell {
        let folded = fold(text);
        match self.read_folded(&folded) {
            AgeCell::Unreadable => {}
            cell => return cell,
        }
        if let Some(AgeCell::Age(age)) = self.letters.in_age(&folded).map(|folded| self.read_folded(&folded))
            && !age.partly_read
        {
            return AgeCell::Age(Age { letters_read: true, ..age });
        }
        match without_parentheses(&folded).map(|outside| self.read_folded(&outside)) {
            Some(AgeCell::Age(age)) => AgeCell::Age(Age { uncertain: true, partly_read: true, ..age }),
            _ => self.unread(text),
        }
    }

    /// The age of a cell that says it is an age and is fully read: `37 лет`, `aged 37`. `None` for
    /// `37`. Used for columns of births that also contain ages.
    pub fn read_stated(&self, text: &str) -> Option<Age> {
        let folded = fold(text);
        let tokens = tokens(folded.trim(), &self.words)?;
        let mut reading = AgeReading::default();
        reading.read(Tokens(&tokens));
        let is_stated = reading.is_stated;
        match reading.cell() {
            AgeCell::Age(age) if is_stated && !age.partly_read => Some(age),
            _ => None,
        }
    }

    /// The result for a cell without an age: stated unknown, or unreadable.
    fn unread(&self, text: &str) -> AgeCell {
        if self.unknown.is_stated(text) { AgeCell::StatedUnknown } else { AgeCell::Unreadable }
    }

    /// Reads a folded text in one attempt.
    fn read_folded(&self, folded: &str) -> AgeCell {
        let folded = folded.trim();
        if folded.is_empty() {
            return AgeCell::Empty;
        }
        let marks_only = !folded.chars().any(char::is_alphanumeric);
        if marks_only || is_code_for_unknown(folded) || self.words.cell(folded) == Some(AgeWord::Unknown) {
            return AgeCell::StatedUnknown;
        }
        let Some(tokens) = tokens(folded, &self.words) else {
            return AgeCell::Unreadable;
        };
        let mut reading = AgeReading::default();
        reading.read(Tokens(&tokens));
        reading.left_over |= is_months_or_man(folded);
        reading.cell()
    }
}

/// Reads the meaning of a row; `None` if the row has none.
type ReadMeaning = fn(&TableRow<'_>) -> Option<AgeWord>;

/// The kinds of tables with age words and how their rows are read. Later kinds take precedence.
const KINDS: [(&str, ReadMeaning); 3] = [
    ("date-words", |row| (row.get("sense") == "unknown").then_some(AgeWord::Unknown)),
    ("numerals", |row| Some(AgeWord::Number(value(row, 0, 99)?))),
    ("age-words", sense),
];

/// The meaning of a row of the tables `age-words`.
fn sense(row: &TableRow<'_>) -> Option<AgeWord> {
    Some(match row.get("sense") {
        "year" => AgeWord::Unit(Unit::Year),
        "month" => AgeWord::Unit(Unit::Month),
        "week" => AgeWord::Unit(Unit::Week),
        "day" => AgeWord::Unit(Unit::Day),
        "hour" => AgeWord::Unit(Unit::Hour),
        "running" => AgeWord::Running,
        "over" => AgeWord::Over,
        "under" => AgeWord::Under,
        "past" => AgeWord::Past,
        "through" => AgeWord::Through,
        "or" => AgeWord::Or,
        "filler" => AgeWord::Filler,
        "age" => AgeWord::Age,
        "not" => AgeWord::Not,
        "approximate" => AgeWord::Approximate,
        "uncertain" => AgeWord::Uncertain,
        "months" => months(row.get("value"))?,
        _ => return None,
    })
}

/// The meaning of a cell such as `11` or `0-11`, in completed months.
fn months(value: &str) -> Option<AgeWord> {
    let (from, to) = value.split_once('-').unwrap_or((value, value));
    Some(AgeWord::Months(from.parse().ok()?, to.parse().ok()?))
}

/// A number of a cell, with its unit if it has one.
#[derive(Clone, Copy, Debug)]
struct AgeNumber {
    /// The whole part of the number.
    value: u16,
    /// The decimal, in tenths of the unit: 5 in `2,5`.
    tenths: u16,
    /// The unit that follows the number; `None` means years, or the unit of the other number of a range.
    unit: Option<Unit>,
    /// Whether a dash, `до` or `или` joins it to the number before.
    joined: bool,
}

/// What the words and numbers of a cell state.
///
/// For example, `старше 40 лет` has one quantity (40 years) and `over`; `20-25` has two quantities, the second of them
/// joined.
#[derive(Debug, Default)]
struct AgeReading {
    /// The numbers of the cell, in order.
    quantities: Vec<AgeNumber>,
    /// The completed months of an age without a number, fewest and most.
    by_word: Option<(u16, u16)>,
    /// Whether the next number is joined to the one before.
    joined: bool,
    /// The number is a year of life that has begun.
    running: bool,
    /// The age is at least the number.
    over: bool,
    /// The age is less than the number.
    under: bool,
    /// The number itself is possible too: `≤30`.
    inclusive: bool,
    /// The cell negates the bound: `не старше 30`.
    negated: bool,
    /// The age is within ten years from the number on.
    past: bool,
    /// The cell states an approximate age.
    approximate: bool,
    /// The cell doubts the age.
    uncertain: bool,
    /// The cell states that something is unknown.
    unknown: bool,
    /// A word or sign is in no table or makes no sense in its position.
    left_over: bool,
    /// A number contains a sign that no table explains.
    garbled: bool,
    /// The cell states that it is an age.
    is_stated: bool,
}

/// Marks without a meaning in an age.
const QUIET: &str = ".,;:()[]\"'«»“”„،·•";

impl AgeReading {
    /// Reads all tokens of a cell.
    fn read(&mut self, cell: Tokens<'_, '_, AgeWord>) {
        let mut at = 0;
        while at < cell.0.len() {
            at += match cell.kind(at) {
                Some(TokenKind::Number(number, _)) => self.number(cell, at, number),
                Some(TokenKind::Word(_, Some(AgeWord::Number(number)))) => self.spelled(cell, at, number),
                Some(TokenKind::Word(text, Some(meaning))) => {
                    if is_stray_letter(cell, at, text, meaning) {
                        self.leave_over(cell, at);
                    }
                    self.word(cell, at, meaning)
                }
                Some(TokenKind::Word(_, None)) => self.leave_over(cell, at),
                Some(TokenKind::Mark(mark)) => self.mark(cell, at, mark),
                Some(TokenKind::Ending(_)) | None => 1,
            };
        }
        self.left_over |= self.negated && !self.over && !self.under;
        // `18-` may mean under 18.
        let is_last_dash = cell.0.len().checked_sub(1).and_then(|last| cell.mark(last)) == Some('-');
        self.left_over |= is_last_dash && !self.quantities.is_empty();
    }

    /// Marks the age as partly read because of the token at `at`. Inside a number the token may be a misread digit, so
    /// the number is unreadable. Returns 1, the number of tokens read.
    fn leave_over(&mut self, cell: Tokens<'_, '_, AgeWord>, at: usize) -> usize {
        self.left_over = true;
        self.garbled |= cell.touches_number(at);
        1
    }

    /// Reads a number with its decimal and ending, and returns how many tokens it took.
    fn number(&mut self, cell: Tokens<'_, '_, AgeWord>, at: usize, number: u32) -> usize {
        let (tenths, length) = match fraction(cell, at + 1) {
            Some(tenths) => (tenths, 3),
            None => (0, 1),
        };
        let ending = if keeps(cell, at + length) { 0 } else { cell.ending(at + length) };
        self.quantity(cell, at + length + ending, number, tenths);
        length + ending
    }

    /// Reads a spelled number and returns how many tokens it took.
    fn spelled(&mut self, cell: Tokens<'_, '_, AgeWord>, at: usize, number: u8) -> usize {
        let (number, length) = cell.spelled(at, number, |meaning| match meaning {
            AgeWord::Number(number) => Some(number),
            _ => None,
        });
        self.quantity(cell, at + length, u32::from(number), 0);
        length
    }

    /// Adds a number; `after` is the position where its unit may be.
    fn quantity(&mut self, cell: Tokens<'_, '_, AgeWord>, after: usize, number: u32, tenths: u16) {
        let dash = usize::from(cell.mark(after) == Some('-') && cell.glued(after));
        let unit = match cell.meaning(after + dash) {
            Some(AgeWord::Unit(unit)) => Some(unit),
            _ => None,
        };
        self.is_stated |= unit.is_some();
        let value = u16::try_from(number).unwrap_or(u16::MAX);
        self.quantities.push(AgeNumber { value, tenths, unit, joined: self.joined });
        self.joined = false;
    }

    /// Reads a word with a meaning; it takes 1 token.
    fn word(&mut self, cell: Tokens<'_, '_, AgeWord>, at: usize, meaning: AgeWord) -> usize {
        match meaning {
            AgeWord::Running => (self.running, self.is_stated) = (true, true),
            AgeWord::Age => self.is_stated = true,
            AgeWord::Not => self.negated = true,
            AgeWord::Over => self.over = true,
            AgeWord::Under => self.under = true,
            AgeWord::Past => self.past = true,
            AgeWord::Through | AgeWord::Or => self.join(meaning),
            AgeWord::Approximate => self.approximate = true,
            AgeWord::Uncertain => self.uncertain = true,
            AgeWord::Unknown => self.unknown = true,
            AgeWord::Months(from, to) => (self.by_word, self.is_stated) = (Some((from, to)), true),
            // `hours`, `several hours`.
            AgeWord::Unit(Unit::Hour) if self.quantities.is_empty() => {
                (self.by_word, self.is_stated) = (Some((0, 0)), true);
            }
            // `меньше года`, `less than a day`.
            AgeWord::Unit(unit) if self.under && self.quantities.is_empty() => {
                self.by_word = Some((0, if unit == Unit::Year { 11 } else { 0 }));
                self.is_stated = true;
            }
            AgeWord::Unit(Unit::Year) => self.approximate |= is_inverted(cell, at),
            AgeWord::Unit(_) | AgeWord::Number(_) | AgeWord::Filler => {}
        }
        1
    }

    /// Joins the next number to the one before. `до 30` without a number before it is a range from 0.
    fn join(&mut self, meaning: AgeWord) {
        self.under |= meaning == AgeWord::Through && self.quantities.is_empty();
        self.joined = true;
    }

    /// Reads a mark; it takes 1 token.
    fn mark(&mut self, cell: Tokens<'_, '_, AgeWord>, at: usize, mark: char) -> usize {
        match mark {
            '-' | '/' | ',' => self.joined = !self.quantities.is_empty(),
            '+' | '>' => self.over = true,
            '≥' => (self.over, self.inclusive) = (true, true),
            '<' => self.under = true,
            '≤' => (self.under, self.inclusive) = (true, true),
            '=' if self.over || self.under => self.inclusive = true,
            '~' | '±' => self.approximate = true,
            '?' => self.uncertain = true,
            _ if QUIET.contains(mark) => {}
            _ => return self.leave_over(cell, at),
        }
        1
    }

    /// The age of the cell, after all tokens are read.
    fn cell(mut self) -> AgeCell {
        if self.garbled {
            return AgeCell::Unreadable;
        }
        if self.negated {
            // Both `не более 30` and `не менее 30` include 30.
            (self.over, self.under, self.inclusive) = (self.under, self.over, true);
        }
        if self.quantities.is_empty() && self.by_word.is_none() {
            return if self.unknown { AgeCell::StatedUnknown } else { AgeCell::Unreadable };
        }
        let span = self.span();
        // The cell has a word for an age that the number contradicts: `30 infant`.
        let is_excluded = |(from, _): (u16, u16)| self.by_word.is_some_and(|(_, most)| from > most + 11);
        self.left_over |= !self.quantities.is_empty() && span.is_some_and(is_excluded);
        match span {
            Some((from, to)) => AgeCell::Age(Age {
                approximate: self.approximate,
                uncertain: self.uncertain || self.unknown || self.left_over,
                partly_read: self.left_over,
                ..Age::months_between(from, to)
            }),
            None => AgeCell::Unreadable,
        }
    }

    /// The fewest and most completed months. `None` if the numbers do not form an age, for example three numbers.
    fn span(&self) -> Option<(u16, u16)> {
        match self.quantities.as_slice() {
            [] => self.by_word,
            [only] => Some(self.opened(only.months(only.unit)?, only)),
            [years, months] if !months.joined && months.unit == Some(Unit::Month) => {
                let (years, _) = years.months(Some(Unit::Year))?;
                let (from, to) = months.months(months.unit)?;
                Some((years + from, years + to))
            }
            [from, to] if to.joined => {
                let (first, _) = from.months(from.unit.or(to.unit))?;
                let (_, last) = to.months(to.unit.or(from.unit))?;
                (first <= last).then_some((first, last))
            }
            _ => None,
        }
    }

    /// The span of one number, after the words that qualify it are applied. `from` and `to` are its completed months.
    fn opened(&self, (from, to): (u16, u16), number: &AgeNumber) -> (u16, u16) {
        let (from, to) = match self.running {
            true => (from.saturating_sub(12), to.saturating_sub(12)),
            false => (from, to),
        };
        match (self.over, self.under) {
            (true, _) => (from, OLDEST_YEARS * 12 + 11),
            (_, true) if self.inclusive => (0, to),
            (_, true) => (0, from.saturating_sub(1)),
            _ if self.past => (from, to + 9 * 12),
            _ if self.approximate => number.about(from, to),
            _ => (from, to),
        }
    }
}

impl AgeNumber {
    /// The fewest and most completed months of the number in a unit; `None` above [`OLDEST_YEARS`].
    ///
    /// A month is taken as 30 to 31 days, so weeks, days and hours may give two possible numbers of months.
    fn months(&self, unit: Option<Unit>) -> Option<(u16, u16)> {
        let value = self.value;
        let tenths = |months: u16| months * self.tenths / 10;
        let (from, to) = match unit.unwrap_or(Unit::Year) {
            _ if value > 2000 => return None,
            Unit::Year if self.tenths > 0 => (value * 12 + tenths(12), value * 12 + tenths(12)),
            Unit::Year => (value * 12, value * 12 + 11),
            Unit::Month => (value, value),
            Unit::Week => (value * 7 / 31, value * 7 / 30),
            Unit::Day => (value / 31, value / 30),
            Unit::Hour => (value / (24 * 31), value / (24 * 30)),
        };
        (from <= OLDEST_YEARS * 12).then_some((from, to))
    }

    /// The span of an approximate number: 2 units wider on each side, or 3 if the number ends in 0 or 5. Weeks, days
    /// and hours widen it by one month.
    ///
    /// Witnesses round ages to 0 and 5, so such a number is less precise.
    fn about(&self, from: u16, to: u16) -> (u16, u16) {
        let units = if self.value.is_multiple_of(5) { 3 } else { 2 };
        let months = match self.unit.unwrap_or(Unit::Year) {
            Unit::Year => units * 12,
            Unit::Month => units,
            Unit::Week | Unit::Day | Unit::Hour => 1,
        };
        (from.saturating_sub(months), to + months)
    }
}

/// Whether a cell is a number with the letter `m` (Latin or Cyrillic), which may mean months or a man.
fn is_months_or_man(folded: &str) -> bool {
    let text = folded.trim_end_matches('.');
    let number = text.strip_suffix(['m', 'м']).map(str::trim_end);
    number.is_some_and(|number| !number.is_empty() && number.chars().all(char::is_numeric))
}

/// Whether a cell is a negative number that forms and databases write for an unknown age: -1, or one or more digits that are all 7, all 8 or all 9.
/// Any other negative number, such as `-17`, is a slip.
fn is_code_for_unknown(folded: &str) -> bool {
    let Some(digits) = folded.strip_prefix('-').map(str::trim) else { return false };
    let is_repeated = |digit: char| !digits.is_empty() && digits.chars().all(|one| one == digit);
    digits == "1" || ['7', '8', '9'].into_iter().any(is_repeated)
}

/// Whether the unit precedes the number, which means an approximate age in Russian: `лет 30` is about thirty. `30
/// лет` and `лет: 30` are not inverted.
fn is_inverted(cell: Tokens<'_, '_, AgeWord>, at: usize) -> bool {
    let numbered = |at| cell.number(at).is_some() || matches!(cell.meaning(at), Some(AgeWord::Number(_)));
    at == 0 && numbered(1)
}

/// The tenths after a decimal point or comma: 5 for `2,5`, 0 for `29.0`. `None` if there is no decimal.
fn fraction(cell: Tokens<'_, '_, AgeWord>, at: usize) -> Option<u16> {
    let pointed = matches!(cell.mark(at), Some('.' | ',')) && cell.glued(at) && cell.glued(at + 1);
    match cell.number(at + 1).filter(|_| pointed)? {
        (0, _) => Some(0),
        (tenths, 1) => u16::try_from(tenths).ok(),
        _ => None,
    }
}

/// Whether the text after a number has a meaning: yes in `29 ай`, no in `29-го`, whose ending is skipped.
fn keeps(cell: Tokens<'_, '_, AgeWord>, at: usize) -> bool {
    let dash = usize::from(cell.is_hyphen(at));
    matches!(
        cell.meaning(at + dash),
        Some(AgeWord::Unit(_) | AgeWord::Running | AgeWord::Past | AgeWord::Months(..))
    )
}

/// Whether a single letter directly follows a number and has no meaning there: `1o`.
fn is_stray_letter(cell: Tokens<'_, '_, AgeWord>, at: usize, text: &str, meaning: AgeWord) -> bool {
    let number = at.checked_sub(1).and_then(|at| cell.number(at)).filter(|_| cell.glued(at));
    let belongs = match meaning {
        AgeWord::Unit(_) => true,
        AgeWord::Past => number.is_some_and(|(number, _)| number % 10 == 0),
        _ => false,
    };
    number.is_some() && text.chars().nth(1).is_none() && !belongs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_age_word_has_a_meaning() {
        let lexicon = Lexicon::bundled();
        assert!(lexicon.rows("age-words").count() > 60);
        for row in lexicon.rows("age-words") {
            assert!(sense(&row).is_some(), "{row:?}");
            assert!(["exact", "open"].contains(&row.get("match")), "{row:?}");
        }
    }
}
