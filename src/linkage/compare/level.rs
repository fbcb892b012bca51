//! The comparison level of two name parts in the same role.
//!
//! In: two [`NameValue`]s, their role, and the prices of letters. Out: an index into [`LEVELS`]. The main scale is
//! the price of reading one folded word for the other, in hundredths of a slip of the pen ([`Letters::price`]). Rules
//! for initials, short forms, known names, double names and surname endings override it. The guide page on names
//! explains the levels.

use super::{Level, Standing};
use crate::base::text::Script;
use crate::language::name::{FIRST_SURNAME, Half, Letters, NameValue, Role, Sound};

/// The levels of a name part, in the order of their indices. In class 0 both parts are written out. In class 1 at
/// least one is an initial.
///
/// - `same`, `spelling`, `near`, `similar`: more and more slips between the words.
/// - `short-form`: one given name is a short form of the other.
/// - `different`: unlike words, of which one may be misread.
/// - `other-name-near`, `other-name`: two known names, alike or unlike in writing.
/// - `initial`, `other-initial`: an initial that fits the other part, or does not.
pub(crate) const LEVELS: [Level; 10] = [
    Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
    Level { name: "spelling", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "near", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "similar", class: 0, standing: Standing::Conflict, agrees: true },
    Level { name: "short-form", class: 0, standing: Standing::Compatible, agrees: true },
    Level { name: "different", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "other-name-near", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "other-name", class: 0, standing: Standing::Conflict, agrees: false },
    Level { name: "initial", class: 1, standing: Standing::Compatible, agrees: true },
    Level { name: "other-initial", class: 1, standing: Standing::Conflict, agrees: false },
];
/// Equal folded words with equal endings. This constant and the nine below are indices into [`LEVELS`].
pub(super) const SAME: u8 = 0;
/// Two spellings of one name: up to one documented alternation of letters (Қасымов, Касымов), or equal without
/// accents.
pub(super) const SPELLING: u8 = 1;
/// Up to one slip, or a half of a double name that agrees.
const NEAR: u8 = 2;
/// Up to two slips, in proportion to the length of the word.
const SIMILAR: u8 = 3;
/// One given name is a short or pet form of the other: Саша, Александр.
const SHORT_FORM: u8 = 4;
/// None of the other levels. At least one word may be misread.
pub(super) const DIFFERENT: u8 = 5;
/// Two known names with little difference in writing: Нурлан, Нуржан; Петров, Петренко.
const OTHER_NAME_NEAR: u8 = 6;
/// Two known given names with more than a slip between them: Нурлан, Ержан.
const OTHER_NAME: u8 = 7;
/// An initial that fits the other part.
const INITIAL: u8 = 8;
/// An initial that does not fit the other part.
const OTHER_INITIAL: u8 = 9;

/// Highest price of [`SPELLING`], in hundredths of a slip: one documented alternation of letters.
const SPELLING_UP_TO: u16 = 50;
/// Highest price of [`NEAR`], in hundredths of a slip: one slip.
pub(super) const NEAR_UP_TO: u16 = 110;
/// Highest price of [`SIMILAR`], in hundredths of a slip: two slips. [`SIMILAR_PER_LETTER`] also limits it.
const SIMILAR_UP_TO: u16 = 220;
/// Highest price at which two surnames of one ending are similar as whole words, in hundredths of a slip.
const SLIP_AND_A_HALF: u16 = 150;
/// Highest price of [`SIMILAR`] for each letter of the shorter word, in hundredths of a slip.
const SIMILAR_PER_LETTER: u16 = 30;
/// Length of a short word, in folded letters. In a word of three letters or fewer, one slip makes another name.
const SHORT: usize = 3;
/// Highest price of [`NEAR`] in a short word, in hundredths of a slip. It replaces [`NEAR_UP_TO`].
const NEAR_UP_TO_SHORT: u16 = 60;
/// Highest price of two forms that the tables list as one name (Alexey, Олексій), in hundredths of a slip. It
/// replaces a higher price of the letters.
const ONE_GIVEN_NAME: u16 = 60;
/// Price of a surname ending on one side only (Нұрлан, Нурланов), in hundredths of a slip.
const ENDING_LEFT_OUT: u16 = 30;
/// Price of two different endings that both make a surname from a forefather's name, in hundredths of a slip.
const ENDING_REPLACED: u16 = 30;
/// Price of two different endings, if one of them is never added to a forefather's name (Шевченко, Шевцов), in
/// hundredths of a slip. It is above [`NEAR_UP_TO`], so such surnames are not near.
const OTHER_SURNAME: u16 = 120;

/// The highest price that any rule of this file asks about, for two stems of these lengths, in hundredths of a slip.
/// Two words with a higher price are far apart.
pub(super) fn far_from(a: &[Sound], b: &[Sound]) -> u16 {
    farthest(a, b).max(SLIP_AND_A_HALF)
}

/// The level of two name parts that are far apart, without computing a price. The result equals that of [`level`].
///
/// The caller guarantees that the stems are further apart than [`far_from`], that the whole words are too if their
/// endings differ, and that no halves of double names are near. `None` if the level depends on more than the price;
/// the caller then uses [`level`].
pub(crate) fn level_if_far(a: &NameValue, b: &NameValue, role: Role) -> Option<u8> {
    let has_named = |value: &NameValue| {
        value.others().iter().any(|other| !other.known().is_empty() || !other.short_for().is_empty())
    };
    if a.is_initial() || b.is_initial() || share_a_name(a, b) || is_one_slip(a, b) {
        return None;
    }
    if has_named(a) || has_named(b) {
        return None;
    }
    if role != Role::Given || !a.halves().is_empty() || !b.halves().is_empty() {
        return Some(DIFFERENT);
    }
    Some(match is_short_for(a, b) || is_short_for(b, a) {
        true => SHORT_FORM,
        false if are_other_names(a, b) || end_otherwise(a, b) => OTHER_NAME,
        false => DIFFERENT,
    })
}

/// The level of two name parts in one role, as an index into [`LEVELS`]. Symmetric. Other spellings of the words
/// (without accents, transcribed, transliterated) are compared too, and the best agreement counts.
pub(crate) fn level(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    let found = in_these_letters(a, b, role, letters);
    if a.others().is_empty() && b.others().is_empty() {
        found
    } else {
        in_other_letters(a, b, role, letters, found)
    }
}

/// The level of two words in one spelling each.
fn in_these_letters(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    if a.is_initial() || b.is_initial() {
        return initials(a, b, letters);
    }
    if a.ending() == b.ending() && a.stem() == b.stem() {
        return SAME;
    }
    as_written(a, b, folded(a, b, role, letters))
}

/// The level of two written-out words by their folded letters. If either is a double name, its halves may raise the
/// level.
fn folded(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    let found = match role {
        Role::Given => given(a, b, letters),
        Role::Surname => surnames(a, b, letters),
        _ => parts(a, b, stems_price(a, b, letters), letters),
    };
    if a.halves().is_empty() && b.halves().is_empty() {
        return found;
    }
    let by_halves = halves(a, b, role, letters);
    if is_agreement(by_halves) { found.min(by_halves) } else { found }
}

/// Raises the level to near if the words differ by one slip as they are written. A group of letters that makes one
/// sound (`sh`) is one folded letter, so that one slip in it can cost more than a slip.
fn as_written(a: &NameValue, b: &NameValue, found: u8) -> u8 {
    if matches!(found, SIMILAR | DIFFERENT) && is_one_slip(a, b) { NEAR } else { found }
}

/// Whether two words differ by one letter, or by two neighbours exchanged, in the letters as written. False if
/// neither word has a group of letters that makes one sound: the folded letters are then enough. False for words of
/// up to [`SHORT`] letters.
fn is_one_slip(a: &NameValue, b: &NameValue) -> bool {
    if !a.has_groups() && !b.has_groups() {
        return false;
    }
    let (a, b) = (a.spelled(), b.spelled());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = |rest: &[Sound]| rest.len() - end;
    let is_swap = || match (rest_a, rest_b) {
        ([a, b, ..], [c, d, ..]) => (a, b) == (d, c),
        _ => false,
    };
    a.len().min(b.len()) > SHORT
        && match (middle(rest_a), middle(rest_b)) {
            (0 | 1, 0 | 1) => true,
            (2, 2) => is_swap(),
            _ => false,
        }
}

/// The best level of two words over all their spellings. `found` is the level of the first spelling. Words that agree
/// only without accents are at best [`SPELLING`]. A transliteration that no table of a language supports is at best
/// [`NEAR`], like a word with a slip.
fn in_other_letters(a: &NameValue, b: &NameValue, role: Role, letters: &Letters, found: u8) -> u8 {
    let best = if a.is_transliterated() || b.is_transliterated() { NEAR } else { SPELLING };
    let pairs = spellings(a).flat_map(|left| spellings(b).map(move |right| (left, right))).skip(1);
    let levels = pairs.map(|(left, right)| in_these_letters(left, right, role, letters));
    let agreeing = levels.filter(|level| is_agreement(*level)).map(|level| level.max(best));
    match agreeing.min() {
        Some(level) if level < found || !is_agreement(found) => level,
        _ => found,
    }
}

/// A word and its further spellings, the word itself first.
fn spellings(value: &NameValue) -> impl Iterator<Item = &NameValue> {
    std::iter::once(value).chain(value.others())
}

/// Whether a level is evidence for one person.
fn is_agreement(level: u8) -> bool {
    LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
}

/// The price of two stems, in hundredths of a slip. Two forms of one known name cost at most [`ONE_GIVEN_NAME`].
fn stems_price(a: &NameValue, b: &NameValue, letters: &Letters) -> u16 {
    let price = letters.price(a.stem(), b.stem(), farthest(a.stem(), b.stem()));
    if share_a_name(a, b) { price.min(ONE_GIVEN_NAME) } else { price }
}

/// The highest price of two stems that decides a level, in hundredths of a slip. The price of words that have nothing
/// in common is not computed beyond it, which saves most of the work.
fn farthest(a: &[Sound], b: &[Sound]) -> u16 {
    SIMILAR_UP_TO.min(per_letter(a.len().min(b.len()))).max(NEAR_UP_TO)
}

/// The level of two given names. Two known names are never more than other names, unless they differ by no more than
/// a spelling.
fn given(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    let are_two = !share_a_name(a, b)
        && (are_other_names(a, b) || end_otherwise(a, b) || is_feminine_of_other(a, b, letters));
    let price =
        if are_two { letters.price(a.stem(), b.stem(), NEAR_UP_TO) } else { stems_price(a, b, letters) };
    if price > NEAR_UP_TO && (is_short_for(a, b) || is_short_for(b, a)) {
        return SHORT_FORM;
    }
    if are_two && price > other_name_from(a, b, letters) {
        return if price <= NEAR_UP_TO { OTHER_NAME_NEAR } else { OTHER_NAME };
    }
    match parts(a, b, price, letters) {
        // A slip turns a known name into a word that is no name (Олег, Оег), rarely into another name.
        DIFFERENT
            if price <= NEAR_UP_TO
                && a.known().is_empty() != b.known().is_empty()
                && longest(a, b) > SHORT =>
        {
            SIMILAR
        }
        // A common ending such as -бек is no similarity: the heads have to be similar by themselves.
        SIMILAR if end_alike(a, b) && price > per_letter(head_len(a).min(head_len(b))) => DIFFERENT,
        level => level,
    }
}

/// The level of two surnames. Two surnames that are known to be different (Касымов, Касенов; Петров, Петренко) are at
/// best [`OTHER_NAME_NEAR`].
fn surnames(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    let stems = letters.price(a.stem(), b.stem(), farthest(a.stem(), b.stem()));
    let price = if share_a_surname(a, b) { stems.min(ONE_GIVEN_NAME) } else { stems };
    let ending = ending_price(a.ending(), b.ending());
    let found = parts(a, b, price.saturating_add(ending), letters);
    let other_ending = ending == OTHER_SURNAME && found == SIMILAR;
    let found = if found == DIFFERENT && ending == 0 { with_endings(a, b, stems, letters) } else { found };
    let other_name = price > SPELLING_UP_TO / 2 && found != DIFFERENT && are_other_surnames(a, b);
    if other_ending || other_name { OTHER_NAME_NEAR } else { found }
}

/// The level of two surnames of one ending whose stems are too far apart for their length. Counted over the whole
/// word, the difference may be small enough: a slip in a short stem (Ива-ов, Иван-ов), or a slip beside another
/// spelling (Жаупов, Жақыпов). Only words that begin alike are compared so, because most pairs of surnames come here.
/// `stems` is the price of the stems, computed up to [`farthest`].
fn with_endings(a: &NameValue, b: &NameValue, stems: u16, letters: &Letters) -> u8 {
    let begin_alike = a.stem().first() == b.stem().first();
    let shortest = a.whole().len().min(b.whole().len());
    if a.ending() == 0 || !begin_alike || shortest <= SHORT {
        return DIFFERENT;
    }
    let (most, looked) = (SLIP_AND_A_HALF.min(per_letter(shortest)), farthest(a.stem(), b.stem()));
    let is_told = stems <= looked || most <= looked;
    let price = if is_told { stems } else { letters.price(a.stem(), b.stem(), most) };
    if price <= most { SIMILAR } else { DIFFERENT }
}

/// The level of two names if one or both are double. One half may be left out. Two double names are one name only if
/// both halves agree. Of two given names, the second is left out more often than the first, which may be the name of
/// another member of the family: a lone second given name is only [`SIMILAR`].
fn halves(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    let whole = |value: &NameValue| [Half { stem: value.stem().into(), ending: value.ending() }];
    let (whole_a, whole_b) = (whole(a), whole(b));
    let left = if a.halves().is_empty() { &whole_a[..] } else { a.halves() };
    let right = if b.halves().is_empty() { &whole_b[..] } else { b.halves() };
    let agree = |one: &Half, other: &Half| {
        let price = letters.price(&one.stem, &other.stem, NEAR_UP_TO);
        let price = price.saturating_add(ending_price(one.ending, other.ending));
        banded(price, one.stem.len().min(other.stem.len())) <= NEAR
    };
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let begin_alike = || few.first().zip(many.first()).is_some_and(|(one, other)| agree(one, other));
    match few.iter().all(|one| many.iter().any(|other| agree(one, other))) {
        false => DIFFERENT,
        true if role == Role::Given && few.len() < many.len() && !begin_alike() => SIMILAR,
        true => NEAR,
    }
}

/// The level of a price. If the endings differ, the whole words are compared too, because the slip may be in the
/// ending: Волков, Волкв.
fn parts(a: &NameValue, b: &NameValue, price: u16, letters: &Letters) -> u8 {
    if a.ending() != b.ending() && price > SPELLING_UP_TO {
        let whole = letters.price(a.whole(), b.whole(), farthest(a.whole(), b.whole()).min(price));
        if whole < price {
            return banded(whole, a.whole().len().min(b.whole().len()));
        }
    }
    banded(price, a.stem().len().min(b.stem().len()))
}

/// The price above which two known given names are two names, in hundredths of a slip. It is higher if exactly one of
/// them is in Arabic letters, which omit vowels.
fn other_name_from(a: &NameValue, b: &NameValue, letters: &Letters) -> u16 {
    if letters.is_between_scripts(a.stem(), b.stem()) { SPELLING_UP_TO } else { SPELLING_UP_TO / 2 }
}

/// The level of two parts by their first letters, if one or both are initials.
fn initials(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    match (a.stem().first(), b.stem().first()) {
        (Some(a), Some(b)) if letters.initials_agree(*a, *b) => INITIAL,
        _ => OTHER_INITIAL,
    }
}

/// Whether a short form may mean the other name, or a name that the other is also short for.
fn is_short_for(short: &NameValue, full: &NameValue) -> bool {
    let may_be = short.short_for();
    may_be.iter().any(|id| full.known().contains(id) || full.short_for().contains(id))
}

/// Whether both names are known to the tables and are not forms of one name.
fn are_other_names(a: &NameValue, b: &NameValue) -> bool {
    !a.known().is_empty() && !b.known().is_empty() && a.known().iter().all(|id| !b.known().contains(id))
}

/// Whether both are compound given names with different last elements: Шынжан, Шынбек.
fn end_otherwise(a: &NameValue, b: &NameValue) -> bool {
    a.tail().element != 0 && b.tail().element != 0 && a.tail().element != b.tail().element
}

/// Whether one given name is the other with a final `a`: Amin is a man, Amina a woman. Only in Latin letters. In
/// Cyrillic letters the `а` may be a genitive ending (Мухтара), and the tables distinguish the two names.
fn is_feminine_of_other(a: &NameValue, b: &NameValue, letters: &Letters) -> bool {
    let (short, long) = if a.whole().len() < b.whole().len() { (a, b) } else { (b, a) };
    let Some((last, rest)) = long.whole().split_last() else { return false };
    let are_latin = [a, b].iter().all(|one| Script::of_word(one.text()) == Some(Script::Latin));
    are_latin && short.whole().len() > SHORT && rest == short.whole() && *letters.fold("a") == [*last]
}

/// Length of the longer word, in folded letters.
fn longest(a: &NameValue, b: &NameValue) -> usize {
    a.whole().len().max(b.whole().len())
}

/// Whether both are compound names with the same last element.
fn end_alike(a: &NameValue, b: &NameValue) -> bool {
    a.tail().element != 0 && a.tail().element == b.tail().element
}

/// Number of folded letters of a compound name before its last element; all of them for a name without one.
fn head_len(value: &NameValue) -> usize {
    value.whole().len().saturating_sub(usize::from(value.tail().len))
}

/// Whether two surnames are known to be different: both are in the table of surnames, or both are made of given
/// names, and no name is shared.
fn are_other_surnames(a: &NameValue, b: &NameValue) -> bool {
    let are_listed = [a, b].iter().all(|value| value.known().iter().any(|id| *id >= FIRST_SURNAME));
    if are_listed { !share_a_surname(a, b) } else { are_other_names(a, b) }
}

/// Whether two words are spellings of one surname of the tables. Two surnames made of one given name are not
/// (Магомедов, Мамбетов).
fn share_a_surname(a: &NameValue, b: &NameValue) -> bool {
    a.known().iter().any(|id| *id >= FIRST_SURNAME && b.known().contains(id))
}

/// Whether two words are forms of one name of the tables, also inside a patronymic (Николай, Миколаевич).
fn share_a_name(a: &NameValue, b: &NameValue) -> bool {
    a.known().iter().any(|id| b.known().contains(id))
}

/// The price of two classes of endings, in hundredths of a slip. Class 0 is no ending. The lowest bit marks endings
/// that make a surname from a forefather's name.
fn ending_price(a: u8, b: u8) -> u16 {
    match (a, b) {
        (a, b) if a == b => 0,
        (0, other) | (other, 0) if other & 1 == 1 => ENDING_LEFT_OUT,
        (a, b) if a & b & 1 == 1 => ENDING_REPLACED,
        _ => OTHER_SURNAME,
    }
}

/// The level of a price in hundredths of a slip, for a shorter word of `letters` folded letters.
fn banded(price: u16, letters: usize) -> u8 {
    let near = if letters <= SHORT { NEAR_UP_TO_SHORT } else { NEAR_UP_TO };
    match price {
        0 => SAME,
        price if price <= SPELLING_UP_TO => SPELLING,
        price if price <= near => NEAR,
        price if price <= SIMILAR_UP_TO.min(per_letter(letters)) => SIMILAR,
        _ => DIFFERENT,
    }
}

/// Highest price at which a word of this many letters is similar, in hundredths of a slip.
fn per_letter(letters: usize) -> u16 {
    SIMILAR_PER_LETTER.saturating_mul(u16::try_from(letters).unwrap_or(u16::MAX))
}
