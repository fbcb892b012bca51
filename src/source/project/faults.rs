//! Collects everything that prevents a project from being read, so that it is reported at once.
//!
//! In: a [`Project`] whose text was read. Out: faults that concern several lists or the disk. They are added to the
//! faults of the text, and [`ErrorKind::Project`] lists all of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Project, outside};
use crate::base::error::{ErrorKind, Result};
use crate::source::SourceSpec;

impl Project {
    /// Why a file or folder of the project may not be opened: its path leads out of the folder of the project. `None`
    /// if it may.
    ///
    /// Always `None` if the project allows such paths, or was built in code.
    pub(super) fn outside_fault(&self, file: &str) -> Option<String> {
        let leaves = !self.allow_outside && outside::leaves(&self.folder, Path::new(file));
        leaves.then(|| {
            format!(
                "{file}: the path is outside the folder of the project file; copy the file into that folder, \
                 or write `allow_outside = true` under [project] if you trust the project file"
            )
        })
    }

    /// Faults of the lists together: no list, repeated ids, and quoted lists that do not exist.
    ///
    /// These are the checks that a single [`SourceSpec`] cannot make.
    pub(super) fn faults_together(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.sources.is_empty() {
            faults.push("the project has no list; describe each list in a `[[source]]`".to_owned());
        }
        let mut seen = BTreeSet::new();
        for id in self.sources.iter().map(SourceSpec::id) {
            if !id.is_empty() && !seen.insert(id) {
                faults.push(format!("two lists have the id `{id}`; give each list its own id"));
            }
        }
        for spec in &self.sources {
            for quoted in spec.quotes().filter(|quoted| !seen.contains(quoted)) {
                faults.push(format!(
                    "list `{}`: `quotes` names `{quoted}`, but no list has that id; correct it \
                                   or remove it",
                    spec.id()
                ));
            }
        }
        faults
    }

    /// Files and folders that are missing, are not regular files, or are outside the folder of the project.
    ///
    /// Checked are the lists, the lexicon folders with their tables, published totals, reasons and decisions. The file
    /// of ids must not be outside, but may be missing.
    pub(super) fn files_not_there(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for spec in self.sources.iter().filter(|spec| !spec.file().trim().is_empty()) {
            if let Some(fault) = self.outside_fault(spec.file()) {
                faults.push(fault);
                continue;
            }
            let path = self.folder.join(spec.file());
            if let Some(fault) = not_a_file(&path) {
                faults.push(format!("{}: {fault} (list `{}`)", spec.file(), spec.id()));
            }
        }
        faults.extend(self.lexicon.iter().filter_map(|folder| self.outside_fault(folder)));
        faults.extend(self.lexicon.iter().flat_map(|folder| self.tables_outside(folder)));
        let tables = self.totals.iter().map(|file| ("totals", file));
        let tables = tables.chain(self.reasons.iter().map(|file| ("reasons", file)));
        for (key, file) in tables.chain(self.decisions.iter().map(|file| ("decisions", file))) {
            let missing = || {
                let fault = not_a_file(&self.folder.join(file))?;
                // A ledger is written by the first decision, and never lost by itself.
                let fault = match (key, fault.strip_suffix(CORRECT)) {
                    ("decisions", Some(fault)) => {
                        format!("{fault}; restore it, or remove the key if nobody has decided")
                    }
                    _ => fault,
                };
                Some(format!("`{key}`: {fault}"))
            };
            faults.extend(self.outside_fault(file).or_else(missing));
        }
        // A run writes the file of ids, so before the first run it does not exist.
        faults.extend(self.ids.iter().filter_map(|file| self.outside_fault(file)));
        for folder in self.lexicon().iter().filter(|folder| !folder.is_dir()) {
            let what = if folder.exists() { "this is not a folder:" } else { "there is no folder" };
            faults.push(format!("`lexicon`: {what} {}; correct the path", folder.display()));
        }
        faults
    }

    /// The tables in a lexicon folder that are links out of the folder of the project.
    ///
    /// A folder inside the project can contain a link to a table elsewhere, so each table is checked by itself.
    fn tables_outside(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.join(folder)).into_iter().flatten();
        let mut tables: Vec<PathBuf> =
            entries.filter_map(|entry| Some(Path::new(folder).join(entry.ok()?.file_name()))).collect();
        tables.retain(|table| table.extension().is_some_and(|extension| extension == "tsv"));
        tables.sort();
        tables.iter().filter_map(|table| self.outside_fault(&table.to_string_lossy())).collect()
    }

    /// Returns an error that lists the faults, if there are any.
    ///
    /// The error has the path of the project file.
    pub(super) fn unless(&self, faults: Vec<String>) -> Result<()> {
        if faults.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        Err(ErrorKind::Project { path, faults }.into())
    }
}

/// What to do about a file that does not exist.
const CORRECT: &str = "; correct the path";

/// Why a path is not a file that can be read; `None` if it is. Devices and pipes are refused because they may never
/// end.
fn not_a_file(path: &Path) -> Option<String> {
    let shown = path.display();
    match path {
        _ if path.is_file() => None,
        _ if path.is_dir() => Some(format!("{shown} is a folder; name a file in it")),
        _ if path.exists() => Some(format!("{shown} is a device or a pipe; name a file")),
        _ => Some(format!("there is no file {shown}{CORRECT}")),
    }
}
