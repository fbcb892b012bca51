//! Stage 9, report: writes an [`Outcome`] as files and as a summary. Reports only read.
//!
//! Every file has the same bytes for the same input: rows are sorted by keys, numbers are rounded to fixed places, and nothing
//! depends on the clock, the machine or the number of threads.

pub(crate) mod check;
mod desk;
pub(crate) mod disclosure;
pub(crate) mod explain;
mod json;
mod members;
mod page;
pub(crate) mod publish;
mod review_page;
mod tables;
mod totals;
pub mod view;
#[cfg(feature = "spreadsheets")]
mod workbook;

use std::path::Path;
use std::str::FromStr;

use rayon::prelude::*;

pub use crate::base::guard::{guarded, unguarded};
pub use crate::base::terminal::{inert, inert_json, inert_lines, is_unsafe};
pub use check::{Baseline, CheckFormat, CheckReport};
pub use disclosure::Disclosure;
pub use explain::{Explanation, PairDecision, PrintedRow};
pub use publish::{Publication, told};
pub use review_page::Questions;
pub(crate) use totals::totals;

use crate::base::digest;
use crate::base::error::{ErrorKind, Result};
use crate::base::folder::replace_with as replace_folder_with;
use crate::base::progress::Progress;
use crate::register::outcome::Outcome;
use crate::report::view::View;
use crate::source::policy::Policy;
use crate::source::provenance::FileDigest;

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
    /// `register.xlsx`: the register as a workbook in which every cell is text.
    #[cfg(feature = "spreadsheets")]
    RegisterXlsx,
}

impl Output {
    /// Files that are written only when they are named.
    pub const ON_REQUEST: &[Output] = &[
        #[cfg(feature = "spreadsheets")]
        Output::RegisterXlsx,
    ];

    /// All other files, in the order in which they are written.
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

    /// Every file. The last one is the record of the run, by which a folder is known as that of a run.
    pub(crate) fn every() -> impl Iterator<Item = Output> {
        Output::ON_REQUEST.iter().copied().chain(Output::ALL)
    }

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
            #[cfg(feature = "spreadsheets")]
            Output::RegisterXlsx => "register.xlsx",
        }
    }

    /// The word that chooses the file on a command line: `members`, `register-json`, `run`.
    pub fn as_str(self) -> &'static str {
        match self {
            Output::RegisterJson => "register-json",
            Output::ReportData => "report-json",
            Output::ReviewPage => "review-page",
            #[cfg(feature = "spreadsheets")]
            Output::RegisterXlsx => "register-xlsx",
            other => other.file_name().split('.').next().unwrap_or_default(),
        }
    }
}

impl FromStr for Output {
    type Err = crate::base::error::Error;

    fn from_str(text: &str) -> Result<Self> {
        Output::every().find(|output| output.as_str() == text).ok_or_else(|| {
            let all: Vec<&str> =
                Output::ALL.iter().chain(Output::ON_REQUEST).copied().map(Output::as_str).collect();
            let problem = format!("there is no output `{text}`; choose among {}", all.join(", "));
            ErrorKind::Setting { name: "write", problem }.into()
        })
    }
}

impl Outcome {
    /// Writes the files of [`Output::ALL`] into a folder.
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
        self.write_watched(folder, outputs, &Progress::new())
    }

    /// As [`Outcome::write`], until it is asked to stop. It stops only before it changes anything: once
    /// [`Progress::is_committed`], it is finished.
    ///
    /// # Errors
    ///
    /// As [`Outcome::write`], and [`ErrorKind::Stopped`].
    pub fn write_watched(
        &self,
        folder: impl AsRef<Path>,
        outputs: &[Output],
        watch: &Progress,
    ) -> Result<()> {
        let known: Vec<&str> = Output::every().map(Output::file_name).collect();
        replace_folder_with(folder.as_ref(), &self.inputs, &known, watch, |new| {
            let (_, record) = self.put_all(outputs, &|name, bytes| new.put(name, bytes))?;
            new.put(Output::Run.file_name(), &record)
        })
    }

    /// The digests of the chosen files and of the record of the run, in the order of the files.
    pub(crate) fn digests(&self, outputs: &[Output]) -> Vec<FileDigest> {
        let (mut digests, record) = self.put_all(outputs, &|_, _| Ok(())).unwrap_or_default();
        let file = Output::Run.file_name().to_owned();
        digests.push(FileDigest { file, sha256: digest::of_bytes(&record) });
        digests
    }

    /// Puts the chosen files, several at a time; gives their digests and the record of the run, which has these.
    fn put_all(
        &self,
        outputs: &[Output],
        put: &(dyn Fn(&str, &[u8]) -> Result<()> + Sync),
    ) -> Result<(Vec<FileDigest>, Vec<u8>)> {
        let mut outputs = outputs.to_vec();
        outputs.retain(|output| *output != Output::Run);
        outputs.sort_unstable();
        outputs.dedup();
        let (of_view, others): (Vec<Output>, Vec<Output>) =
            outputs.iter().partition(|output| matches!(output, Output::ReportPage | Output::ReportData));
        // The largest first, so that no thread is left with it at the end.
        let parts: Vec<Vec<Output>> =
            std::iter::once(of_view).chain(others.into_iter().rev().map(|one| vec![one])).collect();
        let put = |output: Output, bytes: Vec<u8>| -> Result<(Output, FileDigest)> {
            put(output.file_name(), &bytes)?;
            let (file, sha256) = (output.file_name().to_owned(), digest::of_bytes(&bytes));
            Ok((output, FileDigest { file, sha256 }))
        };
        let of_part = |part: Vec<Output>| -> Result<Vec<(Output, FileDigest)>> {
            // The page and its data are drawn from one view.
            let view = part.contains(&Output::ReportData).then(|| self.working_view());
            let render = |output| self.render_with(output, view.as_ref());
            part.into_iter().map(|output| put(output, render(output)?)).collect()
        };
        let written: Result<Vec<_>> = parts.into_par_iter().with_max_len(1).map(of_part).collect();
        let mut written = written?.concat();
        written.sort_by_key(|(output, _)| *output);
        let digests: Vec<FileDigest> = written.into_iter().map(|(_, digest)| digest).collect();
        let record = json::run(self, &digests);
        Ok((digests, record))
    }

    /// Everything that the lists say.
    fn working_view(&self) -> View {
        View::new(self, &Policy::working())
    }

    /// One output as the bytes of its file; none where it cannot be made, of which [`Outcome::write`] says why.
    pub fn render(&self, output: Output) -> Vec<u8> {
        self.render_with(output, None).unwrap_or_default()
    }

    /// An output; `view` is the working view where it was made already.
    fn render_with(&self, output: Output, view: Option<&View>) -> Result<Vec<u8>> {
        Ok(match output {
            Output::Members => tables::members(self),
            Output::Register => tables::register(self),
            Output::Claims => tables::claims(self),
            Output::Links => tables::links(self),
            Output::Review => tables::review(self),
            Output::ReviewPage => review_page::render(self, self.lang),
            Output::Candidates => tables::candidates(self),
            Output::Overlap => tables::overlap(self),
            Output::Draws => tables::draws(self),
            Output::Totals => {
                totals::totals(self.totals().map_or(&[], |examination| examination.figures.as_slice()))
            }
            Output::Absences => totals::absences(self),
            Output::Decisions => desk::decisions(self),
            Output::Redirects => desk::redirects(self),
            Output::Findings => tables::findings(self.findings()),
            Output::RegisterJson => json::register(self),
            Output::ReportPage | Output::ReportData => {
                let own = view.is_none().then(|| self.working_view());
                view.or(own.as_ref()).map(|view| self.of_view(output, view)).unwrap_or_default()
            }
            Output::Model => self.model().to_json().into_bytes(),
            Output::Run => self.put_all(&Output::ALL, &|_, _| Ok(())).unwrap_or_default().1,
            #[cfg(feature = "spreadsheets")]
            Output::RegisterXlsx => workbook::register(self)?,
        })
    }

    fn of_view(&self, output: Output, view: &View) -> Vec<u8> {
        if output == Output::ReportPage { view.page(self.lang).into_bytes() } else { view.to_json() }
    }
}
