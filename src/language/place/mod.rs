//! Places: a gazetteer, a reader of cells, and the relation of two places.
//!
//! In: the text of a cell, and the day whose borders count. Out: a [`PlaceCell`]; for two cells a [`PlaceRelation`].
//!
//! A cell such as `г. Алматы`, `Алматы қ.` or `Алма-Ата` is read as one place of the tables of kind `places`. A cell
//! that names something else keeps its text. Two cells are related in the hierarchy of settlement, district, region and
//! country as it was on a given day: until 8 June 2022 Taldykorgan is in Almaty region, from that day on in Zhetisu
//! region.
//!
//! ```
//! use casualty_register::language::lexicon::Lexicon;
//! use casualty_register::language::{Gazetteer, PlaceRelation};
//!
//! let gazetteer = Gazetteer::new(&Lexicon::bundled());
//! let january = Some((2022, 1, 6));
//! let city = gazetteer.read("г. Алматы", january);
//! let region = gazetteer.read("Алматы облысы", january);
//! let town = gazetteer.read("Алматинская область, Талгар", january);
//!
//! assert_eq!(city.place().map(|place| place.id()), Some("almaty"));
//! assert_eq!(gazetteer.relation(&city, &gazetteer.read("Alma-Ata", january)), Some(PlaceRelation::Same));
//! assert_eq!(gazetteer.relation(&region, &town), Some(PlaceRelation::Within));
// Easily confused, so a reviewer should look; but they are not the same.
//! // Easily confused, so a reader should look; but not the same.
//! assert_eq!(gazetteer.relation(&city, &region), Some(PlaceRelation::SameHeadName));
//! ```
//!
//! A user adds the places of a country as a table of kind `places` in the [`Lexicon`], with the columns `id`, `kind`,
//! `parent`, `code`, `from`, `to`, `names` and `former`, and their words as a table of kind `place-words`.
//! [`Gazetteer::faults`] lists the rows that cannot be used.
//!
//! - `atlas`: all places, their names, and their parents in every period.
//! - `world`: places of the world outside the tables.
//! - `fold`, `letters`: keys and similarity of names.
//! - `read`, `words`: a cell and the words around a name.
//! - `relation`, `within`: two places.
//! - `local`: names in the languages of the pages.

mod atlas;
mod fold;
mod letters;
mod local;
mod read;
mod relation;
mod within;
mod words;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::lang::Lang;
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;
use atlas::{Atlas, PlaceId};
use letters::LetterCounts;
pub(crate) use relation::MOST_LETTERS;
pub use relation::{PlaceRelation, SIMILAR_TEXT};
use words::PlaceWords;

/// A day as year, month (1 to 12) and day of the month (1 to 31).
pub type PlaceDay = (i16, i8, i8);

/// The kind of a place, the widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PlaceKind {
    /// A country.
    Country,
    /// A region (oblast).
    /// In other countries the first-level region: a state, a province, a governorate.
    Region,
    /// A district of a region or of a city.
    /// It locates more precisely than the region around it, and less than a settlement.
    District,
    /// A city: the capital, a city with the rank of a region, or the seat of a region.
    City,
    /// A smaller town.
    /// Only the tables have towns; the places of the world are cities.
    Town,
    /// A village or an urban-type settlement.
    /// Most villages are in no table and stay texts.
    Village,
}

impl PlaceKind {
    /// Whether the place is one settlement: a city, a town or a village.
    pub fn is_settlement(self) -> bool {
        matches!(self, PlaceKind::City | PlaceKind::Town | PlaceKind::Village)
    }

    /// The kind for the text form in a table; `None` for any other text.
    fn from_table(text: &str) -> Option<Self> {
        Some(match text {
            "country" => PlaceKind::Country,
            "region" => PlaceKind::Region,
            "district" => PlaceKind::District,
            "city" => PlaceKind::City,
            "town" => PlaceKind::Town,
            "village" => PlaceKind::Village,
            _ => return None,
        })
    }

    /// How precisely a place of this kind locates something, 0 to 3.
    fn closeness(self) -> u8 {
        match self {
            PlaceKind::Country => 0,
            PlaceKind::Region => 1,
            PlaceKind::District => 2,
            PlaceKind::City | PlaceKind::Town | PlaceKind::Village => 3,
        }
    }
}

/// What a cell of a place column states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceCell {
    /// The cell is empty.
    Empty,
    /// The list states that the place is unknown: `неизвестно`, `белгісіз`, `-`.
    StatedUnknown,
    /// A place of the gazetteer.
    /// What else the cell states is in [`Place::detail`].
    Known(Place),
    /// Any other text; it is compared as text.
    /// For example `с. Тестовое` or `ул. Тестовая, 5`.
    Unknown(UnknownPlace),
}

impl PlaceCell {
    /// The place, if the cell names one of the gazetteer.
    pub fn place(&self) -> Option<&Place> {
        match self {
            PlaceCell::Known(place) => Some(place),
            _ => None,
        }
    }
}

/// A text that names no place of the gazetteer. It is compared with other cells by its folded letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPlace {
    /// Never shown; see [`UnknownPlace::key`].
    key: Arc<str>,
    /// Whether the text names only a street.
    street: bool,
    /// The letter counts of the key, for a cheap test of similarity.
    letters: LetterCounts,
}

impl UnknownPlace {
    /// The text in the coarse Latin letters of the key, without the words for the kind of place. Two spellings of one
    /// name have equal keys. The key is not meant to be shown.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the text names a street, square or quarter and no settlement.
    pub fn is_street(&self) -> bool {
        self.street
    }
}

/// A place of the gazetteer that a cell names. A clone is cheap.
///
/// A spelling that several places share gives several candidates, settlements first. The accessors describe the first
/// one unless they state otherwise.
#[derive(Clone)]
pub struct Place(Arc<PlaceContent>);

/// The content of a [`Place`], shared by its clones.
struct PlaceContent {
    /// The gazetteer that the ids belong to.
    atlas: Arc<Atlas>,
    /// At least one; the most precise kind first, then in the order of the tables.
    candidates: Vec<PlaceId>,
    /// The index of the period of the given day; `None` if no day was given.
    period: Option<usize>,
    /// What the cell states besides the place; see [`Place::detail`].
    detail: Option<String>,
    /// The key of an unknown settlement that the cell names inside this area; `None` if the place is a settlement.
    inside: Option<String>,
    /// The key of the whole cell, with which it is compared to texts outside the gazetteer.
    whole: Arc<str>,
    /// Whether the cell has words that belong neither to a place nor to a street.
    is_partly_read: bool,
}

impl Place {
    /// The stable id of the place in the tables: `almaty-region`.
    pub fn id(&self) -> &str {
        self.slug(self.first())
    }

    /// The ids of all places that the cell may mean; exactly one unless [`Place::is_ambiguous`].
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.candidates.iter().map(|place| self.slug(*place))
    }

    /// Whether the cell may mean several places.
    pub fn is_ambiguous(&self) -> bool {
        self.0.candidates.len() > 1
    }

    /// The kind of the place.
    pub fn kind(&self) -> PlaceKind {
        self.0.atlas.kind(self.first())
    }

    /// The name for display, in English: `Almaty`, `Almaty region`.
    pub fn name(&self) -> String {
        self.shown(self.first())
    }

    /// The name and the places around it up to the region, in English: `Talgar, Talgar district, Almaty region`. The
    /// borders are those of the day that was given to [`Gazetteer::read`], or else of the last period.
    ///
    /// A reader of a report needs the region, because many villages share a name. The country is not part of the path.
    pub fn path(&self) -> String {
        self.path_in(Lang::En).join(", ")
    }

    /// The parts of the path in a language, from the place to the region. A name that the tables lack is in another
    /// language.
    pub(crate) fn path_in(&self, lang: Lang) -> Vec<String> {
        let region = self.region_id();
        // A region that was created later is skipped.
        let is_shown =
            |place: &&PlaceId| self.0.atlas.kind(**place) == PlaceKind::District || region == Some(**place);
        let above = self.0.atlas.above(self.first(), self.period());
        let all = std::iter::once(self.first()).chain(above.iter().filter(is_shown).copied());
        all.map(|place| self.0.atlas.entry(place).map_or_else(String::new, |entry| entry.name_in(lang)))
            .collect()
    }

    /// The id of the region, or of a city with that rank; `None` for a country.
    pub fn region(&self) -> Option<&str> {
        self.region_id().map(|place| self.slug(place))
    }

    /// The English name of the region, or of a city with that rank; `None` for a country.
    pub(crate) fn region_name(&self) -> Option<String> {
        self.region_id().map(|place| self.shown(place))
    }

    /// The English name of the country; `None` if the tables do not have it.
    pub(crate) fn country_name(&self) -> Option<String> {
        let above = self.0.atlas.above(self.first(), self.period()).iter().copied();
        let mut around = std::iter::once(self.first()).chain(above);
        around.find(|place| self.0.atlas.kind(*place) == PlaceKind::Country).map(|place| self.shown(place))
    }

    /// The ISO 3166 code of the place, or else of its region: `KZ-19`. Empty if neither has one.
    ///
    /// It is a code of a country (`KZ`) or of a region (`KZ-19`).
    pub fn code(&self) -> &str {
        let around = std::iter::once(Some(self.first())).chain([self.region_id()]);
        let entries = around.flatten().filter_map(|place| self.0.atlas.entry(place));
        entries.map(|entry| entry.code.as_str()).find(|code| !code.is_empty()).unwrap_or_default()
    }

    /// What else the cell states: a street, a hospital, a village that is not in the gazetteer. `None` if nothing.
    ///
    /// It keeps the spelling of the list: `ул. Тестовая 5`.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// Whether the cell has words that belong neither to a place of the gazetteer nor to a street.
    pub fn is_partly_read(&self) -> bool {
        self.0.is_partly_read
    }

    /// The first candidate.
    fn first(&self) -> PlaceId {
        self.0.candidates.first().copied().unwrap_or_default()
    }

    /// The period of the given day, or else the last period.
    fn period(&self) -> usize {
        self.0.period.unwrap_or(self.0.atlas.periods().saturating_sub(1))
    }

    /// The region, or the city with that rank, in the period of this place.
    fn region_id(&self) -> Option<PlaceId> {
        self.0.atlas.region(self.first(), self.period())
    }

    /// The id of a place in the tables.
    fn slug(&self, place: PlaceId) -> &str {
        self.0.atlas.entry(place).map_or("", |entry| entry.slug.as_str())
    }

    /// The English name of a place.
    fn shown(&self, place: PlaceId) -> String {
        self.0.atlas.entry(place).map_or_else(String::new, |entry| entry.name_in(Lang::En))
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<&str> = self.ids().collect();
        f.debug_struct("Place").field("ids", &ids).field("detail", &self.0.detail).finish_non_exhaustive()
    }
}

/// Equal if the candidates, the region on the day, and the detail are equal.
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.ids().eq(other.ids()) && self.region() == other.region() && self.detail() == other.detail()
    }
}

impl Eq for Place {}

/// All places that a run knows, and the words around their names. A clone is cheap. The time to build it is
/// proportional to the rows of the tables times the number of periods.
///
/// The gazetteer never uses the network. Places outside the tables and the bundled table of the world stay texts.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    /// The places.
    atlas: Arc<Atlas>,
    /// The words around names.
    words: Arc<PlaceWords>,
    /// The words for an unknown value that all columns share.
    unknown: Arc<Unknown>,
}

impl Gazetteer {
    /// The gazetteer with the places of the tables of kind `places`.
    pub fn new(lexicon: &Lexicon) -> Self {
        Gazetteer {
            atlas: Arc::new(Atlas::new(lexicon, &[], &[])),
            words: Arc::new(PlaceWords::new(lexicon)),
            unknown: Arc::new(Unknown::new(lexicon)),
        }
    }

    /// Adds the places of the world that the texts may name: countries, first-level regions, and cities of 50,000
    /// people and more (GeoNames, CC BY 4.0). Countries that the tables describe are not added to. Nothing is added if
    /// the tables know every text and no country is given.
    ///
    /// Among places with one name, those of the tables are preferred. `countries` changes this: ISO 3166 codes of two
    /// letters in order of preference; the places of the first country come first.
    ///
    /// ```
    /// use casualty_register::language::lexicon::Lexicon;
    /// use casualty_register::language::{Gazetteer, PlaceRelation};
    ///
    /// let texts = ["Savannah, GA", "Саванна", "Atlanta, GA"];
    /// let gazetteer = Gazetteer::new(&Lexicon::bundled()).for_texts(&Lexicon::bundled(), texts, &["US"]);
    /// let [a, b, c] = texts.map(|text| gazetteer.read(text, None));
    /// assert_eq!(a.place().map(|place| place.path()).as_deref(), Some("Savannah, Georgia"));
    /// assert_eq!(gazetteer.relation(&a, &b), Some(PlaceRelation::Same));
    /// assert_eq!(gazetteer.relation(&a, &c), Some(PlaceRelation::SameRegion));
    /// ```
    #[must_use]
    pub fn for_texts<'t, C: AsRef<str>>(
        self,
        lexicon: &Lexicon,
        texts: impl IntoIterator<Item = &'t str>,
        countries: &[C],
    ) -> Self {
        let texts: BTreeSet<&str> = texts.into_iter().collect();
        let is_unknown = |text: &&str| matches!(self.read(text, None), PlaceCell::Unknown(_));
        if countries.is_empty() && !texts.iter().any(is_unknown) {
            return self;
        }
        let wanted: BTreeSet<String> = texts.iter().flat_map(|text| self.names_in(text)).collect();
        // The tables describe a country if they have places in it.
        let parents: BTreeSet<&str> = lexicon.rows("places").map(|row| row.get("parent")).collect();
        let described = lexicon.rows("places");
        let described =
            described.filter(|row| row.get("kind") == "country" && parents.contains(row.get("id")));
        let described: BTreeSet<String> = described.map(|row| row.get("code").to_owned()).collect();
        let found = world::places(&wanted, &described);
        let countries: Vec<&str> = countries.iter().map(AsRef::as_ref).collect();
        Gazetteer { atlas: Arc::new(Atlas::new(lexicon, &found, &countries)), ..self }
    }

    /// The number of places.
    pub fn len(&self) -> usize {
        self.atlas.len()
    }

    /// Whether there is no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The faults of the tables, in words: a parent without a row, parents in a circle, a kind or a day that cannot be
    /// read. Such a row is used as far as possible.
    ///
    /// Each fault is a sentence in English. The bundled tables have none.
    pub fn faults(&self) -> &[String] {
        &self.atlas.faults
    }
}
