//! The lists, how they overlap, and the numbers of a view.

use serde::Serialize;

use super::shown::Shown;
use crate::base::finding::Severity;
use crate::linkage::cluster::Estimate;
use crate::register::Register;
use crate::register::outcome::Outcome;
use crate::register::summary::{ListOverlap, Summary};
use crate::source::Source;

/// A number of people, and of the entries of the register that stand for them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Count {
    /// Entries of the register. They may lie outside the interval: rows in doubt stand apart until a person
    /// decides.
    pub entries: usize,
    /// At least so many people: the low end of the interval.
    pub low: usize,
    /// At most so many people: the high end of the interval.
    pub high: usize,
    /// The mean over the sampled partitions, with two decimals.
    pub mean: f64,
}

impl Count {
    fn new(entries: usize, estimate: Estimate) -> Self {
        let mean = (estimate.mean * 100.0).round() / 100.0;
        Count { entries, low: estimate.low, high: estimate.high, mean }
    }
}

/// How many people: three numbers that must not be taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Numbers {
    /// The probability of every interval, given the lists and the model: 0.9.
    pub level: f64,
    /// People whom a list names.
    pub identified: Count,
    /// These, the rows without a name, each counted as a person, and the people of group records, as many as
    /// the rulings say. Entries that do not count are in none of the numbers.
    pub documented: Count,
    /// Rows without a name; each is an entry of its own.
    pub unnamed: usize,
    /// People whom no list has. No such estimate is made: always `None`, `null` in JSON.
    pub estimate: Option<Count>,
}

impl Numbers {
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

/// Everyone whom the lists document. What was drawn takes each group record for one person and has the entries that
/// do not count.
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
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct List {
    /// The id of the list.
    pub id: String,
    /// The title that people read.
    pub title: String,
    /// How many rows with text it has.
    pub rows: usize,
    /// How many its publisher or the project file declares.
    pub declared: Option<u64>,
    /// When it was published, as the project file has it.
    pub published: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The language that most of it is in, as `kk`.
    pub language: Option<String>,
    /// Whom it means to name, as a status; `None` for everyone.
    pub scope: Option<String>,
    /// The lists that it takes rows from.
    pub quotes: Vec<String>,
    /// The first of the lists that do not corroborate each other; the list itself if it stands alone.
    pub independent_group: String,
    /// SHA-256 of its file, in hexadecimal; `None` in what is published, since whoever has most of a list could
    /// try out what is withheld until the digest fits.
    pub sha256: Option<String>,
}

impl List {
    pub(super) fn new(source: &Source, register: &Register, shown: &Shown<'_>) -> Self {
        let spec = source.spec();
        let info = register.lists().iter().find(|list| list.id == source.id());
        List {
            id: source.id().to_owned(),
            title: source.title().to_owned(),
            rows: source.row_count(),
            declared: source.declared_count(),
            published: spec.published().map(str::to_owned),
            url: spec.url().map(str::to_owned),
            language: spec.language().map(str::to_owned),
            scope: spec.scope().map(str::to_owned),
            quotes: spec.quotes().map(str::to_owned).collect(),
            independent_group: info.map_or_else(String::new, |list| list.independent_group.clone()),
            sha256: shown.is_working().then(|| source.digest().to_owned()),
        }
    }
}

/// How many people stand in exactly one combination of lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Overlap {
    /// The ids of the lists, sorted.
    pub lists: Vec<String>,
    /// How many people with a name.
    pub people: Count,
}

impl Overlap {
    pub(super) fn new(overlap: &ListOverlap) -> Self {
        Overlap { lists: overlap.lists.clone(), people: Count::new(overlap.people, overlap.estimate) }
    }
}

/// How many findings of one code there are. Their texts are not in a view: they quote cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FindingCount {
    /// The code.
    pub code: &'static str,
    /// How much they matter.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
    /// What the code means and what to do, in English.
    pub about: &'static str,
}

pub(super) fn findings(outcome: &Outcome, shown: &Shown<'_>) -> Vec<FindingCount> {
    let mut counts: Vec<FindingCount> = Vec::new();
    let are_figures_hidden = shown.are_figures_hidden(outcome);
    for finding in outcome.findings().iter().filter(|one| !(are_figures_hidden && one.code.is_of_totals())) {
        let code = finding.code.as_str();
        match counts.iter_mut().find(|count| count.code == code) {
            Some(known) => known.count += 1,
            None => counts.push(FindingCount {
                code,
                severity: finding.severity,
                count: 1,
                about: finding.code.about(),
            }),
        }
    }
    counts
}

/// What the numbers rest on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Method {
    /// Pairs of rows that were compared.
    pub compared: u64,
    /// All pairs of rows.
    pub possible: u64,
    /// Whether all pairs were compared that can be one person.
    pub exhaustive: bool,
    /// The probability above which rows are joined.
    pub joined_above: f64,
    /// How many times who is who was drawn at random, given the evidence, for the intervals.
    pub draws: usize,
    /// Pairs of rows that a person should look at.
    pub to_review: usize,
}

impl Method {
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
