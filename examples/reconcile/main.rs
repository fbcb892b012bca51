//! The program for analysts. It reads arguments, calls the library and prints; everything else is in
//! the library.
//!
//! ```text
//! reconcile start LIST…                           a project file for lists, and the register
//! reconcile inspect LIST                          what a list looks like
//! reconcile run PROJECT.toml                      merge the lists and write the register
//! reconcile check PROJECT.toml                    what is wrong, missing or contradictory
//! reconcile codes                                 the codes of findings and what to do about them
//! reconcile review PROJECT.toml --by NAME         asks about doubtful records, saves the answers
//! reconcile decide PROJECT.toml RULING LIST:ID… --by NAME --why TEXT   saves one decision
//! reconcile explain PROJECT.toml LIST:ID LIST:ID  why two records were joined or kept apart
//! reconcile agreement LEDGER…                     how often reviewers agree
//! reconcile publish PROJECT.toml                  what may be published, and the method in words
//! reconcile verify DIR                            whether a register follows from its lists
//! reconcile diff OLD NEW                          what changed between registers, projects or editions
//! reconcile evaluate PROJECT.toml --truth CSV     how accurate the register is, where the truth is known
//! reconcile estimate PROJECT.toml|COUNTS.csv      people on no list, under a stated assumption
//! reconcile totals PROJECT.toml                   published totals against the lists and each other
//! reconcile names PAIRS.csv                       pairs of names, compared by themselves
//! reconcile sample DIR                            invented lists to try it out
//! ```
//!
//! The exit status is
//!
//! - 0 if the command succeeded;
//! - 1 if `check` found an error in the data (or a finding that fails the check by the project file),
//!   `verify` found a difference, or `publish` stopped because questions wait for a reviewer;
//! - 2 if the program could not do what it was asked to do;
//! - 130 if it was interrupted (Ctrl-C) and has changed no file.
//!
//! Once a run has begun to replace its folder, it finishes, and Ctrl-C does not end it. Before that, a
//! second Ctrl-C ends it at once. A review that is interrupted after an answer ends with 0.

/// Two threads allocate and free millions of small texts. With mimalloc a run ends a tenth sooner, see
/// `Cargo.toml`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod agreement;
mod args;
mod check;
mod decide;
mod diff;
mod estimate;
mod evaluate;
mod explain;
mod inspect;
mod names;
mod progress;
mod publish;
mod review;
mod run;
mod sample;
mod start;
mod terminal;
mod totals;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use args::{Arguments, Command, Lists};
use casualty_register::language::date::Day;
use casualty_register::linkage::Model;
use casualty_register::source::Project;
use casualty_register::{ErrorKind, Outcome, Progress, Reconciler};

/// Exit status if people have to look at the data first.
const FOUND_ERRORS: u8 = 1;
/// Exit status if the program could not do what it was asked to do; clap uses the same status.
const CANNOT_RUN: u8 = 2;

/// The endings of names of lists.
const LISTS: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"];

/// The result of a command that does not fail.
enum Ending {
    Well,
    FoundErrors,
}

/// The reason why a command failed.
type Failure = Box<dyn std::error::Error>;

/// Exit status after an interrupt, as shells count it: 128 plus the signal number.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    if arguments.quiet {
        progress::hide();
    }
    match command(arguments.command) {
        Ok(Ending::Well) => ExitCode::SUCCESS,
        Ok(Ending::FoundErrors) => ExitCode::from(FOUND_ERRORS),
        Err(failure) if is_stop(failure.as_ref()) => {
            terminal::remark(&failure.to_string());
            ExitCode::from(INTERRUPTED)
        }
        Err(failure) => {
            terminal::complain(&failure.to_string());
            ExitCode::from(CANNOT_RUN)
        }
    }
}

/// Whether a failure is only that the user asked the program to stop.
fn is_stop(failure: &(dyn std::error::Error + 'static)) -> bool {
    let error = failure.downcast_ref::<casualty_register::Error>();
    error.is_some_and(|error| matches!(error.kind(), ErrorKind::Stopped))
}

fn command(command: Command) -> Result<Ending, Failure> {
    match command {
        Command::Start(args) => start::start(&args),
        Command::Run(args) => run::run(&args),
        Command::Publish(args) => publish::publish(&args),
        Command::Check(args) => check::check(&args),
        Command::Codes => check::codes(),
        Command::Verify(args) => verify::verify(&args),
        Command::Diff(args) => diff::diff(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Review(args) => review::review(&args),
        Command::Decide(args) => decide::decide(&args),
        Command::Agreement(args) => agreement::agreement(&args),
        Command::Estimate(args) => estimate::estimate(&args),
        Command::Evaluate(args) => evaluate::evaluate(&args),
        Command::Names(args) => names::names(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Totals(args) => totals::totals(&args),
        Command::Sample(args) => sample::sample(&args),
    }
}

/// The current time in UTC, to the second. Only the program reads the clock, not the library.
fn now() -> Result<String, Failure> {
    Ok(jiff::Timestamp::now().round(jiff::Unit::Second)?.to_string())
}

/// The latest current date anywhere on earth (14 hours ahead of Greenwich). So a decision made there
/// today is not in the future.
fn latest_today() -> Result<Day, Failure> {
    let latest = jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_hours(14))?;
    Ok(latest.to_zoned(jiff::tz::TimeZone::UTC).date().to_string().parse()?)
}

/// Reads the lists of a project and runs all stages.
fn reconcile(lists: &Lists) -> Result<Outcome, Failure> {
    progress::shown(|watch| {
        watch.begin("reading lists", None);
        run_watched(Reconciler::of_project(&project_of(lists)?)?, lists, watch)
    })
}

/// A file or folder beside a project file.
fn beside(project: &Path, name: &str) -> PathBuf {
    project.parent().unwrap_or(Path::new("")).join(name)
}

/// The ledger to write to: the one that was given, or the only one that the project names.
fn ledger_of(lists: &Lists, given: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        return Ok(given.clone());
    }
    let project = lists.project.display();
    match project_of(lists)?.decisions().as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(format!(
            "{project} names no ledger; give a file with --ledger, and name it under `decisions`"
        )
        .into()),
        many => {
            let files: Vec<String> = many.iter().map(|file| file.display().to_string()).collect();
            Err(format!("{project} names several ledgers; choose one with --ledger: {}", files.join(", "))
                .into())
        }
    }
}

/// Reads a project file and selects the requested editions.
fn project_of(lists: &Lists) -> Result<Project, Failure> {
    refuse_list(&lists.project)?;
    let mut project = Project::open(&lists.project)?;
    for edition in &lists.edition {
        let hint = || format!("`{edition}` is not an edition; write LIST=DATE, such as a=2022-06-01");
        let (list, date) = edition.split_once('=').ok_or_else(hint)?;
        project = project.with_edition(list, date)?;
    }
    Ok(project)
}

/// Refuses a list in the place of a project file.
fn refuse_list(project: &Path) -> Result<(), Failure> {
    let shown = project.display();
    if project.is_dir() {
        let inside = project.join("reconcile.toml");
        return Err(format!(
            "{shown} is a folder; name the project file in it, such as {}",
            inside.display()
        )
        .into());
    }
    let is_list =
        project.extension().is_some_and(|ending| LISTS.iter().any(|list| ending.eq_ignore_ascii_case(list)));
    if is_list && project.exists() {
        return Err(format!(
            "{shown} is a list, and this command takes a project file; write one with: reconcile start {shown}"
        )
        .into());
    }
    Ok(())
}

/// Runs all stages on lists that were read already.
fn run_of(reconciler: Reconciler, lists: &Lists) -> Result<Outcome, Failure> {
    progress::shown(|watch| run_watched(reconciler, lists, watch))
}

fn run_watched(mut reconciler: Reconciler, lists: &Lists, watch: &Progress) -> Result<Outcome, Failure> {
    if let Some(file) = &lists.model {
        reconciler = reconciler.with_model(Model::open(file)?);
    }
    Ok(reconciler.run_watched(watch)?)
}
