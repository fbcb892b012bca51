//! `reconcile evaluate`.

use std::collections::BTreeMap;

use casualty_register::Outcome;
use casualty_register::audit::{Evaluation, Reaches, Truth};
use casualty_register::report::Explanation;
use casualty_register::source::RecordKey;

use crate::args::{Evaluate, Format};
use crate::{Ending, Failure, reconcile, terminal};

pub(crate) fn evaluate(args: &Evaluate) -> Result<Ending, Failure> {
    let truth = Truth::open(&args.truth)?;
    let outcome = reconcile(&args.lists)?;
    let evaluation = Evaluation::of_outcome(&outcome, &truth);
    match args.format {
        Format::Json => terminal::print_json(&serde_json::to_string_pretty(&evaluation)?)?,
        Format::Text if args.errors => terminal::print(&with_errors(&evaluation, &outcome))?,
        Format::Text => terminal::print(&evaluation.to_string())?,
    }
    Ok(Ending::Well)
}

fn with_errors(evaluation: &Evaluation, outcome: &Outcome) -> String {
    let errors = Errors::new(outcome);
    evaluation.to_string()
        + &errors.joined("Joined, but two people", &evaluation.false_pairs)
        + &errors.missed("Kept apart, but one person", &evaluation.missed_pairs)
        + &keys("Lost: in the truth, in no list", &evaluation.lost)
        + &keys("Unknown: in a list, not in the truth", &evaluation.unknown)
}

/// Prints wrong pairs with the evidence that a reader needs to judge them.
struct Errors<'a> {
    outcome: &'a Outcome,
    reaches: Reaches<'a>,
    names: BTreeMap<&'a RecordKey, &'a str>,
}

impl<'a> Errors<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let mentions = outcome.mentions().iter();
        let names = mentions.map(|mention| (mention.key(), mention.name().map_or("", |name| name.raw())));
        Errors { outcome, reaches: Reaches::new(outcome), names: names.collect() }
    }

    fn joined(&self, title: &str, pairs: &[[RecordKey; 2]]) -> String {
        section(title, pairs.iter().map(|pair| self.pair(pair)).collect())
    }

    fn missed(&self, title: &str, pairs: &[[RecordKey; 2]]) -> String {
        section(title, pairs.iter().map(|pair| self.pair(pair) + &self.why_apart(pair)).collect())
    }

    /// The weight in bits, then the two records, one on each line: key and name as printed.
    fn pair(&self, [a, b]: &[RecordKey; 2]) -> String {
        let explanation = self.explain(a, b);
        // A record that is on no list has no weight.
        let bits = explanation.map_or_else(|| "-".to_owned(), |pair| format!("{:+.2}", pair.weight));
        format!("  {bits:>7} bits  {}\n{:16}{}\n", self.row(a), "", self.row(b))
    }

    fn why_apart(&self, [a, b]: &[RecordKey; 2]) -> String {
        let reach = self.reaches.of(a, b);
        let reason = self.explain(a, b).filter(|_| reach.was_compared()).map(|pair| pair.reason);
        format!("{:16}({})\n", "", reason.unwrap_or_else(|| reach.to_string()))
    }

    fn explain(&self, a: &RecordKey, b: &RecordKey) -> Option<Explanation> {
        self.outcome.explain(&a.to_string(), &b.to_string()).ok()
    }

    fn row(&self, key: &RecordKey) -> String {
        let name = self.names.get(key).copied().unwrap_or_default();
        format!("{:<24} {}", terminal::cell(&key.to_string()), terminal::cell(name.trim()))
    }
}

fn section(title: &str, lines: String) -> String {
    if lines.is_empty() { lines } else { format!("\n\n{title}\n{}", lines.trim_end_matches('\n')) }
}

fn keys(title: &str, keys: &[RecordKey]) -> String {
    let lines: Vec<String> =
        keys.iter().map(|key| format!("\n  {}", terminal::cell(&key.to_string()))).collect();
    if lines.is_empty() { String::new() } else { format!("\n\n{title}{}", lines.concat()) }
}
