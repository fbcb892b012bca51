//! The one place that strings the stages together.

use std::path::Path;

use crate::block::Pair;
use crate::compare::Comparison;
use crate::date::{Day, DayOrder};
use crate::engine::Engine;
use crate::mention::{Readers, read_all};
use crate::model::Model;
use crate::outcome::{CandidateCounts, Outcome};
use crate::project::Project;
use crate::register::merge;
use crate::settings::Settings;
use crate::source::Source;
use crate::{ErrorKind, Lexicon, Result, check};

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
        let mut engine = Engine::new(
            &self.sources,
            &self.model,
            mentions,
            &readers,
            std::mem::take(&mut self.comparisons),
        );
        progress("comparing pairs");
        let candidates = engine.candidates(self.settings.exhaustive_pairs);
        let (links, clustering) = engine.resolve(&candidates, &self.settings, progress);
        let link = |pair: Pair| engine.link(pair);
        progress("merging");
        let register = merge(&self.title, &self.sources, &engine.mentions, &clustering, &link);
        findings.extend(self.sources.iter().flat_map(|source| source.findings().iter().cloned()));
        let checked = check::Checked {
            sources: &self.sources,
            mentions: &engine.mentions,
            clustering: &clustering,
            register: &register,
            links: &links,
        };
        findings.extend(check::register(&checked, &|pair| engine.link_ignoring_promises(pair)));
        findings.sort();
        findings.dedup();
        Ok(Outcome {
            settings: self.settings,
            period: self.period,
            lexicon_digest: self.lexicon.digest(),
            model: self.model,
            sources: self.sources,
            candidates: CandidateCounts::of(&candidates),
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
