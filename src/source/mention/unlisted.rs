//! Texts that no table has: each is reported once for a list, with how many rows have it.

use std::collections::BTreeMap;

use crate::base::finding::{Code, Finding, Location};
use crate::base::text;

/// Unlisted texts by what they are and as they compare, with the first place of each and how many rows have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Unlisted(BTreeMap<(Code, String), First>);

#[derive(Clone, Debug)]
struct First {
    printed: String,
    at: Location,
    rows: u64,
}

impl Unlisted {
    pub(super) fn add(&mut self, code: Code, printed: &str, at: Location) {
        let key = (code, text::clean(printed).to_lowercase());
        self.insert(key, First { printed: printed.trim().to_owned(), at, rows: 1 });
    }

    pub(super) fn merge(&mut self, other: Unlisted) {
        other.0.into_iter().for_each(|(key, first)| self.insert(key, first));
    }

    fn insert(&mut self, key: (Code, String), new: First) {
        match self.0.get_mut(&key) {
            None => {
                self.0.insert(key, new);
            }
            Some(known) => {
                let rows = known.rows + new.rows;
                if new.at < known.at {
                    *known = new;
                }
                known.rows = rows;
            }
        }
    }

    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|((code, _), First { printed, at, rows })| {
            let count = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows, this the first") };
            let what = match code {
                Code::UnknownStatus => "is a status in no table; correct it, or add it to a table `statuses`",
                Code::PlacePartlyRead => "is only in part a place of the gazetteer; correct it, or add the rest to a table `places`",
                _ => "is not in the gazetteer; correct it, or add it to a table `places`",
            };
            Finding::new(code, vec![at], format!("`{printed}` ({count}) {what}"))
        })
    }
}
