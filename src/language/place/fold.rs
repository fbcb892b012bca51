//! The coarse key under which the spellings of one place meet.
//!
//! In: the name of a place. Out: a key in a small Latin alphabet. The letters of Kazakh and Russian Cyrillic and of the
//! usual Latin systems become one letter each: `q`/`k`/`қ`, `zh`/`j`/`dzh`/`ж`, `y`/`i`/`ы`/`і`/`и`/`й`,
//! `sh`/`ch`/`shch`/`ш`, `ng`/`ң`/`n`. The key is too coarse for names of people, and nobody sees it.
//!
//! The table of the world has its keys made by the same rules in `world/make.py`; a test compares them with this file.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::base::text::each_lower_composed;

/// Groups of Latin letters that write one sound, and the letter of the key; the longest first. `c` is the letter for
/// the sounds of ч and ш.
const GROUPS: &[(&str, char)] = &[
    ("shch", 'c'),
    ("tsch", 'c'),
    ("sch", 'c'),
    ("tch", 'c'),
    ("dzh", 'j'),
    ("sh", 'c'),
    ("ch", 'c'),
    ("zh", 'j'),
    ("dj", 'j'),
    ("kh", 'h'),
    ("gh", 'g'),
];

/// The sound of ч or ш from one Latin letter with a mark (`ş`, `č`). A plain `c` is a `k`.
const HUSH: char = 'ʃ';

/// The key of a text; empty if it has no letter and no digit. Time is proportional to the length.
///
/// For example, `Шымкент`, `Shymkent` and `Чимкент` have the key `cimkent`. `Аксу` and `Аксай` have different keys.
pub(super) fn fold(text: &str) -> String {
    let letters = bare_letters(text);
    let mut key = String::with_capacity(letters.len());
    let mut rest = letters.as_str();
    let mut before = None;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        if let Some((group, sound)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group)) {
            push(&mut key, *sound);
            rest = &rest[group.len()..];
        } else {
            push_letter(&mut key, letter, before, after.chars().next());
            rest = after;
        }
        before = Some(letter);
    }
    merge_sounds(&key)
}

/// The key without `i` after its first letter, for spellings that drop a weak vowel (`Кзыл-Орда`). `None` if fewer than
/// five letters would remain.
pub(super) fn skeleton(key: &str) -> Option<String> {
    let mut letters = key.chars();
    let first = letters.next()?;
    let mut bones = String::from(first);
    for letter in letters.filter(|letter| *letter != 'i') {
        push(&mut bones, letter);
    }
    (bones.chars().count() >= 5).then_some(bones)
}

/// The letters and digits of a text in lower case, without accents, spaces and marks.
fn bare_letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bare = |letter: char| match letter {
        'ş' | 'š' | 'ç' | 'č' => out.push(HUSH),
        'a'..='z' | 'а'..='и' | 'к'..='я' | '0'..='9' => out.push(letter),
        other => out.extend(std::iter::once(other).nfkd().filter(|c| is_letter(*c))),
    };
    each_lower_composed(text, bare);
    out
}

/// Whether a character counts. Modifier letters (`ʻ`, `ʹ`, `ˌ`) and combining marks (hamza, points) only modify a
/// sound.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric()
        && canonical_combining_class(letter) == 0
        && !('\u{2b0}'..='\u{2ff}').contains(&letter)
}

/// Appends the sounds of a letter, which depend on its neighbours only for a Latin `j`.
fn push_letter(key: &mut String, letter: char, before: Option<char>, after: Option<char>) {
    let sound = match letter {
        'ъ' | 'ь' => return,
        'ц' => return push_all(key, "ts"),
        'ю' => return push_all(key, "iu"),
        'я' => return push_all(key, "ia"),
        'j' if is_glide(before, after) => 'i',
        other => sound(other),
    };
    push(key, sound);
}

/// Whether a Latin `j` is an `й`: after a vowel and not before one, as in `Kostanaj`.
fn is_glide(before: Option<char>, after: Option<char>) -> bool {
    let vowel = |letter: char| "aeiouyı".contains(letter);
    before.is_some_and(vowel) && !after.is_some_and(vowel)
}

/// The letter of the key for a letter; other letters stay.
fn sound(letter: char) -> char {
    match letter {
        'а' | 'ә' | 'ə' => 'a',
        'б' => 'b',
        'в' => 'v',
        'г' | 'ғ' | 'ґ' => 'g',
        'д' => 'd',
        'е' | 'э' | 'є' => 'e',
        'ж' | 'җ' => 'j',
        'з' => 'z',
        'и' | 'й' | 'і' | 'ы' | 'y' | 'ı' => 'i',
        'к' | 'қ' | 'q' | 'c' => 'k',
        'л' => 'l',
        'м' => 'm',
        'н' | 'ң' | 'ŋ' => 'n',
        'о' | 'ө' | 'ɵ' => 'o',
        'п' => 'p',
        'р' => 'r',
        'с' => 's',
        'т' => 't',
        'у' | 'ұ' | 'ү' | 'w' => 'u',
        'ф' => 'f',
        'х' | 'һ' | 'x' => 'h',
        'ч' | 'ш' | 'щ' | HUSH => 'c',
        other => other,
    }
}

/// Appends a sound unless it doubles the last one.
fn push(key: &mut String, sound: char) {
    if !key.ends_with(sound) {
        key.push(sound);
    }
}

/// Appends several sounds.
fn push_all(key: &mut String, sounds: &str) {
    sounds.chars().for_each(|sound| push(key, sound));
}

/// Merges pairs of sounds: `dj` is one sound, `ng` may be `ң`, and some write `ie` for `е`.
///
/// So Жаңаөзен, Zhanaozen and Zhangaozen meet, and Қонаев, Konayev and Qonaev.
fn merge_sounds(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for sound in key.chars() {
        match (out.chars().last(), sound) {
            (Some('d'), 'j') | (Some('i'), 'e') => {
                out.pop();
                push(&mut out, sound);
            }
            (Some('n'), 'g') => {}
            _ => push(&mut out, sound),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_place_meet() {
        for group in [
            &["Қызылорда", "Кызылорда", "Kyzylorda", "Qyzylorda", "Qızılorda"][..],
            &["Жаңаөзен", "Жанаозен", "Zhanaozen", "Janaozen", "Jañaözen", "Zhangaozen"],
            &["Маңғыстау", "Мангистау", "Mangystau", "Manghystau"],
            &["Шымкент", "Shymkent", "Şymkent", "Чимкент", "Chimkent"],
            &["Талдықорған", "Талдыкорган", "Taldyqorghan", "Taldy-Korgan"],
            &["Семей", "Semei", "Semey", "Semej"],
            &["Қонаев", "Конаев", "Konayev", "Qonaev"],
        ] {
            let keys: Vec<String> = group.iter().map(|name| fold(name)).collect();
            assert!(keys.iter().all(|key| Some(key) == keys.first()), "{keys:?}");
        }
    }

    #[test]
    fn a_weak_vowel_may_be_missing() {
        assert_eq!(skeleton(&fold("Кзыл-Орда")), skeleton(&fold("Қызылорда")));
        assert_eq!(skeleton(&fold("Аксай")), None);
    }

    #[test]
    fn near_names_stay_apart() {
        assert_ne!(fold("Аксу"), fold("Аксай"));
        assert_ne!(fold("Тараз"), fold("Темир"));
    }
}
