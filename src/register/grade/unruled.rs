//! Rulings that take an entry out of the count but name only some of its records.
//!
//! Input: a run with its decisions. Output: the entries affected, and a finding for each. Such an entry counts and is
//! `disputed`, because the reviewer did not see all its records.

use std::collections::BTreeSet;

use crate::base::finding::{Code, Finding};
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::register::ledger::{Replayed, Ruling, location};
use crate::register::reconciled::Reconciled;

/// An entry of which a reviewer ruled on some records and not on the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unruled {
    /// The position of the entry in the register.
    pub(crate) entry: usize,
    /// The position of the first mention that was found alive or out of scope.
    pub(crate) seen: usize,
    /// The positions of the mentions that no ruling takes out of the count, in ascending order; not empty.
    pub(crate) rows: Vec<usize>,
}

/// The entries that a ruling `found-alive` or `out-of-scope` names only in part, in the order of entries.
///
/// A record counts as named if a reviewer joined it to a record that the ruling names, or if it is rejected or
/// withdrawn.
pub(crate) fn unruled(reconciled: &Reconciled) -> Vec<Unruled> {
    let taken_out = rows_of(&reconciled.decisions, &[Ruling::FoundAlive, Ruling::OutOfScope]);
    if taken_out.is_empty() {
        return Vec::new();
    }
    let gone = rows_of(&reconciled.decisions, &[Ruling::Rejected, Ruling::Withdrawn]);
    let of_cluster = |(entry, members): (usize, &[usize])| {
        let seen: Vec<usize> = members.iter().copied().filter(|row| taken_out.contains(row)).collect();
        let is_joined = |row: usize| {
            seen.iter().any(|one| *one != row && reconciled.engine.bound(Pair::new(*one, row)) == Bound::Same)
        };
        let is_named = |row: &usize| taken_out.contains(row) || gone.contains(row) || is_joined(*row);
        let rows: Vec<usize> = members.iter().copied().filter(|row| !is_named(row)).collect();
        let first = seen.first().copied().filter(|_| !rows.is_empty())?;
        Some(Unruled { entry, seen: first, rows })
    };
    let clusters = reconciled.clustering.clusters.iter().map(|cluster| cluster.members.as_slice());
    clusters.enumerate().filter_map(of_cluster).collect()
}

/// The positions of the mentions that rulings of these kinds name.
fn rows_of(decisions: &[Replayed], rulings: &[Ruling]) -> BTreeSet<usize> {
    let wanted = decisions.iter().filter(|one| rulings.contains(&one.decision.ruling()));
    wanted.flat_map(|one| one.mentions.iter().copied()).collect()
}

/// The finding that names the ruled record and the records without a ruling, located at all of them.
pub(super) fn finding(reconciled: &Reconciled, one: &Unruled) -> Finding {
    let key = |row: &usize| reconciled.mentions().get(*row).map(|mention| mention.key().to_string());
    let rows: Vec<String> = one.rows.iter().filter_map(key).collect();
    let message = format!(
        "a ruling takes {} out of the count but does not name {} of the same entry, so the entry is counted \
         and disputed; rule on all rows, or decide that they are different people",
        key(&one.seen).unwrap_or_default(),
        rows.join(", ")
    );
    let rows = std::iter::once(&one.seen).chain(&one.rows);
    let at = rows.filter_map(|row| location(*row, &reconciled.sources, reconciled.mentions())).collect();
    Finding::new(Code::PartlyRuled, at, message)
}
