//! Reads the input files of a project other than lists and language tables. This happens in parallel with the lists.

use std::path::PathBuf;

use crate::base::error::Result;
use crate::register::IdBook;
use crate::register::ledger::Ledger;
use crate::register::totals::{Reasons, Totals};
use crate::source::project::Project;
use crate::source::provenance::Origin;

/// Published totals, reasons, decisions and ids, with the provenance of these files.
///
/// The reconciler moves its fields into the run.
pub(crate) struct OtherInputs {
    /// Files and digests for the record of the run.
    pub(crate) origin: Origin,
    /// Published totals; `None` if the project names no file of them.
    pub(crate) totals: Option<Totals>,
    /// Reasons why a name is on one list only; `None` if the project names no file of them.
    pub(crate) reasons: Option<Reasons>,
    /// One ledger for each file of decisions.
    pub(crate) ledgers: Vec<Ledger>,
    /// Ledgers in the folder of the project that it does not name.
    pub(crate) unnamed_ledgers: Vec<String>,
    /// The file of entry ids, also if it does not exist yet; `None` if the project names none.
    pub(crate) ids: Option<IdBook>,
    /// Paths of these files and of the project file, without language tables.
    pub(crate) inputs: Vec<PathBuf>,
}

impl OtherInputs {
    /// Reads all these files.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or has a malformed line.
    pub(crate) fn read(project: &Project) -> Result<Self> {
        let inputs = std::iter::once(project.path().to_owned());
        let inputs = inputs.chain(project.totals()).chain(project.reasons());
        Ok(OtherInputs {
            inputs: inputs.chain(project.decisions()).chain(project.ids()).collect(),
            origin: Origin::of(project)?,
            totals: project.totals().map(Totals::open).transpose()?,
            reasons: project.reasons().map(Reasons::open).transpose()?,
            ledgers: project.read_decisions()?,
            unnamed_ledgers: project.unnamed_ledgers(),
            ids: project.ids().map(IdBook::open).transpose()?,
        })
    }
}
