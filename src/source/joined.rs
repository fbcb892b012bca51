//! Removes byte order marks inside a text. They occur where files were concatenated, and would become part of the id or
//! header after them.
//!
//! In: decoded text. Out: the text without these marks, and the lines that had them.

use std::borrow::Cow;

/// The byte order mark, and what UTF-8 for it becomes if read as Windows-1252 or Windows-1251.
const MARKS: [&str; 3] = ["\u{feff}", "ï»¿", "п»ї"];

/// A text without inner byte order marks.
///
/// Line numbers of the text and of the file differ where a line was added.
#[derive(Debug)]
pub(super) struct Joined<'a> {
    /// The text; borrowed if there were no marks.
    pub(super) text: Cow<'a, str>,
    /// Lines of the file that had a mark, from 1.
    pub(super) marks: Vec<u64>,
    /// Lines of the new text that begin without a line end in the file, from 1. One is added where the file before a
    /// mark had no final line end.
    pub(super) added: Vec<u64>,
}

impl Joined<'_> {
    /// The line of the file that corresponds to a line of the text.
    pub(super) fn line_of(&self, line: u64) -> u64 {
        line - self.added.partition_point(|added| *added <= line) as u64
    }

    /// The message of the finding about the marks; `None` if there were none.
    pub(super) fn message(&self) -> Option<String> {
        let lines: Vec<String> = self.marks.iter().take(SHOWN).map(u64::to_string).collect();
        let more = if self.marks.len() > SHOWN { ", …" } else { "" };
        let message = format!(
            "byte order marks inside the file (line {}{more}) were removed; they show that files were \
             concatenated, so check that no header or row is repeated there",
            lines.join(", ")
        );
        (!self.marks.is_empty()).then_some(message)
    }
}

/// Most lines that the message lists.
const SHOWN: usize = 5;

/// Removes marks at the start of a line or of a quoted line, and marks before a repeated header. A repeated header gets
/// a line of its own.
///
/// A mark inside a cell is kept, because there it is only a character without width. A mark before the header, repeated
/// in the middle of a line, shows that the file before it had no final line end.
pub(super) fn without_marks(text: &str) -> Joined<'_> {
    let mut joined = Joined { text: Cow::Borrowed(text), marks: Vec::new(), added: Vec::new() };
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return joined;
    }
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let header = MARKS.iter().find_map(|mark| header.strip_prefix(mark)).unwrap_or(header).trim();
    let (mut out, mut rest, mut line) = (String::with_capacity(text.len()), text, 1);
    while let Some((at, mark)) = first_mark(rest) {
        let (before, behind) =
            (rest.get(..at).unwrap_or_default(), rest.get(at + mark.len()..).unwrap_or_default());
        line += line_ends(before);
        out.push_str(before);
        let is_start = out.is_empty() || out.ends_with(['\n', '\r']) || starts_quote(&out);
        let is_header = header.len() > 1 && behind.starts_with(header);
        if is_start || is_header {
            joined.marks.push(line);
        } else {
            out.push_str(mark);
        }
        if is_header && !is_start {
            out.push('\n');
            joined.added.push(line + joined.added.len() as u64 + 1);
        }
        rest = behind;
    }
    out.push_str(rest);
    joined.text = Cow::Owned(out);
    joined
}

/// The first mark in the text: its byte offset and the mark.
fn first_mark(text: &str) -> Option<(usize, &'static str)> {
    MARKS.iter().filter_map(|mark| Some((text.find(mark)?, *mark))).min()
}

/// Whether a text ends with a quote at the start of a line.
fn starts_quote(text: &str) -> bool {
    text.strip_suffix('"').is_some_and(|before| before.is_empty() || before.ends_with(['\n', '\r']))
}

/// Number of line ends: `\n`, `\r\n` and `\r`.
fn line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let is_end = |at: usize, byte: u8| byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    bytes.iter().enumerate().filter(|(at, byte)| is_end(*at, **byte)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_a_text_are_taken_out() {
        let cases: [(&str, &str, &[u64], &[u64]); 11] = [
            ("id,name\n1,А\n\u{feff}2,Б\n", "id,name\n1,А\n2,Б\n", &[3], &[]),
            ("id,name\n1,А\n\u{feff}id,name\n2,Б\n", "id,name\n1,А\nid,name\n2,Б\n", &[3], &[]),
            ("id,name\r\n1,А\r\n\u{feff}2,Б", "id,name\r\n1,А\r\n2,Б", &[3], &[]),
            ("id,name\r1,А\r\u{feff}2,Б", "id,name\r1,А\r2,Б", &[3], &[]),
            ("id,name\n1,А\u{feff}id,name\n2,Б", "id,name\n1,А\nid,name\n2,Б", &[2], &[3]),
            ("id,name\n\"\u{feff}1\",А\n", "id,name\n\"1\",А\n", &[2], &[]),
            ("id,name\n\u{feff}\"1\",А\n", "id,name\n\"1\",А\n", &[2], &[]),
            ("id,name\n1,А\nï»¿2,Б\n", "id,name\n1,А\n2,Б\n", &[3], &[]),
            ("id,name\n1,А\nп»ї2,Б\n", "id,name\n1,А\n2,Б\n", &[3], &[]),
            // Inside a cell the mark is a character without width, and stays.
            ("id,name\n1,А\u{feff}Б\n", "id,name\n1,А\u{feff}Б\n", &[], &[]),
            ("id,name\n1,А\n", "id,name\n1,А\n", &[], &[]),
        ];
        for (text, expected, marks, added) in cases {
            let joined = without_marks(text);
            assert_eq!(
                (&*joined.text, &joined.marks[..], &joined.added[..]),
                (expected, marks, added),
                "{text:?}"
            );
        }
        assert_eq!(without_marks("id,name\n1,А\u{feff}id,name\n2,Б").line_of(4), 3);
    }
}
