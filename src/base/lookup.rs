//! Lookup keys: texts that look the same to a reader have the same key.

use crate::base::text::each_lower_composed;

/// The lookup key of a text: lower case, compatibility forms resolved, `ё` as `е`, white space as single blanks. Keys
/// serve for tables and headers; printed text is never replaced by its key.
///
/// `" Ребёнок  5"` has the key `"ребенок 5"`.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_lower_composed(text, |letter| match letter {
        'ё' => out.push('е'),
        space if space.is_whitespace() => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        other => out.push(other),
    });
    out.truncate(out.trim_end().len());
    out
}

/// Whether a cell contains no letter and no digit, such as `-` or `?`. Lists use such marks for an empty cell.
///
/// True for an empty text.
pub(crate) fn is_mark(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_yo_do_not_matter() {
        assert_eq!(plain("  Ребёнок \u{a0} 5\tлет "), "ребенок 5 лет");
    }

    #[test]
    fn a_dash_is_a_mark() {
        assert!(is_mark(" — ") && is_mark("?") && !is_mark("ж"));
    }
}
