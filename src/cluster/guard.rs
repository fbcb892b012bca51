//! What only a person may join.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Problem;
use crate::block::Pair;

/// Takes out of each group the members whose given name is another than that of every other member,
/// where each pair by itself is less likely one person than `needed`. What is left over of a group of two are single rows.
///
/// Such a row is put to the others because the rest of it fits and nobody else is left for it. That
/// is often right, and it is what brothers who died together look like, one of whom stands in one
/// list and one in the other. What a person has joined stays.
pub(super) fn without_other_names(
    groups: Vec<Vec<usize>>,
    problem: &Problem<'_>,
    needed: f64,
) -> Vec<Vec<usize>> {
    let units = problem.units.iter().enumerate();
    let unit_of: BTreeMap<usize, usize> =
        units.flat_map(|(at, unit)| unit.iter().map(move |one| (*one, at))).collect();
    let is_decided = |a: usize, b: usize| unit_of.get(&a).is_some_and(|unit| unit_of.get(&b) == Some(unit));
    let needs_a_person = |a: usize, b: usize| {
        let link = (problem.link)(Pair::new(a, b));
        !is_decided(a, b) && link.is_none_or(|link| link.needs_a_person(needed))
    };
    let guarded = groups.into_par_iter().with_min_len(16).map(|mut group| {
        let is_other =
            |one: &usize, group: &[usize]| group.iter().all(|two| two == one || needs_a_person(*one, *two));
        while let Some(at) = group.iter().position(|one| group.len() > 1 && is_other(one, &group)) {
            group.remove(at);
        }
        group
    });
    guarded.filter(|group| group.len() > 1).collect()
}
