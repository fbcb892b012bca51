//! The data of the report: one plain structure that `report.html` is drawn from and that `report.json`
//! contains.
//!
//! Takes an [`Outcome`] and a [`Policy`]; gives a [`View`]. A value that the policy withholds is
//! nowhere in it: not among the values, not in the reasons of a join, not among the words that a search
//! finds.
//!
//! ```
//! use casualty_register::Reconciler;
//! use casualty_register::source::Policy;
//! use casualty_register::report::view::View;
//!
//! let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml")?.run()?;
//! let view = View::new(&outcome, &Policy::working());
//! let people = view.numbers.identified;
//! assert!(people.low <= people.high);
//! assert_eq!(view.numbers.estimate, None);
//! for cell in &view.overlap {
//!     println!("{}: {} entries, {} to {} people", cell.lists.join(" + "), cell.people.entries,
//!         cell.people.low, cell.people.high);
//! }
//! # Ok::<(), casualty_register::Error>(())
//! ```

mod joins;
mod keys;
mod lists;
mod people;
mod person;
mod plots;
mod shown;
mod totals;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

pub use joins::{Doubt, Join, Weight};
pub(crate) use keys::LetterTable;
pub use lists::{Count, FindingCount, List, Method, Numbers, Overlap};
pub use person::{ClaimShown, FieldShown, Person, RowShown};
pub use plots::{AgeGroup, Ages, DayCount, Deaths, PlaceCount, Places};
pub use totals::Total;

use crate::base::error::{ErrorKind, Result};
use crate::base::lang::Lang;
use crate::register::outcome::Outcome;
use crate::source::policy::Policy;
use people::ViewPeople;
use shown::Shown;

/// Version of the format of [`View`] and `report.json`. It changes when existing readers would fail.
pub const SCHEMA: u32 = 1;

/// The name of the file, in errors about bytes in memory.
const FILE: &str = "report.json";

/// The JSON schema (draft 2020-12) of `report.json`.
pub const JSON_SCHEMA: &str = include_str!("schema.json");

/// The program that made a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Program {
    /// The name of the crate.
    pub name: Cow<'static, str>,
    /// Its version, such as `0.1.0`.
    pub version: Cow<'static, str>,
}

/// What a policy shows of a run.
///
/// A view can be read back from `report.json` ([`View::from_json`]). It is then equal in everything that the file has,
/// and lacks what only the page needs: the keys of a search and how letters are folded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct View {
    /// Version of this format: [`SCHEMA`]. A view of another version cannot be read back.
    #[serde(deserialize_with = "this_schema")]
    pub schema: u32,
    /// The program that made the view.
    pub program: Program,
    /// Title of the project.
    pub title: String,
    /// Name of the policy: `working` or `public`.
    pub profile: String,
    /// Names of the fields that are shown with less detail than the lists have. Empty in a working
    /// copy.
    pub coarsened: Vec<String>,
    /// Names of the fields that are not shown. Empty in a working copy.
    pub withheld: Vec<String>,
    /// First and last day of the period, such as `2022-01-02`; `None` if the project has no period.
    pub period: Option<[String; 2]>,
    /// The number of people: three different numbers.
    pub numbers: Numbers,
    /// The lists, sorted by id.
    pub lists: Vec<List>,
    /// The number of people on each combination of lists. Combinations without people are absent.
    pub overlap: Vec<Overlap>,
    /// Number of entries with a name, by the number of independent groups of lists that name them.
    pub independent: BTreeMap<usize, usize>,
    /// Number of entries whose lists disagree, by field.
    pub conflicts: BTreeMap<String, usize>,
    /// Entries by day of death; `None` if the policy does not show days.
    pub deaths: Option<Deaths>,
    /// Entries by age at death; `None` if the policy does not show ages in years.
    pub ages: Option<Ages>,
    /// Entries by place; `None` if the policy shows no places.
    pub places: Option<Places>,
    /// Russian and Kazakh names of the shown places, by English name.
    pub place_names: BTreeMap<String, BTreeMap<Lang, String>>,
    /// Published totals, each with what the lists document.
    pub totals: Vec<Total>,
    /// Number of findings of each code.
    pub findings: Vec<FindingCount>,
    /// What the numbers are based on.
    pub method: Method,
    /// The entries of the register by the sound of the name, in whatever script it is written; entries
    /// without a name are last.
    pub people: Vec<Person>,
    /// How letters are folded in a search. Only the page needs it.
    #[serde(skip)]
    pub(crate) letters: LetterTable,
}

/// Reads the version of the format, and refuses another one.
fn this_schema<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<u32, D::Error> {
    match u32::deserialize(from)? {
        SCHEMA => Ok(SCHEMA),
        other => Err(D::Error::custom(format!("its `schema` is {other} and this version reads {SCHEMA}"))),
    }
}

impl View {
    /// The view of a run under a policy. Entries are processed in parallel; the result does not depend
    /// on the number of threads.
    pub fn new(outcome: &Outcome, policy: &Policy) -> Self {
        let shown = Shown::new(outcome, policy);
        let people = ViewPeople::new(outcome, &shown);
        let summary = outcome.summary();
        let (coarsened, withheld) = shown.fields();
        View {
            schema: SCHEMA,
            program: Program {
                name: env!("CARGO_PKG_NAME").into(),
                version: env!("CARGO_PKG_VERSION").into(),
            },
            title: outcome.register().title().to_owned(),
            profile: policy.profile().to_owned(),
            coarsened,
            withheld,
            period: outcome.reconciled.period.map(|(from, to)| [from.to_string(), to.to_string()]),
            numbers: Numbers::new(outcome, &summary),
            lists: outcome.sources().iter().map(|one| List::new(one, outcome.register(), &shown)).collect(),
            overlap: summary.overlaps.iter().map(Overlap::new).collect(),
            independent: summary.independent.clone(),
            conflicts: shown.only_shown(summary.conflicts.clone()),
            deaths: Deaths::new(outcome, &shown),
            ages: Ages::new(&people, &shown),
            places: Places::new(&people, &shown),
            place_names: people.place_names(outcome),
            totals: totals::of(&shown.figures(outcome)),
            findings: lists::findings(outcome, &shown),
            method: Method::new(outcome, &summary),
            people: people.sorted(),
            letters: LetterTable::new(outcome.reconciled.readers.names().tables().letters()),
        }
    }

    /// Everything except the people, who are by far the largest part.
    pub(crate) fn without_people(&self) -> View {
        View {
            program: self.program.clone(),
            title: self.title.clone(),
            profile: self.profile.clone(),
            coarsened: self.coarsened.clone(),
            withheld: self.withheld.clone(),
            period: self.period.clone(),
            lists: self.lists.clone(),
            overlap: self.overlap.clone(),
            independent: self.independent.clone(),
            conflicts: self.conflicts.clone(),
            deaths: self.deaths.clone(),
            ages: self.ages.clone(),
            places: self.places.clone(),
            place_names: self.place_names.clone(),
            totals: self.totals.clone(),
            findings: self.findings.clone(),
            people: Vec::new(),
            letters: self.letters.clone(),
            ..*self
        }
    }

    /// Reads a view that [`View::to_json`] wrote: the `report.json` of a run.
    ///
    /// ```
    /// use casualty_register::Reconciler;
    /// use casualty_register::report::view::View;
    /// use casualty_register::source::Policy;
    ///
    /// let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml")?.run()?;
    /// let json = View::new(&outcome, &Policy::public()).to_json();
    /// let view = View::from_json(&json)?;
    /// assert_eq!(view.to_json(), json);
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the bytes are no view, or one of another [`SCHEMA`].
    pub fn from_json(json: &[u8]) -> Result<View> {
        serde_json::from_slice(json).map_err(|error| {
            let problem = format!("it is no report.json of this version: {error}");
            ErrorKind::Table { path: FILE.into(), row: None, problem }.into()
        })
    }

    /// `report.json`: the view as indented JSON with a line feed at the end.
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
