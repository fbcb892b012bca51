//! Stages 7 and 8: turns clusters into a [`Register`] of [`Entry`]s in which each value keeps its source, and checks
//! it.
//!
//! Input: mentions, clusters, sampled partitions, decisions of reviewers, ids of earlier runs, and published totals.
//! Output: the register with claims, grades and ids, the review queue, findings about the whole, and the outcome of the
//! run. Nothing here scores a pair by a rule of its own or changes a list.
//!
//! Merging never discards a claim. An entry keeps every claim of every member verbatim. The value that it shows is
//! chosen from the claims, and the rule of the choice is stated. Each list can be rebuilt from the register, cell for
//! cell.

pub(crate) mod check;
mod claim;
mod entry;
mod estimate;
mod file;
pub(crate) mod grade;
pub(crate) mod graded;
mod ids;
pub mod ledger;
mod merge;
pub(crate) mod outcome;
pub(crate) mod reconciled;
pub(crate) mod review;
pub(crate) mod summary;
pub mod totals;
mod value;

pub use check::{Checked, register};
pub use claim::{Claim, FieldState, FieldView};
pub use entry::{Entry, ListInfo, Member, Register};
pub use estimate::{
    EstimateInterval, Estimation, GraphAverage, GroupOverlap, Headline, Histories, LeftOut, LinkageShare,
    ListGroup, ModelEstimate, PairEstimate, Refusal, RefusalCode, Sensitivity,
};
pub use grade::{Grade, GradeCounts, GradedBy, Grading, Range};
pub use ids::{IdBook, KnownId};
pub use merge::merge;
pub(crate) use merge::{ALL_AGREE, ALL_SHOWN, INFERRED, MOST_LISTS, MOST_PRECISE, ONE_ROW, fields};
pub use review::{Candidate, ReviewItem, ReviewKind};
pub use summary::{ListOverlap, Summary};
