//! Finds the column of each field in the header of a list.
//!
//! In: the column names of a [`SourceSpec`] and the cells of a header. Out: a [`Mapping`], or one sentence for each
//! name that was not found.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::base::nearest::nearest;
use crate::base::text::is_shapeless;
use crate::language::misread::without_entities;
use crate::source::{Field, SourceSpec};

/// Most column names that an error message lists.
const SHOWN: usize = 40;

/// The columns that a [`SourceSpec`] names, as indices into the header.
///
/// Every index counts from 0 and is valid for the header; a row may be shorter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// Index of the column of each field, from 0.
    columns: BTreeMap<Field, usize>,
    /// Indices of the second and later columns of other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<usize>,
    /// Further columns that are compared as text: label and index.
    extras: Vec<(String, usize)>,
}

impl Mapping {
    /// Finds every mapped column. A name must equal a header cell exactly, or apart from white space, entities,
    /// composed letters and invisible characters. Of equal cells the first is taken.
    ///
    /// # Errors
    ///
    /// One sentence for each column that is not in the header or is mapped twice.
    pub fn resolve(spec: &SourceSpec, header: &[String]) -> Result<Self, Vec<String>> {
        let mut mapping = Mapping::default();
        let mut faults = Vec::new();
        for (field, name) in spec.columns() {
            match index_of(header, name) {
                Some(index) => {
                    if let Some((other, _)) = mapping.fields().find(|(_, taken)| *taken == index) {
                        faults.push(format!(
                            "column `{name}` is mapped to {} and {}; map it once",
                            other.as_str(),
                            field.as_str()
                        ));
                    }
                    mapping.add(field, index);
                }
                None => faults.push(not_there(name, field.as_str(), header)),
            }
        }
        for (label, name) in spec.extra() {
            match index_of(header, name) {
                Some(index) => mapping.extras.push((label.to_owned(), index)),
                None => faults.push(not_there(name, label, header)),
            }
        }
        if faults.is_empty() { Ok(mapping) } else { Err(faults) }
    }

    /// Adds a column. Only `OtherName` may have several.
    fn add(&mut self, field: Field, index: usize) {
        if field == Field::OtherName && self.columns.contains_key(&field) {
            self.other_names.push(index);
        } else {
            self.columns.insert(field, index);
        }
    }

    /// The index of the column of a field, from 0; `None` if the list has no such column.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    /// Each mapped field and the index of its column, in the order of the fields. Further columns of other names come
    /// last.
    pub fn fields(&self) -> impl Iterator<Item = (Field, usize)> {
        let further = self.other_names.iter().map(|index| (Field::OtherName, *index));
        self.columns.iter().map(|(field, index)| (*field, *index)).chain(further)
    }

    /// Further columns that are compared as plain text: their label and their index.
    pub fn extras(&self) -> &[(String, usize)] {
        &self.extras
    }
}

/// The index of the column with a name: an exact match first, then one of the visible text.
///
/// `None` if the header has no such column.
fn index_of(header: &[String], name: &str) -> Option<usize> {
    let exact = header.iter().position(|cell| cell == name);
    let name = plain(name);
    exact.or_else(|| header.iter().position(|cell| !name.is_empty() && plain(cell) == name))
}

/// A header cell as a reader sees it: without outer and repeated white space, line breaks, decomposed letters, HTML
/// entities and invisible characters.
///
/// Used for comparing names and for showing them in messages.
pub(super) fn plain(header: &str) -> String {
    let header = without_entities(header);
    let words: Vec<&str> = header.split_whitespace().collect();
    words.join(" ").nfc().filter(|letter| !is_shapeless(*letter)).collect()
}

/// The message for a column that is not in the header. It suggests the nearest name.
fn not_there(name: &str, wanted_for: &str, header: &[String]) -> String {
    let shown: Vec<String> = header.iter().take(SHOWN).map(|cell| format!("`{}`", plain(cell))).collect();
    let more = if header.len() > SHOWN { ", …" } else { "" };
    let near = nearest(name, header.iter().map(String::as_str));
    let near = near.map(|near| format!("; nearest: `{}`", plain(near)));
    format!(
        "there is no column `{name}` (for {wanted_for}); the header has: {}{more}{}",
        shown.join(", "),
        near.unwrap_or_default()
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn header(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn finds_headers_up_to_white_space() {
        let spec = SourceSpec::new("a", "a.csv")
            .with_column(Field::Name, "Аты-жөні")
            .with_column(Field::DeathDate, "Дата смерти")
            .with_extra("region", "Край");
        let header = header(&["№", " Аты-жөні ", "Дата\nсмерти", "Краи\u{306}", "Край "]);
        let mapping = Mapping::resolve(&spec, &header).unwrap();
        assert_eq!(mapping.column(Field::Name), Some(1));
        assert_eq!(mapping.column(Field::DeathDate), Some(2));
        assert_eq!(mapping.column(Field::Age), None);
        assert_eq!(mapping.extras(), [("region".to_owned(), 3)]);
    }

    #[test]
    fn names_every_column_that_is_not_there() {
        let spec =
            SourceSpec::new("a", "a.csv").with_column(Field::Name, "ФИО.").with_extra("region", "Region");
        let faults = Mapping::resolve(&spec, &header(&["№", "ФИО"])).unwrap_err();
        assert_eq!(
            faults,
            [
                "there is no column `ФИО.` (for name); the header has: `№`, `ФИО`; nearest: `ФИО`",
                "there is no column `Region` (for region); the header has: `№`, `ФИО`",
            ]
        );
    }
}
