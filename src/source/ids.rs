//! Gives each row an id that is unique in its list and does not depend on the position of the row.
//!
//! In: the rows and the id column. Out: one [`RecordId`] for each row, and findings about missing and repeated ids.
//!
//! An id that several rows have identifies none of them. Each of these rows gets the id plus a digest of its own cells,
//! `7~1f2e3d4c`, so its name does not change when other rows are added, edited or removed. A row without an id gets a
//! digest of its cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest;
use crate::base::finding::{Code, Finding};
use crate::base::text::is_shapeless;
use crate::source::findings::Site;
use crate::source::record::RecordId;

/// A numbered row: its number from 1, and its cells.
pub(super) type NumberedRow = (u64, Vec<String>);

/// Most record ids of a repeated id that a message lists.
const SHOWN: usize = 3;

/// The ids of all rows of a list.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The id of each row, in the order of the rows.
    pub(super) ids: Vec<RecordId>,
    /// For each id that several rows have: the record ids of these rows, sorted.
    pub(super) repeated: BTreeMap<String, Vec<RecordId>>,
    /// Findings about missing and repeated ids and about equal rows.
    pub(super) findings: Vec<Finding>,
}

/// The rows that have one id.
#[derive(Default)]
struct Claimants {
    /// Indices into the rows.
    rows: Vec<usize>,
    /// Whether the list gives the id. If false, it was made from the cells, so the rows are equal.
    own: bool,
}

/// Gives each row its id. Rows that are equal in every cell get the suffixes `-2`, `-3`, ….
///
/// The result has one id for each row, in the order of the rows. `column` is the index of the id column, `None` if the
/// list has none. Equal rows are numbered in the order of the file.
pub(super) fn assign(rows: &[NumberedRow], column: Option<usize>, site: &Site<'_>) -> Ids {
    let groups = group(rows, column);
    let mut taken: BTreeSet<String> = groups.keys().cloned().collect();
    let mut ids = vec![String::new(); rows.len()];
    for (base, claimants) in &groups {
        for (name, mut of_name) in named(rows, base, claimants) {
            of_name.sort_by_key(|index| rows.get(*index).map(|(row, cells)| (cells, row)));
            let mut number = 2;
            for (place, index) in of_name.into_iter().enumerate() {
                let is_free = place == 0 && (name == *base || taken.insert(name.clone()));
                let id = if is_free { name.clone() } else { free(&name, &mut number, &mut taken) };
                if let Some(slot) = ids.get_mut(index) {
                    *slot = id;
                }
            }
        }
    }
    let findings = findings(rows, column, &groups, &ids, site);
    let ids: Vec<RecordId> = ids.into_iter().map(RecordId::new).collect();
    let repeated = repeated(groups, &ids);
    Ids { ids, repeated, findings }
}

/// For each id of the list that several rows have: the record ids of these rows, sorted.
///
/// A decision or a file of ids may name such an id; the error then lists these record ids.
fn repeated(groups: BTreeMap<String, Claimants>, ids: &[RecordId]) -> BTreeMap<String, Vec<RecordId>> {
    let several = groups.into_iter().filter(|(_, claimants)| claimants.own && claimants.rows.len() > 1);
    let named = several.map(|(base, claimants)| {
        let mut names: Vec<RecordId> =
            claimants.rows.iter().filter_map(|index| ids.get(*index).cloned()).collect();
        names.sort();
        (base, names)
    });
    named.collect()
}

/// Groups the rows by their id, or by the digest of their cells if they have none.
///
/// The map is sorted by id, so the result does not depend on the order of rows.
fn group(rows: &[NumberedRow], column: Option<usize>) -> BTreeMap<String, Claimants> {
    let mut groups: BTreeMap<String, Claimants> = BTreeMap::new();
    for (index, (_, cells)) in rows.iter().enumerate() {
        let own = own_id(cells, column);
        let base = own.map_or_else(|| digest::row_id(cells), str::to_owned);
        let claimants = groups.entry(base).or_default();
        claimants.own |= own.is_some();
        claimants.rows.push(index);
    }
    groups
}

/// The rows with one id, grouped by the name that their cells give them. Only equal rows share a name.
fn named(rows: &[NumberedRow], base: &str, claimants: &Claimants) -> BTreeMap<String, Vec<usize>> {
    let is_repeated = claimants.own && claimants.rows.len() > 1;
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in &claimants.rows {
        let cells = rows.get(*index).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
        let name = if is_repeated { digest::name_of_repeated(base, cells) } else { base.to_owned() };
        names.entry(name).or_default().push(*index);
    }
    names
}

/// The id that the list gives the row, without white space and invisible characters at its ends; `None` if it is empty.
///
/// Inner white space is kept. `None` too if the list has no id column.
fn own_id(cells: &[String], column: Option<usize>) -> Option<&str> {
    let cell =
        cells.get(column?)?.trim_matches(|letter: char| letter.is_whitespace() || is_shapeless(letter));
    (!cell.is_empty()).then_some(cell)
}

/// The first of `name-2`, `name-3`, … from `number` on that is free. It is marked as taken.
///
/// `number` is advanced past the number that was used.
fn free(name: &str, number: &mut u64, taken: &mut BTreeSet<String>) -> String {
    loop {
        let id = format!("{name}-{number}");
        *number += 1;
        if taken.insert(id.clone()) {
            return id;
        }
    }
}

/// Findings about missing ids first, then about repeated ids in the order of the rows.
///
/// A list without an id column has no finding about missing ids, because then no row has one.
fn findings(
    rows: &[NumberedRow],
    column: Option<usize>,
    groups: &BTreeMap<String, Claimants>,
    ids: &[String],
    site: &Site<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if column.is_some() {
        for ((row, cells), id) in rows.iter().zip(ids) {
            if own_id(cells, column).is_none() {
                let message =
                    format!("the row has no id, so the id `{id}` was made from its cells; give it an id");
                let at = vec![site.record(*row, id)];
                found.push(Finding::new(Code::MissingId, at, message));
            }
        }
    }
    let repeats = groups.iter().filter(|(_, claimants)| claimants.rows.len() > 1);
    let mut repeats: Vec<Finding> =
        repeats.filter_map(|(base, claimants)| repeat(rows, base, claimants, ids, site)).collect();
    repeats.sort_by(|a, b| a.at.cmp(&b.at));
    found.extend(repeats);
    found
}

/// The finding about rows that have one id: either all equal, or different rows.
///
/// If the ids were made from the cells, the rows are equal and the code is `repeated-row`. Otherwise it is
/// `duplicate-id`, and the message lists up to three of the new ids.
fn repeat(
    rows: &[NumberedRow],
    base: &str,
    claimants: &Claimants,
    ids: &[String],
    site: &Site<'_>,
) -> Option<Finding> {
    let cells = |index: &usize| rows.get(*index).map(|(_, cells)| cells);
    let first = claimants.rows.first().and_then(cells)?;
    let equal = claimants.rows.iter().all(|index| cells(index) == Some(first));
    let named: Vec<(u64, &String)> =
        claimants.rows.iter().filter_map(|index| Some((rows.get(*index)?.0, ids.get(*index)?))).collect();
    let at = named.iter().map(|(row, id)| site.record(*row, id)).collect();
    let count = named.len();
    if !claimants.own {
        let message = format!("{count} rows are identical in every cell; keep one of them");
        return Some(Finding::new(Code::RepeatedRow, at, message));
    }
    let advice = match equal {
        true => "and are identical in every cell; keep one of them",
        false => "but differ in other cells; give each row its own id",
    };
    let names: Vec<String> = named.iter().take(SHOWN).map(|(_, id)| format!("`{id}`")).collect();
    let more = if count > SHOWN { ", …" } else { "" };
    let message =
        format!("{count} rows have the id `{base}` {advice} (their ids are now {}{more})", names.join(", "));
    Some(Finding::new(Code::DuplicateId, at, message))
}
