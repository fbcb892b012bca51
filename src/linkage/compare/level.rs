//! The levels of two name parts, and how they are told.

use super::{Level, Standing};
use crate::base::text::Script;
use crate::language::name::{FIRST_SURNAME, Half, Letters, NameValue, Role, Sound};

/// Levels of a name part, in their order. Class 0: both written out; class 1: an initial.
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
pub(super) const SAME: u8 = 0;
pub(super) const SPELLING: u8 = 1;
const NEAR: u8 = 2;
const SIMILAR: u8 = 3;
const SHORT_FORM: u8 = 4;
pub(super) const DIFFERENT: u8 = 5;
const OTHER_NAME_NEAR: u8 = 6;
const OTHER_NAME: u8 = 7;
const INITIAL: u8 = 8;
const OTHER_INITIAL: u8 = 9;

/// Bounds of the levels in hundredths of a slip: up to one documented alternation; up to one slip;
/// up to two slips and no more than 0.3 slips a letter.
const SPELLING_UP_TO: u16 = 50;
pub(super) const NEAR_UP_TO: u16 = 110;
const SIMILAR_UP_TO: u16 = 220;
const SLIP_AND_A_HALF: u16 = 150;
const SIMILAR_PER_LETTER: u16 = 30;
/// In a word of three letters or fewer one slip makes another name.
const SHORT: usize = 3;
const NEAR_UP_TO_SHORT: u16 = 60;
/// Two forms that the tables have as one given name (Alexey, Олексій).
const ONE_GIVEN_NAME: u16 = 60;
/// A surname with an ending beside one without (Нұрлан, Нурланов), and with another ending.
const ENDING_LEFT_OUT: u16 = 30;
const ENDING_REPLACED: u16 = 30;
/// Two endings of which one is never put to a forefather's name: Шевченко, Шевцов.
const OTHER_SURNAME: u16 = 120;

/// So far apart no level of the stems is told by their price any more: the highest that any of the rules below
/// asks about.
pub(super) fn far_from(a: &[Sound], b: &[Sound]) -> u16 {
    farthest(a, b).max(SLIP_AND_A_HALF)
}

/// The level of two name parts whose stems, and where their endings differ their whole words, are further
/// apart than [`far_from`], and the halves of double surnames than near: what [`level`] says, without the price.
/// `None` where more than the price counts.
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

/// The level of two name parts in one role; symmetric.
pub(crate) fn level(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    let found = in_these_letters(a, b, role, letters);
    if a.others().is_empty() && b.others().is_empty() {
        found
    } else {
        in_other_letters(a, b, role, letters, found)
    }
}

fn in_these_letters(a: &NameValue, b: &NameValue, role: Role, letters: &Letters) -> u8 {
    if a.is_initial() || b.is_initial() {
        return initials(a, b, letters);
    }
    if a.ending() == b.ending() && a.stem() == b.stem() {
        return SAME;
    }
    as_written(a, b, folded(a, b, role, letters))
}

/// The level by the sounds of two words.
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

/// One slip of the pen is one, also in a group of letters that makes one sound.
fn as_written(a: &NameValue, b: &NameValue, found: u8) -> u8 {
    if matches!(found, SIMILAR | DIFFERENT) && is_one_slip(a, b) { NEAR } else { found }
}

/// Whether two words are one letter apart as they are written, where a group of letters makes one sound in either.
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

/// The best level of two words in all their letters. What agrees only without accents is another spelling; a
/// transliteration that knows no language is trusted no more than a word with a slip.
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

fn spellings(value: &NameValue) -> impl Iterator<Item = &NameValue> {
    std::iter::once(value).chain(value.others())
}

fn is_agreement(level: u8) -> bool {
    LEVELS.get(usize::from(level)).is_some_and(|level| level.agrees)
}

fn stems_price(a: &NameValue, b: &NameValue, letters: &Letters) -> u16 {
    let price = letters.price(a.stem(), b.stem(), farthest(a.stem(), b.stem()));
    if share_a_name(a, b) { price.min(ONE_GIVEN_NAME) } else { price }
}

/// The highest price that a level asks about: looking no further saves most of the work on words that
/// have nothing in common.
fn farthest(a: &[Sound], b: &[Sound]) -> u16 {
    SIMILAR_UP_TO.min(per_letter(a.len().min(b.len()))).max(NEAR_UP_TO)
}

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
        // A slip makes a known name into a word that is none (Олег, Оег) rather than into another name.
        DIFFERENT
            if price <= NEAR_UP_TO
                && a.known().is_empty() != b.known().is_empty()
                && longest(a, b) > SHORT =>
        {
            SIMILAR
        }
        // That both end with -бек is no likeness: the heads have to be similar by themselves.
        SIMILAR if end_alike(a, b) && price > per_letter(head_len(a).min(head_len(b))) => DIFFERENT,
        level => level,
    }
}

/// Two surnames; what is known to be two (Касымов, Касенов; Петров, Петренко) is at best near.
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

/// Two surnames of one ending whose stems are too far apart for their length. A slip in a short stem
/// (Ива-ов, Иван-ов), or one beside another spelling (Жаупов, Жақыпов), is no more in the whole word. It is asked only of words that begin alike, since it is asked of most pairs.
/// `stems` is the price of the stems, looked for as far as [`farthest`] of them.
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

/// One half of a double name may be left out; two double names share both halves or are two. Of two given names
/// the second is left out more often than the first, which may be the name of somebody else in the family.
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

/// The level of a price; with endings taken off, the slip may be in the ending: Волков, Волкв.
fn parts(a: &NameValue, b: &NameValue, price: u16, letters: &Letters) -> u8 {
    if a.ending() != b.ending() && price > SPELLING_UP_TO {
        let whole = letters.price(a.whole(), b.whole(), farthest(a.whole(), b.whole()).min(price));
        if whole < price {
            return banded(whole, a.whole().len().min(b.whole().len()));
        }
    }
    banded(price, a.stem().len().min(b.stem().len()))
}

/// Names of two tables are further apart when one of them is in Arabic letters, which have no vowels.
fn other_name_from(a: &NameValue, b: &NameValue, letters: &Letters) -> u16 {
    if letters.is_between_scripts(a.stem(), b.stem()) { SPELLING_UP_TO } else { SPELLING_UP_TO / 2 }
}

fn initials(a: &NameValue, b: &NameValue, letters: &Letters) -> u8 {
    match (a.stem().first(), b.stem().first()) {
        (Some(a), Some(b)) if letters.initials_agree(*a, *b) => INITIAL,
        _ => OTHER_INITIAL,
    }
}

/// Whether a short form may stand for the other name, or for one that the other is short for too.
fn is_short_for(short: &NameValue, full: &NameValue) -> bool {
    let may_be = short.short_for();
    may_be.iter().any(|id| full.known().contains(id) || full.short_for().contains(id))
}

/// Two given names of the tables that are not forms of one name.
fn are_other_names(a: &NameValue, b: &NameValue) -> bool {
    !a.known().is_empty() && !b.known().is_empty() && a.known().iter().all(|id| !b.known().contains(id))
}

/// Two compound given names that end with other elements: Шынжан, Шынбек.
fn end_otherwise(a: &NameValue, b: &NameValue) -> bool {
    a.tail().element != 0 && b.tail().element != 0 && a.tail().element != b.tail().element
}

/// One given name is the other with a final a: Amin and Amina are a man and a woman. In Latin letters only: in Cyrillic ones the a may be
/// that of the genitive (Мухтара), and there the tables tell the two names apart.
fn is_feminine_of_other(a: &NameValue, b: &NameValue, letters: &Letters) -> bool {
    let (short, long) = if a.whole().len() < b.whole().len() { (a, b) } else { (b, a) };
    let Some((last, rest)) = long.whole().split_last() else { return false };
    let are_latin = [a, b].iter().all(|one| Script::of_word(one.text()) == Some(Script::Latin));
    are_latin && short.whole().len() > SHORT && rest == short.whole() && *letters.fold("a") == [*last]
}

fn longest(a: &NameValue, b: &NameValue) -> usize {
    a.whole().len().max(b.whole().len())
}

fn end_alike(a: &NameValue, b: &NameValue) -> bool {
    a.tail().element != 0 && a.tail().element == b.tail().element
}

/// How many letters a compound name has before the element that it ends with.
fn head_len(value: &NameValue) -> usize {
    value.whole().len().saturating_sub(usize::from(value.tail().len))
}

/// Two surnames of the tables, or two that are made of two given names.
fn are_other_surnames(a: &NameValue, b: &NameValue) -> bool {
    let are_listed = [a, b].iter().all(|value| value.known().iter().any(|id| *id >= FIRST_SURNAME));
    if are_listed { !share_a_surname(a, b) } else { are_other_names(a, b) }
}

/// Two spellings of one surname of the tables. That two surnames are made of one given name does not
/// make them one: Магомедов, Мамбетов.
fn share_a_surname(a: &NameValue, b: &NameValue) -> bool {
    a.known().iter().any(|id| *id >= FIRST_SURNAME && b.known().contains(id))
}

/// Two forms of one given name of the tables, or of the fathers' (Николай, Миколаевич).
fn share_a_name(a: &NameValue, b: &NameValue) -> bool {
    a.known().iter().any(|id| b.known().contains(id))
}

fn ending_price(a: u8, b: u8) -> u16 {
    match (a, b) {
        (a, b) if a == b => 0,
        (0, other) | (other, 0) if other & 1 == 1 => ENDING_LEFT_OUT,
        (a, b) if a & b & 1 == 1 => ENDING_REPLACED,
        _ => OTHER_SURNAME,
    }
}

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

/// The most that similar words of so many letters may differ by.
fn per_letter(letters: usize) -> u16 {
    SIMILAR_PER_LETTER.saturating_mul(u16::try_from(letters).unwrap_or(u16::MAX))
}
