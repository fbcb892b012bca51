//! Lookup keys for text: texts that look the same to a reader have the same key.

use crate::base::text::each_lower_composed;

/// Lower case, compatibility forms resolved, `ё` as `е`, runs of white space as one space.
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

/// Whether a cell has no letter and no digit, as `-` or `?`: the list says that there is nothing.
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
