//! Verifies that an output folder follows from its inputs: digests everything, runs again and compares byte for byte.
//!
//! Input: the folder, whose `run.json` has the digests of inputs and outputs. Output: a [`Verification`]. The folder
//! and its inputs are only read, except for what a killed run left behind.
//!
//! Four things can be wrong, and each has its own state. An input changed: a new run would not be the same run. An
//! output was altered after the run. An output is missing or does not belong to the run. Or everything is as recorded,
//! and a new run still writes other bytes, for instance because another version of the program runs it.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::disk::Lock;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lang::Lang;
use crate::base::terminal::inert;
use crate::base::{digest, folder, swap};
use crate::language::lexicon::Lexicon;
use crate::linkage::model::Model;
use crate::register::outcome::Outcome;
use crate::report::Output;
use crate::run::reconciler::Reconciler;
use crate::source::project::Project;
use crate::source::provenance;
use crate::source::provenance::FileDigest;

/// Where the inputs are if they were moved. By default they are searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verify {
    /// The project file. If `None`, it is searched for by its name in the folders above the output folder and in the
    /// current folder of the process.
    pub project: Option<PathBuf>,
    /// The model that the run was given. If `None`, the `model.json` of the output folder is used if its digest is the
    /// recorded one.
    pub model: Option<PathBuf>,
}

impl Verify {
    /// Sets [`Verify::project`].
    #[must_use]
    pub fn with_project(self, project: impl Into<PathBuf>) -> Self {
        Verify { project: Some(project.into()), ..self }
    }

    /// Sets [`Verify::model`].
    #[must_use]
    pub fn with_model(self, model: impl Into<PathBuf>) -> Self {
        Verify { model: Some(model.into()), ..self }
    }
}

/// How a file compares with the record of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum State {
    /// It is what the run read or wrote.
    Same,
    /// An input is not what the run read, or an output is what the run wrote but a new run writes another file.
    Changed,
    /// An output has changed since the run wrote it.
    Altered,
    /// It does not exist.
    Missing,
    /// It exists and is not in the record.
    Foreign,
}

/// An input or output with its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CheckedPart {
    /// The file as the record names it, or the description of an input that is not a file.
    pub name: String,
    /// How it compares with the record.
    pub state: State,
}

/// The result of a verification. Its text form is what the program prints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verification {
    /// Project file, lists, language tables, model and program; empty if only the files were checked.
    pub inputs: Vec<CheckedPart>,
    /// The files of the output folder.
    pub outputs: Vec<CheckedPart>,
    /// Why the run could not be repeated; `None` if it was repeated or need not be.
    pub problem: Option<String>,
    /// Whether the run was repeated. Without it the files are only held against the digests that the run wrote down.
    pub is_repeated: bool,
}

impl Verification {
    /// Whether everything is the same: the folder follows from its inputs, byte for byte.
    pub fn is_verified(&self) -> bool {
        let mut all = self.inputs.iter().chain(&self.outputs);
        self.problem.is_none() && all.all(|one| one.state == State::Same)
    }
}

/// The part of `run.json` that is needed to repeat the run.
#[derive(Debug, Deserialize)]
struct Recorded {
    /// The program that wrote the folder.
    program: RecordedProgram,
    /// The project file; `None` if the run was put together in code.
    project: Option<FileDigest>,
    /// The lists.
    inputs: Vec<RecordedList>,
    /// The project's own tables of languages.
    tables: Vec<FileDigest>,
    /// The digest of the bundled tables of languages.
    bundled_tables_sha256: String,
    /// The digest of the model that the run was given; `None` if it was given none.
    given_model_sha256: Option<String>,
    /// The language in which pages open.
    #[serde(default)]
    lang: Lang,
    /// The files that the run wrote, without `run.json` itself.
    outputs: Vec<FileDigest>,
}

/// One list of the record: its id and its file.
#[derive(Debug, Deserialize)]
struct RecordedList {
    /// The id of the list.
    id: String,
    /// Its file and digest; the names of these fields are on the same level in `run.json`.
    #[serde(flatten)]
    file: FileDigest,
}

/// Name and version of the program.
#[derive(Debug, Deserialize)]
struct RecordedProgram {
    /// The name of the package; another name means that another program wrote the folder.
    name: String,
    /// The version; another version counts as a changed input.
    version: String,
}

/// Verifies a folder that a run wrote: digests its inputs and files, runs again and compares. Anything that a killed
/// run left next to the folder is cleared up first. Takes as long as the run.
///
/// ```no_run
/// use casualty_register::audit::{Verify, verify};
///
/// let found = verify("out", &Verify::default().with_project("data/reconcile.toml"))?;
/// assert!(found.is_verified(), "{found}");
/// # Ok::<(), casualty_register::Error>(())
/// ```
///
/// # Errors
///
/// If the folder has no readable record of a run, if the run was put together in code, or if its project file or model
/// is not found. The message says what to pass.
pub fn verify(folder: impl AsRef<Path>, how: &Verify) -> Result<Verification> {
    let folder = in_place(folder.as_ref())?;
    let recorded = read(&folder)?;
    let path = find_project(&folder, &recorded, how)?;
    let model = find_model(&folder, &recorded, how)?;
    let mut found = Verification {
        inputs: inputs(&path, &recorded, model.as_ref()),
        outputs: outputs(&folder, &recorded)?,
        problem: None,
        is_repeated: false,
    };
    match run_again(&path, &recorded, model) {
        Ok(outcome) => {
            found.is_repeated = true;
            compare(&folder, &recorded, &outcome, &mut found.outputs);
        }
        Err(error) => found.problem = Some(error.to_string()),
    }
    Ok(found)
}

/// Compares the files of a folder with the digests in its record, without running again. Anything that a killed run
/// left next to the folder is cleared up first.
///
/// # Errors
///
/// If the folder has no readable record of a run.
pub fn verify_files(folder: impl AsRef<Path>) -> Result<Verification> {
    let folder = in_place(folder.as_ref())?;
    let outputs = outputs(&folder, &read(&folder)?)?;
    Ok(Verification { outputs, ..Verification::default() })
}

/// The absolute path of the folder, after clearing up what a killed run left.
fn in_place(folder: &Path) -> Result<PathBuf> {
    let absolute = std::path::absolute(folder).map_err(|error| Error::io(folder, "read", error))?;
    let target = std::fs::canonicalize(&absolute).unwrap_or(absolute);
    // If the place is read-only, such as the copy of an auditor, nothing is cleared up.
    if swap::has_leftovers(&target)
        && let Ok(_lock) = Lock::of(&target)
    {
        swap::recover(&target)?;
    }
    Ok(target)
}

/// Reads the record of the run.
///
/// # Errors
///
/// If there is no `run.json`, or if another program or an older version wrote it.
fn read(folder: &Path) -> Result<Recorded> {
    let path = folder.join(Output::Run.file_name());
    if !path.exists() {
        let problem =
            "the folder has no run.json, so no run wrote it; name the output folder of a run".to_owned();
        return Err(ErrorKind::Table { path: folder.to_owned(), row: None, problem }.into());
    }
    let bytes = std::fs::read(&path).map_err(|error| Error::io(&path, "read", error))?;
    let recorded: Option<Recorded> = serde_json::from_slice(&bytes).ok();
    recorded.filter(|recorded| recorded.program.name == env!("CARGO_PKG_NAME")).ok_or_else(|| {
        let problem =
            "the file is not the record of a run, or an older version without file digests wrote it; run again";
        ErrorKind::Table { path, row: None, problem: problem.to_owned() }.into()
    })
}

/// The given project file, or one with the recorded name. Of several, one with the recorded digest is preferred.
///
/// # Errors
///
/// If the run had no project file, or if none is found.
fn find_project(folder: &Path, recorded: &Recorded, how: &Verify) -> Result<PathBuf> {
    let cannot = |problem: String| ErrorKind::Setting { name: "project", problem }.into();
    let Some(project) = &recorded.project else {
        return Err(cannot("the run was built in code, so there is no project file to repeat it".into()));
    };
    if let Some(path) = &how.project {
        return Ok(path.clone());
    }
    let name = Path::new(&project.file).file_name().unwrap_or_default();
    let places = folder.ancestors().skip(1).map(Path::to_owned).chain(std::env::current_dir().ok());
    let files: Vec<PathBuf> = places.map(|place| place.join(name)).filter(|path| path.is_file()).collect();
    let is_it = |path: &&PathBuf| digest_of(path).as_deref() == Some(&project.sha256);
    files.iter().find(is_it).or(files.first()).cloned().ok_or_else(|| {
        cannot(format!(
            "{} is not in a folder above {} or in the working directory; name it with --project FILE",
            inert(&project.file),
            folder.display()
        ))
    })
}

/// The model that the run was given; `None` if it was given none.
///
/// # Errors
///
/// If the model is not found or cannot be read.
fn find_model(folder: &Path, recorded: &Recorded, how: &Verify) -> Result<Option<Model>> {
    let Some(digest) = &recorded.given_model_sha256 else {
        return Ok(None);
    };
    if let Some(path) = &how.model {
        return Model::open(path).map(Some);
    }
    let own = Model::open(folder.join(Output::Model.file_name())).ok();
    own.filter(|model| model.digest() == *digest).map(Some).ok_or_else(|| {
        let problem = "the run used a given model; name its file with --model FILE".to_owned();
        ErrorKind::Setting { name: "model", problem }.into()
    })
}

/// SHA-256 of a file, in hexadecimal; `None` if it cannot be read.
fn digest_of(path: &Path) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| digest::of_bytes(&bytes))
}

/// Whether a file has a digest; an unreadable file counts as missing.
fn state_of(path: &Path, sha256: &str) -> State {
    match digest_of(path) {
        None => State::Missing,
        Some(digest) if digest == sha256 => State::Same,
        Some(_) => State::Changed,
    }
}

/// The inputs compared with the record: files, tables of languages that were added, bundled tables, model, and the
/// version of the program.
fn inputs(project: &Path, recorded: &Recorded, model: Option<&Model>) -> Vec<CheckedPart> {
    let folder = project.parent().unwrap_or(Path::new(""));
    let checked = |name: &str, state| CheckedPart { name: name.to_owned(), state };
    let same = |is_same: bool| if is_same { State::Same } else { State::Changed };
    let mut all = Vec::new();
    let files = recorded.project.iter().map(|file| (file, project.to_owned()));
    let others = recorded.inputs.iter().map(|list| &list.file).chain(&recorded.tables);
    for (file, path) in files.chain(others.map(|file| (file, folder.join(&file.file)))) {
        all.push(checked(&file.file, state_of(&path, &file.sha256)));
    }
    let tables = Project::open(project).and_then(|project| provenance::tables(&project)).unwrap_or_default();
    let is_known = |table: &FileDigest| recorded.tables.iter().any(|known| known.file == table.file);
    all.extend(
        tables.iter().filter(|table| !is_known(table)).map(|table| checked(&table.file, State::Foreign)),
    );
    let bundled = same(Lexicon::bundled().digest() == recorded.bundled_tables_sha256);
    all.push(checked("bundled language tables", bundled));
    if let (Some(model), Some(digest)) = (model, &recorded.given_model_sha256) {
        all.push(checked("the given model", same(model.digest() == *digest)));
    }
    let version = &recorded.program.version;
    all.push(checked(&format!("program, version {version}"), same(version == env!("CARGO_PKG_VERSION"))));
    all
}

/// The files of the folder compared with their digests. `run.json` has no digest and counts as the same.
fn outputs(folder: &Path, recorded: &Recorded) -> Result<Vec<CheckedPart>> {
    let names = folder::names_in(folder)?;
    let mut all: Vec<CheckedPart> = recorded
        .outputs
        .iter()
        .map(|file| {
            let state = match state_of(&folder.join(&file.file), &file.sha256) {
                State::Changed => State::Altered,
                other => other,
            };
            CheckedPart { name: file.file.clone(), state }
        })
        .collect();
    all.push(CheckedPart { name: Output::Run.file_name().to_owned(), state: State::Same });
    let foreign = names.into_iter().filter(|name| !all.iter().any(|known| known.name == *name));
    let foreign: Vec<CheckedPart> = foreign.map(|name| CheckedPart { name, state: State::Foreign }).collect();
    all.extend(foreign);
    Ok(all)
}

/// Repeats the run with the recorded editions of the lists, the model and the language of pages.
fn run_again(project: &Path, recorded: &Recorded, model: Option<Model>) -> Result<Outcome> {
    let mut project = Project::open(project)?;
    for list in &recorded.inputs {
        if let Some(published) = edition_of(&project, list) {
            project = project.with_edition(&list.id, &published)?;
        }
    }
    let mut reconciler = Reconciler::of_project(&project)?;
    if let Some(model) = model {
        reconciler = reconciler.with_model(model);
    }
    Ok(reconciler.run()?.with_lang(recorded.lang))
}

/// The day of the edition that the run read; `None` if the list has no editions.
fn edition_of(project: &Project, list: &RecordedList) -> Option<String> {
    let spec = project.sources().iter().find(|spec| spec.id() == list.id)?;
    let edition = spec.editions().iter().find(|edition| edition.file() == list.file.file)?;
    Some(edition.published().to_owned())
}

/// Marks the files that a new run writes with other bytes.
fn compare(folder: &Path, recorded: &Recorded, outcome: &Outcome, outputs: &mut [CheckedPart]) {
    let is_recorded = |output: &Output| recorded.outputs.iter().any(|file| file.file == output.file_name());
    let wanted: Vec<Output> = Output::every().filter(is_recorded).collect();
    for made in outcome.digests(&wanted) {
        let known = outputs.iter_mut().find(|one| one.name == made.file && one.state == State::Same);
        if let Some(known) = known {
            known.state = state_of(&folder.join(&made.file), &made.sha256);
        }
    }
}

impl fmt::Display for Verification {
    /// Prints every input and output that is not the same, then whether the folder is verified.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for input in self.inputs.iter().filter(|one| one.state != State::Same) {
            let what = match input.state {
                State::Missing => "is missing",
                State::Foreign => "did not exist when the run was made",
                _ => "has changed since the run was made",
            };
            writeln!(f, "input   {}: {what}", inert(&input.name))?;
        }
        for output in self.outputs.iter().filter(|one| one.state != State::Same) {
            let what = match output.state {
                State::Missing => "is missing",
                State::Foreign => "was not written by the run",
                State::Altered => "has changed since the run wrote it",
                _ => "differs from the file that a new run writes",
            };
            writeln!(f, "output  {}: {what}", inert(&output.name))?;
        }
        if let Some(problem) = &self.problem {
            writeln!(f, "The run cannot be repeated: {problem}")?;
        }
        let (inputs, outputs) = (self.inputs.len(), self.outputs.len());
        match self.is_verified() {
            true if !self.is_repeated => {
                write!(f, "{outputs} files have the digests that the run recorded; the run was not repeated")
            }
            true => write!(
                f,
                "Verified: repeating the run on {inputs} inputs gives the same {outputs} files, \
                               byte for byte"
            ),
            false => write!(f, "Not verified"),
        }
    }
}
