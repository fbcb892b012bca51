//! How common names are, from the tables `frequencies`.

use std::collections::HashMap;

use crate::Lexicon;
use crate::name::{NameReader, NameValue, Role, Sound};

/// Shares of people that bear a name, by role and stem.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    shares: [HashMap<Vec<Sound>, f64>; 4],
}

impl Frequencies {
    /// Reads the tables. The share belongs to the stem: Ахметов, Ахметова and Akhmetov are one.
    pub(super) fn new(lexicon: &Lexicon, reader: &NameReader) -> Self {
        let mut all = Frequencies::default();
        for row in lexicon.rows("frequencies") {
            let role = Role::ALL.into_iter().find(|role| role.as_str() == row.get("role"));
            let (Some(role), Ok(per_million)) = (role, row.get("per_million").parse::<f64>()) else {
                continue;
            };
            let stem = reader.tables().stem_of(row.get("form"), role);
            *all.shares[role as usize].entry(stem).or_insert(0.0) += per_million / 1e6;
        }
        all
    }

    /// The share of people that bear a name part in a role; `None` when no table has it. A father's
    /// name is as common as the given name.
    pub(super) fn share(&self, role: Role, value: &NameValue) -> Option<f64> {
        let role = if role == Role::Surname { role } else { Role::Given };
        self.shares[role as usize].get(value.stem()).copied()
    }
}
