//! What a world is made with: how many people, and how each list writes about them.

use super::rates::{NameRates, ValueRates};

/// The letters in which a list prints names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ListScript {
    /// Kazakh Cyrillic: Нұрсұлтан.
    Kazakh,
    /// Russian Cyrillic: Нурсултан.
    Russian,
    /// Latin from the Kazakh spelling, BGN/PCGN 1979 without macrons: Qayrat.
    BgnKazakh,
    /// Latin from the Russian spelling, BGN/PCGN: Kayrat, Yerzhan.
    BgnRussian,
    /// Latin as in passports, ICAO 9303: Kairat.
    Icao,
    /// Latin as news agencies write: Kairat, Erzhan or Yerzhan, Assylov.
    Press,
    /// The Kazakh Latin alphabet of 2021: Jandos, Qairat.
    Kazakh2021,
}

/// The language of the cells that are not names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// Kazakh.
    Kazakh,
    /// Russian.
    Russian,
    /// English.
    English,
}

impl Language {
    pub(super) const ALL: [Language; 3] = [Language::Kazakh, Language::Russian, Language::English];

    /// Its place in tables that have a column for each language.
    pub(super) fn position(self) -> usize {
        match self {
            Language::Kazakh => 0,
            Language::Russian => 1,
            Language::English => 2,
        }
    }

    /// The two-letter code: `kk`, `ru`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Kazakh => "kk",
            Language::Russian => "ru",
            Language::English => "en",
        }
    }
}

/// What a column of a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Content {
    /// The id of the row.
    Id,
    /// The whole name.
    Name,
    /// The rank of an officer. A list without such a column prints it before the name.
    Rank,
    /// The service an officer belonged to.
    Department,
    /// Date or year of birth.
    Birth,
    /// Age at death.
    Age,
    /// Date of death.
    Death,
    /// Place of death.
    Place,
    /// Civilian, police, soldier.
    Status,
    /// Where the list has the row from, in a few words.
    Note,
    /// A web address under `example.org`, which belongs to nobody.
    Link,
}

impl Content {
    /// The field of a project file that such a column fills; none for extra columns.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Content::Id => Some("id"),
            Content::Name => Some("name"),
            Content::Birth => Some("birth_date"),
            Content::Age => Some("age"),
            Content::Death => Some("death_date"),
            Content::Place => Some("place"),
            Content::Status => Some("status"),
            Content::Note => Some("note"),
            Content::Link => Some("url"),
            Content::Rank | Content::Department => None,
        }
    }
}

/// A column: its header and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The header as the list prints it.
    pub header: String,
    /// What the cells hold.
    pub content: Content,
}

impl Column {
    /// The seven columns of a plain list, with the field names as headers.
    pub fn plain() -> Vec<Column> {
        use Content::{Age, Birth, Death, Id, Name, Place, Status};
        let contents = [Id, Name, Birth, Age, Death, Place, Status];
        let plain = contents.into_iter().filter_map(|content| {
            let header = content.field()?.to_owned();
            Some(Column { header, content })
        });
        plain.collect()
    }

    /// Columns from pairs of header and content.
    pub fn named(pairs: &[(&str, Content)]) -> Vec<Column> {
        let named =
            pairs.iter().map(|(header, content)| Column { header: (*header).to_owned(), content: *content });
        named.collect()
    }
}

/// How the invented people are made.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleSettings {
    /// Share of women. About 10 %: nearly all of the dead were men (general knowledge).
    pub women: f64,
    /// Share of people who have a brother, son or father among the dead right after them.
    /// Cases are documented, their share is not; the shares of the scenarios are assumptions.
    pub relatives: f64,
    /// Share of people who bear surname and given name of another by planned chance, on top of
    /// the namesakes that common names make by themselves.
    pub namesakes: f64,
    /// Whether there are rare names without end, and villages: about 20,000 different surnames
    /// among 100,000 people and ever more among more, as in life. Without it names come from
    /// tables that are used up by some ten thousand people, after which each name only gets
    /// commoner.
    ///
    /// Rows of a world with a long tail are made each by itself, so that a world of any size can
    /// be written without being held in memory ([`LargeWorld`](super::LargeWorld)); the same
    /// seed gives other people than without.
    pub long_tail: bool,
}

/// How one list is made.
#[derive(Clone, Debug, PartialEq)]
pub struct ListSettings {
    /// The id of the list in the project file.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its file name.
    pub file: String,
    /// What stands before the six-digit number in an id; empty: ids are 1, 2, 3…
    pub id_prefix: String,
    /// How many officers it has; at most as many as the world has.
    pub officers: usize,
    /// How many civilians it has; at most as many as the world has.
    pub civilians: usize,
    /// How many of its people stand in it twice.
    pub repeats: usize,
    /// Whom it means to name, as a status in the project file; none: everyone.
    pub scope: Option<&'static str>,
    /// In which letters it prints names, with weights.
    pub scripts: Vec<(ListScript, usize)>,
    /// In which language it writes the other cells, with weights.
    pub languages: Vec<(Language, usize)>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How it writes names.
    pub names: NameRates,
    /// How it writes everything else.
    pub values: ValueRates,
}

/// What a [`World`](super::World) is made with.
///
/// ```
/// use casualty_register::audit::sample::{Scenario, World};
///
/// let settings = Scenario::Hard.settings(7).with_persons(60);
/// let world = World::generate(&settings);
/// assert_eq!(world.lists.len(), 3);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct WorldSettings {
    /// The title of the project file.
    pub title: String,
    /// The file of published totals that the project file names; none is written.
    pub totals: Option<&'static str>,
    /// The file of ids that the project file names; none is written.
    pub ids: Option<&'static str>,
    /// The seed: the same settings with the same seed give the same bytes.
    pub seed: u64,
    /// How many people died, in any list or none.
    pub persons: usize,
    /// How many of them were officers.
    pub officers: usize,
    /// How the people are made.
    pub people: PeopleSettings,
    /// The lists.
    pub lists: Vec<ListSettings>,
}

impl WorldSettings {
    /// The same settings with a long tail of names: [`PeopleSettings::long_tail`].
    #[must_use]
    pub fn with_long_tail(mut self) -> Self {
        self.people.long_tail = true;
        self
    }

    /// The same world with another number of people; the lists keep their shares.
    #[must_use]
    pub fn with_persons(mut self, persons: usize) -> Self {
        let old = self.persons.max(1);
        let scale = |count: usize| count.saturating_mul(persons).saturating_add(old / 2) / old;
        self.officers = scale(self.officers);
        for list in &mut self.lists {
            list.officers = scale(list.officers);
            list.civilians = scale(list.civilians);
            list.repeats = scale(list.repeats);
        }
        self.persons = persons;
        self
    }
}
