//! `reconcile agreement`.

use casualty_register::register::ledger::{Ledger, ReviewerAgreement};

use crate::args::{AgreementArgs, Format};
use crate::{Ending, Failure, terminal};

pub(crate) fn agreement(args: &AgreementArgs) -> Result<Ending, Failure> {
    let ledgers: Vec<Ledger> = args.ledgers.iter().map(Ledger::open).collect::<Result<_, _>>()?;
    let found = ReviewerAgreement::of(&ledgers.iter().collect::<Vec<_>>());
    match args.format {
        Format::Json => terminal::print_json(&serde_json::to_string_pretty(&found)?)?,
        Format::Text if found.is_empty() => terminal::print("no two reviewers decided a pair in common")?,
        Format::Text => {
            let texts: Vec<String> = found.iter().map(ReviewerAgreement::to_string).collect();
            terminal::print(&texts.join("\n\n"))?;
        }
    }
    Ok(Ending::Well)
}
