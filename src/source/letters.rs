//! Recognises the Russian code pages KOI8-R and CP866 by the letters that they yield.
//!
//! In: bytes that are not Unicode. Out: the code page, if it is certain.
//!
//! KOI8-R and CP866 have their letters at other bytes than Windows-1251. Read with the wrong page, a text consists of
//! rare letters, of words such as `юЯЮМ`, or of signs. With the right page, most of its letters are the eight most
//! common ones of Russian. This share is measured, and a page is taken only if it is far better than the others.
//! Otherwise [`decode`](super::decode) assumes Windows-1251.

use std::collections::BTreeSet;

use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251};

/// The most common letters of Russian. In names and places they are six of ten letters, in Kazakh four of ten.
const COMMON: &str = "аоеинрлт";
/// Fewest bytes in different words that count as evidence. With fewer, one page may look better by chance.
const LEAST_LETTERS: usize = 40;
/// Smallest share of common letters, among all non-ASCII bytes, in words with normal upper and lower case.
const FITS: f64 = 0.5;
/// Smallest lead over every other page, as a difference of shares. With forty letters this is more than two standard
/// errors of the difference, and the true difference is about twice as large.
const SURELY_BETTER: f64 = 0.2;

/// The page that the bytes are certainly in; `None` if they may be Windows-1251 or one of its relatives.
///
/// Two conditions must hold: the share of common letters is at least one half, and it exceeds that of every other page
/// by 0.2.
pub(super) fn sure_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let words = words(bytes);
    if words.iter().map(|word| word.len()).sum::<usize>() < LEAST_LETTERS {
        return None;
    }
    let fit = |page: &'static Encoding| (fit(&words, page), page);
    let [koi8, cp866, windows] = [KOI8_R, IBM866, WINDOWS_1251].map(fit);
    let (best, other) = if koi8.0 > cp866.0 { (koi8, cp866) } else { (cp866, koi8) };
    let is_sure = best.0 >= FITS && best.0 - other.0.max(windows.0) >= SURELY_BETTER;
    is_sure.then_some(best.1)
}

/// The distinct runs of non-ASCII bytes, which are words in all three pages. A repeated word, such as a status, adds no
/// evidence.
fn words(bytes: &[u8]) -> BTreeSet<&[u8]> {
    bytes.split(u8::is_ascii).filter(|word| !word.is_empty()).collect()
}

/// Share of bytes that are common letters, counting only words with normal upper and lower case. From 0 to 1.
///
/// Words with capital letters inside count as wrong, because a wrong page often produces them.
fn fit(words: &BTreeSet<&[u8]>, page: &'static Encoding) -> f64 {
    let (mut all, mut common) = (0_usize, 0_usize);
    for word in words {
        all += word.len();
        let (text, _) = page.decode_without_bom_handling(word);
        if is_cased_like_a_word(&text) {
            common += text.to_lowercase().chars().filter(|letter| COMMON.contains(*letter)).count();
        }
    }
    common as f64 / all.max(1) as f64
}

/// Whether all letters after the first are lower case, or all letters are upper case.
fn is_cased_like_a_word(word: &str) -> bool {
    let letters = || word.chars().filter(|letter| letter.is_alphabetic());
    letters().skip(1).all(char::is_lowercase) || letters().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;
    use crate::language::misread::CodePage;

    const LIST: &str = "фамилия,имя,город\nТестов,Асан,Алматы\nПробин,Даулет,Тараз\nОбразцова,Марина,Шымкент\n\
                        Примеров,Нурлан,Караганда\nУсловный,Ерлан,Кызылорда\n";

    fn page_of(text: &str, page: &'static Encoding) -> Option<&'static Encoding> {
        sure_page(&page.encode(text).0)
    }

    #[test]
    fn a_page_is_known_by_its_letters_in_any_case() {
        for text in [LIST.to_owned(), LIST.to_uppercase(), LIST.to_lowercase()] {
            for page in [KOI8_R, IBM866] {
                assert_eq!(page_of(&text, page), Some(page), "{text}");
            }
            assert_eq!(page_of(&text, WINDOWS_1251), None, "{text}");
        }
    }

    #[test]
    fn a_few_words_are_not_enough() {
        for text in ["имя\nТестов Асан\n", "", "Погиб ".repeat(100).as_str()] {
            assert_eq!(page_of(text, KOI8_R), None, "{text}");
        }
    }

    /// Names of the bundled tables, ten at a time, in the code pages that lists from Kazakhstan use.
    #[test]
    fn names_in_windows_1251_and_its_relatives_stay_there() {
        let lexicon = Lexicon::bundled();
        let rows: Vec<String> = lexicon.rows("given").map(|row| row.get("form").to_owned()).collect();
        for names in rows.chunks(10) {
            for text in [names.join("\n"), names.join("\n").to_uppercase(), names.join("\n").to_lowercase()] {
                for page in [CodePage::Windows1251, CodePage::Kz1048, CodePage::Pt154] {
                    let bytes: Vec<u8> = text.chars().filter_map(|letter| page.byte_of(letter)).collect();
                    assert_eq!(sure_page(&bytes), None, "{page:?} {text}");
                }
            }
        }
    }
}
