//! Dates whose day, month and year are in separate columns.
//!
//! In: three cells. Out: one text for `DateReader`, so that only `DateReader` has rules for dates.

use std::borrow::Cow;

use super::fold;

/// Months in Roman numerals. A Roman numeral between day and year cannot be read as a day.
const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// The text of a date from the cells of its year, month and day, in this order; empty parts are skipped. `["2022", "1",
/// "5"]` gives `5.I.2022`. A month that does not exist (13) gets the prefix `m`, which makes the text unreadable.
/// Otherwise 13 could be read as a day.
pub(crate) fn of_parts<'a>(parts: [&'a str; 3]) -> Cow<'a, str> {
    let [year, month, day] = parts.map(|part| stated(part.trim()));
    if month.is_empty() && day.is_empty() {
        return year;
    }
    let [year, month, day] = [&*year, &*month, &*day];
    let has_day = day.chars().any(char::is_numeric);
    let text = match month_of(month) {
        Some(CellMonth::Number(_, roman)) if has_day && !year.is_empty() => format!("{day}.{roman}.{year}"),
        Some(CellMonth::Number(number, _)) if has_day => format!("{day}.{number:02}"),
        Some(CellMonth::Number(number, _)) => format!("{day} {number:02}.{year}"),
        Some(CellMonth::Word) => format!("{day} {month} {year}"),
        None if month.is_empty() => format!("{day} {year}"),
        None => format!("{day} m{month} {year}"),
    };
    Cow::Owned(text.trim().to_owned())
}

/// A part without artefacts of programs: `5.0` becomes 5, and 0, which means unknown, becomes empty. Digits of other
/// scripts become ASCII digits.
fn stated(part: &str) -> Cow<'_, str> {
    if !part.chars().any(char::is_numeric) {
        return Cow::Borrowed(part);
    }
    let plain: String = part.chars().map(|c| fold::digit(c).unwrap_or(c)).collect();
    let whole = plain.strip_suffix(".0").or_else(|| plain.strip_suffix(",0")).unwrap_or(&plain);
    let is_zero = whole.chars().all(|c| c == '0');
    Cow::Owned(if is_zero { String::new() } else { whole.to_owned() })
}

/// The month of a cell.
enum CellMonth {
    /// A number, 1 to 12, and the same number in Roman numerals.
    Number(usize, &'static str),
    /// Text without a digit, which the reader of dates looks up: `January`.
    Word,
}

/// The month of a cell; `None` if the cell is empty or has a number that is no month.
fn month_of(cell: &str) -> Option<CellMonth> {
    let roman = ROMAN.iter().position(|roman| *roman == cell).map(|at| at + 1);
    let number = cell.parse().ok().or(roman);
    match number {
        Some(number) => Some(CellMonth::Number(number, ROMAN.get(usize::checked_sub(number, 1)?).copied()?)),
        None => (!cell.is_empty() && !cell.chars().any(char::is_numeric)).then_some(CellMonth::Word),
    }
}

#[cfg(test)]
mod tests {
    use super::of_parts;

    #[test]
    fn parts_become_one_text() {
        for (parts, expected) in [
            (["2022", "1", "5"], "5.I.2022"),
            (["2022", "01", "05"], "05.I.2022"),
            (["2022", "IX", "5"], "5.IX.2022"),
            (["2022", "January", "5"], "5 January 2022"),
            (["2022", "1", ""], "01.2022"),
            (["2022", "1", "?"], "? 01.2022"),
            (["2022", "", ""], "2022"),
            (["2022", "13", "5"], "5 m13 2022"),
            (["", "1", "5"], "5.01"),
            (["2022.0", "1.0", "5.0"], "5.I.2022"),
            (["2022", "0", "0"], "2022"),
            (["2022", "00", "00"], "2022"),
            (["٢٠٢٢", "١", "٥"], "5.I.2022"),
            (["", "", ""], ""),
        ] {
            assert_eq!(of_parts(parts), expected, "{parts:?}");
        }
    }
}
