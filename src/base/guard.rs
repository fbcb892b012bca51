//! Guards cells of CSV files that a spreadsheet program would execute as a formula.
//!
//! In: the text of a cell. Out: the text with an apostrophe before each possible formula. [`unguarded`] reverses it.

use std::borrow::Cow;

/// Characters that begin a formula in some spreadsheet program, including full-width and small forms.
const STARTS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// Characters at which a spreadsheet program may split a cell: separators other than the comma, and line ends. The
/// comma is not needed: a cell with a comma is quoted, and programs that split at commas respect quotes.
const SEPARATORS: [char; 7] = [';', '|', '\t', '\n', '\r', '\u{b}', '\u{c}'];

/// The text of a cell as the CSV files of a run contain it.
///
/// An apostrophe is put before a cell that a spreadsheet program could take for a formula: one that begins with `=`,
/// `+`, `-`, `@` or a full-width or small form of these, also after white space, quotes or invisible characters. A
/// program may split the cell at a semicolon, a bar, a tab or a line end, so each part is guarded too. A cell that is
/// a plain number is not changed; a negative number in a part is guarded (`1;-2` becomes `1;'-2`). A cell that already
/// begins with an apostrophe gets another one, so [`unguarded`] restores the exact text.
///
/// ```
/// use casualty_register::report::{guarded, unguarded};
///
/// assert_eq!(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
/// assert_eq!(guarded("Асан;=1+1"), "Асан;'=1+1");
/// assert_eq!(guarded("'Абд"), "''Абд");
/// assert_eq!(guarded("-3.20"), "-3.20");
/// assert_eq!(unguarded(&guarded("'=1;@x")), "'=1;@x");
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    // Most cells begin with a letter or a digit, have one part, and need no guard.
    let begins_plainly = text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    let has_parts = text.bytes().any(|byte| SEPARATORS.contains(&char::from(byte)));
    if !has_parts && (begins_plainly || !needs_it(text)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1);
    // Guarded, because some spreadsheet programs drop a leading tab or line end.
    if text.starts_with(['\t', '\r', '\n']) {
        out.push('\'');
    }
    for part in text.split_inclusive(SEPARATORS) {
        // Numbers in parts are guarded too. Programs that split at semicolons read a decimal comma, so `-2,5+cmd`
        // would be a formula.
        if part.starts_with('\'') || begins_formula(part) {
            out.push('\'');
        }
        out.push_str(part);
    }
    if out.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// The exact text of a cell of a CSV file that a run wrote. Removes the apostrophes that [`guarded`] added to the cell
/// and its parts.
///
/// It is the inverse of [`guarded`].
pub fn unguarded(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let parts = cell.split_inclusive(SEPARATORS);
    parts.map(|part| part.strip_prefix('\'').unwrap_or(part)).collect::<String>().into()
}

/// Whether a cell without separators needs an apostrophe.
fn needs_it(text: &str) -> bool {
    text.starts_with('\'') || (begins_formula(text) && !is_number(text))
}

/// Whether the first visible character, after white space and quotes, can begin a formula.
fn begins_formula(text: &str) -> bool {
    let skipped =
        |letter: char| letter.is_whitespace() || letter.is_control() || is_quote(letter) || is_hidden(letter);
    text.trim_start_matches(skipped).starts_with(STARTS)
}

/// Whether a character is a quotation mark or an apostrophe.
fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`' | '«' | '»' | '\u{2018}'..='\u{201f}' | '＂' | '＇')
}

/// Whether a character is invisible: without width or ink, a filler, a direction mark, a variation selector or a tag.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text is a plain number such as `-3.20`: ASCII digits, at most one point, at most one leading minus.
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
        for text in ["=1+1", "+7 701", "-", "@x", " =1", "\"=1", " '=1", "＝1", "＋", "－1", "＠", "﹦1"]
        {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in
            ["", "-3.20", "-7", "0.5", "Асан", "a=b", "1-2", "—", "Нұр-Сұлтан", "a;7", "a|b", "a\n3.2\n"]
        {
            assert_eq!(guarded(text), text);
        }
        for text in ["-1.", "-.5", "--1", "-1.2.3", "-1+1"] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
    }

    #[test]
    fn each_part_that_a_spreadsheet_may_split_off_is_guarded() {
        for (text, cell) in [
            ("Асан;=1", "Асан;'=1"),
            ("a\t@b", "a\t'@b"),
            ("a\n=1\n+2", "a\n'=1\n'+2"),
            ("a | =1", "a |' =1"),
            ("1;-2;-3+4", "1;'-2;'-3+4"),
            ("a;'b", "a;''b"),
            ("\tx", "'\tx"),
            ("\nx", "'\nx"),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(unguarded(cell), text);
        }
    }

    #[test]
    fn invisible_characters_do_not_hide_a_formula() {
        let hidden = "\u{61c}\u{180e}\u{fff9}\u{fffa}\u{fffb}\u{e0001}\u{e0041}\u{e007f}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{200b}\
                      \u{200d}\u{2060}\u{feff}\u{200e}\u{202e}\u{2066}\u{fe0f}\u{e0100}\u{a0}\u{202f}\u{205f}\u{3000}\u{2800}\u{34f}";
        for letter in hidden.chars() {
            for start in ["=1", "+1-1", "-x", "@x"] {
                let text = format!("{letter}{start}");
                assert_eq!(guarded(&text), format!("'{text}"), "{text:?}");
                assert_eq!(guarded(&format!("a;{letter}{text}")), format!("a;'{letter}{text}"));
            }
        }
    }

    proptest! {
        #[test]
        fn the_text_comes_back(text in "\\PC*|['\"=+@;|\t\r\n -]{0,6}\\PC{0,3}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }
}
