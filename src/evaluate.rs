//! Against known truth: how good a register is.
//!
//! Two questions are asked. *Pairs*: of the pairs of records that are about one person, how many stand
//! in one entry, and of those that stand in one entry, how many are about one person? *Entries*: how
//! many entries have exactly the records of one person, not one more or less? A person with many
//! records weighs much in the first and no more than another in the second, so look at both.
//!
//! A record of the truth that the register does not have is *lost*: its pairs count as missed and its
//! person as not found. A record of the register that the truth does not know is *unknown*: nothing
//! can be said of it, so it is taken out of its entry before anything is counted.

mod truth;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

pub use truth::Truth;

use crate::mention::RecordKey;
use crate::register::Register;

/// How much of what is true was found, and how much of what was found is true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// What there is to find, T.
    pub truth: usize,
    /// What was found, F.
    pub found: usize,
    /// What was found and is true, C.
    pub correct: usize,
    /// C / F. 1 when nothing was found: nothing is wrong then.
    pub precision: f64,
    /// C / T. 1 when there is nothing to find.
    pub recall: f64,
    /// 2 C / (F + T), the harmonic mean of precision and recall. 1 when both are 0.
    pub f1: f64,
}

impl Score {
    /// The score of C correct ones among F found and T true ones.
    ///
    /// ```
    /// use casualty_register::evaluate::Score;
    ///
    /// let score = Score::new(10, 8, 6);
    /// assert_eq!((score.precision, score.recall), (0.75, 0.6));
    /// assert_eq!((score.wrong(), score.missed()), (2, 4));
    /// ```
    pub fn new(truth: usize, found: usize, correct: usize) -> Self {
        Score {
            truth,
            found,
            correct,
            precision: share(correct, found),
            recall: share(correct, truth),
            f1: share(2 * correct, found + truth),
        }
    }

    /// What was found and is not true, F − C.
    pub fn wrong(self) -> usize {
        self.found.saturating_sub(self.correct)
    }

    /// What is true and was not found, T − C.
    pub fn missed(self) -> usize {
        self.truth.saturating_sub(self.correct)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The pairs of records of two lists, or within one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListScore {
    /// The ids of the lists, sorted; the same one twice for pairs within it.
    pub lists: [String; 2],
    /// Pairs of a record of the one and a record of the other.
    pub pairs: Score,
}

/// A register held against the truth. Its text form is a short table.
///
/// ```
/// use casualty_register::evaluate::{Evaluation, Truth};
/// use casualty_register::mention::RecordKey;
///
/// let truth = Truth::parse("source,id,person\na,1,x\na,2,y\nb,1,x\nb,2,y\n", "truth.csv")?;
/// let key = |source: &str, record: &str| RecordKey { source: source.into(), record: record.into() };
/// let found = [vec![key("a", "1"), key("b", "1")], vec![key("a", "2")], vec![key("b", "2")]];
///
/// let evaluation = Evaluation::of_groups(found, &truth);
/// assert_eq!((evaluation.pairs.precision, evaluation.pairs.recall), (1.0, 0.5));
/// assert_eq!(evaluation.missed_pairs, [[key("a", "2"), key("b", "2")]]);
/// assert_eq!((evaluation.entries.correct, evaluation.entries.found), (1, 3));
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Evaluation {
    /// Records that both the register and the truth have.
    pub records: usize,
    /// Pairs of records. True: both are about one person. Found: both stand in one entry.
    pub pairs: Score,
    /// The same for each pair of lists, and within each list, that has any such pair.
    pub by_lists: Vec<ListScore>,
    /// Entries and persons. True: the persons of the truth. Found: the entries with a record that the
    /// truth knows. Correct: the entries with exactly the records of one person.
    pub entries: Score,
    /// Pairs that stand in one entry and are about two people, sorted.
    pub false_pairs: Vec<[RecordKey; 2]>,
    /// Pairs that are about one person and do not stand in one entry, sorted.
    pub missed_pairs: Vec<[RecordKey; 2]>,
    /// Records of the truth that the register does not have, sorted.
    pub lost: Vec<RecordKey>,
    /// Records of the register that the truth does not know, sorted. They are left out of the scores.
    pub unknown: Vec<RecordKey>,
}

impl Evaluation {
    /// Holds a register against the truth.
    pub fn new(register: &Register, truth: &Truth) -> Self {
        let groups = register.entries().iter().map(|entry| {
            let keys = entry.members().iter().map(|member| RecordKey {
                source: member.source.as_str().into(),
                record: member.record.as_str().into(),
            });
            keys.collect::<Vec<_>>()
        });
        Evaluation::of_groups(groups, truth)
    }

    /// Holds any grouping of records against the truth. Of a record that comes more than once the
    /// first time counts.
    pub fn of_groups(groups: impl IntoIterator<Item = Vec<RecordKey>>, truth: &Truth) -> Self {
        let found = Found::new(groups, truth);
        let mut tally = Tally::default();
        for group in &found.groups {
            let pairs = pairs(group.iter());
            pairs.for_each(|[a, b]| tally.found(a, b, truth.person_of(a) == truth.person_of(b)));
        }
        let persons = truth.persons();
        for records in persons.values() {
            let together = |a, b| found.group_of(a).is_some_and(|group| found.group_of(b) == Some(group));
            pairs(records.iter().copied()).for_each(|[a, b]| tally.expected(a, b, together(a, b)));
        }
        let is_exact = |group: &&BTreeSet<RecordKey>| {
            let first = group.first().and_then(|key| truth.person_of(key));
            let records = first.and_then(|person| persons.get(person));
            records.is_some_and(|records| records.iter().copied().eq(group.iter()))
        };
        let exact = found.groups.iter().filter(is_exact).count();
        let lost = truth.records().filter(|key| found.group_of(key).is_none()).cloned();
        tally.sort();
        Evaluation {
            records: found.of.len(),
            pairs: tally.pairs(),
            by_lists: tally.by_lists(),
            entries: Score::new(persons.len(), found.groups.len(), exact),
            false_pairs: tally.wrong,
            missed_pairs: tally.missed,
            lost: lost.collect(),
            unknown: found.unknown.into_iter().collect(),
        }
    }
}

/// All pairs of sorted records, the smaller one first.
fn pairs<'a>(
    sorted: impl Iterator<Item = &'a RecordKey> + Clone,
) -> impl Iterator<Item = [&'a RecordKey; 2]> {
    let mut rest = sorted;
    std::iter::from_fn(move || rest.next().map(|a| (a, rest.clone())))
        .flat_map(|(a, rest)| rest.map(move |b| [a, b]))
}

/// The groups that are judged: without unknown records, each record once.
#[derive(Default)]
struct Found {
    groups: Vec<BTreeSet<RecordKey>>,
    of: BTreeMap<RecordKey, usize>,
    unknown: BTreeSet<RecordKey>,
}

impl Found {
    fn new(groups: impl IntoIterator<Item = Vec<RecordKey>>, truth: &Truth) -> Self {
        let mut this = Found::default();
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

    fn group_of(&self, key: &RecordKey) -> Option<usize> {
        self.of.get(key).copied()
    }
}

/// Pairs counted by lists: true, found and correct.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<[String; 2], [usize; 3]>,
    wrong: Vec<[RecordKey; 2]>,
    missed: Vec<[RecordKey; 2]>,
}

impl Tally {
    fn counts(&mut self, a: &RecordKey, b: &RecordKey) -> &mut [usize; 3] {
        self.counts.entry([a.source.to_string(), b.source.to_string()]).or_default()
    }

    fn found(&mut self, a: &RecordKey, b: &RecordKey, is_true: bool) {
        let [_, found, correct] = self.counts(a, b);
        *found += 1;
        *correct += usize::from(is_true);
        if !is_true {
            self.wrong.push([a.clone(), b.clone()]);
        }
    }

    fn expected(&mut self, a: &RecordKey, b: &RecordKey, is_found: bool) {
        let [truth, ..] = self.counts(a, b);
        *truth += 1;
        if !is_found {
            self.missed.push([a.clone(), b.clone()]);
        }
    }

    fn sort(&mut self) {
        self.wrong.sort();
        self.missed.sort();
    }

    fn pairs(&self) -> Score {
        let sum = |at: usize| self.counts.values().filter_map(|counts| counts.get(at)).sum();
        Score::new(sum(0), sum(1), sum(2))
    }

    fn by_lists(&self) -> Vec<ListScore> {
        let score = |[truth, found, correct]: [usize; 3]| Score::new(truth, found, correct);
        let all = self.counts.iter();
        all.map(|(lists, counts)| ListScore { lists: lists.clone(), pairs: score(*counts) }).collect()
    }
}

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |one: &ListScore| match &one.lists {
            [a, b] if a == b => format!("  within {a}"),
            [a, b] => format!("  {a} + {b}"),
        };
        let mut rows = vec![("pairs of records".to_owned(), self.pairs)];
        rows.extend(self.by_lists.iter().map(|one| (name(one), one.pairs)));
        rows.push(("exact entries".to_owned(), self.entries));
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:<width$}     true    found  correct  precision  recall      F1", "")?;
        for (name, score) in rows {
            let Score { truth, found, correct, precision, recall, f1 } = score;
            writeln!(
                f,
                "{name:<width$} {truth:>8} {found:>8} {correct:>8}  {precision:>9.4}  {recall:>6.4}  {f1:>6.4}"
            )?;
        }
        let (wrong, missed) = (self.pairs.wrong(), self.pairs.missed());
        writeln!(f, "\n{wrong} pairs joined that are two people, {missed} kept apart that are one")?;
        write!(f, "{} records judged, {} lost, {} unknown", self.records, self.lost.len(), self.unknown.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> RecordKey {
        let (source, record) = text.split_once(':').unwrap();
        RecordKey { source: source.into(), record: record.into() }
    }

    fn groups(text: &str) -> Vec<Vec<RecordKey>> {
        text.lines().map(|line| line.split_whitespace().map(key).collect()).collect()
    }

    fn truth(text: &str) -> Truth {
        let people = groups(text).into_iter().enumerate();
        people.flat_map(|(person, keys)| keys.into_iter().map(move |key| (key, person.to_string()))).collect()
    }

    fn texts(pairs: &[[RecordKey; 2]]) -> Vec<String> {
        pairs.iter().map(|[a, b]| format!("{a} {b}")).collect()
    }

    #[test]
    fn counts_pairs_and_entries_by_hand() {
        let truth = truth("a:1 b:1 c:1\na:2 b:2\na:3\nb:4 b:5");
        let evaluation = Evaluation::of_groups(groups("c:1 a:1\nb:1 b:2 a:2\na:3\nb:4 b:5"), &truth);
        assert_eq!(evaluation.pairs, Score::new(5, 5, 3));
        assert_eq!(texts(&evaluation.false_pairs), ["a:2 b:1", "b:1 b:2"]);
        assert_eq!(texts(&evaluation.missed_pairs), ["a:1 b:1", "b:1 c:1"]);
        assert_eq!(evaluation.entries, Score::new(4, 4, 2));
        let within_b = evaluation.by_lists.iter().find(|one| one.lists == ["b", "b"]).unwrap();
        assert_eq!(within_b.pairs, Score::new(1, 2, 1));
    }

    #[test]
    fn lost_records_count_as_missed_and_unknown_ones_not_at_all() {
        let truth = truth("a:1 b:1\na:2 b:2");
        let evaluation = Evaluation::of_groups(groups("a:1 b:1 z:9\na:2\nz:8"), &truth);
        assert_eq!(evaluation.lost, [key("b:2")]);
        assert_eq!(evaluation.unknown, [key("z:8"), key("z:9")]);
        assert_eq!(texts(&evaluation.missed_pairs), ["a:2 b:2"]);
        assert_eq!(evaluation.pairs, Score::new(2, 1, 1));
        assert_eq!(evaluation.entries, Score::new(2, 2, 1));
        assert_eq!(evaluation.records, 3);
    }

    #[test]
    fn nothing_is_perfect() {
        let evaluation = Evaluation::of_groups(Vec::new(), &Truth::default());
        assert_eq!((evaluation.pairs.f1, evaluation.entries.f1), (1.0, 1.0));
    }

    proptest! {
        #[test]
        fn the_lists_of_errors_agree_with_the_counts(
            people in prop::collection::vec(0..6_usize, 0..20),
            entries in prop::collection::vec(0..6_usize, 0..20),
        ) {
            let key = |at: usize| key(&format!("{}:{at}", ["a", "b", "c"][at % 3]));
            let truth: Truth = people.iter().enumerate().map(|(at, p)| (key(at), p.to_string())).collect();
            let mut groups = vec![Vec::new(); 6];
            entries.iter().enumerate().for_each(|(at, entry)| groups[*entry].push(key(at)));
            let found = Evaluation::of_groups(groups, &truth);
            prop_assert_eq!(found.false_pairs.len(), found.pairs.wrong());
            prop_assert_eq!(found.missed_pairs.len(), found.pairs.missed());
            prop_assert_eq!(found.records + found.lost.len(), people.len());
            prop_assert_eq!(found.records + found.unknown.len(), entries.len());
            prop_assert!(found.entries.correct <= found.entries.found.min(found.entries.truth));
            let perfect = truth.persons().into_values().map(|keys| keys.into_iter().cloned().collect());
            let perfect = Evaluation::of_groups(perfect, &truth);
            prop_assert_eq!((perfect.pairs.f1, perfect.entries.f1), (1.0, 1.0));
        }
    }
}
