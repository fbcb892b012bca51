//! UTF-8 that was decoded as one byte per character: `ТљР°Р№СЂР°С‚` for Қайрат, `QaÄ±rat` for Qaırat.
//!
//! In: one cell and the page. Out: the text that was meant, or nothing. A run of characters outside ASCII is undone
//! only as a whole, if the bytes that it came from are UTF-8 for letters and ordinary punctuation. That hardly ever
//! happens by chance, but short words in capitals can look so (ТІРІ). So a cell is changed only if at least one of its
//! runs is certain.
//!
//! Both Windows-1251 and Windows-1252 are tried as the page. UTF-8 for Cyrillic has two bytes per letter, so a misread
//! name is twice as long as the right one.

use super::page::CodePage;
use crate::base::text::Script;

/// The byte for which Windows-1251 has no character. Programs print a question mark or U+FFFD for it.
const WITHOUT_CHARACTER: u8 = 0x98;
/// The byte of a no-break space. Programs that tidy up make it an ordinary space.
const HARD_BLANK: u8 = 0xa0;
/// The first byte of most Cyrillic capitals in UTF-8.
const CYRILLIC: u8 = 0xd0;

/// The text before it was misread; `None` if no run is certain. Time is proportional to the length.
pub(super) fn undo(text: &str, page: CodePage) -> Option<String> {
    if !may_be_misread(text, page) {
        return None;
    }
    let letters: Vec<char> = text.chars().collect();
    let (mut out, mut sure, mut at) = (String::with_capacity(text.len()), false, 0);
    while let Some(letter) = letters.get(at) {
        if letter.is_ascii() {
            out.push(*letter);
            at += 1;
        } else if let Some(run) = Run::read(letters.get(at..)?, page) {
            sure |= run.is_sure(page);
            out.push_str(&run.meant);
            at += run.printed.len();
        } else {
            let rest = letters.iter().skip(at).take_while(|letter| !letter.is_ascii());
            out.extend(rest.clone());
            at += rest.count();
        }
    }
    sure.then_some(out)
}

/// Whether any two characters can begin a UTF-8 sequence. A cheap test, which most text fails.
fn may_be_misread(text: &str, page: CodePage) -> bool {
    let begins = |letter: char, next: Option<char>| {
        let lead = page.byte_of(letter).filter(|lead| sequence_length(*lead).is_some());
        lead.zip(next).is_some_and(|(lead, next)| continuation(next, lead, page).is_some())
    };
    let mut letters = text.chars().peekable();
    let mut before = 'a';
    while let Some(letter) = letters.next() {
        if !letter.is_ascii() && before.is_ascii() && begins(letter, letters.peek().copied()) {
            return true;
        }
        before = letter;
    }
    false
}

/// A run of characters outside ASCII that consists of whole UTF-8 sequences.
#[derive(Debug, Default)]
struct Run<'a> {
    /// The characters of the list.
    printed: &'a [char],
    /// The text that was meant, one character per sequence.
    meant: String,
}

impl<'a> Run<'a> {
    /// The run at the start of `letters`; `None` unless all of it up to the next ASCII character is UTF-8.
    fn read(letters: &'a [char], page: CodePage) -> Option<Self> {
        let mut run = Run::default();
        while let Some(letter) = letters.get(run.printed.len()).filter(|letter| !letter.is_ascii()) {
            let lead = page.byte_of(*letter)?;
            let count = sequence_length(lead)?;
            let sequence = letters.get(run.printed.len()..run.printed.len() + count)?;
            let mut bytes = vec![lead];
            for letter in sequence.iter().skip(1) {
                bytes.push(continuation(*letter, lead, page)?);
            }
            run.meant.push(std::str::from_utf8(&bytes).ok()?.chars().next().filter(|one| is_text(*one))?);
            run.printed = letters.get(..run.printed.len() + count)?;
        }
        Some(run)
    }

    /// Whether nobody can have meant to write the characters of the list.
    ///
    /// A run of signs needs three bytes: `вЂ™` for an apostrophe. A run with letters needs two letters, or one Latin
    /// letter in Windows-1252, and a sign or a small letter after its first character.
    fn is_sure(&self, page: CodePage) -> bool {
        let meant: Vec<char> = self.meant.chars().collect();
        if meant.iter().all(|letter| !letter.is_alphabetic()) {
            return self.printed.len() > 2; // three bytes: вЂ™ for ’
        }
        let is_latin = meant.iter().any(|letter| Script::of(*letter) == Some(Script::Latin));
        let enough = meant.len() > 1 || (page == CodePage::Windows1252 && is_latin);
        // Capitals only, or a small letter after a capital, may be a word. Signs and later small letters are no word.
        let is_sign = |letter: &char| !letter.is_alphabetic() || *letter == 'µ';
        let rest = || self.printed.iter().skip(1);
        enough && (rest().any(is_sign) || rest().skip(usize::from(!is_latin)).any(|one| one.is_lowercase()))
    }
}

/// The byte of a character within a sequence, 0x80 to 0xBF; `None` if the character cannot be one. `lead` is the first
/// byte of the sequence.
fn continuation(letter: char, lead: u8, page: CodePage) -> Option<u8> {
    let byte = match letter {
        ' ' if lead == CYRILLIC => HARD_BLANK,
        '?' | '\u{fffd}' if page == CodePage::Windows1251 => WITHOUT_CHARACTER,
        letter if letter.is_ascii() => return None,
        letter => page.byte_of(letter)?,
    };
    (0x80..0xc0).contains(&byte).then_some(byte)
}

/// The number of bytes of a sequence with this first byte, 2 or 3; `None` if it begins none.
fn sequence_length(lead: u8) -> Option<usize> {
    match lead {
        0xc2..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        _ => None,
    }
}

/// Whether a character is a letter of a script that names are written in, or ordinary punctuation.
fn is_text(letter: char) -> bool {
    matches!(Script::of(letter), Some(Script::Latin | Script::Cyrillic | Script::Arabic))
        || matches!(letter, '\u{2bb}' | '\u{2bc}' | '\u{2010}'..='\u{2026}' | '\u{2116}' | '\u{2212}')
        || letter == '\u{feff}'
        || CodePage::Windows1252.byte_of(letter).is_some() // the first of two misreadings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(text: &str, page: CodePage) -> String {
        page.decode(text.as_bytes())
    }

    #[test]
    fn undoes_what_was_read_as_one_byte_for_each_character() {
        for text in ["Қайрат Нұрланұлы", "АХМЕТОВ Серік", "И. Иванов", "ТІРІСІ", "Ғали", "«Нұр» — 5 қаңтар"]
        {
            assert_eq!(
                undo(&misread(text, CodePage::Windows1251), CodePage::Windows1251).as_deref(),
                Some(text)
            );
            assert_eq!(
                undo(&misread(text, CodePage::Windows1252), CodePage::Windows1252).as_deref(),
                Some(text)
            );
        }
        for text in ["Qaırat", "Müller", "Şerik Ğani", "Nur’lan"] {
            assert_eq!(
                undo(&misread(text, CodePage::Windows1252), CodePage::Windows1252).as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn undoes_what_lost_its_hard_blank() {
        let printed =
            misread("Руслан Исаев", CodePage::Windows1251).replace('\u{a0}', " ").replace('\u{98}', "?");
        assert_eq!(undo(&printed, CodePage::Windows1251).as_deref(), Some("Руслан Исаев"));
    }

    #[test]
    fn leaves_what_may_be_a_word() {
        for text in
            ["ТІРІ", "ТІРІСІ", "БЕРІК", "БЕРЁЗОВ", "СІ", "Сі", "«Р»", "США», РФ", "Àñàí", "Ñ”", "Ã", "È così"]
        {
            for page in [CodePage::Windows1251, CodePage::Windows1252] {
                assert_eq!(undo(text, page), None, "{text}");
            }
        }
    }
}
