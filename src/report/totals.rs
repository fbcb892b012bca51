//! `totals.csv` and `absences.csv`.
//!
//! Takes examined published totals, or an [`Outcome`]; gives bytes. The totals of a publication pass
//! through the policy first.

use crate::base::table::Table;
use crate::register::outcome::Outcome;
use crate::register::totals::{Basis, Examined};

/// `totals.csv`: one row for each published figure, in the order of the project's table.
///
/// - `row`: of the figure in that table; the header is row 1.
/// - `figure`: the number; empty if it cannot be read. `at_least`: `yes` if the issuer stated that it
///   may be more.
/// - `standing`: whether the figure stands, was superseded or was retracted.
/// - `verdict`, `reason`: how it compares with what the lists document, and why.
/// - `basis`: what `low` and `high` count, `people` or `entries`.
/// - `low`, `high`: what the lists document in the scope.
/// - `silent`: further entries for which no list states whether they are in the scope.
/// - `impossible`: why the figure cannot be the true number, if one list alone shows that.
///
/// `basis`, `low`, `high` and `silent` are empty if the figure and the lists cannot be compared.
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

/// The cells of one figure, in the order of the header.
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

/// `absences.csv`: one row for each name that another list lacks.
///
/// - `missing_from`: id of the list that lacks the name.
/// - `reason`: such as `missed-link`; `unexplained` if the data show none.
/// - `given`: `yes` if the project's table of reasons has the name, `no` if the program suggests the
///   reason.
/// - `note`: the remark in that table, or the record on which the suggestion is based.
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
