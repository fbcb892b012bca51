//! Language knowledge as data: tables of letters, endings, names, months, places and statuses.
//!
//! A table is a UTF-8 TSV file `<language>/<kind>.tsv` with a header row; lines that start with
//! `#` are comments and say where the rows come from. Tables of one kind are read together over
//! all languages, so a new language is a new folder. Each stage builds what it needs from the
//! rows of its kinds; this module only stores and validates them.

mod table;

pub use table::{Row, Table};

use crate::Result;

/// All language tables of a run.
///
/// ```
/// use casualty_register::Lexicon;
///
/// let lexicon = Lexicon::bundled();
/// assert!(lexicon.rows("months").any(|row| row.get("form") == "қаңтар"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    tables: Vec<Table>,
}

macro_rules! bundle {
    ($($path:literal),* $(,)?) => {
        /// The tables that ship with the crate, as `(language/kind, text)`.
        const BUNDLED: &[(&str, &str)] = &[
            $(($path, include_str!(concat!("data/", $path, ".tsv"))),)*
        ];
    };
}

bundle![
    "ar/compounds",
    "ar/given",
    "ar/titles",
    "en/given",
    "en/titles",
    "en/unnamed",
    "kk/given",
    "kk/short-forms",
    "kk/titles",
    "kk/unnamed",
    "ru/given",
    "ru/short-forms",
    "ru/titles",
    "ru/unnamed",
];

impl Lexicon {
    /// The tables that ship with the crate.
    pub fn bundled() -> Self {
        let mut lexicon = Lexicon::default();
        for (name, text) in BUNDLED {
            // A test reads every bundled table, so none is skipped in a release.
            if let Ok(table) = Table::parse(name, text) {
                lexicon.tables.push(table);
            }
        }
        lexicon
    }

    /// Adds a table of the user's; its rows are read after the bundled ones of its kind.
    ///
    /// `name` is `language/kind`, as `uz/months`.
    ///
    /// # Errors
    ///
    /// When a line does not have as many cells as the header.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        self.tables.push(Table::parse(name, text)?);
        Ok(())
    }

    /// The rows of one kind over all languages, in the order of the tables.
    pub fn rows<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = Row<'a>> + 'a {
        self.tables
            .iter()
            .filter(move |table| table.kind() == kind)
            .flat_map(Table::rows)
    }

    /// The tables, in the order in which they are read.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_table_is_well_formed() {
        for (name, text) in BUNDLED {
            if let Err(error) = Table::parse(name, text) {
                panic!("{error}");
            }
        }
    }
}
