//! One run: its input files and their digests, the stages in order, the result.
//!
//! In: a project, or lists. Out: an [`Outcome`](crate::Outcome). It decides nothing itself.

pub(crate) mod inputs;
pub(crate) mod reconciler;
