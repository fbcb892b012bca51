//! Which records are one person: candidate pairs, comparison vectors, weights, partitions.
//!
//! In: mentions. Out: [`Link`]s with weights in bits, a [`Posterior`] over partitions, [`Cluster`]s. It never changes a mention and
//! never breaks a tie silently.

pub(crate) mod binding;
pub(crate) mod block;
pub(crate) mod bulk;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod engine;
pub(crate) mod model;
pub(crate) mod name_pair;

pub use block::{Candidates, Pair, candidates};
pub use bulk::{CandidateReach, Members, MembersRow, People, reach};
pub use cluster::{
    Ambiguity, Cluster, ClusterSettings, Clustering, Estimate, Posterior, Problem, Scores, cluster,
};
pub use compare::{
    Agreement, Comparer, Comparison, ExtraText, Level, Levels, NameAgreement, Profile, Standing, bundled,
    name_levels,
};
pub use model::{
    Contradiction, Contribution, Coverage, FieldPrior, Fit, FittedLevel, LevelPrior, Link, LinkPrior, Model,
    Scorer, probability,
};
pub use name_pair::{AlignedPart, NameComparer, NameMatch};
