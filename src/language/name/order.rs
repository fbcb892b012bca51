//! The order of name parts that a project file states for a list.
//!
//! In: the text of `name_order` in a `[[source]]`. Out: a [`NameOrder`], which decides whether the order of a
//! name follows it. A stated order is strong evidence, but single records may differ from it.

use super::Role;
use super::tables::role_of;

/// Words for a part in a stated order, and the letter of the part. `middle` means the father's name.
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
/// Words that state only at which end the surname is, and the letters that they mean. A name of any
/// number of words fits them.
const ENDS: [(&str, &str); 2] = [("surname-first", "SGPA"), ("given-first", "GPAS")];
/// Most parts in a stated order. A name cell with more parts is not read as one name either.
const MOST_PARTS: usize = 12;

/// The order in which a list prints the parts of a name, as a project file states it: `surname-first`,
/// `given-first`, words such as `given-father-family`, or one letter per part such as `SGP`.
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
    /// One letter per part: S, G, P or A. At least two, and no letter in two places.
    letters: String,
    /// Whether a name with as many parts as there are letters must follow the letters one by one: `GSS` has
    /// one given name and two surnames, so a name of three parts cannot be `GGS`.
    is_exact: bool,
}

impl NameOrder {
    /// Reads a stated order. Case matters only for letters: `SGP`, not `sgp`.
    ///
    /// # Errors
    ///
    /// One sentence that quotes the text and lists what can be written. An order needs 2 to 12 parts, and
    /// each part in one place only: `GSG` is refused.
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
                 `given-father-family` or `surname-given-patronymic`, or a letter for each part such as `SGP` \
                 (S surname, G given name, P father's name, A forefather's name)"
            )
        })
    }

    /// The letters of the order: S surname, G given name, P patronymic, A ancestor.
    pub fn as_str(&self) -> &str {
        &self.letters
    }

    /// Whether a name follows the order. `pattern` has one letter per part of the name. Parts may be missing
    /// or consist of several words. If the order has no ancestor, an ancestor counts as a patronymic.
    pub fn fits(&self, pattern: &str) -> bool {
        if self.is_exact && pattern.len() == self.letters.len() {
            return pattern == self.letters;
        }
        let has_ancestor = self.letters.contains('A');
        let known = pattern.chars().map(|letter| if letter == 'A' && !has_ancestor { 'P' } else { letter });
        let mut order = without_repeats(self.letters.chars()).into_iter();
        without_repeats(known).into_iter().all(|letter| order.any(|of| of == letter))
    }

    /// The roles of a name of `parts` parts in this order, for names that no order of the tables fits.
    ///
    /// Parts are dropped or repeated until the number is right: `GPAS` gives a name of six parts `GPAAAS`,
    /// and one of one part `G`. `SGP` gives a name of two parts `SG`.
    pub(super) fn roles(&self, parts: usize) -> Vec<Role> {
        let mut letters: Vec<char> = self.letters.chars().collect();
        // Forefathers are dropped first in a shorter name, and repeated in a longer one.
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

/// The text if it consists of the letters S, G, P and A only.
fn of_letters(text: &str) -> Option<String> {
    let is_letters = !text.is_empty() && text.chars().all(|letter| "SGPA".contains(letter));
    is_letters.then(|| text.to_owned())
}

/// The letters of words that are joined by hyphens, blanks or underscores; `None` if a word is unknown.
fn of_words(text: &str) -> Option<String> {
    let letter = |word: &str| Some(WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known))?.1);
    text.split(['-', ' ', '_']).filter(|word| !word.is_empty()).map(letter).collect()
}

/// Whether each part has one place: `GSG` has two places for the given name.
fn is_one_name(letters: &str) -> bool {
    let parts = without_repeats(letters.chars());
    let is_new = |at: usize| !parts[..at].contains(&parts[at]);
    (0..parts.len()).all(is_new)
}

/// The letters, each run of equal letters as one.
fn without_repeats(letters: impl Iterator<Item = char>) -> Vec<char> {
    let mut all: Vec<char> = letters.collect();
    all.dedup();
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Words and letters for one order give equal values.
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

    /// An order needs two parts, known words or letters, and one place for each part.
    #[test]
    fn what_is_no_order_is_refused() {
        for text in ["", "G", "GSG", "given", "first-last", "gsp", "SGPX", "surname-first-given"] {
            assert!(NameOrder::parse(text).is_err(), "{text:?}");
        }
    }

    /// Which names follow which order.
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

    /// The order is extended or shortened to the number of parts.
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
