//! Cells of CSV files that a spreadsheet would take for a formula.

use std::borrow::Cow;

/// What begins a formula in some spreadsheet, in full width too.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The cell as it stands in the CSV files of a run: with an apostrophe before it where a spreadsheet
/// could take it for a formula, that is, where it begins with `=`, `+`, `-`, `@` or one of these in full
/// width, with or without white space or quotes before it, or with a tab or a line end. A cell that is
/// nothing but a number stays one. Because a cell that has an apostrophe of its own gets another,
/// [`unguarded`] gives back exactly the text.
///
/// ```
/// use casualty_register::report::{guarded, unguarded};
///
/// assert_eq!(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
/// assert_eq!(guarded("'Абд"), "''Абд");
/// assert_eq!(guarded("-3.20"), "-3.20");
/// assert_eq!(unguarded(&guarded("'=1")), "'=1");
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    // Most cells begin so, and are what they are.
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return Cow::Borrowed(text);
    }
    let needs_it = text.starts_with('\'') || (begins_formula(text) && !is_number(text));
    if needs_it { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The exact text of a cell of a CSV file that a run wrote: without the apostrophe that [`guarded`] may
/// have put before it.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn begins_formula(text: &str) -> bool {
    let skipped =
        |letter: char| letter.is_whitespace() || letter.is_control() || is_quote(letter) || is_hidden(letter);
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(skipped).starts_with(STARTS)
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`' | '«' | '»' | '\u{2018}'..='\u{201f}' | '＂' | '＇')
}

/// What has no width, and so leaves the character behind it the first that is seen.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `-3.20`: ASCII digits with at most one point, and a minus before them.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in [
            "=1+1", "+7 701", "-", "@x", "\tx", "\rx", "\nx", " =1", "\"=1", " '=1", "＝1", "＋", "－1", "＠",
        ] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "-3.20", "-7", "0.5", "Асан", "a=b", "1-2", "—", "Нұр-Сұлтан"] {
            assert_eq!(guarded(text), text);
        }
        for text in ["-1.", "-.5", "--1", "-1.2.3", "-1+1"] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_text_comes_back(text in "\\PC*|['\"=+@\t\r\n -]{0,4}\\PC{0,3}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }
}
