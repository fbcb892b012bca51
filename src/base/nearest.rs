//! The nearest known word, for messages about a word that is not known.

/// Below this a suggestion confuses more than it helps.
const HELPFUL: f64 = 0.45;

/// Longer words are no slip of a key: comparing them takes time with the product of their lengths.
const LONGEST: usize = 1_000;

/// The option that is written most like `word`, letter case aside, if any is like it at all.
/// Of equally near options the first one.
pub(crate) fn nearest<'a>(word: &str, options: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.trim().to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for option in options {
        let likeness = likeness(&word, &option.trim().to_lowercase());
        if likeness >= HELPFUL && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, option));
        }
    }
    best.map(|(_, option)| option)
}

/// From 0 (nothing in common) to 1 (equal). A word that begins another one is near to it however
/// long the other one is: `name` and `name of the deceased`.
fn likeness(a: &str, b: &str) -> f64 {
    if a.len().max(b.len()) > LONGEST {
        return 0.0;
    }
    let edits = strsim::normalized_damerau_levenshtein(a, b);
    let begins = !a.is_empty() && !b.is_empty() && (a.starts_with(b) || b.starts_with(a));
    if begins { edits.max(HELPFUL) } else { edits }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_like_the_word() {
        let keys = ["birth_date", "death_date", "age"];
        assert_eq!(nearest("birthdate", keys), Some("birth_date"));
        assert_eq!(nearest("AGE", keys), Some("age"));
        assert_eq!(nearest("quorum", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
