//! `reconcile check` and `reconcile codes`.

use std::path::{Path, PathBuf};

use casualty_register::report::{Baseline, CheckReport};
use casualty_register::{Code, Reconciler};

use crate::args::{Check, ReportFormat};
use crate::{Ending, Failure, latest_today, progress, project_of, run_of, terminal};

pub(crate) fn check(args: &Check) -> Result<Ending, Failure> {
    let project = project_of(&args.lists)?;
    // A baseline that cannot be read is reported before the long work, not after it.
    let known = args.baseline.as_ref().map(Baseline::open).transpose()?;
    let outcome = run_of(Reconciler::of_project(&project)?, &args.lists)?;
    let report = CheckReport::of_outcome_on(&outcome, project.check(), latest_today()?)
        .with_project(as_reported(project.path(), args.format));
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
    let ending = if report.is_failed() { Ending::FoundErrors } else { Ending::Well };
    // The program ends here. Freeing every cell one by one would only take time.
    std::mem::forget((outcome, report, project));
    Ok(ending)
}

/// The path of the project file in a report: for code hosts from the root of the repository, for others from the current folder.
fn as_reported(path: &Path, format: ReportFormat) -> PathBuf {
    let from = match format {
        ReportFormat::Sarif | ReportFormat::Github => root_of(path).or_else(here),
        _ => here(),
    };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let below = from.and_then(|from| absolute.strip_prefix(from).ok().map(Path::to_owned));
    below.unwrap_or_else(|| path.to_owned())
}

fn here() -> Option<PathBuf> {
    std::env::current_dir().ok()
}

/// The root of the repository that a file is in: the nearest folder above it with `.git`.
fn root_of(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    absolute.ancestors().skip(1).find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

pub(crate) fn codes() -> Result<Ending, Failure> {
    let line =
        |code: &Code| format!("{:<20} {:<8} {}", code.as_str(), code.severity().as_str(), code.about());
    let lines: Vec<String> = Code::ALL.iter().map(line).collect();
    terminal::print(&lines.join("\n"))?;
    Ok(Ending::Well)
}
