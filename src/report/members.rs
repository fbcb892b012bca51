//! The register of very long lists as files: who is who and nothing else.

use std::path::Path;

use super::Output;
use crate::base::digest::DigestSoFar;
use crate::base::error::Result;
use crate::base::folder::replace_with as replace_folder_with;
use crate::base::progress::Progress;
use crate::linkage::bulk::Members;

impl Members {
    /// Writes `members.csv` and `run.json` into a folder, as a run does.
    ///
    /// # Errors
    ///
    /// When the folder holds anything that no run wrote, or an input of this run, or is the one that the
    /// process stands in; or when the disk refuses.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<()> {
        self.write_watched(folder, &Progress::new())
    }

    /// As [`Members::write`], until it is asked to stop, which it does only before it changes anything.
    ///
    /// # Errors
    ///
    /// As [`Members::write`], and [`ErrorKind::Stopped`](crate::base::error::ErrorKind::Stopped).
    pub fn write_watched(&self, folder: impl AsRef<Path>, watch: &Progress) -> Result<()> {
        let known: Vec<&str> = Output::every().map(Output::file_name).collect();
        replace_folder_with(folder.as_ref(), &self.inputs, &known, watch, |new| {
            let mut digest = DigestSoFar::default();
            new.put_stream("members.csv", |file| self.write_csv(file, &mut digest))?;
            new.put("run.json", &self.run(&digest.finish()))
        })
    }
}
