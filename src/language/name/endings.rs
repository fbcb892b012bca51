//! Removes the endings of surnames and patronymics (tables `endings`).
//!
//! In: a folded word and a role. Out: the length of its stem, the class of its ending and the sex that the
//! ending shows.
//!
//! | word | role | stem | class |
//! |---|---|---|---|
//! | Ахметов, Ахметова, Akhmetow | surname | `axmet` | `ov` |
//! | Болатұлы, Болатқызы | patronymic | `bolat` | `uly` |
//! | Николаевич | patronymic | `nikola` | `vich` |
//!
//! Endings of one class replace each other at no price: Ахметов and Ахметова are one surname. Endings of
//! surnames show no sex, because the Russian genitive of a man's surname looks like a woman's.

use std::collections::BTreeMap;

use super::Role;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::Lexicon;
use crate::language::sex::Sex;

/// Fewest neutral letters of an ending that may contain a slip. A shorter ending with a slip could be the end
/// of any word.
const LONG: usize = 4;
/// Highest price of the slip in an ending, in hundredths: one ordinary slip.
const ONE_SLIP: u16 = 100;

/// An ending of a surname or patronymic.
#[derive(Clone, Debug)]
struct Ending {
    /// Its folded letters.
    sounds: Folded,
    /// Its class, from 2 on. The lowest bit is set if it follows a forefather's name.
    class: u8,
    /// The sex that it shows; `None` for endings of surnames that show none.
    sex: Option<Sex>,
    /// Fewest neutral letters that must remain before it.
    min_stem: usize,
}

/// A word without its ending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stemmed {
    /// Length of the stem, in neutral letters.
    pub(super) stem: usize,
    /// The class of the ending; see [`Endings`].
    pub(super) class: u8,
    /// The sex that the ending shows.
    pub(super) sex: Option<Sex>,
}

/// The endings of one role by their last letter; each list has the longest first.
type ByLast = BTreeMap<Sound, Vec<Ending>>;

/// All endings of surnames and patronymics.
///
/// A class is a number from 2 on, in the order of the tables. Its lowest bit is set if its endings follow a
/// forefather's name. 0 means no ending.
#[derive(Clone, Debug)]
pub(super) struct Endings {
    /// Endings of surnames.
    surname: ByLast,
    /// Endings of patronymics.
    patronymic: ByLast,
    /// The class `uly`, to which separate markers (ұлы, қызы) belong; 0 if the tables lack it.
    marker_class: u8,
}

impl Endings {
    /// Reads and folds the tables `endings`. Of two rows with the same letters and role, the first counts.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters) -> Self {
        let mut all = Endings { surname: ByLast::new(), patronymic: ByLast::new(), marker_class: 0 };
        let mut classes: BTreeMap<&str, u8> = BTreeMap::new();
        for row in lexicon.rows("endings") {
            // The lowest bit separates the endings that follow a forefather's name from the others.
            let of_father = u8::from(row.get("of_father") == "yes");
            let next = u8::try_from((classes.len() + 1) * 2).unwrap_or(u8::MAX - 1) + of_father;
            let class = *classes.entry(row.get("class")).or_insert(next);
            let sounds = letters.fold(row.get("form"));
            let Some(last) = sounds.last().copied() else { continue };
            let role = if row.get("role") == "patronymic" { &mut all.patronymic } else { &mut all.surname };
            let known = role.entry(last).or_default();
            let min_stem = row.get("stem").parse().unwrap_or(3);
            if known.iter().all(|ending| ending.sounds != sounds) {
                known.push(Ending { sounds, class, sex: Sex::of_letter(row.get("sex")), min_stem });
            }
        }
        for endings in all.surname.values_mut().chain(all.patronymic.values_mut()) {
            endings.sort_by(|a, b| b.sounds.len().cmp(&a.sounds.len()).then(a.sounds.cmp(&b.sounds)));
        }
        all.marker_class = classes.get("uly").copied().unwrap_or(0);
        all
    }

    /// The class of endings of a separate marker (ұлы, қызы).
    pub(super) fn marker_class(&self) -> u8 {
        self.marker_class
    }

    /// Removes the longest ending of a role; `None` if the word has no such ending.
    ///
    /// A long ending of a patronymic may contain one slip (Бекболатовч), unless the word is a surname by
    /// form: -ова is not a misspelled -овна.
    pub(super) fn strip(&self, word: &[Sound], role: Role, letters: &Letters) -> Option<Stemmed> {
        if role != Role::Patronymic {
            return exact(&self.surname, word);
        }
        let found = exact(&self.patronymic, word);
        if found.is_some() || exact(&self.surname, word).is_some() {
            return found;
        }
        let long = ending_alike(&self.patronymic, word).filter(|ending| ending.sounds.len() >= LONG);
        long.filter_map(|ending| ending.strip_slipped(word, letters)).max_by_key(|found| found.stem)
    }
}

/// The endings with the last letter of the word, the longest first.
fn ending_alike<'a>(endings: &'a ByLast, word: &[Sound]) -> impl Iterator<Item = &'a Ending> {
    word.last().and_then(|last| endings.get(last)).into_iter().flatten()
}

/// Removes the longest ending that the word has exactly.
fn exact(endings: &ByLast, word: &[Sound]) -> Option<Stemmed> {
    ending_alike(endings, word).find_map(|ending| ending.strip(word))
}

impl Ending {
    /// The word with `stem` letters left and this ending removed.
    fn stemmed(&self, stem: usize) -> Stemmed {
        Stemmed { stem, class: self.class, sex: self.sex }
    }

    /// Removes this ending; `None` if the word does not have it or too few letters would remain.
    fn strip(&self, word: &[Sound]) -> Option<Stemmed> {
        let stem = word.len().checked_sub(self.sounds.len())?;
        // Written out, because endings are too short for a call to pay off.
        let ends = || self.sounds.iter().rev().zip(word.iter().rev()).all(|(a, b)| a == b);
        (stem >= self.min_stem && ends()).then(|| self.stemmed(stem))
    }

    /// Removes this ending with one slip in it: a letter is missing, added or replaced, or two are exchanged.
    ///
    /// The first letter of the ending must be right, and at least three letters must remain before it. The
    /// last letter is right too, because only endings with the last letter of the word are tried.
    /// `Бекболатовч` has the same stem as `Бекболатович`.
    fn strip_slipped(&self, word: &[Sound], letters: &Letters) -> Option<Stemmed> {
        let lengths = [self.sounds.len(), self.sounds.len() - 1, self.sounds.len() + 1];
        lengths.into_iter().find_map(|length| {
            let stem = word.len().checked_sub(length)?;
            let tail = word.get(stem..)?;
            let near = tail.first() == self.sounds.first()
                && stem >= self.min_stem.max(3)
                && letters.price(tail, &self.sounds, ONE_SLIP) <= ONE_SLIP;
            near.then(|| self.stemmed(stem))
        })
    }
}
