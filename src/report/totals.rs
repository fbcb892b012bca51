//! Published totals and absences as CSV.

use crate::base::table::Table;
use crate::register::outcome::Outcome;
use crate::register::totals::{Basis, Examined, Verdict};

/// The reason of a figure whose scope has fewer people than are published together.
const SMALL: &str = "too few people of the scope are documented to say so";

/// Published totals; of those whose scope has fewer than `smallest` people, what the lists document is left out.
pub(crate) fn totals(outcome: &Outcome, smallest: Option<u64>) -> Vec<u8> {
    let mut table = Table::new([
        "row",
        "date",
        "figure",
        "at_least",
        "scope_place",
        "scope_status",
        "kind",
        "standing",
        "verdict",
        "basis",
        "low",
        "high",
        "silent",
        "reason",
        "impossible",
        "definition",
        "issuer",
        "url",
    ]);
    for one in outcome.totals().iter().flat_map(|examination| &examination.figures) {
        table.row(total(one, one.is_small(smallest)));
    }
    table.bytes()
}

fn total(one: &Examined, is_small: bool) -> [String; 18] {
    let figure = &one.figure;
    let documented = |of: &dyn Fn(crate::register::totals::Documented) -> String| {
        one.documented.filter(|_| !is_small).map(of).unwrap_or_default()
    };
    let verdict = if is_small { Verdict::NotComparable } else { one.verdict };
    let basis = |basis| if basis == Basis::People { "people" } else { "entries" };
    [
        figure.row.to_string(),
        figure.date.clone(),
        figure.number.map(|number| number.to_string()).unwrap_or_default(),
        if figure.at_least { "yes" } else { "no" }.to_owned(),
        figure.place.clone(),
        figure.status.clone(),
        figure.kind.map_or("", |kind| kind.as_str()).to_owned(),
        one.standing.as_str().to_owned(),
        verdict.as_str().to_owned(),
        documented(&|one| basis(one.basis).to_owned()),
        documented(&|one| one.low.to_string()),
        documented(&|one| one.high.to_string()),
        documented(&|one| one.silent.to_string()),
        if is_small { SMALL.to_owned() } else { one.reason.clone() },
        one.impossible.clone().filter(|_| !is_small).unwrap_or_default(),
        figure.definition.clone(),
        figure.issuer.clone(),
        figure.url.clone(),
    ]
}

pub(super) fn absences(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new(["source_id", "record_id", "name", "missing_from", "reason", "given", "note"]);
    for row in outcome.absences().rows {
        table.row([
            row.source.as_str(),
            &row.record,
            &row.name,
            &row.missing_from,
            row.reason.as_str(),
            if row.given { "yes" } else { "no" },
            &row.note,
        ]);
    }
    table.bytes()
}
