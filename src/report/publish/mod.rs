//! A publication: the register of a run under the public profile, and the method in words.
//!
//! It turns an [`Outcome`] and a [`Policy`] into these files.
//!
//! | file | what it is |
//! |---|---|
//! | `register.csv`, `register.json` | the entries, each field as the [policy] allows, with grade and sources |
//! | `redirects.csv` | earlier ids of entries and their present ids, if the project keeps its ids |
//! | `overlap.csv` | the number of people on each combination of lists, with intervals |
//! | `totals.csv` | published totals with what the lists document, if the project has a table of them |
//! | `people.csv` | one row for each entry, for R and Python |
//! | `statements.csv` | the published claims as statements of FollowTheMoney |
//! | `datapackage.json` | the published CSV files as a Data Package |
//! | `report.html` | the register as a page, in three languages |
//! | `method.md` | the method in words: sources, tables, thresholds, policies, review, known limits |
//! | `publish.json` | program, policy, settings, digests of the bundled language tables and of the other files |
//!
//! Nothing else is written: no cells of the lists, no values of pairs, no findings (they quote
//! cells), no names or reasons of reviewers. The names and digests of the list files, of a given
//! model and of the project's own tables are left out too. A file name may contain the name of a
//! person. Somebody who has most of a list could use its digest to test guesses of the withheld
//! values. For the same reason, an entry whose first record has a withheld id gets a different id
//! here; see [`Disclosure::entry_id`](crate::report::disclosure::Disclosure::entry_id).
//!
//! [policy]: crate::source::policy

mod entry;
mod json;
mod method;
mod open;
mod told;

use std::path::Path;

use crate::base::digest;
use crate::base::error::{ErrorKind, Result};
use crate::base::progress::Progress;
use crate::base::table::Table;
use crate::register::IdBook;
use crate::register::outcome::Outcome;
use crate::report;
use crate::report::Output;
use crate::report::disclosure::Disclosure;
use crate::report::disclosure::coarse::without_user;
use crate::report::disclosure::small::{ShownCombination, counts};
use crate::report::exchange::package::{self, PackagedFile, PackagedSource};
use crate::report::exchange::people::PeopleTable;
use crate::report::exchange::statements;
use crate::report::view::View;
use crate::source::Source;
use crate::source::policy::Policy;
use crate::source::provenance::FileDigest;

use entry::PublicEntry;
pub use open::OpenQuestions;
pub use told::told;

/// The files of a publication folder. The last file marks the folder as a publication.
pub(crate) const FILES: [&str; 11] = [
    "register.csv",
    "register.json",
    "redirects.csv",
    "overlap.csv",
    "totals.csv",
    "people.csv",
    "statements.csv",
    "datapackage.json",
    "report.html",
    "method.md",
    "publish.json",
];

/// A run as it may be published.
///
/// ```no_run
/// use casualty_register::Reconciler;
/// use casualty_register::source::Project;
/// use casualty_register::report::Publication;
///
/// let project = Project::open("reconcile.toml")?;
/// let outcome = Reconciler::of_project(&project)?.run()?;
/// Publication::new(&outcome, project.profile())?.write("public")?;
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Debug)]
pub struct Publication<'a> {
    /// The run.
    outcome: &'a Outcome,
    /// The policy, applied to the run.
    disclosure: Disclosure<'a>,
    /// The published entries, by name; entries without a published name are last.
    entries: Vec<PublicEntry>,
}

impl<'a> Publication<'a> {
    /// Applies a policy to a run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setting`] if
    ///
    /// - the policy is that of the working profile, which is for people who may see the lists;
    /// - the project keeps no file of ids with a salt;
    /// - the ids of the run have not been saved.
    pub fn new(outcome: &'a Outcome, policy: &Policy) -> Result<Self> {
        if policy.is_working() {
            let problem = "the working profile shows everything; publish with `Policy::public()`".to_owned();
            return Err(ErrorKind::Setting { name: "profile", problem }.into());
        }
        if !outcome.ids().is_some_and(IdBook::is_salted) {
            let problem = "a publication needs a file of ids, so that published ids stay the same and reveal \
                           nothing that is withheld; write `ids = \"ids.jsonl\"` under [project] and run \
                           `reconcile run`, which creates the file";
            return Err(ErrorKind::Setting { name: "ids", problem: problem.to_owned() }.into());
        }
        if outcome.are_ids_new() {
            let problem = "the file of ids does not match these lists and decisions, and published ids must \
                           stay the same; save it first, as `reconcile run` does";
            return Err(ErrorKind::Setting { name: "ids", problem: problem.to_owned() }.into());
        }
        let disclosure = Disclosure::new(outcome, policy);
        let all = outcome.register().entries().iter();
        let mut entries: Vec<PublicEntry> = all.map(|one| PublicEntry::of(&disclosure, one)).collect();
        // Sort by name. The order of records would reveal birth dates if the record ids contain
        // them.
        entries.sort_by(|a, b| a.rank().cmp(&b.rank()));
        Ok(Publication { outcome, disclosure, entries })
    }

    /// The policy that is applied.
    pub fn policy(&self) -> &Policy {
        self.disclosure.policy()
    }

    /// The name and the bytes of each file, in the order in which they are written. `redirects.csv`
    /// is included only if the project keeps ids, and `totals.csv` only if it has totals.
    pub fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = vec![
            ("register.csv", entry::table(self.outcome, &self.entries)),
            ("register.json", json::register(self)),
            ("overlap.csv", self.outcome.render(Output::Overlap)),
        ];
        if let Some(ids) = self.outcome.ids().filter(|ids| ids.is_salted()) {
            files.push(("redirects.csv", redirects(ids)));
        }
        if self.outcome.totals().is_some() {
            files.push(("totals.csv", report::totals(&self.disclosure.figures(self.outcome))));
        }
        files.push(("people.csv", PeopleTable::new(self.outcome, &self.disclosure).to_guarded_csv()));
        files.push(("statements.csv", statements::statements(self.outcome, &self.disclosure)));
        files.push(("datapackage.json", self.package(&files)));
        let view = View::new(self.outcome, self.policy());
        files.push(("report.html", view.page(self.outcome.lang).into_bytes()));
        files.push(("method.md", method::statement(self).into_bytes()));
        let digest = |(file, bytes): &(&str, Vec<u8>)| FileDigest {
            file: (*file).to_owned(),
            sha256: digest::of_bytes(bytes),
        };
        let digests: Vec<FileDigest> = files.iter().map(digest).collect();
        files.push(("publish.json", json::publish(self, &digests)));
        files
    }

    /// `datapackage.json` for these files. Names and digests of the lists are left out, as in `register.json`.
    fn package(&self, files: &[(&'static str, Vec<u8>)]) -> Vec<u8> {
        let described =
            |(file, bytes): &(&str, Vec<u8>)| PackagedFile::of(file, bytes, &digest::of_bytes(bytes));
        let files: Vec<PackagedFile> = files.iter().filter_map(described).collect();
        let source = |source: &Source| PackagedSource {
            title: source.title().to_owned(),
            path: source.spec().url().map(without_user),
            sha256: None,
        };
        let sources: Vec<PackagedSource> = self.outcome.sources().iter().map(source).collect();
        package::package(self.outcome.register().title(), &sources, &files)
    }

    /// Writes the files into a folder. The folder appears only when all files are complete. A folder
    /// that an earlier publication wrote is replaced as a whole.
    ///
    /// # Errors
    ///
    /// If the folder contains an input of the run or anything that no publication wrote, if it is
    /// or contains the current directory of the process, or if writing fails.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<()> {
        self.write_watched(folder, &Progress::new())
    }

    /// Same as [`Publication::write`], but it stops when `watch` is asked to stop. It stops only before
    /// it changes anything.
    ///
    /// # Errors
    ///
    /// The errors of [`Publication::write`], and [`ErrorKind::Stopped`].
    pub fn write_watched(&self, folder: impl AsRef<Path>, watch: &Progress) -> Result<()> {
        crate::base::folder::replace(folder.as_ref(), &self.outcome.inputs, &FILES, watch, self.files())
    }

    /// The counts as text, for a screen. The text contains no field values.
    pub fn summary(&self) -> String {
        format!("{}{}{}", method::numbers(self.outcome), method::minors(self), method::small_counts(self))
    }

    /// The questions that no reviewer has looked at. `reconcile publish` stops while there are any, unless it is told to
    /// go on.
    pub fn open_questions(&self) -> OpenQuestions {
        OpenQuestions::of(self.outcome)
    }

    /// How many entries are alone in their combination of published place, date of death, date of
    /// birth (or ages) and sex. An entry that shows none of these is not counted.
    pub fn alone(&self) -> usize {
        self.counts().into_iter().filter(|count| *count == 1).count()
    }

    /// The size of the smallest combination, in entries; `None` if no entry shows any of the four
    /// values.
    pub fn smallest(&self) -> Option<u64> {
        self.counts().into_iter().min()
    }

    /// The size of each combination, in entries.
    fn counts(&self) -> Vec<u64> {
        let all: Vec<ShownCombination> = self.entries.iter().map(PublicEntry::combination).collect();
        counts(all.iter()).into_values().collect()
    }

    /// How many entries have a name that is not shown: the entry does not count, the cell contains more
    /// than a name, or the policy withholds names.
    pub fn names_not_shown(&self) -> usize {
        let named = self.outcome.register().entries().iter().filter(|entry| !entry.name().is_empty()).count();
        named.saturating_sub(self.entries.iter().filter(|entry| entry.has_name()).count())
    }

    /// How many entries are published like those of minors although nobody can tell an adult from a child: the lists
    /// state an age or a birth that cannot be read or believed, and nothing else shows it. A corrected cell settles an
    /// entry, and so does another list that states an age or a birth.
    pub fn unsettled_ages(&self) -> usize {
        let entries = self.outcome.register().entries();
        entries.iter().filter(|entry| self.disclosure.is_age_unsettled(entry)).count()
    }

    /// How many entries are of people who may have been under 18.
    pub fn minors(&self) -> usize {
        let entries = self.outcome.register().entries();
        entries.iter().filter(|entry| self.disclosure.is_minor(entry)).count()
    }
}

/// `redirects.csv`: the ids that no entry has any more, each with the id that replaces it, if there
/// is one. The records that the ids were made from are not published.
fn redirects(ids: &IdBook) -> Vec<u8> {
    let mut table = Table::new(["id", "leads_to"]);
    for known in ids.ids().filter(|known| known.members.is_empty()) {
        table.row([known.id.as_str(), ids.leads_to(&known.id).unwrap_or_default()]);
    }
    table.bytes()
}
