//! The Cyrillic code pages of lists from Kazakhstan, and Windows-1252: bytes to characters and back.
//!
//! KZ-1048 and PT154 are Windows-1251 with other characters for some of the bytes 0x80 to 0xBF; from 0xC0 on all three
//! are equal. Sources: the registrations of KZ-1048 and PTCP154 at <https://www.iana.org/assignments/character-sets>,
//! and the WHATWG index of windows-1251.

use std::sync::LazyLock;

use encoding_rs::Encoding;

/// The first byte of the range in which the three Cyrillic pages agree.
const SHARED: u8 = 0xc0;

/// The characters of the bytes 0x80 to 0xBF, in order. A byte without a character is the control character of its
/// number, as in the WHATWG encodings.
type High = [char; 64];

/// A code page with one byte per character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CodePage {
    /// Russian, Ukrainian, Belarusian, Serbian and Macedonian Cyrillic.
    Windows1251,
    /// The Kazakh standard STRK 1048-2002.
    Kz1048,
    /// ParaType's "Asian Cyrillic", also called PTCP154.
    Pt154,
    /// Western European.
    Windows1252,
}

impl CodePage {
    /// The name in findings and reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            CodePage::Windows1251 => "windows-1251",
            CodePage::Kz1048 => "KZ-1048",
            CodePage::Pt154 => "PT154",
            CodePage::Windows1252 => "windows-1252",
        }
    }

    /// The page for a label that the WHATWG standard does not know, in any case. `None` for other labels, also for
    /// `windows-1251`.
    pub(crate) fn for_label(label: &str) -> Option<Self> {
        match label.trim().to_ascii_lowercase().as_str() {
            "kz-1048" | "kz1048" | "rk1048" | "rk-1048" | "strk1048-2002" | "strk1048" => {
                Some(CodePage::Kz1048)
            }
            "pt154" | "ptcp154" | "csptcp154" | "cp154" | "windows-154" | "cyrillic-asian" => {
                Some(CodePage::Pt154)
            }
            _ => None,
        }
    }

    /// The text of bytes in this page. Every byte has a character, so nothing is lost.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.char_of(*byte)).collect()
    }

    /// The character of a byte.
    pub(crate) fn char_of(self, byte: u8) -> char {
        let high = usize::from(byte.saturating_sub(FIRST_HIGH));
        let found = match (self, byte) {
            (_, ..FIRST_HIGH) => return char::from(byte),
            (CodePage::Windows1252, _) => WINDOWS_1252.get(high),
            (CodePage::Kz1048 | CodePage::Pt154, SHARED..) => {
                return char::from_u32(CAPITAL_A + u32::from(byte - SHARED)).unwrap_or(UNKNOWN);
            }
            (CodePage::Windows1251, _) => WINDOWS_1251.get(high),
            (CodePage::Kz1048, _) => KZ_1048.get(high),
            (CodePage::Pt154, _) => PT154.get(high),
        };
        found.copied().unwrap_or(UNKNOWN)
    }

    /// The byte of a character; `None` if the page does not have it.
    ///
    /// Every page is one-to-one, so `byte_of` is the inverse of `char_of`.
    pub(crate) fn byte_of(self, letter: char) -> Option<u8> {
        let code = u32::from(letter);
        // The formula gives the byte of most characters; the others are searched for.
        let usual = match self {
            CodePage::Windows1252 => code,
            _ if letter.is_ascii() => code,
            _ => code.wrapping_sub(CAPITAL_A).saturating_add(u32::from(SHARED)),
        };
        let usual = u8::try_from(usual).ok().filter(|byte| self.char_of(*byte) == letter);
        usual.or_else(|| (FIRST_HIGH..SHARED).find(|byte| self.char_of(*byte) == letter))
    }
}

/// The first byte that is not ASCII.
const FIRST_HIGH: u8 = 0x80;
/// U+0410, А. The bytes from 0xC0 on are the 64 letters from А to я.
const CAPITAL_A: u32 = 0x410;
/// The replacement character, for a byte without an entry; no page has one.
const UNKNOWN: char = '\u{fffd}';

/// The characters of Windows-1251 for the bytes from 0x80 on.
static WINDOWS_1251: LazyLock<Vec<char>> = LazyLock::new(|| high(encoding_rs::WINDOWS_1251));
/// The characters of Windows-1252 for the bytes from 0x80 on.
static WINDOWS_1252: LazyLock<Vec<char>> = LazyLock::new(|| high(encoding_rs::WINDOWS_1252));

/// The 128 characters of the bytes from 0x80 on, in a single-byte encoding.
fn high(encoding: &'static Encoding) -> Vec<char> {
    let bytes: Vec<u8> = (FIRST_HIGH..=u8::MAX).collect();
    encoding.decode_without_bom_handling(&bytes).0.chars().collect()
}

/// The bytes 0x80 to 0xBF of KZ-1048.
#[rustfmt::skip]
const KZ_1048: High = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Қ', 'Һ', 'Џ',
    'ђ', '‘', '’', '“', '”', '•', '–', '—', '\u{98}', '™', 'љ', '›', 'њ', 'қ', 'һ', 'џ',
    '\u{a0}', 'Ұ', 'ұ', 'Ә', '¤', 'Ө', '¦', '§', 'Ё', '©', 'Ғ', '«', '¬', '\u{ad}', '®', 'Ү',
    '°', '±', 'І', 'і', 'ө', 'µ', '¶', '·', 'ё', '№', 'ғ', '»', 'ә', 'Ң', 'ң', 'ү',
];

/// The bytes 0x80 to 0xBF of PT154.
#[rustfmt::skip]
const PT154: High = [
    'Җ', 'Ғ', 'Ӯ', 'ғ', '„', '…', 'Ҷ', 'Ү', 'Ҳ', 'ү', 'Ҡ', 'Ӣ', 'Ң', 'Қ', 'Һ', 'Ҹ',
    'җ', '‘', '’', '“', '”', '•', '–', '—', 'ҳ', 'ҷ', 'ҡ', 'ӣ', 'ң', 'қ', 'һ', 'ҹ',
    '\u{a0}', 'Ў', 'ў', 'Ј', 'Ө', 'Ҙ', 'Ұ', '§', 'Ё', '©', 'Ә', '«', '¬', 'ӯ', '®', 'Ҝ',
    '°', 'ұ', 'І', 'і', 'ҙ', 'ө', '¶', '·', 'ё', '№', 'ә', '»', 'ј', 'Ҫ', 'ҫ', 'ҝ',
];

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: [CodePage; 4] =
        [CodePage::Windows1251, CodePage::Kz1048, CodePage::Pt154, CodePage::Windows1252];

    #[test]
    fn every_byte_has_a_character_of_its_own() {
        for page in PAGES {
            for byte in 0..=u8::MAX {
                assert_eq!(page.byte_of(page.char_of(byte)), Some(byte), "{page:?} {byte:x}");
            }
            assert_eq!(page.byte_of('ж'), (page != CodePage::Windows1252).then_some(0xe6));
            assert_eq!(page.byte_of('中'), None);
        }
    }

    #[test]
    fn the_windows_pages_are_those_of_the_standard() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        for (page, encoding) in [
            (CodePage::Windows1251, encoding_rs::WINDOWS_1251),
            (CodePage::Windows1252, encoding_rs::WINDOWS_1252),
        ] {
            assert_eq!(page.decode(&bytes), encoding.decode_without_bom_handling(&bytes).0);
        }
    }

    #[test]
    fn the_kazakh_pages_have_the_kazakh_letters() {
        for page in [CodePage::Kz1048, CodePage::Pt154] {
            assert!("ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёЯя".chars().all(|letter| page.byte_of(letter).is_some()));
        }
        assert_eq!(CodePage::Kz1048.decode(b"\x8d\xe0\xe9\xf0\xe0\xf2 \xa3\xeb\xe8"), "Қайрат Әли");
        assert_eq!(CodePage::Pt154.decode(b"\xcd\xb1\xf0\xeb\xe0\xed \x87\xec"), "Нұрлан Үм");
    }
}
