//! `reconcile evaluate`.

use std::collections::BTreeMap;

use casualty_register::Outcome;
use casualty_register::evaluate::{Evaluation, Truth};
use casualty_register::mention::RecordKey;

use crate::args::Evaluate;
use crate::{Ending, Failure, reconcile, terminal};

pub(crate) fn evaluate(args: &Evaluate) -> Result<Ending, Failure> {
    let truth = Truth::open(&args.truth)?;
    let outcome = reconcile(&args.lists)?;
    let evaluation = Evaluation::new(outcome.register(), &truth);
    let mut text = evaluation.to_string();
    if args.errors {
        let errors = Errors::new(&outcome);
        text += &errors.section("Joined, but two people", &evaluation.false_pairs);
        text += &errors.section("Kept apart, but one person", &evaluation.missed_pairs);
        text += &keys("Lost: in the truth, in no list", &evaluation.lost);
        text += &keys("Unknown: in a list, not in the truth", &evaluation.unknown);
    }
    terminal::print(&text)?;
    Ok(Ending::Well)
}

/// Shows wrong pairs with what a person needs to judge them.
struct Errors<'a> {
    outcome: &'a Outcome,
    names: BTreeMap<&'a RecordKey, &'a str>,
}

impl<'a> Errors<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let mentions = outcome.mentions().iter();
        let names = mentions.map(|mention| (mention.key(), mention.name().map_or("", |name| name.raw())));
        Errors { outcome, names: names.collect() }
    }

    fn section(&self, title: &str, pairs: &[[RecordKey; 2]]) -> String {
        let lines: String = pairs.iter().map(|pair| self.pair(pair)).collect();
        if lines.is_empty() { lines } else { format!("\n\n{title}\n{}", lines.trim_end_matches('\n')) }
    }

    /// The weight, and below each other the two rows: key and name as printed.
    fn pair(&self, [a, b]: &[RecordKey; 2]) -> String {
        let explanation = self.outcome.explain(&a.to_string(), &b.to_string());
        // A record that is in no list has no weight.
        let bits = explanation.map_or_else(|_| "-".to_owned(), |pair| format!("{:+.2}", pair.weight));
        format!("  {bits:>7} bits  {}\n{:16}{}\n", self.row(a), "", self.row(b))
    }

    fn row(&self, key: &RecordKey) -> String {
        let name = self.names.get(key).copied().unwrap_or_default();
        format!("{:<24} {}", terminal::cell(&key.to_string()), terminal::cell(name.trim()))
    }
}

fn keys(title: &str, keys: &[RecordKey]) -> String {
    let lines: Vec<String> =
        keys.iter().map(|key| format!("\n  {}", terminal::cell(&key.to_string()))).collect();
    if lines.is_empty() { String::new() } else { format!("\n\n{title}{}", lines.concat()) }
}
