//! What decisions say of who is who, as constraints that every partition keeps.

use std::collections::{BTreeMap, BTreeSet};

use crate::block::Pair;

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
    unit_of: BTreeMap<usize, usize>,
    /// Pairs of the first mentions of two units that are different.
    different: BTreeSet<Pair>,
    /// The first mentions of units that stand with nobody else: groups of people without names.
    apart: BTreeSet<usize>,
}

impl Binding {
    /// Constraints from pairs; they do not contradict each other. `apart` are sets that are one and stand
    /// with nobody else.
    pub(crate) fn new(
        same: impl IntoIterator<Item = Pair>,
        different: impl IntoIterator<Item = Pair>,
        apart: &[Vec<usize>],
    ) -> Self {
        let mut binding = Binding { units: sets(same, apart), ..Binding::default() };
        let units = binding.units.iter().enumerate();
        binding.unit_of = units.flat_map(|(at, unit)| unit.iter().map(move |one| (*one, at))).collect();
        let different = different.into_iter().filter_map(|pair| binding.of_units(pair));
        binding.different = different.collect();
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
        let Some(firsts) = self.of_units(pair) else { return Bound::Same };
        let is_apart = self.apart.contains(&firsts.a()) || self.apart.contains(&firsts.b());
        if is_apart || self.different.contains(&firsts) { Bound::Different } else { Bound::Free }
    }

    /// The first mentions of the units of a pair; `None` when they are of one unit.
    fn of_units(&self, pair: Pair) -> Option<Pair> {
        let (a, b) = (self.first(pair.a()), self.first(pair.b()));
        (a != b).then(|| Pair::new(a, b))
    }

    fn first(&self, mention: usize) -> usize {
        let unit = self.unit_of.get(&mention).and_then(|at| self.units.get(*at));
        unit.and_then(|unit| unit.first()).copied().unwrap_or(mention)
    }
}

/// The sets of two or more that pairs connect, each sorted, sorted.
fn sets(pairs: impl IntoIterator<Item = Pair>, sets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let of_sets = sets.iter().flat_map(|set| set.windows(2).map(|two| Pair::new(two[0], two[1])));
    let mut set_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for pair in pairs.into_iter().chain(of_sets) {
        let ends = [pair.a(), pair.b()].map(|one| {
            *set_of.entry(one).or_insert_with(|| {
                all.push(vec![one]);
                all.len() - 1
            })
        });
        let (into, from) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        if into != from {
            let moved = std::mem::take(&mut all[from]);
            moved.iter().for_each(|one| *set_of.entry(*one).or_default() = into);
            all[into].extend(moved);
        }
    }
    all.retain(|set| !set.is_empty());
    all.iter_mut().for_each(|set| set.sort_unstable());
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
        let binding = Binding::new(pairs(&[(1, 2), (4, 2), (7, 8)]), pairs(&[(1, 7)]), &[vec![9, 10]]);
        assert_eq!(binding.units(), [vec![1, 2, 4], vec![7, 8], vec![9, 10]]);
        let of = |a, b| binding.of(Pair::new(a, b));
        assert_eq!([of(1, 4), of(4, 8), of(2, 7)], [Bound::Same, Bound::Different, Bound::Different]);
        assert_eq!([of(9, 10), of(9, 3), of(10, 1)], [Bound::Same, Bound::Different, Bound::Different]);
        assert_eq!([of(1, 3), of(5, 6)], [Bound::Free, Bound::Free]);
    }
}
