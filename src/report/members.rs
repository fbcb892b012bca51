//! The files of a run over very long lists: which record is in which entry, and nothing else.
//!
//! Takes [`Members`]; writes `members.csv` record by record, so the table is never held in memory as a
//! whole, and `run.json`.

use std::path::Path;

use super::Output;
use crate::base::digest::DigestSoFar;
use crate::base::error::Result;
use crate::base::folder::replace_with as replace_folder_with;
use crate::base::progress::Progress;
use crate::linkage::bulk::Members;

impl Members {
    /// Writes `members.csv` and `run.json` into a folder. The folder appears only when both files are
    /// complete. A folder that an earlier run wrote is replaced as a whole.
    ///
    /// # Errors
    ///
    /// If the folder contains anything that no run wrote, contains an input of this run, or is the
    /// current directory of the process; or if the disk refuses.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<()> {
        self.write_watched(folder, &Progress::new())
    }

    /// Same as [`Members::write`], but it stops when `watch` is asked to stop. It stops only before it
    /// changes anything.
    ///
    /// # Errors
    ///
    /// The errors of [`Members::write`], and
    /// [`ErrorKind::Stopped`](crate::base::error::ErrorKind::Stopped).
    pub fn write_watched(&self, folder: impl AsRef<Path>, watch: &Progress) -> Result<()> {
        let known: Vec<&str> = Output::every().map(Output::file_name).collect();
        replace_folder_with(folder.as_ref(), &self.inputs, &known, watch, |new| {
            let mut digest = DigestSoFar::default();
            new.put_stream("members.csv", |file| self.write_csv(file, &mut digest))?;
            new.put("run.json", &self.run(&digest.finish()))
        })
    }
}
