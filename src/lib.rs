//! Fuzzy-matches victim names and dates across casualty lists and merges them into one register
//! in which every value keeps its source.
#![deny(missing_docs)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit, clippy::unwrap_used, clippy::panic)]

pub mod age;
pub mod block;
pub mod check;
pub mod cluster;
pub mod compare;
pub mod date;
mod digest;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod finding;
pub mod lexicon;
pub mod mention;
pub mod model;
pub mod name;
pub mod name_pair;
pub mod place;
mod plain;
pub mod project;
pub mod reconcile;
pub mod register;
pub mod report;
pub mod sample;
pub mod sex;
pub mod source;
pub mod status;
pub mod text;

pub use error::{Error, ErrorKind, Result};
pub use finding::{Code, Finding, Location, Severity};
pub use lexicon::Lexicon;
pub use model::Model;
pub use reconcile::{Outcome, Reconciler, Settings};
pub use register::{Entry, Register};
