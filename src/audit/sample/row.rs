//! Writes one row of an invented list about a person.
//!
//! Input: an [`InventedPerson`] and the settings of the list. Output: one cell for each column.
//!
//! One sequence of random numbers writes the cells from left to right, so a different column order gives different
//! rows.

use super::names::NameWriter;
use super::people::InventedPerson;
use super::phrases::FormPhrases;
use super::rng::{Rng, Weighted};
use super::settings::{Content, Language, ListScript, ListSettings};
use super::spelling::Speller;
use super::stems::Stems;
use super::tail;
use super::values::ValueWriter;

/// Tables from which every invented world is drawn.
#[derive(Debug)]
pub(crate) struct Stock {
    /// Names and towns.
    pub(crate) stems: Stems,
    /// The spelling tables.
    pub(crate) speller: Speller,
    /// The phrases for dates, ages, statuses and ranks.
    pub(crate) phrases: FormPhrases,
}

impl Stock {
    /// The tables that ship with the crate.
    pub(crate) fn bundled() -> Self {
        Stock { stems: Stems::bundled(), speller: Speller::bundled(), phrases: FormPhrases::bundled() }
    }

    /// The bundled tables, with a long tail of names composed from them.
    pub(crate) fn long_tailed() -> Self {
        let speller = Speller::bundled();
        Stock { stems: tail::long_tailed(&speller), speller, phrases: FormPhrases::bundled() }
    }
}

/// Writes the rows of one list.
#[derive(Debug)]
pub(crate) struct RowWriter<'a> {
    /// The settings of the list.
    list: &'a ListSettings,
    /// Writes the name cells.
    names: NameWriter<'a>,
    /// Writes the other cells.
    values: ValueWriter<'a>,
    /// The scripts of the names, by weight; drawn for each name.
    scripts: Weighted<ListScript>,
    /// The languages of the other cells, by weight; drawn for each cell.
    languages: Weighted<Language>,
    /// Whether the list has a column for the rank. Then the name cell has none.
    has_rank: bool,
}

impl<'a> RowWriter<'a> {
    /// A writer for a list.
    pub(crate) fn new(list: &'a ListSettings, stock: &'a Stock) -> Self {
        RowWriter {
            list,
            names: NameWriter { speller: &stock.speller, rates: &list.names },
            values: ValueWriter { stems: &stock.stems, phrases: &stock.phrases, rates: &list.values },
            scripts: Weighted::new(list.scripts.iter().copied()),
            languages: Weighted::new(list.languages.iter().copied()),
            has_rank: list.columns.iter().any(|column| column.content == Content::Rank),
        }
    }

    /// The cells of a row about a person. The cell of the id stays empty until the position of the row is known.
    pub(crate) fn row(&self, person: &InventedPerson, rng: &mut Rng) -> Vec<String> {
        let columns = self.list.columns.iter();
        columns.map(|column| self.cell(column.content, person, rng)).collect()
    }

    /// The cell of one column.
    fn cell(&self, content: Content, person: &InventedPerson, rng: &mut Rng) -> String {
        if content == Content::Name {
            let script = self.scripts.draw(rng).copied();
            return self.name(person, script.unwrap_or(ListScript::Russian), rng);
        }
        let language = self.languages.draw(rng).copied();
        let language = language.unwrap_or(Language::Russian);
        let values = &self.values;
        match content {
            Content::Id | Content::Name => String::new(),
            Content::Rank => values.rank(person, language, rng),
            Content::Department => values.department(person, language, rng),
            Content::Birth => values.birth(person, language, rng),
            Content::Age => values.age(person, language, rng),
            Content::Death => values.death(person, language, rng),
            Content::Place => values.place(person, language, rng),
            Content::Status => values.status(person, language, rng),
            Content::Note => values.phrases.draw("source-note", language, rng).to_owned(),
            Content::Link => format!("https://example.org/invented/{:06}", rng.below(1_000_000)),
        }
    }

    /// The name cell. Sometimes the rank comes first, in the language of the script.
    fn name(&self, person: &InventedPerson, script: ListScript, rng: &mut Rng) -> String {
        let shown = rng.chance(self.list.names.rank) && !self.has_rank;
        let language = match script {
            ListScript::Kazakh => Language::Kazakh,
            ListScript::Russian => Language::Russian,
            _ => Language::English,
        };
        let rank = if shown { self.values.rank(person, language, rng) } else { String::new() };
        self.names.cell(person, script, &rank, rng)
    }
}
