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
//! | stage | takes | gives | never |
//! |---|---|---|---|
//! | read | [`Project`](source::Project), bytes | [`Source`](source::Source) of [`Record`](source::Record)s, verbatim | interprets or drops a cell |
//! | normalise | records, the tables of [`Lexicon`](language::lexicon::Lexicon) | [`Mention`](source::Mention)s, findings | compares two records |
//! | block | mentions | candidate [`Pair`](linkage::Pair)s | decides |
//! | compare | pairs | comparison vectors ([`Profile`](linkage::Profile)): a level for each field | weighs |
//! | score | comparison vectors | [`Link`](linkage::Link)s: weights in bits, probabilities | sees text |
//! | cluster | links | a [`Posterior`](linkage::Posterior) over partitions, [`Cluster`](linkage::Cluster)s of mentions | breaks a tie silently |
//! | merge | clusters, mentions | [`Register`](register::Register) of [`Entry`](register::Entry)s with claims | discards a claim |
//! | check | all of it | [`Finding`]s | changes anything |
//! | report | [`Outcome`] | files, explanations, figures | decides |
//!
//! [`Members`](linkage::Members) is the result of the same pipeline for millions of records; it has the clusters only.
//! [`register::totals`] compares published figures with the lists and with each other, and never changes the register.
//! [`NameComparer`](linkage::NameComparer) compares two names without anything else. [`audit::sample`] invents lists with known
//! truth. The [`guide`] is for people who read no Rust: project file, commands, files, method, names, language tables.
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
//! - No cell is lost: [`Register::rebuild`](register::Register::rebuild) returns each list cell for cell.
//! - The library does not print, does not use the network or the clock, and does not panic on input.
//! - The sampling of partitions starts from a seed that is made from the salt of the file of ids, or from the record ids if a
//!   project keeps no ids. Random numbers of the system affect results only through the salt of a new file.
//! - A problem in the data is a [`Finding`] with a stable code. An [`Error`] is only what stops a run.
//!
//! # What it does not do
//!
//! - It does not estimate people who appear on no list. The interval of the number of people
//!   ([`Summary::estimate`](register::Summary::estimate)) covers the people whom the lists name, under the model. It does not
//!   cover errors of the lists or a wrong model.
//! - Its probabilities come from a documented prior and from the lists. [`Evaluation`](audit::Evaluation) shows how often they are right where the
//!   truth is known.
//! - It never treats a list's label as fact, and it identifies no living person.
#![deny(missing_docs)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit, clippy::unwrap_used, clippy::panic)]

mod base;

pub mod language;
pub mod source;

pub mod linkage;

pub mod register;

mod run;

pub mod report;

pub mod audit;

pub mod guide;

pub use base::disk;
pub use base::error::{Error, ErrorKind, Result};
pub use base::finding::{Code, Finding, Location, Severity};
pub use base::lang::Lang;
pub use base::progress::{Progress, Stage};
pub use base::rules::CheckRules;
pub use base::settings::{Band, Settings};
pub use register::outcome::{CandidateCounts, Outcome};
pub use run::reconciler::Reconciler;

/// The README's Rust runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
