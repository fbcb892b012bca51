//! What linking gave: the mentions with the engine that scored them, the links, the partition and the draws.
//!
//! Grades, questions, totals and the summary are computed from it and never change it.

use serde::Serialize;

use crate::base::settings::Settings;
use crate::language::date::Day;
use crate::linkage::block::Candidates;
use crate::linkage::cluster::{Clustering, Posterior};
use crate::linkage::engine::Engine;
use crate::linkage::model::Link;
use crate::register::ledger::Replayed;
use crate::source::mention::{Mention, Readers};
use crate::source::{EstimateSpec, Source};

/// How many pairs of records were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CandidateCounts {
    /// Pairs that were compared.
    pub compared: u64,
    /// All pairs of records.
    pub possible: u64,
    /// Whether every pair that can be one person was compared. If not, blocking left some pairs out.
    pub exhaustive: bool,
}

impl CandidateCounts {
    /// The counts of a set of candidate pairs.
    pub(crate) fn of(candidates: &Candidates) -> Self {
        CandidateCounts {
            compared: candidates.compared,
            possible: candidates.possible,
            exhaustive: candidates.exhaustive,
        }
    }
}

/// What linking gave for the lists of a run.
#[derive(Debug)]
pub(crate) struct Reconciled {
    /// The settings of the run.
    pub(crate) settings: Settings,
    /// The first and last day of the deaths that the project covers; `None` if the project states no period.
    pub(crate) period: Option<(Day, Day)>,
    /// What to estimate and under which assumption.
    pub(crate) estimate: EstimateSpec,
    /// The lists, sorted by id.
    pub(crate) sources: Vec<Source>,
    /// What read the cells; totals and reports use it to read further values in the same way.
    pub(crate) readers: Readers,
    /// How many pairs were compared.
    pub(crate) candidates: CandidateCounts,
    /// The engine with the mentions and the fitted model; it scores pairs.
    pub(crate) engine: Engine,
    /// The links above the lowest kept probability.
    pub(crate) links: Vec<Link>,
    /// The partition that the register is made from.
    pub(crate) clustering: Clustering,
    /// The sampled partitions.
    pub(crate) posterior: Posterior,
    /// The decisions of reviewers, with their states.
    pub(crate) decisions: Vec<Replayed>,
}

impl Reconciled {
    /// The mentions, sorted by list and record id. Links and clusters refer to mentions by their positions here.
    pub(crate) fn mentions(&self) -> &[Mention] {
        &self.engine.mentions
    }

    /// For each mention the position of its cluster, which is that of its entry.
    pub(crate) fn cluster_of(&self) -> Vec<usize> {
        self.clustering.cluster_of(self.mentions().len())
    }
}
