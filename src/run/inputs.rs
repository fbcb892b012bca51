//! Input files of a project besides its lists and language tables. They are read at the same time as the lists.

use std::path::PathBuf;

use crate::base::error::Result;
use crate::register::IdBook;
use crate::register::ledger::Ledger;
use crate::register::totals::{Reasons, Totals};
use crate::source::project::Project;
use crate::source::provenance::Origin;

/// Published totals, reasons, decisions and ids, and where all came from.
pub(crate) struct Beside {
    pub(crate) origin: Origin,
    pub(crate) totals: Option<Totals>,
    pub(crate) reasons: Option<Reasons>,
    pub(crate) ledgers: Vec<Ledger>,
    pub(crate) ids: Option<IdBook>,
    /// Their files and the project file; not the tables of languages.
    pub(crate) inputs: Vec<PathBuf>,
}

impl Beside {
    pub(crate) fn read(project: &Project) -> Result<Self> {
        let inputs = std::iter::once(project.path().to_owned());
        let inputs = inputs.chain(project.totals()).chain(project.reasons());
        Ok(Beside {
            inputs: inputs.chain(project.decisions()).chain(project.ids()).collect(),
            origin: Origin::of(project)?,
            totals: project.totals().map(Totals::open).transpose()?,
            reasons: project.reasons().map(Reasons::open).transpose()?,
            ledgers: project.read_decisions()?,
            ids: project.ids().map(IdBook::open).transpose()?,
        })
    }
}
