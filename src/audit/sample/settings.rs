//! The settings of a world: how many people, and how each list writes about them.

use super::rates::{NameRates, ValueRates};

/// The letters and the system in which a list prints a name.
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

/// The language of a cell that is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// Kazakh, `kk`.
    Kazakh,
    /// Russian, `ru`.
    Russian,
    /// English, `en`.
    English,
}

impl Language {
    /// All languages, in the order of [`Language::position`].
    pub(super) const ALL: [Language; 3] = [Language::Kazakh, Language::Russian, Language::English];

    /// The position of the language in tables with one column per language.
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

/// What a column of a list contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Content {
    /// The id of the record.
    Id,
    /// The whole name.
    Name,
    /// The rank of an officer. A list without such a column may print the rank before the name.
    Rank,
    /// The service of an officer.
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
    /// Where the list has the record from, in a few words.
    Note,
    /// A web address under `example.org`, which is reserved for examples.
    Link,
}

impl Content {
    /// The field of a project file that such a column fills; `None` for a column that has no field.
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

/// A column of a list: its header and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The header as the list prints it.
    pub header: String,
    /// What the cells contain.
    pub content: Content,
}

impl Column {
    /// The seven columns of a plain list, with the names of the fields as headers.
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

/// How the invented people are made. The shares are probabilities from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleSettings {
    /// Share of women. About 10 %, because nearly all of the dead were men (general knowledge).
    pub women: f64,
    /// Share of people with a sibling, son or father among the dead, made right after them. Cases are documented, their
    /// share is not; the shares of the scenarios are assumptions.
    pub relatives: f64,
    /// Share of people who get the surname and given name of another person. Common names make further namesakes by
    /// chance.
    pub namesakes: f64,
    /// Whether there is an unlimited supply of rare names, and villages: about 20,000 different surnames among 100,000
    /// people, and more among more people, as in life. Without it, names come from tables that are exhausted by some
    /// ten thousand people; after that each name only becomes more common.
    ///
    /// Each row of a world with a long tail is made on its own. So a world of any size can be written without being
    /// held in memory ([`LargeWorld`](super::LargeWorld)). The same seed gives different people with and without a long
    /// tail.
    pub long_tail: bool,
}

/// How one list is made.
///
/// The list takes the requested numbers of officers and civilians at random, writes a row about each person, and writes
/// a second row about some of them. The rows are then shuffled and numbered.
#[derive(Clone, Debug, PartialEq)]
pub struct ListSettings {
    /// The id of the list in the project file.
    pub id: String,
    /// The title.
    pub title: String,
    /// The file name; every list needs its own.
    pub file: String,
    /// The text before the six-digit number in an id. If it is empty, the ids are 1, 2, 3…
    pub id_prefix: String,
    /// The number of officers on the list; a number above the officers of the world means all.
    pub officers: usize,
    /// The number of civilians on the list; a number above the civilians of the world means all.
    pub civilians: usize,
    /// How many of its people are on the list twice.
    pub repeats: usize,
    /// The people that the list covers, as a status in the project file; `None` means everybody.
    pub scope: Option<&'static str>,
    /// The scripts of names, with weights.
    pub scripts: Vec<(ListScript, usize)>,
    /// The languages of the other cells, with weights; each cell draws its own language.
    pub languages: Vec<(Language, usize)>,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// How the list writes names.
    pub names: NameRates,
    /// How the list writes everything else.
    pub values: ValueRates,
}

/// The settings of a [`World`](super::World).
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
    /// The file of published totals that the project file names; the file itself is not written.
    pub totals: Option<&'static str>,
    /// The file of ids that the project file names; the file itself is not written.
    pub ids: Option<&'static str>,
    /// The seed: the same settings with the same seed give the same bytes.
    pub seed: u64,
    /// The number of people who died, whether any list names them or not.
    pub persons: usize,
    /// How many of them were officers.
    pub officers: usize,
    /// How the people are made.
    pub people: PeopleSettings,
    /// The lists, in order.
    pub lists: Vec<ListSettings>,
}

impl WorldSettings {
    /// The same settings with a long tail of names: [`PeopleSettings::long_tail`].
    #[must_use]
    pub fn with_long_tail(mut self) -> Self {
        self.people.long_tail = true;
        self
    }

    /// The same world with another number of people. The sizes of the lists are scaled in proportion and rounded.
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
