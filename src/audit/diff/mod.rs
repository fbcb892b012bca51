//! Differences between two registers, or between two editions of a list.
//!
//! Input: two [`Snapshot`]s of registers, or two projects. Output: a [`Diff`].
//!
//! Registers are aligned by the records that their entries share, so a record must keep its id to be followed. Entries
//! that share records directly or through others are compared as a group: one entry on each side is compared field by
//! field, otherwise entries were merged, split or regrouped. Records of two editions are aligned by their ids if those
//! are stable, and otherwise by linkage; see [`editions`].

mod align;
mod editions;
mod snapshot;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use editions::{editions, projects};
pub use snapshot::Snapshot;

use align::{AlignedComponent, components};
use snapshot::ComparedPerson;

/// How an entry of a register or a record of a list changed. "New" and "old" are the two registers or editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is only in the new one.
    Added,
    /// It is only in the old one.
    Withdrawn,
    /// Several entries became one.
    Merged,
    /// One entry became several.
    Split,
    /// The records of several entries were redistributed over several other entries.
    Regrouped,
    /// The records may be the same, but it is uncertain which record corresponds to which.
    Ambiguous,
    /// The name or a part of it changed.
    Respelled,
    /// The date of birth or of death changed.
    Redated,
    /// The place changed.
    Moved,
    /// Another field changed.
    Other,
    /// The text of a cell changed, but its value is the same.
    Reworded,
}

/// An entry of a register or a record of a list, as a diff names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Subject {
    /// The id of the entry, or `list:id` of the record.
    pub key: String,
    /// The name, such as `Тестов Асан`; empty if there is none.
    pub name: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// The entries or records on the old side; empty if added.
    pub old: Vec<Subject>,
    /// The entries or records on the new side; empty if withdrawn.
    pub new: Vec<Subject>,
    /// The field that changed; `None` if the change is not about one field.
    pub field: Option<String>,
    /// The text of the field before; `None` if it was empty.
    pub from: Option<String>,
    /// The text of the field now; `None` if it is empty.
    pub to: Option<String>,
}

/// All changes between two registers or editions. Its text form is for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// How the records or entries were aligned, and what could not be compared.
    pub notes: Vec<String>,
    /// The number of entries or records without any change.
    pub same: usize,
    /// The changes, sorted by kind and key.
    pub changes: Vec<Change>,
}

impl Diff {
    /// The changes of one kind.
    pub fn of_kind(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }

    /// The diff with its changes sorted.
    fn sorted(mut self) -> Self {
        self.changes.sort();
        self
    }
}

/// What changed between two registers. Entries that share a record are compared with each other.
///
/// The time is proportional to the number of records, except for a factor of their logarithm.
///
/// ```no_run
/// use casualty_register::audit::{Snapshot, registers};
///
/// println!("{}", registers(&Snapshot::open("out-june")?, &Snapshot::open("out-august")?));
/// # Ok::<(), casualty_register::Error>(())
/// ```
pub fn registers(old: &Snapshot, new: &Snapshot) -> Diff {
    let (olds, news) = (&old.people, &new.people);
    let holders = news.iter().enumerate().flat_map(|(at, one)| one.records.iter().map(move |key| (key, at)));
    let holder: BTreeMap<&String, usize> = holders.collect();
    let records = olds.iter().enumerate().flat_map(|(at, one)| one.records.iter().map(move |key| (at, key)));
    let edges = records.filter_map(|(at, key)| Some((at, *holder.get(key)?)));
    let notes = vec!["entries are aligned by shared records".to_owned()];
    let mut diff = Diff { notes, ..Diff::default() };
    for component in components(olds.len(), news.len(), edges) {
        of_component(&component, olds, news, &mut diff);
    }
    diff.sorted()
}

/// Adds the changes of one component. One entry on each side is compared field by field; otherwise the numbers of
/// entries decide the kind.
fn of_component(
    component: &AlignedComponent,
    olds: &[ComparedPerson],
    news: &[ComparedPerson],
    diff: &mut Diff,
) {
    let subjects = |all: &[ComparedPerson], at: &[usize]| -> Vec<Subject> {
        at.iter().filter_map(|at| all.get(*at)).map(ComparedPerson::subject).collect()
    };
    let kind = match (component.old.as_slice(), component.new.as_slice()) {
        ([old], [new]) => {
            if let (Some(old), Some(new)) = (olds.get(*old), news.get(*new)) {
                of_pair(old, new, diff);
            }
            return;
        }
        (_, []) => ChangeKind::Withdrawn,
        ([], _) => ChangeKind::Added,
        ([_], _) => ChangeKind::Split,
        (_, [_]) => ChangeKind::Merged,
        _ => ChangeKind::Regrouped,
    };
    let (old, new) = (subjects(olds, &component.old), subjects(news, &component.new));
    diff.changes.push(Change { kind, old, new, field: None, from: None, to: None });
}

/// Compares an entry or a record with its counterpart, field by field. Without any change it counts as the same.
fn of_pair(old: &ComparedPerson, new: &ComparedPerson, diff: &mut Diff) {
    let before = diff.changes.len();
    let fields: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    for field in fields {
        let (from, to) = (old.fields.get(field), new.fields.get(field));
        if from == to {
            continue;
        }
        let same_value = from.zip(to).is_some_and(|(from, to)| from.value == to.value);
        let kind = if same_value { ChangeKind::Reworded } else { kind_of(field) };
        diff.changes.push(Change {
            kind,
            old: vec![old.subject()],
            new: vec![new.subject()],
            field: Some(field.clone()),
            from: from.map(|one| one.raw.clone()),
            to: to.map(|one| one.raw.clone()),
        });
    }
    diff.same += usize::from(diff.changes.len() == before);
}

/// The kind of a change of a field, by the name of the field.
fn kind_of(field: &str) -> ChangeKind {
    match field {
        "name" | "surname" | "second_surname" | "given_name" | "middle_name" | "patronymic"
        | "other_name" | "suffix" => ChangeKind::Respelled,
        "birth" | "death" | "birth_date" | "death_date" | "birth_year" | "birth_month" | "birth_day"
        | "death_year" | "death_month" | "death_day" => ChangeKind::Redated,
        "place" => ChangeKind::Moved,
        _ => ChangeKind::Other,
    }
}
