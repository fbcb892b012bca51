//! The run in numbers and words.
//!
//! Input: a run with its grades. Output: a [`Summary`], whose text form is what the program prints.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::base::finding::{Code, Severity};
use crate::linkage::cluster::Estimate;
use crate::register::claim::FieldState;
use crate::register::entry::Entry;
use crate::register::grade::{GradeCounts, is_named_person};
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
/// Three numbers of people differ on purpose. `people` counts entries of the register. `estimate` is an interval that
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

impl fmt::Display for Summary {
    /// Prints the lists, the people, the grades, the totals and what is in doubt, in this order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Lists")?;
        for (id, title, rows, declared) in &self.lists {
            let declared = match declared {
                Some(count) if *count != *rows as u64 => format!(" ({count} declared)"),
                _ => String::new(),
            };
            writeln!(f, "  {rows:>6} rows  {id}: {title}{declared}")?;
        }
        self.display_people(f)?;
        self.display_grades(f)?;
        if let Some(totals) = &self.totals {
            writeln!(f, "\nPublished totals, {totals}.")?;
        }
        self.display_doubts(f)
    }
}

/// Largest number of combinations of lists that are printed: five lists have 31.
const MOST_OVERLAPS: usize = 31;

/// `1 row`, `2 rows`.
fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

impl Summary {
    /// The people documented by name, their overlap table, and the independent groups of lists.
    fn display_people(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (people, level) = (self.estimate.between(), Estimate::LEVEL * 100.0);
        writeln!(f, "\nPeople documented by name: {people}, with a probability of at least {level:.0} %")?;
        writeln!(
            f,
            "  The register has {}{}",
            counted(self.people, "entry", "entries"),
            self.why_not_within()
        )?;
        let range = self.grades.range;
        if range.all_merged < range.none_merged {
            writeln!(
                f,
                "  {} if every pair in question is one person, {} if none is.",
                range.all_merged, range.none_merged
            )?;
        }
        writeln!(f, "  {:>7}  {:<12}  stand in", "entries", "people")?;
        for overlap in self.largest_overlaps() {
            let only = if overlap.lists.len() == 1 { "only " } else { "" };
            let (people, lists) = (overlap.estimate.between(), overlap.lists.join(" + "));
            writeln!(f, "  {:>7}  {people:<12}  {only}{lists}", overlap.people)?;
        }
        if let more @ 1.. = self.overlaps.len().saturating_sub(MOST_OVERLAPS) {
            writeln!(f, "  {more} more combinations of lists are in overlap.csv.")?;
        }
        let named = self.independent.iter().rev();
        let named = named.map(|(groups, entries)| format!("{entries} by {groups}"));
        writeln!(f, "  Named by independent groups of lists: {}", named.collect::<Vec<_>>().join(", "))
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

    /// Why the number of entries lies outside the interval; `.` if it lies inside.
    fn why_not_within(&self) -> &'static str {
        match self.people {
            people if people > self.estimate.high => {
                ", which is more: rows in doubt stand apart until a person decides."
            }
            people if people < self.estimate.low => {
                ", which is fewer: some of the rows that it joins may be two people's."
            }
            _ => ".",
        }
    }

    /// All people documented, entries by grade, and the statement that the number of people killed is not estimated.
    fn display_grades(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grades = &self.grades;
        writeln!(f, "\nPeople documented with those without a name: {}", grades.documented())?;
        let rows = counted(grades.unnamed, "row", "rows");
        writeln!(
            f,
            "  {} by name, {rows} without a name, {} in group records.",
            grades.named, grades.in_groups
        )?;
        if grades.not_counted > 0 {
            let entries = counted(grades.not_counted, "entry", "entries");
            writeln!(
                f,
                "  {entries} more in the register, rejected, alive, out of scope or withdrawn: not counted."
            )?;
        }
        writeln!(
            f,
            "\nPeople killed, estimated: no estimate is made; it would need assumptions that lists cannot show."
        )?;
        writeln!(f, "\nEntries by grade")?;
        for (grade, entries) in &grades.by_grade {
            writeln!(f, "  {entries:>7}  {}: {}", grade.as_str(), grade.about())?;
        }
        Ok(())
    }

    /// Conflicts, findings, incomplete comparison, and the length of the review queue.
    fn display_doubts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.conflicts.is_empty() {
            writeln!(f, "\nLists contradict each other on")?;
            for (field, count) in &self.conflicts {
                writeln!(f, "  {count:>6}  {field}")?;
            }
        }
        let other = self.findings.iter().filter(|(code, _)| !code.starts_with("conflict-"));
        let other: Vec<_> = other.collect();
        if !other.is_empty() {
            writeln!(f, "\nFindings")?;
            for (code, count) in other {
                let about =
                    Code::ALL.iter().find(|known| known.as_str() == *code).map_or("", |known| known.about());
                writeln!(f, "  {count:>6}  {code}: {about}")?;
            }
        }
        if !self.exhaustive {
            writeln!(f, "\nOnly pairs that share a key were compared.")?;
        }
        write!(f, "\n{} for review", counted(self.to_review, "question", "questions"))
    }
}
