//! Entries by grade, and the least and greatest number of people that open questions leave.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Grade;
use crate::outcome::Outcome;
use crate::register::Entry;
use crate::report::{ReviewItem, review_queue, sure_parts};

/// How many people there are if all open questions are answered in one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Range {
    /// If every pair in question is one person.
    pub all_merged: usize,
    /// If no pair in question is.
    pub none_merged: usize,
}

/// Entries of a register by what they are and how well they are established.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GradeCounts {
    /// Entries of every kind by grade.
    pub by_grade: BTreeMap<Grade, usize>,
    /// Entries with a name that count.
    pub named: usize,
    /// Entries without a name that count, one person each.
    pub unnamed: usize,
    /// Group records that count.
    pub groups: usize,
    /// The people of the group records: as many as the rulings say, at least one each.
    pub in_groups: u64,
    /// Entries that do not count: rejected, found alive, out of scope, withdrawn.
    pub not_counted: usize,
    /// Least and greatest number of people with a name that the open questions leave.
    pub range: Range,
}

impl GradeCounts {
    /// The entries of a run.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        let mut counts = GradeCounts { range: range(outcome), ..GradeCounts::default() };
        for entry in outcome.register().entries() {
            let grading = entry.grading();
            *counts.by_grade.entry(grading.grade).or_insert(0) += 1;
            match (grading.grade.counts(), grading.is_group, entry.name().is_empty()) {
                (false, ..) => counts.not_counted += 1,
                (true, true, _) => {
                    counts.groups += 1;
                    counts.in_groups += grading.people();
                }
                (true, false, true) => counts.unnamed += 1,
                (true, false, false) => counts.named += 1,
            }
        }
        counts
    }

    /// Everyone whom the lists document: with a name, without one, and in group records.
    pub fn documented(&self) -> u64 {
        (self.named + self.unnamed) as u64 + self.in_groups
    }
}

/// Whether an entry is one person with a name, who counts.
pub(crate) fn is_named_person(entry: &Entry) -> bool {
    entry.grading().grade.counts() && !entry.grading().is_group && !entry.name().is_empty()
}

/// The questions of the review queue, all answered with yes and all with no.
fn range(outcome: &Outcome) -> Range {
    let entries = outcome.register().entries();
    let clusters = &outcome.clustering().clusters;
    let of = outcome.clustering().cluster_of(outcome.mentions().len());
    let queue = review_queue(outcome);
    let person = |at: usize| entries.get(at).is_some_and(is_named_person);
    let mut first: Vec<usize> = (0..clusters.len()).collect();
    for (a, b) in queue.iter().filter_map(|item| ends(item, &of)).filter(|(a, b)| person(*a) && person(*b)) {
        let (into, from) = (root(&first, a.min(b)), root(&first, a.max(b)));
        if let Some(place) = first.get_mut(from.max(into)) {
            *place = from.min(into);
        }
    }
    let parts = sure_parts(outcome);
    let apart = |at: &usize| {
        let members = clusters.get(*at).map(|cluster| cluster.members.as_slice()).unwrap_or_default();
        let parts: BTreeSet<usize> =
            members.iter().filter_map(|member| parts.get(*member)).copied().collect();
        parts.len()
    };
    let people: Vec<usize> = (0..clusters.len()).filter(|at| person(*at)).collect();
    let merged: BTreeSet<usize> = people.iter().map(|at| root(&first, *at)).collect();
    Range { all_merged: merged.len(), none_merged: people.iter().map(apart).sum() }
}

/// The entries of the two rows of a question.
fn ends(item: &ReviewItem, of: &[usize]) -> Option<(usize, usize)> {
    Some((*of.get(item.pair.0)?, *of.get(item.pair.1)?))
}

fn root(first: &[usize], mut at: usize) -> usize {
    while let Some(next) = first.get(at).filter(|next| **next != at) {
        at = *next;
    }
    at
}
