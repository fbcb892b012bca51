//! The surname at birth, as a second surname.
//!
//! In: the readings of a name, and the parts of the surname at birth. Out: the readings, and copies of the
//! likeliest ones with the surname at birth in place of the surname. A comparison uses the surname that fits
//! better: another list may have `Смирнова (урожд. Иванова) Анна` as Смирнова Анна or as Иванова Анна.

use std::sync::Arc;

use super::readings::value;
use super::tables::NameTables;
use super::tokens::TokenPart;
use super::{Reading, Role};

/// The part bit of the surname at birth; no part of the name has it, because a name has at most 12 parts.
const ITS_PART: u16 = 1 << 15;
/// Most readings that are copied with the surname at birth, likeliest first.
const MOST_READINGS: usize = 3;
/// Weight of a reading with the surname at birth, relative to the same reading with the other surname.
/// Judgement.
const SHARE: f64 = 0.5;

/// Adds readings with the surname at birth in place of the surname. Readings without a surname are not
/// copied. The shares sum to 1 again. Unchanged if `birth` is empty.
///
/// If the best reading has the share 1, it keeps 2/3, and the reading with the surname at birth gets 1/3.
pub(super) fn with_surname(readings: Vec<Reading>, birth: &[TokenPart], tables: &NameTables) -> Vec<Reading> {
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
