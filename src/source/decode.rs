//! Decodes the bytes of a text file, and detects its encoding.
//!
//! In: bytes, and the encoding that the project declares, if any. Out: text, the name of the encoding, and whether
//! bytes were lost.
//!
//! Bytes that are neither UTF-8 nor UTF-16 are in a Cyrillic code page. Among Windows-1251, KZ-1048 and PT154, the page
//! is chosen that turns the bytes into words; [`misread`](crate::language::misread) says what counts as evidence.
//! KOI8-R and CP866 place their letters elsewhere and are recognised by that, see [`letters`](super::letters). Without
//! evidence the page is Windows-1251.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use crate::language::lexicon::Lexicon;
use crate::language::misread::{CodePage, Misreadings};
use crate::source::letters;

/// Number of bytes at the start of a file that are searched for the pattern of UTF-16.
const SAMPLE: usize = 4096;

/// A file counts as damaged UTF-8, not as another encoding, if less than one in this many of its non-ASCII sequences is
/// broken. Cyrillic Windows-1251 read as UTF-8 is broken nearly everywhere, so the exact number hardly matters. It has
/// to accept one broken letter in a short list.
const BROKEN_ONE_IN: usize = 20;

/// The text of a file, and how it was decoded.
#[derive(Debug, Default)]
pub(super) struct DecodedText {
    /// The text, without a byte order mark.
    pub(super) text: String,
    /// The name of the encoding, for example `windows-1251`.
    pub(super) encoding: &'static str,
    /// Whether the encoding was chosen by the words that it yields. False if it was declared, marked, or evident from
    /// the form of the bytes.
    pub(super) fallback: bool,
    /// Whether some bytes are no character in this encoding and were replaced.
    pub(super) lossy: bool,
}

/// Decodes a file. The first of these decides that is there: a byte order mark, the declared encoding, the bytes.
///
/// Never fails without a label: bytes that are no character are replaced, and `lossy` reports that.
///
/// # Errors
///
/// If no encoding has the label.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> Result<DecodedText, String> {
    if let Some(label) = label {
        return by_label(label).map(|labelled| labelled.decode(bytes));
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    match marked.or_else(|| utf16_without_mark(bytes)) {
        Some(encoding) => Ok(decode_as(encoding, bytes)),
        None => Ok(utf8_or_code_page(bytes)),
    }
}

/// The encoding that a label names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Labelled {
    /// An encoding of the WHATWG Encoding Standard.
    Standard(&'static Encoding),
    /// A code page that the standard does not include.
    Page(CodePage),
}

impl Labelled {
    /// Decodes bytes; a byte order mark overrides the label.
    fn decode(self, bytes: &[u8]) -> DecodedText {
        match (self, Encoding::for_bom(bytes)) {
            (Labelled::Page(page), None) => decode_page(page, bytes),
            (Labelled::Page(_), Some((marked, _))) => decode_as(marked, bytes),
            (Labelled::Standard(encoding), _) => decode_as(encoding, bytes),
        }
    }
}

/// The encoding with this label, for example `kz-1048`.
///
/// # Errors
///
/// If no encoding for text has the label.
pub(super) fn by_label(label: &str) -> Result<Labelled, String> {
    let standard = || Encoding::for_label_no_replacement(label.as_bytes()).map(Labelled::Standard);
    CodePage::for_label(label).map(Labelled::Page).or_else(standard).ok_or_else(|| {
        format!(
            "the encoding `{label}` is unknown; use `utf-8`, `utf-16le`, `windows-1251`, `kz-1048`, `pt154`, \
             `koi8-r`, `ibm866` or another label of the WHATWG encoding standard, or leave it out"
        )
    })
}

/// Whether a cell contains a replacement for a byte that is no character in the encoding.
pub(super) fn has_lost_character(cell: &str) -> bool {
    // Windows-1251 and KZ-1048 have no character 0x98. The decoder returns this control character for it.
    cell.contains(['\u{fffd}', '\u{98}'])
}

/// Decodes with an encoding of the standard.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> DecodedText {
    let (text, encoding, malformed) = encoding.decode(bytes);
    let lossy = malformed || (encoding == WINDOWS_1251 && has_lost_character(&text));
    DecodedText { text: text.into_owned(), encoding: encoding.name(), fallback: false, lossy }
}

/// Decodes with a code page that the standard does not include.
fn decode_page(page: CodePage, bytes: &[u8]) -> DecodedText {
    let text = page.decode(bytes);
    let lossy = has_lost_character(&text);
    DecodedText { text, encoding: page.name(), fallback: false, lossy }
}

/// Decodes bytes without a mark: as UTF-8 if nearly all sequences are valid, otherwise as the code page that fits best.
///
/// The candidates for the code page are KOI8-R and CP866 (by their letters), then Windows-1251, KZ-1048 and PT154 (by
/// the words they yield).
fn utf8_or_code_page(bytes: &[u8]) -> DecodedText {
    // Most files are valid UTF-8, and the check is fast.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return DecodedText { text: text.to_owned(), encoding: UTF_8.name(), fallback: false, lossy: false };
    }
    let (valid, broken) = sequences(bytes);
    if broken == 0 || broken.saturating_mul(BROKEN_ONE_IN) < valid.saturating_add(broken) {
        return decode_as(UTF_8, bytes);
    }
    if let Some(page) = letters::sure_page(bytes) {
        return DecodedText { fallback: true, ..decode_as(page, bytes) };
    }
    let text = decode_page(CodePage::Windows1251, bytes);
    let text = match Misreadings::new(&Lexicon::bundled()).page_of(&text.text) {
        CodePage::Windows1251 => text,
        page => decode_page(page, bytes),
    };
    DecodedText { fallback: true, ..text }
}

/// Number of valid non-ASCII characters, and of broken sequences, if the bytes are read as UTF-8.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    let mut valid = 0;
    let mut broken = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (valid, broken)
}

/// The byte order of UTF-16 without a byte order mark; `None` if the bytes do not look like UTF-16.
///
/// Little-endian is tried first.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let pairs = || sample.chunks_exact(2);
    if looks_utf16(pairs().filter_map(|pair| Some((*pair.first()?, *pair.last()?)))) {
        return Some(UTF_16LE);
    }
    looks_utf16(pairs().filter_map(|pair| Some((*pair.last()?, *pair.first()?)))).then_some(UTF_16BE)
}

/// Whether `(low, high)` byte pairs look like UTF-16. At least nine tenths of the high bytes must be those of Latin,
/// Cyrillic or Arabic letters, which are control characters in any other encoding; some must be zero, and at most a
/// tenth of the low bytes.
fn looks_utf16(units: impl Iterator<Item = (u8, u8)>) -> bool {
    let (mut count, mut letters, mut ascii, mut low_nul) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (low, high) in units {
        count += 1;
        letters += usize::from(matches!(high, 0x00 | 0x01 | 0x04 | 0x06));
        ascii += usize::from(high == 0);
        low_nul += usize::from(low == 0);
    }
    ascii > 0 && letters * 10 >= count * 9 && low_nul * 10 <= count
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff_u16);
        let units = mark.into_iter().chain(text.encode_utf16());
        let bytes = |unit: u16| {
            if big { unit.to_be_bytes() } else { unit.to_le_bytes() }
        };
        units.flat_map(bytes).collect()
    }

    fn read(bytes: &[u8]) -> (String, &'static str, bool, bool) {
        let text = decode(bytes, None).unwrap();
        (text.text, text.encoding, text.fallback, text.lossy)
    }

    const NAMES: &str = "аты,жасы\nҚайрат Нұрлыбекұлы,31\n";

    #[test]
    fn finds_utf16_with_and_without_a_mark() {
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            let expected = (NAMES.to_owned(), name, false, false);
            assert_eq!(read(&utf16(NAMES, mark, big)), expected);
        }
    }

    #[test]
    fn a_nul_byte_does_not_make_utf16() {
        assert_eq!(read(b"id,name\n1,Asan\0Test\n").1, "UTF-8");
        assert_eq!(read(&[0; 64]).1, "UTF-8");
    }

    #[test]
    fn falls_back_to_windows_1251() {
        let (bytes, ..) = WINDOWS_1251.encode("имя,год\nАсан Тестов,1990\n");
        let expected = "имя,год\nАсан Тестов,1990\n".to_owned();
        assert_eq!(read(&bytes), (expected, "windows-1251", true, false));
        assert!(read(b"\xc0\x98\xc1").3);
    }

    #[test]
    fn a_few_broken_bytes_leave_utf8_alone() {
        let mut bytes = NAMES.repeat(2).into_bytes();
        bytes.push(0xd0);
        let (text, encoding, fallback, lossy) = read(&bytes);
        assert_eq!((encoding, fallback, lossy), ("UTF-8", false, true));
        assert!(text.ends_with('\u{fffd}'));
    }

    const KAZAKH: &str = "аты,жасы\nҚайрат Нұрланұлы,31\nӘділ Меңдібаев,40\nГүлнар Өмірбек,7\n";

    fn encoded(text: &str, page: CodePage) -> Vec<u8> {
        text.chars().map(|letter| page.byte_of(letter).unwrap()).collect()
    }

    #[test]
    fn kazakh_code_pages_are_known_by_label() {
        for (page, labels) in [
            (CodePage::Kz1048, ["kz-1048", "RK1048", "strk1048-2002", "KZ1048"]),
            (CodePage::Pt154, ["pt154", "PTCP154", "csptcp154", "windows-154"]),
        ] {
            for label in labels {
                let text = decode(&encoded(KAZAKH, page), Some(label)).unwrap();
                assert_eq!((text.text.as_str(), text.encoding, text.fallback), (KAZAKH, page.name(), false));
            }
            let marked = decode("\u{feff}Қ".as_bytes(), Some(labels[0])).unwrap();
            assert_eq!((marked.text.as_str(), marked.encoding), ("Қ", "UTF-8"));
        }
        assert!(decode(b"\xc0\x98", Some("kz-1048")).unwrap().lossy);
        assert!(!decode(b"\xc0\x98", Some("pt154")).unwrap().lossy);
    }

    #[test]
    fn kazakh_code_pages_are_known_by_their_words() {
        for page in [CodePage::Kz1048, CodePage::Pt154] {
            let expected = (KAZAKH.to_owned(), page.name(), true, false);
            assert_eq!(read(&encoded(KAZAKH, page)), expected);
        }
        let ukrainian = "ім'я\nЇжакевич Євген\nҐудзь Юрій\nЖовтіє Київ\n";
        let expected = (ukrainian.to_owned(), "windows-1251", true, false);
        assert_eq!(read(&encoded(ukrainian, CodePage::Windows1251)), expected);
    }

    #[test]
    fn a_label_is_used_and_checked() {
        let text = decode(b"\xe0", Some("ibm866")).unwrap();
        assert_eq!((text.text.as_str(), text.encoding), ("р", "IBM866"));
        let marked = decode("\u{feff}р".as_bytes(), Some("windows-1251")).unwrap();
        assert_eq!((marked.text.as_str(), marked.encoding), ("р", "UTF-8"));
        assert!(decode(b"", Some("cp-nothing")).unwrap_err().contains("`cp-nothing`"));
    }
}
