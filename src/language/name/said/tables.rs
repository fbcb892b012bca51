//! The tables of words that stand in a name cell and are no part of the name.

use std::sync::Arc;

use crate::language::lexicon::Lexicon;
use crate::language::name::Generation;
use crate::language::name::phrases::Phrases;
use crate::language::sex::Sex;
use crate::language::unknown::{Sense, Unknown};

/// Where a word of relation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the named person, and nothing before it.
    Start,
    /// Before the named person; a name before it is the name of the row.
    Before,
    /// After the named person, in brackets or not.
    After,
    /// In brackets or after a comma.
    Brackets,
    /// Before or after.
    Any,
    /// After a word such as `with`, or a case that means it.
    With,
}

/// A row of the tables `relations`.
#[derive(Clone, Debug)]
pub(super) struct RelationWord {
    /// The kind, from the general to the particular: `spouse/wife`.
    pub(super) kind: Arc<str>,
    pub(super) sex: Option<Sex>,
    /// The sex of the named person, where the relation has one.
    pub(super) of_sex: Option<Sex>,
    pub(super) place: Place,
    /// Whether the words alone show that the name is another person's.
    pub(super) is_of: bool,
    /// Whether they mean several people.
    pub(super) are_many: bool,
    /// The fewest words of the name that it stands beside.
    pub(super) least_words: usize,
}

/// A row of the tables `generations`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GenerationWord {
    pub(super) mark: Generation,
    pub(super) place: GenerationPlace,
}

/// Where a generation mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GenerationPlace {
    /// Anywhere beside the name.
    Any,
    /// After at least one word of the name.
    After,
    /// The same, but in small letters after a single word: `Сапаров Ст.` may be an initial.
    AfterSmall,
    /// After at least two words of the name: `II` after one word may be two initials.
    AfterTwo,
    /// In brackets.
    Brackets,
}

/// What a row of the tables `people-words` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PeopleWord {
    /// One person whom it does not name.
    Person,
    /// Several people whom it does not name.
    People,
    /// A word for people that stands after a number: `чел`.
    Unit,
    /// Joins two people.
    And,
    /// Joins two people, or two parts of one name.
    AndInName,
    /// Joins people to the one who is named.
    With,
    /// Says that somebody belongs to the one who is named: his, her.
    Whose,
    /// One person beside the one who is named, in one word: `әйелімен`.
    Companion,
    /// Several people beside the one who is named, in one word.
    Companions,
    /// A number.
    Number(u32),
    /// A measure of age, so that a number before it counts nobody.
    Years,
}

/// The tables, looked up by words.
#[derive(Clone, Debug, Default)]
pub(in crate::language::name) struct SaidTables {
    pub(super) relations: Phrases<RelationWord>,
    pub(super) generations: Phrases<GenerationWord>,
    pub(super) people: Phrases<PeopleWord>,
    pub(super) unknown: Unknown,
    /// Case endings and what the dictionary form has instead, the longest first.
    pub(super) genitives: Vec<(String, String)>,
}

impl SaidTables {
    pub(in crate::language::name) fn new(lexicon: &Lexicon) -> Self {
        let mut genitives: Vec<(String, String)> = lexicon
            .rows("genitives")
            .map(|row| (row.get("form").to_owned(), row.get("instead").to_owned()))
            .collect();
        genitives.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.chars().count()));
        SaidTables {
            relations: relations(lexicon),
            generations: generations(lexicon),
            people: people(lexicon),
            unknown: Unknown::new(lexicon),
            genitives,
        }
    }

    /// The first words of all forms.
    pub(in crate::language::name) fn firsts(&self) -> impl Iterator<Item = &str> {
        let first = self.relations.firsts().chain(self.generations.firsts());
        first.chain(self.people.firsts()).chain(self.unknown.words().firsts())
    }

    /// How many words from the first on say that something is not known.
    pub(super) fn unknown_at(&self, words: &[impl AsRef<str>]) -> Option<usize> {
        self.unknown.words().at(words, |sense| *sense == Sense::Unknown).map(|(count, _)| count)
    }

    /// How many words from the first on stand beside such words and name nobody.
    pub(super) fn about_at(&self, words: &[impl AsRef<str>]) -> Option<usize> {
        self.unknown.words().at(words, |sense| *sense == Sense::About).map(|(count, _)| count)
    }
}

fn relations(lexicon: &Lexicon) -> Phrases<RelationWord> {
    let rows = lexicon.rows("relations");
    Phrases::new(rows.map(|row| {
        let word = RelationWord {
            kind: row.get("kind").into(),
            sex: Sex::of_letter(row.get("sex")),
            of_sex: Sex::of_letter(row.get("of_sex")),
            place: match row.get("where") {
                "start" => Place::Start,
                "before" => Place::Before,
                "after" => Place::After,
                "brackets" => Place::Brackets,
                "with" => Place::With,
                _ => Place::Any,
            },
            is_of: row.get("of") == "yes",
            are_many: row.get("number") == "many",
            least_words: if row.get("where") == "start" { 2 } else { 1 },
        };
        (row.get("form").to_owned(), word)
    }))
}

fn generations(lexicon: &Lexicon) -> Phrases<GenerationWord> {
    let rows = lexicon.rows("generations").filter_map(|row| {
        let place = match row.get("where") {
            "after" => GenerationPlace::After,
            "after-small" => GenerationPlace::AfterSmall,
            "after-two" => GenerationPlace::AfterTwo,
            "brackets" => GenerationPlace::Brackets,
            _ => GenerationPlace::Any,
        };
        let mark = Generation::of_name(row.get("mark"))?;
        Some((row.get("form").to_owned(), GenerationWord { mark, place }))
    });
    Phrases::new(rows)
}

fn people(lexicon: &Lexicon) -> Phrases<PeopleWord> {
    let rows = lexicon.rows("people-words").map(|row| {
        let word = match row.get("sense") {
            "people" => PeopleWord::People,
            "unit" => PeopleWord::Unit,
            "and" => PeopleWord::And,
            "and-in-name" => PeopleWord::AndInName,
            "with" => PeopleWord::With,
            "whose" => PeopleWord::Whose,
            "companion" => PeopleWord::Companion,
            "companions" => PeopleWord::Companions,
            "number" => PeopleWord::Number(row.get("count").parse().unwrap_or(1)),
            "years" => PeopleWord::Years,
            _ => PeopleWord::Person,
        };
        (row.get("form").to_owned(), word)
    });
    Phrases::new(rows)
}
