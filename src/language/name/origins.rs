//! The last elements of compound given names (tables `name-tails`), and known surnames (tables `surnames`).
//!
//! In: the tables and the folding of letters. Out: for a given name its last element; for the stem of a
//! surname the indices of the surnames that it spells.
//!
//! Нұрбек, Нұржан and Нұрхан are three names, however alike they look; their last elements differ. Park and
//! Пак are one surname, however different they look; they share an index.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Role;
use super::endings::Endings;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::{Lexicon, TableRow};

/// Fewest neutral letters of a compound name before its last element.
const LEAST_HEAD: usize = 2;
/// First index of a surname. Given names have the indices below it, so one list of indices can hold both: the
/// given names from which a surname is made, and the surname itself.
pub(crate) const FIRST_SURNAME: u16 = 0x8000;

/// The last element of a compound given name, such as `жан` in `Нұржан` or `бек` in `Жәнібек`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tail {
    /// Number of the table row, from 1; 0 for no element.
    pub(crate) element: u8,
    /// Length of the element in this name, in neutral letters.
    pub(crate) len: u8,
}

/// The last elements of compound given names, by last letter, the longest first.
#[derive(Clone, Debug)]
pub(super) struct Tails {
    /// For each last letter, the folded elements and the numbers of their table rows.
    by_last: FxHashMap<Sound, Vec<(Folded, u8)>>,
}

impl Tails {
    /// Reads and folds the tables `name-tails`.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters) -> Self {
        let mut by_last: FxHashMap<Sound, Vec<(Folded, u8)>> = FxHashMap::default();
        for (element, row) in (1_u8..).zip(lexicon.rows("name-tails")) {
            for form in forms(&row) {
                let tail = letters.fold(form);
                let Some(last) = tail.last() else { continue };
                by_last.entry(*last).or_default().push((tail, element));
            }
        }
        #[allow(clippy::iter_over_hash_type)] // each list is sorted by itself
        for tails in by_last.values_mut() {
            tails.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        Tails { by_last }
    }

    /// The longest element at the end of a given name; the default for none.
    pub(super) fn of(&self, word: &[Sound]) -> Tail {
        let tails = word.last().and_then(|last| self.by_last.get(last));
        let fits = |(tail, _): &&(Folded, u8)| word.len() >= tail.len() + LEAST_HEAD && word.ends_with(tail);
        let found = tails.and_then(|tails| tails.iter().find(fits));
        found.map_or_else(Tail::default, |(tail, element)| Tail {
            element: *element,
            len: u8::try_from(tail.len()).unwrap_or(u8::MAX),
        })
    }
}

/// The surnames of the tables, by stem. All spellings of one surname have one index. One spelling may belong
/// to several surnames, so a stem has a list of indices; two surnames may be one if their lists meet.
#[derive(Clone, Debug)]
pub(super) struct Surnames {
    /// The indices of the surnames, from [`FIRST_SURNAME`] on, by folded stem.
    by_stem: FxHashMap<Folded, Arc<[u16]>>,
}

impl Surnames {
    /// Reads the tables `surnames`, folds them and removes their endings.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters, endings: &Endings) -> Self {
        let mut all: FxHashMap<Folded, Vec<u16>> = FxHashMap::default();
        for (id, row) in (FIRST_SURNAME..).zip(lexicon.rows("surnames")) {
            for form in forms(&row) {
                let word = letters.fold(form);
                let found = endings.strip(&word, Role::Surname, letters);
                let stem = found.map_or(word, |found| word.iter().take(found.stem).copied().collect());
                let ids = all.entry(stem).or_default();
                ids.push(id);
                ids.dedup();
            }
        }
        #[allow(clippy::iter_over_hash_type)] // one map to another
        let by_stem = all.into_iter().map(|(stem, ids)| (stem, ids.into())).collect();
        Surnames { by_stem }
    }

    /// The indices of the surnames with this stem; `None` for none.
    pub(super) fn of(&self, stem: &[Sound]) -> Option<&Arc<[u16]>> {
        self.by_stem.get(stem)
    }
}

/// The spellings in a table row: `form`, and those in `also`, which `|` separates.
fn forms<'a>(row: &TableRow<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let also = row.get("also").split('|').filter(|form| !form.is_empty());
    std::iter::once(row.get("form")).chain(also)
}
