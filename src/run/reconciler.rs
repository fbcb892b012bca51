//! The builder of a run. Only this module calls every stage.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::base::error::{ErrorKind, Result};
use crate::base::lang::Lang;
use crate::base::progress::Progress;
use crate::base::settings::Settings;
use crate::language::date::{Day, DayOrder};
use crate::language::lexicon::Lexicon;
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::bulk;
use crate::linkage::bulk::Members;
use crate::linkage::compare::Comparison;
use crate::linkage::engine::Engine;
use crate::linkage::model::Model;
use crate::register::ledger::{Decisions, Ledger};
use crate::register::outcome::{CandidateCounts, Outcome};
use crate::register::review::Review;
use crate::register::totals;
use crate::register::totals::{Reasons, Totals};
use crate::register::{IdBook, merge};
use crate::register::{check, grade};
use crate::run::inputs::Beside;
use crate::source::mention::{Readers, read_all_watched};
use crate::source::project::Project;
use crate::source::provenance::Origin;
use crate::source::{RESERVED_LABELS, Source};

/// A comparison of more levels than this cannot be explained to anyone.
const MOST_LEVELS: usize = 64;

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
    inputs: Vec<PathBuf>,
    origin: Origin,
    period: Option<(Day, Day)>,
    day_order: DayOrder,
    countries: Vec<String>,
    lexicon: Lexicon,
    model: Model,
    /// Whether the model is taken as it is.
    is_fixed: bool,
    settings: Settings,
    comparisons: Vec<Box<dyn Comparison>>,
    totals: Option<Totals>,
    reasons: Option<Reasons>,
    ledgers: Vec<Ledger>,
    ids: Option<IdBook>,
    /// The file of ids that the project names, while it is not there.
    new_ids: Option<IdBook>,
    are_ids_begun: bool,
    /// The readers of cells, where they were built beside reading the lists.
    readers: Option<Readers>,
}

impl Reconciler {
    /// Reads a project file and its lists.
    ///
    /// # Errors
    ///
    /// When the project file, a list or a language table of the project cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Reconciler::of_project(&Project::open(path.as_ref())?)
    }

    /// Reads the lists and the language tables of a project that was put together in code.
    ///
    /// # Errors
    ///
    /// When a list or a language table cannot be read.
    pub fn of_project(project: &Project) -> Result<Self> {
        let mut lexicon = Lexicon::bundled();
        for folder in project.lexicon() {
            lexicon.add_folder(&folder)?;
        }
        let readers = || Readers::new(&lexicon, project.period(), project.day_order());
        let files = || rayon::join(|| project.read_sources(), || Beside::read(project));
        let ((sources, beside), readers) = rayon::join(files, readers);
        let mut this = Reconciler::new(project.title(), sources?).with_lexicon(lexicon);
        let beside = beside?;
        this.readers = Some(readers);
        (this.period, this.day_order) = (project.period(), project.day_order());
        this.countries = project.countries().to_vec();
        this.settings = *project.settings();
        this.inputs = project.sources().iter().map(|spec| project.folder().join(spec.file())).collect();
        this.inputs.extend(beside.inputs);
        (this.origin, this.totals, this.reasons) = (beside.origin, beside.totals, beside.reasons);
        this.ledgers = beside.ledgers;
        match beside.ids {
            Some(ids) if ids.is_new() => this.new_ids = Some(ids),
            ids => this.ids = ids,
        }
        Ok(this)
    }

    /// Starts the file of ids if the project names one that does not exist yet. Its salt comes from the system's source of random
    /// numbers. Save [`Outcome::ids`] afterwards, because the next run needs this salt to give the same bytes. Without this call,
    /// a run of such a project keeps no ids and uses no randomness.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers.
    pub fn keeping_ids(mut self) -> Result<Self> {
        if let Some(ids) = self.new_ids.take() {
            self.ids = Some(ids.salted()?);
            self.are_ids_begun = true;
        }
        Ok(self)
    }

    /// Lists that were read by other means.
    pub fn new(title: impl Into<String>, sources: Vec<Source>) -> Self {
        Reconciler {
            title: title.into(),
            sources,
            inputs: Vec::new(),
            origin: Origin::default(),
            period: None,
            day_order: DayOrder::default(),
            countries: Vec::new(),
            lexicon: Lexicon::bundled(),
            model: Model::prior(),
            is_fixed: false,
            settings: Settings::default(),
            comparisons: Vec::new(),
            totals: None,
            reasons: None,
            ledgers: Vec::new(),
            ids: None,
            new_ids: None,
            are_ids_begun: false,
            readers: None,
        }
    }

    /// The first and last day that the lists speak of, in either order.
    #[must_use]
    pub fn with_period(mut self, one: Day, other: Day) -> Self {
        self.period = Some((one.min(other), one.max(other)));
        self
    }

    /// What `03.04` means.
    #[must_use]
    pub fn with_day_order(mut self, order: DayOrder) -> Self {
        self.day_order = order;
        self
    }

    /// The countries in which places are looked for first, by codes of ISO 3166 such as `KZ`.
    #[must_use]
    pub fn with_countries(mut self, countries: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.countries = countries.into_iter().map(Into::into).collect();
        self
    }

    /// Language tables other than the bundled ones.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicon = lexicon;
        self.readers = None;
        self.origin.tables.clear();
        self
    }

    /// A model to be taken as it is, as the `model.json` of an earlier run: its m are not fitted to
    /// these lists, whatever [`Settings::fit`] says.
    ///
    /// ```no_run
    /// use casualty_register::Reconciler;
    /// use casualty_register::linkage::Model;
    ///
    /// let model = Model::open("last-year/model.json")?;
    /// let outcome = Reconciler::open("reconcile.toml")?.with_model(model).run()?;
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    #[must_use]
    pub fn with_model(mut self, model: Model) -> Self {
        self.origin.model = Some(model.digest());
        self.model = model;
        self.is_fixed = true;
        self
    }

    /// What is believed before a row is seen, in place of the documented prior; the lists' own m are
    /// learned from there.
    #[must_use]
    pub fn with_prior(mut self, prior: Model) -> Self {
        self.origin.model = None;
        self.model = prior;
        self.is_fixed = false;
        self
    }

    /// Settings in place of the default ones and of those of the project file.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Published totals to hold against the lists.
    #[must_use]
    pub fn with_totals(mut self, totals: Totals) -> Self {
        self.totals = Some(totals);
        self
    }

    /// Reasons that people gave for names that one list has and another has not.
    #[must_use]
    pub fn with_reasons(mut self, reasons: Reasons) -> Self {
        self.reasons = Some(reasons);
        self
    }

    /// Decisions of people, beside those of the project file: they hold whatever the model says.
    #[must_use]
    pub fn with_ledger(mut self, ledger: Ledger) -> Self {
        self.ledgers.push(ledger);
        self
    }

    /// The ids that entries have had: those who were there keep theirs ([`Outcome::ids`] has them for the next
    /// run). Begin with [`IdBook::salted`].
    #[must_use]
    pub fn with_ids(mut self, ids: IdBook) -> Self {
        self.ids = Some(ids);
        self.new_ids = None;
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
    /// When a setting makes no sense, two lists have one id, the model was fitted with other comparisons,
    /// decisions contradict each other, or a decision or a known id names an id that several rows have.
    pub fn run(self) -> Result<Outcome> {
        self.run_with(&mut |_| ())
    }

    /// Runs all stages and says before each what comes, for a progress display.
    ///
    /// # Errors
    ///
    /// As [`Reconciler::run`].
    pub fn run_with(self, progress: &mut dyn FnMut(&str)) -> Result<Outcome> {
        self.run_stages(&Progress::new(), progress)
    }

    /// Runs all stages while another thread may look at how far they are, and stop them.
    ///
    /// # Errors
    ///
    /// As [`Reconciler::run`], and [`ErrorKind::Stopped`] soon after `progress` was asked to stop.
    pub fn run_watched(self, progress: &Progress) -> Result<Outcome> {
        // Within the pool of threads: no stage waits until it is heard there.
        rayon::scope(|_| self.run_stages(progress, &mut |_| ()))
    }

    /// Who is who among the rows of a project's lists and nothing else, for lists of up to tens of millions of
    /// rows; see [`Members`]. `model` is taken as it is where it is given, as the `model.json` of an earlier run.
    ///
    /// ```no_run
    /// use casualty_register::Reconciler;
    /// use casualty_register::Progress;
    /// use casualty_register::source::Project;
    ///
    /// let project = Project::open("reconcile.toml")?;
    /// let members = Reconciler::members(&project, None, &Progress::new())?;
    /// println!("{members}");
    /// members.write("register")?;
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a list or a language table cannot be read, a setting makes no sense, the project has decisions of
    /// people, or the run was asked to stop.
    pub fn members(project: &Project, model: Option<&Model>, watch: &Progress) -> Result<Members> {
        bulk::members(project, model.unwrap_or(&Model::prior()), model.is_none(), watch)
    }

    fn run_stages(mut self, watch: &Progress, say: &mut dyn FnMut(&str)) -> Result<Outcome> {
        let progress: &mut dyn FnMut(&str) = &mut |stage| {
            watch.begin(stage, None);
            say(stage);
        };
        watch.check()?;
        self.validate()?;
        self.settings.fit &= !self.is_fixed;
        self.sources.sort_by(|a, b| a.id().cmp(b.id()));
        progress("reading names, dates and places");
        let readers = match self.readers.take() {
            Some(built) => built.with(self.period, self.day_order),
            None => Readers::new(&self.lexicon, self.period, self.day_order),
        };
        let readers = readers.with_places_of(&self.sources, &self.lexicon, &self.countries);
        let (mentions, mut findings) = read_all_watched(&self.sources, &readers, watch);
        watch.check()?;
        let decisions = Decisions::new(&self.ledgers, &self.sources, &mentions)?;
        let known_ids = self.ids.as_ref().map(|ids| ids.clone().renamed(&self.sources)).transpose()?;
        findings.extend(known_ids.iter().flat_map(|ids| ids.findings(&self.sources)));
        progress("counting how common each value is");
        let mut engine = Engine::new(
            &self.sources,
            &self.model,
            mentions,
            &readers,
            std::mem::take(&mut self.comparisons),
            decisions.binding.clone(),
        )?
        .seeded(known_ids.as_ref().and_then(IdBook::salt))
        .watched(watch);
        watch.check()?;
        progress("comparing pairs");
        let candidates = engine.candidates(self.settings.exhaustive_pairs);
        watch.check()?;
        let mut lexicon_digest = String::new();
        let (links, clustering, posterior) = rayon::in_place_scope(|beside| {
            beside.spawn(|_| lexicon_digest = self.lexicon.digest());
            engine.resolve(&candidates, &self.settings, progress)
        });
        // What a stage found that was stopped halfway is no result.
        watch.check()?;
        progress("merging");
        let link = |pair: Pair| engine.link(pair);
        let mut register =
            merge(&self.title, &self.sources, &engine.mentions, &clustering, &posterior, &link);
        let ids = known_ids.map(|ids| ids.assigned(&register.records()));
        if let Some(ids) = &ids {
            register.take_ids(ids);
            self.origin.set_ids(&ids.to_text());
        }
        findings.extend(self.sources.iter().flat_map(|source| source.findings().iter().cloned()));
        let checked = check::Checked {
            sources: &self.sources,
            mentions: &engine.mentions,
            clustering: &clustering,
            register: &register,
            links: &links,
        };
        let open = |pair: Pair| {
            let is_open = engine.bound(pair) == Bound::Free && engine.never(pair).is_none();
            is_open.then(|| engine.link_ignoring_promises(pair))
        };
        findings.extend(check::register(&checked, &open));
        findings.extend(check::linkage(&checked, &posterior, engine.fit, engine.change));
        let rows: Vec<usize> = posterior.bounded().collect();
        findings.extend(check::bounded(&self.sources, &engine.mentions, &rows));
        findings.extend(decisions.findings(&self.sources, &engine.mentions));
        findings.sort();
        findings.dedup();
        let mut outcome = Outcome {
            settings: self.settings,
            period: self.period,
            lexicon_digest,
            sources: self.sources,
            inputs: self.inputs,
            origin: self.origin,
            candidates: CandidateCounts::of(&candidates),
            engine,
            links,
            clustering,
            posterior,
            register,
            findings,
            readers,
            totals: None,
            reasons: self.reasons,
            decisions: decisions.all,
            are_ids_new: ids != self.ids || self.are_ids_begun || self.new_ids.is_some(),
            ids,
            lang: Lang::default(),
            review: Review::default(),
        };
        watch.check()?;
        grade::complete(&mut outcome);
        totals::complete(&mut outcome, self.totals.as_ref());
        Ok(outcome)
    }

    fn validate(&self) -> Result<()> {
        let wrong =
            |name, problem: &str| Err(ErrorKind::Setting { name, problem: problem.to_owned() }.into());
        if let Some((name, problem)) = self.settings.faults().first() {
            return wrong(name, &format!("it {problem}"));
        }
        self.validate_comparisons()?;
        let mut ids: Vec<&str> = self.sources.iter().map(Source::id).collect();
        ids.sort_unstable();
        match ids.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => wrong("source", &format!("two lists have the id `{}`; give each its own", two[0])),
            None => Ok(()),
        }
    }

    /// Fields are told apart by their names, so a comparison of the user's has one of its own.
    fn validate_comparisons(&self) -> Result<()> {
        let wrong = |problem: String| Err(ErrorKind::Setting { name: "comparison", problem }.into());
        let labels = self.sources.iter().flat_map(|source| source.mapping().extras());
        let mut taken: BTreeSet<&str> = labels.map(|(label, _)| label.as_str()).collect();
        taken.extend(RESERVED_LABELS);
        for comparison in &self.comparisons {
            if comparison.levels().is_empty() || comparison.levels().len() > MOST_LEVELS {
                return wrong(format!("`{}` has to have 1 to {MOST_LEVELS} levels", comparison.name()));
            }
            if let Some(level) = self.model.unknown_level(comparison.name(), comparison.levels()) {
                return wrong(format!(
                    "the model has no m and u for the level `{level}` of `{}`; give them with `Model::with_level` and \
                     `Reconciler::with_prior`",
                    comparison.name()
                ));
            }
            if !taken.insert(comparison.name()) {
                return wrong(format!(
                    "there is a field `{}` already; give it another name",
                    comparison.name()
                ));
            }
        }
        Ok(())
    }
}
