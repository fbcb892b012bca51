//! Stage 9, report: an [`Outcome`] to files and to a summary for people. Reports only read.
//!
//! Every file has the same bytes for the same input: rows are sorted by keys, numbers are rounded to
//! fixed places, and nothing in them depends on the clock, the machine or the number of threads.

pub mod check;
mod desk;
mod folder;
mod guard;
mod json;
mod page;
mod review;
mod review_page;
mod summary;
mod swap;
mod tables;
mod totals;
mod verify;

use std::path::Path;
use std::str::FromStr;

pub(crate) use folder::replace as replace_folder;
pub use guard::{guarded, unguarded};
pub(crate) use json::pretty;
pub(crate) use review::sure_parts;
pub use review::{Candidate, ReviewItem, ReviewKind, candidates, review_queue};
pub use review_page::Questions;
pub use summary::{ListOverlap, Summary};
pub(crate) use tables::Table;
pub use verify::{Checked, State, Verification, Verify, verify, verify_files};

use crate::digest;
use crate::origin::FileDigest;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::view::View;
use crate::{ErrorKind, Result};

/// A file of the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Output {
    /// `members.csv`: which record stands in which entry.
    Members,
    /// `register.csv`: a row an entry.
    Register,
    /// `claims.csv`: a row a cell that a list filled.
    Claims,
    /// `links.csv`: every pair above the probability that is kept, linked or not.
    Links,
    /// `review.csv`: what a person should look at, the most useful first.
    Review,
    /// `review.html`: the same questions as a page to answer them in; it gives back a ledger.
    ReviewPage,
    /// `candidates.csv`: for each row whose place is in doubt, the places it may have.
    Candidates,
    /// `overlap.csv`: how many people stand in which lists, with intervals.
    Overlap,
    /// `draws.csv`: the same table for each sampled partition.
    Draws,
    /// `totals.csv`: published totals, each with what the lists document.
    Totals,
    /// `absences.csv`: names of one list that another does not have, and why.
    Absences,
    /// `decisions.csv`: what people decided, and what became of it.
    Decisions,
    /// `redirects.csv`: ids that entries once bore, and where they lead.
    Redirects,
    /// `findings.csv`: what is odd, missing or contradictory.
    Findings,
    /// `register.json`: the register with everything in it.
    RegisterJson,
    /// `report.html`: the report that people look at, in one page.
    ReportPage,
    /// `report.json`: the data of that page, for plots of your own.
    ReportData,
    /// `model.json`: the model as fitted, to run other lists with.
    Model,
    /// `run.json`: settings, versions and digests of the inputs and of the files beside it.
    Run,
}

impl Output {
    /// All files, in the order in which they are written.
    pub const ALL: [Output; 19] = [
        Output::Members,
        Output::Register,
        Output::Claims,
        Output::Links,
        Output::Review,
        Output::ReviewPage,
        Output::Candidates,
        Output::Overlap,
        Output::Draws,
        Output::Totals,
        Output::Absences,
        Output::Decisions,
        Output::Redirects,
        Output::Findings,
        Output::RegisterJson,
        Output::ReportPage,
        Output::ReportData,
        Output::Model,
        Output::Run,
    ];

    /// The name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Output::Members => "members.csv",
            Output::Register => "register.csv",
            Output::Claims => "claims.csv",
            Output::Links => "links.csv",
            Output::Review => "review.csv",
            Output::ReviewPage => "review.html",
            Output::Candidates => "candidates.csv",
            Output::Overlap => "overlap.csv",
            Output::Draws => "draws.csv",
            Output::Totals => "totals.csv",
            Output::Absences => "absences.csv",
            Output::Decisions => "decisions.csv",
            Output::Redirects => "redirects.csv",
            Output::Findings => "findings.csv",
            Output::RegisterJson => "register.json",
            Output::ReportPage => "report.html",
            Output::ReportData => "report.json",
            Output::Model => "model.json",
            Output::Run => "run.json",
        }
    }

    /// The word that chooses the file on a command line: `members`, `register-json`, `run`.
    pub fn as_str(self) -> &'static str {
        match self {
            Output::RegisterJson => "register-json",
            Output::ReportData => "report-json",
            Output::ReviewPage => "review-page",
            other => other.file_name().split('.').next().unwrap_or_default(),
        }
    }
}

impl FromStr for Output {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        Output::ALL.into_iter().find(|output| output.as_str() == text).ok_or_else(|| {
            let all: Vec<&str> = Output::ALL.iter().map(|output| output.as_str()).collect();
            let problem = format!("there is no output `{text}`; choose among {}", all.join(", "));
            ErrorKind::Setting { name: "write", problem }.into()
        })
    }
}

impl Outcome {
    /// Writes every output file into a folder.
    ///
    /// # Errors
    ///
    /// As [`Outcome::write`].
    pub fn write_dir(&self, folder: impl AsRef<Path>) -> Result<()> {
        self.write(folder, &Output::ALL)
    }

    /// Writes the chosen files, and `run.json` always, into a folder. The folder appears only when
    /// all files are complete; one that an earlier run wrote is replaced as a whole.
    ///
    /// # Errors
    ///
    /// When the folder holds anything that no run wrote, or an input of this run, or is the one that
    /// the process stands in; or when the disk refuses.
    pub fn write(&self, folder: impl AsRef<Path>, outputs: &[Output]) -> Result<()> {
        let known: Vec<&str> = Output::ALL.iter().map(|output| output.file_name()).collect();
        replace_folder(folder.as_ref(), &self.inputs, &known, self.files(outputs))
    }

    /// The chosen files and the record of the run, which comes last and has the digests of the others.
    fn files(&self, outputs: &[Output]) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
        let mut outputs: Vec<Output> =
            outputs.iter().copied().filter(|output| *output != Output::Run).collect();
        outputs.sort_unstable();
        outputs.dedup();
        outputs.push(Output::Run);
        let mut written: Vec<FileDigest> = Vec::new();
        outputs.into_iter().map(move |output| {
            let bytes = match output {
                Output::Run => json::run(self, &written),
                other => self.render(other),
            };
            let (file, sha256) = (output.file_name().to_owned(), digest::of_bytes(&bytes));
            written.push(FileDigest { file, sha256 });
            (output.file_name(), bytes)
        })
    }

    /// Everything that the lists say.
    fn working_view(&self) -> View {
        View::new(self, &Policy::working())
    }

    /// One output as the bytes of its file.
    pub fn render(&self, output: Output) -> Vec<u8> {
        match output {
            Output::Members => tables::members(self),
            Output::Register => tables::register(self),
            Output::Claims => tables::claims(self),
            Output::Links => tables::links(self),
            Output::Review => tables::review(self),
            Output::ReviewPage => review_page::render(self, self.lang),
            Output::Candidates => tables::candidates(self),
            Output::Overlap => tables::overlap(self),
            Output::Draws => tables::draws(self),
            Output::Totals => totals::totals(self),
            Output::Absences => totals::absences(self),
            Output::Decisions => desk::decisions(self),
            Output::Redirects => desk::redirects(self),
            Output::Findings => tables::findings(self.findings()),
            Output::RegisterJson => json::register(self),
            Output::ReportPage => self.working_view().page(self.lang).into_bytes(),
            Output::ReportData => self.working_view().to_json(),
            Output::Model => self.model().to_json().into_bytes(),
            Output::Run => self.files(&Output::ALL).last().map(|(_, bytes)| bytes).unwrap_or_default(),
        }
    }
}

/// A number with so many decimals; minus nothing is nothing.
pub(crate) fn fixed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|digit| matches!(digit, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}
