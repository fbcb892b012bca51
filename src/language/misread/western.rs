//! Windows-1251 that was decoded as Windows-1252: `Àõìåòîâ` for Ахметов.
//!
//! In: one cell. Out: the Cyrillic text, or nothing. No Latin-script language writes words of four or more letters that
//! are all outside ASCII, so such a word is certain. If a cell has one, its shorter words are undone too.
//!
//! Words of Western languages have ASCII letters between their accented ones, so `Müller` and `Élève` are unchanged.

use super::page::CodePage;

/// Fewest letters of a certain word. No Latin alphabet has a word with this many letters in a row outside ASCII.
const SURE: usize = 4;

/// The text before it was misread; `None` if no word is certain.
///
/// For example, `Àõìåòîâ Ñ. Ê., 31` becomes `Ахметов С. К., 31`: the surname is certain, and the initials follow it.
pub(super) fn undo(text: &str) -> Option<String> {
    // Windows-1252 shows Russian letters as these characters.
    if !text.contains(|letter| matches!(letter, '\u{c0}'..='\u{ff}')) {
        return None;
    }
    let (mut out, mut word, mut sure) = (String::with_capacity(text.len()), String::new(), false);
    for letter in text.chars().chain([' ']) {
        if letter.is_alphanumeric() || !letter.is_ascii() {
            word.push(letter);
            continue;
        }
        match cyrillic(&word) {
            Some(meant) => {
                sure |= is_sure(&meant);
                out.push_str(&meant);
            }
            None => out.push_str(&word),
        }
        word.clear();
        out.push(letter);
    }
    out.pop();
    sure.then_some(out)
}

/// A word in Windows-1251; `None` unless all its characters are outside ASCII and in Windows-1252.
fn cyrillic(word: &str) -> Option<String> {
    let byte = |letter| CodePage::Windows1252.byte_of(letter).filter(|byte| *byte >= 0x80);
    let bytes: Option<Vec<u8>> = word.chars().map(byte).collect();
    Some(CodePage::Windows1251.decode(&bytes?))
}

/// Whether a repaired word has at least [`SURE`] letters, mostly Russian, in one case apart from the first, and a
/// vowel.
fn is_sure(meant: &str) -> bool {
    let russian = meant.chars().filter(|letter| matches!(letter, 'А'..='я'));
    let letters = meant.chars().filter(|letter| letter.is_alphabetic());
    let (russian, count) = (russian.count(), letters.count());
    let rest = || meant.chars().skip(1).filter(|letter| letter.is_alphabetic());
    let one_case = rest().all(char::is_lowercase) || meant.chars().all(|letter| !letter.is_lowercase());
    count >= SURE && russian * 2 > count && one_case && meant.to_lowercase().contains(VOWELS)
}

/// Vowels of Russian and Kazakh; a word without any is doubtful.
const VOWELS: [char; 10] = ['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'і'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_words_of_accented_letters_only() {
        assert_eq!(undo("Àõìåòîâ Ñ. Ê., 31").as_deref(), Some("Ахметов С. К., 31"));
        assert_eq!(undo("ÊÀÉÐÀÒ").as_deref(), Some("КАЙРАТ"));
    }

    #[test]
    fn leaves_words_of_latin_alphabets() {
        for text in ["Müller", "Élève à Paris", "Ñuñoa", "é à ü", "Þór Ægir", "øåæ", "Ахметов", "ÀÈ"]
        {
            assert_eq!(undo(text), None, "{text}");
        }
    }
}
