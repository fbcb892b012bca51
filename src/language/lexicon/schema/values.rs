//! What the cells of a column may contain.
//!
//! [`Values`] both checks a cell and describes itself in words for error messages and the guide, so the two cannot
//! differ.
//!
//! Example: the column `cost` of the tables `alternations` has `Number(0.01, 2.5)`. The cell `0.25` is allowed; for the
//! cell `3` the error is "write a number from 0.01 to 2.5 with a decimal point".

use std::fmt;

use unicode_normalization::char::is_combining_mark;

use crate::language::day::Day;
use crate::language::lexicon::TableRow;

/// The cell that means "no letter" in a column of neutral letters.
pub(super) const NOTHING: char = '-';

/// What the cells of a column may contain. `Display` completes the sentence "write …".
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Values {
    /// Any text.
    Text,
    /// Only an empty cell.
    Empty,
    /// One of these words; an empty one allows an empty cell.
    OneOf(&'static [&'static str]),
    /// A number from the first to the second, both included, with a decimal point.
    Number(f64, f64),
    /// A whole number from the first to the second, both included.
    Whole(u32, u32),
    /// Completed months, or a range of them: `11`, `0-11`. At most 1,800.
    Months,
    /// A day in the form `2022-06-08`.
    Day,
    /// One letter in lower case.
    Letter,
    /// One or more letters in lower case, without spaces.
    Letters,
    /// One neutral letter: a letter that the tables `letters` produce.
    Neutral,
    /// One neutral letter, or `-` for no letter.
    NeutralOrNothing,
    /// Neutral letters; empty for a letter that is silent.
    Neutrals,
    /// Roles of name parts in their order, 1 to 12 of the letters S, G, P, A.
    Order,
    /// Texts separated by `|`, without spaces around it.
    List,
    /// The cell of another column of the row decides.
    By {
        /// The other column.
        column: &'static str,
        /// What is allowed beside certain cells of that column.
        cases: &'static [Case],
        /// What is allowed beside all other cells.
        otherwise: &'static Values,
    },
}

/// Cells of another column, and what is allowed beside them.
pub type Case = (&'static [&'static str], Values);

impl Values {
    /// What the cell of a row may contain, after the other cells of the row are known.
    pub(super) fn resolve(&self, row: &TableRow<'_>) -> Values {
        let Values::By { column, cases, otherwise } = self else { return *self };
        let other = row.get(column);
        let case = cases.iter().find(|(cells, _)| cells.contains(&other));
        case.map_or(**otherwise, |(_, values)| *values)
    }

    /// Whether the answer depends on another column.
    pub(super) fn depend(&self) -> bool {
        matches!(self, Values::By { .. })
    }

    /// Whether a cell may contain this text. [`Values::By`] allows anything; resolve it first.
    pub(super) fn allow(&self, cell: &str) -> bool {
        match self {
            Values::Text | Values::By { .. } => true,
            Values::Empty => cell.is_empty(),
            Values::OneOf(words) => words.contains(&cell),
            Values::Number(least, most) => {
                cell.parse::<f64>().is_ok_and(|number| (*least..=*most).contains(&number))
            }
            Values::Whole(least, most) => is_whole(cell, *least, *most),
            Values::Months => {
                let (from, to) = cell.split_once('-').unwrap_or((cell, cell));
                is_whole(from, 0, MOST_MONTHS) && is_whole(to, 0, MOST_MONTHS)
            }
            Values::Day => cell.parse::<Day>().is_ok(),
            Values::Letter => is_lower(cell) && cell.chars().count() == 1,
            Values::Letters => !cell.is_empty() && is_lower(cell),
            Values::Neutral => is_neutral(cell) && cell.chars().count() == 1,
            Values::NeutralOrNothing => {
                cell.chars().count() == 1 && (is_neutral(cell) || cell.starts_with(NOTHING))
            }
            Values::Neutrals => is_neutral(cell),
            Values::Order => (1..=12).contains(&cell.len()) && cell.chars().all(|role| "SGPA".contains(role)),
            Values::List => cell.split('|').all(|text| !text.is_empty() && text.trim() == text),
        }
    }
}

/// Most months of an age in a table: 150 years.
const MOST_MONTHS: u32 = 1800;

/// Whether a cell is a whole number from `least` to `most`, in digits only.
fn is_whole(cell: &str, least: u32, most: u32) -> bool {
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    digits && cell.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
}

/// Whether a text has only letters in lower case, accents, and the apostrophe that is part of a letter (Uzbek o').
/// Names are looked up in this form, which has no hyphens.
fn is_lower(cell: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || is_combining_mark(letter) || letter == '\'';
    cell.chars().all(is_letter) && cell.to_lowercase() == cell
}

/// Whether a text has only letters.
fn is_neutral(cell: &str) -> bool {
    cell.chars().all(char::is_alphabetic)
}

impl fmt::Display for Values {
    /// Completes a sentence: `write a number from 0.01 to 2.5 with a decimal point`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Values::Text => f.write_str("text"),
            Values::Empty => f.write_str("nothing"),
            Values::OneOf(words) => write_words(f, words),
            Values::Number(least, most) => write!(f, "a number from {least} to {most} with a decimal point"),
            Values::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
            Values::Months => {
                f.write_str("completed months, such as `11`, or a range of them, such as `0-11`")
            }
            Values::Day => f.write_str("a day, such as `2022-06-08`"),
            Values::Letter => f.write_str("one letter in lower case"),
            Values::Letters => {
                f.write_str("letters in lower case, without spaces and hyphens; apostrophes as `'`")
            }
            Values::Neutral => f.write_str("one neutral letter"),
            Values::NeutralOrNothing => f.write_str("one neutral letter, or `-` for nothing"),
            Values::Neutrals => f.write_str("neutral letters, or nothing"),
            Values::Order => f.write_str("one of the letters S, G, P, A for each part, such as `SGP`"),
            Values::List => f.write_str("texts separated by `|` without spaces around it"),
            Values::By { column, cases, otherwise } => {
                for (cells, values) in *cases {
                    let cells: Vec<String> = cells.iter().map(|cell| format!("`{cell}`")).collect();
                    write!(f, "if `{column}` is {}: {values}; ", cells.join(", "))?;
                }
                write!(f, "otherwise: {otherwise}")
            }
        }
    }
}

/// Writes words as a choice: `` `a`, `b` or `c` ``.
fn write_words(f: &mut fmt::Formatter<'_>, words: &[&str]) -> fmt::Result {
    let shown: Vec<String> = words
        .iter()
        .map(|word| if word.is_empty() { "nothing".into() } else { format!("`{word}`") })
        .collect();
    match shown.split_last() {
        Some((last, [])) => f.write_str(last),
        Some((last, others)) => write!(f, "{} or {last}", others.join(", ")),
        None => f.write_str("nothing"),
    }
}
