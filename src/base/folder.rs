//! Decides which folder may be overwritten, and replaces it as a whole through [`swap`](super::swap).
//!
//! In: the target folder, the input files of the run, the known file names, and the new files. Out: the new folder in
//! place of the old one, or an error and the old folder unchanged.
//!
//! A folder that this program did not write is never overwritten, because its files belong to somebody else.

use std::fs;
use std::path::{Path, PathBuf};

use super::swap;
use super::swap::NewFolder;
use crate::base::digest;
use crate::base::disk;
use crate::base::disk::Lock;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::Progress;

/// Replaces a folder by one that contains exactly these files.
///
/// `inputs` are files that the run has read: a folder that contains one of them is refused. `known` are the names of
/// files that a folder of this program may contain; the last one is the run record, which marks the folder as written
/// by this program. A run that is asked to stop before the replacement begins changes nothing. Once the replacement has
/// begun, it is finished.
///
/// # Errors
///
/// If the folder is refused, if the run was asked to stop, or if reading or writing fails.
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

/// Like [`replace`], but the closure writes the files, in any order and from any thread.
///
/// A link at `folder` is refused: its target may be the register of another project. Missing parent folders are
/// created, and removed again if nothing was written.
pub(crate) fn replace_with(
    folder: &Path,
    inputs: &[PathBuf],
    known: &[&str],
    watch: &Progress,
    write: impl FnOnce(&NewFolder<'_>) -> Result<()>,
) -> Result<()> {
    if fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink()) {
        return refuse(format!("{} is a link; name the folder that it points to", folder.display()));
    }
    // Links above the folder are resolved.
    let target = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let above = missing_above(&target);
    let parent = disk::folder_of(&target);
    fs::create_dir_all(parent).map_err(|error| Error::io(parent, "create", error))?;
    let replaced = replace_locked(&target, inputs, known, watch, write);
    if replaced.is_err() {
        // `remove_dir` removes empty folders only.
        above.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
    replaced
}

/// The parent folders that do not exist yet, the deepest first. They are removed again if the run fails.
fn missing_above(target: &Path) -> Vec<PathBuf> {
    let above = target.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    above.take_while(|folder| !folder.exists()).map(Path::to_owned).collect()
}

/// Refuses or replaces the folder while this process holds its lock.
///
/// The order matters: inputs are checked, the lock is taken, leftovers of killed runs are cleared, the old folder is
/// checked, and only then are files written.
fn replace_locked(
    target: &Path,
    inputs: &[PathBuf],
    known: &[&str],
    watch: &Progress,
    write: impl FnOnce(&NewFolder<'_>) -> Result<()>,
) -> Result<()> {
    // Check this before taking the lock. A file of ids at the same path has the same lock, which this process already
    // holds.
    refuse_inputs(target, inputs)?;
    let _lock = Lock::watched(target, watch)?;
    swap::recover(target)?;
    refuse_foreign(target, known)?;
    let partial = swap::partial(target)?;
    swap::write_synced(partial.path(), target, watch, write)?;
    watch.commit()?;
    swap::put_in_place(partial, target)
}

/// An error about the output folder.
fn refuse<T>(problem: String) -> Result<T> {
    Err(ErrorKind::Setting { name: "output folder", problem }.into())
}

/// Refuses a folder that is, or contains, a file of the project. The file of ids need not exist yet.
///
/// Resolved paths are compared, so inputs behind links are found too.
fn refuse_inputs(folder: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Some(target) = resolved(folder) else { return Ok(()) };
    let is_held = |input: &&PathBuf| resolved(input).is_some_and(|input| input.starts_with(&target));
    let Some(input) = inputs.iter().find(is_held) else { return Ok(()) };
    let (folder, input) = (folder.display(), input.display());
    refuse(format!("{folder} is or contains {input}, a file of the project; name another folder"))
}

/// The absolute path with all links resolved. If the file does not exist, only its folder is resolved. `None` if that
/// folder does not exist either.
fn resolved(path: &Path) -> Option<PathBuf> {
    let of_folder = || Some(fs::canonicalize(disk::folder_of(path)).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(of_folder)
}

/// Refuses every existing folder except an empty one and one that an earlier run wrote. Also refuses the working
/// directory and its parents.
///
/// This program wrote a folder if it contains only known file names and a run record of this program. A folder with a
/// file that was changed since is refused too.
fn refuse_foreign(folder: &Path, known: &[&str]) -> Result<()> {
    let is_here = std::env::current_dir().is_ok_and(|here| here.starts_with(folder));
    if is_here {
        return refuse(format!(
            "{} is the working directory or contains it; name a folder inside",
            folder.display()
        ));
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
            "{} contains {name}, which this program did not write; name a new folder or move the file away",
            folder.display()
        )),
        None if !names.is_empty() && !is_ours(folder, record) => refuse(format!(
            "{} contains files but no {record} of this program; name a new folder",
            folder.display()
        )),
        None => refuse_changed(folder, record),
    }
}

/// Refuses a folder with a file that is not as its run wrote it, because somebody has worked in it: notes in
/// `review.csv`, for example. A file that is missing is no reason, and neither is a run record without digests.
fn refuse_changed(folder: &Path, record: &str) -> Result<()> {
    let outputs = recorded(folder, record).map(|run| run["outputs"].clone()).unwrap_or_default();
    for output in outputs.as_array().into_iter().flatten() {
        let (Some(name), Some(digest)) = (output["file"].as_str(), output["sha256"].as_str()) else {
            continue;
        };
        let path = folder.join(name);
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        // A link may lead anywhere, and a pipe would never end.
        let is_same = found.is_file()
            && digest::of_file(&path).map_err(|error| Error::io(&path, "read", error))? == digest;
        if !is_same {
            return refuse(format!(
                "{} was changed after the run that wrote it; move it to another folder if you need it, or delete it",
                path.display()
            ));
        }
    }
    Ok(())
}

/// The names of the files and folders in a folder, sorted.
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

/// Whether the folder contains a run record (JSON) that names this program.
fn is_ours(folder: &Path, record: &str) -> bool {
    recorded(folder, record).is_some_and(|run| run["program"]["name"] == env!("CARGO_PKG_NAME"))
}

/// The run record of a folder (JSON); `None` if there is none that can be read.
pub(crate) fn recorded(folder: &Path, record: &str) -> Option<serde_json::Value> {
    let path = folder.join(record);
    // Reading a planted pipe would never end.
    let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    serde_json::from_slice(&is_file.then(|| fs::read(path).ok()).flatten()?).ok()
}
