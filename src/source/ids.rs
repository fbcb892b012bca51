//! An id for each row, unique in its list and the same wherever the row stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest;
use crate::source::findings::Site;
use crate::source::record::{RecordId, has_text};
use crate::{Code, Finding};

/// A row that is to get an id: its number and its cells.
pub(super) type Row = (u64, Vec<String>);

/// Rows that claim one id, and whether it was made from their cells.
#[derive(Default)]
struct Claimants<'a> {
    rows: Vec<(bool, &'a [String], usize)>,
}

/// Gives each row its id, in the order of the rows.
///
/// Of rows that claim one id, the first by its cells keeps it; the others get the id with `~2`,
/// `~3`, … or, if it was made from the cells, `-2`, `-3`, … .
pub(super) fn assign(rows: &[Row], column: Option<usize>, site: &Site<'_>) -> (Vec<RecordId>, Vec<Finding>) {
    let groups = group(rows, column);
    let mut taken: BTreeSet<String> = groups.keys().cloned().collect();
    let mut ids = vec![String::new(); rows.len()];
    for (base, claimants) in &groups {
        let mut number = 2;
        for (place, (derived, _, index)) in claimants.rows.iter().enumerate() {
            let id = if place == 0 { base.clone() } else { free(base, *derived, &mut number, &mut taken) };
            if let Some(slot) = ids.get_mut(*index) {
                *slot = id;
            }
        }
    }
    let findings = findings(rows, column, &groups, &ids, site);
    (ids.into_iter().map(RecordId::new).collect(), findings)
}

fn group(rows: &[Row], column: Option<usize>) -> BTreeMap<String, Claimants<'_>> {
    let mut groups: BTreeMap<String, Claimants<'_>> = BTreeMap::new();
    for (index, (_, cells)) in rows.iter().enumerate() {
        let own = own_id(cells, column);
        let base = own.map_or_else(|| digest::row_id(cells), str::to_owned);
        let claimants = groups.entry(base).or_default();
        claimants.rows.push((own.is_none(), cells, index));
    }
    for claimants in groups.values_mut() {
        claimants.rows.sort();
    }
    groups
}

/// The id that the list gives the row.
fn own_id(cells: &[String], column: Option<usize>) -> Option<&str> {
    let cell = cells.get(column?)?.trim();
    (!cell.is_empty()).then_some(cell)
}

/// The first of `base~2`, `base~3`, … from this number on that no row has.
fn free(base: &str, derived: bool, number: &mut u64, taken: &mut BTreeSet<String>) -> String {
    let mark = if derived { '-' } else { '~' };
    loop {
        let id = format!("{base}{mark}{number}");
        *number += 1;
        if taken.insert(id.clone()) {
            return id;
        }
    }
}

fn findings(
    rows: &[Row],
    column: Option<usize>,
    groups: &BTreeMap<String, Claimants<'_>>,
    ids: &[String],
    site: &Site<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(column) = column {
        let missing = |cells: &[String]| has_text(cells) && own_id(cells, Some(column)).is_none();
        for ((row, cells), id) in rows.iter().zip(ids) {
            if missing(cells) {
                let message =
                    format!("the row has no id and is called `{id}`, made from its cells; give it an id");
                let at = vec![site.record(*row, id)];
                found.push(Finding::new(Code::MissingId, at, message));
            }
        }
    }
    let repeats = groups.iter().filter(|(_, claimants)| claimants.rows.len() > 1);
    let repeats = repeats.filter_map(|(base, claimants)| repeat(rows, base, claimants, ids, site));
    let mut repeats: Vec<Finding> = repeats.collect();
    repeats.sort_by(|a, b| a.at.cmp(&b.at));
    found.extend(repeats);
    found
}

/// The finding about rows that claim one id; none about empty rows, which are found by themselves.
fn repeat(
    rows: &[Row],
    base: &str,
    claimants: &Claimants<'_>,
    ids: &[String],
    site: &Site<'_>,
) -> Option<Finding> {
    let (derived, cells, _) = *claimants.rows.first()?;
    if !has_text(cells) {
        return None;
    }
    let mut indices: Vec<usize> = claimants.rows.iter().map(|(.., index)| *index).collect();
    indices.sort_unstable();
    let at = indices.iter().filter_map(|index| {
        let (row, _) = rows.get(*index)?;
        Some(site.record(*row, ids.get(*index)?))
    });
    let count = indices.len();
    let equal = claimants.rows.iter().all(|(_, other, _)| *other == cells);
    let (code, message) = if derived {
        let message = format!("{count} rows are the same in every cell; keep one of them");
        (Code::RepeatedRow, message)
    } else {
        (Code::DuplicateId, same_id(base, count, equal))
    };
    Some(Finding::new(code, at.collect(), message))
}

fn same_id(base: &str, count: usize, equal: bool) -> String {
    let advice = if equal {
        "and are the same in every cell; keep one of them"
    } else {
        "and differ; give each row its own id"
    };
    format!("{count} rows have the id `{base}` {advice}; until then all but one are called `{base}~2`, …")
}
