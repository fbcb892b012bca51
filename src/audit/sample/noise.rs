//! What hands and machines do to text: slips, lost letters, look-alikes, spaces.

use super::rng::Rng;

/// The Kazakh letters that Windows-1251 does not have.
const KAZAKH_LETTERS: &str = "әғқңөұүһӘҒҚҢӨҰҮҺ";

/// Cyrillic letters and the Latin ones that look the same.
const LOOK_ALIKES: [(char, char); 12] = [
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('х', 'x'),
    ('А', 'A'),
    ('С', 'C'),
    ('К', 'K'),
    ('М', 'M'),
    ('ә', 'ə'),
    ('Е', 'E'),
];

/// The text with a typing slip in each word at the rate. The first letter stays: people check it.
pub(crate) fn slips(text: &str, rate: f64, rng: &mut Rng) -> String {
    if !rng.chance(rate) {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let at = 1 + rng.below(letters.len() - 2);
    match rng.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters.get(at).copied().unwrap_or_default()),
        2 => letters.swap(at, at + 1),
        _ => replace(&mut letters, at, rng),
    }
    letters.into_iter().collect()
}

/// Another letter of the same word's alphabet in place of one; vowels stay vowels.
fn replace(letters: &mut [char], at: usize, rng: &mut Rng) {
    let Some(letter) = letters.get_mut(at) else {
        return;
    };
    let row = ["аеиоуы", "бвгджзклмнпрстфхцчш", "aeiouy", "bcdfghjklmnpqrstvz"];
    let row = row.into_iter().find(|row| row.contains(*letter));
    let row: Vec<char> = row.unwrap_or_default().chars().collect();
    if let Some(other) = rng.pick(&row) {
        *letter = *other;
    }
}

/// Kazakh letters as `?`.
pub(crate) fn lose_kazakh_letters(text: &str) -> String {
    let kept = text.chars().map(|letter| match letter {
        letter if KAZAKH_LETTERS.contains(letter) => '?',
        letter => letter,
    });
    kept.collect()
}

/// One letter replaced by the other alphabet's that looks the same.
pub(crate) fn look_alike(text: &str, rng: &mut Rng) -> String {
    let twin = |letter: char| LOOK_ALIKES.iter().find(|(cyrillic, _)| *cyrillic == letter);
    let places: Vec<usize> =
        text.chars().enumerate().filter(|(_, letter)| twin(*letter).is_some()).map(|(at, _)| at).collect();
    let chosen = rng.pick(&places).copied();
    let letters = text.chars().enumerate().map(|(at, letter)| match twin(letter) {
        Some((_, latin)) if Some(at) == chosen => *latin,
        _ => letter,
    });
    letters.collect()
}

/// A two-part name in two words or with a hyphen; `joint` is how many letters the first part has.
pub(crate) fn split_compound(text: &str, joint: usize, rng: &mut Rng) -> String {
    let head: String = text.chars().take(joint).collect();
    let tail: String = text.chars().skip(joint).collect();
    if head.is_empty() || tail.chars().count() < 3 {
        return text.to_owned();
    }
    let gap = if rng.chance(0.5) { ' ' } else { '-' };
    format!("{head}{gap}{}", super::spelling::capitalised(&tail))
}

/// A remark that belongs elsewhere.
pub(crate) fn remark(text: &str, rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => format!("{text} *"),
        1 => format!("{text} (?)"),
        _ => format!("{text} ({} лет)", rng.between(19, 60)),
    }
}

/// Spaces where there should be none, or a space that does not break.
pub(crate) fn stray_space(text: &str, rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => format!(" {text}"),
        1 => format!("{text}  "),
        2 => text.replacen(' ', "  ", 1),
        _ => text.replacen(' ', "\u{a0}", 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    #[test]
    fn windows_1251_loses_kazakh_letters_but_not_the_dotted_i() {
        assert_eq!(lose_kazakh_letters("Қабылғазы Серік"), "?абыл?азы Серік");
    }

    #[test]
    fn a_look_alike_changes_one_letter() {
        let text = "Асхат";
        let other = look_alike(text, &mut Rng::new(1, 0));
        let changed = text.chars().zip(other.chars()).filter(|(a, b)| a != b);
        assert_eq!(changed.count(), 1);
    }

    proptest! {
        #[test]
        fn no_text_makes_noise_fail(text in any::<String>(), seed in any::<u64>(), joint in 0usize..20) {
            let rng = &mut Rng::new(seed, 0);
            slips(&text, 1.0, rng);
            lose_kazakh_letters(&text);
            look_alike(&text, rng);
            split_compound(&text, joint, rng);
            stray_space(&text, rng);
            remark(&text, rng);
        }
    }
}
