//! Published totals: what the lists document in the scope of one counts people by place and status, also where these are withheld.

use super::Disclosure;
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::register::totals::{Basis, Examined};
use crate::source::policy::Handling;

const FEW: &str = "too few people of the scope are documented to say so";
const WITHHELD: &str = "what the lists document in the scope follows from values that are not published";

impl Disclosure<'_> {
    /// Published totals. What the lists document is left out if fewer people share the scope than are published together, or if
    /// the scope is a place or a status and
    ///
    /// - places or statuses are withheld, or
    /// - an entry counts of which nothing is published: the total less the published entries would be that one.
    pub(crate) fn figures(&self, outcome: &Outcome) -> Vec<Examined> {
        let is_one_hidden = outcome.register().entries().iter().any(|one| self.is_counted_and_hidden(one));
        let figure = |one: &Examined| match one.documented.map(|documented| documented.basis) {
            _ if self.policy().is_working() => one.clone(),
            _ if one.is_small(self.policy().smallest_cell()) => one.without_lists(FEW),
            Some(Basis::Entries) if is_one_hidden || self.is_scope_withheld(one) => {
                one.without_lists(WITHHELD)
            }
            _ => one.clone(),
        };
        all(outcome).iter().map(figure).collect()
    }

    /// Whether of some published totals what the lists document is left out.
    pub(crate) fn are_figures_hidden(&self, outcome: &Outcome) -> bool {
        let figures = self.figures(outcome);
        all(outcome)
            .iter()
            .zip(&figures)
            .any(|(one, shown)| one.documented.is_some() && shown.documented.is_none())
    }

    fn is_scope_withheld(&self, one: &Examined) -> bool {
        let is_withheld = |field: &str| self.policy().handling(field) == Handling::Withheld;
        let is_of_group = !one.figure.status.eq_ignore_ascii_case("all");
        is_withheld("place") || (is_of_group && is_withheld("status"))
    }

    fn is_counted_and_hidden(&self, entry: &Entry) -> bool {
        entry.grading().grade.counts() && self.is_kept_back(entry)
    }
}

fn all(outcome: &Outcome) -> &[Examined] {
    outcome.totals().map_or(&[], |examination| &examination.figures)
}
