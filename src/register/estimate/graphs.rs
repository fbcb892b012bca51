//! Decomposable graphs: which lists depend on each other directly.
//!
//! In a graph, two lists without an edge are independent given the others. A graph is decomposable (chordal) if every
//! ring of four or more lists has a chord. Then the likelihood is a product over the steps of an elimination order,
//! and the posterior has a closed form (Dawid and Lauritzen 1993; Madigan and York 1997).

/// Largest number of lists. There are 8, 61 and 822 decomposable graphs of three to five lists, and 18,154 of six.
pub(super) const MOST: usize = 5;

/// A decomposable graph as the steps of its elimination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DecomposableGraph {
    /// The edges, each as a combination of two lists.
    edges: Vec<usize>,
    /// Number of lists.
    lists: usize,
    /// For each list, in an order in which its later neighbours are all neighbours of each other: the list with these
    /// neighbours, and the neighbours alone.
    pub(super) steps: Vec<(usize, usize)>,
}

impl DecomposableGraph {
    /// All decomposable graphs. The last one has every edge: it makes no assumption.
    pub(super) fn all(lists: usize) -> Vec<Self> {
        let pairs: Vec<usize> = (0..1 << lists).filter(|set: &usize| set.count_ones() == 2).collect();
        let graph = |chosen: usize| {
            let edges = pairs.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0);
            DecomposableGraph::new(lists, edges.map(|(_, edge)| *edge).collect())
        };
        let mut all: Vec<DecomposableGraph> = (0..1 << pairs.len()).filter_map(graph).collect();
        all.sort_by_key(|graph| graph.edges.len());
        all
    }

    /// The graph with these edges; `None` if it is not decomposable.
    fn new(lists: usize, edges: Vec<usize>) -> Option<Self> {
        let is_edge = |set: usize| edges.contains(&set);
        let mut left: usize = (1 << lists) - 1;
        let mut steps = Vec::with_capacity(lists);
        while left != 0 {
            let bits = |set: usize| (0..lists).map(|list| 1 << list).filter(move |bit| set & bit != 0);
            let near =
                |list: usize| bits(left).filter(|other| is_edge(list | other)).fold(0, |all, one| all | one);
            let is_clique = |set: usize| bits(set).all(|a| bits(set).all(|b| a == b || is_edge(a | b)));
            let next = bits(left).find(|list| is_clique(near(*list)))?;
            steps.push((next | near(next), near(next)));
            left ^= next;
        }
        Some(DecomposableGraph { edges, lists, steps })
    }

    /// Whether every two lists have an edge. Such a graph makes no assumption about the people on no list, so their
    /// number would follow from the prior alone.
    pub(super) fn is_complete(&self) -> bool {
        self.edges.len() == self.lists * (self.lists - 1) / 2
    }

    /// The edges, such as `12,23`; `none` without edges.
    pub(super) fn name(&self) -> String {
        let edges: Vec<String> = self.edges.iter().map(|edge| super::model::digits(*edge)).collect();
        if edges.is_empty() { "none".to_owned() } else { edges.join(",") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_decomposable_graphs_as_the_literature_counts() {
        for (lists, graphs) in [(2, 2), (3, 8), (4, 61), (5, 822)] {
            let all = DecomposableGraph::all(lists);
            assert_eq!(all.len(), graphs, "{lists} lists");
            assert_eq!(all.iter().filter(|graph| graph.is_complete()).count(), 1);
        }
    }
}
