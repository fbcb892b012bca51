//! How common names are, from the tables `frequencies`.

use rustc_hash::FxHashMap;

use super::Role;
use super::endings::Endings;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::Lexicon;

/// Bearers of each name among a billion people, by folded stem.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    surnames: FxHashMap<Folded, u32>,
    given: FxHashMap<Folded, u32>,
    /// Of a surname that no table lists.
    any_other_surname: u32,
}

/// How common a name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frequency {
    pub(super) per_billion: u32,
    /// The tables do not list the name.
    pub(super) is_unlisted: bool,
}

/// The form that stands for all surnames that the tables do not list; the last table to have it counts.
const ANY_OTHER: &str = "*";

/// A shorter surname says nothing by not being listed: there are few of them, and each has many
/// bearers (Ким, Пак, Ли, Ма).
const LEAST_LETTERS: usize = 4;

impl Frequencies {
    /// Reads the tables. The share belongs to the stem: Ахметов, Ахметова and Akhmetov are one.
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

    /// How many bear a name part in a role. A father's name is as common as the given name.
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
