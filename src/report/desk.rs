//! What people decided and what became of ids, as CSV.

use crate::base::table::Table;
use crate::register::outcome::Outcome;

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

/// `state` is `merged` where another entry holds the person now, `gone` where no list has the records any more.
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
