//! Replaces and creates single files. A file either gets its complete new text or stays unchanged.
//!
//! In: a path and bytes. Out: the file on the disk, or an error and the old file.
//!
//! The new text is written to a file with a random name next to the target, synced, and renamed. If the target is a
//! link, the write is refused; links are never followed. Random file names are the only randomness in this module.
//!
//! The lock file `.NAME.lock` is held from the first byte to the rename and keeps other processes out. So a temporary
//! file that is found while this process holds the lock was left by a dead process, and is removed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use crate::base::error::{Error, Result};
use crate::base::progress::Progress;

/// Length of the random part of a temporary name, in ASCII letters and digits.
pub(crate) const RANDOM: usize = 16;
/// Time between two attempts to take a lock. A request to stop the run is noticed after this time at the latest.
const PAUSE: Duration = Duration::from_millis(10);

/// Replaces the content of a file with these bytes, or creates the file.
///
/// Waits while another process writes the same file. The permissions of the old file are kept.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a.txt");
/// casualty_register::disk::replace(&path, b"one")?;
/// casualty_register::disk::replace(&path, b"two")?;
/// assert_eq!(std::fs::read(&path)?, b"two");
/// assert!(casualty_register::disk::create(&path, b"three").is_err());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the path is a link, a folder or a device, or if the disk refuses. The old file is then unchanged.
pub fn replace(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let mut new = Replacement::of(path)?;
    new.fill(bytes)?;
    new.put()
}

/// Creates a file with these bytes. An existing file is never replaced.
///
/// # Errors
///
/// If the name is taken, also by a link or a folder, or if the disk refuses.
pub fn create(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let mut new = Replacement::of(path)?;
    new.fill(bytes)?;
    new.put_unless_there()
}

/// The new text of a file, under construction. If it is dropped without [`Replacement::put`], the old file is unchanged
/// and the temporary file is removed.
///
/// It implements [`Write`], so a serializer can write to it directly.
#[derive(Debug)]
pub struct Replacement {
    /// The file that gets the new text.
    path: PathBuf,
    /// Temporary file next to `path` that holds the new text so far.
    file: NamedTempFile,
    /// Permissions of the old file; `None` if there is no old file.
    old: Option<fs::Permissions>,
    /// Held until the new text is in place, or dropped.
    _lock: Lock,
}

impl Replacement {
    /// Begins the new text of a file. Waits until no other process writes this file.
    ///
    /// Temporary files of dead processes are removed.
    ///
    /// # Errors
    ///
    /// If the path is a link, a folder or a device, or if the disk refuses.
    pub fn of(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Replacement::under(path, Lock::of(path)?)
    }

    /// Like [`Replacement::of`], for a caller that already holds the lock of the file. Removes temporary files of dead
    /// processes first.
    pub(crate) fn under(path: &Path, lock: Lock) -> Result<Self> {
        let failed = |error| Error::io(path, "write", error);
        let old = plain_file(path).map_err(failed)?;
        for left in leftovers(path, "new") {
            fs::remove_file(&left).map_err(|error| Error::io(&left, "remove", error))?;
        }
        let file = temporary(path, old.as_ref()).map_err(failed)?;
        Ok(Replacement { path: path.to_owned(), file, old: old.map(|old| old.permissions()), _lock: lock })
    }

    /// Appends bytes to the new text.
    ///
    /// # Errors
    ///
    /// If the disk refuses, for example because it is full.
    pub fn fill(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::io(&self.path, "write", error))
    }

    /// Syncs the new text and renames it over the old file.
    ///
    /// # Errors
    ///
    /// If the disk refuses. The old file is then unchanged.
    pub fn put(self) -> Result<()> {
        self.finish(|file, path| file.persist(path).map(drop).map_err(|error| error.error))
    }

    /// Like [`Replacement::put`], but fails if the name is taken by now.
    fn put_unless_there(self) -> Result<()> {
        self.finish(|file, path| file.persist_noclobber(path).map(drop).map_err(|error| error.error))
    }

    /// Gives the new file the permissions of the old one, syncs it, renames it and syncs the folder. The sync comes
    /// before the rename, so that a power failure cannot leave the name with an incomplete file.
    fn finish(self, rename: impl FnOnce(NamedTempFile, &Path) -> io::Result<()>) -> Result<()> {
        let Replacement { path, mut file, old, _lock } = self;
        let mut finish = || {
            file.flush()?;
            old.iter().try_for_each(|old| file.as_file().set_permissions(old.clone()))?;
            file.as_file().sync_all()
        };
        let finished = finish().and_then(|()| rename(file, &path));
        finished.map_err(|error| Error::io(&path, "write", error))?;
        sync_folder(folder_of(&path));
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The metadata of the file at a path; `None` if nothing is there. Links, folders and devices are errors, because this
/// module replaces regular files only.
fn plain_file(path: &Path) -> io::Result<Option<Metadata>> {
    let refuse = |problem: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => refuse("it is a link; name the file that it points to"),
        Ok(found) if found.is_dir() => refuse("it is a folder; name a file"),
        Ok(found) if !found.is_file() => refuse("it is a device or a pipe; name a file"),
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Creates a file with a new random name next to `path`. A new file gets the usual permissions (0666 less the umask). A
/// file that replaces an old one is readable by its owner only until it gets the permissions of the old file.
fn temporary(path: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let prefix = hidden(path, "new")?;
    let mut builder = Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM);
    if old.is_none() {
        with_mode(&mut builder, 0o666);
    }
    builder.tempfile_in(folder_of(path))
}

/// Sets the permissions of a new file or folder, from which the system subtracts the `umask` of the process.
#[cfg(unix)]
pub(crate) fn with_mode(builder: &mut Builder<'_, '_>, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(mode));
}

/// Does nothing: only Unix has permission bits.
#[cfg(not(unix))]
pub(crate) fn with_mode(_: &mut Builder<'_, '_>, _: u32) {}

/// The folder that contains a path; `.` for a bare file name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The start of a temporary name next to a path: `.ids.jsonl.new-` for `ids.jsonl` and the kind `new`. A random part of
/// [`RANDOM`] characters follows.
pub(crate) fn hidden(path: &Path, kind: &str) -> io::Result<OsString> {
    let no_name =
        || io::Error::new(io::ErrorKind::InvalidInput, "the path has no file name; name a file or folder");
    let mut hidden = OsString::from(".");
    hidden.push(path.file_name().ok_or_else(no_name)?);
    hidden.push(format!(".{kind}-"));
    Ok(hidden)
}

/// The temporary files or folders of this kind next to a path, sorted by name. Only a caller that holds the lock may
/// assume that the processes which made them are dead. Empty if the folder cannot be read.
pub(crate) fn leftovers(path: &Path, kind: &str) -> Vec<PathBuf> {
    let (Ok(prefix), Ok(entries)) = (hidden(path, kind), fs::read_dir(folder_of(path))) else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut found: Vec<PathBuf> =
        names.filter(|name| is_temporary(name, &prefix)).map(|name| folder_of(path).join(name)).collect();
    found.sort();
    found
}

/// Whether a name consists of the prefix and exactly [`RANDOM`] ASCII letters or digits.
fn is_temporary(name: &OsStr, prefix: &OsStr) -> bool {
    let random = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric))
}

/// Removes temporary files that dead processes left next to a file. Takes the lock only if there are any.
///
/// # Errors
///
/// If the disk refuses.
pub fn clear(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    if leftovers(path, "new").is_empty() {
        return Ok(());
    }
    let _lock = Lock::of(path)?;
    let remove = |left: PathBuf| fs::remove_file(&left).map_err(|error| Error::io(&left, "remove", error));
    leftovers(path, "new").into_iter().try_for_each(remove)
}

/// Syncs a folder, so that renames in it survive a power failure. Failure is ignored: some systems cannot sync folders,
/// and the files themselves are synced.
///
/// On Linux a rename is durable only after its folder is synced.
pub(crate) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// The lock of a file or folder, which keeps other processes from writing it. The operating system releases the lock
/// when the process dies. Process numbers would not do, because containers can use the same numbers.
#[derive(Debug)]
pub(crate) struct Lock {
    /// The open lock file, locked exclusively.
    file: File,
    /// Path of the lock file, `.NAME.lock` next to the target.
    path: PathBuf,
}

impl Lock {
    /// Waits for the lock of a file or folder, without limit.
    pub(crate) fn of(target: &Path) -> Result<Self> {
        Lock::wait(target, |file| file.lock().map(|()| true))
    }

    /// Whether a lock file exists: a living process holds the lock, or a process died while it held the lock.
    pub(crate) fn is_there(target: &Path) -> bool {
        lock_path(target).is_ok_and(|path| fs::symlink_metadata(path).is_ok())
    }

    /// Like `Lock::of`, but stops waiting with [`ErrorKind::Stopped`](crate::base::error::ErrorKind::Stopped) when the
    /// run is asked to stop.
    ///
    /// The lock is tried every [`PAUSE`].
    pub(crate) fn watched(target: &Path, watch: &Progress) -> Result<Self> {
        loop {
            watch.check()?;
            match Lock::try_of(target)? {
                Some(lock) => return Ok(lock),
                None => std::thread::sleep(PAUSE),
            }
        }
    }

    /// Takes the lock if it is free; `None` if another process holds it.
    fn try_of(target: &Path) -> Result<Option<Self>> {
        let path = lock_path(target).map_err(|error| Error::io(target, "write", error))?;
        Lock::taken(&path, &|file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
        .map_err(|error| Error::io(&path, "lock", error))
    }

    /// Repeats until the lock is taken. `lock` locks the open file and may block; it gives false if another process
    /// holds the lock.
    fn wait(target: &Path, lock: impl Fn(&File) -> io::Result<bool>) -> Result<Self> {
        let path = lock_path(target).map_err(|error| Error::io(target, "write", error))?;
        loop {
            let taken = Lock::taken(&path, &lock).map_err(|error| Error::io(&path, "lock", error))?;
            if let Some(lock) = taken {
                return Ok(lock);
            }
        }
    }

    /// Opens and locks the lock file. `None` if another process holds the lock, or if the file at `path` is by now
    /// another one, because its holder removed it while this process waited.
    fn taken(path: &Path, lock: &dyn Fn(&File) -> io::Result<bool>) -> io::Result<Option<Self>> {
        let file = open_lock(path)?;
        if !lock(&file)? {
            return Ok(None);
        }
        // A `Lock` removes the file at its path when it is dropped. Here that file belongs to another process.
        Ok(is_at(&file, path).then(|| Lock { file, path: path.to_owned() }))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only Unix can tell whether the locked file is still the one at its path (`is_at`). Elsewhere the file stays.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// The path of the lock file of a target. An error if the target has no file name, or if its folder does not exist.
fn lock_path(target: &Path) -> io::Result<PathBuf> {
    let mut name = OsString::from(".");
    let no_name =
        || io::Error::new(io::ErrorKind::InvalidInput, "the path has no file name; name a file or folder");
    name.push(target.file_name().ok_or_else(no_name)?);
    name.push(".lock");
    let folder = folder_of(target);
    if !folder.is_dir() {
        let problem = format!("there is no folder {}; create it first", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, problem));
    }
    Ok(folder.join(name))
}

/// Opens or creates a lock file without changing its content. On Linux and macOS a link is an error.
fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.open(path)
}

/// Whether the path still names this open file, by device and inode number.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |one: Metadata, other: Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    file.metadata().and_then(|one| Ok(same(one, fs::symlink_metadata(path)?))).unwrap_or(false)
}

/// Always true: the lock file is never removed on these systems.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_a_file_that_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        replace(&path, b"old").unwrap();
        let mut new = Replacement::of(&path).unwrap();
        new.fill(b"half").unwrap();
        drop(new);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_dead_process_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for name in [".a.new-0123456789abcdef", ".a.new-mine", ".b.new-0123456789abcdef"] {
            fs::write(folder.path().join(name), "left").unwrap();
        }
        replace(&path, b"new").unwrap();
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".a.new-mine", ".b.new-0123456789abcdef", "a"]);
    }
}
