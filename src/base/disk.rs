//! Writes files: a file is replaced completely or stays as it was.
//!
//! The new text is written to a file with a random name beside the target, synced, and renamed. A link in place of the target
//! is refused and never followed. Random names are the only use of randomness here.
//!
//! A lock file, `.NAME.lock`, keeps other processes out from the first byte to the rename. So a temporary file that is found
//! under the lock belongs to a dead process, and is removed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use crate::base::error::{Error, Result};
use crate::base::progress::Progress;

/// How many random letters and digits a temporary name has.
pub(crate) const RANDOM: usize = 16;
/// How long a run waits before it asks again for a lock, or whether it was stopped.
const PAUSE: Duration = Duration::from_millis(10);

/// Replaces a file by these bytes, or makes it.
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
/// When a link or a folder has the name, or the disk refuses. The old file is then as it was.
pub fn replace(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let mut new = Replacement::of(path)?;
    new.fill(bytes)?;
    new.put()
}

/// Makes a file of these bytes, and never replaces one.
///
/// # Errors
///
/// When anything has the name already, or the disk refuses.
pub fn create(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let mut new = Replacement::of(path)?;
    new.fill(bytes)?;
    new.put_unless_there()
}

/// The new text of a file. Dropped without [`Replacement::put`], it leaves everything as it was.
#[derive(Debug)]
pub struct Replacement {
    path: PathBuf,
    file: NamedTempFile,
    /// The permissions of the old file.
    old: Option<fs::Permissions>,
    _lock: Lock,
}

impl Replacement {
    /// Begins the new text of a file; it waits until no other process writes this file.
    ///
    /// # Errors
    ///
    /// When a link or a folder has the name, or the disk refuses.
    pub fn of(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Replacement::under(path, Lock::of(path)?)
    }

    /// The same under a lock of the file that is already held.
    pub(crate) fn under(path: &Path, lock: Lock) -> Result<Self> {
        let failed = |error| Error::io(path, "write", error);
        let old = plain_file(path).map_err(failed)?;
        for left in leftovers(path, "new") {
            fs::remove_file(&left).map_err(|error| Error::io(&left, "remove", error))?;
        }
        let file = temporary(path, old.as_ref()).map_err(failed)?;
        Ok(Replacement { path: path.to_owned(), file, old: old.map(|old| old.permissions()), _lock: lock })
    }

    /// Adds bytes to the new text.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn fill(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::io(&self.path, "write", error))
    }

    /// Puts the new text in the place of the old one.
    ///
    /// # Errors
    ///
    /// When the disk refuses. The old file is then as it was.
    pub fn put(self) -> Result<()> {
        self.finish(|file, path| file.persist(path).map(drop).map_err(|error| error.error))
    }

    /// Puts the new text there, unless something has the name by now.
    fn put_unless_there(self) -> Result<()> {
        self.finish(|file, path| file.persist_noclobber(path).map(drop).map_err(|error| error.error))
    }

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

/// The file of a name, if there is one. What is no plain file is not replaced.
fn plain_file(path: &Path) -> io::Result<Option<Metadata>> {
    let refuse = |problem: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => refuse("it is a link; name the file that it leads to"),
        Ok(found) if found.is_dir() => refuse("it is a folder; name a file"),
        Ok(found) if !found.is_file() => refuse("it is a device or a pipe; name a file"),
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file with a random name that was not there before. Until it takes the place of an old file, nobody else reads it.
fn temporary(path: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let prefix = hidden(path, "new")?;
    let mut builder = Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM);
    if old.is_none() {
        with_mode(&mut builder, 0o666);
    }
    builder.tempfile_in(folder_of(path))
}

/// What a process may do with a new file or folder, less what its `umask` takes away.
#[cfg(unix)]
pub(crate) fn with_mode(builder: &mut Builder<'_, '_>, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
pub(crate) fn with_mode(_: &mut Builder<'_, '_>, _: u32) {}

/// The folder that a path lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The beginning of a temporary name beside a path: `.ids.jsonl.new-`.
pub(crate) fn hidden(path: &Path, kind: &str) -> io::Result<OsString> {
    let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "it has no name; name a file or folder");
    let mut hidden = OsString::from(".");
    hidden.push(path.file_name().ok_or_else(no_name)?);
    hidden.push(format!(".{kind}-"));
    Ok(hidden)
}

/// What dead processes left beside a path under temporary names of a kind, sorted. Only the holder of the lock knows
/// that they are dead.
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

/// Whether a name is the prefix and random letters and digits.
fn is_temporary(name: &OsStr, prefix: &OsStr) -> bool {
    let random = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric))
}

/// Removes what dead processes left beside a file.
///
/// # Errors
///
/// When the disk refuses.
pub fn clear(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    if leftovers(path, "new").is_empty() {
        return Ok(());
    }
    let _lock = Lock::of(path)?;
    let remove = |left: PathBuf| fs::remove_file(&left).map_err(|error| Error::io(&left, "remove", error));
    leftovers(path, "new").into_iter().try_for_each(remove)
}

/// Makes the names in a folder last. Not every system can; then nothing is known to be wrong.
pub(crate) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Keeps other processes from writing a file or folder. The system releases the lock when the process dies, so that
/// process numbers, which containers share, are of no account.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits for the lock of a file or folder.
    pub(crate) fn of(target: &Path) -> Result<Self> {
        Lock::wait(target, |file| file.lock().map(|()| true))
    }

    /// Whether somebody holds the lock, or died with it.
    pub(crate) fn is_there(target: &Path) -> bool {
        lock_path(target).is_ok_and(|path| fs::symlink_metadata(path).is_ok())
    }

    /// The same, until the run is asked to stop.
    pub(crate) fn watched(target: &Path, watch: &Progress) -> Result<Self> {
        loop {
            watch.check()?;
            match Lock::try_of(target)? {
                Some(lock) => return Ok(lock),
                None => std::thread::sleep(PAUSE),
            }
        }
    }

    /// The lock, unless another process has it.
    fn try_of(target: &Path) -> Result<Option<Self>> {
        let path = lock_path(target).map_err(|error| Error::io(target, "write", error))?;
        Lock::taken(&path, &|file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
        .map_err(|error| Error::io(&path, "lock", error))
    }

    fn wait(target: &Path, lock: impl Fn(&File) -> io::Result<bool>) -> Result<Self> {
        let path = lock_path(target).map_err(|error| Error::io(target, "write", error))?;
        loop {
            let taken = Lock::taken(&path, &lock).map_err(|error| Error::io(&path, "lock", error))?;
            if let Some(lock) = taken {
                return Ok(lock);
            }
        }
    }

    /// Opens and locks the file; `None` where another process has it, or removed it in between.
    fn taken(path: &Path, lock: &dyn Fn(&File) -> io::Result<bool>) -> io::Result<Option<Self>> {
        let file = open_lock(path)?;
        if !lock(&file)? {
            return Ok(None);
        }
        // Dropped, a lock would remove the file of its path, which is another one here.
        Ok(is_at(&file, path).then(|| Lock { file, path: path.to_owned() }))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere nobody could see that the file which he waited for is gone, so it stays.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

fn lock_path(target: &Path) -> io::Result<PathBuf> {
    let mut name = OsString::from(".");
    let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "it has no name; name a file or folder");
    name.push(target.file_name().ok_or_else(no_name)?);
    name.push(".lock");
    let folder = folder_of(target);
    if !folder.is_dir() {
        let problem = format!("there is no folder {}; make it first", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, problem));
    }
    Ok(folder.join(name))
}

/// Opens a lock file, and follows no link.
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

/// Whether a path still names an open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |one: Metadata, other: Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    file.metadata().and_then(|one| Ok(same(one, fs::symlink_metadata(path)?))).unwrap_or(false)
}

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
