//! Age cells: `29 лет`, `29-летний`, `29 жаста`, `30-ға қараған`, `8 месяцев`, `20-25`, `40+`.

use std::sync::Arc;

use super::{Age, AgeCell, OLDEST_YEARS};
use crate::language::date::digit_letters::DigitLetters;
use crate::language::date::fold::{fold, without_parentheses};
use crate::language::date::token::{Kind, Tokens, tokens};
use crate::language::date::words::{Dictionary, value};
use crate::language::lexicon::{Lexicon, TableRow};
use crate::language::unknown::Unknown;

/// What a word of an age cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Number(u8),
    Unit(Unit),
    /// The year of life that has begun, one more than the completed ones.
    Running,
    Over,
    Under,
    /// In the ten years from the number on: `за 40`, `20s`.
    Past,
    Through,
    Or,
    Filler,
    /// Says that the number is an age: `возраст`, `aged`.
    Age,
    /// Turns `over` and `under` round: `не старше 30`.
    Not,
    Approximate,
    Uncertain,
    /// An age by itself, in completed months.
    Months(u16, u16),
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
}

/// Reads age cells with the words of a [`Lexicon`]. Made once, used for every cell.
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
    words: Dictionary<Meaning>,
    unknown: Arc<Unknown>,
    letters: DigitLetters,
}

impl AgeReader {
    /// Takes the tables `numerals`, `number-endings`, `age-words`, `digit-letters` and `unknown-words`, and of
    /// `date-words` those for "unknown".
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

    /// Reads one cell. If it cannot be read as a whole, what stands in parentheses is left out and
    /// the age is partly read.
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

    /// The age of a cell that says that it is one and that is read as a whole: `37 лет`, `aged 37`; not `37`.
    pub fn read_stated(&self, text: &str) -> Option<Age> {
        let folded = fold(text);
        let tokens = tokens(folded.trim(), &self.words)?;
        let mut reading = Reading::default();
        reading.read(Tokens(&tokens));
        let is_stated = reading.is_stated;
        match reading.cell() {
            AgeCell::Age(age) if is_stated && !age.partly_read => Some(age),
            _ => None,
        }
    }

    /// A cell that is no age: one that says that the age is not known, or one that cannot be read.
    fn unread(&self, text: &str) -> AgeCell {
        if self.unknown.is_stated(text) { AgeCell::StatedUnknown } else { AgeCell::Unreadable }
    }

    fn read_folded(&self, folded: &str) -> AgeCell {
        let folded = folded.trim();
        if folded.is_empty() {
            return AgeCell::Empty;
        }
        let marks_only = !folded.chars().any(char::is_alphanumeric);
        let negative =
            folded.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if marks_only || negative || self.words.cell(folded) == Some(Meaning::Unknown) {
            return AgeCell::StatedUnknown;
        }
        let Some(tokens) = tokens(folded, &self.words) else {
            return AgeCell::Unreadable;
        };
        let mut reading = Reading::default();
        reading.read(Tokens(&tokens));
        reading.cell()
    }
}

type Meant = fn(&TableRow<'_>) -> Option<Meaning>;

const KINDS: [(&str, Meant); 3] = [
    ("date-words", |row| (row.get("sense") == "unknown").then_some(Meaning::Unknown)),
    ("numerals", |row| Some(Meaning::Number(value(row, 0, 99)?))),
    ("age-words", sense),
];

fn sense(row: &TableRow<'_>) -> Option<Meaning> {
    Some(match row.get("sense") {
        "year" => Meaning::Unit(Unit::Year),
        "month" => Meaning::Unit(Unit::Month),
        "week" => Meaning::Unit(Unit::Week),
        "day" => Meaning::Unit(Unit::Day),
        "running" => Meaning::Running,
        "over" => Meaning::Over,
        "under" => Meaning::Under,
        "past" => Meaning::Past,
        "through" => Meaning::Through,
        "or" => Meaning::Or,
        "filler" => Meaning::Filler,
        "age" => Meaning::Age,
        "not" => Meaning::Not,
        "approximate" => Meaning::Approximate,
        "uncertain" => Meaning::Uncertain,
        "months" => months(row.get("value"))?,
        _ => return None,
    })
}

fn months(value: &str) -> Option<Meaning> {
    let (from, to) = value.split_once('-').unwrap_or((value, value));
    Some(Meaning::Months(from.parse().ok()?, to.parse().ok()?))
}

/// A number with its unit, if it has one.
#[derive(Clone, Copy, Debug)]
struct Quantity {
    value: u16,
    /// Tenths of the number: 5 in `2,5`.
    tenths: u16,
    unit: Option<Unit>,
    /// Whether a dash, `до` or `или` stands before it.
    joined: bool,
}

/// What the words and numbers of a cell say.
#[derive(Debug, Default)]
struct Reading {
    quantities: Vec<Quantity>,
    by_word: Option<(u16, u16)>,
    joined: bool,
    running: bool,
    over: bool,
    under: bool,
    /// The number is one of the ages below or above it: `≤30`.
    inclusive: bool,
    negated: bool,
    past: bool,
    approximate: bool,
    uncertain: bool,
    unknown: bool,
    /// A word or sign is in no table, or means nothing at its place.
    left_over: bool,
    /// A number has a sign inside that no table explains.
    garbled: bool,
    /// The cell says that it is an age.
    is_stated: bool,
}

/// Signs that say nothing of an age.
const QUIET: &str = ".,;:()[]\"'«»“”„،·•";

impl Reading {
    fn read(&mut self, cell: Tokens<'_, '_, Meaning>) {
        let mut at = 0;
        while at < cell.0.len() {
            at += match cell.kind(at) {
                Some(Kind::Number(number, _)) => self.number(cell, at, number),
                Some(Kind::Word(_, Some(Meaning::Number(number)))) => self.spelled(cell, at, number),
                Some(Kind::Word(text, Some(meaning))) => {
                    if is_stray_letter(cell, at, text, meaning) {
                        self.leave_over(cell, at);
                    }
                    self.word(cell, at, meaning)
                }
                Some(Kind::Word(_, None)) => self.leave_over(cell, at),
                Some(Kind::Mark(mark)) => self.mark(cell, at, mark),
                Some(Kind::Ending(_)) | None => 1,
            };
        }
        self.left_over |= self.negated && !self.over && !self.under;
    }

    /// Notes what nobody understands. In a number it may stand for a digit, so that the number says nothing.
    fn leave_over(&mut self, cell: Tokens<'_, '_, Meaning>, at: usize) -> usize {
        self.left_over = true;
        self.garbled |= cell.touches_number(at);
        1
    }

    fn number(&mut self, cell: Tokens<'_, '_, Meaning>, at: usize, number: u32) -> usize {
        let (tenths, length) = match fraction(cell, at + 1) {
            Some(tenths) => (tenths, 3),
            None => (0, 1),
        };
        let ending = if keeps(cell, at + length) { 0 } else { cell.ending(at + length) };
        self.quantity(cell, at + length + ending, number, tenths);
        length + ending
    }

    fn spelled(&mut self, cell: Tokens<'_, '_, Meaning>, at: usize, number: u8) -> usize {
        let (number, length) = cell.spelled(at, number, |meaning| match meaning {
            Meaning::Number(number) => Some(number),
            _ => None,
        });
        self.quantity(cell, at + length, u32::from(number), 0);
        length
    }

    /// Adds a number; its unit may stand right after it.
    fn quantity(&mut self, cell: Tokens<'_, '_, Meaning>, after: usize, number: u32, tenths: u16) {
        let dash = usize::from(cell.mark(after) == Some('-') && cell.glued(after));
        let unit = match cell.meaning(after + dash) {
            Some(Meaning::Unit(unit)) => Some(unit),
            _ => None,
        };
        self.is_stated |= unit.is_some();
        let value = u16::try_from(number).unwrap_or(u16::MAX);
        self.quantities.push(Quantity { value, tenths, unit, joined: self.joined });
        self.joined = false;
    }

    fn word(&mut self, cell: Tokens<'_, '_, Meaning>, at: usize, meaning: Meaning) -> usize {
        match meaning {
            Meaning::Running => (self.running, self.is_stated) = (true, true),
            Meaning::Age => self.is_stated = true,
            Meaning::Not => self.negated = true,
            Meaning::Over => self.over = true,
            Meaning::Under => self.under = true,
            Meaning::Past => self.past = true,
            Meaning::Through | Meaning::Or => self.join(meaning),
            Meaning::Approximate => self.approximate = true,
            Meaning::Uncertain => self.uncertain = true,
            Meaning::Unknown => self.unknown = true,
            Meaning::Months(from, to) => (self.by_word, self.is_stated) = (Some((from, to)), true),
            // `меньше года`, `less than a day`
            Meaning::Unit(unit) if self.under && self.quantities.is_empty() => {
                self.by_word = Some((0, if unit == Unit::Year { 11 } else { 0 }));
                self.is_stated = true;
            }
            Meaning::Unit(Unit::Year) => self.approximate |= is_inverted(cell, at),
            Meaning::Unit(_) | Meaning::Number(_) | Meaning::Filler => {}
        }
        1
    }

    /// `до 30` without a number before it is an open range.
    fn join(&mut self, meaning: Meaning) {
        self.under |= meaning == Meaning::Through && self.quantities.is_empty();
        self.joined = true;
    }

    fn mark(&mut self, cell: Tokens<'_, '_, Meaning>, at: usize, mark: char) -> usize {
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

    fn cell(mut self) -> AgeCell {
        if self.garbled {
            return AgeCell::Unreadable;
        }
        if self.negated {
            // `не более 30` includes 30, `не менее 30` too.
            (self.over, self.under, self.inclusive) = (self.under, self.over, true);
        }
        if self.quantities.is_empty() && self.by_word.is_none() {
            return if self.unknown { AgeCell::StatedUnknown } else { AgeCell::Unreadable };
        }
        match self.span() {
            Some((from, to)) => AgeCell::Age(Age {
                approximate: self.approximate,
                uncertain: self.uncertain || self.unknown || self.left_over,
                partly_read: self.left_over,
                ..Age::months_between(from, to)
            }),
            None => AgeCell::Unreadable,
        }
    }

    /// Completed months, first and last.
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

    /// One number as the words about it change it.
    fn opened(&self, (from, to): (u16, u16), number: &Quantity) -> (u16, u16) {
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

impl Quantity {
    /// Completed months; none when nobody is so old.
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
        };
        (from <= OLDEST_YEARS * 12).then_some((from, to))
    }

    /// The span of `около`: 2 units to each side, 3 where the number is rounded to 0 or 5.
    fn about(&self, from: u16, to: u16) -> (u16, u16) {
        let units = if self.value.is_multiple_of(5) { 3 } else { 2 };
        let months = match self.unit.unwrap_or(Unit::Year) {
            Unit::Year => units * 12,
            Unit::Month => units,
            Unit::Week | Unit::Day => 1,
        };
        (from.saturating_sub(months), to + months)
    }
}

/// `лет 30` is about thirty; `30 лет`, and a list's `лет: 30`, are not.
fn is_inverted(cell: Tokens<'_, '_, Meaning>, at: usize) -> bool {
    let numbered = |at| cell.number(at).is_some() || matches!(cell.meaning(at), Some(Meaning::Number(_)));
    at == 0 && numbered(1)
}

/// The tenths after a decimal point: `2,5`, `29.0`.
fn fraction(cell: Tokens<'_, '_, Meaning>, at: usize) -> Option<u16> {
    let pointed = matches!(cell.mark(at), Some('.' | ',')) && cell.glued(at) && cell.glued(at + 1);
    match cell.number(at + 1).filter(|_| pointed)? {
        (0, _) => Some(0),
        (tenths, 1) => u16::try_from(tenths).ok(),
        _ => None,
    }
}

/// Whether an ending after a number is a word by itself too, which then counts: `29-го`, but `29 ай`.
fn keeps(cell: Tokens<'_, '_, Meaning>, at: usize) -> bool {
    let dash = usize::from(cell.is_hyphen(at));
    matches!(
        cell.meaning(at + dash),
        Some(Meaning::Unit(_) | Meaning::Running | Meaning::Past | Meaning::Months(..))
    )
}

/// Whether a word of one letter stands right after a number where it says nothing of it: `1o`.
fn is_stray_letter(cell: Tokens<'_, '_, Meaning>, at: usize, text: &str, meaning: Meaning) -> bool {
    let number = at.checked_sub(1).and_then(|at| cell.number(at)).filter(|_| cell.glued(at));
    let belongs = match meaning {
        Meaning::Unit(_) => true,
        Meaning::Past => number.is_some_and(|(number, _)| number % 10 == 0),
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
