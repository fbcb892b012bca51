//! The number of bearers of names (tables `frequencies`).
//!
//! In: the tables. Out: for a name part in a role, its bearers per billion people. The frequency of a name
//! changes u: agreement on a rare name weighs more.
//!
//! The figures of surnames are those of the Ministry of Justice of 2014; those of given names are judgement
//! in three classes. A run combines them with the counts of its lists: the figure dominates in short lists,
//! the counts in long ones.

use rustc_hash::FxHashMap;

use super::Role;
use super::endings::Endings;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::Lexicon;

/// Bearers of each name per billion people, by folded stem.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    /// Surnames, without their endings.
    surnames: FxHashMap<Folded, u32>,
    /// Given names.
    given: FxHashMap<Folded, u32>,
    /// The figure for any surname that no table lists; 0 if the tables state none.
    any_other_surname: u32,
}

/// The frequency of one name. The default means that nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frequency {
    /// Bearers per billion people, so that the figures are whole numbers; 0 if unknown.
    pub(super) per_billion: u32,
    /// The tables do not list the name; the figure is that of any other surname.
    pub(super) is_unlisted: bool,
}

/// The form that represents all surnames that the tables do not list. The last table that has it counts.
const ANY_OTHER: &str = "*";

/// Fewest neutral letters of a surname that counts as rare because no table lists it. Shorter surnames are
/// few, and each has many bearers (Ким, Пак, Ли, Ма).
const LEAST_LETTERS: usize = 4;

impl Frequencies {
    /// Reads the tables, with figures per million people in the column `per_million`.
    ///
    /// The figures of all forms with one stem are added: Ахметов, Ахметова and Akhmetov are one surname. Rows
    /// without a valid number, or with a role other than `surname` and `given-name`, are skipped.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters, endings: &Endings) -> Self {
        let mut all = Frequencies::default();
        for row in lexicon.rows("frequencies") {
            let Ok(per_million) = row.get("per_million").parse::<f64>() else { continue };
            let per_billion = (per_million * 1000.0).clamp(0.0, 1e9) as u32;
            if row.get("form") == ANY_OTHER {
                all.any_other_surname = per_billion;
                continue;
            }
            let word = letters.fold(row.get("form"));
            let (table, stem) = match row.get("role") {
                "surname" => {
                    let found = endings.strip(&word, Role::Surname, letters);
                    (&mut all.surnames, found.map_or(word.len(), |found| found.stem))
                }
                "given-name" => (&mut all.given, word.len()),
                _ => continue,
            };
            let stem = Folded::from(word.get(..stem).unwrap_or_default());
            let known = table.entry(stem).or_insert(0);
            *known = known.saturating_add(per_billion);
        }
        all
    }

    /// The frequency of a name part in a role, by its stem. A father's name is as frequent as the given name.
    ///
    /// A surname of four or more letters that no table lists has the figure of any other surname. A given
    /// name that no table lists is unknown.
    pub(super) fn of(&self, role: Role, stem: &[Sound]) -> Frequency {
        let table = if role == Role::Surname { &self.surnames } else { &self.given };
        match table.get(stem) {
            Some(per_billion) => Frequency { per_billion: *per_billion, is_unlisted: false },
            None if role == Role::Surname && stem.len() >= LEAST_LETTERS => {
                Frequency { per_billion: self.any_other_surname, is_unlisted: true }
            }
            None => Frequency::default(),
        }
    }
}
