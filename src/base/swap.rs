//! Replaces one folder by another. At every moment, also if the program is killed, the path holds the complete old
//! folder or the complete new one.
//!
//! In: a target path and a closure that writes the new files. Out: the new folder at the target path.
//!
//! The new folder is written next to the old one under a random name and synced. Then the two are exchanged in one
//! step, if the system can do that. If it cannot, the old folder is renamed first. A program that is killed just then
//! leaves the target path empty, and [`recover`] restores the old folder. The callers of these functions hold the
//! [`Lock`] of the folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use tempfile::{Builder, TempDir};

use crate::base::disk;
use crate::base::disk::{Lock, sync_folder};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::Progress;

/// Kinds of temporary folders next to the target: `old` is the previous folder, `partial` the one being written.
const KINDS: [&str; 2] = ["old", "partial"];

/// Creates an empty folder next to the target, with the permissions of the target. It is removed when dropped.
///
/// If there is no target yet, it gets the usual permissions (0777 less the umask).
pub(crate) fn partial(target: &Path) -> Result<TempDir> {
    let make = || {
        let prefix = disk::hidden(target, "partial")?;
        let mut builder = Builder::new();
        builder.prefix(&prefix).rand_bytes(disk::RANDOM);
        let old = fs::metadata(target).ok().map(|old| old.permissions());
        disk::with_mode(&mut builder, if old.is_some() { 0o700 } else { 0o777 });
        let made = builder.tempdir_in(disk::folder_of(target))?;
        old.map_or(Ok(()), |old| fs::set_permissions(made.path(), old))?;
        Ok(made)
    };
    make().map_err(|error| Error::io(target, "create", error))
}

/// Removes a folder with its content. A missing folder is not an error.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(folder, "remove", error)),
        _ => Ok(()),
    }
}

/// The new folder while its files are written. It takes the place of the old one when all files are complete.
#[derive(Debug)]
pub(crate) struct NewFolder<'a> {
    /// The temporary folder.
    path: &'a Path,
    /// The folder that it will replace; it may not exist.
    old: &'a Path,
    /// Asked before each file whether the run may continue.
    watch: &'a Progress,
    /// Sends each finished file to the thread that syncs.
    to_disk: Sender<(PathBuf, File)>,
}

impl NewFolder<'_> {
    /// Writes one file. May be called from any thread.
    ///
    /// # Errors
    ///
    /// If the name is taken, if the disk refuses, or if the run was asked to stop.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.put_stream(name, |file| file.write_all(bytes))
    }

    /// Like [`NewFolder::put`], for a file that the closure writes piece by piece.
    ///
    /// `fill` gets a writer; an error of the writer stops the file.
    pub(crate) fn put_stream(
        &self,
        name: &str,
        fill: impl FnOnce(&mut NewFile<'_>) -> io::Result<()>,
    ) -> Result<()> {
        self.watch.check()?;
        let path = self.path.join(name);
        let write = || {
            let file = self.create(&path, name)?;
            let mut file = NewFile { file, path: &path, new: 0, watch: self.watch, to_disk: &self.to_disk };
            fill(&mut file)?;
            Ok(file.file)
        };
        let file = write().map_err(|error| match self.watch.is_stopped() {
            true => ErrorKind::Stopped.into(),
            false => Error::io(&path, "write", error),
        })?;
        // The receiver is gone only after a sync failed. `write_synced` reports that error.
        let _ = self.to_disk.send((path, file));
        Ok(())
    }

    /// Creates a file. It gets the permissions of the file of the same name in the old folder, if there is one.
    fn create(&self, path: &Path, name: &str) -> io::Result<File> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        if let Some(old) = fs::symlink_metadata(self.old.join(name)).ok().filter(fs::Metadata::is_file) {
            file.set_permissions(old.permissions())?;
        }
        Ok(file)
    }
}

/// A file that is being written. Long files are synced in steps while the rest is produced.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    /// The open file.
    file: File,
    /// Its path in the temporary folder.
    path: &'a Path,
    /// Bytes written since the last request to sync.
    new: usize,
    watch: &'a Progress,
    to_disk: &'a Sender<(PathBuf, File)>,
}

/// Bytes between two requests to sync a file: 8 MiB.
const AT_A_TIME: usize = 8 << 20;

impl io::Write for NewFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.new += written;
        if self.new >= AT_A_TIME {
            self.new = 0;
            self.watch.check().map_err(io::Error::other)?;
            // The result of this sync is ignored: the last sync covers the whole file and reports an error.
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

/// Runs the closure that writes the files, and returns when all of them are synced.
///
/// One thread syncs each file as soon as it is written, while the others continue. If every thread synced its own
/// files, the file system would let them wait for one another, for longer than it takes to write a few hundred rows.
///
/// The error of writing has precedence over that of syncing.
pub(crate) fn write_synced(
    folder: &Path,
    old: &Path,
    watch: &Progress,
    write: impl FnOnce(&NewFolder<'_>) -> Result<()>,
) -> Result<()> {
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
        let new = NewFolder { path: folder, old, watch, to_disk };
        let written = write(&new);
        drop(new);
        let synced = syncing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(synced)
    })
}

/// Puts a complete and synced folder in the place of the target, and removes the old one.
///
/// If the target does not exist, the new folder is simply renamed.
pub(crate) fn put_in_place(partial: TempDir, target: &Path) -> Result<()> {
    let failed = |error| Error::io(target, "replace", error);
    let mut old = None;
    if !target.exists() {
        fs::rename(partial.path(), target).map_err(failed)?;
    } else if !exchange(partial.path(), target) {
        old = Some(moved_away(partial.path(), target).map_err(failed)?);
    }
    sync_folder(disk::folder_of(target));
    // After an exchange, the temporary name holds the old folder.
    remove(partial.path())?;
    old.as_deref().map_or(Ok(()), remove)
}

/// Renames the old folder, then the new one to the target. Returns the path of the old folder. For systems that cannot
/// exchange two folders in one step.
fn moved_away(partial: &Path, target: &Path) -> io::Result<PathBuf> {
    let prefix = disk::hidden(target, "old")?;
    let unused =
        Builder::new().prefix(&prefix).rand_bytes(disk::RANDOM).tempdir_in(disk::folder_of(target))?;
    let old = unused.path().to_owned();
    unused.close()?;
    fs::rename(target, &old)?;
    if let Err(error) = fs::rename(partial, target) {
        // If this fails too, nothing is lost: the next run restores the old folder.
        let _ = fs::rename(&old, target);
        return Err(error);
    }
    Ok(old)
}

/// Cleans up after killed runs. If the target is missing, the old folder that was renamed is restored. All other
/// temporary folders next to the target are removed.
///
/// Called under the lock of the target, so the leftovers belong to dead processes.
pub(crate) fn recover(target: &Path) -> Result<()> {
    let is_folder = |path: &&PathBuf| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    if fs::symlink_metadata(target).is_err()
        && let Some(old) = disk::leftovers(target, "old").iter().find(is_folder)
    {
        fs::rename(old, target).map_err(|error| Error::io(target, "recover", error))?;
    }
    KINDS.iter().flat_map(|kind| disk::leftovers(target, kind)).try_for_each(|path| remove(&path))
}

/// Whether temporary folders or a lock exist next to the target: a run was killed, or one is still writing.
pub(crate) fn has_leftovers(target: &Path) -> bool {
    Lock::is_there(target) || KINDS.iter().any(|kind| !disk::leftovers(target, kind).is_empty())
}

/// Exchanges two folders in one step. False if the system or the file system cannot do that; nothing has changed then.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

/// Always false: these systems have no exchange in one step.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
        let new = partial(&target).unwrap();
        fs::write(new.path().join("a"), "new").unwrap();
        put_in_place(new, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "new");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn where_folders_cannot_be_exchanged_the_old_one_is_moved_away() {
        let parent = tempfile::tempdir().unwrap();
        let target = folder(parent.path(), "out", "old");
        let new = folder(parent.path(), "new", "new");
        let old = moved_away(&new, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "new");
        fs::remove_dir_all(&target).unwrap();
        recover(&target).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "old");
        assert!(!old.exists());
    }

    #[test]
    fn what_a_killed_run_moved_away_comes_back() {
        let parent = tempfile::tempdir().unwrap();
        let old = folder(parent.path(), ".out.old-0123456789abcdef", "old");
        folder(parent.path(), ".out.partial-0123456789ABCDEF", "new");
        folder(parent.path(), ".out.partial-mine", "of a user");
        folder(parent.path(), ".other.partial-0123456789abcdef", "of another folder");
        let target = parent.path().join("out");
        recover(&target).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "old");
        assert!(!old.exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 3);
    }
}
