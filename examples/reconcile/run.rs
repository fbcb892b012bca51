//! `reconcile run`.

use casualty_register::report::Output;

use crate::args::{Chosen, Run};
use crate::{Ending, Failure, reconcile, terminal};

pub(crate) fn run(args: &Run) -> Result<Ending, Failure> {
    let outputs = outputs(&args.write);
    let outcome = reconcile(&args.lists)?.with_lang(args.lang);
    outcome.write(&args.out, &outputs)?;
    let files: Vec<&str> = outputs.iter().map(|output| output.file_name()).collect();
    let summary = outcome.summary();
    terminal::print(&format!("{summary}\n\nWritten to {}: {}", args.out.display(), files.join(", ")))?;
    Ok(Ending::Well)
}

/// The chosen files and the record of the run, each once, in the order in which they are written.
fn outputs(chosen: &[Chosen]) -> Vec<Output> {
    let is_chosen = |output: Output| {
        chosen.iter().any(|one| match one {
            Chosen::All => true,
            Chosen::One(one) => *one == output,
        })
    };
    Output::ALL.into_iter().filter(|output| *output == Output::Run || is_chosen(*output)).collect()
}
