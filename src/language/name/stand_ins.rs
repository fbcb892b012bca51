//! Replaces digits and signs that are used in place of letters, before a name is split into parts.
//!
//! In: the text of a name cell, and the tables `stand-ins`. Out: the text with letters. Scanned and typed
//! lists have such signs. With invented names:
//!
//! | printed | meant |
//! |---|---|
//! | `Ахмет0в` | `Ахметов` |
//! | `СЕР1К` | `СЕРІК` |
//! | `3аурбек` | `Заурбек` |
//! | `¥лан` | `Ұлан` |
//! | `Жан,ар` | `Жаңар` |
//! | `Асанов1`, `1. Асанов`, `Асанов 29 лет`, `№3` | unchanged: numbers and footnotes |

use crate::base::text::Script;
use crate::language::lexicon::Lexicon;

/// Fewest other letters of a word in which a sign may represent a letter.
const LEAST_LETTERS: usize = 3;

/// The place where a sign represents a letter (column `where`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignPlace {
    /// Between two letters of one word; `inside` in the tables. `Ахмет0в`, but not `Асанов1`.
    Inside,
    /// The same, or at the start of the cell before a small letter; `start` in the tables. `3аурбек`, but not
    /// `3асанов`.
    Start,
    /// Next to a letter of the same script; `beside` in the tables.
    Beside,
    /// Before a small letter of the same script; `before-small` in the tables.
    BeforeSmall,
}

/// One table row.
#[derive(Clone, Debug)]
struct SignRule {
    /// The sign or signs, in lower case.
    printed: Vec<char>,
    /// The letter that they represent, in lower case.
    letter: char,
    /// Where they represent it.
    place: SignPlace,
}

/// The tables `stand-ins`.
#[derive(Clone, Debug)]
pub(super) struct StandIns {
    /// The rules in table order; the first that fits is applied.
    rules: Vec<SignRule>,
    /// The last sign of each rule. Most names have none of them, which rules the others out fast.
    signs: Vec<char>,
}

impl StandIns {
    /// Reads the tables.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let rule = |row: crate::language::lexicon::TableRow<'_>| {
            let place = match row.get("where") {
                "start" => SignPlace::Start,
                "beside" => SignPlace::Beside,
                "before-small" => SignPlace::BeforeSmall,
                _ => SignPlace::Inside,
            };
            let letter = row.get("letter").chars().next()?;
            Some(SignRule { printed: row.get("printed").chars().collect(), letter, place })
        };
        let rules: Vec<SignRule> = lexicon.rows("stand-ins").filter_map(rule).collect();
        let signs = rules.iter().filter_map(|rule| rule.printed.last().copied()).collect();
        StandIns { rules, signs }
    }

    /// The text with letters in place of signs that represent them; `None` if there are none.
    ///
    /// At each place the first rule of the tables that fits is applied; a rule may cover several signs (`н,`
    /// is ң).
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

impl SignRule {
    /// Whether the rule applies at a letter of the text.
    fn fits(&self, letters: &[char], at: usize) -> bool {
        if !letters.get(at..).is_some_and(|rest| starts_with(rest, &self.printed)) {
            return false;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + self.printed.len()).copied();
        let is_own = |letter: Option<char>| letter.and_then(Script::of) == Script::of(self.letter);
        let is_small = after.is_some_and(char::is_lowercase);
        match self.place {
            SignPlace::Beside => is_own(before) || is_own(after),
            SignPlace::BeforeSmall => is_own(after) && is_small,
            SignPlace::Start if at == 0 => is_own(after) && is_small && is_of_capitalised(letters),
            SignPlace::Inside | SignPlace::Start => {
                let is_one_word = is_small || before.is_some_and(char::is_uppercase);
                is_own(before) && is_own(after) && is_one_word && is_in_word(letters, at)
            }
        }
    }

    /// The letter that replaces the sign.
    ///
    /// It is a capital at the start of a word, between two letters that are not small, and in place of a
    /// capital sign. So `СЕР1К` becomes `СЕРІК`, and `Ахмет0в` becomes `Ахметов`.
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

/// Whether letters begin with the signs of a rule, without regard to case.
fn starts_with(letters: &[char], printed: &[char]) -> bool {
    letters.len() >= printed.len()
        && letters.iter().zip(printed).all(|(letter, sign)| letter.to_lowercase().eq([*sign]))
}

/// Whether the letters around a sign make a word of at least three letters, and no number precedes them
/// (`9ж6ай`).
fn is_in_word(letters: &[char], at: usize) -> bool {
    let before = letters.iter().take(at).rev().take_while(|letter| letter.is_alphabetic()).count();
    let after = letters.iter().skip(at + 1).take_while(|letter| letter.is_alphabetic()).count();
    let number = letters.iter().take(at - before.min(at)).next_back().is_some_and(char::is_ascii_digit);
    before + after >= LEAST_LETTERS && !number
}

/// Whether the first word has at least three letters after the sign, and the text has capitals. Then the sign
/// may represent a capital.
fn is_of_capitalised(letters: &[char]) -> bool {
    let word = letters.iter().skip(1).take_while(|letter| letter.is_alphabetic()).count();
    word >= LEAST_LETTERS && letters.iter().any(|letter| letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with letters, by the bundled tables.
    fn replaced(text: &str) -> Option<String> {
        StandIns::new(&Lexicon::bundled()).replace(text)
    }

    /// Signs in and at the start of words represent letters.
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

    /// Ages, running numbers, footnotes and separators are unchanged.
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
