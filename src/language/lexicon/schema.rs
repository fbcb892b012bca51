//! The format of the language tables of each kind.
//!
//! The format of every kind is declared here once. Tables of the user are checked against it when they are added, the
//! bundled tables by a test, and the page of tables in the guide is written from it.
//!
//! In: a [`Table`]. Out: its first fault, with the line and what to write instead. The modules `letters`, `names`,
//! `fields` and `rows` declare the kinds; `values` declares what a cell may contain.
//!
//! A new kind needs a constant in one of these modules, an entry in [`Schema::ALL`], and a reader that uses its rows.

mod fields;
mod letters;
mod names;
mod rows;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use values::{Case, Values};

use super::table::{Table, TableRow};
use crate::base::nearest::nearest;

/// The format of the tables of one kind.
///
/// ```
/// use casualty_register::language::lexicon::Schema;
///
/// let schema = Schema::of("alternations").expect("a kind of table");
/// let columns: Vec<&str> = schema.columns().map(|column| column.name).collect();
/// assert_eq!(columns, ["a", "b", "cost", "where", "source", "example"]);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Schema {
    /// The kind: the name of the file without `.tsv`.
    pub kind: &'static str,
    /// What a row is, and what it changes in a run.
    pub about: &'static str,
    /// Which row counts if two tables have a row for the same thing.
    pub again: &'static str,
    /// The columns that identify a row: no two rows of a table have equal cells in all of them.
    pub key: &'static [&'static str],
    /// The cell, in the first column of the key, of the row that the guide shows as an example.
    pub shown: &'static str,
    /// The columns of the kind, without the [`REMARKS`] that it does not declare itself.
    columns: &'static [TableColumn],
}

/// A column of the tables of one kind.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TableColumn {
    /// The name in the header.
    pub name: &'static str,
    /// Whether the column must be present and filled.
    pub need: ColumnNeed,
    /// What its cells may contain.
    pub values: Values,
    /// What the column means.
    pub about: &'static str,
}

/// Whether a column must be present and its cells filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnNeed {
    /// The column must be present, and no cell may be empty.
    Filled,
    /// The column must be present; its cells may be empty.
    There,
    /// The column may be missing, and its cells may be empty.
    Optional,
}

impl fmt::Display for ColumnNeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnNeed::Filled => "always filled",
            ColumnNeed::There => "cell may be empty",
            ColumnNeed::Optional => "may be left out",
        })
    }
}

/// A column; a function only to keep the declarations short.
const fn column(name: &'static str, need: ColumnNeed, values: Values, about: &'static str) -> TableColumn {
    TableColumn { name, need, values, about }
}

// The usual answers for [`Schema::again`].
const FIRST: &str = "the first row read counts, so a bundled row overrides yours";
/// The rows of the user replace bundled rows.
const LAST: &str = "the last row read counts, so yours overrides a bundled row";
/// No row replaces another.
const BOTH: &str = "both count";

/// Columns that any table may have. Only people read them.
const REMARKS: [TableColumn; 2] = [
    column(
        "source",
        ColumnNeed::Optional,
        Values::Text,
        "where the row comes from: a publication, a count, or `general` for general knowledge",
    ),
    column("example", ColumnNeed::Optional, Values::Text, "an example of what the row does"),
];

/// A fault of a table: the line, counted from 1, and the problem in words.
pub(super) type Fault = (usize, String);

impl Schema {
    /// All kinds: first those for names, then dates, ages, places, statuses and sexes, then headers and rows.
    pub const ALL: &'static [Schema] = &[
        letters::LETTERS,
        letters::ALTERNATIONS,
        letters::ACCENTS,
        letters::SCRIPT_LETTERS,
        names::TRANSCRIPTIONS,
        names::ENDINGS,
        names::MARKERS,
        names::PREFIXES,
        letters::LOOKALIKES,
        letters::STAND_INS,
        letters::ALPHABETS,
        letters::LETTER_PLACES,
        names::ORDERS,
        names::GIVEN,
        names::SURNAMES,
        names::NAME_TAILS,
        names::BIRTH_SURNAME,
        names::SHORT_FORMS,
        names::FREQUENCIES,
        names::TITLES,
        names::UNNAMED,
        names::RELATIONS,
        names::GENITIVES,
        names::GENERATIONS,
        names::PEOPLE_WORDS,
        names::UNKNOWN_WORDS,
        names::COMPOUNDS,
        names::ALIAS_WORDS,
        names::SHORT_NAMES,
        fields::MONTHS,
        fields::NUMERALS,
        fields::NUMBER_ENDINGS,
        fields::DIGIT_LETTERS,
        fields::DATE_WORDS,
        fields::AGE_WORDS,
        fields::PLACES,
        fields::PLACE_WORDS,
        fields::STATUSES,
        fields::SEXES,
        rows::HEADER_WORDS,
        rows::ROW_WORDS,
    ];

    /// The schema of a kind; `None` if there is no such kind.
    pub fn of(kind: &str) -> Option<&'static Schema> {
        Schema::ALL.iter().find(|schema| schema.kind == kind)
    }

    /// The columns of the kind in their usual order. The last are `source` and `example`, which any table may have.
    pub fn columns(&self) -> impl Iterator<Item = &'static TableColumn> + use<> {
        let own = self.columns.iter();
        let declares = move |name: &str| own.clone().any(|column| column.name == name);
        self.columns.iter().chain(REMARKS.iter().filter(move |column| !declares(column.name)))
    }

    /// The column with this name.
    fn column(&self, name: &str) -> Option<&'static TableColumn> {
        self.columns().find(|column| column.name == name)
    }

    /// The first fault of a table of this kind: in the header, then in the rows, then repeated rows.
    pub(super) fn fault(&self, table: &Table) -> Option<Fault> {
        self.fault_of_header(table)
            .or_else(|| table.rows().find_map(|row| self.fault_of_row(row)))
            .or_else(|| self.repeated(table))
    }

    /// An unknown, repeated or missing column.
    fn fault_of_header(&self, table: &Table) -> Option<Fault> {
        let names: Vec<&str> = self.columns().map(|column| column.name).collect();
        let mut seen = BTreeSet::new();
        for name in table.header() {
            if self.column(name).is_none() {
                let near = nearest(name, names.iter().copied()).map(|near| format!(" (nearest: `{near}`)"));
                let (kind, near, all) = (self.kind, near.unwrap_or_default(), listed(&names));
                let problem = format!(
                    "tables of kind `{kind}` have no column `{name}`{near}; their columns are: {all}"
                );
                return Some((table.header_line(), problem));
            }
            if !seen.insert(name) {
                return Some((
                    table.header_line(),
                    format!("two columns have the name `{name}`; rename one"),
                ));
            }
        }
        let missing = self
            .columns()
            .find(|column| column.need != ColumnNeed::Optional && !seen.contains(column.name))?;
        let problem = format!(
            "there is no column `{}`; the columns of tables of kind `{}` are: {}",
            missing.name,
            self.kind,
            listed(&names)
        );
        Some((table.header_line(), problem))
    }

    /// The first cell of a row with a value that is not allowed.
    fn fault_of_row(&self, row: TableRow<'_>) -> Option<Fault> {
        let fault = |column: &TableColumn| {
            let (name, cell) = (column.name, row.get(column.name));
            let values = column.values.resolve(&row);
            let is_well = match cell {
                "" if column.need == ColumnNeed::Filled => false,
                "" => !column.values.depend() || values.allow(""),
                said => values.allow(said),
            };
            if is_well {
                return None;
            }
            let found = if cell.is_empty() { "the cell is empty".into() } else { format!("`{cell}`") };
            Some((row.line(), format!("column `{name}`: {found}; write {values}")))
        };
        self.columns().find_map(fault)
    }

    /// The first row with the key of an earlier row.
    fn repeated(&self, table: &Table) -> Option<Fault> {
        let mut seen = BTreeMap::new();
        for row in table.rows() {
            let key: Vec<&str> = self.key.iter().map(|column| row.get(column)).collect();
            if let Some(earlier) = seen.insert(key.clone(), row.line()) {
                let problem = format!(
                    "this row and the row in line {earlier} have the same {} (`{}`); keep one of them",
                    self.key.join(", "),
                    key.join("`, `")
                );
                return Some((row.line(), problem));
            }
        }
        None
    }
}

/// The problem of a table of an unknown kind, with the nearest known kind.
pub(super) fn unknown_kind(kind: &str) -> String {
    let kinds: Vec<&str> = Schema::ALL.iter().map(|schema| schema.kind).collect();
    let near = nearest(kind, kinds.iter().copied()).map(|near| format!(" (nearest: `{near}`)"));
    format!(
        "there are no tables of kind `{kind}`{}; the kinds are: {}",
        near.unwrap_or_default(),
        listed(&kinds)
    )
}

/// The first row of an `alternations` table with a neutral letter that no `letters` table produces. `known` has all
/// letters that they produce.
pub(super) fn unknown_neutral_letter(table: &Table, known: &BTreeSet<char>) -> Option<Fault> {
    let unknown = |letter: char| letter != values::NOTHING && !known.contains(&letter);
    let fault = |row: TableRow<'_>| {
        let column = ["a", "b"].into_iter().find(|column| row.get(column).chars().any(unknown))?;
        let all: String = known.iter().collect();
        let cell = row.get(column);
        let problem = format!(
            "column `{column}`: `{cell}` is not a neutral letter; the neutral letters of the tables `letters` \
             are: {all} (Latin letters, except those of Arabic script)"
        );
        Some((row.line(), problem))
    };
    table.rows().find_map(fault)
}

/// Names separated by commas.
fn listed(names: &[&str]) -> String {
    names.join(", ")
}
