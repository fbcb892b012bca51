//! Search keys: the words of names in neutral letters, so that a search in any script finds them.
//!
//! Takes names and the letter tables; gives keys, and the table with which the page folds the text of a
//! search in the same way.

use serde::Serialize;

use crate::base::text::clean;
use crate::language::name::{FoldRule, Letters, Role, Sound};
use crate::source::mention::Mention;

/// How a page folds letters: the rules of `Letters::fold` as data.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct LetterTable {
    /// The neutral letters that are vowels.
    vowels: String,
    /// The rules by their first letter. The first rule that fits applies. A rule has the letters after
    /// the first one, the neutral letters that they all become, and the position in a word where it
    /// applies.
    rules: std::collections::BTreeMap<char, Vec<FoldRule>>,
}

impl LetterTable {
    /// The table of some letters.
    pub(crate) fn new(letters: &Letters) -> Self {
        LetterTable { vowels: letters.vowels(), rules: letters.rules() }
    }
}

/// The words of a text in neutral letters, joined by blanks. The page folds a search in the same way. A
/// word in letters that no table has is kept in lower case.
pub(crate) fn folded(text: &str, letters: &Letters) -> String {
    let cleaned = clean(text);
    let words = cleaned.split(|letter: char| letter.is_whitespace() || letter == '-');
    let words = words.filter_map(|word| key(&letters.fold(word), word, letters));
    words.collect::<Vec<_>>().join(" ")
}

/// The key of a word: its neutral letters, or the word in lower case if it has none. `None` for an
/// empty word.
fn key(sounds: &[Sound], word: &str, letters: &Letters) -> Option<String> {
    let shown = letters.show(sounds);
    let key = if shown.is_empty() { word.to_lowercase() } else { shown };
    (!key.is_empty()).then_some(key)
}

/// The search keys of a person: first all words of the shown name as one key, then the other spellings
/// in the records, sorted and each once.
///
/// The first key also gives the order of people on the page. A word of the shown name is not repeated
/// among the others.
pub(super) fn keys(shown: &str, mentions: &[&Mention], letters: &Letters) -> Vec<String> {
    let first = folded(shown, letters);
    let mut words: Vec<String> = Vec::new();
    for name in mentions.iter().filter_map(|one| one.name()) {
        words.extend(folded(name.raw(), letters).split(' ').map(str::to_owned));
        let best = name.readings().first();
        let parts = Role::ALL.iter().filter_map(|role| best?.value(*role));
        words.extend(parts.filter_map(|part| key(part.whole(), part.text(), letters)));
    }
    words.sort();
    words.dedup();
    words.retain(|word| !word.is_empty() && !first.split(' ').any(|known| known == word));
    std::iter::once(first).chain(words).filter(|key| !key.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;

    /// The cases that also test the page's own program.
    const CASES: &str = include_str!("../page/fold-cases.tsv");

    #[test]
    fn words_in_any_script_fold_alike() {
        let letters = Letters::new(&Lexicon::bundled());
        for line in CASES.lines().filter(|line| !line.starts_with('#')) {
            let (word, expected) = line.split_once('\t').unwrap_or((line, ""));
            assert_eq!(folded(word, &letters), expected, "{word}");
        }
    }
}
