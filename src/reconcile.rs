//! The one place that strings the stages together.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::block::{Candidates, Pair, candidates};
use crate::cluster::{ClusterSettings, Clustering, cluster};
use crate::compare::{Comparer, Comparison, ExtraText, Profile, bundled};
use crate::date::{Day, DayOrder};
use crate::explain::Explanation;
use crate::mention::{Mention, Readers, read_all};
use crate::model::{Coverage, Link, Model, Scorer};
use crate::project::Project;
use crate::register::{Register, merge};
use crate::source::Source;
use crate::{ErrorKind, Finding, Lexicon, Result, check};

/// What a run can be told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settings {
    /// How much worse it is to join two people than to count one twice: 2 means twice as bad. A
    /// member is joined when the odds for it are at least this.
    pub cost_of_wrong_join: f64,
    /// Pairs below this probability are not kept among the links.
    pub keep_probability: f64,
    /// Pairs whose probability lies between this and its complement go to review.
    pub review_probability: f64,
    /// Up to so many possible pairs all are compared; above, only those that share a blocking key.
    pub exhaustive_pairs: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            cost_of_wrong_join: 1.5,
            keep_probability: 0.001,
            review_probability: 0.05,
            exhaustive_pairs: 30_000_000,
        }
    }
}

/// Reconciles lists: the builder of a run.
///
/// ```no_run
/// use casualty_register::Reconciler;
///
/// let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml")?.run()?;
/// for entry in outcome.register().entries() {
///     println!("{}  {}  {}", entry.id(), entry.name(), entry.sources().join(", "));
/// }
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Debug)]
pub struct Reconciler {
    title: String,
    sources: Vec<Source>,
    period: Option<(Day, Day)>,
    day_order: DayOrder,
    lexicon: Lexicon,
    model: Model,
    settings: Settings,
    comparisons: Vec<Box<dyn Comparison>>,
}

impl Reconciler {
    /// Reads a project file and its lists.
    ///
    /// # Errors
    ///
    /// When the project file, a list or a language table of the project cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let project = Project::open(path.as_ref())?;
        let mut lexicon = Lexicon::bundled();
        for folder in project.lexicon() {
            lexicon.add_folder(&folder)?;
        }
        let mut this = Reconciler::new(project.title(), project.read_sources()?).with_lexicon(lexicon);
        this.period = project.period();
        this.day_order = project.day_order();
        Ok(this)
    }

    /// Lists that were read by other means.
    pub fn new(title: impl Into<String>, sources: Vec<Source>) -> Self {
        Reconciler {
            title: title.into(),
            sources,
            period: None,
            day_order: DayOrder::default(),
            lexicon: Lexicon::bundled(),
            model: Model::prior(),
            settings: Settings::default(),
            comparisons: Vec::new(),
        }
    }

    /// The first and last day that the lists speak of.
    #[must_use]
    pub fn with_period(mut self, from: Day, to: Day) -> Self {
        self.period = Some((from, to));
        self
    }

    /// Language tables other than the bundled ones.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicon = lexicon;
        self
    }

    /// A model other than the documented prior.
    #[must_use]
    pub fn with_model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Settings other than the default ones.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// A comparison of your own, beside the bundled ones.
    #[must_use]
    pub fn with_comparison(mut self, comparison: Box<dyn Comparison>) -> Self {
        self.comparisons.push(comparison);
        self
    }

    /// Runs all stages.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense or two lists have one id.
    pub fn run(self) -> Result<Outcome> {
        self.run_with(&mut |_| ())
    }

    /// Runs all stages and says before each what comes, for a progress display.
    ///
    /// # Errors
    ///
    /// As [`Reconciler::run`].
    pub fn run_with(mut self, progress: &mut dyn FnMut(&str)) -> Result<Outcome> {
        self.validate()?;
        self.sources.sort_by(|a, b| a.id().cmp(b.id()));
        progress("reading names, dates and places");
        let readers = Readers::new(&self.lexicon, self.period, self.day_order);
        let (mentions, mut findings) = read_all(&self.sources, &readers);
        progress("counting how common each value is");
        let mut engine = Engine::new(&mut self, mentions, &readers);
        progress("comparing pairs");
        let candidates =
            candidates(&engine.mentions, self.settings.exhaustive_pairs, |pair| engine.prior(pair).is_some());
        let (mut links, mut clustering) = engine.resolve(&candidates, &self.settings);
        // Rows that repeat a person make that person's values look common: count people, not rows.
        let mut counted = vec![1.0; engine.mentions.len()];
        for _ in 0..RECOUNTS {
            let weights = weights(&engine.mentions, &clustering);
            if weights == counted {
                break;
            }
            progress("counting people instead of rows");
            engine.comparer.count(&engine.mentions, &weights);
            (links, clustering) = engine.resolve(&candidates, &self.settings);
            counted = weights;
        }
        let link = |pair: Pair| engine.link(pair);
        progress("merging");
        let register = merge(&self.title, &self.sources, &engine.mentions, &clustering, &link);
        findings.extend(self.sources.iter().flat_map(|source| source.findings().iter().cloned()));
        findings.extend(check::register(
            &self.sources,
            &engine.mentions,
            &clustering,
            &register,
            &links,
            &|pair| engine.link_ignoring_promises(pair),
        ));
        findings.sort();
        findings.dedup();
        Ok(Outcome {
            settings: self.settings,
            period: self.period,
            lexicon_digest: self.lexicon.digest(),
            model: self.model,
            sources: self.sources,
            candidates: CandidateCounts {
                compared: candidates.pairs.len() as u64,
                possible: candidates.possible,
                exhaustive: candidates.exhaustive,
            },
            engine,
            links,
            clustering,
            register,
            findings,
        })
    }

    fn validate(&self) -> Result<()> {
        let wrong =
            |name, problem: &str| Err(ErrorKind::Setting { name, problem: problem.to_owned() }.into());
        let is_share = |share: f64| share > 0.0 && share < 0.5;
        if !(self.settings.cost_of_wrong_join > 0.0 && self.settings.cost_of_wrong_join.is_finite()) {
            return wrong("cost_of_wrong_join", "give a number above 0");
        }
        if !is_share(self.settings.keep_probability) || !is_share(self.settings.review_probability) {
            return wrong("keep_probability", "give probabilities above 0 and below 0.5");
        }
        let mut ids: Vec<&str> = self.sources.iter().map(Source::id).collect();
        ids.sort_unstable();
        match ids.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => wrong("source", &format!("two lists have the id `{}`; give each its own", two[0])),
            None => Ok(()),
        }
    }
}

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

/// Mentions, comparer and scorer of a run: scores any pair, linked or not.
#[derive(Debug)]
pub(crate) struct Engine {
    mentions: Vec<Mention>,
    comparer: Comparer,
    scorer: Scorer,
    model: Model,
    coverage: Coverage,
}

impl Engine {
    fn new(run: &mut Reconciler, mentions: Vec<Mention>, readers: &Readers) -> Self {
        let mut comparisons = bundled(readers.places().clone());
        let labels = run.sources.iter().flat_map(|source| source.mapping().extras()).map(|(label, _)| label);
        let labels: std::collections::BTreeSet<&String> = labels.collect();
        comparisons
            .extend(labels.into_iter().map(|label| Box::new(ExtraText::new(label)) as Box<dyn Comparison>));
        comparisons.append(&mut run.comparisons);
        let comparer = Comparer::new(&mentions, comparisons, readers.names().tables().letters());
        let lengths: Vec<usize> = run.sources.iter().map(Source::row_count).collect();
        let mean = lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64;
        Engine {
            scorer: Scorer::new(&run.model, &comparer, mean),
            comparer,
            mentions,
            coverage: Coverage::prior(
                run.model.links(),
                lengths,
                run.sources.iter().map(Source::duplicates).collect(),
            ),
            model: run.model.clone(),
        }
    }

    /// The fields beside the name, in the order of comparison.
    pub(crate) fn field_names(&self) -> Vec<String> {
        self.comparer.comparisons().map(|comparison| comparison.name().to_owned()).collect()
    }

    /// log2 of the prior odds of a pair; `None` when its list promises that it has no repeats.
    fn prior(&self, pair: Pair) -> Option<f64> {
        let source = |at: usize| self.mentions[at].source_index();
        self.coverage.odds(source(pair.a()), source(pair.b()))
    }

    /// A pair in full; `None` when its list promises that it has no repeats.
    pub(crate) fn link(&self, pair: Pair) -> Option<Link> {
        let prior = self.prior(pair)?;
        Some(self.scorer.link(pair, &self.comparer.profile(pair, &self.mentions), prior))
    }

    /// A pair in full, a list without repeats being treated as one where they are rare.
    pub(crate) fn link_ignoring_promises(&self, pair: Pair) -> Link {
        let rows =
            self.mentions.iter().filter(|one| one.source_index() == self.mentions[pair.a()].source_index());
        let rare = || (2.0 * self.model.links().repeats_rare / rows.count().max(2) as f64).log2();
        let prior = self.prior(pair).unwrap_or_else(rare);
        self.scorer.link(pair, &self.comparer.profile(pair, &self.mentions), prior)
    }

    /// Scores the candidates and finds who is who.
    fn resolve(&mut self, candidates: &Candidates, settings: &Settings) -> (Vec<Link>, Clustering) {
        let mut links = self.links(candidates, settings.keep_probability);
        self.learn_coverage(&mut links, settings.keep_probability);
        let how = ClusterSettings {
            floor: log_odds(settings.keep_probability.max(0.01)),
            caution: settings.cost_of_wrong_join.log2(),
        };
        let clustering = cluster(self.mentions.len(), &links, &how, &|pair| self.link(pair));
        (links, clustering)
    }

    /// Learns how much the lists cover of each other, and sets the prior odds of the links by it.
    fn learn_coverage(&mut self, links: &mut Vec<Link>, keep: f64) {
        let mentions = &self.mentions;
        self.coverage = self.coverage.clone().learned(links, |at| mentions[at].source_index());
        for link in links.iter_mut() {
            link.prior = self.prior(link.pair).unwrap_or(link.prior);
        }
        links.retain(|link| link.weight() >= log_odds(keep));
    }

    /// All candidate pairs that are likely enough to be kept, in order.
    fn links(&self, candidates: &Candidates, keep: f64) -> Vec<Link> {
        let least = log_odds(keep);
        let chunks = candidates.pairs.par_chunks(4096).map(|pairs| {
            let mut profile = Profile::default();
            let mut kept = Vec::new();
            for pair in pairs {
                let Some(prior) = self.prior(*pair) else { continue };
                if !self.comparer.names_agree_in_part(*pair) {
                    continue;
                }
                self.comparer.profile_into(*pair, &self.mentions, &mut profile);
                if self.scorer.evidence(&profile) + prior >= least {
                    kept.push(self.scorer.link(*pair, &profile, prior));
                }
            }
            kept
        });
        let kept: Vec<Vec<Link>> = chunks.collect();
        kept.into_iter().flatten().collect()
    }
}

/// Each mention's share in a person of its list.
fn weights(mentions: &[Mention], clustering: &Clustering) -> Vec<f32> {
    let mut weights = vec![1.0; mentions.len()];
    for cluster in &clustering.clusters {
        for member in &cluster.members {
            let source = mentions[*member].source_index();
            let rows =
                cluster.members.iter().filter(|other| mentions[**other].source_index() == source).count();
            weights[*member] = 1.0 / rows as f32;
        }
    }
    weights
}

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// How often people are counted anew after a first result; more rounds hardly change anything.
const RECOUNTS: usize = 2;

/// Everything that a run produced.
#[derive(Debug)]
pub struct Outcome {
    pub(crate) settings: Settings,
    pub(crate) period: Option<(Day, Day)>,
    pub(crate) lexicon_digest: String,
    pub(crate) model: Model,
    pub(crate) sources: Vec<Source>,
    pub(crate) candidates: CandidateCounts,
    pub(crate) engine: Engine,
    links: Vec<Link>,
    clustering: Clustering,
    register: Register,
    findings: Vec<Finding>,
}

impl Outcome {
    /// The merged register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// What a person should know about the data, sorted by code.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// All pairs above the probability that is kept, linked or not, in the order of mentions.
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

    /// The settings of the run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The model of the run.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How many pairs were compared.
    pub fn candidates(&self) -> CandidateCounts {
        self.candidates
    }

    /// Why two records were joined or kept apart. Records are named `source:id`.
    ///
    /// # Errors
    ///
    /// When a list has no such record, or both are the same.
    pub fn explain(&self, a: &str, b: &str) -> Result<Explanation> {
        Explanation::new(self, self.find(a)?, self.find(b)?)
    }

    /// The position of the mention of a record named `source:id`.
    fn find(&self, key: &str) -> Result<usize> {
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
