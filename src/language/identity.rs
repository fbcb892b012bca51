//! Identity: the number of a person's document. It is strong evidence that can still be wrong.
//!
//! Numbers are mistyped, two digits are transposed, two people get one number, and lists correct numbers later. So a
//! number is compared on levels like any other field, and never decides alone.
//!
//! In: the text of a cell. Out: an [`Identity`], or `None` for a cell without a usable number. Check digits are not
//! verified: lists print numbers of many countries.
//!
//! ```
//! use casualty_register::language::{Identity, IdentityLikeness};
//!
//! let read = |text| Identity::read(text).expect("a number");
//! assert_eq!(read("900-512 30.0122").as_str(), "900512300122");
//! assert_eq!(read("900512300122").likeness(&read("900512300212")), IdentityLikeness::Slip);
//! assert_eq!(read("900512300122").likeness(&read("850101300044")), IdentityLikeness::Different);
//! assert!(Identity::read("0000000000").is_none());
//! ```

use crate::base::text::clean;

/// Shortest number, in letters and digits. A shorter one is a running number of the list or a mistake.
const SHORTEST: usize = 5;
/// Shortest pair of numbers that may differ by a slip, in bytes. Among shorter numbers, one slip gives the number of
/// another person.
const LEAST_FOR_SLIP: usize = 7;
/// Longest pair of numbers that may differ by a slip, in bytes. The comparison takes time with the square of the
/// length.
const MOST_FOR_SLIP: usize = 128;
/// Fewest different digits of a number. A number of one repeated digit (`000000000`) is a placeholder.
const LEAST_DISTINCT: usize = 2;

/// A number in the form that is compared: capital letters and ASCII digits, without spaces, points and hyphens.
/// `900-512 30.0122` becomes `900512300122`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(Box<str>);

/// How alike two numbers are, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum IdentityLikeness {
    /// The same number.
    Same,
    /// One character is replaced, missing or added, or two neighbours are transposed: an optimal string alignment
    /// distance of 1. Only for numbers of 7 to 128 bytes.
    /// Only for numbers long enough that a slip rarely gives another person's number.
    Slip,
    /// Any other pair of numbers.
    /// Two documents of one person (a passport and an identity card) give this too.
    Different,
}

impl Identity {
    /// Reads a cell. `None` if it has fewer than five letters and digits, or fewer than two different digits
    /// (`000000000`, `123`).
    ///
    /// The order of the characters is kept, and no check digit is verified.
    pub fn read(cell: &str) -> Option<Self> {
        let text: String = clean(cell).chars().filter(|letter| letter.is_alphanumeric()).collect();
        let text: String = text.chars().filter_map(plain).collect();
        let digits = text.chars().filter(char::is_ascii_digit);
        let mut distinct: Vec<char> = digits.collect();
        distinct.sort_unstable();
        distinct.dedup();
        (text.chars().count() >= SHORTEST && distinct.len() >= LEAST_DISTINCT).then(|| Identity(text.into()))
    }

    /// The letters and digits that are compared; at least five.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How alike two numbers are; symmetric.
    ///
    /// A slip is accepted only in numbers of at least seven bytes: among the short numbers of a list, two that differ
    /// by one digit usually belong to two people.
    pub fn likeness(&self, other: &Self) -> IdentityLikeness {
        if self == other {
            return IdentityLikeness::Same;
        }
        let (shorter, longer) = (self.0.len().min(other.0.len()), self.0.len().max(other.0.len()));
        let may_have_slip = shorter >= LEAST_FOR_SLIP && longer <= MOST_FOR_SLIP;
        match may_have_slip && strsim::osa_distance(&self.0, &other.0) == 1 {
            true => IdentityLikeness::Slip,
            false => IdentityLikeness::Different,
        }
    }
}

/// A letter as a capital, and a digit of the Arabic, Persian or Devanagari script as an ASCII digit.
fn plain(letter: char) -> Option<char> {
    let digit = |zero: u32| char::from_digit(u32::from(letter).wrapping_sub(zero), 10);
    match letter {
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        letter => letter.to_uppercase().next(),
    }
}
