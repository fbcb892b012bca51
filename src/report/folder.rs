//! Writing a folder as a whole: it is there with all its files or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use super::Output;
use crate::{Error, ErrorKind, Result};

/// Writes the files beside the folder and puts them in its place when all are there. `inputs` are
/// files that the run was made from: a folder that holds one is never replaced.
pub(super) fn replace<'a>(
    folder: &Path,
    inputs: &[PathBuf],
    files: impl Iterator<Item = (&'a str, Vec<u8>)>,
) -> Result<()> {
    // A link is followed, so that what it points to is replaced and not the link.
    let target = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    refuse_foreign(&target, inputs)?;
    let partial = beside(&target, "partial");
    remove(&partial)?;
    fs::create_dir_all(&partial).map_err(|error| Error::io(&partial, "create", error))?;
    for (name, bytes) in files {
        let path = partial.join(name);
        fs::write(&path, bytes).map_err(|error| Error::io(&path, "write", error))?;
    }
    let old = beside(&target, "old");
    remove(&old)?;
    if target.exists() {
        fs::rename(&target, &old).map_err(|error| Error::io(&target, "replace", error))?;
    }
    fs::rename(&partial, &target).map_err(|error| Error::io(&target, "create", error))?;
    remove(&old)
}

/// Only an empty folder and one that an earlier run wrote are replaced: anything else is somebody's.
fn refuse_foreign(folder: &Path, inputs: &[PathBuf]) -> Result<()> {
    let refuse = |problem: String| Err(ErrorKind::Setting { name: "out", problem }.into());
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
    let holds_input = |input: &PathBuf| fs::canonicalize(input).is_ok_and(|input| input.starts_with(folder));
    if let Some(input) = inputs.iter().find(|input| holds_input(input)) {
        return refuse(format!(
            "{} holds the list {}; name another folder",
            folder.display(),
            input.display()
        ));
    }
    let names = names_in(folder)?;
    let foreign = names.iter().find(|name| !Output::ALL.iter().any(|output| *name == output.file_name()));
    match foreign {
        Some(name) => refuse(format!(
            "{} holds {name}, which no run wrote; name a new folder or move the file away",
            folder.display()
        )),
        None if !names.is_empty() && !is_run(folder) => refuse(format!(
            "{} holds files but no run.json of an earlier run; name a new folder",
            folder.display()
        )),
        None => Ok(()),
    }
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
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

/// Whether the folder has the record of a run of ours.
fn is_run(folder: &Path) -> bool {
    let text = fs::read(folder.join(Output::Run.file_name())).unwrap_or_default();
    let run: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
    run.is_some_and(|run| run["program"]["name"] == env!("CARGO_PKG_NAME"))
}

/// `.out.partial-7` for `out`: in the same parent, so that renaming does not copy, and of this process,
/// so that two runs do not share it.
fn beside(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "out".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder, "remove", error)),
        _ => Ok(()),
    }
}
