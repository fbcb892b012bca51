//! Reads the lists of a project from the disk, with the words for totals, notes and headers.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Project, profile};
use crate::base::error::{ErrorKind, Result};
use crate::language::lexicon::Lexicon;
use crate::language::place::Gazetteer;
use crate::source;
use crate::source::words::{BUNDLED, Words};
use crate::source::{Source, SourceSpec};

/// Size of the buffer with which lines are counted, in bytes.
const SOME_BYTES: usize = 1 << 16;

impl Project {
    /// Reads all lists, in parallel. The result is in the order of the project file.
    ///
    /// Keys of the public profile that match no column are faults here, because only now the headers are known.
    ///
    /// # Errors
    ///
    /// If a list has faults: its file cannot be read, a column is not in the header, and the like. The faults of all
    /// lists are listed at once ([`ErrorKind::Project`]).
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

    /// Whether the lists are long, by the number of lines in their files: more than about 120,000 rows, and more pairs of
    /// rows than [`Settings::exhaustive_pairs`](crate::base::settings::Settings::exhaustive_pairs).
    ///
    /// Line feeds are counted without decoding, and only until the answer is known.
    ///
    /// # Errors
    ///
    /// If a file cannot be read. The faults of all files are listed at once.
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

    /// Number of lines in the file of a list. Stops counting when `enough` returns true for the number so far.
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

    /// Reads one list. Each fault begins with the name of the file.
    ///
    /// The result has the findings of the list.
    fn read_source(&self, spec: &SourceSpec, words: &Words) -> Result<Source, Vec<String>> {
        let file = spec.file();
        let bytes = self.bytes_of(spec)?;
        let read = source::read(spec.clone(), file, &bytes, &self.limits, words);
        read.map_err(|faults| faults.into_iter().map(|fault| format!("{}: {fault}", named(spec))).collect())
    }

    /// Reads the bytes of the file of a list, after checking its path and size.
    pub(crate) fn bytes_of(&self, spec: &SourceSpec) -> Result<Vec<u8>, Vec<String>> {
        let path = self.path_of(spec)?;
        std::fs::read(&path).map_err(|error| vec![cannot_be_read(spec, &error)])
    }

    /// The path of the file of a list, if it may be read: inside the folder of the project and not too large.
    fn path_of(&self, spec: &SourceSpec) -> Result<PathBuf, Vec<String>> {
        let fault = self.outside_fault(spec.file()).map(|fault| vec![fault]);
        fault.map_or(Ok(()), Err)?;
        let path = self.folder.join(spec.file());
        let size = std::fs::metadata(&path).map_err(|error| vec![cannot_be_read(spec, &error)])?.len();
        self.limits.check_bytes(size).map_err(|fault| vec![format!("{}: {fault}", named(spec))])?;
        Ok(path)
    }

    /// The words for totals, notes and headers, from the bundled tables and those of the project.
    ///
    /// # Errors
    ///
    /// If a table of the project cannot be read, or a place in it cannot be used.
    fn words(&self) -> Result<Words> {
        if self.lexicon.is_empty() {
            return Ok(BUNDLED.clone());
        }
        let mut lexicon = Lexicon::bundled();
        for folder in self.lexicon() {
            lexicon.add_folder(&folder)?;
        }
        match Gazetteer::new(&lexicon).faults() {
            [] => (),
            faults => return Err(ErrorKind::Setting { name: "lexicon", problem: faults.join("; ") }.into()),
        }
        Ok(Words::new(&lexicon))
    }
}

/// The fault of a list whose file cannot be read.
fn cannot_be_read(spec: &SourceSpec, error: &io::Error) -> String {
    format!("{}: cannot be read: {error}", named(spec))
}

/// The name of a list in messages: its file, or its id if it has none.
fn named(spec: &SourceSpec) -> &str {
    if spec.file().is_empty() { spec.id() } else { spec.file() }
}
