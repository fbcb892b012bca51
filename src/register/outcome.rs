//! The result of a run.
//!
//! An [`Outcome`] holds what every stage produced. Reports are drawn from it, and it can score a pair again to explain
//! it. The summary is computed when it is first needed.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::base::error::{ErrorKind, Result};
use crate::base::finding::Finding;
use crate::base::lang::Lang;
use crate::base::settings::Settings;
use crate::linkage::cluster::{Clustering, Posterior};
use crate::linkage::model::{Fit, Link, Model};
use crate::register::entry::Register;
use crate::register::graded::Graded;
use crate::register::ids::IdBook;
use crate::register::ledger::{Replayed, evidence};
use crate::register::reconciled::{CandidateCounts, Reconciled};
use crate::register::review::{Candidate, Review, ReviewItem};
use crate::register::summary::Summary;
use crate::register::totals::{Absences, Examination, Reasons};
use crate::source::EstimateSpec;
use crate::source::Source;
use crate::source::mention::Mention;
use crate::source::provenance::Origin;

/// Everything that a run produced.
#[derive(Debug)]
pub struct Outcome {
    /// What linking gave.
    pub(crate) reconciled: Reconciled,
    /// The questions to reviewers.
    pub(crate) review: Review,
    /// The digest of the tables of languages that the run used.
    pub(crate) lexicon_digest: String,
    /// The files that the run read, if they are known; a run from texts in memory has none.
    pub(crate) inputs: Vec<PathBuf>,
    /// The project file, the tables that it names and the given model, with their digests, for the provenance.
    pub(crate) origin: Origin,
    /// The merged register.
    pub(crate) register: Register,
    /// All findings, sorted.
    pub(crate) findings: Vec<Finding>,
    /// The comparison with published totals; `None` without a table of totals.
    pub(crate) totals: Option<Examination>,
    /// The reasons why totals and lists may differ; `None` without totals.
    pub(crate) reasons: Option<Reasons>,
    /// See [`Outcome::unnamed_ledgers`].
    pub(crate) unnamed_ledgers: Vec<String>,
    /// The ids after this run; `None` if the project keeps none.
    pub(crate) ids: Option<IdBook>,
    /// Whether any id changed during the run.
    pub(crate) are_ids_new: bool,
    /// The language in which pages open.
    pub(crate) lang: Lang,
    /// The run in numbers, once computed.
    pub(crate) summary: OnceLock<Summary>,
}

impl Outcome {
    /// The table of letters to which names were folded.
    pub(crate) fn letters(&self) -> &crate::language::name::Letters {
        self.reconciled.engine.letters()
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
        &self.reconciled.links
    }

    /// The mentions, sorted by list and record id. Links and clusters refer to mentions by their positions here.
    pub fn mentions(&self) -> &[Mention] {
        &self.reconciled.engine.mentions
    }

    /// The lists, sorted by id.
    pub fn sources(&self) -> &[Source] {
        &self.reconciled.sources
    }

    /// The partition of the mentions into people.
    pub fn clustering(&self) -> &Clustering {
        &self.reconciled.clustering
    }

    /// The sampled partitions: probabilities of pairs and groups, and the number of people.
    pub fn posterior(&self) -> &Posterior {
        &self.reconciled.posterior
    }

    /// The comparison of published totals with the lists; `None` if the project has no table of totals.
    pub fn totals(&self) -> Option<&Examination> {
        self.totals.as_ref()
    }

    /// What the project states about an estimate of the people on no list.
    pub fn estimate_spec(&self) -> &EstimateSpec {
        &self.reconciled.estimate
    }

    /// The decisions of reviewers, in the order of ledgers and lines, each with its state in this run.
    pub fn decisions(&self) -> &[Replayed] {
        &self.reconciled.decisions
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

    /// Whether any id changed during the run. If so, save the ids.
    pub fn are_ids_new(&self) -> bool {
        self.are_ids_new
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Settings {
        &self.reconciled.settings
    }

    /// The model of the run: the prior with m as fitted to the lists, or the given model unchanged.
    pub fn model(&self) -> &Model {
        &self.reconciled.engine.model
    }

    /// How the fit of the model went; `None` if the model was used unchanged.
    pub fn fit(&self) -> Option<Fit> {
        self.reconciled.engine.fit
    }

    /// Sets the language in which pages open; the default is English.
    #[must_use]
    pub fn with_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// How many pairs were compared.
    pub fn candidates(&self) -> CandidateCounts {
        self.reconciled.candidates
    }

    /// What totals, absences and the summary are computed from.
    fn graded(&self) -> Graded<'_> {
        Graded {
            reconciled: &self.reconciled,
            register: &self.register,
            review: &self.review,
            findings: &self.findings,
        }
    }

    /// The run in numbers. Computed once and then copied.
    pub fn summary(&self) -> Summary {
        let new = || Summary::new(self.graded(), self.totals().map(Examination::counts));
        self.summary.get_or_init(new).clone()
    }

    /// The review queue: questions about entries that a ruling names only in part, then all others, the most valuable
    /// first. Equally valuable questions are in the order of records.
    pub fn review_queue(&self) -> &[ReviewItem] {
        self.review.questions()
    }

    /// For every doubtful record all people that it may belong to, the most probable first. The first record of a block
    /// represents the whole block. People below the lowest kept probability are left out.
    pub fn review_candidates(&self) -> Vec<Candidate> {
        self.review.candidates(&self.reconciled)
    }

    /// Names of one list that another list does not have, each with a reason: the reviewer's, else the one that the
    /// data suggest, else `unexplained`.
    ///
    /// The data suggest only three reasons: a missed link (the review queue asks about a record of the other list), a
    /// duplicate inside the list (the person is on it twice, or the queue asks so), and too little data.
    pub fn absences(&self) -> Absences {
        Absences::new(self.graded(), self.reasons.as_ref())
    }

    /// A digest of records, each named `source:id`: of their names, and of the headers and texts of their cells that
    /// are not empty.
    ///
    /// It does not depend on the model, on other records, or on the order of the rows in a list, nor on the order of
    /// `records`. A reviewer's tool stores it in the ledger. If a later run computes another digest, the decision is
    /// stale.
    ///
    /// # Errors
    ///
    /// If a list has no such record.
    pub fn evidence_of(&self, records: &[&str]) -> Result<String> {
        let positions = records.iter().map(|record| self.find(record)).collect::<Result<Vec<_>>>()?;
        Ok(evidence(self.sources(), self.mentions(), positions))
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
        let ids: Vec<&str> = self.reconciled.sources.iter().map(Source::id).collect();
        if !ids.contains(&source) {
            return format!("the lists are: {}", ids.join(", "));
        }
        let of_list = self.mentions().iter().filter(|mention| &*mention.key().source == source);
        let nearest = of_list.max_by(|a, b| {
            let likeness = |mention: &Mention| strsim::jaro_winkler(record, &mention.key().record);
            likeness(a).total_cmp(&likeness(b))
        });
        let id: Option<Arc<str>> = nearest.map(|mention| mention.key().record.clone());
        id.map_or_else(|| "the list has no records".to_owned(), |id| format!("the nearest id is {id}"))
    }
}
