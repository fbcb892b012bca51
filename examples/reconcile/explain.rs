//! `reconcile explain`.

use crate::args::Explain;
use crate::{Ending, Failure, reconcile, terminal};

pub(crate) fn explain(args: &Explain) -> Result<Ending, Failure> {
    let outcome = reconcile(&args.lists)?;
    let mut explanation = outcome.explain(&args.a, &args.b)?;
    // A cell of several lines must not look like output of the program.
    for row in &mut explanation.rows {
        for (header, text) in &mut row.cells {
            (*header, *text) = (terminal::cell(header), terminal::cell(text));
        }
        row.name_read_as = terminal::cell(&row.name_read_as);
    }
    terminal::print(&explanation.to_string())?;
    Ok(Ending::Well)
}
