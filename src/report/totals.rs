//! Published totals and absences as CSV.

use crate::base::table::Table;
use crate::register::outcome::Outcome;
use crate::register::totals::{Basis, Examined};

/// Published totals.
pub(crate) fn totals(figures: &[Examined]) -> Vec<u8> {
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
    for one in figures {
        table.row(total(one));
    }
    table.bytes()
}

fn total(one: &Examined) -> [String; 18] {
    let figure = &one.figure;
    let documented = |of: &dyn Fn(crate::register::totals::Documented) -> String| {
        one.documented.map(of).unwrap_or_default()
    };
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
        one.verdict.as_str().to_owned(),
        documented(&|one| basis(one.basis).to_owned()),
        documented(&|one| one.low.to_string()),
        documented(&|one| one.high.to_string()),
        documented(&|one| one.silent.to_string()),
        one.reason.clone(),
        one.impossible.clone().unwrap_or_default(),
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
