//! What compound given names end with, and which surnames there are: tables `name-tails` and
//! `surnames`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Role;
use super::endings::Endings;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::Lexicon;
use crate::language::lexicon::TableRow;

/// A compound name has at least so many letters before the element that it ends with.
const LEAST_HEAD: usize = 2;
/// Given names are numbered below this, surnames from it on.
pub(crate) const FIRST_SURNAME: u16 = 0x8000;

/// The element that a compound given name ends with, as жан or бек.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tail {
    /// Which element; 0 for none.
    pub(crate) element: u8,
    /// How many letters of the name it has.
    pub(crate) len: u8,
}

/// The elements that compound given names end with, by the last letter, the longest first.
#[derive(Clone, Debug)]
pub(super) struct Tails {
    by_last: FxHashMap<Sound, Vec<(Folded, u8)>>,
}

impl Tails {
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

    /// The element that a given name ends with.
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

/// The surnames of the tables by stem: spellings of one surname have one index, and a spelling may be of
/// several surnames.
#[derive(Clone, Debug)]
pub(super) struct Surnames {
    by_stem: FxHashMap<Folded, Arc<[u16]>>,
}

impl Surnames {
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

    /// The surnames that a stem may be of.
    pub(super) fn of(&self, stem: &[Sound]) -> Option<&Arc<[u16]>> {
        self.by_stem.get(stem)
    }
}

/// The spellings of a row: `form` and `also`.
fn forms<'a>(row: &TableRow<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let also = row.get("also").split('|').filter(|form| !form.is_empty());
    std::iter::once(row.get("form")).chain(also)
}
