//! The words of enums in files and on the command line.
//!
//! [`words!`] takes each variant with its word, and makes the list of all variants, the word of each, `Display` and
//! `FromStr`. So no variant and no conversion can be forgotten.

use crate::base::error::{Error, ErrorKind};
use crate::base::nearest::nearest;

/// Gives an enum its words: `ALL`, `as_str`, `Display` and `FromStr`. The order of the lines is that of `ALL`.
macro_rules! words {
    (
        $name:ident, $what:literal;
        $(#[$of_all:meta])* ALL
        $(#[$of_word:meta])* as_str
        $($variant:ident = $word:literal,)+
    ) => {
        impl $name {
            $(#[$of_all])*
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            $(#[$of_word])*
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        $crate::base::words::from_words!($name, $what, $name::ALL);
    };
}

/// `Display` and `FromStr` of an enum that has `as_str`. `$all` is an iterable of its values.
macro_rules! from_words {
    ($name:ident, $what:literal, $all:expr) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::base::error::Error;

            /// Reads the word. The error names the words that there are, or the nearest one.
            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                let mut all = $all.into_iter();
                let of = |one: $name| one.as_str();
                let found = all.find(|one| of(*one) == text);
                found.ok_or_else(|| $crate::base::words::unknown($what, text, $all.into_iter().map(of)))
            }
        }
    };
}

pub(crate) use {from_words, words};

/// Most words that an error lists if one of them is near.
const FEW: usize = 12;

/// The error for an unknown word. It names the nearest word, and all words if they are few or none is near. `what` is
/// what the words name, such as `field`.
pub(crate) fn unknown<'a>(what: &'static str, text: &str, words: impl Iterator<Item = &'a str>) -> Error {
    let words: Vec<&str> = words.collect();
    let near = nearest(text, words.iter().copied()).map(|near| format!("nearest: `{near}`"));
    let all = (near.is_none() || words.len() <= FEW).then(|| format!("choose among {}", words.join(", ")));
    let hints: Vec<String> = near.into_iter().chain(all).collect();
    let problem = format!("there is no {what} `{text}`; {}", hints.join("; "));
    ErrorKind::Setting { name: what, problem }.into()
}
