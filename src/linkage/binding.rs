//! Decisions of reviewers as constraints that every partition satisfies.
//!
//! In: pairs that are one person, sets in which no two records are one person, and groups of people without names.
//! Out: [`Binding`], which says for each pair whether it is decided ([`Bound`]), and the sets of mentions that stay
//! together. It also has what follows from several decisions: if A and B are one person, and B and C are two, then A
//! and C are two.

use std::collections::{BTreeMap, BTreeSet};

use crate::linkage::block::{Pair, connected};

/// What the decisions say about a pair. Decisions are transitive: if a reviewer joined "Асан Тестов" of list 1 with
/// "Асан Т." of list 2, then every decision about one of them also applies to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// One person, by a decision or by what follows from several decisions.
    Same,
    /// Two people, by a decision or by what follows from several decisions.
    Different,
    /// No decision applies. The pair is weighed by its fields.
    Free,
}

/// Which mentions are always in one cluster, and which never are. Empty in a run without decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Binding {
    /// Units: sets of two or more mentions that are one person. Each is sorted, and the sets are sorted. Records that
    /// no longer exist are left out.
    units: Vec<Vec<usize>>,
    /// For each record of a unit, the first record of its unit. It includes records that no longer exist, because
    /// decisions about them still connect the others.
    first_of: BTreeMap<usize, usize>,
    /// For the first record of each unit, the decisions that separate it from others, by number and sorted. Two units
    /// are two people if they share a number. A list of separated pairs would grow with the square of the records of
    /// a decision.
    different_by: BTreeMap<usize, Vec<usize>>,
    /// First records of the units that are joined with nobody else: groups of people without names.
    apart: BTreeSet<usize>,
}

impl Binding {
    /// Builds the constraints. They must not contradict each other.
    ///
    /// - `same`: pairs that are one person.
    /// - `different`: sets of records; no two records of a set are one person.
    /// - `apart`: sets that are one entry each and are joined with nobody else.
    /// - `mentions`: number of mentions. Larger indices stand for records that no longer exist.
    pub(crate) fn new<'d>(
        same: impl IntoIterator<Item = Pair>,
        different: impl IntoIterator<Item = &'d [usize]>,
        apart: &[Vec<usize>],
        mentions: usize,
    ) -> Self {
        let mut sets = sets(same, apart);
        let firsts = sets.iter().flat_map(|set| set.iter().map(|one| (*one, set[0])));
        let mut binding = Binding { first_of: firsts.collect(), ..Binding::default() };
        sets.iter_mut().for_each(|set| set.retain(|one| *one < mentions));
        binding.units = sets.into_iter().filter(|set| set.len() > 1).collect();
        for (decision, nodes) in different.into_iter().enumerate() {
            let firsts: BTreeSet<usize> = nodes.iter().map(|node| binding.first(*node)).collect();
            firsts.into_iter().for_each(|one| binding.different_by.entry(one).or_default().push(decision));
        }
        binding.apart =
            apart.iter().filter_map(|set| set.first()).map(|first| binding.first(*first)).collect();
        binding
    }

    /// Sets of two or more mentions that are one person. Each is sorted, and the sets are sorted.
    pub(crate) fn units(&self) -> &[Vec<usize>] {
        &self.units
    }

    /// What the decisions say about a pair. The time is linear in the decisions about one of its two units.
    pub(crate) fn of(&self, pair: Pair) -> Bound {
        if self.is_empty() {
            return Bound::Free;
        }
        let Some(firsts) = self.of_units(pair) else { return Bound::Same };
        let is_apart = self.apart.contains(&firsts.a()) || self.apart.contains(&firsts.b());
        if is_apart || self.are_different(firsts) { Bound::Different } else { Bound::Free }
    }

    /// Whether one decision separates two units, given by their first records.
    fn are_different(&self, firsts: Pair) -> bool {
        let of = |one: usize| self.different_by.get(&one).map(Vec::as_slice).unwrap_or_default();
        let (a, b) = (of(firsts.a()), of(firsts.b()));
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        short.iter().any(|decision| long.binary_search(decision).is_ok())
    }

    /// Whether there are no decisions, as in most runs.
    fn is_empty(&self) -> bool {
        self.first_of.is_empty() && self.different_by.is_empty() && self.apart.is_empty()
    }

    /// The first records of the two units of a pair; `None` if both records are in one unit.
    fn of_units(&self, pair: Pair) -> Option<Pair> {
        let (a, b) = (self.first(pair.a()), self.first(pair.b()));
        (a != b).then(|| Pair::new(a, b))
    }

    /// The first record of the unit of a record; the record itself if it is in no unit.
    fn first(&self, record: usize) -> usize {
        self.first_of.get(&record).copied().unwrap_or(record)
    }
}

/// Sets of two or more records that the pairs and the given sets connect. Each is sorted, and the sets are sorted.
fn sets(pairs: impl IntoIterator<Item = Pair>, sets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let of_sets = sets.iter().flat_map(|set| set.windows(2).map(|two| Pair::new(two[0], two[1])));
    let mut all = connected(pairs.into_iter().chain(of_sets));
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(all: &[(usize, usize)]) -> Vec<Pair> {
        all.iter().map(|(a, b)| Pair::new(*a, *b)).collect()
    }

    #[test]
    fn what_is_said_of_one_row_holds_for_its_person() {
        let binding = Binding::new(pairs(&[(1, 2), (4, 2), (7, 8)]), [&[1, 7][..]], &[vec![9, 10]], 20);
        assert_eq!(binding.units(), [vec![1, 2, 4], vec![7, 8], vec![9, 10]]);
        let of = |a, b| binding.of(Pair::new(a, b));
        assert_eq!([of(1, 4), of(4, 8), of(2, 7)], [Bound::Same, Bound::Different, Bound::Different]);
        assert_eq!([of(9, 10), of(9, 3), of(10, 1)], [Bound::Same, Bound::Different, Bound::Different]);
        assert_eq!([of(1, 3), of(5, 6)], [Bound::Free, Bound::Free]);
    }

    #[test]
    fn what_follows_from_a_record_that_is_gone_holds() {
        let binding = Binding::new(pairs(&[(1, 9), (9, 2)]), [&[9, 3][..], &[8, 4]], &[], 8);
        assert_eq!(binding.units(), [vec![1, 2]]);
        let of = |a, b| binding.of(Pair::new(a, b));
        assert_eq!([of(1, 2), of(1, 3), of(2, 3)], [Bound::Same, Bound::Different, Bound::Different]);
        assert_eq!(of(1, 4), Bound::Free);
    }
}
