//! Links lists of people killed in conflict and merges them into one register in which every value
//! keeps its source.
//!
//! It is for researchers who reconcile such lists, for analysts who run the bundled program
//! (`examples/reconcile`), and for CI jobs that check a dataset.
//!
//! - In: a project file, lists (delimited text or workbooks), and optionally decisions of
//!   reviewers, a file of ids, published totals, your own language tables, and a model file.
//! - Out: an [`Outcome`] with the register, the links, findings, questions for reviewers and
//!   figures with intervals. [`report`] writes it as files.
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
//! Data goes through the stages in this order. Each stage is public. [`Reconciler`] calls all of them except
//! `report`, which writes the files of an [`Outcome`].
//!
//! | stage | takes | gives | never |
//! |---|---|---|---|
//! | read | [`Project`], bytes | [`Source`] of [`Record`]s, verbatim | interprets or drops a cell |
//! | normalise | records, the tables of [`Lexicon`] | [`Mention`]s, findings | compares two records |
//! | block | mentions | candidate [`Pair`]s | decides |
//! | compare | pairs | comparison vectors ([`Profile`]): a level for each field | weighs |
//! | score | comparison vectors | [`Link`]s: weights in bits, probabilities | sees text |
//! | cluster | links | a [`Posterior`] over partitions, [`Cluster`]s of mentions | breaks a tie silently |
//! | merge | clusters, mentions | [`Register`] of [`Entry`]s with claims | discards a claim |
//! | check | mentions, links, register | [`Finding`]s | changes anything |
//! | report | [`Outcome`] | files, explanations, figures | decides |
//!
//! Outside these stages:
//!
//! - [`Members`] is the result of the second engine, for millions of records. It has only the clusters.
//! - [`register::totals`] compares published figures with the lists and with each other. It never
//!   changes the register.
//! - [`PairScorer`] scores two mentions without lists, and [`NameComparer`] two names alone.
//! - [`audit::sample`] invents lists with known truth.
//! - The [`guide`] is for people who read no Rust: project file, commands, files, method, names,
//!   language tables.
//!
//! # Where to start
//!
//! | task | start at |
//! |---|---|
//! | run a project file | [`Reconciler::open`], then [`Reconciler::run`] |
//! | read the result | [`Outcome::register`], [`Outcome::findings`], [`Outcome::summary`] |
//! | write the files of a run | [`Outcome::write_dir`], or [`Outcome::write`] for some of them |
//! | see why two records were joined | [`Outcome::explain`] |
//! | score two records without lists | [`PairScorer`] |
//! | publish a register | [`report::Publication`] with a [`Policy`] |
//! | check lists in CI | [`report::CheckReport`] |
//! | draw your own plots | [`report::view::View`] |
//! | measure accuracy against a known truth | [`audit::Evaluation`] |
//!
//! # Terms
//!
//! | term | meaning |
//! |---|---|
//! | record | a row of a list |
//! | mention | the typed values of one record about one person |
//! | candidate pair | two mentions that are compared. In short lists every pair is one; in long lists, every pair that shares a blocking key. |
//! | link | a scored pair of mentions |
//! | partition | an assignment of all mentions to people |
//! | draw | one sampled partition |
//! | cluster | the mentions of one person |
//! | entry | a person in the register |
//! | claim | the value that one cell of one list states |
//! | weight | log2 of a likelihood ratio, in bits |
//! | prior | log2 of the prior odds that two records are one person, in bits |
//! | policy | the rules that state how much of each field may be shown |
//!
//! # Units
//!
//! - Weights and priors are in bits: 10 bits are odds of 1,024 to 1.
//! - Probabilities are from 0 to 1.
//! - Intervals of a run have a probability of 0.9, those of [`Estimation`](register::Estimation) 0.95. Both are in
//!   whole people.
//! - Days are civil days; ages are completed years.
//! - Row numbers are those of a spreadsheet: the header is row 1. Positions in code count from 0.
//!
//! # What it promises
//!
//! - The same lists give the same bytes, in any order of their rows and on any number of threads. Row numbers are the
//!   exception: they state where a record was found.
//! - No cell is lost: [`Register::rebuild`](register::Register::rebuild) returns each list cell for
//!   cell.
//! - The library does not print, does not use the network or the clock, and does not panic on input.
//! - The sampling of partitions starts from a seed. The seed is made from the salt of the file of ids,
//!   or from the record ids if a project keeps no ids. The system's random numbers affect a result only through the
//!   salt of a new file of ids.
//! - A problem in the data is a [`Finding`] with a stable code. An [`Error`] always stops the run; a finding never does.
//!
//! # What it does not do
//!
//! - A run does not estimate people who appear on no list. [`Outcome::estimation`] does, and gives a number only
//!   under an assumption that the project states. The interval of the number of people
//!   ([`Summary::estimate`](register::Summary::estimate)) covers the people whom the lists name, under
//!   the model. It does not cover errors of the lists or a wrong model.
//! - Its probabilities come from a documented prior and from the lists.
//!   [`Evaluation`](audit::Evaluation) shows how often they are right where the truth is known.
//! - It never treats a list's label as fact, and it identifies no living person.
//!
//! [`Project`]: source::Project
//! [`Source`]: source::Source
//! [`Record`]: source::Record
//! [`Mention`]: source::Mention
//! [`Policy`]: source::Policy
//! [`Lexicon`]: language::lexicon::Lexicon
//! [`Pair`]: linkage::Pair
//! [`Profile`]: linkage::Profile
//! [`Link`]: linkage::Link
//! [`Posterior`]: linkage::Posterior
//! [`Cluster`]: linkage::Cluster
//! [`Members`]: linkage::Members
//! [`NameComparer`]: linkage::NameComparer
//! [`PairScorer`]: linkage::PairScorer
//! [`Register`]: register::Register
//! [`Entry`]: register::Entry
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
pub use register::outcome::Outcome;
pub use register::reconciled::CandidateCounts;
pub use run::reconciler::Reconciler;

/// The Rust examples of the README compile and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
