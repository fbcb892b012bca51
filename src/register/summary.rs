//! The run in numbers and words.
//!
//! Input: a run with its grades. Output: a [`Summary`], whose text form is what the program prints.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::base::finding::Severity;
use crate::linkage::cluster::Estimate;
use crate::register::claim::FieldState;
use crate::register::entry::Entry;
use crate::register::grade::{Grade, GradeCounts, is_named_person};
use crate::register::graded::Graded;
use crate::register::reconciled::Reconciled;
use crate::register::totals::TotalCounts;

/// The number of people on one combination of lists: one cell of the overlap table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ListOverlap {
    /// The ids of the lists, sorted.
    pub lists: Vec<String>,
    /// Entries of the register with a name that are on exactly these lists.
    pub people: usize,
    /// The number of people on exactly these lists according to the sampled partitions.
    pub estimate: Estimate,
}

/// The results of a run in numbers. Its text form is what the program prints.
///
/// Three numbers of people differ by design. `people` counts entries of the register. `estimate` is an interval that
/// takes doubtful links into account. `grades.range` answers all open questions alike. Quote the interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Id, title, number of records and declared number of records of each list.
    pub lists: Vec<(String, String, usize, Option<u64>)>,
    /// Entries that are one person with a name and count. The number may lie outside the interval, because doubtful
    /// records are entries of their own until a reviewer decides.
    pub people: usize,
    /// The number of people documented by name according to the sampled partitions: an interval with probability
    /// [`Estimate::LEVEL`], given the lists and the model. It does not cover people whom no list names.
    pub estimate: Estimate,
    /// Entries without a readable name, one record each. They are not counted among the people.
    pub unnamed: usize,
    /// Entries by grade and kind.
    pub grades: GradeCounts,
    /// The overlap table: people by the combination of lists on which they appear.
    pub overlaps: Vec<ListOverlap>,
    /// Entries with a name by the number of independent groups of lists that name them.
    pub independent: BTreeMap<usize, usize>,
    /// Entries whose lists disagree, by field.
    pub conflicts: BTreeMap<String, usize>,
    /// How published totals compare with what the lists document; `None` without a table of totals.
    pub totals: Option<TotalCounts>,
    /// The number of findings of each code.
    pub findings: BTreeMap<&'static str, usize>,
    /// The number of findings of severity error.
    pub errors: usize,
    /// Questions in the review queue.
    pub to_review: usize,
    /// Whether every pair was compared.
    pub exhaustive: bool,
}

impl Summary {
    /// Computes the summary. `totals` has the counts of the published totals.
    pub(crate) fn new(run: Graded<'_>, totals: Option<TotalCounts>) -> Self {
        let Graded { reconciled, register, .. } = run;
        let (named, others): (Vec<&Entry>, Vec<&Entry>) =
            register.entries().iter().partition(|entry| is_named_person(entry));
        let grades = GradeCounts::of(run);
        let mut findings: BTreeMap<&'static str, usize> = BTreeMap::new();
        for finding in run.findings {
            *findings.entry(finding.code.as_str()).or_insert(0) += 1;
        }
        let list = |source: &crate::source::Source| {
            (source.id().to_owned(), source.title().to_owned(), source.row_count(), source.declared_count())
        };
        Summary {
            lists: reconciled.sources.iter().map(list).collect(),
            people: named.len(),
            unnamed: grades.unnamed,
            estimate: reconciled.posterior.people().less(others.len()),
            overlaps: overlaps(reconciled, &named, &others),
            grades,
            independent: independent(&named),
            conflicts: conflicts(&named),
            totals,
            findings,
            errors: run.findings.iter().filter(|finding| finding.severity == Severity::Error).count(),
            to_review: run.review.questions().len(),
            exhaustive: reconciled.candidates.exhaustive,
        }
    }
}

/// The combinations of lists that an entry or a sampled partition has; those of most lists first, then by id. The
/// estimate counts every entry, so entries that are no named person are subtracted.
fn overlaps(reconciled: &Reconciled, named: &[&Entry], others: &[&Entry]) -> Vec<ListOverlap> {
    let count = |entries: &[&Entry]| -> BTreeMap<Vec<String>, usize> {
        let mut counts = BTreeMap::new();
        for entry in entries {
            let lists: Vec<String> = entry.sources().into_iter().map(str::to_owned).collect();
            *counts.entry(lists).or_insert(0) += 1;
        }
        counts
    };
    let (named, others) = (count(named), count(others));
    let ids = |lists: &[u16]| -> Vec<String> {
        lists
            .iter()
            .filter_map(|at| Some(reconciled.sources.get(usize::from(*at))?.id().to_owned()))
            .collect()
    };
    let cells = reconciled.posterior.combinations().into_iter().map(|lists| {
        let (estimate, lists) = (reconciled.posterior.people_in(&lists), ids(&lists));
        let people = named.get(&lists).copied().unwrap_or(0);
        let estimate = estimate.less(others.get(&lists).copied().unwrap_or(0));
        ListOverlap { lists, people, estimate }
    });
    let mut all: Vec<ListOverlap> = cells.filter(|cell| cell.people + cell.estimate.high > 0).collect();
    all.sort_by(|a, b| b.lists.len().cmp(&a.lists.len()).then_with(|| a.lists.cmp(&b.lists)));
    all
}

/// Entries by the number of independent groups of lists.
fn independent(entries: &[&Entry]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.independent_groups()).or_insert(0) += 1;
    }
    counts
}

/// The number of entries in conflict, by field.
fn conflicts(entries: &[&Entry]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let fields = entries.iter().flat_map(|entry| entry.fields());
    for field in fields.filter(|field| field.state == FieldState::Conflict) {
        *counts.entry(field.field.clone()).or_insert(0) += 1;
    }
    counts
}

impl Estimate {
    /// `239 to 240`, or one number if both ends are equal.
    fn between(self) -> String {
        let Estimate { low, high, .. } = self;
        if low == high { low.to_string() } else { format!("{low} to {high}") }
    }
}

/// Largest number of combinations of lists that are printed: four lists have 15.
const MOST_OVERLAPS: usize = 15;

/// Most codes of findings that are printed.
const MOST_CODES: usize = 6;

/// `1 row`, `2 rows`.
fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// `, 3 disputed`; empty for none.
fn also(number: usize, what: &str) -> Option<String> {
    (number > 0).then(|| format!("{number} {what}"))
}

impl Summary {
    /// The run in one sentence: people, interval, lists, disputes and open questions.
    ///
    /// Such as `241 people documented by name, 238 to 241 with 90 % probability; 179 on two lists or more; 9 disputed;
    /// 4 questions.` If the number of entries lies outside the interval, it is not called a number of people: `257
    /// entries with a name, for 240 to 245 people with 90 % probability; …`
    pub fn headline(&self) -> String {
        let (between, level) = (self.estimate.between(), Estimate::LEVEL * 100.0);
        let people = match self.why_not_within() {
            None => format!("{} documented by name, {between}", counted(self.people, "person", "people")),
            Some(_) => {
                format!("{} with a name, for {between} people", counted(self.people, "entry", "entries"))
            }
        };
        let several = self.overlaps.iter().filter(|overlap| overlap.lists.len() > 1);
        let several: usize = several.map(|overlap| overlap.people).sum();
        let disputed = self.grades.by_grade.get(&Grade::Disputed).copied().unwrap_or(0);
        let parts = [
            Some(format!("{people} with {level:.0} % probability")),
            (self.lists.len() > 1).then(|| format!("{several} on two lists or more")),
            also(disputed, "disputed"),
            Some(counted(self.to_review, "question", "questions")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ") + "."
    }

    /// The combinations of lists that are printed, in their order: those with the most entries, at most
    /// [`MOST_OVERLAPS`].
    fn largest_overlaps(&self) -> impl Iterator<Item = &ListOverlap> {
        let mut largest: Vec<usize> = (0..self.overlaps.len()).collect();
        largest.sort_by_key(|at| std::cmp::Reverse(self.overlaps.get(*at).map_or(0, |one| one.people)));
        largest.truncate(MOST_OVERLAPS);
        largest.sort_unstable();
        largest.into_iter().filter_map(|at| self.overlaps.get(at))
    }

    /// Why the number of people in the register lies outside the interval; `None` if it lies inside.
    fn why_not_within(&self) -> Option<&'static str> {
        match self.people {
            people if people > self.estimate.high => Some(
                "The register has more people than the interval: doubtful records stay apart until a reviewer decides.",
            ),
            people if people < self.estimate.low => Some(
                "The register has fewer people than the interval: some of the records that it joins may be of two people.",
            ),
            _ => None,
        }
    }

    /// The overlap table, and the number of people if all questions are answered alike.
    fn people_lines(&self) -> Vec<String> {
        let level = format!("{:.0} %", Estimate::LEVEL * 100.0);
        let mut lines = vec![format!("  {:>6}  {level:<12}  on", "people")];
        lines.extend(self.largest_overlaps().map(|overlap| {
            let only = if overlap.lists.len() == 1 { "only " } else { "" };
            let (between, lists) = (overlap.estimate.between(), overlap.lists.join(" + "));
            format!("  {:>6}  {between:<12}  {only}{lists}", overlap.people)
        }));
        if let more @ 1.. = self.overlaps.len().saturating_sub(MOST_OVERLAPS) {
            lines.push(format!("  {more} more combinations of lists are in overlap.csv."));
        }
        lines.extend(self.why_not_within().map(str::to_owned));
        let range = self.grades.range;
        if range.all_merged < range.none_merged {
            lines.push(format!(
                "If every pair in question is one person, there are {}; if none is, {}.",
                range.all_merged, range.none_merged
            ));
        }
        lines
    }

    /// The independent groups of lists, the grades, people without a name, and what is not estimated.
    fn grade_lines(&self) -> Vec<String> {
        let groups = self.independent.iter().rev();
        let groups: Vec<String> = groups.map(|(groups, people)| format!("{people} by {groups}")).collect();
        let grades = self.grades.by_grade.iter();
        let grades: Vec<String> =
            grades.map(|(grade, entries)| format!("{entries} {}", grade.as_str())).collect();
        let mut lines = vec![
            format!("Named by independent groups of lists: {}.", groups.join(", ")),
            format!("Grades: {}.", grades.join(", ")),
        ];
        let (unnamed, in_groups) = (self.grades.unnamed, self.grades.in_groups);
        if unnamed > 0 || in_groups > 0 {
            let rows = counted(unnamed, "record", "records");
            lines.push(format!(
                "With {rows} without a name and {in_groups} people in group records: {} people documented.",
                self.grades.documented()
            ));
        }
        if self.grades.not_counted > 0 {
            let entries = counted(self.grades.not_counted, "entry is", "entries are");
            lines.push(format!("{entries} not counted: rejected, alive, out of scope or withdrawn."));
        }
        lines.push("All people killed: not estimated. The lists alone cannot support it.".to_owned());
        lines
    }

    /// Published totals, disagreements, findings, and whether every pair was compared.
    fn doubt_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(totals) = &self.totals {
            lines.push(format!("Published totals, {totals}."));
        }
        if !self.conflicts.is_empty() {
            lines.push(format!("The lists disagree on {}.", most_first(&self.conflicts, usize::MAX)));
        }
        let other = self.findings.iter().filter(|(code, _)| !code.starts_with("conflict-"));
        let other: BTreeMap<&str, usize> = other.map(|(code, count)| (*code, *count)).collect();
        if !other.is_empty() {
            let errors = counted(self.errors, "error", "errors");
            lines.push(format!("Findings ({errors}): {}.", most_first(&other, MOST_CODES)));
        }
        if !self.exhaustive {
            lines.push("Only pairs that share a blocking key were compared.".to_owned());
        }
        lines
    }
}

/// `death 8, birth 1`: the largest counts first, equal ones by name, at most `most` of them.
fn most_first(counts: &BTreeMap<impl AsRef<str> + Ord, usize>, most: usize) -> String {
    let mut counts: Vec<(&str, usize)> = counts.iter().map(|(what, count)| (what.as_ref(), *count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut told: Vec<String> =
        counts.iter().take(most).map(|(what, count)| format!("{what} {count}")).collect();
    if let more @ 1.. = counts.len().saturating_sub(most) {
        told.push(format!("{more} more kinds"));
    }
    told.join(", ")
}

impl fmt::Display for Summary {
    /// Prints one sentence, then the lists, the overlap table, the grades and what is in doubt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.headline())?;
        for (id, title, rows, declared) in &self.lists {
            let title = if title == id { String::new() } else { format!(": {title}") };
            let declared = match declared {
                Some(count) if *count != *rows as u64 => format!(" ({count} declared)"),
                _ => String::new(),
            };
            writeln!(f, "  {rows:>6} rows  {id}{title}{declared}")?;
        }
        let parts = [self.people_lines(), self.grade_lines(), self.doubt_lines()];
        let parts = parts.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n"));
        write!(f, "\n{}", parts.collect::<Vec<_>>().join("\n\n"))
    }
}
