//! The guide, for people who read no Rust.
//!
//! For everyone who runs the program:
//!
//! * [From lists to a published register](start): from lists to publication in nine steps, without writing a file by hand.
//! * [The project file and your lists](project): keys, fields, formats of lists, settings, published
//!   totals.
//! * [The commands](commands): options and exit status.
//! * [The files of a run](files): every table and column.
//! * [Tables for other programs](exchange): R, Python, Data Package, FollowTheMoney.
//! * [Decisions and ids](decisions): the ledger of reviewers, and ids that can be cited.
//! * [What may be published](publishing): what is withheld, and the grades of entries.
//! * [The findings of a check](findings): how to act on a finding, and how to run a check in CI.
//!
//! For people who check the results:
//!
//! * [The method](method): for a statistician.
//! * [People on no list](estimate): models, assumptions, and when no number is given.
//! * [Measured results](figures): accuracy, calibration and speed.
//! * [Long lists](scale): up to ten million records.
//! * [How names are read and compared](names): for a linguist.
//! * [The language tables](tables): for an analyst who corrects a row or adds a language.
//! * [Attacks and accidents](withstands): what was tried, and what does not hold.
//!
//! The pages are files in `src/guide`. In `names`, `tables`, `method` and `findings`, the program
//! computes each table between marks, and `cargo test --test suite guide` compares it with the page.
//! The page of attacks names the test of each attack.

// The pages link to each other's files, for readers of the repository. If a link is defined twice, the
// first definition applies. The definitions below come first, so in the documentation the links lead to
// its pages.

/// [publishing]: self::publishing
///
#[doc = include_str!("start.md")]
pub mod start {}

/// [the names]: self::names
/// [the method]: self::method
/// [the findings]: self::findings
/// [publishing]: self::publishing
/// [the decisions]: self::decisions
///
#[doc = include_str!("project.md")]
pub mod project {}

/// [start]: self::start
/// [the files]: self::files
/// [the findings]: self::findings
/// [publishing]: self::publishing
///
#[doc = include_str!("commands.md")]
pub mod commands {}

/// [exchange]: self::exchange
/// [withstands]: self::withstands
///
#[doc = include_str!("files.md")]
pub mod files {}

/// [publishing]: self::publishing
///
#[doc = include_str!("exchange.md")]
pub mod exchange {}

#[doc = include_str!("decisions.md")]
pub mod decisions {}

#[doc = include_str!("estimate.md")]
pub mod estimate {}

/// [the decisions]: self::decisions
/// [withstands]: self::withstands
///
#[doc = include_str!("publishing.md")]
pub mod publishing {}

/// [the project file]: self::project
///
#[doc = include_str!("findings.md")]
pub mod findings {}

/// [the names]: self::names
///
#[doc = include_str!("method.md")]
pub mod method {}

/// [the method: how-well-it-does]: self::method#6-how-well-it-does
/// [scale]: self::scale
///
#[doc = include_str!("figures.md")]
pub mod figures {}

#[doc = include_str!("scale.md")]
pub mod scale {}

/// [the tables]: self::tables
/// [the tables: adding-a-language-of-your-own]: self::tables#adding-a-language-of-your-own
/// [the tables: alternations]: self::tables#alternations
/// [the tables: birth-surname]: self::tables#birth-surname
/// [the tables: endings]: self::tables#endings
/// [the tables: frequencies]: self::tables#frequencies
/// [the tables: given]: self::tables#given
/// [the tables: letters]: self::tables#letters
/// [the tables: lookalikes]: self::tables#lookalikes
/// [the tables: orders]: self::tables#orders
/// [the tables: titles]: self::tables#titles
/// [the tables: unnamed]: self::tables#unnamed
/// [the tables: relations]: self::tables#relations
/// [the tables: genitives]: self::tables#genitives
/// [the tables: generations]: self::tables#generations
/// [the tables: people-words]: self::tables#people-words
/// [the tables: unknown-words]: self::tables#unknown-words
/// [the tables: stand-ins]: self::tables#stand-ins
/// [the tables: alphabets]: self::tables#alphabets
/// [the tables: letter-places]: self::tables#letter-places
/// [the tables: script-letters]: self::tables#script-letters
/// [the tables: transcriptions]: self::tables#transcriptions
///
#[doc = include_str!("names.md")]
pub mod names {}

/// [the names]: self::names
/// [the names: try-it]: self::names#try-it
///
#[doc = include_str!("tables.md")]
pub mod tables {}

#[doc = include_str!("withstands.md")]
pub mod withstands {}
