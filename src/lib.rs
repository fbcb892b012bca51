//! Fuzzy-matches victim names and dates across casualty lists and merges them into one register in
//! which every value keeps its source.
//!
//! For researchers who reconcile lists of the dead, analysts who run the bundled program
//! (`examples/reconcile`), and CI jobs that guard a dataset.
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
//! Data goes one way; each stage is a public function, and [`Reconciler`] alone knows them all.
//!
//! | stage | module | takes | gives | never |
//! |---|---|---|---|---|
//! | read | [`project`], [`source`] | project file, bytes | [`Source`](source::Source) of [`Record`](source::Record)s, verbatim | interprets or drops a cell |
//! | normalise | [`mention`], with [`misread`], [`name`], [`date`], [`age`], [`place`], [`status`], [`sex`] | records, [`Lexicon`] | [`Mention`](mention::Mention)s, findings | compares two records |
//! | block | [`block`] | mentions | [`Pair`](block::Pair)s to compare | decides |
//! | compare | [`compare`] | pairs | [`Profile`](compare::Profile)s: a level for each field | weighs |
//! | score | [`model`] | profiles | [`Link`](model::Link)s: weights in bits, probabilities | sees text |
//! | cluster | [`cluster`](mod@cluster) | links | a [`Posterior`](cluster::Posterior) over partitions, [`Cluster`](cluster::Cluster)s: who is who | breaks a tie silently |
//! | merge | [`register`] | clusters, mentions | [`Register`] of [`Entry`]s with claims | discards a claim |
//! | check | [`check`] | all of it | [`Finding`]s | changes anything |
//! | report | [`report`], [`explain`], [`evaluate`] | [`Outcome`] | files, words, figures | decides |
//!
//! [`bulk`] is the same line for millions of rows, which says who is who and nothing else.
//! [`totals`] holds published figures against the lists and against each other, and never changes the register.
//! [`name_pair`] compares two names by themselves; [`sample`] makes invented lists with known truth. The
//! [`guide`] says, for people who read no Rust, how names are compared and how to correct a language table.
//!
//! # Words
//!
//! A *record* is a row of a list, a *mention* what it says of one person; a *link* is a scored pair of
//! mentions, a *partition* says of all mentions who is who, a *cluster* has the mentions of one person, an
//! *entry* is the person in the register; a *claim* is what one cell of one list says. Weights are in bits: log2 of a likelihood ratio. Days are civil days.
//!
//! # What it promises
//!
//! The same lists give the same bytes, in whatever order their rows stand and on however many threads
//! the run is; only row numbers, which are provenance, follow the order. Nothing is lost:
//! [`Register::rebuild`] gives back each list cell for cell. The library does not print, does not
//! use the network or the clock, and does not panic on input; the sampling
//! of partitions begins with a seed that the salt of the file of ids makes, or the record ids where a project keeps no
//! ids. The system's random numbers are asked once, for the salt of a new file; data problems are [`Finding`]s with stable codes, and
//! an [`Error`] is only what stops a run.
//!
//! # What it does not do
//!
//! It estimates nobody who stands in no list: the interval of the number of people
//! ([`Summary::estimate`](report::Summary::estimate)) covers whom these lists name, given the model, and
//! not people whom no list names, errors of the lists, or a model that is wrong. Its probabilities come from a
//! documented prior and from the lists themselves; [`evaluate`] tells how often they come true where truth is known.
//! It takes no list's label of a person for a fact, and identifies no living person.
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

/// The README's Rust compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
