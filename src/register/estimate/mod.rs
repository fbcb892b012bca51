//! Estimates how many people are on no list (multiple systems estimation, capture-recapture).
//!
//! In: the sampled partitions of a run, or a table of counts. Out: an [`Estimation`] with all models, their averages
//! over partitions, and the refusals. Nothing here changes the register or any other number.
//!
//! The lists show how people on lists are spread over the combinations of lists. They never show who is on none. Every
//! number here joins a model of the first with an assumption about the second, and both are named.

mod average;
mod bootstrap;
mod checks;
mod estimation;
mod exists;
mod fit;
mod graphs;
mod histories;
mod interval;
mod model;
mod numbers;
mod pair;
mod pool;
mod refusal;
mod sensitivity;
mod tables;
mod text;

pub use estimation::{Estimation, GraphAverage, GroupOverlap, Headline, ModelEstimate};
pub use histories::Histories;
pub use interval::EstimateInterval;
pub use pair::PairEstimate;
pub use pool::LinkageShare;
pub use refusal::{Refusal, RefusalCode};
pub use sensitivity::Sensitivity;
pub use tables::{LeftOut, ListGroup};
