//! Reduces single values to what a handling allows.
//!
//! Takes a field name, a value as the register writes it and a [`Handling`]; gives the reduced value,
//! or nothing. Every reduced value is built anew from what was recognised, so that no other text of a
//! cell gets through: `ул. Абая 15, Алматы` becomes `Almaty`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::language::lexicon::Lexicon;
use crate::language::name::{NameReader, has_known_parts, is_untold};
use crate::language::place::{Gazetteer, PlaceCell};
use crate::source::policy::{Handling, TYPED};

/// Separator between several values in one cell.
const BETWEEN: &str = " | ";
/// Longest serial number, in digits. A longer id may be a birth date or the number of a person's
/// papers.
const LONGEST_SERIAL: usize = 4;
/// Largest number of words in a name. A longer text is a sentence.
const MOST_WORDS: usize = 6;
/// Words in small letters that belong to names.
const PARTICLES: [&str; 24] = [
    "ұлы", "қызы", "улы", "кызы", "уулу", "кизи", "оглы", "оглу", "угли", "uly", "kyzy", "qyzy", "uulu",
    "kizi", "ogly", "oglu", "ugli", "bin", "bint", "ibn", "al", "el", "von", "de",
];
/// The status groups that may be published. Any other text is withheld.
const STATUSES: [&str; 6] = ["security", "civilian", "child", "custody", "accused", "other"];

/// The bundled gazetteer, without tables of the project.
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::new(&Lexicon::bundled()));

/// A reader of names with the bundled tables, without tables of the project.
static NAMES: LazyLock<NameReader> = LazyLock::new(|| NameReader::new(&Lexicon::bundled()));

/// The part of a value that a handling allows; `None` if that is nothing. Several values, separated by
/// ` | `, are reduced one by one, and each result appears once. If one of them may not be shown, none
/// is.
///
/// A public value of a field without a form (note, link, id, further column) is returned unchanged.
pub(super) fn shown(field: &str, value: &str, handling: Handling) -> Option<String> {
    if handling == Handling::Withheld {
        return None;
    }
    if handling == Handling::Public && !TYPED.contains(&field) {
        return Some(value.to_owned());
    }
    let mut values: Vec<String> = Vec::new();
    for value in value.split(BETWEEN) {
        let shown = one(field, value.trim(), handling == Handling::Coarsened)?;
        if !values.contains(&shown) {
            values.push(shown);
        }
    }
    Some(values.join(BETWEEN))
}

/// Reduces one value; `None` withholds it.
///
/// | field | public | coarsened |
/// |---|---|---|
/// | name | the words that belong to a name | initials |
/// | sex | `male` or `female` | withheld |
/// | birth | date | year |
/// | death | date | month |
/// | age | age | band of ten years |
/// | place | the value of the register | settlement |
/// | status | groups | groups |
/// | url | see [`shown`] | scheme and host |
/// | id | see [`shown`] | number of at most four digits |
///
/// Any other field is withheld.
fn one(field: &str, value: &str, coarsened: bool) -> Option<String> {
    match (field, coarsened) {
        ("name", false) => name(value),
        ("name", true) => initials(value),
        ("sex", false) => matches!(value, "male" | "female").then(|| value.to_owned()),
        ("birth" | "death", false) => dates(value).map(|_| value.to_owned()),
        ("birth", true) => cut(value, 1),
        ("death", true) => cut(value, 2),
        ("age", false) => is_age(value).then(|| value.to_owned()),
        ("age", true) => decades(value),
        ("place", false) => Some(value.to_owned()),
        ("place", true) => settlement(value),
        ("status", _) => value.split('+').all(|group| STATUSES.contains(&group)).then(|| value.to_owned()),
        ("url", true) => site(value),
        ("id", true) => is_serial(value).then(|| value.to_owned()),
        _ => None,
    }
}

/// Marks that are in no word of a name, but in links, handles, notes and names beside a name: `@asan`, `<Дана>`.
const NO_NAME: [char; 17] =
    ['@', '/', '\\', '<', '>', '{', '}', '[', ']', '=', ':', '|', '#', '&', '%', '$', '~'];

/// The name without words that contain digits or marks of [`NO_NAME`]. `None` if a word cannot belong to a name, because a cell
/// may say in running text who recognised the body:
///
/// - there must be one to six words;
/// - a word that begins with a small letter must be a particle;
/// - if a word has no small letters (capitals, or a script without them), all parts must be known from
///   the tables.
fn name(value: &str) -> Option<String> {
    let is_beside = |sign: char| sign.is_numeric() || NO_NAME.contains(&sign);
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !word.chars().any(is_beside);
    let words: Vec<&str> = value.split_whitespace().filter(is_word).collect();
    let is_of_name = |word: &&str| {
        let small = word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_lowercase);
        !small || PARTICLES.contains(word)
    };
    let is_name = (1..=MOST_WORDS).contains(&words.len()) && words.iter().all(is_of_name);
    let all = words.join(" ");
    (is_name && (words.iter().all(|word| !is_untold(word)) || is_of_tables(&all))).then_some(all)
}

/// Whether all parts of the name are given names of the tables or have the form of a surname or
/// patronymic.
fn is_of_tables(text: &str) -> bool {
    NAMES.read(text).is_some_and(|name| has_known_parts(&name))
}

/// The initials of a name: `Т. А. С.` of Тестов Асан Серікұлы. `None` for a name with Han, kana or
/// Hangul, because one sign may be a whole surname or given name, and for a name with a word of one letter (the surname
/// `О`), unless a full stop shows that it is an initial.
fn initials(value: &str) -> Option<String> {
    let letter = |word: &str| word.chars().find(|letter| letter.is_alphabetic());
    let upper = |letter: char| format!("{}.", letter.to_uppercase());
    let name = name(value).filter(|name| !name.chars().any(may_be_a_name))?;
    let is_whole =
        |word: &str| !word.contains('.') && word.chars().filter(|one| one.is_alphabetic()).count() == 1;
    if name.split_whitespace().any(is_whole) {
        return None;
    }
    let all: Vec<String> = name.split_whitespace().filter_map(letter).map(upper).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Whether a sign belongs to a script that writes a name with one or two signs: kana, Han or Hangul.
fn may_be_a_name(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The day, month and year texts in a date as the register writes it (EDTF): a date, an interval with
/// `/`, or a set in brackets. `None` if anything else is in the text. At least one date, in the order
/// of the text.
fn dates(value: &str) -> Option<Vec<&str>> {
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    let ends = inner.split([',', '/']).flat_map(|part| part.split(".."));
    let ends: Vec<&str> = ends.filter(|end| !end.is_empty()).collect();
    (!ends.is_empty() && ends.iter().all(|end| is_date(end))).then_some(ends)
}

/// Whether a text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. The digits are not checked against a calendar.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year] => digits(year, 4),
        [year, rest @ ..] => digits(year, 4) && rest.len() <= 2 && rest.iter().all(|part| digits(part, 2)),
        [] => false,
    }
}

/// A date cut to its year (`parts` = 1) or its month (2). A date with several possible values becomes
/// an interval from the first to the last: `1989/1990`.
fn cut(value: &str, parts: usize) -> Option<String> {
    let short = |end: &str| end.split('-').take(parts).collect::<Vec<_>>().join("-");
    let all: BTreeSet<String> = dates(value)?.into_iter().map(short).collect();
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}/{last}")),
        (first, _) => first.cloned(),
    }
}

/// Dates with the detail of a step of [`small`](super::small): 0 all, 1 the month, 2 the year, 3
/// nothing.
pub(super) fn with_dates(value: &str, detail: usize) -> Option<String> {
    let parts = match detail {
        0 => return Some(value.to_owned()),
        1 => 2,
        2 => 1,
        _ => return None,
    };
    let all: Option<BTreeSet<String>> = value.split(BETWEEN).map(|one| cut(one.trim(), parts)).collect();
    Some(all?.into_iter().collect::<Vec<_>>().join(BETWEEN))
}

/// Whether a text is an age as the register writes it: `29`, `20-29`, `40+`, or in months `8 mo`.
fn is_age(value: &str) -> bool {
    let number = value.strip_suffix(" mo").unwrap_or(value);
    let allowed = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+');
    // Room for two numbers of three digits, a hyphen and signs.
    !number.is_empty() && number.len() <= 9 && number.bytes().all(allowed)
}

/// The bands of ten years that an age lies in: `20-29` for 29, `40+` for `40+`, `0-9` for an age in
/// months. `None` if the text is not an age.
pub(super) fn decades(value: &str) -> Option<String> {
    if !is_age(value) {
        return None;
    }
    if value.ends_with(" mo") {
        return Some("0-9".to_owned());
    }
    let years = value.split(['-', '+']).filter_map(|number| number.parse::<u32>().ok());
    let years: Vec<u32> = years.collect();
    let (first, last) = (years.iter().min()?, years.iter().max()?);
    let open = if value.ends_with('+') { "+" } else { "" };
    Some(match open {
        "+" => format!("{}+", first / 10 * 10),
        _ => format!("{}-{}", first / 10 * 10, last / 10 * 10 + 9),
    })
}

/// The settlement with district and region, if the bundled gazetteer knows the text as a place. English
/// name.
fn settlement(value: &str) -> Option<String> {
    match GAZETTEER.read(value, None) {
        PlaceCell::Known(place) => Some(place.path()),
        _ => None,
    }
}

/// Scheme and host of a link, without user, port, path and query. `None` unless the scheme is http or
/// https and the host contains a dot.
fn site(value: &str) -> Option<String> {
    let (scheme, rest) = value.split_once("://")?;
    let host = rest.split(['/', '?', '#', '\\']).next()?.rsplit('@').next()?.split(':').next()?;
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-');
    let is_host = host.contains('.') && host.chars().all(allowed);
    (matches!(scheme, "http" | "https") && is_host).then(|| format!("{scheme}://{host}"))
}

/// A link without a user name and a password, which open accounts: `https://u:p@example.org/x` becomes
/// `https://example.org/x`. Any other text is returned unchanged.
pub(crate) fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (site, path) = rest.split_at(end);
    let site = site.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{site}{path}")
}

/// Whether an id is a number of at most four digits.
pub(super) fn is_serial(value: &str) -> bool {
    !value.is_empty() && value.len() <= LONGEST_SERIAL && value.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_has_a_user() {
        for (url, wanted) in [
            ("https://u:p@example.org:81/x?y=1#z", "https://example.org:81/x?y=1#z"),
            ("https://example.org/@asan", "https://example.org/@asan"),
            ("https://u@example.org", "https://example.org"),
            ("example.org", "example.org"),
        ] {
            assert_eq!(without_user(url), wanted);
        }
    }

    #[test]
    fn values_lose_their_detail() {
        use Handling::{Coarsened, Public};
        for (field, handling, value, wanted) in [
            ("birth", Coarsened, "1990-05-02", Some("1990")),
            ("birth", Coarsened, "1990-05-02 | 1990-06", Some("1990")),
            ("birth", Coarsened, "1989-12-30/1990-01-04", Some("1989/1990")),
            ("birth", Coarsened, "[1990-05-02,1991-02-05..1991-02-07]", Some("1990/1991")),
            ("birth", Coarsened, "../1990-05-02", Some("1990")),
            ("birth", Coarsened, "2 мая 1990", None),
            ("birth", Coarsened, "1990-05-02, told by A.", None),
            ("death", Public, "2022-01-05", Some("2022-01-05")),
            ("death", Public, "5 января, со слов матери", None),
            ("death", Coarsened, "2022-01-05/2022-01-08", Some("2022-01")),
            ("age", Public, "29", Some("29")),
            ("age", Public, "29, сын А.", None),
            ("age", Coarsened, "29", Some("20-29")),
            ("age", Coarsened, "40+", Some("40+")),
            ("age", Coarsened, "8 mo", Some("0-9")),
            ("name", Public, "Тестов Асан 87010000000", Some("Тестов Асан")),
            ("name", Coarsened, "Тестов Асан Серікұлы", Some("Т. А. С.")),
            ("name", Public, "Тестов Асан Хамит улы", Some("Тестов Асан Хамит улы")),
            ("name", Public, "тело неизвестного опознала Дана", None),
            ("name", Public, "Тестов Асан со слов Даны", None),
            ("name", Public, "ТЕСТОВ АСАН СЕРІКҰЛЫ", Some("ТЕСТОВ АСАН СЕРІКҰЛЫ")),
            ("name", Coarsened, "ТЕСТОВ А.С.", Some("Т. А.")),
            ("name", Coarsened, "О Мин Хо", None),
            ("name", Coarsened, "Тестов А.", Some("Т. А.")),
            ("name", Public, "Тестов Асан <Дана>", Some("Тестов Асан")),
            ("name", Public, "Тестов Асан @dana", Some("Тестов Асан")),
            ("name", Coarsened, "李 明", None),
            ("name", Coarsened, "김 철수", None),
            ("name", Public, "ТЕЛО НЕИЗВЕСТНОГО ОПОЗНАЛА ДАНА", None),
            ("name", Public, "СООБЩИЛА СОСЕДКА ДАНА", None),
            ("name", Public, "تعرفت الأم على الجثة", None),
            ("place", Coarsened, "ул. Абая 15, Алматы", Some("Almaty")),
            ("place", Coarsened, "zqstreet 15", None),
            ("status", Coarsened, "civilian+child", Some("civilian+child")),
            ("status", Public, "брат А.", None),
            ("sex", Public, "male", Some("male")),
            ("url", Coarsened, "https://u:p@example.org:81/asan?tel=8701", Some("https://example.org")),
            ("url", Coarsened, "tel:87010000000", None),
            ("id", Coarsened, "127", Some("127")),
            ("id", Coarsened, "900502300123", None),
            ("note", Coarsened, "anything", None),
        ] {
            assert_eq!(shown(field, value, handling).as_deref(), wanted, "{field} {value}");
        }
    }
}
