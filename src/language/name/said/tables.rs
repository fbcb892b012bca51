//! The tables of words in a name cell that are not part of the name: relations, generations, people, unknown
//! parts, genitives.
//!
//! In: rows of the tables `relations`, `generations`, `people-words`, `unknown-words` and `genitives`. Out:
//! look-ups by the words of a cell. A new language needs only new rows; the rules in `said` refer to the
//! meanings, not to words.

use std::sync::Arc;

use crate::language::lexicon::Lexicon;
use crate::language::name::Generation;
use crate::language::phrases::Phrases;
use crate::language::sex::Sex;
use crate::language::unknown::{Sense, Unknown};

/// The place of a word of relation in the cell (column `where` of `relations`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RelationPlace {
    /// Before the named person, with nothing before it; `start` in the tables.
    Start,
    /// Before the named person; `before` in the tables. A name before it is that of the person of the record:
    /// `Omar s/o Nabil`.
    Before,
    /// After the named person, in brackets or not; `after` in the tables.
    After,
    /// In brackets or after a comma; `brackets` in the tables. `X (wife)`.
    Brackets,
    /// Before or after the named person; every other text in the tables.
    Any,
    /// After a word such as `with`, or in a case that means it; `with` in the tables. `X с женой`.
    With,
}

/// A row of the tables `relations`, such as `wife of`.
#[derive(Clone, Debug)]
pub(super) struct RelationWord {
    /// The kind, from the general to the particular: `spouse/wife`.
    pub(super) kind: Arc<str>,
    /// The sex of the relative; `None` if the word shows none.
    pub(super) sex: Option<Sex>,
    /// The sex of the named person, if the relation shows it: in `wife of X`, X is a man.
    pub(super) of_sex: Option<Sex>,
    /// Where the word is in the cell.
    pub(super) place: RelationPlace,
    /// The word alone shows that the name is another person's, as `wife of` does; `yes` in the column `of`.
    pub(super) is_of: bool,
    /// The word means several people, as `family of` does; `many` in the column `number`.
    pub(super) are_many: bool,
    /// Fewest words of the name beside it: 2 for a word at the start of the cell, otherwise 1.
    pub(super) least_words: usize,
}

/// A row of the tables `generations`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GenerationWord {
    /// The mark that the word means.
    pub(super) mark: Generation,
    /// Where the word is in the cell.
    pub(super) place: GenerationPlace,
}

/// The place of a generation mark in the cell (column `where` of `generations`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GenerationPlace {
    /// Anywhere beside the name; every other text in the tables.
    Any,
    /// After at least one word of the name; `after` in the tables.
    After,
    /// The same, but after a single word only in small letters: `Сапаров Ст.` may be an initial.
    /// `after-small` in the tables.
    AfterSmall,
    /// After at least two words of the name, in a word that begins with a capital: `II` after one word may be
    /// two initials. `after-two` in the tables.
    AfterTwo,
    /// In brackets only; `brackets` in the tables. `Петров Иван (отец)`.
    Brackets,
}

/// The meaning of a row of the tables `people-words` (column `sense`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PeopleWord {
    /// One person without a name, such as "man"; every other text in the tables.
    Person,
    /// Several people without names, such as "children"; `people` in the tables.
    People,
    /// A word for people after a number, such as `чел`; `unit` in the tables.
    Unit,
    /// Joins two people; `and` in the tables.
    And,
    /// Joins two people, or two parts of one name, such as Spanish `y`; `and-in-name` in the tables.
    AndInName,
    /// Joins people to the person who is named; `with` in the tables.
    With,
    /// States that somebody belongs to the person who is named: "his", "her"; `whose` in the tables.
    Whose,
    /// One person beside the one who is named, in one word, such as `әйелімен`; `companion` in the tables.
    Companion,
    /// Several people beside the one who is named, in one word; `companions` in the tables.
    Companions,
    /// A number word, with the number in the column `count`; `number` in the tables.
    Number(u32),
    /// A measure of age, so that a number before it counts nobody; `years` in the tables.
    Years,
}

/// The tables, ready for look-ups by words.
#[derive(Clone, Debug, Default)]
pub(in crate::language::name) struct SaidTables {
    /// Words of relation.
    pub(super) relations: Phrases<RelationWord>,
    /// Generation marks.
    pub(super) generations: Phrases<GenerationWord>,
    /// Words for people, numbers, and words that join people.
    pub(super) people: Phrases<PeopleWord>,
    /// Words that state that something is unknown.
    pub(super) unknown: Unknown,
    /// Case endings, each with the ending of the dictionary form; the longest first.
    pub(super) genitives: Vec<(String, String)>,
}

impl SaidTables {
    /// Reads the tables.
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

    /// How many words at the start state that something is unknown; `None` for none.
    pub(super) fn unknown_at(&self, words: &[impl AsRef<str>]) -> Option<usize> {
        self.unknown.words().at(words, |sense| *sense == Sense::Unknown).map(|(count, _)| count)
    }

    /// How many words at the start name what is unknown, such as "name"; they mean nobody by themselves.
    /// `None` for none.
    pub(super) fn about_at(&self, words: &[impl AsRef<str>]) -> Option<usize> {
        self.unknown.words().at(words, |sense| *sense == Sense::About).map(|(count, _)| count)
    }
}

/// Reads the tables `relations`.
fn relations(lexicon: &Lexicon) -> Phrases<RelationWord> {
    let rows = lexicon.rows("relations");
    Phrases::new(rows.map(|row| {
        let word = RelationWord {
            kind: row.get("kind").into(),
            sex: Sex::of_letter(row.get("sex")),
            of_sex: Sex::of_letter(row.get("of_sex")),
            place: match row.get("where") {
                "start" => RelationPlace::Start,
                "before" => RelationPlace::Before,
                "after" => RelationPlace::After,
                "brackets" => RelationPlace::Brackets,
                "with" => RelationPlace::With,
                _ => RelationPlace::Any,
            },
            is_of: row.get("of") == "yes",
            are_many: row.get("number") == "many",
            least_words: if row.get("where") == "start" { 2 } else { 1 },
        };
        (row.get("form").to_owned(), word)
    }))
}

/// Reads the tables `generations`. Rows with an unknown mark are skipped.
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

/// Reads the tables `people-words`.
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
