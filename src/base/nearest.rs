//! Suggests the known word that is nearest to an unknown one, for error messages.

/// Smallest similarity for a suggestion, from 0 to 1. Suggestions below it confuse more than they help.
const HELPFUL: f64 = 0.45;

/// Longest word that is compared, in bytes. Longer text is no typing error, and the time grows with the product of the
/// lengths.
const LONGEST: usize = 1_000;

/// The option most similar to `word`, ignoring case and outer white space; `None` if no option is similar enough. A tie
/// goes to the first option.
///
/// The time is proportional to the number of options and to the product of the lengths.
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

/// Similarity from 0 (nothing in common) to 1 (equal), by Damerau-Levenshtein distance. If one word begins with the
/// other, the similarity is at least [`HELPFUL`], however long the rest is: `name` and `name of the deceased`.
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
