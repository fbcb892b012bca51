//! The project file: which lists to link, and what each column means.
//!
//! ```toml
//! [project]
//! title = "January 2022"
//! from = "2022-01-02"             # the period that the lists cover
//! to = "2022-01-31"
//! day_order = "day-first"         # day-first | month-first | unknown: what 03/04 means; detected for each list if left out
//! countries = ["KZ", "RU"]        # preferred countries where several have a place of the same name
//! lexicon = ["our-tables"]        # folders with further language tables
//! allow_outside = false           # true: paths may lead out of the folder of this file
//! totals = "published-totals.csv" # published figures to compare with the lists
//! reasons = "reasons.csv"         # reasons why a list lacks a name of another list
//! decisions = ["decisions.jsonl"] # decisions of reviewers: `ledger`
//! ids = "ids.jsonl"               # ids of entries that stay the same: `register::IdBook`
//!
//! [settings]                      # optional; the defaults are in `Settings::default`
//! cost_of_wrong_join = 3          # cost of joining two people; counting one person twice costs 1
//! cost_of_review = 0.05           # cost of one question to a reviewer, in the same unit
//! fit = true                      # false: use the model without fitting it to these lists
//!
//! [check]                         # severities for `reconcile check`
//! fail_on = "error"               # error | warning | note
//! unknown-place = "off"           # any code: error | warning | note | off
//!
//! [profile.public]                # what is published of each field: `policy`
//! birth = "coarsened"             # public | coarsened | withheld; also labels and headers of further columns
//! minors = "coarsened"            # people who may have been under 18
//!
//! [estimate]                      # of people on no list: `register::Estimation`
//! assumption = "log-linear"       # conditional-independence | log-linear | no-highest-interaction
//! place = "Almaty"                # whom it is about; also status = "civilian", from and to
//!
//! [limits]                        # largest list that is read: `source::Limits`
//! bytes = 1_000_000_000           # also rows, columns, characters (of a cell), expansion (of an archive)
//!
//! [[source]]
//! id = "ngo"                      # short, without spaces and colons
//! title = "A foundation"
//! file = "ngo.csv"                # relative to this file; xlsx, xls and ods too
//! sheet = "List"                  # of a workbook; by default the only visible one that has rows
//! header_row = 3                  # by default the first row that has all mapped columns
//! declared_count = 223            # number of rows that its publisher states
//! duplicates = "rare"             # never | rare | common: whether one person may appear twice
//! encoding = "windows-1251"       # or kz-1048, pt154, …; detected if left out
//! delimiter = ";"                 # detected if left out
//! language = "kk"                 # a hint
//! day_order = "month-first"       # for this list only
//! calendar = "solar-hijri"        # gregorian | solar-hijri | hijri | buddhist | ethiopian | hebrew; detected if left out
//! published = "2022-08-16"
//! url = "https://example.org/list"
//! quotes = ["newsroom"]           # lists that it copies rows from: their agreement does not corroborate
//! group = "state"                 # publisher; lists of one group do not corroborate each other
//! scope = "security"              # who the list covers, if not everyone
//! [[source.edition]]              # instead of `file` and `published`: editions; the newest is read
//! published = "2022-06-01"        # the day, as YYYY-MM-DD
//! file = "ngo-june.csv"
//! [source.columns]                # field = "header"
//! id = "№"
//! name = "Аты-жөні"               # or surname, given_name, patronymic
//! birth_date = "Туған күні"       # or birth_year, birth_month, birth_day; likewise of the death
//! [source.extra]                  # further columns to compare, as plain text
//! school = "Мектебі"
//! ```

mod check;
mod faults;
mod file;
mod outside;
mod profile;
mod read;
mod section;

use std::path::{Path, PathBuf};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::rules::CheckRules;
use crate::base::settings::Settings;
use crate::language::date::{Day, DayOrder};
use crate::source::policy::Policy;
use crate::source::{EstimateSpec, Limits, SourceSpec};

/// First line of every ledger of decisions. The number is the version of the format; it changes when older programs
/// cannot read the new format.
pub(crate) const LEDGER_FIRST_LINE: &str = "# casualty-register ledger 1";

/// A project: which lists to reconcile, over which period, and with which settings.
///
/// Paths are kept as written in the project file, relative to its folder. A file outside that folder is refused unless
/// `allow_outside` is true, so a project from a stranger cannot read other files.
///
/// ```no_run
/// use casualty_register::source::Project;
///
/// let project = Project::open("reconcile.toml")?;
/// for source in project.read_sources()? {
///     println!("{}: {} rows", source.title(), source.row_count());
/// }
/// # Ok::<(), casualty_register::Error>(())
/// ```
///
/// Without a project file:
///
/// ```
/// use casualty_register::source::Project;
/// use casualty_register::source::{Field, SourceSpec};
///
/// let project = Project::new("lists", "Two lists")
///     .with_period("2022-01-02".parse()?, "2022-01-31".parse()?)
///     .with_source(SourceSpec::new("a", "a.csv").with_column(Field::Name, "name"))
///     .with_source(SourceSpec::new("b", "b.csv").with_column(Field::Name, "ФИО"));
/// assert_eq!(project.period(), Some(("2022-01-02".parse()?, "2022-01-31".parse()?)));
/// assert_eq!(project.sources().len(), 2);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Path of the project file.
    path: PathBuf,
    /// Folder to which all other paths are relative.
    folder: PathBuf,
    /// Title of the register.
    title: String,
    /// First and last day of the events.
    period: Option<(Day, Day)>,
    /// Default order of day and month.
    day_order: DayOrder,
    /// Preferred countries.
    countries: Vec<String>,
    /// Folders of language tables.
    lexicon: Vec<String>,
    /// File of published totals.
    totals: Option<String>,
    /// File of reasons.
    reasons: Option<String>,
    /// Ledgers of decisions.
    decisions: Vec<String>,
    /// File of entry ids.
    ids: Option<String>,
    /// Settings of the run.
    settings: Settings,
    /// Rules for findings.
    check: CheckRules,
    /// What to estimate.
    estimate: EstimateSpec,
    /// Policy of the public profile.
    profile: Policy,
    /// Limits on the size of lists.
    limits: Limits,
    /// Whether paths may lead out of `folder`.
    allow_outside: bool,
    /// The lists, in the order of the project file.
    sources: Vec<SourceSpec>,
}

impl Project {
    /// A project without lists. The paths of its files are relative to `folder`.
    pub fn new(folder: impl Into<PathBuf>, title: impl Into<String>) -> Self {
        let folder = folder.into();
        Project {
            path: folder.clone(),
            folder,
            title: title.into(),
            period: None,
            day_order: DayOrder::default(),
            countries: Vec::new(),
            lexicon: Vec::new(),
            totals: None,
            reasons: None,
            decisions: Vec::new(),
            ids: None,
            settings: Settings::default(),
            check: CheckRules::default(),
            estimate: EstimateSpec::default(),
            profile: Policy::public(),
            limits: Limits::default(),
            allow_outside: true,
            sources: Vec::new(),
        }
    }

    /// Opens a project file. Its lists are not read yet, but must exist.
    ///
    /// Checked are the text of the file, the lists together, and whether all named files and folders exist.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or if it has faults; all of them are listed at once ([`ErrorKind::Project`]).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        let Ok(text) = String::from_utf8(bytes) else {
            let faults = vec!["the file is not UTF-8; save it as UTF-8".to_owned()];
            return Err(ErrorKind::Project { path: path.to_owned(), faults }.into());
        };
        let mut faults = Vec::new();
        let project = Project::from_text(path, &text, &mut faults);
        faults.extend(project.faults_together());
        faults.extend(project.files_not_there());
        project.unless(faults)?;
        Ok(project)
    }

    /// Reads a project from the text of a project file at `path`. Whether the lists exist is not checked.
    ///
    /// # Errors
    ///
    /// If the text has faults; all of them are listed at once ([`ErrorKind::Project`]).
    pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Self> {
        let mut faults = Vec::new();
        let project = Project::from_text(path.as_ref(), text, &mut faults);
        faults.extend(project.faults_together());
        project.unless(faults)?;
        Ok(project)
    }

    /// Adds a list.
    ///
    /// The order of lists does not change the result of a run.
    pub fn with_source(mut self, source: SourceSpec) -> Self {
        self.sources.push(source);
        self
    }

    /// Sets the first and the last day of the events that the lists cover, in either order.
    ///
    /// The period supplies years that dates leave out, and helps to distinguish day from month.
    pub fn with_period(mut self, one: Day, other: Day) -> Self {
        self.period = Some((one.min(other), one.max(other)));
        self
    }

    /// Sets the order of day and month in dates such as `03.04`.
    ///
    /// A list may declare its own order; otherwise its dates may show it.
    pub fn with_day_order(mut self, order: DayOrder) -> Self {
        self.day_order = order;
        self
    }

    /// Sets the countries whose places are preferred when a place name is ambiguous, by ISO 3166 code such as `KZ`.
    pub fn with_countries(mut self, countries: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.countries = countries.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a folder with further language tables, relative to the folder of the project.
    ///
    /// Its tables add to the bundled ones.
    pub fn with_lexicon(mut self, folder: impl Into<String>) -> Self {
        self.lexicon.push(folder.into());
        self
    }

    /// Sets the table of published totals, relative to the folder of the project.
    pub fn with_totals(mut self, file: impl Into<String>) -> Self {
        self.totals = Some(file.into());
        self
    }

    /// Adds a ledger of decisions, relative to the folder of the project.
    ///
    /// Several ledgers may be added; all their decisions apply.
    pub fn with_decisions(mut self, file: impl Into<String>) -> Self {
        self.decisions.push(file.into());
        self
    }

    /// Sets the file of entry ids, relative to the folder of the project.
    ///
    /// The file may not exist yet; [`Reconciler::keeping_ids`](crate::Reconciler::keeping_ids) starts it.
    pub fn with_ids(mut self, file: impl Into<String>) -> Self {
        self.ids = Some(file.into());
        self
    }

    /// Sets the table of reasons why names are missing, relative to the folder of the project.
    pub fn with_reasons(mut self, file: impl Into<String>) -> Self {
        self.reasons = Some(file.into());
        self
    }

    /// Sets the settings of the run.
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the rules for findings.
    pub fn with_check(mut self, rules: CheckRules) -> Self {
        self.check = rules;
        self
    }

    /// Sets what to estimate and under which assumption.
    pub fn with_estimate(mut self, spec: EstimateSpec) -> Self {
        self.estimate = spec;
        self
    }

    /// Sets the policy of the public profile.
    pub fn with_profile(mut self, policy: Policy) -> Self {
        self.profile = policy;
        self
    }

    /// Sets the limits on the size of lists.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads one list in the edition of a day, instead of its newest edition.
    ///
    /// Used to compare a register with an earlier state of its lists.
    ///
    /// # Errors
    ///
    /// If there is no such list or edition ([`ErrorKind::Setting`]). The message lists the existing ones.
    pub fn with_edition(mut self, list: &str, published: &str) -> Result<Self> {
        let wrong = |problem: String| ErrorKind::Setting { name: "edition", problem };
        let ids: Vec<&str> = self.sources.iter().map(SourceSpec::id).collect();
        let no_list = || wrong(format!("there is no list `{list}`; the lists are: {}", ids.join(", ")));
        let at = self.sources.iter().position(|spec| spec.id() == list).ok_or_else(no_list)?;
        let Some(spec) = self.sources.get_mut(at) else { return Ok(self) };
        let days: Vec<&str> = spec.editions().iter().map(|edition| edition.published()).collect();
        let there = match days.as_slice() {
            [] => "the project file gives it no editions".to_owned(),
            days => format!("its editions are: {}", days.join(", ")),
        };
        let none = || wrong(format!("the list `{list}` has no edition of {published}; {there}"));
        *spec = spec.in_edition(published).ok_or_else(none)?;
        Ok(self)
    }

    /// The path of the project file; the folder if there is no project file.
    ///
    /// Messages about the project name this path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder to which the paths of the project are relative.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The title of the register; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The first and the last day of the period; `None` if it is not declared.
    pub fn period(&self) -> Option<(Day, Day)> {
        self.period
    }

    /// The order of day and month in dates such as `03.04`, for lists that neither declare nor show their own.
    pub fn day_order(&self) -> DayOrder {
        self.day_order
    }

    /// The countries whose places are preferred, by ISO 3166 code.
    pub fn countries(&self) -> &[String] {
        &self.countries
    }

    /// The folders with further language tables, as paths that can be opened.
    pub fn lexicon(&self) -> Vec<PathBuf> {
        let folders = self.lexicon.iter();
        folders.map(|folder| self.folder.join(folder)).collect()
    }

    /// The ledgers of decisions, in the order of the project file, as paths that can be opened.
    pub fn decisions(&self) -> Vec<PathBuf> {
        self.decisions.iter().map(|file| self.folder.join(file)).collect()
    }

    /// The file of entry ids; `None` if the project keeps no ids. It may not exist yet.
    pub fn ids(&self) -> Option<PathBuf> {
        self.ids.as_ref().map(|file| self.folder.join(file))
    }

    /// The ledgers, as written in the project file.
    pub(crate) fn decisions_as_named(&self) -> &[String] {
        &self.decisions
    }

    /// The file of ids, as written in the project file.
    pub(crate) fn ids_as_named(&self) -> Option<&str> {
        self.ids.as_deref()
    }

    /// The table of published totals; `None` if the project has none.
    pub fn totals(&self) -> Option<PathBuf> {
        self.totals.as_ref().map(|file| self.folder.join(file))
    }

    /// The table of reasons why names are missing; `None` if the project has none.
    pub fn reasons(&self) -> Option<PathBuf> {
        self.reasons.as_ref().map(|file| self.folder.join(file))
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The rules for findings.
    pub fn check(&self) -> &CheckRules {
        &self.check
    }

    /// What to estimate and under which assumption.
    pub fn estimate(&self) -> &EstimateSpec {
        &self.estimate
    }

    /// The policy of the public profile.
    pub fn profile(&self) -> &Policy {
        &self.profile
    }

    /// The limits on the size of lists.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether files may be outside the folder of the project. True for a project that was built in code; a project
    /// file has to allow it.
    pub fn allows_outside(&self) -> bool {
        self.allow_outside
    }

    /// The lists, in the order of the project file.
    pub fn sources(&self) -> &[SourceSpec] {
        &self.sources
    }

    /// Parses the text of a project file at `path`, and adds its faults to `faults`.
    ///
    /// Files outside the folder are refused by default, unlike in `Project::new`.
    fn from_text(path: &Path, text: &str, faults: &mut Vec<String>) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut project = Project::new(folder, "");
        project.path = path.to_owned();
        project.allow_outside = false;
        file::parse(text, &mut project, faults);
        project
    }
}
