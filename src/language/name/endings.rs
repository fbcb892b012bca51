//! Endings of surnames and patronymics (tables `endings`), and how they are taken off.

use std::collections::BTreeMap;

use super::Role;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::Lexicon;
use crate::language::sex::Sex;

/// A shorter ending with a slip in it could be any word's end.
const LONG: usize = 4;
/// The price of one slip, in hundredths.
const ONE_SLIP: u16 = 100;

/// An ending of a surname or patronymic.
#[derive(Clone, Debug)]
struct Ending {
    sounds: Folded,
    class: u8,
    sex: Option<Sex>,
    min_stem: usize,
}

/// A word without its ending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stemmed {
    pub(super) stem: usize,
    pub(super) class: u8,
    pub(super) sex: Option<Sex>,
}

/// The endings of one role by their last letter, each list with the longest first.
type ByLast = BTreeMap<Sound, Vec<Ending>>;

/// All endings.
#[derive(Clone, Debug)]
pub(super) struct Endings {
    surname: ByLast,
    patronymic: ByLast,
    marker_class: u8,
}

impl Endings {
    /// Reads the tables.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters) -> Self {
        let mut all = Endings { surname: ByLast::new(), patronymic: ByLast::new(), marker_class: 0 };
        let mut classes: BTreeMap<&str, u8> = BTreeMap::new();
        for row in lexicon.rows("endings") {
            // The lowest bit tells the endings that are put to a forefather's name from the others.
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

    /// The class of endings that a separate marker (ұлы, қызы) belongs to.
    pub(super) fn marker_class(&self) -> u8 {
        self.marker_class
    }

    /// Takes off the longest ending of a role, if one is there. A patronymic's long ending may have
    /// one slip (Бекболатовч), unless the word is a surname as it stands: -ова is no slip of -овна.
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

/// The endings that have the word's last letter.
fn ending_alike<'a>(endings: &'a ByLast, word: &[Sound]) -> impl Iterator<Item = &'a Ending> {
    word.last().and_then(|last| endings.get(last)).into_iter().flatten()
}

fn exact(endings: &ByLast, word: &[Sound]) -> Option<Stemmed> {
    ending_alike(endings, word).find_map(|ending| ending.strip(word))
}

impl Ending {
    fn stemmed(&self, stem: usize) -> Stemmed {
        Stemmed { stem, class: self.class, sex: self.sex }
    }

    fn strip(&self, word: &[Sound]) -> Option<Stemmed> {
        let stem = word.len().checked_sub(self.sounds.len())?;
        // Written out, since endings are too short for a call to be worth it.
        let ends = || self.sounds.iter().rev().zip(word.iter().rev()).all(|(a, b)| a == b);
        (stem >= self.min_stem && ends()).then(|| self.stemmed(stem))
    }

    /// The ending with one letter slipped: left out, exchanged or replaced; not the first or last.
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
