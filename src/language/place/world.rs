//! Places of the world that the tables of the lexicon do not describe: countries, first-level regions, and cities of
//! 50,000 people and more.
//!
//! `world/make.py` makes the table beside this file from GeoNames (CC BY 4.0) and CLDR (Unicode-3.0). It is unpacked
//! only for lists with places that the lexicon does not know, and only places that their texts may name are taken from
//! it.
//!
//! In: the keys of names. Out: the rows of the table that have one of them, with the places around them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

use super::PlaceKind;

/// The unpacked table: 16,118 lines. `world/make.py` explains the columns.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    let packed = include_bytes!("world/places.tsv.gz");
    // A table that cannot be unpacked would give no places; a test unpacks it.
    let _ = GzDecoder::new(&packed[..]).read_to_string(&mut text);
    text
});

/// A line of the table.
#[derive(Clone, Debug)]
pub(super) struct WorldRow {
    /// The stable id: `georgia-us-region`.
    pub(super) slug: &'static str,
    /// Country, region or city.
    pub(super) kind: PlaceKind,
    /// The ISO 3166 code; empty for cities and most regions.
    pub(super) code: &'static str,
    /// The id of the place around it; empty for a country.
    pub(super) parent: &'static str,
    /// Latitude and longitude in degrees; `None` for a country.
    pub(super) at: Option<(f64, f64)>,
    /// The English name.
    pub(super) name: &'static str,
    /// The folded keys of its names, separated by `|`.
    keys: &'static str,
}

impl WorldRow {
    /// The row of a line; `None` if a cell is missing or the kind is unknown.
    fn of(line: &'static str) -> Option<WorldRow> {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        let (slug, kind, code, parent) = (next()?, PlaceKind::from_table(next()?)?, next()?, next()?);
        let (latitude, longitude) = (next()?.parse().ok(), next()?.parse().ok());
        Some(WorldRow { slug, kind, code, parent, at: latitude.zip(longitude), name: next()?, keys: next()? })
    }

    /// The keys of its names; the first is that of the English name.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.keys.split('|')
    }
}

/// The places with one of the `wanted` keys and the places around them, without the countries whose codes are in
/// `without`. They have the order of the table: countries, regions, then cities, the largest first. Time is
/// proportional to the table.
pub(super) fn places(wanted: &BTreeSet<String>, without: &BTreeSet<String>) -> Vec<WorldRow> {
    let wanted: rustc_hash::FxHashSet<&str> = wanted.iter().map(String::as_str).collect();
    let lines = || TEXT.lines();
    let is_named = |line: &&&'static str| {
        line.rsplit_once('\t').is_some_and(|(_, keys)| keys.split('|').any(|key| wanted.contains(key)))
    };
    let areas: BTreeMap<&str, WorldRow> = lines()
        .filter_map(WorldRow::of)
        .take_while(|row| row.kind != PlaceKind::City)
        .map(|row| (row.slug, row))
        .collect();
    let is_described = |row: &WorldRow| around(row, &areas).any(|area| without.contains(area.code));
    let named: Vec<WorldRow> = lines().filter(|line| is_named(&line)).filter_map(WorldRow::of).collect();
    let named: Vec<WorldRow> = named.into_iter().filter(|row| !is_described(row)).collect();
    let needed: BTreeSet<&str> =
        named.iter().flat_map(|row| around(row, &areas)).map(|row| row.slug).collect();
    let found = lines().filter_map(WorldRow::of).take_while(|row| row.kind != PlaceKind::City);
    let found = found.filter(|row| needed.contains(row.slug));
    found.chain(named.into_iter().filter(|row| row.kind == PlaceKind::City)).collect()
}

/// A place and the places around it, from the inside to the outside.
fn around<'a>(
    row: &'a WorldRow,
    areas: &'a BTreeMap<&'static str, WorldRow>,
) -> impl Iterator<Item = &'a WorldRow> {
    std::iter::successors(Some(row), |row| areas.get(row.parent))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::language::place::fold::fold;

    #[test]
    fn the_table_is_whole_and_its_keys_are_those_of_the_fold() {
        let rows: Vec<WorldRow> = TEXT.lines().filter_map(WorldRow::of).collect();
        assert_eq!((rows.len(), TEXT.lines().count()), (16_118, 16_118));
        let differing = rows.iter().filter(|row| row.keys().next() != Some(fold(row.name).as_str()));
        let differing: Vec<&str> = differing.map(|row| row.name).collect();
        // A name of one letter has no key.
        assert!(differing.len() < 5, "{differing:?}");
    }

    #[test]
    fn only_what_is_named_is_taken() {
        let wanted: BTreeSet<String> = [fold("Savannah")].into();
        let found: Vec<&str> = places(&wanted, &BTreeSet::new()).iter().map(|row| row.slug).collect();
        assert_eq!(found, ["united-states-country", "georgia-us-region", "savannah-us"]);
        assert!(places(&wanted, &["US".to_owned()].into()).is_empty());
    }
}
