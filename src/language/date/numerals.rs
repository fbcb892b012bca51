//! Numbers in letters or signs of their own: Hebrew `תשפ״ד` and Ethiopic `፳፻፲፬`.
//!
//! In: the text of a cell. Out: the same text with such numbers in ASCII digits; other text is unchanged.
//!
//! A Hebrew number needs its mark, geresh or gershayim, so that words and names are not read as numbers.

use std::borrow::Cow;

/// The Hebrew letters with their values, in the order of the alphabet; then the final forms.
const HEBREW: [(char, u32); 27] = [
    ('א', 1),
    ('ב', 2),
    ('ג', 3),
    ('ד', 4),
    ('ה', 5),
    ('ו', 6),
    ('ז', 7),
    ('ח', 8),
    ('ט', 9),
    ('י', 10),
    ('כ', 20),
    ('ל', 30),
    ('מ', 40),
    ('נ', 50),
    ('ס', 60),
    ('ע', 70),
    ('פ', 80),
    ('צ', 90),
    ('ק', 100),
    ('ר', 200),
    ('ש', 300),
    ('ת', 400),
    ('ך', 20),
    ('ם', 40),
    ('ן', 50),
    ('ף', 80),
    ('ץ', 90),
];
/// What Hebrew years leave out: `תשפ״ד` is 784 and means 5784.
const LEFT_OUT: u32 = 5000;
/// Hebrew numbers from this one on are years.
const LEAST_YEAR: u32 = 300;

/// The text with Hebrew and Ethiopic numbers in ASCII digits. ASCII text is returned at once.
///
/// For example, `כ״ב בתשרי תשפ״ד` becomes `22 בתשרי 5784`.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let is_hebrew = text.chars().any(|c| hebrew_value(c).is_some()) && text.chars().any(is_number_mark);
    let text = if is_hebrew { Cow::Owned(with_hebrew(text)) } else { Cow::Borrowed(text) };
    if text.chars().any(is_ethiopic) { Cow::Owned(with_ethiopic(&text)) } else { text }
}

/// The value of a Hebrew letter; `None` for any other character.
fn hebrew_value(c: char) -> Option<u32> {
    HEBREW.iter().find(|(letter, _)| *letter == c).map(|(_, value)| *value)
}

/// Whether a character marks a Hebrew number: geresh, gershayim, or what keyboards type instead.
fn is_number_mark(c: char) -> bool {
    matches!(c, '׳' | '״' | '\'' | '"' | '’' | '”' | '“')
}

/// The text with its Hebrew numbers in digits.
fn with_hebrew(text: &str) -> String {
    let is_part = |c: char| hebrew_value(c).is_some() || is_number_mark(c);
    let mut plain = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c| !is_part(c)) {
        let word = piece.trim_end_matches(|c| !is_part(c));
        match hebrew_number(word) {
            Some(number) => plain.push_str(&number.to_string()),
            None => plain.push_str(word),
        }
        plain.push_str(piece.get(word.len()..).unwrap_or_default());
    }
    plain
}

/// The value of a word with a geresh at its end or gershayim before its last letter: `ה׳`, `כ״ב`, `ה׳תשפ״ד`. `None` for
/// a word with other marks, with more than five letters, or with letters whose values rise: such a word is a name.
fn hebrew_number(word: &str) -> Option<u32> {
    let word = word.trim_start_matches(['\'', '"']);
    let word = word
        .strip_prefix("ה׳")
        .or_else(|| word.strip_prefix("ה'"))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(word);
    let letters: Vec<char> = word.chars().filter(|c| !is_number_mark(*c)).collect();
    let mark = word.chars().position(is_number_mark)?;
    let single = word.chars().filter(|c| is_number_mark(*c)).count() == 1;
    let in_place = mark + 1 == letters.len() || (letters.len() == 1 && mark == 1);
    let values: Vec<u32> = letters.iter().filter_map(|letter| hebrew_value(*letter)).collect();
    let falls = values.windows(2).all(|pair| pair.first() >= pair.last());
    if !single || !in_place || !falls || values.len() > 5 {
        return None;
    }
    let number: u32 = values.iter().sum();
    Some(if number >= LEAST_YEAR { number + LEFT_OUT } else { number })
}

/// Whether a character is an Ethiopic numeral, U+1369 (1) to U+137C (10,000).
fn is_ethiopic(c: char) -> bool {
    ('\u{1369}'..='\u{137C}').contains(&c)
}

/// The text with its Ethiopic numbers in digits.
fn with_ethiopic(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if is_ethiopic(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            plain.push_str(&ethiopic_number(&run).to_string());
            run.clear();
        }
        if c != '\0' {
            plain.push(c);
        }
    }
    plain
}

/// The value of a run of Ethiopic numerals. The numerals before 100 or 10,000 multiply it: `፳፻፲፬` is 20 hundreds and
/// 14. Only the first 12 characters count.
fn ethiopic_number(run: &str) -> u64 {
    let (mut myriads, mut hundreds, mut rest) = (0_u64, 0_u64, 0_u64);
    for c in run.chars().take(12) {
        match u64::from(c).saturating_sub(0x1369) {
            unit @ 0..=8 => rest += unit + 1,
            ten @ 9..=17 => rest += (ten - 8) * 10,
            18 => (hundreds, rest) = (hundreds + rest.max(1) * 100, 0),
            _ => (myriads, hundreds, rest) = (myriads + (hundreds + rest).max(1) * 10_000, 0, 0),
        }
    }
    myriads + hundreds + rest
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn letters_that_count_become_digits() {
        for (text, expected) in [
            ("כ״ב בתשרי תשפ״ד", "22 בתשרי 5784"),
            ("כ\"ב בתשרי ה'תשפ\"ד", "22 בתשרי 5784"),
            ("ה׳ באייר תש״ח", "5 באייר 5708"),
            ("ט״ו בשבט", "15 בשבט"),
            ("7 באוקטובר 2023", "7 באוקטובר 2023"),
            ("ג'ורג'", "ג'ורג'"),
            ("፳፬ ጥቅምት ፳፻፲፫", "24 ጥቅምት 2013"),
            ("፲፱፻፹፬", "1984"),
            ("05.01.2022", "05.01.2022"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
