//! Arabic letters that a reader of PDF files exchanged: `عبد هللا` for عبد الله, `اإلسالم` for الإسلام.
//!
//! In: one cell. Out: the text with the letters in order, or nothing. Lam and alif are drawn as one sign, and so is
//! the word الله. Some programs that read text from PDF files return the letters of such a sign in the wrong order.
//! Three kinds are certain, because no Arabic word has these letters:
//!
//! | printed | meant | why |
//! |---|---|---|
//! | `هللا` at the end of a word | `الله` | no word ends with these letters |
//! | `اإل`, `األ`, `اآل` at the start | `الإ`, `الأ`, `الآ` | no word begins with two alifs |
//! | `ال` after such a start | `لا` | the word has the error: `اإلسالم` |
//!
//! A list that has one of these has others too. In such a list a word is read as the given name of the tables that it
//! would be with its letters in order: `عالء` as علاء. A word that is a given name itself is unchanged (`سالم`), except
//! before الدين: `صالح الدين` is صلاح الدين.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::lexicon::Lexicon;

/// The printed end of a word, and what was meant.
const GOD: (&str, &str) = ("هللا", "الله");
/// The printed start of a word, and what was meant.
const STARTS: [(&str, &str); 3] = [("اإل", "الإ"), ("األ", "الأ"), ("اآل", "الآ")];
/// The printed letters inside such a word, and what was meant.
const INSIDE: (&str, &str) = ("ال", "لا");

/// The word after which a given name with exchanged letters is certain: "of the religion".
const RELIGION: &str = "الدين";

/// Given names of the tables that have lam and alif inside.
#[derive(Clone, Debug, Default)]
pub(super) struct Ligatures {
    /// The name with the letters exchanged, the name, and whether the first is a given name too.
    exchanged: BTreeMap<String, (String, bool)>,
}

impl Ligatures {
    /// Reads the tables `given`.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let names: BTreeSet<&str> = lexicon.rows("given").map(|row| row.get("form")).collect();
        let exchanged = names.iter().filter_map(|name| {
            let first = name.chars().next()?.len_utf8();
            let rest = name.get(first..).filter(|rest| rest.contains(INSIDE.1))?;
            let printed = format!("{}{}", name.get(..first)?, rest.replace(INSIDE.1, INSIDE.0));
            let is_name = names.contains(printed.as_str());
            Some((printed, ((*name).to_owned(), is_name)))
        });
        Ligatures { exchanged: exchanged.collect() }
    }

    /// The text with exchanged letters of given names in order; `None` if there are none. For a list in which other
    /// words show the error.
    pub(super) fn undo_names(&self, text: &str) -> Option<String> {
        let words: Vec<&str> = text.split(' ').collect();
        let meant = |(at, word): (usize, &&str)| {
            let (name, is_name) = self.exchanged.get(*word)?;
            (!is_name || words.get(at + 1) == Some(&RELIGION)).then_some(name.as_str())
        };
        let all: Vec<Option<&str>> = words.iter().enumerate().map(meant).collect();
        all.iter().any(Option::is_some).then(|| {
            let words = words.iter().zip(&all).map(|(printed, meant)| meant.unwrap_or(printed));
            words.collect::<Vec<_>>().join(" ")
        })
    }
}

/// The text with the letters in order; `None` if no word has exchanged letters.
pub(super) fn undo(text: &str) -> Option<String> {
    if !text.contains(GOD.0) && !STARTS.iter().any(|(start, _)| text.contains(start)) {
        return None;
    }
    let words: Vec<Option<String>> = text.split(' ').map(word).collect();
    words.iter().any(Option::is_some).then(|| {
        let words =
            text.split(' ').zip(words).map(|(printed, meant)| meant.unwrap_or_else(|| printed.to_owned()));
        words.collect::<Vec<_>>().join(" ")
    })
}

/// One word with its letters in order; `None` if it has no certain sign.
fn word(word: &str) -> Option<String> {
    if let Some(before) = word.strip_suffix(GOD.0) {
        return Some(format!("{before}{}", GOD.1));
    }
    let start = |(printed, meant): &(&'static str, &'static str)| Some((*meant, word.strip_prefix(printed)?));
    let (meant, rest) = STARTS.iter().find_map(start)?;
    Some(format!("{meant}{}", rest.replace(INSIDE.0, INSIDE.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_put_in_order_in_a_list_that_shows_the_error() {
        let ligatures = Ligatures::new(&Lexicon::bundled());
        for (printed, meant) in [
            ("عالء محمد", Some("علاء محمد")),
            ("صالح الدين محمد", Some("صلاح الدين محمد")),
            ("صالح محمد", None),
            ("سالم خالد", None),
        ] {
            assert_eq!(ligatures.undo_names(printed).as_deref(), meant, "{printed}");
        }
    }

    #[test]
    fn only_letters_that_no_word_has_are_exchanged_back() {
        for (printed, meant) in [
            ("عبد هللا", Some("عبد الله")),
            ("سامي عبدهللا الزين", Some("سامي عبدالله الزين")),
            ("سيف اإلسالم", Some("سيف الإسلام")),
            ("األحمد", Some("الأحمد")),
            ("سالم صالح", None),
            ("هلال", None),
            ("هلالي", None),
            ("الأحمد", None),
            ("Abdullah", None),
        ] {
            assert_eq!(undo(printed).as_deref(), meant, "{printed}");
        }
    }
}
