//! Whether the parts of a statement add up to its total.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::figure::{Figure, FigureStanding, Kind};

/// How a sum lies to its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SumState {
    /// The parts are fewer: some people are in none of them.
    Short,
    /// The parts add up to the total.
    Exact,
    /// The parts are more: some people are in several of them, or a figure is wrong.
    Over,
}

/// Parts that were stated side by side, added up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sum {
    /// The whole that they are parts of.
    pub whole: Figure,
    /// The name of the breakdown, as `category`.
    pub breakdown: String,
    /// The parts.
    pub parts: Vec<Figure>,
    /// Their sum.
    pub sum: u64,
    /// How it lies to the whole.
    pub state: SumState,
    /// How many people the sum and the whole are apart.
    pub difference: u64,
    /// Sets of other stated figures that make up the difference exactly: our arithmetic, not a published
    /// explanation.
    pub explanations: Vec<Vec<Figure>>,
    /// Where the parts are more: the parts that the people counted twice may also stand in.
    pub hosts: Vec<Figure>,
}

/// No more figures than this are combined: any number can be made of enough of them.
const MOST_COMBINED: usize = 3;
/// A table with more candidates than this explains everything, so nothing.
const MOST_CANDIDATES: usize = 24;

/// Whether two figures speak of one place.
type SamePlace<'a> = &'a dyn Fn(&Figure, &Figure) -> bool;

/// Every breakdown of the table, in the order of the wholes. `same_place` tells whether two figures
/// speak of one place, `says_nothing` whether a status leaves open who a person was.
pub(super) fn sums(
    figures: &[Figure],
    same_place: SamePlace<'_>,
    says_nothing: &dyn Fn(&Figure) -> bool,
) -> Vec<Sum> {
    let table = Table { figures, same_place, says_nothing };
    let wholes = figures.iter().filter(|figure| !figure.id.is_empty());
    wholes.flat_map(|whole| table.sums_of(whole)).collect()
}

struct Table<'a> {
    figures: &'a [Figure],
    same_place: SamePlace<'a>,
    says_nothing: &'a dyn Fn(&Figure) -> bool,
}

impl<'a> Table<'a> {
    fn sums_of(&self, whole: &Figure) -> Vec<Sum> {
        let parts_of = self.figures.iter().flat_map(|figure| &figure.part_of);
        let mine = parts_of.filter(|part| part.whole == whole.id);
        let breakdowns: BTreeSet<&str> = mine.filter_map(|part| part.breakdown.as_deref()).collect();
        breakdowns.into_iter().filter_map(|by| self.sum(whole, by)).collect()
    }

    /// `None` when a number is missing.
    fn sum(&self, whole: &Figure, breakdown: &str) -> Option<Sum> {
        let parts: Vec<&Figure> =
            self.figures.iter().filter(|figure| figure.has_breakdown(&whole.id, breakdown)).collect();
        let numbers: Option<Vec<u64>> = parts.iter().map(|part| part.number).collect();
        let (sum, number) = (numbers?.into_iter().sum::<u64>(), whole.number?);
        let difference = sum.abs_diff(number);
        let state = match sum.cmp(&number) {
            std::cmp::Ordering::Less => SumState::Short,
            std::cmp::Ordering::Equal => SumState::Exact,
            std::cmp::Ordering::Greater => SumState::Over,
        };
        let pool = match state {
            SumState::Over => self.counted_inside(whole, &parts),
            SumState::Short => self.stated_elsewhere(whole, &parts),
            SumState::Exact => Vec::new(),
        };
        let explanations = subsets(&pool, difference);
        let hosts = self.hosts(&explanations, &parts);
        let cloned = |figures: Vec<&Figure>| figures.into_iter().cloned().collect::<Vec<Figure>>();
        Some(Sum {
            whole: whole.clone(),
            breakdown: breakdown.to_owned(),
            parts: cloned(parts),
            sum,
            state,
            difference,
            explanations: explanations.into_iter().map(cloned).collect(),
            hosts: if state == SumState::Over { cloned(hosts) } else { Vec::new() },
        })
    }

    /// Figures that may be counted twice: the parts and the parts of the parts.
    fn counted_inside(&self, whole: &Figure, parts: &[&'a Figure]) -> Vec<&'a Figure> {
        let inside = |figure: &&Figure| {
            let is_part = parts.iter().any(|part| std::ptr::eq(*part, *figure));
            let of_part = figure
                .part_of
                .iter()
                .any(|of| parts.iter().any(|part| !part.id.is_empty() && part.id == of.whole));
            (is_part || of_part) && figure.id != whole.id
        };
        self.figures.iter().filter(inside).collect()
    }

    /// Figures of other statements that may be what is missing: of the same place, of a status that no
    /// part has, standing, and stated no later. A breakdown by place has no such figures.
    fn stated_elsewhere(&self, whole: &Figure, parts: &[&Figure]) -> Vec<&'a Figure> {
        if !parts.iter().all(|part| (self.same_place)(part, whole)) {
            return Vec::new();
        }
        let fits = |figure: &&Figure| {
            figure.kind == Some(Kind::Subtotal)
                && figure.standing() == FigureStanding::Stands
                && !figure.is_of_all()
                && figure.stated.is_some()
                && figure.stated <= whole.stated
                && (self.same_place)(figure, whole)
                && !figure.part_of.iter().any(|of| of.whole == whole.id)
                && !parts.iter().any(|part| part.status == figure.status)
        };
        // Of one status the figure that was stated last.
        let mut latest: BTreeMap<&str, &'a Figure> = BTreeMap::new();
        for figure in self.figures.iter().filter(fits) {
            let known = latest.entry(&figure.status).or_insert(figure);
            if known.stated <= figure.stated {
                *known = figure;
            }
        }
        let mut pool: Vec<&Figure> = latest.into_values().collect();
        pool.sort_by_key(|figure| figure.row);
        pool
    }

    /// The parts that people counted twice may also stand in: of the same place, not smaller, and of a
    /// status that leaves open who they were; if there are none such, of any status.
    fn hosts(&self, explanations: &[Vec<&Figure>], parts: &[&'a Figure]) -> Vec<&'a Figure> {
        let [only] = explanations else { return Vec::new() };
        let [twice] = only.as_slice() else { return Vec::new() };
        let fits = |part: &&&Figure| {
            let is_own = twice.part_of.iter().any(|of| of.whole == part.id && !part.id.is_empty());
            (self.same_place)(part, twice)
                && part.number >= twice.number
                && !is_own
                && !std::ptr::eq(**part, *twice)
        };
        let all: Vec<&Figure> = parts.iter().filter(fits).copied().collect();
        let open: Vec<&Figure> = all.iter().filter(|part| (self.says_nothing)(part)).copied().collect();
        if open.is_empty() { all } else { open }
    }
}

/// The smallest sets of figures that add up to a number, all of one size.
fn subsets<'a>(pool: &[&'a Figure], wanted: u64) -> Vec<Vec<&'a Figure>> {
    if wanted == 0 || pool.len() > MOST_CANDIDATES {
        return Vec::new();
    }
    let sizes = 1..=MOST_COMBINED;
    let found = sizes.map(|size| of_size(pool, size, wanted)).find(|found| !found.is_empty());
    found.unwrap_or_default()
}

fn of_size<'a>(pool: &[&'a Figure], size: usize, wanted: u64) -> Vec<Vec<&'a Figure>> {
    if size == 0 {
        return if wanted == 0 { vec![Vec::new()] } else { Vec::new() };
    }
    let mut found = Vec::new();
    for (at, first) in pool.iter().enumerate() {
        let Some(rest) = first.number.and_then(|number| wanted.checked_sub(number)) else { continue };
        let others = pool.get(at + 1..).unwrap_or_default();
        found.extend(of_size(others, size - 1, rest).into_iter().map(|mut set| {
            set.insert(0, *first);
            set
        }));
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::register::totals::Totals;

    fn figures(numbers: &[u64]) -> Vec<Figure> {
        let rows: String =
            numbers.iter().map(|one| format!("2022-03-14,{one},Kazakhstan,all,subtotal\n")).collect();
        let table = format!("date,figure,scope_place,scope_status,kind\n{rows}");
        Totals::from_bytes("t.csv", table.as_bytes()).unwrap().figures().to_vec()
    }

    #[test]
    fn the_smallest_sets_make_up_a_number() {
        type Case<'a> = (&'a [u64], u64, &'a [&'a [u64]]);
        let cases: [Case<'_>; 6] = [
            (&[19, 20, 6], 25, &[&[19, 6]]),
            (&[11, 8, 1, 20], 11, &[&[11]]),
            (&[1, 2, 3, 4], 5, &[&[1, 4], &[2, 3]]),
            (&[5, 6], 12, &[]),
            (&[1, 1, 1, 1], 4, &[]),
            (&[7], 0, &[]),
        ];
        for (numbers, wanted, expected) in cases {
            let figures = figures(numbers);
            let pool: Vec<&Figure> = figures.iter().collect();
            let found: Vec<Vec<u64>> = subsets(&pool, wanted)
                .iter()
                .map(|set| set.iter().filter_map(|one| one.number).collect())
                .collect();
            assert_eq!(found, expected, "{wanted} of {numbers:?}");
        }
    }
}
