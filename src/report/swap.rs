//! A folder in the place of another one: whoever looks, and whenever the program is killed, sees the old
//! one or the new one, complete.
//!
//! The new folder is written beside the old one and synced; then both are exchanged in one step, where
//! the system can do that. Where it cannot, the old one is moved away first: a program that is killed just
//! then leaves the name empty, and [`recover`] puts the old folder back.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use crate::{Error, Result};

/// What a run of this program calls the folders beside its own.
const KINDS: [&str; 2] = ["old", "partial"];

/// `.out.partial-7` for `out`: in the same parent, so that renaming does not copy, and of this process,
/// so that two runs do not share it.
pub(super) fn beside(folder: &Path, what: &str) -> PathBuf {
    folder.with_file_name(format!("{}{}", prefix(folder, what), std::process::id()))
}

fn prefix(folder: &Path, what: &str) -> String {
    let name = folder.file_name().map_or_else(|| "out".into(), |name| name.to_string_lossy());
    format!(".{name}.{what}-")
}

/// Removes a folder, if it is there.
pub(super) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(folder, "remove", error)),
        _ => Ok(()),
    }
}

/// A new folder, which becomes the one that was asked for when all files are there.
#[derive(Debug)]
pub(crate) struct NewFolder<'a> {
    path: &'a Path,
    to_disk: Sender<(PathBuf, File)>,
}

impl NewFolder<'_> {
    /// Writes a file; any thread may.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.put_stream(name, |file| file.write_all(bytes))
    }

    /// Writes a file that is filled bit by bit.
    pub(crate) fn put_stream(
        &self,
        name: &str,
        fill: impl FnOnce(&mut NewFile<'_>) -> io::Result<()>,
    ) -> Result<()> {
        let path = self.path.join(name);
        let write = || {
            let mut file =
                NewFile { file: File::create(&path)?, path: &path, new: 0, to_disk: &self.to_disk };
            fill(&mut file)?;
            Ok(file.file)
        };
        let file = write().map_err(|error| Error::io(&path, "write", error))?;
        // Nobody listens any more once a file could not be synced; that error is the one to tell.
        let _ = self.to_disk.send((path, file));
        Ok(())
    }
}

/// A new file. What was written of a long one goes to the disk while the rest is made.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    file: File,
    path: &'a Path,
    /// So many bytes were written since the disk was asked for them.
    new: usize,
    to_disk: &'a Sender<(PathBuf, File)>,
}

/// The disk is asked for so many bytes at a time.
const AT_A_TIME: usize = 8 << 20;

impl io::Write for NewFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.new += written;
        if self.new >= AT_A_TIME {
            self.new = 0;
            // Whether it worked, the last one tells, which is for the whole file.
            if let Ok(file) = self.file.try_clone() {
                let _ = self.to_disk.send((self.path.to_owned(), file));
            }
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Has files written into a folder and returns when all are on the disk, with their names. One
/// thread asks the disk for each as soon as it is written, beside the work on the others: a file system lets
/// threads that ask in turns wait for each other, for longer than it takes to write a few hundred rows.
pub(super) fn write_synced(folder: &Path, write: impl FnOnce(&NewFolder<'_>) -> Result<()>) -> Result<()> {
    std::thread::scope(|scope| {
        let (to_disk, files) = channel::<(PathBuf, File)>();
        let syncing = scope.spawn(move || {
            let sync = |(path, file): (PathBuf, File)| {
                file.sync_all().map_err(|error| Error::io(&path, "write", error))
            };
            let synced = files.into_iter().try_for_each(sync);
            sync_folder(folder);
            synced
        });
        let new = NewFolder { path: folder, to_disk };
        let written = write(&new);
        drop(new);
        let synced = syncing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(synced)
    })
}

/// Puts a complete and synced folder in the place of another one, and removes that.
pub(super) fn put_in_place(partial: &Path, target: &Path) -> Result<()> {
    let old = beside(target, "old");
    remove(&old)?;
    let failed = |error| Error::io(target, "replace", error);
    if !target.exists() {
        fs::rename(partial, target).map_err(failed)?;
    } else if exchange(partial, target) {
        fs::rename(partial, &old).map_err(failed)?;
    } else {
        fs::rename(target, &old).map_err(failed)?;
        if let Err(error) = fs::rename(partial, target) {
            // Nothing is lost when this fails as well: the next run puts it back.
            let _ = fs::rename(&old, target);
            return Err(failed(error));
        }
    }
    target.parent().into_iter().for_each(sync_folder);
    remove(&old)
}

/// Clears up after killed runs: where the folder itself is not there, the one that was moved away for it
/// comes back; what else such runs left beside it is removed. What a living process owns is left alone.
pub(super) fn recover(target: &Path) -> Result<()> {
    let left = leftovers(target);
    if !target.exists()
        && let Some(old) = left.iter().find(|(kind, _)| *kind == "old")
    {
        fs::rename(&old.1, target).map_err(|error| Error::io(target, "recover", error))?;
    }
    left.iter().try_for_each(|(_, path)| remove(path))
}

/// Folders that runs of dead processes left beside a folder, with their kinds, old ones first.
fn leftovers(target: &Path) -> Vec<(&'static str, PathBuf)> {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let found = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let (kind, process) =
            KINDS.into_iter().find_map(|kind| Some((kind, name.strip_prefix(&prefix(target, kind))?)))?;
        let process: u32 = process.parse().ok()?;
        is_dead(process).then(|| (kind, parent.join(name)))
    });
    let mut found: Vec<(&'static str, PathBuf)> = found.collect();
    found.sort();
    found
}

/// Makes the names in a folder last. Not every system can; then nothing is known to be wrong.
fn sync_folder(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Exchanges two folders in one step; false where the system or the disk cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Whether no process has this number, or this one has: what it left under its number is not in use.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn is_dead(process: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let is_own = process == std::process::id();
    let number = i32::try_from(process).ok().and_then(Pid::from_raw);
    is_own || number.is_none_or(|number| test_kill_process(number) == Err(rustix::io::Errno::SRCH))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn is_dead(process: u32) -> bool {
    process == std::process::id()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A number that no process has: larger than the systems give.
    const NOBODY: u32 = 0x7fff_fff0;

    fn folder(parent: &Path, name: &str, text: &str) -> PathBuf {
        let path = parent.join(name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("a"), text).unwrap();
        path
    }

    #[test]
    fn one_folder_takes_the_place_of_the_other() {
        let parent = tempfile::tempdir().unwrap();
        let target = folder(parent.path(), "out", "old");
        let partial = folder(parent.path(), ".out.partial-1", "new");
        put_in_place(&partial, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "new");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_moved_away_comes_back() {
        let parent = tempfile::tempdir().unwrap();
        let old = folder(parent.path(), &format!(".out.old-{NOBODY}"), "old");
        folder(parent.path(), &format!(".out.partial-{NOBODY}"), "new");
        folder(parent.path(), ".out.partial-1", "of a living process");
        folder(parent.path(), ".other.partial-1", "of another folder");
        let target = parent.path().join("out");
        recover(&target).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "old");
        assert!(!old.exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 3);
    }
}
