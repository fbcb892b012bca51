//! What keeps a project from being read, all of it at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Project, outside};
use crate::base::error::{ErrorKind, Result};
use crate::source::SourceSpec;

impl Project {
    /// Why a file or folder of the project may not be opened, if it may not.
    pub(super) fn outside_fault(&self, file: &str) -> Option<String> {
        let leaves = !self.allow_outside && outside::leaves(&self.folder, Path::new(file));
        leaves.then(|| {
            format!(
                "{file}: the path leads out of the folder of the project file; copy the file there, or write \
                 `allow_outside = true` under [project] if you trust the project file"
            )
        })
    }

    /// Faults that no list has alone.
    pub(super) fn faults_together(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.sources.is_empty() {
            faults.push("there is no list; describe each in a `[[source]]`".to_owned());
        }
        let mut seen = BTreeSet::new();
        for id in self.sources.iter().map(SourceSpec::id) {
            if !id.is_empty() && !seen.insert(id) {
                faults.push(format!("two lists have the id `{id}`; give each its own"));
            }
        }
        for spec in &self.sources {
            for quoted in spec.quotes().filter(|quoted| !seen.contains(quoted)) {
                faults
                    .push(format!("list `{}`: `quotes` has `{quoted}`, and no list has that id", spec.id()));
            }
        }
        faults
    }

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
            let missing = || not_a_file(&self.folder.join(file)).map(|fault| format!("`{key}`: {fault}"));
            faults.extend(self.outside_fault(file).or_else(missing));
        }
        // The ids are written by a run; before the first one there are none.
        faults.extend(self.ids.iter().filter_map(|file| self.outside_fault(file)));
        for folder in self.lexicon().iter().filter(|folder| !folder.is_dir()) {
            let what = if folder.exists() { "this is no folder:" } else { "there is no folder" };
            faults.push(format!("`lexicon`: {what} {}", folder.display()));
        }
        faults
    }

    /// The tables of a lexicon folder that are links out of the project.
    fn tables_outside(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.join(folder)).into_iter().flatten();
        let mut tables: Vec<PathBuf> =
            entries.filter_map(|entry| Some(Path::new(folder).join(entry.ok()?.file_name()))).collect();
        tables.retain(|table| table.extension().is_some_and(|extension| extension == "tsv"));
        tables.sort();
        tables.iter().filter_map(|table| self.outside_fault(&table.to_string_lossy())).collect()
    }

    pub(super) fn unless(&self, faults: Vec<String>) -> Result<()> {
        if faults.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        Err(ErrorKind::Project { path, faults }.into())
    }
}

/// Why no table can be read from a path. Devices and pipes may never end.
fn not_a_file(path: &Path) -> Option<String> {
    let shown = path.display();
    match path {
        _ if path.is_file() => None,
        _ if path.is_dir() => Some(format!("{shown} is a folder; name a file in it")),
        _ if path.exists() => Some(format!("{shown} is no file that can be read as a whole")),
        _ => Some(format!("there is no file {shown}")),
    }
}
