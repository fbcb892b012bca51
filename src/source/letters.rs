//! Old Russian code pages, told by the letters that they make.
//!
//! KOI8-R and CP866 have their letters under other bytes than Windows-1251, so that a text read in the wrong
//! one is made of rare letters, of words such as `юЯЮМ`, or of signs. In the right one most of its letters
//! are the eight commonest of Russian, as of any page: that is measured, and a page is taken only when it is
//! far better than the others. What is not sure stays Windows-1251, as [`decode`](super::decode) has it.

use std::collections::BTreeSet;

use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251};

/// The commonest letters of Russian: in names and places six of ten letters, four of ten in Kazakh.
const COMMON: &str = "аоеинрлт";
/// Fewer letters, in different words, prove nothing: then one page can be better than another by chance.
const LEAST_LETTERS: usize = 40;
/// A page fits when half of all that is not ASCII are common letters, in words that are cased as words are.
const FITS: f64 = 0.5;
/// A page is sure when it fits better than each other one by so much: with forty letters, more than two
/// standard errors of the difference, on the side where the truth is as far away again.
const SURELY_BETTER: f64 = 0.2;

/// The old page that the bytes are surely in; None when they may be Windows-1251 or one of its relatives.
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

/// The different runs of bytes beyond ASCII, which are words in all three pages. What is repeated, as a status,
/// says nothing new.
fn words(bytes: &[u8]) -> BTreeSet<&[u8]> {
    bytes.split(u8::is_ascii).filter(|word| !word.is_empty()).collect()
}

/// The share of bytes that are common letters in words of one case, but for the first letter.
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

    /// Names of the bundled tables, ten at a time, in the pages that lists from Kazakhstan come in.
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
