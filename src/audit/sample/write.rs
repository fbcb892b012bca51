//! Writes a world as a folder: the lists, the project file that maps their columns, and the truth.

use super::world::{SampleList, World};
use crate::base::disk::Replacement;
use crate::base::error::{Error, ErrorKind, Result};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

impl World {
    /// Writes one CSV file for each list, `reconcile.toml` and `truth.csv` (`source,id,person`) into a folder. The
    /// folder is created if it does not exist. Files of the same name are replaced.
    ///
    /// ```
    /// use casualty_register::audit::sample::{Scenario, World};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = tempfile::tempdir()?;
    /// let world = World::generate(&Scenario::Initials.settings(1));
    /// world.write_dir(folder.path())?;
    /// assert!(folder.path().join("reconcile.toml").exists());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If two files have the same name, or if the folder or a file cannot be written.
    pub fn write_dir(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create", error))?;
        refuse_one_file_of_two(&self.lists)?;
        let mut files = Vec::new();
        for list in &self.lists {
            let rows = list.rows.iter().map(|row| row.iter().map(String::as_str).collect());
            files.push(table(&folder.join(&list.file), list.header().collect(), rows)?);
        }
        files.push(self.truth_table(&folder.join("truth.csv"))?);
        files.push(project_file(folder, &self.project_toml())?);
        files.into_iter().try_for_each(Replacement::put)
    }

    /// The truth as a CSV file.
    fn truth_table(&self, path: &Path) -> Result<Replacement> {
        let mut table = SampleTable::create(path)?;
        table.row(["source", "id", "person"])?;
        for row in &self.truth {
            table.row([&row.source, &row.id, &row.person.to_string()])?;
        }
        table.finish()
    }

    /// The text of the project file: the lists and the meaning of each of their columns.
    pub fn project_toml(&self) -> String {
        let mut text = format!(
            "# Invented lists: nobody on them exists.\n[project]\ntitle = {}\nfrom = \"2022-01-02\"          # \
             the period of the deaths\nto = \"2022-01-31\"\n",
            quoted(&self.title)
        );
        if let Some(totals) = self.totals {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "totals = {}", quoted(totals));
        }
        if let Some(ids) = self.ids {
            let _ = writeln!(text, "ids = {}", quoted(ids));
        }
        for list in &self.lists {
            push_source(&mut text, list);
        }
        text
    }
}

/// Adds the section of one list.
fn push_source(text: &mut String, list: &SampleList) {
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "\n[[source]]\nid = {}\ntitle = {}\nfile = {}\ndeclared_count = {}\nduplicates = {}        # never | \
         rare | common: how often the list repeats a person\n",
        quoted(&list.id),
        quoted(&list.title),
        quoted(&list.file),
        list.declared_count,
        quoted(list.duplicates),
    );
    if let Some(scope) = list.scope {
        let _ = writeln!(text, "scope = {}           # who the list covers", quoted(scope));
    }
    text.push_str("[source.columns]\n");
    for column in &list.columns {
        if let Some(field) = column.content.field() {
            let _ = writeln!(text, "{field} = {}", quoted(&column.header));
        }
    }
}

/// The text as a TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// An error if two lists, or a list and another file of the folder, have the same file name.
pub(super) fn refuse_one_file_of_two(lists: &[SampleList]) -> Result<()> {
    let mut seen = BTreeSet::from(["reconcile.toml", "truth.csv"]);
    match lists.iter().find(|list| !seen.insert(list.file.as_str())) {
        None => Ok(()),
        Some(list) => {
            let problem = format!("two files have the name {}; give each list its own file", list.file);
            Err(ErrorKind::Setting { name: "lists", problem }.into())
        }
    }
}

/// The project file. It is written after all other files, so an incomplete folder has no project file.
pub(super) fn project_file(folder: &Path, text: &str) -> Result<Replacement> {
    let mut file = Replacement::of(folder.join("reconcile.toml"))?;
    file.fill(text.as_bytes())?;
    Ok(file)
}

/// A list as a CSV file.
fn table<'a>(
    path: &Path,
    header: Vec<&'a str>,
    rows: impl Iterator<Item = Vec<&'a str>>,
) -> Result<Replacement> {
    let mut table = SampleTable::create(path)?;
    table.row(header)?;
    for row in rows {
        table.row(row)?;
    }
    table.finish()
}

/// A CSV file during writing, with its path for error messages.
struct SampleTable<'a> {
    /// The path of the finished file.
    path: &'a Path,
    /// Writes the new file next to the old one.
    writer: csv::Writer<Replacement>,
}

impl<'a> SampleTable<'a> {
    /// Begins a file; an old file of this name stays until the new one is put in place.
    fn create(path: &'a Path) -> Result<Self> {
        Ok(SampleTable { path, writer: csv::Writer::from_writer(Replacement::of(path)?) })
    }

    /// Adds a row.
    fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<()> {
        let written = self.writer.write_record(cells);
        written.map_err(|error| failure(self.path, error))
    }

    /// The complete file, ready to be put in place.
    fn finish(self) -> Result<Replacement> {
        let flushed = self.writer.into_inner();
        flushed.map_err(|error| Error::io(self.path, "write", error.into_error()))
    }
}

/// The error about a file that cannot be written as CSV.
pub(super) fn failure(path: &Path, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::io(path, "write", error),
        other => ErrorKind::Table {
            path: path.to_owned(),
            row: None,
            problem: format!(
                "the table cannot be written as CSV ({other:?}); give every row the same number \
                              of cells"
            ),
        }
        .into(),
    }
}
