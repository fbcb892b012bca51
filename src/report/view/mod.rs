//! The data of the report: one plain structure that `report.html` is drawn from and that `report.json` contains.
//!
//! A [`View`] is made under a [`Policy`]. A value that the policy withholds is nowhere in it: not among the values, not in the
//! reasons of a join, not among the words that a search finds.
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

use std::collections::BTreeMap;

use serde::Serialize;

pub use joins::{Doubt, Join, Weight};
pub(crate) use keys::LetterTable;
pub use lists::{Count, FindingCount, List, Method, Numbers, Overlap};
pub use person::{ClaimShown, FieldShown, Person, RowShown};
pub use plots::{AgeGroup, Ages, DayCount, Deaths, PlaceCount, Places};
pub use totals::Total;

use crate::base::lang::Lang;
use crate::register::outcome::Outcome;
use crate::source::policy::Policy;
use people::People;
use shown::Shown;

/// The version of the form of [`View`] and `report.json`; it changes when a reader would have to.
pub const SCHEMA: u32 = 1;

/// The JSON schema (draft 2020-12) of `report.json`.
pub const JSON_SCHEMA: &str = include_str!("schema.json");

/// The program that made a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// What of an outcome is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct View {
    /// The version of this form: [`SCHEMA`].
    pub schema: u32,
    /// What made it.
    pub program: Program,
    /// The title of the project.
    pub title: String,
    /// The name of the policy that it was made under.
    pub profile: String,
    /// The fields that are shown with less detail than the lists have.
    pub coarsened: Vec<String>,
    /// The fields that are not shown.
    pub withheld: Vec<String>,
    /// The first and the last day that the lists speak of.
    pub period: Option<[String; 2]>,
    /// How many people: three numbers, never one.
    pub numbers: Numbers,
    /// The lists, sorted by id.
    pub lists: Vec<List>,
    /// How many people stand in which lists; only combinations that have any.
    pub overlap: Vec<Overlap>,
    /// Entries with a name by how many independent groups of lists name them.
    pub independent: BTreeMap<usize, usize>,
    /// Entries whose lists contradict each other, by field.
    pub conflicts: BTreeMap<String, usize>,
    /// Entries by day of death; `None` when the policy does not show days.
    pub deaths: Option<Deaths>,
    /// Entries by age at death; `None` when the policy does not show ages in years.
    pub ages: Option<Ages>,
    /// Entries by place; `None` when the policy shows no places.
    pub places: Option<Places>,
    /// The places that are shown, by their English names, in Russian and Kazakh.
    pub place_names: BTreeMap<String, BTreeMap<Lang, String>>,
    /// Published totals, each with what the lists document.
    pub totals: Vec<Total>,
    /// How many findings there are of each code.
    pub findings: Vec<FindingCount>,
    /// What the numbers rest on.
    pub method: Method,
    /// The entries of the register: by name as it sounds, in whatever letters it is written; then those
    /// without a name.
    pub people: Vec<Person>,
    /// How letters are folded in a search.
    #[serde(skip)]
    pub(crate) letters: LetterTable,
}

impl View {
    /// What a policy shows of an outcome.
    pub fn new(outcome: &Outcome, policy: &Policy) -> Self {
        let shown = Shown::new(outcome, policy);
        let people = People::new(outcome, &shown);
        let summary = outcome.summary();
        let (coarsened, withheld) = shown.fields();
        View {
            schema: SCHEMA,
            program: Program { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            title: outcome.register().title().to_owned(),
            profile: policy.profile().to_owned(),
            coarsened,
            withheld,
            period: outcome.period.map(|(from, to)| [from.to_string(), to.to_string()]),
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
            letters: LetterTable::new(outcome.readers.names().tables().letters()),
        }
    }

    /// Everything but the people, who are by far the most of it.
    pub(crate) fn without_people(&self) -> View {
        View {
            program: Program { ..self.program },
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

    /// The view as JSON, indented, with a line feed at the end: `report.json`.
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
