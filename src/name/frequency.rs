//! How common names are, from the tables `frequencies`.

use rustc_hash::FxHashMap;

use super::Role;
use super::endings::Endings;
use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::Lexicon;

/// Bearers of each name among a billion people, by folded stem.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    surnames: FxHashMap<Folded, u32>,
    given: FxHashMap<Folded, u32>,
}

impl Frequencies {
    /// Reads the tables. The share belongs to the stem: Ахметов, Ахметова and Akhmetov are one.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters, endings: &Endings) -> Self {
        let mut all = Frequencies::default();
        for row in lexicon.rows("frequencies") {
            let Ok(per_million) = row.get("per_million").parse::<f64>() else { continue };
            let per_billion = (per_million * 1000.0).clamp(0.0, 1e9) as u32;
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

    /// How many in a billion bear a name part in a role; 0 when no table has it. A father's name is
    /// as common as the given name.
    pub(super) fn per_billion(&self, role: Role, stem: &[Sound]) -> u32 {
        let table = if role == Role::Surname { &self.surnames } else { &self.given };
        table.get(stem).copied().unwrap_or(0)
    }
}
