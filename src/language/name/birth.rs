//! The surname at birth: a second surname, and the one that fits better counts.

use std::sync::Arc;

use super::readings::value;
use super::tables::NameTables;
use super::tokens::Part;
use super::{Reading, Role};

/// The place of the surname at birth among the parts of a name: a bit that no part has.
const ITS_PART: u16 = 1 << 15;
/// Readings that are also taken with the surname at birth.
const MOST_READINGS: usize = 3;
/// How often another list has a woman under her surname at birth, beside the other surname: set by
/// judgement.
const SHARE: f64 = 0.5;

/// Adds to the readings of a name those with the surname at birth in place of the surname.
pub(super) fn with_surname(readings: Vec<Reading>, birth: &[Part], tables: &NameTables) -> Vec<Reading> {
    let mask = (1_u16 << birth.len().min(15)) - 1;
    let Some(surname) = value(birth, mask, Role::Surname, false, tables).map(Arc::new) else {
        return readings;
    };
    let further: Vec<Reading> = readings
        .iter()
        .filter(|reading| reading.value(Role::Surname).is_some())
        .take(MOST_READINGS)
        .map(|reading| {
            let mut other = reading.clone();
            other.values[Role::Surname as usize] = Some(surname.clone());
            other.parts[Role::Surname as usize] = ITS_PART;
            other.share *= SHARE;
            other
        })
        .collect();
    let mut all: Vec<Reading> = readings.into_iter().chain(further).collect();
    let total: f64 = all.iter().map(|reading| reading.share).sum();
    all.iter_mut().for_each(|reading| reading.share /= total);
    all
}
