//! New numbers for the records of a publication.
//!
//! A list may be sorted by a withheld value. Then the neighbours of a record bound its value, so row
//! numbers are not published. Each record gets a number in an order that does not depend on withheld
//! values.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest;
use crate::register::outcome::Outcome;
use crate::register::{Entry, IdBook, Member};
use crate::source::Field;
use crate::source::policy::{Handling, Policy};

/// The new number of each record, and the lists whose serial numbers are not shown. Empty for a working
/// copy.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordNumbers {
    /// The new number of each record by list id and record id. Each list counts from 1.
    numbers: BTreeMap<(String, String), u64>,
    /// Ids of lists that may be sorted by a withheld value.
    hidden: BTreeSet<String>,
}

impl RecordNumbers {
    /// Numbers the records of each list by a hash of the salt, the list and the entry id. `initialled`
    /// has the lists with people whose names are not shown whole.
    ///
    /// Several records of one entry on one list are hashed with their position among these records. If
    /// two hashes were equal, the row would decide. Without a file of ids the salt is empty, and
    /// anybody could compute the order; a publication requires a salt.
    pub(super) fn new(outcome: &Outcome, policy: &Policy, initialled: &BTreeSet<&str>) -> Self {
        let mut this = RecordNumbers::default();
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

    /// The new number of a record, from 1; `None` in a working copy.
    pub(super) fn of(&self, member: &Member) -> Option<u64> {
        self.numbers.get(&(member.source.clone(), member.record.clone())).copied()
    }

    /// Whether the serial ids of a list are replaced by new numbers.
    pub(super) fn are_serials_hidden(&self, source: &str) -> bool {
        self.hidden.contains(source)
    }
}

/// The records of an entry, each with its list, its position among the entry's records of that list
/// (from 1) and the entry.
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

/// Whether a list with this column may be sorted by a part of the column that is withheld. The answer
/// follows from the columns and not from the cells, so it reveals nothing. A place counts only if it is
/// withheld altogether; the other columns count if they are not public.
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
