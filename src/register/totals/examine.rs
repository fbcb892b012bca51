//! A whole table of published totals, compared with a run.
//!
//! Input: the table and a run with its grades. Output: an [`Examination`], and findings about figures that still
//! stand.

use rayon::prelude::*;
use serde::Serialize;

use super::arithmetic::{Sum, SumState};
use super::feasible::Feasibility;
use super::figure::{Figure, FigureStanding};
use super::read::Totals;
use super::reasons::Reasons;
use super::scope::Scopes;
use super::series::{ContradictionKind, FigureContradiction};
use super::verdict::{Examined, Verdict, examine};
use super::{absence, arithmetic, feasible, series};
use crate::base::finding::{Code, Finding, Location};
use crate::language::status::StatusCell;
use crate::register::graded::Graded;
use crate::source::Source;

/// The comparison of published totals with the lists and with each other. Its text form is what the program prints.
///
/// Withdrawn and replaced figures are compared as well, so that a reader can see how they stood; they lead to no
/// finding against the lists. No part of an examination changes the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Examination {
    /// The name of the table.
    pub file: String,
    /// SHA-256 of the table, in hexadecimal.
    pub sha256: String,
    /// Every figure with its verdict, in the order of the table.
    pub figures: Vec<Examined>,
    /// The sum of every breakdown.
    pub sums: Vec<Sum>,
    /// Pairs of figures that contradict each other.
    pub contradictions: Vec<FigureContradiction>,
    /// The overlap that each total requires of lists whose sizes were published.
    pub published_lists: Feasibility,
    /// The overlap that each total requires of the lists of this project.
    pub lists: Feasibility,
}

/// The number of figures with each verdict, including figures that were withdrawn or replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TotalCounts {
    /// All figures of the table.
    pub figures: usize,
    /// Figures above the number of people that the lists document.
    pub register_below: usize,
    /// Figures within the range that the lists document.
    pub within: usize,
    /// Figures below the number of people that the lists document.
    pub register_above: usize,
    /// Figures that the lists neither support nor exclude.
    pub open: usize,
    /// Figures that cannot be compared with the lists.
    pub not_comparable: usize,
}

impl TotalCounts {
    /// Counts the verdicts of some figures.
    pub(crate) fn of(figures: &[Examined]) -> Self {
        let mut counts = TotalCounts { figures: figures.len(), ..TotalCounts::default() };
        for one in figures {
            *match one.verdict {
                Verdict::RegisterBelow => &mut counts.register_below,
                Verdict::Within => &mut counts.within,
                Verdict::RegisterAbove => &mut counts.register_above,
                Verdict::Open => &mut counts.open,
                Verdict::NotComparable => &mut counts.not_comparable,
            } += 1;
        }
        counts
    }
}

impl Examination {
    /// Compares a table with a run. The parts of the comparison run in parallel. Two figures are about one place if the
    /// gazetteer finds the same place for both, or, if it knows neither, if their texts are equal.
    pub(crate) fn new(totals: &Totals, run: Graded<'_>) -> Self {
        let figures = totals.figures();
        let scopes = Scopes::new(run, figures);
        let published = feasible::published_sizes(figures, &scopes);
        let own = feasible::own_sizes(&scopes);
        let sizes = [published.clone(), own.clone()].concat();
        let wholes = feasible::totals(figures, &scopes);
        let found = |a, b| feasible::found(&scopes, a, b);
        let place = |figure: &Figure| {
            let named = scopes.named_place(figure).map(|place| place.id().to_owned());
            named.unwrap_or_else(|| figure.place.clone())
        };
        let open = |figure: &Figure| {
            matches!(scopes.readers.statuses().read(&figure.status), StatusCell::StatedUnknown)
        };
        let examined = || figures.par_iter().map(|figure| examine(figure, &scopes, &sizes)).collect();
        let sums = || arithmetic::sums(figures, &|a, b| place(a) == place(b), &open);
        let against_each_other = || rayon::join(sums, || series::contradictions(figures, &scopes));
        let shared = || rayon::join(|| Feasibility::new(own, &found, &wholes), against_each_other);
        let (examined, (lists, (sums, contradictions))) = rayon::join(examined, shared);
        Examination {
            file: totals.file().to_owned(),
            sha256: totals.digest().to_owned(),
            figures: examined,
            sums,
            contradictions,
            published_lists: Feasibility::new(published, &|_, _| None, &wholes),
            lists,
        }
    }

    /// The number of figures with each verdict.
    pub fn counts(&self) -> TotalCounts {
        TotalCounts::of(&self.figures)
    }

    /// Findings about figures that still stand. Withdrawn and replaced figures are shown and lead to no finding.
    fn findings(&self, sources: &[Source]) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        for one in self.figures.iter().filter(|one| one.standing == FigureStanding::Stands) {
            found.extend(self.against_lists(one));
            found.extend(self.list_size(one, sources));
        }
        found.extend(self.sums.iter().filter_map(|sum| self.overlapping(sum)));
        found.extend(self.contradictions.iter().map(|one| self.contradiction(one)));
        found
    }

    /// The locations of some figures in the table.
    fn at(&self, figures: &[&Figure]) -> Vec<Location> {
        let location = |figure: &&Figure| Location {
            file: self.file.clone(),
            row: Some(figure.row),
            column: Some("figure".to_owned()),
            ..Location::default()
        };
        figures.iter().map(location).collect()
    }

    /// A finding if the figure is impossible, or below what the lists document.
    fn against_lists(&self, one: &Examined) -> Option<Finding> {
        let (code, why) = match (&one.impossible, one.verdict) {
            (Some(why), _) => (Code::TotalImpossible, why),
            (None, Verdict::RegisterAbove) => (Code::TotalBelowRegister, &one.reason),
            _ => return None,
        };
        let message = format!("{} ({}): {why}", one.figure.label(), one.figure.date);
        Some(Finding::new(code, self.at(&[&one.figure]), message))
    }

    /// A finding if the figure is the size of a list of this project and the list has another number of records.
    fn list_size(&self, one: &Examined, sources: &[Source]) -> Option<Finding> {
        let source = sources.iter().find(|source| source.id() == one.figure.list)?;
        let (stated, rows) = (one.figure.number?, source.row_count() as u64);
        let message = format!(
            "the published size is {stated} names, but the list `{}` has {rows} rows; check \
                               the list and the figure",
            source.id()
        );
        (stated != rows).then(|| Finding::new(Code::ListSizeDiffers, self.at(&[&one.figure]), message))
    }

    /// A finding if the parts add up to more than the whole. No finding if the whole may be larger (`at_least`) or was
    /// withdrawn.
    fn overlapping(&self, sum: &Sum) -> Option<Finding> {
        let figures: Vec<&Figure> = std::iter::once(&sum.whole).chain(&sum.parts).collect();
        let message = format!("{}; some people are in several parts, or a figure is wrong", sum.equation());
        let found = sum.state == SumState::Over && !sum.whole.at_least && !sum.whole.retracted;
        found.then(|| Finding::new(Code::CategoriesOverlap, self.at(&figures), message))
    }

    /// The finding about two figures that contradict each other.
    fn contradiction(&self, one: &FigureContradiction) -> Finding {
        let code = match one.kind {
            ContradictionKind::Fell | ContradictionKind::FellBelowPart => Code::TotalFell,
            ContradictionKind::AboveWhole => Code::SubtotalAboveTotal,
            ContradictionKind::BorderChanged => Code::BorderChanged,
        };
        Finding::new(code, self.at(&[&one.first, &one.second]), one.to_string())
    }
}

/// Compares published totals with a run, and gives the findings about totals and reasons.
pub(crate) fn examined(
    run: Graded<'_>,
    totals: Option<&Totals>,
    reasons: Option<&Reasons>,
) -> (Option<Examination>, Vec<Finding>) {
    let mut found: Vec<Finding> = totals.map(|totals| totals.findings().to_vec()).unwrap_or_default();
    let examination = totals.map(|totals| Examination::new(totals, run));
    found.extend(examination.iter().flat_map(|one| one.findings(&run.reconciled.sources)));
    if let Some(reasons) = reasons {
        found.extend(reasons.findings().iter().cloned());
        found.extend(absence::stale(run, reasons));
    }
    (examination, found)
}
