//! `reconcile check` and `reconcile codes`.

use std::path::{Path, PathBuf};

use casualty_register::report::{Baseline, CheckReport};
use casualty_register::{Code, Reconciler};

use crate::args::Check;
use crate::{Ending, Failure, latest_today, progress, project_of, run_of, terminal};

pub(crate) fn check(args: &Check) -> Result<Ending, Failure> {
    let project = project_of(&args.lists)?;
    // A baseline that cannot be read is said before the long work, not after it.
    let known = args.baseline.as_ref().map(Baseline::open).transpose()?;
    let outcome = run_of(Reconciler::of_project(&project)?, &args.lists)?;
    let report = CheckReport::of_outcome_on(&outcome, project.check(), latest_today()?)
        .with_project(from_here(project.path()));
    let found = report.to_baseline();
    let to_write = args.write_baseline.as_ref();
    let report = match known.or(to_write.map(|_| found.clone())) {
        Some(baseline) => report.with_baseline(&baseline),
        None => report,
    };
    let text = report.render(args.format.into());
    match to_write {
        None => terminal::print_exactly(&text)?,
        Some(file) => progress::unbroken(|| -> Result<(), Failure> {
            found.write(file)?;
            terminal::remark(&format!("Written to {}: {} accepted findings", file.display(), found.len()));
            Ok(terminal::print_exactly(&text)?)
        })?,
    }
    Ok(if report.is_failed() { Ending::FoundErrors } else { Ending::Well })
}

/// A path below the current folder, as seen from it: CI jobs know files by their path in the repository.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.unwrap_or_else(|| path.to_owned())
}

pub(crate) fn codes() -> Result<Ending, Failure> {
    let line =
        |code: &Code| format!("{:<20} {:<8} {}", code.as_str(), code.severity().as_str(), code.about());
    let lines: Vec<String> = Code::ALL.iter().map(line).collect();
    terminal::print(&lines.join("\n"))?;
    Ok(Ending::Well)
}
