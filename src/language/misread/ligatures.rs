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
//! Other words are unchanged, such as `سالم`, which is a name of its own.

/// The printed end of a word, and what was meant.
const GOD: (&str, &str) = ("هللا", "الله");
/// The printed start of a word, and what was meant.
const STARTS: [(&str, &str); 3] = [("اإل", "الإ"), ("األ", "الأ"), ("اآل", "الآ")];
/// The printed letters inside such a word, and what was meant.
const INSIDE: (&str, &str) = ("ال", "لا");

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
