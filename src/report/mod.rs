//! Produces the output of a run: tables, pages, CI formats, explanations, and the publication. This
//! module makes no decisions.
//!
//! - In: an [`Outcome`] and, for everything that others may see, a [`Policy`].
//! - Out: the bytes of the files in [`Output`], a [`CheckReport`], an [`Explanation`], a
//!   [`Publication`].
//! - It changes no entry, joins no records and reads no list.
//!
//! Every file has the same bytes for the same input: rows are sorted by keys, numbers are rounded to a
//! fixed number of decimals, and nothing depends on the clock, the machine or the number of threads.

pub(crate) mod check;
mod desk;
pub(crate) mod disclosure;
mod estimate;
mod exchange;
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

use rayon::prelude::*;

pub use crate::base::guard::{guarded, unguarded};
pub use crate::base::terminal::{inert, inert_json, inert_lines, is_unsafe};
pub use check::{Baseline, CheckFormat, CheckReport};
pub use disclosure::Disclosure;
pub use explain::{Explanation, PairDecision, PrintedRow};
pub use publish::{OpenQuestions, Publication, told};
pub use review_page::Questions;
pub(crate) use totals::totals;

use crate::base::digest;
use crate::base::error::{ErrorKind, Result};
use crate::base::folder::{recorded, replace_with as replace_folder_with};
use crate::base::progress::Progress;
use crate::base::words::from_words;
use crate::register::outcome::Outcome;
use crate::report::exchange::package::{self, PackagedFile, PackagedSource};
use crate::report::exchange::people::PeopleTable;
use crate::report::exchange::statements;
use crate::report::view::View;
use crate::source::Source;
use crate::source::policy::Policy;
use crate::source::provenance::FileDigest;

/// A file of the output folder of a run. The order of the variants is the order of the digests in
/// `run.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Output {
    /// `members.csv`: which record belongs to which entry. One row for each record.
    Members,
    /// `register.csv`: one row for each entry, with the value and the state of each field.
    Register,
    /// `claims.csv`: one row for each filled cell of a list.
    Claims,
    /// `links.csv`: one row for each pair, joined or not, with at least the probability
    /// `keep_probability` (0.001 by default).
    Links,
    /// `review.csv`: one row for each review item, the most useful first.
    Review,
    /// `review.html`: the same review items, as a page on which a reviewer answers them and saves a
    /// ledger.
    ReviewPage,
    /// `candidates.csv`: the entries that each doubtful record may belong to.
    Candidates,
    /// `overlap.csv`: the overlap table, which gives the number of people on each combination of
    /// lists, with intervals.
    Overlap,
    /// `draws.csv`: the overlap table of each draw, for estimates that use every draw.
    Draws,
    /// `totals.csv`: published totals, each with the number that the lists document for the same
    /// scope.
    Totals,
    /// `absences.csv`: names on one list that another list lacks, with the reason if the data show
    /// one.
    Absences,
    /// `decisions.csv`: the decisions of reviewers and whether each still holds.
    Decisions,
    /// `redirects.csv`: ids that no entry has any more, with the ids that replace them.
    Redirects,
    /// `findings.csv`: one row for each location of each finding.
    Findings,
    /// `register.json`: the whole register, with fields, members and claims of each entry.
    RegisterJson,
    /// `report.html`: the report for readers, as one page.
    ReportPage,
    /// `report.json`: the data of that page, for your own plots. Its structure is `view::View`.
    ReportData,
    /// `model.json`: the fitted m and u of each comparison level. Pass it to `--model` to run other
    /// lists with it.
    Model,
    /// `run.json`: settings, versions, and digests of the inputs and of the other output files.
    Run,
    /// `register.xlsx`: the table of `register.csv` as a workbook in which every cell is text.
    #[cfg(feature = "spreadsheets")]
    RegisterXlsx,
    /// `estimate.csv`: estimates of the people on no list, with the reasons if no number may be given.
    Estimate,
    /// `estimate.json`: the whole of [`Estimation`](crate::register::Estimation).
    EstimateJson,
    /// `people.csv`: one row for each entry, with typed dates and a column of 0 and 1 for each list, for
    /// R and Python. Cells have the exact text, without a guard against formulas.
    People,
    /// `statements.csv`: the claims as statements of FollowTheMoney. Cells have the exact text.
    Statements,
    /// `datapackage.json`: the written CSV files as a Data Package, with types, keys and digests.
    DataPackage,
    /// `people.parquet`: the table of `people.csv` with typed columns.
    #[cfg(feature = "parquet")]
    PeopleParquet,
    /// `claims.parquet`: the table of `claims.csv` with the exact text.
    #[cfg(feature = "parquet")]
    ClaimsParquet,
}

impl Output {
    /// Files that are written only on request. The workbook needs the feature `spreadsheets`, Parquet the
    /// feature `parquet`.
    pub const ON_REQUEST: &[Output] = &[
        #[cfg(feature = "spreadsheets")]
        Output::RegisterXlsx,
        Output::Estimate,
        Output::EstimateJson,
        Output::People,
        Output::Statements,
        Output::DataPackage,
        #[cfg(feature = "parquet")]
        Output::PeopleParquet,
        #[cfg(feature = "parquet")]
        Output::ClaimsParquet,
    ];

    /// All other files, in the order of the variants.
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

    /// Every file. The last is `run.json`, which marks a folder as the output of a run.
    pub(crate) fn every() -> impl Iterator<Item = Output> {
        Output::ON_REQUEST.iter().copied().chain(Output::ALL)
    }

    /// The name of the file, such as `register.csv`.
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
            Output::Estimate => "estimate.csv",
            Output::EstimateJson => "estimate.json",
            Output::People => "people.csv",
            Output::Statements => "statements.csv",
            Output::DataPackage => "datapackage.json",
            #[cfg(feature = "parquet")]
            Output::PeopleParquet => "people.parquet",
            #[cfg(feature = "parquet")]
            Output::ClaimsParquet => "claims.parquet",
        }
    }

    /// The word that selects the file on a command line, such as `members`, `register-json` or `run`.
    /// It is the file name without its ending, except for JSON, Parquet, the review page and the workbook.
    pub fn as_str(self) -> &'static str {
        match self {
            Output::RegisterJson => "register-json",
            Output::ReportData => "report-json",
            Output::ReviewPage => "review-page",
            #[cfg(feature = "spreadsheets")]
            Output::RegisterXlsx => "register-xlsx",
            Output::EstimateJson => "estimate-json",
            #[cfg(feature = "parquet")]
            Output::PeopleParquet => "people-parquet",
            #[cfg(feature = "parquet")]
            Output::ClaimsParquet => "claims-parquet",
            other => other.file_name().split('.').next().unwrap_or_default(),
        }
    }
}

/// A file that was written.
#[derive(Clone, Debug)]
struct Written {
    /// Which file.
    output: Output,
    /// Its name and digest.
    digest: FileDigest,
    /// Its description for `datapackage.json`, if it is a CSV file.
    packaged: Option<PackagedFile>,
}

from_words!(Output, "output", Output::ALL.into_iter().chain(Output::ON_REQUEST.iter().copied()));

impl Outcome {
    /// Writes the files of [`Output::ALL`] into a folder.
    ///
    /// # Errors
    ///
    /// The errors of [`Outcome::write`].
    pub fn write_dir(&self, folder: impl AsRef<Path>) -> Result<()> {
        self.write(folder, &Output::ALL)
    }

    /// Writes the chosen files into a folder, and always `run.json`. The folder appears only when
    /// all files are complete. A folder that an earlier run wrote is replaced as a whole.
    ///
    /// Order and repeats in `outputs` do not matter.
    ///
    /// # Errors
    ///
    /// If the folder contains an input of this run or anything that no run wrote, if one of its files was
    /// changed since, if it is or contains the current directory of the process, if it has ids of a file
    /// that is gone, if [`Output::DataPackage`] is chosen without a CSV file, or if writing fails.
    pub fn write(&self, folder: impl AsRef<Path>, outputs: &[Output]) -> Result<()> {
        self.write_watched(folder, outputs, &Progress::new())
    }

    /// Same as [`Outcome::write`], but it stops when `watch` is asked to stop. It stops only before it
    /// changes anything: once [`Progress::is_committed`] is true, it finishes.
    ///
    /// # Errors
    ///
    /// The errors of [`Outcome::write`], and [`ErrorKind::Stopped`](crate::ErrorKind::Stopped).
    pub fn write_watched(
        &self,
        folder: impl AsRef<Path>,
        outputs: &[Output],
        watch: &Progress,
    ) -> Result<()> {
        let known: Vec<&str> = Output::every().map(Output::file_name).collect();
        self.refuse_new_ids(folder.as_ref())?;
        replace_folder_with(folder.as_ref(), &self.inputs, &known, watch, |new| {
            let (_, record) = self.put_all(outputs, &|name, bytes| new.put(name, bytes))?;
            new.put(Output::Run.file_name(), &record)
        })
    }

    /// Refuses to replace a folder whose run kept ids in a file that is gone by now: all published ids would change.
    fn refuse_new_ids(&self, folder: &Path) -> Result<()> {
        let Some(ids) = &self.origin.begun_ids else { return Ok(()) };
        let old =
            recorded(folder, Output::Run.file_name()).map(|run| run["tables"].clone()).unwrap_or_default();
        let mine = self.origin.tables.iter().find(|table| table.file == *ids);
        let is_other = |table: &serde_json::Value| {
            table["file"] == **ids && mine.is_none_or(|mine| table["sha256"] != *mine.sha256)
        };
        if !old.as_array().into_iter().flatten().any(is_other) {
            return Ok(());
        }
        let problem = format!(
            "the file of ids {ids} is gone, and the entries of {} have ids from it; take it from an earlier version, or \
             delete the folder if no id was published",
            folder.display()
        );
        Err(ErrorKind::Setting { name: "ids", problem }.into())
    }

    /// The SHA-256 digests of the chosen files, in the order of the variants, followed by the
    /// digest of `run.json`. No file is written. `verify` compares them with those of a folder.
    pub(crate) fn digests(&self, outputs: &[Output]) -> Vec<FileDigest> {
        let (mut digests, record) = self.put_all(outputs, &|_, _| Ok(())).unwrap_or_default();
        let file = Output::Run.file_name().to_owned();
        digests.push(FileDigest { file, sha256: digest::of_bytes(&record) });
        digests
    }

    /// Renders the chosen files in parallel and passes the name and the bytes of each to `put`.
    /// Returns the digests of these files, in the order of the variants, and the bytes of
    /// `run.json`, which contains the digests.
    ///
    /// `put` is not called for `run.json`. The first error of `put` or of a renderer is returned.
    fn put_all(
        &self,
        outputs: &[Output],
        put: &(dyn Fn(&str, &[u8]) -> Result<()> + Sync),
    ) -> Result<(Vec<FileDigest>, Vec<u8>)> {
        let mut outputs = outputs.to_vec();
        let is_packaged = outputs.contains(&Output::DataPackage);
        outputs.retain(|output| !matches!(output, Output::Run | Output::DataPackage));
        outputs.sort_unstable();
        outputs.dedup();
        let (of_view, others): (Vec<Output>, Vec<Output>) =
            outputs.iter().partition(|output| matches!(output, Output::ReportPage | Output::ReportData));
        // Start with the largest files, so that no thread is left with one when the others are
        // done.
        let parts: Vec<Vec<Output>> =
            std::iter::once(of_view).chain(others.into_iter().rev().map(|one| vec![one])).collect();
        let put = |output: Output, bytes: Vec<u8>| -> Result<Written> {
            put(output.file_name(), &bytes)?;
            let (file, sha256) = (output.file_name().to_owned(), digest::of_bytes(&bytes));
            let packaged = PackagedFile::of(&file, &bytes, &sha256);
            Ok(Written { output, digest: FileDigest { file, sha256 }, packaged })
        };
        let of_part = |part: Vec<Output>| -> Result<Vec<Written>> {
            // The page and its data need the same view, so it is built once.
            let view = part.contains(&Output::ReportData).then(|| self.working_view());
            let render = |output| self.render_with(output, view.as_ref());
            part.into_iter().map(|output| put(output, render(output)?)).collect()
        };
        let written: Result<Vec<_>> = parts.into_par_iter().with_max_len(1).map(of_part).collect();
        let mut written = written?.concat();
        written.sort_by_key(|one| one.output);
        if is_packaged {
            let files: Vec<PackagedFile> = written.iter().filter_map(|one| one.packaged.clone()).collect();
            if files.is_empty() {
                let problem = "`datapackage` describes the CSV files of the folder, and none is chosen; choose some too, \
                               such as `members,register,claims,datapackage`";
                return Err(ErrorKind::Setting { name: "write", problem: problem.to_owned() }.into());
            }
            written.push(put(Output::DataPackage, self.package(&files))?);
        }
        let digests: Vec<FileDigest> = written.into_iter().map(|one| one.digest).collect();
        let record = json::run(self, &digests);
        Ok((digests, record))
    }

    /// `datapackage.json` for these files.
    fn package(&self, files: &[PackagedFile]) -> Vec<u8> {
        let source = |source: &Source| PackagedSource {
            title: source.title().to_owned(),
            path: Some(source.spec().url().unwrap_or(source.file()).to_owned()),
            sha256: Some(source.digest().to_owned()),
        };
        let sources: Vec<PackagedSource> = self.sources().iter().map(source).collect();
        package::package(self.register().title(), &sources, files)
    }

    /// `datapackage.json` of a folder with these files.
    fn package_of(&self, outputs: &[Output]) -> Result<Vec<u8>> {
        let tables = outputs.iter().filter(|output| output.file_name().ends_with(".csv"));
        let described = |output: &Output| {
            let bytes = self.render_with(*output, None)?;
            Ok(PackagedFile::of(output.file_name(), &bytes, &digest::of_bytes(&bytes)))
        };
        let files: Result<Vec<Option<PackagedFile>>> = tables.map(described).collect();
        Ok(self.package(&files?.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// What the working policy shows: everything.
    fn working_disclosure(&self) -> Disclosure<'_> {
        Disclosure::new(self, &Policy::working())
    }

    /// The view under the working policy, which withholds nothing.
    fn working_view(&self) -> View {
        View::new(self, &Policy::working())
    }

    /// The bytes of one output file. Empty if the file cannot be made; [`Outcome::write`] then returns
    /// the error.
    pub fn render(&self, output: Output) -> Vec<u8> {
        self.render_with(output, None).unwrap_or_default()
    }

    /// The bytes of one output file. `view` is the working view if it exists already; otherwise it is
    /// made when needed.
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
            Output::RegisterJson => self.register().to_json(),
            Output::ReportPage | Output::ReportData => {
                let own = view.is_none().then(|| self.working_view());
                view.or(own.as_ref()).map(|view| self.of_view(output, view)).unwrap_or_default()
            }
            Output::Model => self.model().to_json().into_bytes(),
            Output::Run => self.put_all(&Output::ALL, &|_, _| Ok(())).unwrap_or_default().1,
            #[cfg(feature = "spreadsheets")]
            Output::RegisterXlsx => workbook::register(self)?,
            Output::Estimate => self.estimation()?.to_csv(),
            Output::EstimateJson => self.estimation()?.to_json(),
            Output::People => PeopleTable::new(self, &self.working_disclosure()).to_csv(),
            Output::Statements => statements::statements(self, &self.working_disclosure()),
            Output::DataPackage => self.package_of(&Output::ALL)?,
            #[cfg(feature = "parquet")]
            Output::PeopleParquet => {
                let people = PeopleTable::new(self, &self.working_disclosure());
                parquet_of(output, "people", &people.header, &people.rows)?
            }
            #[cfg(feature = "parquet")]
            Output::ClaimsParquet => {
                let rows = tables::claim_rows(self).map(|row| row.map(|cell| cell.into_owned()).to_vec());
                parquet_of(output, "claims", &tables::CLAIMS.map(str::to_owned), &rows.collect::<Vec<_>>())?
            }
        })
    }

    /// `report.html` or `report.json` from a view.
    fn of_view(&self, output: Output, view: &View) -> Vec<u8> {
        if output == Output::ReportPage { view.page(self.lang).into_bytes() } else { view.to_json() }
    }
}

/// A table as Parquet. The types of the columns are those of the CSV file `table`.
#[cfg(feature = "parquet")]
fn parquet_of(output: Output, table: &str, header: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let kinds: Vec<_> = header.iter().map(|column| package::kind(table, header, column)).collect();
    exchange::parquet::table(output.file_name(), header, &kinds, rows)
}
