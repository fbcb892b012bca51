//! Entries by grade, and the least and greatest number of people that open questions leave.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Grade;
use crate::linkage::block::Pair;
use crate::linkage::cluster::Cluster;
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::register::review::ReviewItem;

/// How many people there are if all open questions are answered in one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Range {
    /// If every pair in question is one person, as far as no two rows that cannot be are joined through others.
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
    let person = |at: usize| entries.get(at).is_some_and(is_named_person);
    let mut joined = Joined::new(clusters);
    for (a, b) in outcome
        .questions()
        .iter()
        .filter_map(|item| ends(item, &of))
        .filter(|(a, b)| person(*a) && person(*b))
    {
        joined.join(a, b, |pair| outcome.engine.is_allowed(pair));
    }
    let parts = outcome.sure_parts();
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

/// The entries of the two rows of a question.
fn ends(item: &ReviewItem, of: &[usize]) -> Option<(usize, usize)> {
    Some((*of.get(item.pair.0)?, *of.get(item.pair.1)?))
}

/// Entries that are joined for the sake of argument.
struct Joined {
    /// For each entry another one that it is joined to, or itself.
    first: Vec<usize>,
    /// The mentions of those that stand for others.
    members: Vec<Vec<usize>>,
}

impl Joined {
    fn new(clusters: &[Cluster]) -> Self {
        let members = clusters.iter().map(|cluster| cluster.members.clone()).collect();
        Joined { first: (0..clusters.len()).collect(), members }
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(next) = self.first.get(at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// Joins two entries and all that are joined to them, unless that takes two rows for one person that cannot be.
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
