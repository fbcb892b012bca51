//! The Cyrillic code pages that lists from Kazakhstan come in, and `windows-1252`.
//!
//! KZ-1048 and PT154 are Windows-1251 with other characters under some of the bytes 0x80 to 0xBF;
//! from 0xC0 on all three are the same. Sources: the registrations of KZ-1048 and PTCP154 at
//! <https://www.iana.org/assignments/character-sets>, the WHATWG index of windows-1251.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// The first byte from which on the three Cyrillic pages agree.
const SHARED: u8 = 0xc0;

/// The characters of the bytes 0x80 to 0xBF. A byte without a character is the control character
/// of its number, as in the WHATWG encodings.
type High = [char; 64];

/// A code page of one byte for each character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CodePage {
    /// Russian, Ukrainian, Belarusian, Serbian, Macedonian Cyrillic.
    Windows1251,
    /// The Kazakh standard STRK 1048-2002.
    Kz1048,
    /// ParaType's "Asian Cyrillic", also called PTCP154.
    Pt154,
    /// Western European.
    Windows1252,
}

impl CodePage {
    /// The name that findings and reports give.
    pub(crate) fn name(self) -> &'static str {
        match self {
            CodePage::Windows1251 => "windows-1251",
            CodePage::Kz1048 => "KZ-1048",
            CodePage::Pt154 => "PT154",
            CodePage::Windows1252 => "windows-1252",
        }
    }

    /// The page with a label that the WHATWG standard does not know; case does not matter.
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

    /// The text that bytes are in this page.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.char_of(*byte)).collect()
    }

    /// The character of a byte.
    pub(crate) fn char_of(self, byte: u8) -> char {
        let high = match self {
            _ if byte < 0x80 => return char::from(byte),
            CodePage::Windows1252 => return char_of_1252(byte),
            _ if byte >= SHARED => {
                return char::from_u32(CAPITAL_A + u32::from(byte - SHARED)).unwrap_or('\u{fffd}');
            }
            CodePage::Windows1251 => &WINDOWS_1251,
            CodePage::Kz1048 => &KZ_1048,
            CodePage::Pt154 => &PT154,
        };
        high.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}')
    }

    /// The byte of a character; `None` when the page does not have it.
    pub(crate) fn byte_of(self, letter: char) -> Option<u8> {
        if let ('\0'..='\u{7f}', Ok(byte)) = (letter, u8::try_from(letter)) {
            return Some(byte);
        }
        (0x80..=u8::MAX).find(|byte| self.char_of(*byte) == letter)
    }
}

/// U+0410, А: the bytes from 0xC0 on are the letters from here on.
const CAPITAL_A: u32 = 0x410;

fn char_of_1252(byte: u8) -> char {
    let byte = [byte];
    let text: Cow<'_, str> = WINDOWS_1252.decode_without_bom_handling(&byte).0;
    text.chars().next().unwrap_or('\u{fffd}')
}

#[rustfmt::skip]
const WINDOWS_1251: High = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Ќ', 'Ћ', 'Џ',
    'ђ', '‘', '’', '“', '”', '•', '–', '—', '\u{98}', '™', 'љ', '›', 'њ', 'ќ', 'ћ', 'џ',
    '\u{a0}', 'Ў', 'ў', 'Ј', '¤', 'Ґ', '¦', '§', 'Ё', '©', 'Є', '«', '¬', '\u{ad}', '®', 'Ї',
    '°', '±', 'І', 'і', 'ґ', 'µ', '¶', '·', 'ё', '№', 'є', '»', 'ј', 'Ѕ', 'ѕ', 'ї',
];

#[rustfmt::skip]
const KZ_1048: High = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Қ', 'Һ', 'Џ',
    'ђ', '‘', '’', '“', '”', '•', '–', '—', '\u{98}', '™', 'љ', '›', 'њ', 'қ', 'һ', 'џ',
    '\u{a0}', 'Ұ', 'ұ', 'Ә', '¤', 'Ө', '¦', '§', 'Ё', '©', 'Ғ', '«', '¬', '\u{ad}', '®', 'Ү',
    '°', '±', 'І', 'і', 'ө', 'µ', '¶', '·', 'ё', '№', 'ғ', '»', 'ә', 'Ң', 'ң', 'ү',
];

#[rustfmt::skip]
const PT154: High = [
    'Җ', 'Ғ', 'Ӯ', 'ғ', '„', '…', 'Ҷ', 'Ү', 'Ҳ', 'ү', 'Ҡ', 'Ӣ', 'Ң', 'Қ', 'Һ', 'Ҹ',
    'җ', '‘', '’', '“', '”', '•', '–', '—', 'ҳ', 'ҷ', 'ҡ', 'ӣ', 'ң', 'қ', 'һ', 'ҹ',
    '\u{a0}', 'Ў', 'ў', 'Ј', 'Ө', 'Ҙ', 'Ұ', '§', 'Ё', '©', 'Ә', '«', '¬', 'ӯ', '®', 'Ҝ',
    '°', 'ұ', 'І', 'і', 'ҙ', 'ө', '¶', '·', 'ё', '№', 'ә', '»', 'ј', 'Ҫ', 'ҫ', 'ҝ',
];
