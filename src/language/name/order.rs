//! The order of name parts that a project file states for a list.

use super::Role;
use super::tables::role_of;

/// Words for a part in a stated order, and its letter.
const WORDS: [(&str, char); 10] = [
    ("given", 'G'),
    ("name", 'G'),
    ("surname", 'S'),
    ("family", 'S'),
    ("patronymic", 'P'),
    ("father", 'P'),
    ("middle", 'P'),
    ("grandfather", 'A'),
    ("ancestor", 'A'),
    ("forefather", 'A'),
];
/// Words that state only which end the surname has.
const ENDS: [(&str, &str); 2] = [("surname-first", "SGPA"), ("given-first", "GPAS")];
/// A name has no more parts than this.
const MOST_PARTS: usize = 12;

/// The order in which a list prints the parts of a name, as a project file states it: `surname-first`,
/// `given-first`, words such as `given-father-family`, or a letter for each part as in `SGP`.
///
/// ```
/// use casualty_register::language::name::NameOrder;
///
/// let order = NameOrder::parse("given-father-family")?;
/// assert_eq!(order, NameOrder::parse("GPS")?);
/// assert!(order.fits("GPS") && order.fits("GS") && order.fits("GPAS"));
/// assert!(!order.fits("SGP"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameOrder {
    letters: String,
    /// Whether a name of as many parts as there are letters follows the letters one by one.
    is_exact: bool,
}

impl NameOrder {
    /// Reads a stated order.
    ///
    /// # Errors
    ///
    /// One sentence on what is wrong and what can be written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some((_, letters)) = ENDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
            return Ok(NameOrder { letters: (*letters).to_owned(), is_exact: false });
        }
        let letters = of_letters(text).or_else(|| of_words(text));
        let usable =
            letters.filter(|letters| (2..=MOST_PARTS).contains(&letters.len()) && is_one_name(letters));
        usable.map(|letters| NameOrder { letters, is_exact: true }).ok_or_else(|| {
            format!(
                "`name_order` is {text:?}; write `surname-first`, `given-first`, words such as \
                 `given-father-family` or `surname-given-patronymic`, or a letter for each part, as `SGP` \
                 (S surname, G given name, P father's name, A forefather's name)"
            )
        })
    }

    /// The letters of the order: S surname, G given name, P patronymic, A ancestor.
    pub fn as_str(&self) -> &str {
        &self.letters
    }

    /// Whether a name whose parts have these roles, a letter each, follows the order: parts may be left
    /// out, or consist of several words.
    pub fn fits(&self, pattern: &str) -> bool {
        if self.is_exact && pattern.len() == self.letters.len() {
            return pattern == self.letters;
        }
        let has_ancestor = self.letters.contains('A');
        let known = pattern.chars().map(|letter| if letter == 'A' && !has_ancestor { 'P' } else { letter });
        let mut order = without_repeats(self.letters.chars()).into_iter();
        without_repeats(known).into_iter().all(|letter| order.any(|of| of == letter))
    }

    /// The roles of a name of some parts in this order, where no usual order fits it.
    pub(super) fn roles(&self, parts: usize) -> Vec<Role> {
        let mut letters: Vec<char> = self.letters.chars().collect();
        // Forefathers are left out first, and repeated in a longer name.
        while letters.len() > parts {
            let spare = ['A', 'P'].iter().find_map(|spare| letters.iter().rposition(|one| one == spare));
            letters.remove(spare.unwrap_or(letters.len() - 1));
        }
        while letters.len() < parts {
            let last = ['A', 'P', 'G'].iter().find_map(|more| letters.iter().rposition(|one| one == more));
            let at = last.unwrap_or(0);
            letters.insert(at, letters[at]);
        }
        letters.into_iter().map(role_of).collect()
    }
}

fn of_letters(text: &str) -> Option<String> {
    let is_letters = !text.is_empty() && text.chars().all(|letter| "SGPA".contains(letter));
    is_letters.then(|| text.to_owned())
}

fn of_words(text: &str) -> Option<String> {
    let letter = |word: &str| Some(WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known))?.1);
    text.split(['-', ' ', '_']).filter(|word| !word.is_empty()).map(letter).collect()
}

/// A part stands in one place: `GSG` is no order.
fn is_one_name(letters: &str) -> bool {
    let parts = without_repeats(letters.chars());
    let is_new = |at: usize| !parts[..at].contains(&parts[at]);
    (0..parts.len()).all(is_new)
}

fn without_repeats(letters: impl Iterator<Item = char>) -> Vec<char> {
    let mut all: Vec<char> = letters.collect();
    all.dedup();
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_and_letters_say_the_same() {
        for (words, letters) in [
            ("given-father-grandfather-family", "GPAS"),
            ("surname-given-patronymic", "SGP"),
            ("Surname Given", "SG"),
        ] {
            assert_eq!(NameOrder::parse(words), NameOrder::parse(letters), "{words}");
        }
    }

    #[test]
    fn what_is_no_order_is_refused() {
        for text in ["", "G", "GSG", "given", "first-last", "gsp", "SGPX", "surname-first-given"] {
            assert!(NameOrder::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn parts_may_be_left_out_or_repeated() {
        let fits = |order: &str, pattern: &str| NameOrder::parse(order).unwrap().fits(pattern);
        assert!(fits("GPS", "GPAS") && fits("GPS", "GGPS") && fits("GPS", "GS"));
        assert!(fits("SGP", "SG") && fits("SGP", "SGGP") && !fits("SGP", "SPG"));
        assert!(fits("GSS", "GSS") && !fits("GSS", "GGS") && fits("GSS", "GGSS"));
        assert!(
            fits("surname-first", "SGPA") && fits("surname-first", "SSGG") && !fits("surname-first", "GS")
        );
        assert!(fits("given-first", "GGSS") && fits("given-first", "GPAS"));
    }

    #[test]
    fn a_name_of_any_length_has_roles() {
        let letters = |order: &str, parts: usize| {
            let roles = NameOrder::parse(order).unwrap().roles(parts);
            roles.into_iter().map(super::super::readings::letter_of).collect::<String>()
        };
        assert_eq!(letters("GPAS", 6), "GPAAAS");
        assert_eq!(letters("SGP", 2), "SG");
        assert_eq!(letters("SG", 3), "SGG");
        assert_eq!(letters("GPAS", 1), "G");
    }
}
