//! The lists of a project and the words that tell their rows, from the disk.

use rayon::prelude::*;

use super::{Project, profile};
use crate::source::words::{BUNDLED, Words};
use crate::source::{self, Source, SourceSpec};
use crate::{Lexicon, Result};

impl Project {
    /// Reads all lists, in the order of the project file.
    ///
    /// # Errors
    ///
    /// With the faults of all lists at once ([`ErrorKind::Project`](crate::ErrorKind::Project)): files that cannot be read,
    /// columns that are not in the header, and the like.
    pub fn read_sources(&self) -> Result<Vec<Source>> {
        let mut faults = self.faults_together();
        let mut sources = Vec::new();
        let words = self.words()?;
        let read: Vec<_> = self.sources.par_iter().map(|spec| self.read_source(spec, &words)).collect();
        for one in read {
            match one {
                Ok(source) => sources.push(source),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() {
            faults.extend(profile::unknown_columns(&self.profile, &sources));
        }
        self.unless(faults)?;
        Ok(sources)
    }

    /// Whether the lists have more pairs of rows than all of which are compared
    /// ([`Settings::exhaustive_pairs`](crate::Settings::exhaustive_pairs)), by the lines of their files.
    ///
    /// # Errors
    ///
    /// With the faults of all files that cannot be read.
    pub fn is_long(&self) -> Result<bool> {
        let (mut rows, mut faults) = (0_u64, Vec::new());
        for spec in &self.sources {
            match self.bytes_of(spec) {
                Ok(bytes) => rows += bytes.iter().filter(|byte| **byte == b'\n').count() as u64,
                Err(found) => faults.extend(found),
            }
        }
        self.unless(faults)?;
        Ok(rows.saturating_mul(rows.saturating_sub(1)) / 2 > self.settings.exhaustive_pairs)
    }

    fn read_source(&self, spec: &SourceSpec, words: &Words) -> Result<Source, Vec<String>> {
        let file = spec.file();
        let bytes = self.bytes_of(spec)?;
        let read = source::read(spec.clone(), file, &bytes, &self.limits, words);
        read.map_err(|faults| faults.into_iter().map(|fault| format!("{}: {fault}", named(spec))).collect())
    }

    /// The bytes of the file of a list.
    pub(crate) fn bytes_of(&self, spec: &SourceSpec) -> Result<Vec<u8>, Vec<String>> {
        let file = spec.file();
        let fault_of = |fault: String| format!("{}: {fault}", named(spec));
        let fault = self.outside_fault(file).map(|fault| vec![fault]);
        fault.map_or(Ok(()), Err)?;
        let path = self.folder.join(file);
        let cannot = |error| vec![fault_of(format!("cannot be read: {error}"))];
        let size = std::fs::metadata(&path).map_err(cannot)?.len();
        self.limits.check_bytes(size).map_err(|fault| vec![fault_of(fault)])?;
        std::fs::read(&path).map_err(cannot)
    }

    /// The words that tell rows, of the bundled tables and of those of the project.
    fn words(&self) -> Result<Words> {
        if self.lexicon.is_empty() {
            return Ok(BUNDLED.clone());
        }
        let mut lexicon = Lexicon::bundled();
        for folder in self.lexicon() {
            lexicon.add_folder(&folder)?;
        }
        Ok(Words::new(&lexicon))
    }
}

/// What messages call a list by.
fn named(spec: &SourceSpec) -> &str {
    if spec.file().is_empty() { spec.id() } else { spec.file() }
}
