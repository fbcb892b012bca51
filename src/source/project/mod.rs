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
use crate::source::{Limits, SourceSpec};

/// Which lists to reconcile, and over which period.
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
    path: PathBuf,
    folder: PathBuf,
    title: String,
    period: Option<(Day, Day)>,
    day_order: DayOrder,
    countries: Vec<String>,
    lexicon: Vec<String>,
    totals: Option<String>,
    reasons: Option<String>,
    decisions: Vec<String>,
    ids: Option<String>,
    settings: Settings,
    check: CheckRules,
    profile: Policy,
    limits: Limits,
    allow_outside: bool,
    sources: Vec<SourceSpec>,
}

impl Project {
    /// A project without lists; files of lists are looked for in `folder`.
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
            profile: Policy::public(),
            limits: Limits::default(),
            allow_outside: true,
            sources: Vec::new(),
        }
    }

    /// Opens a project file. Lists are not read yet, but they have to be there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or with all of its faults at once
    /// ([`ErrorKind::Project`]).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        let Ok(text) = String::from_utf8(bytes) else {
            let faults = vec!["it is not UTF-8; save it as UTF-8".to_owned()];
            return Err(ErrorKind::Project { path: path.to_owned(), faults }.into());
        };
        let mut faults = Vec::new();
        let project = Project::from_text(path, &text, &mut faults);
        faults.extend(project.faults_together());
        faults.extend(project.files_not_there());
        project.unless(faults)?;
        Ok(project)
    }

    /// Reads a project from the text of a project file at `path`, without looking for the lists.
    ///
    /// # Errors
    ///
    /// With all faults of the text at once ([`ErrorKind::Project`]).
    pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Self> {
        let mut faults = Vec::new();
        let project = Project::from_text(path.as_ref(), text, &mut faults);
        faults.extend(project.faults_together());
        project.unless(faults)?;
        Ok(project)
    }

    /// Adds a list.
    pub fn with_source(mut self, source: SourceSpec) -> Self {
        self.sources.push(source);
        self
    }

    /// Sets the first and the last day of the period that the lists speak of, in either order.
    pub fn with_period(mut self, one: Day, other: Day) -> Self {
        self.period = Some((one.min(other), one.max(other)));
        self
    }

    /// Says what `03.04` means.
    pub fn with_day_order(mut self, order: DayOrder) -> Self {
        self.day_order = order;
        self
    }

    /// Says in which countries places are looked for first, by codes of ISO 3166 such as `KZ`.
    pub fn with_countries(mut self, countries: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.countries = countries.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a folder with further language tables, relative to the folder of the project.
    pub fn with_lexicon(mut self, folder: impl Into<String>) -> Self {
        self.lexicon.push(folder.into());
        self
    }

    /// Names the table of published totals, relative to the folder of the project.
    pub fn with_totals(mut self, file: impl Into<String>) -> Self {
        self.totals = Some(file.into());
        self
    }

    /// Adds a ledger of decisions, relative to the folder of the project.
    pub fn with_decisions(mut self, file: impl Into<String>) -> Self {
        self.decisions.push(file.into());
        self
    }

    /// Names the file of the ids that entries have had, relative to the folder of the project.
    pub fn with_ids(mut self, file: impl Into<String>) -> Self {
        self.ids = Some(file.into());
        self
    }

    /// Names the table of reasons why names are missing, relative to the folder of the project.
    pub fn with_reasons(mut self, file: impl Into<String>) -> Self {
        self.reasons = Some(file.into());
        self
    }

    /// Sets what the run is told, in place of the default settings.
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets what a check makes of findings, in place of the default rules.
    pub fn with_check(mut self, rules: CheckRules) -> Self {
        self.check = rules;
        self
    }

    /// Sets what is published of each field, in place of the default policy.
    pub fn with_profile(mut self, policy: Policy) -> Self {
        self.profile = policy;
        self
    }

    /// Sets how large a list may be, in place of the default limits.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Takes a list in the edition of a day, instead of the newest.
    ///
    /// # Errors
    ///
    /// When there is no such list, or it has no such edition ([`ErrorKind::Setting`]).
    pub fn with_edition(mut self, list: &str, published: &str) -> Result<Self> {
        let wrong = |problem: String| ErrorKind::Setting { name: "edition", problem };
        let ids: Vec<&str> = self.sources.iter().map(SourceSpec::id).collect();
        let no_list = || wrong(format!("there is no list `{list}`; there are: {}", ids.join(", ")));
        let at = self.sources.iter().position(|spec| spec.id() == list).ok_or_else(no_list)?;
        let Some(spec) = self.sources.get_mut(at) else { return Ok(self) };
        let days: Vec<&str> = spec.editions().iter().map(|edition| edition.published()).collect();
        let there = match days.as_slice() {
            [] => "it names no editions".to_owned(),
            days => format!("there are: {}", days.join(", ")),
        };
        let none = || wrong(format!("the list `{list}` has no edition of {published}; {there}"));
        *spec = spec.in_edition(published).ok_or_else(none)?;
        Ok(self)
    }

    /// The project file; the folder if there is none.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that files are looked for in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The title that people read; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The first and the last day of the period, each as year, month and day.
    pub fn period(&self) -> Option<(Day, Day)> {
        self.period
    }

    /// What `03.04` means where nothing else tells.
    pub fn day_order(&self) -> DayOrder {
        self.day_order
    }

    /// The countries in which places are looked for first, by codes of ISO 3166.
    pub fn countries(&self) -> &[String] {
        &self.countries
    }

    /// The folders with further language tables.
    pub fn lexicon(&self) -> Vec<PathBuf> {
        let folders = self.lexicon.iter();
        folders.map(|folder| self.folder.join(folder)).collect()
    }

    /// The ledgers of decisions, in the order of the project file.
    pub fn decisions(&self) -> Vec<PathBuf> {
        self.decisions.iter().map(|file| self.folder.join(file)).collect()
    }

    /// The file of the ids that entries have had, if the project keeps one.
    pub fn ids(&self) -> Option<PathBuf> {
        self.ids.as_ref().map(|file| self.folder.join(file))
    }

    /// The ledgers as the project file names them.
    pub(crate) fn decisions_as_named(&self) -> &[String] {
        &self.decisions
    }

    /// The file of ids as the project file names it.
    pub(crate) fn ids_as_named(&self) -> Option<&str> {
        self.ids.as_deref()
    }

    /// The table of published totals, if the project has one.
    pub fn totals(&self) -> Option<PathBuf> {
        self.totals.as_ref().map(|file| self.folder.join(file))
    }

    /// The table of reasons why names are missing, if the project has one.
    pub fn reasons(&self) -> Option<PathBuf> {
        self.reasons.as_ref().map(|file| self.folder.join(file))
    }

    /// What the run is told.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What a check makes of findings.
    pub fn check(&self) -> &CheckRules {
        &self.check
    }

    /// What is published of each field.
    pub fn profile(&self) -> &Policy {
        &self.profile
    }

    /// How large a list may be.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether files may lie outside of the folder of the project. A project that was not read from a
    /// project file allows it.
    pub fn allows_outside(&self) -> bool {
        self.allow_outside
    }

    /// The lists, in the order of the project file.
    pub fn sources(&self) -> &[SourceSpec] {
        &self.sources
    }

    fn from_text(path: &Path, text: &str, faults: &mut Vec<String>) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut project = Project::new(folder, "");
        project.path = path.to_owned();
        project.allow_outside = false;
        file::parse(text, &mut project, faults);
        project
    }
}
