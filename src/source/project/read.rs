//! The lists of a project and the words that tell their rows, from the disk.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Project, profile};
use crate::base::error::Result;
use crate::language::lexicon::Lexicon;
use crate::source;
use crate::source::words::{BUNDLED, Words};
use crate::source::{Source, SourceSpec};

/// Lines are counted so many bytes at a time.
const SOME_BYTES: usize = 1 << 16;

impl Project {
    /// Reads all lists, in the order of the project file.
    ///
    /// # Errors
    ///
    /// With the faults of all lists at once ([`ErrorKind::Project`](crate::base::error::ErrorKind::Project)): files that cannot be read,
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

    /// Whether the lists are long, by the lines of their files: more than some 7,700 rows, or more pairs of rows than
    /// [`Settings::exhaustive_pairs`](crate::base::settings::Settings::exhaustive_pairs) where that is not the usual number.
    ///
    /// # Errors
    ///
    /// With the faults of all files that cannot be read.
    pub fn is_long(&self) -> Result<bool> {
        let (mut rows, mut faults) = (0_u64, Vec::new());
        let is_long =
            |rows: u64| rows.saturating_mul(rows.saturating_sub(1)) / 2 > self.settings.long_pairs();
        for spec in &self.sources {
            match self.lines_of(spec, &|lines| is_long(rows + lines)) {
                Ok(lines) => rows += lines,
                Err(found) => faults.extend(found),
            }
        }
        self.unless(faults)?;
        Ok(is_long(rows))
    }

    /// How many lines the file of a list has, or so many that it is `enough`.
    fn lines_of(&self, spec: &SourceSpec, enough: &dyn Fn(u64) -> bool) -> Result<u64, Vec<String>> {
        let path = self.path_of(spec)?;
        let count = || -> io::Result<u64> {
            let (mut file, mut some, mut lines) = (File::open(&path)?, vec![0; SOME_BYTES], 0);
            while !enough(lines) {
                match file.read(&mut some) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                    Ok(0) => break,
                    Ok(read) => lines += some[..read].iter().filter(|byte| **byte == b'\n').count() as u64,
                }
            }
            Ok(lines)
        };
        count().map_err(|error| vec![cannot_be_read(spec, &error)])
    }

    fn read_source(&self, spec: &SourceSpec, words: &Words) -> Result<Source, Vec<String>> {
        let file = spec.file();
        let bytes = self.bytes_of(spec)?;
        let read = source::read(spec.clone(), file, &bytes, &self.limits, words);
        read.map_err(|faults| faults.into_iter().map(|fault| format!("{}: {fault}", named(spec))).collect())
    }

    /// The bytes of the file of a list.
    pub(crate) fn bytes_of(&self, spec: &SourceSpec) -> Result<Vec<u8>, Vec<String>> {
        let path = self.path_of(spec)?;
        std::fs::read(&path).map_err(|error| vec![cannot_be_read(spec, &error)])
    }

    /// Where the file of a list is, if it may be read.
    fn path_of(&self, spec: &SourceSpec) -> Result<PathBuf, Vec<String>> {
        let fault = self.outside_fault(spec.file()).map(|fault| vec![fault]);
        fault.map_or(Ok(()), Err)?;
        let path = self.folder.join(spec.file());
        let size = std::fs::metadata(&path).map_err(|error| vec![cannot_be_read(spec, &error)])?.len();
        self.limits.check_bytes(size).map_err(|fault| vec![format!("{}: {fault}", named(spec))])?;
        Ok(path)
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

fn cannot_be_read(spec: &SourceSpec, error: &io::Error) -> String {
    format!("{}: cannot be read: {error}", named(spec))
}

/// What messages call a list by.
fn named(spec: &SourceSpec) -> &str {
    if spec.file().is_empty() { spec.id() } else { spec.file() }
}
