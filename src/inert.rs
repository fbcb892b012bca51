//! Text of strangers made harmless for whoever shows it: what could move a cursor, colour a screen, begin a
//! line or turn the direction of writing is shown as its number instead.

/// Whether a character does something other than being seen: controls, separators of lines, marks and
/// overrides of the direction of writing, and what is no character. The joiners (U+200C, U+200D) are none of
/// these: Arabic letters need them.
pub fn is_active(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text on one line; every active character is escaped.
///
/// ```
/// use casualty_register::inert::line;
///
/// assert_eq!(line("Асан\n\u{1b}[2J\u{202e}"), "Асан\\n\\u{1b}[2J\\u{202e}");
/// ```
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if is_active(letter) => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    out
}

/// JSON that means the same without an active character but line feeds. They can only stand in its texts,
/// so each is written as JSON writes any letter by its number.
///
/// ```
/// use casualty_register::inert::json;
///
/// assert_eq!(json("[\"\u{202e}\"]"), "[\"\\u202e\"]");
/// ```
pub fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter != '\n' && is_active(letter) {
            out.extend(letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(letter);
        }
    }
    out
}
