//! Bytes to text: which encoding a list is in.
//!
//! Bytes that are neither UTF-8 nor UTF-16 are a Cyrillic code page. Of Windows-1251, KZ-1048 and PT154
//! it is the one that makes words of them: see [`misread`](crate::language::misread) for what counts as evidence.
//! KOI8-R and CP866 have their letters elsewhere and are told by that, see [`letters`](super::letters).
//! Without evidence it is Windows-1251.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use crate::language::lexicon::Lexicon;
use crate::language::misread::{CodePage, Misreadings};
use crate::source::letters;

/// How many bytes are looked at for the pattern of UTF-16.
const SAMPLE: usize = 4096;

/// A file is damaged UTF-8, not another encoding, if less than one in so many of its non-ASCII
/// sequences is broken. Cyrillic Windows-1251 read as UTF-8 is broken nearly everywhere, so the
/// exact number hardly matters; it has to let through one broken letter in a short list.
const BROKEN_ONE_IN: usize = 20;

/// The text of a file and how it was got.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The text, without a byte order mark.
    pub(super) text: String,
    /// The name of the encoding.
    pub(super) encoding: &'static str,
    /// Whether the encoding was found by what the bytes mean in it, and not by their form.
    pub(super) fallback: bool,
    /// Whether some bytes stand for no character.
    pub(super) lossy: bool,
}

/// Decodes a file. A byte order mark is believed first, then the label, then the bytes.
///
/// # Errors
///
/// When the label names no encoding.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> Result<Text, String> {
    if let Some(label) = label {
        return by_label(label).map(|labelled| labelled.decode(bytes));
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    match marked.or_else(|| utf16_without_mark(bytes)) {
        Some(encoding) => Ok(decode_as(encoding, bytes)),
        None => Ok(utf8_or_code_page(bytes)),
    }
}

/// What a label stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Labelled {
    /// An encoding of the WHATWG standard.
    Standard(&'static Encoding),
    /// A page that the standard leaves out.
    Page(CodePage),
}

impl Labelled {
    fn decode(self, bytes: &[u8]) -> Text {
        match (self, Encoding::for_bom(bytes)) {
            (Labelled::Page(page), None) => decode_page(page, bytes),
            (Labelled::Page(_), Some((marked, _))) => decode_as(marked, bytes),
            (Labelled::Standard(encoding), _) => decode_as(encoding, bytes),
        }
    }
}

/// The encoding with a label.
///
/// # Errors
///
/// When no encoding that text can be read from has the label.
pub(super) fn by_label(label: &str) -> Result<Labelled, String> {
    let standard = || Encoding::for_label_no_replacement(label.as_bytes()).map(Labelled::Standard);
    CodePage::for_label(label).map(Labelled::Page).or_else(standard).ok_or_else(|| {
        format!(
            "the encoding `{label}` is not known; use `utf-8`, `utf-16le`, `windows-1251`, `kz-1048`, \
             `pt154`, `koi8-r`, `ibm866` or another label of the WHATWG encoding standard, or leave it out"
        )
    })
}

/// Whether a cell shows that a byte of it stood for no character.
pub(super) fn has_lost_character(cell: &str) -> bool {
    // Windows-1251 and KZ-1048 have no character 0x98; it is let through as this control character.
    cell.contains(['\u{fffd}', '\u{98}'])
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Text {
    let (text, encoding, malformed) = encoding.decode(bytes);
    let lossy = malformed || (encoding == WINDOWS_1251 && has_lost_character(&text));
    Text { text: text.into_owned(), encoding: encoding.name(), fallback: false, lossy }
}

fn decode_page(page: CodePage, bytes: &[u8]) -> Text {
    let text = page.decode(bytes);
    let lossy = has_lost_character(&text);
    Text { text, encoding: page.name(), fallback: false, lossy }
}

fn utf8_or_code_page(bytes: &[u8]) -> Text {
    // Most files are, and that is soon seen.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Text { text: text.to_owned(), encoding: UTF_8.name(), fallback: false, lossy: false };
    }
    let (valid, broken) = sequences(bytes);
    if broken == 0 || broken.saturating_mul(BROKEN_ONE_IN) < valid.saturating_add(broken) {
        return decode_as(UTF_8, bytes);
    }
    if let Some(page) = letters::sure_page(bytes) {
        return Text { fallback: true, ..decode_as(page, bytes) };
    }
    let text = decode_page(CodePage::Windows1251, bytes);
    let text = match Misreadings::new(&Lexicon::bundled()).page_of(&text.text) {
        CodePage::Windows1251 => text,
        page => decode_page(page, bytes),
    };
    Text { fallback: true, ..text }
}

/// How many non-ASCII characters are valid UTF-8, and how many sequences are not.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    let mut valid = 0;
    let mut broken = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (valid, broken)
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let pairs = || sample.chunks_exact(2);
    if looks_utf16(pairs().filter_map(|pair| Some((*pair.first()?, *pair.last()?)))) {
        return Some(UTF_16LE);
    }
    looks_utf16(pairs().filter_map(|pair| Some((*pair.last()?, *pair.first()?)))).then_some(UTF_16BE)
}

/// Whether `(low, high)` bytes are UTF-16: the high bytes are those of Latin, Cyrillic and Arabic
/// letters, which in any other encoding are control characters, and some are NUL.
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
