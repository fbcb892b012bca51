//! The guide for people who read no Rust: what is known of languages, and how to correct it.
//!
//! * [How names are read and compared](names): for a linguist who wants to check it.
//! * [How it is decided who is who](method): for a statistician who wants to check it.
//! * [The language tables](tables): for an analyst who wants to correct a row or add a language.
//! * [The findings of a check](findings): for an analyst who has to act on one, and for CI jobs.
//! * [What it withstands](withstands): the attacks and accidents that were tried, and what does not hold.
//!
//! The pages are `src/guide/names.md`, `method.md`, `tables.md`, `findings.md` and `withstands.md` in the repository. Every
//! table in them that states a result, a letter, a price or a column is compared with the program by
//! `cargo test --test guide`, so none of them is out of date. The attacks are named by their tests.

// The pages link to each other's files, for readers of the repository. Of two definitions of a link
// the first one counts, so that here the links lead to the pages as documentation has them.

/// [the tables]: self::tables
/// [the tables: adding-a-language-of-your-own]: self::tables#adding-a-language-of-your-own
/// [the tables: endings]: self::tables#endings
/// [the tables: frequencies]: self::tables#frequencies
/// [the tables: given]: self::tables#given
/// [the tables: letters]: self::tables#letters
/// [the tables: lookalikes]: self::tables#lookalikes
/// [the tables: orders]: self::tables#orders
/// [the tables: stand-ins]: self::tables#stand-ins
/// [the tables: alphabets]: self::tables#alphabets
/// [the tables: letter-places]: self::tables#letter-places
/// [the tables: titles]: self::tables#titles
/// [the tables: unnamed]: self::tables#unnamed
///
#[doc = include_str!("names.md")]
pub mod names {}

/// [the names]: self::names
/// [the names: try-it]: self::names#try-it
///
#[doc = include_str!("tables.md")]
pub mod tables {}

/// [the names]: self::names
///
#[doc = include_str!("method.md")]
pub mod method {}

#[doc = include_str!("findings.md")]
pub mod findings {}

#[doc = include_str!("withstands.md")]
pub mod withstands {}
