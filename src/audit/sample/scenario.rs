//! Ready settings: the case of January 2022 at its real sizes, and harder or larger ones.
//!
//! Input: a scenario and a seed. Output: [`WorldSettings`], which can be changed before a world is made.

use super::rates::{NameRates, ValueRates};
use super::settings::{Column, Content, Language, ListScript, ListSettings, PeopleSettings, WorldSettings};

/// A ready set of settings.
///
/// The sizes 19, 188 and 221 are those of the published lists: the officers named by July 2022, Radio Azattyq's list at
/// its launch in June 2022, and the list of Ar.Rukh.Khak by 29 July 2022. A world has 241 people because of the
/// official total of 238 and the disputed 241.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scenario {
    /// 19 officers on the official list, 188 and 221 records on the two others, mostly Cyrillic.
    January2022,
    /// The official list has nearly everybody, but only with surname and initials.
    Initials,
    /// Nearly everybody on all lists: one Russian, one Kazakh, one Latin.
    ThreeScripts,
    /// Like [`Scenario::ThreeScripts`], with more noise, relatives and namesakes.
    Hard,
    /// Three lists with ordinary noise, for any number of people.
    General,
}

impl Scenario {
    /// Every scenario.
    pub const ALL: &'static [Scenario] = &[
        Scenario::January2022,
        Scenario::Initials,
        Scenario::ThreeScripts,
        Scenario::Hard,
        Scenario::General,
    ];

    /// The name on the command line.
    ///
    /// ```
    /// use casualty_register::audit::sample::Scenario;
    ///
    /// assert_eq!(Scenario::from_name("three-scripts"), Some(Scenario::ThreeScripts));
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Scenario::January2022 => "january-2022",
            Scenario::Initials => "initials",
            Scenario::ThreeScripts => "three-scripts",
            Scenario::Hard => "hard",
            Scenario::General => "general",
        }
    }

    /// The scenario with a name; `None` if there is none.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Scenario::ALL.iter().copied();
        all.find(|scenario| scenario.name() == name)
    }

    /// The settings of the scenario with a seed. All fields may be changed.
    pub fn settings(self, seed: u64) -> WorldSettings {
        let (relatives, namesakes) = match self {
            Scenario::Hard => (0.12, 0.04),
            _ => (0.04, 0.01),
        };
        WorldSettings {
            title: format!("invented lists, {}, seed {seed}", self.name()),
            totals: None,
            ids: None,
            seed,
            persons: 241,
            officers: 19,
            people: PeopleSettings { women: 0.1, relatives, namesakes, long_tail: false },
            lists: vec![self.official(), self.azattyq(), self.arrukhkhak()],
        }
    }

    /// The official list: written by an office, in Russian.
    fn official(self) -> ListSettings {
        let mut list = plain_list("official", "Official list (invented)", "of-");
        (list.officers, list.civilians) = match self {
            Scenario::January2022 => (19, 0),
            _ => (19, 203),
        };
        match self {
            Scenario::Initials => {
                list.civilians = 219;
                list.names = list.names.with_initials_only();
                list.values = list.values.names_only();
            }
            Scenario::Hard => haste(&mut list),
            _ => {}
        }
        list
    }

    /// The list of a newsroom: Kazakh and Russian.
    fn azattyq(self) -> ListSettings {
        let mut list = plain_list("azattyq", "Radio Azattyq (invented)", "az-");
        (list.officers, list.civilians) = (10, 178);
        list.names = NameRates::newsroom();
        list.values = ValueRates::newsroom();
        list.scripts = vec![(ListScript::Kazakh, 45), (ListScript::Russian, 55)];
        list.languages = vec![(Language::Kazakh, 40), (Language::Russian, 60)];
        if matches!(self, Scenario::ThreeScripts | Scenario::Hard) {
            list.scripts = vec![(ListScript::Kazakh, 88), (ListScript::Russian, 12)];
            list.languages = vec![(Language::Kazakh, 85), (Language::Russian, 15)];
        }
        if self == Scenario::Hard {
            haste(&mut list);
        }
        list
    }

    /// The list of activists: Russian and Kazakh, in some scenarios Latin letters; a few people twice.
    fn arrukhkhak(self) -> ListSettings {
        let mut list = plain_list("arrukhkhak", "Ar.Rukh.Khak (invented)", "ar-");
        (list.officers, list.civilians, list.repeats) = (14, 205, 2);
        list.names = NameRates::activists();
        list.values = ValueRates::activists();
        list.scripts = vec![(ListScript::Russian, 85), (ListScript::Kazakh, 15)];
        list.languages = vec![(Language::Russian, 92), (Language::Kazakh, 8)];
        match self {
            Scenario::ThreeScripts | Scenario::Hard => latin(&mut list),
            Scenario::General => list.scripts.extend([(ListScript::Press, 10), (ListScript::Icao, 8)]),
            _ => {}
        }
        if self == Scenario::Hard {
            list.repeats = 7;
            haste(&mut list);
        }
        list
    }
}

/// A list without people, in Russian, with the columns of [`Column::plain`], written by an office.
fn plain_list(id: &str, title: &str, id_prefix: &str) -> ListSettings {
    ListSettings {
        id: id.to_owned(),
        title: title.to_owned(),
        file: format!("{id}.csv"),
        id_prefix: id_prefix.to_owned(),
        officers: 0,
        civilians: 0,
        repeats: 0,
        scope: None,
        scripts: vec![(ListScript::Russian, 100)],
        languages: vec![(Language::Russian, 95), (Language::Kazakh, 5)],
        columns: Column::plain(),
        names: NameRates::office(),
        values: ValueRates::office(),
    }
}

/// Makes a list as if it were written in haste.
fn haste(list: &mut ListSettings) {
    list.names = list.names.clone().hasty();
    list.values = list.values.clone().hasty();
}

/// Latin letters in a mixture of systems. No list in Latin letters keeps to one system, because spellings of passports,
/// agencies and websites are copied.
fn latin(list: &mut ListSettings) {
    list.scripts = vec![
        (ListScript::Press, 40),
        (ListScript::BgnRussian, 22),
        (ListScript::Icao, 18),
        (ListScript::BgnKazakh, 15),
        (ListScript::Kazakh2021, 5),
    ];
    list.languages = vec![(Language::English, 85), (Language::Russian, 15)];
}

/// The settings of the lists in `data-samples/january-2022`: the real sizes, and the columns and headers that such a
/// list has in its own language.
pub(super) fn january_2022_bundle() -> WorldSettings {
    let mut settings = Scenario::January2022.settings(BUNDLE_SEED);
    settings.title = "January 2022: three invented lists at the real sizes".to_owned();
    settings.totals = Some("published-totals.csv");
    settings.ids = Some("ids.jsonl");
    for list in &mut settings.lists {
        list.id_prefix = String::new();
        match list.id.as_str() {
            "official" => official_columns(list),
            "azattyq" => azattyq_columns(list),
            _ => arrukhkhak_columns(list),
        }
    }
    settings
}

/// The seed of the bundled lists. Any number is possible. Whoever changes it compares the new names with those of the
/// dead in the press, so that no invented record has the surname and given name of one of them.
const BUNDLE_SEED: u64 = 20_220_105;

/// The bundled official list: Russian headers, officers only.
fn official_columns(list: &mut ListSettings) {
    list.file = "official-ru.csv".to_owned();
    list.scope = Some("security");
    list.languages = vec![(Language::Russian, 1)];
    list.columns = Column::named(&[
        ("№", Content::Id),
        ("Фамилия Имя Отчество", Content::Name),
        ("Звание", Content::Rank),
        ("Ведомство", Content::Department),
        ("Дата рождения", Content::Birth),
        ("Дата гибели", Content::Death),
        ("Место гибели", Content::Place),
        ("Статус", Content::Status),
    ]);
}

/// The bundled list of the newsroom: Kazakh headers, no dates of birth.
fn azattyq_columns(list: &mut ListSettings) {
    list.file = "azattyq-kk.csv".to_owned();
    list.scripts = vec![(ListScript::Kazakh, 85), (ListScript::Russian, 15)];
    list.languages = vec![(Language::Kazakh, 90), (Language::Russian, 10)];
    list.columns = Column::named(&[
        ("Реті", Content::Id),
        ("Аты-жөні", Content::Name),
        ("Жасы", Content::Age),
        ("Қайтыс болған күні", Content::Death),
        ("Қайтыс болған жері", Content::Place),
        ("Мәртебесі", Content::Status),
        ("Дерек", Content::Note),
    ]);
}

/// The bundled list of the activists: English headers, Latin letters, years of birth only.
fn arrukhkhak_columns(list: &mut ListSettings) {
    latin(list);
    list.file = "arrukhkhak-en.csv".to_owned();
    list.languages = vec![(Language::English, 1)];
    list.values.birth_year_only = 1.0;
    list.columns = Column::named(&[
        ("No", Content::Id),
        ("Name", Content::Name),
        ("Year of birth", Content::Birth),
        ("Age", Content::Age),
        ("Date of death", Content::Death),
        ("Place", Content::Place),
        ("Status", Content::Status),
        ("Note", Content::Note),
        ("Link", Content::Link),
    ]);
}
