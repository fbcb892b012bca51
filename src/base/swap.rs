//! A folder in the place of another one: whoever looks, and whenever the program is killed, sees the old
//! one or the new one, complete.
//!
//! The new folder is written beside the old one under a random name and synced. Then both are exchanged in one step,
//! where the system can do that. Where it cannot, the old one is moved away first: a program that is killed just then
//! leaves the name empty, and [`recover`] puts the old folder back. Whoever calls these functions holds the
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

/// What a run calls the folders beside its own: the old one that was moved away, and the new one that is written.
const KINDS: [&str; 2] = ["old", "partial"];

/// Makes an empty folder beside another one, with the permissions of that one. It is removed when it is dropped.
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

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(folder, "remove", error)),
        _ => Ok(()),
    }
}

/// A new folder, which becomes the one that was asked for when all files are there.
#[derive(Debug)]
pub(crate) struct NewFolder<'a> {
    path: &'a Path,
    /// The folder that it takes the place of.
    old: &'a Path,
    watch: &'a Progress,
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
        // Nobody listens any more once a file could not be synced; that error is the one to tell.
        let _ = self.to_disk.send((path, file));
        Ok(())
    }

    /// A file that was not there before, with the permissions of the one that it takes the place of.
    fn create(&self, path: &Path, name: &str) -> io::Result<File> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        if let Some(old) = fs::symlink_metadata(self.old.join(name)).ok().filter(fs::Metadata::is_file) {
            file.set_permissions(old.permissions())?;
        }
        Ok(file)
    }
}

/// A new file. What was written of a long one goes to the disk while the rest is made.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    file: File,
    path: &'a Path,
    /// So many bytes were written since the disk was asked for them.
    new: usize,
    watch: &'a Progress,
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
            self.watch.check().map_err(io::Error::other)?;
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

/// Puts a complete and synced folder in the place of another one, and removes that.
pub(crate) fn put_in_place(partial: TempDir, target: &Path) -> Result<()> {
    let failed = |error| Error::io(target, "replace", error);
    let mut old = None;
    if !target.exists() {
        fs::rename(partial.path(), target).map_err(failed)?;
    } else if !exchange(partial.path(), target) {
        old = Some(moved_away(partial.path(), target).map_err(failed)?);
    }
    sync_folder(disk::folder_of(target));
    // After an exchange the old folder has the temporary name.
    remove(partial.path())?;
    old.as_deref().map_or(Ok(()), remove)
}

/// Moves the old folder away and the new one to its place; gives the place of the old one.
fn moved_away(partial: &Path, target: &Path) -> io::Result<PathBuf> {
    let prefix = disk::hidden(target, "old")?;
    let unused =
        Builder::new().prefix(&prefix).rand_bytes(disk::RANDOM).tempdir_in(disk::folder_of(target))?;
    let old = unused.path().to_owned();
    unused.close()?;
    fs::rename(target, &old)?;
    if let Err(error) = fs::rename(partial, target) {
        // Nothing is lost when this fails as well: the next run puts it back.
        let _ = fs::rename(&old, target);
        return Err(error);
    }
    Ok(old)
}

/// Clears up after killed runs: where the folder itself is not there, the one that was moved away for it
/// comes back; what else such runs left beside it is removed.
pub(crate) fn recover(target: &Path) -> Result<()> {
    let is_folder = |path: &&PathBuf| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    if fs::symlink_metadata(target).is_err()
        && let Some(old) = disk::leftovers(target, "old").iter().find(is_folder)
    {
        fs::rename(old, target).map_err(|error| Error::io(target, "recover", error))?;
    }
    KINDS.iter().flat_map(|kind| disk::leftovers(target, kind)).try_for_each(|path| remove(&path))
}

/// Whether killed runs may have left something, or living ones are at work.
pub(crate) fn has_leftovers(target: &Path) -> bool {
    Lock::is_there(target) || KINDS.iter().any(|kind| !disk::leftovers(target, kind).is_empty())
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
