//! Decisions of reviewers: the ledger, a plain text file with one decision per line that every run applies.
//!
//! Input: ledger files and the records of a run. Output: constraints on the clustering, grades of entries, and findings
//! about outdated decisions. Nothing here computes a probability.
//!
//! ```text
//! # casualty-register ledger 1
//! {"ruling":"same","records":["azattyq:12","official:7"],"by":"A. Reviewer","when":"2026-11-22","why":"one mother","evidence":"5d41…"}
//! {"ruling":"different","records":["azattyq:30","official:9"],"by":"A. Reviewer","when":"2026-11-22","why":"cousins"}
//! ```
//!
//! A decision applies in every later run, whatever the model computes: records that are *same* are in one entry,
//! records that are *different* never are. To undo a decision, remove its line. The order of the lines does not matter
//! and a line may be repeated, so two branches can be merged. `evidence` is a digest of the records as the reviewer saw
//! them ([`Outcome::evidence_of`](crate::Outcome::evidence_of)). If a record has changed since, the decision still applies and is reported as stale, so that
//! a reviewer looks again. Decisions that contradict each other stop the run; the message shows the shortest chain of
//! contradictory lines.

mod agreement;
mod contradiction;
mod decision;
mod file;
mod read;
mod replay;
mod seen;

pub use agreement::{Disagreement, NoKappa, ReviewerAgreement};
pub use decision::{Decision, Ruling};
pub use file::{LedgerChange, LedgerFile};
pub use read::Ledger;
pub use replay::{DecisionState, Replayed};
pub(crate) use replay::{Decisions, listed, location};
pub(crate) use seen::evidence;
