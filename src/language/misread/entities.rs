//! Character references of HTML (`&quot;`, `&#39;`, `&nbsp;`) and tags, which lists from web pages contain.
//!
//! In: one cell. Out: the text that a browser would show, or nothing if there is nothing to replace. Text that only
//! looks like a tag (`<1984`) is unchanged.

use encoding_rs::WINDOWS_1252;
use quick_xml::escape::resolve_html5_entity;

/// Longest name of an HTML5 character reference, in bytes.
const LONGEST: usize = 32;
/// References that are also read without a semicolon, as browsers do. No word begins with one after an ampersand.
const OPEN: [&str; 5] = ["nbsp", "quot", "amp", "lt", "gt"];

/// Endings of the names of accented letters, which browsers also read without a semicolon: `&eacute`.
const ACCENTS: [&str; 8] = ["acute", "grave", "circ", "uml", "tilde", "ring", "cedil", "slash"];
/// HTML elements that occur inside a text. Other names in angle brackets are no tags.
const ELEMENTS: [&str; 22] = [
    "a", "abbr", "b", "br", "center", "div", "em", "font", "i", "img", "li", "p", "small", "span", "strong",
    "sub", "sup", "td", "th", "tr", "u", "wbr",
];
/// Elements that separate words, so that their tags become a space.
const BREAKS: [&str; 7] = ["br", "div", "li", "p", "td", "th", "tr"];
/// Longest tag that is recognised, in bytes.
const LONGEST_TAG: usize = 400;

/// The text without HTML tags (`<b>`, `<br>`, `<a href="…">`) and with single spaces; `None` if it has no tag.
pub(super) fn without_tags(text: &str) -> Option<String> {
    if !text.contains('<') {
        return None;
    }
    let out = replaced(text, '<', |after| {
        let (name, length) = tag(after)?;
        let stands_for = if BREAKS.contains(&name.as_str()) { " " } else { "" };
        Some((stands_for.to_owned(), length))
    })?;
    Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The text with replacements. `meant` gets the text after each `sign` and returns the replacement and how many bytes
/// it covers, or `None` to keep the sign. `None` if nothing is replaced.
fn replaced(text: &str, sign: char, meant: impl Fn(&str) -> Option<(String, usize)>) -> Option<String> {
    let (mut out, mut rest, mut found) = (String::with_capacity(text.len()), text, false);
    while let Some((before, after)) = rest.split_once(sign) {
        out.push_str(before);
        match meant(after) {
            Some((text, length)) => {
                out.push_str(&text);
                rest = after.get(length..).unwrap_or_default();
                found = true;
            }
            None => {
                out.push(sign);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The name, in lower case, of the tag that begins after a `<`, and its length with the `>`, in bytes.
fn tag(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(LONGEST_TAG).position(|byte| byte == b'>')?;
    let inside = text.get(..end)?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let length = name.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, attributes) = name.split_at_checked(length)?;
    let name = name.to_ascii_lowercase();
    let is_apart = attributes.is_empty() || attributes.starts_with(['/', ' ', '\t', '\n', '\r']);
    (is_apart && ELEMENTS.contains(&name.as_str())).then_some((name, end + 1))
}

/// The text with its character references replaced; `None` if it has none.
///
/// For example, `M&uuml;ller` becomes `Müller`, and `&quot;Тестов&quot;` becomes the name in quotation marks.
pub(super) fn undo(text: &str) -> Option<String> {
    if !text.contains('&') {
        return None;
    }
    replaced(text, '&', reference)
}

/// The meaning of the reference after an ampersand, and its length in bytes.
fn reference(text: &str) -> Option<(String, usize)> {
    match text.strip_prefix('#') {
        Some(number) => numbered(number).map(|(letter, length)| (letter.to_string(), length + 1)),
        None => named(text),
    }
}

/// The meaning of a reference by name, and its length in bytes.
fn named(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    let name = text.get(..end)?;
    if text.get(end..)?.starts_with(';') {
        return meant(name).map(|meant| (meant, end + 1));
    }
    let is_letter = || ACCENTS.iter().any(|accent| name.len() > accent.len() && name.ends_with(accent));
    if !OPEN.contains(&name) && !is_letter() {
        return None;
    }
    Some((meant(name)?, end))
}

/// The meaning of a name, also if the list was converted to capitals: `M&UUML;LLER`.
fn meant(name: &str) -> Option<String> {
    let small = || {
        let is_capitals = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        let found = is_capitals.then(|| resolve_html5_entity(&name.to_ascii_lowercase()))?;
        found.map(str::to_uppercase)
    };
    resolve_html5_entity(name).map(str::to_owned).or_else(small)
}

/// The character of a reference by number, decimal or hexadecimal, and its length in bytes after the `#`.
fn numbered(text: &str) -> Option<(char, usize)> {
    let (digits, radix, before) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let end = digits.find(|letter: char| !letter.is_digit(radix)).unwrap_or(digits.len());
    let number = u32::from_str_radix(digits.get(..end)?, radix).ok()?;
    let letter = letter(number)?;
    let closed = usize::from(digits.get(end..)?.starts_with(';'));
    Some((letter, before + end + closed))
}

/// The character for a number. Numbers from 128 to 159 are read as Windows-1252, as browsers do. `None` for control
/// characters.
fn letter(number: u32) -> Option<char> {
    let letter = match u8::try_from(number) {
        Ok(byte @ 0x80..=0x9f) => WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?,
        _ => char::from_u32(number)?,
    };
    (!letter.is_control() || letter.is_whitespace()).then_some(letter)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_out() {
        for (printed, meant) in [
            ("<b>Тестов</b> Асан", Some("Тестов Асан")),
            ("Тестов<br>Асан", Some("Тестов Асан")),
            ("Тестов<BR/>Асан", Some("Тестов Асан")),
            ("<a href=\"https://example.org/x\">Тестов Асан</a>", Some("Тестов Асан")),
            ("<p>Тестов</p><p>Асан</p>", Some("Тестов Асан")),
            ("<1984", None),
            ("<Тестов>", None),
            ("<unknown>", None),
            ("a < b > c", None),
            ("<br", None),
        ] {
            assert_eq!(without_tags(printed).as_deref(), meant, "{printed}");
        }
    }

    #[test]
    fn references_are_what_they_mean() {
        let table = include_str!("../../../tests/cases/html-entities.csv");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            let found = undo(&row[0]);
            assert_eq!(found.as_deref().unwrap_or(&row[0]), &row[1], "{}", &row[0]);
        }
    }
}
