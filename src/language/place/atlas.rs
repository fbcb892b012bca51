//! The places of all `places` tables, with their parents in every period.
//!
//! In: the tables and the rows of the world. Out: an [`Atlas`], which answers by the index of a place and of a period.
//! All relations between places are computed once, so that each answer takes constant or logarithmic time.
//!
//! A *period* is the time between two days on which any place changed its parent. With one change, period 0 is before
//! that day and period 1 is from that day on.
//!
//! The chain of parents has at most eight places. A row may have an outer place only for a time, with the days `from`
//! and `to` of the table: `from` is the first day on which it holds, and `to` the first on which it no longer does.

use std::collections::BTreeMap;

use super::fold::{fold, skeleton};
use super::{PlaceDay, PlaceKind, world};
use crate::language::lexicon::{Lexicon, TableRow};

/// The index of a place in its [`Atlas`].
pub(super) type PlaceId = usize;

/// Longest chain of parents. A chain that reaches it is a circle, which is a fault of the table.
const DEEPEST: usize = 8;

/// One place.
#[derive(Debug)]
pub(super) struct PlaceEntry {
    /// The stable id in the tables: `almaty-region`.
    pub(super) slug: String,
    /// The kind from the table; it does not change over time.
    pub(super) kind: PlaceKind,
    /// The ISO 3166 code, or empty.
    pub(super) code: String,
    /// The English name without the word for the kind.
    pub(super) name: String,
    /// Up to three spellings in use: the English, Kazakh and Russian one, if the row has all three.
    pub(super) spellings: Vec<String>,
    /// The folded keys of all spellings, current and former.
    pub(super) keys: Vec<String>,
    /// Latitude and longitude in degrees; `None` for places of the tables and for countries.
    pub(super) at: Option<(f64, f64)>,
    /// Whether the place comes from the table of the world.
    pub(super) of_world: bool,
    /// The rank among places with one name; the lowest is preferred.
    pub(super) tier: usize,
    /// The places around it, in the order of the rows; the last that holds on a day counts.
    parents: Vec<Parent>,
}

/// A place around another, and when.
#[derive(Debug)]
struct Parent {
    /// The id of the outer place.
    slug: String,
    /// The first day; `None` for always.
    from: Option<PlaceDay>,
    /// The first day on which it no longer holds; `None` for never.
    to: Option<PlaceDay>,
}

/// A place that a spelling may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// The index of the place.
    pub(super) place: PlaceId,
    /// Whether the spelling is a former name of the place.
    pub(super) former: bool,
}

/// Where a place lies in one period.
#[derive(Clone, Debug, Default)]
struct PlacePosition {
    /// All places around it, from the nearest to the country.
    above: Vec<PlaceId>,
    /// The district, which may be the place itself.
    district: Option<PlaceId>,
    /// The highest place below the country, which may be the place itself.
    region: Option<PlaceId>,
}

/// All places of a run.
#[derive(Debug, Default)]
pub(super) struct Atlas {
    /// The places, by their index.
    entries: Vec<PlaceEntry>,
    /// The places with each key.
    by_key: BTreeMap<String, Vec<Hit>>,
    /// The places with each skeleton of a key, for spellings without weak vowels.
    by_skeleton: BTreeMap<String, Vec<Hit>>,
    /// The days on which any place changed its parent, sorted. Period `n` ends before day `n`.
    changes: Vec<PlaceDay>,
    /// The position of each place: by period, then by place.
    positions: Vec<Vec<PlacePosition>>,
    /// Pairs of places that share a spelling, the smaller index first; sorted.
    namesakes: Vec<(PlaceId, PlaceId)>,
    /// The number of countries that the user ranks.
    ranked: usize,
    /// The faults of the tables, in words.
    pub(super) faults: Vec<String>,
}

impl Atlas {
    /// The places of the lexicon and of the world. `countries` are ISO 3166 codes in order of preference.
    pub(super) fn new(lexicon: &Lexicon, world: &[world::WorldRow], countries: &[&str]) -> Self {
        let mut atlas = Atlas { ranked: countries.len(), ..Atlas::default() };
        let mut by_slug = BTreeMap::new();
        for row in lexicon.rows("places") {
            atlas.add(row, &mut by_slug);
        }
        for row in world {
            atlas.add_of_world(row, &mut by_slug);
        }
        atlas.find_changes();
        atlas.positions =
            (0..=atlas.changes.len()).map(|period| atlas.positions_in(period, &by_slug)).collect();
        atlas.check_parents(&by_slug);
        atlas.find_namesakes();
        atlas.set_tiers(countries);
        atlas
    }

    /// Adds a row of the world. A country that the tables name without places in it only gets further names.
    fn add_of_world(&mut self, row: &world::WorldRow, by_slug: &mut BTreeMap<String, PlaceId>) {
        let is_it = |entry: &PlaceEntry| {
            row.kind == PlaceKind::Country && entry.kind == PlaceKind::Country && entry.code == row.code
        };
        if let Some(place) = self.entries.iter().position(is_it) {
            // The tables name the country but no place in it.
            by_slug.insert(row.slug.to_owned(), place);
            self.add_keys(place, row);
            return;
        }
        let place = self.entries.len();
        if by_slug.insert(row.slug.to_owned(), place).is_some_and(|other| other != place) {
            self.faults.push(format!(
                "place {}: the bundled table of the world has the same id; choose another id",
                row.slug
            ));
        }
        let keys: Vec<String> = row.keys().map(str::to_owned).collect();
        for key in &keys {
            self.by_key.entry(key.clone()).or_default().push(Hit { place, former: false });
        }
        let parent = Parent { slug: row.parent.to_owned(), from: None, to: None };
        self.entries.push(PlaceEntry {
            slug: row.slug.to_owned(),
            kind: row.kind,
            code: row.code.to_owned(),
            name: row.name.to_owned(),
            spellings: vec![row.name.to_owned()],
            keys,
            at: row.at,
            of_world: true,
            tier: 0,
            parents: if row.parent.is_empty() { Vec::new() } else { vec![parent] },
        });
    }

    /// Adds the keys of a row that the place does not have.
    fn add_keys(&mut self, place: PlaceId, row: &world::WorldRow) {
        let Some(entry) = self.entries.get_mut(place) else { return };
        for key in row.keys() {
            if !entry.keys.iter().any(|known| known == key) {
                entry.keys.push(key.to_owned());
                self.by_key.entry(key.to_owned()).or_default().push(Hit { place, former: false });
            }
        }
    }

    /// Sets the tier of each place: the ranked countries in their order, then other places of the tables, then of the
    /// world.
    ///
    /// The country of a place is taken from the last period, because a preference concerns the countries of today.
    fn set_tiers(&mut self, countries: &[&str]) {
        let last = self.periods().saturating_sub(1);
        let country = |place: PlaceId| {
            let around = std::iter::once(place).chain(self.above(place, last).iter().copied());
            around.filter_map(|place| self.entry(place)).find(|entry| entry.kind == PlaceKind::Country)
        };
        let tier = |(place, entry): (PlaceId, &PlaceEntry)| {
            let code = country(place).map(|country| country.code.as_str());
            let ranked = countries.iter().position(|country| Some(*country) == code);
            ranked.unwrap_or(countries.len() + usize::from(entry.of_world))
        };
        let tiers: Vec<usize> = self.entries.iter().enumerate().map(tier).collect();
        self.entries.iter_mut().zip(tiers).for_each(|(entry, tier)| entry.tier = tier);
    }

    /// Adds a row of the tables. A second row with an id that is known adds names and a parent.
    fn add(&mut self, row: TableRow<'_>, by_slug: &mut BTreeMap<String, PlaceId>) {
        let slug = row.get("id");
        let place = match by_slug.get(slug) {
            Some(place) => *place,
            None => match self.add_entry(row) {
                Some(place) => place,
                None => return,
            },
        };
        by_slug.insert(slug.to_owned(), place);
        for (column, former) in [("names", false), ("former", true)] {
            for name in row.get(column).split('|') {
                self.add_name(place, name, former);
            }
        }
        let parent = self.parent(row);
        if let (Some(parent), Some(entry)) = (parent, self.entries.get_mut(place)) {
            entry.parents.push(parent);
        }
    }

    /// Adds the place of a row; `None` and a fault if its kind is unknown.
    fn add_entry(&mut self, row: TableRow<'_>) -> Option<PlaceId> {
        let Some(kind) = PlaceKind::from_table(row.get("kind")) else {
            let (slug, kind) = (row.get("id"), row.get("kind"));
            self.faults.push(format!(
                "place {slug}: the kind {kind} is unknown; write country, region, district, city, town or \
                 village"
            ));
            return None;
        };
        self.entries.push(PlaceEntry {
            slug: row.get("id").to_owned(),
            kind,
            code: row.get("code").to_owned(),
            name: row.get("names").split('|').next().unwrap_or_default().to_owned(),
            spellings: row.get("names").split('|').take(3).map(str::to_owned).collect(),
            keys: Vec::new(),
            at: None,
            of_world: false,
            tier: 0,
            parents: Vec::new(),
        });
        Some(self.entries.len() - 1)
    }

    /// Adds a spelling of a place; one without letters or with a known key is skipped.
    fn add_name(&mut self, place: PlaceId, name: &str, former: bool) {
        let key = fold(name);
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        if key.is_empty() || entry.keys.contains(&key) {
            return;
        }
        let hit = Hit { place, former };
        if let Some(bones) = skeleton(&key) {
            self.by_skeleton.entry(bones).or_default().push(hit);
        }
        self.by_key.entry(key.clone()).or_default().push(hit);
        entry.keys.push(key);
    }

    /// The parent of a row with its days; `None` if the row has none.
    fn parent(&mut self, row: TableRow<'_>) -> Option<Parent> {
        let slug = row.get("parent");
        if slug.is_empty() {
            return None;
        }
        Some(Parent { slug: slug.to_owned(), from: self.day(row, "from"), to: self.day(row, "to") })
    }

    /// The day in a column; `None` if it is empty or a fault.
    fn day(&mut self, row: TableRow<'_>, column: &str) -> Option<PlaceDay> {
        let text = row.get(column);
        let day = parse_day(text);
        if day.is_none() && !text.is_empty() {
            let slug = row.get("id");
            self.faults.push(format!("place {slug}: {column} is {text}; write YYYY-MM-DD"));
        }
        day
    }

    /// Collects the days that separate the periods.
    fn find_changes(&mut self) {
        let parents = self.entries.iter().flat_map(|entry| &entry.parents);
        self.changes = parents.flat_map(|parent| [parent.from, parent.to]).flatten().collect();
        self.changes.sort_unstable();
        self.changes.dedup();
    }

    /// The positions of all places in one period.
    fn positions_in(&self, period: usize, by_slug: &BTreeMap<String, PlaceId>) -> Vec<PlacePosition> {
        let parents: Vec<Option<PlaceId>> =
            self.entries.iter().map(|entry| by_slug.get(self.parent_in(entry, period)?).copied()).collect();
        (0..self.entries.len()).map(|place| self.position(place, &parents)).collect()
    }

    /// The id of the parent of a place in a period.
    fn parent_in<'a>(&self, entry: &'a PlaceEntry, period: usize) -> Option<&'a str> {
        let start = period.checked_sub(1).and_then(|before| self.changes.get(before));
        let holds = |parent: &&Parent| {
            let begun = parent.from.is_none_or(|from| start.is_some_and(|start| *start >= from));
            let ended = parent.to.is_some_and(|to| start.is_some_and(|start| *start >= to));
            begun && !ended
        };
        // The last row that holds counts, so that a table of the user can move a place.
        let parent = entry.parents.iter().rev().find(holds);
        parent.map(|parent| parent.slug.as_str())
    }

    /// The position of a place, from the parent of every place.
    fn position(&self, place: PlaceId, parents: &[Option<PlaceId>]) -> PlacePosition {
        let mut above = Vec::new();
        let mut next = parents.get(place).copied().flatten();
        while let Some(parent) = next {
            if above.len() == DEEPEST {
                break;
            }
            above.push(parent);
            next = parents.get(parent).copied().flatten();
        }
        let with_self = || std::iter::once(&place).chain(&above).copied();
        let district = with_self().find(|id| self.kind(*id) == PlaceKind::District);
        let region = with_self().rfind(|id| self.kind(*id) != PlaceKind::Country);
        PlacePosition { district, region, above }
    }

    /// Adds a fault for each parent without a row and each chain of parents that is too long.
    fn check_parents(&mut self, by_slug: &BTreeMap<String, PlaceId>) {
        let mut faults = Vec::new();
        for entry in &self.entries {
            for parent in &entry.parents {
                if !by_slug.contains_key(&parent.slug) {
                    faults.push(format!(
                        "place {}: no row describes its parent {}; add a row for it",
                        entry.slug, parent.slug
                    ));
                }
            }
        }
        for (entry, position) in self.positions.iter().flat_map(|all| self.entries.iter().zip(all)) {
            if position.above.len() == DEEPEST {
                faults.push(format!("place {}: its parents form a circle; correct one of them", entry.slug));
            }
        }
        faults.sort();
        faults.dedup();
        self.faults.append(&mut faults);
    }

    /// Collects the pairs of places that share a key.
    /// Time is proportional to the square of the places per key, which are few.
    fn find_namesakes(&mut self) {
        for hits in self.by_key.values() {
            for (index, one) in hits.iter().enumerate() {
                for other in hits.iter().skip(index + 1) {
                    self.namesakes.push(ordered(one.place, other.place));
                }
            }
        }
        self.namesakes.sort_unstable();
        self.namesakes.dedup();
    }

    /// The number of places.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The place with an index.
    pub(super) fn entry(&self, place: PlaceId) -> Option<&PlaceEntry> {
        self.entries.get(place)
    }

    /// The kind of a place; the most narrow one for an index that does not exist.
    pub(super) fn kind(&self, place: PlaceId) -> PlaceKind {
        self.entry(place).map_or(PlaceKind::Village, |entry| entry.kind)
    }

    /// The tier of a place; see [`PlaceEntry::tier`].
    pub(super) fn tier(&self, place: PlaceId) -> usize {
        self.entry(place).map_or(0, |entry| entry.tier)
    }

    /// Whether a place comes from the table of the world and lies in a country that is not ranked. Such places are the
    /// least certain.
    pub(super) fn is_far(&self, place: PlaceId) -> bool {
        self.tier(place) > self.ranked
    }

    /// The places with a key as a current or former name.
    pub(super) fn named(&self, key: &str) -> &[Hit] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The places with a name that differs from the key only by weak vowels.
    pub(super) fn with_skeleton(&self, key: &str) -> &[Hit] {
        let bones = skeleton(key);
        let hits = bones.and_then(|bones| self.by_skeleton.get(&bones));
        hits.map_or(&[], Vec::as_slice)
    }

    /// The index of the period of a day.
    pub(super) fn period(&self, day: PlaceDay) -> usize {
        self.changes.partition_point(|change| *change <= day)
    }

    /// The number of periods, at least 1.
    pub(super) fn periods(&self) -> usize {
        self.positions.len()
    }

    /// The position of a place in a period.
    fn at(&self, place: PlaceId, period: usize) -> Option<&PlacePosition> {
        self.positions.get(period)?.get(place)
    }

    /// The places that contain this one in a period, the nearest first.
    pub(super) fn above(&self, place: PlaceId, period: usize) -> &[PlaceId] {
        self.at(place, period).map_or(&[], |position| &position.above)
    }

    /// Whether `outer` contains `inner` in a period. No place contains itself.
    /// Time is proportional to the depth of the hierarchy, at most eight.
    pub(super) fn contains(&self, outer: PlaceId, inner: PlaceId, period: usize) -> bool {
        self.above(inner, period).contains(&outer)
    }

    /// The district of a place in a period, which may be the place itself.
    pub(super) fn district(&self, place: PlaceId, period: usize) -> Option<PlaceId> {
        self.at(place, period)?.district
    }

    /// The highest place below the country in a period: a region, or a city with that rank. It may be the place itself.
    pub(super) fn region(&self, place: PlaceId, period: usize) -> Option<PlaceId> {
        self.at(place, period)?.region
    }

    /// Whether two places share a spelling.
    pub(super) fn are_namesakes(&self, a: PlaceId, b: PlaceId) -> bool {
        self.namesakes.binary_search(&ordered(a, b)).is_ok()
    }
}

/// The pair with the smaller index first.
fn ordered(a: PlaceId, b: PlaceId) -> (PlaceId, PlaceId) {
    (a.min(b), a.max(b))
}

/// The day of a text `YYYY-MM-DD`; the day of the month is only checked to be 1 to 31.
fn parse_day(text: &str) -> Option<PlaceDay> {
    let mut parts = text.split('-');
    let day = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (parts.next().is_none() && (1..=12).contains(&day.1) && (1..=31).contains(&day.2)).then_some(day)
}
