//! Aligns an old and a new side: connected components of the graph whose edges link items of one side to items of the
//! other.

use std::collections::{BTreeMap, BTreeSet};

/// One connected component: the positions on each side, ascending. A side is empty if an item has no counterpart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AlignedComponent {
    /// Positions on the old side.
    pub(super) old: Vec<usize>,
    /// Positions on the new side.
    pub(super) new: Vec<usize>,
}

/// The connected components of two sides with `old` and `new` items.
///
/// An edge has a position on the old side and one on the new side. The components are in the order of their first
/// members, the old side first. Every item is in exactly one component. The time is O((V + E) log V).
pub(super) fn components(
    old: usize,
    new: usize,
    edges: impl IntoIterator<Item = (usize, usize)>,
) -> Vec<AlignedComponent> {
    let mut neighbours: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (one, other) in edges {
        neighbours.entry(one).or_default().insert(old + other);
        neighbours.entry(old + other).or_default().insert(one);
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for start in 0..old + new {
        let mut component = AlignedComponent::default();
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                match node.checked_sub(old) {
                    Some(new) => component.new.push(new),
                    None => component.old.push(node),
                }
                open.extend(neighbours.get(&node).into_iter().flatten());
            }
        }
        component.old.sort_unstable();
        component.new.sort_unstable();
        found.push(component);
    }
    found.retain(|component| *component != AlignedComponent::default());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_connect() {
        let of = |old: &[usize], new: &[usize]| AlignedComponent { old: old.to_vec(), new: new.to_vec() };
        let found = components(3, 3, [(0, 0), (0, 1), (2, 1)]);
        assert_eq!(found, [of(&[0, 2], &[0, 1]), of(&[1], &[]), of(&[], &[2])]);
    }
}
