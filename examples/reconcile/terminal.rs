//! Text on a terminal. Names come from files of strangers: what could move the cursor, colour the
//! screen or turn the direction of writing is shown as its number instead.

use std::io::{self, ErrorKind, Write as _};

/// Prints a text of several lines and a line end. A reader that has seen enough, as `head`, is no
/// failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let printed = writeln!(out, "{}", lines(text)).and_then(|()| out.flush());
    match printed {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints JSON and a line end. What is unsafe can only stand in its texts, so it is written as JSON
/// writes any letter by its number, and programs read the same.
pub(crate) fn print_json(json: &str) -> io::Result<()> {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter != '\n' && is_unsafe(letter) {
            out.extend(letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(letter);
        }
    }
    print_exactly(&(out + "\n"))
}

/// Prints a file for other programs, as it is.
pub(crate) fn print_exactly(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints beside the output what a person may want to know of it.
pub(crate) fn remark(text: &str) {
    // There is nobody left to tell when this fails.
    let _ = writeln!(io::stderr(), "{}", lines(text));
}

/// Prints why the program cannot go on.
pub(crate) fn complain(text: &str) {
    // There is nobody left to tell when this fails.
    let _ = writeln!(io::stderr(), "error: {}", lines(text));
}

/// A text of our own that has cells in it; its line ends stay.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(cell).collect();
    lines.join("\n")
}

/// The text of a cell on one line: what cannot be seen is escaped.
pub(crate) fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if is_unsafe(letter) => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    out
}

/// Controls, separators of lines, and marks and overrides of the direction of writing. The joiners
/// (U+200C, U+200D) stay: Arabic letters need them.
fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}
