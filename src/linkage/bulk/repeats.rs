//! Distinct names for records whose id occurs more than once in a list. Every way of reading a list gives the same
//! names.

use std::collections::{BTreeMap, BTreeSet};

use super::text::Texts;
use crate::base::digest;
use crate::source::stream::{ListRow, Stream};
use crate::source::{Field, Limits};

/// The records whose id another record has too. `order` has the records sorted by id.
pub(super) fn repeated(ids: &Texts, order: &[u32]) -> BTreeSet<u32> {
    let id = |row: u32| ids.get(row as usize);
    let equal = order.windows(2).filter(|two| matches!(two, [a, b] if id(*a) == id(*b)));
    equal.flatten().copied().collect()
}

/// The ids, with each repeated one replaced by a name made from the cells of its record. Records that are equal in
/// every cell are numbered.
///
/// # Errors
///
/// If a record exceeds the limits.
pub(super) fn named(
    ids: &Texts,
    repeated: &BTreeSet<u32>,
    stream: &Stream,
    limits: &Limits,
) -> Result<Texts, String> {
    let column = stream.column(Field::Id);
    let mut taken: BTreeSet<String> = (0..ids.len()).map(|at| ids.get(at).to_owned()).collect();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut all = Texts::with_capacity(ids);
    let mut at = 0_u32;
    let visit = |row: ListRow<'_>| {
        let id = ids.get(at as usize);
        match repeated.contains(&at) {
            false => all.push(id),
            true => {
                let is_own = column.is_some_and(|column| !row.cell(column).trim().is_empty());
                let name = if is_own { digest::name_of_repeated(id, &row.to_cells()) } else { id.to_owned() };
                let count = counts.entry(name.clone()).or_insert(0);
                all.push(&free(name, is_own, count, &mut taken));
            }
        }
        at += 1;
    };
    stream.for_each(limits, visit)?;
    Ok(all)
}

/// The name; for further records of the same name, `name-2`, `name-3`, … whichever is free.
fn free(name: String, is_own: bool, count: &mut u64, taken: &mut BTreeSet<String>) -> String {
    *count += 1;
    // The id of a record without its own id is already made from its cells. The first such record keeps it.
    if *count == 1 && (!is_own || taken.insert(name.clone())) {
        return name;
    }
    *count = (*count).max(2);
    loop {
        let numbered = format!("{name}-{count}");
        if taken.insert(numbered.clone()) {
            return numbered;
        }
        *count += 1;
    }
}
