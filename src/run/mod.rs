//! One run: its input files and their digests, the stages in order, the result.
//!
//! In: a project, or lists. Out: an [`Outcome`](crate::Outcome). This room only calls stages; it decides nothing.

pub(crate) mod inputs;
pub(crate) mod reconciler;
