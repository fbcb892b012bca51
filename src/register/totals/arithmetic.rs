//! Whether the parts of a statement add up to its total.
//!
//! Input: the figures of a table. Output: a [`Sum`] for each breakdown of a whole, with the sets of other figures that
//! would make up the difference.
//!
//! An example: 138 people in a city, broken down into 86 civilians and 53 others. The sum is 139, one more than the
//! whole. If another figure of 1 is stated as a part of one of the two, it explains the difference, provided that
//! these people were counted in both parts. That is arithmetic and not a published explanation, and the report says so.
//!
//! With enough figures any number can be explained by chance. So at most three figures are combined, only the smallest
//! sets are shown, and a table with more than 24 candidates is not searched.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::figure::{Figure, FigureStanding, Kind};

/// How the sum of the parts compares with the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SumState {
    /// The sum is smaller: some people are in none of the parts.
    Short,
    /// The sum equals the whole.
    Exact,
    /// The sum is greater: some people are in several parts, or a figure is wrong.
    Over,
}

/// The sum of the parts of one breakdown, compared with the whole.
///
/// A breakdown is a set of parts that the table marks with one name for one whole, such as `march:category`. The parts
/// are added without regard to the lists of the project.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sum {
    /// The figure that the parts belong to.
    pub whole: Figure,
    /// The name of the breakdown, such as `category`.
    pub breakdown: String,
    /// The parts, in the order of the table.
    pub parts: Vec<Figure>,
    /// The sum of the parts, in people.
    pub sum: u64,
    /// How the sum compares with the whole.
    pub state: SumState,
    /// The absolute difference between the sum and the whole, in people.
    pub difference: u64,
    /// Sets of other stated figures that add up to the difference exactly. This is the program's arithmetic, not a
    /// published explanation. All sets have the same size.
    pub explanations: Vec<Vec<Figure>>,
    /// The parts that may also contain the people who are counted twice. Empty unless the sum is greater and one single
    /// figure explains the difference.
    pub hosts: Vec<Figure>,
}

/// Largest number of figures in an explanation. With more, nearly any number could be explained.
const MOST_COMBINED: usize = 3;
/// Largest number of candidate figures. With more, some combination nearly always fits, which explains nothing.
const MOST_CANDIDATES: usize = 24;

/// Whether two figures are about the same place.
type SamePlace<'a> = &'a dyn Fn(&Figure, &Figure) -> bool;

/// The sums of all breakdowns of the table, in the order of the wholes.
///
/// `same_place` compares the places of two figures. `says_nothing` is true for a figure whose status states that the
/// identity of the people is unknown. A breakdown with an unreadable number is left out.
pub(super) fn sums(
    figures: &[Figure],
    same_place: SamePlace<'_>,
    says_nothing: &dyn Fn(&Figure) -> bool,
) -> Vec<Sum> {
    let table = FigureTable { figures, same_place, says_nothing };
    let wholes = figures.iter().filter(|figure| !figure.id.is_empty());
    wholes.flat_map(|whole| table.sums_of(whole)).collect()
}

/// The figures of a table, with what is needed to compare two of them.
struct FigureTable<'a> {
    /// All figures, in the order of the table.
    figures: &'a [Figure],
    /// Whether two figures are about the same place.
    same_place: SamePlace<'a>,
    /// Whether the status of a figure states that the identity is unknown.
    says_nothing: &'a dyn Fn(&Figure) -> bool,
}

impl<'a> FigureTable<'a> {
    /// The sums of all breakdowns of one figure.
    fn sums_of(&self, whole: &Figure) -> Vec<Sum> {
        let parts_of = self.figures.iter().flat_map(|figure| &figure.part_of);
        let mine = parts_of.filter(|part| part.whole == whole.id);
        let breakdowns: BTreeSet<&str> = mine.filter_map(|part| part.breakdown.as_deref()).collect();
        breakdowns.into_iter().filter_map(|by| self.sum(whole, by)).collect()
    }

    /// The sum of one breakdown; `None` if the number of the whole or of a part is missing.
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

    /// Figures that may be counted twice if the sum is greater: the parts and their own parts.
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

    /// Figures of other statements that may be missing from the parts if the sum is smaller.
    ///
    /// Such a figure is about the same place, has a status that no part has, still stands, and was stated no later than
    /// the whole. Of several figures with one status the latest counts. A breakdown by place has no such figures.
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
        // Of several figures with one status the latest counts.
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

    /// The parts that may also contain the people who are counted twice: of the same place and not smaller. Parts whose
    /// status states that the identity is unknown are preferred; if there is none, all qualify.
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

/// The sets of figures that add up to `wanted`. Only sets of the smallest possible size are returned, up to
/// [`MOST_COMBINED`]. Empty if `wanted` is 0 or `pool` has more than [`MOST_CANDIDATES`] figures.
fn subsets<'a>(pool: &[&'a Figure], wanted: u64) -> Vec<Vec<&'a Figure>> {
    if wanted == 0 || pool.len() > MOST_CANDIDATES {
        return Vec::new();
    }
    let sizes = 1..=MOST_COMBINED;
    let found = sizes.map(|size| of_size(pool, size, wanted)).find(|found| !found.is_empty());
    found.unwrap_or_default()
}

/// The sets of exactly `size` figures that add up to `wanted`, in the order of `pool`.
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
        type BreakdownCase<'a> = (&'a [u64], u64, &'a [&'a [u64]]);
        let cases: [BreakdownCase<'_>; 6] = [
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
