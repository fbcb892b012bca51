//! How many people two lists must share if a total is the true number of people: |A| + |B| − N.
//!
//! Input: sizes of lists, the overlaps found, and totals. Output: [`Feasibility`].
//!
//! An example: lists of 188 and 221 people and a total of 238. If the total is true, at least 188 + 221 − 238 = 171
//! people are on both lists. If only 150 were found on both, 21 people have to be explained: missed links, people
//! outside the scope of the total, or a wrong total.
//!
//! All people of both lists are assumed to be in the scope of the total. A list with more people than the total makes
//! the total impossible.

use serde::Serialize;

use super::figure::{Figure, FigureStanding, Kind};
use super::scope::Scopes;
use crate::linkage::cluster::Estimate;

/// The number of people on a list, as a range.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ListSize {
    /// The issuer of a published size, or the id of a list of this project.
    pub name: String,
    /// Smallest number of people.
    pub low: u64,
    /// Greatest number of people; equal to `low` for a published size.
    pub high: u64,
}

/// A pair of lists and the people who were found on both.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Held {
    /// The two lists, as positions in [`Feasibility::lists`].
    pub lists: (usize, usize),
    /// The number of people found on both; `None` if the names of one of the lists are not part of the project.
    pub found: Option<Estimate>,
}

/// The overlap that a total requires of one pair of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Need {
    /// The smallest number of people on both lists; `None` if the total is impossible.
    pub overlap: Option<u64>,
    /// How many people more than the high end of the overlap found; 0 if the overlap found is large enough or unknown.
    /// These people would have to be explained.
    pub unexplained: u64,
}

/// The overlaps that one total requires of all pairs of lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FeasibleRow {
    /// The total, in people.
    pub total: u64,
    /// Whether every statement of the total said that it may be more.
    pub at_least: bool,
    /// Whether every statement of the total was replaced by a later one.
    pub superseded: bool,
    /// The overlap of each pair, in the order of [`Feasibility::pairs`].
    pub needs: Vec<Need>,
}

/// The overlap of each two lists that each published total requires.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Feasibility {
    /// The lists.
    pub lists: Vec<ListSize>,
    /// Every pair of lists, by position.
    pub pairs: Vec<Held>,
    /// One row for each number that was published as a total, ascending. Totals that were withdrawn, or stated before
    /// the period of the deaths ended, have no row.
    pub rows: Vec<FeasibleRow>,
}

impl Feasibility {
    /// Computes the overlaps. `found` returns the overlap found of two lists, by position; equal totals share a row.
    pub(super) fn new(
        lists: Vec<ListSize>,
        found: &dyn Fn(usize, usize) -> Option<Estimate>,
        totals: &[&Figure],
    ) -> Self {
        let count = lists.len();
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        let pairs: Vec<Held> = pairs.map(|(a, b)| Held { lists: (a, b), found: found(a, b) }).collect();
        let mut numbers: Vec<u64> = totals.iter().filter_map(|total| total.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let rows = numbers.into_iter().map(|total| {
            let mine = || totals.iter().filter(move |figure| figure.number == Some(total));
            FeasibleRow {
                total,
                at_least: mine().all(|figure| figure.at_least),
                superseded: mine().all(|figure| figure.standing() == FigureStanding::Superseded),
                needs: pairs.iter().map(|pair| need(total, pair, &lists)).collect(),
            }
        });
        Feasibility { rows: rows.collect(), pairs, lists }
    }

    /// The overlap that a total requires of two lists, in either order, named as in [`ListSize::name`]. `None` if there
    /// is no such total or list.
    pub fn need(&self, total: u64, a: &str, b: &str) -> Option<Need> {
        let name = |at: usize| self.lists.get(at).map(|list| list.name.as_str());
        let pair = self.pairs.iter().position(|pair| {
            let names = (name(pair.lists.0), name(pair.lists.1));
            names == (Some(a), Some(b)) || names == (Some(b), Some(a))
        })?;
        let row = self.rows.iter().find(|row| row.total == total)?;
        row.needs.get(pair).copied()
    }
}

/// |A| + |B| − N for one pair, from the low ends of the sizes, so that the requirement is never overstated.
fn need(total: u64, pair: &Held, lists: &[ListSize]) -> Need {
    let size = |at: usize| lists.get(at).map_or(0, |list| list.low);
    let (a, b) = (size(pair.lists.0), size(pair.lists.1));
    if a.max(b) > total {
        return Need { overlap: None, unexplained: 0 };
    }
    let overlap = (a + b).saturating_sub(total);
    let found = pair.found.map_or(overlap, |found| found.high as u64);
    Need { overlap: Some(overlap), unexplained: overlap.saturating_sub(found) }
}

/// Published totals of everybody that were not withdrawn and not stated before the period of the deaths ended.
pub(super) fn totals<'a>(figures: &'a [Figure], scopes: &Scopes<'_>) -> Vec<&'a Figure> {
    let is_total = |figure: &&Figure| {
        figure.kind == Some(Kind::Total) && !figure.retracted && scopes.ends_after(figure).is_none()
    };
    figures.iter().filter(is_total).filter(|figure| is_of_everyone(figure, scopes)).collect()
}

/// The published sizes that still stand, of lists that cover everybody.
pub(super) fn published_sizes(figures: &[Figure], scopes: &Scopes<'_>) -> Vec<ListSize> {
    let is_size =
        |figure: &&Figure| figure.kind == Some(Kind::ListSize) && figure.standing() == FigureStanding::Stands;
    let sizes = figures.iter().filter(is_size).filter(|figure| is_of_everyone(figure, scopes));
    let size = |figure: &Figure| {
        let size = figure.number?;
        Some(ListSize { name: figure.issuer.clone(), low: size, high: size })
    };
    sizes.filter_map(size).collect()
}

/// Whether a figure is about everybody, everywhere.
fn is_of_everyone(figure: &Figure, scopes: &Scopes<'_>) -> bool {
    scopes.scope(figure).is_ok_and(|scope| scope.is_everyone())
}

/// The lists of the project with the interval of the number of people on each.
pub(super) fn own_sizes(scopes: &Scopes<'_>) -> Vec<ListSize> {
    let size = |(id, people): &(String, Estimate)| ListSize {
        name: id.clone(),
        low: people.low as u64,
        high: people.high as u64,
    };
    scopes.by_list().iter().map(size).collect()
}

/// The number of people found on two lists of the project, by position.
pub(super) fn found(scopes: &Scopes<'_>, a: usize, b: usize) -> Option<Estimate> {
    let (a, b) = (u16::try_from(a).ok()?, u16::try_from(b).ok()?);
    Some(scopes.run.reconciled.posterior.people_with(&[a, b]))
}
