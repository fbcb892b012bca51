//! Differences between two registers, or between two editions of a list.
//!
//! Registers are aligned by the records that their entries share, so a record must keep its id to be followed. Rows of two
//! editions are aligned by their ids if those are stable, and otherwise by linkage; see [`editions`].

mod align;
mod editions;
mod snapshot;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use editions::{editions, projects};
pub use snapshot::Snapshot;

use align::{Component, components};
use snapshot::Person;

/// What became of a person or a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It stands only in the new one.
    Added,
    /// It stands only in the old one.
    Withdrawn,
    /// Several entries became one.
    Merged,
    /// One entry became several.
    Split,
    /// The records of several entries were spread anew over several.
    Regrouped,
    /// Rows that may be the same, and it is not sure which is which.
    Ambiguous,
    /// The name, or a part of it, is another one.
    Respelled,
    /// The date of birth or of death is another one.
    Redated,
    /// The place is another one.
    Moved,
    /// Another field has another value.
    Other,
    /// The cell has another text that is understood as it was.
    Reworded,
}

/// A person of a register or a row of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    /// The id of the entry, or `list:id` of the row.
    pub key: String,
    /// The name, as far as there is one.
    pub name: String,
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Whom the old one has.
    pub old: Vec<Subject>,
    /// Whom the new one has.
    pub new: Vec<Subject>,
    /// The field that changed, if one did.
    pub field: Option<String>,
    /// What the field said before; `None` if nothing.
    pub from: Option<String>,
    /// What the field says now; `None` if nothing.
    pub to: Option<String>,
}

/// Everything that changed. Its text form is made for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// How rows or entries were aligned, and what could not be compared.
    pub notes: Vec<String>,
    /// How many entries or rows are the same in both.
    pub same: usize,
    /// The changes, sorted by kind and key.
    pub changes: Vec<Change>,
}

impl Diff {
    /// The changes of one kind.
    pub fn of_kind(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }

    fn sorted(mut self) -> Self {
        self.changes.sort();
        self
    }
}

/// What changed between two registers. Entries are followed by the records that they share.
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
    let notes = vec!["entries are aligned by the records that they share".to_owned()];
    let mut diff = Diff { notes, ..Diff::default() };
    for component in components(olds.len(), news.len(), edges) {
        of_component(&component, olds, news, &mut diff);
    }
    diff.sorted()
}

fn of_component(component: &Component, olds: &[Person], news: &[Person], diff: &mut Diff) {
    let subjects = |all: &[Person], at: &[usize]| -> Vec<Subject> {
        at.iter().filter_map(|at| all.get(*at)).map(Person::subject).collect()
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

/// Compares the fields of one person or row in both.
fn of_pair(old: &Person, new: &Person, diff: &mut Diff) {
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
