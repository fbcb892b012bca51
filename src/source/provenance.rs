//! Provenance of a run: its input files besides the lists, with their digests. Paths are those in the project file, never those of a
//! machine.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::digest;
use crate::base::error::{Error, Result};
use crate::source::project::Project;

/// A file and its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FileDigest {
    pub(crate) file: String,
    pub(crate) sha256: String,
}

impl FileDigest {
    pub(crate) fn of(file: impl Into<String>, path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, "read", error))?;
        Ok(FileDigest { file: file.into(), sha256: digest::of_bytes(&bytes) })
    }
}

/// The project file, the tables that it names and the model that was given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// `None` for a run that was put together in code.
    pub(crate) project: Option<FileDigest>,
    /// The tables that the project file names: language tables, published totals, reasons.
    pub(crate) tables: Vec<FileDigest>,
    /// The file of ids, as the project file names it.
    ids: Option<String>,
    /// The digest of the model that was taken as it is.
    pub(crate) model: Option<String>,
}

impl Origin {
    pub(crate) fn of(project: &Project) -> Result<Self> {
        let path = project.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let file = name.filter(|_| path.is_file()).map(|name| FileDigest::of(name, path)).transpose()?;
        let tables = tables_without_ids(project)?;
        Ok(Origin { project: file, tables, ids: project.ids_as_named().map(str::to_owned), model: None })
    }

    /// The text of the ids after the run counts as its input: a run that begins with them gives the same.
    pub(crate) fn set_ids(&mut self, ids: &str) {
        if let Some(file) = self.ids.take() {
            self.tables.push(FileDigest { file, sha256: digest::of_bytes(ids.as_bytes()) });
        }
    }
}

/// The tables in the lexicon folders of a project, as `our-tables/months.tsv`, those of totals and reasons, the
/// ledgers and the ids.
pub(crate) fn tables(project: &Project) -> Result<Vec<FileDigest>> {
    let mut found = tables_without_ids(project)?;
    if let (Some(file), Some(path)) = (project.ids_as_named(), project.ids().filter(|path| path.is_file())) {
        found.push(FileDigest::of(file, &path)?);
    }
    Ok(found)
}

fn tables_without_ids(project: &Project) -> Result<Vec<FileDigest>> {
    let mut found = Vec::new();
    for folder in project.lexicon() {
        let entries = std::fs::read_dir(&folder).map_err(|error| Error::io(&folder, "read", error))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut paths: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|extension| extension == "tsv")).collect();
        paths.sort();
        for path in paths {
            let shown = path.strip_prefix(project.folder()).unwrap_or(&path);
            found.push(FileDigest::of(shown.to_string_lossy(), &path)?);
        }
    }
    for path in project.totals().into_iter().chain(project.reasons()).chain(project.decisions()) {
        let shown = path.strip_prefix(project.folder()).unwrap_or(&path);
        found.push(FileDigest::of(shown.to_string_lossy(), &path)?);
    }
    Ok(found)
}
