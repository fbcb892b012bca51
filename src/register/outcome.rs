//! The result of a run.
//!
//! An [`Outcome`] holds what every stage produced. Reports are drawn from it, and it can score a pair again to explain
//! it. The review queue and the summary are computed when they are first needed.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use crate::base::error::{ErrorKind, Result};
use crate::base::finding::Finding;
use crate::base::lang::Lang;
use crate::base::settings::Settings;
use crate::language::date::Day;
use crate::linkage::block::Candidates;
use crate::linkage::cluster::{Clustering, Posterior};
use crate::linkage::engine::Engine;
use crate::linkage::model::{Fit, Link, Model};
use crate::register::ledger::Replayed;
use crate::register::review::Review;
use crate::register::totals::{Examination, Reasons};
use crate::register::{IdBook, Register};
use crate::source::Source;
use crate::source::mention::{Mention, Readers};
use crate::source::provenance::Origin;

/// How many pairs of records were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

/// Everything that a run produced.
#[derive(Debug)]
pub struct Outcome {
    /// The settings of the run.
    pub(crate) settings: Settings,
    /// The first and last day of the deaths that the project covers; `None` if the project states no period.
    pub(crate) period: Option<(Day, Day)>,
    /// The digest of the tables of languages that the run used.
    pub(crate) lexicon_digest: String,
    /// The lists, sorted by id.
    pub(crate) sources: Vec<Source>,
    /// The files that the run read, if they are known; a run from texts in memory has none.
    pub(crate) inputs: Vec<PathBuf>,
    /// The project file, the tables that it names and the given model, with their digests, for the provenance.
    pub(crate) origin: Origin,
    /// How many pairs were compared.
    pub(crate) candidates: CandidateCounts,
    /// The engine with the mentions and the fitted model; it scores pairs.
    pub(crate) engine: Engine,
    /// See [`Outcome::links`].
    pub(crate) links: Vec<Link>,
    /// The partition that the register was made from.
    pub(crate) clustering: Clustering,
    /// The sampled partitions.
    pub(crate) posterior: Posterior,
    /// The merged register.
    pub(crate) register: Register,
    /// All findings, sorted.
    pub(crate) findings: Vec<Finding>,
    /// What read the cells; reports use it to read further values in the same way.
    pub(crate) readers: Readers,
    /// The comparison with published totals; `None` without a table of totals.
    pub(crate) totals: Option<Examination>,
    /// The reasons why totals and lists may differ; `None` without totals.
    pub(crate) reasons: Option<Reasons>,
    /// The decisions of reviewers, with their states.
    pub(crate) decisions: Vec<Replayed>,
    /// See [`Outcome::unnamed_ledgers`].
    pub(crate) unnamed_ledgers: Vec<String>,
    /// The ids after this run; `None` if the project keeps none.
    pub(crate) ids: Option<IdBook>,
    /// Whether any id changed during the run.
    pub(crate) are_ids_new: bool,
    /// The language in which pages open.
    pub(crate) lang: Lang,
    /// The review queue and the summary, once computed.
    pub(crate) review: Review,
}

impl Outcome {
    /// The table of letters to which names were folded.
    pub(crate) fn letters(&self) -> &crate::language::name::Letters {
        self.engine.letters()
    }

    /// The merged register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The findings of all stages, sorted by code.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The links above the lowest kept probability, alone or in the sampled partitions, in the order of mentions. They
    /// include pairs that were not joined. [`Outcome::posterior`] has their probabilities.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The mentions, sorted by list and record id. Links and clusters refer to mentions by their positions here.
    pub fn mentions(&self) -> &[Mention] {
        &self.engine.mentions
    }

    /// The lists, sorted by id.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The partition of the mentions into people.
    pub fn clustering(&self) -> &Clustering {
        &self.clustering
    }

    /// The sampled partitions: probabilities of pairs and groups, and the number of people.
    pub fn posterior(&self) -> &Posterior {
        &self.posterior
    }

    /// The comparison of published totals with the lists; `None` if the project has no table of totals.
    pub fn totals(&self) -> Option<&Examination> {
        self.totals.as_ref()
    }

    /// The decisions of reviewers, in the order of ledgers and lines, each with its state in this run.
    pub fn decisions(&self) -> &[Replayed] {
        &self.decisions
    }

    /// Files beside the project file that are ledgers with decisions and that the project does not name, so that the
    /// run did not use them. They are no part of the result: the files of a run do not depend on them.
    pub fn unnamed_ledgers(&self) -> &[String] {
        &self.unnamed_ledgers
    }

    /// The current and former ids of entries, for the next run; `None` if the project keeps none.
    pub fn ids(&self) -> Option<&IdBook> {
        self.ids.as_ref()
    }

    /// Whether any id changed during the run, so that the ids should be saved.
    pub fn are_ids_new(&self) -> bool {
        self.are_ids_new
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The model of the run: the prior with m as fitted to the lists, or the given model unchanged.
    pub fn model(&self) -> &Model {
        &self.engine.model
    }

    /// How the fit of the model went; `None` if the model was used unchanged.
    pub fn fit(&self) -> Option<Fit> {
        self.engine.fit
    }

    /// Sets the language in which pages open; the default is English.
    #[must_use]
    pub fn with_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// How many pairs were compared.
    pub fn candidates(&self) -> CandidateCounts {
        self.candidates
    }

    /// The position of the mention of a record named `source:id`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchRecord`], with a hint at the lists or at the most similar record id.
    pub(crate) fn find(&self, key: &str) -> Result<usize> {
        let missing = |hint: String| ErrorKind::NoSuchRecord { key: key.to_owned(), hint };
        let Some((source, record)) = key.split_once(':') else {
            return Err(missing("write it as SOURCE:ID".to_owned()).into());
        };
        let found = self
            .mentions()
            .iter()
            .position(|mention| &*mention.key().source == source && &*mention.key().record == record);
        Ok(found.ok_or_else(|| missing(self.hint(source, record)))?)
    }

    /// What to write instead: the ids of the lists, or the record id of the list that is most similar (Jaro-Winkler).
    fn hint(&self, source: &str, record: &str) -> String {
        let ids: Vec<&str> = self.sources.iter().map(Source::id).collect();
        if !ids.contains(&source) {
            return format!("the lists are: {}", ids.join(", "));
        }
        let of_list = self.mentions().iter().filter(|mention| &*mention.key().source == source);
        let nearest = of_list.max_by(|a, b| {
            let likeness = |mention: &Mention| strsim::jaro_winkler(record, &mention.key().record);
            likeness(a).total_cmp(&likeness(b))
        });
        let id: Option<Arc<str>> = nearest.map(|mention| mention.key().record.clone());
        id.map_or_else(|| "the list is empty".to_owned(), |id| format!("the nearest id is {id}"))
    }
}
