//! The run in numbers and words.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::review_queue;
use crate::outcome::Outcome;
use crate::register::{Entry, FieldState};
use crate::{Code, Severity};

/// How many people stand in one combination of lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ListOverlap {
    /// The ids of the lists, sorted.
    pub lists: Vec<String>,
    /// People who stand in exactly these lists.
    pub people: usize,
}

/// What a run found, in numbers. Its text form is what the program prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Id, title, rows and declared rows of each list.
    pub lists: Vec<(String, String, usize, Option<u64>)>,
    /// People documented by name, each counted once.
    pub people: usize,
    /// Rows without a name that can be read; each is an entry of its own and not counted among the
    /// people.
    pub unnamed: usize,
    /// The fewest and the most people, if every pair in doubt were joined or none.
    pub people_range: (usize, usize),
    /// People by the combination of lists that they stand in.
    pub overlaps: Vec<ListOverlap>,
    /// Entries whose lists contradict each other, by field.
    pub conflicts: BTreeMap<String, usize>,
    /// Findings by code.
    pub findings: BTreeMap<&'static str, usize>,
    /// Findings of severity error.
    pub errors: usize,
    /// Questions in the review queue.
    pub to_review: usize,
    /// Whether every pair was compared.
    pub exhaustive: bool,
}

impl Outcome {
    /// The run in numbers.
    pub fn summary(&self) -> Summary {
        let (named, unnamed): (Vec<&Entry>, Vec<&Entry>) =
            self.register().entries().iter().partition(|entry| !entry.name().is_empty());
        let mut findings: BTreeMap<&'static str, usize> = BTreeMap::new();
        for finding in self.findings() {
            *findings.entry(finding.code.as_str()).or_insert(0) += 1;
        }
        let list = |source: &crate::source::Source| {
            (source.id().to_owned(), source.title().to_owned(), source.row_count(), source.declared_count())
        };
        Summary {
            lists: self.sources().iter().map(list).collect(),
            people: named.len(),
            unnamed: unnamed.len(),
            people_range: self.people_range(named.len()),
            overlaps: overlaps(&named),
            conflicts: conflicts(&named),
            findings,
            errors: self.findings().iter().filter(|finding| finding.severity == Severity::Error).count(),
            to_review: review_queue(self).len(),
            exhaustive: self.candidates().exhaustive,
        }
    }

    /// The count if every pair in doubt were one person, and if every one were two. A bound for
    /// reading the count with care, not an interval of confidence.
    fn people_range(&self, people: usize) -> (usize, usize) {
        let of = self.clustering().cluster_of(self.mentions().len());
        let mut parent: Vec<usize> = (0..self.clustering().clusters.len()).collect();
        let mut fewest = people;
        let mut split = std::collections::BTreeSet::new();
        for item in review_queue(self) {
            let (a, b) = (of[item.pair.0], of[item.pair.1]);
            if a == b {
                split.insert(a);
                continue;
            }
            let (a, b) = (root(&parent, a), root(&parent, b));
            if a != b {
                parent[a.max(b)] = a.min(b);
                fewest = fewest.saturating_sub(1);
            }
        }
        let doubtful = split.iter().map(|at| self.clustering().clusters[*at].members.len() - 1);
        (fewest, people + doubtful.sum::<usize>())
    }
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

fn overlaps(entries: &[&Entry]) -> Vec<ListOverlap> {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for entry in entries {
        let lists = entry.sources().into_iter().map(str::to_owned).collect();
        *counts.entry(lists).or_insert(0) += 1;
    }
    let mut all: Vec<ListOverlap> =
        counts.into_iter().map(|(lists, people)| ListOverlap { lists, people }).collect();
    all.sort_by(|a, b| b.lists.len().cmp(&a.lists.len()).then_with(|| a.lists.cmp(&b.lists)));
    all
}

fn conflicts(entries: &[&Entry]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let fields = entries.iter().flat_map(|entry| entry.fields());
    for field in fields.filter(|field| field.state == FieldState::Conflict) {
        *counts.entry(field.field.clone()).or_insert(0) += 1;
    }
    counts
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Lists")?;
        for (id, title, rows, declared) in &self.lists {
            let declared = match declared {
                Some(count) if *count != *rows as u64 => format!(" ({count} declared)"),
                _ => String::new(),
            };
            writeln!(f, "  {rows:>6} rows  {id}: {title}{declared}")?;
        }
        let (fewest, most) = self.people_range;
        writeln!(f, "\nPeople documented by name: {}", self.people)?;
        writeln!(f, "  {fewest} to {most}, if every pair in doubt were one person or two")?;
        if self.unnamed > 0 {
            writeln!(f, "  and {} rows without a name, counted apart", self.unnamed)?;
        }
        for overlap in &self.overlaps {
            let only = if overlap.lists.len() == 1 { "only in " } else { "in " };
            writeln!(f, "  {:>6}  {only}{}", overlap.people, overlap.lists.join(" + "))?;
        }
        self.display_doubts(f)
    }
}

impl Summary {
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
        write!(f, "\n{} questions for review", self.to_review)
    }
}
