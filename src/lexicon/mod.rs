//! Language knowledge as data: tables of letters, endings, names, months, places and statuses.
//!
//! A table is a UTF-8 TSV file `<language>/<kind>.tsv` with a header row; lines that start with
//! `#` are comments and say where the rows come from. Tables of one kind are read together over
//! all languages, so a new language is a new folder. Each stage builds what it needs from the
//! rows of its kinds; this module only stores and validates them.

mod table;

pub use table::{Row, Table};

use std::path::Path;

use crate::{Error, Result, digest};

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
    "cyrillic/letters",
    "cyrillic/alphabets",
    "cyrillic/alternations",
    "cyrillic/letter-places",
    "cyrillic/lookalikes",
    "cyrillic/orders",
    "cyrillic/stand-ins",
    "latin/letters",
    "arabic/letters",
    "arabic/alternations",
    "arabic/orders",
    "arabic/prefixes",
    "kk/endings",
    "kk/frequencies",
    "kk/markers",
    "kk/name-tails",
    "kk/months",
    "kk/numerals",
    "kk/date-words",
    "kk/age-words",
    "ru/months",
    "ru/numerals",
    "ru/date-words",
    "ru/age-words",
    "en/months",
    "en/numerals",
    "en/date-words",
    "en/age-words",
    "kz/places",
    "kk/place-words",
    "ru/place-words",
    "en/place-words",
    "kk/statuses",
    "ru/statuses",
    "en/statuses",
    "kk/sexes",
    "ru/sexes",
    "en/sexes",
    "ar/compounds",
    "ar/given",
    "ar/titles",
    "en/birth-surname",
    "en/given",
    "en/titles",
    "en/unnamed",
    "kk/birth-surname",
    "kk/given",
    "kk/short-forms",
    "kk/surnames",
    "kk/titles",
    "kk/unnamed",
    "ru/birth-surname",
    "ru/given",
    "ru/short-forms",
    "ru/surnames",
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
    /// When a line does not have as many cells as the header, or a column is missing that the tables
    /// of the kind have.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        let table = Table::parse(name, text)?;
        if let Some(known) = self.tables.iter().find(|known| known.kind() == table.kind()) {
            table.require(known)?;
        }
        self.tables.push(table);
        Ok(())
    }

    /// Adds every table `<kind>.tsv` of a folder, in the order of their names. The folder's own name
    /// is taken as the language.
    ///
    /// # Errors
    ///
    /// When the folder or a table cannot be read, or a table is malformed.
    pub fn add_folder(&mut self, folder: &Path) -> Result<()> {
        let language = folder.file_name().map_or_else(|| "user".into(), |name| name.to_string_lossy());
        let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, "read", error))?;
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.map_err(|error| Error::io(folder, "read", error))?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|error| Error::io(&path, "read", error))?;
            let kind = path.file_stem().unwrap_or_default().to_string_lossy();
            self.add(&format!("{language}/{kind}"), &text)?;
        }
        Ok(())
    }

    /// SHA-256 over the names and rows of all tables, in hexadecimal: it changes whenever what a run
    /// knows of languages changes.
    pub fn digest(&self) -> String {
        let tables = self.tables.iter().map(|table| table.to_text());
        digest::of_bytes(tables.collect::<String>().as_bytes())
    }

    /// The rows of one kind over all languages, in the order of the tables.
    pub fn rows<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = Row<'a>> + 'a {
        self.tables.iter().filter(move |table| table.kind() == kind).flat_map(Table::rows)
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
    fn a_table_of_the_users_needs_the_columns_of_its_kind() {
        let mut lexicon = Lexicon::bundled();
        assert!(lexicon.add("uz/months", "form\tvalue\tmatch\nyanvar\t1\texact\n").is_ok());
        let error = lexicon.add("uz/months", "form\tmonth\nyanvar\t1\n").map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("`value`")));
    }

    #[test]
    fn every_bundled_table_is_well_formed() -> Result<()> {
        for (name, text) in BUNDLED {
            Table::parse(name, text)?;
        }
        Ok(())
    }
}
