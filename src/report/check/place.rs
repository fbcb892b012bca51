//! Paths of files as the reader of a report sees them, and findings as sentences.
//!
//! A project file names lists relative to itself. A reader, such as a CI job, knows files by their path
//! in the repository. This module converts the first into the second, as a path or as a URI.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base::finding::{Finding, Location};

/// Characters that are not percent-encoded in the path of a URI: the unreserved characters and the
/// slash.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Resolves file names of the project against the location of the project file. The default resolves
/// nothing: paths stay as in the project file.
#[derive(Clone, Debug, Default)]
pub(super) struct FilePlaces {
    /// Path of the project file as the reader sees it; empty if unknown.
    project: PathBuf,
}

impl FilePlaces {
    /// Resolves against the folder of this project file.
    pub(super) fn of_project(path: &Path) -> Self {
        FilePlaces { project: path.to_owned() }
    }

    /// Path of the file of a place, with `/` on every system. `None` gives the project file.
    pub(super) fn path(&self, at: Option<&Location>) -> String {
        let folder = self.project.parent().unwrap_or(Path::new(""));
        let path = at.map_or_else(|| self.project.clone(), |at| folder.join(&at.file));
        plain(&path).to_string_lossy().replace(MAIN_SEPARATOR, "/")
    }

    /// The same path as a URI: relative if the path is relative, otherwise with the scheme `file`.
    pub(super) fn uri(&self, at: Option<&Location>) -> String {
        let path = self.path(at);
        let encoded = utf8_percent_encode(&path, PATH).to_string();
        if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
    }
}

/// The path without `.`, and without `..` except at the front.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Largest number of places that a sentence names.
const MOST_PLACES: usize = 10;

/// The finding as one line: its first places, how many more there are, and the message. Unsafe
/// characters are escaped. Example: `a.csv, row 7: 2 rows have the id 7`.
pub(super) fn sentence(finding: &Finding) -> String {
    let mut at: Vec<String> = finding.at.iter().take(MOST_PLACES).map(Location::to_string).collect();
    let more = finding.at.len().saturating_sub(MOST_PLACES);
    at.extend((more > 0).then(|| format!("and {more} more")));
    let text = match at.is_empty() {
        true => finding.message.clone(),
        false => format!("{}: {}", at.join("; "), finding.message),
    };
    crate::base::terminal::inert(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_first_places() {
        let at = |row| Location {
            source: "a".into(),
            file: "a.csv".into(),
            row: Some(row),
            ..Location::default()
        };
        let said = |rows: u64| {
            sentence(&Finding::new(
                crate::base::finding::Code::EmptyRow,
                (1..=rows).map(at).collect(),
                "empty",
            ))
        };
        assert!(said(10).ends_with("a.csv, row 10: empty"), "{}", said(10));
        assert!(said(30_000).ends_with("a.csv, row 10; and 29990 more: empty"), "{}", said(30_000));
    }

    #[test]
    fn paths_are_given_from_where_the_reader_looks() {
        let cases = [
            ("data/p.toml", "a.csv", "data/a.csv", "data/a.csv"),
            ("p.toml", "a.csv", "a.csv", "a.csv"),
            ("./data/./p.toml", "../lists/a.csv", "lists/a.csv", "lists/a.csv"),
            ("../p.toml", "a.csv", "../a.csv", "../a.csv"),
            (
                "data/p.toml",
                "a b:%тест.csv",
                "data/a b:%тест.csv",
                "data/a%20b%3A%25%D1%82%D0%B5%D1%81%D1%82.csv",
            ),
        ];
        for (project, file, path, uri) in cases {
            let places = FilePlaces::of_project(Path::new(project));
            let at = Location { file: file.to_owned(), ..Location::default() };
            assert_eq!((places.path(Some(&at)).as_str(), places.uri(Some(&at)).as_str()), (path, uri));
        }
        assert_eq!(FilePlaces::of_project(Path::new("x/p.toml")).uri(None), "x/p.toml");
    }
}
