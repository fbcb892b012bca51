//! Record linkage: which records are one person. Stages: candidate pairs, comparison vectors, match weights,
//! partitions.
//!
//! In: mentions, the lists that they are from, the model and the decisions of reviewers. Out: [`Link`]s with match
//! weights in bits, a [`Posterior`] over partitions, [`Cluster`]s. This module never changes a mention, and it never
//! breaks a tie silently: a mention that fits several clusters is reported as an [`Ambiguity`].
//!
//! `engine` runs `block`, `compare`, `model` and `cluster` in a loop for a run. `bulk` is a second engine for long
//! lists. `binding` holds the decisions of reviewers as constraints. `name_pair` compares two names without lists,
//! `pair_score` two mentions.

pub(crate) mod binding;
pub(crate) mod block;
pub(crate) mod bulk;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod engine;
mod interest;
pub(crate) mod model;
pub(crate) mod name_pair;
mod pair_score;

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
pub use pair_score::{PairScore, PairScorer};
