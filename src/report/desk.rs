//! Tables of the review desk: what reviewers decided, and what became of entry ids.
//!
//! Takes an [`Outcome`]; gives the bytes of `decisions.csv` and `redirects.csv`. It changes no decision
//! and no id.

use crate::base::table::Table;
use crate::register::outcome::Outcome;

/// `decisions.csv`: one row for each decision of the ledgers, in the order in which the run replayed
/// them.
///
/// `records` and `gone` hold several keys `list:record`, separated by ` | `. `state` is `holds`,
/// `stale` or `record-gone`; `gone` names the records that no list has any more. `file` and `line`
/// locate the decision in its ledger.
pub(super) fn decisions(outcome: &Outcome) -> Vec<u8> {
    let header = ["decision_id", "ruling", "records", "by", "when", "why", "state", "gone", "file", "line"];
    let mut table = Table::new(header);
    for one in outcome.decisions() {
        let decision = &one.decision;
        table.row([
            &one.id,
            decision.ruling().as_str(),
            &decision.records().join(" | "),
            decision.by(),
            decision.when(),
            decision.why(),
            one.state.as_str(),
            &one.gone.join(" | "),
            &one.file,
            &one.line.to_string(),
        ]);
    }
    table.bytes()
}

/// `redirects.csv`: one row for each id that no entry has any more. Empty if the project keeps no ids.
///
/// `state` is `merged` if another entry has the person now; `leads_to` is the id of that entry. `state`
/// is `gone` if no list has the records any more; then `leads_to` is empty. `anchor` is the record that
/// the id was made from.
pub(super) fn redirects(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new(["id", "leads_to", "state", "anchor"]);
    let ids = outcome.ids().into_iter().flat_map(|ids| ids.ids().map(move |known| (ids, known)));
    for (ids, known) in ids.filter(|(_, known)| known.members.is_empty()) {
        let leads_to = ids.leads_to(&known.id);
        let state = if leads_to.is_some() { "merged" } else { "gone" };
        table.row([known.id.as_str(), leads_to.unwrap_or_default(), state, &known.anchor]);
    }
    table.bytes()
}
