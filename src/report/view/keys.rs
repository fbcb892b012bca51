//! Words of names in neutral letters, so that a search in any script finds them, and the table by which a
//! page folds what is typed in the same way.

use serde::Serialize;

use crate::base::text::clean;
use crate::language::name::{FoldRule, Letters, Role, Sound};
use crate::source::mention::Mention;

/// How a page folds letters, as `Letters::fold` does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct LetterTable {
    /// The neutral letters that are vowels.
    vowels: String,
    /// For each first letter the rules, the first that fits counting: the letters behind it, what all of them
    /// become, and where in a word.
    rules: std::collections::BTreeMap<char, Vec<FoldRule>>,
}

impl LetterTable {
    pub(crate) fn new(letters: &Letters) -> Self {
        LetterTable { vowels: letters.vowels(), rules: letters.rules() }
    }
}

/// The words of a text in neutral letters, joined by blanks: what the page makes of a query. A word in letters that
/// no table has stays as it is, in lower case.
pub(crate) fn folded(text: &str, letters: &Letters) -> String {
    let cleaned = clean(text);
    let words = cleaned.split(|letter: char| letter.is_whitespace() || letter == '-');
    let words = words.filter_map(|word| key(&letters.fold(word), word, letters));
    words.collect::<Vec<_>>().join(" ")
}

fn key(sounds: &[Sound], word: &str, letters: &Letters) -> Option<String> {
    let shown = letters.show(sounds);
    let key = if shown.is_empty() { word.to_lowercase() } else { shown };
    (!key.is_empty()).then_some(key)
}

/// The keys of a person: first all words of the name that is shown, then others that rows spell otherwise.
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

    /// The table that the program of the page is tested with too.
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
