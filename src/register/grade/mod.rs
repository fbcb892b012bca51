//! Grades: how well the lists establish an entry.
//!
//! Input: the register, the review queue, and the decisions of reviewers. Output: a [`Grading`] for every entry, and
//! findings about rulings that cover an entry only in part. The program computes a grade; a reviewer may overrule it.
//!
//! The grade is computed twice. Merging sets it from the lists alone ([`Grading::of_lists`]). When the review queue is
//! known, `graded` computes it again with the questions and the decisions.

mod count;
mod grading;
mod unruled;

use std::collections::{BTreeMap, BTreeSet};

use crate::base::finding::Finding;
use crate::language::name::Group;
use crate::register::entry::{Entry, Member, Register};
use crate::register::ledger::{Decision, Ruling};
use crate::register::reconciled::Reconciled;
use crate::register::review::Review;
use crate::source::mention::Mention;

pub(crate) use count::is_named_person;
pub use count::{GradeCounts, Range};
pub use grading::{Grade, GradedBy, Grading};
pub(crate) use unruled::{Unruled, unruled};

/// Grades every entry by the lists, the review queue and the decisions. Returns the graded register, and findings about
/// rulings that cover an entry only in part. The entries of the register and the clusters must be in the same order.
pub(crate) fn graded(
    reconciled: &Reconciled,
    register: Register,
    review: &Review,
) -> (Register, Vec<Finding>) {
    let decisions: Vec<&Decision> = reconciled.decisions.iter().map(|one| &one.decision).collect();
    let asked: BTreeSet<usize> =
        review.questions().iter().flat_map(|item| [item.pair.0, item.pair.1]).collect();
    let clusters = reconciled.clustering.clusters.iter();
    let is_asked: Vec<bool> =
        clusters.clone().map(|cluster| cluster.members.iter().any(|at| asked.contains(at))).collect();
    let by_record = by_record(&decisions);
    let mentions = reconciled.mentions();
    let stated = clusters.map(|cluster| cluster.members.iter().find_map(|at| mentions.get(*at)?.group()));
    let entries = register.entries().iter().zip(is_asked).zip(stated);
    let mut gradings: Vec<Grading> = entries
        .map(|((entry, is_asked), stated)| {
            let about = about(entry, &decisions, &by_record);
            with_stated(grading(&register, entry, is_asked, &about), stated)
        })
        .collect();
    let unruled = unruled(reconciled);
    unruled.iter().for_each(|one| dispute(mentions, one, &mut gradings));
    let findings = unruled.iter().map(|one| unruled::finding(reconciled, one)).collect();
    (register.graded(gradings), findings)
}

/// Makes an entry `disputed` and removes its ruling, because a ruling that does not cover all records must not take
/// the person out of the count.
fn dispute(mentions: &[Mention], one: &Unruled, gradings: &mut [Grading]) {
    let key = |row: &usize| mentions.get(*row).map(|mention| mention.key().to_string());
    if let Some(grading) = gradings.get_mut(one.entry) {
        (grading.grade, grading.computed, grading.ruled) = (Grade::Disputed, Grade::Disputed, None);
        grading.unruled = one.rows.iter().filter_map(key).collect();
    }
}

/// For each record, as `source:id`, the positions of the decisions that name it, ascending.
fn by_record<'a>(decisions: &[&'a Decision]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, decision) in decisions.iter().enumerate() {
        decision.records().iter().for_each(|key| all.entry(key).or_default().push(at));
    }
    all
}

/// The decisions that name any record of an entry, in their order, each once.
fn about<'a>(
    entry: &Entry,
    decisions: &[&'a Decision],
    by_record: &BTreeMap<&str, Vec<usize>>,
) -> Vec<&'a Decision> {
    let of_row = |member: &Member| by_record.get(member.key().as_str()).cloned().unwrap_or_default();
    let all: BTreeSet<usize> = entry.members().iter().flat_map(of_row).collect();
    all.into_iter().filter_map(|at| decisions.get(at).copied()).collect()
}

/// The grading of an entry by the lists, the queue and the decisions about it.
///
/// A `rejected` or `withdrawn` ruling sets the grade only if it leaves no record. Of several rulings the latest
/// applies; `when` is compared as text, which orders ISO dates.
fn grading(register: &Register, entry: &Entry, is_asked: bool, about: &[&Decision]) -> Grading {
    let (gone, left) = without_rejected(entry, about);
    let mut grading = Grading::of_lists(groups(register, &left), entry.fields());
    if is_asked && grading.computed != Grade::Disputed {
        grading.computed = Grade::Pending;
    }
    grading.grade = grading.computed;
    let is_of_rows = |ruling| matches!(ruling, Ruling::Rejected | Ruling::Withdrawn);
    let rulings = about.iter().filter(|one| !is_of_rows(one.ruling()) || (left.is_empty() && gone > 0));
    let last = rulings.filter(|one| Grade::of(one.ruling()).is_some()).max_by_key(|one| one.when());
    if let Some((ruling, grade)) = last.and_then(|one| Some((one, Grade::of(one.ruling())?))) {
        grading.grade = grade;
        grading.ruled = Some(GradedBy {
            decision: ruling.id(),
            by: ruling.by().to_owned(),
            when: ruling.when().to_owned(),
            why: ruling.why().to_owned(),
        });
    }
    let group = about.iter().filter(|one| one.ruling() == Ruling::Group).max_by_key(|one| one.when());
    grading.is_group = group.is_some();
    grading.group_count = group.and_then(|one| one.count());
    grading
}

/// Marks the entry as a group record if its record itself names several people (`3 children`) and no reviewer has
/// ruled that it is a group. The number is the one that the record states.
fn with_stated(grading: Grading, stated: Option<Group>) -> Grading {
    match stated {
        Some(group) if !grading.is_group => {
            Grading { is_group: true, group_count: group.count().map(u64::from), ..grading }
        }
        _ => grading,
    }
}

/// The number of members that are withdrawn or rejected, and the list ids of the other members, with repetitions.
fn without_rejected<'a>(entry: &'a Entry, about: &[&Decision]) -> (usize, Vec<&'a str>) {
    let of_rows = |one: &&&Decision| matches!(one.ruling(), Ruling::Rejected | Ruling::Withdrawn);
    let against = about.iter().filter(of_rows).flat_map(|one| one.records());
    let against: BTreeSet<&str> = against.map(String::as_str).collect();
    let left: Vec<&str> = entry
        .members()
        .iter()
        .filter(|member| !against.contains(member.key().as_str()))
        .map(|member| member.source.as_str())
        .collect();
    (entry.members().len() - left.len(), left)
}

/// The number of independent groups among these lists.
fn groups(register: &Register, lists: &[&str]) -> usize {
    let group = |list: &&str| register.lists().iter().find(|info| info.id == **list);
    let all: BTreeSet<&str> =
        lists.iter().filter_map(group).map(|info| info.independent_group.as_str()).collect();
    all.len()
}
