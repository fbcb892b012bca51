//! Digits and signs in the place of letters (`Ахмет0в`), before a name is cut into parts.

use crate::base::text::Script;
use crate::language::lexicon::Lexicon;

/// A word with fewer letters is none that a digit stands in.
const LEAST_LETTERS: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Inside,
    Start,
    Beside,
    BeforeSmall,
}

#[derive(Clone, Debug)]
struct Rule {
    printed: Vec<char>,
    letter: char,
    place: Where,
}

/// The tables `stand-ins`.
#[derive(Clone, Debug)]
pub(super) struct StandIns {
    rules: Vec<Rule>,
    /// The last signs of all rules: most names have none of them.
    signs: Vec<char>,
}

impl StandIns {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let rule = |row: crate::language::lexicon::TableRow<'_>| {
            let place = match row.get("where") {
                "start" => Where::Start,
                "beside" => Where::Beside,
                "before-small" => Where::BeforeSmall,
                _ => Where::Inside,
            };
            let letter = row.get("letter").chars().next()?;
            Some(Rule { printed: row.get("printed").chars().collect(), letter, place })
        };
        let rules: Vec<Rule> = lexicon.rows("stand-ins").filter_map(rule).collect();
        let signs = rules.iter().filter_map(|rule| rule.printed.last().copied()).collect();
        StandIns { rules, signs }
    }

    /// The text with letters where they belong; `None` when nothing stands in for one.
    pub(super) fn replace(&self, text: &str) -> Option<String> {
        let is_plain = |letter: char| matches!(letter, 'А'..='я' | ' ' | 'a'..='z');
        if !text.contains(|letter: char| !is_plain(letter) && self.signs.contains(&letter)) {
            return None;
        }
        let letters: Vec<char> = text.chars().collect();
        let (mut out, mut at, mut found) = (String::with_capacity(text.len()), 0, false);
        while let Some(letter) = letters.get(at) {
            let rule = self.rules.iter().find(|rule| rule.fits(&letters, at));
            found |= rule.is_some();
            out.push(rule.map_or(*letter, |rule| rule.cased(&letters, at)));
            at += rule.map_or(1, |rule| rule.printed.len());
        }
        found.then_some(out)
    }
}

impl Rule {
    fn fits(&self, letters: &[char], at: usize) -> bool {
        if !letters.get(at..).is_some_and(|rest| starts_with(rest, &self.printed)) {
            return false;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + self.printed.len()).copied();
        let is_own = |letter: Option<char>| letter.and_then(Script::of) == Script::of(self.letter);
        let is_small = after.is_some_and(char::is_lowercase);
        match self.place {
            Where::Beside => is_own(before) || is_own(after),
            Where::BeforeSmall => is_own(after) && is_small,
            Where::Start if at == 0 => is_own(after) && is_small && is_of_capitalised(letters),
            Where::Inside | Where::Start => {
                let is_one_word = is_small || before.is_some_and(char::is_uppercase);
                is_own(before) && is_own(after) && is_one_word && is_in_word(letters, at)
            }
        }
    }

    /// The letter, a capital at the start of a word and after a capital that a capital follows.
    fn cased(&self, letters: &[char], at: usize) -> char {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let starts = before.is_none_or(|before| !before.is_alphabetic());
        let after = letters.get(at + self.printed.len()).copied();
        let small = |letter: Option<char>| letter.is_none_or(char::is_lowercase);
        if self.printed.len() == 1 && (starts || !(small(before) || small(after))) {
            return self.letter.to_uppercase().next().unwrap_or(self.letter);
        }
        let is_capital = letters.get(at).is_some_and(|letter| letter.is_uppercase());
        if is_capital { self.letter.to_uppercase().next().unwrap_or(self.letter) } else { self.letter }
    }
}

fn starts_with(letters: &[char], printed: &[char]) -> bool {
    letters.len() >= printed.len()
        && letters.iter().zip(printed).all(|(letter, sign)| letter.to_lowercase().eq([*sign]))
}

/// Whether the letters around a sign make a word, and no number stands before them (`9ж6ай`).
fn is_in_word(letters: &[char], at: usize) -> bool {
    let before = letters.iter().take(at).rev().take_while(|letter| letter.is_alphabetic()).count();
    let after = letters.iter().skip(at + 1).take_while(|letter| letter.is_alphabetic()).count();
    let number = letters.iter().take(at - before.min(at)).next_back().is_some_and(char::is_ascii_digit);
    before + after >= LEAST_LETTERS && !number
}

/// Whether other words begin with capitals, so that the sign stands for one, and the word is one.
fn is_of_capitalised(letters: &[char]) -> bool {
    let word = letters.iter().skip(1).take_while(|letter| letter.is_alphabetic()).count();
    word >= LEAST_LETTERS && letters.iter().any(|letter| letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> Option<String> {
        StandIns::new(&Lexicon::bundled()).replace(text)
    }

    #[test]
    fn digits_and_signs_inside_words_are_letters() {
        for (printed, meant) in [
            ("Ахмет0в Серик", "Ахметов Серик"),
            ("АХМЕТ0В СЕР1К", "АХМЕТОВ СЕРІК"),
            ("Akhmet0v", "Akhmetov"),
            ("3аурбек Асанов", "Заурбек Асанов"),
            ("6олат Каби3ов", "Болат Кабизов"),
            ("¥лан Гγлнар", "Ұлан Гүлнар"),
            ("Б¥ЛАН", "БҰЛАН"),
            ("Жан,ар, Асан", "Жаңар, Асан"),
            ("А6ай", "Абай"),
        ] {
            assert_eq!(replaced(printed).as_deref(), Some(meant));
        }
    }

    #[test]
    fn numbers_and_signs_beside_words_stay() {
        for text in [
            "Асанов1",
            "1. Асанов",
            "3Асанов",
            "3асанов",
            "Асанов 29 лет",
            "Асанов3Берик",
            "9ж6ай",
            "1990г.р.",
            "Асанов, берик",
            "Асанов,Берик",
            "¥ 5",
            "Асанов 3года",
            "2й",
            "№3",
            "Асан | Берик",
        ] {
            assert_eq!(replaced(text), None, "{text}");
        }
    }
}
