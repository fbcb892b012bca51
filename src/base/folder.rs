//! Which folder may be written: one that no run wrote is somebody's. It is written as a whole, see
//! [`swap`](super::swap).

use std::fs;
use std::path::{Path, PathBuf};

use super::swap;
use super::swap::NewFolder;
use crate::base::disk;
use crate::base::disk::Lock;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::Progress;

/// Writes the files beside the folder and puts them in its place when all are there. `inputs` are
/// files that the run was made from: a folder that holds one is never replaced. `known` are the names of
/// files that such a folder may hold; the last one is the record that marks it as ours. A run that is asked to stop
/// before the exchange changes nothing; after that the exchange is finished.
pub(crate) fn replace<'a>(
    folder: &Path,
    inputs: &[PathBuf],
    known: &[&str],
    watch: &Progress,
    files: impl IntoIterator<Item = (&'a str, Vec<u8>)>,
) -> Result<()> {
    let all = |new: &NewFolder<'_>| files.into_iter().try_for_each(|(name, bytes)| new.put(name, &bytes));
    replace_with(folder, inputs, known, watch, all)
}

/// As [`replace`], with files that are written in any order, and by several threads.
pub(crate) fn replace_with(
    folder: &Path,
    inputs: &[PathBuf],
    known: &[&str],
    watch: &Progress,
    write: impl FnOnce(&NewFolder<'_>) -> Result<()>,
) -> Result<()> {
    // A link is followed, so that what it points to is replaced and not the link.
    let target = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let above = missing_above(&target);
    let parent = disk::folder_of(&target);
    fs::create_dir_all(parent).map_err(|error| Error::io(parent, "create", error))?;
    let replaced = replace_locked(&target, inputs, known, watch, write);
    if replaced.is_err() {
        // Only folders that are empty can be removed so.
        above.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
    replaced
}

/// The folders above a path that are not there, the deepest first.
fn missing_above(target: &Path) -> Vec<PathBuf> {
    let above = target.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    above.take_while(|folder| !folder.exists()).map(Path::to_owned).collect()
}

fn replace_locked(
    target: &Path,
    inputs: &[PathBuf],
    known: &[&str],
    watch: &Progress,
    write: impl FnOnce(&NewFolder<'_>) -> Result<()>,
) -> Result<()> {
    // Before the lock: a file of ids at the same path has the same lock, and this process holds it.
    refuse_inputs(target, inputs)?;
    let _lock = Lock::watched(target, watch)?;
    swap::recover(target)?;
    refuse_foreign(target, known)?;
    let partial = swap::partial(target)?;
    swap::write_synced(partial.path(), target, watch, write)?;
    watch.commit()?;
    swap::put_in_place(partial, target)
}

fn refuse<T>(problem: String) -> Result<T> {
    Err(ErrorKind::Setting { name: "out", problem }.into())
}

/// A folder that is, or holds, a file of the project is not replaced. The file of ids may not be there yet.
fn refuse_inputs(folder: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Some(target) = resolved(folder) else { return Ok(()) };
    let is_held = |input: &&PathBuf| resolved(input).is_some_and(|input| input.starts_with(&target));
    let Some(input) = inputs.iter().find(is_held) else { return Ok(()) };
    let (folder, input) = (folder.display(), input.display());
    refuse(format!("{folder} is or holds {input}, a file of the project; name another folder"))
}

/// A path without links. Of a file that is not there, the folder is resolved.
fn resolved(path: &Path) -> Option<PathBuf> {
    let of_folder = || Some(fs::canonicalize(disk::folder_of(path)).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(of_folder)
}

/// Only an empty folder and one that an earlier run wrote are replaced: anything else is somebody's.
fn refuse_foreign(folder: &Path, known: &[&str]) -> Result<()> {
    let is_here = std::env::current_dir().is_ok_and(|here| here.starts_with(folder));
    if is_here {
        return refuse(format!("{} is where you stand; name a folder in it", folder.display()));
    }
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return refuse(format!("{} is a file; name a folder", folder.display()));
    }
    let names = names_in(folder)?;
    let foreign = names.iter().find(|name| !known.contains(&name.as_str()));
    let record = known.last().copied().unwrap_or_default();
    match foreign {
        Some(name) => refuse(format!(
            "{} holds {name}, which no run wrote; name a new folder or move the file away",
            folder.display()
        )),
        None if !names.is_empty() && !is_ours(folder, record) => refuse(format!(
            "{} holds files but no {record} of an earlier run; name a new folder",
            folder.display()
        )),
        None => Ok(()),
    }
}

/// The names in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, "read", error))?;
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = entries
        .map(name)
        .collect::<std::io::Result<_>>()
        .map_err(|error| Error::io(folder, "read", error))?;
    names.sort();
    Ok(names)
}

/// Whether the folder has a record of ours.
fn is_ours(folder: &Path, record: &str) -> bool {
    let text = fs::read(folder.join(record)).unwrap_or_default();
    let run: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
    run.is_some_and(|run| run["program"]["name"] == env!("CARGO_PKG_NAME"))
}
