//! Counts of entries by grade, and the range of the number of people that open questions leave.
//!
//! Input: a finished run with its grades and its review queue. Output: [`GradeCounts`]. The range comes from answering
//! all open questions with yes, or all with no; it is not the interval of the sampled partitions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::grading::Grade;
use crate::linkage::block::Pair;
use crate::linkage::cluster::Cluster;
use crate::register::entry::Entry;
use crate::register::graded::Graded;
use crate::register::review::ReviewItem;

/// The number of people with a name if all open questions are answered alike.
///
/// This is a statement about the questions and not an interval with a probability: reviewers hardly ever answer all
/// questions alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Range {
    /// The number if every pair in question is one person. A pair is not joined if that would put two records
    /// that cannot be one person into one entry.
    pub all_merged: usize,
    /// The number if no pair in question is one person.
    pub none_merged: usize,
}

/// Counts of the entries of a register by kind and by grade. Whether an entry counts is [`Grade::counts`].
///
/// `named`, `unnamed`, `groups` and `not_counted` add up to all entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GradeCounts {
    /// All entries by grade, whether they count or not. Grades without entries are missing.
    pub by_grade: BTreeMap<Grade, usize>,
    /// Entries with a name that count, one person each.
    pub named: usize,
    /// Entries without a name that count, one person each.
    pub unnamed: usize,
    /// Records of groups of people that count.
    pub groups: usize,
    /// The people of the group records that count: the number that the ruling or the record states, at least one each.
    pub in_groups: u64,
    /// Entries that do not count: rejected, found alive, out of scope, withdrawn.
    pub not_counted: usize,
    /// Range of the number of people with a name that the open questions leave.
    pub range: Range,
}

impl GradeCounts {
    /// Counts the entries of a run whose grades are final.
    pub(crate) fn of(run: Graded<'_>) -> Self {
        let mut counts = GradeCounts { range: range(run), ..GradeCounts::default() };
        for entry in run.register.entries() {
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

    /// All people whom the lists document: with a name, without one, and in group records.
    pub fn documented(&self) -> u64 {
        (self.named + self.unnamed) as u64 + self.in_groups
    }
}

/// Whether an entry counts, has a name and is not a group record.
pub(crate) fn is_named_person(entry: &Entry) -> bool {
    entry.grading().grade.counts() && !entry.grading().is_group && !entry.name().is_empty()
}

/// The range if all questions of the review queue are answered with yes, or all with no. Only questions between two
/// named people count.
///
/// "No" also separates the records of one entry that the queue asks about: the entry then counts as its sure parts.
fn range(run: Graded<'_>) -> Range {
    let Graded { reconciled, register, review, .. } = run;
    let entries = register.entries();
    let clusters = &reconciled.clustering.clusters;
    let of = reconciled.cluster_of();
    let person = |at: usize| entries.get(at).is_some_and(is_named_person);
    let mut joined = JoinedEntries::new(clusters);
    for (a, b) in
        review.questions().iter().filter_map(|item| ends(item, &of)).filter(|(a, b)| person(*a) && person(*b))
    {
        joined.join(a, b, |pair| reconciled.engine.is_allowed(pair));
    }
    let parts = &review.blocks().of;
    let apart = |at: &usize| {
        let members = clusters.get(*at).map(|cluster| cluster.members.as_slice()).unwrap_or_default();
        let parts: BTreeSet<usize> =
            members.iter().filter_map(|member| parts.get(*member)).copied().collect();
        parts.len()
    };
    let people: Vec<usize> = (0..clusters.len()).filter(|at| person(*at)).collect();
    let merged: BTreeSet<usize> = people.iter().map(|at| joined.root(*at)).collect();
    Range { all_merged: merged.len(), none_merged: people.iter().map(apart).sum() }
}

/// The positions of the entries of the two mentions of a question; `of` has the entry of each mention.
fn ends(item: &ReviewItem, of: &[usize]) -> Option<(usize, usize)> {
    Some((*of.get(item.pair.0)?, *of.get(item.pair.1)?))
}

/// Entries joined as if every question were answered with yes (union-find without ranks).
struct JoinedEntries {
    /// For each entry the position of an entry that it is joined to, or its own position.
    first: Vec<usize>,
    /// For each root the positions of the mentions of all entries joined to it; empty for other entries.
    members: Vec<Vec<usize>>,
}

impl JoinedEntries {
    /// One set for each cluster.
    fn new(clusters: &[Cluster]) -> Self {
        let members = clusters.iter().map(|cluster| cluster.members.clone()).collect();
        JoinedEntries { first: (0..clusters.len()).collect(), members }
    }

    /// The entry that represents all entries joined to `at`.
    fn root(&self, mut at: usize) -> usize {
        while let Some(next) = self.first.get(at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// Joins two entries and all entries joined to them, unless two of their records cannot be one person
    /// (`is_allowed` is false for a pair). Takes the product of their numbers of records.
    fn join(&mut self, a: usize, b: usize, is_allowed: impl Fn(Pair) -> bool) {
        let (a, b) = (self.root(a), self.root(b));
        let (into, from) = (a.min(b), a.max(b));
        let members = |at: usize| self.members.get(at).map(Vec::as_slice).unwrap_or_default();
        let mut pairs = members(into).iter().flat_map(|a| members(from).iter().map(|b| Pair::new(*a, *b)));
        if into == from || !pairs.all(is_allowed) {
            return;
        }
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        self.members.get_mut(into).into_iter().for_each(|all| all.extend_from_slice(&moved));
        self.first.get_mut(from).into_iter().for_each(|place| *place = into);
    }
}
