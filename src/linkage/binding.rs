//! What decisions say of who is who, as constraints that every partition keeps.

use std::collections::{BTreeMap, BTreeSet};

use crate::linkage::block::{Pair, connected};

/// What is decided of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// One person, by a decision or by what follows from several.
    Same,
    /// Two people, by a decision or by what follows from several.
    Different,
    /// Nothing is decided.
    Free,
}

/// Which mentions stand together, and which never do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Binding {
    /// Sets of two or more mentions that are one, each sorted, sorted.
    units: Vec<Vec<usize>>,
    /// For each record of such a set the first one, records that are gone included: what follows from
    /// decisions on them holds.
    first_of: BTreeMap<usize, usize>,
    /// For the first record of each set the decisions that it is different by, sorted. Decisions are not held as
    /// pairs, whose number grows with the square of their records.
    different_by: BTreeMap<usize, Vec<usize>>,
    /// The first records of sets that stand with nobody else: groups of people without names.
    apart: BTreeSet<usize>,
}

impl Binding {
    /// Constraints from pairs that are one person, and from sets of which no two are; they do not contradict each
    /// other. `apart` are sets that are one and stand
    /// with nobody else. Numbers from `mentions` on are records that are gone.
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

    /// The sets of two or more mentions that are one person, each sorted, sorted.
    pub(crate) fn units(&self) -> &[Vec<usize>] {
        &self.units
    }

    /// What is decided of a pair.
    pub(crate) fn of(&self, pair: Pair) -> Bound {
        if self.is_empty() {
            return Bound::Free;
        }
        let Some(firsts) = self.of_units(pair) else { return Bound::Same };
        let is_apart = self.apart.contains(&firsts.a()) || self.apart.contains(&firsts.b());
        if is_apart || self.are_different(firsts) { Bound::Different } else { Bound::Free }
    }

    /// Whether one decision says that two sets are different.
    fn are_different(&self, firsts: Pair) -> bool {
        let of = |one: usize| self.different_by.get(&one).map(Vec::as_slice).unwrap_or_default();
        let (a, b) = (of(firsts.a()), of(firsts.b()));
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        short.iter().any(|decision| long.binary_search(decision).is_ok())
    }

    /// Whether nothing is decided, as in most runs.
    fn is_empty(&self) -> bool {
        self.first_of.is_empty() && self.different_by.is_empty() && self.apart.is_empty()
    }

    /// The first records of the sets of a pair; `None` when they are of one set.
    fn of_units(&self, pair: Pair) -> Option<Pair> {
        let (a, b) = (self.first(pair.a()), self.first(pair.b()));
        (a != b).then(|| Pair::new(a, b))
    }

    fn first(&self, record: usize) -> usize {
        self.first_of.get(&record).copied().unwrap_or(record)
    }
}

/// The sets of two or more that pairs connect, each sorted, sorted.
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
