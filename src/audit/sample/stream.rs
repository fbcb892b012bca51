//! Writes a large world as a folder, some thousands of rows at a time.
//!
//! Input: a [`LargeWorld`] and a folder. Output: the lists, the project file and the truth, put in place together at
//! the end. If the work is stopped or fails before, no file of the folder has changed.

use super::large::{LargeWorld, SampleRow};
use super::write::{failure, project_file, refuse_one_file_of_two};
use crate::base::disk::Replacement;
use crate::base::error::{Error, Result};
use crate::base::progress::Progress;
use rayon::prelude::*;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Rows that one core makes at a time.
const CHUNK: usize = 2048;
/// Number of chunks that are made before they are written; bounds the memory.
const CHUNKS: usize = 32;

impl LargeWorld {
    /// Writes the same files as [`World::write_dir`](super::World::write_dir), on all cores. Some tens of thousands of
    /// rows are in memory at a time, whatever the size of the world.
    ///
    /// ```
    /// use casualty_register::audit::sample::{LargeWorld, Scenario};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = tempfile::tempdir()?;
    /// LargeWorld::new(&Scenario::General.settings(1)).write_dir(folder.path())?;
    /// assert!(folder.path().join("reconcile.toml").exists());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If two files have the same name, or if the folder or a file cannot be written.
    pub fn write_dir(&self, folder: &Path) -> Result<()> {
        self.write_dir_watched(folder, &Progress::new())
    }

    /// As [`LargeWorld::write_dir`], but can be stopped through `watch`. It stops only before it changes any file.
    ///
    /// # Errors
    ///
    /// As [`LargeWorld::write_dir`], and [`ErrorKind::Stopped`](crate::base::error::ErrorKind::Stopped).
    pub fn write_dir_watched(&self, folder: &Path, watch: &Progress) -> Result<()> {
        fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create", error))?;
        let (head, mut files) = (self.head(), Vec::new());
        refuse_one_file_of_two(&head.lists)?;
        let mut truth = SampleOutput::create(folder.join("truth.csv"))?;
        truth.write(&line(&truth.path, ["source", "id", "person"])?)?;
        for (at, list) in head.lists.iter().enumerate() {
            let mut file = SampleOutput::create(folder.join(&list.file))?;
            file.write(&line(&file.path, list.header())?)?;
            self.write_rows(at, &list.id, &mut file, &mut truth, watch)?;
            files.push(file.finish()?);
        }
        files.push(truth.finish()?);
        files.push(project_file(folder, &head.project_toml())?);
        watch.commit()?;
        files.into_iter().try_for_each(Replacement::put)
    }

    /// Writes the rows of a list and the truth about them. Chunks are made in parallel and written in order.
    fn write_rows(
        &self,
        list: usize,
        id: &str,
        file: &mut SampleOutput,
        truth: &mut SampleOutput,
        watch: &Progress,
    ) -> Result<()> {
        let rows = self.row_count(list);
        let starts: Vec<usize> = (0..rows).step_by(CHUNK).collect();
        for starts in starts.chunks(CHUNKS) {
            watch.check()?;
            let chunk = |start: &usize| {
                let rows = self.some_rows(list, *start, (start + CHUNK).min(rows));
                as_csv(rows, id, &file.path)
            };
            let made: Vec<Result<[Vec<u8>; 2]>> = starts.par_iter().map(chunk).collect();
            for made in made {
                let [rows, truths] = made?;
                file.write(&rows)?;
                truth.write(&truths)?;
            }
        }
        Ok(())
    }
}

/// Rows as CSV, and the rows of the truth about them.
fn as_csv(rows: impl Iterator<Item = SampleRow>, list: &str, path: &Path) -> Result<[Vec<u8>; 2]> {
    let [mut of_rows, mut of_truth] = [(); 2].map(|()| csv::Writer::from_writer(Vec::new()));
    for row in rows {
        let written = of_rows.write_record(&row.cells);
        let written = written.and_then(|()| of_truth.write_record([list, &row.id, &row.person.to_string()]));
        written.map_err(|error| failure(path, error))?;
    }
    Ok([bytes(of_rows, path)?, bytes(of_truth, path)?])
}

/// One row as CSV.
fn line<'a>(path: &Path, cells: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(|error| failure(path, error))?;
    bytes(writer, path)
}

/// The bytes that a CSV writer has collected.
fn bytes(writer: csv::Writer<Vec<u8>>, path: &Path) -> Result<Vec<u8>> {
    writer.into_inner().map_err(|error| Error::io(path, "write", error.into_error()))
}

/// A file during writing, with its path for error messages.
struct SampleOutput {
    /// The path of the finished file.
    path: PathBuf,
    /// The new file next to the old one.
    file: BufWriter<Replacement>,
}

impl SampleOutput {
    /// Begins a file; an old file of this name stays until the new one is put in place.
    fn create(path: PathBuf) -> Result<Self> {
        Ok(SampleOutput { file: BufWriter::new(Replacement::of(&path)?), path })
    }

    /// Adds bytes.
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::io(&self.path, "write", error))
    }

    /// The complete file, ready to be put in place.
    fn finish(self) -> Result<Replacement> {
        self.file.into_inner().map_err(|error| Error::io(&self.path, "write", error.into_error()))
    }
}
