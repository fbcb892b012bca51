//! Groups of records compared with the truth.
//!
//! Input: groups of records, such as entries, and the truth. Output: counts of pairs, of exact groups, and B³.
//!
//! Pairs are counted from both sides: the pairs of each group, of which some are wrong, and the pairs of each person,
//! of which some are missed. So the time grows with the square of the size of a group or a person, and only linearly
//! with their number.

use std::collections::{BTreeMap, BTreeSet};

use super::Truth;
use super::score::{BCubed, ListScore, Score};
use crate::source::mention::RecordKey;

/// All pairs of some sorted records, the smaller record first; quadratic in their number.
pub(super) fn pairs<'a>(
    sorted: impl Iterator<Item = &'a RecordKey> + Clone,
) -> impl Iterator<Item = [&'a RecordKey; 2]> {
    let mut rest = sorted;
    std::iter::from_fn(move || rest.next().map(|a| (a, rest.clone())))
        .flat_map(|(a, rest)| rest.map(move |b| [a, b]))
}

/// The groups that are judged: without unknown records, each record once.
#[derive(Default)]
pub(super) struct JudgedGroups {
    /// The groups, each with at least one record.
    pub(super) groups: Vec<BTreeSet<RecordKey>>,
    /// For each record the position of its group.
    pub(super) of: BTreeMap<RecordKey, usize>,
    /// The records that the truth does not know.
    pub(super) unknown: BTreeSet<RecordKey>,
}

impl JudgedGroups {
    /// Removes unknown records, repeated records and empty groups.
    pub(super) fn new(groups: impl IntoIterator<Item = Vec<RecordKey>>, truth: &Truth) -> Self {
        let mut this = JudgedGroups::default();
        for group in groups {
            let (known, unknown): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|key| truth.person_of(key).is_some());
            this.unknown.extend(unknown);
            let known: BTreeSet<_> = known.into_iter().filter(|key| !this.of.contains_key(key)).collect();
            if !known.is_empty() {
                this.of.extend(known.iter().map(|key| (key.clone(), this.groups.len())));
                this.groups.push(known);
            }
        }
        this
    }

    /// The position of the group of a record; `None` if no group has it.
    pub(super) fn group_of(&self, key: &RecordKey) -> Option<usize> {
        self.of.get(key).copied()
    }

    /// The number of groups that have exactly the records of one person.
    pub(super) fn exact(&self, truth: &Truth) -> usize {
        let persons = truth.persons();
        self.groups.iter().filter(|group| is_exact(group, truth, &persons)).count()
    }

    /// B³ precision over the judged records, and recall over the records of the truth.
    pub(super) fn b_cubed(&self, truth: &Truth) -> BCubed {
        let sizes: BTreeMap<&str, usize> =
            truth.persons().into_iter().map(|(person, records)| (person, records.len())).collect();
        let (mut precision, mut recall) = (0.0, 0.0);
        for group in &self.groups {
            let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
            for person in group.iter().filter_map(|key| truth.person_of(key)) {
                *shared.entry(person).or_insert(0) += 1;
            }
            for (person, count) in shared {
                // Each of these records meets `count` records of its person in this group.
                let met = (count * count) as f64;
                precision += met / group.len() as f64;
                recall += met / sizes.get(person).copied().unwrap_or(count) as f64;
            }
        }
        let mean = |sum: f64, records: usize| if records == 0 { 1.0 } else { sum / records as f64 };
        BCubed::new(mean(precision, self.of.len()), mean(recall, truth.len()))
    }

    /// Counts the pairs in one group and the pairs of one person.
    pub(super) fn tally(&self, truth: &Truth) -> ListTally {
        let mut tally = ListTally::default();
        for [a, b] in self.groups.iter().flat_map(|group| pairs(group.iter())) {
            tally.found(a, b, truth.person_of(a) == truth.person_of(b));
        }
        for records in truth.persons().values() {
            let together = |a, b| self.group_of(a).is_some_and(|group| self.group_of(b) == Some(group));
            pairs(records.iter().copied()).for_each(|[a, b]| tally.expected(a, b, together(a, b)));
        }
        tally.wrong.sort();
        tally.missed.sort();
        tally
    }
}

/// Whether a group has exactly the records of one person. `persons` has the sorted records of each person.
pub(super) fn is_exact(
    group: &BTreeSet<RecordKey>,
    truth: &Truth,
    persons: &BTreeMap<&str, Vec<&RecordKey>>,
) -> bool {
    let first = group.first().and_then(|key| truth.person_of(key));
    let records = first.and_then(|person| persons.get(person));
    records.is_some_and(|records| records.iter().copied().eq(group.iter()))
}

/// Counts of pairs by pair of lists.
#[derive(Default)]
pub(super) struct ListTally {
    /// For each pair of lists the numbers of true, found and correct pairs.
    counts: BTreeMap<[String; 2], [usize; 3]>,
    /// Pairs in one group that are two people, sorted.
    pub(super) wrong: Vec<[RecordKey; 2]>,
    /// Pairs of one person that are not in one group, sorted.
    pub(super) missed: Vec<[RecordKey; 2]>,
}

impl ListTally {
    /// The counts of the pair of lists of two records.
    fn counts(&mut self, a: &RecordKey, b: &RecordKey) -> &mut [usize; 3] {
        self.counts.entry([a.source.to_string(), b.source.to_string()]).or_default()
    }

    /// Adds a pair in one group.
    fn found(&mut self, a: &RecordKey, b: &RecordKey, is_true: bool) {
        let [_, found, correct] = self.counts(a, b);
        *found += 1;
        *correct += usize::from(is_true);
        if !is_true {
            self.wrong.push([a.clone(), b.clone()]);
        }
    }

    /// Adds a pair of one person.
    fn expected(&mut self, a: &RecordKey, b: &RecordKey, is_found: bool) {
        let [truth, ..] = self.counts(a, b);
        *truth += 1;
        if !is_found {
            self.missed.push([a.clone(), b.clone()]);
        }
    }

    /// The score over all pairs.
    pub(super) fn pairs(&self) -> Score {
        let sum = |at: usize| self.counts.values().filter_map(|counts| counts.get(at)).sum();
        Score::new(sum(0), sum(1), sum(2))
    }

    /// The score for each pair of lists.
    pub(super) fn by_lists(&self) -> Vec<ListScore> {
        let score = |[truth, found, correct]: [usize; 3]| Score::new(truth, found, correct);
        let all = self.counts.iter();
        all.map(|(lists, counts)| ListScore { lists: lists.clone(), pairs: score(*counts) }).collect()
    }
}
