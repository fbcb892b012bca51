//! Folds text: changes it into the form in which words are looked up.
//!
//! In: the text of a cell or of a table. Out: lower case, no accents, one kind of dash, apostrophe and digit. Kazakh
//! letters become the Russian letters that people type instead (`қаңтар`, `кантар`). The tables are folded in the same
//! way, so a table can use the correct spelling.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The folded text. In ASCII text, folding changes only capitals and drops apostrophes after letters. If every Latin
/// letter of a text with Cyrillic letters has a Cyrillic look-alike, the text becomes Cyrillic. Time is proportional to
/// the length.
///
/// For example, `Қаңтар`, `кантар` and `kантар` (with a Latin `k`) become `кантар`, and `qańtar` becomes `qantar`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut folded, c);
    }
    if folded.is_ascii() { folded } else { one_script(folded) }
}

/// Appends a character in its folded form: nothing for a combining mark or an invisible character, several characters
/// for a ligature.
fn push(folded: &mut String, c: char) {
    if c.is_ascii() {
        push_plain(folded, c.to_ascii_lowercase());
    } else if let Some(plain) = plain(c) {
        push_plain(folded, plain);
    } else if !is_invisible(c) {
        decompose_compatible(c, |part| push_decomposed(folded, part));
    }
}

/// Appends one part of a decomposed character.
fn push_decomposed(folded: &mut String, part: char) {
    if is_combining_mark(part) {
        return;
    }
    for lower in part.to_lowercase() {
        match plain(lower) {
            Some(plain) => push_plain(folded, plain),
            None if is_combining_mark(lower) => {}
            None => push_plain(folded, lower),
        }
    }
}

/// Appends a folded character. An apostrophe after a letter is an accent (`qan'tar`) and dropped; anywhere else it is
/// kept (`'92`).
fn push_plain(folded: &mut String, c: char) {
    let accent = c == '\'' && folded.chars().next_back().is_some_and(char::is_alphabetic);
    if !accent {
        folded.push(c);
    }
}

/// The plain form of a character outside ASCII: Cyrillic and some Arabic letters, `ı`, dashes, apostrophes, Hebrew
/// quotation marks, tildes, digits. `None` for other characters.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'а'..='и' | 'к'..='я' => c,
        'Й' | 'й' => 'и',
        'А'..='Я' => char::from_u32(c as u32 + 0x20)?,
        'ё' | 'Ё' => 'е',
        'ә' | 'Ә' => 'а',
        'ғ' | 'Ғ' => 'г',
        'қ' | 'Қ' => 'к',
        'ң' | 'Ң' => 'н',
        'ө' | 'Ө' => 'о',
        'ұ' | 'Ұ' | 'ү' | 'Ү' => 'у',
        'һ' | 'Һ' => 'х',
        'і' | 'І' => 'и',
        'ı' => 'i',
        '\u{2010}'..='\u{2015}' | '−' | '﹣' | '－' => '-',
        '’' | '‘' | 'ʼ' | 'ʹ' | '´' | '`' | '′' => '\'',
        '≈' | '∼' | '～' => '~',
        '׳' => '\'',
        '״' => '"',
        '־' => '-',
        // Persian and Arabic keyboards type different forms of one letter.
        'ی' | 'ى' | 'ې' => 'ي',
        'ک' => 'ك',
        'ة' | 'ہ' | 'ھ' | 'ە' => 'ه',
        _ => return digit(c),
    })
}

/// Code points of the digit 0 in scripts with decimal digits: Arabic, Persian, Devanagari, Bengali, Thai, Lao, Myanmar,
/// Shan, Khmer (Unicode, property Numeric_Type=Decimal).
const ZEROS: [u32; 9] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xED0, 0x1040, 0x1090, 0x17E0];

/// The ASCII digit for a digit of another script; `None` for any other character.
pub(super) fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// The text outside parentheses; `None` if there is no opening parenthesis. An unclosed parenthesis reaches to the
/// end.
pub(crate) fn without_parentheses(folded: &str) -> Option<String> {
    let mut depth = 0usize;
    let outside = folded.chars().filter(|c| {
        depth += usize::from(*c == '(');
        let outside = depth == 0;
        depth = depth.saturating_sub(usize::from(*c == ')'));
        outside
    });
    folded.contains('(').then(|| outside.collect())
}

/// Whether folding drops a character: soft hyphen, Arabic tatweel, zero-width characters, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Changes Latin letters in Cyrillic text to their Cyrillic look-alikes (`янвaря` with a Latin `a`). If one has no
/// look-alike, the text is meant to have two scripts and stays unchanged.
fn one_script(folded: String) -> String {
    let mut latin = folded.chars().filter(char::is_ascii_alphabetic).peekable();
    let mixed = latin.peek().is_some() && folded.chars().any(|c| ('а'..='я').contains(&c));
    if !mixed || latin.any(|c| cyrillic_twin(c).is_none()) {
        return folded;
    }
    folded.chars().map(|c| cyrillic_twin(c).unwrap_or(c)).collect()
}

/// The folded Cyrillic letter that looks like a small Latin letter or its capital. `h` becomes `х`, because `һ` is
/// folded to `х`.
fn cyrillic_twin(c: char) -> Option<char> {
    Some(match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'h' => 'х',
        'i' => 'и',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spellings_of_one_word_fall_together() {
        for word in ["қаңтар", "ҚАҢТАР", "кантар", "К\u{430}нт\u{430}р", "kантар"]
        {
            assert_eq!(fold(word), "кантар", "{word}");
        }
        for word in ["qańtar", "qañtar", "Qantar", "qan'tar", "qan’tar"] {
            assert_eq!(fold(word), "qantar", "{word}");
        }
    }

    #[test]
    fn marks_and_digits_become_plain() {
        assert_eq!(fold("５–６\u{a0}٧"), "5-6 7");
        assert_eq!(fold("’92"), "'92");
    }

    #[test]
    fn two_scripts_on_purpose_stay() {
        assert_eq!(fold("5.IV.1990 г."), "5.iv.1990 г.");
    }
}
