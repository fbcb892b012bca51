//! Makes text from lists safe to print on a terminal. Replaces characters that could move the cursor, change colours,
//! change the direction of writing or be invisible by escapes such as `\u{202e}`. All other characters stay.
//!
//! CI servers read the log of a job line by line and obey commands in it: `::error::` at the start of a line,
//! `##[error]` and `##vso[task.setvariable]` anywhere. One character of such a command is escaped, so that a CI
//! server does not obey it.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::base::text::Script;

/// The text of a cell as one line that is safe to print. Control characters, direction marks and invisible characters
/// become `\u{202e}` and the like; line feeds, carriage returns and tabs become `\n`, `\r` and `\t`. Applying it
/// twice is the same as once.
///
/// A command for a CI server is broken by escaping one of its characters.
///
/// ```
/// use casualty_register::report::inert;
///
/// assert_eq!(inert("Асан ##[group]x"), "Асан #\\u{23}[group]x");
/// assert_eq!(inert("::error::x"), "\\u{3a}:error::x");
/// assert_eq!(inert("Асан\u{202e}ved"), "Асан\\u{202e}ved");
/// assert_eq!(inert("\u{1b}[31mАсан\nТестов"), "\\u{1b}[31mАсан\\nТестов");
/// assert_eq!(inert("Әділ Меңдібаев"), "Әділ Меңдібаев");
/// ```
pub fn inert(text: &str) -> Cow<'_, str> {
    escaped(text, |letter, out| match letter {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        other => out.extend(other.escape_unicode()),
    })
}

/// Like [`inert`], for a text of several lines: line feeds are kept.
///
/// ```
/// use casualty_register::report::inert_lines;
///
/// assert_eq!(inert_lines("one\ntwo\u{200b}"), "one\ntwo\\u{200b}");
/// ```
pub fn inert_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(inert).collect();
    lines.join("\n")
}

/// JSON that is safe to print. In valid JSON, unsafe characters occur only inside strings. They are written as JSON
/// escapes (`\u202e`), so programs read the same value.
///
/// ```
/// use casualty_register::report::inert_json;
///
/// assert_eq!(inert_json("{\n\"name\": \"a\u{202e}b\"}"), "{\n\"name\": \"a\\u202eb\"}");
/// ```
pub fn inert_json(json: &str) -> String {
    let line = |line: &str| {
        let numbers = |letter: char, out: &mut String| {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        };
        escaped(line, numbers).into_owned()
    };
    json.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a character changes the direction in which its neighbours are displayed.
pub(crate) fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Applies `escape` to every unsafe character, and to one character of each command for a CI server. Borrows the text
/// if nothing has to change.
fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_unsafe(letter) || is_joiner(letter)) && !may_command(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        // Joiners are kept after Arabic letters, which need them, and escaped elsewhere.
        let joins = is_joiner(letter) && Script::of(last) == Some(Script::Arabic);
        if is_unsafe(letter) || (is_joiner(letter) && !joins) || is_command(text, at) {
            escape(letter, &mut out);
        } else {
            out.push(letter);
        }
        last = letter;
    }
    Cow::Owned(out)
}

/// Whether a text may contain a command for a CI server. A quick test before `is_command` looks at every character.
fn may_command(text: &str) -> bool {
    text.contains("##") || text.trim_start().starts_with("::")
}

/// Whether the character at byte `at` must be escaped to break a CI command: the first colon of a line that starts
/// with `::`, or the last `#` of `##[` and `##word[`.
///
/// `at` is a byte offset at a character boundary.
fn is_command(text: &str, at: usize) -> bool {
    let (before, rest) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    if rest.starts_with("::") {
        return before.trim_start().is_empty();
    }
    let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let word = rest.strip_prefix('#').filter(|_| before.ends_with('#'));
    word.is_some_and(|word| word.trim_start_matches(is_of_word).starts_with('['))
}

/// Whether a character is the zero-width joiner or non-joiner.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Whether a character is unsafe to print: control characters, line separators, marks that change the direction of
/// writing, characters without width, and noncharacters. Joiners are not included, because Arabic
/// needs them; [`inert`] escapes them elsewhere.
pub fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || turns_direction(letter)
        || matches!(letter,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_number() {
        for (text, shown) in [
            ("a\u{202e}b", "a\\u{202e}b"),
            ("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}"),
            ("a\u{200e}\u{200f}\u{61c}", "a\\u{200e}\\u{200f}\\u{61c}"),
            ("a\u{200b}\u{feff}\u{ad}", "a\\u{200b}\\u{feff}\\u{ad}"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\u{200d}b", "a\\u{200d}b"),
            ("علی\u{200c}رضا", "علی\u{200c}رضا"),
            ("a\r\nb\tc", "a\\r\\nb\\tc"),
            ("plain \\u{202e}", "plain \\u{202e}"),
            ("a ##[error]b", "a #\\u{23}[error]b"),
            ("###[a", "##\\u{23}[a"),
            ("##VSO[task.complete]", "#\\u{23}VSO[task.complete]"),
            ("##teamcity[x]##[y]", "#\\u{23}teamcity[x]#\\u{23}[y]"),
            (" ::set-env", " \\u{3a}:set-env"),
            ("a::b ## c [d]", "a::b ## c [d]"),
        ] {
            assert_eq!(inert(text), shown);
        }
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in "\\PC*|[\u{1}-\u{20}\u{200b}-\u{206f}a]*|[ :#\\[a.]*") {
            let shown = inert(&text).into_owned();
            prop_assert!(!shown.chars().any(is_unsafe));
            prop_assert!(!shown.contains("##[") && !shown.trim_start().starts_with("::"));
            prop_assert_eq!(inert(&shown), shown.as_str());
        }

        #[test]
        fn json_says_the_same(text in "\\PC*|[\u{1}-\u{20}\u{200b}-\u{206f}a]*|[ :#\\[a.]*") {
            let json = serde_json::to_string(&text).unwrap_or_default();
            let read: Option<String> = serde_json::from_str(&inert_json(&json)).ok();
            prop_assert_eq!(read, Some(text));
        }
    }
}
