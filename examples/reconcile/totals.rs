//! `reconcile totals`.

use casualty_register::Outcome;
use casualty_register::register::totals::{AbsenceReason, Absences};

use crate::args::{Format, Totals};
use crate::{Ending, Failure, reconcile, terminal};

pub(crate) fn totals(args: &Totals) -> Result<Ending, Failure> {
    let outcome = reconcile(&args.lists)?;
    match args.format {
        Format::Json => terminal::print_json(&serde_json::to_string_pretty(&json(&outcome))?)?,
        Format::Text => terminal::print(text(&outcome).trim_end())?,
    }
    Ok(Ending::Well)
}

fn json(outcome: &Outcome) -> serde_json::Value {
    serde_json::json!({ "totals": outcome.totals(), "absences": outcome.absences() })
}

fn text(outcome: &Outcome) -> String {
    let totals = match outcome.totals() {
        Some(totals) => totals.to_string(),
        None => "The project has no table of published totals; name one under `totals`.\n".to_owned(),
    };
    totals + "\n" + &absences(&outcome.absences())
}

/// How many names of each list every other list lacks, by reason.
fn absences(absences: &Absences) -> String {
    let mut lines = vec!["Names of one list that another does not have".to_owned()];
    for ((source, missing_from), reasons) in absences.counts() {
        let all: usize = reasons.values().sum();
        let told: Vec<String> = AbsenceReason::ALL
            .iter()
            .filter_map(|reason| Some(format!("{} {}", reasons.get(reason)?, reason.as_str())))
            .collect();
        lines.push(format!("  {all:>6}  {source}, not {missing_from}: {}", told.join(", ")));
    }
    for (list, count) in &absences.unsaid {
        lines.push(format!("  {count:>6}  people of whom no list says whether {list} covers them"));
    }
    lines.join("\n")
}
