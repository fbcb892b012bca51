//! The analyst's program. It reads arguments, calls the library and writes text; everything else is
//! in the library.
//!
//! ```text
//! reconcile run PROJECT.toml --out DIR            merge the lists and write the register
//! reconcile publish PROJECT.toml --out DIR        what may be published, and the method statement
//! reconcile check PROJECT.toml                    what is odd, missing or contradictory
//! reconcile codes                                 the codes of findings and what to do about them
//! reconcile verify OUT                            whether a register folder follows from its inputs
//! reconcile diff OLD NEW                          what changed between registers, projects or editions
//! reconcile explain PROJECT.toml LIST:ID LIST:ID  why two rows were joined or kept apart
//! reconcile review PROJECT.toml --ledger FILE --by NAME   asks about doubtful rows, writes the answers
//! reconcile decide PROJECT.toml RULING LIST:ID… --ledger FILE --by NAME --why TEXT   writes one decision
//! reconcile agreement LEDGER…                     how far reviewers agree
//! reconcile evaluate PROJECT.toml --truth CSV     how good the register is, where the truth is known
//! reconcile sample DIR                            invented lists to try it out
//! reconcile totals PROJECT.toml                   published totals against the lists and each other
//! reconcile names PAIRS.csv [--lexicon DIR]       pairs of names, compared by themselves
//! reconcile inspect LIST [--write PROJECT.toml]   what a list looks like, and a first project file
//! ```
//!
//! The exit status is 0 if all went well, 1 if `check` has found an error in the data (or what the project
//! file has fail) or `verify` anything that differs, 2 if the program could not do what it was asked for, and
//! 130 if it was interrupted (Ctrl-C): then it has changed no file. Once a run has begun to replace its folder, it
//! finishes that, and Ctrl-C does not end it. Before that a second Ctrl-C ends it at once. A review that is interrupted
//! after an answer ends with 0.

/// Millions of small texts are made and let go by both threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod agreement;
mod args;
mod check;
mod decide;
mod diff;
mod evaluate;
mod explain;
mod inspect;
mod names;
mod progress;
mod publish;
mod review;
mod run;
mod sample;
mod terminal;
mod totals;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command, Lists};
use casualty_register::Progress;
use casualty_register::language::date::Day;
use casualty_register::linkage::Model;
use casualty_register::source::Project;
use casualty_register::{ErrorKind, Outcome, Reconciler};

/// The data has findings of severity error.
const FOUND_ERRORS: u8 = 1;
/// The program could not do what it was asked for; clap ends with the same status.
const CANNOT_RUN: u8 = 2;

/// How a command ends that does not fail.
enum Ending {
    Well,
    FoundErrors,
}

/// Anything that keeps a command from ending well.
type Failure = Box<dyn std::error::Error>;

/// Ended by an interrupt, as shells count it: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
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

/// Whether it is no failure but what the user asked for.
fn is_stop(failure: &(dyn std::error::Error + 'static)) -> bool {
    let error = failure.downcast_ref::<casualty_register::Error>();
    error.is_some_and(|error| matches!(error.kind(), ErrorKind::Stopped))
}

fn command(command: Command) -> Result<Ending, Failure> {
    match command {
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
        Command::Evaluate(args) => evaluate::evaluate(&args),
        Command::Names(args) => names::names(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Totals(args) => totals::totals(&args),
        Command::Sample(args) => sample::sample(&args),
    }
}

/// The time of now, to the second. Only the program looks at the clock.
fn now() -> Result<String, Failure> {
    Ok(jiff::Timestamp::now().round(jiff::Unit::Second)?.to_string())
}

/// The latest day that it is anywhere on earth (14 hours ahead of Greenwich): a reviewer there does not decide in the
/// future.
fn latest_today() -> Result<Day, Failure> {
    let latest = jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_hours(14))?;
    Ok(latest.to_zoned(jiff::tz::TimeZone::UTC).date().to_string().parse()?)
}

/// Reads a project and runs it to the end.
fn reconcile(lists: &Lists) -> Result<Outcome, Failure> {
    progress::shown(|watch| {
        watch.begin("reading lists", None);
        run_watched(Reconciler::of_project(&project_of(lists)?)?, lists, watch)
    })
}

/// Reads a project file and takes the editions that were asked for.
fn project_of(lists: &Lists) -> Result<Project, Failure> {
    let mut project = Project::open(&lists.project)?;
    for edition in &lists.edition {
        let hint = || format!("`{edition}` is no edition; write it as LIST=DATE, as a=2022-06-01");
        let (list, date) = edition.split_once('=').ok_or_else(hint)?;
        project = project.with_edition(list, date)?;
    }
    Ok(project)
}

/// Runs lists that were read to the end.
fn run_of(reconciler: Reconciler, lists: &Lists) -> Result<Outcome, Failure> {
    progress::shown(|watch| run_watched(reconciler, lists, watch))
}

fn run_watched(mut reconciler: Reconciler, lists: &Lists, watch: &Progress) -> Result<Outcome, Failure> {
    if let Some(file) = &lists.model {
        reconciler = reconciler.with_model(Model::open(file)?);
    }
    Ok(reconciler.run_watched(watch)?)
}
