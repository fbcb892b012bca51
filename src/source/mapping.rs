//! Which column of a header is which field.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::base::nearest::nearest;
use crate::base::text::is_shapeless;
use crate::language::misread::without_entities;
use crate::source::{Field, SourceSpec};

/// How many headers an error message lists.
const SHOWN: usize = 40;

/// What a [`SourceSpec`] says of its columns, resolved against the header of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mapping {
    columns: BTreeMap<Field, usize>,
    /// Further columns of other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<usize>,
    extras: Vec<(String, usize)>,
}

impl Mapping {
    /// Finds every mapped column. A header is found as it is written, or else up to white space
    /// and composed letters; of equal headers the first is taken.
    ///
    /// # Errors
    ///
    /// One sentence for each column that is not in the header.
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

    fn add(&mut self, field: Field, index: usize) {
        if field == Field::OtherName && self.columns.contains_key(&field) {
            self.other_names.push(index);
        } else {
            self.columns.insert(field, index);
        }
    }

    /// The index of the column of a field, counted from 0; None if the list has no such column.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    /// Each mapped field and the index of its column, in the order of the fields; further columns of other names last.
    pub fn fields(&self) -> impl Iterator<Item = (Field, usize)> {
        let further = self.other_names.iter().map(|index| (Field::OtherName, *index));
        self.columns.iter().map(|(field, index)| (*field, *index)).chain(further)
    }

    /// Further columns that are compared as plain text: label and index.
    pub fn extras(&self) -> &[(String, usize)] {
        &self.extras
    }
}

fn index_of(header: &[String], name: &str) -> Option<usize> {
    let exact = header.iter().position(|cell| cell == name);
    let name = plain(name);
    exact.or_else(|| header.iter().position(|cell| !name.is_empty() && plain(cell) == name))
}

/// A header as it is seen: without spaces around it, line breaks in it, decomposed letters, HTML entities and
/// characters without a shape.
pub(super) fn plain(header: &str) -> String {
    let header = without_entities(header);
    let words: Vec<&str> = header.split_whitespace().collect();
    words.join(" ").nfc().filter(|letter| !is_shapeless(*letter)).collect()
}

fn not_there(name: &str, wanted_for: &str, header: &[String]) -> String {
    let shown: Vec<String> = header.iter().take(SHOWN).map(|cell| format!("`{}`", plain(cell))).collect();
    let more = if header.len() > SHOWN { ", …" } else { "" };
    let near = nearest(name, header.iter().map(String::as_str));
    let near = near.map(|near| format!("; nearest: `{}`", plain(near)));
    format!(
        "column `{name}` (for {wanted_for}) is not in the header; the header has: {}{more}{}",
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
                "column `ФИО.` (for name) is not in the header; the header has: `№`, `ФИО`; \
                 nearest: `ФИО`",
                "column `Region` (for region) is not in the header; the header has: `№`, `ФИО`",
            ]
        );
    }
}
