//! Language tables: letters, endings, names, months, places and statuses as data.
//!
//! A table is a UTF-8 TSV file `<language>/<kind>.tsv` with a header row. Lines that start with `#` are comments with
//! the sources of the rows. Tables of one kind are read together over all languages, so a new language is a new folder,
//! and a line for each of its tables in `bundle!` below.
//!
//! In: the bundled tables, and tables of the user. Out: a [`Lexicon`] with the rows of each kind. This module stores
//! and validates tables; each reader builds what it needs from the rows. [`Schema`] describes the columns of a kind;
//! [the guide](crate::guide::tables) explains them.
//!
//! A bundled table is compiled into the crate as text, so that the program needs no files. A test checks every bundled
//! table against its schema; at run time they are not checked again.

mod schema;
mod table;

pub use schema::{Case, ColumnNeed, Schema, TableColumn, Values};
pub use table::{Table, TableRow};

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::base::digest;
use crate::base::error::{Error, ErrorKind, Result};

/// All language tables of a run. A clone is cheap, because the rows are shared.
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
///
/// let lexicon = Lexicon::bundled();
/// assert!(lexicon.rows("months").any(|row| row.get("form") == "қаңтар"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The bundled tables in the order of the `bundle!` list below, then those of the user.
    tables: Vec<Table>,
    /// Whether tables of the user were added. The digest must then be computed again.
    is_own: bool,
}

/// The bundled tables, read once per process.
static TABLES: LazyLock<Lexicon> = LazyLock::new(read_bundled);
/// The digest of the bundled tables, computed once per process.
static DIGEST: LazyLock<String> = LazyLock::new(|| digest_of(&TABLES.tables));

// Makes `BUNDLED` from paths without `.tsv` in the folder `data`.
macro_rules! bundle {
    ($($path:literal),* $(,)?) => {
        /// The tables that ship with the crate, as `(language/kind, text)`.
        const BUNDLED: &[(&str, &str)] = &[
            $(($path, include_str!(concat!("data/", $path, ".tsv"))),)*
        ];
    };
}

// The order matters where the row that is read first or last counts; see `again` in [`Schema`].
bundle![
    "cyrillic/letters",
    "cyrillic/alphabets",
    "cyrillic/alternations",
    "cyrillic/letter-places",
    "cyrillic/lookalikes",
    "cyrillic/orders",
    "cyrillic/stand-ins",
    "latin/accents",
    "latin/compounds",
    "latin/letters",
    "latin/orders",
    "arabic/letters",
    "arabic/alternations",
    "arabic/orders",
    "arabic/prefixes",
    "arabic/transcriptions",
    "kk/script-letters",
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
    "am/months",
    "am/date-words",
    "am/age-words",
    "ar/months",
    "ar/date-words",
    "ar/age-words",
    "de/months",
    "de/date-words",
    "de/age-words",
    "es/months",
    "es/date-words",
    "es/age-words",
    "fa/months",
    "fa/date-words",
    "fa/age-words",
    "fr/months",
    "fr/date-words",
    "fr/age-words",
    "he/months",
    "he/date-words",
    "he/age-words",
    "my/months",
    "my/date-words",
    "my/age-words",
    "ps/months",
    "ps/date-words",
    "ps/age-words",
    "th/months",
    "th/date-words",
    "th/age-words",
    "tr/months",
    "tr/date-words",
    "tr/age-words",
    "uk/months",
    "uk/date-words",
    "uk/age-words",
    "uz/months",
    "de/number-endings",
    "en/number-endings",
    "es/number-endings",
    "fr/number-endings",
    "kk/number-endings",
    "ru/number-endings",
    "tr/number-endings",
    "uk/number-endings",
    "cyrillic/digit-letters",
    "latin/digit-letters",
    "kz/places",
    "kk/place-words",
    "ru/place-words",
    "en/place-words",
    "es/place-words",
    "fr/place-words",
    "de/place-words",
    "uk/place-words",
    "tr/place-words",
    "ar/place-words",
    "fa/place-words",
    "he/place-words",
    "kk/statuses",
    "ru/statuses",
    "en/statuses",
    "ar/statuses",
    "de/statuses",
    "es/statuses",
    "fa/statuses",
    "fr/statuses",
    "he/statuses",
    "tr/statuses",
    "uk/statuses",
    "kk/sexes",
    "ru/sexes",
    "en/sexes",
    "ar/sexes",
    "de/sexes",
    "es/sexes",
    "fa/sexes",
    "fr/sexes",
    "he/sexes",
    "tr/sexes",
    "uk/sexes",
    "ar/alternations",
    "ar/compounds",
    "ar/given",
    "ar/titles",
    "en/birth-surname",
    "de/birth-surname",
    "es/birth-surname",
    "fr/birth-surname",
    "pl/birth-surname",
    "tr/birth-surname",
    "uk/birth-surname",
    "en/given",
    "de/titles",
    "en/titles",
    "es/titles",
    "fr/titles",
    "fa/titles",
    "he/titles",
    "tr/titles",
    "uk/titles",
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
    "he/surnames",
    "ru/titles",
    "ru/unnamed",
    "en/alias-words",
    "ru/alias-words",
    "uk/alias-words",
    "kk/alias-words",
    "es/alias-words",
    "fr/alias-words",
    "de/alias-words",
    "ar/alias-words",
    "fa/alias-words",
    "he/alias-words",
    "tr/alias-words",
    "de/given",
    "es/given",
    "fr/given",
    "he/given",
    "de/short-forms",
    "en/short-forms",
    "es/short-forms",
    "ar/short-forms",
    "fr/short-forms",
    "tr/short-forms",
    "uk/short-forms",
    "latin/short-names",
    "cyrillic/short-names",
    "ar/generations",
    "de/generations",
    "en/generations",
    "es/generations",
    "fr/generations",
    "fa/generations",
    "he/generations",
    "tr/generations",
    "kk/generations",
    "ru/generations",
    "uk/generations",
    "en/genitives",
    "kk/genitives",
    "ru/genitives",
    "tr/genitives",
    "ar/people-words",
    "de/people-words",
    "en/people-words",
    "es/people-words",
    "fa/people-words",
    "fr/people-words",
    "he/people-words",
    "kk/people-words",
    "ru/people-words",
    "tr/people-words",
    "uk/people-words",
    "uz/people-words",
    "ar/relations",
    "de/relations",
    "en/relations",
    "es/relations",
    "fa/relations",
    "fr/relations",
    "he/relations",
    "kk/relations",
    "ru/relations",
    "tr/relations",
    "uk/relations",
    "uz/relations",
    "ar/unknown-words",
    "de/unknown-words",
    "en/unknown-words",
    "es/unknown-words",
    "fa/unknown-words",
    "fr/unknown-words",
    "he/unknown-words",
    "kk/unknown-words",
    "ru/unknown-words",
    "tr/unknown-words",
    "uk/unknown-words",
    "uz/unknown-words",
    "ar/header-words",
    "de/header-words",
    "fa/header-words",
    "fr/header-words",
    "he/header-words",
    "tr/header-words",
    "ar/row-words",
    "en/header-words",
    "en/row-words",
    "es/header-words",
    "es/row-words",
    "kk/header-words",
    "kk/row-words",
    "ru/header-words",
    "ru/row-words",
    "uk/header-words",
    "uk/row-words",
];

impl Lexicon {
    /// The tables that ship with the crate. They are parsed at the first call.
    /// The result does not depend on the machine, the time or any setting.
    pub fn bundled() -> Self {
        TABLES.clone()
    }

    /// Adds a table of the user. Its rows are read after the bundled rows of its kind.
    ///
    /// `name` is `language/kind`: `uz/months`. `text` is the whole file.
    ///
    /// # Errors
    ///
    /// If there is no such kind, a line has another number of cells than the header, or the table does not match the
    /// [`Schema`] of its kind: a missing or unknown column, a cell with a value that is not allowed, a repeated row. A
    /// table of kind `alternations` is also refused if its neutral letters are in no table of kind `letters` that was
    /// added before. The error names the table and the line.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        self.add_all(vec![table_of_users(name, text)?])
    }

    /// Adds every table `<kind>.tsv` of a folder, in the order of the file names. The name of the folder is the
    /// language. Other files are ignored.
    ///
    /// # Errors
    ///
    /// If the folder or a table cannot be read, or a table does not match its [`Schema`]. Then no table is added.
    pub fn add_folder(&mut self, folder: &Path) -> Result<()> {
        let language = folder.file_name().map_or_else(|| "user".into(), |name| name.to_string_lossy());
        let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, "read", error))?;
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.map_err(|error| Error::io(folder, "read", error))?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
        paths.sort();
        let mut tables = Vec::new();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|error| Error::io(&path, "read", error))?;
            let kind = path.file_stem().unwrap_or_default().to_string_lossy();
            tables.push(table_of_users(&format!("{language}/{kind}"), &text)?);
        }
        self.add_all(tables)
    }

    /// Adds valid tables together. They may need each other: alternations need the letters of the same folder.
    fn add_all(&mut self, tables: Vec<Table>) -> Result<()> {
        let letters = |table: &&Table| table.kind() == "letters";
        let letters = self.tables.iter().chain(&tables).filter(letters).flat_map(Table::rows);
        let neutral: BTreeSet<char> = letters.flat_map(|row| row.get("to").chars()).collect();
        for table in tables.iter().filter(|table| table.kind() == "alternations") {
            refuse(table, schema::unknown_neutral_letter(table, &neutral))?;
        }
        self.tables.extend(tables);
        self.is_own = true;
        Ok(())
    }

    /// SHA-256 over the names and rows of all tables, in hexadecimal. It changes if and only if a table changes, so it
    /// shows whether two runs used the same language data. Comments in the tables do not count.
    pub fn digest(&self) -> String {
        if self.is_own { digest_of(&self.tables) } else { DIGEST.clone() }
    }

    /// Whether these are the bundled tables and no others.
    pub(crate) fn is_bundled(&self) -> bool {
        !self.is_own && !self.tables.is_empty()
    }

    /// The rows of one kind over all languages, in the order of the tables. Empty if there is no table of the kind.
    pub fn rows<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = TableRow<'a>> + 'a {
        self.tables.iter().filter(move |table| table.kind() == kind).flat_map(Table::rows)
    }

    /// The tables in the order in which they are read.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }
}

/// Parses the bundled tables in parallel.
fn read_bundled() -> Lexicon {
    // A test reads every bundled table, so none is skipped in a release.
    let tables = BUNDLED.par_iter().filter_map(|(name, text)| Table::parse(name, text).ok());
    Lexicon { tables: tables.collect(), is_own: false }
}

/// The digest of tables in this order.
fn digest_of(tables: &[Table]) -> String {
    digest::of_texts(tables.iter().map(Table::to_text))
}

/// Parses a table of the user and checks it against the schema of its kind.
/// The error names the line and what to write instead.
fn table_of_users(name: &str, text: &str) -> Result<Table> {
    // Composed letters (NFC), because the letters of lists are composed before they are looked up.
    let table = Table::parse(name, &text.nfc().collect::<String>())?;
    let fault = match Schema::of(table.kind()) {
        Some(schema) => schema.fault(&table),
        None => Some((1, schema::unknown_kind(table.kind()))),
    };
    refuse(&table, fault)?;
    Ok(table)
}

/// Turns a fault into an error with the name of the table.
fn refuse(table: &Table, fault: Option<(usize, String)>) -> Result<()> {
    match fault {
        None => Ok(()),
        Some((line, problem)) => {
            Err(ErrorKind::Lexicon { table: table.name().to_owned(), line, problem }.into())
        }
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
        assert!(error.is_err_and(|error| error.contains("no column `month`")));
        let error =
            lexicon.add("uz/months", "form\tmatch\nyanvar\texact\n").map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("no column `value`")));
    }

    #[test]
    fn every_bundled_table_is_as_its_schema_says() -> Result<()> {
        for (name, text) in BUNDLED {
            table_of_users(name, text)?;
        }
        Lexicon::default().add_all(Lexicon::bundled().tables)
    }
}
