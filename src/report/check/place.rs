//! Where a file is for the reader of a report.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base::finding::{Finding, Location};

/// What stays as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The project file, from where the reader looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    project: PathBuf,
}

impl Places {
    pub(super) fn of_project(path: &Path) -> Self {
        Places { project: path.to_owned() }
    }

    /// The path of the file that a place is in, with `/` on every system. Without a place, the project file.
    pub(super) fn path(&self, at: Option<&Location>) -> String {
        let folder = self.project.parent().unwrap_or(Path::new(""));
        let path = at.map_or_else(|| self.project.clone(), |at| folder.join(&at.file));
        plain(&path).to_string_lossy().replace(MAIN_SEPARATOR, "/")
    }

    /// The same as a URI, relative where the path is.
    pub(super) fn uri(&self, at: Option<&Location>) -> String {
        let path = self.path(at);
        let encoded = utf8_percent_encode(&path, PATH).to_string();
        if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
    }
}

/// The path without `.` and, where that does not leave it, without `..`.
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

/// Most places that a sentence names.
const MOST_PLACES: usize = 10;

/// What the finding says, with its first places, on one line.
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
            let places = Places::of_project(Path::new(project));
            let at = Location { file: file.to_owned(), ..Location::default() };
            assert_eq!((places.path(Some(&at)).as_str(), places.uri(Some(&at)).as_str()), (path, uri));
        }
        assert_eq!(Places::of_project(Path::new("x/p.toml")).uri(None), "x/p.toml");
    }
}
