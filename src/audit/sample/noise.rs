//! What hands and machines do to text: typing slips, lost letters, look-alikes, stray spaces.
//!
//! Each function takes a text and random numbers and returns the changed text. Any text is accepted, also an empty one.
//! Whether a cell is changed at all is decided by [`NameRates`](super::NameRates); only `slips` draws that itself.

use super::rng::Rng;

/// The Kazakh letters that Windows-1251 does not have.
const KAZAKH_LETTERS: &str = "әғқңөұүһӘҒҚҢӨҰҮҺ";

/// Pairs of a Cyrillic letter and the Latin letter that looks the same.
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

/// The text with one typing slip, with probability `rate`: a letter dropped, doubled, swapped or replaced. The first
/// letter stays, because writers check it. Texts of fewer than four letters stay unchanged.
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

/// Replaces a letter by another one of the same alphabet; a vowel by a vowel, a consonant by a consonant.
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

/// Replaces [`KAZAKH_LETTERS`] by `?`, as a conversion to Windows-1251 does.
pub(crate) fn lose_kazakh_letters(text: &str) -> String {
    let kept = text.chars().map(|letter| match letter {
        letter if KAZAKH_LETTERS.contains(letter) => '?',
        letter => letter,
    });
    kept.collect()
}

/// Replaces one Cyrillic letter by the Latin letter that looks the same.
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

/// Writes a two-part name as two words or with a hyphen. `joint` is the number of letters of the first part. Nothing
/// changes if the second part has fewer than three letters.
pub(crate) fn split_compound(text: &str, joint: usize, rng: &mut Rng) -> String {
    let head: String = text.chars().take(joint).collect();
    let tail: String = text.chars().skip(joint).collect();
    if head.is_empty() || tail.chars().count() < 3 {
        return text.to_owned();
    }
    let gap = if rng.chance(0.5) { ' ' } else { '-' };
    format!("{head}{gap}{}", super::spelling::capitalised(&tail))
}

/// Adds a remark that does not belong into a name cell: an asterisk, a question mark, an age.
pub(crate) fn remark(text: &str, rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => format!("{text} *"),
        1 => format!("{text} (?)"),
        _ => format!("{text} ({} лет)", rng.between(19, 60)),
    }
}

/// Adds a space before, after or within the text, or replaces one by a no-break space.
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
