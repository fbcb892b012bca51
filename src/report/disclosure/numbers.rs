//! New numbers for the records of lists. A list may be sorted by a withheld value. Then the neighbours of a record bound its value, so
//! row numbers are not published.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest;
use crate::register::outcome::Outcome;
use crate::register::{Entry, IdBook, Member};
use crate::source::Field;
use crate::source::policy::{Handling, Policy};

/// The new number of each record, and the lists whose serial numbers are not shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    /// By list and record id.
    numbers: BTreeMap<(String, String), u64>,
    /// Lists whose serial numbers may follow the order of what is withheld.
    hidden: BTreeSet<String>,
}

impl Numbers {
    /// `initialled` has the lists on which people appear whose names are not shown whole.
    pub(super) fn new(outcome: &Outcome, policy: &Policy, initialled: &BTreeSet<&str>) -> Self {
        let mut this = Numbers::default();
        if policy.is_working() {
            return this;
        }
        let salt = outcome.ids().and_then(IdBook::salt).unwrap_or_default();
        let mut ordered: BTreeMap<&str, Vec<(u64, &Member)>> = BTreeMap::new();
        for (list, at, entry, member) in outcome.register().entries().iter().flat_map(members) {
            let number = digest::shuffled(salt, list, entry.id(), at);
            ordered.entry(list).or_default().push((number, member));
        }
        for all in ordered.values_mut() {
            all.sort_by_key(|(number, member)| (*number, member.row));
            let keys = all.iter().map(|(_, member)| (member.source.clone(), member.record.clone()));
            this.numbers.extend(keys.zip(1..));
        }
        for source in outcome.sources() {
            let has_hidden = source.mapping().fields().any(|(field, _)| may_order(field, policy));
            if has_hidden || initialled.contains(source.id()) {
                this.hidden.insert(source.id().to_owned());
            }
        }
        this
    }

    /// The new number of a record; `None` in a working copy.
    pub(super) fn of(&self, member: &Member) -> Option<u64> {
        self.numbers.get(&(member.source.clone(), member.record.clone())).copied()
    }

    pub(super) fn are_serials_hidden(&self, source: &str) -> bool {
        self.hidden.contains(source)
    }
}

/// The records of an entry with their lists; those of one list are counted.
fn members(entry: &Entry) -> impl Iterator<Item = (&str, usize, &Entry, &Member)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut members: Vec<&Member> = entry.members().iter().collect();
    members.sort_by_key(|member| (&member.source, member.row));
    members.into_iter().map(move |member| {
        let count = counts.entry(&member.source).or_insert(0);
        *count += 1;
        (member.source.as_str(), *count, entry, member)
    })
}

/// Whether a list with a column may be sorted by what is withheld of it. The answer follows from the columns and not
/// from the cells, so that it reveals nothing.
fn may_order(field: Field, policy: &Policy) -> bool {
    let handling = |key: &str| policy.handling(key);
    match crate::source::policy::of_field(field) {
        key @ ("birth" | "death" | "age" | "name" | "identity" | "other_name") => {
            handling(key) != Handling::Public
        }
        "place" => handling("place") == Handling::Withheld,
        _ => false,
    }
}
