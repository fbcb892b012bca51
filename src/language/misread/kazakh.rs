//! KZ-1048 or PT154 that was decoded as Windows-1251: `ЌАЙРАТ` for ҚАЙРАТ, `±лы` for ұлы.
//!
//! The wrong letters are letters of Ukrainian, Belarusian, Serbian, Macedonian and other names, so a list is judged as
//! a whole. In: all cells of a list. Out: a [`PageVerdict`], and with it the repaired cells.
//!
//! - A word is *evidence* if it cannot be of another language as printed, but can be Kazakh with its letters restored.
//! - An *open* word can be either. It follows the evidence of its list.
//! - A *contrary* word is clearly of another language. It counts against the misreading and is unchanged.
//!
//! Examples: `ЌАЙРАТ` is evidence, because no other language has all of its letters. `Нўрлан` is open, because other
//! languages write `ў`.

use std::collections::{BTreeMap, BTreeSet};

use super::page::CodePage;
use super::spelling::{Spellings, WordFit};
use crate::base::text::Script;
use crate::language::lexicon::Lexicon;

/// The pages to distinguish. With equal evidence the first is taken; both then read the list alike.
const PAGES: [CodePage; 2] = [CodePage::Kz1048, CodePage::Pt154];
/// Shortest word that is evidence, in letters.
const LEAST_LETTERS: usize = 3;
/// Points of a word with letters of no other language. A word whose letters another language has, but not at their
/// positions, is worth 1 point.
const NO_LANGUAGE: usize = 2;
/// Fewest points for a page. One word of the first kind is enough for a list without contrary words.
const ENOUGH: usize = 2;
/// A page needs more than this many points per contrary word.
const OVER_CONTRARY: usize = 4;
/// The whole list is read in a page if it has at most this many open words per point.
const OPEN_FOR_EVIDENCE: usize = 3;

/// The words of a list as evidence for one page. Equal words count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct PageEvidence {
    /// The points of all evidence.
    points: usize,
    /// The number of open words.
    open: usize,
    /// The number of contrary words.
    contrary: usize,
}

impl PageEvidence {
    /// Whether the page is certain for words that cannot be anything else.
    fn is_any(self) -> bool {
        self.points >= ENOUGH && self.points > self.contrary * OVER_CONTRARY
    }

    /// Whether the page is certain for all words of the list.
    fn is_of_all_words(self) -> bool {
        self.is_any() && self.open <= self.points * OPEN_FOR_EVIDENCE
    }
}

/// What a word is, if the list was misread from one page.
enum WordKind {
    /// It cannot be a correct word of another language. The number is its points.
    Misread(usize),
    /// It can be correct or misread.
    Open,
    /// It can only be correct.
    Contrary,
    /// It fits no known language either way.
    Strange,
}

/// The letters of one page and what Windows-1251 shows for them: from the wrong character to the right one.
#[derive(Clone, Debug)]
struct Swaps(CodePage, BTreeMap<char, char>);

/// The pages and spellings to judge with.
#[derive(Clone, Debug)]
pub(super) struct Kazakh {
    /// The alphabets of Kazakh and of the other languages.
    spellings: Spellings,
    /// One entry for each of [`PAGES`], in their order.
    pages: Vec<Swaps>,
    /// Characters that are no Cyrillic letters but are shown for one: `±` for `ұ`.
    signs: BTreeSet<char>,
}

/// The decision for one list. The default: nothing was misread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageVerdict {
    /// The page in which all words of the list are read; `None` if only certain words are.
    pub(super) list: Option<CodePage>,
    /// The page in which words that cannot be anything else are read.
    sure_words: Option<CodePage>,
}

impl Kazakh {
    /// Builds the swaps of the pages from the tables of a lexicon.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let spellings = Spellings::new(lexicon);
        let pages: Vec<Swaps> = PAGES.into_iter().map(|page| Swaps::new(page, &spellings)).collect();
        let printed = pages.iter().flat_map(|swaps| swaps.1.keys().copied());
        let signs = printed.filter(|letter| Script::of(*letter) != Some(Script::Cyrillic)).collect();
        Kazakh { spellings, pages, signs }
    }

    /// Judges a list by all its cells.
    ///
    /// Only different words count, so that a surname with many bearers is no better evidence than another. Time is
    /// proportional to the length of the cells.
    pub(super) fn judge<'a>(&self, cells: impl Iterator<Item = &'a str>) -> PageVerdict {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for cell in cells.filter(|cell| self.is_suspect(cell)) {
            words.extend(self.words(cell).filter(|word| self.is_suspect(word)).map(str::to_owned));
        }
        let weighed = self.pages.iter().map(|swaps| (swaps.0, self.weigh(swaps, &words)));
        let best = weighed.rev().max_by_key(|(_, evidence)| evidence.points);
        let Some((page, evidence)) = best.filter(|(_, evidence)| evidence.is_any()) else {
            return PageVerdict::default();
        };
        PageVerdict { list: evidence.is_of_all_words().then_some(page), sure_words: Some(page) }
    }

    /// The evidence of different words for one page.
    fn weigh(&self, swaps: &Swaps, words: &BTreeSet<String>) -> PageEvidence {
        let mut evidence = PageEvidence::default();
        for word in words {
            let meant = swaps.apply(word);
            if meant == *word || word.chars().count() < LEAST_LETTERS {
                continue;
            }
            match self.kind(word, &meant) {
                WordKind::Misread(points) => evidence.points += points,
                WordKind::Open => evidence.open += 1,
                WordKind::Contrary => evidence.contrary += 1,
                WordKind::Strange => {}
            }
        }
        evidence
    }

    /// What a word is, from its printed form and its form with restored letters.
    fn kind(&self, printed: &str, meant: &str) -> WordKind {
        let (as_printed, is_kazakh) = (self.spellings.of_others(&lower(printed)), self.could_be(meant));
        match (as_printed, is_kazakh) {
            (WordFit::None, true) => WordKind::Misread(NO_LANGUAGE),
            (WordFit::Letters, true) => WordKind::Misread(1),
            (WordFit::Word, true) => WordKind::Open,
            (WordFit::Word, false) => WordKind::Contrary,
            (_, false) => WordKind::Strange,
        }
    }

    /// Whether a restored word can be Kazakh.
    fn could_be(&self, meant: &str) -> bool {
        self.spellings.is_kazakh(&lower(meant)) && is_cased_like_a_word(meant)
    }

    /// The cell with its misread words restored, and the page of the first of them; `None` if no word is changed.
    pub(super) fn undo(&self, cell: &str, verdict: PageVerdict) -> Option<(String, CodePage)> {
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
            // A sign alone is a letter only if it is an initial.
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

    /// The restored word and its page; `None` if the word is unchanged under the verdict.
    ///
    /// Three sources are tried in this order: the page of the whole list, the page of certain words, and signs inside
    /// the word.
    fn word(&self, word: &str, verdict: PageVerdict) -> Option<(String, CodePage)> {
        let read = |swaps: &Swaps| Some((swaps.apply(word), swaps.0)).filter(|(meant, _)| meant != word);
        let is_misread = |meant: &str| {
            word.chars().count() >= LEAST_LETTERS
                && matches!(self.kind(word, meant), WordKind::Misread(NO_LANGUAGE))
        };
        let all = self.pages.iter().filter(|swaps| Some(swaps.0) == verdict.list).filter_map(read);
        let all = all.filter(|(meant, _)| self.follows(word, meant));
        let sure = self.pages.iter().filter(|swaps| Some(swaps.0) == verdict.sure_words).filter_map(read);
        let sure = sure.filter(|(meant, _)| is_misread(meant));
        // A sign inside a word is a letter of no language, so it is certain without the verdict on the list.
        let signs = self.pages.iter().filter(|_| word.contains(|letter| self.signs.contains(&letter)));
        let signs = signs.filter_map(read).filter(|(meant, _)| is_misread(meant));
        all.chain(sure).chain(signs).next()
    }

    /// Whether a word was misread too, in a list that was misread as a whole.
    fn follows(&self, printed: &str, meant: &str) -> bool {
        match self.kind(printed, meant) {
            WordKind::Contrary if printed.chars().count() >= LEAST_LETTERS => false,
            _ => self.spellings.has_kazakh_letters(&lower(meant)) && is_cased_like_a_word(meant),
        }
    }

    /// Whether a text has a character that a misread Kazakh letter is shown as.
    fn is_suspect(&self, text: &str) -> bool {
        !text.is_ascii()
            && text.chars().any(|letter| self.pages.iter().any(|swaps| swaps.1.contains_key(&letter)))
    }

    /// The words of a cell: runs of Cyrillic letters and of signs that are shown for one.
    fn words<'a>(&self, cell: &'a str) -> impl Iterator<Item = &'a str> {
        let is_part =
            |letter: char| Script::of(letter) == Some(Script::Cyrillic) || self.signs.contains(&letter);
        cell.split(move |letter| !is_part(letter)).filter(|word| !word.is_empty())
    }
}

impl Swaps {
    /// The swaps of one page: the characters that Windows-1251 has for the bytes of Kazakh letters.
    fn new(page: CodePage, spellings: &Spellings) -> Self {
        let pairs = (0x80..=0xff).map(|byte| (CodePage::Windows1251.char_of(byte), page.char_of(byte)));
        let is_kazakh = |letter: char| spellings.has_kazakh_letters(&lower(&letter.to_string()));
        let pairs = pairs.filter(|(printed, meant)| printed != meant && is_kazakh(*meant));
        Swaps(page, pairs.collect())
    }

    /// The word with the right letters.
    fn apply(&self, word: &str) -> String {
        word.chars().map(|letter| self.1.get(&letter).copied().unwrap_or(letter)).collect()
    }
}

/// The letters of a word in lower case.
fn lower(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// Whether a word is in small letters apart from the first, or in capitals.
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
