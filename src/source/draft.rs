//! A project file that is written from lists which nobody has described yet, or that gets further lists.
//!
//! In: the paths of lists, and a project file that may be there already. Out: a [`Draft`], whose text is a project file
//! with a comment on each guess. Lists are added at the end; what a person wrote stays as it is.

mod period;
pub(crate) mod text;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::base::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::language::date::Day;
use crate::source::inspect::Inspection;
use crate::source::project::{LEDGER_FIRST_LINE, Project};
use crate::source::{SourceSpec, inspect};

/// The name of a project file if the user gives none.
const PROJECT_FILE: &str = "reconcile.toml";
/// Most lists whose names make the title.
const MOST_IN_TITLE: usize = 3;

/// A project file under construction: a new one, or one that gets further lists.
///
/// ```
/// use casualty_register::source::{Draft, Project};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let list = folder.path().join("list.csv");
/// std::fs::write(&list, "№;ФИО;Возраст\n1;Тестов Асан;31\n2;Пробин Даулет;40\n")?;
///
/// let draft = Draft::of_lists(&[&list], None)?;
/// draft.write()?;
/// let project = Project::open(draft.path())?;
/// assert_eq!(project.sources()[0].id(), "list");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Draft {
    /// Path of the project file.
    path: PathBuf,
    /// The text that the file had; `None` if there was no file.
    before: Option<String>,
    /// The text that it gets.
    text: String,
    /// The lists that are added.
    lists: Vec<DraftedList>,
    /// Files that the project had already.
    known: Vec<PathBuf>,
}

/// A list that a [`Draft`] adds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DraftedList {
    /// The id in the project.
    pub id: String,
    /// The path, relative to the folder of the project file.
    pub file: String,
    /// What was found in the file.
    pub inspection: Inspection,
}

impl Draft {
    /// Inspects lists and drafts a project file for them.
    ///
    /// If `project` is `None`, the file is `reconcile.toml` in the innermost folder that contains all lists, or the one
    /// that exists in a folder above it, up to the current folder. If the project file exists, the lists that it does
    /// not have yet are added at its end. Its text stays, except for a period that nobody edited: it is widened to the
    /// dates of the new lists.
    ///
    /// # Errors
    ///
    /// If a list cannot be read or has no column of names, if a list is not in the folder of the project file or below
    /// it, or if an existing project file has faults.
    pub fn of_lists(files: &[impl AsRef<Path>], project: Option<&Path>) -> Result<Self> {
        let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
        let found = files.iter().map(|file| canonical(file)).collect::<Result<Vec<PathBuf>>>()?;
        let path = match project {
            Some(path) => path.to_owned(),
            None => place(&files, &found)?,
        };
        let folder = canonical(disk::folder_of(&path))?;
        let old = path.exists().then(|| Existing::open(&path)).transpose()?;
        let mut draft =
            Draft { path, before: None, text: String::new(), lists: Vec::new(), known: Vec::new() };
        let had = old.as_ref().map(|old| old.files(&folder)).unwrap_or_default();
        let mut ids: BTreeSet<String> = old.iter().flat_map(Existing::ids).collect();
        let mut seen = BTreeSet::new();
        for (file, there) in files.iter().zip(&found) {
            if !seen.insert(there) {
                continue;
            }
            if had.contains(there) {
                draft.known.push((*file).to_owned());
                continue;
            }
            let inspection = inspect(file)?;
            let id = free_id(inspection.id(), &mut ids);
            let file = inside(&folder, there, file, &draft.path)?;
            draft.lists.push(DraftedList { id, file, inspection });
        }
        let sections = draft.lists.iter().map(DraftedList::section).collect::<Result<Vec<String>>>()?;
        draft.text = match &old {
            Some(old) => old.with_lists(&draft.lists, &sections)?,
            None => draft.new_text(&sections),
        };
        draft.before = old.map(|old| old.text);
        draft.check()?;
        Ok(draft)
    }

    /// The path of the project file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The text that the project file gets.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the project file does not exist yet.
    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// The lists that are added, in the order in which they were named.
    pub fn lists(&self) -> &[DraftedList] {
        &self.lists
    }

    /// The named files that the project had already.
    pub fn known(&self) -> &[PathBuf] {
        &self.known
    }

    /// Writes the project file. A new project also gets an empty ledger, unless there is one.
    ///
    /// # Errors
    ///
    /// If the disk refuses, or if somebody created or changed the project file since it was read. Nothing is
    /// overwritten then.
    pub fn write(&self) -> Result<()> {
        let Some(before) = &self.before else {
            let ledger = disk::folder_of(&self.path).join(text::LEDGER);
            let is_new = fs::symlink_metadata(&ledger).is_err();
            if is_new {
                disk::create(&ledger, format!("{LEDGER_FIRST_LINE}\n").as_bytes())?;
            }
            let created = disk::create(&self.path, self.text.as_bytes());
            if is_new && created.is_err() {
                // A start that fails leaves nothing.
                drop(fs::remove_file(&ledger));
            }
            return created;
        };
        if *before == self.text {
            return Ok(());
        }
        let mut new = disk::Replacement::of(&self.path)?;
        if fs::read(&self.path).map_err(|error| Error::io(&self.path, "read", error))? != before.as_bytes() {
            let problem = "somebody changed the file meanwhile; nothing was written: start again".to_owned();
            return Err(fault(&self.path, problem));
        }
        new.fill(self.text.as_bytes())?;
        new.put()
    }

    /// The text of a new project file.
    fn new_text(&self, sections: &[String]) -> String {
        let names: Vec<&str> = self.lists.iter().map(|list| list.id.as_str()).collect();
        let title = match names.len() {
            0..=MOST_IN_TITLE => names.join(", "),
            several => format!("{several} lists"),
        };
        let about = text::about(&title, period(self.lists.iter().map(|list| &list.inspection)));
        let parts = [text::HEAD, &about, &text::files()];
        parts.into_iter().chain(sections.iter().map(String::as_str)).collect::<Vec<_>>().join("\n")
    }

    /// Checks that the text is a project file that can be used.
    fn check(&self) -> Result<()> {
        Project::parse(&self.path, &self.text).map(drop)
    }
}

impl DraftedList {
    /// The section of the list in the project file.
    fn section(&self) -> Result<String> {
        self.inspection.section(&self.id, &self.file)
    }
}

/// A project file that is there already.
struct Existing {
    text: String,
    project: Project,
}

impl Existing {
    fn open(path: &Path) -> Result<Self> {
        let project = Project::open(path)?;
        let text = fs::read_to_string(path).map_err(|error| Error::io(path, "read", error))?;
        Ok(Existing { text, project })
    }

    /// The files of its lists, in every edition.
    fn files(&self, folder: &Path) -> BTreeSet<PathBuf> {
        let of = |spec: &SourceSpec| -> Vec<String> {
            let editions = spec.editions().iter().map(|edition| edition.file().to_owned());
            editions.chain([spec.file().to_owned()]).collect()
        };
        let files = self.project.sources().iter().flat_map(of);
        files.filter_map(|file| fs::canonicalize(folder.join(file)).ok()).collect()
    }

    fn ids(&self) -> impl Iterator<Item = String> {
        self.project.sources().iter().map(|spec| spec.id().to_owned())
    }

    /// The text with further lists at its end. Line ends are those of the text.
    fn with_lists(&self, lists: &[DraftedList], sections: &[String]) -> Result<String> {
        if lists.is_empty() {
            return Ok(self.text.clone());
        }
        let mut text = self.widened(lists)?.unwrap_or_else(|| self.text.clone());
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.ends_with('\n') {
            text.push_str(line_end);
        }
        for section in sections {
            text.push_str(line_end);
            text.push_str(&section.replace('\n', line_end));
        }
        Ok(text)
    }

    /// The text with a period that holds the new lists too; `None` if it stays as it is.
    fn widened(&self, lists: &[DraftedList]) -> Result<Option<String>> {
        let folder = self.project.folder();
        let specs = self.project.sources().iter();
        let old = specs.map(|spec| inspect(folder.join(spec.file()))).collect::<Result<Vec<Inspection>>>()?;
        let new = period(old.iter().chain(lists.iter().map(|list| &list.inspection)));
        Ok(new.and_then(|new| period::widened(&self.text, period(old.iter()), new)))
    }
}

/// The first and the last date of death on these lists; `None` if none has any.
fn period<'a>(lists: impl Iterator<Item = &'a Inspection>) -> Option<(Day, Day)> {
    lists.filter_map(|list| list.period).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The id, or the id with the first number that makes it new.
fn free_id(id: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let free = std::iter::once(id.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(id);
    taken.insert(free.clone());
    free
}

/// Where the project file of these lists is or belongs.
fn place(files: &[&Path], found: &[PathBuf]) -> Result<PathBuf> {
    let Some(first) = files.first() else {
        let problem = "no list was named; name the files of the lists".to_owned();
        return Err(fault(Path::new(PROJECT_FILE), problem));
    };
    let folder = common_folder(first, found)?;
    let here = fs::canonicalize(".").unwrap_or_default();
    for above in folder.ancestors() {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        let path = above.join(PROJECT_FILE);
        if path.is_file() {
            return Ok(tidy(path));
        }
        if fs::canonicalize(above).is_ok_and(|above| above == here || !above.starts_with(&here)) {
            break;
        }
    }
    Ok(tidy(folder.join(PROJECT_FILE)))
}

/// `./reconcile.toml` as `reconcile.toml`.
fn tidy(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
}

/// The innermost folder that contains all files, written as the user wrote the first file where possible.
fn common_folder(first: &Path, found: &[PathBuf]) -> Result<PathBuf> {
    let holds_all = |folder: &Path| {
        fs::canonicalize(folder).is_ok_and(|folder| found.iter().all(|file| file.starts_with(&folder)))
    };
    let written = disk::folder_of(first).ancestors().map(|folder| match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    });
    if let Some(folder) = written.into_iter().find(|folder| holds_all(folder)) {
        return Ok(folder.to_owned());
    }
    let whole = found.first().into_iter().flat_map(|file| file.ancestors().skip(1));
    let mut whole = whole.filter(|folder| folder.parent().is_some());
    whole.find(|folder| holds_all(folder)).map(Path::to_owned).ok_or_else(|| {
        let problem =
            "the lists have no folder in common; copy them into one folder, and start there".to_owned();
        fault(first, problem)
    })
}

/// The path of a list, relative to the folder of the project file.
fn inside(folder: &Path, there: &Path, list: &Path, project: &Path) -> Result<String> {
    let outside = || {
        let project = project.display();
        fault(list, format!("it is not in the folder of {project} or below it; copy the list there"))
    };
    let parts = there.strip_prefix(folder).map_err(|_| outside())?;
    let parts: Vec<String> = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Ok(parts.join("/"))
}

/// The path without links and `..`.
fn canonical(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|error| Error::io(path, "read", error))
}

/// An error about a file that has no row.
fn fault(path: &Path, problem: String) -> Error {
    ErrorKind::Table { path: path.to_owned(), row: None, problem }.into()
}
