//! Writing a folder as a whole: it is there with all its files or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use super::Output;
use crate::{Error, ErrorKind, Result};

/// Writes the files beside the folder and puts them in its place when all are there.
pub(super) fn replace<'a>(folder: &Path, files: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Result<()> {
    refuse_foreign(folder)?;
    let partial = beside(folder, "partial");
    remove(&partial)?;
    fs::create_dir_all(&partial).map_err(|error| Error::io(&partial, "create", error))?;
    for (name, bytes) in files {
        let path = partial.join(name);
        fs::write(&path, bytes).map_err(|error| Error::io(&path, "write", error))?;
    }
    let old = beside(folder, "old");
    remove(&old)?;
    if folder.exists() {
        fs::rename(folder, &old).map_err(|error| Error::io(folder, "replace", error))?;
    }
    fs::rename(&partial, folder).map_err(|error| Error::io(folder, "create", error))?;
    remove(&old)
}

/// A folder that holds anything but our own files is somebody's: it is never replaced.
fn refuse_foreign(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let refuse = |problem: String| Err(ErrorKind::Setting { name: "out", problem }.into());
    if !folder.is_dir() {
        return refuse(format!("{} is a file; name a folder", folder.display()));
    }
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, "read", error))?;
    for entry in entries {
        let name = entry.map_err(|error| Error::io(folder, "read", error))?.file_name();
        if !Output::ALL.iter().any(|output| name == output.file_name()) {
            return refuse(format!(
                "{} holds {}, which no run wrote; name a new folder or move the file away",
                folder.display(),
                name.display()
            ));
        }
    }
    Ok(())
}

/// `.out.partial` for `out`: in the same parent, so that renaming does not copy.
fn beside(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "out".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.{what}"))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder, "remove", error)),
        _ => Ok(()),
    }
}
