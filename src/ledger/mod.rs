//! Decisions of people: the ledger, a plain text of one decision a line that every run replays.
//!
//! ```text
//! # casualty-register ledger 1
//! {"ruling":"same","records":["azattyq:12","official:7"],"by":"A. Reviewer","when":"2026-11-22","why":"one mother","evidence":"5d41…"}
//! {"ruling":"different","records":["azattyq:30","official:9"],"by":"A. Reviewer","when":"2026-11-22","why":"cousins"}
//! ```
//!
//! A decision holds on every later run, whatever the model says: rows that are *same* stand in one entry,
//! rows that are *different* never do. To undo a decision, remove its line. Lines may stand in any order and
//! a line may stand there twice, so that two branches merge. `evidence` is a digest of the rows as the
//! reviewer saw them ([`evidence_of`]); where a row has changed since, the decision still holds and is found
//! as stale, so that a person looks again. Decisions that contradict each other stop the run with the
//! shortest chain of lines that shows it.

mod agreement;
mod binding;
mod contradiction;
mod decision;
mod file;
mod read;
mod replay;
mod seen;

pub use agreement::{Agreement, Disagreement, NoKappa};
pub(crate) use binding::{Binding, Bound};
pub use decision::{Decision, Ruling};
pub use file::{Change, LedgerFile};
pub use read::Ledger;
pub use replay::{DecisionState, Replayed};
pub(crate) use replay::{Decisions, listed, location};
pub(crate) use seen::evidence;
pub use seen::evidence_of;
