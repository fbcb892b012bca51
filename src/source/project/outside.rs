//! Checks whether a path leads out of a folder. A project file from a stranger must not read other files of the user.

use std::path::{Component, Path};

/// Whether a path relative to a folder leads out of it, by its components or by a link on the disk.
pub(super) fn leaves(folder: &Path, path: &Path) -> bool {
    leaves_by_words(path) || leaves_by_link(folder, path)
}

/// Whether the components of a path lead out: it is absolute, or has more `..` than folders before them.
///
/// `a/../b` stays inside; `../b` and `/b` lead out.
fn leaves_by_words(path: &Path) -> bool {
    let mut depth = 0_usize;
    for part in path.components() {
        match part {
            Component::Prefix(_) | Component::RootDir => return true,
            Component::ParentDir if depth == 0 => return true,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
        }
    }
    false
}

/// Whether a link leads out. False if the path does not exist.
///
/// Both paths are resolved on the disk and compared.
fn leaves_by_link(folder: &Path, path: &Path) -> bool {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (here.canonicalize(), here.join(path).canonicalize()) {
        (Ok(folder), Ok(found)) => !found.starts_with(folder),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leaves_by_its_words() {
        for path in ["../a.csv", "a/../../b.csv", "/etc/passwd", ".."] {
            assert!(leaves_by_words(Path::new(path)), "{path}");
        }
        for path in ["a.csv", "a/../b.csv", "./a/b.csv", "..a"] {
            assert!(!leaves_by_words(Path::new(path)), "{path}");
        }
    }
}
