//! `reconcile decide`: writes one decision to a ledger.

use casualty_register::register::ledger::{Decision, LedgerFile};

use crate::args::Decide;
use crate::{Ending, Failure, latest_today, ledger_of, now, progress, reconcile, terminal};

pub(crate) fn decide(args: &Decide) -> Result<Ending, Failure> {
    let mut file = LedgerFile::open(ledger_of(&args.lists, args.ledger.as_ref())?)?;
    let outcome = reconcile(&args.lists)?;
    let records: Vec<&str> = args.records.iter().map(String::as_str).collect();
    let evidence = outcome.evidence_of(&records)?;
    let when = args.when.clone().map_or_else(now, Ok)?;
    if when >= latest_today()?.plus_days(1).to_string() {
        return Err(format!("--when is {when}, which is in the future; give the day of the decision").into());
    }
    let mut decision =
        Decision::new(args.ruling, records, &args.by, when).with_why(&args.why).with_evidence(evidence);
    if let Some(count) = args.count {
        decision = decision.with_count(count);
    }
    progress::unbroken(|| -> Result<(), Failure> {
        file.append(&decision)?;
        Ok(terminal::print(&format!("{}  {}", decision.id(), decision.to_line()))?)
    })?;
    Ok(Ending::Well)
}
