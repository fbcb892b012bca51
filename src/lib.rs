//! Fuzzy-matches victim names and dates across casualty lists and merges them into one register
//! in which every value keeps its source.
#![deny(missing_docs)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit, clippy::unwrap_used, clippy::panic)]

pub mod age;
pub mod date;
pub mod error;
pub mod finding;
pub mod lexicon;

pub use error::{Error, ErrorKind, Result};
pub use finding::{Code, Finding, Location, Severity};
pub use lexicon::Lexicon;
