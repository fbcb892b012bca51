//! How many people two lists must share if a total is the true number of people: |A| + |B| - N.
//!
//! All people of both lists are taken to be in the scope of the total. A list that has more people than
//! the total makes it impossible.

use serde::Serialize;

use super::figure::{Figure, FigureStanding, Kind};
use super::scope::Scopes;
use crate::linkage::cluster::Estimate;

/// How many people a list names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListSize {
    /// The issuer of a published size, or the id of a list of this project.
    pub name: String,
    /// At least so many people.
    pub low: u64,
    /// At most so many.
    pub high: u64,
}

/// The people that two lists share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The two lists, as positions in [`Feasibility::lists`].
    pub lists: (usize, usize),
    /// The people found in both; `None` when the names of one of them are not here.
    pub found: Option<Estimate>,
}

/// What a total asks of one pair of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// At least so many people stand in both; `None`: the total is impossible.
    pub overlap: Option<u64>,
    /// So many more than were found, at least: people who would have to be explained.
    pub unexplained: u64,
}

/// What one total asks of all pairs of lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeasibleRow {
    /// The total.
    pub total: u64,
    /// Whether each statement of it said that there may be more.
    pub at_least: bool,
    /// Whether each statement of it was replaced by a later one.
    pub superseded: bool,
    /// In the order of [`Feasibility::pairs`].
    pub needs: Vec<Need>,
}

/// What each published total asks of the overlap of each two lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Feasibility {
    /// The lists.
    pub lists: Vec<ListSize>,
    /// Each two of them.
    pub pairs: Vec<Held>,
    /// A row for each number that was published as a total, ascending; not for one that was withdrawn, or stated
    /// before the period of the deaths ended.
    pub rows: Vec<FeasibleRow>,
}

impl Feasibility {
    /// From sizes of lists, the overlaps that were found, and totals.
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

    /// What a total asks of two lists, named as in [`ListSize::name`], in either order.
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

/// Published totals of everyone that were not withdrawn, and not stated while people still died.
pub(super) fn totals<'a>(figures: &'a [Figure], scopes: &Scopes<'_>) -> Vec<&'a Figure> {
    let is_total = |figure: &&Figure| {
        figure.kind == Some(Kind::Total) && !figure.retracted && scopes.ends_after(figure).is_none()
    };
    figures.iter().filter(is_total).filter(|figure| is_of_everyone(figure, scopes)).collect()
}

/// The sizes of lists that were published and still stand, of lists that name everyone.
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

fn is_of_everyone(figure: &Figure, scopes: &Scopes<'_>) -> bool {
    scopes.scope(figure).is_ok_and(|scope| scope.is_everyone())
}

/// The lists of the project with the people that each names.
pub(super) fn own_sizes(scopes: &Scopes<'_>) -> Vec<ListSize> {
    let size = |(id, people): &(String, Estimate)| ListSize {
        name: id.clone(),
        low: people.low as u64,
        high: people.high as u64,
    };
    scopes.by_list().iter().map(size).collect()
}

/// The people found in two lists of the project.
pub(super) fn found(scopes: &Scopes<'_>, a: usize, b: usize) -> Option<Estimate> {
    let (a, b) = (u16::try_from(a).ok()?, u16::try_from(b).ok()?);
    Some(scopes.outcome.posterior().people_with(&[a, b]))
}
