//! Identity: the number of a person's papers. It is strong evidence that may be wrong.
//!
//! Numbers are mistyped, two digits change places, two people get one number, and lists correct numbers later. So a number is
//! compared on levels like any other field, and never decides alone.
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

/// Fewer letters and digits are a running number or a mistake.
const SHORTEST: usize = 5;
/// A number is longer than its slip: in fewer digits one slip makes another person's number.
const LEAST_FOR_SLIP: usize = 7;
/// Bytes of the longest number that may have a slip: comparing takes time with the square of the length.
const MOST_FOR_SLIP: usize = 128;
/// Digits of a number whose other digits are zero or nothing else than one digit stand for none.
const LEAST_DISTINCT: usize = 2;

/// A number as it is compared: letters and digits, without blanks, points and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(Box<str>);

/// How alike two numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum IdentityLikeness {
    /// The same number.
    Same,
    /// One digit is another one, is left out, or has changed places with its neighbour.
    Slip,
    /// Another number.
    Different,
}

impl Identity {
    /// Reads a cell; `None` where it has no number, or one that stands for none (`000000000`, `123`).
    pub fn read(cell: &str) -> Option<Self> {
        let text: String = clean(cell).chars().filter(|letter| letter.is_alphanumeric()).collect();
        let text: String = text.chars().filter_map(plain).collect();
        let digits = text.chars().filter(char::is_ascii_digit);
        let mut distinct: Vec<char> = digits.collect();
        distinct.sort_unstable();
        distinct.dedup();
        (text.chars().count() >= SHORTEST && distinct.len() >= LEAST_DISTINCT).then(|| Identity(text.into()))
    }

    /// The letters and digits that are compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How alike two numbers are; symmetric.
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

/// A letter in capitals, a digit of any script as the ASCII one.
fn plain(letter: char) -> Option<char> {
    let digit = |zero: u32| char::from_digit(u32::from(letter).wrapping_sub(zero), 10);
    match letter {
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        letter => letter.to_uppercase().next(),
    }
}
