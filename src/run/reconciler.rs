//! The builder of a run. Only this module calls every stage.
//!
//! In: a project file, or lists and settings from code. Out: an [`Outcome`], or the [`Members`] of a run on long lists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

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
use crate::register::grade::graded;
use crate::register::graded::Graded;
use crate::register::ledger::{Decisions, Ledger};
use crate::register::outcome::Outcome;
use crate::register::reconciled::{CandidateCounts, Reconciled};
use crate::register::review::Review;
use crate::register::totals::{Reasons, Totals};
use crate::register::{IdBook, check, merge, totals};
use crate::run::inputs::OtherInputs;
use crate::source::mention::{Readers, read_all_watched};
use crate::source::project::Project;
use crate::source::provenance::Origin;
use crate::source::{EstimateSpec, RESERVED_LABELS, Source};

/// Builds and runs one reconciliation: lists and settings go in, an [`Outcome`] comes out.
///
/// The same lists, settings and file of ids give the same result byte for byte, in any order of rows and lists and on
/// any number of threads.
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
    /// Title of the register, shown on pages.
    title: String,
    /// The lists, in the order of the project file until the run sorts them by id.
    sources: Vec<Source>,
    /// Paths of all input files of the project. The output folder may not contain any of them.
    inputs: Vec<PathBuf>,
    /// Files and digests for the record of the run.
    origin: Origin,
    /// First and last day of the events that the lists cover; `None` if the project declares none.
    period: Option<(Day, Day)>,
    /// Order of day and month in dates such as `03.04`.
    day_order: DayOrder,
    /// ISO 3166 codes of the countries whose places are preferred.
    countries: Vec<String>,
    /// The bundled language tables and those of the project.
    lexicon: Lexicon,
    /// The prior, or the fixed model if `is_fixed`.
    model: Model,
    /// Whether the model is used unchanged, without fitting m to the lists.
    is_fixed: bool,
    /// Costs and thresholds.
    settings: Settings,
    /// What to estimate and under which assumption.
    estimate: EstimateSpec,
    /// Comparisons of the user, in addition to the bundled ones.
    comparisons: Vec<Box<dyn Comparison>>,
    /// Published totals to compare with the register.
    totals: Option<Totals>,
    /// Reasons why a name is on one list only.
    reasons: Option<Reasons>,
    /// Decisions of reviewers.
    ledgers: Vec<Ledger>,
    /// Ledgers beside the project file that it does not name.
    unnamed_ledgers: Vec<String>,
    /// The entry ids of earlier runs; `None` if the run keeps no ids.
    ids: Option<IdBook>,
    /// The file of ids that the project names, if it does not exist yet.
    new_ids: Option<IdBook>,
    /// Whether this run starts the file of ids.
    are_ids_begun: bool,
    /// The readers of cells, if they were built while the lists were read.
    readers: Option<Readers>,
}

impl Reconciler {
    /// Reads a project file, its lists and all its other input files.
    ///
    /// This is the usual way to start a run. All files that the project file names are read in parallel.
    ///
    /// # Errors
    ///
    /// If the project file or another input file cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Reconciler::of_project(&Project::open(path.as_ref())?)
    }

    /// Reads the lists and all other input files of a project that was built in code.
    ///
    /// The settings, the period and the preferred countries are those of the project. The `with_…` methods change them.
    ///
    /// # Errors
    ///
    /// If a list, a language table or another input file cannot be read.
    pub fn of_project(project: &Project) -> Result<Self> {
        let mut lexicon = Lexicon::bundled();
        for folder in project.lexicon() {
            lexicon.add_folder(&folder)?;
        }
        let readers = || Readers::new(&lexicon, project.period(), project.day_order());
        let files = || rayon::join(|| project.read_sources(), || OtherInputs::read(project));
        let ((sources, beside), readers) = rayon::join(files, readers);
        let mut this = Reconciler::new(project.title(), sources?).with_lexicon(lexicon);
        let beside = beside?;
        this.readers = Some(readers);
        (this.period, this.day_order) = (project.period(), project.day_order());
        this.countries = project.countries().to_vec();
        this.settings = *project.settings();
        this.estimate = project.estimate().clone();
        this.inputs = project.sources().iter().map(|spec| project.folder().join(spec.file())).collect();
        this.inputs.extend(beside.inputs);
        (this.origin, this.totals, this.reasons) = (beside.origin, beside.totals, beside.reasons);
        (this.ledgers, this.unnamed_ledgers) = (beside.ledgers, beside.unnamed_ledgers);
        match beside.ids {
            Some(ids) if ids.is_new() => this.new_ids = Some(ids),
            ids => this.ids = ids,
        }
        Ok(this)
    }

    /// Starts the file of ids if the project names one that does not exist yet. Its salt comes from the system's source
    /// of random numbers. Save [`Outcome::ids`] afterwards, because the next run needs this salt to give the same
    /// bytes. Without this call, a run of such a project keeps no ids and uses no randomness.
    ///
    /// # Errors
    ///
    /// If the system cannot supply random numbers.
    pub fn keeping_ids(mut self) -> Result<Self> {
        if let Some(ids) = self.new_ids.take() {
            self.ids = Some(ids.salted()?);
            self.are_ids_begun = true;
        }
        Ok(self)
    }

    /// Prepares a run on lists from code, with default settings, the bundled language tables and the bundled prior.
    ///
    /// Such a run has no project file, so its record names no input files.
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
            estimate: EstimateSpec::default(),
            comparisons: Vec::new(),
            totals: None,
            reasons: None,
            ledgers: Vec::new(),
            unnamed_ledgers: Vec::new(),
            ids: None,
            new_ids: None,
            are_ids_begun: false,
            readers: None,
        }
    }

    /// Sets the period that the lists cover, by its first and its last day, in either order. Dates of death outside the
    /// period are reported.
    ///
    /// The period also supplies the year of dates that lack one. If no date of death is known, it supplies the date to
    /// which an age refers.
    #[must_use]
    pub fn with_period(mut self, one: Day, other: Day) -> Self {
        self.period = Some((one.min(other), one.max(other)));
        self
    }

    /// The order of day and month in dates such as `03.04`, if a list does not declare its own.
    #[must_use]
    pub fn with_day_order(mut self, order: DayOrder) -> Self {
        self.day_order = order;
        self
    }

    /// The countries whose places are preferred when a place name is ambiguous, by ISO 3166 code such as `KZ`.
    #[must_use]
    pub fn with_countries(mut self, countries: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.countries = countries.into_iter().map(Into::into).collect();
        self
    }

    /// Language tables to use instead of the bundled ones.
    ///
    /// Start from [`Lexicon::bundled`] and add folders of tables.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicon = lexicon;
        self.readers = None;
        self.origin.tables.clear();
        self
    }

    /// A model to use unchanged, such as the `model.json` of an earlier run. Its m is not fitted to these lists,
    /// whatever [`Settings::fit`] says.
    ///
    /// The run fails if the model was fitted with other comparisons.
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

    /// The prior to use instead of the bundled one. The fit of m to the lists starts from it.
    ///
    /// The bundled prior has a weight of 100 pairs for each field, so the data of long lists outweigh it.
    #[must_use]
    pub fn with_prior(mut self, prior: Model) -> Self {
        self.origin.model = None;
        self.model = prior;
        self.is_fixed = false;
        self
    }

    /// Replaces all settings, both the defaults and those of the project file.
    ///
    /// Invalid values are reported when the run starts.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// What to estimate of the people on no list, and under which assumption; see
    /// [`Outcome::estimation`].
    #[must_use]
    pub fn with_estimate(mut self, spec: EstimateSpec) -> Self {
        self.estimate = spec;
        self
    }

    /// Published totals to compare with the register.
    ///
    /// The totals never change the register. Differences are reported as findings and in a table.
    #[must_use]
    pub fn with_totals(mut self, totals: Totals) -> Self {
        self.totals = Some(totals);
        self
    }

    /// Published reasons why a name is on one list and not on another.
    #[must_use]
    pub fn with_reasons(mut self, reasons: Reasons) -> Self {
        self.reasons = Some(reasons);
        self
    }

    /// Decisions of reviewers, in addition to those of the project file. They override the model.
    ///
    /// It may be called several times. Conflicting decisions are an error.
    #[must_use]
    pub fn with_ledger(mut self, ledger: Ledger) -> Self {
        self.ledgers.push(ledger);
        self
    }

    /// The entry ids of earlier runs. Entries that existed before keep their ids. [`Outcome::ids`] has the ids for the
    /// next run. For the first run, start with [`IdBook::salted`].
    ///
    /// The name of a record changes if its id becomes repeated or unique. Known entry ids follow the new name.
    #[must_use]
    pub fn with_ids(mut self, ids: IdBook) -> Self {
        self.ids = Some(ids);
        self.new_ids = None;
        self
    }

    /// A comparison of your own, in addition to the bundled ones. Its name must not be the name of another field, and
    /// it must have 1 to 64 levels.
    #[must_use]
    pub fn with_comparison(mut self, comparison: Box<dyn Comparison>) -> Self {
        self.comparisons.push(comparison);
        self
    }

    /// Runs all stages: reading cells, blocking, comparing, fitting, sampling, merging, checking.
    ///
    /// # Errors
    ///
    /// If a setting is invalid, two lists have the same id, the model was fitted with other comparisons, decisions
    /// contradict one another, or a decision or a known entry id names a record id that several records have.
    pub fn run(self) -> Result<Outcome> {
        self.run_with(&mut |_| ())
    }

    /// Like [`Reconciler::run`], but calls `progress` with the name of each stage before it begins.
    ///
    /// `progress` is called from the thread of the run.
    ///
    /// # Errors
    ///
    /// The errors of [`Reconciler::run`].
    pub fn run_with(self, progress: &mut dyn FnMut(&str)) -> Result<Outcome> {
        self.run_stages(&Progress::new(), progress)
    }

    /// Like [`Reconciler::run`], but another thread can read the progress and stop the run.
    ///
    /// A stopped run changes no files.
    ///
    /// # Errors
    ///
    /// The errors of [`Reconciler::run`], and [`ErrorKind::Stopped`] soon after `progress` was asked to stop.
    pub fn run_watched(self, progress: &Progress) -> Result<Outcome> {
        // Enter the thread pool once, so that no stage has to wait for its threads to wake up.
        rayon::scope(|_| self.run_stages(progress, &mut |_| ()))
    }

    /// Assigns the records of a project's lists to people and does nothing else; see [`Members`]. It is meant for lists
    /// of up to tens of millions of records. If `model` is given, such as the `model.json` of an earlier run, it is
    /// used unchanged.
    ///
    /// It uses the engine for long lists. `watch` reports the progress and can stop the run.
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
    /// If a list or a language table cannot be read, a setting is invalid, the project has decisions of reviewers, or
    /// the run was asked to stop.
    pub fn members(project: &Project, model: Option<&Model>, watch: &Progress) -> Result<Members> {
        if project.read_decisions()?.iter().any(|ledger| ledger.decisions().next().is_some()) {
            let problem = "decisions of reviewers are not applied to lists of this length; leave `decisions` out, or \
                           take shorter lists";
            return Err(ErrorKind::Setting { name: "decisions", problem: problem.to_owned() }.into());
        }
        bulk::members(project, model.unwrap_or(&Model::prior()), model.is_none(), watch)
    }

    /// Runs the stages in order. Between stages, it checks whether the run was asked to stop. `say` receives the name
    /// of each stage.
    ///
    /// The lists are sorted by id first, so their order in the project does not change the result. At the end, findings
    /// are sorted and duplicates are removed.
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
        // A stage that was stopped halfway returns a partial result, which must not be used.
        watch.check()?;
        progress("merging");
        let link = |pair: Pair| engine.link(pair);
        let mut register =
            merge(&self.title, &self.sources, &engine.mentions, &clustering, &posterior, &link);
        let ids = known_ids.map(|ids| ids.assigned(&register.records()));
        if let Some(ids) = &ids {
            register.take_ids(ids);
            self.origin.set_ids(&ids.to_text(), self.are_ids_begun);
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
        let reconciled = Reconciled {
            settings: self.settings,
            period: self.period,
            estimate: self.estimate,
            sources: self.sources,
            readers,
            candidates: CandidateCounts::of(&candidates),
            engine,
            links,
            clustering,
            posterior,
            decisions: decisions.all,
        };
        watch.check()?;
        let review = Review::new(&reconciled);
        let (register, about_rulings) = graded(&reconciled, register, &review);
        findings.extend(about_rulings);
        findings.sort();
        let run =
            Graded { reconciled: &reconciled, register: &register, review: &review, findings: &findings };
        let (totals, about_totals) = totals::examined(run, self.totals.as_ref(), self.reasons.as_ref());
        findings.extend(about_totals);
        findings.sort();
        findings.dedup();
        Ok(Outcome {
            reconciled,
            review,
            register,
            findings,
            totals,
            reasons: self.reasons,
            inputs: self.inputs,
            origin: self.origin,
            lexicon_digest,
            unnamed_ledgers: self.unnamed_ledgers,
            are_ids_new: ids != self.ids || self.are_ids_begun || self.new_ids.is_some(),
            ids,
            lang: Lang::default(),
            summary: OnceLock::new(),
        })
    }

    /// Refuses invalid settings, invalid comparisons, and two lists with the same id.
    ///
    /// The first fault is returned.
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
            Some(two) => {
                wrong("source", &format!("two lists have the id `{}`; give each list its own id", two[0]))
            }
            None => Ok(()),
        }
    }

    /// Refuses a comparison that has no levels, too many levels, a level that the model does not know, or the name of
    /// another field. Fields are identified by name.
    fn validate_comparisons(&self) -> Result<()> {
        let wrong = |problem: String| Err(ErrorKind::Setting { name: "comparison", problem }.into());
        let labels = self.sources.iter().flat_map(|source| source.mapping().extras());
        let mut taken: BTreeSet<&str> = labels.map(|(label, _)| label.as_str()).collect();
        taken.extend(RESERVED_LABELS);
        for comparison in &self.comparisons {
            if let Some(problem) = self.model.fault_of(comparison.as_ref()) {
                return wrong(problem);
            }
            if !taken.insert(comparison.name()) {
                return wrong(format!(
                    "there is already a field `{}`; give the comparison another name",
                    comparison.name()
                ));
            }
        }
        Ok(())
    }
}
