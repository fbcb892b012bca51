//! Links lists of people killed in conflict and merges them into one register in which every value keeps its source.
//!
//! It is for researchers who reconcile such lists, for analysts who run the bundled program (`examples/reconcile`), and
//! for CI jobs that check a dataset.
//!
//! ```
//! use casualty_register::Reconciler;
//!
//! let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml")?.run()?;
//! for entry in outcome.register().entries().iter().take(3) {
//!     println!("{}  {}  {}", entry.id(), entry.name(), entry.sources().join(", "));
//! }
//! let why = outcome.explain("azattyq:91", "arrukhkhak:10")?;
//! println!("{why}");
//! assert_eq!(outcome.register().rebuild("azattyq").map(|rows| rows.len()), Some(189));
//! # Ok::<(), casualty_register::Error>(())
//! ```
//!
//! # The stages
//!
//! Data goes through the stages in this order. Each stage is public. Only [`Reconciler`] calls every stage.
//!
//! | stage | module | takes | gives | never |
//! |---|---|---|---|---|
//! | read | [`project`], [`source`] | project file, bytes | [`Source`](source::Source) of [`Record`](source::Record)s, verbatim | interprets or drops a cell |
//! | normalise | [`mention`], with [`misread`], [`name`], [`date`], [`age`], [`place`], [`status`], [`sex`] | records, [`Lexicon`] | [`Mention`](mention::Mention)s, findings | compares two records |
//! | block | [`block`] | mentions | candidate [`Pair`](block::Pair)s | decides |
//! | compare | [`compare`] | pairs | comparison vectors ([`Profile`](compare::Profile)): a level for each field | weighs |
//! | score | [`model`] | comparison vectors | [`Link`](model::Link)s: weights in bits, probabilities | sees text |
//! | cluster | [`cluster`](mod@cluster) | links | a [`Posterior`](cluster::Posterior) over partitions, [`Cluster`](cluster::Cluster)s of mentions | breaks a tie silently |
//! | merge | [`register`] | clusters, mentions | [`Register`] of [`Entry`]s with claims | discards a claim |
//! | check | [`check`] | all of it | [`Finding`]s | changes anything |
//! | report | [`report`], [`explain`], [`evaluate`] | [`Outcome`] | files, explanations, figures | decides |
//!
//! [`bulk`] is the same pipeline for millions of records; it returns the clusters only. [`totals`] compares published figures
//! with the lists and with each other, and never changes the register. [`name_pair`] compares two names without anything
//! else. [`sample`] invents lists with known truth. The [`guide`] is for people who read no Rust: project file, commands,
//! files, method, names, language tables.
//!
//! # Terms
//!
//! | term | meaning |
//! |---|---|
//! | record | a row of a list |
//! | mention | what a record says about one person, as typed values |
//! | link | a scored pair of mentions |
//! | partition | an assignment of all mentions to people |
//! | cluster | the mentions of one person |
//! | entry | a person in the register |
//! | claim | what one cell of one list says |
//! | weight | log2 of a likelihood ratio, in bits |
//!
//! Days are civil days.
//!
//! # What it promises
//!
//! - The same lists give the same bytes, in any order of their rows and on any number of threads. Only row numbers, which are
//!   provenance, follow the order.
//! - No cell is lost: [`Register::rebuild`] returns each list cell for cell.
//! - The library does not print, does not use the network or the clock, and does not panic on input.
//! - The sampling of partitions starts from a seed that is made from the salt of the file of ids, or from the record ids if a
//!   project keeps no ids. Random numbers of the system affect results only through the salt of a new file.
//! - A problem in the data is a [`Finding`] with a stable code. An [`Error`] is only what stops a run.
//!
//! # What it does not do
//!
//! - It does not estimate people who appear on no list. The interval of the number of people
//!   ([`Summary::estimate`](report::Summary::estimate)) covers the people whom the lists name, under the model. It does not
//!   cover errors of the lists or a wrong model.
//! - Its probabilities come from a documented prior and from the lists. [`evaluate`] shows how often they are right where the
//!   truth is known.
//! - It never treats a list's label as fact, and it identifies no living person.
#![deny(missing_docs)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit, clippy::unwrap_used, clippy::panic)]

pub mod age;
mod beside;
pub mod block;
pub mod bulk;
pub mod check;
mod check_rules;
pub mod cluster;
pub mod compare;
pub mod date;
pub mod diff;
mod digest;
pub mod disk;
mod engine;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod finding;
pub mod grade;
pub mod guide;
pub mod identity;
pub mod ledger;
pub mod lexicon;
pub mod mention;
pub mod misread;
pub mod model;
pub mod name;
pub mod name_pair;
mod origin;
mod outcome;
pub mod page;
pub mod place;
mod plain;
pub mod policy;
pub mod progress;
pub mod project;
pub mod publish;
pub mod reconcile;
pub mod register;
pub mod report;
pub mod sample;
mod settings;
pub mod sex;
pub mod shown;
pub mod source;
pub mod status;
pub mod text;
pub mod totals;
mod unknown;
pub mod view;

pub use check_rules::CheckRules;
pub use error::{Error, ErrorKind, Result};
pub use finding::{Code, Finding, Location, Severity};
pub use grade::Grade;
pub use lexicon::Lexicon;
pub use model::Model;
pub use outcome::{CandidateCounts, Outcome};
pub use reconcile::Reconciler;
pub use register::{Entry, Register};
pub use settings::{Band, Settings};

/// The README's Rust runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
