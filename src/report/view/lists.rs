//! The lists, their overlap, and the numbers of a view.
//!
//! Takes an [`Outcome`] and the policy; gives the counts of people with intervals, a
//! description of each list, the number of findings by code, and the method in numbers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::shown::Shown;
use crate::base::finding::{Code, Severity};
use crate::linkage::cluster::Estimate;
use crate::register::Register;
use crate::register::outcome::Outcome;
use crate::register::summary::{ListOverlap, Summary};
use crate::report::disclosure::coarse::without_user;
use crate::source::Source;

/// A number of people with its interval, and the number of entries in the register.
///
/// Quote the interval rather than the entries: doubtful records stay apart, so the register may have
/// more entries than the interval has people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Count {
    /// Entries of the register. The number may be outside the interval: doubtful records are separate
    /// entries until a reviewer decides.
    pub entries: usize,
    /// Lower end of the 90 % interval, in people.
    pub low: usize,
    /// Upper end of the 90 % interval, in people.
    pub high: usize,
    /// Mean number of people over the draws, with two decimals.
    pub mean: f64,
}

impl Count {
    /// A count from an estimate over the draws.
    fn new(entries: usize, estimate: Estimate) -> Self {
        let mean = (estimate.mean * 100.0).round() / 100.0;
        Count { entries, low: estimate.low, high: estimate.high, mean }
    }
}

/// The number of people. These are three different numbers, and none may be quoted as another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Numbers {
    /// Probability of every interval, given the lists and the model: 0.9.
    pub level: f64,
    /// People documented by name.
    pub identified: Count,
    /// All people documented: those with a name, records without a name (one person each), and the
    /// people of group records, as many as each ruling or row states. Entries that do not count are in
    /// none of the numbers.
    pub documented: Count,
    /// Records without a name; each is an entry of its own.
    pub unnamed: usize,
    /// People who appear on no list. Not estimated: always `None`, `null` in JSON.
    pub estimate: Option<Count>,
}

impl Numbers {
    /// The numbers of a run. `summary` is that of the same run.
    pub(super) fn new(outcome: &Outcome, summary: &Summary) -> Self {
        Numbers {
            level: Estimate::LEVEL,
            identified: Count::new(summary.people, summary.estimate),
            documented: documented(outcome, summary),
            unnamed: summary.unnamed,
            estimate: None,
        }
    }
}

/// All people documented. The draws count each group record as one person and include the entries that
/// do not count; both are corrected here.
fn documented(outcome: &Outcome, summary: &Summary) -> Count {
    let grades = &summary.grades;
    let people = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let more = people(grades.in_groups).saturating_sub(grades.groups);
    let drawn = outcome.posterior().people().less(grades.not_counted);
    let estimate = Estimate {
        mean: drawn.mean + more as f64,
        low: drawn.low.saturating_add(more),
        high: drawn.high.saturating_add(more),
    };
    Count::new(people(grades.documented()), estimate)
}

/// One of the lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct List {
    /// The id of the list in the project file.
    pub id: String,
    /// The title for readers.
    pub title: String,
    /// Number of rows with text.
    pub rows: usize,
    /// Number of rows that the publisher or the project file declares.
    pub declared: Option<u64>,
    /// Date of publication, as the project file states it.
    pub published: Option<String>,
    /// Address of publication.
    pub url: Option<String>,
    /// Main language of the list, such as `kk`.
    pub language: Option<String>,
    /// The status of the people whom the list covers; `None` if it covers everyone.
    pub scope: Option<String>,
    /// Ids of the lists that it takes rows from.
    pub quotes: Vec<String>,
    /// Id of the first list in its group of lists that do not corroborate each other; its own id if no
    /// other list is in the group.
    pub independent_group: String,
    /// SHA-256 of the file, in hexadecimal. `None` in a publication: with most of a list, somebody
    /// could guess withheld values until the digest fits.
    pub sha256: Option<String>,
}

impl List {
    /// The description of a list. `register` has its group.
    pub(super) fn new(source: &Source, register: &Register, shown: &Shown<'_>) -> Self {
        let spec = source.spec();
        let info = register.lists().iter().find(|list| list.id == source.id());
        List {
            id: source.id().to_owned(),
            title: source.title().to_owned(),
            rows: source.row_count(),
            declared: source.declared_count(),
            published: spec.published().map(str::to_owned),
            url: match shown.is_working() {
                true => spec.url().map(str::to_owned),
                false => spec.url().map(without_user),
            },
            language: spec.language().map(str::to_owned),
            scope: spec.scope().map(str::to_owned),
            quotes: spec.quotes().map(str::to_owned).collect(),
            independent_group: info.map_or_else(String::new, |list| list.independent_group.clone()),
            sha256: shown.is_working().then(|| source.digest().to_owned()),
        }
    }
}

/// How many people appear on exactly one combination of lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Overlap {
    /// The ids of the lists, sorted.
    pub lists: Vec<String>,
    /// People with a name on these lists and on no other.
    pub people: Count,
}

impl Overlap {
    /// One row of the overlap table.
    pub(super) fn new(overlap: &ListOverlap) -> Self {
        Overlap { lists: overlap.lists.clone(), people: Count::new(overlap.people, overlap.estimate) }
    }
}

/// The number of findings with one code. A view has no texts of findings, because they quote cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FindingCount {
    /// The code.
    pub code: Code,
    /// The severity of the first such finding.
    pub severity: Severity,
    /// The number of findings.
    pub count: usize,
    /// What the code means and what to do, in English.
    pub about: Cow<'static, str>,
}

/// The number of findings by code, in the order of the run. Findings about totals are left out if the
/// totals are.
pub(super) fn findings(outcome: &Outcome, shown: &Shown<'_>) -> Vec<FindingCount> {
    let mut counts: Vec<FindingCount> = Vec::new();
    let are_figures_hidden = shown.are_figures_hidden(outcome);
    for finding in outcome.findings().iter().filter(|one| !(are_figures_hidden && one.code.is_of_totals())) {
        let code = finding.code;
        match counts.iter_mut().find(|count| count.code == code) {
            Some(known) => known.count += 1,
            None => counts.push(FindingCount {
                code,
                severity: finding.severity,
                count: 1,
                about: code.about().into(),
            }),
        }
    }
    counts
}

/// What the numbers are based on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Method {
    /// Number of pairs of records that were compared.
    pub compared: u64,
    /// Number of all pairs of records.
    pub possible: u64,
    /// Whether every pair that can be one person was compared.
    pub exhaustive: bool,
    /// Probability above which two records are joined; 0.75 with the default costs.
    pub joined_above: f64,
    /// Number of sampled partitions behind each interval.
    pub draws: usize,
    /// Number of questions that wait for a reviewer.
    pub to_review: usize,
}

impl Method {
    /// The method of a run in numbers.
    pub(super) fn new(outcome: &Outcome, summary: &Summary) -> Self {
        let candidates = outcome.candidates();
        Method {
            compared: candidates.compared,
            possible: candidates.possible,
            exhaustive: candidates.exhaustive,
            joined_above: outcome.settings().needed(),
            draws: outcome.posterior().draws(),
            to_review: summary.to_review,
        }
    }
}
