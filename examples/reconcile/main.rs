//! The analyst's program. It reads arguments, calls the library and writes text; everything else is
//! in the library.
//!
//! ```text
//! reconcile run PROJECT.toml --out DIR            merge the lists and write the register
//! reconcile check PROJECT.toml                    what is odd, missing or contradictory
//! reconcile explain PROJECT.toml LIST:ID LIST:ID  why two rows were joined or kept apart
//! reconcile evaluate PROJECT.toml --truth CSV     how good the register is, where the truth is known
//! reconcile sample DIR                            invented lists to try it out
//! reconcile totals PROJECT.toml                   published totals against the lists and each other
//! reconcile names PAIRS.csv [--lexicon DIR]       pairs of names, compared by themselves
//! ```
//!
//! The exit status is 0 if all went well, 1 if `check` has found an error in the data, and 2 if the
//! program could not do what it was asked for.

mod args;
mod check;
mod evaluate;
mod explain;
mod names;
mod progress;
mod run;
mod sample;
mod terminal;
mod totals;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command, Lists};
use casualty_register::{Model, Outcome, Reconciler};

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

fn main() -> ExitCode {
    match command(Arguments::parse().command) {
        Ok(Ending::Well) => ExitCode::SUCCESS,
        Ok(Ending::FoundErrors) => ExitCode::from(FOUND_ERRORS),
        Err(failure) => {
            terminal::complain(&failure.to_string());
            ExitCode::from(CANNOT_RUN)
        }
    }
}

fn command(command: Command) -> Result<Ending, Failure> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Evaluate(args) => evaluate::evaluate(&args),
        Command::Names(args) => names::names(&args),
        Command::Totals(args) => totals::totals(&args),
        Command::Sample(args) => sample::sample(&args),
    }
}

/// Reads a project and runs it to the end.
fn reconcile(lists: &Lists) -> Result<Outcome, Failure> {
    let mut reconciler = Reconciler::open(&lists.project)?;
    if let Some(file) = &lists.model {
        reconciler = reconciler.with_model(Model::open(file)?);
    }
    let outcome = progress::shown(|stage| reconciler.run_with(stage))?;
    Ok(outcome)
}
