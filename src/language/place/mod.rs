//! Places: a gazetteer, a reader of cells, and the relation of two places.
//!
//! A cell such as `г. Алматы`, `Алматы қ.` or `Алма-Ата` is read as one place of the tables of kind `places`. A cell that names
//! something else keeps its text. Two cells are related in the hierarchy of settlement, district, region and country as it was on a
//! given day: until 8 June 2022 Taldykorgan is in Almaty region, from that day in Zhetisu region.
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
//! // Easily confused, so a reader should look; but not the same.
//! assert_eq!(gazetteer.relation(&city, &region), Some(PlaceRelation::SameHeadName));
//! ```
//!
//! Places of another country are a further table of kind `places` in the [`Lexicon`], with the columns `id`, `kind`, `parent`, `code`,
//! `from`, `to`, `names` and `former`. Its words are a table of kind `place-words`. [`Gazetteer::faults`] lists the rows that cannot be
//! used.

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

/// What kind of place a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PlaceKind {
    /// A country.
    Country,
    /// A region (oblast).
    Region,
    /// A district of a region or of a city.
    District,
    /// A city: the capital, a city of the rank of a region, or the seat of a region.
    City,
    /// A smaller town.
    Town,
    /// A village or an urban-type settlement.
    Village,
}

impl PlaceKind {
    /// Whether people live there as in one settlement: a city, a town or a village.
    pub fn is_settlement(self) -> bool {
        matches!(self, PlaceKind::City | PlaceKind::Town | PlaceKind::Village)
    }

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

    /// How closely such a place says where something was.
    fn closeness(self) -> u8 {
        match self {
            PlaceKind::Country => 0,
            PlaceKind::Region => 1,
            PlaceKind::District => 2,
            PlaceKind::City | PlaceKind::Town | PlaceKind::Village => 3,
        }
    }
}

/// What a cell of a place column says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceCell {
    /// Nothing.
    Empty,
    /// The list says that the place is not known: `неизвестно`, `белгісіз`, `-`.
    StatedUnknown,
    /// A place of the gazetteer.
    Known(Place),
    /// Text that names no place of the gazetteer.
    Unknown(UnknownPlace),
}

impl PlaceCell {
    /// The place, if it is in the gazetteer.
    pub fn place(&self) -> Option<&Place> {
        match self {
            PlaceCell::Known(place) => Some(place),
            _ => None,
        }
    }
}

/// A place that is not in the gazetteer; it is compared as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPlace {
    key: Arc<str>,
    street: bool,
    letters: LetterCounts,
}

impl UnknownPlace {
    /// The text folded to coarse Latin letters, without the words that only say what kind of
    /// place it is. Equal keys are spellings of one name. Not meant to be shown.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the text names a street, a square or a quarter and no settlement.
    pub fn is_street(&self) -> bool {
        self.street
    }
}

/// A place of the gazetteer as a cell names it. Cheap to clone.
///
/// A spelling that several places share gives several candidates, settlements first; the
/// accessors speak of the first one.
#[derive(Clone)]
pub struct Place(Arc<Reading>);

struct Reading {
    atlas: Arc<Atlas>,
    /// Never empty; the closest kind first, then in the order of the tables.
    candidates: Vec<PlaceId>,
    /// The period of the day that was given.
    period: Option<usize>,
    detail: Option<String>,
    /// The key of an unknown settlement that the cell names inside this place.
    inside: Option<String>,
    /// The key of the whole cell, as that of an unknown place.
    whole: Arc<str>,
    /// The cell has words that belong to no place and to no street.
    is_partly_read: bool,
}

impl Place {
    /// The stable id of the place in the tables, as `almaty-region`.
    pub fn id(&self) -> &str {
        self.slug(self.first())
    }

    /// The ids of all places that the cell may mean; one, unless [`Place::is_ambiguous`].
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.candidates.iter().map(|place| self.slug(*place))
    }

    /// Whether the cell may mean several places.
    pub fn is_ambiguous(&self) -> bool {
        self.0.candidates.len() > 1
    }

    /// What kind of place it is.
    pub fn kind(&self) -> PlaceKind {
        self.0.atlas.kind(self.first())
    }

    /// The name to show, in English: `Almaty`, `Almaty region`.
    pub fn name(&self) -> String {
        self.shown(self.first())
    }

    /// The name and the places around it up to the region, on the day that was given to
    /// [`Gazetteer::read`] or, without one, today: `Talgar, Talgar district, Almaty region`.
    pub fn path(&self) -> String {
        self.path_in(Lang::En).join(", ")
    }

    /// The parts of the path in a language, where the tables have the names in it.
    pub(crate) fn path_in(&self, lang: Lang) -> Vec<String> {
        let region = self.region_id();
        // A region that was only made later is no region yet.
        let is_shown =
            |place: &&PlaceId| self.0.atlas.kind(**place) == PlaceKind::District || region == Some(**place);
        let above = self.0.atlas.above(self.first(), self.period());
        let all = std::iter::once(self.first()).chain(above.iter().filter(is_shown).copied());
        all.map(|place| self.0.atlas.entry(place).map_or_else(String::new, |entry| entry.name_in(lang)))
            .collect()
    }

    /// The id of the region, or of the city of that rank; none for a country.
    pub fn region(&self) -> Option<&str> {
        self.region_id().map(|place| self.slug(place))
    }

    /// The English name of the region, or of the city of that rank.
    pub(crate) fn region_name(&self) -> Option<String> {
        self.region_id().map(|place| self.shown(place))
    }

    /// The English name of the country, where the tables know it.
    pub(crate) fn country_name(&self) -> Option<String> {
        let above = self.0.atlas.above(self.first(), self.period()).iter().copied();
        let mut around = std::iter::once(self.first()).chain(above);
        around.find(|place| self.0.atlas.kind(*place) == PlaceKind::Country).map(|place| self.shown(place))
    }

    /// The ISO 3166 code of the place or else of its region, as `KZ-19`; empty if there is none.
    pub fn code(&self) -> &str {
        let around = std::iter::once(Some(self.first())).chain([self.region_id()]);
        let entries = around.flatten().filter_map(|place| self.0.atlas.entry(place));
        entries.map(|entry| entry.code.as_str()).find(|code| !code.is_empty()).unwrap_or_default()
    }

    /// What else the cell says: a street, a hospital, a village that is not in the gazetteer.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// Whether the cell has words that belong to no place of the gazetteer and to no street.
    pub fn is_partly_read(&self) -> bool {
        self.0.is_partly_read
    }

    fn first(&self) -> PlaceId {
        self.0.candidates.first().copied().unwrap_or_default()
    }

    fn period(&self) -> usize {
        self.0.period.unwrap_or(self.0.atlas.periods().saturating_sub(1))
    }

    fn region_id(&self) -> Option<PlaceId> {
        self.0.atlas.region(self.first(), self.period())
    }

    fn slug(&self, place: PlaceId) -> &str {
        self.0.atlas.entry(place).map_or("", |entry| entry.slug.as_str())
    }

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

/// Equal when the candidates, the region on the day and the detail are equal.
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.ids().eq(other.ids()) && self.region() == other.region() && self.detail() == other.detail()
    }
}

impl Eq for Place {}

/// All places that a run knows.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    atlas: Arc<Atlas>,
    words: Arc<PlaceWords>,
    unknown: Arc<Unknown>,
}

impl Gazetteer {
    /// The gazetteer of the tables of kind `places` and `place-words`.
    pub fn new(lexicon: &Lexicon) -> Self {
        Gazetteer {
            atlas: Arc::new(Atlas::new(lexicon, &[], &[])),
            words: Arc::new(PlaceWords::new(lexicon)),
            unknown: Arc::new(Unknown::new(lexicon)),
        }
    }

    /// The gazetteer with the places of the world that texts may name: countries, first-level regions, and cities of
    /// 50,000 people and more (GeoNames, CC BY 4.0). A country that the tables describe is theirs alone. Nothing is
    /// added where the tables know every text and no country is given.
    ///
    /// Of places with one name those of the tables are meant, unless `countries`, ISO 3166 codes of two letters,
    /// ranks them: the first country that has one.
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
        // A country is described where the tables have places in it.
        let parents: BTreeSet<&str> = lexicon.rows("places").map(|row| row.get("parent")).collect();
        let described = lexicon.rows("places");
        let described =
            described.filter(|row| row.get("kind") == "country" && parents.contains(row.get("id")));
        let described: BTreeSet<String> = described.map(|row| row.get("code").to_owned()).collect();
        let found = world::places(&wanted, &described);
        let countries: Vec<&str> = countries.iter().map(AsRef::as_ref).collect();
        Gazetteer { atlas: Arc::new(Atlas::new(lexicon, &found, &countries)), ..self }
    }

    /// How many places it has.
    pub fn len(&self) -> usize {
        self.atlas.len()
    }

    /// Whether it has no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is wrong in the tables: a parent that no row describes, parents in a circle, a kind or
    /// a day that cannot be read. Such a row is used as far as it can be.
    pub fn faults(&self) -> &[String] {
        &self.atlas.faults
    }
}
