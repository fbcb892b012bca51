//! Decides which lists can corroborate one another: lists that do not copy from one another and do not share an origin.
//!
//! In: what the lists declare under `quotes` and `group`. Out: the group of each list.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::SourceSpec;

/// The independent groups of some lists. Two lists are in one group if one quotes the other, if both declare the same
/// `group`, or if other lists connect them in these ways. A list that declares nothing is a group of its own.
///
/// Groups say how much the agreement of lists is worth. They do not change the matching: a copied record is still a
/// record of that person, and is easily recognised as one.
///
/// ```
/// use casualty_register::source::{Independence, SourceSpec};
///
/// let lists = [
///     SourceSpec::new("newsroom", "n.csv"),
///     SourceSpec::new("blog", "b.csv").with_quotes("newsroom"),
///     SourceSpec::new("police", "p.csv").with_group("state"),
///     SourceSpec::new("court", "c.csv").with_group("state"),
/// ];
/// let groups = Independence::of(&lists);
/// assert_eq!(groups.count(["newsroom", "blog"]), 1);
/// assert_eq!(groups.count(["blog", "police", "court"]), 2);
/// assert_eq!(groups.count(["newsroom", "unknown"]), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Independence {
    /// For each list, the first list of its group, in the order of ids.
    group_of: BTreeMap<String, String>,
}

impl Independence {
    /// The groups of these lists.
    ///
    /// Quoted lists that are not among `lists` are ignored. The time grows with the number of lists times the number of
    /// links between them.
    pub fn of<'a>(lists: impl IntoIterator<Item = &'a SourceSpec>) -> Self {
        let lists: Vec<&SourceSpec> = lists.into_iter().collect();
        let own = lists.iter().map(|list| (list.id().to_owned(), list.id().to_owned()));
        let mut this = Independence { group_of: own.collect() };
        let mut first_of: BTreeMap<&str, &str> = BTreeMap::new();
        for list in lists {
            list.quotes().for_each(|quoted| this.join(list.id(), quoted));
            if let Some(group) = list.group() {
                let first = *first_of.entry(group).or_insert(list.id());
                this.join(list.id(), first);
            }
        }
        this
    }

    /// Number of independent groups among some lists. An unknown list counts as its own group.
    ///
    /// Example: a newsroom and a blog that quotes it count as one.
    pub fn count<'a>(&self, lists: impl IntoIterator<Item = &'a str>) -> usize {
        let groups: BTreeSet<&str> = lists.into_iter().map(|list| self.group_of(list)).collect();
        groups.len()
    }

    /// The id that represents the group of a list: the smallest id in the group. For an unknown list, its own id.
    pub fn group_of<'a>(&'a self, list: &'a str) -> &'a str {
        self.group_of.get(list).map_or(list, String::as_str)
    }

    /// Merges the groups of two lists. Does nothing if one of them is unknown.
    fn join(&mut self, one: &str, other: &str) {
        let Some((one, other)) = self.group_of.get(one).cloned().zip(self.group_of.get(other).cloned())
        else {
            return;
        };
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        for group in self.group_of.values_mut().filter(|group| **group == second) {
            group.clone_from(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_connected_through_others() {
        let lists = [
            SourceSpec::new("d", "").with_quotes("c").with_group("x"),
            SourceSpec::new("c", ""),
            SourceSpec::new("b", "").with_group("x"),
            SourceSpec::new("a", "").with_quotes("nobody"),
        ];
        let groups = Independence::of(&lists);
        assert_eq!(groups.count(["b", "c"]), 1);
        assert_eq!(groups.count(["a", "b", "c", "d"]), 2);
        assert_eq!((groups.group_of("d"), groups.group_of("a")), ("b", "a"));
    }
}
