//! Writes a large world as a folder, a few thousand rows at a time.

use super::large::{LargeWorld, SampleRow};
use super::write::{failure, project_file, refuse_one_file_of_two};
use crate::base::disk::Replacement;
use crate::base::error::{Error, Result};
use crate::base::progress::Progress;
use rayon::prelude::*;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Rows that are made at a time on one core, and how many such chunks wait for the file.
const CHUNK: usize = 2048;
const CHUNKS: usize = 32;

impl LargeWorld {
    /// Writes the same files as [`World::write_dir`](super::World::write_dir), on all cores, and
    /// holds some tens of thousands of rows in memory however many there are.
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
    /// When the folder or a file cannot be written.
    pub fn write_dir(&self, folder: &Path) -> Result<()> {
        self.write_dir_watched(folder, &Progress::new())
    }

    /// As [`LargeWorld::write_dir`], until it is asked to stop, which it does only before it changes any file.
    ///
    /// # Errors
    ///
    /// As [`LargeWorld::write_dir`], and [`ErrorKind::Stopped`](crate::base::error::ErrorKind::Stopped).
    pub fn write_dir_watched(&self, folder: &Path, watch: &Progress) -> Result<()> {
        fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create", error))?;
        let (head, mut files) = (self.head(), Vec::new());
        refuse_one_file_of_two(&head.lists)?;
        let mut truth = Output::create(folder.join("truth.csv"))?;
        truth.write(&line(&truth.path, ["source", "id", "person"])?)?;
        for (at, list) in head.lists.iter().enumerate() {
            let mut file = Output::create(folder.join(&list.file))?;
            file.write(&line(&file.path, list.header())?)?;
            self.write_rows(at, &list.id, &mut file, &mut truth, watch)?;
            files.push(file.finish()?);
        }
        files.push(truth.finish()?);
        files.push(project_file(folder, &head.project_toml())?);
        watch.commit()?;
        files.into_iter().try_for_each(Replacement::put)
    }

    fn write_rows(
        &self,
        list: usize,
        id: &str,
        file: &mut Output,
        truth: &mut Output,
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

/// Rows as CSV, and the truth about them.
fn as_csv(rows: impl Iterator<Item = SampleRow>, list: &str, path: &Path) -> Result<[Vec<u8>; 2]> {
    let [mut of_rows, mut of_truth] = [(); 2].map(|()| csv::Writer::from_writer(Vec::new()));
    for row in rows {
        let written = of_rows.write_record(&row.cells);
        let written = written.and_then(|()| of_truth.write_record([list, &row.id, &row.person.to_string()]));
        written.map_err(|error| failure(path, error))?;
    }
    Ok([bytes(of_rows, path)?, bytes(of_truth, path)?])
}

fn line<'a>(path: &Path, cells: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(|error| failure(path, error))?;
    bytes(writer, path)
}

fn bytes(writer: csv::Writer<Vec<u8>>, path: &Path) -> Result<Vec<u8>> {
    writer.into_inner().map_err(|error| Error::io(path, "write", error.into_error()))
}

/// A file being written; it knows its path for errors.
struct Output {
    path: PathBuf,
    file: BufWriter<Replacement>,
}

impl Output {
    fn create(path: PathBuf) -> Result<Self> {
        Ok(Output { file: BufWriter::new(Replacement::of(&path)?), path })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::io(&self.path, "write", error))
    }

    fn finish(self) -> Result<Replacement> {
        self.file.into_inner().map_err(|error| Error::io(&self.path, "write", error.into_error()))
    }
}
