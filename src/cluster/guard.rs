//! What only a person may join.

use super::Scores;
use crate::block::Pair;

/// Takes out of each group the members whose given name is another than that of every other member,
/// where each pair by itself is less likely one person than `needed`. What is left over of a group of two are single rows.
///
/// Such a row is put to the others because the rest of it fits and nobody else is left for it. That
/// is often right, and it is what brothers who died together look like, one of whom stands in one
/// list and one in the other.
pub(super) fn without_other_names(
    groups: Vec<Vec<usize>>,
    link: &Scores<'_>,
    needed: f64,
) -> Vec<Vec<usize>> {
    let needs_a_person =
        |a: usize, b: usize| link(Pair::new(a, b)).is_none_or(|link| link.needs_a_person(needed));
    let guarded = groups.into_iter().map(|mut group| {
        let is_other =
            |one: &usize, group: &[usize]| group.iter().all(|two| two == one || needs_a_person(*one, *two));
        while let Some(at) = group.iter().position(|one| group.len() > 1 && is_other(one, &group)) {
            group.remove(at);
        }
        group
    });
    guarded.filter(|group| group.len() > 1).collect()
}
