//! Collects texts that are in no table. Each is reported once for each list, with the number of records that have it.
//!
//! In: texts of places and statuses, with their locations. Out: findings. A list of 5,000 records from one unknown
//! village would otherwise have 5,000 equal findings.

use std::collections::BTreeMap;

use crate::base::finding::{Code, Finding, Location};
use crate::base::text;

/// The texts by finding code and normalised text, each with its first location.
#[derive(Clone, Debug, Default)]
pub(super) struct Unlisted(BTreeMap<(Code, String), First>);

/// The first occurrence of a text.
#[derive(Clone, Debug)]
struct First {
    /// Its text, trimmed.
    printed: String,
    /// Its location.
    at: Location,
    /// Number of records with the text.
    rows: u64,
}

impl Unlisted {
    /// Counts one occurrence.
    ///
    /// Texts are equal if they are equal after cleaning and in lower case.
    pub(super) fn add(&mut self, code: Code, printed: &str, at: Location) {
        let key = (code, text::clean(printed).to_lowercase());
        self.insert(key, First { printed: printed.trim().to_owned(), at, rows: 1 });
    }

    /// Adds the counts of another collection, for example of another thread.
    pub(super) fn merge(&mut self, other: Unlisted) {
        other.0.into_iter().for_each(|(key, first)| self.insert(key, first));
    }

    /// Adds counts for one text; the smallest location is kept, so the result does not depend on the order.
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

    /// One finding for each text.
    ///
    /// Sorted by code and text. The message states the number of records and how to add the text to a table.
    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|((code, _), First { printed, at, rows })| {
            let count = if rows == 1 {
                "1 row".to_owned()
            } else {
                format!("{rows} rows, of which this is the first")
            };
            let what = match code {
                Code::UnknownStatus => {
                    "is not a status in the tables; correct it, or add it to a table \
                                        `statuses`"
                }
                Code::PlacePartlyRead => {
                    "is only in part a place in the gazetteer; correct it, or add the \
                                          rest to a table `places`"
                }
                _ => "is not in the gazetteer; correct it, or add it to a table `places`",
            };
            Finding::new(code, vec![at], format!("`{printed}` ({count}) {what}"))
        })
    }
}
