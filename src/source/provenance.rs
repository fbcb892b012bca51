//! Provenance of a run: its input files other than lists, with their digests. Paths are those of the project file,
//! never of a machine.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::digest;
use crate::base::error::{Error, Result};
use crate::source::project::Project;

/// A file and its SHA-256.
///
/// Readers of a run record can compare the digest with the output of `sha256sum`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FileDigest {
    /// Path relative to the project folder.
    pub(crate) file: String,
    /// SHA-256 of its bytes, in hex.
    pub(crate) sha256: String,
}

impl FileDigest {
    /// Reads a file and computes its digest; `file` is the path to show.
    pub(crate) fn of(file: impl Into<String>, path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, "read", error))?;
        Ok(FileDigest { file: file.into(), sha256: digest::of_bytes(&bytes) })
    }
}

/// The project file, the tables that it names, and the model that was given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// The project file; `None` for a project that was built in code.
    pub(crate) project: Option<FileDigest>,
    /// The tables that the project file names: language tables, published totals, reasons, decisions, and the ids after
    /// the run.
    pub(crate) tables: Vec<FileDigest>,
    /// Path of the file of ids, as written in the project file.
    ids: Option<String>,
    /// The file of ids, as the project names it, if this run begins it.
    pub(crate) begun_ids: Option<String>,
    /// Digest of a model that is used unchanged; `None` if the model is fitted.
    pub(crate) model: Option<String>,
}

impl Origin {
    /// The project file and its tables, without the file of ids.
    ///
    /// The project file is left out if it does not exist, as for a project that was built in code.
    pub(crate) fn of(project: &Project) -> Result<Self> {
        let path = project.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let file = name.filter(|_| path.is_file()).map(|name| FileDigest::of(name, path)).transpose()?;
        let tables = tables_without_ids(project)?;
        Ok(Origin {
            project: file,
            tables,
            ids: project.ids_as_named().map(str::to_owned),
            begun_ids: None,
            model: None,
        })
    }

    /// Records the file of ids with the text that it has *after* the run. A run that starts from that text gives the
    /// same result.
    ///
    /// Does nothing if the project keeps no ids, and on a second call. `are_begun` states whether the file did not exist
    /// before.
    pub(crate) fn set_ids(&mut self, ids: &str, are_begun: bool) {
        if let Some(file) = self.ids.take() {
            self.begun_ids = are_begun.then(|| file.clone());
            self.tables.push(FileDigest { file, sha256: digest::of_bytes(ids.as_bytes()) });
        }
    }
}

/// Every table of a project: language tables such as `our-tables/months.tsv`, published totals, reasons, ledgers, and
/// the file of ids if it exists.
///
/// The lists themselves are not included.
pub(crate) fn tables(project: &Project) -> Result<Vec<FileDigest>> {
    let mut found = tables_without_ids(project)?;
    if let (Some(file), Some(path)) = (project.ids_as_named(), project.ids().filter(|path| path.is_file())) {
        found.push(FileDigest::of(file, &path)?);
    }
    Ok(found)
}

/// The same tables without the file of ids. The language tables of a folder are sorted by name.
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
