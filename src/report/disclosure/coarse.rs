//! Values with less detail. What is let through is put together anew from what was recognised, so that no
//! text of a cell comes along.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::language::lexicon::Lexicon;
use crate::language::name::{NameReader, has_known_parts, is_untold};
use crate::language::place::{Gazetteer, PlaceCell};
use crate::source::policy::Handling;
use crate::source::policy::TYPED;

/// What stands between several values in one cell.
const BETWEEN: &str = " | ";
/// An id of more digits may be a birth date or the number of a person's papers.
const LONGEST_SERIAL: usize = 4;
/// A name of more words than this is a sentence.
const MOST_WORDS: usize = 6;
/// Words in small letters that belong to names.
const PARTICLES: [&str; 24] = [
    "ұлы", "қызы", "улы", "кызы", "уулу", "кизи", "оглы", "оглу", "угли", "uly", "kyzy", "qyzy", "uulu",
    "kizi", "ogly", "oglu", "ugli", "bin", "bint", "ibn", "al", "el", "von", "de",
];
const STATUSES: [&str; 6] = ["security", "civilian", "child", "custody", "accused", "other"];

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::new(&Lexicon::bundled()));

static NAMES: LazyLock<NameReader> = LazyLock::new(|| NameReader::new(&Lexicon::bundled()));

/// As much of a value as a handling lets through. Several values stay several, each once.
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

/// A name without anything that has a digit in it; nothing if there are words in it that are none of a name:
/// a cell may say in running text who recognised the body.
fn name(value: &str) -> Option<String> {
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_numeric);
    let words: Vec<&str> = value.split_whitespace().filter(is_word).collect();
    let is_of_name = |word: &&str| {
        let small = word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_lowercase);
        !small || PARTICLES.contains(word)
    };
    let is_name = (1..=MOST_WORDS).contains(&words.len()) && words.iter().all(is_of_name);
    let all = words.join(" ");
    (is_name && (words.iter().all(|word| !is_untold(word)) || is_of_tables(&all))).then_some(all)
}

fn is_of_tables(text: &str) -> bool {
    NAMES.read(text).is_some_and(|name| has_known_parts(&name))
}

/// The initials of a name. A sign that may be a whole surname or given name is no initial, so such a name has none.
fn initials(value: &str) -> Option<String> {
    let letter = |word: &str| word.chars().find(|letter| letter.is_alphabetic());
    let upper = |letter: char| format!("{}.", letter.to_uppercase());
    let name = name(value).filter(|name| !name.chars().any(may_be_a_name))?;
    let all: Vec<String> = name.split_whitespace().filter_map(letter).map(upper).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Whether a sign is of a script that writes a name with one or two signs: kana, Han or Hangul.
fn may_be_a_name(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The days, months and years that a date as the register writes it is made of.
fn dates(value: &str) -> Option<Vec<&str>> {
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    let ends = inner.split([',', '/']).flat_map(|part| part.split(".."));
    let ends: Vec<&str> = ends.filter(|end| !end.is_empty()).collect();
    (!ends.is_empty() && ends.iter().all(|end| is_date(end))).then_some(ends)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year] => digits(year, 4),
        [year, rest @ ..] => digits(year, 4) && rest.len() <= 2 && rest.iter().all(|part| digits(part, 2)),
        [] => false,
    }
}

/// A date cut to its year (1) or its month (2), from the first to the last that it can be.
fn cut(value: &str, parts: usize) -> Option<String> {
    let short = |end: &str| end.split('-').take(parts).collect::<Vec<_>>().join("-");
    let all: BTreeSet<String> = dates(value)?.into_iter().map(short).collect();
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}/{last}")),
        (first, _) => first.cloned(),
    }
}

/// Dates with the detail of a step of [`small`](super::small): 0 all, 1 the month, 2 the year, 3 nothing.
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

fn is_age(value: &str) -> bool {
    let number = value.strip_suffix(" mo").unwrap_or(value);
    let allowed = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+');
    // Two numbers of three digits, a hyphen and a sign.
    !number.is_empty() && number.len() <= 9 && number.bytes().all(allowed)
}

/// The tens of years that an age lies in: `20-29`.
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

/// The settlement of the bundled tables that a text names.
fn settlement(value: &str) -> Option<String> {
    match GAZETTEER.read(value, None) {
        PlaceCell::Known(place) => Some(place.path()),
        _ => None,
    }
}

/// The site of a link, without a user, a port, a path or a query.
fn site(value: &str) -> Option<String> {
    let (scheme, rest) = value.split_once("://")?;
    let host = rest.split(['/', '?', '#', '\\']).next()?.rsplit('@').next()?.split(':').next()?;
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-');
    let is_host = host.contains('.') && host.chars().all(allowed);
    (matches!(scheme, "http" | "https") && is_host).then(|| format!("{scheme}://{host}"))
}

pub(super) fn is_serial(value: &str) -> bool {
    !value.is_empty() && value.len() <= LONGEST_SERIAL && value.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

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
