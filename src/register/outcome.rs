//! The result of a run, which can also explain itself.

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

/// How many pairs were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CandidateCounts {
    /// Pairs that were compared.
    pub compared: u64,
    /// All pairs of rows.
    pub possible: u64,
    /// Whether all pairs were compared that can be one person.
    pub exhaustive: bool,
}

impl CandidateCounts {
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
    pub(crate) settings: Settings,
    pub(crate) period: Option<(Day, Day)>,
    pub(crate) lexicon_digest: String,
    pub(crate) sources: Vec<Source>,
    /// The files that the run was made from, as far as they are known.
    pub(crate) inputs: Vec<PathBuf>,
    /// The other files that it was made from.
    pub(crate) origin: Origin,
    pub(crate) candidates: CandidateCounts,
    pub(crate) engine: Engine,
    pub(crate) links: Vec<Link>,
    pub(crate) clustering: Clustering,
    pub(crate) posterior: Posterior,
    pub(crate) register: Register,
    pub(crate) findings: Vec<Finding>,
    pub(crate) readers: Readers,
    pub(crate) totals: Option<Examination>,
    pub(crate) reasons: Option<Reasons>,
    pub(crate) decisions: Vec<Replayed>,
    pub(crate) ids: Option<IdBook>,
    pub(crate) are_ids_new: bool,
    /// The language that pages open in.
    pub(crate) lang: Lang,
    /// What is asked of people, once it was worked out.
    pub(crate) review: Review,
}

impl Outcome {
    /// The letters that names were folded to.
    pub(crate) fn letters(&self) -> &crate::language::name::Letters {
        self.engine.letters()
    }

    /// The merged register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// What a person should know about the data, sorted by code.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// All pairs above the probability that is kept, each by itself or in the sampled partitions, linked
    /// or not, in the order of mentions. [`Outcome::posterior`] has their probabilities.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The mentions, sorted by list and record id; links and clusters count by their positions here.
    pub fn mentions(&self) -> &[Mention] {
        &self.engine.mentions
    }

    /// The lists, sorted by id.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Which mentions are one person.
    pub fn clustering(&self) -> &Clustering {
        &self.clustering
    }

    /// What the sampled partitions say of pairs, groups and the number of people.
    pub fn posterior(&self) -> &Posterior {
        &self.posterior
    }

    /// What published totals say beside the lists, if the project has a table of them.
    pub fn totals(&self) -> Option<&Examination> {
        self.totals.as_ref()
    }

    /// What people decided, in the order of ledgers and lines, each with what became of it in this run.
    pub fn decisions(&self) -> &[Replayed] {
        &self.decisions
    }

    /// The ids that entries have and had, for the next run; `None` when the run keeps none.
    pub fn ids(&self) -> Option<&IdBook> {
        self.ids.as_ref()
    }

    /// Whether the ids are others than those that the run began with, so that they should be saved.
    pub fn are_ids_new(&self) -> bool {
        self.are_ids_new
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The model of the run: the prior with the m that the lists showed, or as it was given.
    pub fn model(&self) -> &Model {
        &self.engine.model
    }

    /// How fitting the model went; `None` when it was taken as it is.
    pub fn fit(&self) -> Option<Fit> {
        self.engine.fit
    }

    /// The language that pages open in, in place of English.
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
