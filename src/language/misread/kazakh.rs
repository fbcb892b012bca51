//! KZ-1048 or PT154 that was read as Windows-1251: `ЌАЙРАТ` for ҚАЙРАТ, `±лы` for ұлы.
//!
//! The letters that stand there instead are letters of Ukrainian, Belarusian, Serbian, Macedonian and
//! other names, so a list is judged as a whole. A word is *evidence* when it can be of none of those
//! languages as printed but can be Kazakh with the letters put back; words that can be either follow the
//! evidence of their list; what is clearly of another language speaks against it and is left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::page::CodePage;
use super::spelling::{Fit, Spellings};
use crate::base::text::Script;
use crate::language::lexicon::Lexicon;

/// Pages to tell apart; of equal evidence the first is taken, and then both read the list alike.
const PAGES: [CodePage; 2] = [CodePage::Kz1048, CodePage::Pt154];
/// Shorter words prove nothing.
const LEAST_LETTERS: usize = 3;
/// Letters of no other language are worth two words with letters where no language has them. One
/// word of the former kind is enough for a list without contrary words.
const NO_LANGUAGE: usize = 2;
const ENOUGH: usize = 2;
/// A list is read as a page when the evidence is so many times what speaks against it, and words that
/// can be either are at most so many times the evidence.
const OVER_CONTRARY: usize = 4;
const OPEN_FOR_EVIDENCE: usize = 3;

/// What words say of a page: numbers of different words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Evidence {
    points: usize,
    open: usize,
    contrary: usize,
}

impl Evidence {
    fn is_any(self) -> bool {
        self.points >= ENOUGH && self.points > self.contrary * OVER_CONTRARY
    }

    fn is_of_all_words(self) -> bool {
        self.is_any() && self.open <= self.points * OPEN_FOR_EVIDENCE
    }
}

/// What a word is under one page.
enum Kind {
    /// It cannot be what is printed.
    Misread(usize),
    /// It can be either.
    Open,
    /// It can only be what is printed.
    Contrary,
    /// It is no word of any language that is known here.
    Strange,
}

/// Letters put in the place of others, for one page.
#[derive(Clone, Debug)]
struct Swaps(CodePage, BTreeMap<char, char>);

/// What is known of pages and languages.
#[derive(Clone, Debug)]
pub(super) struct Kazakh {
    spellings: Spellings,
    pages: Vec<Swaps>,
    /// Characters that are no letters but stand for one.
    signs: BTreeSet<char>,
}

/// What was decided for one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The page that all its words are read in.
    pub(super) list: Option<CodePage>,
    /// The page that words are read in which cannot be anything else.
    sure_words: Option<CodePage>,
}

impl Kazakh {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let spellings = Spellings::new(lexicon);
        let pages: Vec<Swaps> = PAGES.into_iter().map(|page| Swaps::new(page, &spellings)).collect();
        let printed = pages.iter().flat_map(|swaps| swaps.1.keys().copied());
        let signs = printed.filter(|letter| Script::of(*letter) != Some(Script::Cyrillic)).collect();
        Kazakh { spellings, pages, signs }
    }

    /// Judges a list by all its cells.
    pub(super) fn judge<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Verdict {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for cell in cells.filter(|cell| self.is_suspect(cell)) {
            words.extend(self.words(cell).filter(|word| self.is_suspect(word)).map(str::to_owned));
        }
        let weighed = self.pages.iter().map(|swaps| (swaps.0, self.weigh(swaps, &words)));
        let best = weighed.rev().max_by_key(|(_, evidence)| evidence.points);
        let Some((page, evidence)) = best.filter(|(_, evidence)| evidence.is_any()) else {
            return Verdict::default();
        };
        Verdict { list: evidence.is_of_all_words().then_some(page), sure_words: Some(page) }
    }

    fn weigh(&self, swaps: &Swaps, words: &BTreeSet<String>) -> Evidence {
        let mut evidence = Evidence::default();
        for word in words {
            let meant = swaps.apply(word);
            if meant == *word || word.chars().count() < LEAST_LETTERS {
                continue;
            }
            match self.kind(word, &meant) {
                Kind::Misread(points) => evidence.points += points,
                Kind::Open => evidence.open += 1,
                Kind::Contrary => evidence.contrary += 1,
                Kind::Strange => {}
            }
        }
        evidence
    }

    fn kind(&self, printed: &str, meant: &str) -> Kind {
        let (as_printed, is_kazakh) = (self.spellings.of_others(&lower(printed)), self.could_be(meant));
        match (as_printed, is_kazakh) {
            (Fit::None, true) => Kind::Misread(NO_LANGUAGE),
            (Fit::Letters, true) => Kind::Misread(1),
            (Fit::Word, true) => Kind::Open,
            (Fit::Word, false) => Kind::Contrary,
            (_, false) => Kind::Strange,
        }
    }

    fn could_be(&self, meant: &str) -> bool {
        self.spellings.is_kazakh(&lower(meant)) && is_cased_like_a_word(meant)
    }

    /// The cell with its words put right, and the page; `None` when nothing is.
    pub(super) fn undo(&self, cell: &str, verdict: Verdict) -> Option<(String, CodePage)> {
        if !self.is_suspect(cell) {
            return None;
        }
        let (mut out, mut used) = (String::with_capacity(cell.len()), None);
        let mut at = 0;
        for word in self.words(cell) {
            let Some(start) = cell.get(at..).and_then(|rest| rest.find(word)).map(|found| at + found) else {
                break;
            };
            out.push_str(cell.get(at..start)?);
            let after = cell.get(start + word.len()..)?;
            // A sign by itself is a letter only as an initial.
            let is_letters = after.starts_with('.') || word.chars().any(char::is_alphabetic);
            match self.word(word, verdict).filter(|_| is_letters) {
                Some((meant, page)) => {
                    out.push_str(&meant);
                    used = used.or(Some(page));
                }
                None => out.push_str(word),
            }
            at = start + word.len();
        }
        out.push_str(cell.get(at..)?);
        Some((out, used?))
    }

    fn word(&self, word: &str, verdict: Verdict) -> Option<(String, CodePage)> {
        let read = |swaps: &Swaps| Some((swaps.apply(word), swaps.0)).filter(|(meant, _)| meant != word);
        let is_misread = |meant: &str| {
            word.chars().count() >= LEAST_LETTERS
                && matches!(self.kind(word, meant), Kind::Misread(NO_LANGUAGE))
        };
        let all = self.pages.iter().filter(|swaps| Some(swaps.0) == verdict.list).filter_map(read);
        let all = all.filter(|(meant, _)| self.follows(word, meant));
        let sure = self.pages.iter().filter(|swaps| Some(swaps.0) == verdict.sure_words).filter_map(read);
        let sure = sure.filter(|(meant, _)| is_misread(meant));
        // A sign within a word is no letter of any language, whatever the list is.
        let signs = self.pages.iter().filter(|_| word.contains(|letter| self.signs.contains(&letter)));
        let signs = signs.filter_map(read).filter(|(meant, _)| is_misread(meant));
        all.chain(sure).chain(signs).next()
    }

    /// Whether a word of a list that was misread as a whole was misread too.
    fn follows(&self, printed: &str, meant: &str) -> bool {
        match self.kind(printed, meant) {
            Kind::Contrary if printed.chars().count() >= LEAST_LETTERS => false,
            _ => self.spellings.has_kazakh_letters(&lower(meant)) && is_cased_like_a_word(meant),
        }
    }

    fn is_suspect(&self, text: &str) -> bool {
        !text.is_ascii()
            && text.chars().any(|letter| self.pages.iter().any(|swaps| swaps.1.contains_key(&letter)))
    }

    /// Runs of Cyrillic letters and of signs that stand for one.
    fn words<'a>(&self, cell: &'a str) -> impl Iterator<Item = &'a str> {
        let is_part =
            |letter: char| Script::of(letter) == Some(Script::Cyrillic) || self.signs.contains(&letter);
        cell.split(move |letter| !is_part(letter)).filter(|word| !word.is_empty())
    }
}

impl Swaps {
    /// The characters of Windows-1251 under whose bytes a page has Kazakh letters.
    fn new(page: CodePage, spellings: &Spellings) -> Self {
        let pairs = (0x80..=0xff).map(|byte| (CodePage::Windows1251.char_of(byte), page.char_of(byte)));
        let is_kazakh = |letter: char| spellings.has_kazakh_letters(&lower(&letter.to_string()));
        let pairs = pairs.filter(|(printed, meant)| printed != meant && is_kazakh(*meant));
        Swaps(page, pairs.collect())
    }

    fn apply(&self, word: &str) -> String {
        word.chars().map(|letter| self.1.get(&letter).copied().unwrap_or(letter)).collect()
    }
}

fn lower(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// Small letters but for the first, or capitals.
fn is_cased_like_a_word(word: &str) -> bool {
    word.chars().skip(1).all(char::is_lowercase) || word.chars().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(cells: &[&str]) -> Vec<String> {
        let kazakh = Kazakh::new(&Lexicon::bundled());
        let verdict = kazakh.judge(cells.iter().copied());
        let undo = |cell: &&str| kazakh.undo(cell, verdict).map_or((*cell).to_owned(), |(text, _)| text);
        cells.iter().map(undo).collect()
    }

    #[test]
    fn open_words_follow_the_evidence_of_their_list() {
        assert_eq!(undone(&["Нўрлан", "Асан"]), ["Нўрлан", "Асан"]);
        assert_eq!(undone(&["Нўрлан Ў.", "ЌАЙРАТ"]), ["Нұрлан Ұ.", "ҚАЙРАТ"]);
    }

    #[test]
    fn a_page_is_chosen_by_the_letters_that_only_it_explains() {
        assert_eq!(undone(&["Єабит", "Јділ", "Таѕат"]), ["Ғабит", "Әділ", "Таңат"]);
        assert_eq!(undone(&["Єділ", "Ѓабит", "Тањат", "Кµкше"]), ["Әділ", "Ғабит", "Таңат", "Көкше"]);
    }

    #[test]
    fn signs_within_words_are_sure() {
        assert_eq!(undone(&["Н±рлан ±лы", "Їжак Київ"]), ["Нұрлан ұлы", "Їжак Київ"]);
        let notes = ["‡Асан", "Асан‡", "Асан±", "±5", "¤ Асан", "Асан¦Берик", "5‰"];
        assert_eq!(undone(&notes), notes);
    }

    #[test]
    fn names_of_other_languages_are_left() {
        let names =
            ["Юрій Їжакевич", "Ґудзь Євген", "Паўлаў Ўладзімір", "Јован Ћирић", "Ѓорѓи Ќосев", "Тўхтаев"];
        assert_eq!(undone(&names), names);
        let typed = ["Сергїй Київ", "Малышєв", "Бєлый"];
        assert_eq!(undone(&typed), typed);
    }
}
