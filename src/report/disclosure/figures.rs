//! Published totals in a publication.
//!
//! What the lists document in the scope of a total counts people by place and status. It is withheld
//! where these counts would reveal withheld values.

use super::Disclosure;
use super::coarse::without_user;
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::register::totals::{Basis, Examined};
use crate::source::policy::Handling;

/// Reason if fewer people share the scope than are published together.
const FEW: &str = "not published because too few people are documented in the scope";
/// Reason if places, statuses or an entry of the scope are withheld.
const WITHHELD: &str = "not published because it would reveal withheld values";

impl Disclosure<'_> {
    /// The published totals of a run. What the lists document is left out if fewer people share the
    /// scope than are published together (`smallest_cell`), or if the scope is a place or a status and
    ///
    /// - places or statuses are withheld, or
    /// - an entry counts of which nothing is published: the total minus the published entries would be
    ///   that entry.
    ///
    /// Verdict, reason and impossibility of such a total are left out too. A working copy has
    /// everything.
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
        let mut figures: Vec<Examined> = all(outcome).iter().map(figure).collect();
        if !self.policy().is_working() {
            for one in &mut figures {
                one.figure.url = without_user(&one.figure.url);
            }
        }
        figures
    }

    /// Whether [`Disclosure::figures`] leaves out what the lists document for at least one total.
    /// Findings about totals are then not published either.
    pub(crate) fn are_figures_hidden(&self, outcome: &Outcome) -> bool {
        let figures = self.figures(outcome);
        all(outcome)
            .iter()
            .zip(&figures)
            .any(|(one, shown)| one.documented.is_some() && shown.documented.is_none())
    }

    /// Whether the policy withholds the field that the scope of the total is about.
    fn is_scope_withheld(&self, one: &Examined) -> bool {
        let is_withheld = |field: &str| self.policy().handling(field) == Handling::Withheld;
        let is_of_group = !one.figure.status.eq_ignore_ascii_case("all");
        is_withheld("place") || (is_of_group && is_withheld("status"))
    }

    /// Whether an entry counts among the dead and nothing of it is published.
    fn is_counted_and_hidden(&self, entry: &Entry) -> bool {
        entry.grading().grade.counts() && self.is_kept_back(entry)
    }
}

/// The totals of the run; empty if the project has no table of totals.
fn all(outcome: &Outcome) -> &[Examined] {
    outcome.totals().map_or(&[], |examination| &examination.figures)
}
